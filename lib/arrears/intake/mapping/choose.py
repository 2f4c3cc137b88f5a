"""Which sheet is the list, where its headings are, and what they mean; refused rather than guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from arrears.intake.grid import Notice
from arrears.intake.mapping.choice import Choice, letters
from arrears.intake.mapping.headings import UNIT_COLUMNS, Heading, bare, is_helper, meaning, words_of
from arrears.intake.mapping.kept import kept_for
from arrears.intake.mapping.layout import Layout, find_layout
from arrears.intake.mapping.suggest import suggestions
from arrears.intake.mapping.units import currencies_said, units_said
from arrears.intake.words import file_error
from arrears.tables.contract import CASES
from arrears.tables.texts import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arrears.errors import IntakeError
    from arrears.intake.grid import Grid
    from arrears.intake.mapping.kept import Kept
    from arrears.intake.mapping.units import Said
    from arrears.tables.contract import Contract

SECOND_PHONE = "phone_2"


def choose(  # each is an option of one reading
    grids: list[Grid],
    file: str,
    *,
    sheet: str | None,
    required: Sequence[str],
    contract: Contract = CASES,
    mappings: Sequence[Kept] = (),
) -> tuple[Choice, list[Notice]]:
    """Find the one list among the sheets.

    Raises
    ------
    IntakeError
        If there is none, more than one, or its headings cannot be used.
    """
    candidates = _named(grids, file, sheet)
    found = [choice for grid in candidates if (choice := headings_of(grid, contract, mappings))]
    if not found:
        raise _nothing_found(file, candidates, contract)
    complete = [choice for choice in found if not _missing(choice, required)]
    if not complete:
        best = max(found, key=lambda choice: len(choice.keys))
        raise _incomplete(best, file, required)
    filled = [choice for choice in complete if any(map(_has_value, choice.grid.rows[choice.top + 1 :]))]
    if len(filled) > 1:
        raise file_error("MULTIPLE_SHEETS", file, ", ".join(choice.grid.sheet for choice in filled))
    if not filled:
        raise file_error("NO_ROWS", file, complete[0].grid.sheet or "-")
    _check_headings(filled[0], file)
    choice = _without_helpers(filled[0])
    return choice, _about_others(grids, choice)


def _named(grids: list[Grid], file: str, sheet: str | None) -> list[Grid]:
    if sheet is None:
        return [grid for grid in grids if grid.visible]
    named = [grid for grid in grids if grid.sheet == sheet]
    if not named:
        raise file_error("SHEET_MISSING", file, f"{sheet!r} ({', '.join(grid.sheet for grid in grids)})")
    return named


def headings_of(grid: Grid, contract: Contract, mappings: Sequence[Kept]) -> Choice | None:
    """Find the headings of a sheet, by the mapping that was kept for its shape or by their words."""
    layout = find_layout(grid, contract)
    kept = kept_for(grid, contract, mappings)
    if kept:
        row, mapping = kept
        if layout is None or not layout.first <= row <= layout.last:
            cells = grid.rows[row]
            texts = [(place, str(cell).strip()) for place, cell in enumerate(cells) if not is_blank(cell)]
            layout = Layout(row, row, tuple(Heading(place, text, None) for place, text in texts))
        headings = tuple(mapping.applied(layout.headings, contract))
        return _with_units(
            Choice(grid, layout.last, headings, first=layout.first, contract=contract, kept=mapping), layout
        )
    if layout is None:
        return None
    headings = _resolved(layout.headings, contract)
    return _with_units(Choice(grid, layout.last, headings, first=layout.first, contract=contract), layout)


def _with_units(choice: Choice, layout: Layout) -> Choice:
    """Find what lines above and cells beside the headings say of units and currencies."""
    grid, headings = choice.grid, list(choice.headings)
    said: list[tuple[Said, str]] = [(one, grid.sheet) for one in units_said(grid.sheet)]
    currencies: list[tuple[str, str]] = []
    for number in range(choice.first):
        for place, cell in enumerate(grid.rows[number]):
            if isinstance(cell, str) and cell:
                where = f"{letters(place)}{number + 1}"
                said += [(one, where) for one in units_said(cell)]
                currencies += [(code, where) for code in currencies_said(cell)]
    units_at = None
    for heading in choice.headings:
        if heading.column is not None:
            continue
        where = f"{letters(heading.place)}{choice.top + 1}"
        beside = units_said(heading.text)
        if beside and _is_empty_below(choice, heading.place):
            said += [(one, where) for one in beside]
            headings.remove(heading)
        elif bare(heading.text) in UNIT_COLUMNS:
            units_at = heading.place
    return replace(
        choice,
        headings=tuple(headings),
        said=tuple(said),
        statements=layout.said,
        currencies=tuple(currencies),
        units_at=units_at,
    )


def _is_empty_below(choice: Choice, place: int) -> bool:
    return all(place >= len(row) or is_blank(row[place]) for row in choice.grid.rows[choice.top + 1 :])


def _resolved(headings: Sequence[Heading], contract: Contract) -> tuple[Heading, ...]:
    """Let the better of two headings for one column have it; a second phone is the second phone."""
    by_key: dict[str, list[Heading]] = {}
    for heading in headings:
        if heading.column:
            by_key.setdefault(heading.column.key, []).append(heading)
    changed: dict[int, Heading] = {}
    for key, several in by_key.items():
        if len(several) < 2:  # noqa: PLR2004  # one alone has it
            continue
        strong = [one for one in several if not meaning(one.text, contract).is_weak]
        ranked = sorted(strong or several, key=lambda one: _rank(one, contract))
        losers = [one for one in several if one not in ranked] if strong else ranked[1:]
        changed |= {one.place: replace(one, column=None) for one in losers}
        if key == "phone" and SECOND_PHONE in contract and len({bare(one.text) for one in strong}) == len(strong) > 1:
            second = None if SECOND_PHONE in by_key else contract[SECOND_PHONE]
            changed |= {one.place: replace(one, column=None) for one in ranked[1:]}
            changed[ranked[1].place] = replace(ranked[1], column=second)
    return tuple(changed.get(heading.place, heading) for heading in headings)


def _rank(heading: Heading, contract: Contract) -> int:
    """Give how well a heading's words say what it means: 0 is best."""
    column = heading.column
    if column is None:
        return 0
    strong, _ = words_of(contract)
    order = [bare(word) for word in (column.key, column.zh, column.en, *column.synonyms, *column.weak)]
    word = bare(heading.text)
    return order.index(word) if word in order else len(order) + (word not in strong)


def _missing(choice: Choice, required: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the columns that are needed and not there, each as the keys of which one would do."""
    contract = choice.contract
    wanted = dict.fromkeys([*contract.required, *required])
    missing: list[tuple[str, ...]] = [(key,) for key in wanted if key not in choice.keys]
    missing += [group for group in contract.one_of if choice.keys.isdisjoint(group)]
    return missing


def _incomplete(choice: Choice, file: str, required: Sequence[str]) -> IntakeError:
    """Say which columns are missing, and which of the file's own may be meant."""
    contract, missing = choice.contract, _missing(choice, required)
    en = ", ".join(" / ".join(f"{contract[key].en} ({key})" for key in group) for group in missing)
    zh = "、".join(" / ".join(contract[key].zh for key in group) for group in missing)
    meant = [text for group in missing if (text := suggestions(choice, group))]
    if meant:
        en += f"; did you mean {', '.join(repr(text) for text in meant)}?"
        zh += f"；是否指{'、'.join(f'“{text}”' for text in meant)}？"
    return file_error("REQUIRED_COLUMN_MISSING", file, en, zh)


def _check_headings(choice: Choice, file: str) -> None:
    first: dict[str, Heading] = {}
    for heading in choice.headings:
        key = heading.column.key if heading.column else heading.text
        if key in first:
            texts = f"{first[key].text!r} ({letters(first[key].place)}), {heading.text!r} ({letters(heading.place)})"
            raise file_error("DUPLICATE_COLUMN", file, texts)
        first[key] = heading
        if not heading.fen_in_unit:
            raise file_error("UNIT_UNSUPPORTED", file, repr(heading.text))


def _without_helpers(choice: Choice) -> Choice:
    """Leave out what our own list of rejected rows puts before the original columns; elsewhere such a heading is kept."""
    helpers = [heading.place for heading in choice.headings if is_helper(heading.text)]
    if helpers[:3] != [0, 1, 2]:
        return choice
    # That list keeps the values of a row that was too long behind its last heading: they are wrong there still.
    grid = replace(choice.grid, ragged=True)
    return replace(choice, headings=choice.headings[3:], grid=grid, problems=helpers[1])


def _about_others(grids: list[Grid], choice: Choice) -> list[Notice]:
    others = [grid for grid in grids if grid.sheet != choice.grid.sheet and any(map(_has_value, grid.rows))]
    hidden = [grid.sheet for grid in others if not grid.visible]
    shown = [grid.sheet for grid in others if grid.visible]
    notices = [Notice("HIDDEN_SHEETS", ", ".join(hidden))] if hidden else []
    notices += [Notice("OTHER_SHEETS", ", ".join(shown))] if shown else []
    if choice.kept:
        notices.append(Notice("MAPPING_USED", choice.kept.name))
    return notices


def _has_value(row: Iterable[object]) -> bool:
    return not all(map(is_blank, row))


def _nothing_found(file: str, grids: list[Grid], contract: Contract) -> IntakeError:
    """Say what stands where headings were looked for; not the cells, which may be people's data."""
    rows = ", ".join(f"{grid.sheet or '-'}: {len(grid.rows)}" for grid in grids)
    keys = [contract[key] for key in (*contract.required, *(group[0] for group in contract.one_of))]
    en = f"{', '.join(one.en for one in keys)}; is it a {contract.title}? rows: {rows}"
    zh = f"{'、'.join(one.zh for one in keys)}；请确认这是{contract.title_zh}。行数：{rows}"
    return file_error("HEADER_NOT_FOUND", file, en, zh)
