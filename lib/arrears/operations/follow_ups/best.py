"""The best lawful action of each line by the house's own history, in the place of the ladder's value; and why it is the best, in words."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import amounts, days_since, texts
from arrears.operations.cases.situations import stage_measures
from arrears.operations.experience.actions import FACTS, Best, Case, best_actions, lawful
from arrears.operations.experience.counting import weekday_of
from arrears.operations.experience.model_pages import slot_word
from arrears.operations.experience.rates import Rates, in_force, lacking, names_of
from arrears.operations.follow_ups.lookups import usable_channels
from arrears.operations.follow_ups.texts import CHANNEL_WORDS, money_texts, number_texts, of_lang, phrase, where
from arrears.policy.records import BestAction, ExpectedValue, Learned
from arrears.tables.contacts import CHANNELS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.cases.situations import CaseFacts
    from arrears.operations.experience.strategy import Tried
    from arrears.operations.follow_ups.texts import Words
    from arrears.policy import Policies
    from arrears.policy.records import Action
    from arrears.units import Codes, Days, Fen, Flags
    from arrears.words import Lang

_BY_VALUE = ("stage", "call")
"""Channels of actions whose hour and channel are free; what a customer asked for is not."""
_ON_LIST = {"call": "phone"}
_ASKED_FOR = "call_back"
_PERCENT = np.frompyfunc("{:.0f}%".format, 1, 1)
_FINE_PERCENT = np.frompyfunc("{:.2f}%".format, 1, 1)


@dataclass(frozen=True)
class Proposed:
    """What the house's own history proposes for each case of a list.

    Attributes
    ----------
    best : Best
        The actions; `known` is False where nothing is proposed.
    ranked : bool array
        Where the list is ordered by what the house has learned; else the ladder's value stands.
    net : int64 array
        That value: of the house's own best action, also where another strategy is tried, so that a trial changes nobody's turn.
    cases : Case
        What they were read from.
    own : Rates
        What is expected of an attempt.
    weekday : int
        Monday 0.
    minutes : float64 array
        What each case takes of a collector's day.
    day_minutes : int or None
        How many there are; None where the ladder ranks, which does not count them.
    """

    best: Best
    ranked: Flags
    net: Fen
    cases: Case
    own: Rates
    weekday: int
    minutes: NDArray[np.float64]
    day_minutes: int | None

    def values(self, ladder: Fen) -> Fen:
        """Give the value by which a list is ordered: the best action's, or the ladder's."""
        return np.where(self.ranked, self.net, ladder)

    def of_day(self, rows: Codes) -> tuple[NDArray[np.float64], int] | None:
        """Give what lines take of a collector's day and how many minutes it has; None where they are not counted."""
        return None if self.day_minutes is None else (self.minutes[rows], self.day_minutes)


def propose(
    aged: pd.DataFrame,
    facts: CaseFacts,
    action: Codes,
    actions: Sequence[Action],
    policies: Policies,
    day: date,
    tried: Tried | None = None,
) -> tuple[Proposed | None, list[Saying]]:
    """Find the best action of each case, if the house has learned enough; of those with whom a strategy is tried, by the strategy.

    Returns
    -------
    Proposed or None, and list of Saying
        None where there is too little history and nothing is tried, and what it lacks; else what kinds of case were hardly seen.
    """
    policy, learned = policies.get(BestAction, day), policies.get(Learned, day)
    missing = lacking(learned, policy)
    if missing and tried is None:
        return None, missing
    own = in_force(policies, day)
    weekday = int(weekday_of(np.array([day], dtype="datetime64[D]"))[0])
    cases = _cases(aged, facts, action, actions, own, policies, day)
    free = lawful(own, policies, day)
    best = best_actions(cases, own, policy, free, weekday)
    ranked, net = best.known & (not missing), best.net
    if missing:
        best = replace(best, known=ranked)
    if tried is not None:
        best = _with_tried(best, best_actions(cases, own, policy, free & tried.allowed, weekday), tried.rows)
    takes = np.array([float(way.minutes) for way in policy.ways])
    call = takes[own.channels.index("call")] if "call" in own.channels else takes.max()
    minutes = np.where(best.known, takes[best.channel], call)
    said = missing
    if own.unseen and not missing:
        said = [both("operations.experience.unseen", names=names_of(own.unseen))]
    return Proposed(best, ranked, net, cases, own, weekday, minutes, None if missing else policy.day_minutes), said


def _with_tried(best: Best, other: Best, rows: Flags) -> Best:
    """Take another strategy's actions in some rows, where it has one."""
    taken = rows & other.known

    def chosen(name: str) -> NDArray[Any]:
        mine, its = getattr(best, name), getattr(other, name)
        chosen_rows = taken if mine.ndim == 1 else taken[:, np.newaxis]
        merged: NDArray[Any] = np.where(chosen_rows, its, mine)
        return merged

    return Best(**{field.name: chosen(field.name) for field in fields(Best)})


def _cases(
    aged: pd.DataFrame,
    facts: CaseFacts,
    action: Codes,
    actions: Sequence[Action],
    own: Rates,
    policies: Policies,
    day: date,
) -> Case:
    owed, _ = amounts(aged, "total_due")
    silence = policies.get(ExpectedValue, day)
    since, full = _silent(aged, days_since(facts.last_contact, day)), silence.silence_full_days
    waited = np.where(since < 0, full, np.minimum(since, full)) / full
    at_once = float(silence.silence_at_once)
    free = np.array([one.channel in _BY_VALUE and one.queue == "work" and one.key != _ASKED_FOR for one in actions])
    overdue = aged["days_past_due"].to_numpy(dtype=np.int64) > 0
    by_list = usable_channels(
        actions, stage_measures(policies, day), facts, action, [_ON_LIST.get(name, name) for name in own.channels]
    )
    slots = len(own.hours) - 1
    tried, met = (
        np.stack([_counts(aged, f"{name}_{place}") for place in range(slots)], axis=1) for name in ("tried", "met")
    )
    return Case(
        owed=owed,
        bucket=pd.Index(own.buckets).get_indexer(pd.Index(texts(aged, "bucket"))),
        silence=at_once + (1 - at_once) * waited,
        allowed=by_list & (free[action] & overdue)[:, np.newaxis],
        tried=tried,
        met=met,
    )


def _silent(aged: pd.DataFrame, since_contact: Days) -> Days:
    """Give for how many days nobody reached the person: an unanswered call breaks no silence. Without an attempt in the store the list's day counts."""
    if "silent_days" not in aged:
        return since_contact
    own = aged["silent_days"]
    return np.where(own.isna(), since_contact, own.fillna(-1).to_numpy(dtype=np.int64))


def _counts(aged: pd.DataFrame, name: str) -> Days:
    """Give a column of counts that only a store knows; nothing else has any."""
    if name not in aged:
        return np.zeros(len(aged), dtype=np.int64)
    return aged[name].fillna(0).to_numpy(dtype=np.int64)


def with_best_channel(written: Words, proposed: Proposed, rows: Codes, lang: Lang) -> Words:
    """Put the best channel and its hour first of the channels that a list suggests.

    Parameters
    ----------
    written : object array of shape (n,)
        The channels of each line, as the ladder writes them.
    proposed, rows
        What is proposed, and the lines' places in it.
    lang : {"zh", "en"}
        Language of the words.
    """
    best, result = proposed.best.of(rows), written.copy()
    comma = "、" if lang == "zh" else ", "
    first, bare = _where_and_when(proposed.own, best.channel, best.slot, lang), _channels(proposed.own, lang)
    for row in np.flatnonzero(best.known):
        others = [one for one in str(written[row]).split(comma) if one != bare[best.channel[row]]]
        result[row] = comma.join([first[row], *others])
    return result


def best_texts(aged: pd.DataFrame, proposed: Proposed, rows: Codes, own_currency: str, lang: Lang) -> Words:
    """Write of each line what its best action is worth, with the interval, the three facts that moved it most, and the second best.

    Parameters
    ----------
    aged : DataFrame
        The cases of the lines.
    proposed, rows
        What is proposed, and the lines' places in it.
    own_currency : str
        Of amounts that name none.
    lang : {"zh", "en"}
        Language of the words.
    """
    best, cases, own = proposed.best.of(rows), _part(proposed.cases, rows), proposed.own
    given = texts(aged, "currency")
    currency = np.where(given == "", own_currency, given)

    def money(amount: Fen) -> Words:
        return money_texts(amount, currency, lang)

    text = phrase("worth", lang, money(best.net), money(best.low), money(best.high))
    told = _facts(best, cases, own, proposed.weekday, money(cases.owed), lang)
    more, less = (of_lang(both(f"operations.follow_ups.best.{key}"), lang) for key in ("raises", "lowers"))
    comma = "、" if lang == "zh" else ", "
    for place in range(best.facts.shape[1]):
        one = told[best.facts[:, place], np.arange(rows.size)]
        text = text + (comma if place else "") + one + np.where(best.raises[:, place], more, less).astype(object)
    second = _where_and_when(own, best.second_channel, best.second_slot, lang)
    text = text + where(best.second, phrase("second", lang, second, money(best.second_net)))
    return where(best.known, text)


def _facts(best: Best, cases: Case, own: Rates, weekday: int, owed: Words, lang: Lang) -> NDArray[np.object_]:
    """Write every fact that may have moved a value, with its figure; one row a fact, in the order of `FACTS`."""
    row, slots = np.arange(best.slot.size), _slots(own, lang)
    bucket = np.maximum(cases.bucket, 0)
    brings = np.asarray(_FINE_PERCENT(own.brings.share[bucket] * 100), dtype=object)
    at_hour = np.asarray(_PERCENT(own.reach.share[best.channel, best.slot, weekday] * 100), dtype=object)
    of_channel = np.asarray(_PERCENT(own.reach_of.share[best.channel] * 100), dtype=object)
    silence = np.asarray(_PERCENT(cases.silence * 100), dtype=object)
    met, tried = (number_texts(counts[row, best.slot]) for counts in (cases.met, cases.tried))
    label = np.array(own.buckets, dtype=object)[bucket]
    told = {
        "owed": phrase("fact_owed", lang, owed),
        "age": phrase("fact_age", lang, label, brings),
        "hour": phrase("fact_hour", lang, slots[best.slot], at_hour),
        "channel": phrase("fact_channel", lang, _channels(own, lang)[best.channel], of_channel),
        "silence": phrase("fact_silence", lang, silence),
        "own": phrase("fact_own", lang, met, tried),
    }
    return np.stack([np.asarray(told[name], dtype=object) for name in FACTS])


def _part(cases: Case, rows: Codes) -> Case:
    return Case(
        cases.owed[rows],
        cases.bucket[rows],
        cases.silence[rows],
        cases.allowed[rows],
        cases.tried[rows],
        cases.met[rows],
    )


def _channels(own: Rates, lang: Lang) -> Words:
    words = [CHANNEL_WORDS.get(_ON_LIST.get(name, name), CHANNELS[name]) for name in own.channels]
    return np.array([one[0 if lang == "zh" else 1] for one in words], dtype=object)


def _slots(own: Rates, lang: Lang) -> Words:
    return np.array([slot_word(own.hours, place, lang) for place in range(len(own.hours) - 1)], dtype=object)


def _where_and_when(own: Rates, channel: Codes, slot: Codes, lang: Lang) -> Words:
    written: Words = (
        _channels(own, lang)[channel]
        + ("（" if lang == "zh" else " (")
        + _slots(own, lang)[slot]
        + ("）" if lang == "zh" else ")")
    )
    return written
