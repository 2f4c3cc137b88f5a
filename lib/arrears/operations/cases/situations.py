"""Find which situations each case is in: flags, promise, agreement, last contact, and how it can be reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.cases.columns import NOT_A_DAY, amounts, counts, dates, days_since, past_dates, texts
from arrears.operations.customers.people import PERSON
from arrears.operations.customers.stops import DOUBTFUL, person_flags, with_people
from arrears.operations.plans.affordability import affordable_amounts
from arrears.policy.records import (
    BreachSteps,
    Consequence,
    ContactPause,
    EscalationTerms,
    Hardship,
    Limitation,
    NextActions,
    Promise,
    Reminder,
    StageMeasures,
    Stages,
    Tolerance,
)
from arrears.rules.breach_steps import Due, step_due
from arrears.rules.month_step import add_months
from arrears.rules.next_action import SITUATIONS
from arrears.rules.promise import reaches
from arrears.rules.tolerance import within_tolerance
from arrears.tables.cases import flag_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.policy.records import Measure
    from arrears.units import Codes, Dates, Fen, Flags

    Moments = NDArray[np.datetime64]

_MONTHS_IN_YEAR = 12
STEP_COLUMNS = {"sms": "breach_sms", "call": "breach_calls", "letter": "breach_letters"}
"""How often each step was taken since the breach whose day is in ``breach_on``: columns that the store gives."""
_STEP_DETAIL = {"sms": "phone", "call": "phone", "letter": "address"}
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
    believable: Flags
    """The promise is within the policy's days and not above what is owed; another is asked about, and stops no contact."""
    hardship: Flags
    """The cause of the arrears is a hardship by the policy's list."""
    can_pay: Fen
    can_pay_known: Flags
    """What a hardship case can pay a month, in fen, where its income and living costs are known."""
    limitation: Dates
    """Last day of the limitation period where it is near, counted from what is certain (LIM); else ``NaT``."""
    person: Codes
    """Equal numbers for the cases of one person."""
    own_flags: dict[str, Flags]
    """The flags of the case itself; `flags` has those too that follow the person from another card."""
    doubtful: Flags
    """Where somebody is on hold who may be the same person (`arrears.operations.customers.people.DOUBTS`)."""
    call_back: Moments
    """When the customer asked to be called back, local time; ``NaT`` where nobody did, or somebody called since."""
    claimed_on: Dates
    """When the customer said that it was paid, while that is not verified; ``NaT`` else."""
    claim_until: Dates
    """The last day on which a claim pauses the chase."""
    claim_gone: Flags
    """The time for verifying a claim is over, and no money came."""
    refused: Flags
    """The customer refused further contact, and nobody has decided about it."""
    help_on: Dates
    """When the collector asked for help, while it is not answered."""
    breach: Due
    """The step that is due after a broken promise or agreement, and from when on."""
    agency_until: Dates
    """The last day for which the person is with an outside agency; ``NaT`` else."""
    tells_contacts: bool
    """Whether anybody's last contact is known: a list in which none is says nothing about contacts."""

    def of(self, rows: Codes) -> CaseFacts:
        """Give the facts of some cases, in the order of their places."""
        return CaseFacts(**{field.name: _part(getattr(self, field.name), rows) for field in fields(self)})


def case_facts(aged: pd.DataFrame, day: date, policies: Policies) -> CaseFacts:
    """Find what is true of each case on a day, and what it asks for next.

    What follows the person from one card to the others (`arrears.operations.customers.stops`) holds for every case of the person,
    and the last contact is the last with the person: a call about one card is a call to the holder of all.
    """
    aged = with_people(aged, policies, day)
    own_flags, flags = flag_columns(pd.Series(texts(aged, "flags"), dtype=object)), person_flags(aged)
    person, _ = pd.factorize(texts(aged, PERSON))
    stage = stage_codes(aged, policies.get(Stages, day))
    own_contact = past_dates(aged, "last_contact_date", day)
    last_contact = _latest(own_contact, person)
    every_days = np.array([measure.every_days for measure in stage_measures(policies, day)], dtype="timedelta64[D]")
    call_back = _call_backs(aged, last_contact)
    call_back_on = call_back.astype("datetime64[D]")
    # Who asked to be called on a later day is not called before.
    later = np.where(call_back_on > np.datetime64(day, "D"), call_back_on, NOT_A_DAY)
    promise, instalment = _expected(aged, own_contact, policies, day)
    details = _details(aged)
    no_call_before, held = _held(last_contact, policies, day)
    hardship = _hardship(aged, policies, day)
    can_pay, can_pay_known = _can_pay(aged, hardship, policies, day)
    claimed_on, until = dates(aged, "claim_on"), dates(aged, "claim_until")
    # A claim that was judged says itself how long it pauses the chase.
    until = np.where(np.isnat(until), claimed_on + _claim_days(policies, day), until)
    return CaseFacts(
        flags=flags,
        stage=stage,
        details=details,
        reachable=_reachable(details),
        last_contact=last_contact,
        not_before=np.fmax(last_contact + every_days[stage], later),
        no_call_before=no_call_before,
        held=held,
        promise=promise,
        instalment=instalment,
        believable=_believable(aged, promise, policies, day),
        hardship=hardship,
        can_pay=can_pay,
        can_pay_known=can_pay_known,
        limitation=_limitation(aged, flags["agreement"], policies, day),
        person=person.astype(np.intp),
        own_flags=own_flags,
        doubtful=texts(aged, DOUBTFUL) != "",
        call_back=call_back,
        claimed_on=claimed_on,
        claim_until=np.where(np.isnat(claimed_on), NOT_A_DAY, until),
        claim_gone=~np.isnat(claimed_on) & (until < np.datetime64(day, "D")),
        refused=_any_of_person(~np.isnat(dates(aged, "refused_on")), person),
        help_on=dates(aged, "help_on"),
        breach=_breach(aged, details, last_contact, policies, day),
        agency_until=dates(aged, "agency_until"),
        tells_contacts=bool((days_since(last_contact, day) >= 0).any()),
    )


def _part(value: Any, rows: Codes) -> Any:  # noqa: ANN401  # whatever a fact is held in
    """Take the rows of arrays, also of those in a table or a record; what holds for all cases stays."""
    if isinstance(value, np.ndarray):
        return value[rows]
    if isinstance(value, dict):
        return {key: _part(one, rows) for key, one in value.items()}
    if isinstance(value, Due):
        return Due(*(_part(one, rows) for one in value))
    if isinstance(value, Dated):
        return Dated(**{field.name: _part(getattr(value, field.name), rows) for field in fields(value)})
    return value


def situations(aged: pd.DataFrame, facts: CaseFacts, day: date, policies: Policies) -> dict[str, Flags]:
    """Tell for every situation of `arrears.rules.next_action` which cases are in it."""
    today, flags = np.datetime64(day, "D"), facts.flags
    due_date, days_before = dates(aged, "due_date"), policies.get(Reminder, day).days_before_due
    # The due day itself is for paying, also where the house counts it as the first day past due.
    not_due = (aged["days_past_due"].to_numpy(dtype=np.int64) == 0) | (due_date >= today)
    # After a breach one step is given its days before the next.
    recent = (facts.not_before > today) | (facts.breach.on > today)
    promise, instalment, (total_due, _) = facts.promise, facts.instalment, amounts(aged, "total_due")
    call_back_on = facts.call_back.astype("datetime64[D]")
    return {
        **{name: flags[name] for name in SITUATIONS if name in flags},
        "agency": ~np.isnat(facts.agency_until),
        "refused": facts.refused,
        "identity": facts.doubtful,
        "call_back": call_back_on <= today,
        "claim": facts.claim_until >= today,
        "credit": total_due < 0,
        "close": within_tolerance(total_due, policies.get(Tolerance, day).residue_fen),
        "breach": flags["agreement"] & instalment.missed,
        "instalment_due": flags["agreement"]
        & instalment.soon
        & ~recent
        & ~(flags["vulnerable"] | flags["do_not_call"]),
        "locate": flags["unreachable"] | ~np.logical_or.reduce(list(facts.reachable.values())),
        "due_soon": not_due & ~recent & (due_date >= today) & (due_date <= today + days_before),
        "not_due": not_due,
        "assess": _to_assess(aged, facts, policies, day) & ~recent,
        # Once somebody has spoken with the debtor about it, the stage's interval holds again.
        "promise_broken": promise.missed & ~(recent & (facts.last_contact > promise.on)),
        "promise_due": promise.soon,
        "promise": promise.open & facts.believable,
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
    """Give the measure of each stage in the order of the stages, with what is told beside it on that day (CREDIT-1).

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
    told = [record for _, record in policies.of_kind(Consequence, day)]
    return [_with_consequences(by_stage[key], told) for key in keys]


def _with_consequences(measure: Measure, told: Sequence[Consequence]) -> Measure:
    """Add to a stage's explanation what holds on the day for some debts only."""
    own = [record for record in told if measure.stage in record.stages]
    if not own:
        return measure
    return measure.model_copy(
        update={
            "explain": " ".join([measure.explain, *(record.text_in("en") for record in own)]),
            "explain_zh": "".join([measure.explain_zh, *(record.text_in("zh") for record in own)]),
            "rules": (*measure.rules, *(record.rule for record in own)),
        }
    )


def _latest(days: Dates, person: Codes) -> Dates:
    """Give each case the latest day of its person; ``NaT`` where no case has one."""
    numbers = np.where(np.isnat(days), np.iinfo(np.int64).min, days.astype(np.int64))
    latest = np.full(int(person.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    np.maximum.at(latest, person, numbers)
    # The smallest number is how numpy itself writes NaT.
    return latest[person].astype("datetime64[D]")


def _any_of_person(rows: Flags, person: Codes) -> Flags:
    there = np.zeros(int(person.max(initial=-1)) + 1, dtype=np.bool_)
    there[person[rows]] = True
    return there[person]


def _believable(aged: pd.DataFrame, promise: Dated, policies: Policies, day: date) -> Flags:
    """Tell which promises may be waited for: for a day within the policy's, and for no more than is owed."""
    most = policies.get(Promise, day).most_days
    due, _ = amounts(aged, "total_due")
    near = np.ones(due.size, dtype=np.bool_) if most is None else ~(promise.on > np.datetime64(day, "D") + most)
    return near & (~promise.amount_known | (promise.amount <= due))


def _call_backs(aged: pd.DataFrame, last_contact: Dates) -> Moments:
    """Give when each customer asked to be called back, unless somebody has called on that day or since."""
    if "call_back_at" not in aged:
        return np.full(len(aged), np.datetime64("NaT", "m"))
    at = aged["call_back_at"].to_numpy(dtype="datetime64[s]").astype("datetime64[m]")
    return np.where(last_contact >= at.astype("datetime64[D]"), np.datetime64("NaT", "m"), at)


def _claim_days(policies: Policies, day: date) -> int:
    """Give how many days a claim pauses the chase: as long as checking it may take."""
    return next((action.days for action in policies.get(NextActions, day).actions if action.key == "claim"), 0)


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


def _breach(aged: pd.DataFrame, details: dict[str, Flags], last_contact: Dates, policies: Policies, day: date) -> Due:
    """Give the step that is due after a breach, by what the store has counted; a list alone knows of none."""
    steps = policies.get(BreachSteps, day).steps
    taken = np.stack([counts(aged, STEP_COLUMNS[step.channel]) for step in steps], axis=1)
    possible = np.stack([details[_STEP_DETAIL[step.channel]] for step in steps], axis=1)
    times, waits = (np.array([getattr(step, name) for step in steps], dtype=np.int64) for name in ("times", "days"))
    return step_due(dates(aged, "breach_on"), taken, possible, times, waits, last_contact)


def _to_assess(aged: pd.DataFrame, facts: CaseFacts, policies: Policies, day: date) -> Flags:
    """Tell where every step after a breach was taken, the case is old enough, and nobody is in hardship."""
    all_taken = facts.breach.step == len(policies.get(BreachSteps, day).steps)
    old = aged["days_past_due"].to_numpy(dtype=np.int64) >= policies.get(EscalationTerms, day).least_days_past_due
    asked: Flags = all_taken & old & ~facts.hardship
    return asked


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
