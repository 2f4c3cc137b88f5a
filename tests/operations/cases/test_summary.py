from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.operations.cases.ageing import age
from arrears.operations.cases.summary import summarise
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies

DAY = date(2026, 11, 23)
CN = Policies("cn")


def cases(rows):
    frame = pd.DataFrame(rows, columns=["days", "principal_fen", "collector", "flags"])
    due = [pd.Timestamp(DAY - timedelta(days=days)) for days in frame.pop("days")]
    return frame.assign(
        case_id=[f"C{number}" for number in range(len(frame))],
        due_date=pd.to_datetime(pd.Series(due, dtype="datetime64[s]")),
        principal_fen=frame["principal_fen"].astype("Int64"),
    )


def summary_of(rows, lang="zh", policies=CN, capacity=None):
    aged = age(cases(rows), DAY, policies)
    return summarise(aged, follow_ups(aged, DAY, policies, lang, capacity), DAY, policies, lang)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 800),
        st.integers(1, 10**12),
        st.sampled_from(["王芳", "李建国", "", " "]),
        st.sampled_from(["", "complaint", "do_not_call"]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_every_split_adds_up_to_the_total_to_the_fen(rows):
    summary = summary_of(rows)
    everything = summary.everything
    assert (everything.cases, everything.total_due_fen) == (len(rows), sum(row[1] for row in rows))
    for split in (summary.by_bucket, summary.by_stage, summary.by_class, summary.by_collector):
        for name in ("cases", "total_due_fen", "value_at_risk_fen"):
            assert sum(getattr(line, name) for line in split) == getattr(everything, name)


def test_buckets_without_a_case_are_shown_in_the_policys_order():
    summary = summary_of([(1, 100_00, "", ""), (200, 300_00, "", "")])
    assert [line.label for line in summary.by_bucket] == ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"]
    assert [line.total_due_fen for line in summary.by_bucket] == [0, 100_00, 0, 0, 0, 0, 0, 300_00]


@pytest.mark.parametrize(("lang", "label"), [("zh", "中期"), ("en", "middle")])
def test_a_stage_is_named_in_the_readers_language(lang, label):
    summary = summary_of([(60, 100_00, "", "")], lang)
    assert [line.label for line in summary.by_stage if line.cases] == [label]


def test_the_largest_sum_comes_first_and_nobodys_cases_have_no_name():
    summary = summary_of([(60, 100, "甲", ""), (60, 500, "", ""), (60, 300, "乙", "")])
    assert [(line.key, line.total_due_fen) for line in summary.by_collector] == [("", 500), ("乙", 300), ("甲", 100)]


def test_blocked_cases_are_counted_by_reason():
    summary = summary_of([(60, 1000_00, "", "complaint"), (60, 2000_00, "", "complaint"), (60, 4000_00, "", "")])
    assert [(line.label, line.cases, line.total_due_fen) for line in summary.blocked] == [("投诉", 2, 3000_00)]
    assert summary.blocked_cases == 2


@pytest.mark.parametrize(("lang", "label"), [("zh", "联系间隔未满"), ("en", "contacted recently")])
def test_one_reason_is_one_line_whatever_its_date(lang, label):
    table = cases([(60, 500_00, "", ""), (61, 500_00, "", "")])
    recently = pd.Series([pd.Timestamp(DAY - timedelta(days=back)) for back in (1, 2)], dtype="datetime64[s]")
    aged = age(table.assign(last_contact_date=recently), DAY, CN)
    summary = summarise(aged, follow_ups(aged, DAY, CN, lang), DAY, CN, lang)
    assert [(line.label, line.cases) for line in summary.blocked] == [(label, 2)]


def test_what_the_daily_capacity_left_out_is_counted():
    assert summary_of([(60, 100_00, "甲", "")] * 5, capacity=2).dropped == 3


def test_a_profile_without_a_class_scale_has_no_classes():
    assert summary_of([(60, 100, "", "")], policies=Policies("uk")).by_class == ()


def test_no_case_gives_zeros_and_no_error():
    summary = summary_of([])
    assert (summary.everything.cases, summary.everything.total_due_fen, summary.by_collector, summary.blocked) == (
        0,
        0,
        (),
        (),
    )
    assert {line.cases for line in summary.by_stage} == {0}


def test_what_the_bank_owes_one_customer_settles_no_other_s_debt():
    table = cases([(45, 300_00, "", ""), (45, 0, "", "")])
    table["statement_balance_fen"] = pd.array([pd.NA, -200], dtype="Int64")
    table.loc[1, "principal_fen"] = pd.NA
    aged = age(table, DAY, CN)
    summary = summarise(aged, follow_ups(aged, DAY, CN, capacity=1), DAY, CN)
    assert (summary.everything.cases, summary.everything.total_due_fen) == (2, 300_00)
    assert summary.listed.total_due_fen == 300_00
    assert [line.total_due_fen for line in summary.by_bucket if line.cases] == [0, 300_00]
    assert aged["total_due_fen"].tolist() == [300_00, -200]
