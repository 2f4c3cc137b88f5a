"""What native formulas may hold: no number of law, no function that a spreadsheet of 2016 lacks, no name that nobody defines."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies
from arrears.policy.reader import PROFILES
from arrears.workbooks.native.figures import Figures
from arrears.workbooks.native.formulas import (
    FUNCTIONS,
    NUMBERS,
    case_row,
    check_row,
    contact_row,
    functions_in,
    numbers_in,
    plan_line,
    plan_terms,
)
from arrears.workbooks.native.rules_sheet import RulesSheet
from arrears.workbooks.sheets.book import write_book

ON = date(2026, 11, 24)
_LONGEST, _DEEPEST = 8192, 64
"""Excel's own limits of a formula."""


def templates(figures):
    counted = {"called": ["contact_called"], **{cap.key: [f"contact_{cap.key}"] for cap in figures.caps}}
    every = [
        case_row(figures),
        contact_row(figures.caps),
        check_row(figures, counted),
        plan_terms(figures.rises, "$A$1:$A$60"),
    ]
    every += [plan_line(first=True), plan_line(first=False)]
    return [formula for group in every for formula in group.values()]


@pytest.fixture(params=[*PROFILES, "house"])
def figures(request, invented_house):
    policies = Policies("cn", invented_house) if request.param == "house" else Policies(request.param)
    return Figures(policies, ON, "zh")


def test_no_number_but_0_1_and_100_stands_in_a_formula(figures):
    assert set().union(*map(numbers_in, templates(figures))) <= NUMBERS


def test_formulas_use_functions_that_every_spreadsheet_has_had_since_2007(figures):
    assert set().union(*map(functions_in, templates(figures))) <= FUNCTIONS


def test_every_name_in_a_formula_is_defined_and_every_figure_is_used(figures):
    bare = [re.sub(r'"[^"]*"|\{[^}]*\}', " ", formula) for formula in templates(figures)]
    used = {name for formula in bare for name in re.findall(r"[a-z][a-z0-9_]*(?![a-z0-9_(])", formula)}
    given_names = {figure.name for figure in figures.single} | {
        name for grid in figures.grids for name in grid.names if name
    }
    counted = {f"contact_{cap.key}" for cap in figures.caps} | {"contact_called"}
    assert used - given_names - counted == {"as_of"}
    # Shown for people: the shortest plan that may be offered, and a promise that was taken back, which no sum tells.
    shown = {"plan_fewest", "promise_withdrawn"}
    # What the collector's list asks, whose formulas stand in `arrears.workbooks.collector.native`.
    on_the_list = {"promise_days", "hours_opens", "hours_closes"}
    assert given_names - used <= shown | on_the_list


def test_no_formula_is_longer_or_deeper_than_excel_takes(figures):
    for formula in templates(figures):
        filled = re.sub(r"\{[^}]*\}", "$AAA$10000", formula)
        depth = deepest = 0
        for sign in re.sub(r'"[^"]*"', "", filled):
            depth += (sign == "(") - (sign == ")")
            deepest = max(deepest, depth)
        assert depth == 0, formula
        assert deepest <= _DEEPEST, formula
        assert len(filled) <= _LONGEST, formula


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_rules_names_every_figure_with_its_rule_and_source(figures, lang, tmp_path):
    own = Figures(figures.policies, ON, lang)
    path = write_book(tmp_path / "rules.xlsx", [RulesSheet(own)], as_of=ON, title="rules", lang=lang).path
    assert path.exists()
    for figure in own.single:
        assert figure.ground is None or (figure.ground.rule and figure.ground.source), figure.name


def test_a_figure_names_the_house_that_changed_it(invented_house):
    grounds = {
        figure.name: figure.ground.rule
        for figure in Figures(Policies("cn", invented_house), ON).single
        if figure.ground
    }
    assert grounds["fee_rate_num"] == "X-FEE"
    assert grounds["plan_most"] == "X-PLANS"
    assert grounds["plan_fee_most_num"] == "HOUSE-PLAN"


def test_what_a_sheet_cannot_count_makes_no_contact_permitted():
    known = {profile: Figures(Policies(profile), ON).knows_contacts for profile in PROFILES}
    # Regulation F counts seven days and pauses after a conversation.
    assert known == {"cn": True, "cn_online": True, "cn_cfc": True, "us": False, "uk": True, "in": True, "hk": True}


@given(st.text(max_size=40))
def test_numbers_in_texts_and_cells_are_no_numbers_of_a_formula(text):
    quoted = text.replace('"', '""')
    assert numbers_in(f'=IF($AB$7="{quoted}",A1,{{x7}})') == set()


def test_no_name_can_be_taken_for_a_cell(figures):
    """``M7``, ``R``, ``C`` and ``fee1`` are cells: two words and an underscore are not."""
    names = [figure.name for figure in figures.single] + [name for grid in figures.grids for name in grid.names if name]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]+(_[a-z0-9]+)+", name)] == []
    assert len(names) == len(set(names))
