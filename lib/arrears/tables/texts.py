"""How text cells are read: noise is removed, meaning is not guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from arrears.tables.columns import FLAG_WORDS
from arrears.tables.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
"""Soft hyphen, zero-width characters, direction marks, byte order mark."""
_NARROW = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xFFE5: "¥", 0xA0: " "}
_MINUS = dict.fromkeys(map(ord, "−–—﹣‐‑‒"), "-")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_BREAKS = re.compile(r"[\t\r\n]+")
_QUOTED = re.compile(r'="(.*)"')
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
ERROR_TEXTS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a spreadsheet shows where a formula failed, and writes into text files."""
_NOTHING = frozenset({"-", "--", "—", "——", "/", "n/a", "无"})
_CASE_ID_LENGTH = 64
_EXACT_BELOW = 10**15
"""A spreadsheet's number holds 15 digits; from here on the last ones are lost."""


def clean(text: str) -> str:
    r"""Take away spaces at the ends and characters that nobody sees.

    Examples
    --------
    >>> clean(" \u200b张三\u3000")
    '张三'
    """
    return text.strip() if text.isascii() else text.translate(_INVISIBLE).strip()


def narrow(text: str) -> str:
    """Give full-width digits, letters and signs, and all kinds of minus, as ASCII.

    Examples
    --------
    >>> narrow("−￥１，２３４．５６（Ａ）")
    '-¥1,234.56(A)'
    """
    return text if text.isascii() else text.translate(_NARROW).translate(_MINUS)


def is_blank(cell: object) -> bool:
    """Tell whether a cell holds nothing: empty, spaces, or pandas' missing values."""
    if isinstance(cell, str):
        return not clean(cell)
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124  # NaN


def is_placeholder(cell: object) -> bool:
    """Tell whether an optional cell says that there is nothing: ``-``, ``N/A``, ``无``."""
    return isinstance(cell, str) and clean(cell).lower() in _NOTHING


def shown(cell: object) -> str:
    """Give any cell as text, as a person would see it.

    Examples
    --------
    >>> shown(12.0), shown(True), shown(date(2024, 1, 31))
    ('12', 'TRUE', '2024-01-31')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _EXACT_BELOW else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def lost_digits(cell: object) -> bool:
    """Tell whether an id has been a number of 16 digits or more, which keeps only 15 of them."""
    if isinstance(cell, str):
        return _SCIENTIFIC.fullmatch(clean(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _EXACT_BELOW


def id_text(cell: object) -> str | None:
    """Give an id's text, without what exports wrap around it (``'0012``, ``="0012"``); a whole number as its digits.

    Examples
    --------
    >>> id_text(' ="0012" '), id_text("'００１２"), id_text(123.0), id_text(True)
    ('0012', '0012', '123', None)
    """
    if isinstance(cell, str):
        text = narrow(clean(cell))
        quoted = _QUOTED.fullmatch(text)
        return (quoted[1] if quoted else text.removeprefix("'")).strip()
    # A number that is too large for any float, which a damaged workbook may hold, is no whole number either.
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not float(cell).is_integer():
        return None
    return str(int(cell))


def parse_text(cell: object) -> str | Fault:
    """Read a cell of free text; a number is given as it is shown."""
    if isinstance(cell, bool | time | timedelta):
        return Fault("TEXT_INVALID")
    text = _BREAKS.sub(" ", clean(shown(cell)))
    return Fault("TEXT_DAMAGED") if _CONTROL.search(text) else text


def parse_name(cell: object) -> str | Fault:
    """Read a person's name: text as it stands, freed of what nobody sees; rare and foreign names stay whole."""
    return parse_text(cell) if isinstance(cell, str) else Fault("NAME_INVALID")


def parse_case_id(cell: object) -> str | Fault:
    """Read a case id as text with its leading zeros.

    Examples
    --------
    >>> parse_case_id("000123"), parse_case_id("Ａ－００３"), parse_case_id(1.1e17)
    ('000123', 'A-003', Fault(code='CASE_ID_PRECISION_LOST', detail=''))
    """
    if lost_digits(cell):
        return Fault("CASE_ID_PRECISION_LOST")
    if isinstance(cell, date | time | timedelta):
        return Fault("CASE_ID_INVALID")
    text = id_text(cell)
    if not text or len(text) > _CASE_ID_LENGTH or _BREAKS.search(text):
        return Fault("CASE_ID_INVALID")
    return Fault("TEXT_DAMAGED") if _CONTROL.search(text) else text


_EMAIL = re.compile(r"[^\s@,;<>\"']{1,64}@[\w\-]+(?:\.[\w\-]+)+")


def parse_email(cell: object) -> str | Fault:
    """Read an e-mail address, masked ones too."""
    text = narrow(clean(cell)).replace(" ", "") if isinstance(cell, str) else ""
    return text if _EMAIL.fullmatch(text) else Fault("EMAIL_INVALID")


_CURRENCIES = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "元": "CNY",
    "156": "CNY",
    "美元": "USD",
    "$": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "澳门元": "MOP",
}


def parse_currency(cell: object) -> str | Fault:
    """Read a currency as its code of three letters.

    Examples
    --------
    >>> parse_currency("人民币"), parse_currency("usd"), parse_currency("点")
    ('CNY', 'USD', Fault(code='CURRENCY_INVALID', detail=''))
    """
    text = narrow(clean(shown(cell))).upper()
    code = _CURRENCIES.get(text, text)
    return code if re.fullmatch("[A-Z]{3}", code) else Fault("CURRENCY_INVALID")


_FLAG_OF = {word.casefold(): key for key, words in FLAG_WORDS.items() for word in (key, *words)}
_NO_FLAG = frozenset({"否", "正常", "none", "no", *_NOTHING})
_FLAG_SPLIT = re.compile(r"[、,;/|，；\s]+")
_SPACED = {word: word.replace(" ", "_") for word in _FLAG_OF if " " in word}


def parse_flags(cell: object) -> str | Fault:
    """Read flags in either language as their keys in the contract's order.

    Examples
    --------
    >>> parse_flags("异议、投诉"), parse_flags("Do not call | legal"), parse_flags("VIP")
    ('complaint;dispute', 'legal;do_not_call', Fault(code='FLAG_UNKNOWN', detail='VIP'))
    """
    text = narrow(clean(shown(cell)))
    if text.casefold() in _NO_FLAG:
        return ""
    for spaced, joined in _SPACED.items():
        text = re.sub(re.escape(spaced), joined, text, flags=re.IGNORECASE)
    found = set()
    for word in filter(None, _FLAG_SPLIT.split(text)):
        key = _FLAG_OF.get(word.casefold())
        if key is None:
            return Fault("FLAG_UNKNOWN", word)
        found.add(key)
    return ";".join(key for key in FLAG_WORDS if key in found)


def parse_column(
    cells: Iterable[object], parse: Callable[[object], object]
) -> tuple[list[object], list[tuple[int, Fault]]]:
    """Read all cells of a column, each different one once.

    Returns
    -------
    list, list of (position, Fault)
        The values, None where a cell is blank or bad; and what is bad.
    """
    memo: dict[object, object] = {}
    values: list[object] = []
    faults: list[tuple[int, Fault]] = []
    for place, cell in enumerate(cells):
        # The type is part of the key: 1, 1.0 and True are equal to Python and three things to a reader.
        key = (cell.__class__, cell)
        value = memo.get(key, memo)
        if value is memo:
            value = memo[key] = parse(cell)
        if value.__class__ is Fault:
            faults.append((place, value))
            value = None
        values.append(value)
    return values, faults
