"""Why a person may be contacted or not, by which rule, and from when on."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from arrears.explain.explanation import Ground, Step
from arrears.explain.registry import Call, Derivation, explains, given, looked_up
from arrears.operations.contacts.now import contact_findings, next_contact
from arrears.policy.records import ContactFrequency, ContactHours
from arrears.tables.contacts import CHANNELS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.policy.records import Record

R = TypeVar("R", ContactHours, ContactFrequency)

_MS_IN_DAY = 86_400_000
_KEYS = {word.casefold(): key for key, others in CHANNELS.items() for word in (key, *others)}


@explains("AR_CAN_CONTACT")
def explain_can_contact(  # the arguments of AR_CAN_CONTACT
    call: Call,
    when: object,
    channel: object,
    attempts_today: object = 0,
    conversations_today: object = 0,
    consent: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_CAN_CONTACT``: what was asked, what the rules permit, and what forbids it."""
    call.use_profile(profile)
    asked = _Asked(call, when, channel, attempts_today, conversations_today, consent)
    free = not asked.findings
    gives = given("permitted", free, "", *both("explain.contacts.contact_permitted"))
    return Derivation(free, "", (*asked.steps(), Step(gives)))


@explains("AR_CONTACT_BLOCK")
def explain_contact_block(  # same
    call: Call,
    when: object,
    channel: object,
    attempts_today: object = 0,
    conversations_today: object = 0,
    consent: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_CONTACT_BLOCK``: the first rule that forbids it."""
    call.use_profile(profile)
    asked = _Asked(call, when, channel, attempts_today, conversations_today, consent)
    rule = asked.findings[0][0].rule if asked.findings else ""
    gives = given("blocked_by", rule, "text", *both("explain.contacts.forbidden"))
    return Derivation(rule, "text", (*asked.steps(), Step(gives)))


@explains("AR_NEXT_CONTACT")
def explain_next_contact(  # same
    call: Call,
    when: object,
    channel: object,
    attempts_today: object = 0,
    conversations_today: object = 0,
    consent: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_NEXT_CONTACT``: the earliest permitted time, and what forbids it until then."""
    call.use_profile(profile)
    asked = _Asked(call, when, channel, attempts_today, conversations_today, consent)
    first = next_contact(*asked.arguments, policies=call.policies)[0]
    if np.isnat(first):
        raise ValueError("no time is known from which on it is permitted")
    text = str(first.astype("datetime64[m]")).replace("T", " ")
    gives = given("next_contact", text, "text", *both("explain.contacts.earliest_permitted_time"))
    return Derivation(text, "text", (*asked.steps(), Step(gives)))


class _Asked:
    """One contact that is asked about."""

    def __init__(
        self, call: Call, when: object, channel: object, attempts: object, conversations: object, consent: object
    ) -> None:
        self.call = call
        self.at = _moment(call, when)
        call.use_day(self.at.date())
        self.channel = _KEYS.get(str(channel).strip().casefold(), str(channel))
        self.tried, self.talked = (
            call.integer("attempts_today", attempts or 0),
            call.integer("conversations_today", conversations or 0),
        )
        self.agreed = bool(consent)
        self.arguments = (
            np.array([self.at], dtype="datetime64[us]"),
            np.array([self.channel]),
            np.array([self.tried]),
            np.array([self.talked]),
            np.array([self.agreed]),
        )
        self.findings = contact_findings(*self.arguments, policies=call.policies)

    def steps(self) -> Iterator[Step]:
        """Give what was asked, what the rules permit by this channel, and what forbids it."""
        yield Step(given("when", self.at.isoformat(" ", "minutes"), "text", *both("explain.contacts.local_time")))
        yield Step(given("channel", self.channel, "text", *both("explain.contacts.channel")))
        yield Step(given("attempts", self.tried, "", *both("explain.contacts.attempts_today")))
        yield Step(given("conversations", self.talked, "", *both("explain.contacts.conversations_today")))
        yield Step(given("consent", self.agreed, "", *both("explain.contacts.person_agreed")))
        for number, hours in enumerate(self._in_force(ContactHours)):
            window = f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
            yield looked_up(
                given(f"hours_{number}", window, "text", *both("explain.contacts.permitted_hours")), hours, "opens"
            )
        for number, count in enumerate(self._in_force(ContactFrequency)):
            most = both(f"explain.contacts.at_most_in_{count.unit}s", length=count.length)
            yield looked_up(given(f"most_{number}", count.most, "", *most), count, "most")
        for number, (record, zh, en) in enumerate(self.findings):
            said = given(
                f"finding_{number}", record.rule, "text", *both("explain.contacts.forbidden_2", what=Saying(zh, en))
            )
            yield Step(said, ground=_stated(record))

    def _in_force(self, kind: type[R]) -> Iterator[R]:
        for _, record in self.call.policies.records(self.at.date()):
            if isinstance(record, kind) and self.channel in record.channels:
                yield record


def _stated(record: Record) -> Ground:
    return Ground(
        record.rule,
        record.effective,
        record.source,
        record.trust,
        record.words_in("zh"),
        record.words,
        record.source_in("zh"),
    )


def _moment(call: Call, when: object) -> datetime:
    """Read a local time; a day alone is its first moment."""
    if isinstance(when, np.datetime64):
        when = when.astype("datetime64[s]").item()
    if isinstance(when, datetime):
        return when
    if isinstance(when, str):
        try:
            return datetime.fromisoformat(when.strip())
        except ValueError:
            pass  # a day in another form, or no time at all: read as a day, which refuses what is none
    day = datetime.combine(call.day("when", when), time())
    if isinstance(when, float):
        day += timedelta(milliseconds=round(when % 1 * _MS_IN_DAY))  # a serial number with a time of day
    return day
