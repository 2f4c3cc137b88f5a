"""Names of files and sheets that every system takes, whatever a collector is called."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FORBIDDEN_IN_FILES = re.compile(r'[\\/:*?"<>|]')
_FORBIDDEN_IN_SHEETS = re.compile(r"[\\/:*?\[\]]")
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_LONGEST_FILE = 50
"""Characters: 200 bytes at most, which leaves room for a suffix within the 255 bytes of a file name."""
_LONGEST_SHEET = 31
_RESERVED_SHEET = "history"


def file_stem(name: str) -> str:
    """Turn a name into one that a file can have on Windows, macOS and Linux, without its ending.

    Examples
    --------
    >>> file_stem("王芳"), file_stem("A/B: 组*"), file_stem("CON"), file_stem("nul.x"), file_stem(" ..")
    ('王芳', 'A_B_ 组_', 'CON_', 'nul_.x', '_')
    """
    clean = _FORBIDDEN_IN_FILES.sub("_", _shortened(_visible(name), _LONGEST_FILE))
    # Windows drops dots and spaces at the end; '.' hides a file at the start, and '~$' marks Office's lock files.
    clean = clean.rstrip(". ").lstrip(".~$ ")
    device, dot, rest = clean.partition(".")
    if _WINDOWS_DEVICES.fullmatch(device.strip()):
        clean = f"{device.strip()}_{dot}{rest}"
    return clean or "_"


def sheet_name(name: str) -> str:
    """Turn a name into one that a worksheet can have.

    Examples
    --------
    >>> sheet_name("[一组] A/B?"), sheet_name("'引号'"), sheet_name("History"), len(sheet_name("长" * 40))
    ('_一组_ A_B_', '引号', 'History_', 31)
    """
    clean = _FORBIDDEN_IN_SHEETS.sub("_", _visible(name))
    clean = _shortened(clean.strip("' "), _LONGEST_SHEET).strip("' ")
    return f"{clean}_" if clean.casefold() == _RESERVED_SHEET else clean or "_"


def distinct(names: Iterable[str], clean: Callable[[str], str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Give each name a clean name of its own; upper and lower case count as the same.

    Parameters
    ----------
    names : iterable of str
        In the order in which they may choose.
    clean : callable
        `file_stem` or `sheet_name`.
    taken : iterable of str
        Clean names that are not to be had.

    Examples
    --------
    >>> distinct(["A/B", "a:b", "a_b (2)"], file_stem)
    {'A/B': 'A_B', 'a:b': 'a_b (2)', 'a_b (2)': 'a_b (2) (2)'}
    """
    used = {_same(name) for name in taken}
    given: dict[str, str] = {}
    for name in names:
        first = candidate = clean(name)
        number = 1
        while _same(candidate) in used:
            number += 1
            suffix = f" ({number})"
            room = _LONGEST_SHEET if clean is sheet_name else _LONGEST_FILE
            candidate = _shortened(first, room - len(suffix)) + suffix
        used.add(_same(candidate))
        given[name] = candidate
    return given


def _shortened(text: str, units: int) -> str:
    """Cut a text to so many units as Excel counts them: two for a rare character beyond the first 65,536."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _visible(name: str) -> str:
    """Compose accents, and drop what nobody sees: control characters, marks that turn the direction, broken halves."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(
        character for character in composed if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    ).strip()
