from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import arrears as ar
from arrears.api.plans import plan_status, schedule
from arrears.errors import ArrearsError, PolicyError
from arrears.explain import replay, why
from arrears.explain.explanation import Quantity, Step, shown
from arrears.explain.registry import _EXPLAINERS, Derivation
from arrears.policy import Policies
from arrears.policy.records import (
    Affordability,
    Allocation,
    Buckets,
    DailyRate,
    DaysPastDue,
    LateFee,
    LoanClass,
    MinimumPayment,
    Priority,
    Promise,
    RollRates,
    Stages,
)
from arrears.rules.affordability import affordable
from arrears.rules.allocation import allocate_card_payment
from arrears.rules.bands import band
from arrears.rules.days_past_due import days_past_due
from arrears.rules.interest import simple_interest
from arrears.rules.late_fee import late_fee
from arrears.rules.ledger import Convention, Ledger, ledger_interest
from arrears.rules.minimum_payment import minimum_payment
from arrears.rules.priority import Weights, priority
from arrears.rules.promise import OUTCOMES, promise_outcome
from arrears.rules.value_at_risk import value_at_risk
from arrears.units import fen, yuan

TODAY = date(2026, 11, 23)
CN = Policies("cn")
YUAN = st.integers(0, 10**9).map(yuan)
DAYS = st.integers(0, 2000)
DAY = st.dates(date(2021, 1, 1), date(2030, 12, 31))


def one(amount):
    return np.array([fen(amount)])


def whole(days):
    return np.array([days])


def on(day):
    return np.array([day], "M8[D]")


def in_force(record, name=None):
    return CN.get(record, TODAY, name)


def told(function, *arguments, **named):
    """Explain, and replay the steps' own numbers once more."""
    explanation = why(function, *arguments, on=TODAY, **named)
    values = replay(explanation.steps)
    assert all(values[step.gives.symbol] is not None for step in explanation.steps)
    return explanation.result


@given(due=DAY, as_of=DAY)
def test_days_past_due_are_the_rules(due, as_of):
    policy = in_force(DaysPastDue)
    assert told("dpd", due, as_of) == days_past_due(on(due), np.datetime64(as_of), policy.due_day_counts)[0]


@given(days=DAYS)
def test_bucket_class_and_stage_are_the_rules(days):
    buckets, scale, old, stages = (
        in_force(Buckets),
        in_force(LoanClass),
        in_force(LoanClass, "loan_class_2011"),
        in_force(Stages),
    )
    assert told("bucket", days) == buckets.labels[band(whole(days), buckets.begins)[0]]
    assert told("class", days) == scale.labels_zh[band(whole(days), scale.begins)[0]]
    assert told("class", days, "2011") == old.labels_zh[band(whole(days), old.begins)[0]]
    assert told("stage", days) == stages.keys[band(whole(days), stages.begins)[0]]


@given(parts=st.lists(YUAN, min_size=5, max_size=5))
def test_the_minimum_payment_is_the_rules(parts):
    policy = in_force(MinimumPayment)
    keys = ("purchases", "instalments_due", "unpaid_minimum", "over_limit", "fees_interest")
    expected = minimum_payment([one(part) for part in parts], [getattr(policy, key) for key in keys])[0]
    assert told("min_payment", *parts) == expected


@pytest.mark.parametrize("profile", ["cn", "us", "uk"])
@given(minimum=YUAN, paid=YUAN)
def test_the_late_fee_is_the_rules(profile, minimum, paid):
    policy = Policies(profile).get(LateFee, TODAY)
    terms = {"rate": policy.rate, "least_fen": policy.least_fen, "tolerance_fen": policy.tolerance_fen}
    expected = late_fee(one(minimum), one(paid), capped_at_minimum_payment=policy.capped_at_minimum_payment, **terms)[0]
    assert told("late_fee", minimum, paid, profile=profile) == expected


@given(balance=YUAN, days=DAYS, rate=st.none() | st.sampled_from(["0.0005", "0.00035", 0.0003]))
def test_interest_is_the_rules(balance, days, rate):
    daily = in_force(DailyRate).rate if rate is None else Fraction(str(rate))
    assert told("interest", balance, days, rate) == simple_interest(one(balance), whole(days), daily)[0]


ENTRIES = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(-500, 500)), max_size=6)


@given(entries=ENTRIES, way=st.sampled_from(list(Convention)))
def test_ledger_interest_is_the_rules(entries, way):
    dates, amounts = [day for day, _ in entries], [amount for _, amount in entries]
    ledger = Ledger(np.zeros(len(entries), int), np.array(dates, "M8[D]"), np.array(amounts, np.int64) * 100)
    expected = ledger_interest(ledger, on(date(2026, 7, 1)), in_force(DailyRate).rate, way)[0]
    assert told("ledger_interest", dates, amounts, "2026-07-01", None, str(way)) == expected


def test_a_ledger_without_convention_takes_the_policys():
    explanation = why("ledger_interest", ["2026-03-31", "2026-04-25"], [10000, -9000], "2026-05-01")
    assert (explanation.result, explanation.on) == (132_50, date(2026, 5, 1))
    assert [step.ground.rule for step in explanation.steps if step.gives.symbol == "convention"] == ["HOUSE-LEDGER"]


@given(payment=YUAN, days=DAYS, due=st.lists(YUAN, min_size=3, max_size=3))
def test_an_allocation_is_the_rules(payment, days, due):
    policy = in_force(Allocation)
    parts = [one(part) for part in due]
    expected = allocate_card_payment(one(payment), whole(days), *parts, begins=policy.begins, orders=policy.orders)[0]
    assert told("allocate", payment, days, *due) == tuple(expected.tolist())


RATE = st.sampled_from(["0", "0.0824", "0.12", "0.154", "0.2399"])


@settings(max_examples=25)  # a whole schedule is made each time
@given(principal=st.integers(1_000, 10**7), rate=RATE, n=st.integers(2, 60))
def test_an_instalment_is_the_rules(principal, rate, n):
    plan = schedule(principal, rate, n, "2026-12-31")
    assert told("instalment", principal, rate, n) == fen(plan["payment"].iloc[0])


METHODS = st.sampled_from(["equal_instalment", "equal_principal", "flat_fee", "interest_only", "balloon", "step_up"])


@pytest.mark.parametrize("day_count", [None, "ACT/365"])
@settings(max_examples=25)
@given(principal=st.integers(10_000, 10**6), rate=RATE, n=st.integers(4, 24), method=METHODS, instalments=st.booleans())
def test_a_schedule_pays_what_the_rule_says_line_by_line(day_count, principal, rate, n, method, instalments):
    if method == "flat_fee":
        rate = "0"
    arguments = (principal, rate, n, "2026-12-31", method, "2026-11-15", day_count, "0.001")
    plan = schedule(*arguments)
    explanation = why("schedule", *arguments, on=TODAY, instalments=instalments)
    assert explanation.result == fen(plan["payment"].sum())
    lines = [step for step in explanation.steps if step.gives.symbol.startswith("payment_")]
    assert [step.gives.value for step in lines] == ([fen(each) for each in plan["payment"]] if instalments else [])
    bears = [step for step in explanation.steps if step.gives.symbol.startswith("interest_")]
    assert [step.gives.value for step in bears] == ([fen(each) for each in plan["interest"]] if instalments else [])
    inputs = [
        {each.symbol.rsplit("_", 1)[0]: each.value for step in pair for each in step.inputs}
        for pair in zip(bears, lines, strict=True)
    ]
    for before, after in pairwise(inputs):
        assert after["opening"] == before["opening"] - before["principal"]


@settings(max_examples=25)
@given(principal=st.integers(100, 10**6), n=st.integers(1, 60), fee=st.sampled_from(["0.006", "0.0075", "0.0001"]))
def test_the_yearly_cost_is_the_rules(principal, n, fee):
    apr, ear = told("apr", principal, n, fee), told("ear", principal, n, fee)
    assert ear == pytest.approx((1 + apr / 12) ** 12 - 1)


def test_the_known_cost_of_a_fee_plan():
    assert told("apr", 10000, 12, 0.006) == pytest.approx(0.1303, abs=5e-5)
    assert told("ear", 10000, 12, 0.006) == pytest.approx(0.1384, abs=5e-5)
    assert told("apr", 10000, 12, 0) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("profile", ["cn", "uk"])
@given(income=YUAN, fixed=YUAN, flexible=YUAN, share=st.none() | st.sampled_from(["0", "0.1", "0.333", "1"]))
def test_what_can_be_paid_is_the_rules(profile, income, fixed, flexible, share):
    policy = Policies(profile).get(Affordability, TODAY)
    part = policy.savings_share if share is None else Fraction(share)
    expected = affordable(one(income), one(fixed), one(flexible), part, policy.savings_cap_fen).amount[0]
    assert told("affordable", income, fixed, flexible, share, profile=profile) == expected


@given(promised=st.integers(1, 10**6).map(yuan), due=DAY, paid=YUAN, as_of=DAY)
def test_a_promise_is_judged_by_the_rule(promised, due, paid, as_of):
    policy = in_force(Promise)
    code = promise_outcome(
        one(promised), on(due), one(paid), np.datetime64(as_of), policy.grace_days, policy.threshold
    )[0]
    assert told("promise", promised, due, paid, as_of) == OUTCOMES[code]


@given(due=YUAN, days=DAYS, rate=st.none() | st.sampled_from([0, "0.25", 1]), silence=st.none() | st.integers(0, 60))
def test_value_at_risk_and_priority_are_the_rules(due, days, rate, silence):
    roll, policy = in_force(RollRates), in_force(Priority)
    part = roll.to_loss[band(whole(days), roll.begins)[0]] if rate is None else Fraction(str(rate))
    at_risk = value_at_risk(one(due), np.array([0]), [part], roll.loss)
    weights = Weights(
        policy.value_weight, policy.age_weight, policy.silence_weight, policy.value_full_fen, policy.silence_full_days
    )
    quiet = whole(-1 if silence is None else silence)
    score = priority(at_risk, band(whole(days), policy.begins), quiet, policy.age_percent, weights)[0]
    assert told("value_at_risk", due, days, rate) == at_risk[0]
    assert told("priority", due, days, rate, silence) == score


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-11-20", 1, "2026-11-23"),
    ],
)
def test_a_working_day_counts_the_days_off_on_the_way(day, n, expected):
    assert told("workday", day, n) == date.fromisoformat(expected)


@pytest.mark.parametrize("affordable_amount", [100, 200, 300, 5000, 9999])
def test_plan_options_say_which_fit(affordable_amount):
    explanation = why("plan_options", 10000, "0.12", affordable_amount, "2026-12-31", on=TODAY)
    assert explanation.result[-1] == (affordable_amount >= 223)
    too_high = [step.gives.value for step in explanation.steps if step.gives.symbol == "shorter_is_too_high"]
    assert too_high == ([True] if 223 <= affordable_amount < 5000 else too_high)


PAYMENTS = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(0, 150)), max_size=5)
PLAN = [("2026-01-31", 100), ("2026-02-28", 100), ("2026-03-31", 100)]
PAUSE = [("2026-02-10", "2026-02-20")]


@settings(max_examples=40)
@given(payments=PAYMENTS, as_of=st.dates(date(2026, 1, 1), date(2026, 7, 31)), grace=st.integers(0, 5))
def test_a_plans_state_is_the_rules(payments, as_of, grace):
    status = plan_status(PLAN, payments, as_of=as_of, pauses=PAUSE, grace_days=grace)
    result = why("plan_status", PLAN, payments, as_of, PAUSE, grace).result
    assert result == (status.state, status.days_past_due, status.delinquent_days)


def test_a_step_names_rule_version_source_trust_and_rounding():
    step = why("late_fee", 1000, 200, on=TODAY).steps[2]
    assert (step.ground.rule, step.ground.effective, step.ground.trust) == ("CN-P3", date(2017, 1, 1), "S")
    assert step.ground.source
    assert step.rounding == "half_up"
    assert step.gives == Quantity("by_share", 40_00, "fen", "按比例计算", "by the rate")


def test_a_value_names_the_layer_that_stated_it():
    rules = {
        step.gives.symbol: step.ground.rule for step in why("late_fee", 1000, 200, profile="us", on=TODAY).steps[1:]
    }
    assert (rules["rate"], rules["late_fee"]) == ("HOUSE-LATE-FEE", "Z-52")


def test_the_figures_own_day_decides_the_version_unless_one_is_named():
    assert why("dpd", "2026-01-10", "2026-01-31").on == date(2026, 1, 31)
    assert why("dpd", "2026-01-10", "2026-01-31", on="2026-02-28").on == date(2026, 2, 28)
    assert why("interest", 100, 1, on="2020-12-31").steps[0].ground.effective == date(2017, 1, 1)
    assert why("interest", 100, 1, on="2021-01-01").steps[0].ground.effective == date(2021, 1, 1)
    with pytest.raises(PolicyError, match="not in force on 1999-01-01"):
        why("min_payment", 100, on="1999-01-01")


def test_a_profile_named_by_the_function_itself_applies():
    explanation = why("bucket", 45, "us", on=TODAY)
    assert explanation.profile == "us"


def test_it_reads_in_both_languages():
    explanation = why("dpd", "2026-01-10", "2026-01-31")
    assert explanation.lines() == str(explanation).splitlines()
    assert explanation.lines()[0] == "AR_DPD = 21天"
    assert explanation.lines()[3].startswith(
        "2. 逾期天数 = 21天 | = 取大(统计日 − 最早未还到期日 + 到期日当天计, 0) | 最早未还到期日 2026-01-10；统计日 2026-01-31"
    )
    english = explanation.lines("en")
    assert english[:3] == [
        "AR_DPD = 21 days",
        "by the rules of 2026-01-31 (cn)",
        "1. the due day itself counts = 0 days | rule HOUSE-DPD",
    ]
    assert english[-1].startswith("HOUSE-DPD: counted from the oldest unpaid due date")
    assert english[-1].endswith("house practice)")
    assert str(why("dpd", "2026-01-10", "2026-01-31", lang="en")) == "\n".join(english)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (12345, "fen", "123.45元", "123.45 yuan"),
        (12345, "fen_days", "123.45元·天", "123.45 yuan days"),
        (Fraction(1, 2000), "rate", "0.05%", "0.05%"),
        (1, "rate", "100%", "100%"),
        (True, "", "是", "yes"),
        (False, "", "否", "no"),
        (None, "date", "—", "—"),
        (date(2026, 1, 31), "date", "2026-01-31", "2026-01-31"),
        (12, "instalments", "12期", "12 instalments"),
        ("M2", "text", "M2", "M2"),
    ],
)
def test_a_value_is_shown_with_its_unit(value, unit, zh, en):
    assert (shown(value, unit), shown(value, unit, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dpd", "2026-01-10"), "AR_DPD takes due_date, as_of; missing a required argument: 'as_of'"),
        (("dpd", "10 Jan", "2026-01-31"), "due_date must be a day such as 2026-01-31; it is '10 Jan'"),
        (("late_fee", "much", 1), "minimum_payment: an amount must be a finite number of yuan"),
        (("bucket", 1.5), "dpd must be a whole number; it is 1.5"),
        (("bucket", "old"), "dpd must be a whole number; it is 'old'"),
        (("bucket", -1), "days past due must be 0 or more; they are -1"),
        (("class", 1, "1999"), "there is no scale '1999'; choose one of 2023, 2011"),
        (("interest", 1, 1, "high"), "daily_rate: a rate must be a finite number"),
        (("ledger_interest", ["2026-01-01"], [], "2026-02-01"), "there are 1 dates and 0 amounts"),
    ],
)
def test_a_bad_argument_is_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        why(*arguments, on=TODAY)


def test_a_profile_without_classes_says_so():
    with pytest.raises(ValueError, match="profile uk has no loan classes"):
        why("class", 1, profile="uk", on=TODAY)


def test_an_explanation_that_does_not_come_to_the_figure_is_refused(monkeypatch):
    wrong = Derivation(2, "", (Step(Quantity("a", 2, "", "甲", "a"), (Quantity("b", 1, "", "乙", "b"),), "b"),))
    monkeypatch.setitem(_EXPLAINERS, "AR_DPD", lambda _: wrong)
    with pytest.raises(ArrearsError, match=r"the steps of AR_DPD do not come to its figure \(a\)"):
        why("dpd")
    other = Derivation(3, "", (Step(Quantity("a", 1, "", "甲", "a")),))
    monkeypatch.setitem(_EXPLAINERS, "AR_DPD", lambda _: other)
    with pytest.raises(ArrearsError, match="AR_DPD"):
        why("dpd")


def test_why_is_public():
    assert ar.why("dpd", "2026-01-10", "2026-01-31").result == 21


@pytest.mark.parametrize(("day", "is_told"), [("2026-02-14", False), ("2031-02-14", True)])
def test_a_working_day_of_an_unpublished_year_is_told_as_provisional(day, is_told):
    for lang, word in (("en", "provisional"), ("zh", "暂定")):
        assert any(word in ground.source_in(lang) for ground in why("AR_WORKDAY", day, 1).grounds) is is_told
