import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contact_frequency import used_and_free_from


def run(days, *, most, length, group=None, counted=None, at=None):
    days = np.array(days, dtype=np.int64)
    group = np.zeros(days.size, dtype=np.intp) if group is None else np.array(group)
    counted = np.ones(days.size, dtype=bool) if counted is None else np.array(counted, dtype=bool)
    at = np.arange(days.size) if at is None else np.array(at)
    used, free = used_and_free_from(group, at, days, counted, most=most, length=length)
    return used.tolist(), free.tolist()


@pytest.mark.parametrize(
    ("days", "used", "free"),
    [
        pytest.param([1, 1, 1], [0, 1, 2], [1, 1, 8], id="two within seven days: the third waits for day 8"),
        pytest.param([1, 2, 7], [0, 1, 2], [1, 2, 8], id="day 7 is the seventh day"),
        pytest.param([1, 2, 8], [0, 1, 1], [1, 2, 8], id="day 8 is free of day 1"),
        pytest.param([1, 2, 9], [0, 1, 0], [1, 2, 9], id="day 9 is free of both"),
        pytest.param([1, 1, 2, 3], [0, 1, 2, 3], [1, 1, 8, 8], id="a third uses up as well"),
    ],
)
def test_a_rolling_window_of_days_counts_today_and_the_days_before(days, used, free):
    assert run(days, most=2, length=7) == (used, free)


def test_a_calendar_day_is_a_window_of_one():
    assert run([5, 5, 5, 6], most=2, length=1) == ([0, 1, 2, 0], [5, 5, 6, 6])


def test_groups_do_not_share():
    assert run([1, 1, 1, 1], most=1, length=7, group=[1, 0, 1, 2]) == ([0, 0, 1, 0], [1, 1, 8, 1])


def test_what_does_not_count_uses_nothing_up_but_is_told():
    assert run([1, 1, 1], most=1, length=1, counted=[False, True, False]) == ([0, 0, 1], [1, 1, 2])


def test_order_is_by_clock_then_instant_whatever_the_order_of_rows():
    assert run([2, 1, 1], most=1, length=1, at=[9, 5, 4]) == ([0, 1, 0], [2, 2, 1])
    # Two zones: the later instant may stand on the earlier local day.
    assert run([6, 5], most=1, length=2, at=[0, 1]) == ([1, 0], [7, 5])


def test_equal_instants_keep_their_order():
    assert run([1, 1, 1], most=1, length=1, at=[0, 0, 0])[0] == [0, 1, 2]


def test_hours_roll_to_the_unit():
    hour = 3_600_000_000
    assert run([0, hour - 1, hour], most=1, length=hour) == ([0, 1, 1], [0, hour, 2 * hour - 1])
    assert run([0, hour], most=1, length=hour) == ([0, 0], [0, hour])


def test_nothing_gives_nothing():
    assert run([], most=1, length=1) == ([], [])


@pytest.mark.parametrize(("most", "length"), [(0, 1), (1, 0)])
def test_a_limit_below_one_is_refused(most, length):
    with pytest.raises(ValueError, match=f"at least 1; they are {most} and {length}"):
        run([1], most=most, length=length)
    assert run([1], most=1, length=1) == ([0], [1])


def test_arrays_of_different_lengths_are_refused():
    with pytest.raises(
        ValueError, match=r"^group, at, clock and counted must have one entry a contact; their lengths differ$"
    ):
        run([1, 2], most=1, length=1, at=[1])


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.booleans()), max_size=25),
    most=st.integers(1, 4),
    length=st.integers(1, 8),
)
def test_it_agrees_with_counting_one_by_one(rows, most, length):
    group, days, counted = zip(*rows, strict=True) if rows else ((), (), ())
    used, free = run(list(days), most=most, length=length, group=np.array(group, dtype=np.intp), counted=list(counted))
    for i, (own, day, _) in enumerate(rows):
        before = [d for j, (g, d, c) in enumerate(rows) if c and g == own and (d, j) < (day, i)]
        assert used[i] == sum(d > day - length for d in before)
        first = day
        while sum(d > first - length for d in before) >= most:
            first += 1
        assert free[i] == first
