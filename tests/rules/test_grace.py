from datetime import date

import numpy as np
import pytest

from arrears.policy import Policies
from arrears.policy.records import Grace, Tolerance
from arrears.rules.grace import pay_by


def test_grace_ends_some_days_after_the_due_date():
    due = np.array(["2024-02-27", "NaT"], dtype="datetime64[D]")
    assert pay_by(due, 3).astype(str).tolist() == ["2024-03-01", "NaT"]
    assert pay_by(due, 0).astype(str).tolist() == ["2024-02-27", "NaT"]


def test_negative_grace_is_refused():
    with pytest.raises(ValueError, match=r"^days of grace must not be negative; they are -1$"):
        pay_by(np.array(["2024-02-27"], dtype="datetime64[D]"), -1)


def test_grace_and_tolerance_of_the_convention_begin_in_july_2013():
    policies = Policies("cn")
    on, before = date(2013, 7, 1), date(2013, 6, 30)
    assert (policies.get(Grace, on=on).days, policies.get(Grace, on=on).rule) == (3, "CN-P5")
    assert (policies.get(Grace, on=before).days, policies.get(Grace, on=before).rule) == (0, "HOUSE-GRACE")
    assert policies.get(Tolerance, on=on).residue_fen == 10_00
