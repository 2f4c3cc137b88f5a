"""Records of what a customer is asked about: the cause of the arrears, and the facts that a purpose asks for (A2, B4, C4)."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record
from arrears.policy.records.unfit import UnfitError


class Cause(Frozen):
    """One cause of arrears.

    Attributes
    ----------
    key : str
        Its word in the store.
    zh, en : str
        What people call it.
    hardship : bool
        Whether it is a hardship, which leads to the hardship path.
    proof : bool
        Whether the house asks for a proof of it.
    """

    key: str
    zh: str
    en: str
    hardship: bool = False
    proof: bool = False


class Causes(Record):
    """The causes of arrears that a collector chooses from; words of the customer's own stand beside them."""

    file: ClassVar[str] = "causes"

    causes: tuple[Cause, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [cause.key for cause in self.causes]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise UnfitError("causes_once", twice=", ".join(twice))
        return self

    def find(self, key: str) -> Cause | None:
        """Give the cause with a key, or None."""
        return next((cause for cause in self.causes if cause.key == key), None)


class Purpose(Frozen):
    """What a fact may be asked for."""

    key: str
    zh: str
    en: str


class HouseholdFacts(Record):
    """Which facts of a household may be recorded, and for which purposes (least scope)."""

    file: ClassVar[str] = "household_facts"

    purposes: tuple[Purpose, ...] = Field(min_length=1)
    """The purposes that there are; the first is taken where none is named."""
    only_for: dict[str, tuple[str, ...]]
    """Facts that are recorded for some purposes alone, such as assets; the keys of the purposes."""
    most_characters: int = Field(ge=1)
    """How long a fact in words may be: a summary, no copy of papers."""
    most_digits: int = Field(ge=1)
    """A fact in words with more digits in a row holds a number of an account or a paper, and is refused."""

    @model_validator(mode="after")
    def _purposes_are_known(self) -> Self:
        known = {purpose.key for purpose in self.purposes}
        unknown = sorted({key for keys in self.only_for.values() for key in keys} - known)
        if unknown:
            raise UnfitError("only_for", unknown=", ".join(unknown))
        return self
