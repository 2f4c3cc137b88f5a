"""The follow-up list: who is contacted next, how, why, and what forbids it, ranked for each collector."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.ageing import class_scales
from arrears.desk.follow_up_reasons import BLOCKING, blocks, reasons
from arrears.desk.follow_up_tables import action_texts, channel_texts, rule_ids
from arrears.desk.follow_up_texts import of_lang
from arrears.desk.masking import shown
from arrears.desk.reading import NOT_A_DAY, amounts, plain_day, texts
from arrears.desk.situations import CaseFacts, case_facts, situations, stage_measures
from arrears.errors import PolicyError
from arrears.policy.records import Action, NextActions, StageMeasures, Stages
from arrears.rules.masking import mask
from arrears.rules.next_action import ACTIONS, next_action
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pandas.arrays import IntegerArray

    from arrears.desk.follow_up_texts import Lang, Words
    from arrears.policy import Policies
    from arrears.units import Codes, Dates

_LEFT_OUT = "not_due"


def follow_ups(
    aged: pd.DataFrame,
    as_of: date,
    policies: Policies,
    lang: Lang = "zh",
    capacity: int | Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Rank the cases of each collector and say what each asks for next.

    Parameters
    ----------
    aged : DataFrame
        Cases as `arrears.desk.ageing.age` gives them for the same day and policies.
    as_of : date
        The day of the list.
    policies : Policies
        Whose rules apply.
    lang : {"zh", "en"}
        Language of the texts.
    capacity : int or mapping of str to int, optional
        How many cases each collector is given at most, for all or by name; nobody's list is cut if it is not given, and
        cases that wait for a collector never are. What was cut is counted by collector in ``attrs["dropped"]``.

    Returns
    -------
    DataFrame
        The columns of `FOLLOW_UP_COLUMNS` by `Column.name`, one row a case, collector by collector and ranked from 1;
        names and phones masked. A case without a collector has collector "" and is to be assigned (guideline A6);
        a case that is not due and not to be reminded of yet is left out. Cases that somebody must look at before
        anybody is contacted come first, then by score, then by total due, then by case id as text.

    Raises
    ------
    ValueError
        If the cases were not aged, or with other stages than the policy's.
    PolicyError
        If a rule is not in force on that day, or an action or a measure is missing from its policy file.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.desk.ageing import age
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 2, 24), Policies("cn")
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": pd.to_datetime(["2026-01-10"]), "principal_fen": [1234567]})
    >>> listed = follow_ups(age(cases, day, cn), day, cn)
    >>> listed.loc[0, "reason"]
    '逾期45天（M2），应还12,345.67元，风险金额2,098.76元'
    >>> listed.loc[0, "rule_ids"]
    'M-ST;CN-2023;CN-68;CN-70a;CREDIT;CBA-1;CBA-2'
    """
    day = plain_day(as_of)
    if "days_past_due" not in aged or "stage" not in aged:
        raise ValueError("the cases have no days_past_due or stage; age them first with arrears.desk.ageing.age")
    facts = case_facts(aged, day, policies)
    action = next_action(situations(aged, facts, day, policies))
    actions = _actions(policies.get(NextActions, day))
    order = _order(aged, np.array([one.tier for one in actions])[action])
    order = order[action[order] != ACTIONS.index(_LEFT_OUT)]
    listed = _written(aged, facts, action, actions, policies, day, lang).iloc[order].reset_index(drop=True)
    listed.insert(0, "rank", listed.groupby("collector").cumcount() + 1)
    return _cut(listed, capacity)


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
    lacking = [key for key in ACTIONS if key not in by_key]
    if lacking:
        raise PolicyError(f"next_actions.toml has no action for {', '.join(lacking)}; add one for each")
    return [by_key[key] for key in ACTIONS]


def _order(aged: pd.DataFrame, tier: Codes) -> Codes:
    """Give the order of the rows: by collector, tier, score, total due, and case id as text."""
    score = aged["score"].to_numpy(dtype=np.int64)
    due, _ = amounts(aged, "total_due")
    case, _ = pd.factorize(texts(aged, "case_id"), sort=True)
    collector, _ = pd.factorize(texts(aged, "collector"), sort=True)
    order: Codes = np.lexsort((case, -due, -score, tier, collector))
    return order


def _written(
    aged: pd.DataFrame,
    facts: CaseFacts,
    action: Codes,
    actions: Sequence[Action],
    policies: Policies,
    day: date,
    lang: Lang,
) -> pd.DataFrame:
    """Write every column but the rank."""
    stages, measures, readable = policies.get(Stages, day), stage_measures(policies, day), shown(policies, day)
    labels = stages.labels_zh if lang == "zh" else stages.labels_en
    due_on, due_amount = _due(facts)
    blocking = {name: facts.flags[name] for name in BLOCKING}
    by_stage = np.array([one.channel == "stage" for one in actions])[action]
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
        "next_action": action_texts(actions, measures, lang)[action, facts.stage],
        "channel": channel_texts(actions, measures, facts, action, lang),
        "reason": reasons(aged, facts, day, policies.profile.currency, lang, by_stage),
        "due_on": due_on.astype("datetime64[s]"),
        "due_amount_fen": due_amount,
        "blocked_by": blocks(facts, action, lang),
        "rule_ids": rule_ids(actions, measures, policies, day, (action, facts.stage), blocking),
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


def _cut(listed: pd.DataFrame, capacity: int | Mapping[str, int] | None) -> pd.DataFrame:
    """Keep each collector's first cases up to the capacity; what waits for a collector is kept whole."""
    collector = listed["collector"]
    if capacity is None:
        room = pd.Series(len(listed), index=listed.index)
    elif isinstance(capacity, int):
        room = pd.Series(capacity, index=listed.index)
    else:
        room = collector.map(capacity).fillna(len(listed))
    over = (listed["rank"] > room) & (collector != "")
    kept = listed[~over].reset_index(drop=True)
    kept.attrs["dropped"] = {str(name): int(count) for name, count in collector[over].value_counts(sort=False).items()}
    return kept
