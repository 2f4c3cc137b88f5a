"""What is owed on card accounts: payments split and posted, interest, and waivers tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from arrears.api.basis import DEFAULT_PROFILE, basis, in_fen
from arrears.operations.account import interest, posting, waivers
from arrears.operations.account.allocation import split_payments
from arrears.operations.account.posting import Posted
from arrears.operations.plans.tables import amounts
from arrears.policy.records import Allocation, InstalmentAllocation
from arrears.rules.allocation import PARTS
from arrears.tables.cases import to_public

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import Path

    from arrears.api.basis import Day
    from arrears.operations.account.waivers import Way
    from arrears.policy import Policies
    from arrears.units import Days

    Rate = float | str | Decimal | Fraction


def allocate(
    payments: pd.DataFrame,
    *,
    as_of: Day,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Split payments over what is due on each account, in the order that its days past due ask for.

    Parameters
    ----------
    payments : DataFrame
        One row a payment: ``payment``, and what is due before it as ``interest``, ``fees`` and ``principal``, all in yuan,
        and ``days_past_due``. Further columns are kept.
    as_of : date or ISO text
        The day of the payments: the order in force then applies.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        The same rows with ``to_interest, to_fees, to_principal, left_over``, exact `Decimal` yuan that add up to the
        payment.

    Raises
    ------
    ValueError
        If a column is missing, an amount is none or negative, or the days past due are not known.
    PolicyError
        If the rule was not in force on that day.

    Examples
    --------
    >>> due = {"interest": [40, 40], "fees": [25, 25], "principal": [200, 200], "days_past_due": [90, 91]}
    >>> split = allocate(pd.DataFrame({"payment": [50, 50], **due}), as_of="2026-11-23")
    >>> split[["to_interest", "to_fees", "to_principal"]].astype(str).values.tolist()
    [['40.00', '10.00', '0.00'], ['0.00', '0.00', '50.00']]
    """
    day, in_force = basis(as_of, profile, house, policies)
    columns = [amounts(payments, key) for key in ("payment", *PARTS)]
    paid, owed_interest, fees, principal = columns
    days = _days_past_due(payments)
    split = split_payments(paid, days, owed_interest, fees, principal, on=day, policies=in_force)
    names = [*(f"to_{part}_fen" for part in PARTS), "left_over_fen"]
    return payments.assign(**to_public(pd.DataFrame(split, columns=names, index=payments.index)))


def card_interest(
    entries: pd.DataFrame,
    due_dates: pd.DataFrame,
    *,
    as_of: Day,
    daily_rate: Rate | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Give each account's interest up to a statement day.

    An account that was paid in full in time, grace and tolerance included (CN-P5), bears none. Otherwise interest runs on the
    full amount or the unpaid part (CN-P6), from the day of each charge, without fees where these bear none (CN-P2), and with
    monthly capitalisation where the policy says so.

    Parameters
    ----------
    entries : DataFrame
        ``account``, ``date``, ``amount`` in yuan (charges +, payments −) and, where it is known, ``is_fee``.
    due_dates : DataFrame
        ``account`` and ``due_date``, one row an account: the order of the result.
    as_of : date or ISO text
        The statement day up to which interest is counted, and whose rules apply.
    daily_rate : number, optional
        The contract's rate a day as a decimal; the policy's unless given.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        ``account, interest, yearly_rate, warning``: the rate of a year, and the rule whose line it is above (CN-P7), or "".

    Raises
    ------
    ValueError
        If a column is missing, a cell is bad, an account has no due date, or the rate is negative.
    PolicyError
        If a rule is not in force on that day.

    Examples
    --------
    10,000.00 posted on 31 March, 9,000.00 paid on 25 April; statement on 1 May (RULES, V1).

    >>> entries = pd.DataFrame({"account": ["A", "A"], "date": ["2026-03-31", "2026-04-25"], "amount": [10000, -9000]})
    >>> due = pd.DataFrame({"account": ["A"], "due_date": ["2026-04-25"]})
    >>> card_interest(entries, due, as_of="2026-05-01").astype(str).values.tolist()
    [['A', '132.50', '0.1825', '']]
    """
    day, in_force = basis(as_of, profile, house, policies)
    return to_public(interest.card_interest(entries, due_dates, day, in_force, daily_rate))


def post_events(
    events: pd.DataFrame,
    *,
    as_of: Day,
    contract: Literal["card", "instalments"] = "card",
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> Posted:
    """Post charges, payments and reversals on many accounts: how each payment was split, and what is open.

    Parameters
    ----------
    events : DataFrame
        ``event_id, case_id, date, kind`` (charge, payment or reversal), ``amount`` in yuan, ``part, instalment, due_date`` of a charge,
        and ``reverses``, the id that a reversal takes back; booked in the order of ``date`` and, within a day, of the rows.
    as_of : date or ISO text
        The day whose order of payment applies; later events are not seen.
    contract : str
        ``card``: the days past due before each payment choose the order (CN-57). ``instalments``: the order of a loan's instalments.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    Posted
        Its tables, with amounts as exact `Decimal` yuan.

    Raises
    ------
    ValueError
        If events are wrong; the message names up to five of them by their ids.
    PolicyError
        If the rule is not in force on that day.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-11"])
    >>> events = pd.DataFrame({
    ...     "event_id": ["c1", "c2", "p1"], "case_id": "A", "date": days,
    ...     "kind": ["charge", "charge", "payment"], "amount": [200, 40, "50.00"],
    ...     "part": ["principal", "interest", None], "instalment": [1, 1, None],
    ...     "due_date": [*days[:2], pd.NaT], "reverses": None,
    ... })
    >>> post_events(events, as_of="2026-01-31").splits[["interest", "principal", "left_over"]].astype(str).values.tolist()
    [['40.00', '10.00', '0.00']]
    """
    if contract not in {"card", "instalments"}:
        raise ValueError(f"contract must be card or instalments; it is {contract!r}")
    day, in_force = basis(as_of, profile, house, policies)
    known = events[~(pd.to_datetime(events["date"]) >= pd.Timestamp(day) + pd.Timedelta(days=1))]
    by_instalments = contract == "instalments"
    rule = in_force.get(InstalmentAllocation, day) if by_instalments else in_force.get(Allocation, day)
    posted = posting.post_events(in_fen(known, known=("amount",)), rule)
    return Posted(*(to_public(table) for table in (posted.splits, posted.lines, posted.charges, posted.balances)))


def try_waiver(
    cases: pd.DataFrame,
    *,
    as_of: Day,
    interest_share: Rate,
    fee_share: Rate,
    way: Way,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Try out a waiver of interest and fees (减免): what it saves, what is left, who approves it, or which limit refuses it.

    Parameters
    ----------
    cases : DataFrame
        ``principal``, ``interest`` and ``late_fee`` in yuan and ``days_past_due``, such as `arrears.stage` gives them; ``case_id`` is
        kept where it is there.
    as_of : date or ISO text
        The day of the decision: the limits in force then apply.
    interest_share, fee_share : number
        What part of the interest and of the fees is to be waived, 0 to 1.
    way : str
        ``lump_sum`` when the rest is paid at once, ``plan`` when it is paid by instalments.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        One row a case: ``waived_interest, waived_fees, saved, left``, ``allowed``, ``approver`` with ``approver_zh`` and
        ``approver_en`` ("" where it is refused), ``refused_zh, refused_en`` ("" where it is not), ``rule``.

    Raises
    ------
    ValueError
        If an amount or a share is out of range, or the way is none of the two.
    PolicyError
        If the limits were not in force on the day.

    Examples
    --------
    >>> cases = pd.DataFrame({"principal": [5000], "interest": [1000], "late_fee": [200], "days_past_due": [120]})
    >>> tried = try_waiver(cases, as_of="2026-11-23", interest_share="0.5", fee_share="0.5", way="lump_sum")
    >>> tried[["saved", "left", "allowed", "approver_en"]].astype(str).values.tolist()
    [['600.00', '5600.00', 'True', 'head of department']]
    """
    day, in_force = basis(as_of, profile, house, policies)
    principal, owed_interest, fees = (amounts(cases, key) for key in ("principal", "interest", "late_fee"))
    shares = (interest_share, fee_share)
    tried = waivers.try_waiver((principal, owed_interest, fees), _days_past_due(cases), shares, way, day, in_force)
    if "case_id" in cases:
        tried.insert(0, "case_id", cases["case_id"].to_numpy())
    return to_public(tried.set_index(cases.index))


def _days_past_due(table: pd.DataFrame) -> Days:
    if "days_past_due" not in table or table["days_past_due"].isna().any():
        raise ValueError("every row needs its days_past_due, which decide what applies (CN-57); ar.stage gives them")
    days = table["days_past_due"]
    numbers = pd.to_numeric(days, errors="coerce")
    wrong = days[numbers.isna() | (numbers % 1 != 0) | (numbers < 0)]
    if len(wrong):
        raise ValueError(
            f"days_past_due must be whole days, 0 or more; row {wrong.index[0]} has {wrong.iloc[0]!r}; ar.stage gives them"
        )
    return numbers.to_numpy(dtype="int64")
