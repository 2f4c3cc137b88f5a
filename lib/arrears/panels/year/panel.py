"""The virtual year on the screen: decisions on top, what came of them below, beside the default, a rival and more collectors."""

from __future__ import annotations

import os
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ipywidgets as widgets
import numpy as np

from arrears.panels.progress.charts import Line, Unit, line_chart, money_unit
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, figure, sentence, table
from arrears.panels.shell.controls import button, choice, number, row
from arrears.panels.shell.download import XLSX, Download
from arrears.panels.shell.session import HOUSE, PROFILE
from arrears.panels.year.book import figure_name, road_name, shown
from arrears.panels.year.model import MONTHS, VirtualLead
from arrears.policy import Policies
from arrears.training.year.deciding import STRATEGIES
from arrears.training.year.simulating import MONEY
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.shell.page import Page

_TILES = ("cost_fen", "recovered_fen", "risk_fen", "complaints", "breaches", "left")
_CHARTS = ("risk_fen", "complaints")
_MONTH_COLUMNS = (
    "month", "strategy", "tone", "offer", "collectors", "load", "conversations", "cured", "complaints", "breaches", "left",
    "recovered_fen", "cost_fen", "risk_fen",
)  # fmt: skip
_WORDS_OF_A_MONTH = 4
_MOST_COLLECTORS, _MOST_COVERAGE, _LARGEST_SEED = 10_000, 10, 10**6
_QUARTER = 3


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content; the year outlives a change of language."""
    lead = page.kept.get("year")
    if not isinstance(lead, VirtualLead):
        house = os.environ.get(HOUSE, "")
        policies = Policies(os.environ.get(PROFILE, "cn"), Path(house) if house else None)
        today = datetime.now(ZoneInfo(policies.profile.time_zone)).date()
        lead = page.kept["year"] = VirtualLead(policies, today)
    return YearPanel(page, lead).children


class YearPanel:
    """Widgets of the panel."""

    def __init__(self, page: Page, lead: VirtualLead) -> None:
        self.page, self.lead = page, lead
        say, lang, behaviour = page.say, page.lang, lead.behaviour
        decided = lead.decision
        named = "zh" if lang == "zh" else "en"
        self.strategy = choice(
            figure_name("strategy", lang),
            [(say(f"training.year.strategies.{key}"), key) for key in STRATEGIES],
            decided.strategy,
        )
        self.tone = choice(
            figure_name("tone", lang), [(getattr(each, named), each.key) for each in behaviour.tones], decided.tone
        )
        self.offer = choice(
            figure_name("offer", lang), [(getattr(each, named), each.key) for each in behaviour.offers], decided.offer
        )
        self.collectors = number(say("training.year.staff"), decided.collectors or 0, _MOST_COLLECTORS, width="210px")
        self.collectors.tooltip = say("training.year.staff_tip")
        self.coverage = number(say("training.year.coverage"), lead.coverage, _MOST_COVERAGE, 0.5, width="210px")
        self.seed = number(say("training.year.seed_label"), lead.seed, _LARGEST_SEED, width="150px")
        for control, key in ((self.strategy, "strategy"), (self.tone, "tone"), (self.offer, "offer")):
            control.observe(lambda change, key=key: self._decided(**{key: change["new"]}), "value")
        self.collectors.observe(lambda change: self._decided(collectors=int(change["new"]) or None), "value")
        self.coverage.observe(lambda change: self._covered(change["new"]), "value")
        self.live = [self._live_button(count) for count in (1, _QUARTER, MONTHS)]
        self.live[-1].description = say("training.year.to_the_end")
        self.book = Download(say("training.year.book"), self._book)
        again = button(page, say("training.year.again"), self._again)
        self.board = widgets.HTML()
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (
            style,
            row(self.strategy, self.tone, self.offer, self.collectors, *self.live),
            row(self.coverage, self.seed, again, self.book),
            self.board,
        )
        self._fresh()

    def _live_button(self, months: int) -> widgets.Button:
        label = self.page.say("training.year.live", count=months)
        return button(self.page, label, lambda: self._live(months), primary=months == 1)

    # --- what a lead does -------------------------------------------------------------------------------------------

    def _decided(self, **changes: str | int | None) -> None:
        with self.page.guard():
            self.page.tell(None)
            self.lead.decide(**changes)

    def _covered(self, coverage: float) -> None:
        with self.page.guard():
            self.page.tell(None)
            self.lead.cover(coverage)
        self._fresh()

    def _live(self, months: int) -> None:
        self.page.tell(None)
        self.lead.live(months)
        self._fresh()

    def _again(self) -> None:
        self.page.tell(None)
        decided = self.lead.decision
        self.lead.begin(int(self.seed.value))
        # What is chosen above goes on to hold.
        self.lead.decision = decided
        self._fresh()

    def _book(self) -> None:
        with self.page.guard():
            self.book.hand_over(self.lead.book(self.page.lang), "virtual-year.xlsx", XLSX)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        say, lead = self.page.say, self.lead
        for each in self.live:
            each.disabled = lead.is_over
        first = lead.roads["own"]
        note = sentence(say("training.year.note", cases=first.cases, seed=lead.seed, months=lead.month))
        if not lead.month:
            told = sentence(say("training.year.begin", months=MONTHS))
            self.board.value = f'<div class="ar-board">{note}{told}</div>'
            return
        self.board.value = f'<div class="ar-board">{note}{self._tiles()}{self._charts()}{self._months()}</div>'

    def _tiles(self) -> Html:
        say, lang = self.page.say, self.page.lang
        beside = self.lead.beside().set_index("figure")
        # One unit for all amounts of a year, so that they can be compared at a glance.
        amounts = beside.loc[[key for key in _TILES if key in MONEY]].to_numpy(dtype=np.float64)
        unit = self._unit(int(np.abs(amounts).max()))
        cards = []
        for key in _TILES:
            own, usual = beside["own"].astype(float)[key], beside["default"].astype(float)[key]
            name_of = f"{figure_name(key, lang)} ({unit.word})" if key in MONEY else figure_name(key, lang)
            others = [
                say("training.year.of_road", road=road_name(name, lang), value=_value(key, beside.loc[key, name], unit))
                for name in ("default", "rival", "more")
            ]
            is_good = own > usual if key == "recovered_fen" else own < usual
            state = "" if own == usual else "ar-met" if is_good else "ar-missed"
            cards.append(
                f'<div class="ar-kpi"><h3>{escape(name_of)}</h3><b class="{state}">{escape(_value(key, own, unit))}</b>'
                + "".join(f"<p>{escape(line)}</p>" for line in others)
                + "</div>"
            )
        about = say("training.year.so_far", month=self.lead.month, months=MONTHS)
        return Html(f'<h2>{escape(about)}</h2><div class="ar-kpis ar-six">{"".join(cards)}</div>')

    def _unit(self, amount: int) -> Unit:
        return money_unit(abs(amount), "CNY", self.page.lang)

    def _charts(self) -> Html:
        say, lang = self.page.say, self.page.lang
        drawn = []
        for key in _CHARTS:
            tables = {name: year.table for name, year in self.lead.roads.items()}
            unit = self._unit(max(int(each[key].max()) for each in tables.values()))
            size, word = (unit.fen, unit.word) if key in MONEY else (1, "")
            lines = [
                Line(road_name(name, lang), tuple(zip(each["month"], each[key] / size, strict=True)))
                for name, each in tables.items()
            ]
            title = f"{figure_name(key, lang)}{f' ({word})' if word else ''}"
            rows = [[month, *(_value(key, each[key].iloc[place], unit) for each in tables.values())]
                    for place, month in enumerate(tables["own"]["month"])]  # fmt: skip
            heads = [figure_name("month", lang), *(road_name(name, lang) for name in tables)]
            chart = line_chart(lines, figure_name("month", lang), title, of=_plain) if self.lead.month > 1 else ""
            drawn.append(figure(title, chart, table(heads, rows), say("training.year.figures")))
        return Html(f'<div class="ar-pair">{"".join(drawn)}</div>')

    def _months(self) -> Html:
        lang, year = self.page.lang, self.lead.roads["own"]
        frame = shown(year.table, year, lang)[list(_MONTH_COLUMNS)].iloc[::-1]
        rows = [
            [self._cell(key, value) for key, value in zip(_MONTH_COLUMNS, one, strict=True)]
            for one in frame.itertuples(index=False)
        ]
        heads = [figure_name(key, lang) for key in _MONTH_COLUMNS]
        return table(heads, rows, caption=road_name("own", lang), texts=_WORDS_OF_A_MONTH)

    def _cell(self, key: str, value: Any) -> str:  # noqa: ANN401  # a cell of a table
        if key in MONEY:
            return f"{int(value) / FEN_IN_YUAN:,.0f}"
        return f"{value:,.1f}" if isinstance(value, float) else str(value)


def _value(key: str, value: Any, unit: Unit) -> str:  # noqa: ANN401  # a cell of a table
    if key in MONEY:
        return unit.show(int(value))
    return f"{float(value):,.1f}" if key == "left" else f"{float(value):,.0f}"


def _plain(value: float, most: float) -> str:
    """Write a value of an axis."""
    return f"{value:,.0f}" if most >= 10 else f"{value:,.2f}"  # noqa: PLR2004  # figures of one digit need places
