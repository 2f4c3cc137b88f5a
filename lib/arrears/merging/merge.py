"""Returned workbooks into the store: once and only once, and nothing silently."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from arrears.errors import IntakeError
from arrears.merging.book import DeskFile, read_desk_file
from arrears.merging.breaches import REVIEW, breaches_of
from arrears.merging.entries import entry_of
from arrears.merging.ids import spelt_as_stored
from arrears.merging.said import said_of
from arrears.merging.sorting import PREFIX, Entered, Known, known_rows, sort_out
from arrears.merging.words import Finding
from arrears.store import Head, StoreError
from arrears.store.canonical import genesis, instant_text
from arrears.store.schema import EVENTS
from arrears.workbooks.saving import AUTHOR, made_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from arrears.store import Receipt, Store

_CONTACT = ("case_id", "happened_at", "channel", "direction", "counterparty", "outcome")
_PROMISE = ("case_id", "happened_at", "amount_fen", "due_on")
_READERS = 8
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
    """

    files: tuple[DeskFile, ...]
    unreadable: int
    new: pd.DataFrame
    known: pd.DataFrame
    findings: tuple[Finding, ...]
    breaches: pd.DataFrame
    head: Head
    receipt: Receipt | None = None

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
    unreadable: int = 0


def merge(store: Store, paths: Iterable[Path], *, password: str | None = None, lang: str = "zh") -> Merged:
    """Take what collectors have entered in their workbooks into the store.

    Parameters
    ----------
    store : Store
        The store that the workbooks were written from.
    paths : iterable of Path
        Workbooks, and folders of them; what is in a folder and no workbook of ours is passed over.
    password : str, optional
        Opens protected workbooks.
    lang : str
        Language of the breaches: ``zh`` or ``en``.

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
    work, found = _Round(store), _spread(paths)
    # Each is read in a process of its own: threads only wait for them.
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, _READERS)) as pool:
        read = pool.map(lambda one: _read(one[0], password), found)
        files = [book for one, got in zip(found, read, strict=True) for book in _taken(work, one, got)]
    return _merged(work, files, lang)


def merge_files(store: Store, files: Iterable[DeskFile], *, lang: str = "zh") -> Merged:
    """Take workbooks that were read already (`arrears.merging.book.desk_file`) into the store, as `merge` does."""
    return _merged(_Round(store), files, lang)


def _merged(work: _Round, files: Iterable[DeskFile], lang: str) -> Merged:
    store = work.store
    stored = _known(store)
    ours = [book for book in sorted(files, key=lambda book: book.file) if _is_ours(work, book, stored)]
    books = [spelt_as_stored(book, stored) for book in ours]
    found = sort_out(books, stored)
    work.findings += [_with_stored(store, one, lang) for one in found.findings]
    events, new = _events(work, sorted(found.new, key=lambda one: one.rank))
    receipt = store.append(events) if events else None
    listed = _listed(new)
    kept = {one.key for one in (*(entered for entered, _ in new), *found.known)}
    known = _listed([(entered, "") for entered in (*found.known, *(one for one in found.again if one.key in kept))])
    breaches = breaches_of(store, sorted(kept), lang)
    findings = sorted(work.findings, key=lambda one: (one.file, one.sheet, one.row or 0, one.code, one.column))
    return Merged(tuple(books), work.unreadable, listed, known, tuple(findings), breaches, store.head(), receipt)


def _spread(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Give every file, and whether it was named by itself; Excel's lock files in folders are none."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*.xls*")):
                if not file.name.startswith("~$"):
                    found.setdefault(file, False)
        else:
            found[path] = True
    return list(found.items())


def _read(path: Path, password: str | None) -> DeskFile | IntakeError:
    try:
        return read_desk_file(path, password)
    except IntakeError as error:
        return error


def _taken(work: _Round, found: tuple[Path, bool], book: DeskFile | IntakeError) -> list[DeskFile]:
    """Give a workbook that can be merged; what is none is noted."""
    path, named = found
    if isinstance(book, IntakeError):
        work.unreadable += 1
        work.findings.append(Finding(path.name, "", None, "", "", "FILE_UNREADABLE", book.zh or book.message))
        return []
    if not book.is_desk:
        # Our own lists and reports in the same folder are nobody's mistake.
        if named or made_by(path) != AUTHOR:
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


def _known(store: Store) -> Known:
    with store.reading() as connection:
        keys = connection.execute(select(EVENTS.c.key).where(EVENTS.c.key.startswith(PREFIX))).scalars().all()
    given = store.current("assignment")
    cases = {str(name): set(rows) for name, rows in given.groupby("collector")["case_id"]}
    return Known(known_rows(keys), cases)


def _events(work: _Round, rows: Sequence[Entered]) -> tuple[list[dict[str, Any]], list[tuple[Entered, str]]]:
    """Give the events of new rows in the order in which they happened, and the rows that gave any."""
    there = _stored(work.store)
    events: list[dict[str, Any]] = []
    new: list[tuple[Entered, str]] = []
    zone, now = work.store.policies.profile.time_zone, work.store.clock()
    for entered in rows:
        entry = entry_of(entered.row, entered.book, entered.key, time_zone=zone, now=now)
        work.findings += entry.findings
        fresh = [event for event in entry.events if (said := _said(event)) is None or said not in there]
        if len(fresh) < len(entry.events):
            row = entered.row
            case = row.text("case_id")
            work.findings.append(Finding(entered.book.file, row.tab, row.number, "", "", "ALREADY_THERE", "", case))
        there |= {said for event in fresh if (said := _said(event)) is not None}
        events += fresh
        if fresh:
            new.append((entered, ", ".join(event["kind"] for event in fresh)))
    return sorted(events, key=lambda event: (event["happened_at"], event["key"])), new


def _stored(store: Store) -> set[tuple[str, ...]]:
    """Give what contacts and promises the store has, by what makes them one."""
    found = set()
    for kind, names in (("contact", _CONTACT), ("promise", _PROMISE)):
        table = store.current(kind)
        found |= {(kind, *map(str, row)) for row in zip(*(_plain(table, name) for name in names), strict=True)}
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
        f"{case} {said_of(one['kind'], one['happened_at'], one['payload'], lang)}"
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
