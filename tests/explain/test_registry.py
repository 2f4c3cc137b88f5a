"""Health: no figure without an explanation, and no rule of money or staging that no explanation stands on."""

import ast
from pathlib import Path

import pytest

import arrears.rules
from arrears.explain.explanation import Quantity, Step
from arrears.explain.registry import MODULES, Derivation, explainer_of, explainers, explains

FIGURES = {
    "AR_AFFORDABLE",
    "AR_ALLOCATE",
    "AR_APR",
    "AR_BUCKET",
    "AR_CAN_CONTACT",
    "AR_CLASS",
    "AR_CONTACT_BLOCK",
    "AR_DPD",
    "AR_EAR",
    "AR_INSTALMENT",
    "AR_INTEREST",
    "AR_LATE_FEE",
    "AR_LEDGER_INTEREST",
    "AR_MASK",
    "AR_MIN_PAYMENT",
    "AR_NEXT_CONTACT",
    "AR_PLAN_OPTIONS",
    "AR_PLAN_STATUS",
    "AR_PRIORITY",
    "AR_PROMISE",
    "AR_SCHEDULE",
    "AR_STAGE",
    "AR_VALUE_AT_RISK",
    "AR_WORKDAY",
}

NO_FIGURE_OF_ITS_OWN = {
    "same_person": "who is one person names its ground itself",
    "resident_number": "a check digit",
    "expected_value": "ranks a list; the score beside it is explained",
    "name_keys": "what makes names alike, for same_person",
    "court_fee": "the dossier names its rule and source beside it",
    "reversal": "a payment that came back stands in the account itself",
    "working_day": "through the calendars, which know the days off",
    "agreement": "an agreement's state names its rule itself",
    "agreement_terms": "what an agreement lacks names its rule itself",
    "contact_frequency": "a contact check names its rule itself",
    "contact_hours": "a contact check names its rule itself",
    "contact_stops": "a contact check names its rule itself",
    "contact_visits": "a contact check names its rule itself",
    "conduct": "a conduct check names its words itself",
    "wording_score": "same: the words that decided are shown",
    "third_party": "a contact check names its rule itself",
    "roll_rates": "a count, shown with what it is out of",
    "proportion": "an interval beside a count",
    "shrunk_share": "a rate beside its count on the page of its model",
    "common_odds": "same",
    "trial_difference": "a trial shows both groups, difference and interval",
    "balance_waterfall": "its steps add up in the table itself",
    "masking": "what is shown, not a figure",
    "next_action": "an action names its rules in the list",
    "breach_steps": "same",
    "contagion": "changes a class in a whole table, and is named there",
    "day_count": "part of a schedule's period rates",
    "month_step": "dates of a schedule",
    "grace": "grace apart from the days past due",
    "instalment_allocation": "posting shows its lines",
    "instalments": "part of the plan status",
    "pause": "part of the plan status",
    "plan_options": "through the desk, which makes the plans first",
    "schedule": "through the desk, which reads the terms first",
    "settlement": "part of the plan status",
    "statement_interest": "statement runs show their ledger",
    "funnel": "counts of cases, step by step",
    "known_names": "hides a known name in a note: no figure",
    "total_due": "a sum of the case's own columns",
    "waiver": "the simulation names limit and approver itself",
    "texts": "no rule",
    "tolerance": "a limit that the explanations of plans look up in its policy",
}


def test_every_figure_of_money_and_staging_is_explained():
    assert set(explainers()) >= FIGURES


def test_every_rule_is_explained_or_says_why_not():
    rules = {
        path.stem for path in Path(arrears.rules.__path__[0]).iterdir() if path.stem not in {"__init__", "__pycache__"}
    }
    unexplained = rules - _rules_that_explanations_stand_on()
    assert unexplained <= set(NO_FIGURE_OF_ITS_OWN), (
        "write an explanation in lib/arrears/explain, or say why there is none"
    )


def _rules_that_explanations_stand_on():
    folder = Path(explainers.__code__.co_filename).parent
    bound = [path for path in (folder.parent / "in_force").glob("*.py") if path.stem != "__init__"]
    imports = _imported([folder / f"{module}.py" for module in MODULES])
    return _rules({*imports, *_imported([path for path in bound if f"arrears.in_force.{path.stem}" in imports])})


def _imported(paths):
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {node.module for node in found} | {f"{node.module}.{each.name}" for node in found for each in node.names}


def _rules(names):
    return {name.split(".")[2] for name in names if name.startswith("arrears.rules.")}


def test_every_module_of_explanations_is_listed():
    folder = Path(explainers.__code__.co_filename).parent
    engine = {"__init__", "engine", "explanation", "formula", "registry", "table", "wording"}
    # They tell what of a rule changed or must be checked, and explain no figure.
    engine |= {"rule_changes", "rule_checks"}
    assert {path.stem for path in folder.glob("*.py")} - engine == set(MODULES)


@pytest.mark.parametrize("name", ["AR_DPD", "ar_dpd", "dpd", "DPD", " =AR_DPD "])
def test_a_function_is_found_by_any_form_of_its_name(name):
    assert explainer_of(name)[0] == "AR_DPD"


def test_an_unknown_function_is_refused_with_those_there_are():
    with pytest.raises(
        ValueError, match="there is no explanation of 'AR_LUCK'; those there are: AR_AFFORDABLE, AR_ALLOCATE"
    ):
        explainer_of("AR_LUCK")


def test_a_figure_has_one_explanation():
    with pytest.raises(ValueError, match="AR_DPD is explained twice"):
        explains("AR_DPD")(lambda _: Derivation(1, "", (Step(Quantity("a", 1, "", "", "")),)))
