"""A virtual year as a workbook: each road month by month, side by side, and how well the simulated moves agree with the given ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.panels.progress.book import INKS, ChartSheet, Col, ReportTable, book_bytes, new_chart
from arrears.training.year.deciding import STRATEGIES
from arrears.training.year.simulating import COLUMNS, COUNTS, MONEY
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

    from arrears.policy.records import Offer, Tone
    from arrears.training.year.simulating import Year

_CHARTED = ("cost_fen", "risk_fen", "overdue", "complaints", "breaches", "left")
_TOTALS = (
    "recovered_fen",
    "cost_fen",
    "staff_fen",
    "relief_fen",
    "harm_fen",
    "written_off_fen",
    "breaches",
    "complaints",
    "helped",
    "cured",
    "left",
)
"""What is summed up over the months."""
_LAST = ("overdue", "risk_fen")
"""What is told as it stands at the end."""


def summary(roads: Mapping[str, Year]) -> pd.DataFrame:
    """Put roads side by side: sums over their months, and what stands at the end.

    Returns
    -------
    DataFrame
        A row a figure (``figure``), a column a road; amounts in fen.
    """
    tables = {name: year.table for name, year in roads.items()}
    rows = [{"figure": key} | {name: table[key].sum() for name, table in tables.items()} for key in _TOTALS]
    rows += [{"figure": key} | {name: table[key].iloc[-1] for name, table in tables.items()} for key in _LAST]
    return pd.DataFrame(rows)


def shown(frame: pd.DataFrame, year: Year, lang: str) -> pd.DataFrame:
    """Give a table of months with its keys in words."""
    behaviour = year.behaviour
    tones = {each.key: each.zh if lang == "zh" else each.en for each in behaviour.tones}
    strategies = {key: say(f"training.year.strategies.{key}", lang) for key in STRATEGIES}
    offers = {each.key: each.zh if lang == "zh" else each.en for each in behaviour.offers}
    return frame.assign(
        strategy=frame["strategy"].map(strategies), tone=frame["tone"].map(tones), offer=frame["offer"].map(offers)
    )


def year_bytes(roads: Mapping[str, Year], lang: str) -> bytes:
    """Give the workbook's bytes.

    Parameters
    ----------
    roads : dict of Year
        By the keys ``own, default, rival, more`` in the order in which they are shown; all of the same people and months.
    lang : str
        ``zh`` or ``en``.
    """
    first = next(iter(roads.values()))
    note = say("training.year.note", lang, cases=first.cases, seed=first.seed, months=len(first.months))
    title = say("training.year.title", lang)
    months = {name: _months(name, year, lang, note) for name, year in roads.items()}
    charts = tuple(_chart(key, months, lang) for key in _CHARTED)
    sheets: list[ReportTable | ChartSheet] = [
        ChartSheet(say("training.year.charts", lang), title, note, charts), _side_by_side(roads, lang, note), *months.values(),
        _moves(roads, lang, note), _behaviour(first, lang, note),
    ]  # fmt: skip
    return book_bytes(sheets, first.on, title, first.policies.profile.currency, lang)


def road_name(key: str, lang: str) -> str:
    """Name a road for people."""
    return say(f"training.year.roads.{key}", lang)


def figure_name(key: str, lang: str) -> str:
    """Name a figure for people."""
    return say(f"training.year.columns.{key}", lang)


def _form(key: str) -> str:
    return (
        "amount"
        if key in MONEY
        else "count"
        if key in (*COUNTS, "month")
        else "score"
        if key in {"collectors", "left", "load"}
        else "text"
    )


def _months(name: str, year: Year, lang: str, note: str) -> ReportTable:
    columns = tuple(Col(key, figure_name(key, lang), _form(key)) for key in COLUMNS)
    road = road_name(name, lang)
    return ReportTable(road, f"months_{name}", road, note, columns, shown(year.table, year, lang))


def _side_by_side(roads: Mapping[str, Year], lang: str, note: str) -> ReportTable:
    frame = summary(roads)
    # Amounts and counts stand in one column: amounts are shown in yuan.
    for name in roads:
        frame[name] = [
            value / 100 if key in MONEY else value for key, value in zip(frame["figure"], frame[name], strict=True)
        ]
    frame["figure"] = [figure_name(key, lang) for key in frame["figure"]]
    columns = (
        Col("figure", say("training.year.figure", lang)),
        *(Col(name, road_name(name, lang), "count") for name in roads),
    )
    sheet = say("training.year.side", lang)
    return ReportTable(sheet, "side_by_side", sheet, note, columns, frame)


def _moves(roads: Mapping[str, Year], lang: str, note: str) -> ReportTable:
    year = roads["default"]
    keys = {
        "before": "text",
        "after": "text",
        "counted": "count",
        "given": "share",
        "simulated": "share",
        "moves": "count",
        "error": "share",
        "deviations": "score",
    }
    columns = tuple(Col(key, say(f"training.year.moves.{key}", lang), form) for key, form in keys.items())
    sheet = say("training.year.moves_sheet", lang)
    return ReportTable(sheet, "moves", say("training.year.moves_title", lang), note, columns, year.agreement())


def _behaviour(year: Year, lang: str, note: str) -> ReportTable:
    """State what was assumed, with its source: nothing of it was measured."""
    record = year.behaviour
    rows = [
        (say("training.year.rule", lang), record.rule),
        (say("training.year.source", lang), record.source_in(lang)),
        (say("training.year.says", lang), record.words_in(lang)),
    ]
    plain = [key for key in type(record).__annotations__ if key not in {"file", "tones", "offers", "habits"}]
    rows += [(_setting(key, lang), f"{float(getattr(record, key)):g}") for key in plain]
    kinds: list[Tone | Offer] = [*record.tones, *record.offers]
    for each in kinds:
        own = [key for key in type(each).model_fields if key not in {"key", "zh", "en"}]
        values = ("，" if lang == "zh" else ", ").join(
            f"{_setting(key, lang)} {float(getattr(each, key)):g}" for key in own
        )
        rows.append((each.zh if lang == "zh" else each.en, values))
    for habit in record.habits:
        values = ", ".join(f"{float(answer):g}" for answer in habit.answers)
        rows.append((say("training.year.contest.habit", lang, share=f"{float(habit.share):.0%}"), values))
    sheet = say("training.year.behaviour", lang)
    frame = pd.DataFrame(rows, columns=["what", "value"])
    columns = (Col("what", say("training.year.what", lang)), Col("value", say("training.year.value", lang)))
    return ReportTable(sheet, "behaviour", sheet, note, columns, frame)


def _setting(key: str, lang: str) -> str:
    return say(f"training.year.settings.{key}", lang)


def _chart(key: str, months: Mapping[str, ReportTable], lang: str) -> Callable[[Workbook], Chart]:
    title = figure_name(key, lang)

    def make(workbook: Workbook) -> Chart:
        made = new_chart(workbook, {"type": "line"}, title, title)
        made.set_x_axis({"label_position": "low"})
        for place, (name, table) in enumerate(months.items()):
            made.add_series(
                {
                    "name": road_name(name, lang), "categories": table.cells("month"), "values": table.cells(key),
                    "line": {"color": INKS[place % len(INKS)], "width": 2.25, "dash_type": ("solid", "dash", "round_dot", "long_dash")[place % 4]},
                }
            )  # fmt: skip
        return made

    return make
