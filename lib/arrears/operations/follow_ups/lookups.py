"""What each action comes to in each stage: its text, its channels, and the ids of the rules behind it, as tables to look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.cases.ageing import class_scales
from arrears.operations.follow_ups.texts import CHANNEL_WORDS, COMPLETE_DETAILS, of_lang
from arrears.policy.records import Buckets, NextActions, StageMeasures
from arrears.rules.next_action import ACTIONS, CONTACT
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from arrears.operations.cases.situations import CaseFacts
    from arrears.operations.follow_ups.texts import Words
    from arrears.policy import Policies
    from arrears.policy.records import Action, BreachSteps, Measure
    from arrears.units import Codes, Flags
    from arrears.words import Lang

_OF_BREACH = ("promise_broken", "hardship", CONTACT)
_OF_PROMISE = ("promise_broken", "promise_due")
_PROMISED_BY = {"call": "phone", "sms": "sms", "email": "email", "letter": "letter"}
_DETAIL_OF = {"phone": "phone", "sms": "phone", "email": "email", "letter": "address", "visit": "address"}
_WRITTEN = ("sms", "email", "letter")
_MESSAGES = ("sms", "email")
_HELD = "held"


def action_texts(actions: Sequence[Action], measures: Sequence[Measure], lang: Lang) -> Words:
    """Give the text of each action in each stage: what is contacted by its stage is told by the stage's measure."""
    rows = [measures if action.key == CONTACT else [action] * len(measures) for action in actions]
    return np.array([[of_lang((one.action_zh, one.action), lang) for one in row] for row in rows], dtype=object)


def channel_texts(
    actions: Sequence[Action], measures: Sequence[Measure], facts: CaseFacts, action: Codes, lang: Lang
) -> Words:
    """Write by which channels each case is reached: those of its action and stage for which it has details.

    A channel that a pause holds back is left out; where no detail is left, the details are to be completed first.
    """
    known = {**facts.details, _HELD: ~np.isnat(facts.no_call_before)}
    sets = [{key for bit, key in enumerate(known) if code >> bit & 1} for code in range(2 ** len(known))]
    table = np.array(
        [
            [[_joined(_channels(one, measure), has, facts.held, lang) for has in sets] for measure in measures]
            for one in actions
        ],
        dtype=object,
    )
    written: Words = table[action, facts.stage, _set_codes(known)]
    return written


def usable_channels(
    actions: Sequence[Action], measures: Sequence[Measure], facts: CaseFacts, action: Codes, names: Sequence[str]
) -> Flags:
    """Tell by which channels each case may be reached, as `channel_texts` writes them.

    Parameters
    ----------
    actions, measures, facts, action
        As for `channel_texts`.
    names : sequence of str
        Channels as measures name them.

    Returns
    -------
    bool array of shape (n, names)
    """
    known = {**facts.details, _HELD: ~np.isnat(facts.no_call_before)}
    sets = [{key for bit, key in enumerate(known) if code >> bit & 1} for code in range(2 ** len(known))]
    table = np.array(
        [
            [
                [[name in _usable(_channels(one, measure), has, facts.held) for name in names] for has in sets]
                for measure in measures
            ]
            for one in actions
        ],
        dtype=np.bool_,
    )
    told: Flags = table[action, facts.stage, _set_codes(known)]
    return told


def by_promise_channel(written: Words, promised_by: Words, facts: CaseFacts, action: Codes, lang: Lang) -> Words:
    """Put first the channel on which a promise was given, where it is asked about; a call is not added to what is written.

    Parameters
    ----------
    written : object array of shape (n,)
        From `channel_texts`.
    promised_by : object array of shape (n,)
        The channel of each case's last promise as a contact log names it, "" where it is not known.
    facts, action, lang
        As for `channel_texts`.
    """
    asked = np.isin(action, [ACTIONS.index(key) for key in _OF_PROMISE])
    comma, result = "、" if lang == "zh" else ", ", written.copy()
    for channel, key in _PROMISED_BY.items():
        word, known = of_lang(CHANNEL_WORDS[key], lang), facts.details[_DETAIL_OF[key]]
        for row in np.flatnonzero(asked & known & (promised_by == channel)):
            others = [one for one in written[row].split(comma) if one != word]
            if key in _WRITTEN or len(others) < len(written[row].split(comma)):
                result[row] = comma.join([word, *others])
    return result


def by_breach_step(
    written: tuple[Words, Words, Words], facts: CaseFacts, action: Codes, policy: BreachSteps, lang: Lang
) -> tuple[Words, Words, Words]:
    """Say which step after a breach is due, in the action, and put its channel alone, where the holder is asked for payment.

    Parameters
    ----------
    written : three object arrays of shape (n,)
        The actions, their channels and the ids of their rules.
    facts, action, lang
        As for `channel_texts`.
    policy : BreachSteps
        Whose steps ``facts.breach.step`` names by their places.
    """
    asked, steps = np.isin(action, [ACTIONS.index(key) for key in _OF_BREACH]), policy.steps
    actions, channels, rules = (one.copy() for one in written)
    for place, step in enumerate(steps):
        rows = asked & (facts.breach.step == place)
        channel = of_lang(CHANNEL_WORDS[_PROMISED_BY[step.channel]], lang)
        told = say("operations.follow_ups.breach_step", lang, step=place + 1, of=len(steps) + 1, channel=channel)
        actions[rows] = actions[rows] + told
        channels[rows] = channel
        rules[rows] = rules[rows] + f";{policy.rule}"
    return actions, channels, rules


def rule_ids(
    actions: Sequence[Action],
    measures: Sequence[Measure],
    policies: Policies,
    day: date,
    codes: tuple[Codes, Codes],
    blocking: Mapping[str, Flags],
) -> Words:
    """Write the ids of the rules behind each case: age, class, action, every block shown, measure, and what bounds a contact.

    Parameters
    ----------
    actions, measures
        The policy's, in the order of the codes.
    policies, day
        Whose rules, and when.
    codes : two int arrays of shape (n,)
        Each case's action and stage.
    blocking : mapping of str to bool array of shape (n,)
        The flags that are shown as blocks.
    """
    policy, own_measures = policies.get(NextActions, day), (policies.get(StageMeasures, day).rule,)
    first_scale = [scale.rule for scale in list(class_scales(policies, day).values())[:1]]
    always = [policies.get(Buckets, day).rule, *first_scale]

    def written(action: Action, measure: Measure, blocks: set[str]) -> str:
        keys = [action.key, *(name for name in blocking if name in blocks)]
        own = [rule for key in keys for rule in policy.rules.get(key, () if key == CONTACT else (policy.rule,))]
        of_stage = (measure.rules or own_measures) if action.channel == "stage" else ()
        bounds = policy.contact_rules if action.channel in {"stage", "message"} else ()
        return ";".join(dict.fromkeys([*always, *own, *of_stage, *bounds]))

    # Written once for each combination that occurs, of which there are few, not once a case.
    combined = np.ravel_multi_index(
        (codes[0], codes[1], _set_codes(blocking)), (len(actions), len(measures), 2 ** len(blocking))
    )
    found, place = np.unique(combined, return_inverse=True)
    texts = []
    for code in found.tolist():
        rest, held = divmod(code, 2 ** len(blocking))
        has = {name for bit, name in enumerate(blocking) if held >> bit & 1}
        texts.append(written(actions[rest // len(measures)], measures[rest % len(measures)], has))
    return np.array(texts, dtype=object)[place]


def _channels(action: Action, measure: Measure) -> tuple[str, ...]:
    by_name = {"stage": measure.channels, "message": _MESSAGES, "call": ("phone",)}
    return by_name.get(action.channel, (action.channel,))


def _joined(channels: Sequence[str], has: set[str], held: Sequence[str], lang: Lang) -> str:
    """Join the channels that the details allow."""
    words = [of_lang(CHANNEL_WORDS[one], lang) for one in _usable(channels, has, held)]
    return ("、" if lang == "zh" else ", ").join(words) if words else of_lang(COMPLETE_DETAILS, lang)


def _usable(channels: Sequence[str], has: set[str], held: Sequence[str]) -> list[str]:
    """Give the channels that the details allow; where they allow none, what can be written and is not a call."""
    stopped = set(held) if _HELD in has else set()
    usable = [one for one in channels if _DETAIL_OF.get(one) in {None, *has} and one not in stopped]
    return usable or [one for one in _WRITTEN if _DETAIL_OF[one] in has and one not in stopped]


def _set_codes(known: Mapping[str, Flags]) -> Codes:
    """Give each case's set of names a number: one bit a name, in their order."""
    codes: Codes = np.bitwise_or.reduce([flags.astype(np.intp) << bit for bit, flags in enumerate(known.values())])
    return codes
