"""Records of escalation: when a legal measure may be asked for, who is heard first, what a court charges, and its terms (B6, C8)."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Rate, Record, Share
from arrears.policy.records.unfit import UnfitError


class Named(Frozen):
    """A thing with its key and its words."""

    key: str
    zh: str
    en: str


class CourtStep(Named):
    """A step of a court, and what comes after it.

    Attributes
    ----------
    term : str, optional
        The figure of the provision ``leg`` that says until when, such as ``objection_days`` or ``enforcement_years``.
    then_zh, then_en : str
        What is to happen by then, or next.
    """

    term: str | None = None
    then_zh: str = ""
    then_en: str = ""


class EscalationTerms(Record):
    """When a legal measure may be asked for, and what must be known first."""

    file: ClassVar[str] = "escalation"

    least_days_past_due: int = Field(ge=0)
    valid_days: int = Field(gt=0)
    """An older assessment is made anew before anybody decides."""
    near_days: int = Field(gt=0)
    """From so many days before it a term of a court or of limitation is on the lead's home page."""
    effective_contacts: int = Field(ge=0)
    """So many conversations or written demands stand in the log before a measure is asked for."""
    cost_share: Rate
    """Where court costs are above this share of what is expected to come in, the assessment says so."""
    begins: tuple[int, ...]
    """First day past due of each age, from 0."""
    recovered: tuple[Share, ...]
    """The share of what is owed that a measure is expected to bring in, one an age."""
    blocked_by: tuple[str, ...]
    """Flags of the person under which no measure is asked for."""
    measures: tuple[Named, ...] = Field(min_length=1)
    departments: tuple[Named, ...] = Field(min_length=1)
    """Who is heard before anybody decides."""
    steps: tuple[CourtStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ages_rise_from_zero(self) -> Self:
        if len(self.begins) != len(self.recovered) or not self.begins or self.begins[0] != 0:
            raise UnfitError("begins_shares")
        if any(a >= b for a, b in pairwise(self.begins)):
            raise UnfitError("begins_rise", begins=list(self.begins))
        return self


class FeeScale(Frozen):
    """A fee that grows by parts of the amount; see `arrears.rules.court_fee`."""

    flat_fen: int = Field(ge=0)
    above: tuple[int, ...] = Field(min_length=1)
    rates: tuple[Rate, ...]
    most_fen: int | None = None

    @model_validator(mode="after")
    def _parts_rise(self) -> Self:
        if len(self.above) != len(self.rates) or any(a >= b for a, b in pairwise(self.above)):
            raise UnfitError("above_rises")
        return self


class CourtFees(Record):
    """What a court charges for a suit, for enforcement and for preserving property; a payment order costs a part of a suit."""

    file: ClassVar[str] = "court_fees"

    suit: FeeScale
    enforcement: FeeScale
    preservation: FeeScale
    order_parts: int = Field(gt=0)
    """A payment order costs the suit's fee divided by this."""
