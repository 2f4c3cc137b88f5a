"""Records of days past due, buckets, loan classes and treatment stages."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import (
    Frozen,
    Record,
    Share,
)
from arrears.policy.records.unfit import UnfitError

CHANNELS = ("phone", "sms", "email", "letter", "visit")
"""Ways to reach the debtor."""
Channel = Literal["phone", "sms", "email", "letter", "visit"]


class Banded(Record):
    """A scale of days past due: band ``i`` begins on day ``begins[i]`` and ends before the next begins."""

    begins: tuple[int, ...]

    @model_validator(mode="after")
    def _begins_rise_from_zero(self) -> Self:
        if not self.begins or self.begins[0] != 0 or any(a >= b for a, b in pairwise(self.begins)):
            raise UnfitError("begins", begins=list(self.begins))
        return self

    def one_a_band(self, *columns: str) -> None:
        """Check that each of these keys has one entry a band.

        Raises
        ------
        ValueError
            If one has more or fewer.
        """
        for column in columns:
            entries = len(getattr(self, column))
            if entries != len(self.begins):
                raise UnfitError("one_a_band", column=column, bands=len(self.begins), entries=entries)


class DaysPastDue(Record):
    """How days past due are counted (RULES: DPD)."""

    file: ClassVar[str] = "days_past_due"

    due_day_counts: Literal[0, 1]
    """0: the day after the due day is day 1. 1: the due day itself is day 1."""


class Buckets(Banded):
    """Ageing buckets M0 … M7+."""

    file: ClassVar[str] = "buckets"

    labels: tuple[str, ...]

    @model_validator(mode="after")
    def _one_label_a_band(self) -> Self:
        self.one_a_band("labels")
        return self


class LoanClass(Banded):
    """Five-class risk scale."""

    file: ClassVar[str] = "loan_class"

    labels_zh: tuple[str, ...]
    labels_en: tuple[str, ...]

    @model_validator(mode="after")
    def _one_label_a_band(self) -> Self:
        self.one_a_band("labels_zh", "labels_en")
        return self


class Contagion(Record):
    """Whether one customer's worst account sets the class of all of them."""

    file: ClassVar[str] = "contagion"

    applies: bool
    share_of_total: Share
    """A class spreads if the accounts in it or worse hold at least this share of what the customer owes."""
    from_class: str
    """English label of the mildest class that spreads; on a scale without it nothing spreads."""


class Stages(Banded):
    """Treatment stages of the house."""

    file: ClassVar[str] = "stages"

    keys: tuple[str, ...]
    labels_zh: tuple[str, ...]
    labels_en: tuple[str, ...]

    @model_validator(mode="after")
    def _one_entry_a_band(self) -> Self:
        self.one_a_band("keys", "labels_zh", "labels_en")
        return self


class Measure(Frozen):
    """What may be done in a stage, and what is said (guideline B3)."""

    stage: str
    channels: tuple[Channel, ...] = Field(min_length=1)
    """In the order in which they are tried."""
    action: str
    action_zh: str
    explain: str
    explain_zh: str
    every_days: int = Field(ge=1)
    """Days between two contacts that the stage plans for."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that the measure rests on."""


class StageMeasures(Record):
    """The measures that belong to each stage (guideline item B3)."""

    file: ClassVar[str] = "stage_measures"

    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _one_measure_a_stage(self) -> Self:
        stages = [measure.stage for measure in self.measures]
        if len(set(stages)) != len(stages):
            raise UnfitError("stage_measures", stages=stages)
        return self


class Tolerance(Record):
    """A residue at or below which a case is not kept open."""

    file: ClassVar[str] = "tolerance"

    residue_fen: int = Field(ge=0)
    """In hundredths of the profile's currency."""
