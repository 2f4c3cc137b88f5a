"""Numbers that a customer is found by, as keyed hashes beside the events that name them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from arrears.store.log.bulk import insert_rows
from arrears.store.log.schema import CUSTOMER_INDEX
from arrears.store.secrets.sealing import sealer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

FIELDS = ("id_number", "phone", "card_number")
"""The case list's columns that a customer can be found by; the number of a contact is a phone."""
LENGTH = 32
"""Hex digits of a blind index that are kept: 128 bits tell any two numbers apart."""
_CHINA = re.compile(r"(?:\+|00)?86(?=1\d{10}$)")
_SEPARATORS = re.compile(r"[\s\-·().]")


def numbers_of(kind: str, payload: Mapping[str, Any]) -> dict[str, str]:
    """Give the numbers that an event names, by field.

    >>> numbers_of("placement", {"opening_fen": 1, "details": {"phone": "+86 138-0013-8000", "region": "上海"}})
    {'phone': '13800138000'}
    >>> numbers_of("contact", {"contact_point": "13800138000"}), numbers_of("note", {"text": "13800138000"})
    ({'phone': '13800138000'}, {})
    """
    found: Mapping[str, Any] = {}
    if kind == "placement":
        found = payload.get("details") or {}
    elif kind == "contact":
        found = {"phone": payload.get("contact_point")}
    return {field: plain(str(found[field])) for field in FIELDS if found.get(field)}


def plain(number: str) -> str:
    """Give a number as it is compared: no separators, no full-width forms, no country code before a mainland mobile."""
    return _CHINA.sub("", _SEPARATORS.sub("", unicodedata.normalize("NFKC", number)))


def blind_rows(
    connection: Connection, named: Iterable[tuple[int, str, Mapping[str, str]]]
) -> list[tuple[int, str, str, str]]:
    """Give the rows of the index of events, given as number, case and `numbers_of`."""
    sealer = sealer_of(connection)
    return [
        (seq, field, case_id, sealer.cipher.blind_index(number, field)[:LENGTH])
        for seq, case_id, numbers in named
        for field, number in numbers.items()
    ]


def index_rows(connection: Connection, named: Iterable[tuple[int, str, Mapping[str, str]]]) -> None:
    """Write the index of events, given as number, case and `numbers_of`."""
    insert_rows(connection, CUSTOMER_INDEX, blind_rows(connection, named))
