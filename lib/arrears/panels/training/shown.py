"""What is shown of a play: the case, the card of the step, and at the end the road taken beside the best."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from arrears.panels.progress.markup import Html, sentence, table
from arrears.panels.training.model import LEAD, Training
from arrears.words import say

if TYPE_CHECKING:
    from arrears.training.scenarios.records import Option, Step
    from arrears.words import Lang


class Shown:
    """A play in a language.

    Parameters
    ----------
    view : Training
        The play.
    lang : {"zh", "en"}
        The language.
    """

    def __init__(self, view: Training, lang: Lang) -> None:
        self.view, self.lang = view, lang

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def case(self) -> str:
        """Give the case as HTML: who, what is aimed at, the facts, and what has happened."""
        say, lang, view = self._say, self.lang, self.view
        scenario = view.scenario
        facts = Html(
            '<dl class="ar-facts">'
            + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in view.facts(lang))
            + "</dl>"
        )
        happened = view.history(lang)
        lines = "".join(f"<li>{escape(line)}</li>" for line in happened)
        past = f"<h3>{escape(say('training.panel.history'))}</h3><ul class=ar-happened>{lines}</ul>" if happened else ""
        return _board(
            f'<p class="ar-invented">{escape(say("training.panel.invented"))}</p>'
            f"<h2>{escape(scenario.title.text(lang))}</h2><p>{escape(scenario.persona.text(lang))}</p>"
            f'<p class="ar-note"><b>{escape(say("training.panel.goal"))}</b> {escape(scenario.goal.text(lang))}</p>{facts}{past}'
        )

    def card(self, *, branching: bool = False) -> dict[str, Any]:
        """Give what the card of the step shows, as `arrears.panels.training.desk.Desk` takes it; ``{"state": "over"}`` at the end."""
        view, say, lang = self.view, self._say, self.lang
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
            "branches": self._branches() if branching else [],
            "words": {key: say(f"training.card.{key}") for key in _CARD_WORDS},
        }

    def _answer(self, step: Step) -> str:
        taken = self.view.play.taken[-1]
        return taken.answer or _option(step, taken.option).text.text(self.lang)

    def _verdict(self) -> dict[str, Any] | None:
        verdict, lang, say = self.view.verdict, self.lang, self._say
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
        lang, comma = self.lang, self._say("training.panel.comma")
        return [
            {
                "ok": verdict.ok,
                "text": option.text.text(lang),
                "told": comma.join(verdict.rules) or verdict.said.text(lang),
                "then": option.reaction.text(lang) if option.reaction else "",
            }
            for option, verdict in self.view.what_if()
        ]

    def end(self) -> str:
        """Give the points and the road taken beside the best as HTML; empty until the play is over."""
        if not self.view.is_over:
            return ""
        view, say, lang = self.view, self._say, self.lang
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
        return _board(
            sentence(told, "done")
            + f'<div class="ar-kpis">{cards}</div>'
            + table(heads, rows, caption=say("training.panel.debrief"), texts=5)
        )


_CARD_WORDS = (
    "left", "over", "took", "own", "decide", "keys", "pause", "resume", "what_if", "back", "you", "hidden", "show", "rule", "better",
    "then", "next", "step",
)  # fmt: skip


def _option(step: Step, name: str) -> Option:
    return next(each for each in step.options if each.id == name)


def _wrapped(words: str) -> Html:
    return Html(f'<span class="ar-wrap">{escape(words)}</span>')


def _board(content: str) -> str:
    return f'<div class="ar-board">{content}</div>'
