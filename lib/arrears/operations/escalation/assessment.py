"""The risk assessment before a legal measure: what is known, on which rule, and what is missing (B6). It states facts, and no conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from arrears.policy.records import BreachSteps, CourtFees, EscalationTerms, Provision
from arrears.rules.bands import band
from arrears.rules.court_fee import court_fee
from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.operations.escalation.limitation import Period
    from arrears.policy import Policies
    from arrears.policy.records import FeeScale

_DAYS_IN_MONTH = 30


class Known(NamedTuple):
    """What is known of a case.

    Attributes
    ----------
    case : mapping
        The aged case: ``principal_fen, interest_fen, late_fee_fen, total_due_fen, days_past_due, loan_class``.
    period : Period
        Of limitation.
    reached : Series of days
        Days of conversations with the holder and of written demands after the due date.
    relief : tuple of str
        What was tried: ``household, agreement, waiver``.
    flags : frozenset of str
        Of the person.
    untaken : tuple of str
        Steps of the policy ``breach_steps`` that were not taken since a breach, in their order: ``sms, call, letter``.
    is_agreed : bool
        Whether an agreement is in force.
    is_claimed : bool
        Whether a claim that it was paid is being verified.
    income_fen : int or None
        A month.
    assets : str
        In few words; empty where nothing is known.
    """

    case: Mapping[str, Any]
    period: Period
    reached: pd.Series
    relief: tuple[str, ...]
    flags: frozenset[str]
    untaken: tuple[str, ...]
    is_agreed: bool
    is_claimed: bool
    income_fen: int | None
    assets: str


class Missing(NamedTuple):
    """Why no measure can be asked for: the text's key, its values, and the rule."""

    key: str
    values: dict[str, Any]
    rule: str


class Assessment(NamedTuple):
    """An assessment: its figures as texts and whole numbers, and what is missing."""

    figures: dict[str, Any]
    missing: tuple[Missing, ...]


def assess(known: Known, on: date, policies: Policies) -> Assessment:
    """Assess a case.

    Parameters
    ----------
    known : Known
        What is known of it.
    on : date
        The day.
    policies : Policies
        Whose conditions and fees apply.

    Returns
    -------
    Assessment
        ``figures``: amounts in fen, days as ISO text.

    Raises
    ------
    PolicyError
        If the profile knows no conditions or no fees of a court.
    """
    terms = policies.get(EscalationTerms, on)
    owed = _fen(known.case, "total_due")
    days = int(known.case["days_past_due"])
    share = terms.recovered[int(band(np.array([days]), terms.begins)[0])]
    expected = int(times_fraction_half_up(np.array([owed]), share)[0])
    costs = court_costs(owed, on, policies)
    reached = pd.to_datetime(known.reached).sort_values()
    figures = {
        **{f"{name}_fen": _fen(known.case, name) for name in ("principal", "interest", "late_fee")},
        "owed_fen": owed,
        "days_past_due": days,
        "loan_class": str(known.case.get("loan_class") or ""),
        "limitation_on": _day(known.period.ends_on),
        "limitation_certain_on": _day(known.period.certain_on),
        "limitation_rule": known.period.rule,
        "reached": len(reached),
        "reached_days": [_day(each) for each in reached.drop_duplicates().tail(12)],
        "relief": list(known.relief),
        "flags": sorted(known.flags),
        "income_fen": known.income_fen,
        "assets": known.assets,
        "expected_fen": expected,
        "costs_fen": costs,
        "cost_is_high": costs["suit"] > int(times_fraction_half_up(np.array([expected]), terms.cost_share)[0]),
        "assessed_on": on.isoformat(),
        "rule": terms.rule,
        **_listed_facts(reached, on, policies),
    }
    return Assessment(figures, tuple(_missing(known, days, len(reached), terms, policies.get(BreachSteps, on).rule)))


def court_costs(owed_fen: int, on: date, policies: Policies) -> dict[str, int]:
    """Give what each way to court costs in fen: ``suit, payment_order, enforcement, preservation``."""
    fees = policies.get(CourtFees, on)
    suit = _fee(owed_fen, fees.suit)
    order = int(np.ceil(suit / fees.order_parts))
    return {
        "suit": suit,
        "payment_order": order,
        "enforcement": _fee(owed_fen, fees.enforcement),
        "preservation": _fee(owed_fen, fees.preservation),
    }


def _fee(owed_fen: int, scale: FeeScale) -> int:
    amount = np.array([max(owed_fen, 0)], dtype=np.int64)
    fee = court_fee(amount, above=scale.above, rates=scale.rates, flat_fen=scale.flat_fen, most_fen=scale.most_fen)
    return int(fee[0])


def _listed_facts(reached: pd.Series, on: date, policies: Policies) -> dict[str, Any]:
    """Put beside each other what the checklist of a referral asks for and what the log holds (CRIM); no conclusion is drawn."""
    asked = policies.get(Provision, on, "provision_crim")
    gap = asked.figures["days_between"]
    first = reached.iloc[0] if len(reached) else pd.NaT
    # A comparison with a day that is not known is false.
    later = reached[reached >= first + pd.Timedelta(days=gap)]
    second = later.iloc[0] if len(later) else pd.NaT
    since = "" if pd.isna(second) else str((pd.Timestamp(on) - second).days // _DAYS_IN_MONTH)
    return {
        "listed_rule": asked.rule,
        "listed_principal_fen": asked.figures["principal_yuan"] * 100,
        "listed_gap_days": gap,
        "listed_first_on": _day(first),
        "listed_second_on": _day(second),
        "listed_months_since": since,
    }


def _missing(known: Known, days: int, reached: int, terms: EscalationTerms, ladder: str) -> list[Missing]:
    found = []
    if known.untaken:
        found.append(Missing("steps", {"steps": list(known.untaken)}, ladder))
    if days < terms.least_days_past_due:
        found.append(Missing("too_early", {"days": days, "least": terms.least_days_past_due}, terms.rule))
    blocked = sorted(known.flags & set(terms.blocked_by))
    if blocked:
        found.append(Missing("protected", {"flags": blocked}, terms.rule))
    if known.is_agreed:
        found.append(Missing("agreed", {}, "CN-70c"))
    if known.is_claimed:
        found.append(Missing("claimed", {}, terms.rule))
    if not known.relief:
        found.append(Missing("no_relief", {}, terms.rule))
    if reached < terms.effective_contacts:
        found.append(Missing("not_asked", {"count": reached, "least": terms.effective_contacts}, terms.rule))
    return found


def _fen(case: Mapping[str, Any], name: str) -> int:
    value = case.get(f"{name}_fen")
    return 0 if value is None or pd.isna(value) else int(value)


def _day(value: Any) -> str:  # noqa: ANN401  # a day, or none
    return "" if pd.isna(value) else pd.Timestamp(value).date().isoformat()
