"""Bank rows to be matched, promises and claims to be corrected, on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.progress.markup import table
from arrears.panels.promises.deciding import text_field
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.notices import Notice
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from arrears.panels.promises.money import Money
    from arrears.panels.shell.page import Page


class MoneyBox:
    """A list of bank rows with a field for the case, and a row for putting a promise or a claim right."""

    def __init__(self, page: Page, view: Money) -> None:
        self.page, self.view = page, view
        say = page.say
        self.list = widgets.HTML()
        self.waiting = choice(say("account.panel.row"), [])
        self.case = text_field(say("account.panel.case_hint"), "220px")
        self.matching = row(
            self.waiting, self.case, button(page, say("account.panel.settle"), self._settle, primary=True)
        )
        self.promise = choice(say("account.panel.entry"), [])
        self.amount = text_field(say("account.panel.amount_hint"), "120px")
        self.due = text_field(say("account.panel.due_hint"), "130px")
        self.reason = text_field(say("account.panel.reason_hint"), "260px")
        self.correcting = row(
            self.promise, self.amount, self.due, self.reason, button(page, say("account.panel.correct"), self._correct)
        )
        self.title = widgets.HTML(f'<div class="ar-board"><h2>{say("account.panel.title")}</h2></div>')
        self.children = (self.title, self.matching, self.list, self.correcting)

    def fresh(self) -> None:
        """Show what waits now."""
        say, rows, entries = self.page.say, self.view.waiting, self.view.entries
        lines = [
            (
                reference,
                str(on),
                f"{yuan(int(fen)):,.2f}",
                money,
                memo or "",
                say(f"account.why.{why}"),
                ", ".join(among or ()),
            )
            for reference, on, fen, money, memo, why, among in zip(
                *(
                    rows[name]
                    for name in ("reference", "booked_on", "amount_fen", "currency", "memo", "why", "candidates")
                ),
                strict=True,
            )
        ]
        heads = say("account.payments.waiting_columns").split("|")
        self.list.value = f'<div class="ar-board">{table(heads, lines, texts=len(heads))}</div>' if lines else ""
        self.waiting.options = [
            (say("account.panel.choose"), ""),
            *((f"{line[0]} · {line[2]}", key) for line, key in zip(lines, rows["key"], strict=True)),
        ]
        self.promise.options = [
            (say("account.panel.choose"), ""),
            *(
                (f"{case} · {say(f'account.panel.{kind}')} · {yuan(int(fen)):,.2f} · {on}", str(seq))
                for case, kind, fen, on, seq in zip(
                    *(entries[name] for name in ("case_id", "kind", "amount_fen", "on", "seq")), strict=True
                )
            ),
        ]
        for part in (self.title, self.matching, self.list):
            part.layout.display = "" if lines else "none"
        self.correcting.layout.display = "" if len(entries) else "none"

    def _settle(self) -> None:
        case = self.case.value
        self.view.match(self.waiting.value or "", case)
        self.case.value = ""
        self._done("account.panel.settled")

    def _correct(self) -> None:
        self.view.correct(int(self.promise.value or 0), self.amount.value, self.due.value, self.reason.value)
        self.amount.value = self.due.value = self.reason.value = ""
        self._done("account.panel.corrected")

    def _done(self, key: str) -> None:
        self.page.look(own=True)
        self.page.tell(Notice("done", *both(key)))
