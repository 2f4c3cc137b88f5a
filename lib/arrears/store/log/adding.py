"""Put events into the tables: on PostgreSQL through the one function that a login may call, on SQLite directly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arrears.store.log.bulk import insert_rows
from arrears.store.log.schema import CUSTOMER_INDEX, EVENTS, PAYLOADS
from arrears.store.secrets.blind_index import blind_rows
from arrears.store.secrets.key_check import demand_known_key
from arrears.store.secrets.sealing import sealed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from arrears.store.secrets.sealing import Payload

_BIG, _TEXT = "%s::bigint[]", "%s::text[]"
_KIND = EVENTS.columns.keys().index("kind")
_APPEND = f"SELECT append_events({', '.join([_BIG, *[_TEXT] * 13, _BIG, _TEXT, _TEXT])})"


def add_events(
    connection: Connection,
    rows: Sequence[tuple[Any, ...]],
    payloads: Sequence[Payload],
    named: Sequence[tuple[int, str, Mapping[str, str]]] = (),
) -> None:
    """Add events with what they say and the numbers that they name, within the caller's writing transaction.

    Parameters
    ----------
    rows : sequence of tuple
        Events, in the order of their table's columns and of their numbers.
    payloads : sequence of Payload
        What each says, not sealed yet.
    named : sequence of (number, case, numbers by field)
        As `arrears.store.secrets.blind_index.numbers_of` gives the numbers.
    """
    if not rows:
        return
    demand_known_key(connection)
    sealed = sealed_rows(connection, payloads)
    index = blind_rows(connection, named)
    if connection.dialect.name == "sqlite":
        insert_rows(connection, EVENTS, rows)
        insert_rows(connection, PAYLOADS, sealed)
        insert_rows(connection, CUSTOMER_INDEX, index)
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    salts, bodies = [payload.salt for payload in sealed], [payload.body for payload in sealed]
    assigned = [_assigned(row, payload) for row, payload in zip(rows, payloads, strict=True)]
    seqs, fields, blinds = [row[0] for row in index], [row[1] for row in index], [row[3] for row in index]
    connection.exec_driver_sql(_APPEND, (*columns, salts, bodies, assigned, seqs, fields, blinds))


def _assigned(row: tuple[Any, ...], payload: Payload) -> str | None:
    """Give the login that an assignment names: the database cannot read what is sealed, and must know whose each case is."""
    if row[_KIND] != "assignment":
        return None
    return str(json.loads(payload.body).get("collector", ""))
