"""The follow-up list of a range of cases, spilled with headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.errors import IntakeError
from arrears.explain.explanation import Step
from arrears.explain.registry import Derivation, given, looked_up
from arrears.in_force import priority
from arrears.in_force.name_keys import characters_alike
from arrears.intake.checks.typed import Options, typed
from arrears.intake.grid import BadCell, Grid
from arrears.intake.mapping.choose import choose
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups as ranked
from arrears.policy.records import Learned
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS, QUEUES
from xl_addin.cells.answers import BLANK, LONGEST_IN_TABLE, NA, VALUE, as_serials, as_yuan, one_answer
from xl_addin.cells.columns import IS_BLANK, flatten, state_of
from xl_addin.cells.reading import counts, days, texts
from xl_addin.cells.refusals import note
from xl_addin.cells.serials import days_later
from xl_addin.context import day_of, policies_of, profiles
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from arrears.explain.registry import Call
    from arrears.intake.result import Intake
    from arrears.policy import Policies
    from arrears.words import Lang
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cell, Cells

_ALL = 10**9

_CASES = [
    ["案件编号", "到期还款日", "逾期本金", "催收员"],
    ["A1", 46032, 1000, "王芳"],
    ["A2", 45901, 1234.5, "刘洋"],
]
_ENGLISH_CASES = [["case_id", "due_date", "principal"], ["A1", 46032, 1000], ["A2", 45901, 5000]]


def explain_follow_ups(
    call: Call,
    cases: Sequence[Sequence[object]],
    as_of: object,
    collector: object = None,
    top: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_FOLLOW_UPS``: how many cases were read, refused and listed, and by which weights they stand in order."""
    call.use_profile(profile)
    day = call.day("as_of", as_of)
    call.use_day(day)
    intake = _read([list(row) for row in cases], day, call.policies)
    if intake is None:
        raise ValueError("cases needs a row of headings with case id, due date and principal")
    table = _of(intake.table, "" if collector is None else str(collector))
    listed = ranked(age(table, day, call.policies), day, call.policies) if len(table) else table
    shown = len(listed) if top is None else min(call.integer("top", top), len(listed))
    weights = priority.under(call.policies, call.on).policy
    learned = call.policies.get(Learned, call.on)
    # Expected value, its interval, what moved it and what comes second stand in the reason, where the house has learned.
    first = [str(text) for text in listed["reason"].iloc[:shown]][:1] if len(listed) else []
    steps = (
        Step(given("read", len(intake.table), "", "可读取案件数", "cases read")),
        Step(given("refused", len(intake.rejected), "", "无法读取的行数", "rows refused")),
        Step(given("chosen", len(table), "", "所选催收员的案件数", "cases of the collector")),
        looked_up(
            given(
                "learned_from",
                learned.attempts,
                "",
                "学习所依据的联系次数（0为按既定次序）",
                "attempts learned from (0: the ladder ranks)",
            ),
            learned,
            "attempts",
        ),
        Step(given("to_follow", len(listed), "", "需跟进案件数", "cases to follow up")),
        looked_up(
            given("value_weight", weights.value_weight, "points", "风险金额满分", "points for value at risk"),
            weights,
            "value_weight",
        ),
        looked_up(
            given("age_weight", weights.age_weight, "points", "账龄满分", "points for age"), weights, "age_weight"
        ),
        looked_up(
            given("silence_weight", weights.silence_weight, "points", "未联系满分", "points for silence"),
            weights,
            "silence_weight",
        ),
        *(Step(given("first_reason", text, "", "首行原因", "reason of the first line")) for text in first),
        Step(given("listed", shown, "", "列出案件数", "cases listed")),
    )
    return Derivation(shown, "", steps)


@worksheet(
    "table",
    "any",
    examples=(
        (
            (_CASES, 46077, "刘洋"),
            [["序号", "催收员", "案件编号", "客户姓名"], [1, "刘洋", "A2", ""]],
        ),
        (
            (_ENGLISH_CASES, 46077, None, 1),
            [["No.", "Collector", "Case ID", "Customer name"], [1, "", "A2", ""]],
        ),
    ),
    why=explain_follow_ups,
    cases=argument(
        "table",
        "The cases with their headings, such as A1:K200: case id, due date and principal at least.",
        "含表头的案件区域，如 A1:K200；至少有案件编号、到期还款日、逾期本金。",
    ),
    collector=argument(
        "text", "Only this collector's cases; all if left out.", "只列该催收员的案件；不填为全部。", many=False
    ),
    top=argument("count", "At most so many cases; all if left out.", "最多列出件数；不填为全部。", many=False),
)
def ar_follow_ups(
    cases: Cells,
    as_of: Cells,
    collector: Cells = None,
    top: Cells = None,
    profile: Cells = None,
) -> Result:
    """Ranked follow-up list of a range of cases with headings; unreadable rows stand last, their rank #VALUE!.

    跟进清单：所选案件区域须含表头；可按催收员筛选、限定件数；读不懂的行列在最后。
    """
    try:
        flat, shape = flatten(cases)
    except ValueError:
        return VALUE
    if shape is None or all(state_of(cell) == IS_BLANK for cell in flat):
        return VALUE if shape is None and state_of(flat[0]) != IS_BLANK else BLANK
    rows = [flat[row * shape[1] : (row + 1) * shape[1]] for row in range(shape[0])]

    def rank(day: np.datetime64[Any], who: str, most: int, whose: str) -> Result:
        return _ranked(rows, day_of(day), who, most, policies_of(whose))

    asked = days(as_of), texts(collector).or_else(""), counts(top).least(1).or_else(_ALL)
    return one_answer(rank, *asked, profiles(profile))


def _ranked(rows: list[list[Cell]], day: date, collector: str, most: int, policies: Policies) -> Result:
    intake = _read(rows, day, policies)
    if intake is None:
        return VALUE
    lang: Lang = "zh" if any(not text.isascii() for text in intake.columns) else "en"
    headings = [column.heading(lang) for column in FOLLOW_UP_COLUMNS]
    refused = _refused(intake, headings, collector)
    table = _of(intake.table, collector)
    if collector and table.empty and not refused:
        note(NA, "no_case_of_collector")
        return NA
    listed: list[list[Cell]] = []
    if not table.empty:
        listed = _cells(_first(ranked(age(table, day, policies), day, policies, lang=lang), most), lang)
    return [headings, *listed, *refused]


def _of(table: pd.DataFrame, collector: str) -> pd.DataFrame:
    if not collector:
        return table
    return table[(table["collector"].fillna("") == collector).to_numpy()].reset_index(drop=True)


def _read(rows: list[list[Cell]], day: date, policies: Policies) -> Intake | None:
    # An error that a host hands over as a number must not be taken for an amount.
    cells = [[BadCell("CELL_ERROR", VALUE) if state_of(cell) > IS_BLANK else cell for cell in row] for row in rows]
    try:
        choice, notices = choose([Grid("", cells, epoch_1904=days_later() != 0)], "", sheet=None, required=())
        options = Options(alike=str.maketrans(*characters_alike(policies, day)))
        return typed(choice, notices, "", required=(), as_of=day, lang="zh", options=options)
    except IntakeError as error:
        note(VALUE, error)
        return None  # no headings, or columns that are needed are missing: the range as a whole is a bad value


def _refused(intake: Intake, headings: list[str], collector: str) -> list[list[Cell]]:
    """Give a row for each case that could not be read: its rank is an error, and its id says which it is."""
    keys = [heading.column.key if heading.column else "" for heading in intake.headings]
    place = keys.index("case_id")
    at = [column.key for column in FOLLOW_UP_COLUMNS].index("case_id")
    blanks = [BLANK] * len(headings)
    whose = keys.index("collector") if "collector" in keys else None
    return [
        [VALUE, *blanks[1:at], _named(row.cells[place]), *blanks[at + 1 :]]
        for row in intake.rejected
        if not collector or (whose is not None and _named(row.cells[whose]) == collector)
    ]


def _named(cell: Cell) -> Cell:
    return VALUE if isinstance(cell, BadCell) else cell or BLANK


def _first(listed: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep so many: today's work before what is on hold, the best of each collector in turn, in the order of the list."""
    queue = listed["queue"].map({name: place for place, name in enumerate(QUEUES)})
    order = listed.assign(queue=queue).sort_values(
        ["queue", "rank", "expected_value_fen"], ascending=[True, True, False], kind="stable"
    )
    best = order.index[:most]
    return listed.loc[sorted(best)]


def _cells(listed: pd.DataFrame, lang: Lang) -> list[list[Cell]]:
    told = listed.assign(queue=listed["queue"].map({key: pair[lang == "en"] for key, pair in QUEUES.items()}))
    columns = [_column(told[name]) for name in told.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(values: pd.Series[Any]) -> list[Cell]:
    missing = values.isna().to_numpy()
    shown: list[Cell]
    if str(values.name).endswith("_fen"):
        shown = as_yuan(values.fillna(0).to_numpy(dtype=np.int64))
    elif np.issubdtype(np.asarray(values).dtype, np.datetime64):
        shown = as_serials(values.to_numpy())
    else:
        shown = [_fitting(cell) for cell in values.astype(object).tolist()]
    return [BLANK if gone else cell for cell, gone in zip(shown, missing.tolist(), strict=True)]


def _fitting(cell: Cell) -> Cell:
    return f"{cell[: LONGEST_IN_TABLE - 1]}…" if isinstance(cell, str) and len(cell) > LONGEST_IN_TABLE else cell
