"""Which unit and which currency each column of amounts is in, from everything that the list says; refused where two contradict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from arrears.intake.mapping.headings import UNIT_WORDS, meaning
from arrears.intake.mapping.units import Said, Unit, read_unit
from arrears.intake.words import file_error
from arrears.tables.columns import Kind
from arrears.tables.texts import is_blank, shown
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.mapping.choice import Choice
    from arrears.intake.mapping.headings import Heading


class Placed(NamedTuple):
    """Units and currencies, placed.

    Attributes
    ----------
    headings : tuple of Heading
        Each amount's with its unit and the currency that the list says, if it says one.
    of_rows : list of int or None
        Each row's unit in hundredths, where a column gives it; 0 where its cell is blank or no unit.
    told : list of (Heading, str, str)
        Columns in another unit than one of the currency: the unit's word and where it stands.
    currency : str
        The one that the whole list is in; empty if it says none.
    """

    headings: tuple[Heading, ...]
    of_rows: list[int] | None
    told: list[tuple[Heading, str, str]]
    currency: str


def place_units(choice: Choice, more: Sequence[tuple[Said, str]], unit_cells: Sequence[object], file: str) -> Placed:
    """Place every unit that a list says.

    Parameters
    ----------
    choice : Choice
        The list, with what its titles and headings say.
    more : sequence of (Said, str)
        What notes below and cells beside it say.
    unit_cells : sequence
        The cells of the column that gives each row's unit; empty where there is none.
    file : str
        Its name, for errors.

    Raises
    ------
    IntakeError
        ``UNIT_CONFLICT`` if two of them contradict, ``UNIT_UNSUPPORTED`` if one is no known unit of money.
    """
    general = [*choice.said, *more]
    for said, where in general:
        if said.unit is None:
            raise file_error("UNIT_UNSUPPORTED", file, f"{said.word!r} ({where})")
    of_rows = _of_rows(unit_cells)
    headings: list[Heading] = []
    told: list[tuple[Heading, str, str]] = []
    for heading in choice.headings:
        if not heading.is_amount:
            headings.append(heading)
            continue
        said_here = _said_of(heading, choice, general)
        placed = _placed(heading, said_here, file)
        if of_rows:
            _check_rows(placed, said_here, of_rows, unit_cells, file)
        elif said_here and placed.fen_in_unit != FEN_IN_YUAN:
            _, word, where = next(one for one in said_here if one[0].fen == placed.fen_in_unit)
            told.append((placed, word, where))
        headings.append(placed)
    codes = {heading.currency: f"{heading.currency} ({heading.text})" for heading in headings if heading.currency}
    codes |= {code: f"{code} ({where})" for code, where in choice.currencies}
    if len(codes) > 1 and not any(one.column and one.column.key == "currency" for one in headings):
        raise file_error("UNIT_CONFLICT", file, " / ".join(codes.values()))
    return Placed(tuple(headings), of_rows, told, next(iter(codes), "") if len(codes) == 1 else "")


def _said_of(heading: Heading, choice: Choice, general: Sequence[tuple[Said, str]]) -> list[tuple[Unit, str, str]]:
    """Give every unit that is said of one column, with its word and its place."""
    key = heading.column.key if heading.column else ""
    found = [
        (said.unit, said.word, where) for said, where in (choice.statements or {}).get(heading.place, []) if said.unit
    ]
    if heading.unit:
        found.append((heading.unit, UNIT_WORDS.get(heading.unit.fen, heading.text), heading.text))
    for said, where in general:
        about = meaning(said.about, choice.contract).key if said.about else ""
        is_amount = bool(about) and choice.contract[about].kind is Kind.AMOUNT
        if said.unit and (not is_amount or about == key):
            found.append((said.unit, said.word, where))
    return found


def _placed(heading: Heading, said: Sequence[tuple[Unit, str, str]], file: str) -> Heading:
    sizes = {unit.fen: f"{word} ({where})" for unit, word, where in said}
    # A word such as USD names the currency alone: it does not contradict 万元 beside it.
    sized = {unit.fen for unit, _, _ in said if not unit.is_currency_alone}
    if len(sized) > 1:
        raise file_error("UNIT_CONFLICT", file, f"{heading.text}: {' / '.join(sizes[fen] for fen in sorted(sized))}")
    codes = {unit.currency: f"{unit.currency} ({where})" for unit, _, where in said if unit.currency}
    if heading.currency:
        codes.setdefault(heading.currency, f"{heading.currency} ({heading.text})")
    if len(codes) > 1:
        raise file_error("UNIT_CONFLICT", file, f"{heading.text}: {' / '.join(codes.values())}")
    fen = next(iter(sized), FEN_IN_YUAN)
    return replace(heading, fen_in_unit=fen, currency=next(iter(codes), ""))


def _of_rows(cells: Sequence[object]) -> list[int] | None:
    """Give each row's unit; None where the column is no column of units, such as one of employers."""
    units = {cell: read_unit(shown(cell)) for cell in dict.fromkeys(cells) if not is_blank(cell)}
    if not units or not any(units.values()):
        return None
    found: list[int] = []
    for cell in cells:
        unit = None if is_blank(cell) else units[cell]
        found.append(unit.fen if unit else 0)
    return found


def _check_rows(
    heading: Heading, said: Sequence[tuple[Unit, str, str]], of_rows: list[int], cells: Sequence[object], file: str
) -> None:
    """Refuse a list whose column of units says another unit than a heading or a title."""
    if not said:
        return
    for place, fen in enumerate(of_rows):
        if fen not in {0, heading.fen_in_unit}:
            _, word, where = said[0]
            raise file_error("UNIT_CONFLICT", file, f"{heading.text}: {word} ({where}) / {shown(cells[place])}")
