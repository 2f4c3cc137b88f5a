import pandas as pd
import pytest

from arrears.operations.progress.follow_ups import promise_follow_ups
from arrears.policy import Policies

CN = Policies("cn")


def judged(*rows):
    return pd.DataFrame(rows, columns=["case_id", "due_on", "outcome"])


def called(*rows):
    return pd.DataFrame(rows, columns=["case_id", "date"])


def done(*calls, as_of="2026-11-30"):
    table = promise_follow_ups(judged(("A", "2026-11-18", "broken")), called(*calls), as_of, CN)
    return [str(day)[:10] for day in table["done_on"]]


@pytest.mark.parametrize(
    ("promised", "due"),
    [
        pytest.param("2026-11-19", "2026-11-20", id="the next day"),
        pytest.param("2026-11-20", "2026-11-23", id="over a weekend"),
        pytest.param("2026-09-30", "2026-10-08", id="over the National Day holiday"),
        pytest.param("2026-10-09", "2026-10-10", id="a Saturday on which people work"),
    ],
)
def test_a_follow_up_is_due_on_the_next_working_day(promised, due):
    table = promise_follow_ups(judged(("A", promised, "partial")), called(), "2026-11-30", CN)
    assert table["due_on"].astype(str).tolist() == [due]


def test_the_first_contact_after_the_promised_day_does_it():
    assert done(("A", "2026-11-18")) == ["NaT"]
    assert done(("A", "2026-11-25"), ("A", "2026-11-19"), ("B", "2026-11-19")) == ["2026-11-19"]


def test_a_contact_after_the_day_that_is_asked_about_is_not_seen():
    assert done(("A", "2026-11-25"), as_of="2026-11-24") == ["NaT"]
    assert done(("A", "2026-11-25"), as_of="2026-11-25") == ["2026-11-25"]


@pytest.mark.parametrize("outcome", ["kept", "pending", "withdrawn"])
def test_only_a_promise_that_was_not_kept_is_followed_up(outcome):
    assert promise_follow_ups(judged(("A", "2026-11-18", outcome)), called(), "2026-11-30", CN).empty


def test_promises_keep_their_order():
    table = promise_follow_ups(
        judged(("B", "2026-11-20", "broken"), ("A", "2026-11-10", "partial")),
        called(("A", "2026-11-11"), ("B", "2026-11-21")),
        "2026-11-30",
        CN,
    )
    assert table["case_id"].tolist() == ["B", "A"]
    assert table["done_on"].astype(str).tolist() == ["2026-11-21", "2026-11-11"]


def paid_off(*spells):
    table = pd.DataFrame(spells, columns=["case_id", "since", "until"])
    return table.assign(**{name: pd.to_datetime(table[name]).astype("datetime64[s]") for name in ("since", "until")})


@pytest.mark.parametrize(
    ("spell", "done_on"),
    [
        pytest.param(
            ("A", "2026-11-20", None), "2026-11-20", id="paid off after the promised day: nothing is left to do"
        ),
        pytest.param(("A", "2026-11-10", None), "2026-11-18", id="paid off before it"),
        pytest.param(("A", "2026-11-10", "2026-11-18"), "NaT", id="owing anew by the promised day"),
        pytest.param(("A", "2026-11-10", "2026-11-19"), "2026-11-18", id="owing anew only later"),
        pytest.param(("A", "2026-12-01", None), "NaT", id="paid off after the day that is asked about"),
        pytest.param(("B", "2026-11-20", None), "NaT", id="another case"),
    ],
)
def test_a_case_that_owes_nothing_needs_no_follow_up(spell, done_on):
    broken = judged(("A", "2026-11-18", "broken"))
    table = promise_follow_ups(broken, called(), "2026-11-30", CN, paid_off(spell))
    assert [str(day)[:10] for day in table["done_on"]] == [done_on]


def test_the_earlier_of_contact_and_payment_ends_a_follow_up():
    broken = judged(("A", "2026-11-18", "broken"))
    for call, done_on in (("2026-11-19", "2026-11-19"), ("2026-11-21", "2026-11-20")):
        table = promise_follow_ups(broken, called(("A", call)), "2026-11-30", CN, paid_off(("A", "2026-11-20", None)))
        assert [str(day)[:10] for day in table["done_on"]] == [done_on]
