"""Records of what a follow-up list is ranked and cut by, and of what it asks for."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from arrears.policy.records.base import (
    Frozen,
    Record,
    Share,
)
from arrears.policy.records.delinquency import Banded
from arrears.policy.records.unfit import UnfitError

ActionChannel = Literal["lead", "legal", "office", "message", "call", "stage", "none"]
Queue = Literal["work", "lead", "waiting"]

_FULL_SCORE = 100
_CALLING = ("contact", "promise_broken", "hardship", "call_back")


class RollRates(Banded):
    """P(roll to loss) by band of days past due, and the loss given that (RULES: value at risk)."""

    file: ClassVar[str] = "roll_rates"

    to_loss: tuple[Share, ...]
    """One a band: how likely an account of that age rolls on to loss."""
    loss: Share
    """Part of the balance that is lost when it does."""

    @model_validator(mode="after")
    def _one_rate_a_band(self) -> Self:
        self.one_a_band("to_loss")
        return self


class Priority(Banded):
    """How value at risk, age and days since the last contact make a score of 0 to 100."""

    file: ClassVar[str] = "priority"

    value_weight: int = Field(ge=0, le=100)
    age_weight: int = Field(ge=0, le=100)
    silence_weight: int = Field(ge=0, le=100)
    value_full_fen: int = Field(gt=0, le=10**11)
    """Value at risk from which the value counts in full."""
    age_percent: tuple[int, ...]
    """One a band: how much of the age weight an account of that age gets, in per cent."""
    silence_full_days: int = Field(gt=0, le=1000)
    """Days without contact from which the silence counts in full."""

    @model_validator(mode="after")
    def _weights_make_a_hundred(self) -> Self:
        self.one_a_band("age_percent")
        total = self.value_weight + self.age_weight + self.silence_weight
        if total != _FULL_SCORE:
            raise UnfitError("hundred", total=total)
        if min(self.age_percent) < 0 or max(self.age_percent) > _FULL_SCORE:
            raise UnfitError("age_percent", shares=list(self.age_percent))
        return self


class ExpectedValue(Banded):
    """What one more contact is likely to save of the value at risk, by which a list is ranked."""

    file: ClassVar[str] = "expected_value"

    saved: tuple[Share, ...]
    """One a band of days past due: the share of the value at risk that one contact saves."""
    silence_at_once: Share
    """The part of it that counts on the day of a contact; it grows evenly."""
    silence_full_days: int = Field(gt=0, le=366)
    """Days without contact from which all of it counts."""
    reach: dict[ActionChannel, Share]
    """By the channel of the action: its effect as a share of a call's."""

    @model_validator(mode="after")
    def _one_share_a_band(self) -> Self:
        self.one_a_band("saved")
        lacking = sorted(set(get_args(ActionChannel)) - self.reach.keys())
        if lacking:
            raise UnfitError("reach", lacking=", ".join(lacking))
        return self


class Capacity(Record):
    """How many follow-ups one collector is given a day."""

    file: ClassVar[str] = "capacity"

    cases_per_day: int = Field(gt=0)


class Earlier(Record):
    """How long copies of what earlier runs wrote are kept beside a day's files."""

    file: ClassVar[str] = "earlier"

    keep_days: int = Field(ge=1)


class Reminder(Record):
    """How long before a due date, a promise or an instalment the debtor is reminded (CN-67, CN-P5)."""

    file: ClassVar[str] = "reminder"

    days_before_due: int = Field(ge=0)
    days_before_promise: int = Field(ge=0)


class BreachStep(Frozen):
    """One step after a breach: by which channel, how often, and how many days go by before the next one."""

    channel: Literal["sms", "call", "letter"]
    times: int = Field(ge=1, le=20)
    days: int = Field(ge=0, le=366)


class BreachSteps(Record):
    """What is done one after the other once a promise or an agreement was broken; after the last the risk is assessed."""

    file: ClassVar[str] = "breach_steps"

    steps: tuple[BreachStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_channel_once(self) -> Self:
        channels = [step.channel for step in self.steps]
        if len(set(channels)) != len(channels):
            raise UnfitError("channel_steps", channels=channels)
        return self


class Hardship(Record):
    """Causes of arrears that are a hardship, by words that stand in the cause (guideline items B4 and C4)."""

    file: ClassVar[str] = "hardship"

    causes: tuple[Annotated[str, Field(min_length=2)], ...] = Field(min_length=1)
    """In either language; capital letters do not matter."""


class Limitation(Record):
    """How long a claim can be brought to court (LIM)."""

    file: ClassVar[str] = "limitation"

    years: int = Field(gt=0)
    near_days: int = Field(ge=0)
    """From so many days before its end a case's reason mentions it."""


class Action(Frozen):
    """What is done in one situation, and by which channel."""

    key: str
    action: str
    action_zh: str
    channel: ActionChannel
    """``message`` is written and never a call; ``stage`` is what the measure of the case's stage names."""
    tier: int = Field(ge=1, le=9)
    """Cases of a lower tier are listed first, whatever their expected value."""
    queue: Queue = "work"
    """``work`` is the collector's list and takes her capacity; ``lead`` waits for somebody else's decision, ``waiting`` for a day."""
    days: int = Field(default=1, ge=0, le=366)
    """Working days within which it is done, counted from the day on which it was asked for, or else from the list's."""


class NextActions(Record):
    """The situations of a case and what each asks for."""

    file: ClassVar[str] = "next_actions"

    actions: tuple[Action, ...]
    rules: dict[str, tuple[str, ...]]
    """Ids of the rules behind each action, by its key."""
    contact_rules: tuple[str, ...]
    """Ids of the rules that bound every contact with the debtor."""

    @classmethod
    def completed(cls, above: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
        """Leave situations that a house does not name, such as those of a newer version, as they are below."""
        if not all(isinstance(layer.get("actions"), list) for layer in (above, below)):
            return above
        named = {action.get("key") for action in above["actions"]}
        left = [action for action in below["actions"] if action["key"] not in named]
        rules = {action["key"]: below["rules"].get(action["key"], []) for action in left}
        own: dict[str, Any] = above.get("rules", below["rules"])
        return above | {"actions": [*above["actions"], *left], "rules": rules | own}

    @model_validator(mode="after")
    def _protected_cases_are_not_called(self) -> Self:
        keys = [action.key for action in self.actions]
        if len(set(keys)) != len(keys):
            raise UnfitError("actions_once", names=keys)
        calling = [
            action.key for action in self.actions if action.channel in {"stage", "call"} and action.key not in _CALLING
        ]
        if calling:
            raise UnfitError("who_calls", may=", ".join(_CALLING), may_not=", ".join(calling))
        stray = sorted(self.rules.keys() - set(keys))
        if stray:
            raise UnfitError("stray_rules", stray=", ".join(stray), names=keys)
        return self
