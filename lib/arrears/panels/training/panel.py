"""Training on the screen: the case on the left, the decision on the right, and at the end the road taken beside the best."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import table
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.download import XLSX, Download
from arrears.panels.shell.grid.widget import STATIC
from arrears.panels.shell.notices import Notice
from arrears.panels.training.classroom.book import class_bytes
from arrears.panels.training.classroom.picture import class_picture
from arrears.panels.training.desk import Desk
from arrears.panels.training.model import LEAD, PRACTISE, Training
from arrears.panels.training.shown import Shown
from arrears.training.scenarios.marking import marked_folder
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.shell.page import Page
    from arrears.training.scenarios.class_results import ClassResults

JSON = "application/json"


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content; a play outlives a change of language."""
    view = page.kept.get("training")
    if not isinstance(view, Training):
        view = page.kept["training"] = Training()
    return TrainingPanel(page, view).children


class TrainingPanel:
    """Widgets of the panel."""

    def __init__(self, page: Page, view: Training) -> None:
        self.page, self.view = page, view
        self.branching = False
        self.results: ClassResults | None = None
        say, lang = page.say, page.lang
        names = [
            (say("training.panel.option", title=each.title.text(lang), minutes=each.minutes), each.id)
            for each in view.scenarios
        ]
        self.scenario = choice(say("training.panel.scenario"), names, view.scenario.id)
        self.scenario.observe(self._opened, "value")
        self.mode = widgets.ToggleButtons(
            options=[(say("training.panel.practise"), PRACTISE), (say("training.panel.lead"), LEAD)],
            value=view.mode,
            tooltips=[say("training.panel.practise_tip"), say("training.panel.lead_tip")],
        )
        self.mode.observe(self._sat, "value")
        self.who = widgets.Text(placeholder=say("training.panel.who"), tooltip=say("training.panel.who"))
        self.who.layout.width = "190px"
        self.hand_in = Download(say("training.panel.hand_in"), self._hand_in, tooltip=say("training.panel.hand_in_tip"))
        self.case, self.end = widgets.HTML(), widgets.HTML()
        self.desk = Desk(self.hear)
        self.case.add_class("ar-case")
        right = widgets.VBox([self.desk, self.end])
        right.add_class("ar-right-hand")
        self.play_row = widgets.HBox([self.case, right])
        self.play_row.add_class("ar-training")
        style = widgets.HTML(f"<style>{board_style()}{(STATIC / 'training.css').read_text(encoding='utf-8')}</style>")
        style.layout.display = "none"
        controls = row(
            self.scenario, self.mode, button(page, say("training.panel.again"), self._again), self.who, self.hand_in
        )
        self.children = (style, controls, self.play_row, self._class_box())
        self._told()
        self._fresh()

    # --- what a person does ------------------------------------------------------------------------------------------

    def hear(self, said: dict[str, Any]) -> None:
        """Do what the card asks for; a mistake is told on the page, and the card stays."""
        with self.page.guard():
            self.page.tell(None)
            self._do(said)
        self._fresh()

    def _do(self, said: dict[str, Any]) -> None:
        self.branching = said.get("t") == "what_if" and not self.branching
        self.view.do(said)

    def _opened(self, change: dict[str, str]) -> None:
        with self.page.guard():
            self.page.tell(None)
            self.view.open(change["new"])
            self._told()
        self._fresh()

    def _sat(self, change: dict[str, str]) -> None:
        with self.page.guard():
            self.page.tell(None)
            self.view.sit(change["new"])
            self._told()
        self._fresh()

    def _again(self) -> None:
        self.page.tell(None)
        self.view.begin_again()
        self._fresh()

    def _hand_in(self) -> None:
        with self.page.guard():
            name, content = self.view.result(self.who.value)
            self.hand_in.hand_over(content, name, JSON)
            self.page.tell(Notice("done", *both("training.panel.handed_in", name=name)))

    def _told(self) -> None:
        if self.view.notice is not None:
            self.page.tell(Notice("info", *self.view.notice))

    # --- what is shown -----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        self.play_row.remove_class("ar-walled")
        if self.view.mode == LEAD:
            self.play_row.add_class("ar-walled")
        shown = Shown(self.view, self.page.lang)
        self.case.value = shown.case()
        self.desk.view = shown.card(branching=self.branching)
        self.end.value = shown.end()

    # --- the class ---------------------------------------------------------------------------------------------------

    def _class_box(self) -> widgets.Accordion:
        say = self.page.say
        self.folder = widgets.Text(placeholder=say("training.panel.folder"), tooltip=say("training.panel.folder"))
        self.folder.layout.width = "420px"
        self.class_shown = widgets.HTML()
        self.class_book = Download(say("training.panel.class_book"), self._give_class)
        self.class_book.disabled = True
        mark = button(self.page, say("training.panel.mark"), self._mark, primary=True)
        box = widgets.VBox([row(self.folder, mark, self.class_book), self.class_shown])
        return widgets.Accordion([box], titles=[say("training.panel.class")], selected_index=None)

    def _mark(self) -> None:
        if not self.folder.value.strip():
            self.page.tell(Notice("warning", *both("training.panel.name_folder")))
            return
        self.results = marked_folder(Path(self.folder.value.strip()).expanduser())
        lang = self.page.lang
        heads = self.page.say("training.panel.refused_heads").split("|")
        refused = [[each.file, each.reason.text(lang)] for each in self.results.refused]
        told = table(heads, refused, texts=2) if refused else ""
        self.class_shown.value = f'<div class="ar-board">{class_picture(self.results, lang)}{told}</div>'
        self.class_book.disabled = False
        self.page.tell(
            Notice("done", *both("training.panel.marked", people=self.results.people, files=self.results.files))
        )

    def _give_class(self) -> None:
        with self.page.guard():
            if self.results is not None:
                self.class_book.hand_over(class_bytes(self.results, self.page.lang), "class-results.xlsx", XLSX)
