"""Currencies that stand in a cell's number format only: ``[$$-409]#,##0.00`` shows 1234.5 as $1,234.50, and the cell says 1234.5."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arrears.tables.currencies import currencies_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree import ElementTree as ET

_BRACKETS = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|([$€£₹₩¥￥])')
_DOLLARS = {
    "409": "US$", "1009": "CA$", "C0C": "CA$", "C09": "A$", "1409": "NZ$", "C04": "HK$", "404": "NT$", "1004": "S$",
    "1404": "MOP",
}  # fmt: skip
"""Whose dollar a bare sign is, by the language of the format; any other stays a bare sign."""
_OWN = frozenset("¥￥元")
"""Signs that say no more than a Chinese list says anyway."""
_CELL = re.compile(rb"<c\b[^>]*>")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_LONGEST_CELL = 1 << 12


def sign_of(code: str) -> str:
    """Give the currency that a number format shows, as it is written beside amounts; empty if it shows none or the yuan's own sign.

    Examples
    --------
    >>> sign_of("[$$-409]#,##0.00"), sign_of('[$€-2] #,##0.00'), sign_of('"HK$"#,##0.00'), sign_of("[$￥-804]#,##0.00"), sign_of("0.00%")
    ('US$', '€', 'HK$', '', '')
    """
    first = code.partition(";")[0]
    for sign, language in _BRACKETS.findall(first):
        if sign:
            return _known(_DOLLARS.get(language.upper().lstrip("0"), sign) if sign == "$" else sign)
    literals = "".join("".join(parts) for parts in _LITERAL.findall(_BRACKETS.sub("", first)))
    return _known(literals.strip())


def _known(sign: str) -> str:
    sign = sign.strip()
    return sign if sign and sign not in _OWN and currencies_of(sign) else ""


def foreign_styles(styles: ET.Element) -> dict[int, str]:
    """Give the numbers of cell styles whose format shows a currency, and its sign."""
    codes = {
        node.get("numFmtId", ""): sign_of(node.get("formatCode", ""))
        for node in styles.iter()
        if node.tag.rpartition("}")[2] == "numFmt"
    }
    if not any(codes.values()):
        return {}
    of_cells = next((node for node in styles.iter() if node.tag.rpartition("}")[2] == "cellXfs"), ())
    signs = [codes.get(node.get("numFmtId", ""), "") for node in of_cells]
    return {number: sign for number, sign in enumerate(signs) if sign}


def signed_cells(chunks: Iterable[bytes], styles: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    """Give the cells of a worksheet's XML that are shown with a currency: row and column from 0, and the sign."""
    wanted = {str(number).encode(): sign for number, sign in styles.items()}
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"<")
        cut = cut if len(text) - cut < _LONGEST_CELL else len(text)
        rest = text[cut:]
        for cell in _CELL.findall(text, 0, cut):
            style, reference = _STYLE.search(cell), _REFERENCE.search(cell)
            if style and reference and (sign := wanted.get(style[1])):
                yield int(reference[2]) - 1, _column(reference[1]), sign


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1


def as_shown(cell: object, sign: str) -> object:
    """Give an amount with its sign, as a person sees it; anything else stays.

    Examples
    --------
    >>> as_shown(1234.5, "US$"), as_shown("x", "US$")
    ('US$1234.5', 'x')
    """
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"{sign}{cell!r}" if is_number else cell
