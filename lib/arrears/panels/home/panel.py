"""The home page on the screen: every figure is a button that shows its cases."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.home.model import MEASURE, Figure, Home
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, sentence
from arrears.panels.progress.words import Wording, share_text
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.controls import button, row
from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.grid.table import Grid
from arrears.panels.shell.grid.widget import GridWidget
from arrears.panels.shell.linked import Linked
from arrears.policy.records import Stages
from arrears.policy.records.progress import ADDS_UP, FEWER_IS_BETTER
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.home.needs import Task
    from arrears.panels.shell.page import Page

_ROWS = 15
_PANEL = "panel"


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: what needs the lead, the month, and the cases of a figure."""
    return HomePanel(page, Home(page.session)).children


class HomePanel:
    """Widgets of the panel; they draw themselves anew when the store has grown."""

    def __init__(self, page: Page, view: Home) -> None:
        self.page, self.view = page, view
        self.chosen = ""
        self.board = Linked(self._go)
        self.title = widgets.HTML()
        self.grid: GridWidget | None = None
        self.box = widgets.VBox()
        self.cases = widgets.VBox([row(self.title, button(page, page.say("panels.home.close"), self._close)), self.box])
        self.cases.layout.display = "none"
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, self.board, self.cases)
        page.on_news(self._fresh)
        self._fresh()

    def _fresh(self) -> None:
        """Draw what is known, and the rest once it has been read beside the page."""
        if self.view.is_read or not self.page.is_live:
            self._draw()
            return
        waits = (
            f'<section><p class="ar-note" role="status">{escape(self.page.say("panels.home.reading"))}</p></section>'
        )
        self.board.value = f'<div class="ar-board">{needs_markup(self.view, self.view.asked)}{waits}</div>'
        self.page.beside(self.view.read, self._draw)

    def _draw(self) -> None:
        view = self.view
        self.board.value = f'<div class="ar-board ar-today">{needs_markup(view, view.tasks)}{month_markup(view)}</div>'

    def _go(self, to: str) -> None:
        with self.page.guard():
            kind, _, name = to.partition(":")
            if kind == _PANEL:
                self.page.go(name)
                return
            table = self.view.cases_of(to)
            self.chosen = to
            if self.grid is None:
                grid = Grid(table, self._columns(), size=_ROWS)
                self.grid = GridWidget(grid, self.page.lang, self.page.say("panels.home.cases"))
                self.box.children = (self.grid,)
            else:
                self.grid.grid.replace(table)
                self.grid.refresh()
            self.title.value = f"<h2>{escape(self._named(to))}</h2>"
            self.cases.layout.display = ""

    def _close(self) -> None:
        self.chosen = ""
        self.cases.layout.display = "none"

    def _named(self, key: str) -> str:
        kind, _, name = key.partition(":")
        if kind == MEASURE:
            return wording(self.view).measure(name)
        return self.page.say(next((task.zh, task.en) for task in self.view.tasks if task.key == key))

    def _columns(self) -> list[Column]:
        scale = self.page.session.policies.get(Stages, self.page.session.today)
        stages = {key: (zh, en) for key, zh, en in zip(scale.keys, scale.labels_zh, scale.labels_en, strict=True)}
        return [
            Column("case_id", *both("panels.assign.tables.case")),
            Column("customer_name", *both("panels.assign.tables.customer")),
            Column("collector", *both("panels.assign.tables.collector_now"), "word", "values"),
            Column("stage", *both("panels.assign.tables.stage"), "word", "values", stages),
            Column("days_past_due", *both("panels.assign.tables.days_past_due"), "number", "range"),
            Column("total_due_fen", *both("panels.assign.tables.total_due_yuan"), "money", "range"),
            Column("told", *both("panels.home.told"), "word", "values"),
        ]


def wording(view: Home) -> Wording:
    """Give in which words the figures are told."""
    session = view.session
    return Wording(session.lang, session.policies.profile.currency, {}, session.policies)


def needs_markup(view: Home, found: Sequence[Task]) -> Html:
    """Give what needs the lead as buttons, each with how many and where it is seen to."""
    say, lang = view.session.say, view.session.lang
    titles = {panel.name: panel.title(lang) for panel in PANELS}
    if not found and view.is_read:
        body: str = sentence(say("panels.daily_report.nothing_waits_you"), "done")
    else:
        items = "".join(_need(task, titles[task.panel], view) for task in found)
        body = f'<ul class="ar-needs">{items}</ul>'
    return Html(f"<section><h2>{escape(say('panels.home.needs'))}</h2>{body}</section>")


def _need(task: Task, title: str, view: Home) -> str:
    words = escape(view.session.say((task.zh, task.en)))
    there = escape(view.session.say("panels.home.see_to", title=title))
    go = f"{_PANEL}:{task.panel}"
    # Money that fits no case has no cases to show: its figure leads where it is matched.
    figure = escape(task.key if task.cases else go)
    link = "" if task.panel == "home" else f'<button type="button" class="ar-there" data-go="{go}">{there}</button>'
    return f'<li><button type="button" class="ar-count" data-go="{figure}"><b>{task.count:,}</b><span>{words}</span></button>{link}</li>'


def month_markup(view: Home) -> Html:
    """Give the month to date: each measure with its bar to the target by now, and whether it is better than the month before."""
    say = view.session.say
    gone, whole = view.gone
    (begin, end), (first, last) = view.span, view.before
    about = say("panels.home.about_month", begin=begin, end=end, gone=gone, whole=whole, first=first, last=last)
    tiles = "".join(_tile(one, view) for one in view.figures)
    return Html(
        f"<section><h2>{escape(say('panels.home.month'))}</h2><p class=ar-note>{escape(about)}</p>"
        f'<div class="ar-kpis">{tiles}</div></section>'
    )


def _tile(one: Figure, view: Home) -> str:
    words, say = wording(view), view.session.say
    mark = (
        None
        if one.met is None
        else ("met", f"✓ {say('panels.home.on_pace')}")
        if one.met
        else ("missed", f"▼ {say('panels.home.behind')}")
    )
    state = f'<span class="ar-state ar-{mark[0]}">{mark[1]}</span>' if mark else ""
    target = "" if math.isnan(one.target) else say(
        "panels.home.target_by_now" if one.measure in ADDS_UP else "panels.home.target_limit" if one.measure in FEWER_IS_BETTER
        else "panels.home.target",
        target=share_text(one.target), whole=share_text(one.whole),
    )  # fmt: skip
    few = f" · {say('panels.home.few')}" if one.small else ""
    return (
        f'<button type="button" class="ar-kpi ar-go" data-go="{MEASURE}:{one.measure}"><h3>{escape(words.measure(one.measure))}{state}</h3>'
        f"<b>{share_text(one.rate)}</b>{_bar(one)}<p>{escape(target)}</p><p>{_change(one, view)}{escape(few)}</p></button>"
    )


def _bar(one: Figure) -> str:
    """Draw the rate as a bar with a mark where the target is by now, on a scale that holds both."""
    if math.isnan(one.rate) or math.isnan(one.target):
        return '<span class="ar-pace" aria-hidden="true"></span>'
    most = max(one.rate, one.target, one.whole) or 1.0
    good = "met" if one.met else "missed"
    return (
        f'<span class="ar-pace" aria-hidden="true"><i class="ar-fill ar-{good}" style="width:{min(one.rate / most, 1):.1%}"></i>'
        f'<i class="ar-aim" style="left:{one.target / most:.1%}"></i></span>'
    )


def _change(one: Figure, view: Home) -> str:
    say = view.session.say
    if math.isnan(one.before) or math.isnan(one.rate):
        return escape(say("panels.home.no_before"))
    if one.better is None:
        return escape(say("panels.home.same", before=share_text(one.before)))
    up = one.rate > one.before
    sign, state, key = "▲" if up else "▼", "met" if one.better else "missed", "better" if one.better else "worse"
    points = f"{abs(one.rate - one.before) * 100:.1f}"
    told = escape(say(f"panels.home.{key}", points=points, before=share_text(one.before)))
    return f'<span class="ar-{state}">{sign} {told}</span>'
