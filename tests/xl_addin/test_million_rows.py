"""A column as long as a sheet is an answer or an error value, never a crash: Excel has 1,048,576 rows."""

import os

import pytest
from cell_samples import FUNCTIONS, GOOD

from xl_addin.registry import FUNCTIONS as REGISTERED

ROWS = 1_048_576
EVERY = os.environ.get("CI") == "true" or os.environ.get("ARREARS_TEST_MILLION") == "1"
QUICK = {"ar_bucket", "ar_dpd", "ar_follow_ups", "ar_schedule"}
NAMES = [
    pytest.param(
        name,
        marks=[]
        if EVERY or name in QUICK
        else pytest.mark.skip(reason="all take two minutes; set ARREARS_TEST_MILLION=1"),
    )
    for name in GOOD
]
SAME = {each.call.__name__ for each in REGISTERED if each.shape in {"same", "row"}}


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_column(name):
    good = GOOD[name]
    cell = good[0] if not isinstance(good[0], list) else good[0][0][0]
    answer = FUNCTIONS[name]([[cell]] * (ROWS - 2) + [["#REF!"], [None]], *good[1:])
    if name in SAME:
        assert len(answer) == ROWS
        assert set(answer[-2]) == {"#VALUE!"}
        assert set(answer[-1]) == {""}
        single = FUNCTIONS[name](cell, *good[1:])
        assert answer[0] == answer[-3] == (single[0] if isinstance(single, list) else [single])
    else:
        assert answer == "#VALUE!"
