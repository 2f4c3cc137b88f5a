"""Whoever typed something wrong corrects it: a new event takes the old one's place, and the old value stays in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pandas as pd

from arrears.errors import StoreError
from arrears.store.records import ENVELOPE, KINDS, Adjustment, Closing, NoteEvent, Reversal, Void
from arrears.store.state.event_text import change_of, event_text
from arrears.store.state.views import superseded
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from arrears.store.log.anchors import Receipt
    from arrears.store.log.chain import Store
    from arrears.store.records import Event

CORRECTABLE = ("promise", "claim", "contact", "payment", "note", "adjustment", "flag")
"""What a person types, and may have typed wrongly."""
TOPIC = "更正"
"""The topic of the note that says who corrected what, and why."""
CLOSED = get_args(Closing.model_fields["state"].annotation)
"""How a case can be closed, and taken up again."""


def entries(store: Store, case_id: str) -> pd.DataFrame:
    """Give what stands of a case and can be corrected, in the order of the store.

    Parameters
    ----------
    store : Store
    case_id : str
        The case.

    Returns
    -------
    DataFrame
        ``seq, kind, happened_at, actor, key, payload``.
    """
    table = store.events(case_id=case_id, kind=CORRECTABLE)
    with store.reading() as connection:
        gone = superseded(connection)
    # A note that tells of a correction is part of the log's own words.
    own = [payload.get("topic") == TOPIC for payload in table["payload"]]
    standing = table[~table["key"].isin(gone) & ~table["erased"] & ~pd.Series(own, index=table.index, dtype=bool)]
    return standing[["seq", "kind", "happened_at", "actor", "key", "payload"]].reset_index(drop=True)


def correct_entry(  # what is wrong, what is right, why, by whom, and through whom it is recorded
    store: Store,
    case_id: str,
    seq: int,
    changes: Mapping[str, Any],
    *,
    reason: str,
    actor: str,
    key: str | None = None,
    append: Callable[..., Receipt] | None = None,
) -> Receipt:
    """Put an entry right.

    Parameters
    ----------
    store : Store
    case_id : str
        The case.
    seq : int
        The entry's number, from `entries`.
    changes : mapping
        The fields that were wrong, with what is right; those of the event's kind.
    reason : str
        Why.
    actor : str
        Who corrects it.
    key : str, optional
        Of the event, where it comes from elsewhere, such as a row of a workbook.
    append : callable, optional
        Records the events in place of the store, such as `arrears.store.access.viewing.SignedIn.append`.

    Returns
    -------
    Receipt
        Of the correction and of the note that tells of it.

    Raises
    ------
    StoreError
        If there is no such entry, a field is none of it, nothing changes, no reason is given, or it was corrected meanwhile.
    """
    seen, old = store.head(), _entry(store, case_id, seq)
    _refuse_silence(reason)
    payload = dict(old["payload"])
    if old["kind"] == "note" and "note" in changes:
        changes = {"text" if name == "note" else name: value for name, value in changes.items()}
    fields = set(KINDS[old["kind"]].model_fields) - ENVELOPE - {"kind"}
    if unknown := sorted(set(changes) - fields):
        raise StoreError(
            both("account.correct.no_field", field=unknown[0], kind=old["kind"], fields=", ".join(sorted(fields)))
        )
    if all(payload.get(name) == value for name, value in changes.items()):
        raise StoreError(both("account.correct.no_change", seq=seq))
    new = payload | dict(changes)
    head = {"case_id": case_id, "happened_at": old["happened_at"].to_pydatetime(), "actor": actor}
    corrected = {"kind": old["kind"], **head, **new, "key": _key(key, old), "corrects": old["key"]}
    change = change_of(old["kind"], old["happened_at"], payload, new, "zh")
    return (append or store.append)(
        [corrected, _note(store, case_id, f"{change}；{reason}", actor, old["key"])],
        expect=seen,
    )


def withdraw_entry(store: Store, case_id: str, seq: int, *, reason: str, actor: str, key: str | None = None) -> Receipt:
    """Take an entry back that should never have been made; of a payment, what is left of it is reversed.

    Parameters
    ----------
    store, case_id, seq, reason, actor, key
        As for `correct_entry`.

    Raises
    ------
    StoreError
        As `correct_entry` does.
    """
    seen, old = store.head(), _entry(store, case_id, seq)
    _refuse_silence(reason)
    head = {"case_id": case_id, "actor": actor, "corrects": old["key"], "reason": reason.strip()}
    event: Event
    if old["kind"] == "payment":
        left = _left(store, old["key"], int(old["payload"]["amount_fen"]))
        event = Reversal(
            **head,
            happened_at=max(store.clock(), old["happened_at"]),
            key=_key(key, old),
            amount_fen=left,
        )
    else:
        event = Void(**head, happened_at=store.clock(), key=_key(key, old))
    told = f"{event_text(old['kind'], old['happened_at'], old['payload'], 'zh')} → 作废；{reason}"
    return store.append([event, _note(store, case_id, told, actor, old["key"])], expect=seen)


def close_case(store: Store, case_id: str, state: str, *, reason: str, actor: str) -> Receipt:
    """Say that a case is closed, and how, or that it is taken up again.

    Parameters
    ----------
    store : Store
    case_id : str
        The case.
    state : str
        One of `CLOSED`.
    reason : str
        Why; may be empty.
    actor : str
        Who says so.

    Raises
    ------
    StoreError
        If there is no such case or state.
    """
    if state not in CLOSED:
        raise StoreError(both("account.correct.no_state", state=state, states=", ".join(CLOSED)))
    if store.events(case_id=case_id, kind="placement").empty:
        raise StoreError(both("account.correct.no_case", case=case_id))
    now = store.clock()
    key = f"closing-{state}-{now:%Y%m%dT%H%M%S}-{case_id}"[:200]
    event = Closing(case_id=case_id, happened_at=now, actor=actor, key=key, state=state, note=reason.strip() or None)
    return store.append(event)


def _key(given: str | None, old: Mapping[str, Any]) -> str:
    return given or f"correct-{old['key']}"[:190]


def adjust_account(store: Store, case_id: str, fen: int, what: str, *, reason: str, actor: str) -> Receipt:
    """Book what changed what is owed without a payment: interest, a fee, a charge, or a correction of the balance.

    Parameters
    ----------
    store : Store
    case_id : str
        The case.
    fen : int
        Above 0 more is owed, below 0 less.
    what : str
        ``interest``, ``fee``, ``charge`` or ``correction``; a waiver goes its own road (`arrears.operations.agreements.relief`).
    reason : str
        Why, and by which document.
    actor : str
        Who books it.

    Raises
    ------
    StoreError
        If there is no such case, the amount is 0, or no reason is given.
    """
    _refuse_silence(reason)
    if fen == 0:
        raise StoreError(both("account.correct.no_adjustment"))
    if store.events(case_id=case_id, kind="placement").empty:
        raise StoreError(both("account.correct.no_case", case=case_id))
    now = store.clock()
    event = Adjustment(
        case_id=case_id,
        happened_at=now,
        actor=actor,
        key=f"adjustment-{now:%Y%m%dT%H%M%S%f}-{case_id}"[:200],
        amount_fen=fen,
        what=what,
        reason=reason.strip(),
    )
    return store.append(event)


def _entry(store: Store, case_id: str, seq: int) -> Mapping[str, Any]:
    table = entries(store, case_id)
    found = table[table["seq"] == seq]
    if found.empty:
        raise StoreError(both("account.correct.no_entry", case=case_id, seq=seq))
    return {str(name): found[name].iloc[0] for name in found}


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise StoreError(both("account.correct.no_reason"))


def _left(store: Store, key: str, amount: int) -> int:
    back = store.events(kind="reversal")
    mine = back[back["corrects"] == key]
    return amount - sum(int(one["amount_fen"]) for one in mine["payload"])


def _note(store: Store, case_id: str, text: str, actor: str, key: str) -> NoteEvent:
    return NoteEvent(
        case_id=case_id, happened_at=store.clock(), actor=actor, key=f"correct-note-{key}"[:190], text=text, topic=TOPIC
    )
