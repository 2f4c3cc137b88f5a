import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contact_stops import NEVER, in_state_until


def until(key, at, states):
    own, since, end = (
        (np.array(column, dtype=np.int64) for column in zip(*states, strict=True)) if states else [np.zeros(0, int)] * 3
    )
    return in_state_until(np.array(key), np.array(at), own, since, end).tolist()


def test_a_state_holds_from_its_first_instant_to_just_before_its_end():
    assert until([0] * 4, [4, 5, 9, 10], [(0, 5, 10)]) == [4, 10, 10, 10]


def test_a_state_without_end_never_ends():
    assert until([0, 0], [4, 5], [(0, 5, NEVER)]) == [4, NEVER]


def test_of_overlapping_states_the_latest_end_counts():
    assert until([0, 0], [6, 12], [(0, 5, 20), (0, 6, 8)]) == [20, 20]
    assert until([0, 0], [6, 12], [(0, 6, 20), (0, 5, 8)]) == [20, 20]


def test_a_state_of_somebody_else_does_not_bear():
    assert until([0, 1, 2, -1], [6, 6, 6, 6], [(1, 5, 20), (2, 7, 9)]) == [6, 20, 6, 6]


def test_a_later_state_of_the_same_case_has_not_begun():
    assert until([0], [6], [(0, 7, 20), (0, 1, 3)]) == [6]


def test_no_states_and_no_contacts():
    assert until([0], [6], []) == [6]
    assert until([], [], [(0, 1, 2)]) == []


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(ValueError, match=r"^a state ends before it begins; correct its until \(contact_stop\)$"):
        until([0], [6], [(0, 7, 6)])
    assert until([0], [7], [(0, 7, 7)]) == [7]


@given(
    contacts=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=10),
    states=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 5)), max_size=10),
)
def test_it_agrees_with_looking_one_by_one(contacts, states):
    spans = [(own, since, since + lasts) for own, since, lasts in states]
    keys, at = zip(*contacts, strict=True)
    expected = [max([t, *(e for k, s, e in spans if k == key and s <= t)]) for key, t in contacts]
    assert until(list(keys), list(at), spans) == expected
