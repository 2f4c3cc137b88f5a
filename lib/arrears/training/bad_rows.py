"""Rows that are wrong on purpose, one of each kind, so that a demonstration shows what is refused, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


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
    Broken("REQUIRED_MISSING", "case_id", None, "案件编号为空", "no case id"),
    Broken("CASE_ID_DUPLICATE", "case_id", "AJ2611-000001", "案件编号与第一个案件重复", "the first case's id again"),
    Broken("REQUIRED_MISSING", "due_date", None, "到期还款日为空", "no due date"),
    Broken("DATE_INVALID", "due_date", "2026年13月5日", "没有13月", "there is no month 13"),
    Broken("DATE_OUT_OF_RANGE", "due_date", date(2206, 9, 5), "年份误写为2206", "the year is mistyped as 2206"),
    Broken(
        "ONE_OF_MISSING",
        "principal",
        None,
        "本金和账单金额都为空",
        "no principal and no balance",
        ("statement_balance",),
    ),
    Broken("AMOUNT_INVALID", "principal", "一万二千元左右", "金额不是数字", "the amount is words, and vague"),
    Broken("AMOUNT_SUB_FEN", "interest", 123.4567, "金额不是整分", "the amount is not a whole number of fen"),
    Broken("AMOUNT_NEGATIVE", "principal", -500, "本金为负数", "a negative principal"),
    Broken("CELL_ERROR", "principal", EXCEL_ERROR, "单元格是错误值", "the cell is an error"),
    Broken(
        "ID_PRECISION_LOST",
        "id_number",
        130100198503156308,
        "身份证号存为数字，末尾丢失",
        "the id is a number: digits are lost",
    ),
    Broken("ID_INVALID", "id_number", "130100198503156307", "身份证号校验码不符", "the id's check digit is wrong"),
    Broken("CARD_INVALID", "card_number", "6200000000000006", "卡号校验位不符", "the card's check digit is wrong"),
    Broken("PHONE_INVALID", "phone", "1390000123", "手机号只有10位", "the phone has only 10 digits"),
    Broken("EMAIL_INVALID", "email", "holder at example.com", "邮箱缺少@", "the e-mail address lacks its @"),
    Broken("FLAG_UNKNOWN", "flags", "重点客户", "标记不在约定之内", "a flag that is not agreed"),
)
"""Every kind once, in the order in which the shipped portfolio has them."""
