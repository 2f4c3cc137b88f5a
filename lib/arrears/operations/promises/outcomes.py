"""What became of the promises of many cases, by the payments that came in (guideline items A4, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.in_force import promises as in_force
from arrears.operations.plans.tables import Day, amounts, days, one_day, plain_date
from arrears.policy.records import Promise
from arrears.rules.promise import OUTCOMES, Promises, Received, promise_outcomes
from arrears.rules.reversal import UNNAMED
from arrears.words import both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates, Fen

OUTCOME_WORDS: dict[str, tuple[str, str]] = {
    "pending": both("operations.promises.outcomes.pending"),
    "kept": both("operations.promises.outcomes.kept"),
    "partial": both("operations.promises.outcomes.partial"),
    "broken": both("operations.promises.outcomes.broken"),
    "withdrawn": both("operations.promises.outcomes.withdrawn"),
}
"""What each outcome is called in Chinese and in English."""


def judged(promised: Fen, due_on: Dates, paid: Fen, as_of: Day, policies: Policies) -> NDArray[np.object_]:
    """Judge promises by what was paid on each.

    Parameters
    ----------
    promised, paid : int64 array of shape (n,)
        In fen.
    due_on : datetime64[D] array of shape (n,)
        The promised days.
    as_of : date or text
        The day.
    policies : Policies
        Whose grace and threshold apply.

    Returns
    -------
    object array of shape (n,)
        Keys of `OUTCOME_WORDS`.

    Raises
    ------
    ValueError, PolicyError
        As the rule and the reader do.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> due = np.array(["2026-03-10"], "M8[D]")
    >>> judged(np.array([100_00]), due, np.array([40_00]), "2026-03-11", Policies("cn"))
    array(['partial'], dtype=object)
    """
    day = one_day(as_of)
    return in_force.under(policies, plain_date(day))(promised, due_on, paid, day)


def promise_table(promises: pd.DataFrame, payments: pd.DataFrame, as_of: Day, policies: Policies) -> pd.DataFrame:
    """Match payments to promises, first in, first out, and judge every promise.

    Parameters
    ----------
    promises : DataFrame
        ``case_id``, ``amount`` (yuan) or ``amount_fen``, ``due_on``; ``made_on`` and ``withdrawn_on`` where they are known.
        Where ``customer_id`` is there too, in both tables, a customer's payments serve the promises of all the customer's cases.
    payments : DataFrame
        ``case_id`` or ``customer_id``, ``date``, ``amount`` or ``amount_fen``. An amount below 0 takes back the payment whose ``key``
        it has in ``reverses``, or else the one that it fits.
    as_of : date or text
        The day; later payments are not seen.
    policies : Policies
        Whose grace and threshold apply.

    Returns
    -------
    DataFrame
        The promises with ``paid_fen``, ``outcome`` (a key of `OUTCOME_WORDS`) and ``rule``.

    Raises
    ------
    ValueError
        If a column is missing or a cell is bad, with its row.
    PolicyError
        If the rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> promises = pd.DataFrame({"case_id": ["A", "A"], "amount": [50, 50], "due_on": ["2026-03-10", "2026-03-20"]})
    >>> payments = pd.DataFrame({"case_id": ["A"], "date": ["2026-03-09"], "amount": [80]})
    >>> promise_table(promises, payments, "2026-03-31", Policies("cn"))["outcome"].tolist()
    ['kept', 'partial']
    """
    day = one_day(as_of)
    terms = policies.get(Promise, plain_date(day))
    key = "customer_id" if "customer_id" in promises and "customer_id" in payments else "case_id"
    customer, customers = pd.factorize(_key(promises, key))
    payer = pd.Index(customers).get_indexer(pd.Index(_key(payments, key)))
    # A payment of somebody who promised nothing serves no promise.
    mine = payments[payer >= 0]
    table = Promises(
        customer,
        amounts(promises, "amount"),
        days(promises, "due_on"),
        _days_or_unknown(promises, "made_on"),
        _days_or_unknown(promises, "withdrawn_on"),
    )
    received = Received(payer[payer >= 0], days(mine, "date"), amounts(mine, "amount"), _named(mine))
    codes, matched = promise_outcomes(table, received, day, terms.grace_days, terms.threshold)
    outcome = np.array(OUTCOMES, dtype=object)[codes]
    return promises.assign(paid_fen=matched.paid, outcome=outcome, rule=terms.rule)


def _named(payments: pd.DataFrame) -> NDArray[np.intp] | None:
    """Give the place of the payment that each row names as taken back, if the table names any."""
    if "key" not in payments or "reverses" not in payments:
        return None
    keys = pd.Index(payments["key"].astype(str))
    back = payments["reverses"].notna().to_numpy(dtype=np.bool_)
    place = np.full(len(payments), UNNAMED, dtype=np.intp)
    place[back] = keys.get_indexer(pd.Index(payments.loc[back, "reverses"].astype(str)))
    return place


def _key(table: pd.DataFrame, key: str) -> pd.Series:
    if key not in table:
        raise ValueError(f"the column {key} is missing; the table has {', '.join(map(str, table.columns))}")
    return table[key].astype(str)


def _days_or_unknown(table: pd.DataFrame, key: str) -> Dates:
    unknown = np.full(len(table), np.datetime64("NaT", "D"))
    if key not in table:
        return unknown
    known = table[key].notna().to_numpy(dtype=np.bool_)
    unknown[known] = days(table[known], key)
    return unknown
