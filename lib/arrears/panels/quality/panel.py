"""Quality on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.progress.file import board_style
from arrears.panels.progress.markup import Html, records, sentence, table
from arrears.panels.progress.words import share_text
from arrears.panels.quality.model import SPANS, Quality
from arrears.panels.shell.controls import button, choice, row
from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.grid.table import Grid
from arrears.panels.shell.grid.widget import GridWidget
from arrears.panels.shell.notices import Notice
from arrears.tables.contacts import CHANNELS, CONTACT_COLUMNS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from arrears.panels.shell.page import Page

_ROWS = 15
_SEVERITY = {"breach": both("panels.quality.breach"), "review": both("panels.quality.review")}


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: breaches, wording, review."""
    return QualityPanel(page, Quality(page.session)).children


class QualityPanel:
    """Widgets of the panel; each redraws itself when the store has grown."""

    def __init__(self, page: Page, view: Quality) -> None:
        self.page, self.view = page, view
        say = page.say
        spans = [
            (say((f"最近{days}天" if days > 1 else "今天", f"last {days} days" if days > 1 else "today")), str(days))
            for days in SPANS
        ]
        self.span = choice(say("panels.quality.period"), spans, str(view.days))
        self.span.observe(self._spanned, "value")
        self.summary, self.breaches, self.findings = widgets.HTML(), widgets.VBox(), widgets.VBox()
        self.sample, self.done = widgets.VBox(), widgets.HTML()
        self.grids: dict[str, tuple[Grid, GridWidget]] = {}
        self.mark = choice(say("panels.quality.mark"), view.marks())
        self.remark = widgets.Text(placeholder=say("panels.quality.remark_optional"))
        self.remark.layout.width = "340px"
        reviewing = row(
            self.mark, self.remark, button(page, say("panels.quality.record_review"), self._review, primary=True)
        )
        tabs = widgets.Tab(
            [
                widgets.VBox([self.summary, self.breaches]),
                self.findings,
                widgets.VBox([self.sample, reviewing, self.done]),
            ],
            titles=[
                say("panels.quality.contact_breaches"),
                say("panels.quality.wording_2"),
                say("panels.quality.review_2"),
            ],
        )
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, row(self.span), tabs)
        page.on_news(self._fresh)
        self._fresh()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def _fresh(self) -> None:
        say, lang = self.page.say, self.page.lang
        self.summary.value = f'<div class="ar-board">{self._summary()}</div>'
        # Where nobody was contacted nothing was checked: that no breach was found would say too much.
        self.breaches.layout.display = "none" if self.view.by_collector().empty else ""
        self._show(
            "breaches", self.breaches, self.view.breaches(), _breach_columns(), "key",
            say("panels.quality.no_breach_contact_rule_period"),
        )  # fmt: skip
        self._show(
            "findings", self.findings, self.view.findings(), _finding_columns(), "key",
            say("panels.quality.no_bad_wording_found_notes"),
        )  # fmt: skip
        self._show(
            "sample", self.sample, self.view.sample(), _sample_columns(), "contact_id",
            say("panels.quality.nothing_waits_review_recent_conversations"),
        )  # fmt: skip
        self.done.value = f'<div class="ar-board">{self._reviews(lang)}</div>'

    def _show(
        self, name: str, box: widgets.VBox, frame: pd.DataFrame, columns: list[Column], key: str, empty: str
    ) -> None:
        """Show a table as a grid, or a sentence where it has no rows."""
        if frame.empty:
            self.grids.pop(name, None)
            box.children = (widgets.HTML(f'<div class="ar-board">{sentence(empty, "done")}</div>'),)
        elif name in self.grids:
            grid, widget = self.grids[name]
            grid.replace(frame)
            widget.refresh()
        else:
            grid = Grid(frame, columns, key=key, size=_ROWS)
            captions = {
                "breaches": both("panels.quality.contact_breaches"),
                "findings": both("panels.quality.bad_wording"),
            }
            caption = self.page.say(captions.get(name, both("panels.quality.sample_review")))
            self.grids[name] = (grid, GridWidget(grid, self.page.lang, caption))
            box.children = (self.grids[name][1],)

    def _summary(self) -> Html:
        say, frame = self.page.say, self.view.by_collector()
        if frame.empty:
            return sentence(say("panels.quality.no_contact_recorded_period_choose"))
        rules = [name for name in frame.columns if name not in {"collector", "contacts", "breached"}]
        heads = [*say("panels.quality.collector_contacts_breach_share").split(","), *rules]
        rows = [
            [one["collector"] or say("panels.quality.not_named"), f"{one['contacts']:,}", f"{one['breached']:,}",
             share_text(one["breached"] / one["contacts"] if one["contacts"] else float("nan")), *(one[rule] or "" for rule in rules)]
            for one in frame.to_dict("records")
        ]  # fmt: skip
        words = {column.key: say((column.zh, column.en)) for column in CONTACT_COLUMNS}
        missing = [words.get(key, key) for key in self.view.unchecked]
        told = sentence(
            say(
                both("panels.quality.not_told_any_contact_so", missing=Saying("、".join(missing), ", ".join(missing))),
            )
        )
        return Html(table(heads, rows) + (told if missing else ""))

    def _reviews(self, lang: str) -> Html:
        say, frame = self.page.say, self.view.reviews()
        if frame.empty:
            return sentence(say("panels.quality.no_review_yet_choose_row"))
        marks = {key: word for word, key in self.view.marks()}
        rows = [
            [str(one.day)[:10], one.case_id, marks.get(one.mark, one.mark), one.remark, one.reviewer]
            for one in records(frame.tail(_ROWS).iloc[::-1])
        ]
        heads = say("panels.quality.day_case_mark_remark_reviewer").split(",")
        counts = frame["mark"].value_counts()
        total = "，".join(f"{marks.get(key, key)} {counts[key]}" for key in counts.index)
        caption = (
            say("panels.quality.reviews", total=total) if lang == "zh" else f"Reviews: {total.replace('，', ', ')}"
        )
        return table(heads, rows, caption=caption, texts=len(heads))

    # --- what is done -----------------------------------------------------------------------------------------------

    def _spanned(self, change: dict[str, str]) -> None:
        with self.page.guard():
            self.view.days = int(change["new"])
            self._fresh()

    def _review(self) -> None:
        chosen = self.grids["sample"][0].selected_keys() if "sample" in self.grids else []
        for contact in chosen or [""]:
            self.view.review(contact, str(self.mark.value), self.remark.value)
        self.remark.value = ""
        self.page.look(own=True)
        self.page.tell(Notice("done", *both("panels.quality.recorded_reviews", count=len(chosen))))


def _breach_columns() -> list[Column]:
    return [
        Column("local_time", *both("panels.quality.local_time")),
        Column("case_id", *both("panels.quality.case")),
        Column("collector", *both("panels.quality.collector"), "word", "values"),
        Column("severity", *both("panels.quality.severity"), "word", "values", _SEVERITY),
        Column("rule", *both("panels.quality.rule"), "word", "values"),
        Column("happened", *both("panels.quality.what_happened")),
        Column("words", *both("panels.quality.rule_words")),
    ]


def _finding_columns() -> list[Column]:
    return [
        Column("day", *both("panels.quality.day"), "date"),
        Column("case_id", *both("panels.quality.case")),
        Column("who", *both("panels.quality.written"), "word", "values"),
        Column("topic", *both("panels.quality.topic"), "word", "values"),
        Column("found", *both("panels.quality.wording")),
        Column("text", *both("panels.quality.text_masked")),
        Column("rule", *both("panels.quality.rule"), "word", "values"),
        Column("remedy", *both("panels.quality.remedy")),
    ]


def _sample_columns() -> list[Column]:
    channels = {key: (words[0], words[1]) for key, words in CHANNELS.items()}
    return [
        Column("collector", *both("panels.quality.collector"), "word", "values"),
        Column("case_id", *both("panels.quality.case")),
        Column("day", *both("panels.quality.day"), "date"),
        Column("channel", *both("panels.quality.channel"), "word", "values", channels),
        Column("note", *both("panels.quality.note_masked")),
        Column("contact_id", *both("panels.quality.contact")),
    ]
