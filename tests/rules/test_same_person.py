import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.same_person import differing, linked


def by_walking(keys, rows):
    """Who is one person, found by walking from row to row."""
    left, person = set(range(rows)), [0] * rows
    while left:
        start = min(left)
        reached, todo = {start}, [start]
        while todo:
            row = todo.pop()
            near = {
                other for key in keys for other in range(rows) if key[row] >= 0 and key[row] == key[other]
            } - reached
            reached |= near
            todo += near
        for row in reached:
            person[row] = start
        left -= reached
    return person


@given(
    st.integers(0, 25).flatmap(
        lambda rows: st.lists(st.lists(st.integers(-1, 8), min_size=rows, max_size=rows), max_size=3)
    )
)
def test_rows_are_one_person_s_exactly_where_keys_lead_from_one_to_the_other(keys):
    rows = len(keys[0]) if keys else 0
    assert linked([np.array(key, dtype=np.intp) for key in keys], rows).tolist() == by_walking(keys, rows)


def test_a_long_chain_is_one_person():
    rows = 10_000
    odd, even = np.arange(rows) // 2, (np.arange(rows) + 1) // 2
    assert not linked([odd, even], rows).any()


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="one entry a row, 3"):
        linked([np.array([0, 0])], 3)


def test_a_group_differs_only_by_known_values():
    group, value = np.array([0, 0, 1, 1, 2]), np.array([4, -1, 4, 5, -1])
    assert differing(group, value).tolist() == [False, False, True, True, False]
