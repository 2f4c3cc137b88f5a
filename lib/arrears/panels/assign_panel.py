"""Assignment on the screen: thin widgets over `arrears.panels.assign`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.assign import Assigning
from arrears.panels.assign_downloads import downloads
from arrears.panels.assign_html import problems, tiles
from arrears.panels.assign_loads import bars
from arrears.panels.assign_state import CONTINUITY_WORDS, SCOPES
from arrears.panels.assign_tables import CASES, MOVED, case_columns, flag_words, team_columns, team_table
from arrears.panels.controls import button, choice, day, number, row
from arrears.panels.grid import Grid
from arrears.panels.grid_widget import GridWidget
from arrears.panels.notices import Notice
from arrears.panels.session import TEAM
from arrears.store.expecting import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from arrears.panels.assign_state import State
    from arrears.panels.background import Job
    from arrears.panels.page import Page

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
        self.scope = choice(say("范围", "Scope"), [(words[page.lang == "en"], key) for key, words in SCOPES.items()])
        self.continuity = choice(
            say("客户稳定性", "Continuity"),
            [(words[page.lang == "en"], key) for key, words in CONTINUITY_WORDS.items()],
            "house",
        )
        self.try_button = button(page, say("试算均衡分案", "Try a fair assignment"), self.balance, primary=True)
        self.undo_button = button(page, say("撤销", "Undo"), lambda: self.step(work.undo))
        self.redo_button = button(page, say("重做", "Redo"), lambda: self.step(work.redo))
        self.reset_button = button(page, say("全部恢复", "Reset"), lambda: self.step(work.reset))
        self.note = widgets.Text(placeholder=say("提交说明（可不填）", "Note (optional)"))
        self.note.layout.width = "150px"
        self.commit_button = button(page, say("提交", "Commit"), self.commit, primary=True)
        self.back_button = button(page, say("撤回上次提交", "Take the last commit back"), self.take_back)
        self.download, self.books = downloads(page, work)
        self.collector = choice(say("催收员", "Collector"), [(name, name) for name in work.collectors])
        self.give_button = button(page, say("分给", "Give"), self.give)
        self.release_button = button(page, say("恢复原状", "Put back"), self.release)
        self.cases = self._grid(CASES, say("案件", "cases"))
        self.moved = self._grid(MOVED, say("拟调整案件", "moves"))
        self.team = GridWidget(
            Grid(team_table(work), team_columns(), key="collector", size=_PAGE_ROWS), page.lang, say("团队", "team")
        )
        self.team_tools = self._team_tools()
        self.problems = widgets.HTML()
        self.measure = widgets.ToggleButtons(options=self._measures(), button_style="")
        self.measure.observe(lambda _: self.draw_loads(), "value")
        self.measure.add_class("ar-measures")
        self.loads = widgets.HTML()
        self.view = widgets.ToggleButtons(options=[(say("案件", "Cases"), "cases")], value="cases")
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
        until = day(say("缺勤至", "Away until"), self.work.today)
        capacity = number(say("容量", "Capacity"), 100, 1_000_000)
        share = number(say("份额", "Share"), 1, 1, 0.1)
        return row(
            until,
            button(self.page, say("设为缺勤", "Mark away"), lambda: change(absent_until=until.value)),
            button(self.page, say("设为在岗", "Mark present"), lambda: change(present=True)),
            capacity,
            button(self.page, say("改容量", "Set capacity"), lambda: change(capacity=int(capacity.value))),
            share,
            button(self.page, say("改份额", "Set share"), lambda: change(share=share.value)),
        )

    def _laid_out(self) -> list[widgets.Widget]:
        work = row(self.scope, self.continuity, self.try_button, self.undo_button, self.redo_button, self.reset_button)
        final = row(self.note, self.commit_button, self.back_button, self.download, self.books)
        final.add_class("ar-final")
        left = widgets.VBox([self.pane])
        left.add_class("ar-left")
        heading = widgets.HTML(f"<h2>{self.page.say('负荷对比', 'Loads before and after')}</h2>")
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
                    "info", f"试算完成：拟调整 {moved:,} 件。请核对负荷和清单，再提交。",
                    f"Worked out: {moved:,} cases would move. Look at the loads and the list, then commit.",
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
                f"拟把 {count} 件分给 {self.collector.value}，尚未提交。",
                f"{count} cases are to go to {self.collector.value}; not committed yet.",
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
                    f"{error.zh} 页面已按最新数据更新，请核对后再提交。",
                    f"{error.message} The page is up to date now; look again, then commit.",
                )
            )
            return
        self.note.value = ""
        self._committed(
            f"已提交 {receipt.stored:,} 件分案，记入存储库。可撤回。",
            f"Committed {receipt.stored:,} moves to the store. They can be taken back.",
        )

    def take_back(self) -> None:
        """Give back what was committed last."""
        receipt = self.work.take_back()
        self._committed(f"已撤回 {receipt.stored:,} 件分案。", f"Took {receipt.stored:,} moves back.")

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
                    "warning", f"方案中有 {len(lost)} 件已被其他人改动（{named}），按对方的结果保留；其余不变。",
                    f"{len(lost)} cases of your plan were changed by somebody else ({named}); they stay as the other left them, the rest is kept.",
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
            (say(f"案件 {work.ids.size:,}", f"Cases {work.ids.size:,}"), CASES),
            (say(f"拟调整 {moved:,}", f"Moves {moved:,}"), MOVED),
            (say(f"团队 {len(work.collectors)}", f"Team {len(work.collectors)}"), "team"),
        ]
        self.view.value = value or CASES
        self._turn()
        self.undo_button.disabled, self.redo_button.disabled = not work.can_undo, not work.can_redo
        self.commit_button.description = say(f"提交 {moved:,} 件", f"Commit {moved:,}")
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
        self.give_button.description = self.page.say(f"分给（{count:,} 件）", f"Give ({count:,})")

    def draw_loads(self) -> None:
        """Draw the loads in the measure chosen."""
        with self.page.guard():
            self.loads.value = bars(self.work.loads(), self.measure.value, self.page.lang)
