"""The daily report on the screen and as files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np

from arrears.panels.daily_report.model import FIGURES, WEEK, DailyReport
from arrears.panels.progress.book import INKS, ChartSheet, Col, ReportTable, book_bytes, new_chart
from arrears.panels.progress.file import board_file, board_style
from arrears.panels.progress.markup import Html, sentence, table
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.controls import choice, day, row
from arrears.panels.shell.download import HTML, XLSX, Download
from arrears.units import yuan
from arrears.words import both
from arrears.workbooks.sheets.styles import currency_symbol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.panels.shell.page import Page

_KINDS = {1: "daily", WEEK: "weekly"}
_SHOWN = (
    "contacts",
    "talks",
    "promised",
    "promised_fen",
    "payments",
    "paid_fen",
    "due",
    "kept",
    "breaches",
    "complaints",
)


def build(page: Page) -> Sequence[widgets.Widget]:
    """Make the panel's content: the day, what to see to, and the collectors."""
    return DailyReportPanel(page, DailyReport(page.session)).children


class DailyReportPanel:
    """Widgets of the panel."""

    def __init__(self, page: Page, view: DailyReport) -> None:
        self.page, self.view = page, view
        say = page.say
        self.day = day(say("panels.daily_report.day"), view.day)
        self.day.observe(self._chosen, "value")
        spans = [(say(f"panels.daily_report.{name}"), str(days)) for days, name in _KINDS.items()]
        self.span = choice(say("panels.daily_report.span"), spans)
        self.span.observe(self._spanned, "value")
        self.content = widgets.HTML()
        self.xlsx = Download(say("panels.daily_report.export_excel"), lambda: self._give("xlsx"))
        self.html = Download(say("panels.daily_report.export_page"), lambda: self._give("html"))
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, row(self.day, self.span, self.xlsx, self.html), self.content)
        page.on_news(self._fresh)
        self._fresh()

    def _chosen(self, change: dict[str, date | None]) -> None:
        with self.page.guard():
            if change["new"] is not None:
                self.view.choose(change["new"])
                self.page.tell(None)
                self._fresh()

    def _spanned(self, change: dict[str, str]) -> None:
        with self.page.guard():
            self.view.days = int(change["new"])
            self._fresh()

    def _fresh(self) -> None:
        parts = "".join(f"<section><h2>{title}</h2>{content}</section>" for title, content in sections(self.view))
        self.content.value = f'<div class="ar-board">{parts}</div>'

    def _give(self, ending: str) -> None:
        with self.page.guard():
            button, make, mime = {
                "xlsx": (self.xlsx, report_book, XLSX),
                "html": (self.html, report_html, HTML),
            }[ending]
            button.hand_over(make(self.view), f"{_KINDS[self.view.days]}-report-{self.view.day}.{ending}", mime)


def sections(view: DailyReport) -> list[tuple[str, Html]]:
    """Give the report's sections with their titles."""
    say = view.session.say
    figures = view.figures
    whole = figures.iloc[-1]
    return [
        (say(f"panels.daily_report.{'week_2' if view.days == WEEK else 'day_2'}"), _cards(view, whole)),
        (say("panels.daily_report.seen"), _tasks(view)),
        *([(say("panels.deciding.help_title"), _calls(view))] if len(view.calls) else []),
        *([(say("escalation.home.title"), _legal_terms(view))] if len(view.legal_terms) else []),
        (say("account.report.title"), _happened(view)),
        (say("panels.daily_report.collector"), _collectors(view)),
        *(
            [(say("training.assessing.title"), _assessments(view))]
            if view.assessments["state"].ne("valid").any()
            else []
        ),
    ]


def report_html(view: DailyReport) -> bytes:
    """Give the report as one file."""
    return board_file(_title(view), _about(view), sections(view), view.session.lang)


def report_book(view: DailyReport) -> bytes:
    """Give the report as a workbook with a chart of Excel's own."""
    say, figures = view.session.say, view.figures
    names = [_named(name, view) for name in figures["collector"]]
    note = " · ".join(_about(view))
    columns = (
        Col("collector", say("panels.daily_report.collector_2")),
        *(Col(key, say((zh, en)), form) for key, (zh, en, form) in FIGURES.items()),
    )
    people = ReportTable(
        say("panels.daily_report.collector"),
        "day_by_collector",
        _title(view),
        note,
        columns,
        figures.assign(collector=names),
    )
    week = (
        Col("date", say("panels.daily_report.date"), "date"),
        Col("contacts", say("panels.daily_report.contacts"), "count"),
        Col("paid_fen", say("panels.daily_report.paid"), "amount"),
    )
    days = ReportTable(
        say("panels.daily_report.seven_days"),
        "seven_days",
        say("panels.daily_report.seven_days"),
        note,
        week,
        view.week,
    )

    def chart(key: str, title: str, ink: str) -> Any:  # noqa: ANN401  # a function of a workbook
        def make(workbook: Workbook) -> Chart:
            made = new_chart(workbook, {"type": "column"}, title, title)
            made.add_series(
                {
                    "name": title,
                    "categories": days.cells("date"),
                    "values": days.cells(key),
                    "fill": {"color": ink},
                    "gap": 60,
                }
            )
            made.set_legend({"none": True})
            made.set_x_axis({"num_format": "mm-dd"})
            return made

        return make

    charts = (
        chart("contacts", say("panels.daily_report.contacts"), INKS[0]),
        chart("paid_fen", say("panels.daily_report.paid"), INKS[2]),
    )
    sheets: list[ReportTable | ChartSheet] = [
        ChartSheet(say("panels.daily_report.charts"), _title(view), note, charts),
        people,
        days,
    ]
    return book_bytes(sheets, view.day, _title(view), view.session.policies.profile.currency, view.session.lang)


def _title(view: DailyReport) -> str:
    say = view.session.say
    if view.days == WEEK:
        return say("panels.daily_report.weekly_report", first=view.day - timedelta(days=WEEK - 1), last=view.day)
    return f"{say(both('panels.daily_report.daily_report_of_collection_word'))} {view.day}"


def _about(view: DailyReport) -> list[str]:
    head = view.session.head()
    return [
        view.session.say(
            "panels.daily_report.store_events_head",
            name=view.session.store.name,
            count=head.count,
            hash=head.hash[:8],
        )
    ]


def _cards(view: DailyReport, whole: Any) -> Html:  # noqa: ANN401  # a row
    say = view.session.say
    cards = "".join(
        f'<div class="ar-kpi"><h3>{say(FIGURES[key][:2])}</h3><b>{_figure(key, whole[key], view)}</b></div>'
        for key in _SHOWN
    )
    quiet = not any(int(whole[key]) for key in FIGURES)
    told = sentence(say("panels.daily_report.nothing_recorded_yet_merge_collectors", day=view.day))
    return told if quiet else Html(f'<div class="ar-kpis">{cards}</div>')


def _tasks(view: DailyReport) -> Html:
    say, tasks = view.session.say, view.tasks()
    if not tasks:
        return sentence(say("panels.daily_report.nothing_waits_you"), "done")
    titles = {panel.name: panel.title(view.session.lang) for panel in PANELS}
    rows = [[say((task.zh, task.en)), f"{task.count:,}", titles[task.panel]] for task in tasks]
    return table(say("panels.daily_report.what_how_many_where").split(","), rows, texts=3)


def _calls(view: DailyReport) -> Html:
    """Give the day's calls for help: asked, answered, and how long they stood open."""
    heads = view.session.say("panels.deciding.help_day_heads").split(",")
    rows = [
        [
            one["case_id"],
            one["asked_by"],
            str(one["asked_at"])[:16],
            one["question"],
            one["answer"] or "—",
            one["answered_by"] if isinstance(one["answered_by"], str) else "—",
            f"{one['open_hours']:g}",
        ]
        for one in view.calls.to_dict("records")
    ]
    return table(heads, rows, texts=6)


def _legal_terms(view: DailyReport) -> Html:
    """Give the terms of courts and of limitation that are near."""
    heads = view.session.say("escalation.home.heads").split(",")
    rows = [
        [str(one["term_on"])[:10], one["case_id"], one[view.session.lang], one["rule"]]
        for one in view.legal_terms.to_dict("records")
    ]
    return table(heads, rows, texts=len(heads))


def _assessments(view: DailyReport) -> Html:
    """Give who is due for the yearly assessment, or soon will be."""
    say = view.session.say
    due = view.assessments.query("state != 'valid'")
    rows = [
        [one["person"], say(f"training.assessing.states.{one['state']}"), one["last"] or "—", one["until"] or "—"]
        for one in due.to_dict("records")
    ]
    return table(say("training.assessing.heads").split(","), rows, texts=4)


def _happened(view: DailyReport) -> Html:
    """Give what came in, went back, was claimed and put right on the day, a line each."""
    say, told = view.session.say, view.happened
    if told.empty:
        return sentence(say("account.report.none"))
    rows = [
        [case, _named(who, view), said]
        for case, who, said in zip(told["case_id"], told["collector"], told[view.session.lang], strict=True)
    ]
    return table(say("account.report.heads").split(","), rows, texts=3)


def _collectors(view: DailyReport) -> Html:
    say, figures = view.session.say, view.figures
    heads = [say("panels.daily_report.collector_2"), *(say((zh, en)) for zh, en, _ in FIGURES.values())]
    rows = [
        [_named(one["collector"], view), *(_figure(key, one[key], view) for key in FIGURES)]
        for one in figures.to_dict("records")
    ]
    return table(heads, rows)


def _named(name: Any, view: DailyReport) -> str:  # noqa: ANN401  # a cell
    if name is None or (isinstance(name, float) and np.isnan(name)):
        return view.session.say("panels.daily_report.total")
    return str(name) or view.session.say("panels.daily_report.nobody")


def _figure(key: str, value: int, view: DailyReport) -> str:
    if FIGURES[key][2] == "amount":
        return f"{currency_symbol(view.session.policies.profile.currency)}{yuan(int(value)):,}"
    return f"{int(value):,}"
