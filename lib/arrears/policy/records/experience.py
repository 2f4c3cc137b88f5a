"""Records of what the house has learned from its own history, and of what an action is worth and costs."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations at run time
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Rate, Record, Share
from arrears.policy.records.unfit import UnfitError

Model = Literal["reach", "cure", "roll", "money", "kept", "complaint"]
ContactChannel = Literal["call", "sms", "email", "app", "visit", "letter"]
_HOURS_IN_DAY = 24


class Way(Frozen):
    """What an attempt by a channel takes, and what the house takes it to do before it has counted."""

    channel: ContactChannel
    minutes: Rate = Field(ge=0)
    """Of a collector's day."""
    cost_fen: int = Field(ge=0)
    """Beside the collector's time: line, postage, travel."""
    reached: Share
    """How many of its attempts reach the person."""
    effect: Share
    """What reaching the person by it does, as a share of a conversation."""
    complaints: Share
    """How many of its attempts a complaint follows."""


class KeptBand(Frozen):
    """How promises and plans of a trait are cut into bands; the last band is open."""

    trait: str
    begins: tuple[Rate, ...] = Field(min_length=1)
    odds: tuple[Rate, ...] = Field(min_length=1)
    """One a band: how many times the house takes the odds of keeping it to be those of all."""

    @model_validator(mode="after")
    def _one_a_band(self) -> Self:
        if len(self.odds) != len(self.begins) or list(self.begins) != sorted(set(self.begins)):
            raise UnfitError("trait_odds", trait=self.trait)
        return self


class BestAction(Record):
    """What an action is worth and costs, how firmly stated values stand against counted ones, and when the ladder is used instead."""

    file: ClassVar[str] = "best_action"

    least_attempts: int = Field(ge=1)
    least_days: int = Field(ge=1)
    least_collectors: int = Field(ge=1)
    """With less history than these three the house's ladder decides."""
    least_seen: int = Field(ge=1)
    """A kind of case that was seen less often is named, and the stated value is used for it."""
    months_back: int = Field(ge=1, le=36)
    month_days: int = Field(ge=7, le=31)
    """Moves between ages are counted over so many spans of so many days each."""
    complaint_days: int = Field(ge=1)
    """A complaint within so many days after an attempt counts as one that followed it."""
    deviations: Rate = Field(gt=0)
    """Standard deviations to each side of an interval."""
    weight_reach: Rate = Field(gt=0)
    weight_own: Rate = Field(gt=0)
    """For how many of a person's own attempts the share of all persons counts."""
    weight_cure: Rate = Field(gt=0)
    weight_money: Rate = Field(gt=0)
    """For how many fen owed the stated share that comes in counts."""
    weight_kept: Rate = Field(gt=0)
    weight_complaint: Rate = Field(gt=0)
    talk_odds: Rate = Field(gt=0)
    """How many times a conversation multiplies the odds that an account improves, before it was counted."""
    weight_talk: Rate = Field(gt=0)
    """For how many case months on each side the stated odds count."""
    paid_better: Share
    paid_else: Share
    """Part of what is owed that comes in within a month in which an account improves, and else."""
    amount_begins_fen: tuple[int, ...] = Field(min_length=1)
    """Bands of what is owed, by which improving is counted; the last is open."""
    kept: Share
    kept_bands: tuple[KeptBand, ...]
    minute_fen: int = Field(ge=0)
    complaint_fen: int = Field(ge=0)
    day_minutes: int = Field(gt=0)
    """Minutes of a collector's day that are there for contacts."""
    hours: tuple[int, ...] = Field(min_length=2)
    """The hours at which slots of a day begin, and the last one's end."""
    ways: tuple[Way, ...] = Field(min_length=1)
    reached_by: tuple[str, ...] = Field(min_length=1)
    """Outcomes of a contact by which the person was reached."""
    sensitive: tuple[Annotated[str, Field(min_length=1)], ...]
    """Protected and sensitive traits that no model may read."""

    @model_validator(mode="after")
    def _hours_of_a_day(self) -> Self:
        if list(self.hours) != sorted(set(self.hours)) or self.hours[0] < 0 or self.hours[-1] > _HOURS_IN_DAY:
            raise UnfitError("hours", most=_HOURS_IN_DAY, hours=list(self.hours))
        names = [way.channel for way in self.ways]
        if len(set(names)) != len(names):
            raise UnfitError("channels_once", names=names)
        return self


class Counted(Frozen):
    """How often something was met among how many: of a model, a trait and a value of it."""

    model: Model
    trait: str
    value: str
    of: int = Field(ge=0)
    met: int = Field(ge=0)

    @model_validator(mode="after")
    def _met_within(self) -> Self:
        if self.met > self.of:
            raise UnfitError("met_of", met=self.met, of=self.of, model=self.model, trait=self.trait, value=self.value)
        return self


class Learned(Record):
    """What was counted in the house's own store; empty until ``arrears learn --use`` writes it into the house's folder."""

    file: ClassVar[str] = "learned"

    first: date | None = None
    last: date | None = None
    """The first and last day of what was counted."""
    attempts: int = Field(default=0, ge=0)
    collectors: int = Field(default=0, ge=0)
    cases: int = Field(default=0, ge=0)
    counts: tuple[Counted, ...] = ()

    @property
    def days(self) -> int:
        """Days of history, both ends included."""
        return 0 if self.first is None or self.last is None else (self.last - self.first).days + 1


class TrialTerms(Record):
    """How a strategy is tried against the house's own, and when that ends."""

    file: ClassVar[str] = "trial"

    share: Share
    """Of the persons who meet the new strategy."""
    days: int = Field(ge=1, le=366)
    least_persons: int = Field(ge=2)
    """With fewer persons no trial begins: nothing would be known."""
    deviations: Rate = Field(gt=0)
    power_deviations: Rate = Field(gt=0)
    """Of the chance to find a difference that is there: 0.84 for 80 %."""
    least_difference: Share
    """In money a person, as a part of it: the least that is worth knowing."""
