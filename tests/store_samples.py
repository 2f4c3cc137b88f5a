"""Events as the tests of the store write them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from arrears.store.records import Contact, NoteEvent, Payment, Placement, Reversal

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""
LATER = NOON + timedelta(minutes=5)


def envelope(key, case_id="A1", at=NOON, actor="li"):
    return {"case_id": case_id, "happened_at": at, "actor": actor, "key": key}


def contact(key, case_id="A1", at=NOON, **fields):
    return Contact(**envelope(key, case_id, at), channel="call", outcome="no_answer", **fields)


def note(key, text="客户来电", case_id="A1", at=NOON):
    return NoteEvent(**envelope(key, case_id, at), text=text)


def placement(key, opening_fen, case_id="A1", at=NOON, **fields):
    return Placement(**envelope(key, case_id, at), opening_fen=opening_fen, **fields)


def payment(key, amount_fen=500_00, case_id="A1", at=NOON, **fields):
    return Payment(**envelope(key, case_id, at), amount_fen=amount_fen, **fields)


def reversal(key, of, amount_fen=500_00, case_id="A1", at=NOON):
    return Reversal(**envelope(key, case_id, at), corrects=of, amount_fen=amount_fen, reason="退票")


def tamper(store, *statements):
    """What an intruder with the owner's rights does: the guards come off first."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
