import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.pause import Pauses, paused_days

START = np.datetime64("2026-01-01")


def pauses_of(*rows):
    plans, begins, ends = zip(*rows, strict=True) if rows else ((), (), ())
    return Pauses(np.array(plans, int), np.array(begins, "M8[D]"), np.array(ends, "M8[D]"))


def count(pauses, begin, end, plan=0):
    return int(paused_days(pauses, np.array([plan]), np.array([begin], "M8[D]"), np.array([end], "M8[D]"))[0])


OCTOBER = pauses_of((0, "2023-10-06", "2023-10-30"))


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        pytest.param("2023-10-01", "2023-10-06", 0, id="the window ends on the first paused day, which is not in it"),
        pytest.param("2023-10-01", "2023-10-07", 1, id="the first paused day is in it"),
        pytest.param("2023-10-01", "2023-10-30", 24, id="all of it"),
        pytest.param("2023-10-01", "2023-11-30", 24, id="on its last day the clock runs again"),
        pytest.param("2023-10-29", "2023-11-30", 1, id="the window begins on the last paused day"),
        pytest.param("2023-10-30", "2023-11-30", 0, id="the window begins when the pause is over"),
        pytest.param("2023-10-10", "2023-10-12", 2, id="the window lies inside the pause"),
        pytest.param("2023-10-12", "2023-10-10", 0, id="a window that ends before it begins is empty"),
    ],
)
def test_only_paused_days_inside_the_window_count(begin, end, days):
    assert count(OCTOBER, begin, end) == days


def test_a_day_in_two_pauses_counts_once_and_other_plans_do_not_count():
    twice = pauses_of((0, "2026-01-05", "2026-01-10"), (1, "2026-01-01", "2026-03-01"), (0, "2026-01-01", "2026-01-07"))
    assert count(twice, "2026-01-01", "2026-02-01") == 9
    assert count(twice, "2026-01-01", "2026-02-01", plan=1) == 31
    assert count(twice, "2026-01-01", "2026-02-01", plan=2) == 0


def test_without_pauses_no_day_is_paused():
    assert count(pauses_of(), "2026-01-01", "2026-02-01") == 0


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends on 2026-01-01, before it begins on 2026-01-02; exchange"):
        count(pauses_of((0, "2026-01-02", "2026-01-01")), "2026-01-01", "2026-02-01")


def test_the_message_names_the_pause_that_is_wrong_and_a_pause_of_no_day_is_none():
    empty = (0, "2026-01-05", "2026-01-05")
    with pytest.raises(ValueError, match="ends on 2026-01-01, before it begins on 2026-01-02"):
        count(pauses_of(empty, (0, "2026-01-02", "2026-01-01")), "2026-01-01", "2026-02-01")
    assert count(pauses_of(empty), "2026-01-01", "2026-02-01") == 0


@pytest.mark.parametrize("row", [(0, "NaT", "2026-01-01"), (0, "2026-01-01", "NaT")])
def test_a_pause_without_a_day_is_refused(row):
    with pytest.raises(ValueError, match=r"^a pause has no first or last day; give both, or leave the pause out$"):
        count(pauses_of(row), "2026-01-01", "2026-02-01")


SPAN = st.tuples(st.integers(0, 2), st.integers(0, 60), st.integers(0, 30))


@given(spans=st.lists(SPAN, max_size=6), windows=st.lists(SPAN, min_size=1, max_size=6))
def test_it_agrees_with_counting_day_by_day(spans, windows):
    pauses = pauses_of(*[(plan, START + first, START + first + length) for plan, first, length in spans])
    plan, begin, end = (np.array(column) for column in zip(*[(p, f, f + n) for p, f, n in windows], strict=True))
    expected = [
        sum(any(s[0] == p and s[1] <= day < s[1] + s[2] for s in spans) for day in range(f, f + n))
        for p, f, n in windows
    ]
    assert paused_days(pauses, plan, START + begin, START + end).tolist() == expected
