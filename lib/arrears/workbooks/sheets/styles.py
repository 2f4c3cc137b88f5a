"""How everything that we write looks: fonts, colours, number formats, widths, paper.

One place, so that a list, a report of rejected rows and a page look like one product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    Property = str | float | bool

FONT = "Microsoft YaHei"
"""On every Windows and in Excel for Mac; elsewhere the system's own Chinese font takes its place."""
BODY_SIZE = 10

INK = "#1F2A30"
MUTED = "#5F6B72"
HAIRLINE = "#DDE3E6"
HEADING_FILL = "#1F4E5A"
HEADING_INK = "#FFFFFF"
BLOCKED_FILL = "#EEF0F1"
BLOCKED_INK = "#6A7277"
SCORE_BAR = "#8DBAC6"
INPUT_FILL = "#FFF8DC"
"""Cells that people are meant to change."""

_DARK = INK
_LIGHT = "#FFFFFF"
_STEPS = (
    ("#E6F0EE", _DARK),
    ("#FFF4DA", _DARK),
    ("#FFE3AE", _DARK),
    ("#FBC883", _DARK),
    ("#F0A066", _DARK),
    ("#D97552", _DARK),
    ("#B04A45", _LIGHT),
    ("#7A2C3E", _LIGHT),
)
"""From calm to grave; each step is darker than the one before, so the order is seen without colour vision too."""

_SYMBOLS = {"CNY": "¥", "USD": "$", "GBP": "£", "INR": "₹", "HKD": "HK$"}

WIDEST = 34
"""A column is never wider than this many half-width characters; longer text is wrapped."""
_NARROWEST = 6
_FILTER_BUTTON = 3
_LONG_HEADING = 10
MARGIN = 3
"""Characters of air in a column: an indent on the left, a gap on the right."""
LINE_HEIGHT = 15
"""Points of one line of body text."""
ROW_HEIGHT = 19
TITLE_HEIGHT = 28
_A4 = 9
_WIDE = re.compile("[\u1100-\U0010ffff]+")


class Form(StrEnum):
    """How a column's values are written and shown."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Tone:
    """A fill and the ink that is read on it."""

    fill: str
    ink: str


def stage_tones(count: int) -> tuple[Tone, ...]:
    """Spread a number of stages over the scale of colours, the calmest first.

    Examples
    --------
    >>> [tone.fill for tone in stage_tones(3)]
    ['#E6F0EE', '#F0A066', '#7A2C3E']
    """
    if count <= 1:
        return tuple(Tone(*_STEPS[0]) for _ in range(count))
    last = len(_STEPS) - 1
    # The middle of an even scale leans to the graver side, which is the safer reading.
    places = ((2 * index * last + count - 1) // (2 * (count - 1)) for index in range(count))
    return tuple(Tone(*_STEPS[place]) for place in places)


def currency_symbol(code: str) -> str:
    """Give a currency's sign, or its code where it has none here; nothing where amounts of several stand together.

    Examples
    --------
    >>> currency_symbol("CNY"), currency_symbol("CHF"), currency_symbol("")
    ('¥', 'CHF ', '')
    """
    return _SYMBOLS.get(code, f"{code} " if code else "")


def text_width(text: str) -> int:
    r"""Count a text's half-width characters in its longest line; a Chinese character counts two.

    Examples
    --------
    >>> text_width("M7+"), text_width("逾期账龄"), text_width("到期\n还款日 1")
    (3, 8, 8)
    """
    if "\n" in text:
        return max(text_width(line) for line in text.split("\n"))
    if text.isascii():
        return len(text)
    return 2 * len(text) - len(_WIDE.sub("", text))


def heading_width(heading: str) -> int:
    """Give the room that a heading needs beside its filter button; a long one is set in two lines.

    Examples
    --------
    >>> heading_width("催收员"), heading_width("承诺或分期到期日"), heading_width("Promise or instalment due")
    (9, 13, 18)
    """
    whole = text_width(heading)
    if whole <= _LONG_HEADING:
        return whole + _FILTER_BUTTON
    longest_word = max(text_width(word) for word in heading.split())
    half = -(-whole // 2) + 2
    return max(half, longest_word if heading.isascii() else half) + _FILTER_BUTTON


def column_width(heading: str, values: Iterable[str], widest: int = WIDEST) -> tuple[int, bool]:
    """Give a column's width in characters, and whether its text must be wrapped.

    Parameters
    ----------
    heading : str
        Stands beside a filter button, for which there is room.
    values : iterable of str
        The distinct texts as they will be shown.
    widest : int
        The cap.

    Examples
    --------
    >>> column_width("催收员", ["王芳", "欧阳娜娜"])
    (12, False)
    >>> column_width("原因", ["近期还款意愿明确，建议温和提醒并确认到账时间后再安排下一次联系"])
    (37, True)
    """
    needed, lines = 0, False
    for value in values:
        needed = max(needed, text_width(value))
        lines = lines or "\n" in value
    return min(max(needed, heading_width(heading), _NARROWEST), widest) + MARGIN, lines or needed > widest


@lru_cache(maxsize=16_384)  # the same rules stand in every collector's workbook
def line_count(text: str, width: int) -> int:
    r"""Give how many lines a wrapped text takes in a column of a width, margins included.

    Examples
    --------
    >>> line_count("短", 10), line_count("近期还款意愿明确，建议温和提醒", 20), line_count("两\n行", 10)
    (1, 2, 2)
    """
    # One character a line is kept free: a full-width one, or a word, is not cut in half at the edge.
    room = max(width - MARGIN - 1, 1)
    return sum(max(1, -(-text_width(line) // room)) for line in text.split("\n"))


class Formats:
    """The cell formats of one workbook, made once each.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        The workbook that they belong to.
    currency : str
        ISO code; its sign stands before each amount.
    """

    def __init__(self, workbook: Workbook, currency: str = "CNY") -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Property], ...], Format] = {}
        self.amount = f'"{currency_symbol(currency)}"#,##0.00;-"{currency_symbol(currency)}"#,##0.00'

    def make(self, **properties: Property) -> Format:
        """Give a format in the house's font with further properties of XlsxWriter."""
        wanted: dict[str, Property] = {
            "font_name": FONT,
            "font_size": BODY_SIZE,
            "font_color": INK,
            "valign": "vcenter",
            **properties,
        }
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(wanted)
        return self._made[key]

    @property
    def title(self) -> Format:
        """The sheet's title."""
        return self.make(font_size=16, bold=True, font_color=HEADING_FILL)

    @property
    def note(self) -> Format:
        """The line below the title."""
        return self.make(font_color=MUTED)

    @property
    def section(self) -> Format:
        """The heading of a part of a sheet."""
        return self.make(font_size=12, bold=True, font_color=HEADING_FILL, bottom=1, bottom_color=HEADING_FILL)

    def heading(self, *, right: bool = False, align: str = "left", indent: int = 1) -> Format:
        """Give a column's heading; of numbers it stands on the right, above them, unless another alignment is asked for."""
        return self.make(
            bold=True,
            font_color=HEADING_INK,
            bg_color=HEADING_FILL,
            text_wrap=True,
            align="right" if right else align,
            indent=indent,
        )

    def body(self, form: Form, *, wrap: bool = False) -> Format:
        """Give a cell of a column."""
        line: dict[str, Property] = {"bottom": 1, "bottom_color": HAIRLINE}
        if form is Form.AMOUNT:
            return self.make(num_format=self.amount, align="right", indent=1, **line)
        if form is Form.DATE:
            return self.make(num_format="yyyy-mm-dd", align="left", indent=1, **line)
        if form is Form.COUNT:
            return self.make(num_format="#,##0", align="right", indent=1, **line)
        # '@' keeps an id's leading zeros and all its digits when somebody edits the cell.
        return self.make(num_format="@", align="left", indent=1, text_wrap=wrap, **line)

    def tone(self, tone: Tone) -> Format:
        """Give a legend's sample of a colour."""
        return self.make(bg_color=tone.fill, font_color=tone.ink, align="center")


def workbook_options() -> dict[str, Any]:
    """Give XlsxWriter's options: text stays text whatever it looks like, and nothing goes through a temporary folder."""
    return {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_format_properties": {"font_name": FONT, "font_size": BODY_SIZE},
    }


def set_up_paper(sheet: Worksheet, left: str, right: str) -> None:
    """Set a sheet for A4 across, one page wide, its title on every page, with a footer on either side; a table repeats its headings too."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{left}&R&8{right}")
