"""A column as long as a sheet is an answer or an error value, never a crash: Excel has 1,048,576 rows."""

import os

import pytest
from cell_samples import FUNCTIONS, GOOD

from xl_addin.registry import FUNCTIONS as REGISTERED

ROWS, FEWER = 1_048_576, 20_000
WHOLE = {"ar_bucket", "ar_dpd", "ar_follow_ups", "ar_schedule"} | (
    set(GOOD) if os.environ.get("ARREARS_TEST_MILLION") == "1" else set()
)
"""Functions that are tried on every row of a sheet; all others on a fiftieth of them, since all take two minutes."""
SAME = {each.call.__name__ for each in REGISTERED if each.shape in {"same", "row"}}


@pytest.mark.parametrize("name", GOOD)
def test_a_whole_column(name):
    good = GOOD[name]
    cell = good[0] if not isinstance(good[0], list) else good[0][0][0]
    rows = ROWS if name in WHOLE else FEWER
    answer = FUNCTIONS[name]([[cell]] * (rows - 2) + [["#REF!"], [None]], *good[1:])
    if name in SAME:
        assert len(answer) == rows
        assert set(answer[-2]) == {"#VALUE!"}
        assert set(answer[-1]) == {""}
        single = FUNCTIONS[name](cell, *good[1:])
        assert answer[0] == answer[-3] == (single[0] if isinstance(single, list) else [single])
    else:
        assert answer == "#VALUE!"
