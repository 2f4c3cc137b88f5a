"""Is it real? on the screen: what a new strategy brought beside the house's own, with intervals, the day on which it will be known, and when to stop."""

from __future__ import annotations

from html import escape
from math import isfinite, isnan
from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.operations.experience.model_pages import slot_word
from arrears.operations.experience.trial import MEASURES, STOPPING
from arrears.panels.progress.charts import Apart, days_chart, difference_chart
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, figure, sentence, table, with_commands
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.notices import Notice
from arrears.panels.trial.model import Trials
from arrears.policy.records import BestAction, TrialTerms
from arrears.tables.contacts import CHANNELS
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.operations.experience.trial import Verdict
    from arrears.panels.shell.page import Page
    from arrears.rules.trial_difference import Difference
    from arrears.store.state.trials import Running

_MONEY = "money"
_SAMPLE = 'title = "{title}"\nchannels = ["call"]\nhours = [18]'
_GOOD_IF_MORE = ("money", "cures")
_LEVELS = {"harm": "warning", "found": "done", "over": "info", "": "info"}


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content; which trial is looked at outlives a change of language."""
    view = page.kept.get("trial")
    if not isinstance(view, Trials):
        view = page.kept["trial"] = Trials(page.session)
    return TrialPanel(page, view).children


class TrialPanel:
    """Widgets of the panel; redrawn when the store has grown."""

    def __init__(self, page: Page, view: Trials) -> None:
        self.page, self.view = page, view
        say = page.say
        self.which = choice(say("panels.trial.which"), [])
        self.which.observe(lambda change: self._chosen(change["new"]), "value")
        self.reason = widgets.Text(placeholder=say("panels.trial.reason"), tooltip=say("panels.trial.reason"))
        self.reason.layout.width = "320px"
        self.ending = button(page, say("panels.trial.end"), self._end)
        self.controls = row(self.which, self.reason, self.ending)
        self.board = widgets.HTML()
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, self.controls, self.board)
        page.on_news(self._fresh)
        self._fresh()

    # --- what a lead does -------------------------------------------------------------------------------------------

    def _chosen(self, number: str | None) -> None:
        if number is None or number == self.view.number:
            return
        with self.page.guard():
            self.view.number = number
            self._fresh()

    def _end(self) -> None:
        self.view.end(self.reason.value)
        self.reason.value = ""
        self.page.look(own=True)
        trial = self.view.shown
        self.page.tell(Notice("done", *both("commands.trial.ended", number=trial.trial_id if trial else "")))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        trial = self.view.shown
        self.controls.layout.display = "none" if trial is None else ""
        if trial is None:
            self.board.value = f'<div class="ar-board ar-ready">{self._how_to_start()}</div>'
            return
        known = [(f"{one.trial_id} {one.strategy.title}", one.trial_id) for one in self.view.known]
        self.view.number = trial.trial_id
        if tuple(known) != self.which.options:
            self.which.options = known
        self.which.value = trial.trial_id
        ended = bool(trial.ended)
        for each in (self.reason, self.ending):
            each.layout.display = "none" if ended else ""
        told = self.view.told()
        parts = [
            Html("".join(f"<p class=ar-note>{escape(_begun_large(words))}</p>" for words in self._head(trial))),
            self._verdict(trial, told.verdict),
            self._tiles(told.verdict, ended=ended),
            self._bars(told.verdict, ended=ended),
            Html(f'<div class="ar-pair"><section>{self._known(trial, told.verdict)}</section>'),
            Html(f"<section>{self._stopping(told.verdict)}</section></div>"),
            self._estimate(told.estimate),
        ]
        self.board.value = f'<div class="ar-board ar-ready">{"".join(parts)}</div>'

    def _how_to_start(self) -> Html:
        say, terms = self.page.say, self.view.session.policies.get(TrialTerms, self.view.session.today)
        steps = "".join(
            f"<li>{step}</li>"
            for step in (
                with_commands(say("panels.trial.start.file")),
                with_commands(say("panels.trial.start.command")),
                with_commands(say("panels.trial.start.lists", days=terms.days)),
            )
        )
        sample = f"<pre><code>{escape(_SAMPLE.format(title=say('panels.trial.start.sample')))}</code></pre>"
        first = sentence(say("panels.trial.start.none"))
        more = f"<p class=ar-note>{with_commands(say('panels.trial.start.needs', least=terms.least_persons, share=f'{float(terms.share):.0%}'))}</p>"
        return Html(f"{first}<h2>{escape(say('panels.trial.start.title'))}</h2><ol>{steps}</ol>{sample}{more}")

    def _head(self, trial: Running) -> tuple[str, str]:
        say, lang, session = self.page.say, self.page.lang, self.view.session
        slots, comma = session.policies.get(BestAction, session.today).hours, "、" if lang == "zh" else ", "
        hours = [slot_word(slots, place, lang) for place, hour in enumerate(slots[:-1]) if hour in trial.strategy.hours]
        channels = [CHANNELS[name][0 if lang == "zh" else 1] for name in trial.strategy.channels]
        named = {
            "number": trial.trial_id, "title": trial.strategy.title, "first": trial.first, "last": trial.last, "seed": trial.seed,
        }  # fmt: skip
        return (
            say("commands.trial.head", **named),
            say("panels.trial.strategy", channels=comma.join(channels), hours=comma.join(hours)),
        )

    def _verdict(self, trial: Running, made: Verdict) -> Html:
        say = self.page.say
        if trial.ended:
            return sentence(_begun_large(say("commands.trial.was_ended", day=trial.last, reason=trial.ended)))
        return sentence(_begun_large(say(f"commands.trial.stop.{made.stop or 'go_on'}")), _LEVELS[made.stop])

    def _tiles(self, made: Verdict, *, ended: bool) -> Html:
        say = self.page.say
        cards = []
        for key in MEASURES:
            one, state = made.measures[key], _state(key, made, ended=ended)
            look = {"better": "ar-met", "worse": "ar-missed"}.get(state, "")
            lines = (
                say("panels.trial.between", interval=self._interval(key, one)),
                say("commands.trial.champion", count=made.persons[0]) + " " + _value(key, one.first),
                say("commands.trial.challenger", count=made.persons[1]) + " " + _value(key, one.second),
            )
            cards.append(
                f'<div class="ar-kpi"><h3>{escape(say(f"commands.trial.{key}"))}'
                f'<span class="ar-state {look}">{escape(say(f"panels.trial.{state}"))}</span></h3>'
                f'<b class="{look}">{escape(self._apart(key, one.difference))}</b>'
                + "".join(f"<p>{escape(line)}</p>" for line in lines)
                + "</div>"
            )
        title = escape(say("panels.trial.differences"))
        return Html(f'<h2>{title}</h2><div class="ar-kpis ar-four">{"".join(cards)}</div>')

    def _bars(self, made: Verdict, *, ended: bool) -> Html:
        say = self.page.say
        charts = []
        heads = [say(f"commands.trial.{name}") for name in ("measure", "difference", "interval")]
        for title, keys in (("money_bars", (_MONEY,)), ("share_bars", MEASURES[1:])):
            rows, numbers = [], []
            for key in keys:
                one, state = made.measures[key], _state(key, made, ended=ended)
                words = f"{self._apart(key, one.difference)} {say(f'panels.trial.{state}')}"
                better = {"better": True, "worse": False}.get(state)
                rows.append(Apart(say(f"panels.trial.short.{key}"), one.difference, one.low, one.high, words, better))
                numbers.append(
                    [say(f"commands.trial.{key}"), self._apart(key, one.difference), self._interval(key, one)]
                )
            about = say(f"panels.trial.{title}")
            chart = difference_chart(rows, say("panels.trial.nothing"), about, of=_yuan if _MONEY in keys else _points)
            charts.append(figure(about, chart, table(heads, numbers), say("panels.trial.figures")))
        return Html(f'<div class="ar-pair">{"".join(charts)}</div>')

    def _known(self, trial: Running, made: Verdict) -> Html:
        say, today = self.page.say, self.view.session.today
        if made.known_on is None:
            words = say("commands.trial.soon", last=trial.last)
        else:
            words = say("commands.trial.known", day=made.known_on)
        marks = [(today, say("panels.trial.today", day=today))]
        if made.known_on is not None:
            marks.append((made.known_on, say("panels.trial.known_on", day=made.known_on)))
        title = escape(say("panels.trial.when"))
        chart = days_chart(trial.first, trial.last, marks, words)
        return Html(f"<h2>{title}</h2>{sentence(_begun_large(words))}{chart}")

    def _stopping(self, made: Verdict) -> Html:
        say = self.page.say
        met, not_met = (say(f"panels.trial.{key}") for key in ("met", "not_met"))
        now = {
            "complaints": self._interval("complaints", made.measures["complaints"]),
            "breaches": self._interval("breaches", made.measures["breaches"]),
            "found": self._interval(_MONEY, made.early),
            "over": "",
        }
        rows = [
            [Html(f'<span class="ar-wrap">{escape(say(f"panels.trial.stop.{rule}"))}</span>'), now[rule] or "–",
             Html(f'<b class="{"ar-missed" if rule in {"complaints", "breaches"} else "ar-met"}">✓ {escape(met)}</b>')
             if made.rules[rule] else not_met]
            for rule in STOPPING
        ]  # fmt: skip
        heads = [say(f"panels.trial.{key}") for key in ("rule", "now", "is_met")]
        title = escape(say("panels.trial.stopping"))
        return Html(f"<h2>{title}</h2>{table(heads, rows, texts=len(heads))}")

    def _estimate(self, one: Difference) -> Html:
        say = self.page.say
        title = f"<h2>{escape(say('panels.trial.past'))}</h2>"
        if isnan(one.difference):
            return Html(title + sentence(_begun_large(say("commands.trial.no_estimate"))))
        words = say(
            "commands.trial.estimate",
            others=_value("reach", one.first),
            own=_value("reach", one.second),
            difference=self._apart("reach", one.difference),
            interval=self._interval("reach", one),
        )
        return Html(title + sentence(_begun_large(words), "warning"))

    def _apart(self, key: str, value: float) -> str:
        """Write a difference: yuan, or points of a hundred, which nobody takes for a part of the share."""
        if key == _MONEY or not isfinite(value):
            return _value(key, value, "+")
        return self.page.say("panels.trial.points", count=format(value * 100, "+.1f"))

    def _interval(self, key: str, one: Difference) -> str:
        if key == _MONEY or not isfinite(one.low) or not isfinite(one.high):
            return f"{_value(key, one.low, '+')} – {_value(key, one.high, '+')}"
        return f"{one.low * 100:+.1f} – {self._apart(key, one.high)}"


def _begun_large(words: str) -> str:
    """Begin a sentence of the command line, which begins small, as a page does."""
    return words[:1].upper() + words[1:]


def _state(key: str, made: Verdict, *, ended: bool) -> str:
    """Tell whether a difference is for the better: before the last day only by the rules that end a trial, as looking often finds more by chance."""
    one, over = made.measures[key], made.over or ended
    if not one.low > 0 and not one.high < 0:
        return "not_known"
    better = (one.low > 0) == (key in _GOOD_IF_MORE)
    known = over or made.rules.get("found" if key == _MONEY else key, False)
    return ("better" if better else "worse") if known else "ahead" if better else "behind"


def _value(key: str, value: float, sign: str = "") -> str:
    if not isfinite(value):
        return "–" if isnan(value) else "∞" if value > 0 else "−∞"
    return format(value, f"{sign},.2f" if key == _MONEY else f"{sign}.1%")


def _yuan(value: float, most: float) -> str:
    return f"{value:,.0f}" if most >= 10 else f"{value:,.2f}"  # noqa: PLR2004  # figures of one digit need places


def _points(value: float, most: float) -> str:
    return f"{value:.0%}" if most >= 0.1 else f"{value:.1%}"  # noqa: PLR2004  # a short axis needs places
