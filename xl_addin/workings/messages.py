"""A message filled from one row of a range with headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.documents.messages import fill_message
from arrears.documents.templates import find_template
from arrears.errors import ArrearsError, PolicyError
from xl_addin.answers import BLANK, NA, SHOWN, VALUE
from xl_addin.cells import texts
from xl_addin.columns import FINE, IS_BLANK, STATE_OF_CODE, flatten
from xl_addin.workings.in_force import policies_of, today

if TYPE_CHECKING:
    from datetime import date

    from arrears.documents.templates import Template
    from arrears.policy import Policies
    from xl_addin.answers import Result
    from xl_addin.columns import Cell, Cells


def message(template: Cells, headings: Cells, row: Cells) -> Result:
    """Fill a template's id, or a text with placeholders, from a row; from several rows, one message below the other."""
    wanted = texts(template).alone()
    try:
        heads, _ = flatten(headings)
        cells, shape = flatten(row)
    except ValueError:
        return VALUE
    if wanted.states[0] != FINE:
        return SHOWN[wanted.states[0]]
    if all(_is_blank(head) for head in heads):
        return BLANK
    rows = [cells[start : start + len(heads)] for start in range(0, len(cells), len(heads))]
    if all(_is_blank(cell) for cell in cells):
        return BLANK
    if (shape or (1, 1))[1] != len(heads) and not (shape and shape == (len(heads), 1)):
        return VALUE
    filled = _filled(str(wanted.values[0]), [str(head) for head in heads], rows)
    return filled[0] if len(filled) == 1 else [[cell] for cell in filled]


def _filled(wanted: str, heads: list[str], rows: list[list[Cell]]) -> list[Cell]:
    lang = "zh" if any(not head.isascii() for head in heads) else "en"
    try:
        text: Template | str = wanted if "{" in wanted else find_template("messages", wanted, lang)
        policies = policies_of()
    except ArrearsError:
        return [NA] * len(rows)
    day = today(policies)
    # Which of two columns of one name a placeholder means cannot be told: neither, so that it is a bad value.
    once = [head if heads.count(head) == 1 else "" for head in heads]
    return [_one(text, dict(zip(once, row, strict=True)), policies, day, lang) for row in rows]


def _one(text: Template | str, row: dict[str, Cell], policies: Policies, day: date, lang: str) -> Cell:
    if all(_is_blank(cell) for cell in row.values()):
        return BLANK
    # An error that COM hands over as a number must not be taken for an amount.
    cells = {head: VALUE if type(cell) is int and cell in STATE_OF_CODE else cell for head, cell in row.items()}
    try:
        return fill_message(text, cells, policies=policies, as_of=day, lang=lang)
    except PolicyError:
        return NA
    except (ArrearsError, ValueError, TypeError, ArithmeticError):
        return VALUE


def _is_blank(cell: Cell) -> bool:
    return bool(texts(cell).states[0] == IS_BLANK)
