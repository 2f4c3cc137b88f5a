"""The papers of an agreement beside the workbook: the same files that `arrears agreement` writes, each under a name that is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.store.state.agreements import Agreements
from arrears.store.state.papers import write_agreement, write_statement
from arrears.words import Saying, both
from xl_addin.macros.store_of import store_of

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.store import Store
    from xl_addin.macros.scene import Scene


def agreement_paper(scene: Scene, store: Store, case_id: str) -> str:
    """Write the agreement of the draft that was just stored, and say where it is; "" where there are no files."""
    if scene.book.path is None:
        return ""
    desk = Agreements(store, scene.facts["collector"], lang=scene.lang)
    number = desk.latest(case_id)
    return _told(scene, write_agreement(desk, desk.restored(number), _free(scene.book.path, f"{number}-agreement")))


def statement_paper(scene: Scene, case_id: str) -> str:
    """Write the statement of the total cost that the customer is to be shown, and say where it is, or why there is none yet."""
    path = scene.book.path
    try:
        if path is None:
            return ""
        with store_of(scene) as store:
            desk = Agreements(store, scene.facts["collector"], lang=scene.lang)
            number = desk.latest(case_id)
            return _told(scene, write_statement(desk, desk.restored(number), _free(path, f"{number}-cost-statement")))
    except ArrearsError as error:
        why = Saying(error.zh, error.message)
        return scene.say(*both("xl_addin.macros.actions.papers.no_statement_yet", why=why))


def _told(scene: Scene, written: tuple[Path, ...]) -> str:
    names = scene.say("、", ", ").join(path.name for path in written)
    return scene.say(*both("xl_addin.macros.actions.papers.beside", names=names))


def _free(beside: Path, stem: str) -> Path:
    names = (f"{stem}{end}.docx" for number in range(1, 1000) for end in ["" if number == 1 else f" ({number})"])
    return next(beside.with_name(name) for name in names if not beside.with_name(name).exists())
