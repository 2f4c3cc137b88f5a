"""What keeps an instalment agreement from coming into force, in words with rule and remedy (CN-70a to CN-70c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.errors import PolicyError
from arrears.operations.agreements.tables import lives, optional_amounts, optional_days, stated, texts, yes
from arrears.operations.plans.tables import plain_date
from arrears.policy.records import (
    AgreementConsent,
    AgreementContents,
    AgreementTerms,
    CostStatement,
    PlanOptions,
    RateWarning,
)
from arrears.rules.agreement import FAULTS, order_faults
from arrears.rules.agreement_terms import CONDITIONS, Limits, Proposals, adds_up, unmet_conditions
from arrears.rules.cost import exceeds
from arrears.words import Saying, both, template

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.operations.agreements.tables import Drafts
    from arrears.policy import Policies
    from arrears.units import Flags

_STRUCTURE = ("balance_fen", "principal_fen", "interest_fen", "fees_fen")


class Finding(NamedTuple):
    """One thing that is missing or wrong, and where.

    Attributes
    ----------
    at : bool array of shape (n,)
        The agreements that it concerns.
    code, rule, zh, en : str
        A stable word for programs, the rule's id, and the finding for people.
    """

    at: Flags
    code: str
    rule: str
    zh: str
    en: str


def draft_findings(held: Drafts, day: np.datetime64, policies: Policies) -> list[Finding]:
    """Find what drafts lack: contents (CN-70b), then conditions (CN-70a), and a cost that may not be charged (CN-ASSIST)."""
    return [*_contents(held, day, policies), *_conditions(held, day, policies), *_ceiling(held.table, day, policies)]


def consent_findings(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    """Find what is missing of the holder's consent, of its evidence and of the approval, and what is out of order."""
    rule = policies.get(AgreementConsent, plain_date(day))
    way, evidence = texts(table, "consent_way"), texts(table, "consent_evidence")
    agreed = optional_days(table, "consented_on") <= day
    ways = ("、".join(each.key for each in rule.ways), ", ".join(each.key for each in rule.ways))
    found = [
        Finding(
            ~agreed,
            "consent",
            rule.rule,
            *both("operations.agreements.findings.no_consent_holder_recorded_obtain"),
        ),
        Finding(
            agreed & ~np.isin(way, [each.key for each in rule.ways]),
            "consent_way",
            rule.ground("ways").rule,
            *both("operations.agreements.findings.how_consent_given_not_recorded", ways=Saying(ways[0], ways[1])),
        ),
        Finding(
            agreed & (texts(table, "consent_by") == ""),
            "consent_by",
            rule.ground("ways").rule,
            *both("operations.agreements.findings.who_took_consent_not_recorded"),
        ),
        *(
            Finding(agreed & (way == each.key) & (evidence == ""), each.evidence, rule.rule, *_EVIDENCE[each.evidence])
            for each in rule.ways
        ),
    ]
    return [
        *statement_findings(table, day, policies),
        *found,
        *_same_draft(table, agreed, rule.rule),
        *review_findings(table, day, policies),
        *_approval(table, day, policies),
        *_order(table, day, policies),
    ]


def cost_statement_rule(on: date, policies: Policies) -> CostStatement | None:
    """Give the rule that asks for a statement of the cost before an agreement, or None where none does on the day."""
    try:
        rule = policies.get(CostStatement, on)
    except PolicyError:
        return None
    return rule if rule.is_needed("agreement") else None


def statement_findings(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    """Find where the statement of the total cost is missing, came after the consent, or was read too fast (CN-26-2)."""
    rule = cost_statement_rule(plain_date(day), policies)
    if rule is None:
        return []
    stated = optional_days(table, "statement_on") <= day
    agreed = optional_days(table, "consented_on")
    seconds, timed = optional_amounts(table, "read_seconds")
    electronic = (agreed <= day) & (texts(table, "consent_way") == _ON_SCREEN)
    other = _differs(table, "stated_sha256")
    return [
        Finding(
            ~stated,
            "statement",
            rule.rule,
            *both("operations.agreements.findings.statement_total_cost_has_not"),
        ),
        Finding(
            stated & (agreed < optional_days(table, "statement_on")),
            "consent_before_statement",
            rule.rule,
            *both("operations.agreements.findings.holder_consented_before_statement_cost"),
        ),
        Finding(
            stated & other,
            "statement_changed",
            rule.rule,
            *both("operations.agreements.findings.draft_changed_after_statement_cost"),
        ),
        Finding(
            electronic & (~timed | (seconds < rule.reading_seconds)),
            "read_too_fast",
            rule.rule,
            *both(
                "operations.agreements.findings.screen_statement_shown_least_seconds",
                reading_seconds=rule.reading_seconds,
            ),
        ),
    ]


def review_findings(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    """Find agreements that a second person has refused, or asks something about."""
    ground = policies.get(AgreementTerms, plain_date(day)).ground("needs_second_person").rule
    refused, returned = (optional_days(table, key) <= day for key in ("refused_on", "returned_on"))
    return [
        Finding(
            refused,
            "refused",
            ground,
            *both("operations.agreements.findings.second_person_has_refused_draft"),
        ),
        Finding(
            returned & ~refused,
            "question_open",
            ground,
            *both("operations.agreements.findings.second_person_s_question_not"),
        ),
    ]


def _same_draft(table: pd.DataFrame, agreed: Flags, rule: str) -> list[Finding]:
    """Find consents to terms that are no longer the draft's."""
    return [
        Finding(
            agreed & _differs(table, "consent_sha256"),
            "draft_changed",
            rule,
            *both("operations.agreements.findings.draft_changed_after_holder_s"),
        )
    ]


def _differs(table: pd.DataFrame, key: str) -> Flags:
    """Tell where a digest is known and is not the draft's."""
    known, own = texts(table, key), texts(table, "draft_sha256")
    differs: Flags = (known != "") & (own != "") & (known != own)
    return differs


_PERCENT = 100
_ON_SCREEN = "electronic"
_EVIDENCE = {
    "document": both("operations.agreements.findings.reference_signed_document_missing_enter"),
    "recording": both("operations.agreements.findings.oral_consent_lacks_reference_recording"),
}

_CONDITION_WORDS = {
    "unwilling": (
        "needs_willingness",
        *both("operations.agreements.findings.not_recorded_holder_willing_pay"),
    ),
    "within_capacity": (
        "needs_debt_above_capacity",
        *both("operations.agreements.findings.debt_does_not_exceed_what"),
    ),
    "too_long": (
        "most_months",
        *template("operations.agreements.findings.lasts_more_than_months_shorten"),
    ),
    "first_due_past": (
        "most_days_to_first_due",
        *both("operations.agreements.findings.first_instalment_due_before_comes"),
    ),
    "first_due_late": (
        "most_days_to_first_due",
        *template("operations.agreements.findings.first_instalment_due_more_than"),
    ),
    "above_affordable": (
        "needs_affordable",
        *both("operations.agreements.findings.instalment_above_what_holder_can"),
    ),
}

_FAULT_WORDS = {
    "consent_early": both("operations.agreements.findings.consent_dated_before_draft_correct"),
    "approval_early": both("operations.agreements.findings.approval_dated_before_draft_correct"),
    "no_consent": both("operations.agreements.findings.came_into_force_before_holder"),
    "no_approval": both("operations.agreements.findings.came_into_force_before_approval"),
    "end_early": both("operations.agreements.findings.ended_before_came_into_force"),
    "withdrawn_late": both("operations.agreements.findings.what_force_cannot_withdrawn_correct"),
}


def _contents(held: Drafts, day: np.datetime64, policies: Policies) -> list[Finding]:
    rule = policies.get(AgreementContents, plain_date(day))
    ground = rule.ground("contents").rule
    found = [
        Finding(
            ~stated(held, content),
            content.key,
            ground,
            *both("operations.agreements.findings.not_stated_not_order_complete", what=Saying(content.zh, content.en)),
        )
        for content in rule.contents
    ]
    (balance, known), *parts = (optional_amounts(held.table, name) for name in _STRUCTURE)
    whole = np.logical_and.reduce([known, *(is_known for _, is_known in parts)])
    wrong = whole & ~adds_up(balance, *(amount for amount, _ in parts))
    structure = Finding(
        wrong,
        "structure",
        ground,
        *both("operations.agreements.findings.balance_not_sum_principal_interest"),
    )
    return [*found, structure]


def _conditions(held: Drafts, day: np.datetime64, policies: Policies) -> list[Finding]:
    on = plain_date(day)
    rule, options = policies.get(AgreementTerms, on), policies.get(PlanOptions, on)
    limits = Limits(
        needs_debt_above_capacity=rule.needs_debt_above_capacity,
        capacity_months=rule.capacity_months,
        needs_willingness=rule.needs_willingness,
        most_days_to_first_due=rule.most_days_to_first_due,
        most_months=options.most_instalments,
        needs_affordable=rule.needs_affordable,
    )
    (debt, owed), (affordable, known) = (optional_amounts(held.table, key) for key in ("balance_fen", "affordable_fen"))
    cycle, _ = optional_amounts(held.table, "cycle_months")
    begins = np.full(len(held.table), day)
    proposals = Proposals(debt, affordable, yes(held.table, "willing"), np.maximum(cycle, 1), begins)
    unmet = dict(zip(CONDITIONS, unmet_conditions(proposals, held.short, limits).T, strict=True))
    # A missing balance is named as a content; without an income nobody can tell what exceeds it.
    unmet["within_capacity"] &= owed & known
    unmet["above_affordable"] &= known
    capacity = Finding(
        ~known & rule.needs_debt_above_capacity,
        "capacity_unknown",
        rule.ground("needs_debt_above_capacity").rule,
        *both("operations.agreements.findings.what_holder_can_pay_month"),
    )
    words = {"most": limits.most_months, "late": limits.most_days_to_first_due}
    grounds = {"most_months": options.ground("most_instalments").rule}
    found = [
        Finding(unmet[code], code, grounds.get(key) or rule.ground(key).rule, zh.format(**words), en.format(**words))
        for code, (key, zh, en) in _CONDITION_WORDS.items()
    ]
    return [*found[:1], capacity, *found[1:]]


def _ceiling(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    """Find what costs more a year than may be charged; a line above which a court may trim is a warning elsewhere."""
    try:
        rule = policies.get(RateWarning, plain_date(day))
    except PolicyError:
        return []
    if rule.binding != "ceiling":
        return []
    said = texts(table, "annual_cost")
    yearly = np.array([float(cost.removesuffix("%")) / _PERCENT if cost else np.nan for cost in said])
    most = f"{float(rule.yearly):.2%}"
    above = exceeds(yearly, rule.yearly)
    return [
        Finding(
            above & (said == cost),
            "above_ceiling",
            rule.rule,
            *both("agreements.above_ceiling", most=most, cost=cost),
        )
        for cost in dict.fromkeys(said[above])
    ]


def _approval(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    rule = policies.get(AgreementTerms, plain_date(day))
    ground = rule.ground("needs_second_person").rule
    approver = texts(table, "approved_by")
    approved = (optional_days(table, "approved_on") <= day) & (approver != "")
    same = (approver == texts(table, "drafted_by")) | (approver == texts(table, "consent_by"))
    return [
        Finding(
            ~approved & rule.needs_second_person,
            "approval",
            ground,
            *both("operations.agreements.findings.second_person_has_not_approved"),
        ),
        Finding(
            approved & same & rule.needs_second_person,
            "approval_same_person",
            ground,
            *both("operations.agreements.findings.who_approved_also_drafted_took"),
        ),
    ]


def _order(table: pd.DataFrame, day: np.datetime64, policies: Policies) -> list[Finding]:
    on = plain_date(day)
    terms, ground = policies.get(AgreementTerms, on), policies.get(AgreementConsent, on).rule
    faults = order_faults(lives(table), needs_second_person=terms.needs_second_person)
    own = {"approval_early", "no_approval"}
    approval = terms.ground("needs_second_person").rule
    return [
        Finding(faults[:, at], code, approval if code in own else ground, *_FAULT_WORDS[code])
        for at, code in enumerate(FAULTS)
    ]
