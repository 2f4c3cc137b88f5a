"""Record of how much of personal data stays readable."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record
from arrears.policy.records.unfit import UnfitError


class ShownPart(Frozen):
    """Characters shown at either end, and how many are covered at least."""

    first: int = Field(ge=0)
    last: int = Field(ge=0)
    hidden: int = Field(ge=1)


class Masking(Record):
    """What stays readable of each kind (CN-MASK, PCI)."""

    file: ClassVar[str] = "masking"

    name: ShownPart
    id: ShownPart
    phone: ShownPart
    card: ShownPart
    email: ShownPart
    address: ShownPart
    card_at_most: tuple[int, int]
    """First and last digits of a card that may be shown at all; more needs a documented role (PCI)."""

    @model_validator(mode="after")
    def _card_shows_no_more_than_the_industry_allows(self) -> Self:
        first, last = self.card_at_most
        if self.card.first > first or self.card.last > last:
            raise UnfitError("card_digits", first=first, last=last)
        return self
