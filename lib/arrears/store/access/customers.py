"""Find a customer's cases by id number, phone or card without opening what is sealed.

Beside each event that names such a number stands its blind index: a keyed hash, which only who has the key can compute. Equal
numbers can be told to be equal, nothing more. The index is no part of the chain: it can be made again from the log at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import delete, select

from arrears.errors import StoreError
from arrears.store.log.reading import read_events
from arrears.store.log.schema import CUSTOMER_INDEX, EVENTS
from arrears.store.secrets.blind_index import LENGTH, index_rows, numbers_of, plain
from arrears.store.secrets.key_check import demand_known_key
from arrears.store.secrets.sealing import sealer_of
from arrears.store.state.listed import last_listed
from arrears.store.state.views import superseded
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_KINDS = ("placement", "contact")


def find(connection: Connection, wanted: Mapping[str, str | None]) -> pd.DataFrame:
    """Give the cases that name one of the numbers; see `arrears.store.Store.find_customer`.

    Raises
    ------
    StoreError
        If no number is given.
    """
    given = {field: plain(number) for field, number in wanted.items() if number and number.strip()}
    if not given:
        raise StoreError(both("store.access.customers.give_id_number_phone_card"))
    cipher = sealer_of(connection).cipher
    gone = superseded(connection)
    rows: set[tuple[str, str]] = set()
    for field, number in given.items():
        query = select(CUSTOMER_INDEX.c.case_id, EVENTS.c.key).join(EVENTS, EVENTS.c.seq == CUSTOMER_INDEX.c.seq)
        # While keys are being changed, what was written under an older one is found as well.
        blind = [index[:LENGTH] for index in cipher.blind_indexes(number, field)]
        query = query.where(CUSTOMER_INDEX.c.field == field, CUSTOMER_INDEX.c.blind.in_(blind))
        rows |= {(row.case_id, field) for row in connection.execute(query) if row.key not in gone}
    return pd.DataFrame(sorted(rows), columns=["case_id", "field"], dtype="str")


def strange_entries(connection: Connection) -> list[int]:
    """Give the numbers of the events whose index differs from what they name, under any of the keys."""
    cipher = sealer_of(connection).cipher
    rows = connection.execute(select(CUSTOMER_INDEX))
    found = {(int(row.seq), str(row.field)): (str(row.case_id), str(row.blind)) for row in rows}
    strange = set()
    for seq, case_id, numbers in _named(connection):
        for field, number in numbers.items():
            case, blind = found.pop((seq, field), ("", ""))
            if case != case_id or blind not in {index[:LENGTH] for index in cipher.blind_indexes(number, field)}:
                strange.add(seq)
    return sorted(strange | {seq for seq, _ in found})


def _named(connection: Connection) -> list[tuple[int, str, dict[str, str]]]:
    events = read_events(connection, "UTC", kinds=_KINDS)
    columns = (events[name] for name in ("seq", "case_id", "kind", "payload"))
    return [
        (int(seq), str(case_id), numbers_of(kind, payload))
        for seq, case_id, kind, payload in zip(*columns, strict=True)
    ]


def reindex(connection: Connection) -> int:
    """Make the whole index again from the log under the current key; gives how many numbers it holds."""
    demand_known_key(connection)
    connection.execute(delete(CUSTOMER_INDEX))
    named = _named(connection)
    index_rows(connection, named)
    return sum(len(numbers) for _, _, numbers in named)


def customer_names(connection: Connection) -> dict[str, str]:
    """Give the name that each case's last placement knows its holder by."""
    details = last_listed(connection, "UTC")["details"]
    return {
        str(case_id): str(held["customer_name"])
        for case_id, held in details.items()
        if isinstance(held, dict) and held.get("customer_name")
    }
