"""Quality on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from arrears.panels.controls import button, choice, row
from arrears.panels.grid import Grid
from arrears.panels.grid_columns import Column
from arrears.panels.grid_widget import GridWidget
from arrears.panels.notices import Notice
from arrears.panels.progress_file import board_style
from arrears.panels.progress_markup import Html, records, sentence, table
from arrears.panels.progress_words import share_text
from arrears.panels.quality import SPANS, Quality
from arrears.tables.contacts import CHANNELS, CONTACT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from arrears.panels.page import Page

_ROWS = 15
_SEVERITY = {"breach": ("违规", "breach"), "review": ("待核实", "to review")}


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: breaches, wording, review."""
    return QualityPanel(page, Quality(page.session)).children


class QualityPanel:
    """Widgets of the panel; each redraws itself when the store has grown."""

    def __init__(self, page: Page, view: Quality) -> None:
        self.page, self.view = page, view
        say = page.say
        spans = [
            (say(f"最近{days}天" if days > 1 else "今天", f"last {days} days" if days > 1 else "today"), str(days))
            for days in SPANS
        ]
        self.span = choice(say("期间", "Period"), spans, str(view.days))
        self.span.observe(self._spanned, "value")
        self.summary, self.breaches, self.findings = widgets.HTML(), widgets.VBox(), widgets.VBox()
        self.sample, self.done = widgets.VBox(), widgets.HTML()
        self.grids: dict[str, tuple[Grid, GridWidget]] = {}
        self.mark = choice(say("结论", "Mark"), view.marks())
        self.remark = widgets.Text(placeholder=say("评语（可不填）", "remark (optional)"))
        self.remark.layout.width = "340px"
        reviewing = row(
            self.mark, self.remark, button(page, say("登记质检结论", "Record the review"), self._review, primary=True)
        )
        tabs = widgets.Tab(
            [
                widgets.VBox([self.summary, self.breaches]),
                self.findings,
                widgets.VBox([self.sample, reviewing, self.done]),
            ],
            titles=[say("联系违规", "Contact breaches"), say("用语检查", "Wording"), say("抽样质检", "Review")],
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
            say("该期间没有发现联系违规。", "No breach of a contact rule in this period."),
        )  # fmt: skip
        self._show(
            "findings", self.findings, self.view.findings(), _finding_columns(), "key",
            say("该期间的备注没有发现违规用语。检查只能发现词表中的用语，仍须抽听。", "No bad wording found in notes of this period. The check finds listed wording only: listening is still needed."),
        )  # fmt: skip
        self._show(
            "sample", self.sample, self.view.sample(), _sample_columns(), "contact_id",
            say("没有待质检的联系：近期的有效沟通都已抽查，或还没有登记有效沟通。", "Nothing waits for review: recent conversations are reviewed, or none is recorded yet."),
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
            captions = {"breaches": ("联系违规", "Contact breaches"), "findings": ("违规用语", "Bad wording")}
            caption = self.page.say(*captions.get(name, ("抽样质检", "Sample for review")))
            self.grids[name] = (grid, GridWidget(grid, self.page.lang, caption))
            box.children = (self.grids[name][1],)

    def _summary(self) -> Html:
        say, frame = self.page.say, self.view.by_collector()
        if frame.empty:
            return sentence(
                say(
                    "该期间没有登记联系；请选择更长的期间。",
                    "No contact is recorded in this period; choose a longer one.",
                )
            )
        rules = [name for name in frame.columns if name not in {"collector", "contacts", "breached"}]
        heads = [*say("催收员,联系,违规联系,违规率", "Collector,contacts,in breach,share").split(","), *rules]
        rows = [
            [one["collector"] or say("未登记", "not named"), f"{one['contacts']:,}", f"{one['breached']:,}",
             share_text(one["breached"] / one["contacts"] if one["contacts"] else float("nan")), *(one[rule] or "" for rule in rules)]
            for one in frame.to_dict("records")
        ]  # fmt: skip
        words = {column.key: say(column.zh, column.en) for column in CONTACT_COLUMNS}
        missing = [words.get(key, key) for key in self.view.unchecked]
        told = sentence(
            say(
                f"联系记录中没有这些内容，未检查：{'、'.join(missing)}。",
                f"Not told by any contact and so not checked: {', '.join(missing)}.",
            )
        )
        return Html(table(heads, rows) + (told if missing else ""))

    def _reviews(self, lang: str) -> Html:
        say, frame = self.page.say, self.view.reviews()
        if frame.empty:
            return sentence(
                say(
                    "还没有质检结论。在上表选中一条，选择结论后登记。",
                    "No review yet. Choose a row above and a mark, and record it.",
                )
            )
        marks = {key: word for word, key in self.view.marks()}
        rows = [
            [str(one.day)[:10], one.case_id, marks.get(one.mark, one.mark), one.remark, one.reviewer]
            for one in records(frame.tail(_ROWS).iloc[::-1])
        ]
        heads = say("日期,案件,结论,评语,质检人", "Day,case,mark,remark,reviewer").split(",")
        counts = frame["mark"].value_counts()
        total = "，".join(f"{marks.get(key, key)} {counts[key]}" for key in counts.index)
        caption = (
            say(f"质检结论：{total}", f"Reviews: {total}") if lang == "zh" else f"Reviews: {total.replace('，', ', ')}"
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
        self.page.tell(Notice("done", f"已登记 {len(chosen)} 条质检结论。", f"Recorded {len(chosen)} reviews."))


def _breach_columns() -> list[Column]:
    return [
        Column("local_time", "当地时间", "Local time"),
        Column("case_id", "案件编号", "Case"),
        Column("collector", "催收员", "Collector", "word", "values"),
        Column("severity", "程度", "Severity", "word", "values", _SEVERITY),
        Column("rule", "规则", "Rule", "word", "values"),
        Column("happened", "事实", "What happened"),
        Column("words", "规定", "The rule in words"),
    ]


def _finding_columns() -> list[Column]:
    return [
        Column("day", "日期", "Day", "date"),
        Column("case_id", "案件编号", "Case"),
        Column("who", "登记人", "Written by", "word", "values"),
        Column("topic", "问题", "Topic", "word", "values"),
        Column("found", "用语", "Wording"),
        Column("text", "原文（已脱敏）", "Text (masked)"),
        Column("rule", "规则", "Rule", "word", "values"),
        Column("remedy", "改法", "Remedy"),
    ]


def _sample_columns() -> list[Column]:
    channels = {key: (words[0], words[1]) for key, words in CHANNELS.items()}
    return [
        Column("collector", "催收员", "Collector", "word", "values"),
        Column("case_id", "案件编号", "Case"),
        Column("day", "日期", "Day", "date"),
        Column("channel", "渠道", "Channel", "word", "values", channels),
        Column("note", "备注（已脱敏）", "Note (masked)"),
        Column("contact_id", "联系编号", "Contact"),
    ]
