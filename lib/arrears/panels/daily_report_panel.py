"""The daily report on the screen and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import numpy as np

from arrears.panels.catalogue import PANELS
from arrears.panels.controls import day, row
from arrears.panels.daily_report import FIGURES, DailyReport
from arrears.panels.download_widget import HTML, XLSX, Download
from arrears.panels.progress_book import INKS, ChartSheet, Col, ReportTable, book_bytes, new_chart
from arrears.panels.progress_file import board_style, whole_file
from arrears.panels.progress_markup import Html, sentence, table
from arrears.units import yuan
from arrears.workbooks.styles import currency_symbol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.panels.page import Page

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
        self.day = day(say("日期", "Day"), view.day)
        self.day.observe(self._chosen, "value")
        self.content = widgets.HTML()
        self.xlsx = Download(say("导出 Excel", "Export to Excel"), lambda: self._give("xlsx"))
        self.html = Download(say("导出网页", "Export as a page"), lambda: self._give("html"))
        style = widgets.HTML(f"<style>{board_style()}</style>")
        style.layout.display = "none"
        self.children = (style, row(self.day, self.xlsx, self.html), self.content)
        page.on_news(self._fresh)
        self._fresh()

    def _chosen(self, change: dict[str, date | None]) -> None:
        with self.page.guard():
            if change["new"] is not None:
                self.view.choose(change["new"])
                self.page.tell(None)
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
            button.hand_over(make(self.view), f"daily-report-{self.view.day}.{ending}", mime)


def sections(view: DailyReport) -> list[tuple[str, Html]]:
    """Give the report's sections with their titles."""
    say = view.session.say
    figures = view.figures
    whole = figures.iloc[-1]
    return [
        (say("今日数字", "The day"), _cards(view, whole)),
        (say("需组长处理", "To be seen to"), _tasks(view)),
        (say("按催收员", "By collector"), _collectors(view)),
    ]


def report_html(view: DailyReport) -> bytes:
    """Give the report as one file."""
    return whole_file(_title(view), _about(view), sections(view), view.session.lang)


def report_book(view: DailyReport) -> bytes:
    """Give the report as a workbook with a chart of Excel's own."""
    say, figures = view.session.say, view.figures
    names = [_named(name, view) for name in figures["collector"]]
    note = " · ".join(_about(view))
    columns = (
        Col("collector", say("催收员", "Collector")),
        *(Col(key, say(zh, en), form) for key, (zh, en, form) in FIGURES.items()),
    )
    people = ReportTable(
        say("按催收员", "By collector"),
        "day_by_collector",
        _title(view),
        note,
        columns,
        figures.assign(collector=names),
    )
    week = (
        Col("date", say("日期", "Date"), "date"),
        Col("contacts", say("联系", "Contacts"), "count"),
        Col("paid_fen", say("还款金额", "Paid"), "amount"),
    )
    days = ReportTable(say("近七日", "Seven days"), "seven_days", say("近七日", "Seven days"), note, week, view.week)

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

    charts = (chart("contacts", say("联系", "Contacts"), INKS[0]), chart("paid_fen", say("还款金额", "Paid"), INKS[2]))
    sheets: list[ReportTable | ChartSheet] = [
        ChartSheet(say("图表", "Charts"), _title(view), note, charts),
        people,
        days,
    ]
    return book_bytes(sheets, view.day, _title(view), view.session.policies.profile.currency, view.session.lang)


def _title(view: DailyReport) -> str:
    return f"{view.session.say('催收日报', 'Daily report of collection')} {view.day}"


def _about(view: DailyReport) -> list[str]:
    head = view.session.head()
    return [
        view.session.say(
            f"存储库 {view.session.store.name}，{head.count:,} 条记录，版本 {head.hash[:8]}",
            f"Store {view.session.store.name}, {head.count:,} events, head {head.hash[:8]}",
        )
    ]


def _cards(view: DailyReport, whole: Any) -> Html:  # noqa: ANN401  # a row
    say = view.session.say
    cards = "".join(
        f'<div class="ar-kpi"><h3>{say(*FIGURES[key][:2])}</h3><b>{_figure(key, whole[key], view)}</b></div>'
        for key in _SHOWN
    )
    quiet = not any(int(whole[key]) for key in FIGURES)
    told = sentence(
        say(
            f"{view.day} 还没有登记任何联系、承诺或还款；收回催收员的工作簿（arrears merge）后再看，或选择其他日期。",
            f"Nothing is recorded for {view.day} yet; merge the collectors' workbooks (arrears merge) first, or choose another day.",
        )
    )
    return told if quiet else Html(f'<div class="ar-kpis">{cards}</div>')


def _tasks(view: DailyReport) -> Html:
    say, tasks = view.session.say, view.tasks()
    if not tasks:
        return sentence(say("没有待处理事项。", "Nothing waits for you."), "done")
    titles = {panel.name: panel.title(view.session.lang) for panel in PANELS}
    rows = [[say(task.zh, task.en), f"{task.count:,}", titles[task.panel]] for task in tasks]
    return table(say("事项,件数,在哪里处理", "What,how many,where").split(","), rows, texts=3)


def _collectors(view: DailyReport) -> Html:
    say, figures = view.session.say, view.figures
    heads = [say("催收员", "Collector"), *(say(zh, en) for zh, en, _ in FIGURES.values())]
    rows = [
        [_named(one["collector"], view), *(_figure(key, one[key], view) for key in FIGURES)]
        for one in figures.to_dict("records")
    ]
    return table(heads, rows)


def _named(name: Any, view: DailyReport) -> str:  # noqa: ANN401  # a cell
    if name is None or (isinstance(name, float) and np.isnan(name)):
        return view.session.say("合计", "total")
    return str(name) or view.session.say("未分案", "nobody")


def _figure(key: str, value: int, view: DailyReport) -> str:
    if FIGURES[key][2] == "amount":
        return f"{currency_symbol(view.session.policies.profile.currency)}{yuan(int(value)):,}"
    return f"{int(value):,}"
