"""Progress on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from arrears.errors import ArrearsError
from arrears.panels.progress.export import progress_book, progress_html, wording
from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html
from arrears.panels.progress.model import Progress, teams_named
from arrears.panels.progress.rates import dots, groups, score_table, tiles
from arrears.panels.progress.sections import SECTIONS
from arrears.panels.progress.words import DIMENSION_WORDS, Wording
from arrears.panels.shell.controls import button, choice, day, number, row
from arrears.panels.shell.download import HTML, XLSX, Download
from arrears.panels.shell.notices import Notice
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.panels.shell.page import Page

_CUSTOM = "custom"


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: filters, then tabs."""
    view = page.kept.get("progress")
    if not isinstance(view, Progress):
        view = Progress(page.session, teams_named())
        page.kept["progress"] = view
    return ProgressPanel(page, view).children


class ProgressPanel:
    """Filters over a board; whatever is chosen, everything below follows."""

    def __init__(self, page: Page, view: Progress) -> None:
        self.page, self.view = page, view
        self.filters = self._filters()
        self.days = [day(page.say((zh, en))) for zh, en in (both("panels.progress.from"), both("panels.progress.to"))]
        self.custom = widgets.HBox(self.days)
        self.custom.layout.display = "none"
        self.measure = choice(page.say("panels.progress.compare"), [])
        self.compare = choice(page.say("panels.progress.by"), self._dimensions(), "collector")
        self.weights = {
            key: number(self._words.measure(key), value, 100, 5) for key, value in self.view.weights().items()
        }
        self.boxes = {key: widgets.HTML() for key in ("tiles", *DIMENSION_WORDS, "dots", *SECTIONS, "scores")}
        self.tabs = self._tabs()
        for each in (*self.filters.values(), *self.days, self.measure, self.compare):
            each.observe(self._changed, "value")
        self._quiet = False
        page.on_news(self._fresh)
        self._fresh()
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, row(*self.filters.values(), self.custom, *self._downloads()), self.tabs)

    @property
    def _words(self) -> Wording:
        return wording(self.view)

    def _dimensions(self) -> list[tuple[str, str]]:
        return [
            (self.page.say(words), key) for key, words in DIMENSION_WORDS.items() if key != "team" or self.view.teams
        ]

    def _filters(self) -> dict[str, widgets.Dropdown]:
        say = self.page.say
        periods = [(say((each.zh, each.en)), each.key) for each in self.view.periods]
        found = {
            "period": choice(say("panels.progress.period"), [*periods, (say("panels.progress.choose_days"), _CUSTOM)])
        }
        for key, words in DIMENSION_WORDS.items():
            if key != "team" or self.view.teams:
                found[key] = choice(say(words), [])
        if len(self.view.currencies) > 1:
            found["currency"] = choice(say("panels.progress.currency"), [(code, code) for code in self.view.currencies])
        return found

    def _tabs(self) -> widgets.Tab:
        say, box = self.page.say, self.boxes
        comparing = row(self.measure, self.compare)
        scoring = button(self.page, say("panels.progress.score_these_weights"), self._score, primary=True)
        weights = row(*self.weights.values(), scoring)
        side_by_side = widgets.HBox([box["flow"], box["funnel"]])
        side_by_side.add_class("ar-two")
        self.tabs_of = [
            (say("panels.progress.overview"), [box["tiles"], side_by_side]),
            (
                say("panels.progress.people_targets"),
                [comparing, box["dots"], *(box[key] for _, key in self._dimensions())],
            ),
            (say("panels.progress.roll_rates_vintages"), [box["roll"], box["vintages"]]),
            (say("panels.progress.work_calendar"), [box["calendar"]]),
            (say("panels.progress.scores_cn"), [weights, box["scores"]]),
        ]
        return widgets.Tab([widgets.VBox(each) for _, each in self.tabs_of], titles=[name for name, _ in self.tabs_of])

    def _downloads(self) -> list[Download]:
        say = self.page.say

        def give(make: Any, ending: str, mime: str) -> None:  # noqa: ANN401  # a function of the view
            with self.page.guard():
                content = make(self.view)
                name = f"progress-{self.view.choice.begin}-{self.view.choice.end}.{ending}"
                page_download[ending].hand_over(content, name, mime)

        page_download = {
            "xlsx": Download(say("panels.progress.export_excel"), lambda: give(progress_book, "xlsx", XLSX)),
            "html": Download(say("panels.progress.export_page"), lambda: give(progress_html, "html", HTML)),
        }
        return list(page_download.values())

    # --- what happens -------------------------------------------------------------------------------------------------

    def _changed(self, _: object) -> None:
        if self._quiet:
            return
        with self.page.guard():
            self.custom.layout.display = "" if self.filters["period"].value == _CUSTOM else "none"
            self._choose()
            self._fresh()

    def _choose(self) -> None:
        groups_of = {key: each.value or "" for key, each in self.filters.items() if key != "period"}
        period = self.filters["period"].value
        if period != _CUSTOM:
            self.view.choose(period, **groups_of)
        else:
            begin, end = (each.value for each in self.days)
            if begin and end:
                self.view.choose_days(begin, end)
            self.view.choose(**groups_of)
        self.page.tell(None)

    def _fresh(self) -> None:
        """Draw everything anew, from what is chosen and what the store says now."""
        board, words = self.view.board, self._words
        self._quiet = True
        self._offer(board.rates["measure"].tolist())
        self._quiet = False
        for key, (title, draw) in SECTIONS.items():
            self._show(key, Html(f"<h2>{self.page.say(title)}</h2>{draw(board, words)}"))
        self._show("tiles", tiles(board, words))
        for _, key in self._dimensions():
            heading = self.page.say(
                both("panels.progress.by_2", value=Saying(DIMENSION_WORDS[key][0], DIMENSION_WORDS[key][1].lower()))
            )
            self._show(key, Html(f"<h2>{heading}</h2>{groups(board, key, words)}"))
        if self.measure.value:
            self._show("dots", dots(board, self.measure.value, words, self.compare.value))
        self._show("scores", score_table(self.view.scores(), words))
        if board.undated:
            self.page.tell(
                Notice(
                    "warning",
                    *both("panels.progress.cases_have_no_due_date", undated=board.undated),
                )
            )

    def _offer(self, measures: list[str]) -> None:
        """Offer what this period has: a collector without cases in it is still offered while chosen."""
        everything = (self.page.say("panels.progress.all"), "")
        for key in DIMENSION_WORDS:
            if key in self.filters:
                each, chosen = self.filters[key], getattr(self.view.choice, key)
                options = [everything, *self.view.options(key)]
                each.options = options if chosen in [value for _, value in options] else [*options, (chosen, chosen)]
                each.value = chosen
        kept = self.measure.value
        self.measure.options = [(self._words.measure(measure), measure) for measure in measures]
        self.measure.value = (
            kept if kept in measures else next((one for one in ("kept", *measures) if one in measures), None)
        )

    def _score(self) -> None:
        try:
            scored = self.view.scores({key: each.value for key, each in self.weights.items() if each.value})
        except ArrearsError:
            self._show("scores", Html(""))
            raise
        self.page.tell(None)
        self._show("scores", score_table(scored, self._words))

    def _show(self, key: str, content: Html) -> None:
        self.boxes[key].value = f'<div class="ar-board">{content}</div>'
