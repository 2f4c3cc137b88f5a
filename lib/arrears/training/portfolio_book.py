"""The shipped portfolio as a workbook that looks like a bank's export: title, Chinese headings, total row, some bad rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from arrears.tables.columns import CASE_COLUMNS, FLAG_WORDS, Kind
from arrears.training.bad_rows import BROKEN, EXCEL_ERROR
from arrears.training.books import SampleBook
from arrears.training.portfolio import DEMO_AS_OF, DEMO_CASES, DEMO_COLLECTORS, DEMO_SEED, make_portfolio

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.training.bad_rows import Broken

Row = list[object]

_KEYS = [column.key for column in CASE_COLUMNS]
_HEADINGS = [column.zh for column in CASE_COLUMNS]
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
        (
            (
                f"本清单含 {DEMO_CASES:,} 个虚构案件和 {len(BROKEN)} 个故意写错的行，由 {DEMO_COLLECTORS} 名虚构催收员负责，"
                f"截至 {DEMO_AS_OF}。与任何真实的人、账户或银行无关。"
            ),
            (
                f"{DEMO_CASES:,} invented cases and {len(BROKEN)} rows that are wrong on purpose, for {DEMO_COLLECTORS} invented "
                f"collectors, as of {DEMO_AS_OF}. No person, account or bank in it is real."
            ),
        ),
    ),
    (
        "号码从何而来 Where numbers come from",
        (
            (
                "身份证号：校验码正确，但地址码是整个城市的代码（末两位为00），不会用于真实证件。手机号：号段后四位均为0000，为本项目自定的虚构"
                "号段，请勿拨打。卡号：以62000000开头，为支付测试号段。邮箱：example.com 等为文档示例保留的域名。地址：街道名为“示例路”一类。"
            ),
            (
                "Ids carry the code of a whole city, which no card does; phones have 0000 after the prefix (do not dial); cards are in "
                "a simulators' range; e-mail domains are kept for examples; streets are called examples."
            ),
        ),
    ),
    (
        "授权 Licence",
        (
            "随 arrears 以 Apache-2.0 授权发布；由 sample_workbooks/make_portfolio.py 生成，再次生成时逐字节相同。",
            "Apache-2.0, like arrears; made by sample_workbooks/make_portfolio.py, the same to the byte when made again.",
        ),
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
    for column in CASE_COLUMNS:
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
