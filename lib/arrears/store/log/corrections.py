"""What may correct what: history is mended by new events, and each mending must make sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.log.schema import EVENTS, PAYLOADS
from arrears.store.secrets.crypto import SealedFieldError
from arrears.store.secrets.sealing import opened
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

_CHUNK = 500
"""Keys asked for at once: below every database's limit of parameters."""


class Stored(NamedTuple):
    """An event as it stands in the store, or is about to; ``body`` is None where its payload was erased."""

    seq: int
    case_id: str
    kind: str
    happened_at: str
    recorded_at: str
    actor: str
    key: str
    corrects: str | None
    hash: str
    body: str | None

    @property
    def amount_fen(self) -> int:
        """Its amount; 0 where there is none or it was erased."""
        return int(json.loads(self.body or "{}").get("amount_fen", 0))


STORED_COLUMNS = Stored._fields[:-1]


def stored_by(connection: Connection, column: str, values: Iterable[str]) -> Iterator[Stored]:
    """Give the events whose key (or whose corrected key) is one of these."""
    base = select(*(EVENTS.c[name] for name in STORED_COLUMNS), PAYLOADS.c.body).outerjoin(
        PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq
    )
    wanted = list(values)
    for start in range(0, len(wanted), _CHUNK):
        chosen = base.where(EVENTS.c[column].in_(wanted[start : start + _CHUNK])).order_by(EVENTS.c.seq)
        for row in connection.execute(chosen):
            event = Stored._make(row)
            yield event._replace(body=_told(connection, event))


def _told(connection: Connection, event: Stored) -> str | None:
    try:
        return opened(connection, event.seq, event.body)
    except SealedFieldError:
        return None  # as if erased: a damaged row must not stop others from being stored


class Corrections:
    """The events that a batch corrects, and what has corrected them so far."""

    def __init__(self, connection: Connection, targets: Sequence[str]) -> None:
        self.events = {event.key: event for event in stored_by(connection, "key", targets)}
        self.by_target: dict[str, list[Stored]] = {}
        mended = list(stored_by(connection, "corrects", self.events))
        # A reversal may itself have been declared void.
        again = list(stored_by(connection, "corrects", [event.key for event in mended]))
        for event in (*mended, *again):
            self._note(event)

    def add(self, event: Stored) -> None:
        """Check an event of the batch and count it in.

        Raises
        ------
        StoreError
            If it corrects what is not there, is another case's or kind's, or was corrected before.
        """
        if event.corrects is not None:
            self._check(event, event.corrects)
            self._note(event)
        self.events[event.key] = event

    def _note(self, event: Stored) -> None:
        self.by_target.setdefault(str(event.corrects), []).append(event)

    def _check(self, event: Stored, key: str) -> None:
        target = self.events.get(key)
        if target is None:
            raise _refused(event, *both("store.log.corrections.there_no_event_before", key=key))
        if target.case_id != event.case_id:
            raise _refused(event, *both("store.log.corrections.event_belongs_another_case", key=key))
        if target.body is None:
            raise _refused(event, *both("store.log.corrections.event_erased", key=key))
        final = [other for other in self.by_target.get(key, []) if other.kind != "reversal"]
        if final:
            last = final[-1].key
            raise _refused(
                event,
                *both("store.log.corrections.event_replaced_correct_one", key=key, last=last),
            )
        if event.kind == "reversal":
            self._check_reversal(event, target)
        elif event.kind == "void":
            _check_void(event, target)
        elif event.kind != target.kind:
            raise _refused(event, *both("store.log.corrections.event_kind", key=key, kind=target.kind))
        elif self._reversed_fen(key):
            raise _refused(
                event,
                *both("store.log.corrections.payment_has_reversals_reverse_rest", key=key),
            )

    def _check_reversal(self, event: Stored, payment: Stored) -> None:
        if payment.kind != "payment":
            raise _refused(event, *both("store.log.corrections.no_payment", key=payment.key))
        if event.happened_at < payment.happened_at:
            raise _refused(event, *both("store.log.corrections.would_happen_before_payment", key=payment.key))
        if self._reversed_fen(payment.key) + event.amount_fen > payment.amount_fen:
            raise _refused(
                event,
                *both("store.log.corrections.takes_back_more_than_left", key=payment.key),
            )

    def _reversed_fen(self, key: str) -> int:
        reversals = [event for event in self.by_target.get(key, []) if event.kind == "reversal"]
        return sum(event.amount_fen for event in reversals if event.key not in self.by_target)


def _check_void(event: Stored, target: Stored) -> None:
    if target.kind == "payment":
        raise _refused(event, *both("store.log.corrections.payment_taken_back_reversal", key=target.key))
    if target.kind in {"void", "erasure"}:
        raise _refused(event, *both("store.log.corrections.event_kind_stays", kind=target.kind))


def _refused(event: Stored, why_zh: str, why: str) -> StoreError:
    return StoreError(both("store.log.corrections.event_cannot_correct", key=event.key, why=Saying(why_zh, why)))
