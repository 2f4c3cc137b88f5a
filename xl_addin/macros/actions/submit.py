"""Submit 提交: what was entered in a collector's workbook goes into the store, once and only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.returns.merge import merge_files
from arrears.words import both
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.page import Col, Table, lay_out
from xl_addin.macros.store_of import desk_of, store_of

if TYPE_CHECKING:
    from arrears.returns.merge import Merged
    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.scene import Scene

_KINDS = {
    "note": both("xl_addin.macros.actions.submit.note"),
    "conflict": both("xl_addin.macros.actions.submit.conflict"),
    "problem": both("xl_addin.macros.actions.submit.problem"),
}


def run(scene: Scene) -> Result:
    """Store the new rows; what somebody must look at stands on a sheet of its own."""
    file = desk_of(scene)
    with store_of(scene) as store:
        merged = merge_files(store, [file], lang=scene.lang)
    lines = _lines(merged, scene)
    message = scene.say(
        *both(
            "xl_addin.macros.actions.submit.submitted_rows_stored_were_stored",
            count=len(merged.new),
            count_2=len(merged.known),
        ),
    )
    if lines:
        message += scene.say(*both("xl_addin.macros.actions.submit.things_need_look_see_submit", count=len(lines)))
    # The store has them already: no question may stand between that and the message.
    return Result(message, _pages(lines, scene), asks=False)


def _lines(merged: Merged, scene: Scene) -> list[list[object]]:
    found: list[list[object]] = []
    for one in merged.findings:
        words = one.words(scene.lang)
        found.append([scene.say(*_KINDS[one.kind]), one.sheet, one.row, one.case_id, words.message, words.remedy])
    for row in merged.breaches.to_dict("records"):
        what = f"{row['rule']}: {row['happened']}"
        found.append(
            [scene.say(*both("xl_addin.macros.actions.submit.breach")), "", None, row["case_id"], what, row["words"]]
        )
    return found


def _pages(lines: list[list[object]], scene: Scene) -> tuple[Page, ...]:
    if not lines:
        return ()
    heads = (
        (*both("xl_addin.macros.actions.submit.kind"), "text"),
        (*both("xl_addin.macros.actions.submit.sheet"), "text"),
        (*both("xl_addin.macros.actions.submit.row"), "count"),
        (*both("xl_addin.macros.actions.submit.case_id"), "text"),
        (*both("xl_addin.macros.actions.submit.what_so"), "long"),
        (*both("xl_addin.macros.actions.submit.remedy_rule"), "long"),
    )
    table = Table(tuple(Col(scene.say(zh, en), style) for zh, en, style in heads), lines)
    name = scene.say(*both("xl_addin.macros.actions.submit.submit_result"))
    return (lay_out(name, name, f"{scene.now:%Y-%m-%d %H:%M}", [table], lang=scene.lang),)
