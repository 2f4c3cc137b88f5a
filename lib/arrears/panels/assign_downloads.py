"""The files of an assignment as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.panels.assign_files import collector_workbooks, moved_list
from arrears.panels.download_widget import XLSX, ZIP, Download

if TYPE_CHECKING:
    import pandas as pd

    from arrears.panels.assign import Assigning
    from arrears.panels.page import Page


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

    moves = Download(page.say("下载调整清单", "Download the moves"), hand_over_moves)
    books = Download(page.say("下载催收员工作簿", "Download the workbooks"), make_books)
    return moves, books
