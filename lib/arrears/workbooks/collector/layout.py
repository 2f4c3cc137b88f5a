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
- *records*: by ``item`` (`arrears.workbooks.collector.happenings`) a `Payment` that the customer reports, a `Flag` that is set, a call
  for the team lead's `Help`, a correction of what was entered before, a step of an agreement, or a `Waiver` that is asked for.
- *household*: what the customer told of the situation, a `Household`; what is left blank was not told.

A row that had an event when the workbook was written (a past contact, a past promise) names the event's key on the hidden sheet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from arrears.tables.columns import BY_KEY
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, PURPOSES, VOICES
from arrears.workbooks.collector.columns import Cell, DeskColumn, DeskSheet, Role
from arrears.workbooks.collector.happenings import CHOICES, ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = 3
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


def _shown(
    key: str, cell: Cell = Cell.TEXT, width: int = 12, *, zh: str = "", en: str = "", also: tuple[str, ...] = ()
) -> DeskColumn:
    known = BY_KEY.get(key)
    headings = zh or (known.zh if known else ""), en or (known.en if known else "")
    return DeskColumn(key, *headings, Role.SHOWN, cell, width, also=also)


def _entry(
    key: str,
    zh: str,
    en: str,
    cell: Cell = Cell.TEXT,
    width: int = 12,
    words: Mapping[str, tuple[str, ...]] | None = None,
    also: tuple[str, ...] = (),
) -> DeskColumn:
    return DeskColumn(key, zh, en, Role.ENTRY, cell, width, words, also=also)


def _folded(key: str, cell: Cell = Cell.TEXT, width: int = 12, *, zh: str = "", en: str = "") -> DeskColumn:
    return replace(_shown(key, cell, width, zh=zh, en=en), grouped=True)


def _snug(*columns: DeskColumn) -> tuple[DeskColumn, ...]:
    """Take columns for a row that is worked in one glance: together they fit a screen of 1366 pixels."""
    return tuple(replace(column, snug=True) for column in columns)


def _live(key: str, zh: str, en: str, cell: Cell = Cell.TEXT, width: int = 12, *, grouped: bool = False) -> DeskColumn:
    return DeskColumn(key, zh, en, Role.LIVE, cell, width, grouped=grouped)


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
        *_snug(
            _shown("rank", Cell.COUNT, 3, zh="序", en="#", also=("序号", "No.")),
            _shown("customer_name", width=6, zh="姓名", en="Name", also=("客户姓名", "Customer")),
            _shown("phone", width=10, zh="电话", en="Phone", also=("手机号", "Mobile")),
            _shown("total_due", Cell.AMOUNT, 11, zh="应还", en="Owed", also=("应还合计", "Total due")),
            _shown("days_past_due", Cell.COUNT, 6, zh="逾期", en="Days", also=("逾期天数", "Days past due")),
            _shown("next_action", width=21, zh="下一步", en="Next step", also=("Next action",)),
            DeskColumn("state", "状态", "State", Role.FORMULA, width=11),
            _entry("contact_at", "时间", "When", Cell.MOMENT, 10, also=("联系时间", "Contacted at")),
            _entry("contact_channel", "渠道", "By", Cell.WORD, 6, CHANNELS, also=("实际渠道", "Contacted by")),
            _entry("outcome", "结果", "Outcome", Cell.WORD, 9, _MADE),
            _entry("promise_amount", "承诺", "Promise", Cell.AMOUNT, 10, also=("承诺金额", "Promised")),
            _entry("promise_due", "承诺日", "For", Cell.DATE, 6, also=("承诺日期", "Promised for")),
            _entry("call_back", "回电", "Call back", Cell.MOMENT, 10),
            _entry("note", "备注", "Note", width=12),
        ),
        _folded("case_id", Cell.CASE, 17),
        _folded("appointment", width=20, zh="约定", en="Appointment"),
        _folded("stage", width=11, zh="催收阶段", en="Stage"),
        _folded("channel", width=17, zh="建议渠道", en="Suggested channel"),
        _folded("due_on", Cell.DATE, 13, zh="到期日", en="Expected on"),
        _folded("due_amount", Cell.AMOUNT, 14, zh="到期金额", en="Expected"),
        _folded("cards", Cell.COUNT, 6, zh="卡数", en="Cards"),
        _folded("person_total", width=18, zh="名下合计", en="Owed on all cards"),
        _folded("other_cases", width=18, zh="其他案件", en="Other cases"),
        _folded("expected_value", Cell.AMOUNT, 13, zh="预期价值", en="Expected value"),
        _folded("score", Cell.COUNT, 8, zh="优先分", en="Score"),
        _folded("blocked_by", width=16, zh="受限原因", en="Blocked by"),
        _folded("open_matter", width=24, zh="待办情况", en="Open matter"),
        _folded("reason", width=60, zh="原因", en="Reason"),
        _folded("rule_ids", width=40, zh="依据", en="Rules"),
        _written("first_channel"),
        _written("person"),
        _live("block", "受限规则", "Rule", width=18, grouped=True),
        _live("next", "最早可联系", "Not before", Cell.MOMENT, 18, grouped=True),
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
        _shown("willing", width=9, zh="愿意还款", en="Willing"),
        _shown("monthly_income", Cell.AMOUNT, 14),
        _shown("living_costs", Cell.AMOUNT, 14),
        _shown("affordable", Cell.AMOUNT, 14, zh="每月可还", en="Can pay a month"),
        _shown("occupation", width=14),
        _shown("assets_note", width=20),
        _shown("agreement", width=16, zh="协议", en="Agreement"),
        _shown("matter", width=36, zh="近况", en="Lately", also=("组长意见", "From the team lead")),
        _written("days_past_due", Cell.COUNT),
        _written("bucket"),
        _written("loan_class"),
        _written("person"),
        _written("days_off", Cell.COUNT),
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
        _entry("voice", "呼叫方式", "Voice", Cell.WORD, 10, VOICES),
        _entry("introduced", "已表明身份", "Introduced", Cell.WORD, 10, YES_NO_WORDS),
        _entry("id_shown", "出示证件", "ID shown", Cell.WORD, 9, YES_NO_WORDS),
        _entry("entry_agreed", "同意入户", "Entry agreed", Cell.WORD, 9, YES_NO_WORDS),
        _entry("note", "沟通内容", "Note", width=36),
        _NAME,
        _live("stop", "案件状态", "Case", width=14),
        *_CHECK,
    ),
    spare=120,
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
        _entry("count", "期数/比例%", "Months or %", Cell.COUNT, 11),
        _entry("choice", "方式", "Way", Cell.WORD, 14, CHOICES),
        _entry("first_due", "首期还款日", "First due", Cell.DATE, 13),
        _entry("reference", "凭证或渠道", "Reference", width=20),
        _entry("note", "情况说明", "Note", width=48),
        _NAME,
    ),
    spare=20,
)
HOUSEHOLD = DeskSheet(
    "household",
    "H",
    "客户情况",
    "Household",
    "desk_household",
    (
        _KEY,
        _CASE,
        _entry("willing", "愿意还款", "Willing to pay", Cell.WORD, 10, YES_NO_WORDS),
        _entry("cause", "逾期原因", "Cause", Cell.WORD, 18),
        _entry("cause_note", "客户原话", "In the customer's words", width=28),
        _entry("proof", "证明材料", "Proof", width=18),
        _entry("income", "家庭月收入", "Income a month", Cell.AMOUNT, 14),
        _entry("fixed", "固定支出", "Fixed costs", Cell.AMOUNT, 14),
        _entry("flexible", "弹性支出", "Flexible costs", Cell.AMOUNT, 14),
        _entry("adults", "成人数", "Adults", Cell.COUNT, 8),
        _entry("children", "未成年子女", "Children", Cell.COUNT, 9),
        _entry("occupation", "职业", "Occupation", width=14),
        _entry("assets", "资产情况", "Assets", width=22),
        _entry("purpose", "用途", "For", Cell.WORD, 16),
        _entry("on", "日期", "On", Cell.DATE, 13),
        _NAME,
    ),
    spare=20,
)
BY_POLICY: Final = {"cause": "causes", "purpose": "household_facts"}
"""Columns whose words are the policy's: column and policy file."""
SINCE: Final = {HOUSEHOLD.key: 2}
"""Sheets that workbooks of an older format have not got."""
COLUMNS_SINCE: Final = {
    (sheet.key, key): 3
    for sheet, keys in (
        (TODAY, "call_back appointment cards person_total other_cases expected_value open_matter"),
        (CASES, "willing affordable occupation assets_note agreement matter"),
        (CONTACTS, "voice introduced"),
        (RECORDS, "count choice first_due"),
    )
    for key in keys.split()
}
"""Columns that they have not got: sheet and column, and the first format that has it."""
SHEETS: Final = (TODAY, CASES, CONTACTS, PROMISES, RECORDS, HOUSEHOLD)
"""The sheets with tables, in the workbook's order; the calculator, the scripts and the guide follow."""
PLAN_NAME: Final = ("还款计划", "Plan")
SCRIPTS_NAME: Final = ("话术", "Scripts")
GUIDE_NAME: Final = ("说明", "Guide")
