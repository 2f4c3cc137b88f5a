"""Find which situations each case is in: flags, promise, agreement, last contact, and how it can be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.affordability import affordable_amounts
from arrears.desk.reading import NOT_A_DAY, amounts, dates, past_dates, texts
from arrears.errors import PolicyError
from arrears.policy.records import (
    ContactPause,
    Hardship,
    Limitation,
    Promise,
    Reminder,
    StageMeasures,
    Stages,
    Tolerance,
)
from arrears.rules.month_step import add_months
from arrears.rules.next_action import SITUATIONS
from arrears.rules.promise import reaches
from arrears.tables.cases import flag_columns

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.policy.records import Measure
    from arrears.units import Codes, Dates, Fen, Flags

_MONTHS_IN_YEAR = 12
DETAILS = ("phone", "email", "address")
"""Columns by which a debtor is reached."""
_SAYS_SOMETHING = r"[^\W_]"
_CHANNEL_IN_LOG = {"call": "phone"}
"""What a contact log's channel is called on the list, where that differs."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A payment that is expected on a day: a promise, or an instalment of an agreement.

    Attributes
    ----------
    on : datetime64[D] array
        When; ``NaT`` where none is expected.
    amount, amount_known
        How much, in fen.
    missed, soon, open, met : bool arrays
        The day is over and nothing that suffices was paid; it comes within the days of a reminder; it is not over; what
        suffices was paid.
    """

    on: Dates
    amount: Fen
    amount_known: Flags
    missed: Flags
    soon: Flags
    open: Flags
    met: Flags

    @property
    def awaited(self) -> Flags:
        """Where a payment is expected and has not come."""
        return ~np.isnat(self.on) & ~self.met


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
    details: dict[str, Flags]
    """By which details each case can be reached."""
    reachable: dict[str, Flags]
    """The same, but everything in a list that has no such detail at all: it says nothing about it."""
    last_contact: Dates
    not_before: Dates
    """The first day on which the stage plans for another contact."""
    no_call_before: Dates
    """The first day of another call if the last contact was a conversation, while that lies ahead; else ``NaT``."""
    held: tuple[str, ...]
    """Channels that wait until then."""
    promise: Dated
    instalment: Dated
    hardship: Flags
    """The cause of the arrears is a hardship by the policy's list."""
    can_pay: Fen
    can_pay_known: Flags
    """What a hardship case can pay a month, in fen, where its income and living costs are known."""
    limitation: Dates
    """Last day of the limitation period where it is near, counted from what is certain (LIM); else ``NaT``."""


def case_facts(aged: pd.DataFrame, day: date, policies: Policies) -> CaseFacts:
    """Find what is true of each case on a day, and what it asks for next."""
    flags = flag_columns(pd.Series(texts(aged, "flags")))
    stage = stage_codes(aged, policies.get(Stages, day))
    last_contact = past_dates(aged, "last_contact_date", day)
    every_days = np.array([measure.every_days for measure in stage_measures(policies, day)], dtype="timedelta64[D]")
    promise, instalment = _expected(aged, last_contact, policies, day)
    details = _details(aged)
    no_call_before, held = _held(last_contact, policies, day)
    hardship = _hardship(aged, policies, day)
    can_pay, can_pay_known = _can_pay(aged, hardship, policies, day)
    return CaseFacts(
        flags=flags,
        stage=stage,
        details=details,
        reachable=_reachable(details),
        last_contact=last_contact,
        not_before=last_contact + every_days[stage],
        no_call_before=no_call_before,
        held=held,
        promise=promise,
        instalment=instalment,
        hardship=hardship,
        can_pay=can_pay,
        can_pay_known=can_pay_known,
        limitation=_limitation(aged, flags["agreement"], policies, day),
    )


def situations(aged: pd.DataFrame, facts: CaseFacts, day: date, policies: Policies) -> dict[str, Flags]:
    """Tell for every situation of `arrears.rules.next_action` which cases are in it."""
    today, flags = np.datetime64(day, "D"), facts.flags
    due_date, days_before = dates(aged, "due_date"), policies.get(Reminder, day).days_before_due
    # The due day itself is for paying, also where the house counts it as the first day past due.
    not_due = (aged["days_past_due"].to_numpy(dtype=np.int64) == 0) | (due_date >= today)
    recent = facts.not_before > today
    promise, instalment, (total_due, _) = facts.promise, facts.instalment, amounts(aged, "total_due")
    return {
        **{name: flags[name] for name in SITUATIONS if name in flags},
        "credit": total_due < 0,
        "close": total_due <= policies.get(Tolerance, day).residue_fen,
        "breach": flags["agreement"] & instalment.missed,
        "instalment_due": flags["agreement"]
        & instalment.soon
        & ~recent
        & ~(flags["vulnerable"] | flags["do_not_call"]),
        "locate": flags["unreachable"] | ~np.logical_or.reduce(list(facts.reachable.values())),
        "due_soon": not_due & ~recent & (due_date >= today) & (due_date <= today + days_before),
        "not_due": not_due,
        # Once somebody has spoken with the debtor about it, the stage's interval holds again.
        "promise_broken": promise.missed & ~(recent & (facts.last_contact > promise.on)),
        "promise_due": promise.soon,
        "promise": promise.open,
        "interval": recent,
        "grace": aged["in_grace"].to_numpy(dtype=np.bool_),
        "hardship": facts.hardship,
    }


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


def _expected(aged: pd.DataFrame, last_contact: Dates, policies: Policies, day: date) -> tuple[Dated, Dated]:
    """Judge each case's promise and the next instalment of its agreement."""
    today, kept, reminder = np.datetime64(day, "D"), policies.get(Promise, day), policies.get(Reminder, day)
    early = reminder.days_before_due
    to_promise = _Terms(reminder.days_before_promise, early, kept.grace_days, kept.threshold)
    # Whether a missed instalment is a breach is for the review to say, so here no day and no fen is let pass.
    to_instalment = _Terms(reminder.days_before_due, early, grace_days=0, threshold=Fraction(1))
    not_known = np.full(len(aged), NOT_A_DAY)
    return (
        _dated(aged, "promise", today, to_promise, made_on=last_contact),
        _dated(aged, "instalment", today, to_instalment, made_on=not_known),
    )


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
    met = ~np.isnat(on) & in_time & (reaches(paid, amount, terms.threshold) | ~known)
    is_open = (on + terms.grace_days >= today) & ~met
    return Dated(
        on=on,
        amount=amount,
        amount_known=known,
        missed=(on + terms.grace_days < today) & ~met,
        soon=is_open & (on <= today + terms.days_before),
        open=is_open,
        met=met,
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


def _hardship(aged: pd.DataFrame, policies: Policies, day: date) -> Flags:
    """Tell whose cause of the arrears has one of the policy's words of hardship in it."""
    causes = "|".join(map(re.escape, policies.get(Hardship, day).causes))
    return pd.Series(texts(aged, "cause"), dtype=object).str.contains(causes, case=False).to_numpy(dtype=np.bool_)


def _can_pay(aged: pd.DataFrame, hardship: Flags, policies: Policies, day: date) -> tuple[Fen, Flags]:
    """Give what each hardship case can pay a month, and where that is known; living costs stand for all costs."""
    (income, income_known), (costs, costs_known) = amounts(aged, "monthly_income"), amounts(aged, "living_costs")
    known = hardship & income_known & costs_known
    monthly = np.zeros(len(aged), dtype=np.int64)
    none = np.zeros(int(known.sum()), dtype=np.int64)
    monthly[known] = affordable_amounts(income[known], costs[known], none, day, policies)
    return monthly, known


def _held(last_contact: Dates, policies: Policies, day: date) -> tuple[Dates, tuple[str, ...]]:
    """Give until when a call waits if the last contact was a conversation, which a case list does not tell, and which channels.

    The conversation's day is the first of the pause (12 CFR 1006.14(b)(2)(i)(B)).
    """
    try:
        pause = policies.get(ContactPause, day)
    except PolicyError:
        return np.full(last_contact.size, NOT_A_DAY), ()
    ends = last_contact + pause.days
    held = tuple(_CHANNEL_IN_LOG.get(channel, channel) for channel in pause.channels)
    return np.where(ends > np.datetime64(day, "D"), ends, NOT_A_DAY), held


def _details(aged: pd.DataFrame) -> dict[str, Flags]:
    """Tell by which details each case can be reached; what has no letter and no digit, such as ``****``, is none."""
    return {
        key: pd.Series(texts(aged, key), dtype=object).str.contains(_SAYS_SOMETHING).to_numpy(dtype=np.bool_)
        for key in DETAILS
    }


def _reachable(details: dict[str, Flags]) -> dict[str, Flags]:
    """Tell by which details each case can be reached; a list without any such detail says nothing about it."""
    listed = any(has.any() for has in details.values())
    return details if listed else {key: np.ones_like(has) for key, has in details.items()}
