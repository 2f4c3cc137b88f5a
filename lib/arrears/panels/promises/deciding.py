"""What a lead decides, on the screen: the sheet of an agreement, help that is asked for, and waivers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.progress.markup import Html, records, sentence, table
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.notices import Notice
from arrears.store.state.agreement_sheet import GROUPS
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from arrears.panels.promises.requests import Requests
    from arrears.panels.shell.page import Page
    from arrears.store.state.agreement_sheet import Sheet

_SHOWN = 12
"""Instalments of a schedule that are shown; the paper has all."""


def text_field(placeholder: str, width: str = "420px") -> widgets.Text:
    """Make a field for a reason, a question or an answer."""
    made = widgets.Text(placeholder=placeholder)
    made.add_class("ar-note-text")
    made.layout.width = width
    return made


def sheet_markup(sheet: Sheet, page: Page) -> str:
    """Give an agreement's sheet as four parts side by side, with what is missing on top and the schedule below."""
    lang = page.lang
    parts = []
    for group in GROUPS:
        lines = [line for line in sheet.lines if line.group == group]
        rows = "".join(
            f'<tr><th scope="row">{_safe(line.label.text(lang))}</th>'
            f"<td{' class=ar-missed' if line.bad else ''}>{_safe(line.value.text(lang))}</td></tr>"
            for line in lines
        )
        title = _safe(page.say(f"agreements.groups.{group}"))
        parts.append(f'<div class="ar-part"><h3>{title}</h3><table class="ar-table ar-lines">{rows}</table></div>')
    lacks = "".join(f"<li>{_safe(str(one[lang]))} ({_safe(str(one['rule']))})</li>" for one in _missing(sheet))
    missing = (
        f'<div class="ar-notice ar-warning"><b>{_safe(page.say("agreements.commands.missing"))}</b><ul>{lacks}</ul></div>'
        if lacks
        else str(sentence(page.say("agreements.commands.nothing_missing"), "done"))
    )
    return f'<div class="ar-board">{missing}<div class="ar-parts">{"".join(parts)}</div>{_schedule(sheet, page)}</div>'


def _missing(sheet: Sheet) -> list[dict[str, object]]:
    return [{str(key): cell for key, cell in one.items()} for one in sheet.missing.to_dict("records")]


def _schedule(sheet: Sheet, page: Page) -> str:
    rows = [
        (number, str(one.due_date)[:10], f"{yuan(int(one.payment_fen)):,.2f}")
        for number, one in enumerate(records(sheet.instalments), 1)
    ]
    heads = page.say("panels.deciding.schedule_heads").split(",")
    more = len(rows) - _SHOWN
    shown = table(heads, rows[:_SHOWN], texts=2)
    words = page.say("panels.deciding.schedule")
    rest = page.say("panels.deciding.more_instalments", more=more) if more > 0 else ""
    return f"<details><summary>{_safe(words)}</summary>{shown}<p class=ar-note>{_safe(rest)}</p></details>"


class RequestsBox:
    """Help and waivers: each with a list, a field, and its buttons."""

    def __init__(self, page: Page, view: Requests) -> None:
        self.page, self.view = page, view
        say = page.say
        self.calls, self.waivers = widgets.HTML(), widgets.HTML()
        self.call = choice(say("panels.deciding.call"), [])
        self.text = text_field(say("panels.deciding.answer_hint"))
        self.keep = widgets.Checkbox(description=say("panels.deciding.keep"), value=False, indent=False)
        self.keep.layout.width = "auto"
        self.answering = row(
            self.call, self.text, self.keep, button(page, say("panels.deciding.answer"), self._answer, primary=True)
        )
        self.waiver = choice(say("panels.deciding.waiver"), [])
        levels = [(page.say(words), key) for key, words in view.levels().items()]
        self.level = choice(say("panels.deciding.level"), levels)
        self.reason = text_field(say("panels.deciding.reason_hint"), "300px")
        self.deciding = row(
            self.waiver,
            self.level,
            self.reason,
            button(page, say("panels.deciding.approve"), lambda: self._decide("approved"), primary=True),
            button(page, say("panels.deciding.refuse"), lambda: self._decide("refused")),
        )
        self.children = (
            widgets.HTML(f'<div class="ar-board"><h2>{say("panels.deciding.help_title")}</h2></div>'),
            self.answering,
            self.calls,
            widgets.HTML(f'<div class="ar-board"><h2>{say("panels.deciding.waiver_title")}</h2></div>'),
            self.deciding,
            self.waivers,
        )

    def fresh(self) -> None:
        """Show what is open now."""
        say, view = self.page.say, self.view
        calls, waivers = view.open_calls, view.open_waivers
        _fill(
            self.call,
            say("panels.deciding.choose"),
            [(f"{one.case_id} · {one.asked_by}", one.help_id) for one in records(calls)],
        )
        _fill(
            self.waiver,
            say("panels.deciding.choose"),
            [(f"{one.case_id} · {one.asked_by}", one.waiver_id) for one in records(waivers)],
        )
        self.answering.layout.display = "" if len(calls) else "none"
        self.deciding.layout.display = "" if len(waivers) else "none"
        heads = say("panels.deciding.call_heads").split(",")
        rows = [
            (one.case_id, one.asked_by, str(one.asked_at)[:16], f"{one.open_hours:g}", one.question)
            for one in records(calls)
        ]
        shown = table(heads, rows, texts=len(heads)) if rows else sentence(say("panels.deciding.no_calls"))
        self.calls.value = f'<div class="ar-board">{shown}</div>'
        levels = {key: self.page.say(words) for key, words in view.levels().items()}
        heads = say("panels.deciding.waiver_heads").split(",")
        asked = [
            (
                one.case_id,
                one.asked_by,
                one.reason,
                levels.get(one.level, one.level),
                f"{yuan(int(one.interest_fen)):,.2f}",
                f"{yuan(int(one.fees_fen)):,.2f}",
            )
            for one in records(waivers)
        ]
        shown = table(heads, asked, texts=4) if asked else sentence(say("panels.deciding.no_waivers"))
        self.waivers.value = f'<div class="ar-board">{shown}</div>'

    def _answer(self) -> None:
        number, self_text = str(self.call.value or ""), self.text.value
        if not number:
            return
        self.view.answer(number, self_text, keep=bool(self.keep.value))
        self.text.value, self.keep.value, self.call.value = "", False, ""
        self._done("panels.deciding.answered")

    def _decide(self, state: str) -> None:
        number = str(self.waiver.value or "")
        if not number:
            return
        self.view.decide(number, state, str(self.level.value), self.reason.value)
        self.reason.value, self.waiver.value = "", ""
        self._done(f"panels.deciding.waiver_{state}")

    def _done(self, key: str) -> None:
        self.page.look(own=True)
        self.page.tell(Notice("done", *both(key)))


def _fill(field: widgets.Dropdown, nothing: str, options: list[tuple[str, str]]) -> None:
    """Put options in a list; nothing is chosen for anybody."""
    chosen = field.value if field.value in {value for _, value in options} else ""
    field.options = [(nothing, ""), *options]
    field.value = chosen


def _safe(text: str) -> Html:
    return Html(escape(text))
