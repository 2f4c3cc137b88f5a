"""The second sheet of a repayment plan's workbook: every instalment as a table, and its chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs

from arrears.operations.plans.options import method_word
from arrears.tables.columns import Kind
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import FEN_IN_YUAN
from arrears.words import say
from arrears.workbooks.sheets.styles import FONT, HEADING_FILL, ROW_HEIGHT, TITLE_HEIGHT, Form, set_up_paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.operations.plans.working import Wanted, Worked
    from arrears.workbooks.collector.lists import Block
    from arrears.workbooks.sheets.styles import Formats

HEADING_ROW = 3
"""Counted from 0; the check of the total stands above."""
TABLE = "arrears_schedule"
_FORMS = {Kind.COUNT: Form.COUNT, Kind.DATE: Form.DATE, Kind.AMOUNT: Form.AMOUNT}
_WIDTHS = {Kind.COUNT: 9, Kind.DATE: 15, Kind.AMOUNT: 19}
_ZERO = date(1899, 12, 30)
"""Day 0 of a worksheet's serial numbers."""
_SUMMED = ("payment", "principal", "interest", "fee")
_PRINCIPAL, _INTEREST, _FEE = 4, 5, 6
_COLOURS = {"principal": HEADING_FILL, "interest": "#F0A066", "fee": "#FBC883"}
_FLOW_DAYS = 24
"""The first of two hidden columns: days, and beside them what is lent and paid."""


class Flows(NamedTuple):
    """Where the days and the amounts of what is lent and paid stand."""

    days: str
    amounts: str


def cash_flows(instalments: int, lang: str) -> Flows:
    """Give where a plan's cash flows stand, for formulas on other sheets.

    >>> cash_flows(12, "en").amounts
    'Schedule!$Z$4:$Z$16'
    """
    rows = HEADING_ROW, HEADING_ROW + instalments
    sheet = quote_sheetname(say("workbooks.plan.schedule_sheet", lang))
    return Flows(
        *(f"{sheet}!{xl_range_abs(rows[0], column, rows[1], column)}" for column in (_FLOW_DAYS, _FLOW_DAYS + 1))
    )


def schedule_values(plan: Worked) -> list[list[Any]]:
    """Give a plan's instalments as a spreadsheet holds them, below a row of headings: days as numbers, amounts in yuan."""
    rows: list[list[Any]] = [[column.key for column in SCHEDULE_COLUMNS]]
    for instalment in plan.table.to_dict("records"):
        serial = (instalment["due_date"].date() - _ZERO).days
        amounts = (int(instalment[f"{column.key}_fen"]) / FEN_IN_YUAN for column in SCHEDULE_COLUMNS[2:])
        rows.append([int(instalment["no"]), serial, *amounts])
    return rows


@dataclass(frozen=True)
class ScheduleSheet:
    """The sheet with every instalment.

    Attributes
    ----------
    wanted, plan : Wanted, Worked
        The terms and the plan.
    inputs : dict
        Where each term stands on the first sheet.
    lines : Block
        Where the spreadsheet computes the instalments.
    """

    wanted: Wanted
    plan: Worked
    inputs: Mapping[str, str]
    lines: Block

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(say("workbooks.plan.schedule_sheet", lang))
        set_up_paper(sheet, say("workbooks.plan.nobody", lang), say("workbooks.sheets.page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("workbooks.plan.schedule_sheet", lang), formats.title)
        words = {
            "method": method_word(self.wanted.method, lang),
            "n": len(self.plan.table),
            "sheet": say("workbooks.plan.sheet", lang),
        }
        sheet.write_string(1, 0, say("workbooks.plan.schedule_note", lang, **words), formats.note)
        self._table(sheet, formats, lang)
        self._check(sheet, formats, lang)
        self._flows(sheet)
        sheet.freeze_panes(HEADING_ROW + 1, 2)
        sheet.repeat_rows(HEADING_ROW)
        sheet.insert_chart(HEADING_ROW, len(SCHEDULE_COLUMNS) + 1, self._chart(workbook, lang))

    @property
    def _last(self) -> int:
        return HEADING_ROW + len(self.plan.table)

    def _table(self, sheet: Worksheet, formats: Formats, lang: str) -> None:
        looks = [formats.body(_FORMS[column.kind]) for column in SCHEDULE_COLUMNS]
        total_look = formats.make(num_format=formats.amount, align="right", indent=1, bold=True, top=1)
        columns: list[dict[str, Any]] = []
        for place, column in enumerate(SCHEDULE_COLUMNS):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            heading = formats.heading(right=column.kind is not Kind.DATE)
            columns.append({"header": column.heading(lang), "header_format": heading, "format": looks[place]})
            if column.key in _SUMMED:
                total = int(self.plan.table[f"{column.key}_fen"].sum()) / FEN_IN_YUAN
                columns[-1] |= {"total_function": "sum", "total_value": total}
        columns[1] |= {"total_string": say("workbooks.plan.total", lang)}
        sheet.set_row(HEADING_ROW, 26)
        area = (HEADING_ROW, 0, self._last + 1, len(SCHEDULE_COLUMNS) - 1)
        options = {"name": TABLE, "columns": columns, "style": None, "total_row": True, "autofilter": False}
        sheet.add_table(*area, options)
        self._rows(sheet, looks)
        self._totals(sheet, formats, total_look, lang)

    def _rows(self, sheet: Worksheet, looks: list[Format]) -> None:
        for number, values in enumerate(schedule_values(self.plan)[1:], 1):
            row = HEADING_ROW + number
            sheet.write_number(row, 0, values[0], looks[0])
            for place, value in enumerate(values[1:], 1):
                sheet.write_formula(row, place, f"={self.lines.value(number, place)}", looks[place], value)

    def _flows(self, sheet: Worksheet) -> None:
        """Write what is lent and paid with its days, for the functions of a spreadsheet that give a yearly cost."""
        lent = self.wanted.principal_fen / FEN_IN_YUAN
        sheet.set_column(_FLOW_DAYS, _FLOW_DAYS + 1, None, None, {"hidden": True})
        sheet.write_formula(HEADING_ROW, _FLOW_DAYS, f"={self.inputs['on']}", None, (self.wanted.on - _ZERO).days)
        sheet.write_formula(HEADING_ROW, _FLOW_DAYS + 1, f"=-{self.inputs['principal']}", None, -lent)
        for row, instalment in enumerate(self.plan.table.to_dict("records"), HEADING_ROW + 1):
            serial = (instalment["due_date"].date() - _ZERO).days
            sheet.write_formula(row, _FLOW_DAYS, f"=B{row + 1}", None, serial)
            sheet.write_formula(row, _FLOW_DAYS + 1, f"=D{row + 1}", None, int(instalment["payment_fen"]) / FEN_IN_YUAN)

    def _totals(self, sheet: Worksheet, formats: Formats, look: Format, lang: str) -> None:
        """Give the total row its looks; the table itself writes it plain."""
        row = self._last + 1
        plain = formats.make(bold=True, top=1, indent=1, align="left")
        for place, column in enumerate(SCHEDULE_COLUMNS):
            if column.key in _SUMMED:
                total = int(self.plan.table[f"{column.key}_fen"].sum()) / FEN_IN_YUAN
                formula = f"=SUBTOTAL(109,{TABLE}[{column.heading(lang)}])"
                sheet.write_formula(row, place, formula, look, total)
            elif column.key == "due_date":
                sheet.write_string(row, place, say("workbooks.plan.total", lang), plain)
            else:
                sheet.write_blank(row, place, None, plain)

    def _check(self, sheet: Worksheet, formats: Formats, lang: str) -> None:
        """Say whether the table still belongs to the inputs: its principal adds up to what is to be paid back."""
        letter = xl_col_to_name(_PRINCIPAL)
        paid_back = f"SUM({letter}{HEADING_ROW + 2}:{letter}{self._last + 1})"
        good, bad = say("workbooks.plan.agrees", lang), say("workbooks.plan.disagrees", lang)
        formula = f'=IF(IFERROR(ROUND({paid_back}-{self.inputs["principal"]},2)=0,FALSE),"{good}","{bad}")'
        sheet.write_formula(2, 0, formula, formats.note, good)

    def _chart(self, workbook: Workbook, lang: str) -> Any:  # noqa: ANN401  # XlsxWriter has no types
        sheet = say("workbooks.plan.schedule_sheet", lang)
        chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
        shown = [(_PRINCIPAL, self.wanted.principal_fen), (_INTEREST, self.plan.interest), (_FEE, self.plan.fees)]
        for place in (place for place, total in shown if total):
            column = SCHEDULE_COLUMNS[place]
            chart.add_series(
                {
                    "name": [sheet, HEADING_ROW, place],
                    "categories": [sheet, HEADING_ROW + 1, 0, self._last, 0],
                    "values": [sheet, HEADING_ROW + 1, place, self._last, place],
                    "fill": {"color": _COLOURS[column.key]},
                    "gap": 45,
                }
            )
        font = {"name": FONT, "size": 9}
        title = say(
            "workbooks.plan.chart_fees" if self.plan.fees and not self.plan.interest else "workbooks.plan.chart", lang
        )
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}, "overlay": False})
        chart.set_x_axis({"name": say("workbooks.plan.axis_no", lang), "name_font": font, "num_font": font})
        grid = {"visible": True, "line": {"color": "#DDE3E6", "width": 0.75}}
        chart.set_y_axis(
            {
                "name": say("workbooks.plan.axis_amount", lang),
                "name_font": font,
                "num_font": font,
                "num_format": "#,##0",
                "major_gridlines": grid,
                "min": 0,
            }
        )
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_size({"width": 560, "height": 380})
        return chart
