"""Where repayment plans stand on a day, and whether they are broken (guideline items A4, C6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from arrears.desk.plan_tables import Day, Pairs, PlanTables, one_day, plain_date, plan_tables
from arrears.policy import PROFILES, Policies
from arrears.policy.records import PlanBreach, Settlement, Tolerance
from arrears.rules.plan_status import PlanPosition, breached, plan_position
from arrears.rules.settlement import settlement_amount
from arrears.units import yuan

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from numpy.typing import NDArray

    from arrears.units import Fen

State = Literal["settled", "on_track", "overdue", "broken"]
STATES: dict[str, tuple[str, str]] = {
    "settled": ("已结清", "settled"),
    "on_track": ("正常履约", "on track"),
    "overdue": ("已逾期", "overdue"),
    "broken": ("已违约", "broken"),
}
"""What each state is called in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """Where one plan stands; amounts in yuan.

    Attributes
    ----------
    state : str
        A key of `STATES`; ``broken`` means that collection may resume.
    paid, due, overdue_amount, unpaid, overpaid : Decimal
        Paid so far; due so far; due before the day and unpaid; unpaid in all; paid beyond the plan.
    missed : int
        Instalments due before the day that are not paid in full.
    oldest_unpaid_date, next_due_date : date or None
        Of the oldest of them; of the next one with anything left to pay.
    days_past_due, paused_days, delinquent_days : int
        From the oldest unpaid due date; paused days in that stretch of arrears; days without grace and pauses.
    next_amount : Decimal
        What is left to pay on the next due date.
    settlement : Decimal or None
        What settles the plan on the day; None where the schedule does not say what its instalments are made of.
    breach_rule : str
        Id of the rule by which it is or is not broken.
    """

    state: State
    paid: Decimal
    due: Decimal
    overdue_amount: Decimal
    unpaid: Decimal
    overpaid: Decimal
    missed: int
    oldest_unpaid_date: date | None
    days_past_due: int
    paused_days: int
    delinquent_days: int
    next_due_date: date | None
    next_amount: Decimal
    settlement: Decimal | None
    breach_rule: str

    @property
    def collection_may_resume(self) -> bool:
        """Whether the plan is broken, so that what the agreement stopped may go on (CN-70c)."""
        return self.state == "broken"

    def word(self, lang: str = "zh") -> str:
        """Give the state in a language, ``zh`` or ``en``."""
        return STATES[self.state][0 if lang == "zh" else 1]


def plan_status(
    schedule: Pairs,
    payments: Pairs,
    as_of: Day,
    pauses: Pairs = (),
    grace_days: int = 0,
    *,
    start: Day | None = None,
    profile: str = PROFILES[0],
    house: Path | None = None,
) -> PlanStatus:
    """Tell where one plan stands on a day.

    Days past due run from the oldest instalment that is not paid in full; a partial payment does not reset them, and the due
    day itself counts 0. A pause counts only where it overlaps the unbroken stretch of arrears that leads to the day.

    Parameters
    ----------
    schedule : DataFrame or pairs of due date and amount
        As ``ar.schedule`` gives it, or just what is due when.
    payments : DataFrame or pairs of day and amount
        Columns ``date`` and ``amount`` in yuan; later payments than `as_of` are not seen.
    as_of : date or text
        The day.
    pauses : DataFrame or pairs of first day and day after the last
        Columns ``begin`` and ``end``; days on which the plan does not grow older.
    grace_days : int
        Days after a due date that do not make it delinquent.
    start : date or text, optional
        First day of the first period, for the interest of an early settlement; one month before the first due date unless given.
    profile : str
        Whose policy says when a plan is broken.
    house : Path, optional
        A folder of the house's own policy files.

    Returns
    -------
    PlanStatus

    Raises
    ------
    ValueError
        If a cell is bad (with row, value and remedy), or there is more than one plan: `plan_statuses` takes many.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> due = [("2026-01-31", 100), ("2026-02-28", 100), ("2026-03-31", 100)]
    >>> status = plan_status(due, [("2026-02-20", 60)], "2026-03-05", grace_days=3)
    >>> status.days_past_due, status.delinquent_days, str(status.overdue_amount), status.state
    (33, 30, '140.00', 'broken')
    >>> str(status.next_due_date), str(status.next_amount), status.breach_rule
    ('2026-03-31', '100.00', 'CN-70c')
    """
    tables = plan_tables(schedule, payments, pauses, start)
    if len(tables.names) != 1:
        raise ValueError(f"the schedule holds {len(tables.names)} plans; give one, or use desk.status.plan_statuses")
    day = one_day(as_of)
    row = _statuses(tables, day, grace_days, Policies(profile, house)).iloc[0]
    return PlanStatus(
        state=row["state"],
        paid=yuan(row["paid_fen"]),
        due=yuan(row["due_fen"]),
        overdue_amount=yuan(row["overdue_fen"]),
        unpaid=yuan(row["unpaid_fen"]),
        overpaid=yuan(row["overpaid_fen"]),
        missed=int(row["missed"]),
        oldest_unpaid_date=_date(row["oldest_unpaid_date"]),
        days_past_due=int(row["days_past_due"]),
        paused_days=int(row["paused_days"]),
        delinquent_days=int(row["delinquent_days"]),
        next_due_date=_date(row["next_due_date"]),
        next_amount=yuan(row["next_amount_fen"]),
        settlement=None if pd.isna(row["settlement_fen"]) else yuan(row["settlement_fen"]),
        breach_rule=row["breach_rule"],
    )


def plan_statuses(
    schedule: pd.DataFrame,
    payments: pd.DataFrame,
    as_of: Day,
    policies: Policies,
    pauses: pd.DataFrame | None = None,
    grace_days: int = 0,
) -> pd.DataFrame:
    """Tell where many plans stand on a day.

    Parameters
    ----------
    schedule, payments, pauses : DataFrame
        As `plan_status` takes them, each with a column ``plan``.
    as_of, grace_days
        As `plan_status` takes them.
    policies : Policies
        Whose rules apply.

    Returns
    -------
    DataFrame
        One row a plan, in the order in which the schedule names them; the figures of `PlanStatus`, amounts in fen.

    Raises
    ------
    ValueError, PolicyError
        As `plan_status` does.

    Examples
    --------
    >>> schedule = pd.DataFrame({"plan": ["P1", "P2"], "due_date": ["2026-01-31"] * 2, "payment": [100, 50]})
    >>> payments = pd.DataFrame({"plan": ["P2"], "date": ["2026-01-30"], "amount": [50]})
    >>> plan_statuses(schedule, payments, "2026-02-03", Policies("cn"))[["state", "days_past_due"]].values.tolist()
    [['overdue', 3], ['settled', 0]]
    """
    tables = plan_tables(schedule, payments, () if pauses is None else pauses)
    return _statuses(tables, one_day(as_of), grace_days, policies)


def _statuses(tables: PlanTables, day: np.datetime64, grace_days: int, policies: Policies) -> pd.DataFrame:
    if not tables.instalments.plan.size:
        # A failed filter must not report a debt as settled.
        raise ValueError("the schedule has no instalment; give what is due and when, such as ar.schedule makes it")
    plans = len(tables.names)
    position = plan_position(tables.instalments, tables.payments, tables.pauses, day, plans, grace_days)
    limits = policies.get(PlanBreach, plain_date(day))
    return pd.DataFrame(
        {
            "state": states(position, limits, policies.get(Tolerance, plain_date(day)).residue_fen),
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
    behind = position.overdue > residue_fen
    conditions = [position.unpaid == 0, broken & behind, behind]
    return np.select(conditions, ["settled", "broken", "overdue"], "on_track").astype(object)


def _settlement(tables: PlanTables, paid: Fen, day: np.datetime64, policies: Policies) -> pd.Series:
    if tables.parts is None:
        return pd.Series(pd.NA, index=tables.names, dtype="Int64")
    terms = policies.get(Settlement, plain_date(day))
    amount = settlement_amount(tables.parts, paid, day, terms.future_fees_share)
    return pd.Series(amount, index=tables.names, dtype="Int64")


def _date(day: pd.Timestamp) -> date | None:
    return None if pd.isna(day) else day.date()
