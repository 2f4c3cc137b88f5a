"""How amounts are read: exactly, in whole fen, or not at all."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow
from arrears.units import FEN_IN_YUAN

LARGEST_FEN = 10**12
"""Ten thousand million yuan: what is larger on a card account is a wrong unit or a slip."""
_PLAIN = re.compile(r"(-?\d{1,13})(?:\.(\d\d?))?", re.ASCII)
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?\s*(?:¥|\$|CNY|RMB|人民币)?\s*(?P<inner>[-+])?\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d+))?\s*(?P<unit>元|圆|CNY|RMB)?\s*(?P<trail>-)?(?P<close>\))?",
    re.ASCII | re.IGNORECASE,
)


def parse_amount(cell: object, fen_in_unit: int = FEN_IN_YUAN) -> int | Fault:
    """Read one amount as whole fen.

    Parameters
    ----------
    cell : object
        A number or text. A binary number is read to the 15 digits that a spreadsheet shows.
    fen_in_unit : int
        What the column's heading says: 100 for yuan, 1 for fen, 1,000,000 for 万元.

    Returns
    -------
    int or Fault
        Fen, or why the cell is no amount; nothing is rounded.

    Examples
    --------
    >>> parse_amount(1234.56), parse_amount("（￥１，２３４．５）"), parse_amount(1.2345, 1_000_000)
    (123456, -123450, 1234500)
    >>> [parse_amount(text).code for text in ("1_000", "1e5", "NaN", "12.345")]
    ['AMOUNT_INVALID', 'AMOUNT_INVALID', 'AMOUNT_INVALID', 'AMOUNT_SUB_FEN']
    """
    if isinstance(cell, str):
        return _from_text(cell, fen_in_unit)
    if isinstance(cell, float):
        return _from_float(cell, fen_in_unit)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return _within_range(cell * fen_in_unit)
    if isinstance(cell, Decimal) and cell.is_finite():
        return _from_decimal(cell, fen_in_unit)
    return Fault("AMOUNT_INVALID")


def _from_float(amount: float, fen_in_unit: int) -> int | Fault:
    if not math.isfinite(amount):
        return Fault("AMOUNT_INVALID")
    nearest = round(amount * fen_in_unit)
    if nearest / fen_in_unit == amount:
        return _within_range(nearest)
    return _from_decimal(Decimal(f"{amount:.15g}"), fen_in_unit)


def _within_range(fen: int) -> int | Fault:
    return fen if abs(fen) <= LARGEST_FEN else Fault("AMOUNT_OUT_OF_RANGE", f"{LARGEST_FEN // FEN_IN_YUAN:,}")


def _from_decimal(amount: Decimal, fen_in_unit: int) -> int | Fault:
    fen = amount * fen_in_unit
    return _within_range(int(fen)) if fen == fen.to_integral_value() else Fault("AMOUNT_SUB_FEN")


def _from_text(text: str, fen_in_unit: int) -> int | Fault:
    text = narrow(clean(text))
    if fen_in_unit == FEN_IN_YUAN and (plain := _PLAIN.fullmatch(text)):
        return _within_range(int(plain[1] + (plain[2] or "").ljust(2, "0")))
    match = _AMOUNT.fullmatch(text)
    if not match or not (match["whole"] or match["part"]):
        return Fault("AMOUNT_INVALID")
    marks = [match["sign"], match["inner"], match["trail"], match["open"]]
    if bool(match["open"]) != bool(match["close"]) or sum(map(bool, marks)) > 1:
        return Fault("AMOUNT_INVALID")
    if match["unit"] and fen_in_unit != FEN_IN_YUAN:
        # The heading names one unit and the cell another: nobody can say which is meant.
        return Fault("AMOUNT_INVALID")
    negative = any(mark in {"-", "("} for mark in marks)
    amount = Decimal(f"{match['whole'].replace(',', '') or '0'}.{match['part'] or '0'}")
    return _from_decimal(-amount if negative else amount, fen_in_unit)
