"""A sheet of typed rows with native formulas beside them, and a sheet of plans, each formula with the value that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs, xl_rowcol_to_cell

from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.words import say
from arrears.workbooks.native.formulas import PLAN_CELLS, filled, plan_line, plan_shown, plan_terms
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    HEADING_FILL,
    INPUT_FILL,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    heading_width,
    set_up_paper,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.workbooks.native.formulas import Templates
    from arrears.workbooks.sheets.styles import Formats

_HEADING: Final = 3
FIRST: Final = _HEADING + 1
"""The first row of a sheet of rows, counted from 0."""
_FORMS: Final = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "amount": "#,##0.00",
    "rate": "0.00####%",
    "count": "0",
}
_LIVE_FILL: Final = "#EFF5F6"
_YES: Final = ("#DFF0E4", "#1E5B36")
_NO: Final = ("#F6D5D0", "#8C2B22")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet of rows.

    Attributes
    ----------
    key : str
        Of an entry or of a formula.
    heading : str
        Shown above it.
    form : str
        ``text, date, moment, amount, rate, count`` or ``truth``.
    width : int
        In half-width characters.
    words : tuple of str
        What a drop-down offers.
    help : str
        Shown when the cell is chosen.
    """

    key: str
    heading: str
    form: str = "text"
    width: int = 13
    words: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class RowsSheet:
    """Rows that people type, and what formulas make of each.

    Attributes
    ----------
    name, title, note : str
        The sheet's name, and what stands above.
    entries, shown : sequences of Column
        What is typed; which formulas are shown, left to right.
    formulas : mapping
        All of them, helpers included, which are hidden.
    rows : sequence of mappings
        What is typed already, by the entries' keys.
    values : mapping of str to sequence
        What each formula gives for those rows; a formula that is not named here is written with 0.
    size : int
        Rows that have formulas, typed ones included.
    named : mapping of str to str
        Names for whole columns, by their keys.
    """

    name: str
    title: str
    note: str
    entries: Sequence[Column]
    shown: Sequence[Column]
    formulas: Templates
    rows: Sequence[Mapping[str, Any]]
    values: Mapping[str, Sequence[Any]]
    size: int
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The keys of all columns, left to right: what is typed, what is shown, helpers."""
        visible = [column.key for column in (*self.entries, *self.shown)]
        return [*visible, *(key for key in self.formulas if key not in visible)]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name, PlainWorksheet)
        columns, looks = self.columns, _Looks(formats)
        _head(sheet, formats, lang, self.title, self.note)
        letters = {key: f"${xl_col_to_name(place)}" for place, key in enumerate(columns)}
        for place, column in enumerate((*self.entries, *self.shown)):
            width = max(column.width, heading_width(column.heading), 19 if column.form == "moment" else 0)
            sheet.set_column(place, place, width)
            look = formats.heading() if place < len(self.entries) else looks.live_heading
            sheet.write_string(_HEADING, place, column.heading, look)
            if place < len(self.entries):
                _validate(sheet, (FIRST, place, FIRST + self.size - 1, place), column)
        first_helper = len(self.entries) + len(self.shown)
        if first_helper < len(columns):
            sheet.set_column(first_helper, len(columns) - 1, None, None, {"hidden": True})
        for place, key in enumerate(columns[first_helper:], first_helper):
            sheet.write_string(_HEADING, place, key)
        forms = {column.key: looks.live(column.form) for column in self.shown}
        for number in range(self.size):
            self._draw_row(sheet, looks, letters, forms, number)
        self._name_columns(workbook)
        self._colour(workbook, sheet)
        sheet.freeze_panes(FIRST, 1)
        sheet.repeat_rows(_HEADING)
        sheet.print_area(0, 0, FIRST + self.size - 1, first_helper - 1)

    def _name_columns(self, workbook: Workbook) -> None:
        columns = self.columns
        for key, name in self.named.items():
            place = columns.index(key)
            where = f"={quote_sheetname(self.name)}!{xl_range_abs(FIRST, place, FIRST + self.size - 1, place)}"
            if workbook.define_name(name, where) != 0:
                raise ValueError(f"{name} is no name that a workbook takes")

    def _colour(self, workbook: Workbook, sheet: Worksheet) -> None:
        """Only a plain TRUE is green."""
        for place, column in enumerate(self.shown, len(self.entries)):
            if column.form == "truth":
                area = FIRST, place, FIRST + self.size - 1, place
                for truth, (fill, ink) in ((True, _YES), (False, _NO)):
                    look = workbook.add_format({"bg_color": fill, "font_color": ink})
                    rule = {"type": "cell", "criteria": "==", "value": str(truth).upper(), "format": look}
                    sheet.conditional_format(*area, rule)

    def _draw_row(
        self, sheet: Worksheet, looks: _Looks, letters: Mapping[str, str], forms: Mapping[str, Format], number: int
    ) -> None:
        row, at = self.rows[number] if number < len(self.rows) else {}, FIRST + number
        for place, column in enumerate(self.entries):
            _write(sheet, at, place, row.get(column.key), looks.entry(column.form))
        cells = {key: f"{letter}{at + 1}" for key, letter in letters.items()}
        for place, key in enumerate(self.columns[len(self.entries) :], len(self.entries)):
            given = self.values.get(key)
            # Without a result in the file a program reckons the formula on opening.
            value = "" if given is None else given[number] if number < len(given) else ""
            sheet.write_formula(at, place, filled(self.formulas[key], cells), forms.get(key), value)


@dataclass(frozen=True)
class PlansSheet:
    """Plans one below the other: a row of terms to type, then the lines of its schedule.

    Attributes
    ----------
    name, title, note : str
        The sheet's name, and what stands above.
    headings : mapping of str to str
        Of the terms to type.
    plans : sequence of mappings
        Terms by the keys of `PLAN_CELLS`.
    schedules : sequence of sequences
        The lines of each plan, by the columns of a schedule; nothing where the plan cannot be; None leaves them to be reckoned on opening.
    lines : int
        Rows of each schedule.
    lang : str
        ``zh`` or ``en``.
    methods : tuple of str
        Words of the methods.
    rises : sequence of str
        `Figures.rises`.
    """

    name: str
    title: str
    note: str
    headings: Mapping[str, str]
    plans: Sequence[Mapping[str, Any]]
    schedules: Sequence[Sequence[Sequence[Any]]] | None
    lines: int
    lang: str
    methods: tuple[str, ...]
    rises: Sequence[str]

    @property
    def stride(self) -> int:
        """Rows from one plan to the next."""
        return self.lines + 4

    def first_line(self, plan: int) -> int:
        """Give the row of a plan's first instalment, counted from 0."""
        return _HEADING + plan * self.stride + 3

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name, PlainWorksheet)
        looks = _Looks(formats)
        _head(sheet, formats, lang, self.title, self.note)
        sheet.set_column(0, len(SCHEDULE_COLUMNS), 15)
        sheet.set_column(len(SCHEDULE_COLUMNS), len(SCHEDULE_COLUMNS) + 40, 13, None, {"hidden": True})
        for number, plan in enumerate(self.plans):
            self._draw_plan(sheet, formats, looks, number, plan)
        sheet.print_area(0, 0, self.first_line(len(self.plans) - 1) + self.lines, len(SCHEDULE_COLUMNS) - 1)
        if len(self.plans) == 1:
            sheet.freeze_panes(self.first_line(0), 0)

    def _draw_plan(
        self, sheet: Worksheet, formats: Formats, looks: _Looks, number: int, plan: Mapping[str, Any]
    ) -> None:
        top = _HEADING + number * self.stride
        fixed = {
            key: xl_rowcol_to_cell(top + 1, place, row_abs=True, col_abs=True) for place, key in enumerate(PLAN_CELLS)
        }
        hidden, keys = len(SCHEDULE_COLUMNS), [column.key for column in SCHEDULE_COLUMNS]
        payments = hidden + keys.index("payment")
        terms = plan_terms(self.rises, xl_range_abs(top + 3, payments, top + 2 + self.lines, payments))
        fixed |= {
            key: xl_rowcol_to_cell(top + 1, hidden + place, row_abs=True, col_abs=True)
            for place, key in enumerate(terms)
        }
        for place, key in enumerate(PLAN_CELLS):
            sheet.write_string(top, place, self.headings[key], formats.heading())
            form = {"lent": "amount", "year_rate": "rate", "fee_rate": "rate", "months": "count", "method": "text"}
            column = Column(key, "", form.get(key, "date"), words=self.methods if key == "method" else ())
            _write(sheet, top + 1, place, plan.get(key), looks.entry(column.form))
            _validate(sheet, (top + 1, place, top + 1, place), column)
        shown = self._shown(number)
        for place, template in enumerate(terms.values(), hidden):
            sheet.write_formula(top + 1, place, filled(template, fixed), None, "")
        for place, shown_column in enumerate(SCHEDULE_COLUMNS):
            sheet.write_string(top + 2, place, shown_column.heading(self.lang), looks.live_heading)
        forms = [looks.live(form) for form in ("count", "date", *["amount"] * 6)]
        every = [*keys, "_aim"]
        for line in range(self.lines):
            at = top + 3 + line
            cells = fixed | {key: xl_rowcol_to_cell(at, hidden + place) for place, key in enumerate(every)}
            cells |= {f"up_{key}": xl_rowcol_to_cell(at - 1, hidden + place) for place, key in enumerate(every)}
            templates = plan_line(first=line == 0)
            for place, key in enumerate(keys):
                sheet.write_formula(at, place, filled(plan_shown(key), cells), forms[place], shown(line, place))
            for place, key in enumerate(every, hidden):
                sheet.write_formula(at, place, filled(templates[key], cells), None, "")

    def _shown(self, number: int) -> Any:  # noqa: ANN401  # a small closure
        if self.schedules is None:
            return lambda _line, _place: ""
        table = self.schedules[number]
        return lambda line, place: table[line][place] if line < len(table) else ""


class _Looks:
    """Formats of entries and of formulas."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    @property
    def live_heading(self) -> Format:
        return self._formats.make(
            bold=True, font_color=HEADING_FILL, bg_color="#DCE9EC", text_wrap=True, indent=1, align="left"
        )

    def entry(self, form: str) -> Format:
        line: dict[str, str | int | bool] = {
            "bottom": 1,
            "bottom_color": "#E6D9A8",
            "right": 1,
            "right_color": "#E6D9A8",
            "bg_color": INPUT_FILL,
        }
        return self._formats.make(locked=False, num_format=_FORMS.get(form, "@"), align=_side(form), indent=1, **line)

    def live(self, form: str) -> Format:
        line: dict[str, str | int | bool] = {"bottom": 1, "bottom_color": HAIRLINE, "bg_color": _LIVE_FILL}
        return self._formats.make(num_format=_FORMS.get(form, "General"), align=_side(form), indent=1, **line)


def _side(form: str) -> str:
    return "right" if form in {"amount", "rate", "count"} else "left"


def _head(sheet: Worksheet, formats: Formats, lang: str, title: str, note: str) -> None:
    set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.write_string(0, 0, title, formats.title)
    sheet.write_string(1, 0, note, formats.note)


def _write(sheet: Worksheet, row: int, place: int, value: Any, look: Format) -> None:  # noqa: ANN401  # what a cell holds
    if value is None:
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        sheet.write_datetime(row, place, moment, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)


def _validate(sheet: Worksheet, area: tuple[int, int, int, int], column: Column) -> None:
    """Offer the words of a list; other columns stay free: a bad value shows "?" in the formulas."""
    rule: dict[str, Any] = {"validate": "list", "source": list(column.words)} if column.words else {"validate": "any"}
    if column.help:
        rule |= {"input_title": column.heading[:32], "input_message": column.help}
    if column.words or column.help:
        sheet.data_validation(*area, rule)
