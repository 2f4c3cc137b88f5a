import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.funnel import funnel

CASE = st.tuples(st.lists(st.booleans(), min_size=4, max_size=4), st.integers(0, 10**12))


@given(cases=st.lists(CASE, max_size=40))
def test_every_case_is_counted_by_hand_at_every_step(cases):
    taken = np.array([steps for steps, _ in cases], dtype=np.bool_).reshape(-1, 4)
    counted = funnel(taken, np.array([owed for _, owed in cases], dtype=np.int64))
    for step in range(4):
        whole = [owed for steps, owed in cases if all(steps[: step + 1])]
        assert counted.through[step] == len(whole)
        assert counted.amount[step] == sum(whole)
        assert counted.through[step] + counted.beside[step] == sum(steps[step] for steps, _ in cases)


@given(cases=st.lists(CASE, max_size=40))
def test_a_funnel_never_widens(cases):
    taken = np.array([steps for steps, _ in cases], dtype=np.bool_).reshape(-1, 4)
    counted = funnel(taken, np.array([owed for _, owed in cases], dtype=np.int64))
    assert (np.diff(counted.through) <= 0).all()
    assert (np.diff(counted.amount) <= 0).all()
    assert counted.beside[0] == 0


def test_steps_of_other_cases_are_refused():
    with pytest.raises(ValueError, match="one row a case"):
        funnel(np.ones((2, 3), dtype=np.bool_), np.array([1, 2, 3]))
