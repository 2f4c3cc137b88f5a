"""Records of how money that comes in is tied to cases, how long a claim waits, and what a case list says by what it leaves out."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from arrears.policy.records.base import Record


class PaymentMatching(Record):
    """How a row of the bank's payment file finds its case."""

    file: ClassVar[str] = "payment_matching"

    customer_order: Literal["oldest_due", "bank"]
    """Over the cards of a customer: the oldest due first, or in the order of the bank's list."""
    promise_days: int = Field(ge=0)
    """Days before and after a promised or instalment day within which a payment of exactly its amount is taken for it."""
    list_days: int = Field(ge=0)
    """Days within which a payment seen in a list and one of the bank's file are one."""
    reversal_words: tuple[str, ...] = Field(min_length=1)
    """What a row's memo says where it takes a payment back."""
    strangers: int = Field(ge=1)
    """From so many rows on, a file of which none names a case is taken for another bank's."""


class Claims(Record):
    """How long a claim 客户称已还款 waits for the money."""

    file: ClassVar[str] = "claims"

    verify_days: int = Field(ge=0)
    """Days after the day that the customer names within which the money must come; so long the chase rests."""
    early_days: int = Field(ge=0)
    """Days before that day from which money counts for the claim."""


class ListsRead(Record):
    """What a case list says by what it leaves out."""

    file: ClassVar[str] = "lists_read"

    whole: bool
    """Whether a list holds every case that is still placed, so that one that is missing has left."""
    on_leaving: Literal["close", "ask"]
    """Whether a case that left is closed, or only asked about."""
    most_leaving: float = Field(gt=0, le=1)
    """The share of the known cases from which a list without them is asked about and closes none."""
