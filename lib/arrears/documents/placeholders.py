"""Placeholders in a text: ``{客户姓名}`` stands for what a case says in that column; ``{{`` and ``}}`` for braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.intake.headings import meaning
from arrears.tables.columns import BY_KEY, Column, Kind
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_COLUMNS: tuple[Column, ...] = (
    Column("sender", Kind.TEXT, "发送机构", "Sender"),
    Column("service_phone", Kind.TEXT, "客服电话", "Service phone"),
    Column("ways_to_pay", Kind.TEXT, "还款途径", "Ways to pay"),
    Column("ways_to_object", Kind.TEXT, "异议途径", "Ways to object"),
    Column("consequences", Kind.TEXT, "后果说明", "Consequences"),
    Column("card_tail", Kind.TEXT, "卡号后四位", "Last four digits"),
    Column("today", Kind.DATE, "今日", "Today"),
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
    key, fen_in_unit = meaning(name)
    return BY_KEY.get(key), fen_in_unit


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
                f"character {match.start() + 1} of the text: the brace {mark!r} names nothing; "
                "write {Customer name}, or {{ and }} for braces that are meant",
                f"文字第 {match.start() + 1} 个字符：花括号“{mark}”没有对应的占位符；请写成 {{客户姓名}}，需要花括号本身时写 {{{{ 和 }}}}",
            )
        return value_of(match[1].strip())

    return _MARKS.sub(replaced, text)
