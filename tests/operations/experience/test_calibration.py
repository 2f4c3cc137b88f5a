"""What was foretold stands beside what came, and a change of the newest days is seen."""

import numpy as np
import pandas as pd
import pytest
from experience_samples import CN, DAY, LABELS, POLICY, attempts, evenings, past

from arrears.operations.experience.calibration import by_tenths, drifts, foretold_and_seen
from arrears.operations.experience.counting import nothing


def test_tenths_hold_every_case_once_and_rise():
    chance = np.linspace(0, 1, 1000)
    table = by_tenths(chance, chance > 0.5, 1.645)
    assert table["cases"].tolist() == [100] * 10
    assert table["foretold"].is_monotonic_increasing
    assert table["share"].tolist() == [0] * 5 + [1] * 5


def test_equal_chances_stay_together():
    assert by_tenths(np.full(50, 0.3), np.arange(50) < 15, 1.645)[["cases", "share"]].to_numpy().tolist() == [[50, 0.3]]


def test_nothing_foretold_is_an_empty_table():
    assert by_tenths(np.zeros(0), np.zeros(0, dtype=bool), 1.645).empty


def test_a_steady_past_is_foretold_within_its_intervals():
    table = foretold_and_seen(evenings(4000), CN, DAY)["reach"]
    assert len(table) > 1
    assert ((table["low"] - 0.05 <= table["foretold"]) & (table["foretold"] <= table["high"] + 0.05)).all()


def test_a_steady_past_does_not_drift_and_a_changed_one_does():
    steady = evenings(4000)
    assert not drifts(steady, POLICY)["reach"].apart
    log = steady.contacts
    silent = log.assign(
        outcome=np.where(log["at"] >= log["at"].max() - pd.Timedelta(days=9), "no_answer", log["outcome"])
    )
    moved = drifts(past(contacts=silent), POLICY)["reach"]
    assert moved.apart
    assert moved.now < moved.before


@pytest.mark.parametrize("tables", [{}, {"contacts": attempts(("A", "2026-11-02 10:00", "call", "no_answer"))}])
def test_a_past_without_time_is_neither_tested_nor_compared(tables):
    one = past(**tables) if tables else nothing(LABELS)
    assert all(table.empty for table in foretold_and_seen(one, CN, DAY).values())
    assert drifts(one, POLICY) == {}
