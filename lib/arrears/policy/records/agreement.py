"""Records of individual instalment agreements: when one may be made, what it holds, and how consent is shown (CN-70)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record
from arrears.policy.records.unfit import UnfitError


class AgreementTerms(Record):
    """When an individual instalment agreement may be made, and who agrees to it for the bank (CN-70a)."""

    file: ClassVar[str] = "agreement_terms"

    needs_debt_above_capacity: bool
    """Whether only a debt that exceeds what the holder can pay may be agreed upon."""
    capacity_months: int = Field(ge=1)
    """How many months of what the holder can pay are the holder's capacity."""
    needs_willingness: bool
    """Whether the holder must have said to be willing to pay."""
    most_days_to_first_due: int = Field(ge=1)
    """Days from the day it comes into force to its first instalment, so that the longest term cannot be stretched."""
    needs_second_person: bool
    """Whether somebody other than who drafted it and who took the consent approves it."""
    needs_affordable: bool
    """Whether no instalment may be above what the holder can pay a month."""


class Content(Frozen):
    """One thing that an agreement must say.

    Attributes
    ----------
    key : str
        Its column in a table of agreements (an amount's ends with ``_fen``), or ``instalments``.
    kind : str
        text, amount and count must be there; yes_no must be stated, whichever it is; yes must be stated and be yes.
    zh, en : str
        Its name for people.
    """

    key: str
    kind: Literal["text", "amount", "count", "yes_no", "yes", "instalments"]
    zh: str
    en: str


class AgreementContents(Record):
    """What an agreement must say before it can come into force (CN-70b)."""

    file: ClassVar[str] = "agreement_contents"

    contents: tuple[Content, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [content.key for content in self.contents]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise UnfitError("contents_once", twice=", ".join(twice))
        return self


class Way(Frozen):
    """One way to consent and what must show it."""

    key: str
    zh: str
    en: str
    evidence: Literal["document", "recording"]


class AgreementConsent(Record):
    """How a holder's consent is recorded, and how long its evidence is kept (CN-70c)."""

    file: ClassVar[str] = "agreement_consent"

    ways: tuple[Way, ...] = Field(min_length=1)
    recordings_kept_until_settled: bool
    """Whether a recording is kept at least until the debt is settled."""
