from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

import arrears as ar
from arrears.tables.columns import Kind
from arrears.training.bad_rows import BROKEN
from arrears.training.bank_export import FIRST_ROW, bad_row_number, portfolio_and_spares, write_portfolio_book
from arrears.training.portfolio import LISTED

KEYS = [column.key for column in LISTED]


@pytest.fixture(scope="module")
def rows(samples):
    return CalamineWorkbook.from_path(samples / "portfolio.xlsx").get_sheet_by_name("案件清单").to_python()


@pytest.fixture(scope="module")
def intake(samples):
    return ar.read_cases(samples / "portfolio.xlsx")


def test_the_shipped_portfolio_is_what_its_script_makes(samples, tmp_path, assert_made_again):
    assert_made_again(samples / "portfolio.xlsx", write_portfolio_book(tmp_path / "portfolio.xlsx"))


def test_it_is_the_same_to_the_byte_when_made_twice(tmp_path):
    first, second = (write_portfolio_book(tmp_path / name).read_bytes() for name in ("1.xlsx", "2.xlsx"))
    assert first == second


def test_a_title_stands_above_the_headings_and_totals_below_the_cases(rows):
    good, _ = portfolio_and_spares()
    assert rows[0][0] == "示例银行信用卡中心　委托催收案件清单"
    assert rows[FIRST_ROW - 2] == [column.zh for column in LISTED]
    total = dict(zip(KEYS, rows[-1], strict=True))
    assert total["case_id"] == "合计"
    assert round(Decimal(total["principal"]), 2) == sum(good["principal"])
    assert len(rows) == FIRST_ROW - 1 + 2_000 + len(BROKEN) + 1


def test_ids_are_text_and_amounts_are_numbers_in_every_good_row(rows):
    bad = {bad_row_number(number) for number in range(len(BROKEN))}
    for number, row in enumerate(rows[FIRST_ROW - 1 : -1], start=FIRST_ROW):
        cells = dict(zip(KEYS, row, strict=True))
        assert number in bad or all(
            isinstance(cells[key], str) for key in ("case_id", "id_number", "phone", "card_number")
        )
        assert number in bad or isinstance(cells["principal"], float)


def test_the_second_sheet_lists_the_bad_rows_where_they_are(samples):
    about = CalamineWorkbook.from_path(samples / "portfolio.xlsx").get_sheet_by_name("说明").to_python()
    listed = {int(row[0]): row[4] for row in about if isinstance(row[0], float)}
    assert listed == {bad_row_number(number): broken.code for number, broken in enumerate(BROKEN)}


def test_intake_refuses_each_bad_row_for_its_fault_and_no_other(intake):
    refused = list(zip(intake.rejects["row"], intake.rejects["column"], intake.rejects["code"], strict=True))
    assert refused == [(bad_row_number(number), broken.key, broken.code) for number, broken in enumerate(BROKEN)]


def test_intake_says_that_it_left_out_the_total_row_and_the_second_sheet(intake):
    assert set(intake.warnings["code"]) == {"TOTAL_ROW", "OTHER_SHEETS"}


def test_intake_gives_back_every_good_case_to_the_fen(intake):
    good, _ = portfolio_and_spares()
    assert len(intake.cases) == len(good)
    for column in LISTED:
        read, made = intake.cases[column.key], good[column.key]
        assert read.isna().tolist() == made.isna().tolist(), column.key
        if column.kind is Kind.DATE:
            read, made = read.astype("datetime64[s]"), made.astype("datetime64[s]")
        assert read.dropna().tolist() == made.dropna().tolist(), column.key
