import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.intake.mapping.units import read_unit
from arrears.tables.amounts import LARGEST_FEN, parse_amount
from arrears.tables.faults import Fault

CASES = Path(__file__).parents[1] / "cases" / "amounts_read.csv"
ROWS = [
    pytest.param(row["cell"], read_unit(row["unit"]).fen, row["fen"], row["error"], id=row["sentence"])
    for row in csv.DictReader(CASES.read_text("utf-8").splitlines())
]
FEN = st.integers(-LARGEST_FEN, LARGEST_FEN)


@pytest.mark.parametrize(("cell", "fen_in_unit", "fen", "error"), ROWS)
def test_text_becomes_exact_fen_or_an_error(cell, fen_in_unit, fen, error):
    read = parse_amount(cell, fen_in_unit)
    assert (read.code if isinstance(read, Fault) else read) == (error or int(fen))


@given(FEN)
def test_every_whole_fen_survives_text_numbers_and_separators(fen):
    yuan = Decimal(fen).scaleb(-2)
    assert parse_amount(str(yuan)) == fen
    assert parse_amount(f"{yuan:,}") == fen
    assert parse_amount(yuan) == fen
    assert parse_amount(float(yuan)) == fen


@given(st.integers(-(10**11), 10**11), st.sampled_from([1, 100, 100_000, 1_000_000]))
def test_a_number_cell_is_exact_in_every_unit(fen, unit):
    assert parse_amount(float(Decimal(fen) / unit), unit) == fen


@given(st.integers(0, 10**10), st.integers(1, 9))
def test_a_tenth_of_a_fen_is_never_rounded_away(fen, tenth):
    text = str(Decimal(fen * 10 + tenth).scaleb(-3))
    assert parse_amount(text) == Fault("AMOUNT_SUB_FEN")
    assert parse_amount(float(text)) == Fault("AMOUNT_SUB_FEN")


@given(st.text())
def test_any_text_gives_fen_or_a_fault(text):
    assert isinstance(parse_amount(text), int | Fault)


def test_a_sum_with_binary_noise_is_read_to_the_15_digits_that_a_spreadsheet_shows():
    assert parse_amount(0.1 + 0.2) == 30


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf"), Decimal("NaN"), object()])
def test_what_is_no_number_is_no_amount(cell):
    assert parse_amount(cell) == Fault("AMOUNT_INVALID")
