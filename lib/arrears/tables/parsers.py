"""Which reader belongs to which column."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from arrears.tables.amounts import parse_amount
from arrears.tables.columns import Column, Kind
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.identity import parse_card, parse_id_number, parse_phone
from arrears.tables.texts import (
    ERROR_TEXTS,
    is_blank,
    is_placeholder,
    parse_case_id,
    parse_currency,
    parse_email,
    parse_flags,
    parse_name,
    parse_text,
)
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Callable

PERSONAL = frozenset({Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.EMAIL, Kind.ADDRESS})
"""Kinds whose values never stand in a message in clear."""

_READERS: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: parse_text,
    Kind.CASE_ID: parse_case_id,
    Kind.NAME: parse_name,
    Kind.ID_NUMBER: parse_id_number,
    Kind.PHONE: parse_phone,
    Kind.CARD: parse_card,
    Kind.EMAIL: parse_email,
    Kind.ADDRESS: parse_text,
    Kind.FLAGS: parse_flags,
}


def reader_of(
    column: Column, *, required: bool, fen_in_unit: int = FEN_IN_YUAN, epoch_1904: bool = False
) -> Callable[[object], object]:
    """Give the function that reads one cell of a column: to its value, None where it is blank, or a `Fault`.

    Examples
    --------
    >>> from arrears.tables.columns import BY_KEY
    >>> reader_of(BY_KEY["principal"], required=False)("1,234.56")
    123456
    """
    if column.kind is Kind.AMOUNT:
        read: Callable[[object], object] = partial(parse_amount, fen_in_unit=fen_in_unit)
    elif column.kind is Kind.DATE:
        read = partial(parse_date, epoch_1904=epoch_1904)
    elif column.key == "currency":
        read = parse_currency
    else:
        read = _READERS[column.kind]

    def read_or_blank(cell: object) -> object:
        if is_blank(cell) or (not required and is_placeholder(cell)):
            return None
        if isinstance(cell, str) and cell in ERROR_TEXTS:
            return Fault("CELL_ERROR", cell)
        return read(cell)

    return read_or_blank
