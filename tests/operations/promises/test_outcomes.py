import numpy as np
import pandas as pd
import pytest

from arrears.operations.promises.outcomes import OUTCOME_WORDS, judged, promise_table
from arrears.policy import Policies
from arrears.rules.promise import OUTCOMES

CN = Policies("cn")


def test_every_outcome_has_words_in_both_languages():
    assert tuple(OUTCOME_WORDS) == OUTCOMES
    assert all(zh and en for zh, en in OUTCOME_WORDS.values())


@pytest.mark.parametrize(("as_of", "expected"), [("2026-03-10", "pending"), ("2026-03-11", "broken")])
def test_the_policys_grace_and_threshold_judge_a_promise(as_of, expected):
    assert judged(np.array([100]), np.array(["2026-03-10"], "M8[D]"), np.array([0]), as_of, CN).tolist() == [expected]


def test_payments_of_a_case_serve_its_promises_in_order():
    promises = pd.DataFrame(
        {
            "case_id": ["A", "A", "B", "B"],
            "amount": [50, "50.00", 20, 20],
            "due_on": ["2026-03-10", "2026-03-20", "2026-03-10", "2026-03-25"],
            "made_on": ["2026-03-01", None, "2026-03-01", "2026-03-01"],
            "withdrawn_on": [None, None, None, "2026-03-15"],
        }
    )
    payments = pd.DataFrame({"case_id": ["A", "C"], "date": ["2026-03-09", "2026-03-09"], "amount": [80, 999]})
    table = promise_table(promises, payments, "2026-03-31", CN)
    assert table["outcome"].tolist() == ["kept", "partial", "broken", "withdrawn"]
    assert table["paid_fen"].tolist() == [50_00, 30_00, 0, 0]
    assert set(table["rule"]) == {"HOUSE-PROMISE"}


def test_a_customers_money_serves_the_promises_of_all_the_customers_cases():
    promises = pd.DataFrame(
        {
            "case_id": ["A", "B"],
            "customer_id": ["K1", "K1"],
            "amount_fen": [50_00, 50_00],
            "due_on": ["2026-03-10", "2026-03-11"],
        }
    )
    payments = pd.DataFrame({"customer_id": ["K1"], "date": ["2026-03-09"], "amount_fen": [70_00]})
    assert promise_table(promises, payments, "2026-03-31", CN)["paid_fen"].tolist() == [50_00, 20_00]


def test_a_table_without_its_key_is_refused():
    with pytest.raises(ValueError, match="the column case_id is missing; the table has amount"):
        promise_table(pd.DataFrame({"amount": [1]}), pd.DataFrame({"case_id": []}), "2026-03-31", CN)


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        pytest.param("2026-03-11", "kept", id="before it bounced"),
        pytest.param("2026-03-12", "broken", id="on the day on which it bounced"),
    ],
)
def test_a_payment_that_bounces_reopens_the_promise_that_it_had_kept(as_of, outcome):
    promises = pd.DataFrame({"case_id": ["A"], "amount": [100], "due_on": ["2026-03-10"]})
    payments = pd.DataFrame({"case_id": ["A", "A"], "date": ["2026-03-09", "2026-03-12"], "amount": [100, -100]})
    assert promise_table(promises, payments, as_of, Policies("cn"))["outcome"].tolist() == [outcome]


def test_a_typed_amount_below_nothing_without_a_payment_is_told_with_its_row():
    promises = pd.DataFrame({"case_id": ["A"], "amount": [100], "due_on": ["2026-03-10"]})
    payments = pd.DataFrame({"case_id": ["A"], "date": ["2026-03-09"], "amount": [-100]})
    with pytest.raises(ValueError, match=r"payment in row 1 takes back 100\.00 more than was paid.*add the payment"):
        promise_table(promises, payments, "2026-03-12", Policies("cn"))
