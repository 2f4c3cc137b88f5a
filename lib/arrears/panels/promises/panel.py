"""Promises and agreements on the screen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.operations.promises.steps import PROMISE_GROUPS
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, records, sentence, table
from arrears.panels.promises.deciding import RequestsBox, sheet_markup, text_field
from arrears.panels.promises.household import Households
from arrears.panels.promises.household_box import HouseholdBox
from arrears.panels.promises.measures import Measures
from arrears.panels.promises.measures_box import MeasuresBox
from arrears.panels.promises.model import Promises
from arrears.panels.promises.money import Money
from arrears.panels.promises.money_box import MoneyBox
from arrears.panels.promises.requests import Requests
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.grid.table import Grid
from arrears.panels.shell.grid.widget import GridWidget
from arrears.panels.shell.notices import Notice
from arrears.tables.columns import FLAG_WORDS
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from arrears.panels.shell.page import Page

_ROWS = 20


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: promises, then agreements."""
    return PromisesPanel(page, Promises(page.session)).children


class PromisesPanel:
    """Widgets of the panel; each redraws itself when the store has grown."""

    def __init__(self, page: Page, view: Promises) -> None:
        self.page, self.view = page, view
        self.counts, self.agreements, self.empty = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.grid: Grid | None = None
        self.widget: GridWidget | None = None
        self.box = widgets.VBox()
        self.group = choice(page.say("panels.promises.show"), self._groups(), "")
        self.group.observe(lambda _: self._narrow(), "value")
        self.collector = choice(
            page.say("panels.promises.give"),
            [(page.say("panels.promises.choose"), ""), *((name, name) for name in view.collectors())],
            "",
        )
        self.text = widgets.Text(placeholder=page.say("panels.promises.note_such_will_pay_friday"))
        self.text.add_class("ar-note-text")
        self.text.layout.width = "340px"
        self.waiting = choice(page.say("panels.promises.agreement"), [])
        self.actions = row(
            self.group,
            self.collector,
            button(page, page.say("panels.promises.reassign_chosen"), self._reassign),
            self.text,
            button(page, page.say("panels.promises.record_note"), self._note),
        )
        self.reason = text_field(page.say("panels.deciding.reason_or_question"), "300px")
        self.deciding = (
            button(page, page.say("panels.promises.approve"), self._approve, primary=True),
            button(page, page.say("panels.deciding.return"), self._ask),
            button(page, page.say("panels.deciding.refuse"), self._refuse),
            button(page, page.say("panels.promises.put_force"), self._force),
        )
        self.sheet = widgets.HTML()
        self.requests = RequestsBox(page, Requests(page.session))
        self.household = HouseholdBox(page, Households(page.session))
        self.money = MoneyBox(page, Money(page.session))
        self.measures = MeasuresBox(page, Measures(page.session))
        self.waiting.observe(lambda _: self._may_decide(), "value")
        self.approving = row(self.waiting, self.reason, *self.deciding)
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        heading = widgets.HTML(
            f'<div class="ar-board"><h2>{page.say(both("panels.promises.instalment_agreements_word"))}</h2></div>'
        )
        self.children = (
            style,
            self.counts,
            self.actions,
            self.empty,
            self.box,
            heading,
            self.approving,
            self.sheet,
            self.agreements,
            *self.measures.children,
            *self.requests.children,
            *self.household.children,
            *self.money.children,
        )
        page.on_news(self._fresh)
        self._fresh()

    def _groups(self) -> list[tuple[str, str]]:
        return [
            (self.page.say("panels.promises.all"), ""),
            *((self.page.say(words), key) for key, words in PROMISE_GROUPS.items()),
        ]

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        say, promises = self.page.say, self.view.promises
        self.counts.value = f'<div class="ar-board">{self._tiles()}</div>'
        told = say("panels.promises.no_promise_due_late_broken")
        self.actions.layout.display = "" if len(promises) else "none"
        self.empty.value = "" if len(promises) else f'<div class="ar-board">{sentence(told)}</div>'
        if self.grid is None or self.widget is None:
            if len(promises):
                self.grid = Grid(promises, _columns(self.page.lang), key="key", size=_ROWS)
                self.widget = GridWidget(self.grid, self.page.lang, say("panels.promises.promises"))
                self.box.children = (self.widget,)
        else:
            self.grid.replace(promises)
            self.widget.refresh()
        self._show_agreements()
        self.measures.fresh()
        self.requests.fresh()
        self.money.fresh()

    def _tiles(self) -> str:
        say = self.page.say
        tiles = "".join(
            f'<div class="ar-kpi"><h3>{say(PROMISE_GROUPS[key])}</h3><b>{count:,}</b>'
            f"<p>{say(both('panels.promises.still_owed_word'))} ¥{yuan(owed):,}</p></div>"
            for key, (count, owed) in self.view.counts().items()
        )
        return f'<div class="ar-kpis ar-four">{tiles}</div>'

    def _show_agreements(self) -> None:
        say, found = self.page.say, self.view.agreements
        is_open = found["waiting"].astype(bool) | (found["lacks_zh"] == "") & (found["state"] == "consented")
        next_steps = {
            True: say("panels.promises.waits_approval"),
            False: say("panels.promises.may_come_into_force"),
        }
        ordered = found[is_open].sort_values("waiting", ascending=False, kind="stable")
        waiting = [
            (f"{one.agreement_id} · {one.case_id} · {next_steps[bool(one.waiting)]}", one.agreement_id)
            for one in records(ordered)
        ]
        # Nothing is chosen for anybody: after one agreement a second click must not decide about the next.
        chosen = self.waiting.value if self.waiting.value in found["agreement_id"].to_numpy() else ""
        self.waiting.options = [(say("panels.promises.choose"), ""), *waiting]
        self.waiting.value = chosen if chosen in {number for _, number in waiting} else ""
        self._may_decide()
        # Nothing to choose, nothing to press.
        self.approving.layout.display = "" if waiting else "none"
        if found.empty:
            content = sentence(say("panels.promises.no_agreement_yet_draft_one"))
        else:
            heads = say("panels.promises.agreement_case_state_drafted_consent").split(",")
            content = table(heads, [self._agreement(one) for one in records(found)], texts=len(heads))
        self.agreements.value = f'<div class="ar-board">{content}</div>'

    def _agreement(self, one: Any) -> list[object]:  # noqa: ANN401  # a row of agreements
        say = self.page.say

        def cell(name: str) -> str:
            value = getattr(one, name)
            return "" if value is None or value != value else str(value)[:40]  # noqa: PLR0124  # a missing value is not itself

        way = self.view.ways().get(cell("consent_way"), cell("consent_way"))
        consent = " · ".join(
            filter(None, [cell("consented_on")[:10], way, cell("consent_evidence"), cell("consent_by")])
        )
        approved = " · ".join(filter(None, [cell("approved_on")[:10].replace("NaT", ""), cell("approved_by")]))
        lacks = str(getattr(one, f"lacks_{self.page.lang}"))
        state = getattr(one, f"state_{self.page.lang}")
        drafted = f"{cell('drafted_on')[:10]} · {cell('drafted_by')}"
        waits = Html(f' <b class="ar-missed">{say(both("panels.promises.waits_word"))}</b>') if one.waiting else ""
        wrapped = Html(f'<span class="ar-wrap">{escape(lacks)}</span>')
        return [cell("agreement_id"), cell("case_id"), Html(f"{state}{waits}"), drafted, consent, approved, wrapped]

    # --- what is done -----------------------------------------------------------------------------------------------

    def _narrow(self) -> None:
        if self.grid is not None and self.widget is not None:
            self.grid.choose("group", {self.group.value} if self.group.value else set())
            self.widget.refresh()

    def _chosen(self) -> list[str]:
        return self.grid.selected_keys() if self.grid is not None else []

    def _reassign(self) -> None:
        stored = self.view.reassign(self._chosen(), self.collector.value or "").stored
        self._done(
            *both("panels.promises.gave_cases_other_cases_same", stored=stored, value=self.collector.value),
        )

    def _note(self) -> None:
        stored = self.view.note(self._chosen(), self.text.value).stored
        self.text.value = ""
        self._done(*both("panels.promises.recorded_note_cases", stored=stored))

    def _approve(self) -> None:
        number = self._decided()
        if not number:
            return
        self.view.approve(number)
        self._done(*both("panels.promises.approved_agreement", number=number))

    def _ask(self) -> None:
        self._with_reason(self.view.ask, "panels.deciding.returned")

    def _refuse(self) -> None:
        self._with_reason(self.view.refuse, "panels.deciding.refused")

    def _with_reason(self, decide: Callable[[str, str], object], key: str) -> None:
        """Decide with what was typed; the choice stays where nothing was, so that nobody chooses twice."""
        number, text = str(self.waiting.value or ""), self.reason.value
        if not number:
            return
        decide(number, text)
        self.waiting.value, self.reason.value = "", ""
        self._done(*both(key, number=number))

    def _force(self) -> None:
        number = self._decided()
        if not number:
            return
        self.view.put_in_force(number)
        self._done(
            *both("panels.promises.agreement_force_collection_stops_while", number=number),
        )

    def _may_decide(self) -> None:
        for each in self.deciding:
            each.disabled = not self.waiting.value
        number = str(self.waiting.value or "")
        self.sheet.value = sheet_markup(self.view.sheet(number), self.page) if number else ""

    def _decided(self) -> str:
        """Give the agreement that is chosen, and choose none any more; a click that came too late finds none."""
        number, self.waiting.value = str(self.waiting.value or ""), ""
        return number

    def _done(self, zh: str, en: str) -> None:
        self.page.look(own=True)
        self.page.tell(Notice("done", zh, en))


def _columns(lang: str) -> list[Column]:
    flags = {key: (words[0], key.replace("_", " ")) for key, words in FLAG_WORDS.items()}
    return [
        Column("group", *both("panels.promises.group"), "word", "values", PROMISE_GROUPS),
        Column("case_id", *both("panels.promises.case")),
        Column("customer_name", *both("panels.promises.customer")),
        Column("collector", *both("panels.promises.collector"), "word", "values"),
        Column("due_on", *both("panels.promises.promised"), "date"),
        Column("amount_fen", *both("panels.promises.promised_2"), "money", "range"),
        Column("paid_fen", *both("panels.promises.paid"), "money"),
        Column("outcome", *both("panels.promises.outcome"), "word", "values", OUTCOME_WORDS),
        Column("days_late", *both("panels.promises.days_late"), "number"),
        Column("missed", *both("panels.promises.not_kept"), "number"),
        Column("flags", *both("panels.promises.flags"), "word", "values", flags),
        Column(f"step_{lang}", *both("panels.promises.next_step"), "word", "values"),
    ]
