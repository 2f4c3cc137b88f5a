"""Where everything stands in a collector's workbook: its sheets, their tables and columns.

Both who writes the workbook and who reads it back take names and places from here. Each sheet that people fill in has a title,
notes, a heading in row `HEADING_ROW` and one Excel table below it. Its columns come in this order: the row's key in a hidden
column, what is shown, what people enter, what was written for later comparison (hidden). Live formulas stand right of the table
and not in it, so that a protected sheet can still be sorted: Excel sorts only where no cell is locked.

What becomes of a row that somebody filled in:

- *today*: ``outcome`` makes a `Contact` (at ``contact_at``, by ``contact_channel``, with the holder, outgoing, for collection), and
  ``promise_amount`` with ``promise_due`` a `Promise`; ``note`` alone is a note.
- *contacts*: a `Contact`; an empty direction is out, counterparty holder, purpose collection. ``consent`` yes is also a `Consent` about
  ``consent_hours`` and ``consent_attempts`` for that case, until the end of that local day.
- *promises*: a `Promise`, made at ``made_at``.
- *records*: by ``item`` a `Payment` that the customer reports, a `Flag` that is set, or a note that calls for the team lead's help.

A row that had an event when the workbook was written (a past contact, a past promise) names the event's key on the hidden sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from arrears.tables.columns import BY_KEY, FLAG_WORDS
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, PURPOSES
from arrears.workbooks.desk_columns import Cell, DeskColumn, DeskSheet, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = 1
"""Of the workbook; a reader that knows a lower number reads what it can and says that it needs a newer version."""
META: Final = "_arrears"
"""Very hidden sheet: column A and B hold facts (`FACTS`), columns D to F a row's key, its digest and its event's key."""
LISTS: Final = "_lists"
"""Very hidden sheet: words of drop-downs, and figures as they were written."""
FACTS: Final = ("format", "collector", "as_of", "lang", "profile", "store", "head", "book", "version")
"""What is known of the workbook; after these, ``policy:<name>`` gives the rule and the day from which it is in force."""
HEADING_ROW: Final = 4
"""Of each table's headings, counted from 1 as people see rows."""

YES_NO_WORDS: Final[dict[str, tuple[str, ...]]] = {"yes": ("是", "yes", "有", "y"), "no": ("否", "no", "无", "n")}
_MADE: Final = {key: words for key, words in OUTCOMES.items() if key != "planned"}
_NOT_COLLECTORS: Final = ("legal", "agreement")
PAYMENT, HELP = "payment", "help"
ITEMS: Final[dict[str, tuple[str, ...]]] = {
    PAYMENT: ("客户称已还款", "customer says paid", "还款", "payment"),
    **{
        f"flag:{key}": (f"标记：{words[0]}", f"flag: {key.replace('_', ' ')}", words[0], key)
        for key, words in FLAG_WORDS.items()
        if key not in _NOT_COLLECTORS
    },
    HELP: ("请组长协助", "help from the team lead", "求助", "help"),
}
"""What the sheet of records takes: ``payment``, ``flag:<flag>`` (lawyers' and agreements' flags are the team lead's), ``help``."""


def _shown(key: str, cell: Cell = Cell.TEXT, width: int = 12, *, zh: str = "", en: str = "") -> DeskColumn:
    known = BY_KEY.get(key)
    return DeskColumn(
        key, zh or (known.zh if known else ""), en or (known.en if known else ""), Role.SHOWN, cell, width
    )


def _entry(
    key: str,
    zh: str,
    en: str,
    cell: Cell = Cell.TEXT,
    width: int = 12,
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> DeskColumn:
    return DeskColumn(key, zh, en, Role.ENTRY, cell, width, words)


def _live(key: str, zh: str, en: str, cell: Cell = Cell.TEXT, width: int = 12) -> DeskColumn:
    return DeskColumn(key, zh, en, Role.LIVE, cell, width)


def _written(key: str, cell: Cell = Cell.TEXT) -> DeskColumn:
    return DeskColumn(key, f"_{key}", f"_{key}", Role.WRITTEN, cell, 4)


_KEY = DeskColumn("key", "行号标识", "Row key", Role.KEY, Cell.TEXT, 4)
_CASE = _entry("case_id", "案件编号", "Case ID", Cell.CASE, 17)
_NAME = _live("customer_name", "客户姓名", "Customer", width=11)
_CHECK = (
    _live("tries", "当日未接", "Missed that day", Cell.COUNT, 9),
    _live("talks", "当日沟通", "Talks that day", Cell.COUNT, 9),
    _live("can", "可否联系", "May contact?", width=12),
    _live("block", "受限规则", "Rule", width=12),
    _live("next", "最早可联系", "Not before", Cell.MOMENT, 18),
)

TODAY = DeskSheet(
    "today",
    "T",
    "今日跟进",
    "Today",
    "desk_today",
    (
        _KEY,
        _shown("rank", Cell.COUNT, 6, zh="序号", en="No."),
        _shown("case_id", Cell.CASE, 17),
        _shown("customer_name", width=10),
        _shown("phone", width=14),
        _shown("stage", width=11, zh="催收阶段", en="Stage"),
        _shown("days_past_due", Cell.COUNT, 9, zh="逾期天数", en="Days past due"),
        _shown("total_due", Cell.AMOUNT, 15, zh="应还合计", en="Total due"),
        _shown("score", Cell.COUNT, 8, zh="优先分", en="Score"),
        _shown("next_action", width=30, zh="下一步", en="Next action"),
        _shown("channel", width=17, zh="建议渠道", en="Channel"),
        _shown("reason", width=36, zh="原因", en="Reason"),
        _shown("due_on", Cell.DATE, 13, zh="到期日", en="Expected on"),
        _shown("due_amount", Cell.AMOUNT, 14, zh="到期金额", en="Expected"),
        _shown("blocked_by", width=16, zh="受限原因", en="Blocked by"),
        _entry("contact_at", "联系时间", "Contacted at", Cell.MOMENT, 18),
        _entry("contact_channel", "实际渠道", "Contacted by", Cell.WORD, 11, CHANNELS),
        _entry("outcome", "结果", "Outcome", Cell.WORD, 13, _MADE),
        _entry("promise_amount", "承诺金额", "Promised", Cell.AMOUNT, 13),
        _entry("promise_due", "承诺日期", "Promised for", Cell.DATE, 13),
        _entry("note", "备注", "Note", width=24),
        _shown("rule_ids", width=22, zh="依据", en="Rules"),
        *_CHECK,
    ),
)
CASES = DeskSheet(
    "cases",
    "A",
    "案件",
    "Cases",
    "desk_cases",
    (
        _KEY,
        _shown("case_id", Cell.CASE, 17),
        _shown("customer_name", width=10),
        _shown("phone", width=14),
        _shown("id_number", width=21),
        _shown("card_number", width=19),
        _shown("flags", width=16),
        _shown("blocked_by", width=16, zh="受限原因", en="Blocked by"),
        _shown("currency", width=8),
        _shown("due_date", Cell.DATE, 13),
        _shown("principal", Cell.AMOUNT, 15),
        _shown("interest", Cell.AMOUNT, 14),
        _shown("late_fee", Cell.AMOUNT, 13),
        _shown("total_due", Cell.AMOUNT, 15, zh="应还合计", en="Total due"),
        _shown("last_payment_date", Cell.DATE, 13),
        _shown("last_payment", Cell.AMOUNT, 14),
        _shown("last_contact_date", Cell.DATE, 13),
        _shown("cause", width=18),
        _shown("monthly_income", Cell.AMOUNT, 14),
        _shown("living_costs", Cell.AMOUNT, 14),
        _written("days_past_due", Cell.COUNT),
        _written("bucket"),
        _written("loan_class"),
        _live("dpd_live", "逾期天数", "Days past due", Cell.COUNT, 10),
        _live("bucket_live", "逾期账龄", "Bucket", width=10),
        _live("class_live", "五级分类", "Loan class", width=17),
    ),
)
CONTACTS = DeskSheet(
    "contacts",
    "C",
    "联系记录",
    "Contacts",
    "desk_contacts",
    (
        _KEY,
        _CASE,
        _entry("at", "联系时间", "At", Cell.MOMENT, 18),
        _entry("channel", "渠道", "Channel", Cell.WORD, 10, CHANNELS),
        _entry("direction", "方向", "Direction", Cell.WORD, 9, DIRECTIONS),
        _entry("counterparty", "联系对象", "Counterparty", Cell.WORD, 12, COUNTERPARTIES),
        _entry("purpose", "目的", "Purpose", Cell.WORD, 13, PURPOSES),
        _entry("outcome", "结果", "Outcome", Cell.WORD, 13, _MADE),
        _entry("consent", "已同意此时段", "Agreed to this hour", Cell.WORD, 13, YES_NO_WORDS),
        _entry("recorded", "已录音", "Recorded", Cell.WORD, 9, YES_NO_WORDS),
        _entry("mentions_debt", "提及债务", "Debt mentioned", Cell.WORD, 10, YES_NO_WORDS),
        _entry("people", "上门人数", "People visiting", Cell.COUNT, 9),
        _entry("id_shown", "出示证件", "ID shown", Cell.WORD, 9, YES_NO_WORDS),
        _entry("entry_agreed", "同意入户", "Entry agreed", Cell.WORD, 9, YES_NO_WORDS),
        _entry("note", "沟通内容", "Note", width=36),
        *(_written(f"written_{column.key}", column.cell) for column in _CHECK),
        _NAME,
        _live("stop", "案件状态", "Case", width=14),
        *_CHECK,
    ),
    spare=40,
)
PROMISES = DeskSheet(
    "promises",
    "P",
    "承诺",
    "Promises",
    "desk_promises",
    (
        _KEY,
        _CASE,
        _entry("amount", "承诺金额", "Promised", Cell.AMOUNT, 15),
        _entry("due_on", "承诺还款日", "Promised for", Cell.DATE, 13),
        _entry("made_at", "承诺时间", "Made at", Cell.MOMENT, 18),
        _entry("channel", "渠道", "Channel", Cell.WORD, 10, CHANNELS),
        _entry("note", "备注", "Note", width=36),
        _shown("paid", Cell.AMOUNT, 15, zh="已还金额", en="Paid"),
        _written("outcome"),
        _NAME,
        _live("status", "履约情况", "Status", width=12),
        _live("days_left", "剩余天数", "Days left", Cell.COUNT, 9),
    ),
    spare=20,
)
RECORDS = DeskSheet(
    "records",
    "R",
    "登记",
    "Records",
    "desk_records",
    (
        _KEY,
        _CASE,
        _entry("item", "登记事项", "What", Cell.WORD, 24, ITEMS),
        _entry("on", "日期", "On", Cell.DATE, 13),
        _entry("amount", "金额", "Amount", Cell.AMOUNT, 15),
        _entry("reference", "凭证或渠道", "Reference", width=20),
        _entry("note", "情况说明", "Note", width=48),
        _NAME,
    ),
    spare=20,
)
SHEETS: Final = (TODAY, CASES, CONTACTS, PROMISES, RECORDS)
"""The sheets with tables, in the workbook's order; the calculator, the scripts and the guide follow."""
PLAN_NAME: Final = ("还款计划", "Plan")
SCRIPTS_NAME: Final = ("话术", "Scripts")
GUIDE_NAME: Final = ("说明", "Guide")
