"""Cell formats, drop-downs and messages of a collector's workbook, by what a column is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from arrears.workbooks.collector.columns import Cell, DeskColumn, Role
from arrears.workbooks.collector.words import say
from arrears.workbooks.sheets.styles import HAIRLINE, HEADING_FILL, INPUT_FILL, MUTED, Tone

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from arrears.workbooks.sheets.styles import Formats

LIVE_FILL: Final = "#EFF5F6"
DUE: Final = Tone("#FFE3AE", "#6B4A00")
BROKEN: Final = Tone("#F6D5D0", "#8C2B22")
KEPT: Final = Tone("#DFF0E4", "#1E5B36")
PARTIAL: Final = Tone("#FFF4DA", "#6B4A00")
INPUT_LINE: Final = "#E6D9A8"
_LIVE_HEADING: Final = "#DCE9EC"
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)
MOST_YUAN: Final = 99_999_999
_MOST_PEOPLE, _MOST_COUNT, _LONGEST_NOTE = 20, 600, 2000
_BETWEEN: Final[dict[Cell, tuple[str, Any, Any]]] = {
    Cell.MOMENT: ("date", _FIRST, _LAST),
    Cell.DATE: ("date", _FIRST, _LAST),
    Cell.AMOUNT: ("decimal", 0.01, MOST_YUAN),
    Cell.COUNT: ("integer", 1, _MOST_PEOPLE),
}
_WHOLE_DATE: Final = 13
_ONE_LINE: Final = frozenset({"next_action", "note", "appointment", "reason", "rule_ids", "open_matter", "other_cases", "person_total", "state", "channel", "blocked_by", "case_id"})  # fmt: skip
"""Columns whose long text is cut at the edge of its cell, and read whole in the bar above."""
_TWO_LINES: Final = frozenset({"next_action", "note"})
"""Columns of a row worked in one glance whose text is smaller, so that two lines say it."""
_SMALL: Final = {"zh": 8.5, "en": 8}
_CENTRED: Final = frozenset({"rank", "days_past_due"})
"""Short numbers of such a row, which would touch the text right of them."""
_LIST_ROOM: Final = 255
"""Characters that a list may have inside a validation."""


class Looks:
    """The formats of one workbook's cells.

    Parameters
    ----------
    formats : Formats
        The workbook's.
    lang : str
        ``zh`` or ``en``.
    """

    def __init__(self, formats: Formats, lang: str) -> None:
        self.formats, self.lang = formats, lang
        self._numbers = {
            Cell.AMOUNT: formats.amount,
            Cell.DATE: "yyyy-mm-dd",
            Cell.MOMENT: "yyyy-mm-dd hh:mm",
            Cell.COUNT: "#,##0",
        }

    def body(self, column: DeskColumn, *, past: bool = False) -> Format:
        """Give a column's cells their format; only computed cells are locked, and only what is still to be entered is yellow."""
        live, entry = column.role in {Role.LIVE, Role.FORMULA}, column.role is Role.ENTRY and not past
        right = column.cell in {Cell.AMOUNT, Cell.COUNT}
        looks: dict[str, str | float | bool] = {
            "bottom": 1,
            "bottom_color": INPUT_LINE if entry else HAIRLINE,
            "align": _align(column, right=right),
            "indent": _air(column),
            # '@' keeps leading zeros when somebody types; a formula must not be text.
            "num_format": self._number_format(column, live=live),
            "text_wrap": self._wraps(column),
            "locked": column.role is Role.LIVE,
        }
        if entry:
            looks |= {"bg_color": INPUT_FILL, "right": 1, "right_color": INPUT_LINE}
        if live:
            looks["bg_color"] = LIVE_FILL
        if column.snug and column.key in _TWO_LINES:
            looks["font_size"] = _SMALL[self.lang]
        return self.formats.make(**looks)

    @staticmethod
    def _wraps(column: DeskColumn) -> bool:
        if column.snug:
            return column.cell in {Cell.TEXT, Cell.WORD} and column.key != "phone"
        # Narrower columns hold single words; what is folded has one line.
        text = column.cell not in {Cell.AMOUNT, Cell.COUNT}
        return text and column.width >= 16 and column.key not in _ONE_LINE  # noqa: PLR2004

    def _number_format(self, column: DeskColumn, *, live: bool) -> str:
        # A narrow day or moment is of this year: its year is in the cell, not on the screen.
        if column.width < _WHOLE_DATE and column.cell in {Cell.DATE, Cell.MOMENT}:
            return "mm-dd" if column.cell is Cell.DATE else "mm-dd hh:mm"
        return self._numbers.get(column.cell, "General" if live else "@")

    @property
    def tally(self) -> Format:
        """How much is done."""
        return self.formats.make(bold=True, font_color=HEADING_FILL)

    def heading(self, column: DeskColumn) -> Format:
        """Give a column's heading its format: computed columns stand apart."""
        right = column.cell in {Cell.AMOUNT, Cell.COUNT}
        if column.role not in {Role.LIVE, Role.FORMULA}:
            return self.formats.heading(align=_align(column, right=right), indent=_air(column))
        return self.formats.make(
            bold=True, font_color=HEADING_FILL, bg_color=_LIVE_HEADING, text_wrap=True, indent=_air(column),
            align=_align(column, right=right),
        )  # fmt: skip

    @property
    def as_of(self) -> Format:
        """The day that figures are for, which may be changed."""
        return self.formats.make(
            num_format="yyyy-mm-dd", bg_color=INPUT_FILL, border=1, border_color=INPUT_LINE, locked=False, align="left"
        )

    @property
    def group(self) -> Format:
        """What stands above a group of columns."""
        return self.formats.make(font_color=MUTED, font_size=9)

    @property
    def group_right(self) -> Format:
        """What stands above a narrow group at the right edge: it grows to the left."""
        return self.formats.make(font_color=MUTED, font_size=9, align="right")


def _air(column: DeskColumn) -> int:
    return 0 if column.snug and column.key != "promise_due" else 1


def _align(column: DeskColumn, *, right: bool) -> str:
    if column.snug and column.key in _CENTRED:
        return "center"
    return "right" if right else "left"


def validation(column: DeskColumn, lang: str, cases: str, words: str = "") -> dict[str, Any]:
    """Give the rule by which a column's cells are checked while somebody types, with its messages.

    Parameters
    ----------
    column : DeskColumn
        Shown columns refuse everything; entries take what they are for.
    lang : str
        ``zh`` or ``en``.
    cases : str
        Where the case ids stand; blank where there are none.
    words : str
        Where the words of a list stand that does not fit a validation, or is the policy's; blank where it is the column's own.
    """
    if column.role is not Role.ENTRY:
        return {"validate": "custom", "value": "=FALSE", "ignore_blank": False, **error("shown", lang)}
    if column.cell is Cell.WORD:
        own = [column.word(key, lang) for key in column.words or ()]
        if not words and len(",".join(own)) > _LIST_ROOM:
            raise ValueError(f"the words of {column.key} do not fit a drop-down; shorten them")
        source = f"={words}" if words else own
        return {"validate": "list", "source": source, **error("word", lang, heading=column.heading(lang))}
    if column.cell is Cell.CASE:
        return {"validate": "list", "source": f"={cases}", **_asking("case", lang)} if cases else {}
    if column.cell is Cell.TEXT:
        return {"validate": "length", "criteria": "<=", "value": _LONGEST_NOTE, **_asking("note", lang)}
    kind, least, most = _BETWEEN[column.cell]
    most = _MOST_COUNT if column.key == "count" else most
    least = 0 if column.key == "children" else least
    messages = _asking("moment", lang) if column.cell is Cell.MOMENT else error(str(column.cell), lang)
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, **messages}


def _asking(key: str, lang: str) -> dict[str, Any]:
    """Say what is wanted as soon as the cell is chosen."""
    return {"input_title": say(f"{key}_title", lang), "input_message": say(f"{key}_pick", lang), **error(key, lang)}


def error(key: str, lang: str, **values: object) -> dict[str, Any]:
    """Say what is wrong and what to do, once a value is refused."""
    return {"error_title": say(f"{key}_title", lang), "error_message": say(f"{key}_bad", lang, **values)}
