"""Whatever a cell holds, a worksheet function answers with a value, an error value or a blank: it never raises."""

import math
from datetime import date, datetime, timezone
from decimal import Decimal

import numpy as np
import pytest
from cell_samples import FUNCTIONS, GOOD, optional
from hypothesis import given, settings
from hypothesis import strategies as st

ERRORS = {"", "#VALUE!", "#NUM!", "#N/A"}
BAD = {
    "a word": "twelve",
    "an error": "#REF!",
    "nothing found": "#N/A",
    "an error as COM sends it": -2146826273,
    "a ragged range": [[1, 2], [3]],
    "rows that are no rows": [[1], 2],
    "an object": object(),
    "a mapping": {"a": 1},
    "not a number": math.nan,
    "infinity": -math.inf,
}
"""None of these is a good argument of any function but a text one."""
ODD = {
    "nothing": None,
    "empty text": "",
    "a truth value": True,
    "a huge number": 1e300,
    "a huge whole number": 10**400,
    "a negative number": -1,
    "a part": 0.5,
    "zero": 0,
    "an empty range": [],
    "a range of nothing": [[None, None], ["", None]],
    "a range without cells": [[]],
    "text with a zero byte": "a\x00b",
    "text with half a character": "\ud800",
    "a day": date(2026, 1, 31),
    "a time with a zone": datetime(2026, 1, 31, tzinfo=timezone.utc),  # noqa: UP017  # as hosts send it
    "an array": np.array([[1.0, np.nan]]),
    "a decimal": Decimal("NaN"),
    "a long text": "9" * 5000,
    "a set": {1, 2},
}
TEXT_PLACES = {("ar_mask", 0), ("ar_follow_ups", 2)}
"""Arguments that are any text."""


def cells_of(answer):
    rows = answer if isinstance(answer, list) else [answer]
    return [cell for row in rows for cell in (row if isinstance(row, list) else [row])]


def assert_sound(answer):
    rows = answer if isinstance(answer, list) else [[answer]]
    assert len({len(row) for row in rows}) <= 1, "not a rectangle"
    for cell in cells_of(answer):
        assert type(cell) in {str, int, float, bool}, f"{cell!r} is no cell"
        assert not isinstance(cell, float) or math.isfinite(cell)


def with_bad(name, place, bad):
    arguments = list(GOOD[name])
    arguments[place] = bad
    return arguments


PLACES = [(name, place) for name, arguments in GOOD.items() for place in range(len(arguments))]


def test_every_function_is_tried():
    assert GOOD.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", GOOD)
def test_good_arguments_give_an_answer_without_errors(name):
    answer = FUNCTIONS[name](*GOOD[name])
    assert_sound(answer)
    assert not set(map(str, cells_of(answer))) & {"#VALUE!", "#NUM!", "#N/A"}


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_a_bad_argument_gives_an_error_value(name, place):
    for bad, cell in BAD.items():
        answer = FUNCTIONS[name](*with_bad(name, place, cell))
        assert_sound(answer)
        if (name, place) not in TEXT_PLACES or bad.startswith(("an error", "nothing")):
            # AR_WHY says in a table why there is no figure.
            shown = [answer[1][2]] if name == "ar_why" and isinstance(answer, list) else cells_of(answer)
            assert set(shown) <= ERRORS, f"{bad}: {answer}"


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_an_odd_argument_never_raises(name, place):
    for odd in ODD.values():
        assert_sound(FUNCTIONS[name](*with_bad(name, place, odd)))


@pytest.mark.parametrize(("name", "place"), PLACES)
def test_blank_in_blank_out_but_for_optional_arguments(name, place):
    answer = FUNCTIONS[name](*with_bad(name, place, None))
    if place in optional(name):
        assert set(cells_of(answer)) != {""} or name == "ar_contact_block"
    elif name != "ar_why":
        assert set(cells_of(answer)) == {""}


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_mixture_of_cells_raises(name, data):
    cell = st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(-(10**20), 10**20),
        st.text(max_size=8),
        st.sampled_from(["#N/A", "2026-01-31", "call", "12%", "1,000", 46053]),
    )
    ranges = st.one_of(cell, st.lists(st.lists(cell, max_size=2), max_size=3))
    arguments = [data.draw(st.one_of(st.just(good), ranges)) for good in GOOD[name]]
    assert_sound(FUNCTIONS[name](*arguments))
