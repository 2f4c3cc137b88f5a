"""The event log: tables that only grow, and triggers that keep them so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_REFUSALS = {
    "events": ("UPDATE", "DELETE"),
    "payloads": ("UPDATE",),
    "erasures": ("UPDATE", "DELETE"),
    "store_meta": ("UPDATE", "DELETE"),
}
_ONLY_GROWS = "arrears: {table} only grows; record a correction as a new event"
_NOT_NEXT = "arrears: an event must follow the last one and bring a new key"
_KEEP = "arrears: a payload may only go after an erasure event names it"
_TAKEN = "arrears: {table} holds that row already"


def upgrade() -> None:
    """Make the tables, then their guards."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_guards()
    else:
        _postgresql_guards()


def downgrade() -> None:
    """Refuse: history is not taken away."""
    raise NotImplementedError("the first version of a store has nothing before it; restore a backup instead")


def _tables() -> None:
    op.create_table(
        "store_meta", sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False)
    )
    op.create_table(
        "events",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("case_id", "kind", "happened_at", "recorded_at", "actor")
        ),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("corrects", sa.String),
        *(sa.Column(name, sa.String, nullable=False) for name in ("payload_hash", "previous_hash", "hash")),
    )
    op.create_index("events_of_a_case", "events", ["case_id", "seq"])
    op.create_index("events_of_a_kind", "events", ["kind", "seq"])
    op.create_index("events_corrected", "events", ["corrects"])
    op.create_table(
        "payloads",
        sa.Column("seq", _SEQ, sa.ForeignKey("events.seq"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "erasures",
        sa.Column("seq", _SEQ, sa.ForeignKey("events.seq"), primary_key=True, autoincrement=False),
        sa.Column("erased_by", _SEQ, sa.ForeignKey("events.seq"), nullable=False),
    )


def _sqlite_guards() -> None:
    for table, verbs in _REFUSALS.items():
        for verb in verbs:
            _sqlite_trigger(f"{table}_no_{verb.lower()}", f"{verb} ON {table}", None, _ONLY_GROWS.format(table=table))
    # INSERT OR REPLACE deletes the old row without firing a DELETE trigger; a BEFORE INSERT trigger fires first.
    _sqlite_trigger(
        "events_next",
        "INSERT ON events",
        "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)"
        " OR NEW.previous_hash <> coalesce((SELECT hash FROM events WHERE seq = NEW.seq - 1),"
        " (SELECT value FROM store_meta WHERE key = 'genesis'))"
        " OR EXISTS (SELECT 1 FROM events WHERE key = NEW.key)",
        _NOT_NEXT,
    )
    for table, key in (("payloads", "seq"), ("erasures", "seq"), ("store_meta", "key")):
        found = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  # names of our own
        _sqlite_trigger(f"{table}_new", f"INSERT ON {table}", found, _TAKEN.format(table=table))
    _sqlite_trigger(
        "payloads_kept", "DELETE ON payloads", "NOT EXISTS (SELECT 1 FROM erasures WHERE seq = OLD.seq)", _KEEP
    )


def _sqlite_trigger(name: str, on: str, when: str | None, message: str) -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(f"CREATE TRIGGER {name} BEFORE {on} {condition}BEGIN SELECT RAISE(ABORT, '{message}'); END")


def _postgresql_guards() -> None:
    for table, verbs in _REFUSALS.items():
        _postgresql_function(f"{table}_only_grows", f"RAISE EXCEPTION '{_ONLY_GROWS.format(table=table)}';")
        for verb in verbs:
            _postgresql_trigger(f"{table}_no_{verb.lower()}", f"{verb} ON {table} FOR EACH ROW", f"{table}_only_grows")
        _postgresql_trigger(f"{table}_no_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT", f"{table}_only_grows")
    follows = (
        "NEW.seq = (SELECT coalesce(max(seq), 0) + 1 FROM events) AND NEW.previous_hash = coalesce("
        "(SELECT hash FROM events WHERE seq = NEW.seq - 1), (SELECT value FROM store_meta WHERE key = 'genesis'))"
    )
    _postgresql_check("events_next", follows, _NOT_NEXT, "NEW")
    _postgresql_trigger("events_next", "INSERT ON events FOR EACH ROW", "events_next")
    _postgresql_check("payloads_kept", "EXISTS (SELECT 1 FROM erasures WHERE seq = OLD.seq)", _KEEP, "OLD")
    _postgresql_trigger("payloads_kept", "DELETE ON payloads FOR EACH ROW", "payloads_kept")


def _postgresql_function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$")


def _postgresql_check(name: str, condition: str, message: str, row: str) -> None:
    body = f"IF ({condition}) IS NOT TRUE THEN RAISE EXCEPTION '{message}'; END IF; RETURN {row};"
    _postgresql_function(name, body)


def _postgresql_trigger(name: str, on: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {on} EXECUTE FUNCTION {function}()")
