"""A returned workbook as rows with an identity, however it was sorted, filtered, copied or saved again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from arrears.intake.result import covered
from arrears.intake.sheets import read_sheets
from arrears.returns.words import Finding
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.workbooks.collector.columns import Cell, Role
from arrears.workbooks.collector.keys import plain, row_digest
from arrears.workbooks.collector.layout import CASES, COLUMNS_SINCE, FACTS, FORMAT, META, SHEETS, SINCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from arrears.intake.grid import Grid
from arrears.workbooks.collector.columns import DeskColumn, DeskSheet

_KEY = re.compile(r"[A-Z]-[A-Z2-7]{12}")
_HEADINGS_WITHIN = 15
"""Rows from the top in which the headings may stand after people have inserted or deleted some."""
_ENOUGH = 3


class Written(NamedTuple):
    """What is known of a row from when the workbook was written: its digest (empty for one to fill in) and its event's key."""

    digest: str
    event: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a returned workbook.

    Attributes
    ----------
    sheet : DeskSheet
        Where it stands.
    tab : str
        That sheet's name in the file.
    number : int
        Its row in the file, counted from 1.
    key : str
        What its hidden cell holds, if that is a key; else empty.
    cells : dict
        By column key, as the file holds them.
    digest : str
        Of what it says; empty for a blank row.
    complete : bool
        Whether all columns were there, so that its digest can be compared.
    """

    sheet: DeskSheet
    tab: str
    number: int
    key: str
    cells: Mapping[str, object]
    digest: str
    complete: bool

    def text(self, key: str) -> str:
        """Give a cell as text."""
        return plain(self.cells.get(key), self.sheet.column(key).cell)

    def as_text(self, lang: str) -> str:
        """Say what was entered, in one line; of free text only that there is some."""
        told = [
            f"{column.heading(lang)}={covered(self.text(column.key)) if column.cell is Cell.TEXT else self.text(column.key)}"
            for column in self.sheet.columns
            if column.role is Role.ENTRY and self.text(column.key)
        ]
        return "; ".join(told)

    @property
    def entered(self) -> str:
        """A digest of its case and of what was entered, whatever the list says of the case; empty if nothing was entered."""
        cells = {column.key: self.cells.get(column.key) for column in self.sheet.columns if column.role is Role.ENTRY}
        return row_digest(self.sheet, {"case_id": self.cells.get("case_id"), **cells}) if self.is_filled else ""

    @property
    def shown(self) -> str:
        """A digest of the row without what was entered: what a row of the list was written with."""
        kept = {column.key: self.cells.get(column.key) for column in self.sheet.columns if column.role is Role.SHOWN}
        return row_digest(self.sheet, kept)

    @property
    def is_filled(self) -> bool:
        """Whether somebody entered something; on *today* the case's own columns are no entry."""
        return any(self.text(column.key) for column in self.sheet.columns if column.role is Role.ENTRY)


@dataclass(frozen=True)
class DeskFile:
    """A returned workbook.

    Attributes
    ----------
    file : str
        Its name.
    facts : dict
        Whose it is, of which day and store: `desk_layout.FACTS`; empty where its hidden sheet is gone.
    rows : tuple of Row
        Every row that has a key or says something.
    written : dict of str to Written
        What was written, by row key.
    findings : tuple of Finding
        What is wrong with the file as a whole.
    """

    file: str
    facts: dict[str, str]
    rows: tuple[Row, ...]
    written: dict[str, Written]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_desk(self) -> bool:
        """Whether it is a collector's workbook at all."""
        return bool(self.facts or self.rows)


def read_desk_file(path: Path, password: str | None = None) -> DeskFile:
    """Read a returned workbook.

    Raises
    ------
    IntakeError, ArrearsError
        As `arrears.intake.sheets.read_sheets` does.
    """
    return desk_file(path.name, read_sheets(path, password))


def desk_file(file: str, grids: Sequence[Grid]) -> DeskFile:
    """Understand the sheets of a returned workbook."""
    meta = next((grid for grid in grids if grid.sheet == META), None)
    facts, written = _meta(meta)
    rows: list[Row] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    for sheet in SHEETS:
        grid = _find(sheet, grids)
        if grid is None:
            if facts and _number(facts["format"]) < SINCE.get(sheet.key, 1):
                continue
            findings.append(Finding(file, "", None, "", "", "SHEET_MISSING", sheet.name(facts.get("lang", "zh"))))
            continue
        table = _Table.of(sheet, grid, file, facts.get("lang", "zh"), _number(facts.get("format", "")))
        if facts and not sheet.spare and not table.places and not _was_written(sheet, written):
            continue  # a list of nothing is a sentence: all of the collector's cases are on hold or wait
        rows += table.rows()
        findings += table.findings
        taken.add(grid.sheet)
    more, told = _further(file, [grid for grid in grids if grid.sheet not in taken], rows, facts.get("lang", "zh"))
    rows += more
    findings += told
    if not facts and not rows:
        return DeskFile(file, {}, (), {}, (Finding(file, "", None, "", "", "NOT_A_DESK"),))
    if not facts:
        filled = sum(row.is_filled for row in rows)
        findings.append(Finding(file, "", None, "", "", "NO_META", str(filled)))
    if facts and _number(facts["format"]) > FORMAT:
        findings.append(Finding(file, "", None, "", "", "NEWER_FORMAT", facts["format"]))
    if any(notice.code == "OPEN_IN_EXCEL" for grid in grids for notice in grid.notices):
        findings.append(Finding(file, "", None, "", "", "OPEN_IN_EXCEL"))
    return DeskFile(file, facts, tuple(rows), written, tuple(findings))


def _meta(grid: Grid | None) -> tuple[dict[str, str], dict[str, Written]]:
    facts: dict[str, str] = {}
    written: dict[str, Written] = {}
    for cells in grid.rows if grid else ():
        name, value, _, key, digest, event = (plain(cell, Cell.TEXT) for cell in (*cells, *[""] * 6)[:6])
        if name in FACTS:
            facts[name] = value
        if _KEY.fullmatch(key):
            written[key] = Written(digest, event)
    day = parse_date(facts.get("as_of", ""))
    # Without these nobody knows whose rows they are; it counts as if the sheet were gone.
    if isinstance(day, Fault) or not all(facts.get(name) for name in ("format", "collector", "book")):
        return {}, {}
    return facts | {"as_of": day.isoformat()}, written


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")  # a format that is no number is none that we know


def _was_written(sheet: DeskSheet, written: Mapping[str, object]) -> bool:
    """Tell whether a sheet had rows when the workbook was written."""
    return any(key.startswith(f"{sheet.letter}-") for key in written)


def _find(sheet: DeskSheet, grids: Sequence[Grid]) -> Grid | None:
    """Find a sheet by its name, or, if that was changed, by the keys of its rows."""
    named = [grid for grid in grids if grid.sheet.strip() in {sheet.zh, sheet.en}]
    keyed = (grid for grid in grids if grid.sheet != META and _has_keys(grid, sheet.letter))
    return next(iter(named), None) or next(keyed, None)


def _further(file: str, grids: Sequence[Grid], rows: Sequence[Row], lang: str) -> tuple[list[Row], list[Finding]]:
    """Read tabs beside ours that people have worked on: copies of one of our sheets, and their own with our headings.

    A row that says what the sheet's own row says is the same row.
    """
    found: list[Row] = []
    findings: list[Finding] = []
    there = {(row.key, row.entered) for row in rows if row.is_filled}
    for grid in grids:
        sheet = None if grid.sheet == META else _like(grid)
        if sheet is None:
            continue
        told = _Table.of(sheet, grid, file, lang, FORMAT)
        fresh = [row for row in told.rows() if row.is_filled and (row.key, row.entered) not in there]
        there |= {(row.key, row.entered) for row in fresh}
        found += fresh
        if fresh:
            findings.append(Finding(file, grid.sheet, None, "", "", "TAB_READ", sheet.name(lang)))
    return found, findings


def _like(grid: Grid) -> DeskSheet | None:
    """Give the sheet that a tab has the headings of, its case and something to fill in among them; the most alike one."""
    best: tuple[int, DeskSheet] | None = None
    for sheet in SHEETS:
        if sheet is CASES:
            continue
        entry = {column.key for column in sheet.columns if column.role is Role.ENTRY}
        known = max((_places(sheet, cells) for cells in grid.rows[:_HEADINGS_WITHIN]), key=len, default={})
        fits = "case_id" in known and len(known) >= _ENOUGH and len(entry & set(known)) > 1
        if fits and (best is None or len(known) > best[0]):
            best = (len(known), sheet)
    return None if best is None else best[1]


def _has_keys(grid: Grid, letter: str) -> bool:
    return any(
        isinstance(cell, str) and cell.startswith(f"{letter}-") and _KEY.fullmatch(cell)
        for cells in grid.rows
        for cell in cells
    )


@dataclass
class _Table:
    """The table of one sheet: which column stands where, and where its rows begin."""

    sheet: DeskSheet
    grid: Grid
    begins: int
    places: dict[str, int]
    findings: list[Finding]

    @classmethod
    def of(cls, sheet: DeskSheet, grid: Grid, file: str, lang: str, written_as: float) -> _Table:
        rows = grid.rows[:_HEADINGS_WITHIN]
        found = [_places(sheet, cells) for cells in rows]
        best = max(range(len(rows)), key=lambda row: len(found[row]), default=-1)
        places = found[best] if best >= 0 else {}
        findings: list[Finding] = []
        if len(places) >= _ENOUGH:
            for column, heading in _renamed(sheet, rows[best], places):
                findings.append(
                    Finding(file, grid.sheet, best + 1, heading, "", "COLUMN_RENAMED", column.heading(lang))
                )
        findings += [
            Finding(file, grid.sheet, best + 1 or None, column.heading(lang), "", "COLUMN_MISSING")
            for column in sheet.in_table
            if column.key not in places
            and column.role not in {Role.WRITTEN, Role.FORMULA}
            and written_as >= COLUMNS_SINCE.get((sheet.key, column.key), 1)
        ]
        return cls(sheet, grid, best + 1, places, findings)

    def rows(self) -> Iterator[Row]:
        """Give every row that has a key or says something."""
        complete = all(column.key in self.places for column in self.sheet.read_back)
        for number, cells in enumerate(self.grid.rows[self.begins :], self.begins + 1):
            found = {key: cells[place] for key, place in self.places.items() if place < len(cells)}
            texts = {key: plain(cell, self.sheet.column(key).cell) for key, cell in found.items()}
            key = texts.get("key", "")
            key = key if _KEY.fullmatch(key) else ""
            digest = row_digest(self.sheet, found)
            if key or digest:
                yield Row(self.sheet, self.grid.sheet, number, key, found, digest, complete)


def _places(sheet: DeskSheet, cells: Sequence[object]) -> dict[str, int]:
    known = {heading: column.key for column in sheet.in_table for heading in (*column.also, column.en, column.zh)}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = known.get(cell.strip() if isinstance(cell, str) else "")
        if key:
            places.setdefault(key, place)
    return places


def _renamed(sheet: DeskSheet, cells: Sequence[object], places: dict[str, int]) -> Iterator[tuple[DeskColumn, str]]:
    """Take columns whose heading was changed by their place, as long as all others stand where they were written."""
    own = {column.key: place for place, column in enumerate(sheet.in_table)}
    if any(own[key] != place for key, place in places.items()):
        return
    for column in sheet.in_table:
        place = own[column.key]
        if column.key not in places and place < len(cells) and plain(cells[place], Cell.TEXT):
            places[column.key] = place
            yield column, plain(cells[place], Cell.TEXT)
