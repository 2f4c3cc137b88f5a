"""The files of an assignment as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.panels.assign.files import collector_workbooks, moved_list
from arrears.panels.shell.download import XLSX, ZIP, Download

if TYPE_CHECKING:
    import pandas as pd

    from arrears.panels.assign.model import Assigning
    from arrears.panels.shell.page import Page


def downloads(page: Page, work: Assigning) -> tuple[Download, Download]:
    """Make the buttons for the list of moves and for the collectors' workbooks; both are recorded as exports."""

    def hand_over_moves() -> None:
        with page.guard():
            content, name = moved_list(work, page.lang)
            moves.hand_over(content, name, XLSX)
            page.look(own=True)

    def hand_over_books(made: tuple[bytes, str, pd.DataFrame]) -> None:
        content, name, cases = made
        page.session.signed_in.export(cases, file_name=name)
        books.hand_over(content, name, ZIP)
        page.look(own=True)

    def make_books() -> None:
        lang = page.lang
        with page.guard():
            page.run(lambda job: collector_workbooks(work, lang, job.step), hand_over_books)

    moves = Download(page.say("panels.assign.downloads.download_moves"), hand_over_moves)
    books = Download(page.say("panels.assign.downloads.download_workbooks"), make_books)
    return moves, books
