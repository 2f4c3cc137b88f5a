import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contact_stops import NEVER
from arrears.rules.third_party import out_of_contact_from

F, X, R, T = "failed", "invalid", "reached", "third"


def permitted(events, *, failed_dials=3, unreachable_days=3, case=None, at=None):
    kinds = np.array([kind for kind, _ in events])
    day = np.array([day for _, day in events], dtype=np.int64)
    found = out_of_contact_from(
        np.zeros(day.size, dtype=np.intp) if case is None else np.array(case),
        np.arange(day.size) if at is None else np.array(at),
        day,
        failed=kinds == F,
        invalid=kinds == X,
        reached=kinds == R,
        failed_dials=failed_dials,
        unreachable_days=unreachable_days,
    )
    return [None if value == NEVER else value for value in found.tolist()]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([(T, 1)], None, id="nobody was called"),
        pytest.param([(F, 1), (F, 1), (T, 1)], 4, id="two failed dials: only on the fourth day"),
        pytest.param([(F, 1), (F, 1), (F, 1), (T, 1)], 1, id="three failed dials"),
        pytest.param([(X, 1), (T, 1)], 1, id="an invalid number"),
        pytest.param([(F, 1), (T, 3)], 4, id="one failed dial, two days ago"),
        pytest.param([(F, 1), (T, 4)], 4, id="one failed dial, three days ago"),
        pytest.param([(F, 1), (T, 9)], 9, id="one failed dial, long ago"),
        pytest.param([(F, 1), (F, 1), (F, 1), (R, 1), (T, 1)], None, id="a conversation starts anew"),
        pytest.param([(X, 1), (R, 1), (T, 1)], None, id="a conversation after an invalid number"),
        pytest.param([(R, 1), (F, 1), (F, 2), (F, 2), (T, 2)], 2, id="dials after the conversation count"),
        pytest.param([(F, 1), (R, 1), (F, 2), (F, 2), (T, 2)], 5, id="dials before it do not"),
        pytest.param([(F, 1), (R, 5), (T, 9)], None, id="nor does waiting since before it"),
    ],
)
def test_a_third_party_may_be_asked_once_the_holder_is_out_of_contact(events, expected):
    assert permitted(events)[-1] == expected


def test_a_conversation_does_not_bear_on_itself_and_a_dial_not_on_itself():
    assert permitted([(F, 1), (F, 1), (F, 1), (R, 1)])[-1] == 1
    assert permitted([(F, 1), (F, 1), (F, 1)])[-1] == 4


def test_grounds_can_be_switched_off():
    dials = [(F, 1), (F, 1), (F, 1), (T, 1)]
    assert permitted(dials, failed_dials=None)[-1] == 4
    assert permitted(dials[1:], unreachable_days=None)[-1] is None
    assert permitted([(X, 1), (T, 1)], failed_dials=None, unreachable_days=None)[-1] == 1


def test_cases_do_not_share_and_rows_may_come_in_any_order():
    events = [(T, 1), (F, 1), (F, 1), (F, 1), (T, 1)]
    assert permitted(events, case=[0, 1, 1, 1, 1])[0] is None
    assert permitted(events, at=[9, 1, 2, 3, 4])[0] == 1
    assert permitted([(R, 1), (F, 1), (F, 1), (F, 1), (T, 1)], case=[0, 1, 1, 1, 1])[-1] == 1
    assert permitted([(F, 1), (F, 1), (T, 1), (F, 1), (T, 1)], case=[0, 0, 0, 1, 1]) == [None, 4, 4, None, 4]


def test_nothing_gives_nothing():
    assert permitted([]) == []


@given(
    rows=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([F, X, R, T]), st.integers(0, 2)), max_size=14),
    dials=st.none() | st.integers(1, 3),
    wait=st.none() | st.integers(1, 4),
)
def test_it_agrees_with_going_through_a_case_by_hand(rows, dials, wait):
    days = np.cumsum([step for _, _, step in rows]).tolist()
    found = permitted(
        [(kind, day) for (_, kind, _), day in zip(rows, days, strict=True)],
        failed_dials=dials,
        unreachable_days=wait,
        case=np.array([case for case, _, _ in rows], dtype=np.intp),
    )
    for i, (case, _, _) in enumerate(rows):
        past = [(kind, days[j]) for j, (own, kind, _) in enumerate(rows[:i]) if own == case]
        talks = [j for j, (kind, _) in enumerate(past) if kind == R]
        past = past[talks[-1] + 1 :] if talks else past
        fails = [day for kind, day in past if kind == F]
        expected = None
        if any(kind == X for kind, _ in past) or (dials and len(fails) >= dials):
            expected = days[i]
        elif wait and fails:
            expected = max(fails[0] + wait, days[i])
        assert found[i] == expected
