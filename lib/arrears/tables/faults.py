"""What can be wrong with one value, as a value of its own, and the words for it in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """Why a cell cannot be used.

    Attributes
    ----------
    code : str
        A stable word for programs, such as ``AMOUNT_INVALID``.
    detail : str
        What the words of this code quote besides the cell: a row number, a limit, a word. Never a personal value.
    """

    code: str
    detail: str = ""


class Words(NamedTuple):
    """One code in one language: what is wrong, the rule, and the remedy.

    ``{value}`` is the cell (masked in personal columns), ``{heading}`` its column, ``{detail}`` what the fault adds.
    """

    message: str
    rule: str
    remedy: str

    def filled(self, *, heading: str, value: str, detail: str) -> Words:
        """Give the words about one cell."""
        parts = {"heading": heading, "value": value, "detail": detail}
        return Words(*(text.format(**parts) for text in self))


_ID_RULE_ZH = "18 位，校验码正确（GB 11643），出生日期存在且不在将来；或护照、通行证号"
_ID_RULE_EN = (
    "18 digits with a right check digit (GB 11643) and a birth date not in the future; or a passport or permit"
)

FAULT_WORDS: dict[str, dict[str, Words]] = {
    "REQUIRED_MISSING": {
        "zh": Words("“{heading}”为空", "此列必填", "补填后重新导入"),
        "en": Words("{heading} is empty", "this column is required", "fill it in and import the row again"),
    },
    "ONE_OF_MISSING": {
        "zh": Words("“逾期本金”和“账单金额”都为空", "逾期本金和账单金额至少填一项", "补填其中一项后重新导入"),
        "en": Words(
            "principal and statement balance are both empty",
            "principal or statement balance is required",
            "fill in one of the two",
        ),
    },
    "CELL_ERROR": {
        "zh": Words("“{heading}”是错误值 {value}", "错误值不是数据，不会当作 0 或空白", "改正公式，或直接填写数值"),
        "en": Words(
            "{heading} is the error {value}",
            "an error is never read as 0 or blank",
            "mend the formula or type the value",
        ),
    },
    "FORMULA_NOT_CALCULATED": {
        "zh": Words(
            "“{heading}”的公式从未计算", "没有计算结果的公式不会当作 0 或空白", "用 Excel 打开并保存一次，再重新导入"
        ),
        "en": Words(
            "the formula in {heading} was never calculated",
            "a formula without its result is never read as 0 or blank",
            "open and save the workbook in Excel once, then import it again",
        ),
    },
    "TEXT_INVALID": {
        "zh": Words("“{heading}”应为文字", "日期和逻辑值不能当作文字", "把单元格设为文本格式后重新填写"),
        "en": Words(
            "{heading} must be text", "a date or a truth value is no text", "format the cell as text and retype it"
        ),
    },
    "TEXT_DAMAGED": {
        "zh": Words(
            "“{heading}”含有乱码", "控制字符和替换字符（U+FFFD）说明原文已损坏", "从源系统重新导出，或重新填写"
        ),
        "en": Words(
            "{heading} holds damaged characters",
            "control characters and U+FFFD show that the text was damaged",
            "export the list again, or retype the cell",
        ),
    },
    "CASE_ID_INVALID": {
        "zh": Words("案件编号“{value}”无效", "案件编号为 1 至 64 个字符的文本", "把单元格设为文本格式后重新填写"),
        "en": Words("case id {value} is not valid", "a case id is text of 1 to 64 characters", "retype it as text"),
    },
    "CASE_ID_PRECISION_LOST": {
        "zh": Words("案件编号“{value}”是数字，末尾几位已丢失", "超过 15 位的编号必须是文本", "从源系统以文本重新导出"),
        "en": Words(
            "case id {value} is a number whose last digits are lost",
            "an id of more than 15 digits must be text",
            "export the list again with this column as text",
        ),
    },
    "CASE_ID_DUPLICATE": {
        "zh": Words("案件编号“{value}”与第 {detail} 行重复", "每个案件只占一行", "核对两行，删去一行或改正编号"),
        "en": Words(
            "case id {value} is also in row {detail}", "one row a case", "compare the rows; drop one or mend the id"
        ),
    },
    "NAME_INVALID": {
        "zh": Words("“{heading}”不是文字", "姓名必须是文本，不能是数字、日期或逻辑值", "以文本重新填写"),
        "en": Words("{heading} is no text", "a name is text, no number, date or truth value", "retype it as text"),
    },
    "ID_INVALID": {
        "zh": Words("“{heading}”{value} 无效", _ID_RULE_ZH, "对照证件核对后改正"),
        "en": Words("{heading} {value} is not valid", _ID_RULE_EN, "check it against the document"),
    },
    "ID_PRECISION_LOST": {
        "zh": Words(
            "“{heading}”是数字，末尾几位已丢失", "身份证号必须是文本：数字只保留 15 位", "从源系统以文本重新导出"
        ),
        "en": Words(
            "{heading} is a number whose last digits are lost",
            "an id number must be text: a number keeps 15 digits",
            "export the list again with this column as text",
        ),
    },
    "PHONE_INVALID": {
        "zh": Words(
            "“{heading}”{value} 无效",
            "11 位手机号（13–19 开头）、带区号的固话，或带国家码的号码",
            "核对号码后以文本填写",
        ),
        "en": Words(
            "{heading} {value} is not valid",
            "a mobile number of 11 digits (13-19), a landline with area code, or + and country code",
            "check the number and type it as text",
        ),
    },
    "CARD_INVALID": {
        "zh": Words("“{heading}”{value} 无效", "13 至 19 位，校验位正确（Luhn），或已掩码", "核对卡号后以文本填写"),
        "en": Words(
            "{heading} {value} is not valid",
            "13 to 19 digits with a right check digit (Luhn), or masked",
            "check the number and type it as text",
        ),
    },
    "CARD_PRECISION_LOST": {
        "zh": Words("“{heading}”是数字，末尾几位已丢失", "卡号必须是文本：数字只保留 15 位", "从源系统以文本重新导出"),
        "en": Words(
            "{heading} is a number whose last digits are lost",
            "a card number must be text: a number keeps 15 digits",
            "export the list again with this column as text",
        ),
    },
    "EMAIL_INVALID": {
        "zh": Words("“{heading}”{value} 无效", "形如 name@example.com", "核对后改正，或清空"),
        "en": Words("{heading} {value} is not valid", "such as name@example.com", "mend it or clear the cell"),
    },
    "AMOUNT_INVALID": {
        "zh": Words("“{heading}”的金额“{value}”无法识别", "金额形如 1234.56 或 ¥1,234.56", "改为数字后重新导入"),
        "en": Words(
            "{heading} {value} is no amount", "an amount is such as 1234.56 or ¥1,234.56", "type it as a number"
        ),
    },
    "AMOUNT_SUB_FEN": {
        "zh": Words("“{heading}”的金额“{value}”不是整分", "金额精确到分，不会悄悄四舍五入", "按原始凭证改为两位小数"),
        "en": Words(
            "{heading} {value} is not a whole number of fen", "amounts are never rounded silently", "give two decimals"
        ),
    },
    "AMOUNT_OUT_OF_RANGE": {
        "zh": Words("“{heading}”的金额“{value}”过大", "金额不超过 {detail} 元", "核对金额和单位"),
        "en": Words("{heading} {value} is too large", "an amount is at most {detail} yuan", "check amount and unit"),
    },
    "AMOUNT_NEGATIVE": {
        "zh": Words("“{heading}”的金额“{value}”为负数", "只有账单金额可以为负（溢缴款）", "核对符号后改正"),
        "en": Words(
            "{heading} {value} is negative", "only a statement balance may be (a credit)", "check the sign and mend it"
        ),
    },
    "DATE_INVALID": {
        "zh": Words(
            "“{heading}”的日期“{value}”无法识别",
            "日期形如 2024-01-31、2024/1/31 或 2024年1月31日",
            "改为日期后重新导入",
        ),
        "en": Words(
            "{heading} {value} is no date", "a date is such as 2024-01-31 or 2024年1月31日", "type it as a date"
        ),
    },
    "DATE_OUT_OF_RANGE": {
        "zh": Words("“{heading}”的日期“{value}”超出范围", "日期在 1990 至 2099 年之间", "核对年份后改正"),
        "en": Words("{heading} {value} is out of range", "a date lies in 1990 to 2099", "check the year"),
    },
    "DATE_IN_FUTURE": {
        "zh": Words("“{heading}”的日期“{value}”晚于 {detail}", "已发生的日期不能在将来", "核对日期后改正"),
        "en": Words("{heading} {value} is after {detail}", "what has happened is not in the future", "check the date"),
    },
    "FLAG_UNKNOWN": {
        "zh": Words(
            "“{heading}”中的标记“{detail}”未知",
            "可用：投诉 异议 特殊群体 身故 破产 失联 法务 协议中 停催",
            "改用以上标记，以顿号分隔",
        ),
        "en": Words(
            "{heading} holds the unknown flag {detail}",
            "known: complaint, dispute, vulnerable, deceased, bankrupt, unreachable, legal, agreement, do_not_call",
            "use these words, separated by commas",
        ),
    },
    "CURRENCY_INVALID": {
        "zh": Words("币种“{value}”无法识别", "三位字母代码（如 CNY）或中文名称（如 人民币）", "改正币种"),
        "en": Words("currency {value} is not known", "a code of three letters, such as CNY", "mend the currency"),
    },
}
"""Every fault of a single value."""
