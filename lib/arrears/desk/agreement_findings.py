"""What keeps an instalment agreement from coming into force, in words with rule and remedy (CN-70a to CN-70c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.desk.agreement_tables import lives, optional_amounts, optional_days, stated, texts, yes
from arrears.desk.plan_tables import plain_date
from arrears.policy.records import AgreementConsent, AgreementContents, AgreementTerms, PlanOptions
from arrears.rules.agreement import FAULTS, order_faults
from arrears.rules.agreement_terms import CONDITIONS, Limits, Proposals, adds_up, unmet_conditions

if TYPE_CHECKING:
    import pandas as pd

    from arrears.desk.agreement_tables import Drafts
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
    """Find what drafts lack: contents (CN-70b), then conditions (CN-70a)."""
    return [*_contents(held, day, policies), *_conditions(held, day, policies)]


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
            "没有持卡人同意的记录；请取得同意并登记日期",
            "no consent of the holder is recorded; obtain it and record its day",
        ),
        Finding(
            agreed & ~np.isin(way, [each.key for each in rule.ways]),
            "consent_way",
            rule.ground("ways").rule,
            f"同意方式未登记或不认识；应为 {ways[0]} 之一",
            f"how consent was given is not recorded or not known; it is one of {ways[1]}",
        ),
        Finding(
            agreed & (texts(table, "consent_by") == ""),
            "consent_by",
            rule.ground("ways").rule,
            "未登记由谁取得同意；请填写经办人",
            "who took the consent is not recorded; name the person",
        ),
        *(
            Finding(agreed & (way == each.key) & (evidence == ""), each.evidence, rule.rule, *_EVIDENCE[each.evidence])
            for each in rule.ways
        ),
    ]
    return [*found, *_approval(table, day, policies), *_order(table, day, policies)]


_EVIDENCE = {
    "document": (
        "缺少同意文件的编号；请填写签署文件编号",
        "the reference of the signed document is missing; enter it",
    ),
    "recording": (
        "口头同意缺少录音编号；请填写录音编号，录音至少保存至欠款结清",
        "an oral consent lacks the reference of its recording; enter it and keep the recording until the debt is settled",
    ),
}

_CONDITION_WORDS = {
    "unwilling": (
        "needs_willingness",
        "没有记录持卡人愿意还款；请与持卡人确认并登记",
        "it is not recorded that the holder is willing to pay; ask the holder and record it",
    ),
    "within_capacity": (
        "needs_debt_above_capacity",
        "欠款未超出持卡人还款能力；请按原合同约定还款",
        "the debt does not exceed what the holder can pay; let the holder pay as the card contract says",
    ),
    "too_long": (
        "most_months",
        "期限超过{most}个月；请缩短期限",
        "it lasts more than {most} months; shorten it",
    ),
    "first_due_past": (
        "most_days_to_first_due",
        "首期还款日早于生效日；请调整首期还款日",
        "its first instalment is due before it comes into force; move the first due date",
    ),
    "first_due_late": (
        "most_days_to_first_due",
        "首期还款日在生效{late}天以后；请提前首期还款日",
        "its first instalment is due more than {late} days after it comes into force; move the first due date",
    ),
}

_FAULT_WORDS = {
    "consent_early": ("同意日早于起草日；请更正日期", "consent is dated before the draft; correct the days"),
    "approval_early": ("批准日早于起草日；请更正日期", "approval is dated before the draft; correct the days"),
    "no_consent": (
        "生效时持卡人尚未同意；请更正日期",
        "it came into force before the holder's consent; correct the days",
    ),
    "no_approval": ("生效时尚未经第二人批准；请更正日期", "it came into force before its approval; correct the days"),
    "end_early": ("结束日早于生效日；请更正日期", "it ended before it came into force; correct the days"),
    "withdrawn_late": ("协议生效后不得单方撤回；请更正", "what is in force cannot be withdrawn; correct the entry"),
}


def _contents(held: Drafts, day: np.datetime64, policies: Policies) -> list[Finding]:
    rule = policies.get(AgreementContents, plain_date(day))
    ground = rule.ground("contents").rule
    found = [
        Finding(
            ~stated(held, content),
            content.key,
            ground,
            f"{content.zh}：未载明或有误；请补充协议内容",
            f"{content.en}: not stated or not in order; complete the draft",
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
        "欠款余额不等于本金、利息、费用之和；请核对金额",
        "the balance is not the sum of principal, interest and fees; check the amounts",
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
    )
    (debt, owed), (affordable, known) = (optional_amounts(held.table, key) for key in ("balance_fen", "affordable_fen"))
    cycle, _ = optional_amounts(held.table, "cycle_months")
    begins = np.full(len(held.table), day)
    proposals = Proposals(debt, affordable, yes(held.table, "willing"), np.maximum(cycle, 1), begins)
    unmet = dict(zip(CONDITIONS, unmet_conditions(proposals, held.short, limits).T, strict=True))
    # A missing balance is named as a content; without an income nobody can tell what exceeds it.
    unmet["within_capacity"] &= owed & known
    capacity = Finding(
        ~known & rule.needs_debt_above_capacity,
        "capacity_unknown",
        rule.ground("needs_debt_above_capacity").rule,
        "没有持卡人每月可支付金额；请先做收支测算",
        "what the holder can pay a month is not known; take a financial statement first",
    )
    words = {"most": limits.most_months, "late": limits.most_days_to_first_due}
    grounds = {"most_months": options.ground("most_instalments").rule}
    found = [
        Finding(unmet[code], code, grounds.get(key) or rule.ground(key).rule, zh.format(**words), en.format(**words))
        for code, (key, zh, en) in _CONDITION_WORDS.items()
    ]
    return [*found[:1], capacity, *found[1:]]


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
            "尚未经第二人批准；请由他人复核批准",
            "a second person has not approved it; have somebody else approve it",
        ),
        Finding(
            approved & same & rule.needs_second_person,
            "approval_same_person",
            ground,
            "批准人与起草人或取得同意的人相同；请由他人复核批准",
            "who approved it also drafted it or took the consent; have somebody else approve it",
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
