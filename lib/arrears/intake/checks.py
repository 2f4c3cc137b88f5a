"""Checks that need more than one cell, or a day: duplicates, dates in the future, amounts against each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.intake.grid import BadCell
from arrears.intake.result import finding
from arrears.tables.columns import MAY_BE_NEGATIVE, ONE_OF, Kind
from arrears.tables.dates import FAR
from arrears.tables.faults import Fault
from arrears.tables.identity import birth_date, phone_parts
from arrears.tables.texts import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from arrears.intake.headings import Heading

HAPPENED = ("last_payment_date", "last_contact_date")
"""Dates of what has happened; they are not in the future."""
DUE = ("due_date", "promise_date", "instalment_date")
"""Dates on which money is due."""
_FORMULA_LIKE = re.compile(r"""[\s"'|%]*(?:%0[AaDd])?[=+\-@|%]""")
_ZERO_TAIL = "000"
_TWIN = re.compile(r"第 (\d+) 行已被接收|row (\d+) was accepted", re.ASCII)
"""What `arrears.workbooks.rejected` says of a row whose case another row has that was accepted."""


class Values(NamedTuple):
    """One column after its cells were read one by one.

    Attributes
    ----------
    heading : Heading
        The column.
    cells : sequence
        As they were read from the file.
    values : list
        Typed; None where blank or bad.
    """

    heading: Heading
    cells: Sequence[object]
    values: list[object]


Marked = tuple[int, "Heading | None", Fault]
"""A row's position, the heading of the cell, and what is wrong with it or worth knowing."""


def errors_between(columns: Mapping[str, Values], numbers: Sequence[int], as_of: date) -> Iterator[Marked]:
    """Give what single cells cannot show to be wrong."""
    yield from _duplicates(columns["case_id"], numbers)
    yield from _births(columns.get("id_number"), as_of)
    yield from _one_amount(columns, len(numbers))
    for key, column in columns.items():
        if key in HAPPENED:
            yield from _future(column, as_of)
        if column.heading.column and column.heading.column.kind is Kind.AMOUNT and key != MAY_BE_NEGATIVE:
            yield from _marked(column, _fen(column) < 0, "AMOUNT_NEGATIVE")


def _duplicates(column: Values, numbers: Sequence[int]) -> Iterator[Marked]:
    first: dict[str, int] = {}
    for place, value in enumerate(column.values):
        if value is None:
            continue
        known = first.setdefault(str(value).casefold(), place)
        if known != place:
            yield place, column.heading, Fault("CASE_ID_DUPLICATE", str(numbers[known]))


def _births(column: Values | None, as_of: date) -> Iterator[Marked]:
    for place, value in enumerate(column.values if column else ()):
        # Only numbers that hold a late year are worth a closer look; all others were born long ago.
        if value is not None and str(value)[6:10] >= str(as_of.year):
            born = birth_date(str(value))
            if born and born > as_of:
                yield place, column.heading if column else None, Fault("ID_INVALID")


def _future(column: Values, as_of: date) -> Iterator[Marked]:
    for place, value in enumerate(column.values):
        if value is not None and value > as_of:  # type: ignore[operator]  # a date column holds dates
            yield place, column.heading, Fault("DATE_IN_FUTURE", as_of.isoformat())


def _far(column: Values | None, as_of: date) -> Iterator[Marked]:
    for place, value in enumerate(column.values if column else ()):
        if value is not None and value > as_of + FAR:  # type: ignore[operator]  # a date column holds dates
            yield place, column.heading if column else None, Fault("DUE_FAR", as_of.isoformat())


def still_twice(
    ids: Values, rows: Sequence[Sequence[object]], numbers: Sequence[int], problems: int
) -> Iterator[Marked]:
    """Refuse rows of our own list of refused rows whose case the original list has: that list says so beside the row.

    Parameters
    ----------
    ids : Values
        The column of case ids.
    rows : sequence of sequences
        All cells of each row.
    numbers : sequence of int
        Each row's number.
    problems : int
        The place of the column that says what was wrong.
    """
    for place, (value, cells) in enumerate(zip(ids.values, rows, strict=True)):
        told = str(cells[problems]) if problems < len(cells) else ""
        twin = _TWIN.search(told)
        if value is None or twin is None:
            continue
        first = twin[1] or twin[2]
        same = finding(numbers[place], ids.heading, str(value), "CASE_ID_DUPLICATE", first)
        # A clerk who has mended the id has made it another case.
        if any(same.words(lang).message.casefold() in told.casefold() for lang in ("zh", "en")):
            yield place, ids.heading, Fault("CASE_ID_ACCEPTED", first)


def _one_amount(columns: Mapping[str, Values], rows: int) -> Iterator[Marked]:
    have = [columns[key] for key in ONE_OF if key in columns]
    for place in range(rows):
        if all(column.values[place] is None for column in have):
            yield place, have[0].heading, Fault("ONE_OF_MISSING")


def warnings_of(columns: Mapping[str, Values], further: Sequence[Values], as_of: date) -> Iterator[Marked]:
    """Give what refuses no row and should be known."""
    if balance := columns.get("statement_balance"):
        yield from _marked(balance, _fen(balance) < 0, "NEGATIVE_BALANCE")
        if minimum := columns.get("minimum_payment"):
            # Beside a credit balance any minimum is a matter of the credit, which has its own warning.
            above = (_fen(minimum) > _fen(balance)) & (_fen(balance) >= 0) & _present(balance)
            yield from _marked(minimum, above, "MINPAY_GT_BALANCE")
    owed = [columns[key] for key in ONE_OF if key in columns]
    nothing = np.logical_and.reduce([_fen(column) == 0 for column in owed])
    yield from _marked(owed[0], nothing, "ZERO_BALANCE")
    for key in DUE:
        yield from _far(columns.get(key), as_of)
    yield from _numeric_ids(columns["case_id"])
    yield from _several_phones(columns.get("phone"))
    if ids := columns.get("id_number"):
        cut = [value is not None and str(value).endswith(_ZERO_TAIL) for value in ids.values]
        yield from _marked(ids, np.array(cut, dtype=bool), "ID_ZERO_TAIL")
    for column in further:
        yield from _not_calculated(column)
    for column in [*columns.values(), *further]:
        if column.heading.column is None or column.heading.column.kind in {Kind.TEXT, Kind.NAME, Kind.ADDRESS}:
            yield from _formula_like(column)


def _not_calculated(column: Values) -> Iterator[Marked]:
    for place, cell in enumerate(column.cells):
        if isinstance(cell, BadCell) and not cell.text:
            yield place, column.heading, Fault("EXTRA_NOT_CALCULATED")


def _formula_like(column: Values) -> Iterator[Marked]:
    suspect = {value for value in set(column.values) if isinstance(value, str) and _FORMULA_LIKE.match(narrow(value))}
    if suspect:
        for place, value in enumerate(column.values):
            if value in suspect:
                yield place, column.heading, Fault("FORMULA_LIKE_TEXT")


def _numeric_ids(column: Values) -> Iterator[Marked]:
    for place, cell in enumerate(column.cells):
        if isinstance(cell, int | float) and column.values[place] is not None:
            yield place, column.heading, Fault("CASE_ID_NUMERIC")


def _several_phones(column: Values | None) -> Iterator[Marked]:
    if column is None:
        return
    for place, (cell, value) in enumerate(zip(column.cells, column.values, strict=True)):
        is_long = isinstance(cell, str) and len(cell) > _ONE_PHONE and value is not None
        if is_long and len(phone_parts(str(cell))) > 1:
            yield place, column.heading, Fault("PHONE_MULTIPLE")


_ONE_PHONE = 15


def _fen(column: Values) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    values = column.values
    return np.fromiter((value or 0 for value in values), dtype=np.int64, count=len(values))


def _present(column: Values) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.fromiter((value is not None for value in column.values), dtype=np.bool_, count=len(column.values))


def _marked(column: Values, where: np.ndarray[tuple[int], np.dtype[np.bool_]], code: str) -> Iterator[Marked]:
    for place in np.flatnonzero(where).tolist():
        yield place, column.heading, Fault(code)
