"""The one gate: whether anything may be written to a customer, by which channel and for what; whoever writes asks it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.cases.columns import dates, texts
from arrears.operations.customers.stops import DOUBTFUL, carried_texts, person_flags, with_people
from arrears.policy.records import ContactStop, CustomerLinks, CustomerStops, NextActions
from arrears.tables.columns import FLAG_WORDS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Flags

    Words = NDArray[np.object_]

_ALONE = frozenset({"collection", "reminder"})
"""Purposes for which nobody writes about a case that is with the legal unit or an agency, or about what the customer says was paid."""


@dataclass(frozen=True)
class Verdict:
    """What the gate says of each case.

    Attributes
    ----------
    closed : bool array
        Nothing may be written.
    zh, en : object array
        Why, "" where it is open.
    rules : object array
        The rule behind it.
    """

    closed: Flags
    zh: Words
    en: Words
    rules: Words


@dataclass(frozen=True)
class Gate:
    """The stops in force on a day.

    Attributes
    ----------
    policies, day
        Whose, and when.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> gate = Gate(Policies("cn"), date(2026, 11, 23))
    >>> gate.stop({"complaint"}, "sms").rule, gate.stop({"complaint"}, "sms", "reply"), gate.stop(set(), "sms")
    ('HOUSE-STOP-COMPLAINT', None, None)
    """

    policies: Policies
    day: date

    @cached_property
    def stops(self) -> tuple[ContactStop, ...]:
        """The stops in force, in the order of their states' words."""
        named = [name for name in self.policies.names() if name.startswith(f"{ContactStop.file}_")]
        here = {name for name, _ in self.policies.records(self.day)}
        found = [self.policies.get(ContactStop, self.day, name) for name in named if name in here]
        order = {state: place for place, state in enumerate(FLAG_WORDS)}
        return tuple(sorted(found, key=lambda stop: order.get(stop.state, len(order))))

    def applying(self, channel: str, purpose: str = "collection", party: str = "holder") -> tuple[ContactStop, ...]:
        """Give the stops that close a channel for a purpose."""
        return tuple(
            stop
            for stop in self.stops
            if channel in stop.channels and party in stop.counterparties and purpose not in stop.spares
        )

    def stop(self, states: Collection[str], channel: str, purpose: str = "collection") -> ContactStop | None:
        """Give the first stop that a person's states set for a channel, none if it is open."""
        return next((stop for stop in self.applying(channel, purpose) if stop.state in states), None)

    def judge(self, cases: pd.DataFrame, channel: str, purpose: str = "collection") -> Verdict:
        """Say of each case whether its holder may be written to.

        Parameters
        ----------
        cases : DataFrame
            Internal case table; what follows the person from other cards counts, over all cases of the table or as the store told.
        channel, purpose : str
            Keys of `arrears.tables.contacts`.
        """
        cases = with_people(cases, self.policies, self.day)
        flags = person_flags(cases)
        closed = np.zeros(len(cases), dtype=np.bool_)
        zh, en, rules = (np.full(len(cases), "", dtype=object) for _ in range(3))

        def close(rows: Flags, why: Saying, rule: str) -> None:
            new = rows & ~closed
            zh[new], en[new], rules[new] = why.zh, why.en, rule
            closed[new] = True

        for stop in self.applying(channel, purpose):
            if stop.state in flags:
                close(flags[stop.state], state_words(stop.state), stop.rule)
        if purpose in _ALONE:
            close(flags["legal"], both("operations.contacts.gate.legal"), self._next_rule("legal"))
            out = ~np.isnat(dates(cases, "agency_until"))
            close(out, both("operations.contacts.gate.agency"), self._next_rule("agency"))
            today = np.datetime64(self.day, "D")
            close(
                dates(cases, "claim_until") >= today, both("operations.contacts.gate.claim"), self._next_rule("claim")
            )
        refused = self.policies.get(CustomerStops, self.day).rule
        close(~np.isnat(dates(cases, "refused_on")), both("operations.contacts.gate.refused"), refused)
        doubt = self.policies.get(CustomerLinks, self.day).rule
        close(texts(cases, DOUBTFUL) != "", both("operations.contacts.gate.identity"), doubt)
        return Verdict(closed, self._sourced(cases, closed, zh, "zh"), self._sourced(cases, closed, en, "en"), rules)

    def _sourced(self, cases: pd.DataFrame, closed: Flags, words: Words, lang: str) -> Words:
        """Name the other case from which a stop came, where the case itself has no flag."""
        source = carried_texts(cases, tuple(FLAG_WORDS), lang)
        foreign = closed & (texts(cases, "flags") == "") & (source != "")
        named: Words = np.where(foreign, words + ("：" if lang == "zh" else ": ") + source, words)
        return named

    def _next_rule(self, key: str) -> str:
        policy = self.policies.get(NextActions, self.day)
        return ";".join(policy.rules.get(key, (policy.rule,)))


def state_words(state: str) -> Saying:
    """Say that a person is in a state that stops contact."""
    zh, en = (FLAG_WORDS[state][0] if state in FLAG_WORDS else state), state.replace("_", " ")
    return Saying(
        both("operations.contacts.gate.state", state=zh).zh, both("operations.contacts.gate.state", state=en).en
    )
