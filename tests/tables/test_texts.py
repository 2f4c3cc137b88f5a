from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.tables.cases import flag_columns
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.currencies import parse_currency
from arrears.tables.faults import FAULT_WORDS, Fault
from arrears.tables.texts import (
    is_placeholder,
    parse_case_id,
    parse_column,
    parse_email,
    parse_flags,
    parse_name,
)


def code(read):
    return read.code if isinstance(read, Fault) else read


@pytest.mark.parametrize(
    "name", ["NA", "Null", "nan", "None", "True", "O'Brien", "买买提·艾合买提", "𠮷田太郎", "0012"]
)
def test_a_name_that_looks_like_nothing_stays_a_name(name):
    assert not is_placeholder(name)
    assert parse_name(f"\u3000{name}\u200b ") == name


@pytest.mark.parametrize("cell", [12.0, True, date(2024, 1, 31)])
def test_a_name_in_a_cell_of_another_type_is_refused(cell):
    assert parse_name(cell) == Fault("NAME_INVALID")


@pytest.mark.parametrize("name", ["张\ufffd", "张\x00三"])
def test_damaged_characters_are_refused(name):
    assert parse_name(name) == Fault("TEXT_DAMAGED")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param("000123", "000123", id="leading zeros stay"),
        pytest.param(" Ｂ－004 ", "B-004", id="full width is narrowed"),
        pytest.param(123.0, "123", id="a number"),
        pytest.param(999_999_999_999_999.0, "999999999999999", id="15 digits are exact"),
        pytest.param(1e15, "CASE_ID_PRECISION_LOST", id="16 digits are not"),
        pytest.param("1.23457E+15", "CASE_ID_PRECISION_LOST", id="scientific notation"),
        pytest.param("12E5", "12E5", id="an E without a plus belongs to the id"),
        pytest.param(1.5, "CASE_ID_INVALID", id="a broken number"),
        pytest.param(date(2024, 1, 31), "CASE_ID_INVALID", id="an id that a spreadsheet turned into a date"),
        pytest.param("x" * 64, "x" * 64, id="64 characters"),
        pytest.param("x" * 65, "CASE_ID_INVALID", id="65 characters"),
    ],
)
def test_case_ids(cell, read):
    assert code(parse_case_id(cell)) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("投诉", "complaint"),
        ("异议、投诉", "complaint;dispute"),
        ("失联 法务/停催|投诉", "complaint;unreachable;legal;do_not_call"),
        ("Do Not Call, Vulnerable", "vulnerable;do_not_call"),
        ("complaint;complaint", "complaint"),
        ("正常", ""),
        ("VIP", "FLAG_UNKNOWN"),
        ("投诉、未知", "FLAG_UNKNOWN"),
    ],
)
def test_flags_in_either_language_become_keys_in_one_order(cell, read):
    assert code(parse_flags(cell)) == read


@given(st.sets(st.sampled_from(list(FLAG_WORDS))))
def test_flags_that_are_written_are_read_back_and_spread_over_columns(keys):
    text = parse_flags("、".join(FLAG_WORDS[key][0] for key in keys)) if keys else ""
    spread = flag_columns(pd.Series([text, None, "complaint"]))
    assert {key for key, held in spread.items() if held[0]} == keys
    assert [held.tolist()[1] for held in spread.values()] == [False] * len(FLAG_WORDS)
    assert spread["complaint"][2]


def test_flags_of_no_rows_are_columns_of_no_rows():
    assert {held.size for held in flag_columns(pd.Series([], dtype=str)).values()} == {0}


def test_emails_and_currencies():
    assert code(parse_email("Ａ＠example.com")) == "A@example.com"
    assert code(parse_email("nobody")) == "EMAIL_INVALID"
    assert [code(parse_currency(cell)) for cell in ("人民币", "cny", 156.0, "??")] == ["CNY"] * 3 + ["CURRENCY_INVALID"]


def test_equal_cells_of_different_types_are_read_each_by_its_own():
    values, faults = parse_column([1, 1.0, True], lambda cell: Fault("TEXT_INVALID") if cell is True else type(cell))
    assert values == [int, float, None]
    assert faults == [(2, Fault("TEXT_INVALID"))]


@pytest.mark.parametrize("fault", FAULT_WORDS)
def test_every_fault_has_message_rule_and_remedy_in_both_languages(fault):
    for lang in ("zh", "en"):
        words = FAULT_WORDS[fault][lang].filled(heading="利息", value="x", detail="3")
        assert all(words)
        assert not any("{" in text for text in words)
