"""The last sheet of a collector's workbook: how it is used, what its colours mean, the rules in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.policy.records import Stages
from arrears.words import say as say_all
from arrears.workbooks.collector.layout import GUIDE_NAME
from arrears.workbooks.collector.looks import BROKEN, DUE, KEPT, LIVE_FILL
from arrears.workbooks.collector.words import say
from arrears.workbooks.reports.notes import Legend, NotesSheet, list_legend
from arrears.workbooks.sheets.styles import INK, INPUT_FILL, Tone

if TYPE_CHECKING:
    from arrears.workbooks.collector.content import DeskBook, DeskRun

_STEPS = 6
_TONES = {
    "legend_entry": Tone(INPUT_FILL, INK),
    "legend_live": Tone(LIVE_FILL, INK),
    "legend_due": DUE,
    "legend_broken": BROKEN,
    "legend_kept": KEPT,
}


def guide_sheet(book: DeskBook, run: DeskRun, mark: str) -> NotesSheet:
    """Give the sheet; `mark` is the workbook's own."""
    lang = run.lang
    profile = run.policies.profile
    none = say("none", lang)
    facts = (
        *book.terms,
        (say("collector", lang), book.collector),
        (say("as_of", lang), run.as_of.isoformat()),
        (say("profile", lang), profile.title_zh if lang == "zh" else profile.title),
        (say("cut", lang), say_all("workbooks.sheets.cases_count", lang, count=book.cut)),
        (say("store", lang), run.store or none),
        (say("head", lang), run.head or none),
        (say("book", lang), mark),
    )
    own = [Legend(say(key, lang), tone, say(f"{key}_means", lang)) for key, tone in _TONES.items()]
    return NotesSheet(
        name=GUIDE_NAME[0 if lang == "zh" else 1],
        title=say("guide_title", lang),
        facts=facts,
        legend=(*own, *list_legend(run.policies.get(Stages, run.as_of), lang)),
        rules=run.rules,
        stages=run.stages,
        guide=[say("steps", lang), *(say(f"step_{number}", lang) for number in range(1, _STEPS + 1))],
    )
