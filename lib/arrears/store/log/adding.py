"""Put events into the tables: on PostgreSQL through the one function that a login may call, on SQLite directly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from arrears.store.log.bulk import insert_rows
from arrears.store.log.schema import CUSTOMER_INDEX, EVENTS, PAYLOADS
from arrears.store.secrets.blind_index import blind_rows
from arrears.store.secrets.crypto import SealedFieldError
from arrears.store.secrets.key_check import demand_known_key
from arrears.store.secrets.sealing import opened, sealed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from arrears.store.secrets.sealing import Payload

_BIG, _TEXT = "%s::bigint[]", "%s::text[]"
_CASE, _KIND, _KEY, _CORRECTS = (EVENTS.columns.keys().index(name) for name in ("case_id", "kind", "key", "corrects"))
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
    assigned = _assigned(connection, rows, payloads)
    seqs, fields, blinds = [row[0] for row in index], [row[1] for row in index], [row[3] for row in index]
    connection.exec_driver_sql(_APPEND, (*columns, salts, bodies, assigned, seqs, fields, blinds))


def _assigned(connection: Connection, rows: Sequence[tuple[Any, ...]], payloads: Sequence[Payload]) -> list[str | None]:
    """Give for each event the login whose its case is from then on; None where it moves no case, empty where the case is nobody's.

    The database cannot read what is sealed, and must know whose each case is. An assignment that is declared void gives its case back
    to whoever had it before.
    """
    found: list[str | None] = [None] * len(rows)
    said: dict[str, tuple[str, str]] = {}
    gone = {row[_CORRECTS] for row in rows if row[_CORRECTS]}
    for place, (row, payload) in enumerate(zip(rows, payloads, strict=True)):
        if row[_KIND] == "assignment":
            found[place] = str(json.loads(payload.body).get("collector", ""))
            if row[_KEY] not in gone:
                said[row[_CASE]] = row[_KEY], str(found[place])
        elif row[_KIND] == "void" and _is_assignment(connection, row[_CORRECTS], rows):
            last = said.get(row[_CASE])
            found[place] = last[1] if last else _assigned_before(connection, row[_CASE], gone)
    return found


def _is_assignment(connection: Connection, key: str, rows: Sequence[tuple[Any, ...]]) -> bool:
    in_batch = next((row[_KIND] for row in rows if row[_KEY] == key), None)
    kind = in_batch or connection.execute(select(EVENTS.c.kind).where(EVENTS.c.key == key)).scalar()
    return bool(kind == "assignment")


def _assigned_before(connection: Connection, case_id: str, gone: set[str]) -> str:
    """Give who has a case by the last assignment that still stands; empty if none does."""
    stands = EVENTS.c.key.not_in(select(EVENTS.c.corrects).where(EVENTS.c.corrects.is_not(None)))
    chosen = (
        select(EVENTS.c.seq, EVENTS.c.key, PAYLOADS.c.body)
        .join(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq)
        .where(EVENTS.c.case_id == case_id, EVENTS.c.kind == "assignment", stands)
        .order_by(EVENTS.c.seq.desc())
    )
    for row in connection.execute(chosen):
        if row.key not in gone:
            try:
                return str(json.loads(str(opened(connection, row.seq, row.body))).get("collector", ""))
            except SealedFieldError:
                continue  # a row that cannot be read assigns nobody
    return ""
