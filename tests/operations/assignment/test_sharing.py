from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.operations.assignment.bounds import fairest_loads, least_deviation
from arrears.operations.assignment.sharing import assign
from arrears.operations.cases.ageing import age
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.training.portfolio import make_portfolio

CN = Policies("cn")
DAY = date(2026, 11, 23)
TEAM = pd.DataFrame({"collector": ["王芳", "李伟", "张敏"]})


def aged(count=30, **columns):
    rows = {
        "case_id": [f"C{number:03}" for number in range(count)],
        "due_date": ["2026-10-01"] * count,
        "principal": [1000] * count,
    }
    cases = age(to_internal(pd.DataFrame(rows)), DAY, CN)
    return cases.assign(**columns)


def holder(shared, case_id):
    return shared.cases.set_index("case_id").loc[case_id, "collector"]


def test_a_team_of_three_gets_ten_of_thirty_equal_cases_each():
    shared = assign(aged(), TEAM, CN, DAY)
    assert shared.loads["cases_after"].tolist() == [10, 10, 10]
    assert shared.cases["reason"].unique().tolist() == ["a new case"]
    assert not shared.cases["moved"].any()
    assert shared.problems.empty


def test_half_time_is_half_the_cases_and_half_the_value():
    shared = assign(aged(50), TEAM.assign(share=[1, 1, 0.5]), CN, DAY)
    assert shared.loads["cases_after"].tolist() == [20, 20, 10]


def test_fair_cases_stay_where_they_are():
    names = TEAM["collector"].tolist() * 10
    shared = assign(aged(collector=names), TEAM, CN, DAY)
    assert shared.cases["collector"].tolist() == names
    assert shared.moved.empty
    assert set(shared.cases["reason"]) == {""}


def test_no_more_cases_move_than_balance_needs_and_the_reason_says_how_much_was_too_much():
    shared = assign(aged(collector=["王芳"] * 16 + ["李伟"] * 7 + ["张敏"] * 7), TEAM, CN, DAY)
    assert shared.loads["cases_after"].tolist() == [10, 10, 10]
    assert len(shared.moved) == 6
    assert set(shared.moved["reason"]) == {"balance: the collector up to now had 60.0% more cases than is fair"}
    assert shared.moved["reason_zh"].str.startswith("均衡：原催收员件数高于合理份额60.0%").all()


@pytest.mark.parametrize(("until", "expected"), [("2026-11-22", 10), ("2026-11-23", 0)])
def test_who_is_absent_up_to_the_day_before_has_a_share_and_who_is_absent_on_the_day_has_none(until, expected):
    team = TEAM.assign(absent_from=pd.to_datetime("2026-11-01"), absent_until=pd.to_datetime([until, None, None]))
    team.loc[1:, "absent_from"] = pd.NaT
    shared = assign(aged(collector="王芳"), team, CN, DAY)
    assert shared.loads["cases_after"].iloc[0] == expected
    if not expected:
        assert set(shared.moved["reason"]) == {"the collector up to now is ruled out by absence"}


def test_skill_language_region_and_conflict_are_never_broken():
    cases = aged(
        flags=["legal"] * 3 + [None] * 27,
        language=["zh"] * 10 + ["yue"] * 5 + [None] * 15,
        region=["浙江省杭州市"] * 20 + ["新疆"] * 10,
    )
    team = TEAM.assign(
        skills=["legal", None, None],
        languages=["zh", "zh;yue", None],
        regions=["浙江", None, None],
        conflicts=[None, None, "C020;C021"],
    )
    shared = assign(cases, team, CN, DAY)
    collector = shared.cases["collector"]
    assert set(collector[:3]) == {"王芳"}
    assert set(collector[10:15]) == {"李伟"}
    assert "王芳" not in set(collector[20:])
    assert (collector[20:22] == "李伟").all()
    assert shared.problems.empty


def test_a_requirement_is_not_checked_where_the_team_s_table_has_no_such_column():
    shared = assign(aged(flags="legal", language="ug"), TEAM, CN, DAY)
    assert shared.unassigned.empty


def test_cases_of_one_customer_go_to_one_collector():
    cases = aged(customer_id=[f"K{number // 2}" for number in range(30)], collector=["王芳", "李伟"] * 15)
    shared = assign(cases, TEAM, CN, DAY)
    assert shared.cases.groupby("customer")["collector"].nunique().eq(1).all()
    assert shared.loads["cases_after"].tolist() == [10, 10, 10]
    assert "one customer has one collector" in set(shared.moved["reason"])


def test_a_pin_holds_against_balance_and_continuity():
    pins = {f"C{number:03}": "张敏" for number in range(15)}
    shared = assign(aged(collector="王芳"), TEAM, CN, DAY, pins=pins)
    assert set(shared.cases["collector"][:15]) == {"张敏"}
    assert shared.cases["pinned"].sum() == 15
    assert set(shared.cases["reason"][:15]) == {"pinned by the team lead"}
    cases = shared.balance.set_index("measure").loc["cases"]
    assert cases["bound"] == pytest.approx(0.5), "15 of 30 cases are pinned to somebody whose fair load is 10"
    assert cases["gap"] == pytest.approx(0, abs=1e-9)


def test_pins_of_one_customer_to_two_collectors_are_refused():
    cases = aged(customer_id="K1")
    with pytest.raises(ValueError, match="one customer has one collector"):
        assign(cases, TEAM, CN, DAY, pins={"C000": "王芳", "C001": "李伟"})


def test_a_pin_to_a_stranger_and_a_pin_of_an_unknown_case_are_refused():
    with pytest.raises(ValueError, match="'赵六', who is not in the team"):
        assign(aged(), TEAM, CN, DAY, pins={"C000": "赵六"})
    with pytest.raises(ValueError, match="the first is 'C999'"):
        assign(aged(), TEAM, CN, DAY, pins={"C999": "王芳"})


def test_who_nobody_can_take_is_named_with_the_constraint_and_everybody_else_is_assigned():
    cases = aged(language=["ug"] * 2 + [None] * 28)
    shared = assign(cases, TEAM.assign(languages="zh"), CN, DAY)
    (problem,) = shared.problems.to_dict("records")
    assert (problem["constraint"], problem["cases"], problem["case_ids"]) == ("language", 2, "C000;C001")
    assert problem["message"].startswith("no collector meets language ug (3 are ruled out)")
    assert shared.unassigned["case_id"].tolist() == ["C000", "C001"]
    assert shared.loads["cases_after"].sum() == 28


def test_a_pin_to_somebody_absent_is_named_and_not_broken():
    team = TEAM.assign(absent_from=pd.to_datetime([DAY, None, None]))
    shared = assign(aged(), team, CN, DAY, pins={"C000": "王芳"})
    assert shared.unassigned["case_id"].tolist() == ["C000"]
    assert shared.problems["constraint"].tolist() == ["absence+pin"]


@pytest.mark.parametrize(("capacity", "short"), [(10, 0), (9, 3)])
def test_capacity_that_is_just_enough_serves_and_what_is_short_is_counted(capacity, short):
    shared = assign(aged(), TEAM.assign(capacity=capacity), CN, DAY)
    assert len(shared.unassigned) == short
    assert shared.loads["cases_after"].max() <= capacity
    if short:
        assert shared.problems["constraint"].tolist() == ["capacity"]
        assert "short by 3 cases" in shared.problems["message"].iloc[0]
        assert "缺3件" in shared.problems["message_zh"].iloc[0]


def test_capacity_leaves_out_the_least_value_at_risk():
    cases = aged()
    cases["value_at_risk_fen"] = pd.array(np.arange(30) * 100, dtype="Int64")
    shared = assign(cases, TEAM.assign(capacity=9), CN, DAY)
    assert shared.unassigned["case_id"].tolist() == ["C000", "C001", "C002"]


@pytest.mark.parametrize(
    ("team", "message"),
    [
        ({"collector": ["王芳", "王芳"]}, "'王芳' stands there again"),
        ({"collector": ["王芳", None]}, "no name"),
        ({"name": ["王芳"]}, "collector"),
        ({"collector": ["王芳"], "capacity": [-1]}, "capacity: -1 must be a number"),
        ({"collector": ["王芳"], "share": [0]}, "nobody of 1"),
        ({"collector": ["王芳"], "absent_from": [pd.Timestamp(DAY)]}, "nobody of 1"),
    ],
)
def test_a_team_that_cannot_be_read_is_refused_with_the_remedy(team, message):
    with pytest.raises(ValueError, match=message):
        assign(aged(3), pd.DataFrame(team), CN, DAY)


def test_no_cases_are_no_error():
    shared = assign(aged(1).iloc[:0], TEAM, CN, DAY)
    assert shared.cases.empty
    assert shared.loads["cases_after"].tolist() == [0, 0, 0]


def test_a_house_that_puts_continuity_first_moves_fewer_cases(tmp_path):
    toml = """title = "t"\ntitle_zh = "t"\n[[version]]\nrule = "OURS"\neffective = 2026-01-01\nsource = "s"
trust = "H"\nwords = "w"\nchecked = 2026-01-01\ncontinuity = 10000\n"""
    (tmp_path / "assignment.toml").write_text(toml, encoding="utf-8")
    cases = aged(collector=["王芳"] * 16 + ["李伟"] * 7 + ["张敏"] * 7)
    shared = assign(cases, TEAM, Policies("cn", tmp_path), DAY)
    assert len(shared.moved) == 0
    assert shared.rule == "OURS"


@pytest.fixture(scope="module")
def real_size():
    cases = age(to_internal(make_portfolio(3000, 15, seed=5)), DAY, CN)
    names = sorted(set(cases["collector"]))
    team = pd.DataFrame(
        {
            "collector": names,
            "skills": ["legal;hardship;complaints" if place % 2 else None for place in range(15)],
            "share": [0.5 if place == 4 else 1 for place in range(15)],
            "capacity": 260,
        }
    )
    return cases, team, assign(cases, team, CN, DAY)


def test_every_measure_is_within_one_per_cent_of_what_any_assignment_could_reach(real_size):
    _, _, shared = real_size
    assert (shared.balance["gap"] >= -1e-9).all(), "a bound that is beaten is none"
    assert shared.balance["gap"].max() <= 0.01
    assert shared.problems.empty


def test_where_a_language_overloads_its_speakers_they_bear_it_equally_and_the_others_share_the_rest():
    cases = age(to_internal(make_portfolio(2500, 10, seed=9)), DAY, CN).drop(
        columns=["customer_id", "id_number", "customer_name"]
    )
    cases["language"] = np.where(np.arange(2500) % 5 < 2, "yue", "zh")
    names = sorted(set(cases["collector"]))
    team = pd.DataFrame({"collector": names, "languages": ["zh;yue"] * 2 + ["zh"] * 8})
    shared = assign(cases, team, CN, DAY)
    after = shared.loads["cases_after"]
    assert after[:2].sum() >= 1000
    assert after[:2].max() - after[:2].min() <= 3
    assert after[2:].max() - after[2:].min() <= 3
    row = shared.balance.set_index("measure").loc["cases"]
    assert row["bound"] == pytest.approx(1.0), "two of ten must take 40 % of the cases: twice what is fair"
    assert shared.balance["gap"].max() <= 0.01


def test_fair_loads_add_up_and_nobody_bears_more_than_the_bound():
    may = np.array([[True, False, False], [True, True, False], [True, True, True]])
    share = np.full(3, 1 / 3)
    assert fairest_loads(np.array([50.0, 40.0, 10.0]), may, share) == pytest.approx([50, 40, 10])
    assert fairest_loads(np.array([0.0, 30.0, 60.0]), may, share) == pytest.approx([30, 30, 30])


def test_the_same_input_gives_the_same_assignment(real_size):
    cases, team, shared = real_size
    assert assign(cases, team, CN, DAY).cases.equals(shared.cases)


def test_loads_add_up_to_the_cases_before_and_after(real_size):
    cases, _, shared = real_size
    for when in ("before", "after"):
        assert shared.loads[f"cases_{when}"].sum() == len(cases)
        assert shared.loads[f"value_at_risk_{when}_fen"].sum() == cases["value_at_risk_fen"].sum()


def test_nobody_can_be_fairer_than_the_bound():
    may = np.array([[True, False], [True, True]])
    assert least_deviation(np.array([50.0, 50.0]), may, np.array([0.5, 0.5])) == pytest.approx(0)
    assert least_deviation(np.array([60.0, 40.0]), may, np.array([0.5, 0.5])) == pytest.approx(0.2)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_hard_constraints_hold_whatever_the_cases(data):
    count = data.draw(st.integers(1, 25))
    cases = aged(
        count,
        customer_id=data.draw(st.lists(st.sampled_from(["K1", "K2", "", "K3"]), min_size=count, max_size=count)),
        language=data.draw(st.lists(st.sampled_from(["zh", "yue", "ug"]), min_size=count, max_size=count)),
        collector=data.draw(st.lists(st.sampled_from(["王芳", "李伟", "", "赵六"]), min_size=count, max_size=count)),
    )
    cases["value_at_risk_fen"] = pd.array(
        data.draw(st.lists(st.integers(0, 10**9), min_size=count, max_size=count)), dtype="Int64"
    )
    capacity = data.draw(st.integers(0, 12))
    team = TEAM.assign(languages=["zh;ug", "zh;yue", "yue;zh;ug"], capacity=capacity)
    shared = assign(cases, team, CN, DAY)
    assert shared.cases["collector"].groupby(shared.cases["customer"]).nunique().eq(1).all()
    assert shared.loads["cases_after"].max() <= capacity
    assert shared.loads["cases_after"].sum() + len(shared.unassigned) == count
    assert shared.problems["cases"].sum() == len(shared.unassigned)
    spoken = {name: set(words.split(";")) for name, words in zip(team["collector"], team["languages"], strict=True)}
    placed = shared.cases["collector"] != ""
    assert all(
        language in spoken[name]
        for name, language in zip(shared.cases["collector"][placed], cases["language"][placed], strict=True)
    )
    assert (shared.balance["gap"] >= -1e-6).all()
