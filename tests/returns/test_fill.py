"""What a workbook for the next day is filled with: promises that are still to be followed up, and those of the last days."""

import pandas as pd
import pytest
from desk_hand import DAY

from arrears.returns import fill
from arrears.store.state.correcting import withdraw_entry

LONG_AGO = pd.Timestamp("2026-01-05 10:00", tz="Asia/Shanghai")


@pytest.mark.parametrize(
    ("outcome", "is_shown"),
    [("pending", True), ("partial", True), ("broken", True), ("kept", False), ("withdrawn", False)],
)
def test_an_old_promise_is_shown_while_it_is_open(house, monkeypatch, outcome, is_shown):
    told = fill.case_state

    def judged(connection, policies, as_of):
        state = told(connection, policies, as_of)
        return state._replace(promises=state.promises.assign(happened_at=LONG_AGO, outcome=outcome))

    monkeypatch.setattr(fill, "case_state", judged)
    assert bool(len(fill.stored_day(house.store, DAY).promises)) is is_shown


def test_a_promise_that_was_withdrawn_is_on_no_workbook(house):
    before = fill.stored_day(house.store, DAY).promises
    one = house.store.current("promise").iloc[0]
    withdraw_entry(house.store, one["case_id"], int(one["seq"]), reason="登记在了别的案件上", actor="lead")
    after = fill.stored_day(house.store, DAY).promises
    assert set(before["event"]) - set(after["event"]) == {one["key"]}


def test_only_the_cases_that_are_asked_for_are_given(house):
    case = house.store.current("promise")["case_id"].iloc[0]
    known = fill.stored_day(house.store, DAY, {case})
    assert known.table["case_id"].tolist() == [case]
    assert set(known.promises["case_id"]) == {case}
