"""A lead's virtual year: what is decided holds, every road has the same luck, and what if is asked at any month."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from arrears.errors import ArrearsError
from arrears.panels.year.model import MONTHS, VirtualLead
from arrears.policy import Policies
from arrears.training.year.deciding import rival, usual
from arrears.training.year.simulating import Year

ON = date(2026, 11, 28)


@pytest.fixture
def lead():
    return VirtualLead(Policies(), ON, cases=800)


def lived(decisions):
    year = Year(800, 7, ON, Policies())
    return year.run(decisions)


def test_without_a_decision_of_ones_own_the_year_is_the_houses_default(lead):
    lead.live(4)
    assert lead.roads["own"].table.equals(lead.roads["default"].table)
    assert lead.roads["default"].table.equals(lived([usual(lead.behaviour)] * 4))


def test_what_was_decided_holds_from_the_next_month_on(lead):
    lead.live()
    lead.decide(tone="pressing", strategy="large", collectors=0)
    lead.live(2)
    lead.decide(collectors=None)
    lead.live()
    table = lead.roads["own"].table
    assert table["tone"].tolist() == ["friendly", "pressing", "pressing", "pressing"]
    assert table["strategy"].tolist() == ["even", "large", "large", "large"]
    assert table["collectors"].iloc[2] == 0 < table["collectors"].iloc[3]


def test_the_rival_is_the_seeds(lead):
    lead.live(MONTHS)
    assert lead.is_over
    assert lead.roads["rival"].table.equals(lived(rival(lead.behaviour, MONTHS, 7)))


def test_what_if_is_asked_at_any_month_and_lives_the_months_again(lead):
    lead.live(3)
    lead.cover(1.0)
    assert lead.roads["more"].table["cost_fen"].equals(lead.roads["default"].table["cost_fen"])
    lead.cover(3.0)
    wanted = lived([replace(usual(lead.behaviour), coverage=3.0)] * 3)
    assert lead.roads["more"].table.equals(wanted)


def test_the_last_month_is_not_passed(lead):
    lead.live(MONTHS + 5)
    assert {len(year.months) for year in lead.roads.values()} == {MONTHS}
    with pytest.raises(ArrearsError, match="begin again") as told:
        lead.live()
    assert "重新开始" in told.value.text("zh")


def test_begun_again_the_same_seed_gives_the_same_year_and_another_does_not(lead):
    lead.live(2)
    before = lead.beside()
    lead.begin()
    assert lead.month == 0
    lead.live(2)
    assert lead.beside().equals(before)
    lead.begin(8)
    lead.live(2)
    assert not lead.beside().equals(before)


@pytest.mark.parametrize(
    "changes", [{"tone": "angry"}, {"strategy": "loud"}, {"offer": "gold"}, {"collectors": -1}, {"collectors": 10**6}]
)
def test_what_there_is_not_to_choose_is_told_and_the_last_decision_stays(lead, changes):
    before = lead.decision
    with pytest.raises(ArrearsError) as told:
        lead.decide(**changes)
    assert str(next(iter(changes.values()))) in told.value.text("zh")
    assert lead.decision == before


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_that_is_none_is_told(lead, seed):
    with pytest.raises(ArrearsError, match=str(seed)):
        lead.begin(seed)


def test_there_is_nothing_to_compare_before_the_first_month(lead):
    for ask in (lead.beside, lambda: lead.book("zh")):
        with pytest.raises(ArrearsError, match="live through one first"):
            ask()


def test_the_workbook_holds_every_road(lead):
    lead.live(2)
    book = load_workbook(BytesIO(lead.book("en")), read_only=True)
    assert {"Your decisions", "House default", "Rival", "More collectors"} <= set(book.sheetnames)
