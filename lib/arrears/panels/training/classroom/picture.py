"""A class's results as a picture: who knows what, and which rules the class does not know."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from arrears.panels.progress.markup import Html
from arrears.panels.training.classroom.book import rule_words
from arrears.training.scenarios.records import AREAS
from arrears.words import say

if TYPE_CHECKING:
    from arrears.training.scenarios.class_results import ClassResults

_WIDTH, _NAMES, _CELL, _ROW, _TOP = 1180, 120, 78, 26, 74
_RULES_AT, _RULE_NAME, _BAR = 630, 120, 110
_MOST_RULES = 14
_EDGE = 16
_STEPS = (
    (0.5, "#A4262C", "#FFFFFF"),
    (0.7, "#F0A066", "#1B2733"),
    (0.9, "#FFE3AE", "#1B2733"),
    (1.01, "#CFE8DC", "#1B2733"),
)
"""Up to which share of right answers, the fill and the ink; the figures stand in the cells, so that colour is not needed."""
_WORDS = 27


def class_picture(results: ClassResults, lang: str) -> Html:
    """Draw it as an SVG that stands in a page.

    Parameters
    ----------
    results : ClassResults
        What was marked.
    lang : str
        ``zh`` or ``en``.
    """
    people, rules = results.by_person(), results.by_rule()
    known = len(rules) - int((rules["missed"] > 0).sum())
    rules = rules[rules["missed"] > 0].head(_MOST_RULES)
    height = _TOP + _ROW * max(len(people), len(rules) + 1, 3) + 20
    title = say("training.class.title", lang)
    note = say("training.class.note", lang, people=results.people, files=results.files)
    parts = [_text(0, 22, title, size=18, bold=True), _text(0, 42, note, ink="#44505C")]
    heads = [*(say(f"training.areas.{area}", lang) for area in AREAS), say("training.class.share", lang)]
    parts += [
        _text(_NAMES + _CELL * place + _CELL / 2, _TOP - 8, head, anchor="middle", bold=True)
        for place, head in enumerate(heads)
    ]
    for row, one in enumerate(people.to_dict("records")):
        y = _TOP + _ROW * row
        parts.append(_text(_NAMES - 8, y + 17, str(one["who"]), anchor="end"))
        cells = [(one[f"{area}_right"], one[f"{area}_of"]) for area in AREAS]
        for place, (right, of) in enumerate(cells):
            parts.append(_cell(place, y, right / of if of else None, f"{right}/{of}" if of else "—"))
        parts.append(_cell(len(cells), y, one["share"], f"{one['share']:.0%}"))
    parts.append(_text(_RULES_AT, _TOP - 8, say("training.class.rules_title", lang), bold=True))
    for row, one in enumerate(rules.to_dict("records")):
        y = _TOP + _ROW * row
        parts.append(_text(_RULES_AT + _RULE_NAME - 8, y + 17, str(one["rule"]), anchor="end"))
        parts.append(
            f'<rect x="{_RULES_AT + _RULE_NAME}" y="{y + 4}" width="{max(_BAR * one["share"], 2):.0f}" height="{_ROW - 9}" fill="#B45309"/>'
        )
        told = f"{one['share']:.0%} ({one['missed']}/{one['asked']})"
        parts.append(_text(_RULES_AT + _RULE_NAME + _BAR * one["share"] + 8, y + 17, told))
        words = rule_words(str(one["rule"]), results, lang)
        room = _WORDS // 2 if lang == "zh" else _WORDS
        short = words if len(words) <= room else f"{words[: room - 1]}…"
        parts.append(
            f"<g><title>{escape(words)}</title>{_text(_RULES_AT + _RULE_NAME + _BAR + 92, y + 17, short, ink='#44505C')}</g>"
        )
    last = _TOP + _ROW * len(rules) + 17
    if known:
        parts.append(_text(_RULES_AT, last, say("training.class.known", lang, count=known), ink="#1B6E3C"))
    return Html(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{_EDGE} 0 {_WIDTH + 2 * _EDGE} {height}" width="100%" role="img" aria-label="{escape(title)}" '
        f"font-family=\"system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif\" font-size=\"13\">{''.join(parts)}</svg>"
    )


def _cell(place: int, y: float, share: float | None, words: str) -> str:
    fill, ink = next(
        ((fill, ink) for most, fill, ink in _STEPS if share is not None and share < most), ("#F1F4F6", "#5F6B76")
    )
    x = _NAMES + _CELL * place
    return (
        f'<rect x="{x + 1}" y="{y + 1}" width="{_CELL - 2}" height="{_ROW - 2}" rx="3" fill="{fill}"/>'
        f"{_text(x + _CELL / 2, y + 17, words, anchor='middle', ink=ink)}"
    )


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", ink: str = "#1B2733", size: int = 13, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{ink}" font-size="{size}"{weight}>{escape(words)}</text>'
