"""Legal measures that wait for a second person, on the screen: what was assessed and who was heard, and the two buttons."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.progress.markup import records, sentence, table
from arrears.panels.promises.deciding import text_field
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.notices import Notice
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.panels.promises.measures import Asked, Measures
    from arrears.panels.shell.page import Page


class MeasuresBox:
    """The measures that wait, the assessment of the one that is chosen, and its decision; nothing is shown where none waits."""

    def __init__(self, page: Page, view: Measures) -> None:
        self.page, self.view = page, view
        say = page.say
        self.title = widgets.HTML(f'<div class="ar-board"><h2>{say("escalation.panel.title")}</h2></div>')
        self.list, self.sheet = widgets.HTML(), widgets.HTML()
        self.waiting = choice(say("escalation.panel.measure"), [])
        self.reason = text_field(say("escalation.panel.reason_hint"), "300px")
        self.buttons = (
            button(page, say("escalation.panel.approve"), lambda: self._decide(view.approve, "approved"), primary=True),
            button(page, say("escalation.panel.refuse"), lambda: self._decide(view.refuse, "refused")),
        )
        self.waiting.observe(lambda _: self._show(), "value")
        self.deciding = row(self.waiting, self.reason, *self.buttons)
        self.children = (self.title, self.list, self.deciding, self.sheet)

    def fresh(self) -> None:
        """Show what waits now; nothing is chosen for anybody."""
        say, waiting = self.page.say, self.view.waiting
        rows = [
            (
                one.escalation_id,
                one.case_id,
                self.view.measure(one.measure),
                one.asked_by,
                str(one.asked_at)[:10],
                str(one.heard),
                one.reason,
            )
            for one in records(waiting)
        ]
        heads = say("escalation.panel.heads").split(",")
        self.list.value = f'<div class="ar-board">{table(heads, rows, texts=len(heads))}</div>' if rows else ""
        chosen = self.waiting.value
        options = [(f"{line[0]} · {line[1]} · {line[2]}", line[0]) for line in rows]
        self.waiting.options = [(say("panels.deciding.choose"), ""), *options]
        self.waiting.value = chosen if chosen in {number for _, number in options} else ""
        for part in (self.title, self.list, self.deciding):
            part.layout.display = "" if rows else "none"
        self._show()

    def _show(self) -> None:
        number = str(self.waiting.value or "")
        for each in self.buttons:
            each.disabled = not number
        self.sheet.value = sheet_markup(self.view.asked(number), self.page) if number else ""

    def _decide(self, decide: Callable[[str, str], None], state: str) -> None:
        number = str(self.waiting.value or "")
        if not number:
            return
        decide(number, self.reason.value)
        self.waiting.value, self.reason.value = "", ""
        self.page.look(own=True)
        self.page.tell(Notice("done", *both(f"escalation.panel.{state}", number=number)))


def sheet_markup(asked: Asked, page: Page) -> str:
    """Give the assessment as parts side by side, and below who was heard."""
    parts = []
    for group, lines in groupby(asked.lines, key=lambda line: line[0]):
        rows = "".join(
            f'<tr><th scope="row">{escape(what)}</th><td>{escape(value)}'
            f"{f' <small>{escape(rule)}</small>' if rule else ''}</td></tr>"
            for _, what, value, rule in lines
        )
        parts.append(
            f'<div class="ar-part"><h3>{escape(group)}</h3><table class="ar-table ar-lines">{rows}</table></div>'
        )
    heads = page.say("escalation.panel.heard_heads").split(",")
    heard = (
        table(heads, asked.heard, texts=len(heads)) if asked.heard else sentence(page.say("escalation.panel.unheard"))
    )
    return f'<div class="ar-board"><div class="ar-parts">{"".join(parts)}</div>{heard}</div>'
