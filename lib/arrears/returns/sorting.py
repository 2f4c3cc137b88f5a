"""Which rows of returned workbooks are new, which are known, and which contradict what was written, stored or returned elsewhere.

A row is known by the key in its hidden cell together with what was entered in it. The same row with the same content is one
thing, however often it comes back; a copy of it with other content is another; and a row that comes back changed, without its
former content beside it, is a conflict that people decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from arrears.intake.result import covered
from arrears.returns.words import CONFLICTS, Finding
from arrears.workbooks.collector.keys import row_key
from arrears.workbooks.collector.layout import CASES, CONTACTS, HOUSEHOLD, PROMISES, RECORDS, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from arrears.returns.book import DeskFile, Row

PREFIX = "desk-"
"""How the keys of events begin that come from workbooks."""
_ORDER = {sheet.key: place for place, sheet in enumerate((CONTACTS, TODAY, PROMISES, HOUSEHOLD, RECORDS))}
"""The log's own sheet first: the same contact on *today* as well is the same contact."""
_SOMEBODYS = re.compile(r"(?:\d[ -]?){11,}|@|[\u3400-\u9fff]")
"""A phone, an id or card number, an e-mail or a name, where a case id should stand."""


class Entered(NamedTuple):
    """A row that says something new or known: its workbook, the row, and how the keys of its events begin."""

    book: DeskFile
    row: Row
    key: str

    @property
    def rank(self) -> tuple[int, str]:
        """Its place among others, whatever file and row it stands in."""
        return _ORDER[self.row.sheet.key], self.key


@dataclass
class Sorted:
    """Rows of returned workbooks.

    Attributes
    ----------
    new, known : list of Entered
        Rows to store, and rows that are stored already; one a key.
    again : list of Entered
        Rows of further files that say what one of those says.
    findings : list of Finding
        Conflicts, problems and notes.
    """

    new: list[Entered] = field(default_factory=list)
    known: list[Entered] = field(default_factory=list)
    again: list[Entered] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Known(NamedTuple):
    """What the store has.

    Attributes
    ----------
    rows : mapping of str to set of str
        What was entered, by row key: digests.
    cases : mapping of str to set of str
        Cases by the collector who has or had them.
    """

    rows: Mapping[str, AbstractSet[str]]
    cases: Mapping[str, AbstractSet[str]]

    def shown(self, case: str) -> str:
        """Give what stands for a case id as it may be told: covered if no case has it and it looks like somebody's data."""
        is_case = any(case in cases for cases in self.cases.values())
        return case if is_case or not _SOMEBODYS.search(case) else covered(case)


def known_rows(keys: Iterable[str]) -> dict[str, set[str]]:
    """Read from the keys of stored events which rows they came from.

    >>> known_rows(["desk-C-FQAEIHIGUXS6-ABCDEFGHIJKL-contact", "bank-1"])
    {'C-FQAEIHIGUXS6': {'ABCDEFGHIJKL'}}
    """
    rows: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        if key.startswith(PREFIX):
            letter, row, entered, *_ = [*key.removeprefix(PREFIX).split("-"), "", ""]
            rows[f"{letter}-{row}"].add(entered)
    return dict(rows)


def sort_out(books: Sequence[DeskFile], known: Known) -> Sorted:
    """Tell new rows from known ones and from contradictions.

    Parameters
    ----------
    books : sequence of DeskFile
        Returned workbooks of this store.
    known : Known
        What the store has.
    """
    result = Sorted()
    versions: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    candidates: list[tuple[int, Entered, bool]] = []
    for number, book in enumerate(books):
        for entered, has_place in _entered(book, known, result.findings):
            candidates.append((number, entered, has_place))
            if has_place:
                versions[entered.row.key][number].add(entered.row.entered)
    taken: dict[str, set[str]] = defaultdict(set)
    for number, entered, has_place in sorted(
        candidates, key=lambda one: (one[1].rank, one[1].book.file, one[1].row.number)
    ):
        row = entered.row
        stored = known.rows.get(_row_part(entered.key), frozenset())
        if entered.key in taken:
            if entered.book.file in taken[entered.key]:
                result.findings.append(_about(entered, "ROW_TWICE"))
            else:
                result.again.append(entered)
                taken[entered.key].add(entered.book.file)
        elif row.entered in stored:
            result.known.append(entered)
            taken[entered.key].add(entered.book.file)
        elif has_place and stored and versions[row.key][number].isdisjoint(stored):
            result.findings.append(_about(entered, "MERGED_EDITED", _row_part(entered.key)))
        elif has_place and (other := _contradicted(versions[row.key], number)) is not None:
            result.findings.append(_about(entered, "TWO_VERSIONS", books[other].file))
        else:
            result.new.append(entered)
            taken[entered.key].add(entered.book.file)
    result.findings[:] = [_covering(finding, known) for finding in result.findings]
    return result


def _covering(finding: Finding, known: Known) -> Finding:
    """Cover what stands where a case id belongs and looks like somebody's data."""
    told = known.shown(finding.case_id)
    return (
        finding
        if told == finding.case_id
        else finding._replace(case_id=told, value=finding.value.replace(finding.case_id, told))
    )


def _contradicted(versions: Mapping[int, AbstractSet[str]], number: int) -> int | None:
    """Give a file in which the row says only other things."""
    return next(
        (other for other, said in versions.items() if other != number and said.isdisjoint(versions[number])), None
    )


def _row_part(key: str) -> str:
    return "-".join(key.removeprefix(PREFIX).split("-")[:2])


def _entered(book: DeskFile, known: Known, findings: list[Finding]) -> Iterator[tuple[Entered, bool]]:
    """Give the rows in which something was entered, and whether each stands in the place that was written for it."""
    unchanged = {row.key for row in book.rows if row.key in book.written and row.digest == book.written[row.key].digest}
    findings += _removed(book)
    for row in book.rows:
        written = book.written.get(row.key)
        if row.sheet is CASES or row.sheet is TODAY:
            findings += _shown(row, book)
        if row.sheet is CASES or not row.is_filled:
            continue
        is_past = written is not None and bool(written.event)
        if written is not None and row.sheet is not TODAY and row.digest == written.digest:
            continue
        if is_past and row.key not in unchanged:
            if row.complete:
                findings.append(_of_row(book, row, "PAST_EDITED", written.event if written else ""))
            continue
        problem = _case_problem(row, book, known)
        if problem is not None:
            findings.append(problem)
            continue
        has_place = written is not None and not is_past
        place = row.key if row.key and not is_past else f"{row.sheet.letter}-typed{book.facts['book']}"
        yield Entered(book, row, f"{PREFIX}{place}-{row.entered}"), has_place


def _shown(row: Row, book: DeskFile) -> Iterator[Finding]:
    """Note where somebody changed what the list says of a case."""
    written = book.written.get(row.key)
    if row.complete and row.digest and (written is None or row.shown != written.digest):
        is_typed = written is None and row.sheet is TODAY
        if not is_typed:
            yield _of_row(book, row, "SHOWN_EDITED")


def _removed(book: DeskFile) -> Iterator[Finding]:
    """Note past records that are gone or blank, on sheets that are there."""
    saying = {row.key for row in book.rows if row.digest}
    sheets = {row.sheet.letter: row for row in book.rows}
    for key, written in book.written.items():
        if written.event and key not in saying and key[0] in sheets:
            there = sheets[key[0]]
            yield Finding(book.file, there.tab, None, "", written.event, "PAST_REMOVED")


def _case_problem(row: Row, book: DeskFile, known: Known) -> Finding | None:
    case = row.text("case_id")
    if not case:
        return _of_row(book, row, "CASE_MISSING")
    if row.sheet is TODAY and row.key in book.written and row.key != row_key(TODAY, book.facts["book"], case):
        return _of_row(book, row, "KEY_OF_OTHER_CASE")
    own = (
        row_key(CASES, book.facts["book"], case) in book.written
        or row_key(TODAY, book.facts["book"], case) in book.written
    )
    if own or case in known.cases.get(book.facts["collector"], frozenset()):
        return None
    return _of_row(book, row, "OTHER_CASE")


def _about(entered: Entered, code: str, detail: str = "") -> Finding:
    return _of_row(entered.book, entered.row, code, detail)


def _of_row(book: DeskFile, row: Row, code: str, detail: str = "") -> Finding:
    case = row.text("case_id")
    lang = book.facts.get("lang", "zh")
    if code in CONFLICTS:
        return Finding(book.file, row.tab, row.number, "", row.as_text(lang), code, detail, case)
    heading = row.sheet.column("case_id").heading(lang)
    return Finding(book.file, row.tab, row.number, heading, case, code, detail, case)
