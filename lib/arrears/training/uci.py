"""A case list from the published credit-card clients of a Taiwanese bank (UCI data set 350): real arrears, nobody's name.

The data set tells how many months late each client was at the statement of September 2005, but no due date. The mapping:

- The statement is that of 30 September, and payments fall due on the 15th of a month: this library's choice, as the middle
  of a month keeps each number of months inside its bucket of days.
- ``PAY_0 = n``, at least 1: the oldest unpaid due date is 15 September stepped back by n - 1 months. On 30 September it is
  15, 46, 77, 107, 138, 168, 199 and 227 days past due for 1 to 8 months: M1 to M6, then M7+.
- ``PAY_0 = 0, -1, -2`` (revolving, paid in full, no use): nothing is late; the statement falls due on 15 October: M0.
- ``BILL_AMT1`` is the statement balance, negative for a credit; ``PAY_AMT1`` is the last payment, without its day, and blank
  if nothing was paid in September. Amounts are New Taiwan dollars.
- The year is moved on by whole years to one in which the shipped policies are in force. 2005 and 2026 are no leap years, so
  that days past due are the same.

Columns about the person (sex, education, marriage, age) are left out: collecting needs none of them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.rules.month_step import add_months
from arrears.tables.columns import BY_KEY
from arrears.training.books import SampleBook
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

UCI_AS_OF = date(2026, 9, 30)
"""The day that the shipped list is for: the statement of 30 September 2005, moved on by 21 years."""

_DUE_DAY = 15
_MONTHS = {
    "PAY_0": "2005-09",
    "PAY_2": "2005-08",
    "PAY_3": "2005-07",
    "PAY_4": "2005-06",
    "PAY_5": "2005-05",
    "PAY_6": "2005-04",
}
"""The data set has no PAY_1."""
_DEFAULT = "default.payment.next.month"
_NEEDED = ("ID", "LIMIT_BAL", *_MONTHS, "BILL_AMT1", "PAY_AMT1", _DEFAULT)
_PERSONAL = ("customer_name", "id_number", "phone", "card_number", "email", "address")

CITATION = (
    "Yeh, I-C., Lien, C-H. (2009). The comparisons of data mining techniques for the predictive accuracy of probability of "
    "default of credit card clients. Expert Systems with Applications 36(2), 2473-2480."
)
ATTRIBUTION = (
    "Default of Credit Card Clients, I-Cheng Yeh, UCI Machine Learning Repository, data set 350, doi:10.24432/C55S3H, "
    "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
)

_ABOUT = (
    (
        "说明 About",
        both("training.uci.statements_months_late_real_card"),
    ),
    (
        "来源与授权 Source and licence",
        (
            ATTRIBUTION,
            CITATION,
            (
                "改动：选取并改名若干列，由迟缴月数推算到期还款日，年份后移21年，还款0元记为空白；其余数值未改。Changes: columns chosen and renamed, "
                "due dates derived from months late, years moved on by 21, a payment of 0 left blank; no other value was changed."
            ),
        ),
    ),
    (
        "如何推算 How dates are derived",
        (
            (
                f"账单日 {UCI_AS_OF}（原为2005-09-30），每月15日到期。PAY_0=n（n≥1）：最早未还到期日为9月15日往前 n-1 个月，逾期天数依次为 15、46、77、"
                "107、138、168、199、227，对应 M1 至 M6 及 M7+；PAY_0≤0：10月15日到期，M0。金额为新台币元，负数为溢缴款。"
            ),
            (
                f"Statement on {UCI_AS_OF} (2005-09-30 in the source), payments due on the 15th. PAY_0 = n of at least 1: the oldest "
                "unpaid due date is 15 September, n - 1 months back: 15, 46, 77, 107, 138, 168, 199, 227 days past due, M1 to M6 and "
                "M7+. PAY_0 up to 0: due on 15 October, M0. Amounts in New Taiwan dollars; a negative one is a credit."
            ),
            (
                "注意：PAY_0=1 的持卡人中有 1,689 人账单金额不为正，并无欠款；原数据如此，未作修改。Of the clients with PAY_0 = 1, 1,689 "
                "have no positive balance and owe nothing; so says the source, and it was left alone."
            ),
            f"使用 Use:  arrears daily uci_case_list.xlsx --as-of {UCI_AS_OF}",
        ),
    ),
)
_ABOUT_WIDTHS = (24, 24, 24, 24, 24)


def read_uci(path: Path) -> pd.DataFrame:
    """Read the published table.

    Parameters
    ----------
    path : Path
        ``UCI_Credit_Card.csv``, 30,000 rows and 25 columns.

    Returns
    -------
    DataFrame
        The columns that a case list is made from, as whole numbers.

    Raises
    ------
    ArrearsError
        If a column is missing, which means another file.
    """
    head = pd.read_csv(path, nrows=0)
    missing = [name for name in _NEEDED if name not in head.columns]
    if missing:
        raise ArrearsError(
            both("training.uci.has_no_column_name_file", name=path.name, missing=missing[0]),
        )
    # Amounts are written as 20000.0 in some copies: they are whole dollars in all of them.
    return pd.read_csv(path, usecols=list(_NEEDED))[list(_NEEDED)].astype(np.int64)


def uci_case_list(clients: pd.DataFrame, as_of: date = UCI_AS_OF) -> pd.DataFrame:
    """Make a case list from the published table.

    Parameters
    ----------
    clients : DataFrame
        As `read_uci` gives it.
    as_of : date
        The day of the statement: a 30 September, of 2005 or of the year that the case list is moved to.

    Returns
    -------
    DataFrame
        One row a client in the same order: columns of the case list by key, amounts as `Decimal`; then the credit limit, months
        late in the last six months, and whether the client defaulted in the month after.

    Raises
    ------
    ValueError
        If the day is no 30 September.

    Examples
    --------
    >>> row = dict.fromkeys(_NEEDED, 0) | {"ID": 1, "PAY_0": 2, "BILL_AMT1": 3913}
    >>> cases = uci_case_list(pd.DataFrame([row]))
    >>> cases[["case_id", "due_date", "statement_balance"]].astype(str).values.tolist()
    [['UCI-00001', '2026-08-15', '3913']]
    """
    if (as_of.month, as_of.day) != (9, 30):
        raise ValueError(f"the statement is of 30 September; as_of is {as_of}; give that day of another year")
    september = np.datetime64(as_of, "M").astype("datetime64[D]") + (_DUE_DAY - 1)
    months = clients["PAY_0"].to_numpy(dtype=np.int64)
    # One formula for both: nothing late steps one month on, to October.
    due = add_months(np.full(months.size, september), 1 - np.maximum(months, 0))
    paid = clients["PAY_AMT1"].where(clients["PAY_AMT1"] > 0)
    cases = pd.DataFrame(
        {
            "case_id": "UCI-" + clients["ID"].astype(str).str.zfill(5),
            **dict.fromkeys(_PERSONAL[:4]),
            "currency": "TWD",
            "statement_date": np.datetime64(as_of, "s"),
            "statement_balance": _dollars(clients["BILL_AMT1"]),
            "due_date": due.astype("datetime64[s]"),
            "last_payment": _dollars(paid),
            **dict.fromkeys(_PERSONAL[4:]),
            "credit_limit": _dollars(clients["LIMIT_BAL"]),
        }
    )
    history = {f"months_late_{month}": clients[name] for name, month in _MONTHS.items()}
    return pd.concat([cases, pd.DataFrame(history), clients[_DEFAULT].rename("default_next_month")], axis=1)


def write_uci_book(cases: pd.DataFrame, path: Path) -> Path:
    """Write a case list of `uci_case_list` with its attribution, the same to the byte each time.

    Parameters
    ----------
    cases : DataFrame
        The list.
    path : Path
        Where to; an old file is replaced.

    Returns
    -------
    Path
        The same.
    """
    headings = [_heading(name) for name in cases.columns]
    columns = [_cells(cases[name]) for name in cases.columns]
    book = SampleBook(path, "UCI credit-card clients as a case list")
    top = ("案件清单（UCI 信用卡客户数据，2005年）", f"数据截至 {UCI_AS_OF}　单位：新台币元　{ATTRIBUTION}")
    book.list_sheet("案件清单", top, headings, list(zip(*columns, strict=True)))
    book.prose_sheet("说明", _ABOUT, _ABOUT_WIDTHS)
    book.close()
    return path


def _dollars(amounts: pd.Series) -> pd.Series:
    return amounts.map(lambda amount: Decimal(int(amount)), na_action="ignore").astype(object)


def _heading(name: str) -> str:
    if name in BY_KEY:
        return BY_KEY[name].zh
    further = {"credit_limit": "信用额度", "default_next_month": "次月违约"}
    return further.get(name) or f"迟缴月数{name.removeprefix('months_late_')}"


def _cells(column: pd.Series) -> list[object]:
    values = column.dt.date if column.dtype.kind == "M" else column.astype(object)
    return [None if missing else value for value, missing in zip(values, column.isna(), strict=True)]
