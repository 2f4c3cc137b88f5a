"""How id numbers, phones and cards are read: by check digit and form; a numeric cell that lost digits is never repaired."""

from __future__ import annotations

import re
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from arrears.tables.faults import Fault
from arrears.tables.texts import id_text, lost_digits

_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_FORMER = re.compile(r"\d{15}", re.ASCII)
_PERMIT = re.compile(r"[A-Z]{1,2}\d{6,9}(?:\d|\([\dA]\))?", re.ASCII)
_MASKED_ID = re.compile(r"\d{1,6}\*{4,}[\dX]{1,4}", re.ASCII)
_PROVINCE_BLOCKS = {"1": 5, "2": 3, "3": 7, "4": 6, "5": 4, "6": 5, "7": 1, "8": 3}
_PROVINCES = frozenset(f"{area}{n}" for area, count in _PROVINCE_BLOCKS.items() for n in range(1, count + 1)) | {"50"}
"""GB/T 2260; 81-83: residence permits for people from Hong Kong, Macao and Taiwan. County codes change: not checked."""
_EARLIEST_BIRTH = date(1900, 1, 1)


def birth_date(id_number: str) -> date | None:
    """Give the birth date that a resident's number holds, or None if it holds none.

    Examples
    --------
    >>> birth_date("11010519491231002X")
    datetime.date(1949, 12, 31)
    """
    if _RESIDENT.fullmatch(id_number):
        digits = id_number[6:14]
    elif _FORMER.fullmatch(id_number):
        digits = f"19{id_number[6:12]}"
    else:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def parse_id_number(cell: object) -> str | Fault:
    """Read an identity number: a resident's (GB 11643), a passport or a permit; one already masked is kept.

    Examples
    --------
    >>> parse_id_number("11010519491231002x"), parse_id_number("110105194912310021").code
    ('11010519491231002X', 'ID_INVALID')
    """
    if lost_digits(cell):
        return Fault("ID_PRECISION_LOST")
    text = (id_text(cell) or "").replace(" ", "").upper() if isinstance(cell, str) else ""
    if _PERMIT.fullmatch(text) or _MASKED_ID.fullmatch(text):
        return text
    born = birth_date(text)
    if born is None or born < _EARLIEST_BIRTH or text[:2] not in _PROVINCES:
        return Fault("ID_INVALID")
    if _RESIDENT.fullmatch(text) and ric.calc_check_digit(text) != text[-1]:
        return Fault("ID_INVALID")
    return text


_PHONE_NOISE = str.maketrans("", "", " -()._\u00b7")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"(?:\+?0{0,2}86)?(?:0?(10|2\d)(\d{8})|0?([3-9]\d{2})(\d{7,8}))(?:[转xX](\d{1,6}))?", re.ASCII)
_FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{7,14})", re.ASCII)
_SEVERAL = re.compile(r"[/、,;，；|]|(?<=\d{11})\s+(?=1[3-9]\d{9})|\n")


def parse_phone(cell: object) -> str | Fault:
    """Read a phone: 11 digits of a mobile, a landline as ``010-12345678``, a foreign number as ``+85291234567``.

    One that is masked reaches nobody and is refused. Of several numbers in one cell the first is read.

    Examples
    --------
    >>> parse_phone("+86 138-0000-1234"), parse_phone(13800001234.0), parse_phone("(010) 12345678")
    ('13800001234', '13800001234', '010-12345678')
    >>> parse_phone("138****1234").code, parse_phone("12800001234").code
    ('PHONE_INVALID', 'PHONE_INVALID')
    """
    text = id_text(cell)
    if not text or lost_digits(cell):
        return Fault("PHONE_INVALID")
    parts = phone_parts(text)
    first = (parts[0] if parts else "").removesuffix(".0").translate(_PHONE_NOISE)
    if match := _MOBILE.fullmatch(first):
        return match[1]
    if (match := _LANDLINE.fullmatch(first)) and first[0] in "0+8":
        extension = f"-{match[5]}" if match[5] else ""
        return f"0{match[1] or match[3]}-{match[2] or match[4]}{extension}"
    if match := _FOREIGN.fullmatch(first):
        return Fault("PHONE_INVALID") if match[1].startswith("86") else f"+{match[1]}"
    return Fault("PHONE_INVALID")


def phone_parts(text: str) -> list[str]:
    """Give the numbers that stand in one cell.

    Examples
    --------
    >>> phone_parts("13800001234/13900005678"), phone_parts("138 0000 1234")
    (['13800001234', '13900005678'], ['138 0000 1234'])
    """
    return [part.strip() for part in _SEVERAL.split(text) if part and part.strip()]


_CARD_NOISE = str.maketrans("", "", " -")
_CARD = re.compile(r"\d{13,19}", re.ASCII)
_MASKED_CARD = re.compile(r"\d{0,8}\*{3,}\d{4}", re.ASCII)


def parse_card(cell: object) -> str | Fault:
    """Read a card number of 13 to 19 digits with a right check digit; one already masked is kept.

    Examples
    --------
    >>> parse_card("6222 0200 0000 0015"), parse_card("622202******0015"), parse_card(6.22202e15).code
    ('6222020000000015', '622202******0015', 'CARD_PRECISION_LOST')
    """
    if lost_digits(cell):
        return Fault("CARD_PRECISION_LOST")
    text = (id_text(cell) or "").translate(_CARD_NOISE)
    if _MASKED_CARD.fullmatch(text) or (_CARD.fullmatch(text) and luhn.is_valid(text)):
        return text
    return Fault("CARD_INVALID")
