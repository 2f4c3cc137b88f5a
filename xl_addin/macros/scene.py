"""What macros ask about the workbook that they run on: whose rules, which day, the case list, the selected cases."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError, IntakeError
from arrears.intake.checks.typed import typed
from arrears.intake.grid import Grid
from arrears.intake.mapping.choose import choose
from arrears.intake.mapping.headings import known_headings, meaning
from arrears.operations.cases.ageing import age
from arrears.operations.customers.stops import with_people
from arrears.policy import PROFILES, Policies
from arrears.returns.fill import stored_day
from arrears.tables.columns import BY_KEY
from arrears.tables.faults import Fault
from arrears.tables.parsers import PERSONAL
from arrears.tables.texts import is_blank, parse_case_id
from arrears.words import Saying, both
from arrears.workbooks.collector.layout import META
from xl_addin.context import house
from xl_addin.macros.layout.page import is_untouched
from xl_addin.macros.store_of import store_of

if TYPE_CHECKING:
    from arrears.intake.mapping.choice import Choice
    from arrears.intake.result import Intake
    from xl_addin.macros.books.protocol import Book, Cell

_SEARCHED_ROWS = 30
_MASK = "**"


@dataclass(frozen=True)
class CaseList:
    """The workbook's case list.

    Attributes
    ----------
    intake : Intake
        What was read, and what was refused.
    aged : DataFrame
        The good cases, staged as of the scene's day; amounts in fen. Those of a collector's workbook that was written from a store are as
        the store has them now, with its promises, claims and stops.
    unasked : ArrearsError or None
        Why the store could not be asked; the cases are then as the workbook was written.
    """

    intake: Intake
    aged: pd.DataFrame
    unasked: ArrearsError | None = None

    @property
    def refused(self) -> int:
        """How many rows could not be read."""
        return len(self.intake.rejected)


class Scene:
    """The workbook as macros see it, read once.

    Parameters
    ----------
    book : Book
        The workbook.
    now : datetime, optional
        The present moment with its zone, for tests; the clock's unless given.
    """

    def __init__(self, book: Book, now: datetime | None = None) -> None:
        self.book = book
        self.instant = now or datetime.now(UTC)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What a collector's workbook says of itself on its hidden sheet; empty in any other workbook."""
        if META not in self.book.sheets():
            return {}
        rows = (row for row in self.book.read_table(META) if len(row) > 1 and not is_blank(row[0]))
        return {str(row[0]).strip(): "" if is_blank(row[1]) else str(row[1]).strip() for row in rows}

    @cached_property
    def policies(self) -> Policies:
        """The rules of the workbook's profile, with the house's own on top."""
        return Policies(self.facts.get("profile") or PROFILES[0], house())

    @cached_property
    def now(self) -> datetime:
        """The present moment in the profile's own zone."""
        return self.instant.astimezone(ZoneInfo(self.policies.profile.time_zone))

    @property
    def day(self) -> date:
        """Today, in the profile's own zone: what a person does now is done today, whenever the workbook was written."""
        return self.now.date()

    @cached_property
    def lang(self) -> Literal["zh", "en"]:
        """The workbook's language: what it says of itself, else of its headings; Chinese unless all of them are English."""
        said = self.facts.get("lang") or os.environ.get("ARREARS_LANG", "")
        if said:
            return "en" if said.lower().startswith("en") else "zh"
        texts = [cell for grid in self._grids for cell in _heading_row(grid.rows) if isinstance(cell, str)]
        return "en" if texts and all(text.isascii() for text in texts) else "zh"

    def say(self, zh: str, en: str) -> str:
        """Give the words of the workbook's language."""
        return zh if self.lang == "zh" else en

    @cached_property
    def case_list(self) -> CaseList:
        """The one case list of the workbook; where there are several, the one on the sheet in front.

        Raises
        ------
        IntakeError
            If there is none, or it cannot be told which.
        """
        intake = self._intake()
        unasked = None
        if self.facts.get("store"):
            try:
                return CaseList(intake, self._stored(intake))
            except ArrearsError as error:
                unasked = error
        aged = with_people(age(intake.table, self.day, self.policies), self.policies, self.day)
        return CaseList(intake, aged, unasked)

    def demand_store(self) -> None:
        """Refuse what must not be decided without a store's promises, claims and stops.

        Raises
        ------
        ArrearsError
            If the workbook was written from a store that cannot be asked.
        """
        error = self.case_list.unasked
        if error is not None:
            raise ArrearsError(both("xl_addin.macros.scene.needs_the_store", why=Saying(error.zh, error.message)))

    def _stored(self, intake: Intake) -> pd.DataFrame:
        """Give the workbook's cases as the store has them now, in the workbook's order."""
        with store_of(self) as store:
            found = stored_day(store, self.day, intake.table["case_id"].astype(str).tolist()).table
        aged = with_people(age(found, self.day, self.policies), self.policies, self.day)
        own = intake.table.assign(case_id=intake.table["case_id"].astype(str)).set_index("case_id")
        order = own.index.get_indexer(pd.Index(aged["case_id"].astype(str)))
        sorted_cases = aged.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
        # Names and numbers stay as masked as the workbook has them: full ones are released by name, and recorded.
        shown = own.reindex(sorted_cases["case_id"].astype(str))
        masked = {
            key: shown[key].to_numpy(dtype=object) for key in shown if key in BY_KEY and BY_KEY[key].kind in PERSONAL
        }
        return sorted_cases.assign(**{key: cells for key, cells in masked.items() if pd.notna(cells).any()})

    def _intake(self) -> Intake:
        selected = self.book.selection()
        name = self.book.path.name if self.book.path else ""
        try:
            choice, notices = choose(self._grids, name, sheet=None, required=())
        except IntakeError as error:
            if error.code != "MULTIPLE_SHEETS" or selected is None:
                raise
            choice, notices = choose(self._grids, name, sheet=selected.sheet, required=())
        choice, masked = _without_masks(choice)
        intake = typed(choice, notices, name, required=(), as_of=self.day, lang=self.lang)
        phones = intake.table["phone"].astype(object)
        shown = intake.table["source_row"].map(masked)
        return replace(intake, table=intake.table.assign(phone=phones.where(shown.isna(), shown)))

    @cached_property
    def all_grids(self) -> list[Grid]:
        """All sheets, hidden ones too."""
        return [Grid(name, self.book.read_table(name)) for name in self.book.sheets()]

    @cached_property
    def _grids(self) -> list[Grid]:
        """All sheets but those that a macro wrote and the workbook's own hidden ones."""
        return [grid for grid in self.all_grids if not grid.sheet.startswith("_") and not is_untouched(grid.rows)]

    def selected_ids(self) -> list[str]:
        """Give the ids of the cases whose rows are selected, on whichever sheet names cases; each once, in their order."""
        selected = self.book.selection()
        if selected is None or selected.sheet not in self.book.sheets():
            return []
        rows = self.book.read_table(selected.sheet)
        place = next(
            (
                (top, column)
                for top, row in enumerate(rows[:_SEARCHED_ROWS])
                for column, cell in enumerate(row)
                if _is_id(cell)
            ),
            None,
        )
        if place is None:
            return []
        top, column = place
        picked = rows[max(selected.top, top + 1) : selected.bottom + 1]
        ids = [parse_case_id(row[column]) for row in picked if column < len(row) and not is_blank(row[column])]
        return list(dict.fromkeys(one for one in ids if not isinstance(one, Fault)))

    def selected_id(self) -> str:
        """Give the id of the one case that is selected.

        Raises
        ------
        ArrearsError
            If none or several are.
        """
        ids = self.selected_ids()
        if len(ids) != 1:
            raise ArrearsError(
                both("xl_addin.macros.scene.cases_selected_select_one_cell", count=len(ids)),
            )
        return ids[0]

    def selected_case(self) -> pd.Series:
        """Give the one case that is selected, staged.

        Raises
        ------
        ArrearsError
            If none or several are selected, or it is not in the case list.
        """
        return self.cases_of([self.selected_id()]).iloc[0]

    def cases_of(self, ids: list[str]) -> pd.DataFrame:
        """Give the staged cases with these ids, in their order.

        Raises
        ------
        ArrearsError
            If one is not in the case list, or was refused there.
        """
        aged = self.case_list.aged
        place = pd.Index(aged["case_id"].astype(str)).get_indexer(pd.Index(ids))
        if (place < 0).any():
            missing = ids[int(np.argmin(place))]
            raise ArrearsError(
                both("xl_addin.macros.scene.case_not_case_list_workbook", missing=missing),
            )
        return aged.iloc[place].reset_index(drop=True)


def _without_masks(choice: Choice) -> tuple[Choice, dict[int, str]]:
    """Take masked phones out, by their rows in the sheet: they reach nobody, which a list is refused for, but a macro calls nobody."""
    places = [heading.place for heading in choice.headings if heading.column and heading.column.key == "phone"]
    masked = {
        number: cell
        for number, row in enumerate(choice.grid.rows, 1)
        for place in places
        if number > choice.top + 1 and place < len(row) and isinstance(cell := row[place], str) and _MASK in cell
    }
    rows = [
        [None if number in masked and place in places else cell for place, cell in enumerate(row)]
        for number, row in enumerate(choice.grid.rows, 1)
    ]
    return (replace(choice, grid=replace(choice.grid, rows=rows)) if masked else choice), masked


def _heading_row(rows: list[list[Cell]]) -> list[Cell]:
    """Give the row that names most columns, if any does."""
    best = max(rows[:_SEARCHED_ROWS], key=known_headings, default=[])
    return best if known_headings(best) > 1 else []


def _is_id(cell: Cell) -> bool:
    return isinstance(cell, str) and meaning(cell)[0] == "case_id"
