import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from arrears.rules.resident_number import resident_numbers


@pytest.mark.parametrize(
    ("text", "number", "wrong"),
    [
        pytest.param("320102650304211", "320102196503042115", False, id="15 digits are the same person's 18"),
        pytest.param("320102196503042115", "320102196503042115", False, id="18 digits stay"),
        pytest.param("11010519491231002X", "11010519491231002X", False, id="a check character X"),
        pytest.param("320102196503042116", "320102196503042116", True, id="another check digit"),
        pytest.param("320102196502290019", "320102196502290019", True, id="29 February of a common year"),
        pytest.param("320102651304211", None, True, id="month 13 in 15 digits"),
        pytest.param("H12345678", "H12345678", False, id="a permit is no resident's number"),
        pytest.param("", "", False, id="blank"),
        pytest.param("3201021965030421", "3201021965030421", False, id="16 digits are no resident's number"),
    ],
)
def test_resident_numbers(text, number, wrong):
    numbers, bad = resident_numbers(np.array([text]))
    assert bool(bad[0]) is wrong
    assert number is None or numbers[0] == number


@given(
    st.dates(min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)),
    st.integers(0, 999),
)
def test_the_check_digit_is_the_standard_s(born, order):
    body = f"110105{born:%Y%m%d}{order:03d}"
    number = body + ric.calc_check_digit(body + "0")
    numbers, wrong = resident_numbers(np.array([number, body + ("1" if number[-1] != "1" else "2")]))
    assert numbers[0] == number
    assert wrong.tolist() == [False, True]


def test_no_number_gives_none():
    numbers, wrong = resident_numbers(np.array([], dtype=str))
    assert (numbers.size, wrong.size) == (0, 0)
