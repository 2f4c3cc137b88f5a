"""Is it real? on the screen: how to start one where there is none; else differences, the day, the rules, the estimate, in both languages."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.operations.experience.strategy import Strategy
from arrears.panels.shell.session import Session
from arrears.panels.trial import model
from arrears.panels.trial.panel import TrialPanel
from arrears.rules.trial_difference import share_difference
from arrears.store import open_store
from arrears.store.access.viewing import SignedIn
from arrears.store.records import Payment
from arrears.store.secrets.keys import Keys, new_key
from arrears.store.state.case_list import place_cases
from arrears.store.state.trials import begin, told, trials

PERSONS, KEY = 120, new_key()
BEGUN = datetime(2026, 11, 2, 4, tzinfo=UTC)
TODAY = (BEGUN + timedelta(days=40)).date()
EVENINGS = Strategy("晚间致电", ("call",), (18,))


@contextmanager
def desk(folder, now):
    with open_store(folder / "trial.db", clock=lambda: now, keys=lambda: Keys(KEY)) as store:
        yield store


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Give a folder with a store of 120 cases in which nothing was tried."""
    folder = tmp_path_factory.mktemp("begun")
    cases = pd.DataFrame(
        {"case_id": [f"A{number}" for number in range(PERSONS)], "due_date": "2026-10-01", "principal": 8000}
    )
    with desk(folder, BEGUN) as store:
        place_cases(store, cases.assign(collector="王芳"), actor="lead", as_of=BEGUN.date())
    return folder


@pytest.fixture(scope="module")
def forty_days_later(begun, tmp_path_factory):
    """Give a folder with the same store after a trial in which the new group alone paid."""
    folder = tmp_path_factory.mktemp("tried")
    shutil.copy(begun / "trial.db", folder)
    with desk(folder, BEGUN) as store:
        trial = begin(SignedIn(store, "李组长", "lead"), EVENINGS, BEGUN.date(), 7, None, 60)
    mine = sorted(case for case, arm in trial.arms.items() if arm == "challenger")
    paid = {"happened_at": BEGUN + timedelta(days=9), "actor": "bank"}
    with desk(folder, BEGUN + timedelta(days=40)) as store:
        store.append(
            [
                Payment(case_id=case, key=f"p{case}", amount_fen=100_000 + place, **paid)
                for place, case in enumerate(mine)
            ]
        )
    return folder


@pytest.fixture
def tried(forty_days_later, tmp_path):
    """Give a copy of that store, open."""
    shutil.copy(forty_days_later / "trial.db", tmp_path)
    with desk(tmp_path, BEGUN + timedelta(days=40)) as store:
        yield store


def shown(store, lang="zh"):
    page = panels.show("trial", Session(store, "李组长", lang=lang, as_of=TODAY))
    return page, TrialPanel(page, page.kept["trial"])


def test_where_no_trial_was_begun_it_says_how_to_begin_one(begun):
    with desk(begun, BEGUN) as store:
        page, panel = shown(store)
        assert page.notice is None
        assert "还没有试验" in panel.board.value
        assert "<code>arrears trial start 晚间.toml</code>" in panel.board.value
        assert panel.controls.layout.display == "none"
        with pytest.raises(ArrearsError, match="arrears trial start"):
            panel.view.told()
        page.speak("en")
        assert "There is no trial yet" in TrialPanel(page, panel.view).board.value


def test_it_tells_what_the_command_tells(tried):
    _, panel = shown(tried, "en")
    made = told(tried, trials(tried)[-1], TODAY).verdict
    assert panel.view.told().verdict == made
    known = f"known {made.known_on}" if made.known_on else "it takes more persons or more time"
    for words in (
        f"{made.measures['money'].difference:+,.2f}", f"your own ({made.persons[0]} persons)", known,
        "far beyond chance, by a bound", "nothing to estimate from", "better",
    ):  # fmt: skip
        assert words in panel.board.value


def test_every_stopping_rule_says_whether_it_is_met(tried):
    _, panel = shown(tried)
    assert panel.view.told().verdict.rules == {"complaints": False, "breaches": False, "found": True, "over": False}
    assert panel.board.value.count("✓ 已达到") == 1
    assert panel.board.value.count("未达到") == 3
    assert panel.board.value.count("更好") >= 1


def test_the_estimate_from_the_past_is_called_one(tried, monkeypatch):
    monkeypatch.setattr(
        model, "told", lambda *asked: told(*asked)._replace(estimate=share_difference((30, 60), (100, 100), 1.96))
    )
    _, panel = shown(tried)
    assert "不是证明" in panel.board.value
    assert "30.0%" in panel.board.value
    assert "+30.0个百分点" in panel.board.value


def test_before_its_last_day_a_difference_that_may_be_chance_leads_and_is_not_called_better(tried, monkeypatch):
    def less_sure(*asked):
        made = told(*asked)
        return made._replace(verdict=made.verdict._replace(rules=made.verdict.rules | {"found": False}))

    monkeypatch.setattr(model, "told", less_sure)
    _, panel = shown(tried)
    assert "目前占优" in panel.board.value
    assert "更好" not in panel.board.value


def test_a_lead_ends_it_with_a_reason_and_looks_at_it_again_beside_the_next(tried):
    page, panel = shown(tried)
    panel.ending.click()
    assert "原因" in page.notice.text("zh")
    panel.reason.value = "差异明显"
    panel.ending.click()
    assert page.notice.level == "done"
    assert trials(tried)[-1].ended == "差异明显"
    assert "差异明显" in panel.board.value
    assert panel.ending.layout.display == "none"
    with pytest.raises(ArrearsError, match="ended on"):
        panel.view.end("再次")
    begin(SignedIn(tried, "李组长", "lead"), Strategy("早上短信", ("sms",), (8,)), TODAY, 8, None, None)
    page.look()
    assert [number for _, number in panel.which.options] == ["T2", "T1"]
    panel.which.value = "T2"
    assert "早上短信" in panel.board.value
    page.speak("en")
    assert page.kept["trial"].number == "T2"
