"""Events as the tests of the store write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from arrears.operations.agreements.events import step_event
from arrears.operations.agreements.standing import missing_for_force
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
    """What a careful intruder with the owner's rights does: the guards come off first, and go on again afterwards."""
    with store.engine.begin() as connection:
        guards = []
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            listed = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            guards = [tuple(row) for row in listed]
            for name, _ in guards:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        for _, guard in guards:
            connection.exec_driver_sql(guard)


def force_event(agreements, instalments, agreement_id, actor, at, policies):
    """Give the event with which an agreement comes into force; what is missing is refused."""
    one, dues = (table[table["agreement_id"] == agreement_id] for table in (agreements, instalments))
    found = missing_for_force(one, dues, at.astimezone(ZoneInfo(policies.profile.time_zone)).date(), policies)
    if one.empty or len(found):
        lacking = "; ".join(f"{row.en} ({row.rule})" for row in found.itertuples()) or "there is no such draft"
        raise ValueError(f"agreement {agreement_id} cannot come into force: {lacking}")
    return step_event(agreement_id, str(one["case_id"].iloc[0]), "signed", actor, at)
