"""The tables of a store. Migrations make them; what guards them is made there too (see `migrations/`).

Personal content stands in ``payloads`` alone, and ``events`` holds its hash: erasing a payload leaves the chain as it is.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, column, table

metadata = MetaData()

# SQLite numbers rows by INTEGER PRIMARY KEY only; both hold 64 bits.
SEQ = BigInteger().with_variant(Integer(), "sqlite")

META = Table("store_meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

EVENTS = Table(
    "events",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("case_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("happened_at", String, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("corrects", String),
    Column("payload_hash", String, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)

PAYLOADS = Table(
    "payloads",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("salt", String, nullable=False),
    Column("body", Text, nullable=False),
)

ERASURES = Table(
    "erasures",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("erased_by", SEQ, nullable=False),
)
"""Which payload an erasure event has erased; the guard lets a payload go only once it stands here."""

HASHED = tuple(column.name for column in EVENTS.columns)[:-1]
"""The fields of an event that its hash covers: all of them."""

CASE_ACCESS = Table(
    "case_access", metadata, Column("case_id", String, primary_key=True), Column("collector", String, nullable=False)
)
"""Whose each case is, for row-level security; `arrears.store.access.grants.assign_rows` fills it from the log."""

SET_ASIDE = Table(
    "set_aside",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("set_by", SEQ, nullable=False),
)
"""Damaged rows that a repair has set aside, and the event that says so: readers pass them over, a verification still shows them."""

UNSCRUBBED = table("unscrubbed", column("seq"))
"""Erasures on PostgreSQL whose dead rows may still stand in the database's file; there is no such table on SQLite."""

LOG_HEAD = table("log_head", column("seq"), column("hash"), column("recorded_at"))
"""The last event's number, hash and time: all that a writer must know of others' events."""

CUSTOMER_INDEX = Table(
    "customer_index",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("field", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("blind", String, nullable=False),
)
"""Which event names which number, as a keyed hash; see `arrears.store.access.customers`."""
