"""Which reader belongs to which column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from arrears.tables.amounts import parse_amount
from arrears.tables.columns import Column, Kind
from arrears.tables.currencies import parse_currency
from arrears.tables.dates import NO_DATE, SHANGHAI, parse_date
from arrears.tables.faults import Fault
from arrears.tables.identity import CHINA, parse_card, parse_id_number, parse_phone
from arrears.tables.texts import (
    ERROR_TEXTS,
    is_blank,
    is_null,
    is_placeholder,
    parse_case_id,
    parse_count,
    parse_email,
    parse_flags,
    parse_name,
    parse_text,
)
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from arrears.tables.amounts import Mark
    from arrears.tables.dates import Order

PERSONAL = frozenset({Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.EMAIL, Kind.ADDRESS})
"""Kinds whose values never stand in a message in clear."""


@dataclass(frozen=True)
class Writing:
    """How a list writes what can be written in several ways.

    Attributes
    ----------
    region : str
        The country of phones without a country's code, by its two letters.
    currency : str
        What amounts are in where nothing says otherwise.
    mark : str
        The decimal mark, ``.`` or ``,``.
    order : str
        How dates of numbers alone are read: ``dmy``, ``mdy``, ``ymd``; empty if nobody has said.
    zone : tzinfo
        Where an instant gives the day.
    epoch_1904 : bool
        Whether serial numbers count from 1904.
    """

    region: str = CHINA
    currency: str = "CNY"
    mark: Mark = "."
    order: Order = ""
    zone: tzinfo = SHANGHAI
    epoch_1904: bool = False


USUAL = Writing()
"""How lists in mainland China are written."""

_READERS: dict[Kind, Callable[[object], object]] = {
    Kind.TEXT: parse_text,
    Kind.CASE_ID: parse_case_id,
    Kind.NAME: parse_name,
    Kind.CARD: parse_card,
    Kind.EMAIL: parse_email,
    Kind.ADDRESS: parse_text,
    Kind.FLAGS: parse_flags,
    Kind.COUNT: parse_count,
}


def reader_of(
    column: Column, *, required: bool, fen_in_unit: int = FEN_IN_YUAN, writing: Writing = USUAL
) -> Callable[[object], object]:
    """Give the function that reads one cell of a column: to its value, None where it is blank, or a `Fault`.

    Examples
    --------
    >>> from arrears.tables.columns import BY_KEY
    >>> reader_of(BY_KEY["principal"], required=False)("1,234.56"), reader_of(BY_KEY["principal"], required=False)("NULL")
    (123456, None)
    """
    read, is_name = _reader(column, fen_in_unit, writing), column.kind is Kind.NAME

    def read_or_blank(cell: object) -> object:
        if is_blank(cell) or is_null(cell, is_name=is_name) or (not required and is_placeholder(cell)):
            return None
        if isinstance(cell, str) and cell in ERROR_TEXTS:
            return Fault("CELL_ERROR", cell)
        if column.kind is Kind.DATE and not required and cell in NO_DATE:
            return None
        return read(cell)

    return read_or_blank


def _reader(column: Column, fen_in_unit: int, writing: Writing) -> Callable[[object], object]:
    if column.kind is Kind.AMOUNT:
        return partial(parse_amount, fen_in_unit=fen_in_unit, currency=writing.currency, mark=writing.mark)
    if column.kind is Kind.DATE:
        return partial(parse_date, epoch_1904=writing.epoch_1904, order=writing.order, zone=writing.zone)
    if column.kind is Kind.PHONE:
        return partial(parse_phone, region=writing.region)
    if column.kind is Kind.ID_NUMBER:
        return partial(parse_id_number, region=writing.region)
    return parse_currency if column.key == "currency" else _READERS[column.kind]
