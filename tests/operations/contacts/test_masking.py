from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from arrears.errors import PolicyError
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.masking import mask, mask_table
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import PROFILES, Policies
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.case_list import linked_cases, place_cases, stored_cases
from arrears.store.state.history import read_source
from arrears.tables.columns import CASE_COLUMNS
from arrears.training.portfolio import make_portfolio

DAY = date(2026, 11, 23)
HOUSE = """
[[version]]
rule = "HOUSE-9"
effective = 2026-01-01
source = "House circular 9"
trust = "H"
words = "phones show their last two digits; cards {words}"
checked = 2026-01-01
phone = {{ first = 0, last = 2, hidden = 4 }}
card = {{ first = {first}, last = 4, hidden = 1 }}
"""


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_masks_a_card_to_bin_and_last_four(profile):
    assert mask(np.array(["4111111111111111"]), "card", policies=Policies(profile)).tolist() == ["411111******1111"]


def test_a_house_may_show_less_but_never_more_of_a_card(tmp_path):
    (tmp_path / "masking.toml").write_text(HOUSE.format(words="none", first=0), encoding="utf-8")
    assert mask(np.array(["13800138000"]), "phone", on=DAY, policies=Policies("cn", tmp_path)).tolist() == [
        "*********00"
    ]
    assert mask(np.array(["4111111111111111"]), "card", on=DAY, policies=Policies("cn", tmp_path)).tolist() == [
        "************1111"
    ]
    (tmp_path / "masking.toml").write_text(HOUSE.format(words="more", first=7), encoding="utf-8")
    with pytest.raises(PolicyError, match="at most its first 6 and last 4"):
        mask(np.array(["13800138000"]), "phone", on=DAY, policies=Policies("cn", tmp_path))


def test_a_table_leaves_no_personal_data_in_clear():
    row = {column.key: "x" for column in CASE_COLUMNS}
    row |= {"case_id": "A-1", "customer_name": "欧阳娜娜", "id_number": "11010519491231002X", "phone": "13800138000"}
    row |= {"card_number": "6222021234567890", "email": "nana@example.com", "address": "北京市朝阳区建国路88号"}
    row |= {"assets_note": "配偶电话13912345678", "note": "卡号6222021234567890"}
    seen = mask_table(pd.DataFrame([row]), Policies("cn"), DAY).iloc[0]
    assert (seen.case_id, seen.customer_name, seen.phone) == ("A-1", "欧***", "138****8000")
    text = " ".join(seen.astype(str))
    for secret in ("娜娜", "19491231", "0013", "123456", "nana@", "建国路", "3912345"):
        assert secret not in text


def test_numbers_in_a_table_stay_and_missing_texts_become_empty():
    table = pd.DataFrame({"phone": ["13800138000", None], "principal_fen": [100, 200]})
    seen = mask_table(table, Policies("cn"), DAY)
    assert seen.phone.tolist() == ["138****8000", ""]
    assert seen.principal_fen.tolist() == [100, 200]
    assert table.phone.iloc[0] == "13800138000"


def test_headings_of_either_language_and_synonyms_are_known():
    table = pd.DataFrame(
        {"持卡人": ["张三丰"], "Phone": ["13800138000"], "身份证": ["11010519491231002X"], "卡号": ["4111111111111111"]}
    )
    seen = mask_table(table, Policies("cn"), DAY).iloc[0].tolist()
    assert seen == ["张**", "138****8000", "1****************X", "411111******1111"]


def test_personal_data_that_was_read_as_numbers_is_masked_too():
    table = pd.DataFrame(
        {"phone": [13800138000, 13912345678], "card_number": [4111111111111111, None], "mixed": ["改打13800138000", 7]}
    )
    seen = mask_table(table, Policies("cn"), DAY)
    assert seen["phone"].tolist() == ["138****8000", "139****5678"]
    assert seen["card_number"].tolist()[1] == ""
    assert "1111111111" not in seen["card_number"].tolist()[0]
    assert seen["mixed"].tolist() == ["改打138****8000", 7]


def test_columns_of_one_name_are_both_masked():
    table = pd.DataFrame([["13800138000", "13912345678"]], columns=["phone", "phone"])
    assert mask_table(table, Policies("cn"), DAY).iloc[0].tolist() == ["138****8000", "139****5678"]


def test_amounts_dates_and_counts_stay_as_they_are():
    table = pd.DataFrame({"principal": [1234.5], "due_date": [pd.Timestamp("2026-11-23")], "rank": [1], "on": [DAY]})
    pd.testing.assert_frame_equal(mask_table(table, Policies("cn"), DAY), table)


def test_no_column_by_which_work_is_decided_is_masked_by_a_customer_s_name():
    """A collector 李峰平 where a customer is called 李峰: a masked name would be a phantom who gets cases."""
    staff = {"collector": "李峰平", "team": "李峰组", "lead": "李峰平", "agency": "李峰公司"}
    rows = pd.DataFrame([{"case_id": "A1", "customer_name": "李峰", "note": "李峰来电", "person_id": "李峰"} | staff])
    seen = mask_table(rows, Policies("cn"), DAY).iloc[0]
    assert {key: seen[key] for key in staff} == staff
    assert (seen.person_id, seen.note) == ("李峰", "李*来电")


def test_collectors_are_told_apart_by_what_they_are_called_and_not_by_what_is_shown(tmp_path, monkeypatch):
    """List, workbooks' tables and assignments of a store have the two collectors, and nobody else."""
    monkeypatch.setenv(VARIABLE, new_key())
    cases = make_portfolio(cases=12, collectors=2, seed=4).assign(customer_name="李峰")
    cases["collector"] = ["李峰平", "平李峰"] * 6
    with open_store(tmp_path / "book.db", clock=lambda: datetime(2026, 11, 24, tzinfo=UTC)) as store:
        place_cases(store, cases, actor="lead", as_of=DAY)
        named = {"李峰平", "平李峰"}
        assert set(stored_cases(store, DAY)["collector"]) == named
        listed = follow_ups(age(linked_cases(store, DAY)[0], DAY, store.policies), DAY, store.policies)
        assert set(listed["collector"]) <= named
        assert set(read_source(store, DAY).snapshot(np.datetime64(DAY))["collector"]) == named
