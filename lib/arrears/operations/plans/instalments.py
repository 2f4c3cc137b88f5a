"""Each instalment of a plan on a day: what is paid, what is not, since when, and how old it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.operations.plans.tables import Day, one_day, plain_date, plan_tables
from arrears.policy import Policies
from arrears.policy.records import DaysPastDue
from arrears.rules.instalments import apply_payments
from arrears.rules.plan_status import instalment_days

if TYPE_CHECKING:
    from arrears.operations.plans.tables import Pairs


def instalment_table(
    schedule: Pairs, payments: Pairs, as_of: Day, pauses: Pairs = (), *, policies: Policies | None = None
) -> pd.DataFrame:
    """Tell how far each instalment is paid on a day; payments settle the oldest instalment first.

    Parameters
    ----------
    schedule, payments, pauses
        As `arrears.operations.plans.status.plan_status` takes them, of one plan or of many.
    as_of : date or text
        The day; later payments are not seen.
    policies : Policies, optional
        Whose count of days past due applies; the first profile's unless given.

    Returns
    -------
    DataFrame
        One row an instalment, in the order of the schedule: ``plan, due_date, payment_fen, paid_fen, unpaid_fen,
        settled_on, days_past_due`` (without the paused days of its own overdue window; 0 for what is paid or not yet due).

    Raises
    ------
    ValueError
        If a cell is bad, with row, value and remedy.

    Examples
    --------
    >>> table = instalment_table([("2026-01-31", 100), ("2026-02-28", 100)], [("2026-02-05", 150)], "2026-03-07")
    >>> table[["paid_fen", "unpaid_fen", "days_past_due"]].values.tolist()
    [[10000, 0, 0], [5000, 5000, 7]]
    """
    tables, day = plan_tables(schedule, payments, pauses), one_day(as_of)
    counts = (policies or Policies()).get(DaysPastDue, plain_date(day)).due_day_counts
    settled = apply_payments(tables.instalments, tables.payments, day, len(tables.names))
    return pd.DataFrame(
        {
            "plan": tables.names.to_numpy()[tables.instalments.plan],
            "due_date": tables.instalments.due_date.astype("datetime64[s]"),
            "payment_fen": tables.instalments.payment,
            "paid_fen": settled.paid,
            "unpaid_fen": settled.unpaid,
            "settled_on": settled.settled_on.astype("datetime64[s]"),
            "days_past_due": instalment_days(tables.instalments, settled, tables.pauses, day, counts),
        }
    )
