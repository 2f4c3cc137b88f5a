"""What can be said about a returned workbook, a row or a cell of it: message, rule and remedy in both languages."""

from __future__ import annotations

from typing import Final, NamedTuple

from arrears.tables.faults import Words

NOTES: Final = frozenset(
    {
        "COLUMN_RENAMED", "ROW_TWICE", "ALREADY_THERE", "BOTH_NOTES", "CORRECTED", "TAKEN_BACK", "TAB_READ", "NOT_A_DESK", "OPEN_IN_EXCEL",
        "LIST_ONLY", "TEMPORARY_FILE", "FILE_PASSED_OVER",
    }
)  # fmt: skip
"""Codes that are worth knowing and need nobody's action."""
CONFLICTS: Final = frozenset({"PAST_EDITED", "PAST_REMOVED", "MERGED_EDITED", "TWO_VERSIONS", "SHOWN_EDITED"})
"""Codes of rows that say something else than was written or stored."""


class Finding(NamedTuple):
    """One thing about a returned workbook.

    Attributes
    ----------
    file, sheet : str
        Where; the sheet is empty for the file as a whole.
    row : int or None
        The spreadsheet's row, counted from 1.
    column : str
        Its heading.
    value : str
        What stands there, covered where it may be personal.
    code, detail : str
        Which words, and what they quote.
    case_id : str
        The case, where it is known.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    value: str
    code: str
    detail: str = ""
    case_id: str = ""

    @property
    def kind(self) -> str:
        """Whether it is a ``note``, a ``conflict`` or a ``problem``."""
        return "note" if self.code in NOTES else "conflict" if self.code in CONFLICTS else "problem"

    def words(self, lang: str) -> Words:
        """Give message, rule and remedy.

        >>> Finding("a.xlsx", "联系记录", 5, "渠道", "电报", "WORD_UNKNOWN", "电话, 短信").words("zh").message
        '“渠道”的值“电报”无法识别'
        """
        return WORDS[self.code][lang].filled(heading=self.column, value=self.value, detail=self.detail)


_AGAIN_ZH = "改正后重新回收；已入库的内容不会重复"
_AGAIN_EN = "correct it and merge again; what is stored already is not stored twice"


def _both(zh: tuple[str, str, str], en: tuple[str, str, str]) -> dict[str, Words]:
    return {"zh": Words(*zh), "en": Words(*en)}


WORDS: Final[dict[str, dict[str, Words]]] = {
    "FILE_UNREADABLE": _both(
        ("{detail}", "文件须能安全打开", "请按提示处理后重新回收"),
        ("{detail}", "a file must open safely", "see to it and merge again"),
    ),
    "NOT_A_DESK": _both(
        ("不是催收员工作簿，已略过", "只回收催收员工作簿", "无需处理"),
        ("no collector's workbook; passed over", "only collectors' workbooks are merged", "nothing to do"),
    ),
    "LIST_ONLY": _both(
        ("清单或报告，不是可回收的工作簿，已略过；写在其中的备注未回收", "只回收催收员工作簿", "如有备注，请填入催收员工作簿后回收"),
        ("a list or report of ours, passed over; notes written in it are not merged", "only collectors' workbooks are merged", "if there are notes in it, enter them in the collector's workbook"),
    ),
    "TEMPORARY_FILE": _both(
        ("临时或备份文件，已略过", "只读取已保存的工作簿", "请保存并关闭工作簿后再回收"),
        ("a temporary or backup file, passed over", "only saved workbooks are read", "save and close the workbook, then merge"),
    ),
    "TABLE_PASSED_OVER": _both(
        ("表格文件，不能回收", "只回收 Excel 或 ODS 格式的催收员工作簿", "请用原工作簿登记，或另存为 .xlsx 后回收"),
        ("a table that cannot be merged", "only collectors' workbooks in Excel or ODS form are merged", "enter it in the original workbook, or save it as .xlsx"),
    ),
    "FILE_PASSED_OVER": _both(
        ("不是工作簿，已略过", "只回收催收员工作簿", "无需处理"),
        ("no workbook; passed over", "only collectors' workbooks are merged", "nothing to do"),
    ),
    "NOTHING_TAKEN": _both(
        ("文件夹中没有可回收的催收员工作簿", "回收须有催收员交回的工作簿", "请核对文件夹，或直接给出工作簿"),
        ("the folder holds no collector's workbook", "a merge needs returned workbooks", "check the folder, or name the workbooks"),
    ),
    "TAB_READ": _both(
        ("该工作表不是原有的，已按“{detail}”读取", "带有相同标题的工作表一并回收", "请核对登记内容"),
        ("this tab is not ours; it was read as {detail}", "tabs with the same headings are merged too", "check what was recorded"),
    ),
    "BOTH_NOTES": _both(
        ("相同的联系已登记，但备注不同：两条备注都已保留", "同一联系只登记一次，备注不丢失", "无需处理"),
        ("the same contact is stored with another note: both notes are kept", "one contact is recorded once, and no note is lost", "nothing to do"),
    ),
    "CLAIM_ABOVE": _both(
        ("客户称已还款的金额超过欠款（{detail}），已登记待核实", "所称金额通常不超过欠款", "请向客户核对金额；录错的在“登记”页选“更正登记”"),
        ("the customer claims to have paid more than is owed ({detail}); it is recorded, to be verified", "a claim is seldom above what is owed", "ask the customer; if it was mistyped, choose `correct an entry` on the sheet Records"),
    ),
    "PROMISE_ABOVE": _both(
        ("承诺金额超过欠款（{detail}），已登记", "承诺金额通常不超过欠款", "请核对金额；录错的在“登记”页选“更正登记”"),
        ("more is promised than is owed ({detail}); it is recorded", "a promise is seldom above what is owed", "check the amount; if it was mistyped, choose `correct an entry` on the sheet Records"),
    ),
    "OPEN_IN_EXCEL": _both(
        ("文件正在其他程序中打开，读取的是上次保存的内容", "只读取已保存的内容", "保存后可再次回收"),
        ("it is open in another program; what was saved last was read", "only what is saved is read", "save it and merge again"),
    ),
    "NO_META": _both(
        (
            "工作簿的隐藏信息页已被删除，无法确认它属于谁、何时、哪个存储库；{detail} 行填写内容未入库",
            "只回收能确认来源的内容",
            "把这些行粘贴到当日新生成的工作簿中再回收",
        ),
        (
            "its hidden sheet was deleted, so whose it is, of which day and which store cannot be told; rows filled in and not merged: {detail}",
            "only what comes from a known workbook is merged",
            "paste these rows into a workbook of today and merge that",
        ),
    ),
    "OTHER_STORE": _both(
        ("工作簿由另一个存储库生成（{detail}），未回收", "工作簿只能回收到生成它的存储库", "用 --store 指定那个存储库"),
        (
            "it was written from another store ({detail}); nothing was merged",
            "a workbook goes back to the store that it came from",
            "name that store with --store",
        ),
    ),
    "NEWER_FORMAT": _both(
        ("工作簿由更新版本的程序生成（格式 {detail}），仅回收能识别的内容", "旧版本只读取认识的列", "升级程序后再次回收"),
        (
            "a newer version wrote it (format {detail}); what this version knows was merged",
            "an older version reads the columns that it knows",
            "update the program and merge again",
        ),
    ),
    "SHEET_MISSING": _both(
        ("工作表“{detail}”不在文件中，其内容未回收", "删除工作表不会删除已入库的记录", "如误删，请从原文件恢复后再次回收"),
        (
            "the sheet {detail} is gone and nothing of it was merged",
            "deleting a sheet deletes nothing that is stored",
            "if that was a mistake, bring it back from the original and merge again",
        ),
    ),
    "COLUMN_MISSING": _both(
        ("找不到列“{heading}”，该列内容未回收；无法核对该表已有行是否被改动", "按表头识别列", f"恢复表头“{{heading}}”；{_AGAIN_ZH}"),
        (
            "there is no column {heading}: nothing of it was merged, and whether earlier rows were changed cannot be told",
            "columns are known by their headings",
            f"bring back the heading {{heading}}; {_AGAIN_EN}",
        ),
    ),
    "COLUMN_RENAMED": _both(
        ("表头“{detail}”改成了“{heading}”，已按位置识别", "按表头识别列", "无需处理；建议恢复原表头"),
        ("the heading {detail} was renamed to {heading} and was told by its place", "columns are known by their headings", "nothing to do"),
    ),
    "OTHER_CASE": _both(
        ("案件“{value}”不在该催收员的工作簿中", "只能登记本人名下案件（HOUSE-ACCESS）", "核对案件编号；如已改派，请组长在其工作簿中登记"),
        (
            "case {value} is not in this collector's workbook",
            "one records one's own cases (HOUSE-ACCESS)",
            "check the case id; if the case has moved, record it in its collector's workbook",
        ),
    ),
    "CASE_MISSING": _both(
        ("填写的行没有案件编号", "每行须有案件编号", f"补填案件编号；{_AGAIN_ZH}"),
        ("a row that was filled in has no case id", "each row needs one", f"fill it in; {_AGAIN_EN}"),
    ),
    "KEY_OF_OTHER_CASE": _both(
        ("案件编号改成了“{value}”，与该行不符", "一行的案件编号不可更改", "恢复原编号；其他案件请另起一行"),
        ("the case id was changed to {value}, which is not this row's", "a row keeps its case", "put the id back; take another row for another case"),
    ),
    "REQUIRED": _both(
        ("“{heading}”为空", "此列必填", f"补填；{_AGAIN_ZH}"),
        ("{heading} is empty", "this column is required", f"fill it in; {_AGAIN_EN}"),
    ),
    "DATE_INVALID": _both(
        ("“{heading}”的值“{value}”不是有效日期时间", "写成 2026-11-23 14:05", _AGAIN_ZH),
        ("{heading} {value} is no date and time", "written like 2026-11-23 14:05", _AGAIN_EN),
    ),
    "DATE_FUTURE": _both(
        ("“{heading}”的值 {value} 在将来", "只登记已经发生的事", _AGAIN_ZH),
        ("{heading} {value} lies in the future", "only what has happened is recorded", _AGAIN_EN),
    ),
    "TIME_MISSING": _both(
        ("“{heading}”的值 {value} 没有钟点", "合规检查需要时刻（CBA-1）", f"补填几点几分；{_AGAIN_ZH}"),
        ("{heading} {value} has no time of day", "contact hours are checked by it (CBA-1)", f"add hours and minutes; {_AGAIN_EN}"),
    ),
    "TIME_UNCLEAR": _both(
        ("“{heading}”的值“{value}”分不清是哪个钟点", "时刻须只有一种读法（CBA-1）", f"写成 24 小时制如 15:30，或写明上午、下午；{_AGAIN_ZH}"),
        ("{heading} {value} can be read in two ways or none", "a time has one reading (CBA-1)", f"write it like 15:30, or with AM or PM; {_AGAIN_EN}"),
    ),
    "DAY_MISSING": _both(
        ("“{heading}”的值“{value}”没有读得出的日期", "须有日期和钟点，不推测日期", f"如为工作簿当日，写成 {{detail}}；{_AGAIN_ZH}"),
        ("{heading} {value} has no day that can be read", "a day and a time are needed; the day is not guessed", f"if it was the workbook's day, write {{detail}}; {_AGAIN_EN}"),
    ),
    "WORD_UNKNOWN": _both(
        ("“{heading}”的值“{value}”无法识别", "可用：{detail}", f"从下拉列表选择；{_AGAIN_ZH}"),
        ("{heading} {value} is not known", "one of {detail}", f"choose from the list; {_AGAIN_EN}"),
    ),
    "AMOUNT_INVALID": _both(
        ("“{heading}”的值“{value}”不是有效金额", "大于 0，最多两位小数", _AGAIN_ZH),
        ("{heading} {value} is no amount", "above 0, with two decimals at most", _AGAIN_EN),
    ),
    "COUNT_INVALID": _both(
        ("“{heading}”的值“{value}”不是 {detail} 之间的整数", "须为 {detail} 之间的整数", _AGAIN_ZH),
        ("{heading} {value} is no whole number of {detail}", "a whole number of {detail}", _AGAIN_EN),
    ),
    "DUE_BEFORE_MADE": _both(
        ("“{heading}”的值 {value} 早于承诺当日 {detail}", "承诺日不早于承诺当日", _AGAIN_ZH),
        ("{heading} {value} is before the promise was made ({detail})", "one promises for that day or later", _AGAIN_EN),
    ),
    "DUE_FAR": _both(
        ("“{heading}”的值 {value} 在承诺当日 {detail} 天以后；已入库", "承诺日不宜过远（规则 promise）", "请核实；有误的在“登记”页选“更正登记”，或用 arrears correct 更正"),
        ("{heading} {value} is more than {detail} days after the promise was made; it was stored", "a promise is for the coming days (policy promise)", "check it; if it is wrong, choose `correct an entry` on the sheet Records, or use `arrears correct`"),
    ),
    "CALL_BACK_PAST": _both(
        ("“{heading}”的值 {value} 早于工作簿日期 {detail}", "约定回电须在当日或以后", _AGAIN_ZH),
        ("{heading} {value} is before the workbook's day, {detail}", "one calls back on that day or later", _AGAIN_EN),
    ),
    "STEP_REFUSED": _both(
        ("{detail}", "协议、减免按规则逐步办理", f"按提示处理；{_AGAIN_ZH}"),
        ("{detail}", "agreements and waivers go step by step, as the rules say", f"see to it; {_AGAIN_EN}"),
    ),
    "CORRECTION_REFUSED": _both(
        ("{detail}", "只更正本人登记的内容；原值保留在日志中", f"按提示处理；{_AGAIN_ZH}"),
        ("{detail}", "one corrects one's own entries; the old value stays in the log", f"see to it; {_AGAIN_EN}"),
    ),
    "CORRECTED": _both(
        ("已更正：{detail}", "原值保留在日志中", "无需处理"),
        ("corrected: {detail}", "the old value stays in the log", "nothing to do"),
    ),
    "TAKEN_BACK": _both(
        ("已作废：{detail}", "原值保留在日志中", "无需处理"),
        ("taken back: {detail}", "the old value stays in the log", "nothing to do"),
    ),
    "FACT_REFUSED": _both(
        ("{detail}", "客户情况按最小范围采集（HOUSE-FACTS）", _AGAIN_ZH),
        ("{detail}", "of a household only what the purpose needs is recorded (HOUSE-FACTS)", _AGAIN_EN),
    ),
    "NOT_OPENED": _both(
        ("“{heading}”不适用于该事项（{detail}），未入库", "每个事项只填相应的列", f"清除该格，或改选事项；{_AGAIN_ZH}"),
        ("{heading} does not go with {detail}; the row was not stored", "each choice has its own columns", f"clear the cell, or choose another; {_AGAIN_EN}"),
    ),
    "TEXT_INVALID": _both(
        ("“{heading}”过长或含无法保存的字符", "最多 {detail} 个字，无控制字符", f"缩短或清除；{_AGAIN_ZH}"),
        ("{heading} is too long or has characters that cannot be kept", "{detail} characters at most", f"shorten it; {_AGAIN_EN}"),
    ),
    "CELL_ERROR": _both(
        ("“{heading}”是错误值 {value}", "错误值不是数据", f"直接填写；{_AGAIN_ZH}"),
        ("{heading} is the error {value}", "an error is no datum", f"type the value; {_AGAIN_EN}"),
    ),
    "ROW_TWICE": _both(
        ("与另一行内容完全相同，只登记一次", "同样的内容只登记一次", "如确为两次，请填写不同时间"),
        ("it says the same as another row and is recorded once", "the same content is recorded once", "if it happened twice, give two times"),
    ),
    "ALREADY_THERE": _both(
        ("存储库或另一张表中已有相同的联系，未重复登记", "同一案件、时刻、渠道、对象、结果只登记一次", "无需处理"),
        ("the same contact is stored, or stands on another sheet, already", "one contact is recorded once", "nothing to do"),
    ),
    "PAST_EDITED": _both(
        ("生成工作簿时已有的记录被改动，未入库；存储库中为：{detail}", "历史记录不可更改，只能更正", "核实后在“登记”页选“更正登记”，或由组长用 arrears correct 更正"),
        ("a record from before the workbook was written was changed; nothing was stored; the store has: {detail}", "history is corrected, never changed", "look into it; choose `correct an entry` on the sheet Records, or a team lead uses `arrears correct`"),
    ),
    "PAST_REMOVED": _both(
        ("生成工作簿时已有的记录被删除；存储库中仍在", "历史记录不可删除", "无需处理；如登记有误，在“登记”页选“作废登记”"),
        ("a record from before the workbook was written was deleted here; the store keeps it", "history is not deleted", "if it was wrong, choose `take an entry back` on the sheet Records"),
    ),
    "MERGED_EDITED": _both(
        ("该行此前已回收，现在内容不同；存储库保留先前内容：{detail}", "已入库的内容只能更正", "核实哪一个正确；在“登记”页选“更正登记”，或由组长用 arrears correct 更正"),
        ("the row was merged before and says something else now; the store keeps what it has: {detail}", "what is stored is corrected, never changed", "find out which is right; choose `correct an entry` on the sheet Records, or a team lead uses `arrears correct`"),
    ),
    "TWO_VERSIONS": _both(
        ("同一行在多个文件中内容不同，均未入库；另见 {detail}", "冲突由人决定", "删去错误的一份，只保留正确内容后重新回收"),
        ("the same row says different things in several files; none was stored; see {detail}", "people decide conflicts", "keep the right version in one file and merge again"),
    ),
    "SHOWN_EDITED": _both(
        ("案件资料被改动，未采用", "案件资料以清单和存储库为准", "请通过案件清单更正；该行填写的内容照常回收"),
        ("what the list says of the case was changed here; that is not taken over", "the case list and the store have the last word", "correct the case list; what was filled in is merged all the same"),
    ),
}  # fmt: skip
"""``{heading}`` is the column, ``{value}`` the cell, ``{detail}`` what the finding adds."""
