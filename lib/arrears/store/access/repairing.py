"""Set damaged rows aside with a record, so that work goes on and each fault stays provable.

Nothing is deleted and nothing is rewritten: a ``repair`` event names each fault and a hash of the rows as they stand, readers pass
the rows over, and every later verification still shows them as known.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select

from arrears.errors import StoreError
from arrears.store.access.customers import reindex
from arrears.store.log.adding import add_events
from arrears.store.log.anchors import Head, Receipt
from arrears.store.log.canonical import instant_text
from arrears.store.log.guards import wanted_of_sqlite
from arrears.store.log.opening import make_empty
from arrears.store.log.schema import EVENTS, SET_ASIDE
from arrears.store.log.verify import digest_of
from arrears.store.log.writing import Draft, event_rows, last_event
from arrears.store.records import Repair
from arrears.store.secrets.key_check import FOUND, known_keys
from arrears.words import both

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from arrears.store.log.verify import Verification

_ROWS = {"CHANGED", "PAYLOAD_CHANGED", "PAYLOAD_FORM", "PAYLOAD_STRANGE", "OTHER_KEY"}
"""Faults of a row's own content: its figures must not count."""
_MADE_GOOD = {"GUARDS", "PAGES", "INDEX", "ACCESS", "RIGHTS", "UNSCRUBBED", "NO_HEADS"}
"""What is made anew from the log, the policy or this version's own tables, and leaves nothing to be put on record."""


class Mended(NamedTuple):
    """What a repair has done: the receipt of its event, None if there was nothing to record; how many rows it set aside; what it made anew."""

    receipt: Receipt | None
    aside: int
    anew: tuple[str, ...]


def repair(
    connection: Connection, found: Verification, anchors: list[Head], now: datetime, *, actor: str, reason: str
) -> Mended:
    """Put on record what a verification has found, within the caller's writing transaction.

    Raises
    ------
    StoreError
        If there is no reason or no actor.
    """
    for name, text in (("actor", actor), ("reason", reason)):
        if not text.strip():
            raise StoreError(both("store.access.repairing.repair_needs", name=name))
    _refuse_own_key(connection, found)
    anew = []
    codes = {finding.code for finding in found.findings}
    if connection.dialect.name == "sqlite" and codes & {"GUARDS", "PAGES"}:
        anew += _guards_of_sqlite(connection)
    receipt, aside = None, 0
    faults = [finding for finding in found.findings if finding.code not in _MADE_GOOD]
    if faults:
        told = tuple((each.code, each.first, each.last, digest_of(connection, each)) for each in faults)
        lost = {"CUT", "REWRITTEN"} & codes
        unmet = tuple(str(anchor) for anchor in anchors if lost and not _stands(connection, anchor))
        receipt = _record(connection, told, unmet, now, actor, reason)
        there = set(connection.execute(select(EVENTS.c.seq)).scalars())
        already = set(connection.execute(select(SET_ASIDE.c.seq)).scalars())
        rows = sorted({each.first for each in faults if each.code in _ROWS} & there - already)
        if rows:
            connection.execute(insert(SET_ASIDE), [{"seq": seq, "set_by": receipt.head.count} for seq in rows])
        aside = len(rows)
    if "INDEX" in codes or aside:
        reindex(connection)
        anew.append("customer_index")
    return Mended(receipt, aside, tuple(anew))


def _refuse_own_key(connection: Connection, found: Verification) -> None:
    """Refuse to set aside what only needs a key that is not at hand.

    Raises
    ------
    StoreError
        It names the key.
    """
    proven = {name for name, word in known_keys(connection).items() if word != FOUND}
    needed = sorted({each.what for each in found.findings if each.code == "OTHER_KEY"} & proven)
    if needed:
        keys = ", ".join(needed)
        raise StoreError(
            both("store.access.repairing.key_store_s_own_only", keys=keys),
        )


def _record(
    connection: Connection,
    faults: tuple[tuple[str, int, int, str], ...],
    anchors: tuple[str, ...],
    now: datetime,
    actor: str,
    reason: str,
) -> Receipt:
    key = f"repair-{secrets.token_hex(8)}"
    event = Repair(case_id="", happened_at=now, actor=actor, key=key, faults=faults, anchors=anchors, reason=reason)
    seq, previous, _ = last_event(connection)
    at = instant_text(now)
    row, payload = event_rows(Draft(event, event.payload(), at), seq + 1, at, previous)
    add_events(connection, [row], [payload])
    return Receipt(Head(seq + 1, row.hash), now, (key,), 1)


def _stands(connection: Connection, anchor: Head) -> bool:
    return connection.execute(select(EVENTS.c.hash).where(EVENTS.c.seq == anchor.count)).scalar() == anchor.hash


def _guards_of_sqlite(connection: Connection) -> list[str]:
    """Make indexes and triggers of a SQLite store as this version makes them, where they are missing or differ."""
    connection.exec_driver_sql("REINDEX")
    wanted = wanted_of_sqlite(make_empty)
    listed = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    found = {(row.type, row.name): row.sql for row in connection.exec_driver_sql(listed)}
    made: list[str] = []
    for (kind, name), sql in found.items():
        if wanted.get((kind, name)) != sql:
            connection.exec_driver_sql(f'DROP {kind} "{name}"')
            made += [] if (kind, name) in wanted else [f"- {kind} {name}"]
    for (kind, name), sql in wanted.items():
        if kind in {"index", "trigger"} and found.get((kind, name)) != sql:
            connection.exec_driver_sql(sql)
            made.append(f"{kind} {name}")
    return made
