from datetime import date, timedelta

import pandas as pd
import pytest

import arrears as ar
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.training.portfolio import make_portfolio

DAY, CN = date(2026, 2, 24), Policies("cn")
K1 = {"customer_id": "K1", "customer_name": "李雷"}


def ago(days):
    return (DAY - timedelta(days=days)).isoformat()


def listed(*rows, further=None, **options):
    base = {"due_date": ago(45), "principal": "2000", "phone": "13800138000", "collector": "王芳"}
    table = to_internal(pd.DataFrame([{"case_id": f"C{place}"} | base | row for place, row in enumerate(rows)]))
    aged = age(table, DAY, CN)
    for name, values in (further or {}).items():
        aged[name] = values
    return follow_ups(aged, DAY, CN, **options)


@pytest.fixture(scope="module")
def team_list():
    return ar.follow_ups(make_portfolio(20_000, 12), as_of="2026-11-23")


def test_each_of_twelve_collectors_gets_work_of_twenty_thousand_cases(team_list):
    work = team_list[team_list["queue"] == "work"]
    assert work.groupby("collector").size().to_dict() == dict.fromkeys(work["collector"].unique(), 80)
    assert work["collector"].nunique() == 12
    assert (work["blocked_by"] == "").groupby(work["collector"]).sum().min() >= 60


def test_the_first_row_of_each_collector_is_a_call(team_list):
    first = team_list[(team_list["queue"] == "work") & (team_list["rank"] == 1)]
    assert first["channel"].str.contains("电话").all()
    assert (first["blocked_by"] == "").all()


def test_ties_are_rare(team_list):
    work = team_list[team_list["queue"] == "work"]
    assert work.duplicated(["collector", "expected_value"]).sum() < len(work) / 50


def test_a_person_has_one_line_of_work_and_what_is_on_hold_says_who_does_what_by_when(team_list):
    held = team_list[team_list["queue"] != "work"]
    assert held[["next_action", "responsible"]].ne("").all(axis=None)
    assert held.loc[held["queue"] == "lead", "act_by"].notna().all()
    assert (held["act_by"].dropna() >= pd.Timestamp("2026-11-23")).all()


def test_two_cards_are_one_line_with_what_is_owed_on_both():
    found = listed(K1, K1 | {"principal": "500", "currency": "USD"}, {"customer_id": "K2"})
    assert found[["case_id", "cards", "other_cases", "person_total"]].values.tolist() == [
        ["C0", 2, "C1", "2,000.00元；USD 500.00"],
        ["C2", 1, "", "2,000.00元"],
    ]


def test_a_switch_gives_one_line_a_card():
    found = listed(K1, K1, by_card=True)
    assert found[["case_id", "cards"]].values.tolist() == [["C0", 2], ["C1", 2]]


def test_two_cards_with_two_collectors_are_one_call():
    found = listed(K1 | {"principal": "9000"}, K1 | {"collector": "李伟"})
    assert found[["collector", "case_id", "other_cases"]].values.tolist() == [["王芳", "C0", "C1"]]


def test_nobody_calls_about_the_second_card_of_somebody_deceased():
    found = listed(K1 | {"flags": "deceased"}, K1 | {"collector": "李伟", "principal": "9000"})
    assert set(found["queue"]) == {"lead"}
    told = listed(K1 | {"flags": "deceased"}, K1 | {"collector": "李伟"}, by_card=True).set_index("case_id")[
        "blocked_by"
    ]
    assert told.to_dict() == {"C0": "身故", "C1": "身故（同一客户案件C0）"}


def test_a_dispute_stays_with_its_account_and_goes_to_the_lead_while_the_other_card_is_worked():
    found = listed(K1 | {"flags": "dispute"}, K1)
    assert found[["queue", "case_id"]].values.tolist() == [["work", "C1"], ["lead", "C0"]]


def test_a_call_about_one_card_is_a_contact_with_the_person():
    found = listed(K1 | {"last_contact_date": ago(1)}, K1, by_card=True)
    assert set(found["queue"]) == {"waiting"}


def test_somebody_who_may_be_stopped_is_looked_into_first():
    one = {"id_number": "320102196503042115", "customer_name": "李雷", "flags": "deceased"}
    found = listed(one, {"id_number": "320102650304211", "customer_name": "韩梅"}, by_card=True).set_index("case_id")
    assert (found.loc["C1", "queue"], found.loc["C1", "blocked_by"]) == ("lead", "身份待核实")
    assert {doubt["code"] for doubt in found.attrs["doubts"]} == {"ID_SHARED"}


@pytest.mark.parametrize(
    ("row", "appointment"),
    [
        pytest.param({"promise_date": ago(0), "promise_amount": 100}, "承诺今日到期", id="a promise due today"),
        pytest.param({"promise_date": ago(-1), "promise_amount": 100}, "承诺2026-02-25到期", id="tomorrow"),
        pytest.param({"promise_date": ago(3), "promise_amount": 100}, "承诺已违约", id="broken"),
        pytest.param({"flags": "agreement", "instalment_date": ago(0), "instalment_amount": 50}, "分期今日到期", id="an instalment today"),
        pytest.param({"promise_date": ago(0), "promise_amount": 100, "due_date": ago(-2)}, "承诺今日到期", id="not overdue, but promised"),
    ],
)  # fmt: skip
def test_what_somebody_expects_today_is_never_cut(row, appointment):
    large = [{"principal": str(90_000 + place)} for place in range(3)]
    found = listed(*large, row | {"principal": "20"}, capacity=1)
    assert found.loc[found["case_id"] == "C3", ["queue", "appointment"]].values.tolist() == [["work", appointment]]
    assert found.attrs["dropped"] == {"王芳": 3}


def test_a_call_back_comes_first_at_its_hour_and_is_never_cut():
    at = pd.to_datetime([None, "2026-02-24 15:00", "2026-02-24 09:30", "2026-02-27 10:00"])
    found = listed({"principal": "90000"}, {}, {}, {}, further={"call_back_at": at}, capacity=1)
    assert found[["queue", "case_id", "appointment"]].values.tolist() == [
        ["work", "C2", "约定2026-02-24 09:30回电"],
        ["work", "C1", "约定2026-02-24 15:00回电"],
        ["waiting", "C3", ""],
    ]
    assert found.loc[2, "act_by"] == pd.Timestamp("2026-02-27")
    assert found.loc[0, "channel"] == "电话"


def test_a_call_back_that_was_made_is_over():
    found = listed({"last_contact_date": ago(0)}, further={"call_back_at": pd.to_datetime(["2026-02-24 09:30"])})
    assert found["queue"].tolist() == ["waiting"]


def test_what_is_on_hold_takes_no_place():
    found = listed({"flags": "complaint", "principal": "90000"}, {"last_contact_date": ago(1)}, {}, {}, capacity=1)
    assert found["queue"].tolist() == ["work", "lead", "waiting"]
    assert found.attrs["dropped"] == {"王芳": 1}


def test_a_claim_shows_as_to_be_verified_and_pauses_the_chase():
    on, fen = pd.to_datetime([ago(1), ago(9)]), pd.array([50_00, None], dtype="Int64")
    found = listed({}, {}, further={"claim_on": on, "claim_amount_fen": fen}).set_index("case_id")
    assert found.loc["C0", "blocked_by"] == "客户称已还款，待核实"
    assert found.loc["C0", "open_matter"] == "客户称已还款，待核实（2026-02-28前）"
    assert "客户称2026-02-23已还款50.00元，待核实" in found.loc["C0", "reason"]
    assert found["queue"].to_dict() == {"C0": "waiting", "C1": "work"}


def test_who_refuses_further_contact_is_proposed_for_a_stop_and_not_rested_for_a_week():
    found = listed(K1, K1, further={"refused_on": pd.to_datetime([ago(1), None])}, by_card=True)
    assert set(found["queue"]) == {"lead"}
    assert set(found["blocked_by"]) == {"客户拒绝再联系，待决定"}


def test_a_call_for_help_shows_its_state_and_the_case_is_worked():
    found = listed({}, further={"help_on": pd.to_datetime([ago(1)])})
    assert found[["queue", "open_matter"]].values.tolist() == [["work", "2026-02-23已求助，待组长答复"]]


def test_the_day_of_a_decision_is_counted_from_the_day_of_the_hold_in_working_days():
    rows = {"flags": "complaint"}, {"flags": "complaint"}
    found = listed(*rows, further={"held_since": pd.to_datetime(["2026-02-14", None])}).set_index("case_id")["act_by"]
    # 15 to 23 February 2026 is the Spring Festival.
    assert found.to_dict() == {"C0": pd.Timestamp("2026-02-24"), "C1": pd.Timestamp("2026-02-25")}


def test_a_letter_that_is_next_shows_its_channel(team_list):
    letters = team_list[team_list["next_action"].str.startswith("发送催收函") & (team_list["queue"] == "work")]
    assert len(letters)
    assert letters["channel"].str.startswith("信函").all()
