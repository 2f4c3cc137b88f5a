import numpy as np
import pytest

from arrears.operations.account.waivers import try_waiver
from arrears.policy import Policies

CN = Policies("cn")


def tried(interest=1_000_00, days=120, shares=(0.5, 0.5), way="lump_sum", fees=200_00):
    owed = np.array([5_000_00]), np.array([interest]), np.array([fees])
    return try_waiver(owed, np.array([days]), shares, way, "2026-11-23", CN).iloc[0]


def test_a_waiver_within_the_limits_names_who_approves():
    row = tried()
    assert (row["waived_interest_fen"], row["waived_fees_fen"], row["saved_fen"]) == (500_00, 100_00, 600_00)
    assert (row["left_fen"], row["allowed"], row["rule"]) == (5_600_00, True, "HOUSE-WAIVER")
    assert (row["approver"], row["approver_zh"]) == ("department_head", "部门负责人")
    assert (row["refused_zh"], row["refused_en"]) == ("", "")


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            {"days": 89},
            "逾期不足90天不予减免（HOUSE-WAIVER）",
            "nothing is waived below 90 days past due (HOUSE-WAIVER)",
        ),
        ({"shares": (0.81, 0)}, "利息减免比例超过80%", "more than 80 % of the interest"),
        ({"shares": (0, 0.51), "way": "plan"}, "费用减免比例超过50%", "more than 50 % of the fees"),
        (
            {"interest": 400_000_00, "shares": (0.8, 0)},
            "超出减免审批委员会的审批权限：最高80%、200,000.00元",
            "above what the waiver committee may approve: 80 % and 200,000.00",
        ),
    ],
)
def test_a_waiver_beyond_the_limits_is_refused_with_the_rule_and_a_remedy(change, zh, en):
    row = tried(**change)
    assert not row["allowed"]
    assert row["refused_zh"].startswith(zh)
    assert row["refused_en"].startswith(en)
    assert (row["approver"], row["approver_zh"], row["approver_en"]) == ("", "", "")


def test_a_lump_sum_may_be_let_off_more_than_a_plan():
    assert tried(shares=(0.8, 0.8))["allowed"]
    assert not tried(shares=(0.8, 0.8), way="plan")["allowed"]
    assert tried(shares=(0.5, 0.5), way="plan")["allowed"]


def test_another_way_is_refused():
    with pytest.raises(ValueError, match="a waiver goes with a lump_sum or a plan; it is 'gift'"):
        tried(way="gift")
