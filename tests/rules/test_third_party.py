import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contact_stops import NEVER
from arrears.rules.third_party import Silence, out_of_contact_from

F, X, R, T = "failed", "invalid", "reached", "third"


def permitted(events, *, failed_dials=3, unreachable_days=3, wait_days=0, unanswered_days=None, case=None, at=None):
    kinds = np.array([kind for kind, _ in events])
    day = np.array([day for _, day in events], dtype=np.int64)
    found = out_of_contact_from(
        np.zeros(day.size, dtype=np.intp) if case is None else np.array(case),
        np.arange(day.size) if at is None else np.array(at),
        day,
        failed=kinds == F,
        invalid=kinds == X,
        reached=kinds == R,
        silence=Silence(failed_dials, wait_days, unreachable_days, unanswered_days),
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


CBA = {"wait_days": 1, "unreachable_days": None, "unanswered_days": 3}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([(F, 1), (F, 1), (F, 1), (T, 1)], 2, id="three failed dials: from the next day"),
        pytest.param([(F, 1), (F, 1), (F, 1), (T, 2)], 2, id="the next day itself"),
        pytest.param(
            [(F, 1), (F, 2), (F, 2), (F, 2), (T, 2)], 3, id="a fourth dial moves nothing: the third was on day 2"
        ),
        pytest.param([(F, 1), (T, 9)], None, id="one failed dial and idle days"),
        pytest.param([(F, 1), (F, 3), (T, 9)], None, id="two failed dials with an idle day between"),
        pytest.param([(X, 1), (T, 1)], 1, id="an invalid number, the same day"),
        pytest.param([(F, 1), (F, 1), (R, 1), (F, 1), (T, 2)], None, id="a conversation starts anew"),
    ],
)
def test_failed_dials_open_a_third_party_from_the_next_day_only(events, expected):
    assert permitted(events, **CBA)[-1] == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([(F, 1), (F, 2), (F, 3), (T, 3)], 4, id="on the third day still a day early"),
        pytest.param([(F, 1), (F, 2), (F, 3), (T, 4)], 4, id="after three days in a row"),
        pytest.param([(F, 1), (F, 2), (F, 4), (T, 5)], None, id="an idle day breaks the row"),
        pytest.param(
            [(F, 1), (F, 2), (R, 3), (F, 3), (T, 4)], None, id="a day on which somebody answered is no such day"
        ),
        pytest.param([(F, 1), (F, 2), (F, 3), (F, 9), (T, 9)], 9, id="what was complete stays so until a conversation"),
    ],
)
def test_days_without_an_answer_are_days_in_a_row_that_were_dialled_on(events, expected):
    assert permitted(events, failed_dials=None, unreachable_days=None, unanswered_days=3)[-1] == expected


@given(
    rows=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([F, X, R, T]), st.integers(0, 2)), max_size=14),
    dials=st.none() | st.integers(1, 3),
    wait=st.integers(0, 2),
    silent=st.none() | st.integers(1, 3),
)
def test_waiting_and_silent_days_agree_with_going_through_a_case_by_hand(rows, dials, wait, silent):
    days = np.cumsum([step for _, _, step in rows]).tolist()
    found = permitted(
        [(kind, day) for (_, kind, _), day in zip(rows, days, strict=True)],
        failed_dials=dials,
        wait_days=wait,
        unreachable_days=None,
        unanswered_days=silent,
        case=np.array([case for case, _, _ in rows], dtype=np.intp),
    )
    for i, (case, _, _) in enumerate(rows):
        own = [(kind, days[j]) for j, (of, kind, _) in enumerate(rows) if of == case]
        past = [(kind, days[j]) for j, (of, kind, _) in enumerate(rows[:i]) if of == case]
        talks = [j for j, (kind, _) in enumerate(past) if kind == R]
        past = past[talks[-1] + 1 :] if talks else past
        fails = [day for kind, day in past if kind == F]
        options = [days[i]] if any(kind == X for kind, _ in past) else []
        if dials and len(fails) >= dials:
            options.append(max(fails[dials - 1] + wait, days[i]))
        answered = {day for kind, day in own if kind == R}
        dialled = sorted({day for kind, day in own if kind == F} - answered)
        complete = [
            day
            for day in dialled
            if silent and all(day - back in dialled and day - back in fails for back in range(silent)) and day in fails
        ]
        if complete:
            options.append(max(complete[0] + 1, days[i]))
        assert found[i] == (min(options) if options else None)


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
