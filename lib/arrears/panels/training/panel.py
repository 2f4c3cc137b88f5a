"""Training on the screen: the case on the left, the decision on the right, and at the end the road taken beside the best."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, sentence, table
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.download import XLSX, Download
from arrears.panels.shell.grid.widget import STATIC
from arrears.panels.shell.notices import Notice
from arrears.panels.training.class_book import class_bytes
from arrears.panels.training.class_picture import class_picture
from arrears.panels.training.desk import Desk
from arrears.panels.training.model import LEAD, PRACTISE, Training
from arrears.training.scenarios.marking import marked_folder
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.shell.page import Page
    from arrears.training.scenarios.class_results import ClassResults
    from arrears.training.scenarios.records import Option, Step

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
        view = self.view
        actions = {
            "choose": lambda: view.choose(str(said.get("option", ""))),
            "write": lambda: view.write(str(said.get("text", ""))),
            "next": view.go_on, "show": view.show, "back": view.back, "pause": view.pause,
        }  # fmt: skip
        what = str(said.get("t", ""))
        self.branching = what == "what_if" and not self.branching
        if what in actions:
            actions[what]()

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
        self.case.value = f'<div class="ar-board">{self._case()}</div>'
        self.desk.view = self._card()
        self.end.value = f'<div class="ar-board">{self._end()}</div>' if self.view.is_over else ""

    def _case(self) -> Html:
        say, lang, view = self.page.say, self.page.lang, self.view
        scenario = view.scenario
        facts = Html(
            '<dl class="ar-facts">'
            + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in view.facts(lang))
            + "</dl>"
        )
        happened = view.history(lang)
        lines = "".join(f"<li>{escape(line)}</li>" for line in happened)
        past = f"<h3>{escape(say('training.panel.history'))}</h3><ul class=ar-happened>{lines}</ul>" if happened else ""
        return Html(
            f'<p class="ar-invented">{escape(say("training.panel.invented"))}</p>'
            f"<h2>{escape(scenario.title.text(lang))}</h2><p>{escape(scenario.persona.text(lang))}</p>"
            f'<p class="ar-note"><b>{escape(say("training.panel.goal"))}</b> {escape(scenario.goal.text(lang))}</p>{facts}{past}'
        )

    def _card(self) -> dict[str, Any]:
        view, say, lang = self.view, self.page.say, self.page.lang
        step = view.step
        if view.is_over or step is None:
            return {"state": "over"}
        number = len(view.play.taken) + view.asking
        return {
            "state": "ask" if view.asking else "told",
            "told": not view.asking,
            "hidden": not view.asking and not view.shown,
            "lead": view.mode == LEAD,
            "paused": view.paused,
            "can_go_back": bool(view.play.taken),
            "place": say("training.panel.place", number=number, area=say(f"training.areas.{step.area}")),
            "seconds": step.seconds,
            "spent": view.seconds,
            "situation": step.situation.text(lang),
            "question": step.question.text(lang),
            "options": [{"id": each.id, "text": each.text.text(lang)} for each in step.options],
            "own": step.free or step.ask == "figure",
            "figure": step.ask == "figure",
            "answer": self._answer(step) if not view.asking else "",
            "verdict": self._verdict(),
            "branches": self._branches() if self.branching else [],
            "words": {key: say(f"training.card.{key}") for key in _CARD_WORDS},
        }

    def _answer(self, step: Step) -> str:
        taken = self.view.play.taken[-1]
        return taken.answer or _option(step, taken.option).text.text(self.page.lang)

    def _verdict(self) -> dict[str, Any] | None:
        verdict, lang, say = self.view.verdict, self.page.lang, self.page.say
        if verdict is None:
            return None
        source, rules = verdict.source.text(lang), say("training.panel.comma").join(verdict.rules)
        reaction = self.view.play.reaction
        return {
            "ok": verdict.ok,
            "head": say("training.panel.right" if verdict.ok else "training.panel.wrong"),
            "said": verdict.said.text(lang).splitlines(),
            "rules": say("training.panel.rules", rules=rules, source=source) if rules and source else rules,
            "better": verdict.better.text(lang),
            "then": reaction.text(lang) if reaction else "",
        }

    def _branches(self) -> list[dict[str, Any]]:
        lang, comma = self.page.lang, self.page.say("training.panel.comma")
        return [
            {
                "ok": verdict.ok,
                "text": option.text.text(lang),
                "told": comma.join(verdict.rules) or verdict.said.text(lang),
                "then": option.reaction.text(lang) if option.reaction else "",
            }
            for option, verdict in self.view.what_if()
        ]

    def _end(self) -> Html:
        view, say, lang = self.view, self.page.say, self.page.lang
        scores = view.play.scores()
        cards = "".join(
            f'<div class="ar-kpi"><h3>{say(f"training.areas.{score.area}")}</h3><b>{score.right}/{score.of}</b></div>'
            for score in scores
        )
        right, of = sum(score.right for score in scores), sum(score.of for score in scores)
        rows = []
        for each in view.debrief():
            taken, best = each.taken, each.best
            verdict = "—" if taken is None else "✓" if taken.verdict.ok else "✗"
            yours = "—" if taken is None else taken.answer or _option(each.step, taken.option).text.text(lang)
            rules = "" if taken is None else say("training.panel.comma").join(taken.verdict.rules)
            rows.append(
                [_wrapped(each.step.question.text(lang)), verdict, _wrapped(yours), _wrapped("—" if best is None else best.text.text(lang)), _wrapped(rules)]
            )  # fmt: skip
        heads = say("training.panel.debrief_heads").split("|")
        late = view.late()
        told = say("training.panel.over_late" if late else "training.panel.over", right=right, of=of, late=late)
        return Html(
            sentence(told, "done")
            + f'<div class="ar-kpis">{cards}</div>'
            + table(heads, rows, caption=say("training.panel.debrief"), texts=5)
        )

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


_CARD_WORDS = (
    "left", "over", "took", "own", "decide", "keys", "pause", "resume", "what_if", "back", "you", "hidden", "show", "rule", "better",
    "then", "next", "step",
)  # fmt: skip


def _option(step: Step, name: str) -> Option:
    return next(each for each in step.options if each.id == name)


def _wrapped(words: str) -> Html:
    return Html(f'<span class="ar-wrap">{escape(words)}</span>')
