from datetime import date

import numpy as np
import pytest

from arrears.policy import Policies
from arrears.policy.records import Grace, Tolerance
from arrears.rules.grace import counts_as_paid, pay_by


def test_grace_ends_some_days_after_the_due_date():
    due = np.array(["2024-02-27", "NaT"], dtype="datetime64[D]")
    assert pay_by(due, 3).astype(str).tolist() == ["2024-03-01", "NaT"]
    assert pay_by(due, 0).astype(str).tolist() == ["2024-02-27", "NaT"]


def test_negative_grace_is_refused():
    with pytest.raises(ValueError, match=r"^days of grace must not be negative; they are -1$"):
        pay_by(np.array(["2024-02-27"], dtype="datetime64[D]"), -1)


@pytest.mark.parametrize(
    ("paid", "full"),
    [
        pytest.param(90_00, True, id="ten yuan short"),
        pytest.param(89_99, False, id="a fen more is short"),
        pytest.param(100_00, True, id="in full"),
        pytest.param(200_00, True, id="too much"),
    ],
)
def test_a_shortfall_within_the_tolerance_is_paid(paid, full):
    assert counts_as_paid(np.array([100_00]), np.array([paid]), 10_00).tolist() == [full]


@pytest.mark.parametrize(("due", "paid", "tolerance"), [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_negative_amounts_are_refused(due, paid, tolerance):
    with pytest.raises(ValueError, match="amounts must not be negative, the least is -1 fen"):
        counts_as_paid(np.array([due]), np.array([paid]), tolerance)


def test_grace_and_tolerance_of_the_convention_begin_in_july_2013():
    policies = Policies("cn")
    on, before = date(2013, 7, 1), date(2013, 6, 30)
    assert (policies.get(Grace, on=on).days, policies.get(Grace, on=on).rule) == (3, "CN-P5")
    assert (policies.get(Grace, on=before).days, policies.get(Grace, on=before).rule) == (0, "HOUSE-GRACE")
    assert policies.get(Tolerance, on=on).residue_fen == 10_00
