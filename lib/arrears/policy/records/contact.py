"""Records of when, how often, whom and how a person may be contacted."""

from __future__ import annotations

from datetime import time  # noqa: TC003  # pydantic reads the annotations at run time
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Record
from arrears.policy.records.unfit import UnfitError

Channel = Literal["call", "sms", "email", "app", "visit", "letter"]
Party = Literal["holder", "guarantor", "related", "representative", "third_party"]
"""related: a third party who bears the debt too, such as a spouse with household debt. representative: who acts for the holder
with written authority. third_party: everybody else."""
Outcome = Literal[
    "conversation",
    "no_answer",
    "rejected",
    "voicemail",
    "dropped",
    "busy",
    "out_of_service",
    "invalid_number",
    "wrong_number",
    "sent",
    "failed",
    "refused",
    "offers_to_pay",
    "opt_out",
]
Voice = Literal["interactive", "informing"]
"""interactive: a person or a robot that talks with the customer. informing: one way, such as a recorded reminder."""
Severity = Literal["breach", "review"]


class ContactHours(Record):
    """Hours of the day, in the contacted person's local time, in which contact is permitted."""

    file: ClassVar[str] = "contact_hours"

    channels: tuple[Channel, ...]
    opens: time
    closes: time
    """At or before `opens`, the window crosses midnight."""
    bounds: Literal["closed", "half_open"]
    """closed: both ends are permitted themselves. half_open: `opens` is, `closes` is not."""
    consent_lifts: bool
    """Whether contact at another hour is permitted to a person who agreed to it."""

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> Self:
        if self.opens == self.closes:
            raise UnfitError("opens_closes", opens=self.opens)
        return self


class ContactFrequency(Record):
    """How often, counted over calendar days in the person's local time or over hours that roll."""

    file: ClassVar[str] = "contact_frequency"

    channels: tuple[Channel, ...]
    counterparties: tuple[Party, ...]
    outcomes: tuple[Outcome, ...]
    """What counts; busy and out of service are no attempts where they are not named."""
    voices: tuple[Voice, ...] = ("interactive", "informing")
    """Which calls count, where the log tells them apart; a call of which it does not is interactive."""
    per: tuple[Literal["case_id", "person", "contact_point"], ...] = Field(min_length=1)
    """Rows that agree in these columns are counted together."""
    most: int = Field(ge=1)
    length: int = Field(ge=1)
    unit: Literal["day", "hour"]
    """day: calendar days, today being the first of `length`. hour: the last `length` hours, to the microsecond."""
    wrong_numbers_count: bool
    """Whether calls to a number that is later found to be somebody else's count."""
    consent_lifts: bool
    severity: Severity = "breach"


class ContactPause(Record):
    """How long no call is placed after a conversation; the conversation's day is day 1."""

    file: ClassVar[str] = "contact_pause"

    channels: tuple[Channel, ...]
    outcomes: tuple[Outcome, ...]
    """What counts as placing a call."""
    per: tuple[Literal["case_id", "person", "contact_point"], ...] = Field(min_length=1)
    days: int = Field(ge=1)
    wrong_numbers_count: bool
    consent_lifts: bool


class ThirdPartyContact(Record):
    """When somebody other than the debtor may be contacted, and what may be said."""

    file: ClassVar[str] = "third_party_contact"

    failed_outcomes: tuple[Outcome, ...]
    """What counts as a failed dial to the holder."""
    invalid_outcomes: tuple[Outcome, ...]
    """What shows that the holder's number is not valid."""
    failed_dials: int | None = Field(default=None, ge=1)
    """Failed dials in a row that make the holder out of contact; none: they do not."""
    failed_dials_wait_days: int = Field(default=0, ge=0)
    """Days from the last of them to the first day on which a third party may be contacted; 0: the same day."""
    unreachable_days: int | None = Field(default=None, ge=0)
    """Days since the first failed dial without a conversation, whether dialled on them or not; none or 0: they do not."""
    unanswered_days: int | None = Field(default=None, ge=1)
    """Days in a row, each with a failed dial and none with an answer, after which the holder is out of contact; none: they do not."""
    only_out_of_contact: tuple[Party, ...] = ("third_party",)
    """Who may be contacted only when the holder is out of contact."""
    only_details: tuple[Party, ...] = ("third_party",)
    """Who may only be asked for contact details or to pass on a message, and is not told of the debt."""
    spares_who_offers_to_pay: bool = False
    """Whether somebody who offered to pay may be spoken to about it from then on."""
    states: tuple[str, ...]
    """States of the case that permit third-party contact."""
    always: bool
    """Whether third parties may be asked for contact details without the holder being out of contact."""
    purposes: tuple[str, ...]
    """What such a contact may be for; empty where the rule does not say."""
    may_mention_debt: bool
    most_per_person: int | None = Field(default=None, ge=1)


class ContactVisits(Record):
    """How many people make a visit."""

    file: ClassVar[str] = "contact_visits"

    people: int = Field(ge=1)


class ContactStop(Record):
    """A state that stops contact: one file a state."""

    file: ClassVar[str] = "contact_stop"

    state: str
    channels: tuple[Channel, ...]
    counterparties: tuple[Party, ...]
    spares: tuple[str, ...] = ()
    """Purposes that are not stopped."""
    lasts_days: int | None = Field(default=None, ge=1)
    """Days after which it ends by itself where no end is recorded."""
    days_after: int = Field(default=0, ge=0)
    """Days for which it still stops contact after its recorded end."""


class ContactEvidence(Record):
    """What the log must say yes to for every contact of some channels."""

    file: ClassVar[str] = "contact_evidence"

    channels: tuple[Channel, ...]
    column: str
    outcomes: tuple[Outcome, ...] = ()
    """Contacts of which it is asked: those with one of these outcomes; empty: all."""
    first_only: bool = False
    """Whether it is asked of the first such contact with a person alone."""
    failing: str
    failing_zh: str
    """What is missing, in words that follow the channel."""
