"""Returned workbooks into the store: once and only once, and nothing silently."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from sqlalchemy import select

from arrears.errors import IntakeError
from arrears.operations.contacts.judgement import REVIEW
from arrears.policy.records import AgencyTerms
from arrears.returns.book import DeskFile, read_desk_file
from arrears.returns.breaches import breaches_of
from arrears.returns.entries import entry_of
from arrears.returns.ids import spelt_as_stored
from arrears.returns.sorting import PREFIX, Entered, Known, Sorted, known_rows, sort_out
from arrears.returns.steps import StepResult, take_step
from arrears.returns.words import Finding
from arrears.store import Head, StoreError
from arrears.store.access.passwords import book_passwords
from arrears.store.log.canonical import genesis, instant_text
from arrears.store.log.expecting import StaleError
from arrears.store.log.schema import EVENTS
from arrears.store.state.account import read_books
from arrears.store.state.commissions import names_in
from arrears.store.state.event_text import event_text
from arrears.store.state.listed import end_of, last_listed
from arrears.units import yuan
from arrears.words import both
from arrears.workbooks.collector.happenings import CORRECT, STEPS, TAKE_BACK
from arrears.workbooks.sheets.saving import AUTHOR, made_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from arrears.returns.entries import Step
    from arrears.store import Receipt, Store
    from arrears.words import Saying

_CONTACT = ("case_id", "happened_at", "channel", "direction", "counterparty", "outcome")
_PROMISE = ("case_id", "happened_at", "amount_fen", "due_on")
_READERS = 8
_LOCKED = frozenset({"PASSWORD_REQUIRED", "PASSWORD_WRONG"})
_TRIES = 50
"""Times that a merge starts anew because somebody else has merged meanwhile."""
_AMOUNTS = {"claim": "CLAIM_ABOVE", "promise": "PROMISE_ABOVE"}
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".xltx", ".xlt", ".ett"})
_TABLES = frozenset({".csv", ".tsv", ".txt", ".numbers", ".dbf"})
_TEMPORARY = frozenset({".tmp", ".bak", ".part", ".crdownload", ".lock"})
_RIGHT = frozenset({CORRECT, TAKE_BACK})
"""Steps by which somebody puts right what they have entered themselves."""
_USUAL = {"direction": "out", "counterparty": "holder"}


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    Attributes
    ----------
    files : tuple of DeskFile
        The workbooks that were read, by name; without those that could not be.
    unreadable : int
        Files that could not be read at all.
    new, known : DataFrame
        Rows that were stored now, and before: ``file, sheet, row, case_id, kind, key``. A row that several files have is stored
        from the first and known in the others.
    findings : tuple of Finding
        Problems, conflicts and notes, by file, sheet and row.
    breaches : DataFrame
        What the contacts of these workbooks break, checked against the whole log: `arrears.tables.contacts.BREACH_COLUMNS`.
    head : Head
        The store's afterwards.
    receipt : Receipt or None
        Of what was stored; None if nothing was new.
    others : tuple of Finding
        Files of a folder that are no workbook to merge, and what they are.
    missing : tuple of str
        Where a folder was given: collectors who have cases and whose workbook is not in it.
    """

    files: tuple[DeskFile, ...]
    unreadable: int
    new: pd.DataFrame
    known: pd.DataFrame
    findings: tuple[Finding, ...]
    breaches: pd.DataFrame
    head: Head
    receipt: Receipt | None = None
    others: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def blank(self) -> tuple[str, ...]:
        """The workbooks in which nothing was entered."""
        said = {*self.new["file"], *self.known["file"], *(one.file for one in self.findings)}
        return tuple(book.file for book in self.files if book.file not in said)

    @property
    def needs_a_look(self) -> bool:
        """Whether there is anything that somebody must see to."""
        return bool(self.breaches["severity"].ne(REVIEW).any()) or any(
            finding.kind != "note" for finding in self.findings
        )


@dataclass
class _Round:
    """One merge while it is done."""

    store: Store
    findings: list[Finding] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)
    unreadable: int = 0


def merge(
    store: Store,
    paths: Iterable[Path],
    *,
    password: str | None = None,
    lang: str = "zh",
    progress: Callable[[float], None] | None = None,
) -> Merged:
    """Take what collectors have entered in their workbooks into the store.

    Parameters
    ----------
    store : Store
        The store that the workbooks were written from.
    paths : iterable of Path
        Workbooks, and folders of them; of every file in a folder it is said what became of it.
    password : str, optional
        Opens protected workbooks; one that was written with its collector's own password needs none.
    lang : str
        Language of the breaches: ``zh`` or ``en``.
    progress : callable, optional
        Told how much is read, from 0 to 1.

    Returns
    -------
    Merged
        What is new, what was known, and everything that somebody must look at. The same workbooks merged again, in whatever order,
        store nothing more.

    Raises
    ------
    StoreError
        If the store cannot be read or written; nothing of this merge is stored then.
    """
    paths = list(paths)
    work = _Round(store)
    found = _spread(work, paths)
    # Each is read in a process of its own: threads only wait for them.
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, _READERS)) as pool:
        keys = Keyring(password, book_passwords(store))
        read = pool.map(lambda one: read_book(one[0], keys), found)
        files = []
        for number, (one, got) in enumerate(zip(found, read, strict=True), 1):
            files += _taken(work, one, got)
            if progress is not None:
                progress(number / len(found))
    folder = any(path.is_dir() for path in paths)
    if folder and not files:
        names = ", ".join(str(path) for path in paths)
        work.findings.append(Finding(names, "", None, "", "", "NOTHING_TAKEN"))
    merged = _merged(work, files, lang)
    return replace(merged, missing=_not_handed_in(store, files)) if folder else merged


def _not_handed_in(store: Store, files: Sequence[DeskFile]) -> tuple[str, ...]:
    """Name the collectors who have cases and whose workbook is not among those of the folder."""
    last = store.assignments()
    having = set(last.loc[last["collector"].astype(bool), "collector"])
    returned = {book.facts.get("collector", "") for book in files}
    return tuple(sorted(having - returned))


def merge_files(store: Store, files: Iterable[DeskFile], *, lang: str = "zh") -> Merged:
    """Take workbooks that were read already (`arrears.returns.book.desk_file`) into the store, as `merge` does."""
    return _merged(_Round(store), files, lang)


def _merged(work: _Round, files: Iterable[DeskFile], lang: str) -> Merged:
    store = work.store
    stored = stored_rows(store)
    ours = [book for book in sorted(files, key=lambda book: book.file) if _is_ours(work, book, stored)]
    books = [spelt_as_stored(book, stored) for book in ours]
    done = _appended(work, books, lang)
    found, new, receipt = done.found, done.new, done.receipt
    # Corrections and steps of agreements rest on what was just stored, such as what the household can pay.
    for entered, step in done.steps:
        row = entered.row
        taken = take_step(store, step, lang)
        if isinstance(taken, StepResult):
            work.findings.append(
                Finding(entered.book.file, row.tab, row.number, "", "", taken.code, taken.text, step.case_id)
            )
        if not isinstance(taken, StepResult) or taken.receipt is not None:
            receipt = taken.receipt if isinstance(taken, StepResult) else taken or receipt
            new.append((entered, step.what))
    listed = _listed(new)
    kept = {one.key for one in (*(entered for entered, _ in new), *found.known)}
    known = _listed([(entered, "") for entered in (*found.known, *(one for one in found.again if one.key in kept))])
    breaches = breaches_of(store, sorted(kept), lang)
    findings = sorted(work.findings, key=lambda one: (one.file, one.sheet, one.row or 0, one.code, one.column))
    return Merged(
        tuple(books),
        work.unreadable,
        listed,
        known,
        tuple(findings),
        breaches,
        store.head(),
        receipt,
        tuple(work.others),
    )


class _Appended(NamedTuple):
    """What was stored of the workbooks' rows, and the steps that remain to be taken."""

    found: Sorted
    new: list[tuple[Entered, str]]
    steps: list[tuple[Entered, Step]]
    receipt: Receipt | None


def _appended(work: _Round, books: Sequence[DeskFile], lang: str) -> _Appended:
    """Store what is new; where somebody else merges at the same time, what is new is sorted out again after theirs."""
    store, before = work.store, list(work.findings)
    for _ in range(_TRIES):
        head = store.head()
        found = sort_out(books, stored_rows(store))
        work.findings[:] = before + [_with_stored(store, one, lang) for one in found.findings]
        events, new, steps = _events(work, sorted(found.new, key=lambda one: one.rank), lang)
        try:
            receipt = store.append(events, expect=head, expect_prefix=PREFIX) if events else None
        except StaleError:
            continue
        return _Appended(found, new, steps, receipt)
    raise StoreError(both("account.merge.busy"))


def _spread(work: _Round, paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Give every workbook, and whether it was named by itself; what else lies in a folder is noted, so that nothing is passed over unseen."""
    found: dict[Path, bool] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = True
            continue
        for file in sorted(each for each in path.rglob("*") if each.is_file()):
            code = _passed_over(file)
            if code is None:
                found.setdefault(file, False)
            elif code:
                told = Finding(file.name, "", None, "", "", code)
                (work.others if told.kind == "note" else work.findings).append(told)
    return list(found.items())


def _passed_over(file: Path) -> str | None:
    """Give the code of what a file in a folder is, if it is no workbook to read; empty for what no person put there."""
    name, ending = file.name, file.suffix.lower()
    if name.startswith("."):
        return ""
    if name.startswith("~$") or ending in _TEMPORARY:
        return "TEMPORARY_FILE"
    if ending in _TABLES:
        return "TABLE_PASSED_OVER"
    return None if ending in _BOOKS else "FILE_PASSED_OVER"


@dataclass(frozen=True)
class Keyring:
    """What opens returned workbooks: the password that was given, and after it each collector's own."""

    given: str | None
    own: Mapping[str, tuple[str, ...]]

    def further(self, path: Path) -> list[str]:
        """Give each collector's passwords, those of the collector whose name the file bears first."""
        named = sorted(self.own, key=lambda name: not path.stem.startswith(name))
        return [one for name in named for one in self.own[name]]


def read_book(path: Path, keys: Keyring) -> DeskFile | IntakeError:
    """Read a workbook with the first password that opens it."""
    try:
        return read_desk_file(path, keys.given)
    except IntakeError as error:
        if error.code not in _LOCKED:
            return error
        refused = error
    for password in keys.further(path):
        try:
            return read_desk_file(path, password)
        except IntakeError as error:
            if error.code not in _LOCKED:
                return error
    return refused


def _taken(work: _Round, found: tuple[Path, bool], book: DeskFile | IntakeError) -> list[DeskFile]:
    """Give a workbook that can be merged; what is none is noted."""
    path, named = found
    if isinstance(book, IntakeError):
        work.unreadable += 1
        work.findings.append(Finding(path.name, "", None, "", "", "FILE_UNREADABLE", book.zh or book.message))
        return []
    if not book.is_desk:
        # Our own lists and reports in the same folder are nobody's mistake, but nobody's notes in them are lost unseen.
        if made_by(path) == AUTHOR and not named:
            work.others += [one._replace(code="LIST_ONLY") for one in book.findings]
        else:
            work.findings += book.findings
        return []
    return [book]


def _is_ours(work: _Round, book: DeskFile, stored: Known) -> bool:
    """Tell whether a workbook's rows can be taken; what is wrong with it is noted."""
    work.findings += book.findings
    if not book.facts:
        work.findings += [
            Finding(book.file, row.tab, row.number, "", "", "NO_META", case, case)
            for row in book.rows
            if row.is_filled
            for case in [stored.shown(row.text("case_id"))]
        ]
        return False
    head = book.facts.get("head", "")
    if head and not _has(work.store, head):
        work.findings.append(Finding(book.file, "", None, "", "", "OTHER_STORE", book.facts.get("store", "")))
        return False
    return True


def _has(store: Store, text: str) -> bool:
    """Tell whether a head was once the store's."""
    try:
        head = Head.read(text)
    except StoreError:
        return False
    if head.count == 0:
        return head.hash == genesis(store.store_id)
    with store.reading() as connection:
        stored = connection.execute(select(EVENTS.c.hash).where(EVENTS.c.seq == head.count)).scalar_one_or_none()
    return stored == head.hash


def stored_rows(store: Store) -> Known:
    """Give what the store has of workbooks: rows that came from them, and whose each case is or was."""
    with store.reading() as connection:
        keys = connection.execute(select(EVENTS.c.key).where(EVENTS.c.key.startswith(PREFIX))).scalars().all()
        # What an agency enters is taken as what a collector does: of the cases that it has or had.
        theirs = names_in(connection)
    given = store.current("assignment")
    cases = {str(name): set(rows) for name, rows in given.groupby("collector")["case_id"]}
    return Known(known_rows(keys), cases | theirs)


def _events(
    work: _Round, rows: Sequence[Entered], lang: str
) -> tuple[list[dict[str, Any]], list[tuple[Entered, str]], list[tuple[Entered, Step]]]:
    """Give the events of new rows in the order in which they happened, the rows that gave any, and the steps to be taken."""
    there = _stored(work.store)
    owed = _owed(work.store) if rows else {}
    events: list[dict[str, Any]] = []
    new: list[tuple[Entered, str]] = []
    steps: list[tuple[Entered, Step]] = []
    below: dict[str, int] = {}
    policies, now = work.store.policies, work.store.clock()
    with work.store.reading() as connection:
        agencies = names_in(connection)
    for entered in rows:
        entry = entry_of(
            entered.row,
            entered.book,
            entered.key,
            time_zone=policies.profile.time_zone,
            now=now,
            policies=policies,
            lang=lang,
        )
        work.findings += entry.findings
        if entry.step is not None and entry.step.actor in agencies and entry.step.what not in _RIGHT:
            work.findings.append(_of_row(entered, "STEP_REFUSED", _not_theirs(work.store).text(lang)))
        elif entry.step is not None:
            steps.append((entered, entry.step))
        # Of two conversations on one day the lower row is the later one: what it says anew counts.
        below |= {event["key"]: entered.row.number for event in entry.events if event["kind"] == "household"}
        fresh = [event for event in entry.events if (said := _said(event)) is None or said not in there]
        if len(fresh) < len(entry.events):
            kept = [_other_note(event, there) for event in entry.events if _said(event) in there]
            notes = [note for note in kept if note is not None]
            work.findings.append(_of_row(entered, "BOTH_NOTES" if notes else "ALREADY_THERE"))
            fresh += notes
        for event in fresh:
            if (said := _said(event)) is not None:
                there.setdefault(said, set()).add(str(event.get("note") or ""))
            if event["kind"] in _AMOUNTS and event["amount_fen"] > owed.get(event["case_id"], event["amount_fen"]):
                much = f"{yuan(event['amount_fen']):,.2f} > {yuan(owed[event['case_id']]):,.2f}"
                work.findings.append(_of_row(entered, _AMOUNTS[event["kind"]], much))
        events += fresh
        if fresh:
            new.append((entered, ", ".join(event["kind"] for event in fresh)))
    order = {what: place for place, what in enumerate(STEPS)}
    steps.sort(key=lambda one: (one[1].at, order[one[1].what], one[1].key))
    return (
        sorted(events, key=lambda event: (event["happened_at"], below.get(event["key"], 0), event["key"])),
        new,
        steps,
    )


def _not_theirs(store: Store) -> Saying:
    """Say that an agency takes no step of an agreement or a waiver."""
    today = pd.Timestamp(store.clock()).tz_convert(store.policies.profile.time_zone).date()
    return both("agencies.no_step", rule=store.policies.get(AgencyTerms, today).rule)


def _of_row(entered: Entered, code: str, detail: str = "") -> Finding:
    row = entered.row
    return Finding(entered.book.file, row.tab, row.number, "", "", code, detail, row.text("case_id"))


def _other_note(event: Mapping[str, Any], there: Mapping[tuple[str, ...], set[str]]) -> dict[str, Any] | None:
    """Give as a note of its own what a contact that is there already says beside; none if it says nothing more."""
    said, note = _said(event), str(event.get("note") or "")
    if said is None or not note or note in there[said] or note in there.get(("note",), ()):
        return None
    head = {name: event[name] for name in ("case_id", "happened_at", "actor")}
    return {"kind": "note", **head, "key": f"{event['key']}-note", "text": note}


def _owed(store: Store) -> dict[str, int]:
    """Give what each case owes today."""
    today = pd.Timestamp(store.clock()).tz_convert(store.policies.profile.time_zone).date()
    with store.reading() as connection:
        zone = store.policies.profile.time_zone
        books = read_books(connection, zone, last_listed(connection, zone, end_of(today)))
    owed = books.on(today, store.policies)["owed_fen"]
    return {str(case): int(fen) for case, fen in owed.items()}


def _stored(store: Store) -> dict[tuple[str, ...], set[str]]:
    """Give what contacts and promises the store has, by what makes them one, with their notes."""
    found: dict[tuple[str, ...], set[str]] = {}
    texts = store.current("note")
    beside = dict(zip(texts["key"], texts["text"], strict=True))
    for kind, names in (("contact", _CONTACT), ("promise", _PROMISE)):
        table = store.current(kind)
        rows = zip(*(_plain(table, name) for name in names), strict=True)
        for row, key, note in zip(rows, table["key"], table["note"], strict=True):
            notes = found.setdefault((kind, *map(str, row)), set())
            notes |= {str(note or ""), str(beside.get(f"{key}-note") or "")}
    for text in beside.values():
        # What was kept beside a contact stands as a note; the same text again is the same note.
        found.setdefault(("note",), set()).add(str(text))
    return found


def _plain(table: pd.DataFrame, name: str) -> list[Any]:
    if name == "happened_at":
        return [instant_text(at.to_pydatetime()) for at in table[name]]
    return table[name].tolist()


def _said(event: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = {"contact": _CONTACT, "promise": _PROMISE}.get(event["kind"])
    if names is None:
        return None
    told = {**_USUAL, **event, "happened_at": instant_text(event["happened_at"])}
    return (event["kind"], *(str(told[name]) for name in names))


def _with_stored(store: Store, finding: Finding, lang: str) -> Finding:
    """Say beside a changed row what the store has of it; free text stays out."""
    if finding.code not in {"PAST_EDITED", "MERGED_EDITED"}:
        return finding
    beginning = finding.detail if finding.code == "PAST_EDITED" else f"{PREFIX}{finding.detail}-"
    with store.reading() as connection:
        found = select(EVENTS.c.case_id).where(EVENTS.c.key.startswith(beginning, autoescape=True))
        cases = sorted(set(connection.execute(found).scalars()))
    told = [
        f"{case} {event_text(one['kind'], one['happened_at'], one['payload'], lang)}"
        for case in cases
        for one in store.events(case_id=case).to_dict("records")
        if str(one["key"]).startswith(beginning)
    ]
    return finding._replace(detail="; ".join(told))


def _listed(rows: Sequence[tuple[Entered, str]]) -> pd.DataFrame:
    lines = [
        (one.book.file, one.row.tab, one.row.number, one.row.text("case_id"), kinds, one.key) for one, kinds in rows
    ]
    table = pd.DataFrame(lines, columns=["file", "sheet", "row", "case_id", "kind", "key"])
    return table.sort_values(["file", "sheet", "row"], kind="stable", ignore_index=True)
