import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from arrears.tables.faults import Fault
from arrears.tables.identity import parse_card, parse_id_number, parse_phone


def code(read):
    return read.code if isinstance(read, Fault) else read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param("11010519491231002X", "11010519491231002X", id="the example of the standard"),
        pytest.param(" 11010519491231002x ", "11010519491231002X", id="a small x and spaces"),
        pytest.param("'11010519491231002X", "11010519491231002X", id="an apostrophe from an export"),
        pytest.param('="11010519491231002X"', "11010519491231002X", id="a formula that keeps text"),
        pytest.param("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", id="full width"),
        pytest.param("110105491231002", "110105491231002", id="15 digits of before 1999"),
        pytest.param("E12345678", "E12345678", id="a passport"),
        pytest.param("H12345678", "H12345678", id="a permit"),
        pytest.param("1****************X", "1****************X", id="already masked"),
        pytest.param("110105194912310021", "ID_INVALID", id="a wrong check digit"),
        pytest.param("110100199013321236", "ID_INVALID", id="month 13"),
        pytest.param("110100190002291237", "ID_INVALID", id="29 February 1900"),
        pytest.param("11010019900307123", "ID_INVALID", id="17 digits"),
        pytest.param("1101001990030712371", "ID_INVALID", id="19 digits"),
        pytest.param("000000000000000000", "ID_INVALID", id="all zero"),
        pytest.param("无", "ID_INVALID", id="a word"),
        pytest.param(110100199001010000.0, "ID_PRECISION_LOST", id="a number that passes the check digit by chance"),
        pytest.param(1e15, "ID_PRECISION_LOST", id="the first number of 16 digits"),
        pytest.param(110105491231002.0, "ID_INVALID", id="a number of 15 digits"),
        pytest.param("1.10100196102021E+17", "ID_PRECISION_LOST", id="scientific notation"),
        pytest.param(True, "ID_INVALID", id="a truth value"),
    ],
)
def test_id_numbers(cell, read):
    assert code(parse_id_number(cell)) == read


@given(st.integers(0, 10**3 - 1), st.dates().filter(lambda day: day.year >= 1900), st.integers(0, 9))
def test_one_changed_digit_is_always_noticed(order, born, digit):
    body = f"110101{born:%Y%m%d}{order:03d}"
    number = body + ric.calc_check_digit(body + "0")
    assert parse_id_number(number) == number
    changed = number[:16] + str(digit) + number[17]
    assert changed == number or parse_id_number(changed) == Fault("ID_INVALID")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param("13800001234", "13800001234", id="a mobile"),
        pytest.param("+86 138-0000-1234", "13800001234", id="a country code"),
        pytest.param("008613800001234", "13800001234", id="a country code with zeros"),
        pytest.param(13800001234.0, "13800001234", id="a number cell"),
        pytest.param("13800001234.0", "13800001234", id="a number's trace in text"),
        pytest.param("010-12345678", "010-12345678", id="a landline"),
        pytest.param("(0571)8765432", "0571-8765432", id="a landline with seven digits"),
        pytest.param("+85291234567", "+85291234567", id="a number of Hong Kong"),
        pytest.param("13800001234/13900005678", "13800001234", id="the first of two"),
        pytest.param("13800001234 13900005678", "13800001234", id="the first of two behind a space"),
        pytest.param("138000012345", "PHONE_INVALID", id="12 digits"),
        pytest.param("1380000123", "PHONE_INVALID", id="10 digits"),
        pytest.param("12800001234", "PHONE_INVALID", id="no such prefix"),
        pytest.param("138****1234", "PHONE_INVALID", id="a masked number reaches nobody"),
        pytest.param("1.38E+10", "PHONE_INVALID", id="scientific notation"),
        pytest.param("1380000123４", "13800001234", id="a full-width digit"),
        pytest.param("١٣٨٠٠٠٠١٢٣٤", "PHONE_INVALID", id="Arabic-Indic digits"),
    ],
)
def test_phones(cell, read):
    assert code(parse_phone(cell)) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param("6222 0200 0000 0015", "6222020000000015", id="groups of four"),
        pytest.param("622202******0015", "622202******0015", id="already masked"),
        pytest.param("6222020000000016", "CARD_INVALID", id="a wrong check digit"),
        pytest.param("62220200000000151234", "CARD_INVALID", id="20 digits"),
        pytest.param("622202000018", "CARD_INVALID", id="12 digits"),
        pytest.param(6222020000000015.0, "CARD_PRECISION_LOST", id="a number cell"),
        pytest.param("6.22202E+15", "CARD_PRECISION_LOST", id="scientific notation"),
        pytest.param(378282246310005.0, "378282246310005", id="15 digits fit a number cell"),
    ],
)
def test_cards(cell, read):
    assert code(parse_card(cell)) == read


@given(st.integers(10**11, 10**18 - 1))
def test_a_card_with_its_check_digit_is_read_and_with_another_is_not(body):
    good = luhn.calc_check_digit(str(body))
    assert parse_card(f"{body}{good}") == f"{body}{good}"
    assert parse_card(f"{body}{(int(good) + 1) % 10}") == Fault("CARD_INVALID")


@given(
    st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False)),
    st.sampled_from([parse_id_number, parse_phone, parse_card]),
)
def test_anything_gives_text_or_a_fault(cell, parse):
    assert isinstance(parse(cell), str | Fault)
