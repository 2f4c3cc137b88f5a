"""Find which situations each case is in: flags, promise, agreement, last contact, and how it can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.reading import NOT_A_DAY, amounts, dates, days_since, texts
from arrears.errors import PolicyError
from arrears.policy.records import Limitation, Promise, Reminder, StageMeasures, Stages, Tolerance
from arrears.rules.month_step import add_months
from arrears.rules.next_action import SITUATIONS, next_action
from arrears.rules.promise import reaches
from arrears.tables.cases import flag_columns

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.policy.records import Measure
    from arrears.units import Codes, Dates, Days, Fen, Flags

_MONTHS_IN_YEAR = 12
DETAILS = ("phone", "email", "address")
"""Columns by which a debtor is reached."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A payment that is expected on a day: a promise, or an instalment of an agreement.

    Attributes
    ----------
    on : datetime64[D] array
        When; ``NaT`` where none is expected.
    amount, amount_known
        How much, in fen.
    missed, soon, open : bool arrays
        The day is over and nothing that suffices was paid; it comes within the days of a reminder; it is not over.
    """

    on: Dates
    amount: Fen
    amount_known: Flags
    missed: Flags
    soon: Flags
    open: Flags


@dataclass(frozen=True, slots=True)
class _Terms:
    """When a payment is reminded of, how early it may come, how late, and which share of it suffices."""

    days_before: int
    early_days: int
    grace_days: int
    threshold: Fraction


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a follow-up list needs to know of each case; every array has one entry a case."""

    flags: dict[str, Flags]
    stage: Codes
    reachable: dict[str, Flags]
    since_contact: Days
    not_before: Dates
    promise: Dated
    instalment: Dated
    limitation: Dates
    """Last day of the limitation period where it is near, counted from what is certain (LIM); else ``NaT``."""
    action: Codes


def case_facts(aged: pd.DataFrame, day: date, policies: Policies) -> CaseFacts:
    """Find what is true of each case on a day, and what it asks for next."""
    today, reminder = np.datetime64(day, "D"), policies.get(Reminder, day)
    flags = flag_columns(pd.Series(texts(aged, "flags")))
    stage = stage_codes(aged, policies.get(Stages, day))
    last_contact = dates(aged, "last_contact_date")
    not_before = last_contact + _every_days(policies, day)[stage]
    recent = not_before > today
    kept, early = policies.get(Promise, day), reminder.days_before_due
    to_promise = _Terms(reminder.days_before_promise, early, kept.grace_days, kept.threshold)
    promise = _dated(aged, "promise", today, to_promise, made_on=last_contact)
    to_instalment = _Terms(reminder.days_before_due, early, grace_days=0, threshold=Fraction(1))
    instalment = _dated(aged, "instalment", today, to_instalment, made_on=np.full(len(aged), NOT_A_DAY))
    reachable = _reachable(aged)
    due_date = dates(aged, "due_date")
    not_due = aged["days_past_due"].to_numpy(dtype=np.int64) == 0
    situations = {
        **{name: flags[name] for name in SITUATIONS if name in flags},
        "close": amounts(aged, "total_due")[0] <= policies.get(Tolerance, day).residue_fen,
        "breach": flags["agreement"] & instalment.missed,
        "instalment_due": flags["agreement"] & instalment.soon,
        "locate": flags["unreachable"] | ~np.logical_or.reduce(list(reachable.values())),
        "due_soon": not_due & ~recent & (due_date >= today) & (due_date <= today + reminder.days_before_due),
        "not_due": not_due,
        # Once somebody has spoken with the debtor about it, the stage's interval holds again.
        "promise_broken": promise.missed & ~(recent & (last_contact > promise.on)),
        "promise_due": promise.soon,
        "promise": promise.open,
        "interval": recent,
        "grace": aged["in_grace"].to_numpy(dtype=np.bool_),
    }
    return CaseFacts(
        flags=flags,
        stage=stage,
        reachable=reachable,
        since_contact=days_since(last_contact, day),
        not_before=not_before,
        promise=promise,
        instalment=instalment,
        limitation=_limitation(aged, flags["agreement"], policies, day),
        action=next_action(situations),
    )


def stage_codes(aged: pd.DataFrame, stages: Stages) -> Codes:
    """Give each case's stage as a position on the policy's scale.

    Raises
    ------
    ValueError
        If a case has a stage that the policy does not have: it was staged by another policy.
    """
    codes: Codes = pd.Index(stages.keys).get_indexer(pd.Index(aged["stage"]))
    if (codes < 0).any():
        odd = aged["stage"].iloc[int(np.argmin(codes))]
        raise ValueError(f"stage {odd!r} is none of {', '.join(stages.keys)}; stage the cases again with this policy")
    return codes


def stage_measures(policies: Policies, day: date) -> list[Measure]:
    """Give the measure of each stage in the order of the stages.

    Raises
    ------
    PolicyError
        If a stage has no measure.
    """
    by_stage = {measure.stage: measure for measure in policies.get(StageMeasures, day).measures}
    keys = policies.get(Stages, day).keys
    lacking = [key for key in keys if key not in by_stage]
    if lacking:
        raise PolicyError(f"stage_measures.toml has no measure for the stages {', '.join(lacking)}; add one for each")
    return [by_stage[key] for key in keys]


def _every_days(policies: Policies, day: date) -> NDArray[np.timedelta64]:
    return np.array([measure.every_days for measure in stage_measures(policies, day)], dtype="timedelta64[D]")


def _dated(aged: pd.DataFrame, kind: str, today: np.datetime64, terms: _Terms, made_on: Dates) -> Dated:
    """Tell whether a promise or an instalment is open, near or missed.

    Only the last payment is known here: it counts if it is large enough and came after the promise was made, or, where
    that day is not known, at most so many days early.
    """
    on = dates(aged, f"{kind}_date")
    amount, known = amounts(aged, f"{kind}_amount")
    paid_on, (paid, _) = dates(aged, "last_payment_date"), amounts(aged, "last_payment")
    # A comparison with NaT is False; fmin takes the day that is known.
    in_time = paid_on >= np.fmin(on - terms.early_days, made_on)
    met = in_time & (reaches(paid, amount, terms.threshold) | ~known)
    is_open = (on + terms.grace_days >= today) & ~met
    return Dated(
        on=on,
        amount=amount,
        amount_known=known,
        missed=(on + terms.grace_days < today) & ~met,
        soon=is_open & (on <= today + terms.days_before),
        open=is_open,
    )


def _limitation(aged: pd.DataFrame, in_agreement: Flags, policies: Policies, day: date) -> Dates:
    """Give the day on which the claim would be time-barred, where that is near and a profile has such a rule.

    It runs from the due date and anew from a payment. A demand interrupts it too, but only with proof, which is not known here;
    nor is the last due date of an agreement, from which its debt runs.
    """
    try:
        policy = policies.get(Limitation, day)
    except PolicyError:
        return np.full(len(aged), NOT_A_DAY)
    begins = np.fmax(dates(aged, "due_date"), dates(aged, "last_payment_date"))
    ends = add_months(begins, policy.years * _MONTHS_IN_YEAR)
    near = (ends <= np.datetime64(day, "D") + policy.near_days) & ~in_agreement
    return np.where(near, ends, NOT_A_DAY)


def _reachable(aged: pd.DataFrame) -> dict[str, Flags]:
    """Tell by which details each case can be reached; a list without any such detail says nothing about it."""
    known = {key: texts(aged, key) != "" for key in DETAILS}
    listed = any(has.any() for has in known.values())
    return known if listed else {key: np.ones(len(aged), dtype=np.bool_) for key in DETAILS}
