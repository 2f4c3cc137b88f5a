"""What stands beside a desk's rows is what the worksheet functions give for the same cells."""

import re
from datetime import date, datetime, time

import numpy as np
import openpyxl
import pandas as pd
import pytest
from workbooks.collector import collector_samples as samples
from workbooks.collector.test_book import rows_of

from arrears.operations.cases.ageing import class_scales
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy import Policies
from arrears.tables.contacts import OUTCOMES
from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.calculator.values import first_case, work_through
from arrears.workbooks.collector.checks import Calls, checks, unanswered
from arrears.workbooks.collector.layout import CASES, CONTACTS, PLAN_NAME, PROMISES, TODAY
from arrears.workbooks.collector.live import Setting
from arrears.workbooks.collector.native import Helpers, barred_words, state_formula
from arrears.workbooks.collector.places import serial
from arrears.workbooks.native.figures import Figures
from arrears.workbooks.native.formulas import FUNCTIONS, NUMBERS, functions_in, numbers_in
from xl_addin import context
from xl_addin import functions as xl

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl and data bars


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """Functions without a day of their own take the workbook's."""
    for module in ("ageing", "plans", "money"):
        monkeypatch.setattr(f"xl_addin.functions.{module}.today", lambda _policies: samples.AS_OF)
    assert context.house() is None


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def values(lang, tmp_path_factory):
    path = write_desk_book(tmp_path_factory.mktemp("desk") / "x.xlsx", samples.book(lang), samples.run(lang)).path
    return openpyxl.load_workbook(path, data_only=True)


def test_days_buckets_and_classes_are_the_functions_own(values, lang):
    for row in rows_of(CASES, lang, values, live=True):
        days = xl.ar_dpd(row["due_date"], samples.AS_OF)
        assert (row["dpd_live"], row["bucket_live"]) == (days, xl.ar_bucket(days))
        (scale, *_) = class_scales(samples.CN, samples.AS_OF).values()
        words = dict(zip(scale.labels_zh, scale.labels_zh if lang == "zh" else scale.labels_en, strict=True))
        assert row["class_live"] == words[xl.ar_class(days)]


def test_promises_have_the_status_that_the_function_gives(values, lang):
    seen = set()
    for row in rows_of(PROMISES, lang, values, live=True):
        if row["case_id"] is None:
            assert (row["status"] or "", row["days_left"] or "") == ("", "")
            continue
        became = xl.ar_promise(row["amount"], row["due_on"], row["paid"], samples.AS_OF)
        assert row["status"] == OUTCOME_WORDS[became][0 if lang == "zh" else 1]
        left = (row["due_on"].date() - samples.AS_OF).days
        assert (row["days_left"] or 0) == (left if became == "pending" else 0)
        seen.add(became)
    assert {"pending", "partial"} <= seen


def counted(row, rows, outcomes, *, outgoing, lang):
    """Count as a person would: earlier calls of that day with the holder, visits where this is one."""
    sheet = CONTACTS
    words = [sheet.column("outcome").word(one, lang) for one in outcomes]
    word = lambda key, of: sheet.column(key).word(of, lang)  # noqa: E731
    visit = word("channel", "visit")
    wanted = visit if row["channel"] == visit else word("channel", "call")
    others = (word("counterparty", "third_party"), word("counterparty", "guarantor"))
    return sum(
        other["case_id"] == row["case_id"]
        and other["at"] is not None
        and other["at"].date() == row["at"].date()
        and other["at"] < row["at"]
        and other["channel"] == wanted
        and other["outcome"] in words
        and other["counterparty"] not in others
        and not (outgoing and other["direction"] == word("direction", "in"))
        for other in rows
    )


def test_contacts_are_checked_as_the_functions_do(values, lang):
    rows = list(rows_of(CONTACTS, lang, values, live=True))
    seen = set()
    for row in rows:
        if row["case_id"] is None:
            assert (row["can"] or "") == ""
            continue
        tries = counted(row, rows, unanswered(samples.CN, samples.AS_OF), outgoing=True, lang=lang)
        talks = counted(row, rows, ["conversation"], outgoing=False, lang=lang)
        assert (row["tries"], row["talks"]) == (tries, talks)
        given = row["at"], row["channel"], tries, talks, row["consent"] in {"是", "yes"}
        stopped = row["case_id"] in {"A3", "A5"}
        third = row["counterparty"] == CONTACTS.column("counterparty").word("third_party", lang)
        may = xl.ar_can_contact(*given)
        words = {"zh": ("可以", "不可", "暂停催收", "先核实失联"), "en": ("yes", "no", "on hold", "holder first")}[lang]
        expected = words[2] if stopped else words[3] if third else words[0] if may else words[1]
        assert row["can"] == expected
        seen.add(expected)
        if expected == words[1]:
            assert row["block"] == xl.ar_contact_block(*given)
            assert serial(row["next"]) == pytest.approx(xl.ar_next_contact(*given))
        else:
            assert (row["block"] or "", row["next"] or "") == ("", "")
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("case", "at", "block"),
    [
        pytest.param("A1", "2026-11-23 13:00", "CBA-2", id="the seventh call after six that nobody answered"),
        pytest.param("A1", "2026-11-23 12:00", "", id="the sixth"),
        pytest.param("A2", "2026-11-23 07:59", "CBA-1", id="a minute before eight"),
        pytest.param("A1", "2026-11-23 08:00", "", id="eight"),
        pytest.param("A2", "2026-11-23 21:59", "", id="a minute before ten at night"),
        pytest.param("A2", "2026-11-23 22:00", "CBA-1", id="ten at night"),
        pytest.param("A2", "2026-11-23 22:30", "", id="at night with consent"),
        pytest.param("A3", "2026-11-23 10:00", "", id="a case on hold says so instead"),
    ],
)
def test_the_rule_that_forbids_a_contact_stands_beside_it(values, lang, case, at, block):
    when = datetime.fromisoformat(at)
    (row,) = (row for row in rows_of(CONTACTS, lang, values, live=True) if (row["case_id"], row["at"]) == (case, when))
    assert (row["block"] or "") == block


def test_the_first_sheet_says_what_the_first_minute_of_the_day_permits(values, lang):
    """The stored state is that of midnight: nobody who sees it in a protected view takes a night for a day."""
    midnight = datetime.combine(samples.AS_OF, time())
    seen = set()
    for row in rows_of(TODAY, lang, values, live=True):
        channel = row["_first_channel"] if "_first_channel" in row else row["first_channel"]
        rule = xl.ar_contact_block(midnight, channel, 0)
        assert (row["block"] or "") == rule
        assert row["state"] == ({"zh": "08:00起可联系", "en": "08:00 on"}[lang] if rule == "CBA-1" else row["state"])
        assert serial(row["next"]) == pytest.approx(xl.ar_next_contact(midnight, channel, 0))
        seen.add(rule)
    assert seen == {"CBA-1"}


def test_the_calculator_shows_what_the_functions_spill(monkeypatch, lang):
    monkeypatch.setenv("ARREARS_LANG", lang)
    case = first_case(samples.book(lang).cases, ["A3", "A2"])
    assert case["case_id"] == "A2"  # A3 is on hold
    made = work_through(case, samples.AS_OF, samples.CN, lang)
    assert made.affordable == xl.ar_affordable(made.income, made.living_costs, 0) == 1980.0
    asked = made.principal, made.rate, made.affordable, made.first_due
    options = xl.ar_plan_options(*asked)
    assert made.options == options
    method, months = options[1 + made.chosen][:2]
    assert made.schedule == xl.ar_schedule(made.principal, made.rate, months, made.first_due, method, made.on)
    assert made.why_options == xl.ar_why("AR_PLAN_OPTIONS", *asked)
    why = xl.ar_why("AR_AFFORDABLE", made.income, made.living_costs, 0)
    why[1][5] = samples.AS_OF.isoformat()  # its own day is today
    assert made.why_affordable == why
    assert made.first_due == date(2026, 12, 23)


def test_the_plan_chosen_is_the_first_that_fits_or_else_the_one_that_asks_least():
    cases = samples.book().cases
    tight = cases[cases["case_id"] == "A4"].assign(total_due_fen=90_000_00).iloc[0]
    made = work_through(tight, samples.AS_OF, samples.CN, "zh")
    assert not any(row[-1] for row in made.options[1:])
    assert made.chosen == len(made.options) - 2
    assert made.plan.highest / 100 > made.affordable


def test_a_case_whose_income_is_not_known_still_has_plans_and_none_fits():
    cases = samples.book().cases
    unknown = cases[cases["case_id"] == "A3"].iloc[0]
    made = work_through(unknown, samples.AS_OF, samples.CN, "zh")
    assert (made.income, made.affordable, made.why_affordable) == ("", "", [])
    assert len(made.options) > 1
    assert not any(row[-1] for row in made.options[1:])


def test_a_desk_without_a_case_that_owes_has_an_empty_calculator(tmp_path):
    made = work_through(first_case(samples.empty_book().cases, []), samples.AS_OF, samples.CN, "zh")
    assert (made.plan, made.schedule, made.principal) == (None, [], "")
    path = write_desk_book(tmp_path / "empty.xlsx", samples.empty_book(), samples.run()).path
    sheet = openpyxl.load_workbook(path, data_only=True)[PLAN_NAME[0]]
    assert "请先选择案件、核对输入" in {cell.value for row in sheet.iter_rows() for cell in row}


def checked(frame, policies):
    """Check a frame of past contacts under a profile's rules."""
    calls = Calls.of(frame, len(frame), {})
    rows = {"today": 0, "cases": 0, "contacts": len(frame)}
    setting = Setting(policies, samples.AS_OF, "zh", rows, Figures(policies, samples.AS_OF))
    return calls, checks(setting, Helpers(setting, CONTACTS), calls, len(frame))


@pytest.mark.parametrize("profile", ["cn_online", "us", "hk", "uk", "in"])
def test_another_profiles_workbook_is_checked_by_its_rules(profile):
    calls, live = checked(samples.CONTACTS, Policies(profile))
    for row, word in enumerate(live["can"].values):
        if word in {"可以", "不可"}:
            given = calls.when[row].item(), calls.channel[row], live["tries"].values[row], live["talks"].values[row]
            may = xl.ar_can_contact(*given, bool(calls.consent[row]), profile)
            assert (word == "可以") is may


def test_outcomes_that_are_no_attempt_count_nowhere():
    frame = pd.DataFrame(
        {
            "case_id": ["A1"] * len(OUTCOMES) + ["A1"],
            "at": pd.date_range("2026-11-23 09:00", periods=len(OUTCOMES) + 1, freq="min"),
            "channel": "call",
            "outcome": [*OUTCOMES, "no_answer"],
        }
    )
    _, live = checked(frame, samples.CN)
    assert (live["tries"].values[-1], live["talks"].values[-1]) == (4, 1)
    assert np.all(np.diff(live["tries"].values) >= 0)


def test_calls_are_counted_over_all_cards_of_a_person():
    frame = pd.DataFrame(
        {
            "case_id": ["A1", "A2", "A3", "A1"],
            "at": pd.date_range("2026-11-23 09:00", periods=4, freq="min"),
            "channel": "call",
            "outcome": "no_answer",
        }
    )
    calls = Calls.of(frame, 4, {}, {"A1": "P1", "A2": "P1", "A3": "P2"})
    setting = Setting(
        samples.CN, samples.AS_OF, "zh", {"today": 0, "cases": 0, "contacts": 4}, Figures(samples.CN, samples.AS_OF)
    )
    live = checks(setting, Helpers(setting, CONTACTS), calls, 4)
    assert live["tries"].values == [0, 1, 0, 2]


def test_the_formulas_of_the_first_sheet_hold_no_figure_of_a_rule():
    formula = state_formula("zh")
    assert numbers_in(formula) <= NUMBERS
    assert functions_in(formula) <= FUNCTIONS


def test_the_workbook_carries_the_words_that_a_note_may_not_hold():
    words = [word for (word,) in barred_words(Figures(samples.CN, samples.AS_OF)).rows]
    assert len(words) > 20
    assert {"弄死", "坐牢"} <= set(words)
    assert all(re.fullmatch(r"[\w ]+", word) for word in words)
