import numpy as np
import pytest
from stdnum import luhn
from stdnum.cn import ric

from arrears.training.identifiers import cards, id_numbers, phones

MANY = 20_000


def people_of_one_place_and_day(size, *, female):
    born = np.full(size, np.datetime64("1990-02-28"))
    return id_numbers(np.full(size, 130100), born, np.full(size, female))


def test_an_identity_number_has_a_true_check_digit_a_listed_division_and_a_real_birthday():
    rng = np.random.default_rng(5)
    born = np.datetime64("1950-01-01") + rng.integers(0, 20_000, size=500).astype("timedelta64[D]")
    for number, day in zip(id_numbers(np.full(500, 440300), born, rng.random(500) < 0.5), born, strict=True):
        assert ric.validate(number) == number
        assert ric.get_birth_date(number) == day.item()


@pytest.mark.parametrize(("female", "parity"), [(True, 0), (False, 1)], ids=["women even", "men odd"])
def test_the_order_number_tells_the_sex(female, parity):
    assert {int(number[16]) % 2 for number in people_of_one_place_and_day(50, female=female)} == {parity}


def test_five_hundred_people_of_one_place_day_and_sex_have_different_numbers():
    assert len(set(people_of_one_place_and_day(500, female=True))) == 500


def test_cards_pass_luhn_in_the_simulators_range_and_none_comes_twice():
    made = cards(MANY).tolist()
    assert len(set(made)) == MANY
    assert all(len(card) == 16 and card.startswith("62000000") for card in made)
    assert all(luhn.is_valid(card) for card in made[::97])


def test_phones_have_eleven_digits_the_invented_block_and_none_comes_twice():
    made = phones(MANY).tolist()
    assert len(set(made)) == MANY
    assert all(
        len(phone) == 11 and phone[3:7] == "0000" and phone[:2] in {"13", "15", "16", "17", "18", "19"}
        for phone in made
    )
