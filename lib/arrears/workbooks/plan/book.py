"""The workbook of a repayment plan: inputs, what can be paid, plans side by side, the schedule and its chart.

Figures are formulas of the spreadsheet's own functions, made from the policies' figures on a sheet of their own, beside the values
that they had when the file was written: it reads right in any spreadsheet program and follows its inputs without an add-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import PolicyError
from arrears.operations.experience.offers import offers
from arrears.operations.plans.options import method_word
from arrears.operations.plans.terms import plan_limits
from arrears.operations.plans.working import Household, Wanted, Worked, options, records_behind, worked
from arrears.policy.records import Affordability, RateWarning
from arrears.words import say
from arrears.workbooks.collector.layout import LISTS
from arrears.workbooks.collector.lists import ListsSheet
from arrears.workbooks.collector.meta import HiddenLists
from arrears.workbooks.native.figures import Figures
from arrears.workbooks.native.formulas import PLAN_CELLS
from arrears.workbooks.native.rules_sheet import RulesSheet
from arrears.workbooks.plan.front import FrontSheet, Lines
from arrears.workbooks.plan.schedule import ScheduleSheet, schedule_values
from arrears.workbooks.reports.notes import Legend, NotesSheet, lines_of
from arrears.workbooks.sheets.book import write_book
from arrears.workbooks.sheets.styles import INK, INPUT_FILL, Tone

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.policy import Policies
    from arrears.workbooks.sheets.saving import Written


def write_plan(
    path: Path,
    wanted: Wanted,
    policies: Policies,
    *,
    home: Household | None = None,
    plan: Worked | None = None,
    lines: Lines | None = None,
    lang: str = "zh",
) -> Written:
    """Write a plan's workbook whole or not at all; the same content gives the same bytes.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    wanted : Wanted
        The debt and its terms.
    policies : Policies
        Whose rules apply.
    home : Household, optional
        What can be paid; without it the parts about affordability and options are left out.
    plan : Worked, optional
        The plan to show; the first that fits unless given, or else the one with the lowest instalment.
    lines : dict, optional
        The household's statement in yuan by the keys of its policy's lines; only the sums unless given.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ValueError
        If neither a household nor a plan is given, or a plan cannot be.
    ArrearsError
        If the file cannot be written.
    """
    found = None if home is None or wanted.fee_rate else options(wanted, home.amount, policies)
    if plan is None:
        if found is None:
            raise ValueError("give a household, so that a plan can be chosen, or a plan; neither was given")
        wanted, plan = _chosen(wanted, found, policies)
    offered = None if home is None or wanted.fee_rate else offers(wanted, home, policies)
    policy, limits = policies.get(Affordability, wanted.on), plan_limits(policies, wanted.on)
    figures, hidden = Figures(policies, wanted.on, lang), ListsSheet()
    front = FrontSheet(
        wanted, plan, home, found, offered, lines or {}, policy, limits, _ceiling(wanted, policies), figures
    )
    inputs = front.inputs(lang)
    terms = {"lent": "principal", "year_rate": "rate", "start": "on"}
    cells = {key: inputs[terms.get(key, key)] for key in PLAN_CELLS}
    made = hidden.plan(cells, figures.rises, schedule_values(plan), len(plan.table) + 1)
    schedule = ScheduleSheet(wanted, plan, inputs, made)
    title = say("workbooks.plan.title", lang)
    return write_book(
        path,
        (
            front,
            schedule,
            _notes(wanted, policies, lang),
            RulesSheet(figures, as_of=inputs["on"]),
            HiddenLists(LISTS, hidden),
        ),
        as_of=wanted.on,
        title=title,
        currency=policies.profile.currency,
        lang=lang,
    )


def _ceiling(wanted: Wanted, policies: Policies) -> RateWarning | None:
    """Give the line above which a cost is warned of; most profiles have none."""
    try:
        return policies.get(RateWarning, wanted.on)
    except PolicyError:
        return None


def _chosen(wanted: Wanted, found: pd.DataFrame, policies: Policies) -> tuple[Wanted, Worked]:
    """Take the first plan that fits, or the last, which asks least a month."""
    row = found[found["fits"]].iloc[0] if found["fits"].any() else found.iloc[-1]
    method = str(row["method"])
    own = Wanted(wanted.principal_fen, wanted.annual_rate, wanted.fee_rate, wanted.first_due, wanted.on, method)
    return own, worked(own, int(row["n"]), policies)


def _notes(wanted: Wanted, policies: Policies, lang: str) -> NotesSheet:
    profile = policies.profile.title_zh if lang == "zh" else policies.profile.title
    return NotesSheet(
        name=say("workbooks.plan.book.notes", lang),
        title=say("workbooks.plan.about", lang),
        facts=(
            (say("workbooks.plan.days_label", lang), wanted.on.isoformat()),
            (say("workbooks.plan.profile_label", lang), profile),
            (say("workbooks.plan.method", lang), method_word(wanted.method, lang)),
        ),
        legend=(
            Legend(
                say("workbooks.plan.input_sample", lang),
                Tone(INPUT_FILL, INK),
                say("workbooks.plan.input_meaning", lang),
            ),
            Legend(
                say("workbooks.plan.formula_sample", lang),
                Tone("#FFFFFF", INK),
                say("workbooks.plan.formula_meaning", lang),
            ),
        ),
        rules=lines_of(records_behind(policies, wanted.on), policies, lang),
    )
