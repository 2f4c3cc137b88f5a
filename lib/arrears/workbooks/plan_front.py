"""The first sheet of a repayment plan's workbook: the terms, what can be paid, plans side by side, the plan chosen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from arrears.desk.options import method_word
from arrears.tables.schedules import METHOD_WORDS
from arrears.units import FEN_IN_YUAN
from arrears.workbooks.plan_words import say
from arrears.workbooks.styles import (
    HAIRLINE,
    INPUT_FILL,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    line_count,
    set_up_paper,
)
from arrears.workbooks.words import say as say_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.desk.plan_working import Household, Wanted, Worked
    from arrears.policy.records import Affordability
    from arrears.workbooks.styles import Formats

Lines: TypeAlias = "Mapping[str, Decimal]"
"""A household's statement in yuan by the keys of its policy's lines."""

CALC_ID = 191029
"""A current Excel takes stored results as they are; an older number makes it calculate again, which needs the add-in."""
_WIDTHS = (30, 17, 10, 17, 17, 17, 12, 14)
_TERMS = ("principal", "rate", "fee_rate", "first_due", "on", "method", "months")
_FIRST = 4
"""The row of the first term, counted from 0."""
_RIGHT, _FIGURE, _LAST = 3, 5, 7
_OPTIONS = ("option", "method", "n", "payment", "last_payment", "total_cost", "apr", "fits")


@dataclass(frozen=True)
class FrontSheet:
    """The sheet that people see on opening.

    Attributes
    ----------
    wanted, plan : Wanted, Worked
        The terms, and the plan chosen.
    home : Household or None
        What can be paid.
    options : DataFrame or None
        The plans side by side.
    lines : dict
        The household's statement; empty where only the sums are known.
    policy : Affordability
        The statement's lines, and by how much the income falls under stress.
    """

    wanted: Wanted
    plan: Worked
    home: Household | None
    options: pd.DataFrame | None
    lines: Lines
    policy: Affordability

    def inputs(self, lang: str) -> dict[str, str]:
        """Give where each term stands, for formulas on other sheets."""
        sheet = quote_sheetname(say("sheet", lang))
        return {key: f"{sheet}!{_cell(_FIRST + place, 1)}" for place, key in enumerate(_TERMS)}

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        workbook.set_calc_mode("auto", CALC_ID)
        workbook.calc_on_load = False
        sheet = workbook.add_worksheet(say("sheet", lang))
        set_up_paper(sheet, say("nobody", lang), say_all("page", lang))
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_default_row(ROW_HEIGHT)
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("title", lang), formats.title)
        sheet.write_string(1, 0, say("note", lang), formats.note)
        sheet.freeze_panes(2, 0)
        _Front(self, sheet, formats, lang).draw()


class _Front:
    """Draws one sheet, part by part."""

    def __init__(self, front: FrontSheet, sheet: Worksheet, formats: Formats, lang: str) -> None:
        self.front, self.sheet, self.formats, self.lang = front, sheet, formats, lang
        self.terms = {key: _cell(_FIRST + place, 1) for place, key in enumerate(_TERMS)}
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
            "principal": self._input(amount),
            "rate": self._input(share),
            "fee_rate": self._input(share),
            "first_due": self._input("yyyy-mm-dd"),
            "on": self._input("yyyy-mm-dd"),
            "method": self._input("@"),
            "months": self._input("0"),
        }

    def draw(self) -> None:
        row = self._terms()
        sums = None
        if self.front.home is not None:
            row, sums = self._household(self.front.home, row + 1)
        self._chosen(sums)
        if self.front.options is not None and sums is not None:
            self._options(self.front.options, sums, row + 1)

    def _input(self, num_format: str) -> Format:
        return self.formats.make(
            num_format=num_format, align="right", indent=1, bg_color=INPUT_FILL, border=1, border_color="#D9C98A"
        )

    def _section(self, row: int, first: int, last: int, key: str) -> None:
        for column in range(first + 1, last + 1):
            self.sheet.write_blank(row, column, None, self.formats.section)
        self.sheet.write_string(row, first, say(key, self.lang), self.formats.section)

    def _terms(self) -> int:
        wanted = self.front.wanted
        self._section(_FIRST - 1, 0, 1, "terms")
        values = {
            "principal": wanted.principal_fen / FEN_IN_YUAN,
            "rate": float(wanted.annual_rate),
            "fee_rate": float(wanted.fee_rate),
            "first_due": wanted.first_due,
            "on": wanted.on,
            "method": method_word(wanted.method, self.lang),
            "months": int(self.front.plan.table["no"].max()),
        }
        for row, (key, value) in enumerate(values.items(), _FIRST):
            self.sheet.write_string(row, 0, say(key, self.lang), self.label)
            if key in {"first_due", "on"}:
                self.sheet.write_datetime(row, 1, value, self.input[key])
            else:
                self.sheet.write(row, 1, value, self.input[key])
        self._validate()
        return _FIRST + len(values) + 2

    def _validate(self) -> None:
        """Refuse what no plan can be while it is typed: 12 for 12 %, a term beyond the cap."""
        methods = [method_word(method, self.lang) for method in METHOD_WORDS]
        rules = {
            "principal": {"validate": "decimal", "criteria": ">", "value": 0},
            "rate": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
            "fee_rate": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 0.05},
            "method": {"validate": "list", "source": methods},
        }
        for key, rule in rules.items():
            self.sheet.data_validation(self.terms[key], rule)

    def _figure(self, row: int, key: str, formula: str, value: float, look: Format, **blanks: object) -> None:
        """Write a figure of the right side: a label, and a live formula with the value that it has now."""
        strong = look is self.strong_amount
        self.sheet.write_string(row, _RIGHT, say(key, self.lang, **blanks), self.strong if strong else self.label)
        self.sheet.write_blank(row, _RIGHT + 1, None, self.label)
        self.sheet.write_formula(row, _FIGURE, formula, look, value)

    def _chosen(self, sums: Mapping[str, str] | None) -> None:
        plan, terms = self.front.plan, self.terms
        self._section(_FIRST - 1, _RIGHT, _LAST, "chosen")
        asked = f"{terms['principal']},{terms['rate']},{terms['months']},{terms['first_due']},{terms['method']},,,{terms['fee_rate']}"
        made = f"AR_SCHEDULE({asked})"
        body = f"{quote_sheetname(say('schedule_sheet', self.lang))}!"
        last = 4 + len(plan.table)
        column = {
            key: f"{body}${letter}$5:${letter}${last}"
            for key, letter in (("payment", "D"), ("interest", "F"), ("fee", "G"))
        }
        first = int(plan.table["payment_fen"].iloc[0])
        figures = (
            ("instalment", f"=INDEX({made},2,4)", first, self.strong_amount),
            ("highest", f"=MAX({column['payment']})", plan.highest, self.amount),
            ("interest_total", f"=SUM({column['interest']})", plan.interest, self.amount),
            ("fee_total", f"=SUM({column['fee']})", plan.fees, self.amount),
            ("paid_total", f"=SUM({column['payment']})", plan.paid, self.amount),
        )
        for row, (key, formula, fen, look) in enumerate(figures, _FIRST):
            self._figure(row, key, formula, fen / FEN_IN_YUAN, look)
        self._cost(_FIRST + len(figures))
        self._judgement(_FIRST + len(figures) + 2, sums)

    def _cost(self, row: int) -> None:
        plan, terms = self.front.plan, self.terms
        fees = f"{terms['principal']},{terms['months']},{terms['fee_rate']}"
        flat = self.front.wanted.method == "flat_fee"
        for offset, (key, function, value) in enumerate(
            (("plan_apr", "AR_APR", plan.apr), ("plan_ear", "AR_EAR", plan.ear))
        ):
            if flat:
                self._figure(row + offset, key, f"={function}({fees})", value, self.share)
            else:
                self.sheet.write_string(row + offset, _RIGHT, say(key, self.lang), self.label)
                self.sheet.write_blank(row + offset, _RIGHT + 1, None, self.label)
                self.sheet.write_number(row + offset, _FIGURE, value, self.share)

    def _judgement(self, row: int, sums: Mapping[str, str] | None) -> None:
        plan, home = self.front.plan, self.front.home
        if home is not None and sums is not None:
            texts = [say(key, self.lang) for key in ("within", "beyond")]
            formula = f'=IF({_cell(_FIRST + 1, _FIGURE)}<={sums["amount"]},"{texts[0]}","{texts[1]}")'
            self._remark(row, "verdict_chosen", formula, texts[plan.highest > home.amount])
        warning = say("over_line", self.lang, rule=plan.warning) if plan.warning else say("no_warning", self.lang)
        self._remark(row + 1, "warning", None, warning)

    def _remark(self, row: int, key: str, formula: str | None, text: str) -> None:
        self.sheet.write_string(row, _RIGHT, say(key, self.lang), self.label)
        self.sheet.write_blank(row, _RIGHT + 1, None, self.label)
        width = sum(_WIDTHS[_FIGURE : _LAST + 1])
        self.sheet.set_row(row, max(line_count(text, width) * LINE_HEIGHT + 6, ROW_HEIGHT))
        self.sheet.merge_range(row, _FIGURE, row, _LAST, "", self.text)
        if formula:
            self.sheet.write_formula(row, _FIGURE, formula, self.text, text)
        else:
            self.sheet.write_string(row, _FIGURE, text, self.text)

    def _household(self, home: Household, row: int) -> tuple[int, dict[str, str]]:
        """Draw the statement on the left and what it comes to on the right; give the next row and where the sums stand."""
        self._section(row, 0, 1, "affordability")
        self._section(row, _RIGHT, _LAST, "amount")
        sums, at = {}, row + 1
        for key in ("income", "fixed", "flexible"):
            sums[key] = _cell(at, 1)
            at = self._group(home, key, at)
        three = f"{sums['income']},{sums['fixed']},{sums['flexible']}"
        right = row + 1
        surplus = f"={sums['income']}-{sums['fixed']}-{sums['flexible']}"
        self._figure(right, "surplus", surplus, home.surplus / FEN_IN_YUAN, self.amount)
        self._figure(right + 1, "amount", f"=AR_AFFORDABLE({three})", home.amount / FEN_IN_YUAN, self.strong_amount)
        sums["amount"] = _cell(right + 1, _FIGURE)
        for place, (fall, amount) in enumerate(home.stress, right + 2):
            percent = float(fall)
            lower = f"ROUND({sums['income']}*(1-{percent}),2),{sums['fixed']},{sums['flexible']}"
            yuan = amount / FEN_IN_YUAN
            self._figure(place, "stress", f"=AR_AFFORDABLE({lower})", yuan, self.amount, fall=f"{percent:.0%}")
        return max(at, right + 2 + len(home.stress)), sums

    def _group(self, home: Household, key: str, row: int) -> int:
        """Draw one group of lines under its sum, or the sum alone as an input."""
        total = getattr(home, key) / FEN_IN_YUAN
        if not self.front.lines:
            self.sheet.write_string(row, 0, say(key, self.lang), self.label)
            self.sheet.write_number(row, 1, total, self.input["principal"])
            return row + 1
        lines = getattr(self.front.policy, key)
        self.sheet.write_string(row, 0, say(key, self.lang), self.strong)
        self.sheet.write_formula(
            row, 1, f"=SUM({_cell(row + 1, 1)}:{_cell(row + len(lines), 1)})", self.strong_amount, total
        )
        indented = self.formats.make(align="left", indent=3, bottom=1, bottom_color=HAIRLINE)
        for place, line in enumerate(lines, row + 1):
            self.sheet.write_string(place, 0, line.zh if self.lang == "zh" else line.en, indented)
            self.sheet.write_number(
                place, 1, float(self.front.lines.get(line.key, Decimal(0))), self.input["principal"]
            )
        return row + 1 + len(lines)

    def _options(self, found: pd.DataFrame, sums: Mapping[str, str], row: int) -> None:
        self._section(row, 0, _LAST, "options")
        for place, key in enumerate(_OPTIONS):
            right = 2 <= place <= 6  # noqa: PLR2004  # the columns of numbers
            self.sheet.write_string(row + 1, place, say(key, self.lang), self.formats.heading(right=right))
        looks = (self.text, self.label, self.count, self.amount, self.amount, self.amount, self.share)
        yes, no = say("yes", self.lang), say("no", self.lang)
        for at, option in enumerate(found.to_dict("records"), row + 2):
            name = str(option["option_zh" if self.lang == "zh" else "option"])
            yuan = (float(option[f"{key}_fen"]) / FEN_IN_YUAN for key in ("payment", "last_payment", "total_cost"))
            cells = (name, method_word(option["method"], self.lang), int(option["n"]), *yuan, float(option["apr"]))
            for place, (cell, look) in enumerate(zip(cells, looks, strict=True)):
                self.sheet.write(at, place, cell, look)
            fits = f'=IF(MAX({_cell(at, 3)},{_cell(at, 4)})<={sums["amount"]},"{yes}","{no}")'
            self.sheet.write_formula(at, _LAST, fits, self.label, yes if option["fits"] else no)
            self.sheet.set_row(at, line_count(name, _WIDTHS[0]) * LINE_HEIGHT + 6)
        self._reasons(found, sums, row + 2 + len(found))

    def _reasons(self, found: pd.DataFrame, sums: Mapping[str, str], row: int) -> None:
        colon = "：" if self.lang == "zh" else ": "
        for at, option in enumerate(found.to_dict("records"), row):
            name = option["option_zh" if self.lang == "zh" else "option"]
            reason = f"{name}{colon}{option[f'verdict_{self.lang}']}"
            self.sheet.merge_range(at, 0, at, _LAST, reason, self.text)
            self.sheet.set_row(at, line_count(reason, sum(_WIDTHS)) * LINE_HEIGHT + 6)
        wanted, home = self.front.wanted, self.front.home
        payable = home.amount / FEN_IN_YUAN if home else 0
        held = (
            f"{self.terms['principal']}={wanted.principal_fen / FEN_IN_YUAN}",
            f"ROUND({self.terms['rate']}-{float(wanted.annual_rate)},9)=0",
            f"ROUND({sums['amount']}-{payable},2)=0",
        )
        same, changed = say("same", self.lang), say("changed", self.lang)
        formula = f'=IF(AND({",".join(held)}),"{same}","{changed}")'
        self.sheet.write_formula(row + len(found), 0, formula, self.formats.note, same)


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
