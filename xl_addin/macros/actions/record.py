"""One choice of the sheet of records 登记: a payment claimed, help, a flag, a correction, a step of an agreement, a waiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.returns.steps import entry_words, own_entries
from arrears.words import both
from arrears.workbooks.collector.happenings import BY_KEY, CORRECT, ENTRIES, STATEMENT, TAKE_BACK, WITH_AMOUNT
from arrears.workbooks.collector.layout import RECORDS
from xl_addin.macros.actions.desk_row import Fresh, Wanted, enter
from xl_addin.macros.actions.papers import statement_paper
from xl_addin.macros.store_of import store_of
from xl_addin.macros.table import FLAG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_addin.macros.books.protocol import Cell, Result
    from xl_addin.macros.scene import Scene

_FLAGS = tuple(key for key in BY_KEY if key.startswith(f"{FLAG}:"))
_PUTS_RIGHT = {CORRECT: WITH_AMOUNT, TAKE_BACK: tuple(ENTRIES)}
_MOST_LISTED = 12


def run(scene: Scene, item: str) -> Result:
    """Put the choice down for the selected case, or store the row that is filled in."""
    if item == FLAG:
        what = scene.say(*both("xl_addin.macros.actions.record.flag"))
        return enter(scene, Wanted(RECORDS, "item", ("", *_FLAGS)), lambda _: Fresh({}, what))
    then = next(iter(BY_KEY[item].needs), "note")
    return enter(scene, Wanted(RECORDS, then, (item,)), lambda case: _fresh(scene, item, case))


def _fresh(scene: Scene, item: str, case: str) -> Fresh:
    happening, word = BY_KEY[item], RECORDS.column("item").word(item, scene.lang)
    values: dict[str, Cell] = {"item": word}
    # The day of a correction is the one that is right, which only the person knows.
    if "on" in happening.opens and item not in _PUTS_RIGHT:
        values["on"] = scene.day
    further = [name for name in happening.opens if name not in happening.needs]
    key = "xl_addin.macros.actions.record.needs" if happening.needs else "xl_addin.macros.actions.record.may"
    what = scene.say(*both(key, item=word, needs=_headings(happening.needs, scene), may=_headings(further, scene)))
    if item in _PUTS_RIGHT:
        more, listed = _to_put_right(scene, item, case)
        return Fresh(values | more, what + listed)
    if item == STATEMENT:
        return Fresh(values, what, statement_paper(scene, case))
    return Fresh(values, what)


def _headings(names: Iterable[str], scene: Scene) -> str:
    return scene.say("、", ", ").join(RECORDS.column(name).heading(scene.lang) for name in names)


def _to_put_right(scene: Scene, item: str, case: str) -> tuple[dict[str, Cell], str]:
    """Name the collector's own entries on the case by their numbers; a single one is put into the row."""
    try:
        store = store_of(scene)
    except ArrearsError:
        return {}, ""
    with store:
        mine = own_entries(store, case, scene.facts.get("collector", ""), _PUTS_RIGHT[item])
    if not mine:
        raise ArrearsError(both("account.put_right.none", case=case))
    listed = "".join(f"\n{entry_words(one, scene.lang)}" for one in mine[-_MOST_LISTED:])
    one = mine[0] if len(mine) == 1 else None
    choice = RECORDS.column("choice")
    values = {"choice": choice.word(one["kind"], scene.lang), "reference": str(one["seq"])} if one else {}
    return values, scene.say(*both("xl_addin.macros.actions.record.entries")) + listed
