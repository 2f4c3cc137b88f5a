"""Save a workbook of openpyxl so that Microsoft's own validator finds nothing wrong with it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from arrears.workbooks.sheets.saving import save

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

    from arrears.workbooks.sheets.saving import Written

_STYLES = "xl/styles.xml"
_ORDER = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")  # fmt: skip
_FONT = re.compile(r"<font>(.*?)</font>", re.DOTALL)
_PART = re.compile(r"<(\w+)\b[^>]*/>")


def save_book(book: Workbook, path: Path) -> Written:
    """Write a workbook in one step, or not at all.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    made = io.BytesIO()
    book.save(made)

    def fill(file: BinaryIO) -> None:
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            for member in source.infolist():
                content = source.read(member)
                target.writestr(member, in_order(content.decode()).encode() if member.filename == _STYLES else content)

    return save(path, fill, 0)


def in_order(styles: str) -> str:
    """Put the parts of each font in the order of the standard; openpyxl writes the name first.

    Examples
    --------
    >>> in_order('<font><name val="A"/><b val="1"/><sz val="10"/></font>')
    '<font><b val="1"/><sz val="10"/><name val="A"/></font>'
    """

    def sorted_parts(font: re.Match[str]) -> str:
        parts = list(_PART.finditer(font[1]))
        known = all(part[1] in _ORDER for part in parts)
        if not known or "".join(part[0] for part in parts) != font[1]:
            return font[0]
        return f"<font>{''.join(part[0] for part in sorted(parts, key=lambda part: _ORDER.index(part[1])))}</font>"

    return _FONT.sub(sorted_parts, styles)
