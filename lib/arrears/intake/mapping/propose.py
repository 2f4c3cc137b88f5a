"""What each column of a list most likely means, how sure that is, and what stands in it: for a person to confirm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.intake.mapping.choice import Choice, letters
from arrears.intake.mapping.choose import headings_of
from arrears.intake.mapping.headings import Heading, meaning
from arrears.intake.mapping.suggest import likeness, sample_of
from arrears.intake.words import file_error
from arrears.tables.columns import Kind
from arrears.tables.parsers import PERSONAL
from arrears.tables.texts import is_blank, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arrears.intake.grid import Grid
    from arrears.tables.contract import Contract

_EXAMPLES = 3
_LONGEST = 24
_SURE, _NEARLY_SURE, _LIKELY = 1.0, 0.9, 0.55
_MANY_DIGITS = 6
_KINDS_IN_CLEAR = frozenset({Kind.AMOUNT, Kind.DATE, Kind.COUNT, Kind.FLAGS, Kind.CASE_ID})


@dataclass(frozen=True)
class Proposed:
    """One column, and what it most likely means.

    Attributes
    ----------
    column : str
        Its letters in a spreadsheet.
    heading : str
        Its heading.
    key : str
        The key of what it means; empty if nothing is likely.
    confidence : float
        From 0 to 1: 1 where the heading says it, less where a word or the cells only suggest it.
    examples : tuple of str
        What stands in it; what may be a person's is shown by its form alone.
    """

    column: str
    heading: str
    key: str
    confidence: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A list's columns and what they most likely mean.

    Attributes
    ----------
    file, sheet : str
        Which list.
    kept : str
        The name of the mapping that is kept for lists of this shape already; empty if there is none.
    columns : tuple of Proposed
        In the order of the list.
    missing : tuple of tuple of str
        Needed columns that nothing is proposed for, each as the keys of which one would do.
    """

    file: str
    sheet: str
    kept: str
    columns: tuple[Proposed, ...]
    missing: tuple[tuple[str, ...], ...]


def propose(
    grids: Sequence[Grid], file: str, sheet: str | None, contract: Contract, mappings: Sequence[object]
) -> Proposal:
    """Propose a meaning for every column of the list.

    Raises
    ------
    IntakeError
        If no sheet has a row that can be headings.
    """
    named = [grid for grid in grids if (grid.sheet == sheet if sheet else grid.visible)]
    found = [choice for grid in named if (choice := headings_of(grid, contract, mappings))]  # type: ignore[arg-type]  # Kept
    if not found:
        found = [choice for grid in named if (choice := _first_texts(grid, contract))]
    if not found:
        raise file_error("HEADER_NOT_FOUND", file, contract.title, contract.title_zh)
    choice = max(found, key=lambda one: (len(one.keys), len(one.headings)))
    claimed = {heading.column.key: heading.place for heading in choice.headings if heading.column}
    scores = sorted(
        (
            (likeness(heading, sample_of(choice, heading), column, contract), heading.place, column.key)
            for heading in choice.headings
            if heading.column is None
            for column in contract.columns
            if column.key not in claimed
        ),
        reverse=True,
    )
    likely: dict[int, tuple[str, float]] = {}
    for score, place, key in scores:
        if score < _LIKELY:
            break
        if place not in likely and key not in {one for one, _ in likely.values()}:
            likely[place] = (key, min(score, _NEARLY_SURE))
    columns = tuple(_proposed(choice, heading, likely) for heading in choice.headings)
    missing = still_missing({one.heading: one.key for one in columns}, contract)
    return Proposal(file, choice.grid.sheet, choice.kept.name if choice.kept else "", columns, tuple(missing))


def still_missing(keys: Mapping[str, str], contract: Contract) -> list[tuple[str, ...]]:
    """Give the needed columns that no heading means, each as the keys of which one would do.

    Examples
    --------
    >>> from arrears.tables.contract import CASES
    >>> still_missing({"合同号": "case_id", "到期": "due_date"}, CASES)
    [('principal', 'statement_balance')]
    """
    have = set(keys.values())
    missing: list[tuple[str, ...]] = [(key,) for key in contract.required if key not in have]
    return missing + [group for group in contract.one_of if have.isdisjoint(group)]


def _first_texts(grid: Grid, contract: Contract) -> Choice | None:
    """Take the first row of several different short texts for headings."""
    for number, row in enumerate(grid.rows[:30]):
        cells = [(place, cell.strip()) for place, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]
        texts = {text for _, text in cells}
        is_short = all(len(text) <= _LONGEST and not re.search(rf"\d{{{_MANY_DIGITS},}}", text) for text in texts)
        if len(texts) >= _EXAMPLES and len(texts) == len(cells) and is_short:
            headings = tuple(Heading(place, text, None) for place, text in cells)
            return Choice(grid, number, headings, first=number, contract=contract)
    return None


def _proposed(choice: Choice, heading: Heading, likely: dict[int, tuple[str, float]]) -> Proposed:
    contract = choice.contract
    if heading.column:
        said = meaning(heading.text, contract)
        is_said = said.key == heading.column.key and not said.is_weak
        key, confidence = heading.column.key, _SURE if is_said or choice.kept else _NEARLY_SURE
    else:
        key, confidence = likely.get(heading.place, ("", 0.0))
    kind = contract[key].kind if key else None
    cells = sample_of(choice, heading)
    different = list(dict.fromkeys(shown(cell) for cell in cells if not is_blank(cell)))[:_EXAMPLES]
    examples = tuple(text[:_LONGEST] if kind in _KINDS_IN_CLEAR else form_of(text, kind) for text in different)
    return Proposed(letters(heading.place), heading.text, key, round(confidence, 2), examples)


def form_of(text: str, kind: Kind | None = None) -> str:
    """Give the form of a text without what it says: a sign for a sign.

    Examples
    --------
    >>> form_of("张三 13800001234"), form_of("a.b@bank.example")
    ('某某 99999999999', 'a.a@aaaa.aaaaaaa')
    """
    if kind is not None and kind not in PERSONAL and not re.search(rf"\d{{{_MANY_DIGITS},}}|@", text):
        return text[:_LONGEST]
    hidden = re.sub(r"\d", "9", text[:_LONGEST])
    hidden = re.sub(r"[A-Za-z]", "a", hidden)
    return re.sub(r"[^\x00-\x7f]", lambda match: match[0] if not match[0].isalnum() else "某", hidden)
