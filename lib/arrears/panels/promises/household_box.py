"""What a customer told, on the screen: a form for one case, and what is known of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.promises.deciding import text_field
from arrears.panels.promises.household import AMOUNTS, COUNTS, WORDS
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.notices import Notice
from arrears.words import both

if TYPE_CHECKING:
    from arrears.panels.promises.household import Households
    from arrears.panels.shell.page import Page

_NARROW, _WIDE = "120px", "230px"


class HouseholdBox:
    """A field for the case, the facts, and two buttons: show what is known, and write down what was told."""

    def __init__(self, page: Page, view: Households) -> None:
        self.page, self.view = page, view
        say = page.say
        nothing = (say("panels.household.not_told"), "")
        self.case = text_field(say("panels.household.case"), "180px")
        self.fields: dict[str, widgets.Widget] = {
            "willing": choice(
                say("panels.household.willing"),
                [nothing, (say("agreements.sheet.yes"), "yes"), (say("agreements.sheet.no"), "no")],
            ),
            "cause": choice(
                say("panels.household.cause"), [nothing, *((say(words), key) for key, words in view.causes.items())]
            ),
            "purpose": choice(
                say("panels.household.purpose"), [(say(words), key) for key, words in view.purposes.items()]
            ),
            **{name: text_field(say(f"panels.household.{name}"), _NARROW) for name in (*AMOUNTS, *COUNTS)},
            **{name: text_field(say(f"panels.household.{name}"), _WIDE) for name in WORDS},
        }
        self.known = widgets.HTML()
        self.children = (
            widgets.HTML(f'<div class="ar-board"><h2>{escape(say("panels.household.title"))}</h2></div>'),
            row(
                self.case,
                button(page, say("panels.household.show"), self._show),
                *(self.fields[name] for name in ("willing", "cause", "cause_note", "proof")),
            ),
            row(
                *(self.fields[name] for name in (*AMOUNTS, *COUNTS, "occupation", "assets", "purpose")),
                button(page, say("panels.household.record"), self._record, primary=True),
            ),
            self.known,
        )

    def _show(self) -> None:
        lang = self.page.lang
        lines = "".join(
            f'<tr><th scope="row">{escape(line.label.text(lang))}</th><td>{escape(line.value.text(lang))}</td></tr>'
            for line in self.view.lines(self.case.value)
        )
        self.known.value = f'<div class="ar-board"><table class="ar-table ar-lines">{lines}</table></div>'

    def _record(self) -> None:
        self.view.record(self.case.value, {name: str(field.value or "") for name, field in self.fields.items()})
        for name, field in self.fields.items():
            if name != "purpose":
                field.value = ""
        self._show()
        self.page.look(own=True)
        self.page.tell(Notice("done", *both("panels.household.recorded", case=self.case.value.strip())))
