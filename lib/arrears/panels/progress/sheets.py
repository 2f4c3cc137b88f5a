"""The progress board's tables and charts as sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.progress.movements import GONE
from arrears.operations.progress.work_calendar import DAY_KINDS
from arrears.panels.progress.book import INKS, ChartSheet, Col, ReportTable, new_chart
from arrears.panels.progress.sections import FLOW_WORDS, MOST_LINES
from arrears.panels.progress.words import DIMENSION_WORDS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.panels.progress.board import Board
    from arrears.panels.progress.words import Wording

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
        words.say("panels.progress.sheets.charts"),
        words.say("panels.progress.sheets.progress_collection"),
        note,
        tuple(charts),
    )
    return [front, *tables.values()]


def _tables(board: Board, words: Wording, scored: pd.DataFrame, note: str) -> Iterator[ReportTable]:
    def sheet(key: str, zh: str, en: str, frame: pd.DataFrame, *columns: tuple[str, str, str, str]) -> ReportTable:
        made = tuple(Col(name, words.say((zh_, en_)), form) for name, zh_, en_, form in columns if name in frame)
        title = words.say((zh, en))
        return ReportTable(title, f"progress_{key}", title, note, made, frame)

    yield sheet("measures", *both("panels.progress.sheets.measures"), _rates(board.rates, words), *_RATE)
    for key, (zh, en) in DIMENSION_WORDS.items():
        if set(board.by[key][key]) - {""}:
            frame = _rates(board.by[key][board.by[key]["out_of"] > 0], words)
            frame = frame.assign(**{key: [words.named(key, name) for name in frame[key]]})
            yield sheet(
                key,
                *both("panels.progress.sheets.by", what=Saying(zh, en.lower())),
                frame,
                (key, zh, en, "text"),
                *_RATE,
            )
    total = words.say("panels.progress.sheets.total")
    amounts = ((key, zh, en, "amount") for key, (zh, en, _) in FLOW_WORDS.items())
    yield sheet(
        "flow",
        *both("panels.progress.sheets.overdue_balance"),
        board.flow.replace({"bucket": {"total": total}}),
        ("bucket", *both("panels.progress.sheets.bucket"), "text"),
        *amounts,
    )
    gone = {GONE: words.say("panels.progress.sheets.not_listed")}
    yield sheet(
        "roll",
        *both("panels.progress.sheets.roll_rates"),
        board.roll.replace({"from": gone, "to": gone}),
        ("from", *both("panels.progress.sheets.from"), "text"),
        ("to", *both("panels.progress.sheets.to"), "text"),
        *_ROLL,
    )
    yield sheet("vintages", *both("panels.progress.sheets.vintages"), board.vintages, *_VINTAGE)
    step = ("label", *both("panels.progress.sheets.step"), "text")
    yield sheet(
        "funnel",
        *both("panels.progress.sheets.funnel"),
        board.funnel.assign(label=board.funnel[words.say(("zh", "en"))]),
        step,
        *_FUNNEL,
    )
    kinds = {key: words.say(both) for key, both in DAY_KINDS.items()}
    yield sheet(
        "calendar", *both("panels.progress.sheets.work_calendar"), board.calendar.replace({"kind": kinds}), *_CALENDAR
    )
    told = scored.assign(note=scored[words.say(("note_zh", "note"))], small=_small(scored, words))
    yield sheet(
        "scores",
        *both("panels.progress.sheets.scores"),
        told,
        ("collector", *both("panels.progress.sheets.collector"), "text"),
        *_SCORE,
    )


def _rates(frame: pd.DataFrame, words: Wording) -> pd.DataFrame:
    """Name the measures; amounts stand in columns of their own, because a column has one form."""
    money = (frame["measure"] == "recovery").to_numpy(dtype=bool)
    met = {
        True: words.say("panels.progress.sheets.met"),
        False: words.say("panels.progress.sheets.missed"),
    }
    return frame.assign(
        measure=[words.measure(key) for key in frame["measure"]],
        **{f"{name}_fen": frame[name].where(money, None) for name in ("count", "out_of")},
        **{name: frame[name].where(~money, None) for name in ("count", "out_of")},
        met=[met.get(one, "") for one in frame["met"]],
        small=_small(frame, words),
    )


def _small(frame: pd.DataFrame, words: Wording) -> list[str]:
    return [words.say("panels.progress.sheets.few") if one else "" for one in frame["small"]]


_RATE = (
    ("measure", *both("panels.progress.sheets.measure"), "text"),
    ("rate", *both("panels.progress.sheets.rate"), "share"),
    ("count", *both("panels.progress.sheets.count"), "count"),
    ("out_of", *both("panels.progress.sheets.out"), "count"),
    ("count_fen", *both("panels.progress.sheets.amount"), "amount"),
    ("out_of_fen", *both("panels.progress.sheets.out_amount"), "amount"),
    ("low", *both("panels.progress.sheets.low"), "share"),
    ("high", *both("panels.progress.sheets.high"), "share"),
    ("target", *both("panels.progress.sheets.target_2"), "share"),
    ("met", *both("panels.progress.sheets.met_2"), "text"),
    ("small", *both("panels.progress.sheets.sample"), "text"),
)
_ROLL = (
    ("count", *both("panels.progress.sheets.count"), "count"),
    ("out_of", *both("panels.progress.sheets.out_2"), "count"),
    ("rate", *both("panels.progress.sheets.rate"), "share"),
    ("low", *both("panels.progress.sheets.low"), "share"),
    ("high", *both("panels.progress.sheets.high"), "share"),
)
_VINTAGE = (
    ("vintage", *both("panels.progress.sheets.vintage"), "text"),
    ("age", *both("panels.progress.sheets.months_2"), "count"),
    ("cases_placed", *both("panels.progress.sheets.cases_placed"), "count"),
    ("cases", *both("panels.progress.sheets.cases"), "count"),
    ("late", *both("panels.progress.sheets.late"), "count"),
    ("late_rate", *both("panels.progress.sheets.late_share"), "share"),
    ("placed_fen", *both("panels.progress.sheets.placed"), "amount"),
    ("balance_fen", *both("panels.progress.sheets.balance"), "amount"),
    ("balance_rate", *both("panels.progress.sheets.balance_share"), "share"),
)
_FUNNEL = (
    ("cases", *both("panels.progress.sheets.cases_2"), "count"),
    ("owed_fen", *both("panels.progress.sheets.owed"), "amount"),
    ("beside", *both("panels.progress.sheets.beside"), "count"),
)
_CALENDAR = (
    ("date", *both("panels.progress.sheets.date"), "date"),
    ("kind", *both("panels.progress.sheets.kind"), "text"),
    ("contacts", *both("panels.progress.sheets.contacts"), "count"),
    ("promises", *both("panels.progress.sheets.promises_due"), "count"),
    ("promises_fen", *both("panels.progress.sheets.promised"), "amount"),
    ("follow_ups", *both("panels.progress.sheets.follow_ups_due"), "count"),
    ("payments", *both("panels.progress.sheets.payments"), "count"),
    ("payments_fen", *both("panels.progress.sheets.paid"), "amount"),
)
_SCORE = (
    ("score", *both("panels.progress.sheets.score"), "score"),
    ("measured", *both("panels.progress.sheets.weight_known"), "share"),
    ("small", *both("panels.progress.sheets.sample"), "text"),
    ("note", *both("panels.progress.sheets.note"), "text"),
    ("rule", *both("panels.progress.sheets.rule"), "text"),
)


def _flow_chart(table: ReportTable, words: Wording) -> list[Make]:
    """Draw opening and closing by bucket; the steps between stand in the table."""

    def make(workbook: Workbook) -> Chart:
        title = words.say("panels.progress.sheets.overdue_balance_opening_closing")
        chart = new_chart(workbook, {"type": "column"}, title, title)
        for place, key in enumerate(("opening_fen", "closing_fen")):
            zh, en, _ = FLOW_WORDS[key]
            chart.add_series(
                {
                    "name": words.say((zh, en)),
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
        title = words.say("panels.progress.sheets.funnel_cases")
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
        title = f"{words.measure(_CHARTED)} · {words.say(DIMENSION_WORDS['collector'])}"
        chart = new_chart(workbook, {"type": "column"}, title, title)
        names = table.cells("collector", first, count)
        rate = {"name": words.measure(_CHARTED), "categories": names, "values": table.cells("rate", first, count)}
        chart.add_series(rate | {"fill": {"color": INKS[0]}, "gap": 60})
        line = workbook.add_chart({"type": "line"})
        target = {
            "name": words.say("panels.progress.sheets.target"),
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
        title = words.say("panels.progress.sheets.balance_left_vintage")
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
        chart.set_x_axis({"name": words.say("panels.progress.sheets.months"), "min": 0, "major_unit": 1})
        chart.set_y_axis({"num_format": "0%", "min": 0})
        return chart

    return [make]


_DRAW: dict[str, Callable[[ReportTable, Wording], list[Make]]] = {
    "progress_flow": _flow_chart,
    "progress_funnel": _funnel_chart,
    "progress_collector": _kept_chart,
    "progress_vintages": _vintage_chart,
}
