"""What the progress panel hands over: one HTML file, and a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.operations.plans.tables import plain_date
from arrears.panels.progress.book import book_bytes
from arrears.panels.progress.file import board_file
from arrears.panels.progress.rates import dots, groups, score_table, tiles
from arrears.panels.progress.sections import SECTIONS
from arrears.panels.progress.sheets import progress_sheets
from arrears.panels.progress.words import DIMENSION_WORDS, Wording
from arrears.words import Saying, both

if TYPE_CHECKING:
    from arrears.panels.progress.markup import Html
    from arrears.panels.progress.model import Progress


def wording(view: Progress) -> Wording:
    """Give the language, currency and words of a view."""
    session = view.session
    return Wording(session.lang, view.choice.currency, view.stage_words(), session.policies)


def about_lines(view: Progress) -> list[str]:
    """Say of when and of whom a board is, and from which store at which head."""
    choice, say = view.choice, view.session.say
    words = wording(view)
    narrowed = [f"{say(DIMENSION_WORDS[key])} {words.named(key, value)}" for key, value in choice.groups.items()]
    head = view.session.head()
    return [
        " · ".join(
            [
                f"{choice.begin} – {choice.end}",
                *(narrowed or [say("panels.progress.export.all_cases")]),
                f"{view.board.cases:,} {say(both('panels.progress.export.cases_word'))}",
            ]
        ),
        say(
            "panels.progress.export.store_events_head",
            name=view.session.store.name,
            count=head.count,
            hash=head.hash[:8],
        ),
    ]


def progress_book(view: Progress) -> bytes:
    """Give the board as a workbook with charts of Excel's own.

    Parameters
    ----------
    view : Progress
        With its period and filters.
    """
    words = wording(view)
    sheets = progress_sheets(view.board, words, view.scores(), " · ".join(about_lines(view)))
    title = words.say("panels.progress.export.progress_collection")
    return book_bytes(sheets, plain_date(view.choice.end), title, words.currency, words.lang)


def progress_html(view: Progress) -> bytes:
    """Give the board as one file.

    Parameters
    ----------
    view : Progress
        With its period and filters.
    """
    board, words, say = view.board, wording(view), view.session.say
    sections: list[tuple[str, Html]] = [(say("panels.progress.export.measures"), tiles(board, words))]
    sections += [
        (say(both("panels.progress.export.by", what=Saying(zh, en.lower()))), groups(board, key, words))
        for key, (zh, en) in DIMENSION_WORDS.items()
        if key != "team" or view.teams
    ]
    sections.append((say("panels.progress.export.comparison"), dots(board, "kept", words)))
    sections += [(say(title), draw(board, words)) for title, draw in SECTIONS.values()]
    sections.append((say("panels.progress.export.scores_collectors_cn"), score_table(view.scores(), words)))
    return board_file(say("panels.progress.export.progress_collection"), about_lines(view), sections, view.session.lang)
