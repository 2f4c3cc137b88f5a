"""The progress board's tables and charts as sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.desk.progress_tables import GONE
from arrears.desk.work_calendar import DAY_KINDS
from arrears.panels.progress_book import INKS, ChartSheet, Col, ReportTable, new_chart
from arrears.panels.progress_sections import FLOW_WORDS, MOST_LINES
from arrears.panels.progress_words import DIMENSION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.panels.progress_board import Board
    from arrears.panels.progress_words import Wording

    Make = Callable[[Workbook], Chart]

_CHARTED = "kept"


def progress_sheets(board: Board, words: Wording, scored: pd.DataFrame, note: str) -> list[ChartSheet | ReportTable]:
    """Give the sheets: charts first, then the tables that they are made from; a table without rows has no sheet.

    Parameters
    ----------
    board : Board
        The figures.
    words : Wording
        Language and currency.
    scored : DataFrame
        The collectors' scores.
    note : str
        Of when and of whom it is.
    """
    tables = {each.table: each for each in _tables(board, words, scored, note) if len(each.frame)}
    charts: list[Make] = []
    for key, draw in _DRAW.items():
        if key in tables:
            charts += draw(tables[key], words)
    front = ChartSheet(
        words.say("图表", "Charts"), words.say("催收进度", "Progress of collection"), note, tuple(charts)
    )
    return [front, *tables.values()]


def _tables(board: Board, words: Wording, scored: pd.DataFrame, note: str) -> Iterator[ReportTable]:
    def sheet(key: str, zh: str, en: str, frame: pd.DataFrame, *columns: tuple[str, str, str, str]) -> ReportTable:
        made = tuple(Col(name, words.say(zh_, en_), form) for name, zh_, en_, form in columns if name in frame)
        title = words.say(zh, en)
        return ReportTable(title, f"progress_{key}", title, note, made, frame)

    yield sheet("measures", "指标", "Measures", _rates(board.rates, words), *_RATE)
    for key, (zh, en) in DIMENSION_WORDS.items():
        if set(board.by[key][key]) - {""}:
            frame = _rates(board.by[key][board.by[key]["out_of"] > 0], words)
            frame = frame.assign(**{key: [words.named(key, name) for name in frame[key]]})
            yield sheet(key, f"按{zh}", f"By {en.lower()}", frame, (key, zh, en, "text"), *_RATE)
    total = words.say("合计", "total")
    amounts = ((key, zh, en, "amount") for key, (zh, en, _) in FLOW_WORDS.items())
    yield sheet(
        "flow",
        "逾期余额",
        "Overdue balance",
        board.flow.replace({"bucket": {"total": total}}),
        ("bucket", "账龄", "Bucket", "text"),
        *amounts,
    )
    gone = {GONE: words.say("不在清单", "not listed")}
    yield sheet(
        "roll",
        "迁徙率",
        "Roll rates",
        board.roll.replace({"from": gone, "to": gone}),
        ("from", "期初账龄", "From", "text"),
        ("to", "期末账龄", "To", "text"),
        *_ROLL,
    )
    yield sheet("vintages", "账龄批次", "Vintages", board.vintages, *_VINTAGE)
    step = ("label", "步骤", "Step", "text")
    yield sheet(
        "funnel", "联系漏斗", "Funnel", board.funnel.assign(label=board.funnel[words.say("zh", "en")]), step, *_FUNNEL
    )
    kinds = {key: words.say(*both) for key, both in DAY_KINDS.items()}
    yield sheet("calendar", "工作日历", "Work calendar", board.calendar.replace({"kind": kinds}), *_CALENDAR)
    told = scored.assign(note=scored[words.say("note_zh", "note")], small=_small(scored, words))
    yield sheet("scores", "得分", "Scores", told, ("collector", "催收员", "Collector", "text"), *_SCORE)


def _rates(frame: pd.DataFrame, words: Wording) -> pd.DataFrame:
    """Name the measures; amounts stand in columns of their own, because a column has one form."""
    money = (frame["measure"] == "recovery").to_numpy(dtype=bool)
    met = {True: words.say("达标", "met"), False: words.say("未达标", "missed")}
    return frame.assign(
        measure=[words.measure(key) for key in frame["measure"]],
        **{f"{name}_fen": frame[name].where(money, None) for name in ("count", "out_of")},
        **{name: frame[name].where(~money, None) for name in ("count", "out_of")},
        met=[met.get(one, "") for one in frame["met"]],
        small=_small(frame, words),
    )


def _small(frame: pd.DataFrame, words: Wording) -> list[str]:
    return [words.say("小样本", "few") if one else "" for one in frame["small"]]


_RATE = (
    ("measure", "指标", "Measure", "text"),
    ("rate", "比率", "Rate", "share"),
    ("count", "件数", "Count", "count"),
    ("out_of", "基数", "Out of", "count"),
    ("count_fen", "金额", "Amount", "amount"),
    ("out_of_fen", "基数金额", "Out of (amount)", "amount"),
    ("low", "区间下限", "Low", "share"),
    ("high", "区间上限", "High", "share"),
    ("target", "目标", "Target", "share"),
    ("met", "达标", "Met", "text"),
    ("small", "样本", "Sample", "text"),
)
_ROLL = (
    ("count", "件数", "Count", "count"),
    ("out_of", "期初件数", "Out of", "count"),
    ("rate", "比率", "Rate", "share"),
    ("low", "区间下限", "Low", "share"),
    ("high", "区间上限", "High", "share"),
)
_VINTAGE = (
    ("vintage", "批次", "Vintage", "text"),
    ("age", "入催后月数", "Months", "count"),
    ("cases_placed", "入催件数", "Cases placed", "count"),
    ("cases", "现有件数", "Cases", "count"),
    ("late", "严重逾期件数", "Late", "count"),
    ("late_rate", "严重逾期比例", "Late share", "share"),
    ("placed_fen", "入催金额", "Placed", "amount"),
    ("balance_fen", "剩余应还", "Balance", "amount"),
    ("balance_rate", "剩余比例", "Balance share", "share"),
)
_FUNNEL = (
    ("cases", "件数", "Cases", "count"),
    ("owed_fen", "应还", "Owed", "amount"),
    ("beside", "另有（未经前面步骤）", "Beside", "count"),
)
_CALENDAR = (
    ("date", "日期", "Date", "date"),
    ("kind", "类型", "Kind", "text"),
    ("contacts", "联系", "Contacts", "count"),
    ("promises", "承诺到期", "Promises due", "count"),
    ("promises_fen", "承诺金额", "Promised", "amount"),
    ("follow_ups", "待跟进", "Follow-ups due", "count"),
    ("payments", "还款", "Payments", "count"),
    ("payments_fen", "还款金额", "Paid", "amount"),
)
_SCORE = (
    ("score", "得分", "Score", "score"),
    ("measured", "已知权重", "Weight known", "share"),
    ("small", "样本", "Sample", "text"),
    ("note", "说明", "Note", "text"),
    ("rule", "依据", "Rule", "text"),
)


def _flow_chart(table: ReportTable, words: Wording) -> list[Make]:
    """Draw opening and closing by bucket; the steps between stand in the table."""

    def make(workbook: Workbook) -> Chart:
        title = words.say("逾期余额：期初与期末", "Overdue balance: opening and closing")
        chart = new_chart(workbook, {"type": "column"}, title, title)
        for place, key in enumerate(("opening_fen", "closing_fen")):
            zh, en, _ = FLOW_WORDS[key]
            chart.add_series(
                {
                    "name": words.say(zh, en),
                    "categories": table.cells("bucket", 0, len(table.frame) - 1),
                    "values": table.cells(key, 0, len(table.frame) - 1),
                    "fill": {"color": INKS[place]},
                    "gap": 60,
                }
            )
        return chart

    return [make]


def _funnel_chart(table: ReportTable, words: Wording) -> list[Make]:
    def make(workbook: Workbook) -> Chart:
        title = words.say("联系漏斗（件）", "Funnel (cases)")
        chart = new_chart(workbook, {"type": "bar"}, title, title)
        series = {"name": title, "categories": table.cells("label"), "values": table.cells("cases"), "gap": 40}
        chart.add_series(series | {"fill": {"color": INKS[0]}, "data_labels": {"value": True}})
        chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
        return chart

    return [make]


def _kept_chart(table: ReportTable, words: Wording) -> list[Make]:
    """Compare collectors by promises kept, with the target as a line."""
    rows = np.flatnonzero((table.frame["measure"] == words.measure(_CHARTED)).to_numpy())
    if not rows.size or (np.diff(rows) > 1).any():
        return []
    first, count = int(rows[0]), int(rows.size)

    def make(workbook: Workbook) -> Chart:
        title = f"{words.measure(_CHARTED)} · {words.say(*DIMENSION_WORDS['collector'])}"
        chart = new_chart(workbook, {"type": "column"}, title, title)
        names = table.cells("collector", first, count)
        rate = {"name": words.measure(_CHARTED), "categories": names, "values": table.cells("rate", first, count)}
        chart.add_series(rate | {"fill": {"color": INKS[0]}, "gap": 60})
        line = workbook.add_chart({"type": "line"})
        target = {
            "name": words.say("目标", "target"),
            "categories": names,
            "values": table.cells("target", first, count),
        }
        line.add_series(target | {"line": {"color": INKS[5], "dash_type": "dash", "width": 1.5}})
        chart.combine(line)
        chart.set_y_axis({"num_format": "0%", "min": 0})
        return chart

    return [make]


def _vintage_chart(table: ReportTable, words: Wording) -> list[Make]:
    frame = table.frame
    shown = sorted(set(frame["vintage"]))[-MOST_LINES:]

    def make(workbook: Workbook) -> Chart:
        title = words.say("各批次剩余应还比例", "Balance left, by vintage")
        chart = new_chart(workbook, {"type": "scatter", "subtype": "straight_with_markers"}, title, title)
        marks = ("circle", "square", "triangle", "diamond", "x", "plus")
        for place, name in enumerate(shown):
            rows = np.flatnonzero((frame["vintage"] == name).to_numpy())
            span = int(rows[0]), int(rows.size)
            look = {"line": {"color": INKS[place], "width": 1.75}}
            look["marker"] = {
                "type": marks[place],
                "size": 6,
                "fill": {"color": INKS[place]},
                "border": {"color": INKS[place]},
            }
            chart.add_series(
                {
                    "name": str(name),
                    "categories": table.cells("age", *span),
                    "values": table.cells("balance_rate", *span),
                }
                | look
            )
        chart.set_x_axis({"name": words.say("入催后月数", "months"), "min": 0, "major_unit": 1})
        chart.set_y_axis({"num_format": "0%", "min": 0})
        return chart

    return [make]


_DRAW: dict[str, Callable[[ReportTable, Wording], list[Make]]] = {
    "progress_flow": _flow_chart,
    "progress_funnel": _funnel_chart,
    "progress_collector": _kept_chart,
    "progress_vintages": _vintage_chart,
}
