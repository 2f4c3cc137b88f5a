"""Which of a list's own columns may be meant where one is missing: by the words of its heading and by what it holds."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from arrears.intake.mapping.headings import bare
from arrears.tables.columns import Kind
from arrears.tables.faults import Fault
from arrears.tables.parsers import reader_of
from arrears.tables.texts import is_blank, lost_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.mapping.choice import Choice
    from arrears.intake.mapping.headings import Heading
    from arrears.tables.columns import Column
    from arrears.tables.contract import Contract

_SAMPLE = 200
_LIKELY = 0.5
"""From so much on a column is named as what may be meant."""
_WORDS, _CONTENTS = 0.5, 0.5
_SELDOM_OTHER = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.CARD, Kind.EMAIL})
"""What hardly anything else looks like."""


def suggestions(choice: Choice, keys: Sequence[str]) -> str:
    """Give the heading that most likely means one of some columns; empty if none is likely."""
    scored = [
        (likeness(heading, sample_of(choice, heading), choice.contract[key], choice.contract), heading.text)
        for heading in choice.headings
        if heading.column is None
        for key in keys
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _LIKELY else ""


def sample_of(choice: Choice, heading: Heading) -> list[object]:
    """Give cells of a column that are not blank, from its first rows."""
    rows = choice.grid.rows[choice.top + 1 : choice.top + 1 + _SAMPLE]
    cells = [row[heading.place] for row in rows if heading.place < len(row)]
    return [cell for cell in cells if not is_blank(cell)]


def likeness(heading: Heading, cells: Sequence[object], column: Column, contract: Contract) -> float:
    """Tell how likely a heading means a column, from 0 to 1: its words count half, what it holds the other half.

    Examples
    --------
    >>> from arrears.intake.mapping.headings import Heading
    >>> from arrears.tables.contract import CASES
    >>> likeness(Heading(0, "逾期合同编号", None), ["H-001", "H-002", "H-003"], CASES["case_id"], CASES) > 0.5
    True
    >>> likeness(Heading(0, "备注", None), ["已还", "未还", "已还"], CASES["case_id"], CASES) > 0.5
    False
    """
    word = bare(heading.text)
    words = [bare(one) for one in (column.key, column.zh, column.en, *column.synonyms, *column.weak)]
    similar = max(
        max(SequenceMatcher(None, word, one).ratio(), len(one) / max(len(word), 1) if one in word else 0.0)
        for one in words
    )
    return _WORDS * similar + _CONTENTS * _fit(cells, column, contract)


def _fit(cells: Sequence[object], column: Column, contract: Contract) -> float:
    """Give the share of cells that can be read as the column's kind, as far as that says anything."""
    if not cells:
        return 0.0
    read = reader_of(column, required=False)
    good = sum(not isinstance(read(cell), Fault) and read(cell) is not None for cell in cells) / len(cells)
    texts = [str(cell) for cell in cells]
    if column.key == contract.unique:
        distinct = len(set(texts)) / len(texts)
        has_digits = sum(any(sign.isdigit() for sign in text) for text in texts) / len(texts)
        return good * distinct * has_digits if distinct == 1 and not any(map(lost_digits, cells)) else 0.0
    if column.kind in {Kind.TEXT, Kind.NAME, Kind.ADDRESS}:
        return good * 0.4 if all(isinstance(cell, str) for cell in cells) else 0.0
    if column.kind in _SELDOM_OTHER or column.kind is Kind.DATE:
        return good
    return good * 0.7
