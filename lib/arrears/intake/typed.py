"""From rows of cells to the typed table and everything that was wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.intake.checks import Values, errors_between, still_twice, warnings_of
from arrears.intake.grid import BadCell, Notice
from arrears.intake.result import Finding, Intake, RejectedRow, finding
from arrears.intake.rows import cases_of
from arrears.intake.words import file_error
from arrears.tables.columns import BY_KEY, CASE_COLUMNS, REQUIRED
from arrears.tables.faults import Fault
from arrears.tables.frames import as_text, ordered, series_of
from arrears.tables.parsers import reader_of
from arrears.tables.texts import is_blank, parse_column, parse_text, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from arrears.intake.checks import Marked
    from arrears.intake.choose import Choice
    from arrears.intake.headings import Heading
    from arrears.intake.rows import Cases

SOURCE_ROW = "source_row"


def typed(
    choice: Choice, notices: Sequence[Notice], file: str, *, required: Sequence[str], as_of: date, lang: str
) -> Intake:
    """Read every case of the chosen list."""
    cases = cases_of(choice)
    needed = {*REQUIRED, *required}
    if not cases.rows:
        raise file_error("NO_ROWS", file, choice.grid.sheet or "-")
    columns, further, errors = _read_columns(choice, cases, needed)
    errors += errors_between(columns, cases.numbers, as_of)
    if choice.problems is not None:
        errors += still_twice(columns["case_id"], cases.rows, cases.numbers, choice.problems)
    errors = _once_a_cell(errors)
    bad = np.zeros(len(cases.rows), dtype=bool)
    bad[[place for place, _, _ in errors]] = True
    good = np.flatnonzero(~bad)
    notes = [note for note in warnings_of(columns, further, as_of) if not bad[note[0]]]
    say = _Teller(cases)
    general = [_noted(notice) for notice in [*choice.grid.notices, *notices, *cases.notices]]
    general += _currencies(columns.get("currency"), good)
    return Intake(
        table=_table(columns, further, cases.numbers, good),
        file=file,
        sheet=choice.grid.sheet,
        rows=len(cases.rows),
        totals=cases.totals,
        headings=choice.headings,
        rejected=_rejected(choice, cases, np.flatnonzero(bad)),
        errors=tuple(say.all(errors)),
        notes=(*general, *say.all(notes)),
        epoch_1904=choice.grid.epoch_1904,
        lang=lang,
    )


def _read_columns(
    choice: Choice, cases: Cases, needed: set[str]
) -> tuple[dict[str, Values], list[Values], list[Marked]]:
    """Read the cells of every column one by one."""
    width = max(heading.place for heading in choice.headings) + 1
    cells_by_place = cases.columns(width)
    by_place = {heading.place: heading for heading in choice.headings}
    errors: list[Marked] = [(row, by_place.get(place), fault) for (row, place), fault in cases.faults.items()]
    columns: dict[str, Values] = {}
    further: list[Values] = []
    for heading in choice.headings:
        cells = cells_by_place[heading.place]
        values, faults = parse_column(cells, _reader(heading, needed, epoch_1904=choice.grid.epoch_1904))
        errors += [(place, heading, fault) for place, fault in faults]
        read = Values(heading, cells, values)
        if heading.column is None:
            further.append(read)
            continue
        columns[heading.column.key] = read
        if heading.column.key in needed:
            errors += [
                (place, heading, Fault("REQUIRED_MISSING"))
                for place, (cell, value) in enumerate(zip(cells, values, strict=True))
                if value is None and is_blank(cell)
            ]
    return columns, further, errors


def _reader(heading: Heading, needed: set[str], *, epoch_1904: bool) -> Callable[[object], object]:
    column = heading.column
    if column is None:
        return _further
    read = reader_of(column, required=column.key in needed, fen_in_unit=heading.fen_in_unit, epoch_1904=epoch_1904)

    def read_or_bad(cell: object) -> object:
        return Fault(cell.code, cell.text) if isinstance(cell, BadCell) else read(cell)

    return read_or_bad


def _further(cell: object) -> object:
    """Keep a cell of a further column: numbers, dates and text as they are, an error as its text."""
    if isinstance(cell, BadCell):
        return cell.text or None
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        text = parse_text(cell)
        return cell if isinstance(text, Fault) else text
    return cell


def _once_a_cell(errors: Iterable[Marked]) -> list[Marked]:
    """Keep the first error of each cell, in the order of rows and columns."""
    first: dict[tuple[int, int], Marked] = {}
    for error in errors:
        first.setdefault((error[0], error[1].place if error[1] else -1), error)
    return [first[key] for key in sorted(first)]


class _Teller:
    """Turns positions into findings about cells of the file."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    def all(self, marked: Iterable[Marked]) -> list[Finding]:
        return [self._one(*mark) for mark in marked]

    def _one(self, place: int, heading: Heading | None, fault: Fault) -> Finding:
        row = self._cases.rows[place]
        cell = row[heading.place] if heading and heading.place < len(row) else None
        text = fault.detail if isinstance(cell, BadCell) else shown(cell)
        return finding(self._cases.numbers[place], heading, text, fault.code, fault.detail)


def _noted(notice: Notice) -> Finding:
    return Finding(notice.row, notice.column, "", "", notice.code, notice.detail)


def _currencies(column: Values | None, good: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[Finding]:
    used = sorted({str(column.values[place]) for place in good.tolist()} - {"None"}) if column else []
    return [Finding(None, "currency", "", "", "MIXED_CURRENCIES", ", ".join(used))] if len(used) > 1 else []


def _table(
    columns: dict[str, Values],
    further: Sequence[Values],
    numbers: Sequence[int],
    good: np.ndarray[tuple[int], np.dtype[np.intp]],
) -> pd.DataFrame:
    places = good.tolist()
    known = {key: series_of(BY_KEY[key], [read.values[place] for place in places]) for key, read in columns.items()}
    frame: dict[str, pd.Series] = ordered(known, len(places))
    taken = {SOURCE_ROW, *frame, *(column.key for column in CASE_COLUMNS)}
    for read in further:
        name = read.heading.text
        while name in taken:
            name += "_"
        taken.add(name)
        frame[name] = _further_series([read.values[place] for place in places])
    frame[SOURCE_ROW] = pd.Series([numbers[place] for place in places], dtype="int64")
    return pd.DataFrame(frame)


def _further_series(values: list[object]) -> pd.Series:
    """Give a further column as text if it is, else as the mixed cells that it holds."""
    series = pd.Series(values, dtype=object)
    return as_text(series) if all(value is None or isinstance(value, str) for value in values) else series


def _rejected(choice: Choice, cases: Cases, bad: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[RejectedRow, ...]:
    places = [heading.place for heading in choice.headings]
    rows = []
    for position in bad.tolist():
        cells = cases.rows[position]
        under = tuple(cells[place] if place < len(cells) else None for place in places)
        beyond = tuple(cells[places[-1] + 1 :]) if choice.grid.ragged else ()
        rows.append(RejectedRow(cases.numbers[position], under, beyond))
    return tuple(rows)
