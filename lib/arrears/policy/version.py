"""One ``[[version]]`` of a policy file, and where in the file a value of it stands, so that a fault can be found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

SHIPPED = Path(__file__).parent
"""The folder of the shipped profiles; a file elsewhere is a house's own."""
VERSION = re.compile(r"\s*\[\[\s*version\s*\]\]")
_SECTION = re.compile(r"\s*\[\[?\s*version\s*\.")
_ENTRY = re.compile(r"\s*[{\[]")


class Place(NamedTuple):
    """A file as it is named to a person, and a line of it."""

    file: str
    line: int


class Version(dict[str, Any]):
    """What one ``[[version]]`` states, with the file and the line at which it begins."""

    def __init__(self, values: dict[str, Any], path: Path, line: int) -> None:
        super().__init__(values)
        self.path = path
        self.line = line

    def place(self, *where: str | int, value: object = None) -> Place:
        """Give the line of a key, of an entry or key within it, or of one of its values; that of the version where there is none."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        ends = (number for number, text in enumerate(lines[self.line :], self.line) if VERSION.match(text))
        own = range(self.line, next(ends, len(lines)))
        found = _find(lines, own, where)
        if found is None:
            return Place(named(self.path), self.line)
        quoted = f'"{value}"'
        exact = (number for number in found if value is not None and quoted in lines[number])
        return Place(named(self.path), next(exact, found.start) + 1)


def named(path: Path) -> str:
    """Name a file so that it can be found: a shipped one by its place in the package, a house's own as its folder was given."""
    return f"arrears/policy/{path.parent.name}/{path.name}" if path.parent.parent == SHIPPED else str(path)


def _find(lines: list[str], own: range, where: tuple[str | int, ...]) -> range | None:
    """Give the lines from the deepest part of a path that can be found to the end of what holds it."""
    if not where:
        return None
    head = next((number for number in own if _SECTION.match(lines[number])), own.stop)
    found = _key(lines, range(own.start, head), str(where[0]))
    inside = where[1:]
    if found is None:
        sections = [
            number for number in own if re.match(rf"\s*\[\[?\s*version\.{re.escape(str(where[0]))}\s*\]", lines[number])
        ]
        if not sections:
            return None
        nth, inside = (int(inside[0]), inside[1:]) if inside and isinstance(inside[0], int) else (0, inside)
        begins = sections[min(nth, len(sections) - 1)]
        ends = next((number for number in range(begins + 1, own.stop) if _SECTION.match(lines[number])), own.stop)
        found = range(begins, ends)
    for part in inside:
        deeper = _entry(lines, found, part) if isinstance(part, int) else _key(lines, found, part)
        if deeper is None:
            break
        found = deeper
    return found


def _key(lines: list[str], own: range, key: str) -> range | None:
    stated = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    begins = next((number for number in own if stated.match(lines[number])), None)
    if begins is None:
        return None
    keys = (
        number for number in range(begins + 1, own.stop) if re.match(r"[\w\"'-]+\s*=|\s*\[\[?\s*version", lines[number])
    )
    return range(begins, next(keys, own.stop))


def _entry(lines: list[str], own: range, nth: int) -> range | None:
    entries = [number for number in own if _ENTRY.match(lines[number])]
    return range(entries[nth], own.stop) if nth < len(entries) else None
