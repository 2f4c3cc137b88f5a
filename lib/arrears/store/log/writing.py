"""Append events: all of a batch or none, each behind the last, none twice."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.log.adding import add_events
from arrears.store.log.anchors import Head, Receipt
from arrears.store.log.canonical import event_hash, instant_text, payload_hash, read_instant
from arrears.store.log.corrections import Corrections, Stored, stored_by
from arrears.store.log.expecting import refuse_stale
from arrears.store.log.schema import LOG_HEAD, META
from arrears.store.records import KINDS, Contact, Event, is_future
from arrears.store.secrets.blind_index import numbers_of
from arrears.store.secrets.sealing import Payload
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from arrears.policy.records import ClockSkew
    from arrears.store.log.expecting import Expectation


class Draft(NamedTuple):
    """An event that has been checked and written down, before it knows its place."""

    event: Event
    body: str
    happened_at: str


class Row(NamedTuple):
    """An event as its table holds it, column by column."""

    seq: int
    case_id: str
    kind: str
    happened_at: str
    recorded_at: str
    actor: str
    key: str
    corrects: str | None
    payload_hash: str
    previous_hash: str
    hash: str

    def with_body(self, body: str) -> Stored:
        """Give the event as it will be read back."""
        seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, _, _, hashed = self
        return Stored(seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, hashed, body)


def drafts(events: Iterable[Event | Mapping[str, Any]]) -> list[Draft]:
    """Check what is submitted, and write it down; done before any lock is taken.

    Raises
    ------
    StoreError
        If there is nothing, or something is no event; it names the position and the fields, never what they hold.
    """
    if isinstance(events, Event):
        events = (events,)
    batch = [_checked(event, position) for position, event in enumerate(events, start=1)]
    if not batch:
        raise StoreError(both("store.log.writing.there_no_event_store"))
    return [Draft(event, event.payload(), instant_text(event.happened_at)) for event in batch]


def _checked(event: Event | Mapping[str, Any], position: int) -> Event:
    if isinstance(event, Event):
        if type(event) not in KINDS.values():
            raise StoreError(f"event {position} is of kind {event.kind}, which only the store itself writes")
        return event
    kind = event.get("kind")
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise StoreError(both("store.log.writing.event_has_no_known_kind", position=position, known=known))
    try:
        return KINDS[kind].model_validate(dict(event))
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)
        )
        # The original error could quote what a person wrote.
        raise StoreError(both("store.log.writing.event_not_right", position=position, kind=kind, found=found)) from None


def demand_zones(batch: Iterable[Draft], home: str) -> None:
    """Refuse a contact that does not say in which zone its hours are counted, unless the profile has the one that stands for none.

    Raises
    ------
    StoreError
        It names the event by its key.
    """
    if home == Contact.model_fields["time_zone"].default:
        return
    for event in (draft.event for draft in batch):
        if isinstance(event, Contact) and "time_zone" not in event.model_fields_set:
            raise StoreError(
                both("store.log.writing.contact_has_no_time_zone", key=event.key, home=home),
            )


def last_event(connection: Connection) -> tuple[int, str, str]:
    """Give number, hash and time of the last event; of an empty store 0, its genesis hash and an empty time."""
    row = connection.execute(select(LOG_HEAD)).first()
    if row is None:
        return 0, str(connection.execute(select(META.c.value).where(META.c.key == "genesis")).scalar_one()), ""
    return row.seq, row.hash, row.recorded_at


def append(
    connection: Connection, batch: list[Draft], now: datetime, skew: ClockSkew, seen: Expectation | None = None
) -> Receipt:
    """Add a batch within the caller's writing transaction.

    Raises
    ------
    StoreError
        If a key was used for other content, a correction makes no sense, a time lies too far ahead, or a case is not as it was seen.
    """
    seq, previous, last_time = last_event(connection)
    recorded_at = instant_text(now)
    known = {event.key: event for event in stored_by(connection, "key", {draft.event.key for draft in batch})}
    corrected = sorted({draft.event.corrects for draft in batch if draft.event.corrects})
    corrections = Corrections(connection, corrected) if corrected else None
    rows: list[Row] = []
    payloads: list[Payload] = []
    named: list[tuple[int, str, dict[str, str]]] = []
    for draft in batch:
        if _is_known(draft, known):
            continue
        seq += 1
        row, payload = event_rows(draft, seq, recorded_at, previous)
        previous = row.hash
        event = row.with_body(draft.body)
        if corrections is not None:
            corrections.add(event)
        known[event.key] = event
        rows.append(row)
        payloads.append(payload)
        if numbers := numbers_of(draft.event.kind, vars(draft.event)):
            named.append((seq, event.case_id, numbers))
    warnings = _clock_warnings(batch, rows, now, last_time, skew)
    if rows and seen is not None:
        refuse_stale(connection, seen, rows, known.keys(), rows[0].seq - 1)
    if rows:
        add_events(connection, rows, payloads, named)
    keys = tuple(draft.event.key for draft in batch)
    last = max((known[key] for key in keys), key=lambda event: event.seq)
    return Receipt(Head(last.seq, last.hash), read_instant(last.recorded_at), keys, len(rows), warnings)


def _is_known(draft: Draft, known: Mapping[str, Stored]) -> bool:
    """Tell whether the same event stands there already; the same key with other content is refused."""
    event = draft.event
    there = known.get(event.key)
    if there is None:
        return False
    envelope = (event.case_id, event.kind, draft.happened_at, event.actor, event.corrects)
    same = envelope == (there.case_id, there.kind, there.happened_at, there.actor, there.corrects)
    # An erased payload cannot be compared any more; it must not come back by being sent again.
    if same and (there.body is None or there.body == draft.body):
        return True
    raise StoreError(
        both("store.log.writing.key_used_before_other_content", key=event.key),
    )


def event_rows(draft: Draft, seq: int, recorded_at: str, previous: str) -> tuple[Row, Payload]:
    """Give an event's row and its payload's row, at its place behind the previous hash."""
    event = draft.event
    salt = secrets.token_hex(16)
    fields = (
        seq,
        event.case_id,
        event.kind,
        draft.happened_at,
        recorded_at,
        event.actor,
        event.key,
        event.corrects,
        payload_hash(salt, draft.body),
        previous,
    )
    return Row(*fields, event_hash(fields)), Payload(seq, salt, draft.body)


def _clock_warnings(
    batch: list[Draft], rows: list[Row], now: datetime, last_time: str, skew: ClockSkew
) -> tuple[str, ...]:
    """Refuse a time far ahead of the store's clock, and say where clocks differ; the order of events is their number."""
    new = {row.key for row in rows}
    ahead = [
        draft.event
        for draft in batch
        if draft.event.key in new and is_future(draft.event.happened_at, now, skew.warn_seconds)
    ]
    for event in ahead:
        if is_future(event.happened_at, now, skew.refuse_seconds):
            raise StoreError(
                both(
                    "store.log.writing.event_would_happen_more_than",
                    key=event.key,
                    refuse_seconds=skew.refuse_seconds,
                    rule=skew.rule,
                ),
            )
    warnings = [
        f"event {event.key!r} lies ahead of the store's clock by more than {skew.warn_seconds} s" for event in ahead
    ]
    if rows and last_time > instant_text(now):
        warnings.append(f"the store's clock has gone back: its last event was recorded at {last_time}")
    return tuple(warnings)
