"""Erase a case's personal content lawfully: the payloads go, their hashes stay, and a tombstone says why.

The case number, kinds, times and actors of the events remain: they are what makes the chain, and name no person by themselves.
Backups and copies that were made before still hold what was erased.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import OperationalError

from arrears.errors import StoreError
from arrears.store.log.adding import add_events
from arrears.store.log.anchors import Head, Receipt
from arrears.store.log.bulk import insert_rows
from arrears.store.log.canonical import instant_text
from arrears.store.log.schema import CASE_ACCESS, CUSTOMER_INDEX, ERASURES, EVENTS, PAYLOADS, UNSCRUBBED
from arrears.store.log.writing import Draft, event_rows, last_event
from arrears.store.records import Erasure
from arrears.words import both

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine


_log = logging.getLogger("arrears.store")
_VACUUM_WAITS_MS = 5_000


def tombstone(case_id: str, now: datetime, *, reason: str, basis: str, actor: str, early: bool) -> Erasure:
    """Make the event that stays where the content of a case was; which events it covers is filled in on erasing.

    Raises
    ------
    StoreError
        If there is no reason, no legal basis or no actor.
    """
    for name, text in (("case", case_id), ("reason", reason), ("basis", basis), ("actor", actor)):
        if not text.strip():
            raise StoreError(both("store.access.erasing.erasure_needs", name=name))
    key = f"erasure-{secrets.token_hex(8)}"
    try:
        return Erasure(
            case_id=case_id,
            happened_at=now,
            actor=actor,
            key=key,
            first_to_last=(),
            reason=reason,
            basis=basis,
            early=early,
        )
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False))
        raise StoreError(both("store.access.erasing.erasure_s_too_long_not", fields=fields)) from None


def erase_payloads(connection: Connection, stone: Erasure) -> Receipt:
    """Erase what the events of a case say, within the caller's writing transaction.

    Raises
    ------
    StoreError
        If the case has nothing to erase.
    """
    found = (
        select(EVENTS.c.seq)
        .join(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq)
        .where(EVENTS.c.case_id == stone.case_id, EVENTS.c.kind != "erasure")
        .order_by(EVENTS.c.seq)
    )
    numbers = list(connection.execute(found).scalars())
    if not numbers:
        raise StoreError(both("store.access.erasing.case_has_nothing_erase", case_id=stone.case_id))
    seq, previous, _ = last_event(connection)
    event = stone.model_copy(update={"first_to_last": ranges(numbers)})
    at = instant_text(event.happened_at)
    row, payload = event_rows(Draft(event, event.payload(), at), seq + 1, at, previous)
    add_events(connection, [row], [payload])
    insert_rows(connection, ERASURES, [(number, seq + 1) for number in numbers])
    # Nobody has a case of which nothing is left to see.
    connection.execute(delete(CASE_ACCESS).where(CASE_ACCESS.c.case_id == stone.case_id))
    if connection.dialect.name != "sqlite":
        connection.execute(insert(UNSCRUBBED).values(seq=seq + 1))
    gone = select(ERASURES.c.seq).where(ERASURES.c.erased_by == seq + 1)
    connection.execute(delete(PAYLOADS).where(PAYLOADS.c.seq.in_(gone)))
    connection.execute(delete(CUSTOMER_INDEX).where(CUSTOMER_INDEX.c.seq.in_(gone)))
    return Receipt(Head(seq + 1, row.hash), event.happened_at, (event.key,), 1)


def scrub(engine: Engine) -> None:
    """Rewrite what deleted rows leave behind: SQLite zeroes it on deleting, but its log keeps it; PostgreSQL keeps dead rows."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = {_VACUUM_WAITS_MS}")
            last = connection.execute(select(func.max(UNSCRUBBED.c.seq))).scalar()
            try:
                connection.exec_driver_sql("VACUUM (FULL) payloads, customer_index")
                connection.execute(delete(UNSCRUBBED).where(UNSCRUBBED.c.seq <= (last or 0)))
            except OperationalError:
                # A reader that has forgotten to end holds the table; all others would queue behind a longer wait.
                _log.warning(
                    "内容已删除，但有连接正在读取，数据库文件中的旧页尚未清除；稍后请由所有者运行 arrears store repair --reason …"
                    " · the content is erased, but a connection is reading, so old pages of the database's file still hold it;"
                    " let the owner run arrears store repair --reason … later"
                )
            finally:
                connection.exec_driver_sql("SET lock_timeout = 0")
        return
    # Past the engine, which would begin a transaction first.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def ranges(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    """Write sorted numbers as ranges, first and last included.

    >>> ranges([1, 2, 3, 7, 9, 10])
    ((1, 3), (7, 7), (9, 10))
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)
