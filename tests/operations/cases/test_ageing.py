from datetime import date, datetime

import pandas as pd
import pytest

from arrears.errors import PolicyError
from arrears.operations.cases.ageing import PAUSE_COLUMNS, age, class_scales
from arrears.policy import PROFILES, Policies
from arrears.tables.cases import to_internal

DAY = date(2026, 1, 31)
CN = Policies("cn")
CONTAGION = """
[[version]]
rule = "HOUSE-7"
effective = 2026-01-01
source = "House circular 7"
trust = "H"
words = "substandard spreads"
checked = 2026-01-01
applies = true
"""


def cases(**columns):
    rows = max((len(values) for values in columns.values()), default=1)
    table = {
        "case_id": [f"C{row}" for row in range(rows)],
        "due_date": ["2026-01-10"] * rows,
        "principal": ["1000"] * rows,
    }
    return to_internal(pd.DataFrame(table | columns))


def one(policies=CN, **columns):
    return age(cases(**{key: [value] for key, value in columns.items()}), DAY, policies).iloc[0]


def test_a_case_is_aged_by_every_rule_at_once():
    aged = one(due_date="2025-10-31", principal="10000", interest="500.50", late_fee="50")
    assert (aged.days_past_due, aged.bucket, aged.loan_class, aged.loan_class_2011, aged.stage) == (
        92,
        "M4",
        "次级",
        "次级",
        "late",
    )
    assert aged.total_due_fen == 1055050
    assert aged.value_at_risk_fen == 582915  # 10,550.50 x 0.65 x 0.85 = 5,829.15125
    assert aged.score == 59  # 50 x 5,829.15 / 20,000 + 30 x 80 % + 20 = 58.57


@pytest.mark.parametrize(
    ("due_date", "days", "in_grace"),
    [("2026-01-31", 0, False), ("2026-01-30", 1, True), ("2026-01-28", 3, True), ("2026-01-27", 4, False)],
)
def test_grace_is_a_column_of_its_own(due_date, days, in_grace):
    aged = one(due_date=due_date)
    assert (aged.days_past_due, aged.in_grace) == (days, in_grace)


def test_a_later_contact_lowers_the_score():
    assert one(last_contact_date="2026-01-30").score < one(last_contact_date="2026-01-10").score < one().score


def test_where_the_principal_is_blank_the_statement_counts():
    table = cases(principal=["1000", None], statement_balance=[None, "900"])
    assert age(table, DAY, CN)["total_due_fen"].tolist() == [1000_00, 900_00]


def test_a_time_of_day_does_not_matter():
    table = cases()
    pd.testing.assert_frame_equal(age(table, datetime(2026, 1, 31, 23, 59), CN), age(table, DAY, CN))  # noqa: DTZ001  # only its day is read


def test_ageing_again_replaces_what_was_stale_and_leaves_the_caller_s_table():
    table = cases()
    before = table.copy()
    later = date(2026, 3, 31)
    pd.testing.assert_frame_equal(age(age(table, DAY, CN), later, CN), age(table, later, CN))
    pd.testing.assert_frame_equal(table, before)


def test_a_pause_of_another_list_s_case_is_passed_over():
    pauses = pd.DataFrame(
        {
            "case_id": ["C1", "elsewhere", "C0"],
            "begin": pd.to_datetime(["2026-01-20", "2026-01-01", "2026-01-12"]),
            "end": pd.to_datetime(["2026-01-26", "2026-02-01", "2026-01-13"]),
        }
    )
    assert age(cases(due_date=["2026-01-10"] * 3), DAY, CN, pauses)["days_past_due"].tolist() == [20, 15, 21]


def test_pauses_without_their_columns_are_refused():
    with pytest.raises(ValueError, match=", ".join(PAUSE_COLUMNS)):
        age(cases(), DAY, CN, pd.DataFrame({"case_id": ["C0"]}))


def test_a_case_without_a_due_date_is_refused_and_named():
    table = cases(due_date=["2026-01-10", "2026-01-10"])
    table.loc[1, "due_date"] = pd.NaT
    with pytest.raises(ValueError, match="1 cases have no due_date, the first is row 1"):
        age(table, DAY, CN)


@pytest.mark.parametrize("profile", ["uk", "in"])
def test_a_profile_without_a_scale_has_an_empty_class(profile):
    aged = age(cases(), DAY, Policies(profile))
    assert aged["loan_class"].tolist() == [""]
    assert "loan_class_2011" not in aged


@pytest.mark.parametrize(("profile", "label"), [("us", "次级"), ("hk", "需要关注"), ("cn", "关注")])
def test_each_profile_has_its_own_scale(profile, label):
    assert one(Policies(profile), due_date="2025-11-02").loan_class == label


def test_before_the_scale_of_2023_the_scale_of_2011_is_the_class():
    aged = age(cases(due_date=["2022-01-01"]), date(2022, 6, 1), CN)
    assert aged["loan_class"].tolist() == ["可疑"]
    assert "loan_class_2011" not in aged


def test_before_every_scale_a_class_is_refused_and_not_guessed():
    with pytest.raises(PolicyError, match="its first day is 2011-01-13"):
        class_scales(CN, date(2010, 12, 31))


def test_contagion_by_customer_id_or_identity_number_where_a_house_wants_it(tmp_path):
    (tmp_path / "contagion.toml").write_text(CONTAGION, encoding="utf-8")
    table = cases(
        due_date=["2025-10-01", "2026-01-30", "2025-10-01", "2026-01-30", "2026-01-30"],
        customer_id=["K1", "K1", None, None, None],
        id_number=[None, None, "11010519491231002X", "11010519491231002X", None],
    )
    assert age(table, DAY, CN)["loan_class"].tolist() == ["次级", "关注", "次级", "关注", "关注"]
    aged = age(table, DAY, Policies("cn", house=tmp_path))
    assert aged["loan_class"].tolist() == ["次级", "次级", "次级", "次级", "关注"]
    assert aged["bucket"].tolist()[1] == "M1"


@pytest.mark.parametrize("profile", PROFILES)
def test_an_empty_list_is_aged_to_an_empty_list(profile):
    aged = age(cases().iloc[:0], DAY, Policies(profile))
    assert aged.empty
    assert {
        "days_past_due",
        "in_grace",
        "bucket",
        "loan_class",
        "stage",
        "total_due_fen",
        "value_at_risk_fen",
        "score",
    } <= set(aged)


@pytest.mark.parametrize(("contact", "refused"), [("2026-01-31", False), ("2026-02-01", True)])
def test_a_contact_after_the_day_is_refused_with_row_value_and_remedy(contact, refused):
    table = cases(last_contact_date=["2026-01-20", contact])
    if not refused:
        assert len(age(table, DAY, CN)) == 2
        return
    with pytest.raises(ValueError, match=r"row 1: last_contact_date 2026-02-01 is after as_of 2026-01-31; .*remedy"):
        age(table, DAY, CN)
