"""A column of cells as an array of values: what is plainly written is read all at once, the odd cell alone one by one."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from arrears.intake.grid import BadCell
from arrears.tables.amounts import LARGEST_FEN, Amount, disagreement, read_amount
from arrears.tables.columns import Column, Kind
from arrears.tables.faults import Fault
from arrears.tables.identity import CHINA, EARLIEST_BIRTH, birth_date, parse_id_number
from arrears.tables.parsers import Writing, reader_of
from arrears.tables.texts import ERROR_TEXTS, NULLS, is_blank, is_null, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_OTHERS = {Kind.DATE: "datetime64[D]"}
"""Kinds whose values are no texts."""
_END = "\n"
_SAMPLE = 1_000
_FEW_OF_MANY = 4
"""A column with this many times fewer different cells than cells is read by its different ones."""
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_DIRTY = rf"\x00-\x1f\x7f\ufffd{_INVISIBLE}"
_CLEAN_TEXT = re.compile(rf"[^\s{_DIRTY}](?:[^{_DIRTY}]*[^\s{_DIRTY}])?")
_CLEAN_ID = re.compile(r"(?!\d+(?:\.\d+)?[eE]\d*$)[A-Za-z0-9_\-/]{1,64}", re.ASCII)
_CLEAN_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_CARD = re.compile(r"\d{13,19}", re.ASCII)
_LONGEST_CARD = 19
_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_SPECIAL = NULLS | ERROR_TEXTS | {"-", "--", "—", "——", "/", "n/a", "N/A", "无"}
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
_ID_CHECKS = np.array([ord(sign) for sign in "10X98765432"], dtype=np.int32)


class Read(NamedTuple):
    """A column that was read.

    Attributes
    ----------
    values : array
        Whole fen (int64), days (``datetime64[D]``), whole numbers (int64) or texts (object, None where there is none).
    known : bool array
        Where there is a value.
    faults : list of (position, Fault)
        Cells that cannot be used.
    signs : list of (position, Amount)
        Amounts that say something of their currency.
    """

    values: NDArray[Any]
    known: NDArray[np.bool_]
    faults: list[tuple[int, Fault]]
    signs: list[tuple[int, Amount]]


def read_cells(
    cells: Sequence[object],
    column: Column,
    writing: Writing,
    *,
    required: bool,
    fen_in_unit: int | NDArray[np.int64] = 100,
) -> Read:
    """Read a column's cells.

    Parameters
    ----------
    cells : sequence
        As they were read from the file.
    column : Column
        What they hold.
    writing : Writing
        How they are written.
    required : bool
        Whether a placeholder such as ``-`` is no blank.
    fen_in_unit : int or int64 array
        What an amount's unit is; one a cell where the list gives each row's.
    """
    if column.kind is Kind.AMOUNT:
        return _amounts(cells, writing, required=required, fen_in_unit=fen_in_unit)
    read = _safe(reader_of(column, required=required, writing=writing))
    clean = _CLEAN.get(column.kind)
    if column.key == "currency" or (column.kind in {Kind.PHONE, Kind.ID_NUMBER} and writing.region != CHINA):
        clean = None
    values, faults = _texts(cells, read, clean, _OTHERS.get(column.kind, object))
    if column.kind is Kind.DATE:
        return Read(values, ~np.isnat(values), faults, [])
    if column.kind is Kind.COUNT:
        known = values != None  # noqa: E711  # one answer a cell
        return Read(np.where(known, values, 0).astype(np.int64), known, faults, [])
    return Read(values, values != None, faults, [])  # noqa: E711  # same


def keep_cells(cells: Sequence[object], keep: Callable[[object], object]) -> NDArray[np.object_]:
    """Give the cells of a further column as they are kept."""
    values, _ = _texts(cells, keep, _all_clean_texts, object)
    return values


def _safe(read: Callable[[object], object]) -> Callable[[object], object]:
    def read_or_bad(cell: object) -> object:
        return Fault(cell.code, cell.text) if isinstance(cell, BadCell) else read(cell)

    return read_or_bad


def _texts(
    cells: Sequence[object],
    read: Callable[[object], object],
    clean: Callable[[Sequence[str]], NDArray[np.bool_]] | None,
    dtype: Any,  # noqa: ANN401  # of an array
) -> tuple[NDArray[Any], list[tuple[int, Fault]]]:
    """Read cells one by one where they differ from each other or from what is clean as it stands."""
    kinds = set(map(type, cells))
    if kinds <= {str, date, datetime, type(None)}:
        if kinds == {str} and clean is not None and _mostly_differ(cells):
            return _clean_texts(cells, read, clean)  # type: ignore[arg-type]  # all are texts
        different = dict.fromkeys(cells)
        keys: Sequence[object] = cells
    else:
        # The type is part of the key: 1, 1.0 and True are equal to Python and three things to a reader.
        keys = list(zip(map(type, cells), cells, strict=True))
        different = dict.fromkeys(keys)
    values = [read(key) for key in different] if keys is cells else [read(key[1]) for key in different]  # type: ignore[index]  # a pair
    place_of = dict(zip(different, range(len(different)), strict=True))
    codes = np.fromiter(map(place_of.__getitem__, keys), dtype=np.intp, count=len(cells))
    faults: list[tuple[int, Fault]] = []
    bad = {place: value for place, value in enumerate(values) if value.__class__ is Fault}
    if bad:
        where = np.flatnonzero(np.isin(codes, list(bad))).tolist()
        faults = [(place, bad[codes[place]]) for place in where]
        values = [None if place in bad else value for place, value in enumerate(values)]
    return _array(values, dtype)[codes], faults


def _mostly_differ(cells: Sequence[object]) -> bool:
    """Tell whether a column has about as many different cells as cells, by some of them."""
    some = cells[:: max(len(cells) // _SAMPLE, 1)]
    return len(set(some)) * _FEW_OF_MANY > len(some)


def _array(values: Sequence[object], dtype: Any) -> NDArray[Any]:  # noqa: ANN401  # of an array
    if dtype is not object:
        return np.array(values, dtype=dtype)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _clean_texts(
    cells: Sequence[str], read: Callable[[object], object], clean: Callable[[Sequence[str]], NDArray[np.bool_]]
) -> tuple[NDArray[Any], list[tuple[int, Fault]]]:
    values = _array(cells, object)
    faults: list[tuple[int, Fault]] = []
    memo: dict[str, object] = {}
    for place in np.flatnonzero(~clean(cells)).tolist():
        cell = cells[place]
        value = memo[cell] if cell in memo else memo.setdefault(cell, read(cell))
        if value.__class__ is Fault:
            faults.append((place, value))
            value = None
        values[place] = value
    return values, faults


def _fits(pattern: re.Pattern[str], cells: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which cells are written by a pattern: a column that is so throughout is looked at as one text, which is quick."""
    whole = _END.join([*cells, ""])
    # A cell with a line of its own could look like two.
    if whole.count(_END) == len(cells) and _all_of(pattern).fullmatch(whole):
        return np.ones(len(cells), dtype=np.bool_)
    return np.fromiter(map(bool, map(pattern.fullmatch, cells)), dtype=bool, count=len(cells))


@cache
def _all_of(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Give the pattern of lines of which each is written by a pattern; it never goes back, so that its time is bounded."""
    return re.compile(rf"(?>(?:{pattern.pattern}){_END})*+", pattern.flags | re.MULTILINE)


def _clean_by(pattern: re.Pattern[str]) -> Callable[[Sequence[str]], NDArray[np.bool_]]:
    def clean(cells: Sequence[str]) -> NDArray[np.bool_]:
        good = _fits(pattern, cells)
        special = _SPECIAL.intersection(cells)
        if special:
            good &= np.fromiter((cell not in special for cell in cells), dtype=bool, count=len(cells))
        return good

    return clean


_all_clean_texts = _clean_by(_CLEAN_TEXT)


def _clean_cards(cells: Sequence[str]) -> NDArray[np.bool_]:
    """Tell plain card numbers with a right check digit (Luhn)."""
    good = _fits(_CARD, cells)
    if good.any():
        digits = _signs(cells, good, "0" * _LONGEST_CARD).astype(np.int32) - ord("0")
        doubled = digits[:, -2::-2] * 2
        total = digits[:, -1::-2].sum(axis=1) + np.where(doubled > 9, doubled - 9, doubled).sum(axis=1)  # noqa: PLR2004  # one digit
        good &= total % 10 == 0
    return good


def _signs(cells: Sequence[str], good: NDArray[np.bool_], filling: str) -> NDArray[np.uint32]:
    """Give the signs of texts, a row each, short ones filled at their left; of texts that are no good the filling."""
    if good.all() and len(set(map(len, cells))) == 1:
        texts = np.array(cells)
    else:
        width = len(filling)
        texts = np.array(
            [cell.zfill(width) if fits else filling for cell, fits in zip(cells, good.tolist(), strict=True)]
        )
    return texts.view(np.uint32).reshape(len(cells), -1)


def _clean_ids(cells: Sequence[str]) -> NDArray[np.bool_]:
    """Tell residents' numbers with a right check digit whose place and day of birth are known to be right."""
    good = _fits(_RESIDENT, cells)
    if not good.any():
        return good
    signs = _signs(cells, good, "0" * 18).astype(np.int32)
    checks = _ID_CHECKS[((signs[:, :17] - ord("0")) * _ID_WEIGHTS).sum(axis=1) % 11]
    good &= checks == signs[:, 17]
    # The head of a number is a place and a day of birth, of which there are few: each is judged once, by the rule for one.
    whole = cells if good.all() else [cell for cell, fits in zip(cells, good.tolist(), strict=True) if fits]
    places, days = {cell[:2] for cell in whole}, {cell[6:14] for cell in whole}
    right_places = {place for place in places if _has_right_place(place)}
    right_days = {day for day in days if _has_right_day(day)}
    if right_places == places and right_days == days:
        return good
    good &= np.fromiter(
        (cell[:2] in right_places and cell[6:14] in right_days for cell in cells), dtype=bool, count=len(cells)
    )
    return good


def _with_check_digit(head: str) -> str:
    total = sum(int(sign) * int(weight) for sign, weight in zip(head, _ID_WEIGHTS.tolist(), strict=True))
    return head + "10X98765432"[total % 11]


def _has_right_place(place: str) -> bool:
    return place.isdecimal() and not isinstance(parse_id_number(_with_check_digit(f"{place}010119900101001")), Fault)


def _has_right_day(day: str) -> bool:
    born = birth_date(f"110101{day}0010")
    return born is not None and born >= EARLIEST_BIRTH


_CLEAN: dict[Kind, Callable[[Sequence[str]], NDArray[np.bool_]]] = {
    Kind.TEXT: _all_clean_texts,
    Kind.NAME: _all_clean_texts,
    Kind.ADDRESS: _all_clean_texts,
    Kind.CASE_ID: _clean_by(_CLEAN_ID),
    Kind.EMAIL: _clean_by(_CLEAN_EMAIL),
    Kind.PHONE: lambda cells: _fits(_MOBILE, cells),
    Kind.CARD: _clean_cards,
    Kind.ID_NUMBER: _clean_ids,
}
"""For each kind, what tells texts that are values as they stand."""


def _amounts(
    cells: Sequence[object], writing: Writing, *, required: bool, fen_in_unit: int | NDArray[np.int64]
) -> Read:
    count = len(cells)
    units = np.broadcast_to(np.asarray(fen_in_unit, dtype=np.int64), (count,))
    numbers, good = _plain_numbers(cells, writing, units)
    fen = np.zeros(count, dtype=np.int64)
    with np.errstate(invalid="ignore", over="ignore"):
        nearest = np.rint(numbers * units)
        # What a spreadsheet shows of a number is exact where the nearest whole fen gives it back.
        good &= (nearest / units == numbers) & (np.abs(nearest) <= LARGEST_FEN)
    fen[good] = nearest[good].astype(np.int64)
    known = good.copy()
    faults: list[tuple[int, Fault]] = []
    signs: list[tuple[int, Amount]] = []
    memo: dict[object, Amount | Fault | None] = {}
    for place in np.flatnonzero(~good).tolist():
        cell = cells[place]
        if cell == "" or cell is None:
            continue
        key = (cell.__class__, cell, int(units[place]))
        if key not in memo:
            memo[key] = _odd_amount(cell, int(units[place]), writing, required=required)
        amount = memo[key]
        if amount is None:
            continue
        if amount.__class__ is Fault:
            faults.append((place, amount))
            continue
        fen[place], known[place] = amount.fen, True  # type: ignore[union-attr]  # an Amount
        if amount.currencies is not None or amount.indian:  # type: ignore[union-attr]  # same
            signs.append((place, amount))  # type: ignore[arg-type]  # same
    return Read(fen, known, faults, signs)


def _odd_amount(cell: object, unit: int, writing: Writing, *, required: bool) -> Amount | Fault | None:
    if isinstance(cell, BadCell):
        return Fault(cell.code, cell.text)
    if is_blank(cell) or is_null(cell) or (not required and is_placeholder(cell)):
        return None
    if isinstance(cell, str) and cell in ERROR_TEXTS:
        return Fault("CELL_ERROR", cell)
    return read_amount(cell, unit, mark=writing.mark)


def _plain_numbers(
    cells: Sequence[object], writing: Writing, units: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the numbers among the cells, and texts that are plain ones."""
    kinds = set(map(type, cells))
    count = len(cells)
    if kinds == {float}:
        numbers = np.array(cells, dtype=np.float64)
        return numbers, np.isfinite(numbers)
    if str in kinds and writing.mark == ".":
        smallest = int(units.min(initial=100)) if count else 100
        places = len(str(smallest)) - 1
        plain = re.compile(
            rf"(?:-?\d{{1,{13 - places}}}(?:\.\d{{1,{places}}})?)?" if places else r"(?:-?\d{1,13})?", re.ASCII
        )
        if kinds == {str}:
            # A blank cell fits too: many columns of amounts are filled here and there.
            fits = _fits(plain, cells)  # type: ignore[arg-type]  # all are texts
            if fits.all():
                numbers = np.array([float(cell) if cell else np.nan for cell in cells])  # type: ignore[arg-type]  # same
                return numbers, np.isfinite(numbers)
            numbers = np.full(count, np.nan)
            places_of = [place for place in np.flatnonzero(fits).tolist() if cells[place]]
            numbers[places_of] = list(map(float, map(cells.__getitem__, places_of)))  # type: ignore[arg-type]  # same
            return numbers, np.isfinite(numbers)
        texts = plain.fullmatch
        numbers = np.array(
            [
                cell
                if cell.__class__ is float
                else float(cell)  # a text
                if cell and cell.__class__ is str and texts(cell)
                else np.nan
                for cell in cells
            ],
            dtype=np.float64,
        )
        return numbers, np.isfinite(numbers)
    numbers = np.array([cell if cell.__class__ is float else np.nan for cell in cells], dtype=np.float64)
    return numbers, np.isfinite(numbers)


def disagreements(read: Read, cells: Sequence[object], currencies: Sequence[str]) -> list[tuple[int, Fault]]:
    """Give the faults of amounts whose own signs name another currency than their rows."""
    found = []
    for place, amount in read.signs:
        if fault := disagreement(amount, currencies[place], str(cells[place])):
            found.append((place, fault))
    return found
