"""What may correct what: history is mended by new events, and each mending must make sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.schema import EVENTS, PAYLOADS
from arrears.store.sealing import opened

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
            yield event._replace(body=opened(connection, event.seq, event.body))


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
            raise _refused(event, f"there is no event {key!r} before it", f"此前没有事件“{key}”")
        if target.case_id != event.case_id:
            raise _refused(event, f"event {key!r} belongs to another case", f"事件“{key}”属于其他案件")
        if target.body is None:
            raise _refused(event, f"event {key!r} was erased", f"事件“{key}”的内容已删除")
        final = [other for other in self.by_target.get(key, []) if other.kind != "reversal"]
        if final:
            last = final[-1].key
            raise _refused(
                event,
                f"event {key!r} was replaced by {last!r}; correct that one",
                f"事件“{key}”已被“{last}”更正，请更正后者",
            )
        if event.kind == "reversal":
            self._check_reversal(event, target)
        elif event.kind == "void":
            _check_void(event, target)
        elif event.kind != target.kind:
            raise _refused(event, f"event {key!r} is of kind {target.kind}", f"事件“{key}”的类型为 {target.kind}")
        elif self._reversed_fen(key):
            raise _refused(
                event,
                f"payment {key!r} has reversals; reverse the rest and record it anew",
                f"还款“{key}”已有冲正；请冲正余额后重新登记",
            )

    def _check_reversal(self, event: Stored, payment: Stored) -> None:
        if payment.kind != "payment":
            raise _refused(event, f"{payment.key!r} is no payment", f"“{payment.key}”不是还款")
        if event.happened_at < payment.happened_at:
            raise _refused(event, f"it would happen before payment {payment.key!r}", f"冲正时间早于还款“{payment.key}”")
        if self._reversed_fen(payment.key) + event.amount_fen > payment.amount_fen:
            raise _refused(
                event,
                f"it takes back more than is left of payment {payment.key!r}",
                f"冲正金额超过还款“{payment.key}”的余额",
            )

    def _reversed_fen(self, key: str) -> int:
        reversals = [event for event in self.by_target.get(key, []) if event.kind == "reversal"]
        return sum(event.amount_fen for event in reversals if event.key not in self.by_target)


def _check_void(event: Stored, target: Stored) -> None:
    if target.kind == "payment":
        raise _refused(event, f"payment {target.key!r} is taken back by a reversal", f"还款“{target.key}”请用冲正撤销")
    if target.kind in {"void", "erasure"}:
        raise _refused(event, f"an event of kind {target.kind} stays", f"类型为 {target.kind} 的事件不可作废")


def _refused(event: Stored, why: str, why_zh: str) -> StoreError:
    return StoreError(f"event {event.key!r} cannot correct: {why}", f"事件“{event.key}”无法更正：{why_zh}")
