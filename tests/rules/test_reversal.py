import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.reversal import UNNAMED, net_of_reversals


def net(*rows, named=None):
    owner, day, amount = (np.array(column) for column in zip(*rows, strict=True))
    days = np.datetime64("2026-03-01") + day
    found = net_of_reversals(owner, days, amount, None if named is None else np.array(named, np.intp))
    return found.left.tolist(), found.excess.tolist()


def test_a_reversal_takes_back_the_payment_of_its_amount_rather_than_the_last():
    assert net((0, 0, 400), (0, 1, 100), (0, 2, -400)) == ([0, 100, 0], [0, 0, 0])


def test_of_two_payments_of_its_amount_the_later_is_taken_back():
    assert net((0, 0, 400), (0, 1, 400), (0, 2, -400), (0, 3, 400)) == ([400, 0, 0, 400], [0, 0, 0, 0])


def test_a_part_is_taken_from_the_last_money():
    assert net((0, 0, 400), (0, 1, 100), (0, 2, -150)) == ([350, 0, 0], [0, 0, 0])


def test_a_named_payment_is_taken_back_whatever_else_fits():
    rows = ((0, 0, 400), (0, 1, 400), (0, 2, -400))
    assert net(*rows, named=[UNNAMED, UNNAMED, 0])[0] == [0, 400, 0]


def test_no_owner_pays_for_another():
    assert net((0, 0, 400), (1, 0, 400), (1, 1, -400)) == ([400, 0, 0], [0, 0, 0])


def test_what_was_not_paid_before_is_too_much():
    assert net((0, 1, -50), (0, 2, 400)) == ([0, 400], [50, 0])
    assert net((0, 0, 40), (0, 1, -50)) == ([0, 0], [0, 10])


def test_of_one_day_the_payment_comes_first():
    assert net((0, 1, -50), (0, 1, 50)) == ([0, 0], [0, 0])


def test_naming_another_owners_payment_is_refused():
    with pytest.raises(ValueError, match="row 1 names a row that is no payment of the same case; correct"):
        net((0, 0, 400), (1, 1, -400), named=[UNNAMED, 0])


ROW = st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(-5, 5).filter(bool))


def by_hand(rows):
    """One owner after another, day by day, with a stack of payments."""
    left, excess = [max(row[2], 0) for row in rows], [0] * len(rows)
    order = sorted(range(len(rows)), key=lambda at: (rows[at][1], rows[at][2] < 0, at))
    done = set()
    for place, at in enumerate(
        order
    ):  # a reversal of exactly a payment's amount takes the latest such payment that is whole
        owner, _, amount = rows[at]
        same = [other for other in order[:place] if rows[other][0] == owner and rows[other][2] == -amount]
        if amount < 0 and (whole := [other for other in same if other not in done]):
            left[whole[-1]] = 0
            done |= {whole[-1], at}
    stacks = {}
    for at in order:
        owner, _, amount = rows[at]
        stack = stacks.setdefault(owner, [])
        if at in done:
            continue
        if amount > 0:
            stack.append(at)
            continue
        rest = -amount
        while rest and stack:
            taken = min(rest, left[stack[-1]])
            left[stack[-1]] -= taken
            rest -= taken
            if not left[stack[-1]]:
                stack.pop()
        excess[at] = rest
    return left, excess


@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_it_agrees_with_a_stack_of_payments(rows):
    assert net(*rows) == by_hand(rows)
