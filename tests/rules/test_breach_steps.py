"""After a breach the mildest step comes first, each has its days before the next, and nothing is skipped but what cannot be done."""

import numpy as np
import pytest

from arrears.rules.breach_steps import NO_BREACH, step_due

TIMES, WAITS = np.array([1, 3, 1]), np.array([2, 3, 10])


def due(*taken, broken="2026-11-01", possible=(True, True, True), last="2026-11-05"):
    days = [np.array([day], dtype="datetime64[D]") for day in (broken, last)]
    found = step_due(days[0], np.array([taken]), np.array([possible]), TIMES, WAITS, days[1])
    return int(found.step[0]), str(found.on[0])


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param((0, 0, 0), (0, "2026-11-01"), id="a message at once"),
        pytest.param((1, 0, 0), (1, "2026-11-07"), id="a call two days after it"),
        pytest.param((1, 2, 0), (1, "2026-11-01"), id="two of three calls leave a third, without another wait"),
        pytest.param((1, 3, 0), (2, "2026-11-08"), id="a letter three days after the third call"),
        pytest.param((1, 3, 1), (3, "2026-11-15"), id="ten days after the letter all steps are taken"),
        pytest.param((0, 3, 1), (0, "2026-11-01"), id="a step that was left out is still to be taken"),
    ],
)
def test_each_step_comes_after_the_one_before(taken, expected):
    assert due(*taken) == expected


def test_a_step_for_which_there_is_no_detail_is_passed_over():
    assert due(0, 0, 0, possible=(False, False, True))[0] == 2
    assert due(1, 0, 0, possible=(True, True, False))[0] == 1
    assert due(1, 3, 0, possible=(True, True, False))[0] == 3


def test_where_nothing_was_broken_nothing_is_due():
    assert due(0, 0, 0, broken="NaT") == (NO_BREACH, "NaT")


def test_who_was_never_contacted_waits_from_the_breach_on():
    assert due(0, 0, 0, possible=(False, True, True), last="NaT")[1] == "2026-11-03"
