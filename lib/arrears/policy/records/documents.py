"""Records of what documents say about the house that sends them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record


class Sender(Record):
    """Who writes to card holders (CN-69: ways to query, to pay and to object, the bank's contact)."""

    file: ClassVar[str] = "sender"

    name: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)
    phone: str = Field(min_length=1)
    """Where to call: best the number on the card."""
    phone_zh: str = Field(min_length=1)
    pay: str = Field(min_length=1)
    """How the holder can pay."""
    pay_zh: str = Field(min_length=1)
    object: str = Field(min_length=1)
    """How the holder can object."""
    object_zh: str = Field(min_length=1)
    full_name: tuple[str, ...] = ("letter",)
    """Channels, by the words of a contact log, in whose texts the holder's name stands in full; elsewhere it is masked."""
