"""The left side of the calculator in a collector's workbook: the case, the terms, the household's budget.

What the list says stands beside what the collector has verified; what was typed counts, and where nothing was, the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import quote_sheetname

from arrears.operations.plans.options import method_word
from arrears.operations.plans.terms import plan_limits
from arrears.policy.records import PlanOptions
from arrears.workbooks.collector.calculator.looks import USED, cell
from arrears.workbooks.collector.layout import CASES, CONTACTS, PLAN_NAME
from arrears.workbooks.collector.looks import MOST_YUAN, error, validation
from arrears.workbooks.collector.places import day_cell, serial
from arrears.workbooks.collector.words import say
from arrears.workbooks.native.formulas import case_row, filled

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet as Sheet

    from arrears.workbooks.collector.calculator.looks import PlanLooks
    from arrears.workbooks.collector.calculator.values import Worksheet
    from arrears.workbooks.collector.live import Setting

TOP: Final = 4
"""The row of headings, counted from 0; terms begin below it."""
_TERMS: Final = ("case", "customer", "principal", "rate", "on", "first_due", "method", "months")
_HOME: Final = ("income", "fixed", "flexible", "affordable")
_BUDGET: Final = TOP + len(_TERMS) + 3
BOTTOM: Final = _BUDGET + len(_HOME)
"""The last row of the left side."""
_ROWS: Final = {key: TOP + 1 + place for place, key in enumerate(_TERMS)} | {
    key: _BUDGET + 1 + place for place, key in enumerate(_HOME)
}
_SUMS: Final = ("principal", "income", "fixed", "flexible")


def used(key: str) -> str:
    """Give the hidden cell of an input as it counts.

    >>> used("principal")
    '$Z$8'
    """
    return cell(_ROWS[key], USED)


def used_there(key: str, lang: str) -> str:
    """Give the same cell for a formula on another sheet.

    >>> used_there("principal", "en")
    'Plan!$Z$8'
    """
    return f"{quote_sheetname(PLAN_NAME[0 if lang == 'zh' else 1])}!{used(key)}"


@dataclass(frozen=True)
class Inputs:
    """The left side.

    Attributes
    ----------
    worked : Worksheet
        What it shows when opened.
    setting : Setting
        Language, rules, sizes.
    suggested : dict
        Formulas that propose ``method`` and ``months`` from the plans side by side.
    """

    worked: Worksheet
    setting: Setting
    suggested: dict[str, str]

    def draw(self, sheet: Sheet, looks: PlanLooks) -> None:
        """Write labels, what the list says, cells to fill in, and what counts."""
        lang = self.setting.lang
        for row, key in ((TOP, "plan_terms"), (_BUDGET, "plan_home")):
            for column in (1, 2):
                sheet.write_blank(row - 1, column, None, looks.section)
            sheet.write_string(row - 1, 0, say(key, lang), looks.section)
            sheet.write_blank(row, 0, None, looks.heading())
            for column, heading in enumerate(("from_list", "verified"), 1):
                sheet.write_string(row, column, say(heading, lang), looks.heading(right=True))
        for key, (formula, value) in self._given().items():
            self._row(sheet, looks, key, formula, value)
        self._affordable(sheet, looks)
        for key, rule in self._rules().items():
            sheet.data_validation(_ROWS[key], 2, _ROWS[key], 2, rule)

    @property
    def same(self) -> str:
        """Give a condition: the inputs are those for which figures were written."""
        worked = self.worked
        if not worked.case_id:
            return "FALSE"
        numbers = {
            "principal": worked.principal,
            "rate": worked.rate,
            "on": serial(worked.on),
            "first_due": serial(worked.first_due),
            "income": worked.income,
            "fixed": worked.living_costs,
            "flexible": 0,
        }
        lang = self.setting.lang
        return f"AND({','.join(_is(used_there(key, lang), number) for key, number in numbers.items())})"

    def _given(self) -> dict[str, tuple[str, Any]]:
        """Give what the list says of each input, as a formula and as its value now."""
        worked = self.worked
        option = worked.options[1 + worked.chosen] if len(worked.options) > 1 else ["", ""]
        method = method_word(option[0], self.setting.lang) if option[0] else ""
        return {
            "case": ("", None),
            "customer": (self._found("customer_name"), worked.customer),
            "principal": (self._found("total_due"), worked.principal),
            "rate": ("", worked.rate),
            "on": (f"={day_cell(self.setting.lang)}", serial(worked.on)),
            "first_due": (f'=IF({used("on")}="","",EDATE({used("on")},1))', serial(worked.first_due)),
            "method": (self.suggested["method"], method),
            "months": (self.suggested["months"], option[1]),
            "income": (self._found("monthly_income"), worked.income),
            "fixed": (self._found("living_costs"), worked.living_costs),
            "flexible": ("", 0),
        }

    def _found(self, key: str) -> str:
        ids, area = self.setting.area(CASES, "case_id"), self.setting.area(CASES, key)
        if not ids:
            return '=""'
        found = f"INDEX({area},MATCH({used('case')},{ids},0))"
        return f'=IFERROR(IF({found}="","",{found}),"")'

    def _row(self, sheet: Sheet, looks: PlanLooks, key: str, formula: str, value: Any) -> None:  # noqa: ANN401  # a cell's
        row = _ROWS[key]
        sheet.write_string(row, 0, say(key, self.setting.lang), looks.label)
        shown, own = looks.given(key), cell(row, 2)
        if formula:
            sheet.write_formula(row, 1, formula, shown, value)
        elif value is None:
            sheet.write_blank(row, 1, None, shown)
        else:
            sheet.write_number(row, 1, value, shown)
        if key == "case":
            sheet.write_string(row, 2, self.worked.case_id, looks.entry(key))
            sheet.write_formula(row, USED, f'=IF({own}="","",{own})', None, self.worked.case_id)
            return
        sheet.write_blank(row, 2, None, looks.given(key) if key == "customer" else looks.entry(key))
        sheet.write_formula(row, USED, f'=IF({own}="",{cell(row, 1)},{own})', None, value)

    def _affordable(self, sheet: Sheet, looks: PlanLooks) -> None:
        row, amount = _ROWS["affordable"], self.worked.affordable
        sheet.write_string(row, 0, say("affordable", self.setting.lang), looks.formats.make(bold=True, indent=1))
        sheet.write_blank(row, 1, None, looks.live())
        cells = {key: used(key) for key in ("income", "fixed", "flexible")}
        native = case_row(self.setting.figures)
        surplus = f"({native['_surplus'].removeprefix('=')})"
        formula = filled(native["affordable"].replace("{_surplus}", surplus), cells)
        sheet.write_formula(row, 2, formula, looks.live("amount", strong=True), amount)
        sheet.write_formula(row, USED, f"=N({cell(row, 2)})", None, amount or 0)

    def _rules(self) -> dict[str, dict[str, Any]]:
        """Refuse what no plan can be while it is typed."""
        lang, on = self.setting.lang, self.setting.as_of
        limits = plan_limits(self.setting.policies, on)
        methods = [method_word(key, lang) for key in self.setting.policies.get(PlanOptions, on).methods]
        between: dict[str, Any] = {"criteria": "between", "minimum": 0}
        rules: dict[str, dict[str, Any]] = {
            key: {"validate": "decimal", **between, "maximum": MOST_YUAN, **error("amount", lang)} for key in _SUMS
        }
        day = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1), **error("date", lang)}
        highest = float(limits.annual_rate)
        whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": limits.max_months}
        rules |= {
            "on": day,
            "first_due": day,
            "rate": {
                "validate": "decimal",
                **between,
                "maximum": highest,
                **error("share", lang, most=f"{highest:.0%}"),
            },
            "months": {**whole, **error("months", lang, most=limits.max_months, rule=limits.months_rule)},
            "method": {"validate": "list", "source": methods, **error("word", lang, heading=say("method", lang))},
        }
        if ids := self.setting.area(CASES, "case_id"):
            rules["case"] = validation(CONTACTS.column("case_id"), lang, ids)
        return rules


def _is(where: str, number: float | str) -> str:
    """Compare a cell with what was written, blanks apart."""
    if number == "":
        return f'{where}=""'
    return f"IF(ISNUMBER({where}),ROUND({where}-{number!r},9)=0,FALSE)"
