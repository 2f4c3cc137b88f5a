"""Records of training: how accounts move from month to month, and how the virtual year's invented customers answer."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Rate, Record, Share
from arrears.policy.records.unfit import UnfitError

_TWICE = 2


class MonthlyMoves(Record):
    """How many accounts moved from one age to another within a month, counted from real ones.

    Attributes
    ----------
    counts : tuple of tuple of int
        A row an age at the beginning, M0 first; a column an age at the end.
    """

    file: ClassVar[str] = "monthly_moves"

    counts: tuple[tuple[int, ...], ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _square_and_filled(self) -> Self:
        size = len(self.counts)
        if any(len(row) != size for row in self.counts):
            raise UnfitError("square", size=size)
        if any(min(row) < 0 or sum(row) == 0 for row in self.counts):
            raise UnfitError("moves")
        return self


class Tone(Frozen):
    """What a tone does, beside the default's.

    Attributes
    ----------
    key, zh, en : str
        Its name.
    lift : Rate
        Added to the logarithm of the odds that an account improves, this month.
    later : Rate
        The same, in each later month, for the share of customers who were met with it: trust gained or lost.
    complaints : Share
        Complaints a conversation.
    breaches : Share
        Breaches of conduct rules a conversation.
    strain : Rate
        Added to the share of collectors who leave in a month.
    """

    key: str
    zh: str
    en: str
    lift: Rate
    later: Rate
    complaints: Share
    breaches: Share
    strain: Rate


class Offer(Frozen):
    """What is offered to customers in hardship.

    Attributes
    ----------
    key, zh, en : str
        Its name.
    lift : Rate
        Added to the logarithm of the odds that an account in hardship improves.
    relief : Share
        Part of interest and fees that is waived for those who improve by it.
    """

    key: str
    zh: str
    en: str
    lift: Rate
    relief: Share


class Habit(Frozen):
    """At which hours some of the customers answer.

    Attributes
    ----------
    share : Share
        How many of the customers have it.
    answers : tuple of Rate
        One a slot of the day (HOUSE-BEST): how many times as often as over the whole day a call is answered. A call that suits brings
        as much fewer complaints; over all slots both come to the same as without habits.
    """

    share: Share
    answers: tuple[Rate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_over_the_day(self) -> Self:
        if sum(self.answers) != len(self.answers) or not all(0 <= each <= _TWICE for each in self.answers):
            raise UnfitError("answers", most=_TWICE, answers=list(map(float, self.answers)))
        return self


class VirtualYear(Record):
    """The stated behaviour of invented customers and collectors in the virtual year; nothing in it was measured."""

    file: ClassVar[str] = "virtual_year"

    minimum_share: Share
    """Part of the balance that is due a month."""
    monthly_cost: Share
    """Interest and fees a month on what is overdue."""
    median_balance_yuan: int = Field(gt=0)
    spread: Rate = Field(gt=0)
    """Standard deviation of the balance's logarithm."""
    hardship: Share
    """Part of customers who cannot pay as agreed: an offer helps them, a tone does not move them."""
    contact_lift: Rate
    """Added to the logarithm of the odds of improving by each conversation, until `most_conversations`."""
    most_conversations: int = Field(ge=1)
    """Conversations a case and month that do anything."""
    reached: Share
    """Conversations an attempt."""
    attempts_a_collector: int = Field(ge=1)
    """Attempts that a collector makes in a month."""
    cases_a_collector: int = Field(gt=0)
    """Overdue cases to a collector, by which the default's staff is measured."""
    salary_yuan: int = Field(ge=0)
    hire_months: int = Field(ge=0)
    """Months until somebody who was hired works."""
    leave: Share
    """Collectors who leave in a month at the default's tone and load."""
    complaint_cost_yuan: int = Field(ge=0)
    breach_cost_yuan: int = Field(ge=0)
    written_off: Share
    """Part of the accounts at the last age that is written off at each month's end; a new current account takes the place."""
    tones: tuple[Tone, ...] = Field(min_length=1)
    """The first is the default."""
    offers: tuple[Offer, ...] = Field(min_length=1)
    """The first is the default."""
    habits: tuple[Habit, ...] = Field(min_length=1)
    """Whoever calls evenly over the day meets none of them."""

    @model_validator(mode="after")
    def _everybody_has_a_habit(self) -> Self:
        if sum(habit.share for habit in self.habits) != 1 or len({len(habit.answers) for habit in self.habits}) != 1:
            raise UnfitError("habits")
        return self


class Assessment(Record):
    """What a certificate of training holds good for (GBT-5).

    Attributes
    ----------
    valid_days : int
        Days from an assessment that was passed until the next is due.
    warn_days : int
        Days before, from which somebody is named as soon due.
    pass_share : Share
        Right answers of all from which an assessment is passed.
    least_answers : int
        An assessment of fewer answers counts for nothing.
    """

    file: ClassVar[str] = "assessment"

    valid_days: int = Field(ge=1)
    warn_days: int = Field(ge=0)
    pass_share: Share
    least_answers: int = Field(ge=1)
