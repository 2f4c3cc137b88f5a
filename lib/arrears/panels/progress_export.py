"""What the progress panel hands over: one HTML file, and a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.desk.plan_tables import plain_date
from arrears.panels.progress_book import book_bytes
from arrears.panels.progress_file import whole_file
from arrears.panels.progress_rates import dots, groups, score_table, tiles
from arrears.panels.progress_sections import SECTIONS
from arrears.panels.progress_sheets import progress_sheets
from arrears.panels.progress_words import DIMENSION_WORDS, Wording

if TYPE_CHECKING:
    from arrears.panels.progress import Progress
    from arrears.panels.progress_markup import Html


def wording(view: Progress) -> Wording:
    """Give the language, currency and words of a view."""
    session = view.session
    return Wording(session.lang, view.choice.currency, view.stage_words(), session.policies)


def about_lines(view: Progress) -> list[str]:
    """Say of when and of whom a board is, and from which store at which head."""
    choice, say = view.choice, view.session.say
    words = wording(view)
    narrowed = [f"{say(*DIMENSION_WORDS[key])} {words.named(key, value)}" for key, value in choice.groups.items()]
    head = view.session.head()
    return [
        " · ".join(
            [
                f"{choice.begin} – {choice.end}",
                *(narrowed or [say("全部案件", "all cases")]),
                f"{view.board.cases:,} {say('件', 'cases')}",
            ]
        ),
        say(
            f"存储库 {view.session.store.name}，{head.count:,} 条记录，版本 {head.hash[:8]}",
            f"Store {view.session.store.name}, {head.count:,} events, head {head.hash[:8]}",
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
    title = words.say("催收进度", "Progress of collection")
    return book_bytes(sheets, plain_date(view.choice.end), title, words.currency, words.lang)


def progress_html(view: Progress) -> bytes:
    """Give the board as one file.

    Parameters
    ----------
    view : Progress
        With its period and filters.
    """
    board, words, say = view.board, wording(view), view.session.say
    sections: list[tuple[str, Html]] = [(say("指标", "Measures"), tiles(board, words))]
    sections += [
        (say(f"按{zh}", f"By {en.lower()}"), groups(board, key, words))
        for key, (zh, en) in DIMENSION_WORDS.items()
        if key != "team" or view.teams
    ]
    sections.append((say("比较", "Comparison"), dots(board, "kept", words)))
    sections += [(say(*title), draw(board, words)) for title, draw in SECTIONS.values()]
    sections.append((say("催收员得分（CN-66）", "Scores of collectors (CN-66)"), score_table(view.scores(), words)))
    return whole_file(say("催收进度", "Progress of collection"), about_lines(view), sections, view.session.lang)
