"""Records of which cases are one person's, and what is known of a person on one card and holds on every other."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Record
from arrears.policy.records.unfit import UnfitError

Key = Literal["id_number", "customer_id", "name_and_phone"]


class CustomerLinks(Record):
    """What makes two cases one person's."""

    file: ClassVar[str] = "customer_links"

    keys: tuple[Key, ...] = Field(min_length=1)
    """Any of these that two cases share makes them one person's."""
    traditional_counts_as_simplified: bool
    """Whether names in traditional and simplified characters are equal."""
    no_numbers: tuple[str, ...]
    """What stands in a column of numbers and is none; zeros alone are none either."""


class CustomerStops(Record):
    """What follows the person to every card, what follows the number, and what stays with the account."""

    file: ClassVar[str] = "customer_stops"

    follows_person: tuple[str, ...]
    follows_contact_point: tuple[str, ...]
    """On the person's other cards only where they have the same phone."""
    stays_with_account: tuple[str, ...]

    @model_validator(mode="after")
    def _each_is_named_once(self) -> Self:
        named = Counter((*self.follows_person, *self.follows_contact_point, *self.stays_with_account))
        again = sorted(name for name, times in named.items() if times > 1)
        if again:
            raise UnfitError("flag_once", again=", ".join(again))
        return self
