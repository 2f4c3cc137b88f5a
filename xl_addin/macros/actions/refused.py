"""What the case list lacks: rows that cannot be read, each with its remedy on a sheet, and a store that could not be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.words import Saying, both
from xl_addin.macros.layout.page import Col, Table, lay_out

if TYPE_CHECKING:
    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.scene import Scene


def refused_words(scene: Scene) -> str:
    """Say how many rows were refused, and where they stand, and that a store could not be asked; "" where nothing is lacking."""
    count, unasked = scene.case_list.refused, scene.case_list.unasked
    lacks = ""
    if count:
        lacks = scene.say(
            *both("xl_addin.macros.actions.refused.rows_cannot_read_see_sheet", count=count, scene=_name(scene)),
        )
    if unasked is not None:
        why = Saying(unasked.zh, unasked.message)
        lacks += scene.say(*both("xl_addin.macros.actions.refused.store_not_asked", why=why))
    return lacks


def refused_pages(scene: Scene) -> tuple[Page, ...]:
    """Give the sheet of refused rows; none where all can be read."""
    intake = scene.case_list.intake
    if not intake.rejected:
        return ()
    rejects = intake.rejects
    columns = tuple(
        Col(scene.say(zh, en), style)
        for zh, en, style in (
            (*both("xl_addin.macros.actions.refused.row"), "count"),
            (*both("xl_addin.macros.actions.refused.column"), "text"),
            (*both("xl_addin.macros.actions.refused.value"), "text"),
            (*both("xl_addin.macros.actions.refused.problem"), "long"),
            (*both("xl_addin.macros.actions.refused.remedy"), "long"),
        )
    )
    keys = ("row", "column", "value", "message", "remedy")
    rows = list(zip(*(rejects[key].tolist() for key in keys), strict=True))
    note = scene.say(*both("xl_addin.macros.actions.refused.from_sheet_correct_them_run", sheet=intake.sheet))
    title = scene.say(*both("xl_addin.macros.actions.refused.rows_cannot_read"))
    return (lay_out(_name(scene), title, note, [Table(columns, rows)], lang=scene.lang),)


def _name(scene: Scene) -> str:
    return scene.say(*both("xl_addin.macros.actions.refused.rejected_rows"))
