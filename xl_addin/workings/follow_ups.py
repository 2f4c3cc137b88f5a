"""The follow-up list of a range of cases, spilled with headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.desk.ageing import age
from arrears.desk.follow_ups import follow_ups as ranked
from arrears.errors import IntakeError
from arrears.intake.choose import choose
from arrears.intake.grid import Grid
from arrears.intake.typed import typed
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from xl_addin.answers import BLANK, LONGEST_IN_TABLE, NA, VALUE, as_serials, as_yuan, one_answer
from xl_addin.cells import counts, days, texts
from xl_addin.columns import flatten
from xl_addin.workings.in_force import day_of, policies_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.desk.follow_up_texts import Lang
    from arrears.intake.result import Intake
    from xl_addin.answers import Result
    from xl_addin.columns import Cell, Cells

_ALL = 10**9


def follow_ups(cases: Cells, as_of: Cells, collector: Cells, top: Cells) -> Result:
    """Rank a range of cases; a row that cannot be read stands at the end, with ``#VALUE!`` for its rank."""
    try:
        flat, shape = flatten(cases)
    except ValueError:
        return VALUE
    if shape is None or all(cell is None or cell == BLANK for cell in flat):
        return VALUE if shape is None and flat[0] not in (None, BLANK) else BLANK
    rows = [flat[row * shape[1] : (row + 1) * shape[1]] for row in range(shape[0])]

    def rank(day: np.datetime64[Any], who: str, most: int) -> Result:
        return _ranked(rows, day_of(day), who, most)

    return one_answer(rank, days(as_of), texts(collector).or_else(""), counts(top).least(1).or_else(_ALL))


def _ranked(rows: list[list[Cell]], day: date, collector: str, most: int) -> Result:
    intake = _read(rows, day)
    if intake is None:
        return VALUE
    lang: Lang = "zh" if any(not text.isascii() for text in intake.columns) else "en"
    table = intake.table
    headings = [column.heading(lang) for column in FOLLOW_UP_COLUMNS]
    refused = _refused(intake, headings, collector)
    if collector:
        table = table[(table["collector"].fillna("") == collector).to_numpy()].reset_index(drop=True)
        if table.empty and not refused:
            return NA
    policies = policies_of()
    listed: list[list[Cell]] = []
    if not table.empty:
        listed = _cells(_first(ranked(age(table, day, policies), day, policies, lang=lang), most))
    return [headings, *listed, *refused]


def _read(rows: list[list[Cell]], day: date) -> Intake | None:
    try:
        choice, notices = choose([Grid("", rows)], "", sheet=None, required=())
        return typed(choice, notices, "", required=(), as_of=day, lang="zh")
    except IntakeError:
        return None  # no headings, or columns that are needed are missing: the range as a whole is a bad value


def _refused(intake: Intake, headings: list[str], collector: str) -> list[list[Cell]]:
    """Give a row for each case that could not be read: its rank is an error, and its id says which it is."""
    keys = [heading.column.key if heading.column else "" for heading in intake.headings]
    place = keys.index("case_id")
    at = [column.key for column in FOLLOW_UP_COLUMNS].index("case_id")
    blanks = [BLANK] * len(headings)
    whose = keys.index("collector") if "collector" in keys else None
    return [
        [VALUE, *blanks[1:at], row.cells[place] or BLANK, *blanks[at + 1 :]]
        for row in intake.rejected
        if not collector or (whose is not None and texts(row.cells[whose]).values[0] == collector)
    ]


def _first(listed: pd.DataFrame, most: int) -> pd.DataFrame:
    """Keep so many: the best of each collector in turn, in the order of the list."""
    best = listed.sort_values(["rank", "score"], ascending=[True, False], kind="stable").index[:most]
    return listed.loc[sorted(best)]


def _cells(listed: pd.DataFrame) -> list[list[Cell]]:
    columns = [_column(listed[name]) for name in listed.columns]
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
