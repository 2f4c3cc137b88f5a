"""Interest of card accounts from a ledger of charges and payments, by the policies in force on the statement day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.plans.tables import amounts, days
from arrears.policy.records import (
    DailyRate,
    FeeInterest,
    Grace,
    LedgerPolicy,
    RateWarning,
    StatementInterest,
    Tolerance,
)
from arrears.rules.grace import pay_by
from arrears.rules.interest import yearly_rate
from arrears.rules.ledger import Convention, Ledger, compound_interest, ledger_interest
from arrears.rules.month_step import MissingDay, StepUnit, due_dates
from arrears.rules.statement_interest import Base, statement_interest, without_fees
from arrears.units import exact_fraction

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.units import Dates, Fen


def card_interest(
    entries: pd.DataFrame,
    due_dates_of: pd.DataFrame,
    to_date: date,
    policies: Policies,
    daily_rate: float | str | Decimal | Fraction | None = None,
) -> pd.DataFrame:
    """Give each account's interest up to a statement day.

    An account that was paid in full in time, grace and tolerance included (CN-P5), bears none. Otherwise interest runs on the
    full amount or the unpaid part (CN-P6), from the day of each charge, without fees where these bear none (CN-P2), and with
    monthly capitalisation where the policy says so.

    Parameters
    ----------
    entries : DataFrame
        ``account``, ``date``, ``amount`` in yuan (charges +, payments −) and, where it is known, ``is_fee``.
    due_dates_of : DataFrame
        ``account`` and ``due_date``, one row an account: the order of the result.
    to_date : date
        The statement day up to which interest is counted.
    policies : Policies
        Whose rules apply, as of that day.
    daily_rate : number, optional
        The contract's rate a day as a decimal; the policy's unless given.

    Returns
    -------
    DataFrame
        ``account, interest_fen, yearly_rate, warning``: the rate of a year, and the rule whose line it is above (CN-P7), or "".

    Raises
    ------
    ValueError
        If a column is missing, a cell is bad, an account has no due date, or the rate is negative.
    PolicyError
        If a rule is not in force on that day.

    Examples
    --------
    10,000.00 posted on 31 March, 9,000.00 paid on 25 April; statement on 1 May (RULES, V1).

    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> entries = pd.DataFrame({"account": ["A", "A"], "date": ["2026-03-31", "2026-04-25"], "amount": [10000, -9000]})
    >>> due = pd.DataFrame({"account": ["A"], "due_date": ["2026-04-25"]})
    >>> card_interest(entries, due, date(2026, 5, 1), Policies("cn")).values.tolist()
    [['A', 13250, 0.1825, '']]
    """
    accounts = pd.Index(due_dates_of["account"])
    if accounts.has_duplicates:
        raise ValueError(f"account {accounts[accounts.duplicated()][0]} has two due dates; give one row an account")
    owner = accounts.get_indexer(pd.Index(entries["account"]))
    if (owner < 0).any():
        raise ValueError(f"account {entries['account'].iloc[int(np.argmax(owner < 0))]} has no due date; add its row")
    order = np.argsort(owner, kind="stable")
    entries, owner = entries.iloc[order], owner[order]
    pricing = policies.get(DailyRate, to_date)
    rate = pricing.rate if daily_rate is None else exact_fraction(daily_rate)
    ledger = _bearing(entries, Ledger(owner, days(entries, "date"), amounts(entries, "amount")), policies, to_date)
    end = np.full(len(accounts), np.datetime64(to_date, "D"))
    due = days(due_dates_of, "due_date")
    yearly = yearly_rate(rate, pricing.year_days)
    return pd.DataFrame(
        {
            "account": accounts,
            "interest_fen": _interest(ledger, due, end, rate, policies, to_date),
            "yearly_rate": float(yearly),
            "warning": _warning(yearly, policies, to_date),
        }
    )


def _bearing(entries: pd.DataFrame, ledger: Ledger, policies: Policies, on: date) -> Ledger:
    if "is_fee" not in entries or policies.get(FeeInterest, on).fees_bear_interest:
        return ledger
    return without_fees(ledger, entries["is_fee"].fillna(value=False).to_numpy(dtype=np.bool_))


def _interest(ledger: Ledger, due: Dates, end: Dates, rate: Fraction, policies: Policies, on: date) -> Fen:
    """Add what capitalisation brings to the interest of accounts that were not paid in full."""
    terms = policies.get(LedgerPolicy, on)
    convention = Convention(terms.convention)
    interest = statement_interest(
        ledger,
        pay_by(due, policies.get(Grace, on).days),
        end,
        rate,
        base=Base(policies.get(StatementInterest, on).base),
        convention=convention,
        tolerance_fen=policies.get(Tolerance, on).residue_fen,
    )
    if terms.compounding == "none":
        return interest
    first = _first_statement(ledger, end)
    months = int((end.astype("M8[M]") - first.astype("M8[M]")).astype(np.int64).max(initial=0)) + 1
    statements = due_dates(first, months, unit=StepUnit.MONTH, every=1, missing_day=MissingDay.LAST_DAY)
    extra = compound_interest(ledger, statements, end, rate, convention) - ledger_interest(
        ledger, end, rate, convention
    )
    return np.where(interest > 0, interest + extra, 0)


def _first_statement(ledger: Ledger, end: Dates) -> Dates:
    """Give the first statement day, of the day of the month of the end, after each account's first entry."""
    first = np.full(end.size, np.iinfo(np.int64).max)
    np.minimum.at(first, ledger.account, ledger.dates.astype("M8[D]").astype(np.int64))
    begin = np.where(first == np.iinfo(np.int64).max, end.astype(np.int64), first).astype("M8[D]")
    months = (end.astype("M8[M]") - begin.astype("M8[M]")).astype(np.int64)
    day = end - end.astype("M8[M]").astype("M8[D]")
    return np.where(months > 0, (begin.astype("M8[M]") + 1).astype("M8[D]") + day, end)


def _warning(yearly: Fraction, policies: Policies, on: date) -> str:
    try:
        line = policies.get(RateWarning, on)
    except PolicyError:
        # Most profiles have no such line, and none had one before its first day: then nothing is above it.
        return ""
    return line.rule if yearly > line.yearly else ""
