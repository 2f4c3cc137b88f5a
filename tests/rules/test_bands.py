import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies, record_type
from arrears.rules.bands import band

ON = date(2026, 11, 23)
with (Path(__file__).parents[1] / "cases" / "bands.csv").open(encoding="utf-8-sig", newline="") as file:
    CASES = list(csv.DictReader(file))
SCALES = st.lists(st.integers(1, 400), unique=True, max_size=10).map(lambda days: [0, *sorted(days)])


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['profile']} {case['file']} day {case['days_past_due']}"
)
def test_each_day_is_in_the_band_that_its_source_says(case):
    scale = Policies(case["profile"]).get(record_type(case["file"]), ON, case["file"]).model_dump()
    labels = next(
        scale[key]
        for key in ("labels", "labels_zh", "keys")
        if key in scale and (key != "labels_zh" or "keys" not in scale)
    )
    code = band(np.array([int(case["days_past_due"])]), scale["begins"])[0]
    assert labels[code] == case["band"]


@given(begins=SCALES, days=st.lists(st.integers(0, 1000), max_size=30))
def test_a_band_begins_on_its_first_day_and_ends_before_the_next(begins, days):
    codes = band(np.array(days, dtype=np.int64), begins)
    assert codes.tolist() == [sum(begin <= day for begin in begins) - 1 for day in days]


def test_days_that_are_not_known_have_no_band():
    assert band(np.array([-1, 0]), [0, 1]).tolist() == [-1, 0]


def test_a_scale_may_have_127_bands():
    assert band(np.array([125, 126, 4000]), tuple(range(127))).tolist() == [125, 126, 126]


@pytest.mark.parametrize("begins", [(), (1, 2), (0, 2, 2), (0, 3, 1), tuple(range(128))])
def test_a_scale_that_does_not_rise_from_zero_or_is_too_long_is_refused(begins):
    with pytest.raises(ValueError, match="band"):
        band(np.array([0]), begins)
