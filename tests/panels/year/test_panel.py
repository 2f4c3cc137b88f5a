"""The virtual year on the screen: decisions above, roads below, in both languages."""

import pytest

from arrears import panels
from arrears.panels.year.panel import YearPanel


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    page = panels.show("year")
    lead = page.kept["year"]
    lead._cases = 800
    lead.begin()
    return page, YearPanel(page, lead)


def test_a_month_is_lived_and_told_beside_the_other_roads(shown):
    page, panel = shown
    panel.tone.value = "pressing"
    panel.live[0].click()
    panel.live[1].click()
    assert page.notice is None
    assert panel.lead.roads["own"].table["tone"].tolist() == ["pressing"] * 4
    for words in ("24 个月中的前 4 个月", "默认做法：", "对手：", "加人：", "<svg"):
        assert words in panel.board.value
    panel.live[2].click()
    assert all(each.disabled for each in panel.live)


def test_before_the_first_month_it_says_what_to_do(shown):
    page, panel = shown
    assert "再过一个月" in panel.board.value
    page.speak("en")
    english = YearPanel(page, panel.lead)
    assert "then live through a month" in english.board.value


def test_one_month_is_no_line(shown):
    _, panel = shown
    panel.live[0].click()
    assert "<polyline" not in panel.board.value


def test_a_wrong_number_of_collectors_is_kept_from_the_year(shown):
    page, panel = shown
    panel.collectors.value = 5
    assert panel.lead.decision.collectors == 5
    panel.collectors.value = 0
    assert panel.lead.decision.collectors is None
    assert page.notice is None


def test_begun_again_what_is_chosen_goes_on_to_hold(shown):
    _, panel = shown
    panel.strategy.value = "large"
    panel.seed.value = 9
    panel.live[0].click()
    panel._again()
    panel.live[0].click()
    assert panel.lead.seed == 9
    assert panel.lead.roads["own"].table["strategy"].tolist() == ["large"]
