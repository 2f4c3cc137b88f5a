"""Case ids as the store spells them: a row that differs only in upper and lower case, or in wide letters, means the same case."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from arrears.tables.texts import clean, narrow
from arrears.workbooks.collector.keys import row_digest, row_key
from arrears.workbooks.collector.layout import CASES, TODAY

if TYPE_CHECKING:
    from arrears.returns.book import DeskFile, Row
    from arrears.returns.sorting import Known


def spelt_as_stored(book: DeskFile, known: Known) -> DeskFile:
    """Give a workbook whose case ids are spelt as they are known, where only one case can be meant.

    Parameters
    ----------
    book : DeskFile
        A returned workbook with its hidden sheet; its own list's ids count as known, too.
    known : Known
        What the store has. Two ids that differ only in upper and lower case are two cases: then a row must name one exactly.
    """
    exact = {case for cases in known.cases.values() for case in cases} | _listed(book)
    spellings: dict[str, set[str]] = defaultdict(set)
    for case in exact:
        spellings[_folded(case)].add(case)
    rows = []
    for row in book.rows:
        typed = row.text("case_id")
        meant = spellings.get(_folded(typed), set()) if typed and typed not in exact else set()
        rows.append(_spelt(row, next(iter(meant))) if len(meant) == 1 else row)
    return replace(book, rows=tuple(rows))


def _listed(book: DeskFile) -> set[str]:
    """Give the ids with which the workbook was written, whatever was typed over them since."""
    cases = ((row.sheet, row.text("case_id")) for row in book.rows if row.sheet is CASES or row.sheet is TODAY)
    return {case for sheet, case in cases if row_key(sheet, book.facts["book"], case) in book.written}


def _folded(case: str) -> str:
    return narrow(clean(case)).casefold()


def _spelt(row: Row, case: str) -> Row:
    cells = {**row.cells, "case_id": case}
    return replace(row, cells=cells, digest=row_digest(row.sheet, cells))
