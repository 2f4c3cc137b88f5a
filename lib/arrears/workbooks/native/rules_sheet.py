"""The sheet of the rules in force: every figure under the name that formulas use, with its rule, source and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from arrears.words import both, say
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.styles import INPUT_FILL, ROW_HEIGHT, TITLE_HEIGHT, set_up_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy.records import Overlay
    from arrears.workbooks.native.figures import Figure, Figures, Grid, Value
    from arrears.workbooks.sheets.styles import Formats

RULES_NAME: Final = both("workbooks.native.rules_sheet.rules_force")
_WIDTHS: Final = (38, 16, 20, 12, 8, 58, 22)
_HEADINGS: Final = ("figure", "value", "rule", "in_force", "trust", "source", "name")
_FIRST: Final = 4
_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's time has no zone


@dataclass(frozen=True)
class RulesSheet:
    """The sheet.

    Attributes
    ----------
    figures : Figures
        What it shows.
    clock : datetime, optional
        What the volatile cell held when the file was written: the one cell that changes by itself; midnight of the day unless given.
    as_of : str
        The cell in which the day stands on another sheet; blank: it is the clock's day, and may be overwritten here.
    fixed_clock : bool
        Whether the clock is a plain value, for checks that must come out the same at any hour.
    more : sequence of Grid
        What one workbook's formulas need besides.
    """

    figures: Figures
    clock: datetime | None = None
    as_of: str = ""
    fixed_clock: bool = False
    more: Sequence[Grid] = ()

    @property
    def shown_clock(self) -> datetime:
        """The time of the clock's cached value."""
        on = self.figures.on
        return self.clock or datetime(on.year, on.month, on.day)  # noqa: DTZ001  # a sheet's time has no zone

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook, and the names of its figures."""
        sheet = workbook.add_worksheet(RULES_NAME[0 if lang == "zh" else 1], PlainWorksheet)
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, TITLE_HEIGHT)
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        profile = self.figures.policies.profile
        title = profile.title_zh if lang == "zh" else profile.title
        sheet.write_string(0, 0, say("workbooks.native.title", lang), formats.title)
        note = say("workbooks.native.note", lang, profile=title, day=self.figures.on.isoformat())
        sheet.write_string(1, 0, note, formats.note)
        for place, heading in enumerate(_HEADINGS):
            text = say(f"workbooks.native.{heading}", lang)
            sheet.write_string(_FIRST - 1, place, text, formats.heading())
        sheet.freeze_panes(_FIRST, 0)
        sheet.repeat_rows(_FIRST - 1)
        drawing = _Drawing(workbook, sheet, formats, lang)
        drawing.clock(self)
        for figure in self.figures.single:
            drawing.figure(figure)
        for grid in (*self.figures.grids, *self.more):
            drawing.grid(grid)
        sheet.print_area(0, 0, drawing.row, len(_WIDTHS) - 1)
        sheet.protect("")


class _Drawing:
    """Writes row after row and names what it wrote."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, formats: Formats, lang: str) -> None:
        self.workbook, self.sheet, self.formats, self.lang = workbook, sheet, formats, lang
        self.row = _FIRST
        self.text = formats.make(align="left", indent=1)
        self.wrapped = formats.make(align="left", indent=1, font_size=9)
        self.number = formats.make(align="right", indent=1)

    def clock(self, rules: RulesSheet) -> None:
        """Write the one volatile cell, and the day that all figures are for."""
        stamp = self.formats.make(num_format="yyyy-mm-dd hh:mm", align="right", indent=1)
        shown = (rules.shown_clock - _ZERO).total_seconds() / 86_400
        self._label(say("workbooks.native.clock", self.lang), "clock")
        if rules.fixed_clock:
            self.sheet.write_number(self.row, 1, shown, stamp)
        else:
            self.sheet.write_formula(self.row, 1, "=NOW()", stamp, shown)
        self._named("clock", 1)
        self._label(say("workbooks.native.as_of", self.lang), "as_of")
        looks: dict[str, str | int | bool] = {"num_format": "yyyy-mm-dd", "align": "right", "indent": 1}
        looks |= {} if rules.as_of else {"bg_color": INPUT_FILL, "locked": False}
        formula = f"={rules.as_of}" if rules.as_of else "=INT(clock)"
        day: date = rules.figures.on
        serial = (day - _ZERO.date()).days
        self.sheet.write_formula(self.row, 1, formula, self.formats.make(**looks), serial)
        self._named("as_of", 1)

    def figure(self, figure: Figure) -> None:
        """Write one figure."""
        self._label(figure.zh if self.lang == "zh" else figure.en, figure.name)
        self._value(1, figure.value)
        self._ground(figure.ground)
        self._named(figure.name, 1)

    def grid(self, grid: Grid) -> None:
        """Write figures in rows, each column under its name."""
        self.row += 1
        self._label(grid.zh if self.lang == "zh" else grid.en, "")
        self._ground(grid.ground)
        self.row += 1
        heading = self.formats.make(bold=True, align="left", indent=1)
        for place, pair in enumerate(grid.headings):
            self.sheet.write_string(self.row, place, pair[0 if self.lang == "zh" else 1], heading)
        self.row += 1
        first = self.row
        for cells in grid.rows:
            for place, value in enumerate(cells):
                self._value(place, value)
            self.row += 1
        for place, name in enumerate(grid.names):
            if name:
                self._define(name, xl_range_abs(first, place, self.row - 1, place))

    def _label(self, text: str, name: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.text)
        if name:
            self.sheet.write_string(self.row, len(_WIDTHS) - 1, name, self.wrapped)

    def _value(self, place: int, value: Value) -> None:
        if value is None:
            self.sheet.write_blank(self.row, place, None, self.number)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, place, value, self.text)
        else:
            self.sheet.write_number(self.row, place, value, self.number)

    def _ground(self, ground: Overlay | None) -> None:
        if ground is None:
            return
        texts = ground.rule, ground.effective.isoformat(), ground.trust, ground.source_in(self.lang)
        looks: tuple[Format, ...] = (self.text, self.text, self.text, self.wrapped)
        for place, (text, look) in enumerate(zip(texts, looks, strict=True), 2):
            self.sheet.write_string(self.row, place, text, look)

    def _named(self, name: str, place: int) -> None:
        self._define(name, xl_range_abs(self.row, place, self.row, place).partition(":")[0])
        self.row += 1

    def _define(self, name: str, cells: str) -> None:
        where = f"={quote_sheetname(self.sheet.get_name())}!{cells}"
        if self.workbook.define_name(name, where) != 0:
            raise ValueError(f"{name} is no name that a workbook takes")
