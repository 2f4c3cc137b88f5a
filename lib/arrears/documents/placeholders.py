"""Placeholders in a text: ``{客户姓名}`` stands for what a case says in that column; ``{{`` and ``}}`` for braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.intake.mapping.headings import meaning
from arrears.tables.columns import BY_KEY, Column, Kind
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_COLUMNS: tuple[Column, ...] = (
    Column("sender", Kind.TEXT, *both("documents.placeholders.sender")),
    Column("service_phone", Kind.TEXT, *both("documents.placeholders.service_phone")),
    Column("ways_to_pay", Kind.TEXT, *both("documents.placeholders.ways_pay")),
    Column("ways_to_object", Kind.TEXT, *both("documents.placeholders.ways_object")),
    Column("consequences", Kind.TEXT, *both("documents.placeholders.consequences")),
    Column("card_tail", Kind.TEXT, *both("documents.placeholders.last_four_digits")),
    Column("today", Kind.DATE, *both("documents.placeholders.today")),
)
"""What a text may name besides the columns of a case list and of a follow-up list."""

_KNOWN = {
    word.casefold(): column
    for column in (*OWN_COLUMNS, *FOLLOW_UP_COLUMNS, *BY_KEY.values())
    for word in (column.key, column.zh, column.en)
}
_MARKS = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


def column_of(name: str) -> tuple[Column | None, int]:
    """Give the column that a heading or placeholder means, and how many fen its unit is; None if it is not known.

    Examples
    --------
    >>> column_of("应还合计")[0].key, column_of("逾期本金（万元）")[1], column_of("暗号")[0]
    ('total_due', 1000000, None)
    """
    known = _KNOWN.get(name.strip().casefold())
    if known is not None:
        return known, 100
    found = meaning(name)
    return BY_KEY.get(found.key), found.fen_in_unit


def names_in(text: str) -> tuple[str, ...]:
    """Give the placeholders of a text in their order, each once.

    Raises
    ------
    ArrearsError
        If a brace stands alone.

    Examples
    --------
    >>> names_in("{客户姓名}：应还{应还合计}，{{不是}}，{客户姓名}")
    ('客户姓名', '应还合计')
    """
    names: dict[str, str] = {}
    put_in(text, lambda name: names.setdefault(name, ""))
    return tuple(names)


def put_in(text: str, value_of: Callable[[str], str]) -> str:
    """Put a text for every placeholder; what is put in is not searched again.

    Parameters
    ----------
    text : str
        The text with placeholders.
    value_of : callable
        Gives the text of a placeholder's name.

    Raises
    ------
    ArrearsError
        If a brace stands alone.

    Examples
    --------
    >>> put_in("{a} {{b}}", lambda name: "{c}")
    '{c} {b}'
    """

    def replaced(match: re.Match[str]) -> str:
        mark = match[0]
        if mark in {"{{", "}}"}:
            return mark[0]
        if match[1] is None or not match[1].strip():
            raise ArrearsError(
                both("documents.placeholders.character_text_brace_names_nothing", value=match.start() + 1, mark=mark),
            )
        return value_of(match[1].strip())

    return _MARKS.sub(replaced, text)
