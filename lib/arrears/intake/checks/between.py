"""Checks that need more than one cell, or a day: duplicates, dates in the future, amounts against each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from arrears.intake.grid import BadCell
from arrears.intake.result import finding
from arrears.tables.columns import MAY_BE_NEGATIVE, Kind
from arrears.tables.dates import FAR
from arrears.tables.faults import Fault
from arrears.tables.identity import birth_date, phone_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.intake.mapping.headings import Heading
    from arrears.tables.contract import Contract

_FORMULA_LIKE = re.compile(r"""[\s"'|%＂＇｜％]*(?:[%％][0０][AaDdＡａＤｄ])?[=+\-@|%＝＋－＠｜％−–—﹣‐‑‒]""")
_FORMULA_LINE = re.compile(
    r"""^(?:[^\S\n]|["'|%＂＇｜％])*(?:[%％][0０][AaDdＡａＤｄ])?[=+\-@|%＝＋－＠｜％−–—﹣‐‑‒]""", re.MULTILINE
)
"""The same at the beginning of any line of a text."""
_ZERO_TAIL = "000"
_TWIN = re.compile(r"第 (\d+) 行已被接收|row (\d+) was accepted", re.ASCII)
"""What `arrears.workbooks.reports.rejected` says of a row whose case another row has that was accepted."""
_ONE_PHONE = 15


class Values(NamedTuple):
    """One column after its cells were read.

    Attributes
    ----------
    heading : Heading
        The column.
    cells : sequence
        As they were read from the file.
    values : array
        Typed: fen, days, whole numbers, or texts with None where there is none.
    known : bool array
        Where there is a value.
    """

    heading: Heading
    cells: Sequence[object]
    values: NDArray[Any]
    known: NDArray[np.bool_]


Marked = tuple[int, "Heading | None", Fault]
"""A row's position, the heading of the cell, and what is wrong with it or worth knowing."""


def errors_between(
    columns: Mapping[str, Values], numbers: Sequence[int], as_of: date, contract: Contract
) -> Iterator[Marked]:
    """Give what single cells cannot show to be wrong."""
    if contract.unique in columns:
        yield from _duplicates(columns[contract.unique], numbers)
    for group in contract.one_of:
        yield from _one_of(columns, group, len(numbers), contract)
    for key, column in columns.items():
        if key in contract.happened:
            yield from _marked(column, _after(column, as_of), "DATE_IN_FUTURE", as_of.isoformat())
        if column.heading.is_amount and key not in contract.may_be_negative:
            yield from _marked(column, column.values < 0, "AMOUNT_NEGATIVE")


def _duplicates(column: Values, numbers: Sequence[int]) -> Iterator[Marked]:
    folded = [None if value is None else str(value).casefold() for value in column.values.tolist()]
    if len(set(folded)) == len(folded):
        return
    first: dict[str, int] = {}
    for place, value in enumerate(folded):
        if value is None:
            continue
        known = first.setdefault(value, place)
        if known != place:
            yield place, column.heading, Fault("CASE_ID_DUPLICATE", str(numbers[known]))


def unborn(column: Values, as_of: date) -> Iterator[Marked]:
    """Give id numbers of people who are not born yet."""
    year, values = str(as_of.year), column.values.tolist()
    # Only numbers that hold a late year are worth a closer look; all others were born long ago.
    for place in [place for place, value in enumerate(values) if value is not None and value[6:10] >= year]:
        born = birth_date(values[place])
        if born and born > as_of:
            yield place, column.heading, Fault("ID_INVALID")


def _after(column: Values, day: date) -> NDArray[np.bool_]:
    late: NDArray[np.bool_] = column.known & (column.values > np.datetime64(day, "D"))
    return late


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
    for place, (value, cells) in enumerate(zip(ids.values.tolist(), rows, strict=True)):
        told = str(cells[problems]) if problems < len(cells) else ""
        twin = _TWIN.search(told)
        if value is None or twin is None:
            continue
        first = twin[1] or twin[2]
        same = finding(numbers[place], ids.heading, str(value), "CASE_ID_DUPLICATE", first)
        # A clerk who has mended the id has made it another case.
        if any(same.words(lang).message.casefold() in told.casefold() for lang in ("zh", "en")):
            yield place, ids.heading, Fault("CASE_ID_ACCEPTED", first)


def _one_of(columns: Mapping[str, Values], group: Sequence[str], rows: int, contract: Contract) -> Iterator[Marked]:
    have = [columns[key] for key in group if key in columns]
    missing = ~np.logical_or.reduce([column.known for column in have]) if have else np.zeros(rows, dtype=bool)
    names = "|".join("/".join(contract[key].heading(lang) for key in group) for lang in ("zh", "en"))
    if have:
        yield from _marked(have[0], missing, "ONE_OF_MISSING", names)


def warnings_of(
    columns: Mapping[str, Values], further: Sequence[Values], as_of: date, contract: Contract
) -> Iterator[Marked]:
    """Give what refuses no row and should be known."""
    yield from _of_balances(columns, contract)
    for key in contract.due:
        if column := columns.get(key):
            yield from _marked(column, _after(column, as_of + FAR), "DUE_FAR", as_of.isoformat())
    yield from _numeric_ids(columns.get(contract.unique))
    for key in ("phone", "phone_2"):
        yield from _several_phones(columns.get(key))
    if ids := columns.get("id_number"):
        cut = [value is not None and value.endswith(_ZERO_TAIL) for value in ids.values.tolist()]
        yield from _marked(ids, np.array(cut, dtype=bool), "ID_ZERO_TAIL")
    for column in further:
        yield from _not_calculated(column)
    for column in [*columns.values(), *further]:
        if column.heading.column is None or column.heading.column.kind in {Kind.TEXT, Kind.NAME, Kind.ADDRESS}:
            yield from _formula_like(column)


def _of_balances(columns: Mapping[str, Values], contract: Contract) -> Iterator[Marked]:
    if balance := columns.get(MAY_BE_NEGATIVE):
        yield from _marked(balance, balance.values < 0, "NEGATIVE_BALANCE")
        if minimum := columns.get("minimum_payment"):
            # Beside a credit balance any minimum is a matter of the credit, which has its own warning.
            above = (minimum.values > balance.values) & (balance.values >= 0) & balance.known
            yield from _marked(minimum, above, "MINPAY_GT_BALANCE")
    for group in contract.one_of:
        owed = [columns[key] for key in group if key in columns and columns[key].heading.is_amount]
        if owed:
            nothing: NDArray[np.bool_] = np.logical_and.reduce([column.values == 0 for column in owed])
            yield from _marked(owed[0], nothing, "ZERO_BALANCE")


def _not_calculated(column: Values) -> Iterator[Marked]:
    if BadCell not in set(map(type, column.cells)):
        return
    for place, cell in enumerate(column.cells):
        if isinstance(cell, BadCell) and not cell.text:
            yield place, column.heading, Fault("EXTRA_NOT_CALCULATED")


def _formula_like(column: Values) -> Iterator[Marked]:
    values = column.values.tolist()
    different = set(values) - {None}
    if different and set(map(type, different)) != {str}:
        different = {value for value in different if value.__class__ is str}
    if not _FORMULA_LINE.search("\n".join(different)):
        return  # as in nearly every column
    texts = [value if value.__class__ is str else "" for value in values]
    begins = np.fromiter(map(bool, map(_FORMULA_LIKE.match, texts)), dtype=bool, count=len(texts))
    yield from _marked(column, begins, "FORMULA_LIKE_TEXT")


def _numeric_ids(column: Values | None) -> Iterator[Marked]:
    if column is None or set(map(type, column.cells)) <= {str}:
        return
    for place, cell in enumerate(column.cells):
        if isinstance(cell, int | float) and column.known[place]:
            yield place, column.heading, Fault("CASE_ID_NUMERIC")


def _several_phones(column: Values | None) -> Iterator[Marked]:
    if column is None or max((len(cell) for cell in column.cells if isinstance(cell, str)), default=0) <= _ONE_PHONE:
        return
    for place, cell in enumerate(column.cells):
        is_long = isinstance(cell, str) and len(cell) > _ONE_PHONE
        if is_long and column.known[place] and len(phone_parts(str(cell))) > 1:
            yield place, column.heading, Fault("PHONE_MULTIPLE")


def _marked(column: Values, where: NDArray[np.bool_], code: str, detail: str = "") -> Iterator[Marked]:
    for place in np.flatnonzero(where).tolist():
        yield place, column.heading, Fault(code, detail)
