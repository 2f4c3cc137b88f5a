"""Assignment on the screen: thin widgets over `arrears.panels.assign.model`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.assign.downloads import downloads
from arrears.panels.assign.loads import bars
from arrears.panels.assign.markup import problems, tiles
from arrears.panels.assign.model import Assigning
from arrears.panels.assign.state import CONTINUITY_WORDS, SCOPES
from arrears.panels.assign.tables import CASES, MOVED, case_columns, flag_words, team_columns, team_table
from arrears.panels.shell.controls import button, choice, day, number, row
from arrears.panels.shell.grid.table import Grid
from arrears.panels.shell.grid.widget import GridWidget
from arrears.panels.shell.notices import Notice
from arrears.panels.shell.session import TEAM
from arrears.store.log.expecting import StaleError
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from arrears.panels.assign.state import State
    from arrears.panels.shell.background import Job
    from arrears.panels.shell.page import Page

_PAGE_ROWS = 50


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel; called again when the language changes, with what was tried out kept."""
    work = page.kept.get("assign")
    if not isinstance(work, Assigning):
        named = os.environ.get(TEAM, "")
        work = Assigning(page.session, Path(named) if named else None)
        page.kept["assign"] = work
    panel = AssignPanel(page, work)
    return panel.widgets


class AssignPanel:
    """Widgets of the panel.

    Parameters
    ----------
    page : Page
        Where they stand.
    work : Assigning
        What they show and change.
    """

    def __init__(self, page: Page, work: Assigning) -> None:
        self.page, self.work = page, work
        say = page.say
        self.tiles = widgets.HTML()
        self.scope = choice(
            say("panels.assign.scope"), [(words[page.lang == "en"], key) for key, words in SCOPES.items()]
        )
        self.continuity = choice(
            say("panels.assign.continuity"),
            [(words[page.lang == "en"], key) for key, words in CONTINUITY_WORDS.items()],
            "house",
        )
        self.try_button = button(page, say("panels.assign.try_fair_assignment"), self.balance, primary=True)
        self.undo_button = button(page, say("panels.assign.undo"), lambda: self.step(work.undo))
        self.redo_button = button(page, say("panels.assign.redo"), lambda: self.step(work.redo))
        self.reset_button = button(page, say("panels.assign.reset"), lambda: self.step(work.reset))
        self.note = widgets.Text(placeholder=say("panels.assign.note_optional"))
        self.note.layout.width = "150px"
        self.commit_button = button(page, say("panels.assign.commit_2"), self.commit, primary=True)
        self.back_button = button(page, say("panels.assign.take_last_commit_back"), self.take_back)
        self.download, self.books = downloads(page, work)
        self.collector = choice(say("panels.assign.collector"), [(name, name) for name in work.collectors])
        self.give_button = button(page, say("panels.assign.give_2"), self.give)
        self.release_button = button(page, say("panels.assign.put_back"), self.release)
        self.cases = self._grid(CASES, say("panels.assign.cases"))
        self.moved = self._grid(MOVED, say("panels.assign.moves"))
        self.team = GridWidget(
            Grid(team_table(work), team_columns(), key="collector", size=_PAGE_ROWS),
            page.lang,
            say("panels.assign.team"),
        )
        self.team_tools = self._team_tools()
        self.problems = widgets.HTML()
        self.measure = widgets.ToggleButtons(options=self._measures(), button_style="")
        self.measure.observe(lambda _: self.draw_loads(), "value")
        self.measure.add_class("ar-measures")
        self.loads = widgets.HTML()
        self.view = widgets.ToggleButtons(options=[(say("panels.assign.cases_3"), "cases")], value="cases")
        self.view.observe(lambda _: self._turn(), "value")
        self.pane = widgets.VBox()
        self.pane.add_class("ar-pane")
        page.on_news(self.news)
        self.widgets = self._laid_out()
        self.draw()

    # --- making -----------------------------------------------------------------------------------------------------

    def _grid(self, shown: str, caption: str) -> GridWidget:
        columns = case_columns(self.page.session.policies, self.work.today, shown)
        table = self._rows(shown)
        return GridWidget(Grid(table, columns, size=_PAGE_ROWS), self.page.lang, caption, on_select=self._selected)

    def _rows(self, shown: str) -> pd.DataFrame:
        table = self.work.table(self.page.lang) if shown == CASES else self.work.moved(self.page.lang)
        return flag_words(table, self.page.lang)

    def _measures(self) -> list[tuple[str, str]]:
        words = self.work.loads().words
        return [(pair[self.page.lang == "en"], key) for key, pair in words.items()]

    def _team_tools(self) -> widgets.Widget:
        say, change = self.page.say, self.change_team
        until = day(say("panels.assign.away_until"), self.work.today)
        capacity = number(say("panels.assign.capacity"), 100, 1_000_000)
        share = number(say("panels.assign.share"), 1, 1, 0.1)
        return row(
            until,
            button(self.page, say("panels.assign.mark_away"), lambda: change(absent_until=until.value)),
            button(self.page, say("panels.assign.mark_present"), lambda: change(present=True)),
            capacity,
            button(self.page, say("panels.assign.set_capacity"), lambda: change(capacity=int(capacity.value))),
            share,
            button(self.page, say("panels.assign.set_share"), lambda: change(share=share.value)),
        )

    def _laid_out(self) -> list[widgets.Widget]:
        work = row(self.scope, self.continuity, self.try_button, self.undo_button, self.redo_button, self.reset_button)
        final = row(self.note, self.commit_button, self.back_button, self.download, self.books)
        final.add_class("ar-final")
        left = widgets.VBox([self.pane])
        left.add_class("ar-left")
        heading = widgets.HTML(f"<h2>{self.page.say(both('panels.assign.loads_before_and_after_word'))}</h2>")
        right = widgets.VBox([heading, self.measure, self.loads])
        right.add_class("ar-right")
        split = widgets.HBox([left, right])
        split.add_class("ar-split")
        top = row(self.tiles, final)
        top.add_class("ar-top-row")
        return [top, work, self.problems, split]

    # --- doing ------------------------------------------------------------------------------------------------------

    def balance(self) -> None:
        """Work out a fair assignment beside the page."""
        scope, continuity, since = self.scope.value, self.continuity.value, self.work.state

        def think(job: Job[State]) -> State:
            return self.work.balance(scope, continuity, job.step)

        def show(state: State) -> None:
            self.step(lambda: self.work.accept(state, since))
            moved = int(self.work.is_moved.sum())
            self.page.tell(
                Notice(
                    "info", *both("panels.assign.worked_out_cases_would_move", moved=moved),
                )
            )  # fmt: skip

        self.page.run(think, show)

    def step(self, change: Callable[[], object]) -> None:
        """Change what is tried out, and show it."""
        change()
        self.page.tell(None)
        self.draw()

    def give(self) -> None:
        """Give the selected cases to the collector chosen."""
        count = self.work.give(self._keys(), self.collector.value)
        self._unselect()
        self.draw()
        self.page.tell(
            Notice(
                "info",
                *both("panels.assign.cases_go_not_committed_yet", count=count, value=self.collector.value),
            )
        )

    def release(self) -> None:
        """Put the selected cases back."""
        self.work.release(self._keys())
        self._unselect()
        self.step(lambda: None)

    def change_team(self, **changes: object) -> None:
        """Change the selected collectors."""
        self.work.change_collectors(self.team.grid.selected_keys(), **changes)  # type: ignore[arg-type]  # one of its own arguments
        self.step(lambda: None)

    def commit(self) -> None:
        """Store the moves; a second click finds none, and what was told of the first stays."""
        if not self.work.is_moved.any():
            return
        try:
            receipt = self.work.commit(self.note.value.strip())
        except StaleError as error:
            self.page.look(own=True)
            self.page.tell(
                Notice(
                    "error",
                    *both("panels.assign.page_up_date_now_look", message=Saying(error.zh, error.message)),
                )
            )
            return
        self.note.value = ""
        self._committed(
            *both("panels.assign.committed_moves_store_they_can", stored=receipt.stored),
        )

    def take_back(self) -> None:
        """Give back what was committed last."""
        receipt = self.work.take_back()
        self._committed(*both("panels.assign.took_moves_back", stored=receipt.stored))

    def _committed(self, zh: str, en: str) -> None:
        self.page.redraw()
        self.draw()
        self.page.tell(Notice("done", zh, en))

    def news(self) -> None:
        """Take in what others have stored."""
        lost = self.work.catch_up()
        self.draw()
        if lost:
            named = "、".join(lost[:5])
            self.page.tell(
                Notice(
                    "warning", *both("panels.assign.cases_your_plan_were_changed", count=len(lost), named=named),
                )
            )  # fmt: skip

    def _keys(self) -> list[str]:
        return self._grid_shown().selected_keys()

    def _grid_shown(self) -> Grid:
        return (self.moved if self.view.value == MOVED else self.cases).grid

    def _unselect(self) -> None:
        for widget in (self.cases, self.moved):
            widget.grid.clear_selection()

    # --- drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the present state everywhere."""
        page, work, say = self.page, self.work, self.page.say
        for widget, shown in ((self.cases, CASES), (self.moved, MOVED)):
            widget.grid.replace(self._rows(shown))
            widget.refresh()
        self.team.grid.replace(team_table(work))
        self.team.refresh()
        moved = int(work.is_moved.sum())
        self.tiles.value, self.problems.value = tiles(work, page.lang), problems(work, page.lang)
        value = self.view.value
        self.view.options = [
            (say("panels.assign.cases_2", size=work.ids.size), CASES),
            (say("panels.assign.moves_2", moved=moved), MOVED),
            (say("panels.assign.team_2", count=len(work.collectors)), "team"),
        ]
        self.view.value = value or CASES
        self._turn()
        self.undo_button.disabled, self.redo_button.disabled = not work.can_undo, not work.can_redo
        self.commit_button.description = say("panels.assign.commit", moved=moved)
        self.commit_button.disabled = self.download.disabled = moved == 0
        self.back_button.disabled = work.committed is None
        self.draw_loads()

    def _turn(self) -> None:
        tools = row(self.view, self.collector, self.give_button, self.release_button)
        panes = {
            CASES: [tools, self.cases],
            MOVED: [tools, self.moved],
            "team": [self.view, self.team_tools, self.team],
        }
        self.pane.children = panes.get(self.view.value or CASES, panes[CASES])
        self._selected()

    def _selected(self) -> None:
        count = self._grid_shown().selected
        self.give_button.disabled = self.release_button.disabled = count == 0
        self.give_button.description = self.page.say("panels.assign.give", count=count)

    def draw_loads(self) -> None:
        """Draw the loads in the measure chosen."""
        with self.page.guard():
            self.loads.value = bars(self.work.loads(), self.measure.value, self.page.lang)
