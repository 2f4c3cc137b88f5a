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
_OF_ANY_COUNTRY = re.compile(r"[A-Z0-9*][A-Z0-9*\-/]{2,30}[A-Z0-9*]", re.ASCII)
_PROVINCE_BLOCKS = {"1": 5, "2": 3, "3": 7, "4": 6, "5": 4, "6": 5, "7": 1, "8": 3}
_PROVINCES = frozenset(f"{area}{n}" for area, count in _PROVINCE_BLOCKS.items() for n in range(1, count + 1)) | {"50"}
"""GB/T 2260; 81-83: residence permits for people from Hong Kong, Macao and Taiwan. County codes change: not checked."""
EARLIEST_BIRTH = date(1900, 1, 1)
CHINA = "CN"


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


def parse_id_number(cell: object, region: str = "CN") -> str | Fault:
    """Read an identity number: a resident's (GB 11643), a passport or a permit; one already masked is kept.

    Elsewhere than in China any number of 4 to 32 letters and digits is one: each country has its own.

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
    if region != CHINA and (_OF_ANY_COUNTRY.fullmatch(text) or isinstance(cell, int | float)):
        return text or id_text(cell) or Fault("ID_INVALID")
    born = birth_date(text)
    if born is None or born < EARLIEST_BIRTH or text[:2] not in _PROVINCES:
        return Fault("ID_INVALID")
    if _RESIDENT.fullmatch(text) and ric.calc_check_digit(text) != text[-1]:
        return Fault("ID_INVALID")
    return text


_PHONE_NOISE = str.maketrans("", "", " -()._\u00b7")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"(?:\+?0{0,2}86)?(?:0?(10|2\d)(\d{8})|0?([3-9]\d{2})(\d{7,8}))", re.ASCII)
_ABROAD = re.compile(r"\s*(?:\+|00)\s*[1-9]")
_EXTENSION = re.compile(
    r"(.*?\d[)\s]*)(?:[,;]?\s*(?:转|轉|分机号?|内线|ext(?:ension)?\b\.?|ext\.?|[xX#＃])\s*[:：.]?\s*(\d{1,6}))",
    re.IGNORECASE,
)
_OWN_EXTENSION = re.compile(r"((?:\+\d{8,15}|\(?0\d{2,3}\)?[- ]?\d{7,8}))-(\d{1,6})", re.ASCII)
_LOCAL_WORDS = re.compile(r"^\s*(?:tel|phone|mobile|mob|cell|手机|电话|座机)\s*[:：.]?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"[/、,;，；|](?!\s*(?:ext|x|#|转))|(?<=\d{11})\s+(?=1[3-9]\d{9})|\n", re.IGNORECASE)
_BRITAIN = 44


def dialable(phone: str) -> str:
    """Give a number as `parse_phone` has it as a telephone takes it (RFC 3966): an extension as such, a ``+`` kept.

    Examples
    --------
    >>> dialable("13800001234"), dialable("010-12345678-16"), dialable("+12125550123-4")
    ('13800001234', '01012345678;ext=16', '+12125550123;ext=4')
    """
    parts = phone.split("-")
    # A landline's first hyphen stands behind its area code.
    base = 1 if phone.startswith("+") or not phone.startswith("0") else 2
    number, extension = "".join(parts[:base]), "".join(parts[base:])
    return f"{number};ext={extension}" if extension else number


def parse_phone(cell: object, region: str = CHINA) -> str | Fault:
    """Read a phone: a Chinese mobile as its 11 digits, a landline as ``010-12345678``, one of another country as ``+85291234567``.

    An extension stands behind a hyphen: ``021-87654321-16``. One that is masked reaches nobody and is refused. Of several numbers in one
    cell the first is read.

    Parameters
    ----------
    cell : object
        Text, or a whole number.
    region : str
        The country of numbers without a country code, by its two letters.

    Examples
    --------
    >>> parse_phone("+86 138-0000-1234"), parse_phone(13800001234.0), parse_phone("(010) 12345678 转 16")
    ('13800001234', '13800001234', '010-12345678-16')
    >>> parse_phone("(212) 555-0123 ext. 4", "US"), parse_phone("+44 (0)20 7946 0958"), parse_phone("9123 4567", "HK")
    ('+12125550123-4', '+442079460958', '+85291234567')
    >>> parse_phone("138****1234").code, parse_phone("12800001234").code
    ('PHONE_INVALID', 'PHONE_INVALID')
    """
    text = id_text(cell)
    if not text or lost_digits(cell):
        return Fault("PHONE_INVALID")
    parts = phone_parts(text)
    first = _LOCAL_WORDS.sub("", (parts[0] if parts else "").removesuffix(".0"))
    number, extension = first, ""
    if match := _EXTENSION.fullmatch(first) or _OWN_EXTENSION.fullmatch(first):
        number, extension = match[1], f"-{match[2]}"
    if region == CHINA and (home := _chinese(number.translate(_PHONE_NOISE))):
        return home if home.startswith("1") and not extension else f"{home}{extension}"
    if region == CHINA and not _ABROAD.match(number):
        return Fault("PHONE_INVALID")
    abroad = _abroad(number, region)
    return f"{abroad}{extension}" if abroad else Fault("PHONE_INVALID")


def _chinese(digits: str) -> str:
    """Give a number of mainland China in its usual form, or an empty text."""
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if (match := _LANDLINE.fullmatch(digits)) and digits[0] in "0+8":
        return f"0{match[1] or match[3]}-{match[2] or match[4]}"
    return ""


def _abroad(number: str, region: str) -> str:
    """Give a number with its country's code, or an empty text where no number is so."""
    import phonenumbers  # noqa: PLC0415  # most lists have none from abroad

    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    is_whole = phonenumbers.is_possible_number_with_reason(found) == phonenumbers.ValidationResult.IS_POSSIBLE
    # The list of numbers in use leaves out those that Ofcom keeps for examples.
    if not is_whole or not (phonenumbers.is_valid_number(found) or found.country_code == _BRITAIN):
        return ""
    if found.country_code == 86 and region == CHINA:  # noqa: PLR2004  # what its own form does not fit is none
        return ""
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


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
