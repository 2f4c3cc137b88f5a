"""A workbook as plain values, and what a macro would do to it as plain values: for worker processes and xlwings Lite.

A snapshot is ``{"path": text or None, "sheets": [{"name", "values": rows of cells}], "selection": {"sheet", "top", "left", "bottom",
"right"} or None}``; cells are None, truth values, numbers and text, dates serial numbers or ISO text. An action is a dictionary whose
``do`` is ``write_page``, ``fill_in``, ``select``, ``message`` or ``status``.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_addin.macros.books.protocol import Entry, Page, Place, Selection
from xl_addin.macros.layout.page import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from xl_addin.macros.books.protocol import Book, Cell, Question


def snapshot_of(book: Book, now: datetime) -> dict[str, Any]:
    """Give an open workbook as plain values, with the present moment as ``now``; days become serial numbers."""
    selection = book.selection()
    return {
        "path": None if book.path is None else str(book.path),
        "sheets": [
            {"name": name, "values": [[plain(cell) for cell in row] for row in book.read_table(name)]}
            for name in book.sheets()
        ],
        "selection": selection._asdict() if selection else None,
        "now": now.isoformat(),
    }


def do_all(actions: Sequence[Mapping[str, Any]], book: Book) -> None:
    """Do to an open workbook what a macro wrote down, in its order; what it showed as being done is over."""
    for action in actions:
        match action["do"]:
            case "write_page":
                book.write_page(_page(action))
            case "fill_in":
                book.fill_in([Entry(**entry) for entry in action["entries"]])
            case "select":
                book.select(Place(action["sheet"], action["row"], action["column"]))
            case "message":
                book.message(action["text"])


def written_to(actions: Sequence[Mapping[str, Any]]) -> set[str]:
    """Give the names of the sheets that actions write to."""
    pages = {action["name"] for action in actions if action["do"] == "write_page"}
    return pages | {entry["sheet"] for action in actions if action["do"] == "fill_in" for entry in action["entries"]}


def _page(action: Mapping[str, Any]) -> Page:
    return Page(
        action["name"],
        rows=tuple(map(tuple, action["rows"])),
        styles=tuple(map(tuple, action["styles"])),
        widths=tuple(action["widths"]),
        heights=dict(action["heights"]),
        merges=tuple((row, first, last) for row, first, last in action["merges"]),
        choices={tuple(each["cells"]): tuple(each["texts"]) for each in action["choices"]},
        freeze=action["freeze"],
        repeat=action["repeat"],
        breaks=tuple(action["breaks"]),
        print_from=action["print_from"],
        landscape=action["landscape"],
    )


class UnansweredError(Exception):
    """A question has no answer yet: the host asks the person, and runs the macro again with the answer."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.key)
        self.question = question


class SnapshotBook:
    """A book made of plain values, which writes down what is done to it.

    Parameters
    ----------
    snapshot : mapping
        As this module's head says.
    answers : mapping of str to str, optional
        Answers by the questions' keys.

    Attributes
    ----------
    actions : list of dict
        What was done, in order; JSON can hold it.
    """

    def __init__(self, snapshot: Mapping[str, Any], answers: Mapping[str, str] | None = None) -> None:
        self._sheets = {str(sheet["name"]): sheet["values"] for sheet in snapshot["sheets"]}
        self._selection = snapshot.get("selection")
        self._answers = dict(answers or {})
        self.path = Path(snapshot["path"]) if snapshot.get("path") else None
        self.actions: list[dict[str, Any]] = []

    def sheets(self) -> tuple[str, ...]:
        """Give the names of all sheets."""
        return tuple(self._sheets)

    def read_table(self, sheet: str) -> list[list[Cell]]:
        """Give all cells of a sheet from A1."""
        return [list(row) for row in self._sheets[sheet]]

    def selection(self) -> Selection | None:
        """Give what is selected."""
        return Selection(**self._selection) if self._selection else None

    def ask(self, question: Question) -> str:
        """Give the answer that was handed in.

        Raises
        ------
        UnansweredError
            If there is none.
        """
        if question.key not in self._answers:
            raise UnansweredError(question)
        return self._answers[question.key]

    def status(self, text: str) -> None:
        """Write down what is shown as being done."""
        self.actions.append({"do": "status", "text": text})

    def message(self, text: str) -> None:
        """Write down what the person is told."""
        self.actions.append({"do": "message", "text": text})

    def write_page(self, page: Page) -> None:
        """Write down a whole sheet; the places of drop-downs are lists, because JSON has no other keys than text."""
        action = asdict(page)
        action["choices"] = [{"cells": list(cells), "texts": list(texts)} for cells, texts in page.choices.items()]
        action["heights"] = [[row, height] for row, height in page.heights.items()]
        self.actions.append({"do": "write_page", **action})

    def fill_in(self, entries: Sequence[Entry]) -> None:
        """Write down the cells that are filled in."""
        self.actions.append({"do": "fill_in", "entries": [entry._asdict() for entry in entries]})

    def select(self, place: Place) -> None:
        """Write down where the person is led."""
        self.actions.append({"do": "select", **place._asdict()})
