from datetime import date

import pandas as pd
import pytest

from arrears.operations.customers.people import doubt_table, people_of, person_ids
from arrears.operations.customers.stops import carried_texts, person_flags, with_people
from arrears.policy import Policies
from arrears.policy.records import CustomerStops
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.contacts import STATES

DAY, CN = date(2026, 11, 23), Policies("cn")
SHORT, LONG, BAD = "320102650304211", "320102196503042115", "320102196503042116"


def cases(*rows):
    return pd.DataFrame([{"case_id": f"C{place}"} | row for place, row in enumerate(rows)])


def persons(*rows, policies=CN):
    table = cases(*rows)
    return person_ids(table, people_of(table, policies, DAY)).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"id_number": SHORT}, {"id_number": LONG}, id="15 and 18 digits"),
        pytest.param({"id_number": "11010519491231002x"}, {"id_number": "11010519491231002X "}, id="a small x, a blank"),
        pytest.param({"customer_id": "k1"}, {"customer_id": "K1"}, id="a customer number in small letters"),
        pytest.param(
            {"customer_name": "李 雷", "phone": "13800138000"}, {"customer_name": "李　雷", "phone": "+86 138-0013-8000"},
            id="name and phone, however they are written",
        ),
        pytest.param(
            {"customer_name": "張三", "phone": "13800138000"}, {"customer_name": "张三", "phone": "13800138000"},
            id="traditional and simplified",
        ),
    ],
)  # fmt: skip
def test_two_cards_of_one_person(one, other):
    assert persons(one, other) == ["C0", "C0"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"customer_name": "李雷"}, {"customer_name": "李雷"}, id="a name alone is nobody's"),
        pytest.param({"phone": "13800138000"}, {"phone": "13800138000"}, id="a phone alone may be a household's"),
        pytest.param(
            {"id_number": "3****************5"}, {"id_number": "3****************5"}, id="masked numbers look alike"
        ),
        pytest.param({"id_number": BAD}, {"id_number": BAD}, id="a number that fails its check digit"),
        pytest.param({"customer_id": "0"}, {"customer_id": "0"}, id="customer number 0"),
        pytest.param({"customer_id": "0000"}, {"customer_id": "0000"}, id="zeros"),
        pytest.param({"customer_id": "无"}, {"customer_id": "无"}, id="none, in Chinese"),
        pytest.param({"id_number": ""}, {"id_number": None}, id="blank"),
    ],
)
def test_two_people(one, other):
    assert persons(one, other) == ["C0", "C1"]


def test_keys_link_over_a_row_that_has_both():
    assert persons({"id_number": LONG}, {"id_number": SHORT, "customer_id": "K1"}, {"customer_id": "K1"}) == ["C0"] * 3


def test_a_person_is_named_alike_whatever_the_order_of_the_rows():
    table = cases({"customer_id": "K1"}, {"customer_id": "K2"}, {"customer_id": "K1"})
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        moved = table.iloc[order].reset_index(drop=True)
        told = dict(zip(moved["case_id"], person_ids(moved, people_of(moved, CN, DAY)), strict=True))
        assert told == {"C0": "C0", "C1": "C1", "C2": "C0"}


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        pytest.param([{"id_number": LONG, "customer_name": "李雷"}, {"id_number": SHORT, "customer_name": "韩梅"}], {"ID_SHARED"}, id="two names under one id number"),
        pytest.param([{"customer_id": "K1", "id_number": LONG}, {"customer_id": "K1", "id_number": "11010519491231002X"}], {"CUSTOMER_SHARED"}, id="two id numbers under one customer number"),
        pytest.param([{"customer_name": "李雷", "phone": "13800138000", "id_number": LONG}, {"customer_name": "李雷", "phone": "13800138000", "id_number": "11010519491231002X"}], {"NAME_PHONE_SHARED"}, id="two id numbers under one name and phone"),
        pytest.param([{"id_number": BAD}, {}], {"ID_INVALID"}, id="a check digit that fails"),
        pytest.param([{"customer_id": "0"}, {"customer_id": "无"}], {"CUSTOMER_NONE"}, id="no numbers"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_told_and_never_joined(rows, codes):
    table = cases(*rows)
    people = people_of(table, CN, DAY)
    told = doubt_table(table, people)
    assert set(told["code"]) == codes
    assert people.first.tolist() == [0, 1]
    for number in (LONG, SHORT, BAD, "13800138000", "李雷"):
        assert not told.astype(str).apply(lambda column, number=number: column.str.contains(number)).any(axis=None)


def test_the_ground_is_kept():
    table = with_people(
        cases({"id_number": LONG, "customer_id": "K1"}, {"id_number": SHORT}, {"customer_id": "K1"}), CN, DAY
    )
    assert table["person_ground"].tolist() == ["id_number;customer_id", "id_number", "customer_id"]


def test_every_flag_and_state_follows_one_of_person_number_and_account():
    policy = CN.get(CustomerStops, DAY)
    named = {*policy.follows_person, *policy.follows_contact_point, *policy.stays_with_account}
    assert named == {*FLAG_WORDS, *STATES}


@pytest.mark.parametrize("flag", ["deceased", "bankrupt", "vulnerable", "do_not_call", "complaint", "legal"])
def test_what_follows_the_person_holds_on_every_card_also_of_another_collector(flag):
    rows = {"customer_id": "K1", "collector": "王芳", "flags": flag}, {"customer_id": "K1", "collector": "李伟"}
    table = with_people(cases(*rows), CN, DAY)
    assert person_flags(table)[flag].tolist() == [True, True]
    assert table["carried_from"].tolist() == ["", "C0"]
    assert "C0" in carried_texts(table, (flag,), "zh")[1]


@pytest.mark.parametrize("flag", ["dispute", "agreement"])
def test_what_stays_with_the_account_holds_nowhere_else(flag):
    table = with_people(cases({"customer_id": "K1", "flags": flag}, {"customer_id": "K1"}), CN, DAY)
    assert person_flags(table)[flag].tolist() == [True, False]


def test_who_is_out_of_contact_is_so_by_number():
    same, other = {"customer_id": "K1", "phone": "13800138000"}, {"customer_id": "K1", "phone": "13900139000"}
    table = with_people(cases(same | {"flags": "unreachable"}, same, other), CN, DAY)
    assert person_flags(table)["unreachable"].tolist() == [True, True, False]


def test_somebody_who_may_be_the_one_who_died_is_in_doubt():
    rows = (
        {"id_number": LONG, "customer_name": "李雷", "flags": "deceased"},
        {"id_number": LONG, "customer_name": "LI LEI"},
    )
    table = with_people(cases(*rows), CN, DAY)
    assert table["doubtful_flags"].tolist() == ["", "deceased"]
    assert not table["carried_flags"].any()


HOUSE = """
[[version]]
rule = "HOUSE-9"
effective = 2026-01-01
source = "House circular 9"
trust = "H"
words = "by id number alone"
checked = 2026-01-01
keys = ["id_number"]
traditional_counts_as_simplified = false
"""


def test_a_house_says_what_links(tmp_path):
    (tmp_path / "customer_links.toml").write_text(HOUSE, encoding="utf-8")
    assert persons({"customer_id": "K1"}, {"customer_id": "K1"}, policies=Policies("cn", house=tmp_path)) == [
        "C0",
        "C1",
    ]
