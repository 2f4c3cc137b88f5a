"""What a filled-in row says, as events of the store; a row with anything unreadable gives none and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from arrears.errors import ArrearsError
from arrears.operations.agreements.help import ask_event
from arrears.operations.plans.facts import household_event
from arrears.policy.records import Causes, HouseholdFacts
from arrears.policy.records import Promise as Promised
from arrears.returns.cells import Reader
from arrears.workbooks.collector.happenings import BY_KEY, COLUMNS, CORRECT, HELP, PAYMENT, STEPS, TAKE_BACK
from arrears.workbooks.collector.layout import CONTACTS, HOUSEHOLD, PROMISES, RECORDS, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.policy import Policies
    from arrears.returns.book import DeskFile, Row
    from arrears.returns.words import Finding

Event = dict[str, Any]
_FLAG = "flag:"
_CONSENTS = ("consent_hours", "consent_attempts")
_YES_NO = ("recorded", "mentions_debt", "id_shown", "entry_agreed")


class Step(NamedTuple):
    """A correction, or a step of an agreement or a waiver, that a row takes; whether it may be taken, the store says once the rest is stored.

    Attributes
    ----------
    what : str
        One of `arrears.workbooks.collector.happenings.STEPS`.
    case_id, actor, key : str
        The case, who takes it, and the key of its event.
    at : datetime
        When.
    cells : dict
        What stands in the columns that it opens.
    """

    what: str
    case_id: str
    actor: str
    key: str
    at: datetime
    cells: dict[str, Any]


class Entry(NamedTuple):
    """What one row says.

    Attributes
    ----------
    events : tuple of dict
        Its events; none if something in it cannot be read.
    findings : tuple of Finding
        What that is, or what is unlikely in it.
    step : Step or None
        The step that it takes, if any.
    """

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    step: Step | None = None


def entry_of(
    row: Row,
    book: DeskFile,
    key: str,
    *,
    time_zone: str,
    now: datetime,
    policies: Policies | None = None,
    lang: str = "zh",
) -> Entry:
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
    policies : Policies, optional
        Whose causes and purposes apply; the workbook's profile unless given.
    lang : str
        Language of what is refused.
    """
    cells = Reader(row, book, time_zone, now, policies)
    item = cells.word("item") if row.sheet is RECORDS else None
    if item in STEPS:
        return _step(cells, str(item), key)
    try:
        made = [event for event in _READERS[row.sheet.key](cells) if event is not None]
    except ArrearsError as error:
        cells.fail("case_id", "FACT_REFUSED", error.text(lang))
        made = []
    if cells.findings:
        return Entry((), tuple(cells.findings))
    collector = book.facts["collector"]
    envelope = {"case_id": row.text("case_id"), "actor": collector}
    return Entry(tuple(envelope | event | {"key": f"{key}-{event['key']}"} for event in made), tuple(cells.doubts))


def _today(cells: Reader) -> list[Event | None]:
    promised = cells.has("promise_amount") or cells.has("promise_due")
    made = cells.has("outcome") or cells.has("contact_at") or cells.has("contact_channel")
    note = cells.text("note")
    # A workbook of an earlier layout has no such column.
    asked = cells.known("call_back") and cells.has("call_back")
    wanted = _call_back(cells) if asked else None
    if not made and not promised and not asked:
        return [_note(cells, note)]
    at = cells.moment("contact_at", required=made)
    contact = _contact(cells, at, "contact_channel", "outcome", note) if made else None
    promise = None
    if promised:
        promise = _promise(cells, at or _as_of(cells), "promise_amount", "promise_due", None if made else note)
        # It was given by the channel of that contact.
        promise = promise and promise | ({"channel": contact["channel"]} if contact else {})
    only = None if made or promised else _note(cells, note)
    return [contact, promise, wanted, only]


def _call_back(cells: Reader) -> Event | None:
    """Read when the customer wants to be called back; a time of day alone is of the workbook's day."""
    at = cells.ahead("call_back", _day(cells))
    if at is None:
        return None
    return {"kind": "call_back", "key": "call_back", "happened_at": _as_of(cells), "wanted_at": at}


def _contacts(cells: Reader) -> list[Event | None]:
    at = cells.moment("at", required=True)
    contact = _contact(cells, at, "channel", "outcome", cells.text("note"))
    more = {
        "direction": cells.word("direction"),
        "counterparty": cells.word("counterparty"),
        "purpose": cells.word("purpose"),
        "people": cells.people("people"),
        # GBT-2 counts calls of both voices apart; a workbook of an earlier layout has no such column.
        "voice": cells.word("voice") if cells.known("voice") else None,
        # Asked of a first contact alone: a blank beside a later one says nothing.
        "introduced": cells.yes("introduced"),
        **{key: cells.yes(key) for key in _YES_NO},
    }
    said: Event = {key: value for key, value in more.items() if value is not None}
    # What the sheet asks and the row leaves open was asked and not said, which is neither yes nor no.
    said["asked"] = [key for key in _YES_NO if more[key] is None]
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
    most = cells.policies.get(Promised, day).most_days
    if most is not None and due_on > day + timedelta(days=most):
        cells.doubt(due, "DUE_FAR", str(most))
    event = {"kind": "promise", "key": "promise", "happened_at": made, "amount_fen": fen, "due_on": due_on}
    return event | ({"note": note} if note else {})


def _records(cells: Reader) -> list[Event | None]:
    cells.findings.clear()  # the item was read once before
    item = cells.word("item", required=True)
    at = cells.past_day("on", _day(cells))
    note = cells.text("note")
    if item is None:
        return [None]
    _refuse_others(cells, item)
    if item == PAYMENT:
        return [_payment(cells, at, note)]
    if at is None:
        return [None]
    if item == HELP:
        asked = ask_event("", "", at, note or cells.row.text("item"), key="help", help_id=f"{_HELP}{cells.row.entered}")
        return [{name: value for name, value in asked.items() if name not in {"case_id", "actor"}}]
    reason = {"reason": note} if note else {}
    return [{"kind": "flag", "key": "flag", "happened_at": at, "flag": item.removeprefix(_FLAG), "on": True} | reason]


def _payment(cells: Reader, at: datetime | None, note: str | None) -> Event | None:
    fen, reference = cells.amount("amount"), cells.name("reference")
    if fen is None or at is None:
        return None
    # Only the bank's files and lists are payments; what a customer says is looked for in them.
    event = {
        "kind": "claim",
        "key": "claim",
        "happened_at": at,
        "amount_fen": fen,
        "paid_on": at.astimezone(cells.zone).date(),
    }
    return event | ({"reference": reference} if reference else {}) | ({"note": note} if note else {})


def _note(cells: Reader, text: str | None, at: datetime | None = None) -> Event | None:
    if not text:
        return None
    return {"kind": "note", "key": "note", "happened_at": at or _as_of(cells), "text": text}


def _day(cells: Reader) -> date:
    return date.fromisoformat(cells.book.facts["as_of"])


def _as_of(cells: Reader) -> datetime:
    """Give the beginning of the workbook's day: what says no time of its own is of that day."""
    return datetime.combine(_day(cells), time(), cells.zone).astimezone(UTC)


def _household(cells: Reader) -> list[Event | None]:
    """Read what the customer told; sums stand for the lines of the statement."""
    on = _day(cells)
    causes = {one.key: (one.zh, one.en) for one in cells.policies.get(Causes, on).causes}
    purposes = {one.key: (one.zh, one.en) for one in cells.policies.get(HouseholdFacts, on).purposes}
    sums = {name: cells.optional_amount(name) for name in ("income", "fixed", "flexible")}
    facts = {
        "willing": cells.yes("willing"),
        "cause": cells.policy_word("cause", causes),
        "cause_note": cells.text("cause_note"),
        "proof": cells.name("proof"),
        "amounts": {name: fen for name, fen in sums.items() if fen is not None},
        "adults": cells.people("adults"),
        "children": cells.people("children", 0),
        "occupation": cells.text("occupation"),
        "assets": cells.text("assets"),
        "purpose": cells.policy_word("purpose", purposes),
    }
    at = cells.past_day("on", on)
    if at is None or cells.findings:
        return [None]
    event = household_event("", "", at, facts, cells.policies, key="household")
    return [{name: value for name, value in event.items() if name not in {"case_id", "actor"}}]


def _step(cells: Reader, item: str, key: str) -> Entry:
    """Read a step of an agreement or a waiver."""
    happening = BY_KEY[item]
    puts_right = item in {CORRECT, TAKE_BACK}
    # The day of a correction is the one that is right, which may lie ahead.
    at = _as_of(cells) if puts_right else cells.past_day("on", _day(cells))
    for name in happening.needs:
        cells.given(name, required=True)
    choice = cells.word("choice")
    read = {
        "amount": cells.amount("amount") if cells.has("amount") else None,
        "count": cells.people("count", 1, _MOST_COUNT),
        "choice": choice,
        "first_due": cells.day("first_due"),
        "reference": cells.name("reference"),
        "note": cells.text("note"),
    }
    if puts_right:
        read["on"] = cells.day("on")
    if item == CORRECT and not cells.has("on"):
        cells.given("amount", required=True)
    if choice is not None and happening.choices and choice not in happening.choices:
        place = 0 if cells.book.facts.get("lang", "zh") == "zh" else 1
        words = cells.row.sheet.column("choice").words or {}
        cells.fail("choice", "WORD_UNKNOWN", ", ".join(words[one][place] for one in happening.choices))
    _refuse_others(cells, item)
    if cells.findings or at is None:
        return Entry((), tuple(cells.findings))
    collector = cells.book.facts["collector"]
    step = Step(item, cells.row.text("case_id"), collector, f"{key}-{item}", at, read)
    return Entry((), tuple(cells.doubts), step)


def _refuse_others(cells: Reader, item: str) -> None:
    """Note what stands in columns that the choice does not open: nothing that somebody typed is lost in silence."""
    opens = BY_KEY[item].opens
    lang = cells.book.facts.get("lang", "zh")
    for name in COLUMNS:
        if name not in opens and cells.has(name):
            cells.fail(name, "NOT_OPENED", cells.row.sheet.column("item").word(item, lang))


_HELP = "H-"
_MOST_COUNT = 600


_READERS: dict[str, Callable[[Reader], list[Event | None]]] = {
    TODAY.key: _today,
    CONTACTS.key: _contacts,
    PROMISES.key: _promises,
    RECORDS.key: _records,
    HOUSEHOLD.key: _household,
}
