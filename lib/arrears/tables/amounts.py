"""How amounts are read: exactly, in whole fen, in the currency that they say, or not at all."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from arrears.tables.currencies import SIGN_PATTERN, currencies_of
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterable

Mark = Literal[".", ",", ""]
"""What parts whole units from their hundredths; empty where a list has both: then what depends on it is a fault."""

LARGEST_FEN = 10**12
"""Ten thousand million yuan: what is larger on a card account is a wrong unit or a slip."""
MULTIPLES = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
"""What may stand behind a number and multiplies it: ``1.23万``, ``1.23 万元``."""

_PLAIN = re.compile(r"(-?\d{1,13})(?:\.(\d\d?))?", re.ASCII)
_BODIES = {
    ".": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ '’]\d{3})+(?:\.\d+)?|\d*\.?\d+|\d+\.?",
    ",": r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ '’]\d{3})+(?:,\d+)?|\d*,?\d+|\d+,?",
}
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"
"""Lakh and crore: 12,34,567.89; in rupees alone."""
_SHAPE = (
    r"(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<before>{signs})?\s*(?P<inner>[-+])?\s*(?:(?P<indian>{indian})|(?P<body>{body}))\s*"
    r"(?P<times>{times})?\s*(?P<after>{signs})?\s*(?P<trail>-)?\s*(?P<close>\))?"
)
_TIMES = "|".join(sorted(MULTIPLES, key=len, reverse=True))
_AMOUNTS = {
    mark: re.compile(_SHAPE.format(signs=SIGN_PATTERN, indian=_INDIAN, body=body, times=_TIMES), re.ASCII)
    for mark, body in _BODIES.items()
}
_NO_AMOUNT = re.compile(rf"(?:{SIGN_PATTERN})\s*-+|-+\s*(?:{SIGN_PATTERN})", re.ASCII)
"""An accounting format's zero: ``￥-``, ``$ -``."""
_NUMBER = re.compile(r"\d[\d.,]*\d|\d", re.ASCII)
_SAYS_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,4}|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
"""A number that can only have a decimal comma: points group its thousands."""
_SAYS_POINT = re.compile(
    r"\d{1,3}(?:,\d{2,3})+\.\d*|\d{1,3}(?:,\d{2,3}){2,}|\d*\.\d{1,2}|\d{4,}\.\d+|\d*\.\d{4,}", re.ASCII
)
"""A number that can only have a decimal point: commas group its thousands, or fewer or more than three digits stand behind it."""
_WHOLE_UNITS = frozenset({"元", "圆", "人民币元"})
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}|" + _SAYS_COMMA.pattern, re.ASCII)
"""A comma that groups no thousands."""


class Amount(NamedTuple):
    """One amount as it was written.

    Attributes
    ----------
    fen : int
        Hundredths of its currency's unit.
    currencies : frozenset of str or None
        What the signs and words beside it can mean; None where it says nothing.
    indian : bool
        Whether it is grouped in lakhs, as rupees alone are.
    """

    fen: int
    currencies: frozenset[str] | None = None
    indian: bool = False


def parse_amount(
    cell: object, fen_in_unit: int = FEN_IN_YUAN, *, currency: str = "CNY", mark: Mark = "."
) -> int | Fault:
    """Read one amount as whole fen.

    Parameters
    ----------
    cell : object
        A number or text. A binary number is read to the 15 digits that a spreadsheet shows.
    fen_in_unit : int
        What the column's heading says: 100 for yuan, 1 for fen, 1,000,000 for 万元.
    currency : str
        The currency that the amount is expected in; a sign of another is a fault. Empty: any sign will do.
    mark : str
        What parts whole units from hundredths, ``.`` or ``,``. With a point, ``100,5`` is a fault and never 1005.

    Returns
    -------
    int or Fault
        Fen, or why the cell is no amount; nothing is rounded.

    Examples
    --------
    >>> parse_amount(1234.56), parse_amount("（￥１，２３４．５）"), parse_amount(1.2345, 1_000_000)
    (123456, -123450, 1234500)
    >>> parse_amount("US$1,100.50", currency="USD"), parse_amount("₹1,00,000", currency="INR"), parse_amount("￥ -")
    (110050, 10000000, 0)
    >>> parse_amount("12.345,60", mark=","), parse_amount("1.23万元")
    (1234560, 1230000)
    >>> [parse_amount(text).code for text in ("$5", "100,5", "1e5", "NaN", "12.345")]
    ['CURRENCY_DISAGREES', 'AMOUNT_DECIMAL_COMMA', 'AMOUNT_INVALID', 'AMOUNT_INVALID', 'AMOUNT_SUB_FEN']
    """
    amount = read_amount(cell, fen_in_unit, mark=mark)
    if not isinstance(amount, Amount):
        return amount
    fault = disagreement(amount, currency, "" if isinstance(cell, float | int) else str(cell))
    return fault or amount.fen


def disagreement(amount: Amount, currency: str, text: str) -> Fault | None:
    """Give the fault of an amount whose own signs name another currency than its row, or None.

    Examples
    --------
    >>> disagreement(read_amount("£5"), "CNY", "£5"), disagreement(read_amount("¥5"), "CNY", "¥5")
    (Fault(code='CURRENCY_DISAGREES', detail='£ / CNY'), None)
    """
    if not currency:
        return None
    if amount.currencies is not None and currency not in amount.currencies:
        signs = " ".join(re.findall(SIGN_PATTERN, narrow(clean(text)).upper()))
        return Fault("CURRENCY_DISAGREES", f"{signs} / {currency}")
    return Fault("AMOUNT_INVALID") if amount.indian and currency != "INR" else None


def read_amount(cell: object, fen_in_unit: int = FEN_IN_YUAN, *, mark: Mark = ".") -> Amount | Fault:
    """Read one amount with what it says of its currency; whether that fits is for the caller to say.

    Examples
    --------
    >>> read_amount("HK$ 20"), read_amount(20)
    (Amount(fen=2000, currencies=frozenset({'HKD'}), indian=False), Amount(fen=2000, currencies=None, indian=False))
    """
    if isinstance(cell, str):
        return _from_text(cell, fen_in_unit, mark)
    if isinstance(cell, float):
        return _plain(_from_float(cell, fen_in_unit))
    if isinstance(cell, int) and not isinstance(cell, bool):
        return _plain(_within_range(cell * fen_in_unit))
    if isinstance(cell, Decimal) and cell.is_finite():
        return _plain(_from_decimal(cell, fen_in_unit))
    return Fault("AMOUNT_INVALID")


def mark_proofs(texts: Iterable[str]) -> dict[str, int]:
    """Count the texts that are proof of a decimal mark: ``12.345,60`` is one of the comma, ``0.5`` of the point.

    Examples
    --------
    >>> mark_proofs(["12.345,60", "3.400"]), mark_proofs(["100,5", "3.400", "1,234"]), mark_proofs(["1.234,56", "7.5"])
    ({',': 1, '.': 0}, {',': 0, '.': 0}, {',': 1, '.': 1})
    """
    found = {",": 0, ".": 0}
    for text in texts:
        numbers = _NUMBER.findall(narrow(text))
        if len(numbers) == 1:
            found[","] += _SAYS_COMMA.fullmatch(numbers[0]) is not None
            found["."] += _SAYS_POINT.fullmatch(numbers[0]) is not None
    return found


def depends_on_mark(text: str) -> bool:
    """Tell whether a number reads one way with a decimal point and another with a decimal comma: ``3.400``, ``1,234``.

    Examples
    --------
    >>> depends_on_mark("3.400"), depends_on_mark("1,234"), depends_on_mark("1,234.5"), depends_on_mark("12")
    (True, True, False, False)
    """
    numbers = _NUMBER.findall(narrow(text))
    return any(
        ("." in one or "," in one) and not _SAYS_POINT.fullmatch(one) and not _SAYS_COMMA.fullmatch(one)
        for one in numbers
    )


def _plain(fen: int | Fault) -> Amount | Fault:
    return fen if isinstance(fen, Fault) else Amount(fen)


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


def _from_text(text: str, fen_in_unit: int, mark: Mark) -> Amount | Fault:
    text = narrow(clean(text))
    if mark == "." and fen_in_unit == FEN_IN_YUAN and (plain := _PLAIN.fullmatch(text)):
        return _plain(_within_range(int(plain[1] + (plain[2] or "").ljust(2, "0"))))
    text = text.upper()
    if not mark and depends_on_mark(text):
        return Fault("AMOUNT_AMBIGUOUS")
    match = _AMOUNTS[mark or "."].fullmatch(text)
    if match:
        return _from_match(match, fen_in_unit, mark)
    if _NO_AMOUNT.fullmatch(text):
        return Amount(0, _said(re.findall(SIGN_PATTERN, text)))
    comma = (
        mark != ","
        and "," in text
        and _AMOUNTS[","].fullmatch(text)
        and any(map(_DECIMAL_COMMA.fullmatch, _NUMBER.findall(text)))
    )
    return Fault("AMOUNT_DECIMAL_COMMA") if comma else Fault("AMOUNT_INVALID")


def _from_match(match: re.Match[str], fen_in_unit: int, mark: Mark) -> Amount | Fault:
    minus = [match["sign"], match["inner"], match["trail"], match["open"]]
    said = _said([one for one in (match["before"], match["after"]) if one])
    unit = MULTIPLES[match["times"]] * FEN_IN_YUAN if match["times"] else FEN_IN_YUAN
    names_unit = match["times"] or match["after"] in _WHOLE_UNITS
    if (
        bool(match["open"]) != bool(match["close"])
        or sum(map(bool, minus)) > 1
        or (said is not None and not said)  # two signs that no currency has both
        or (names_unit and fen_in_unit not in {unit, FEN_IN_YUAN})  # one unit in the heading, another in the cell
    ):
        return Fault("AMOUNT_INVALID")
    number = _number(match["indian"] or match["body"], mark)
    negative = any(one in {"-", "("} for one in minus)
    fen = _from_decimal(-number if negative else number, unit if names_unit else fen_in_unit)
    return fen if isinstance(fen, Fault) else Amount(fen, said, bool(match["indian"]))


def _number(body: str, mark: Mark) -> Decimal:
    grouped = body.replace(" ", "").replace("'", "").replace("’", "")
    plain = grouped.replace(",", "") if mark != "," else grouped.replace(".", "").replace(",", ".")
    return Decimal(f"0{plain}" if not plain.endswith(".") else f"0{plain}0")


def _said(signs: list[str]) -> frozenset[str] | None:
    """Give what all signs beside one amount can mean; None where there is none."""
    return frozenset.intersection(*map(currencies_of, signs)) if signs else None
