"""Plans side by side on the first sheet of a repayment plan's workbook, and the looks of that sheet's cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from arrears.operations.plans.options import method_word
from arrears.units import FEN_IN_YUAN
from arrears.words import say
from arrears.workbooks.sheets.styles import HAIRLINE, INPUT_FILL, LINE_HEIGHT, line_count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from arrears.operations.plans.working import Wanted
    from arrears.workbooks.sheets.styles import Formats

WIDTHS = (30, 20, 10, 18, 18, 21, 12, 14)
"""Of the first sheet's columns, in characters."""
LAST = len(WIDTHS) - 1
_OPTIONS = ("option", "method", "n", "payment", "last_payment", "total_cost", "apr", "fits")
_INPUT_LINE = "#D9C98A"


class Looks:
    """The cell formats of the first sheet."""

    def __init__(self, formats: Formats) -> None:
        line: dict[str, str | int | bool] = {"bottom": 1, "bottom_color": HAIRLINE, "indent": 1}
        amount, share = formats.amount, "0.00%"
        self.label = formats.make(align="left", **line)
        self.strong = formats.make(align="left", bold=True, **line)
        self.text = formats.make(align="left", text_wrap=True, **line)
        self.amount = formats.make(num_format=amount, align="right", **line)
        self.strong_amount = formats.make(num_format=amount, align="right", bold=True, **line)
        self.share = formats.make(num_format=share, align="right", **line)
        self.count = formats.make(num_format="0", align="right", **line)
        self.input = {
            "principal": _input(formats, amount),
            "rate": _input(formats, share),
            "fee_rate": _input(formats, share),
            "first_due": _input(formats, "yyyy-mm-dd"),
            "on": _input(formats, "yyyy-mm-dd"),
            "method": _input(formats, "@"),
            "months": _input(formats, "0"),
        }
        self.heading, self.note = formats.heading, formats.note


@dataclass(frozen=True)
class PlansSideBySide:
    """The part that compares plans.

    Attributes
    ----------
    options : DataFrame
        The plans.
    wanted : Wanted
        The terms for which they were worked out.
    amount_fen : int
        What can be paid, for which they were worked out.
    terms : dict
        Where each term stands.
    payable : str
        The cell of what can be paid.
    looks : Looks
        Formats.
    offers : sequence of str
        What is said of the plan that is offered first, and what that rests on.
    lang : str
        ``zh`` or ``en``.
    """

    options: pd.DataFrame
    wanted: Wanted
    amount_fen: int
    terms: Mapping[str, str]
    payable: str
    looks: Looks
    offers: Sequence[str]
    lang: str

    def draw(self, sheet: Worksheet, row: int) -> None:
        """Write headings, one row a plan, the reasons, and whether all of it still belongs to the inputs."""
        found = self.options
        for place, key in enumerate(_OPTIONS):
            right = 2 <= place <= 6  # noqa: PLR2004  # the columns of numbers
            sheet.write_string(row, place, say(f"workbooks.plan.{key}", self.lang), self.looks.heading(right=right))
        looks = (
            self.looks.text,
            self.looks.label,
            self.looks.count,
            self.looks.amount,
            self.looks.amount,
            self.looks.amount,
            self.looks.share,
        )
        yes, no = say("workbooks.plan.yes", self.lang), say("workbooks.plan.no", self.lang)
        for at, option in enumerate(found.to_dict("records"), row + 1):
            name = str(option["option_zh" if self.lang == "zh" else "option"])
            yuan = (float(option[f"{key}_fen"]) / FEN_IN_YUAN for key in ("payment", "last_payment", "total_cost"))
            cells = (name, method_word(option["method"], self.lang), int(option["n"]), *yuan, float(option["apr"]))
            for place, (value, look) in enumerate(zip(cells, looks, strict=True)):
                sheet.write(at, place, value, look)
            fits = f'=IF(MAX({cell(at, 3)},{cell(at, 4)})<={self.payable},"{yes}","{no}")'
            sheet.write_formula(at, LAST, fits, self.looks.label, yes if option["fits"] else no)
            sheet.set_row(at, line_count(name, WIDTHS[0]) * LINE_HEIGHT + 6)
        self._reasons(sheet, found, row + 1 + len(found))

    def _reasons(self, sheet: Worksheet, found: pd.DataFrame, row: int) -> None:
        colon = "：" if self.lang == "zh" else ": "
        name = "option_zh" if self.lang == "zh" else "option"
        reasons = [f"{one[name]}{colon}{one[f'verdict_{self.lang}']}" for one in found.to_dict("records")]
        told = [*reasons, *self.offers]
        for at, reason in enumerate(told, row):
            sheet.merge_range(at, 0, at, LAST, reason, self.looks.text)
            sheet.set_row(at, line_count(reason, sum(WIDTHS)) * LINE_HEIGHT + 6)
        held = (
            f"{self.terms['principal']}={self.wanted.principal_fen / FEN_IN_YUAN}",
            f"ROUND({self.terms['rate']}-{float(self.wanted.annual_rate)},9)=0",
            f"ROUND({self.payable}-{self.amount_fen / FEN_IN_YUAN},2)=0",
        )
        same, changed = say("workbooks.plan.same", self.lang), say("workbooks.plan.changed", self.lang)
        formula = f'=IF(AND({",".join(held)}),"{same}","{changed}")'
        sheet.write_formula(row + len(told), 0, formula, self.looks.note, same)


def cell(row: int, column: int) -> str:
    """Give a cell's fixed reference.

    >>> cell(4, 1)
    '$B$5'
    """
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _input(formats: Formats, num_format: str) -> Format:
    return formats.make(
        num_format=num_format, align="right", indent=1, bg_color=INPUT_FILL, border=1, border_color=_INPUT_LINE
    )
