"""What a filled-in row says, as events of the store; a row with anything unreadable gives none and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from arrears.merging.cells import Reader
from arrears.tables.dates import FAR
from arrears.workbooks.desk_layout import CONTACTS, HELP, PAYMENT, PROMISES, RECORDS, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.merging.book import DeskFile, Row
    from arrears.merging.words import Finding

Event = dict[str, Any]
_FLAG = "flag:"
_CONSENTS = ("consent_hours", "consent_attempts")
_YES_NO = ("recorded", "mentions_debt", "id_shown", "entry_agreed")
REPORTED = "customer report"
"""How a payment is marked that the customer reports and the bank has not confirmed."""


class Entry(NamedTuple):
    """What one row says.

    Attributes
    ----------
    events : tuple of dict
        Its events; none if something in it cannot be read.
    findings : tuple of Finding
        What that is, or what is unlikely in it.
    """

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]


def entry_of(row: Row, book: DeskFile, key: str, *, time_zone: str, now: datetime) -> Entry:
    """Read a filled-in row.

    Parameters
    ----------
    row : Row
        A row whose case is known to be the collector's.
    book : DeskFile
        Its workbook.
    key : str
        How the keys of its events begin: the same for the same row with the same content.
    time_zone : str
        Of the profile: in which times are written.
    now : datetime
        The store's clock.
    """
    cells = Reader(row, book, time_zone, now)
    made = [event for event in _READERS[row.sheet.key](cells) if event is not None]
    if cells.findings:
        return Entry((), tuple(cells.findings))
    collector = book.facts["collector"]
    envelope = {"case_id": row.text("case_id"), "actor": collector}
    return Entry(tuple(envelope | event | {"key": f"{key}-{event['key']}"} for event in made), tuple(cells.doubts))


def _today(cells: Reader) -> list[Event | None]:
    promised = cells.has("promise_amount") or cells.has("promise_due")
    made = cells.has("outcome") or cells.has("contact_at") or cells.has("contact_channel")
    note = cells.text("note")
    if not made and not promised:
        return [_note(cells, note)]
    at = cells.moment("contact_at", required=made)
    contact = _contact(cells, at, "contact_channel", "outcome", note) if made else None
    promise = None
    if promised:
        promise = _promise(cells, at or _as_of(cells), "promise_amount", "promise_due", None if made else note)
    return [contact, promise]


def _contacts(cells: Reader) -> list[Event | None]:
    at = cells.moment("at", required=True)
    contact = _contact(cells, at, "channel", "outcome", cells.text("note"))
    more = {
        "direction": cells.word("direction"),
        "counterparty": cells.word("counterparty"),
        "purpose": cells.word("purpose"),
        "people": cells.people("people"),
        **{key: cells.yes(key) for key in _YES_NO},
    }
    said = {key: value for key, value in more.items() if value is not None}
    agreed = cells.yes("consent")
    consents = [_consent(cells, about, at) for about in _CONSENTS] if agreed and at else []
    return [contact and contact | said, *consents]


def _contact(cells: Reader, at: datetime | None, channel: str, outcome: str, note: str | None) -> Event | None:
    by, result = cells.word(channel, required=True), cells.word(outcome, required=True)
    if at is None or by is None or result is None:
        return None
    event = {
        "kind": "contact",
        "key": "contact",
        "happened_at": at,
        "channel": by,
        "outcome": result,
        "time_zone": cells.zone.key,
        "collector": cells.book.facts["collector"],
    }
    return event | ({"note": note} if note else {})


def _consent(cells: Reader, about: str, at: datetime) -> Event:
    """Make a consent to this hour, or to a further attempt, until that local day is over."""
    day = at.astimezone(cells.zone).date() + timedelta(days=1)
    ends = datetime.combine(day, time(), cells.zone).astimezone(UTC)
    return {"kind": "consent", "key": about, "happened_at": at, "about": about, "given": True, "until": ends}


def _promises(cells: Reader) -> list[Event | None]:
    made = cells.moment("made_at", needs_clock=False) if cells.has("made_at") else _as_of(cells)
    channel = cells.word("channel")
    promise = _promise(cells, made, "amount", "due_on", cells.text("note"))
    return [promise and promise | ({"channel": channel} if channel else {})]


def _promise(cells: Reader, made: datetime | None, amount: str, due: str, note: str | None) -> Event | None:
    fen, due_on = cells.amount(amount), cells.day(due, required=True)
    if fen is None or due_on is None or made is None:
        return None
    day = made.astimezone(cells.zone).date()
    if due_on < day:
        cells.fail(due, "DUE_BEFORE_MADE", day.isoformat())
        return None
    if due_on > day + FAR:
        cells.doubt(due, "DUE_FAR", day.isoformat())
    event = {"kind": "promise", "key": "promise", "happened_at": made, "amount_fen": fen, "due_on": due_on}
    return event | ({"note": note} if note else {})


def _records(cells: Reader) -> list[Event | None]:
    item = cells.word("item", required=True)
    at = cells.past_day("on", _day(cells))
    note = cells.text("note")
    if item == PAYMENT:
        return [_payment(cells, at)]
    if item is None or at is None:
        return [None]
    if item == HELP:
        return [_note(cells, note or cells.row.text("item"), at) | {"topic": HELP}]  # type: ignore[operator]  # there is a text
    reason = {"reason": note} if note else {}
    return [{"kind": "flag", "key": "flag", "happened_at": at, "flag": item.removeprefix(_FLAG), "on": True} | reason]


def _payment(cells: Reader, at: datetime | None) -> Event | None:
    fen, reference = cells.amount("amount"), cells.name("reference")
    if fen is None or at is None:
        return None
    event = {"kind": "payment", "key": "payment", "happened_at": at, "amount_fen": fen, "method": REPORTED}
    return event | ({"reference": reference} if reference else {})


def _note(cells: Reader, text: str | None, at: datetime | None = None) -> Event | None:
    if not text:
        return None
    return {"kind": "note", "key": "note", "happened_at": at or _as_of(cells), "text": text}


def _day(cells: Reader) -> date:
    return date.fromisoformat(cells.book.facts["as_of"])


def _as_of(cells: Reader) -> datetime:
    """Give the beginning of the workbook's day: what says no time of its own is of that day."""
    return datetime.combine(_day(cells), time(), cells.zone).astimezone(UTC)


_READERS: dict[str, Callable[[Reader], list[Event | None]]] = {
    TODAY.key: _today,
    CONTACTS.key: _contacts,
    PROMISES.key: _promises,
    RECORDS.key: _records,
}
