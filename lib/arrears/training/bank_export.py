"""The shipped portfolio as a workbook that looks like a bank's export: title, Chinese headings, total row, some bad rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from arrears.tables.columns import FLAG_WORDS, Kind
from arrears.training.bad_rows import BROKEN, EXCEL_ERROR
from arrears.training.books import SampleBook
from arrears.training.portfolio import DEMO_AS_OF, DEMO_CASES, DEMO_COLLECTORS, DEMO_SEED, LISTED, make_portfolio
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.training.bad_rows import Broken

Row = list[object]

_KEYS = [column.key for column in LISTED]
_HEADINGS = [column.zh for column in LISTED]
_TOP = (
    "示例银行信用卡中心　委托催收案件清单",
    f"数据截至 {DEMO_AS_OF}　单位：元　全部为虚构数据，仅供演示和培训 (invented data, for demonstration and training)",
)
FIRST_ROW = len(_TOP) + 2
"""Excel's number of the first case's row."""
_SPACING = 125
"""A bad row follows so many good ones."""

_ABOUT = (
    (
        "说明 About",
        both(
            "training.bank_export.invented_cases_rows_wrong_purpose",
            value=DEMO_CASES,
            count=len(BROKEN),
            value_2=DEMO_COLLECTORS,
            value_3=DEMO_AS_OF,
        ),
    ),
    (
        "号码从何而来 Where numbers come from",
        both("training.bank_export.ids_carry_code_whole_city"),
    ),
    (
        "授权 Licence",
        both("training.bank_export.apache_like_arrears_made_sample"),
    ),
    (
        "故意写错的行 Rows that are wrong on purpose",
        ("这些行用来演示校验，导入时会被拒绝并说明原因。They show what is refused when the list is read, and why.",),
    ),
)
_ABOUT_WIDTHS = (8, 18, 32, 44, 24)


def write_portfolio_book(path: Path) -> Path:
    """Write the shipped portfolio.

    Parameters
    ----------
    path : Path
        Where to; an old file is replaced.

    Returns
    -------
    Path
        The same.
    """
    good, bad = portfolio_and_spares()
    rows = _cells(good)
    for number, (broken, spare) in enumerate(zip(BROKEN, _cells(bad), strict=True)):
        rows.insert(_place(number), _break(spare, broken))
    book = SampleBook(path, _TOP[0])
    sheet = book.list_sheet("案件清单", _TOP, _HEADINGS, rows)
    for number, broken in enumerate(BROKEN):
        if broken.cell == EXCEL_ERROR:
            book.error(sheet, bad_row_number(number) - 1, _KEYS.index(broken.key), EXCEL_ERROR)
    book.total(sheet, FIRST_ROW - 1 + len(rows), _totals(good))
    about = book.prose_sheet("说明", _ABOUT, _ABOUT_WIDTHS)
    faults = [
        [bad_row_number(number), _HEADINGS[_KEYS.index(broken.key)], broken.zh, broken.en, broken.code]
        for number, broken in enumerate(BROKEN)
    ]
    book.table(about, about.dim_rowmax + 2, ("行号", "所在列", "问题", "What is wrong", "代码"), faults)
    book.close()
    return path


def portfolio_and_spares() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the good cases of the shipped portfolio, and further ones that are to be spoilt."""
    everything = make_portfolio(DEMO_CASES + len(BROKEN), DEMO_COLLECTORS, DEMO_SEED, DEMO_AS_OF)
    return everything.iloc[:DEMO_CASES], everything.iloc[DEMO_CASES:]


def bad_row_number(number: int) -> int:
    """Give Excel's row number of the bad row of that number, from 0.

    Examples
    --------
    >>> bad_row_number(0)
    129
    """
    return FIRST_ROW + _place(number)


def _place(number: int) -> int:
    return _SPACING * (number + 1) + number


def _cells(cases: pd.DataFrame) -> list[Row]:
    """Give cases as rows of cells, flags in Chinese."""
    columns = []
    for column in LISTED:
        values = cases[column.key]
        known = values.notna()
        if column.kind is Kind.DATE:
            values = values.dt.date
        elif column.kind is Kind.FLAGS:
            values = values.map(_chinese_flags, na_action="ignore")
        columns.append([value if has else None for value, has in zip(values, known, strict=True)])
    return [list(cells) for cells in zip(*columns, strict=True)]


def _chinese_flags(flags: str) -> str:
    return "、".join(FLAG_WORDS[flag][0] for flag in flags.split(";"))


def _break(row: Row, broken: Broken) -> Row:
    spoilt = dict(zip(_KEYS, row, strict=True)) | dict.fromkeys(broken.clears) | {broken.key: broken.cell}
    return list(spoilt.values())


def _totals(cases: pd.DataFrame) -> Row:
    summed = {"statement_balance", "minimum_payment", "principal", "interest", "late_fee"}
    amounts = {key: sum(cases[key], start=Decimal(0)) for key in summed}
    return [amounts.get(key, "合计" if key == "case_id" else "") for key in _KEYS]
