"""From rows of cells to the typed table and everything that was wrong on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.intake.checks.between import Values, errors_between, still_twice, unborn, warnings_of
from arrears.intake.checks.cells import Read, disagreements, keep_cells, read_cells
from arrears.intake.checks.flagged import flags_of
from arrears.intake.checks.rows import Rows, rows_of
from arrears.intake.checks.spellings import one_spelling
from arrears.intake.grid import BadCell, Notice
from arrears.intake.mapping.forms import NOTHING_SAID, Forms, decide_forms
from arrears.intake.mapping.headings import meaning
from arrears.intake.mapping.placing import Placed, place_units
from arrears.intake.result import LOST, Finding, Intake, RejectedRow, finding
from arrears.intake.words import file_error
from arrears.tables.amounts import Amount, read_amount
from arrears.tables.columns import Kind
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.frames import as_text, empty_series, text_series
from arrears.tables.parsers import USUAL, Writing
from arrears.tables.texts import LONGEST_NAME, is_blank, is_null, parse_text, shown
from arrears.units import FEN_IN_YUAN, yuan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.intake.checks.between import Marked
    from arrears.intake.checks.flagged import Found
    from arrears.intake.mapping.choice import Choice
    from arrears.intake.mapping.headings import Heading
    from arrears.tables.contract import Contract

SOURCE_ROW = "source_row"
_CHANNELS = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.CARD, Kind.EMAIL})
"""What a case can do without: an unusable one is told, and the case is kept without it."""
_POINT_ZERO = re.compile(r"\d+(?:\.0)?", re.ASCII)


@dataclass(frozen=True)
class Options:
    """How a list is to be read, besides its contract.

    Attributes
    ----------
    writing : Writing
        What holds where the list says nothing: the profile's country, currency and time zone.
    forms : Forms
        What was said of dates and amounts.
    strict : bool
        Whether an unusable phone, id, card or e-mail refuses its row.
    alike : mapping of code point to code point
        Characters that count as others where staff's names are compared.
    """

    writing: Writing = USUAL
    forms: Forms = NOTHING_SAID
    strict: bool = False
    alike: Mapping[int, int] = field(default_factory=dict)


_USUAL_OPTIONS = Options()


@dataclass
class _List:
    """A list on its way to becoming a table."""

    choice: Choice
    rows: Rows
    placed: Placed
    needed: frozenset[str]
    options: Options
    columns: dict[str, Values] = field(default_factory=dict)
    further: list[Values] = field(default_factory=list)
    errors: list[Marked] = field(default_factory=list)
    notes: list[Marked] = field(default_factory=list)
    general: list[Finding] = field(default_factory=list)

    @property
    def contract(self) -> Contract:
        return self.choice.contract


def typed(  # each is an option of one reading
    choice: Choice,
    notices: Sequence[Notice],
    file: str,
    *,
    required: Sequence[str],
    as_of: date,
    lang: str,
    options: Options = _USUAL_OPTIONS,
) -> Intake:
    """Read every row of the chosen list.

    Raises
    ------
    IntakeError
        If it has no rows, or says two units that contradict each other.
    """
    rows = rows_of(choice)
    if not rows.rows:
        raise file_error("NO_ROWS", file, choice.grid.sheet or "-")
    width = max([*(heading.place for heading in choice.headings), choice.units_at or 0]) + 1
    cells = rows.columns(width)
    unit_cells = cells[choice.units_at] if choice.units_at is not None else ()
    placed = place_units(choice, rows.said, unit_cells, file)
    forms = options.forms
    if choice.kept:
        forms = Forms(
            forms.order or choice.kept.date_order,  # type: ignore[arg-type]  # checked when it was read
            forms.mark or choice.kept.decimal_mark,  # type: ignore[arg-type]  # same
            forms.usual_order,
        )
    headings = decide_forms(placed.headings, lambda heading: cells[heading.place], forms)
    choice = replace(choice, headings=headings)
    lst = _List(choice, rows, placed, frozenset({*choice.contract.required, *required}), options)
    _read_columns(lst, cells, as_of, file)
    lst.errors += errors_between(lst.columns, rows.numbers, as_of, lst.contract)
    if choice.problems is not None and lst.contract.unique:
        lst.errors += still_twice(lst.columns[lst.contract.unique], rows.rows, rows.numbers, choice.problems)
    return _assembled(lst, notices, file, as_of, lang)


def _assembled(lst: _List, notices: Sequence[Notice], file: str, as_of: date, lang: str) -> Intake:
    choice, rows = lst.choice, lst.rows
    errors = _once_a_cell(lst.errors)
    bad = np.zeros(len(rows.rows), dtype=bool)
    bad[[place for place, _, _ in errors]] = True
    good = np.flatnonzero(~bad)
    lst.notes += warnings_of(lst.columns, lst.further, as_of, lst.contract)
    notes = [note for note in lst.notes if not bad[note[0]]]
    say = _Teller(rows, _people_of(lst))
    unknown = [heading.text for heading in choice.headings if not heading.column and heading.place != choice.units_at]
    if unknown:
        notices = [*notices, Notice("UNKNOWN_COLUMNS", ", ".join(unknown))]
    general = [_noted(notice) for notice in [*choice.grid.notices, *notices, *rows.notices]]
    general += [
        *lst.general,
        *_taken_told(lst),
        *_units_told(lst, good),
        *_forms_told(lst),
        *_currencies(lst.columns.get("currency"), good),
    ]
    return Intake(
        table=_table(lst, good),
        file=file,
        sheet=choice.grid.sheet,
        rows=len(rows.rows),
        totals=rows.totals,
        headings=choice.headings,
        rejected=_rejected(choice, rows, np.flatnonzero(bad)),
        errors=tuple(say.all(errors)),
        notes=(*general, *say.all(notes)),
        epoch_1904=choice.grid.epoch_1904,
        lang=lang,
        contract=lst.contract,
    )


def _read_columns(lst: _List, cells_by_place: Sequence[Sequence[object]], as_of: date, file: str) -> None:
    """Read the cells of every column."""
    choice, rows = lst.choice, lst.rows
    by_place = {heading.place: heading for heading in choice.headings}
    lst.errors += [(row, by_place.get(place), fault) for (row, place), fault in rows.faults.items()]
    signs: list[tuple[Values, Read]] = []
    for heading in choice.headings:
        cells = cells_by_place[heading.place]
        column = heading.column
        if column is None:
            lst.further.append(_kept(heading, cells))
        elif column.kind is not Kind.FLAGS:
            read = _read_one(lst, heading, cells)
            values = Values(heading, cells, read.values, read.known)
            lst.columns[column.key] = values
            _sort_faults(lst, values, read.faults)
            if column.key in _NAMED:
                lst.errors += [(place, heading, Fault("TEXT_TOO_LONG", str(LONGEST_NAME))) for place in _too_long(read)]
            if read.signs or heading.is_amount:
                signs.append((values, read))
    if ids := lst.columns.get("id_number"):
        _sort_faults(lst, ids, [(place, fault) for place, _, fault in unborn(ids, as_of)])
    if names := lst.columns.get("collector"):
        lst.notes += one_spelling(names, lst.options.alike)
    _read_flags(lst, cells_by_place)
    _settle_currencies(lst, signs)
    _ask_order(lst, file)
    for key in lst.needed & lst.columns.keys():
        values = lst.columns[key]
        missing = np.flatnonzero(~values.known).tolist()
        lst.errors += [
            (place, values.heading, Fault("REQUIRED_MISSING"))
            for place in missing
            if is_blank(values.cells[place]) or is_null(values.cells[place])
        ]


_NAMED = frozenset({"collector"})
"""Columns whose texts are names in the store, where they may be no longer."""


def _too_long(read: Read) -> list[int]:
    known = np.flatnonzero(read.known)
    lengths = np.char.str_len(read.values[known].astype(np.str_))
    return [int(place) for place in known[lengths > LONGEST_NAME]]


def _ask_order(lst: _List, file: str) -> None:
    """Ask for the order of day and month where a needed column of dates depends on it as a whole."""
    for key in lst.needed & lst.columns.keys():
        values = lst.columns[key]
        if values.heading.column and values.heading.column.kind is Kind.DATE and not values.known.any():
            text = next((cell for cell in values.cells if _depends_on_order(cell)), None)
            if text is not None:
                raise file_error("DATE_ORDER_UNKNOWN", file, f"{values.heading.text} {text}")


def _read_one(lst: _List, heading: Heading, cells: Sequence[object]) -> Read:
    column = heading.column
    assert column is not None  # noqa: S101  # asked by the caller
    writing = replace(
        lst.options.writing, mark=heading.mark, order=heading.order, epoch_1904=lst.choice.grid.epoch_1904
    )
    required = column.key in lst.needed
    if column.kind is Kind.CASE_ID:
        cells = _without_point_zero(lst, heading, cells)
    unit: int | NDArray[np.int64] = heading.fen_in_unit
    of_rows = lst.placed.of_rows
    if heading.is_amount and of_rows:
        unit = np.array([fen or FEN_IN_YUAN for fen in of_rows], dtype=np.int64)
        read = read_cells(cells, column, writing, required=required, fen_in_unit=unit)
        unsaid = np.flatnonzero(read.known & (np.array(of_rows) == 0)).tolist()
        read.known[unsaid] = False
        return read._replace(faults=[*read.faults, *((place, Fault("UNIT_MISSING")) for place in unsaid)])
    return read_cells(cells, column, writing, required=required, fen_in_unit=unit)


def _without_point_zero(lst: _List, heading: Heading, cells: Sequence[object]) -> Sequence[object]:
    """Take away the ``.0`` that a program put behind every id when it took the column for numbers."""
    if not any(cell.__class__ is str and cell[-2:] == ".0" for cell in cells):
        return cells
    texts = [cell for cell in cells if not (is_blank(cell) or is_null(cell))]
    if not all(isinstance(cell, str) and _POINT_ZERO.fullmatch(cell.strip()) for cell in texts):
        return cells
    lst.general.append(
        Finding(None, heading.column.key if heading.column else "", heading.text, "", "CASE_ID_POINT_ZERO")
    )
    return [cell.strip().removesuffix(".0") if isinstance(cell, str) else cell for cell in cells]


def _sort_faults(lst: _List, values: Values, faults: Iterable[tuple[int, Fault]]) -> None:
    """Let a fault refuse its row, or, of a detail that a case can do without, only be told."""
    column = values.heading.column
    if column and column.kind in _CHANNELS and column.key not in lst.needed and not lst.options.strict:
        for place, fault in faults:
            if (place, values.heading.place) in lst.rows.faults:
                continue
            values.values[place], values.known[place] = None, False
            lst.notes.append((place, values.heading, Fault(fault.code, fault.detail or LOST)))
    else:
        lst.errors += [(place, values.heading, fault) for place, fault in faults]


def _kept(heading: Heading, cells: Sequence[object]) -> Values:
    values = keep_cells(cells, _further)
    return Values(heading, cells, values, values != None)  # noqa: E711  # one answer a cell


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


def _read_flags(lst: _List, cells_by_place: Sequence[Sequence[object]]) -> None:
    """Read flags in their own column and wherever else they stand."""
    if "flags" not in lst.contract:
        return
    own = next((one for one in lst.choice.headings if one.column and one.column.kind is Kind.FLAGS), None)
    further = [(values.heading, values.cells) for values in lst.further if values.heading.place != lst.choice.units_at]
    found: Found = flags_of(
        (own, cells_by_place[own.place]) if own else None,
        further,
        len(lst.rows.rows),
        lst.choice.kept.flags if lst.choice.kept else {},
    )
    if own is None and not found.by_heading:
        return
    heading = own or found.by_heading[0][0]
    cells = cells_by_place[heading.place]
    lst.columns["flags"] = Values(
        replace(heading, column=lst.contract["flags"]),
        cells,
        found.flags,
        found.flags != None,  # noqa: E711  # one answer a cell
    )
    for place, cell in enumerate(cells if own else ()):
        if isinstance(cell, BadCell):
            lst.errors.append((place, own, Fault(cell.code, cell.text)))
    lst.notes += [(place, where, Fault("FLAG_UNKNOWN", word)) for place, where, word in found.unknown]
    lst.general += [
        Finding(None, one.text, one.text, "", "FLAGS_FOUND", f"{one.text} ({count})") for one, count in found.by_heading
    ]


def _settle_currencies(lst: _List, amounts: Sequence[tuple[Values, Read]]) -> None:
    """Hold signs beside amounts, the headings' currencies and the column of currencies against each other."""
    house, count = lst.options.writing.currency, len(lst.rows.rows)
    own = lst.columns.get("currency")
    listed = lst.placed.currency or ("" if own else _all_say(amounts))
    in_rows = own.values.tolist() if own else [None] * count
    for values, read in amounts:
        if read.signs:
            expected = values.heading.currency or listed or house
            currencies = [str(one) if one is not None else expected for one in in_rows]
            found = disagreements(read, values.cells, currencies)
            lst.errors += [(place, values.heading, fault) for place, fault in found]
        if own and values.heading.currency:
            lst.errors += [
                (place, values.heading, Fault("CURRENCY_DISAGREES", f"{values.heading.currency} / {one}"))
                for place, one in enumerate(in_rows)
                if one is not None and one != values.heading.currency and values.known[place]
            ]
    if "currency" not in lst.contract:
        return
    if own is None and listed and listed != house:
        filled = np.full(count, listed, dtype=object)
        heading = amounts[0][0].heading
        lst.columns["currency"] = Values(
            replace(heading, column=lst.contract["currency"]), filled.tolist(), filled, np.ones(count, dtype=bool)
        )
        lst.general.append(Finding(None, "currency", "", "", "CURRENCY_TAKEN", listed))
    elif own is not None and listed and not own.known.all():
        own.values[~own.known] = listed
        own.known[:] = True


def _all_say(amounts: Sequence[tuple[Values, Read]]) -> str:
    """Give the one currency that the signs of all amounts of a list say; empty if a single one says none or another."""
    said: frozenset[str] | None = None
    for values, read in amounts:
        if not values.known.any():
            continue
        if len(read.signs) < int(np.count_nonzero(values.known & (values.values != 0))):
            return ""
        for _, amount in read.signs:
            if amount.currencies is None:
                return ""
            said = amount.currencies if said is None else said & amount.currencies
    return next(iter(said)) if said and len(said) == 1 else ""


def _once_a_cell(errors: Iterable[Marked]) -> list[Marked]:
    """Keep the first error of each cell, in the order of rows and columns."""
    first: dict[tuple[int, int], Marked] = {}
    for error in errors:
        first.setdefault((error[0], error[1].place if error[1] else -1), error)
    return [first[key] for key in sorted(first)]


class _Teller:
    """Turns positions into findings about cells of the file."""

    def __init__(self, rows: Rows, people: frozenset[str]) -> None:
        self._rows = rows
        self._people = people

    def all(self, marked: Iterable[Marked]) -> list[Finding]:
        return [self._one(*mark) for mark in marked]

    def _one(self, place: int, heading: Heading | None, fault: Fault) -> Finding:
        row = self._rows.rows[place]
        cell = row[heading.place] if heading and heading.place < len(row) else None
        text = fault.detail if isinstance(cell, BadCell) else shown(cell)
        return finding(self._rows.numbers[place], heading, text, fault.code, fault.detail, people=self._people)


def _people_of(lst: _List) -> frozenset[str]:
    """Give what stands in columns about people, so that the same text in a wrong column is covered too."""
    if not lst.errors and not lst.notes:
        return frozenset()
    kinds = {Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.EMAIL}
    columns = [one for one in lst.columns.values() if one.heading.column and one.heading.column.kind in kinds]
    return frozenset(shown(cell).strip() for one in columns for cell in set(one.cells) if not is_blank(cell))


def _noted(notice: Notice) -> Finding:
    return Finding(notice.row, notice.column, "", "", notice.code, notice.detail)


def _taken_told(lst: _List) -> Iterator[Finding]:
    """Tell which amounts were taken for the principal by a heading that may well mean what is owed in all."""
    if lst.choice.kept:
        return  # a person said what it means
    principal = lst.columns.get("principal")
    if principal is None or not meaning(principal.heading.text, lst.contract).is_weak:
        return
    parts = [lst.columns[key] for key in ("interest", "late_fee") if key in lst.columns]
    code = "PRINCIPAL_MAY_INCLUDE" if any(part.values[part.known].any() for part in parts) else "PRINCIPAL_TAKEN"
    beside = ", ".join(part.heading.text for part in parts)
    yield Finding(None, "principal", principal.heading.text, "", code, beside)


def _units_told(lst: _List, good: NDArray[np.intp]) -> Iterator[Finding]:
    """Tell every unit that was applied, with an example."""
    by_unit: dict[tuple[str, str], list[Heading]] = {}
    for heading, word, where in lst.placed.told:
        by_unit.setdefault((word, where), []).append(heading)
    for (word, where), headings in by_unit.items():
        columns = ", ".join(heading.text for heading in headings)
        example = _example(lst, headings, good)
        unit = word if where == word else f"{word} ({where})"
        yield Finding(None, "", columns, "", "UNIT_APPLIED", f"{unit}{example}")
    if lst.placed.of_rows and any(fen not in {0, FEN_IN_YUAN} for fen in lst.placed.of_rows):
        headings = [heading for heading in lst.choice.headings if heading.is_amount]
        odd = np.array([fen not in {0, FEN_IN_YUAN} for fen in lst.placed.of_rows])
        columns = ", ".join(heading.text for heading in headings)
        place = lst.choice.units_at
        word = next((one.text for one in lst.choice.headings if one.place == place), "")
        yield Finding(None, "", columns, "", "UNIT_APPLIED", f"{word}{_example(lst, headings, good[odd[good]])}")


def _example(lst: _List, headings: Sequence[Heading], good: NDArray[np.intp]) -> str:
    for heading in headings:
        values = lst.columns[heading.column.key] if heading.column else None
        if values is None:
            continue
        places = good[(values.known & (values.values != 0))[good]]
        if places.size:
            place = int(places[0])
            return f"; {shown(values.cells[place])} → {yuan(int(values.values[place])):,}"
    return ""


def _forms_told(lst: _List) -> Iterator[Finding]:
    """Tell an order of day and month and a decimal mark that were settled, with an example."""
    for values in lst.columns.values():
        heading = values.heading
        if heading.order and heading.column:
            text = next((cell for cell in values.cells if _depends_on_order(cell)), None)
            if text is not None:
                day = parse_date(text, order=heading.order)
                yield Finding(None, heading.column.key, heading.text, "", "DATE_ORDER", f"{text} → {day}")
    comma = [values for values in lst.columns.values() if values.heading.is_amount and values.heading.mark == ","]
    for values in comma:
        text = next((cell for cell in values.cells if isinstance(cell, str) and ("," in cell or "." in cell)), None)
        amount = read_amount(text, values.heading.fen_in_unit, mark=",")
        if text is not None and isinstance(amount, Amount):
            yield Finding(None, "", values.heading.text, "", "DECIMAL_COMMA", f"{text} → {yuan(amount.fen):,}")
            return


def _depends_on_order(cell: object) -> bool:
    if not isinstance(cell, str):
        return False
    found = parse_date(cell)
    return isinstance(found, Fault) and found.code == "DATE_AMBIGUOUS"


def _currencies(column: Values | None, good: NDArray[np.intp]) -> list[Finding]:
    used = sorted({str(value) for value in column.values[good].tolist()} - {"None"}) if column else []
    return [Finding(None, "currency", "", "", "MIXED_CURRENCIES", ", ".join(used))] if len(used) > 1 else []


def _table(lst: _List, good: NDArray[np.intp]) -> pd.DataFrame:
    frame: dict[str, Any] = {}
    for column in lst.contract.columns:
        read = lst.columns.get(column.key)
        frame[column.name] = empty_series(column, len(good)) if read is None else _series(read, column.kind, good)
    taken = {SOURCE_ROW, *frame, *(column.key for column in lst.contract.columns)}
    for read in lst.further:
        name = read.heading.text
        while name in taken:
            name += "_"
        taken.add(name)
        frame[name] = _further_series(read.values[good].tolist())
    frame[SOURCE_ROW] = pd.Series(np.array(lst.rows.numbers, dtype="int64")[good], dtype="int64")
    return pd.DataFrame(frame)


def _series(read: Values, kind: Kind, good: NDArray[np.intp]) -> Any:  # noqa: ANN401  # an array or a Series of pandas
    """Give a column as the internal table has it."""
    values, known = read.values[good], read.known[good]
    if kind in {Kind.AMOUNT, Kind.COUNT}:
        return pd.arrays.IntegerArray(values.astype(np.int64), ~known)
    if kind is Kind.DATE:
        return pd.Series(values.astype("datetime64[s]"))
    return text_series(values)


def _further_series(values: list[object]) -> pd.Series:
    """Give a further column as text if it is, else as the mixed cells that it holds."""
    series = pd.Series(values, dtype=object)
    return as_text(series) if all(value is None or isinstance(value, str) for value in values) else series


def _rejected(choice: Choice, rows: Rows, bad: NDArray[np.intp]) -> tuple[RejectedRow, ...]:
    places = [heading.place for heading in choice.headings]
    found = []
    for position in bad.tolist():
        cells = rows.rows[position]
        under = tuple(cells[place] if place < len(cells) else None for place in places)
        beyond = tuple(cells[places[-1] + 1 :]) if choice.grid.ragged else ()
        found.append(RejectedRow(rows.numbers[position], under, beyond))
    return tuple(found)
