"""When a case is with an agency, when it comes back and why, and whose contact is amiss meanwhile."""

import pandas as pd
import pytest

from arrears.operations.agencies.commissions import commission_event, commissions, contacts_amiss, out_on

ZONE = "Asia/Shanghai"


def at(text):
    return pd.Timestamp(text, tz=ZONE)


def events(*rows):
    made = [
        {"seq": seq, "corrects": None, **{name: event.pop(name) for name in ("kind", "case_id", "happened_at", "actor", "key")}, "payload": event}
        for seq, event in enumerate(map(dict, rows), 1)
    ]  # fmt: skip
    return pd.DataFrame(made)


def given(case="C1", on="2026-05-04 10:00", until="2026-06-30", number="W1", agency="诚信"):
    return commission_event(case, number, agency, "li", at(on), "given", until=until)


def stops(*rows):
    table = pd.DataFrame(rows, columns=["case_id", "at", "ground"])
    return table.assign(at=pd.DatetimeIndex([at(one) for one in table["at"]], tz=ZONE))


RECALL = commission_event("C1", "W1", "诚信", "li", at("2026-05-20 09:00"), "recalled", note="客户来电")
STRUCK = {
    "kind": "agency", "case_id": "", "happened_at": at("2026-05-25 09:00"), "actor": "li", "key": "r", "agency": "诚信", "state": "removed",
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "stopped", "back", "why"),
    [
        pytest.param([], [], "2026-07-01", "period", id="the last day is still the agency's"),
        pytest.param([RECALL], [], "2026-05-20", "recalled", id="recalled"),
        pytest.param([STRUCK], [], "2026-05-25", "removed", id="the agency was struck off"),
        pytest.param([], [("C1", "2026-05-10 08:00", "complaint")], "2026-05-10", "stopped", id="the person complained"),
        pytest.param([], [("C1", "2026-05-04 09:59", "complaint")], "2026-07-01", "period", id="said before it was given"),
        pytest.param([RECALL, STRUCK], [("C1", "2026-05-10 08:00", "x")], "2026-05-10", "stopped", id="the first end counts"),
    ],
)  # fmt: skip
def test_a_case_comes_back_at_the_first_end(more, stopped, back, why):
    (row,) = commissions(events(given(), *more), stops(*stopped)).to_dict("records")
    assert (str(row["back_on"].date()), row["why"]) == (back, why)


def test_a_recall_of_one_pack_leaves_a_later_one_out():
    table = commissions(events(given(), RECALL, given(on="2026-05-21 09:00", number="W2")), stops())
    assert out_on(table, at("2026-05-22").date())["commission_id"].tolist() == ["W2"]


def test_a_case_is_out_from_its_first_day_to_its_last():
    table = commissions(events(given()), stops())
    days = ("2026-05-03", "2026-05-04", "2026-06-30", "2026-07-01")
    assert [len(out_on(table, at(day).date())) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("who", "day", "what"),
    [
        ("诚信", "2026-05-03", ["after"]),
        ("诚信", "2026-05-04", []),
        ("诚信", "2026-05-20", []),
        ("诚信", "2026-05-21", ["after"]),
        ("王芳", "2026-05-04", []),
        ("王芳", "2026-05-05", ["meanwhile"]),
        ("王芳", "2026-05-20", []),
    ],
)
def test_one_contacts_and_not_two(who, day, what):
    table = commissions(events(given(), RECALL), stops()).assign(person="P")
    log = pd.DataFrame({"case_id": ["C1"], "person": ["P"], "collector": [who], "day": [pd.Timestamp(day)]})
    assert contacts_amiss(log, table, {"诚信"})["what"].tolist() == what


def test_after_the_last_day_of_its_time_an_agency_is_late_at_once():
    table = commissions(events(given()), stops()).assign(person="P")
    days = [pd.Timestamp(day) for day in ("2026-06-30", "2026-07-01")]
    log = pd.DataFrame({"case_id": "C1", "person": "P", "collector": "诚信", "day": days})
    assert contacts_amiss(log, table, {"诚信"})["row"].tolist() == [1]
