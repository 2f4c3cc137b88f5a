import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.instalments import Instalments, Payments, apply_payments, sum_by_plan

JANUARY, FEBRUARY, MARCH = "2026-01-31", "2026-02-28", "2026-03-31"
AS_OF = np.datetime64("2026-04-10")


def days(*texts):
    return np.array(texts, dtype="M8[D]")


def plan_of(*rows, plan=0):
    return Instalments(
        np.full(len(rows), plan), days(*[row[0] for row in rows]), np.array([row[1] for row in rows], int)
    )


def payments_of(*rows, plan=0):
    return Payments(np.full(len(rows), plan), days(*[row[0] for row in rows]), np.array([row[1] for row in rows], int))


THREE = plan_of((JANUARY, 100_00), (FEBRUARY, 100_00), (MARCH, 50_00))


@pytest.mark.parametrize(
    ("paid", "unpaid", "settled"),
    [
        pytest.param(0, [100_00, 100_00, 50_00], [False, False, False], id="nothing paid"),
        pytest.param(99_99, [1, 100_00, 50_00], [False, False, False], id="a fen short of the first"),
        pytest.param(100_00, [0, 100_00, 50_00], [True, False, False], id="the first exactly"),
        pytest.param(100_01, [0, 99_99, 50_00], [True, False, False], id="a fen into the second"),
        pytest.param(250_00, [0, 0, 0], [True, True, True], id="all of it"),
        pytest.param(250_01, [0, 0, 0], [True, True, True], id="a fen too much settles nothing more"),
    ],
)
def test_a_payment_settles_the_oldest_instalment_first(paid, unpaid, settled):
    result = apply_payments(THREE, payments_of(("2026-02-01", paid)), AS_OF, 1)
    assert result.unpaid.tolist() == unpaid
    assert (~np.isnat(result.settled_on)).tolist() == settled


def test_an_instalment_is_settled_on_the_day_of_the_payment_that_completes_it():
    paid = payments_of(("2026-03-05", 60_00), ("2026-02-01", 40_00), ("2026-03-06", 100_00))
    result = apply_payments(THREE, paid, AS_OF, 1)
    assert result.settled_on.astype(str).tolist() == ["2026-03-05", "2026-03-06", "NaT"]


@pytest.mark.parametrize(("day", "unpaid"), [("2026-04-10", 0), ("2026-04-11", 250_00)])
def test_a_payment_of_the_day_is_seen_and_one_of_the_next_day_is_not(day, unpaid):
    assert apply_payments(THREE, payments_of((day, 250_00)), AS_OF, 1).unpaid.sum() == unpaid


def test_an_instalment_of_nothing_is_settled_on_its_due_date():
    result = apply_payments(plan_of((JANUARY, 0), (FEBRUARY, 100)), payments_of(), AS_OF, 1)
    assert result.settled_on.astype(str).tolist() == [JANUARY, "NaT"]


def test_results_keep_the_order_of_the_rows_and_plans_do_not_pay_for_each_other():
    mixed = Instalments(np.array([1, 0, 1]), days(FEBRUARY, JANUARY, JANUARY), np.array([10, 20, 30]))
    paid = Payments(np.array([1, 0]), days("2026-02-02", "2026-02-03"), np.array([35, 5]))
    result = apply_payments(mixed, paid, AS_OF, 2)
    assert result.paid.tolist() == [5, 5, 30]
    assert result.unpaid.tolist() == [5, 15, 0]
    assert result.settled_on.astype(str).tolist() == ["NaT", "NaT", "2026-02-02"]


@pytest.mark.parametrize(
    ("instalments", "payments", "plans", "message"),
    [
        (plan_of((JANUARY, -1)), payments_of(), 1, "an? instalment must not be negative; one is -1 fen"),
        (
            THREE,
            payments_of((JANUARY, -1)),
            1,
            "the payment in row 1 takes back 0.01 more than was paid up to its day; add the payment",
        ),
        (plan_of(("NaT", 1)), payments_of(), 1, "instalment has no day"),
        (THREE, payments_of(("NaT", 1)), 1, "payment has no day"),
        (THREE, payments_of((JANUARY, 1), plan=1), 1, "none of the 1 plans"),
        (plan_of((JANUARY, 1), plan=-1), payments_of(), 1, "none of the 1 plans"),
    ],
)
def test_bad_rows_are_refused_with_value_and_remedy(instalments, payments, plans, message):
    with pytest.raises(ValueError, match=message):
        apply_payments(instalments, payments, AS_OF, plans)


def test_sums_beyond_what_a_float_holds_stay_exact():
    assert sum_by_plan(np.array([0, 0]), np.array([2**53, 1]), 1).tolist() == [2**53 + 1]


DAY = st.integers(0, 120).map(lambda n: np.datetime64("2026-01-01") + n)
ROW = st.tuples(st.integers(0, 2), DAY, st.integers(0, 300))


def table(kind, rows):
    plans, dates, amounts = zip(*rows, strict=True) if rows else ((), (), ())
    return kind(np.array(plans, int), np.array(dates, "M8[D]"), np.array(amounts, np.int64))


@given(due=st.lists(ROW, max_size=8), paid=st.lists(ROW, max_size=8))
def test_no_fen_is_made_or_lost_and_the_oldest_goes_first(due, paid):
    instalments, payments = table(Instalments, due), table(Payments, paid)
    result = apply_payments(instalments, payments, AS_OF, 3)
    assert (result.paid + result.unpaid == instalments.payment).all()
    assert (result.unpaid >= 0).all()
    for plan in range(3):
        of_plan = instalments.plan == plan
        money = sum(amount for owner, day, amount in paid if owner == plan and day <= AS_OF)
        assert result.paid[of_plan].sum() == min(money, instalments.payment[of_plan].sum())
        order = np.argsort(instalments.due_date[of_plan], kind="stable")
        unpaid = result.unpaid[of_plan][order] > 0
        touched = result.paid[of_plan][order] > 0
        assert not (touched[1:] & np.logical_or.accumulate(unpaid)[:-1]).any()
