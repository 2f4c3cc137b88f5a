"""Figures and findings of an assignment as plain HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.panels.assign.trial import Trial


def tiles(work: Trial, lang: str) -> str:
    """Show how many cases there are, how many nobody has, who is there and how many would move."""
    say = work.session.say
    figures = (
        (say("panels.assign.markup.cases_2"), f"{work.ids.size:,}"),
        (say("panels.assign.markup.without_collector"), f"{int((work.state.after == '').sum()):,}"),
        (say("panels.assign.markup.collectors_present"), f"{len(work.present())} / {len(work.collectors)}"),
        (say("panels.assign.markup.would_move"), f"{int(work.is_moved.sum()):,}"),
    )
    shown = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in figures)
    return f'<dl class="ar-tiles" lang="{lang}">{shown}</dl>'


def problems(work: Trial, lang: str) -> str:
    """Name what the last assignment could not meet, with the number of cases; nothing where all could be met."""
    found = work.state.problems
    if found.empty:
        return ""
    unit, heading = (
        work.session.say("panels.assign.markup.cases"),
        work.session.say("panels.assign.markup.what_cannot_met"),
    )
    told = zip(found["cases"], found["message" if lang == "en" else "message_zh"], strict=True)
    items = "".join(f"<li><b>{int(cases):,} {unit}</b>: {escape(str(text))}</li>" for cases, text in told)
    return f'<div class="ar-notice ar-warning" role="status"><div><b>{heading}</b><ul>{items}</ul></div></div>'
