"""Damaged case lists end in a typed refusal or in values that the damage did not touch; benchmarks/intake_fuzz.py does 10,000."""

import dataclasses

import pytest
from intake.judge import Judge, changed
from intake.mutants import ORIGINALS, Mutant

MUTANTS = 300
SEED = 20_261_123


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    return Judge(tmp_path_factory.mktemp("mutants"))


def test_no_mutant_gives_an_untyped_error_or_a_changed_value(judge):
    faults = [fault for seed in range(SEED, SEED + MUTANTS) if (fault := judge.fault(seed))]
    assert not faults, "\n".join(faults)
    # Damage of many kinds, some of it harmless: else the mutants would show little.
    assert {"accepted whole", "rows refused", "FILE_CORRUPT", "ENCODING_UNKNOWN"} <= set(judge.outcomes)


# The judge itself can find fault


@pytest.fixture
def intake(judge):
    return judge.read("list.csv", ORIGINALS["list.csv"][0])


def test_an_untyped_error_is_a_fault(judge, monkeypatch):
    monkeypatch.setattr(judge, "read", lambda _name, _data: 1 / 0)
    assert "untyped ZeroDivisionError" in judge.fault(SEED)


def test_a_changed_value_is_a_fault_unless_it_was_touched(judge, intake):
    intake.table.loc[3, "principal_fen"] += 1
    good = judge.good["list.csv"]
    assert changed(Mutant(b"", ""), good, intake) == "C003 principal_fen: 120325 became 120326"
    assert changed(Mutant(b"", "", rows={3}), good, intake) == ""


def test_a_case_that_is_gone_is_a_fault(judge, intake):
    fewer = dataclasses.replace(intake, table=intake.table.drop(index=5), rows=intake.rows - 1)
    good = judge.good["list.csv"]
    assert changed(Mutant(b"", ""), good, fewer) == "C005 is gone"
    miscounted = dataclasses.replace(fewer, rows=intake.rows)
    assert changed(Mutant(b"", ""), good, miscounted) == "11 accepted and 0 refused of 12"


def test_cases_from_nowhere_are_a_fault(judge, intake):
    intake.table.loc[4, "case_id"] = "X"
    assert "cases from nowhere: ['X']" in changed(Mutant(b"", "", cut=True), judge.good["list.csv"], intake)
