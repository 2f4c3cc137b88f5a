"""Run a macro: decide everything first, ask before a changed sheet is replaced, write at the end, and tell what went wrong."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.words import both
from xl_addin.macros.books.protocol import CancelledError, Place, Question
from xl_addin.macros.books.snapshot import SnapshotBook, UnansweredError
from xl_addin.macros.layout.page import is_untouched
from xl_addin.macros.scene import Scene
from xl_addin.macros.table import BY_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from xl_addin.macros.books.protocol import Book, Page, Result

_LONGEST_NAME = 31
_KEEP, _REPLACE = "keep", "replace"


class _UnfinishedError(Exception):
    """Excel, or what else holds the workbook, refused in the middle of writing; the cause tells why."""


def run(name: str, book: Book, now: datetime | None = None) -> bool:
    """Run a macro on an open workbook.

    Parameters
    ----------
    name : str
        A macro's id in `xl_addin.macros.table.MACROS`.
    book : Book
        The workbook.
    now : datetime, optional
        The present moment with its zone, for tests.

    Returns
    -------
    bool
        Whether it was done. If it was not, nothing was written, and the person was told why in one message, unless it was
        the person who cancelled it.

    Raises
    ------
    ValueError
        If there is no such macro.
    """
    if name not in BY_ID:
        raise ValueError(f"there is no macro {name!r}; there are {', '.join(BY_ID)}")
    scene = Scene(book, now)
    try:
        _run(name, book, scene)
    except CancelledError:
        return False
    except ArrearsError as error:
        book.message(error.text(_language(scene)))
        return False
    except UnansweredError:
        raise
    except Exception as error:
        if os.environ.get("ARREARS_DEBUG"):
            raise
        # A person must be told; only the kind of it, because its text may quote somebody's data.
        zh, en = _said_of(error)
        book.message(zh if _language(scene) == "zh" else en)
        return False
    finally:
        book.status("")
    return True


def run_macro(name: str, snapshot: Mapping[str, Any], answers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run a macro on a workbook that is given as plain values.

    Parameters
    ----------
    name : str
        A macro's id.
    snapshot : mapping
        As `xl_addin.macros.books.snapshot` says; further key ``now``: the present moment as ISO text with its zone.
    answers : mapping of str to str, optional
        Answers to what was asked before, by the questions' keys; ``cancel`` stops.

    Returns
    -------
    dict
        ``{"actions": [...]}``, to be done in that order, or ``{"ask": {"key", "text", "options"}}``: then nothing is to be done yet.

    Examples
    --------
    >>> cases = [["case id", "due date", "principal"], ["A1", "2026-01-31", 1000.0]]
    >>> snapshot = {"path": None, "sheets": [{"name": "Cases", "values": cases}], "selection": None, "now": "2026-03-10T09:00+08:00"}
    >>> actions = run_macro("stage_cases", snapshot)["actions"]
    >>> [action["do"] for action in actions]
    ['status', 'write_page', 'select', 'message', 'status']
    >>> actions[1]["rows"][4][:7]
    ('A1', None, 46053, 38, 'M2', 'special mention', 'middle')
    """
    from datetime import datetime  # noqa: PLC0415  # only this entry reads a moment from text

    book = SnapshotBook(snapshot, answers)
    now = datetime.fromisoformat(snapshot["now"]) if snapshot.get("now") else None
    try:
        run(name, book, now)
    except UnansweredError as error:
        asked = error.question
        return {"ask": {"key": asked.key, "text": asked.text, "options": [list(option) for option in asked.options]}}
    return {"actions": book.actions}


def _run(name: str, book: Book, scene: Scene) -> None:
    macro = BY_ID[name]
    book.status(scene.say(f"{macro.zh}……", f"{macro.en} ..."))
    result: Result = import_module(macro.module).run(scene, *macro.given)
    pages = [_settled(page, book, scene, asks=result.asks) for page in result.pages]
    try:
        _write(book, result, pages)
    except (ArrearsError, CancelledError):
        raise
    except Exception as error:
        raise _UnfinishedError from error
    book.message(result.message)


def _write(book: Book, result: Result, pages: Sequence[Page]) -> None:
    for page in pages:
        book.write_page(page)
    if result.entries:
        book.fill_in(result.entries)
    if result.select is not None:
        book.select(result.select)
    elif pages:
        book.select(Place(pages[0].name, 0, 0))


def _said_of(error: Exception) -> tuple[str, str]:
    """Say in Chinese and English what a person has to know of a fault of ours: above all, whether anything was written."""
    if isinstance(error, _UnfinishedError):
        kind = type(error.__cause__).__name__
        return both("xl_addin.macros.run.something_went_wrong_while_writing", kind=kind)
    kind = type(error).__name__
    return both("xl_addin.macros.run.something_went_wrong_inside_workbook", kind=kind)


def _settled(page: Page, book: Book, scene: Scene, *, asks: bool) -> Page:
    """Give the page a name of its own where a person's sheet has its name, or has changed what an earlier run wrote."""
    taken = {name.casefold(): name for name in book.sheets()}
    standing = taken.get(page.name.casefold())
    if standing is None or is_untouched(book.read_table(standing)):
        return page if standing is None else replace(page, name=standing)
    text = scene.say(
        *both("xl_addin.macros.run.sheet_changed_somebody_not_made", standing=standing),
    )
    options = (
        (_KEEP, scene.say(*both("xl_addin.macros.run.keep"))),
        (_REPLACE, scene.say(*both("xl_addin.macros.run.replace"))),
    )
    answer = book.ask(Question(f"replace:{standing}", text, options)) if asks else _KEEP
    if answer == _REPLACE:
        return replace(page, name=standing)
    if answer != _KEEP:
        raise CancelledError
    names = (f"{page.name[: _LONGEST_NAME - len(end)]}{end}" for number in range(2, 1000) for end in [f" ({number})"])
    return replace(page, name=next(name for name in names if _is_free(name, taken, book)))


def _is_free(name: str, taken: Mapping[str, str], book: Book) -> bool:
    """Tell whether no sheet has the name, or one that a macro wrote and nobody changed."""
    standing = taken.get(name.casefold())
    return standing is None or is_untouched(book.read_table(standing))


def _language(scene: Scene) -> str:
    """Give the workbook's language for a message; Chinese where even that cannot be read."""
    try:
        return scene.lang
    except Exception:  # noqa: BLE001  # what could not be read before fails here again, and the person must be told all the same
        return "zh"
