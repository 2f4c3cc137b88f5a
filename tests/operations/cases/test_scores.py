from datetime import date

import numpy as np
import pandas as pd
import pytest

from arrears.operations.cases.ageing import age
from arrears.operations.cases.scores import at_risk, scores
from arrears.policy import Policies
from arrears.tables.cases import to_internal

CN = Policies("cn")
DAY = date(2026, 1, 31)
DUE = np.full(3, 10_000_00)


def test_the_policy_s_roll_rates_go_by_age_and_an_unknown_age_has_nothing_at_risk():
    assert at_risk(DUE, np.array([0, 200, -1]), CN, DAY).tolist() == [42_50, 8_500_00, 0]


def test_an_account_s_own_roll_rate_goes_before_the_policy_s():
    found = at_risk(DUE, np.array([0, 200, -1]), CN, DAY, roll_rate=np.array([0.3, 0.1, 0.3]))
    assert found.tolist() == [2_550_00, 850_00, 0]


def test_a_roll_rate_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match="within 0 and 1"):
        at_risk(DUE, np.array([1, 1, 1]), CN, DAY, roll_rate=np.array([0.3, 1.1, 0.3]))


def test_lists_and_cells_have_the_same_figures():
    cases = {"case_id": ["C1", "C2"], "due_date": ["2025-12-01", "2026-01-31"], "principal": [5000, 80000]}
    aged = age(to_internal(pd.DataFrame(cases)), DAY, CN)
    days = aged["days_past_due"].to_numpy()
    value = at_risk(np.array([5000_00, 80000_00]), days, CN, DAY)
    assert aged["value_at_risk_fen"].tolist() == value.tolist()
    assert aged["score"].tolist() == scores(value, days, np.array([-1, -1]), CN, DAY).tolist()
