"""The first sheet of a repayment plan's workbook: the terms, what can be paid, plans side by side, the plan chosen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xlsxwriter.utility import quote_sheetname

from arrears.operations.plans.options import method_word
from arrears.tables.schedules import METHOD_WORDS
from arrears.units import FEN_IN_YUAN
from arrears.words import say
from arrears.workbooks.native.formulas import case_row, filled
from arrears.workbooks.plan.options import LAST, WIDTHS, Looks, PlansSideBySide, cell
from arrears.workbooks.plan.schedule import cash_flows
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    line_count,
    set_up_paper,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.operations.experience.offers import Offers
    from arrears.operations.plans.working import Household, Wanted, Worked
    from arrears.policy.records import Affordability, RateWarning
    from arrears.rules.schedule import Limits
    from arrears.workbooks.native.figures import Figures
    from arrears.workbooks.sheets.styles import Formats

Lines: TypeAlias = "Mapping[str, Decimal]"
"""A household's statement in yuan by the keys of its policy's lines."""

CALC_ID = 191029
"""A current Excel takes stored results as they are; an older number makes it calculate again, which takes time."""
_TERMS = ("principal", "rate", "fee_rate", "first_due", "on", "method", "months")
_FIRST = 4
"""The row of the first term, counted from 0."""
_RIGHT, _FIGURE = 3, 5


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
    offers : Offers or None
        Plans in the order in which they are offered.
    lines : dict
        The household's statement; empty where only the sums are known.
    policy : Affordability
        The statement's lines, and by how much the income falls under stress.
    limits : Limits
        What every plan must keep.
    ceiling : RateWarning or None
        The yearly cost above which a warning is shown, if the profile has one.
    figures : Figures
        What the formulas rest on.
    """

    wanted: Wanted
    plan: Worked
    home: Household | None
    options: pd.DataFrame | None
    offers: Offers | None
    lines: Lines
    policy: Affordability
    limits: Limits
    ceiling: RateWarning | None
    figures: Figures

    def inputs(self, lang: str) -> dict[str, str]:
        """Give where each term stands, for formulas on other sheets."""
        sheet = quote_sheetname(say("workbooks.plan.sheet", lang))
        return {key: f"{sheet}!{cell(_FIRST + place, 1)}" for place, key in enumerate(_TERMS)}

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        workbook.set_calc_mode("auto", CALC_ID)
        workbook.calc_on_load = False
        sheet = workbook.add_worksheet(say("workbooks.plan.sheet", lang))
        set_up_paper(sheet, say("workbooks.plan.nobody", lang), say("workbooks.sheets.page", lang))
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        sheet.set_default_row(ROW_HEIGHT)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("workbooks.plan.title", lang), formats.title)
        sheet.write_string(1, 0, say("workbooks.plan.note", lang), formats.note)
        sheet.freeze_panes(2, 0)
        _Front(self, sheet, formats, lang).draw()


class _Front:
    """Draws one sheet, part by part."""

    def __init__(self, front: FrontSheet, sheet: Worksheet, formats: Formats, lang: str) -> None:
        self.front, self.sheet, self.formats, self.lang = front, sheet, formats, lang
        self.terms = {key: cell(_FIRST + place, 1) for place, key in enumerate(_TERMS)}
        self.looks = Looks(formats)

    def draw(self) -> None:
        row = self._terms()
        home, options, sums = self.front.home, self.front.options, None
        if home is not None:
            row, sums = self._household(home, row + 1)
        self._chosen(sums)
        if home is None or options is None or sums is None:
            return
        self._section(row + 1, 0, LAST, "options")
        shown = PlansSideBySide(
            options, self.front.wanted, home.amount, self.terms, sums["amount"], self.looks, self._offers(), self.lang
        )
        shown.draw(self.sheet, row + 2)

    def _offers(self) -> list[str]:
        """Say which plan is offered first and why, and what the chance rests on."""
        if (found := self.front.offers) is None:
            return []
        best = say("workbooks.plan.best_offer", self.lang, offer=found.best.text(self.lang))
        return [best, found.basis.text(self.lang)]

    def _section(self, row: int, first: int, last: int, key: str) -> None:
        for column in range(first + 1, last + 1):
            self.sheet.write_blank(row, column, None, self.formats.section)
        self.sheet.write_string(row, first, say(f"workbooks.plan.{key}", self.lang), self.formats.section)

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
            self.sheet.write_string(row, 0, say(f"workbooks.plan.{key}", self.lang), self.looks.label)
            if key in {"first_due", "on"}:
                self.sheet.write_datetime(row, 1, value, self.looks.input[key])
            else:
                self.sheet.write(row, 1, value, self.looks.input[key])
        self._validate()
        held, changed = say("workbooks.plan.months_held", self.lang), say("workbooks.plan.disagrees", self.lang)
        notice = f'=IF({self.terms["months"]}={values["months"]},"{held}","{changed}")'
        self.sheet.write_formula(_FIRST + len(values), 0, notice, self.looks.note, held)
        return _FIRST + len(values) + 2

    def _validate(self) -> None:
        """Refuse what no plan can be while it is typed: 12 for 12 %, a term beyond the cap."""
        methods = [method_word(method, self.lang) for method in METHOD_WORDS]
        between = {"validate": "decimal", "criteria": "between", "minimum": 0}
        rules = {
            "principal": {"validate": "decimal", "criteria": ">", "value": 0},
            "rate": {**between, "maximum": float(self.front.limits.annual_rate)},
            "fee_rate": {**between, "maximum": float(self.front.limits.fee_rate)},
            "months": {**between, "validate": "integer", "minimum": 1, "maximum": self.front.limits.max_months},
            "method": {"validate": "list", "source": methods},
        }
        for key, rule in rules.items():
            self.sheet.data_validation(self.terms[key], rule)

    def _figure(self, row: int, key: str, formula: str, value: float, look: Format, **blanks: object) -> None:
        """Write a figure of the right side: a label, and a live formula with the value that it has now."""
        strong = look is self.looks.strong_amount
        self.sheet.write_string(
            row,
            _RIGHT,
            say(f"workbooks.plan.{key}", self.lang, **blanks),
            self.looks.strong if strong else self.looks.label,
        )
        self.sheet.write_blank(row, _RIGHT + 1, None, self.looks.label)
        self.sheet.write_formula(row, _FIGURE, formula, look, value)
        for column in range(_FIGURE + 1, LAST + 1):
            self.sheet.write_blank(row, column, None, self.looks.label)

    def _chosen(self, sums: Mapping[str, str] | None) -> None:
        plan = self.front.plan
        self._section(_FIRST - 1, _RIGHT, LAST, "chosen")
        body = f"{quote_sheetname(say('workbooks.plan.schedule_sheet', self.lang))}!"
        last = 4 + len(plan.table)
        column = {
            key: f"{body}${letter}$5:${letter}${last}"
            for key, letter in (("payment", "D"), ("interest", "F"), ("fee", "G"))
        }
        first = int(plan.table["payment_fen"].iloc[0])
        figures = (
            ("instalment", f"={body}$D$5", first, self.looks.strong_amount),
            ("highest", f"=MAX({column['payment']})", plan.highest, self.looks.amount),
            ("interest_total", f"=SUM({column['interest']})", plan.interest, self.looks.amount),
            ("fee_total", f"=SUM({column['fee']})", plan.fees, self.looks.amount),
            ("paid_total", f"=SUM({column['payment']})", plan.paid, self.looks.amount),
        )
        for row, (key, formula, fen, look) in enumerate(figures, _FIRST):
            self._figure(row, key, formula, fen / FEN_IN_YUAN, look)
        self._cost(_FIRST + len(figures))
        self._judgement(_FIRST + len(figures) + 2, sums)

    def _cost(self, row: int) -> None:
        """Write the yearly cost of what is truly paid: by months after a regular start, else by days (CN-13a)."""
        plan, terms = self.front.plan, self.terms
        flows = cash_flows(len(plan.table), self.lang)
        by_days = f"12*((1+XIRR({flows.amounts},{flows.days}))^(1/12)-1)"
        apr = f"=IF(EDATE({terms['on']},1)={terms['first_due']},12*IRR({flows.amounts}),{by_days})"
        self._figure(row, "plan_apr", apr, plan.apr, self.looks.share)
        self._figure(row + 1, "plan_ear", f"=(1+{cell(row, _FIGURE)}/12)^12-1", plan.ear, self.looks.share)

    def _judgement(self, row: int, sums: Mapping[str, str] | None) -> None:
        plan, home = self.front.plan, self.front.home
        if home is not None and sums is not None:
            texts = [say(f"workbooks.plan.{key}", self.lang) for key in ("within", "beyond")]
            formula = f'=IF({cell(_FIRST + 1, _FIGURE)}<={sums["amount"]},"{texts[0]}","{texts[1]}")'
            self._remark(row, "verdict_chosen", formula, texts[plan.highest > home.amount])
        ceiling, below = self.front.ceiling, say("workbooks.plan.no_warning", self.lang)
        if ceiling is None:
            self._remark(row + 1, "warning", None, below)
            return
        above = say("workbooks.plan.over_line", self.lang, rule=ceiling.rule)
        formula = f'=IF(ROUND({cell(row - 2, _FIGURE)},4)>{float(ceiling.yearly)},"{above}","{below}")'
        self._remark(row + 1, "warning", formula, above if plan.warning else below)

    def _remark(self, row: int, key: str, formula: str | None, text: str) -> None:
        self.sheet.write_string(row, _RIGHT, say(f"workbooks.plan.{key}", self.lang), self.looks.label)
        self.sheet.write_blank(row, _RIGHT + 1, None, self.looks.label)
        width = sum(WIDTHS[_FIGURE : LAST + 1])
        self.sheet.set_row(row, max(line_count(text, width) * LINE_HEIGHT + 6, ROW_HEIGHT))
        self.sheet.merge_range(row, _FIGURE, row, LAST, "", self.looks.text)
        if formula:
            self.sheet.write_formula(row, _FIGURE, formula, self.looks.text, text)
        else:
            self.sheet.write_string(row, _FIGURE, text, self.looks.text)

    def _household(self, home: Household, row: int) -> tuple[int, dict[str, str]]:
        """Draw the statement on the left and what it comes to on the right; give the next row and where the sums stand."""
        self._section(row, 0, 1, "affordability")
        self._section(row, _RIGHT, LAST, "amount")
        sums, at = {}, row + 1
        for key in ("income", "fixed", "flexible"):
            sums[key] = cell(at, 1)
            at = self._group(home, key, at)
        right = row + 1
        surplus = f"={sums['income']}-{sums['fixed']}-{sums['flexible']}"
        self._figure(right, "surplus", surplus, home.surplus / FEN_IN_YUAN, self.looks.amount)
        self._figure(right + 1, "amount", self._affordable(sums), home.amount / FEN_IN_YUAN, self.looks.strong_amount)
        sums["amount"] = cell(right + 1, _FIGURE)
        for place, (fall, amount) in enumerate(home.stress, right + 2):
            percent = float(fall)
            lower = sums | {"income": f"ROUND({sums['income']}*(1-{percent}),2)"}
            yuan = amount / FEN_IN_YUAN
            self._figure(place, "stress", self._affordable(lower), yuan, self.looks.amount, fall=f"{percent:.0%}")
        return max(at, right + 2 + len(home.stress)), sums

    def _affordable(self, sums: Mapping[str, str]) -> str:
        """Give the formula of what can be paid a month."""
        native = case_row(self.front.figures)
        surplus = f"({native['_surplus'].removeprefix('=')})"
        return filled(native["affordable"].replace("{_surplus}", surplus), sums)

    def _group(self, home: Household, key: str, row: int) -> int:
        """Draw one group of lines under its sum, or the sum alone as an input."""
        total = getattr(home, key) / FEN_IN_YUAN
        if not self.front.lines:
            self.sheet.write_string(row, 0, say(f"workbooks.plan.{key}", self.lang), self.looks.label)
            self.sheet.write_number(row, 1, total, self.looks.input["principal"])
            return row + 1
        lines = getattr(self.front.policy, key)
        self.sheet.write_string(row, 0, say(f"workbooks.plan.{key}", self.lang), self.looks.strong)
        self.sheet.write_formula(
            row, 1, f"=SUM({cell(row + 1, 1)}:{cell(row + len(lines), 1)})", self.looks.strong_amount, total
        )
        indented = self.formats.make(align="left", indent=3, bottom=1, bottom_color=HAIRLINE)
        for place, line in enumerate(lines, row + 1):
            self.sheet.write_string(place, 0, line.zh if self.lang == "zh" else line.en, indented)
            self.sheet.write_number(
                place, 1, float(self.front.lines.get(line.key, Decimal(0))), self.looks.input["principal"]
            )
        return row + 1 + len(lines)
