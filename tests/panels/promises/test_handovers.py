"""Who takes over a case is told from whom, what was said last, promised and asked for, until it is old news."""

from datetime import date

import pandas as pd
import pytest

from arrears.store.state.case_list import place_cases
from arrears.store.state.matters import matters


@pytest.fixture
def store(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B"],
            "due_date": ["2026-06-01"] * 2,
            "principal": [1000, 500],
            "collector": ["王芳", "李伟"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    said = {"case_id": "A", "actor": "王芳"}
    empty_store.append([
        said | {"kind": "contact", "key": "c", "happened_at": "2026-10-02T10:00+08:00", "channel": "call", "outcome": "conversation", "note": "月底发薪后还"},
        said | {"kind": "flag", "key": "f", "happened_at": "2026-10-03T10:00+08:00", "flag": "do_not_call", "on": True, "channel": "call"},
        said | {"kind": "promise", "key": "p", "happened_at": "2026-10-02T10:00+08:00", "amount_fen": 300_00, "due_on": "2026-10-09"},
        said | {"kind": "call_back", "key": "b", "happened_at": "2026-10-02T10:05+08:00", "wanted_at": "2026-10-12T15:30+08:00"},
        {"kind": "assignment", "case_id": "A", "actor": "lead", "key": "a", "happened_at": "2026-10-10T09:00+08:00", "collector": "李伟"},
    ])  # fmt: skip
    return empty_store


def test_the_new_collector_is_told_what_went_before(store):
    told = matters(store, date(2026, 10, 11)).set_index("case_id")
    assert told.index.tolist() == ["A"]
    assert told.loc["A", "matter_zh"] == (
        "2026-10-10 由 王芳 移交，最近联系 2026-10-02 电话 有效沟通，沟通内容：月底发薪后还，承诺 300.00元 于 2026-10-09：已失约，客户约定回电 2026-10-12 15:30，须遵守的标记：停催"
    )
    assert "handed over by 王芳 on 2026-10-10, last contact 2026-10-02 call: conversation" in told.loc["A", "matter_en"]


@pytest.mark.parametrize("day", [date(2026, 10, 9), date(2026, 11, 30)])
def test_there_is_no_note_before_the_day_or_once_it_is_old(store, day):
    assert matters(store, day).empty
