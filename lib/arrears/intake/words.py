"""Words for what is wrong with a whole file or a whole row, and for what is only worth knowing, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import IntakeError
from arrears.tables.faults import FAULT_WORDS, Words

if TYPE_CHECKING:
    from arrears.intake.limits import Limits

FILE_WORDS: dict[str, tuple[str, str]] = {
    "FILE_MISSING": ("there is no file {file}; check the path", "找不到文件 {file}；请检查路径"),
    "FILE_UNREADABLE": ("{file} cannot be read ({detail})", "无法读取 {file}（{detail}）"),
    "FILE_EMPTY": ("{file} is empty; export it again", "{file} 是空文件；请重新导出"),
    "FILE_TOO_LARGE": (
        "{file} is larger than {detail}; split it into several files",
        "{file} 超过 {detail}；请拆分为多个文件",
    ),
    "FILE_CORRUPT": (
        "{file} is damaged ({detail}); nothing was read; export or save it again",
        "{file} 已损坏（{detail}），未导入任何内容；请重新导出或另存",
    ),
    "FORMAT_UNSUPPORTED": (
        "{file} is {detail}; save it as .xlsx or .csv",
        "不支持 {file} 的格式（{detail}）；请另存为 .xlsx 或 .csv",
    ),
    "LOCK_FILE": (
        "{file} is the mark that a workbook is open in Excel; choose the workbook itself",
        "{file} 是 Excel 打开工作簿时的临时文件；请选择工作簿本身",
    ),
    "PASSWORD_REQUIRED": ("{file} is protected by a password; give it", "{file} 有密码保护；请提供密码"),
    "PASSWORD_WRONG": ("the password does not open {file}; check it", "密码无法打开 {file}；请核对密码"),
    "ZIP_BOMB": (
        "{file} unpacks to far more than a case list ({detail}); it was not opened",
        "{file} 解压后异常庞大（{detail}），未打开；请核对来源",
    ),
    "XML_FORBIDDEN": (
        "{file} holds a document type or entities ({detail}), which no workbook needs; it was not opened",
        "{file} 含有文档类型或实体定义（{detail}），正常工作簿不会有，未打开；请核对来源",
    ),
    "TOO_MANY_ROWS": (
        "{file} reaches to {detail}; split the list, or clear stray cells far away",
        "{file} 的数据延伸至 {detail}；请拆分，或清除远处的零散单元格",
    ),
    "HEADER_NOT_FOUND": (
        "{file} has no row of headings such as 案件编号, 到期还款日, 逾期本金; is it a case list? {detail}",
        "{file} 中找不到表头行（如 案件编号、到期还款日、逾期本金）；请确认这是案件清单。{detail}",
    ),
    "REQUIRED_COLUMN_MISSING": (
        "{file} has no column {detail}; add it, or rename its heading",
        "{file} 缺少列 {detail}；请补充该列或修改表头",
    ),
    "DUPLICATE_COLUMN": (
        "{file} has two columns for the same thing: {detail}; remove or rename one",
        "{file} 中有重复的列：{detail}；请删除或改名其中一列",
    ),
    "UNIT_UNSUPPORTED": (
        "{file} has the unit {detail}; amounts are in 元, 万元 or 分, and another currency in a column 币种",
        "{file} 的单位 {detail} 不支持；金额单位为元、万元或分，外币请用“币种”列注明",
    ),
    "MULTIPLE_SHEETS": (
        "{file} has several case lists ({detail}); say which sheet",
        "{file} 中有多个案件清单（{detail}）；请指定工作表",
    ),
    "SHEET_MISSING": ("{file} has no sheet {detail}", "{file} 中没有工作表 {detail}"),
    "NO_ROWS": ("{file} has headings and no cases ({detail})", "{file} 只有表头，没有案件（{detail}）"),
    "ENCODING_UNKNOWN": (
        "{file} mixes or breaks its encoding ({detail}); save it as UTF-8",
        "{file} 的字符编码混杂或损坏（{detail}）；请另存为 UTF-8",
    ),
    "CSV_MALFORMED": (
        "{file} is no whole text table ({detail}); export it again",
        "{file} 的文本表格不完整（{detail}）；请重新导出",
    ),
}
"""Each code's line in English and Chinese."""


LIMIT_WORDS: dict[str, tuple[str, str, str]] = {
    "seconds": (
        "TOO_SLOW",
        "reading {file} takes longer than {seconds:g} s; split the list, or set ARREARS_INTAKE_SECONDS higher",
        "读取 {file} 超过 {seconds:g} 秒；请拆分清单，或调高环境变量 ARREARS_INTAKE_SECONDS",
    ),
    "memory": (
        "TOO_MANY_ROWS",
        "reading {file} takes more than {megabytes:,} MB of memory; split the list, or clear stray cells far away",
        "读取 {file} 需要超过 {megabytes:,} MB 内存；请拆分清单，或清除远处的零散单元格",
    ),
}
"""Each limit of the child process: code, and its line in English and Chinese."""


def limit_error(limit: str, file: str, limits: Limits) -> IntakeError:
    """Give the error for a file that asks for more time or memory than it may have."""
    code, *lines = LIMIT_WORDS[limit]
    en, zh = (line.format(file=file, seconds=limits.seconds, megabytes=limits.memory_bytes >> 20) for line in lines)
    return IntakeError(code, en, zh)


def file_error(code: str, file: str, detail: str = "") -> IntakeError:
    """Give the error for a file that cannot be used."""
    en, zh = (line.format(file=file, detail=detail).strip() for line in FILE_WORDS[code])
    return IntakeError(code, en, zh)


ROW_WORDS: dict[str, dict[str, Words]] = FAULT_WORDS | {
    "ROW_TOO_LONG": {
        "zh": Words("此行比表头多出有内容的列", "每个值都要有表头", "检查是否多了分隔符，改正后重新导入"),
        "en": Words("the row is longer than the headings", "every value has a heading", "look for a stray separator"),
    },
    "CASE_ID_ACCEPTED": {
        "zh": Words(
            "案件编号“{value}”已由原清单第 {detail} 行接收",
            "每个案件只占一行",
            "与原清单该行核对：改正编号，或删去此行；原清单已更正的，清空此行“问题”栏再导入",
        ),
        "en": Words(
            "case id {value} was accepted from row {detail} of the original list",
            "one row a case",
            "compare it with that row: mend the id or drop this row; if the original was mended, clear this row's Problem",
        ),
    },
    "DUE_FAR": {
        "zh": Words("“{heading}”的值 {value} 晚于 {detail} 一年以上", "", "多为年份笔误，请核实；已按此日期接收"),
        "en": Words(
            "{heading} {value} is more than a year after {detail}",
            "",
            "often a slip in the year: check it; taken as it is",
        ),
    },
    "CASE_ID_IN_EARLIER_LIST": {
        "zh": Words(
            "案件编号“{value}”已由前一份清单导入（{detail}）", "每个案件只占一行", "核对两行，删去一行或改正编号"
        ),
        "en": Words(
            "case id {value} was accepted from an earlier list already ({detail})",
            "one row a case",
            "compare the rows; drop one or mend the id",
        ),
    },
    "MERGED_CELLS": {
        "zh": Words("“{heading}”与其他行合并（{detail}）", "合并单元格的值不能分给多个案件", "取消合并，逐行填写"),
        "en": Words(
            "{heading} is merged over several rows ({detail})",
            "one merged value cannot stand for several cases",
            "unmerge the cells and fill in each row",
        ),
    },
    "NEGATIVE_BALANCE": {
        "zh": Words("账单金额为负（溢缴款）", "", "请确认该案件仍需催收"),
        "en": Words("the statement balance is negative (a credit)", "", "check whether the case is due at all"),
    },
    "MINPAY_GT_BALANCE": {
        "zh": Words("最低还款额大于账单金额", "", "请核对两项金额"),
        "en": Words("the minimum payment exceeds the statement balance", "", "check both amounts"),
    },
    "ZERO_BALANCE": {
        "zh": Words("本金和账单金额均为零", "", "请确认该案件仍需催收"),
        "en": Words("principal and statement balance are zero", "", "check whether the case is due at all"),
    },
    "FORMULA_LIKE_TEXT": {
        "zh": Words("“{heading}”的文字形似公式，已按文字保留", "", "请核对来源"),
        "en": Words("{heading} looks like a formula and was kept as text", "", "check where it comes from"),
    },
    "PHONE_MULTIPLE": {
        "zh": Words("“{heading}”中有多个号码，已取第一个", "", "请确认第一个号码属于本人"),
        "en": Words("{heading} holds several numbers; the first was taken", "", "check that it is the customer's own"),
    },
    "CASE_ID_NUMERIC": {
        "zh": Words("案件编号是数字；若原有前导零，已丢失", "", "建议以文本导出案件编号"),
        "en": Words("the case id is a number; leading zeros, if any, are lost", "", "export case ids as text"),
    },
    "ID_ZERO_TAIL": {
        "zh": Words("身份证号以 000 结尾，可能被 Excel 截断", "", "请对照证件核对"),
        "en": Words("the id number ends in 000: a spreadsheet may have cut it", "", "check it against the document"),
    },
    "MERGED_FILLED": {
        "zh": Words("“{heading}”的合并单元格（{detail}）已填入每一行", "", "请核对"),
        "en": Words("{heading}: the merged cell {detail} was filled into each row", "", "check it"),
    },
    "EXTRA_NOT_CALCULATED": {
        "zh": Words("附加列“{heading}”的公式从未计算，留空", "", "用 Excel 打开并保存一次"),
        "en": Words("the formula in the further column {heading} was never calculated", "", "save it in Excel once"),
    },
    "UNKNOWN_COLUMNS": {
        "zh": Words("未识别的列：{detail}；随案件保留", "", "如应识别，请修改表头"),
        "en": Words(
            "columns that are not known: {detail}; they are kept", "", "rename a heading if it should be known"
        ),
    },
    "UNNAMED_COLUMN": {
        "zh": Words("{detail} 列没有表头，其内容未导入", "", "需要时请补充表头"),
        "en": Words("column {detail} has no heading; its cells were not read", "", "give it a heading if it is needed"),
    },
    "HIDDEN_SHEETS": {
        "zh": Words("隐藏的工作表未读取：{detail}", "", "需要时请取消隐藏"),
        "en": Words("hidden sheets were not read: {detail}", "", "unhide a sheet if it is needed"),
    },
    "OTHER_SHEETS": {
        "zh": Words("其他工作表未读取：{detail}", "", "需要时请单独导入"),
        "en": Words("other sheets were not read: {detail}", "", "import them on their own if they are needed"),
    },
    "HIDDEN_ROWS": {
        "zh": Words("{detail} 个隐藏或被筛选的行也已导入", "", "不需要的行请删除"),
        "en": Words("{detail} hidden or filtered rows were read too", "", "delete rows that should not count"),
    },
    "TOTAL_ROW": {
        "zh": Words("合计行，未作为案件导入", "", ""),
        "en": Words("a total row, not read as a case", "", ""),
    },
    "MACROS_IGNORED": {
        "zh": Words("工作簿中的宏未运行", "", ""),
        "en": Words("the workbook's macros were not run", "", ""),
    },
    "EXTERNAL_LINK": {
        "zh": Words("工作簿链接其他文件或数据源；使用上次保存的值，未访问链接", "", "请核对链接的值是否最新"),
        "en": Words(
            "the workbook links to other files or sources; saved values were used and no link was followed",
            "",
            "check that linked values are fresh",
        ),
    },
    "OPEN_IN_EXCEL": {
        "zh": Words("此文件正在 Excel 中打开；读取的是上次保存的内容", "", "保存后重新导入可取得最新内容"),
        "en": Words("the file is open in Excel; what was last saved was read", "", "save it and import it again"),
    },
    "MIXED_CURRENCIES": {
        "zh": Words("清单中有多种币种（{detail}）；合计没有意义", "", "请按币种分开导入"),
        "en": Words(
            "the list mixes currencies ({detail}); totals would mean nothing", "", "import one list a currency"
        ),
    },
}
"""Every code of a row error or a warning."""
