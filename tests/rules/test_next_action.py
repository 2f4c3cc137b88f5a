from itertools import product

import numpy as np
import pytest

from arrears.rules.next_action import ACTIONS, CONTACT, NEVER_CALLED, SITUATIONS, next_action

NO = np.array([False])
YES = np.array([True])


def action(*situations):
    code = next_action(dict.fromkeys(SITUATIONS, NO) | dict.fromkeys(situations, YES))[0]
    return ACTIONS[code]


def test_a_case_in_no_situation_is_contacted():
    assert action() == CONTACT


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_keeps_a_case_from_being_contacted_without_thought(situation):
    assert action(situation) == situation


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("complaint", "dispute", id="a complaint is answered before an objection"),
        pytest.param("dispute", "close", id="an objection is answered even when nothing is left to collect"),
        pytest.param("dispute", "credit", id="an objection is answered before money goes back"),
        pytest.param("credit", "close", id="a credit balance is refunded before the case is closed"),
        pytest.param("close", "deceased", id="nothing left to collect closes the case"),
        pytest.param("deceased", "agreement", id="a death ends an agreement's supervision"),
        pytest.param("breach", "agreement", id="a missed instalment is reviewed"),
        pytest.param("instalment_due", "agreement", id="an instalment is reminded of"),
        pytest.param("agreement", "locate", id="an agreement is kept"),
        pytest.param("vulnerable", "locate", id="hardship is assessed before anybody is looked for"),
        pytest.param("do_not_call", "promise_broken", id="a stop holds when a promise is broken"),
        pytest.param("locate", "due_soon", id="who cannot be reached cannot be reminded"),
        pytest.param("due_soon", "not_due", id="a due date that is near is reminded of"),
        pytest.param("promise_broken", "interval", id="a broken promise does not wait"),
        pytest.param("promise_due", "promise", id="a promise that is near is reminded of"),
        pytest.param("promise", "interval", id="a promise is waited for"),
        pytest.param("interval", "grace", id="patience goes before a reminder in grace"),
        pytest.param("promise_broken", "hardship", id="a broken promise is taken up first"),
        pytest.param("interval", "hardship", id="hardship does not shorten the interval"),
    ],
)
def test_the_more_protected_situation_goes_first(first, second):
    assert action(first, second) == first


@pytest.mark.parametrize("flags", list(product([False, True], repeat=len(NEVER_CALLED))), ids=str)
def test_no_protected_case_is_contacted_by_its_stage(flags):
    given = [name for name, has in zip(NEVER_CALLED, flags, strict=True) if has]
    found = action(*given, "promise_broken")
    assert found == ("promise_broken" if not given else next(name for name in SITUATIONS if name in given))


def test_a_situation_that_is_forgotten_or_misspelt_is_refused():
    situations = dict.fromkeys(SITUATIONS, NO)
    del situations["complaint"]
    with pytest.raises(ValueError, match="complain, complaint"):
        next_action(situations | {"complain": NO})
