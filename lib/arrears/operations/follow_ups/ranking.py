"""The follow-up list: who is contacted next, how, why, and what forbids it, ranked for each collector."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.calendars import working_calendar
from arrears.operations.cases.ageing import class_scales
from arrears.operations.cases.columns import NOT_A_DAY, amounts, dates, days_since, plain_day, texts
from arrears.operations.cases.scores import expected_values
from arrears.operations.cases.situations import CaseFacts, case_facts, situations, stage_measures
from arrears.operations.contacts.masking import shown
from arrears.operations.customers.people import PERSON, doubt_table, people_of
from arrears.operations.customers.stops import with_people
from arrears.operations.follow_ups.best import Proposed, best_texts, propose, with_best_channel
from arrears.operations.follow_ups.lines import ORDER, Standing, lines_of, within_capacity
from arrears.operations.follow_ups.lookups import (
    action_texts,
    by_breach_step,
    by_promise_channel,
    channel_texts,
    rule_ids,
)
from arrears.operations.follow_ups.reasons import BLOCKING, appointments, blocks, open_matters, reasons
from arrears.operations.follow_ups.texts import CHANNEL_WORDS, of_lang
from arrears.policy.records import Action, BreachSteps, NextActions, StageMeasures, Stages
from arrears.rules.masking import mask
from arrears.rules.next_action import ACTIONS, next_action
from arrears.rules.working_day import nth_working_day
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pandas.arrays import IntegerArray

    from arrears.operations.experience.strategy import Tried
    from arrears.operations.follow_ups.texts import Words
    from arrears.policy import Policies
    from arrears.units import Codes, Dates, Flags
    from arrears.words import Lang

_LEFT_OUT = "not_due"
_EXPECTED = ("promise_due", "instalment_due")
"""Actions on what is expected today: whatever else is to be done about such a case has their tier."""
_LOOKED_BACK = np.timedelta64(366, "D")
"""How far back the day of a hold is counted from; a longer one is overdue all the same."""
_OWN_WORK = frozenset({"stage", "call", "message", "none"})
"""Channels of what a collector does."""


def follow_ups(
    aged: pd.DataFrame,
    as_of: date,
    policies: Policies,
    lang: Lang = "zh",
    capacity: int | Mapping[str, int] | None = None,
    *,
    by_card: bool = False,
    tried: Tried | None = None,
) -> pd.DataFrame:
    """Rank the cases of each collector and say what each asks for next.

    Parameters
    ----------
    aged : DataFrame
        Cases as `arrears.operations.cases.ageing.age` gives them for the same day and policies.
    as_of : date
        The day of the list.
    policies : Policies
        Whose rules apply.
    lang : {"zh", "en"}
        Language of the texts.
    capacity : int or mapping of str to int, optional
        How many lines of work each collector is given at most, for all or by name; nobody's list is cut if it is not given, and
        cases that wait for a collector never are. What is on hold takes no place, and an appointment (a call-back that was asked
        for, a promise or instalment due today, tomorrow or broken) is never cut. What was cut is counted by collector in
        ``attrs["dropped"]``.
    by_card : bool
        One line a card instead of one a person.
    tried : Tried, optional
        With which cases a strategy is tried, and its channels and hours: their turn stays as it is.

    Returns
    -------
    DataFrame
        The columns of `FOLLOW_UP_COLUMNS` by `Column.name`, collector by collector and queue by queue (``work``, ``lead``,
        ``waiting``), ranked from 1 in each; names and phones masked. A person has one line of work or waiting, led by the card
        that asks for most, and one line for what somebody else must decide. A case without a collector has collector "" and is
        to be assigned (guideline A6); a case that is not due and not to be reminded of yet is left out. Work is ordered by tier
        (call-backs by their hour, broken promises, what is due, then all else), then by expected value, total due, and case id.
        ``attrs["doubts"]`` tells of whom it is not certain who they are (`arrears.operations.customers.people.doubt_table`);
        ``attrs["lacking"]`` what the house's own history has too little of, in both languages. Where it has enough, the expected
        value is that of the best lawful channel and hour, which stands first of the channels and is accounted for in the reason,
        and a list that is cut is cut at the minutes of a collector's day too.

    Raises
    ------
    ValueError
        If the cases were not aged, or with other stages than the policy's.
    PolicyError
        If a rule is not in force on that day, or an action or a measure is missing from its policy file.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.cases.ageing import age
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 2, 24), Policies("cn")
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": pd.to_datetime(["2026-01-10"]), "principal_fen": [1234567]})
    >>> listed = follow_ups(age(cases, day, cn), day, cn)
    >>> listed.loc[0, "reason"]
    '逾期45天（M2），应还12,345.67元，风险金额2,098.76元'
    >>> listed.loc[0, "rule_ids"]
    'M-ST;CN-2023;CN-68;CN-70a;CREDIT;CREDIT-1;CBA-1;CBA-2'
    """
    day = plain_day(as_of)
    if "days_past_due" not in aged or "stage" not in aged:
        raise ValueError(
            "the cases have no days_past_due or stage; age them first with arrears.operations.cases.ageing.age"
        )
    doubts: list[dict[str, str]] = []
    if PERSON not in aged:
        people = people_of(aged, policies, day)
        doubts = doubt_table(aged, people).to_dict("records")  # type: ignore[assignment]  # all are texts
        aged = with_people(aged, policies, day, people)
    facts = case_facts(aged, day, policies)
    found = situations(aged, facts, day, policies)
    action = next_action(found)
    actions = _actions(policies.get(NextActions, day))
    proposed, lacks = propose(aged, facts, action, actions, policies, day, tried)
    standing = _standing(aged, facts, found, action, actions, policies, day, proposed)
    lines = lines_of(aged, facts, standing, policies.profile.currency, lang, by_card=by_card)
    kept = within_capacity(
        texts(aged, "collector")[lines.row],
        standing.queue[lines.row],
        standing.appointment[lines.row],
        capacity,
        None if proposed is None else proposed.of_day(lines.row),
    )
    # What capacity cuts is counted and not written: most of a large list.
    rows = lines.row[kept]
    left = _written(aged.iloc[rows], facts.of(rows), action[rows], actions, policies, day, lang)
    if proposed is not None:
        why = best_texts(aged.iloc[rows], proposed, rows, policies.profile.currency, lang)
        channel = with_best_channel(left["channel"].to_numpy(dtype=object), proposed, rows, lang)
        left = left.assign(channel=channel, reason=left["reason"].to_numpy(dtype=object) + why)
    left = left.assign(
        rank=lines.rank[kept],
        queue=np.array(ORDER, dtype=object)[standing.queue[rows]],
        cards=lines.cards[kept],
        person_total=lines.total[kept],
        expected_value_fen=pd.array(lines.value[kept], dtype="Int64"),
        other_cases=lines.others[kept],
    )[[column.name for column in FOLLOW_UP_COLUMNS]]
    over = pd.Series(texts(aged, "collector")[lines.row[~kept]], dtype=object).value_counts(sort=False)
    dropped = {str(name): int(count) for name, count in over.items()}
    left.attrs = {"dropped": dropped, "doubts": doubts, "lacking": [{"zh": one.zh, "en": one.en} for one in lacks]}
    return left


def _standing(
    aged: pd.DataFrame,
    facts: CaseFacts,
    found: Mapping[str, Flags],
    action: Codes,
    actions: Sequence[Action],
    policies: Policies,
    day: date,
    proposed: Proposed | None,
) -> Standing:
    """Say in which queue each case is, what comes first there, and what may not be cut."""
    queue = np.array([ORDER.index(one.queue) for one in actions])[action]
    channels = list(dict.fromkeys(one.channel for one in actions))
    channel = np.array([channels.index(one.channel) for one in actions])[action]
    days, (risk, _) = aged["days_past_due"].to_numpy(dtype=np.int64), amounts(aged, "value_at_risk")
    since = days_since(facts.last_contact, day)
    agreed = found["agreement"]
    awaited = (
        found["call_back"]
        | (found["promise_due"] & ~agreed)
        | found["promise_broken"]
        | (agreed & facts.instalment.soon)
    )
    tier = np.array([one.tier for one in actions])[action]
    minute = (facts.call_back - facts.call_back.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    ladder = expected_values(risk, days, since, channel, channels, policies, day)
    return Standing(
        queue=queue,
        tier=np.where(awaited, np.minimum(tier, min(one.tier for one in actions if one.key in _EXPECTED)), tier),
        hour=np.where(found["call_back"], minute, 0),
        value=ladder if proposed is None else proposed.values(ladder),
        appointment=awaited & (queue == ORDER.index("work")),
        listed=action != ACTIONS.index(_LEFT_OUT),
    )


def stage_explanations(policies: Policies, on: date, lang: Lang = "zh") -> list[tuple[str, str, str, str, str]]:
    """Say for each stage what is done and what the debtor is truthfully told of the consequences.

    Parameters
    ----------
    policies : Policies
        Whose stages and measures apply.
    on : date
        The day whose versions are in force.
    lang : {"zh", "en"}
        Language of the texts.

    Returns
    -------
    list of tuple of str
        Stage by stage: its label, its days past due such as ``31-90``, what is done, what is explained, and the ids of the
        rules behind it, joined by semicolons.

    Raises
    ------
    PolicyError
        If a rule is not in force on that day, or a stage has no measure.

    References
    ----------
    Guideline items B3 and B4; policy files stages.toml and stage_measures.toml.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> late = stage_explanations(Policies("cn"), date(2026, 11, 23), "en")[3]
    >>> late[:2], late[4]
    (('late', '91-180'), 'CN-68;CN-69;CN-70a;CBA-4')
    >>> late[3].split(";")[0]
    'The bank may claim the debt before a court'
    """
    day = plain_day(on)
    stages, own_rule = policies.get(Stages, day), policies.get(StageMeasures, day).rule
    labels = stages.labels_zh if lang == "zh" else stages.labels_en
    days = _day_ranges(stages.begins)
    return [
        (
            label,
            span,
            of_lang((measure.action_zh, measure.action), lang),
            of_lang((measure.explain_zh, measure.explain), lang),
            ";".join(measure.rules or (own_rule,)),
        )
        for label, span, measure in zip(labels, days, stage_measures(policies, day), strict=True)
    ]


def _day_ranges(begins: Sequence[int]) -> list[str]:
    """Write the days of each band: one day, from-to, or from a day on."""
    ranges = [str(first) if after == first + 1 else f"{first}-{after - 1}" for first, after in pairwise(begins)]
    return [*ranges, f">={begins[-1]}"]


def _actions(policy: NextActions) -> list[Action]:
    """Give the policy's actions in the order of the rule's."""
    by_key = {action.key: action for action in policy.actions}
    return [by_key[key] for key in ACTIONS]


def _written(
    aged: pd.DataFrame,
    facts: CaseFacts,
    action: Codes,
    actions: Sequence[Action],
    policies: Policies,
    day: date,
    lang: Lang,
) -> pd.DataFrame:
    """Write every column that a case has by itself."""
    stages, measures, readable = policies.get(Stages, day), stage_measures(policies, day), shown(policies, day)
    labels = stages.labels_zh if lang == "zh" else stages.labels_en
    due_on, due_amount = _due(facts)
    blocking = {name: facts.flags[name] for name in BLOCKING}
    by_stage = np.array([one.channel == "stage" for one in actions])[action]
    channel = by_promise_channel(
        channel_texts(actions, measures, facts, action, lang), texts(aged, "promise_channel"), facts, action, lang
    )
    ids = rule_ids(actions, measures, policies, day, (action, facts.stage), blocking)
    told, channel, ids = by_breach_step(
        (action_texts(actions, measures, lang)[action, facts.stage], channel, ids),
        facts, action, policies.get(BreachSteps, day), lang,
    )  # fmt: skip
    columns = {
        "collector": texts(aged, "collector"),
        "case_id": texts(aged, "case_id"),
        "customer_name": mask(texts(aged, "customer_name"), "name", readable),
        "phone": mask(texts(aged, "phone"), "phone", readable),
        "stage": np.array(labels, dtype=object)[facts.stage],
        "bucket": texts(aged, "bucket"),
        "days_past_due": aged["days_past_due"].to_numpy(dtype=np.int64),
        "loan_class": _classes(aged, policies, day, lang),
        "total_due_fen": aged["total_due_fen"].array,
        "value_at_risk_fen": aged["value_at_risk_fen"].array,
        "score": aged["score"].to_numpy(dtype=np.int64),
        "next_action": told,
        "channel": channel,
        "reason": reasons(aged, facts, day, policies.profile.currency, lang, by_stage),
        "due_on": due_on.astype("datetime64[s]"),
        "due_amount_fen": due_amount,
        "blocked_by": blocks(aged, facts, action, lang),
        "appointment": appointments(facts, day, lang),
        "open_matter": open_matters(facts, lang),
        "responsible": _responsible(aged, actions, action, lang),
        "act_by": _act_by(aged, facts, actions, action, policies, day).astype("datetime64[s]"),
        "rule_ids": ids,
    }
    return pd.DataFrame({column.name: columns[column.name] for column in FOLLOW_UP_COLUMNS if column.name in columns})


def _classes(aged: pd.DataFrame, policies: Policies, day: date, lang: Lang) -> Words:
    """Give the loan class in the language of the list."""
    written = texts(aged, "loan_class")
    scales = list(class_scales(policies, day).values())
    if lang == "zh" or not scales:
        return written
    for zh, en in zip(scales[0].labels_zh, scales[0].labels_en, strict=True):
        written = np.where(written == zh, en, written)
    return written


def _due(facts: CaseFacts) -> tuple[Dates, IntegerArray]:
    """Give when and how much is expected next: of an agreement its instalment, else the promise; nothing once it was paid."""
    of_instalment = facts.flags["agreement"] | ~facts.promise.awaited
    expected = (facts.instalment, facts.promise)
    awaited = np.where(of_instalment, *(one.awaited for one in expected))
    due_on = np.where(awaited, np.where(of_instalment, *(one.on for one in expected)), NOT_A_DAY)
    amount = np.where(of_instalment, *(one.amount for one in expected))
    known = awaited & np.where(of_instalment, *(one.amount_known for one in expected))
    return due_on, pd.arrays.IntegerArray(amount, ~known)


def _responsible(aged: pd.DataFrame, actions: Sequence[Action], action: Codes, lang: Lang) -> Words:
    """Name who does what comes next: the collector, or whoever decides."""
    words = np.array(
        [
            "" if one.channel in _OWN_WORK or one.queue == "work" else of_lang(CHANNEL_WORDS[one.channel], lang)
            for one in actions
        ],
        dtype=object,
    )[action]
    written: Words = np.where(words == "", texts(aged, "collector"), words)
    return written


def _act_by(
    aged: pd.DataFrame, facts: CaseFacts, actions: Sequence[Action], action: Codes, policies: Policies, day: date
) -> Dates:
    """Give by when it is done: today what is worked, by the policy's working days what is decided, on its day what is waited for."""
    today = np.datetime64(day, "D")
    held = dates(aged, "held_since")
    asked = np.where(np.isnat(held), today, np.clip(held, today - _LOOKED_BACK, today))
    waits = {
        "promise": facts.promise.on,
        "interval": facts.not_before,
        "agreement": facts.instalment.on,
        "claim": facts.claim_until,
        "agency": facts.agency_until,
    }
    by = np.full(len(aged), today)
    decided = np.array([one.queue != "work" for one in actions])[action]
    if decided.any():
        days = np.array([one.days for one in actions])[action]
        calendar = working_calendar(day.year - 2, day.year + 2, policies.profile.currency[:2])
        by[decided] = nth_working_day(asked[decided], days[decided], calendar)
    for key, on in waits.items():
        by = np.where(action == ACTIONS.index(key), on, by)
    return by
