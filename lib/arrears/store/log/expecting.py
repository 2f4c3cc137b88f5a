"""Store what was decided upon a state of the cases only if they still are as they were seen: a stale decision is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.log.schema import EVENTS, META
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from arrears.store.log.anchors import Head
    from arrears.store.log.writing import Row

_NAMED = 5
"""Cases that a message names; the rest is counted."""


class StaleError(StoreError):
    """Somebody else has recorded something on a case since it was read; nothing was stored.

    Attributes
    ----------
    cases : tuple of str
        The cases that have changed, in the order of the change.
    """

    def __init__(self, message: Saying, cases: tuple[str, ...]) -> None:
        super().__init__(message)
        self.cases = cases


class Expectation(NamedTuple):
    """What a writer has seen.

    Attributes
    ----------
    head : Head
        The store's head when the cases were read.
    kinds : collection of str
        Kinds of events that would make the decision stale; any kind if there are none.
    prefix : str
        Events whose key begins so make it stale whatever their case; none do if it is empty.
    """

    head: Head
    kinds: Collection[str] = ()
    prefix: str = ""


def refuse_stale(
    connection: Connection, seen: Expectation, rows: Sequence[Row], keys: Collection[str], last: int
) -> None:
    """Refuse new rows of events on cases that have grown since they were seen.

    Parameters
    ----------
    rows : sequence of Row
        The new events.
    keys : collection of str
        The keys of the whole batch: what it stored itself at an earlier try is no change by another.
    last : int
        Number of the store's last event.

    Raises
    ------
    StaleError
        If one of their cases has a later event of the kinds that matter.
    StoreError
        If the head is none of this store.
    """
    _check_head(connection, seen.head, last)
    cases = {row.case_id for row in rows} - {""}
    # What came since a head that a person has just read is little: it is looked through, whatever the number of cases.
    since = select(EVENTS.c.seq, EVENTS.c.case_id, EVENTS.c.kind, EVENTS.c.actor, EVENTS.c.key).order_by(EVENTS.c.seq)
    since = since.where(EVENTS.c.seq > seen.head.count)
    if seen.kinds:
        since = since.where(EVENTS.c.kind.in_(tuple(seen.kinds)))
    grown = [
        row
        for row in connection.execute(since)
        if row.key not in keys
        and (row.case_id in cases or (bool(seen.prefix) and str(row.key).startswith(seen.prefix)))
    ]
    if not grown:
        return
    first = grown[0]
    changed = tuple(dict.fromkeys(row.case_id for row in grown))
    named = ", ".join(changed[:_NAMED]) + (f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else "")
    named_zh = "、".join(changed[:_NAMED]) + (f" 等 {len(changed)} 件" if len(changed) > _NAMED else "")
    raise StaleError(
        both(
            "store.log.expecting.nothing_stored_case_has_changed",
            seq=first.seq,
            actor=first.actor,
            kind=first.kind,
            named=Saying(named_zh, named),
        ),
        changed,
    )


def _check_head(connection: Connection, head: Head, last: int) -> None:
    at = select(EVENTS.c.hash).where(EVENTS.c.seq == head.count)
    if head.count == 0:
        at = select(META.c.value).where(META.c.key == "genesis")
    found = connection.execute(at).scalar()
    # A collector's connection may not see the event behind the head; then its number must do.
    if head.count > last or found not in {None, head.hash}:
        raise StoreError(
            both("store.log.expecting.nothing_stored_expected_head_none", count=head.count, hash=head.hash[:8]),
        )
