"""Rows that are wrong on purpose, one of each kind, so that a demonstration shows what is refused, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from arrears.words import both


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is wrong in one row.

    Attributes
    ----------
    code : str
        The fault by which intake reports it.
    key : str
        The column.
    cell : object
        What stands in the cell instead of a good value; None for nothing.
    zh, en : str
        What is wrong, for people.
    clears : tuple of str
        Further columns that are emptied.
    """

    code: str
    key: str
    cell: object
    zh: str
    en: str
    clears: tuple[str, ...] = ()


EXCEL_ERROR: Final = "#N/A"
"""Written as an error value and not as text."""

BROKEN: tuple[Broken, ...] = (
    Broken("REQUIRED_MISSING", "case_id", None, *both("training.bad_rows.no_case_id")),
    Broken("CASE_ID_DUPLICATE", "case_id", "AJ2611-000001", *both("training.bad_rows.first_case_s_id_again")),
    Broken("REQUIRED_MISSING", "due_date", None, *both("training.bad_rows.no_due_date")),
    Broken("DATE_INVALID", "due_date", "2026年13月5日", *both("training.bad_rows.there_no_month")),
    Broken("DATE_OUT_OF_RANGE", "due_date", date(2206, 9, 5), *both("training.bad_rows.year_mistyped")),
    Broken(
        "ONE_OF_MISSING",
        "principal",
        None,
        *both("training.bad_rows.no_principal_no_balance"),
        ("statement_balance",),
    ),
    Broken("AMOUNT_INVALID", "principal", "一万二千元左右", *both("training.bad_rows.amount_words_vague")),
    Broken("AMOUNT_SUB_FEN", "interest", 123.4567, *both("training.bad_rows.amount_not_whole_number_fen")),
    Broken("AMOUNT_NEGATIVE", "principal", -500, *both("training.bad_rows.negative_principal")),
    Broken("CELL_ERROR", "principal", EXCEL_ERROR, *both("training.bad_rows.cell_error")),
    Broken(
        "CASE_ID_PRECISION_LOST",
        "case_id",
        202611000000000012,
        *both("training.bad_rows.case_id_number_digits_lost"),
    ),
    Broken("DATE_IN_FUTURE", "last_payment_date", date(2027, 1, 5), *both("training.bad_rows.last_payment_lies_ahead")),
    Broken("CURRENCY_INVALID", "currency", "点", *both("training.bad_rows.no_currency_called_so")),
    Broken("AMOUNT_DECIMAL_COMMA", "principal", "12345,6", *both("training.bad_rows.comma_decimal_point")),
    Broken(
        "CURRENCY_DISAGREES",
        "principal",
        "$1,100.50",
        *both("training.bad_rows.dollars_beside_currency_cny"),
    ),
    Broken(
        "AMOUNT_OUT_OF_RANGE",
        "principal",
        98765432109876,
        *both("training.bad_rows.far_too_much_wrong_unit"),
    ),
)
"""Every kind once, in the order in which the shipped portfolio has them."""
