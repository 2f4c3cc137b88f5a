"""Where repayment plans stand on a day, and whether they are broken (guideline items A4, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import one_day, plain_date, plan_tables
from arrears.policy.records import DaysPastDue, PlanBreach, Settlement, Tolerance
from arrears.rules.plan_status import PlanPosition, breached, plan_position
from arrears.rules.settlement import settlement_amount
from arrears.rules.tolerance import within_tolerance
from arrears.words import both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.operations.plans.tables import Day, Pairs, PlanTables
    from arrears.policy import Policies
    from arrears.units import Fen

State = Literal["settled", "on_track", "overdue", "broken"]
STATES: dict[str, tuple[str, str]] = {
    "settled": both("operations.plans.status.settled"),
    "on_track": both("operations.plans.status.track"),
    "overdue": both("operations.plans.status.overdue"),
    "broken": both("operations.plans.status.broken"),
}
"""What each state is called in Chinese and in English."""


def plan_statuses(
    schedule: Pairs,
    payments: Pairs,
    as_of: Day,
    policies: Policies,
    pauses: Pairs | None = None,
    grace_days: int = 0,
    *,
    start: Day | None = None,
) -> pd.DataFrame:
    """Tell where plans stand on a day.

    Parameters
    ----------
    schedule, payments, pauses, start
        As `arrears.operations.plans.tables.plan_tables` takes them.
    as_of : date or text
        The day; later payments are not seen.
    policies : Policies
        Whose rules apply.
    grace_days : int
        Days after a due date that do not make it delinquent.

    Returns
    -------
    DataFrame
        One row a plan, in the order in which the schedule names them: ``state`` (a key of `STATES`), ``paid_fen, due_fen, overdue_fen,
        unpaid_fen, overpaid_fen, missed, oldest_unpaid_date, days_past_due, paused_days, delinquent_days, next_due_date,
        next_amount_fen, settlement_fen, breach_rule``.

    Raises
    ------
    ValueError
        If a cell is bad (with row, value and remedy), or there is no instalment.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> schedule = pd.DataFrame({"plan": ["P1", "P2"], "due_date": ["2026-01-31"] * 2, "payment": [100, 50]})
    >>> payments = pd.DataFrame({"plan": ["P2"], "date": ["2026-01-30"], "amount": [50]})
    >>> plan_statuses(schedule, payments, "2026-02-03", Policies("cn"))[["state", "days_past_due"]].values.tolist()
    [['overdue', 3], ['settled', 0]]
    """
    tables = plan_tables(schedule, payments, () if pauses is None else pauses, start)
    return _statuses(tables, one_day(as_of), grace_days, policies)


def _statuses(tables: PlanTables, day: np.datetime64, grace_days: int, policies: Policies) -> pd.DataFrame:
    if not tables.instalments.plan.size:
        # A failed filter must not report a debt as settled.
        raise ValueError("the schedule has no instalment; give what is due and when, such as ar.schedule makes it")
    plans = len(tables.names)
    on = plain_date(day)
    counts = policies.get(DaysPastDue, on).due_day_counts
    position = plan_position(
        tables.instalments, tables.payments, tables.pauses, day, plans, grace_days, due_day_counts=counts
    )
    limits = policies.get(PlanBreach, on)
    return pd.DataFrame(
        {
            "state": states(position, limits, policies.get(Tolerance, on).residue_fen),
            "paid_fen": position.paid,
            "due_fen": position.due,
            "overdue_fen": position.overdue,
            "unpaid_fen": position.unpaid,
            "overpaid_fen": position.overpaid,
            "missed": position.missed,
            "oldest_unpaid_date": position.oldest_unpaid.astype("datetime64[s]"),
            "days_past_due": position.days_past_due,
            "paused_days": position.paused,
            "delinquent_days": position.delinquent_days,
            "next_due_date": position.next_due.astype("datetime64[s]"),
            "next_amount_fen": position.next_amount,
            "settlement_fen": _settlement(tables, position.paid, day, policies),
            "breach_rule": limits.rule,
        },
        index=tables.names,
    )


def states(position: PlanPosition, limits: PlanBreach, residue_fen: int) -> NDArray[np.object_]:
    """Give the state of each plan, a key of `STATES`.

    Parameters
    ----------
    position : PlanPosition
        Where the plans stand.
    limits : PlanBreach
        How far a plan may fall behind.
    residue_fen : int
        What may be overdue without keeping a plan behind (CN-P5).

    Returns
    -------
    object array of shape (plans,)
    """
    broken = breached(position.delinquent_days, position.missed, limits.days_allowed, limits.instalments_allowed)
    behind = ~within_tolerance(position.overdue, residue_fen)
    conditions = [position.unpaid == 0, broken & behind, behind]
    return np.select(conditions, ["settled", "broken", "overdue"], "on_track").astype(object)


def _settlement(tables: PlanTables, paid: Fen, day: np.datetime64, policies: Policies) -> pd.Series:
    if tables.parts is None:
        return pd.Series(pd.NA, index=tables.names, dtype="Int64")
    terms = policies.get(Settlement, plain_date(day))
    amount = settlement_amount(tables.parts, paid, day, terms.future_fees_share)
    return pd.Series(amount, index=tables.names, dtype="Int64")
