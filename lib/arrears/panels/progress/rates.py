"""Rates on the page: a tile for each measure, tables by group, comparisons with intervals, and scores."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from arrears.operations.plans.tables import plain_date
from arrears.panels.progress.charts import Dot, dot_chart
from arrears.panels.progress.markup import Html, figure, records, sentence, table
from arrears.panels.progress.words import DIMENSION_WORDS, counts_text, share_text
from arrears.policy.records import ProgressTerms
from arrears.words import Saying, both

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from arrears.panels.progress.board import Board
    from arrears.panels.progress.words import Wording


def tiles(board: Board, words: Wording) -> Html:
    """Show each measure with its counts, interval and target."""
    small = words.policies.get(ProgressTerms, plain_date(board.choice.end)).small
    return Html(f'<div class="ar-kpis">{"".join(_tile(row, words, small) for row in records(board.rates))}</div>')


def _tile(row: Any, words: Wording, least: int) -> str:  # noqa: ANN401  # a row of rates
    rate, met, measure = row.rate, row.met, row.measure
    counts = counts_text(row, words)
    mark = {
        True: ("met", "✓ " + words.say("panels.progress.rates.met")),
        False: ("missed", "▼ " + words.say("panels.progress.rates.missed")),
    }.get(met)
    target = words.say("panels.progress.rates.target") + share_text(row.target) if not math.isnan(row.target) else ""
    between = f"{share_text(row.low)} – {share_text(row.high)}" if not math.isnan(row.low) else ""
    few = words.say("panels.progress.rates.fewer_than", least=least) if row.small else ""
    state = f'<span class="ar-state ar-{mark[0]}">{mark[1]}</span>' if mark else ""
    return (
        f'<div class="ar-kpi{" ar-few" if few else ""}"><h3>{escape(words.measure(measure))}{state}</h3>'
        f"<b>{share_text(rate)}</b><p>{escape(counts)}</p>"
        f"<p>{escape(' · '.join(filter(None, [target, between and words.say(both('panels.progress.rates.interval_word')) + between, few])))}</p></div>"
    )


def groups(board: Board, dimension: str, words: Wording) -> Html:
    """Show every measure group by group: rate, counts, and whether the target is met."""
    rates = board.by[dimension]
    measures = list(dict.fromkeys(rates["measure"]))
    names = list(dict.fromkeys(rates[dimension]))
    if dimension == "stage":
        names = [key for key in words.stages if key in names]
    if not names or names == [""]:
        return sentence(
            words.say(
                both(
                    "panels.progress.rates.nothing_cases_name_none_yet",
                    dimension=Saying(DIMENSION_WORDS[dimension][0], dimension),
                ),
            )
        )
    found = {(getattr(row, dimension), row.measure): row for row in records(rates)}
    rows = [
        [words.named(dimension, name), *(_group_cell(found.get((name, measure)), words) for measure in measures)]
        for name in names
    ]
    return table([words.say(DIMENSION_WORDS[dimension]), *map(words.measure, measures)], rows)


def _group_cell(row: Any, words: Wording) -> Html:  # noqa: ANN401  # a row of rates
    if row is None or not row.out_of:
        return Html('<span class="ar-none">–</span>')
    mark = {True: "✓", False: "▼"}.get(row.met, "")
    state = {True: "met", False: "missed"}.get(row.met, "")
    few = ' class="ar-few"' if row.small else ""
    return Html(
        f'<span{few}>{share_text(row.rate)} <i class="ar-{state}">{mark}</i><br><small>{escape(counts_text(row, words))}</small></span>'
    )


def dots(board: Board, measure: str, words: Wording, dimension: str = "collector") -> Html:
    """Compare one measure between groups, with intervals and the target."""
    rates = board.by[dimension]
    rates = rates[(rates["measure"] == measure) & (rates["out_of"] > 0) & (rates[dimension] != "")]
    if rates.empty:
        return sentence(
            words.say("panels.progress.rates.nothing_period_choose_longer_one", words=words.measure(measure))
        )
    rates = rates.sort_values("rate", ascending=False, kind="stable")
    shown = [
        Dot(
            words.named(dimension, getattr(row, dimension)),
            row.rate,
            None if math.isnan(row.low) else row.low,
            None if math.isnan(row.high) else row.high,
            f"{share_text(row.rate)}  {counts_text(row, words)}",
            small=row.small,
        )
        for row in records(rates)
    ]
    target = float(rates["target"].iloc[0])
    known = None if math.isnan(target) else target
    title = f"{words.measure(measure)} · {words.say(DIMENSION_WORDS[dimension])}"
    chart = dot_chart(shown, known, words.say("panels.progress.rates.target") + share_text(target), title)
    rows = [[dot.label, share_text(dot.share), _interval(dot), dot.text.split("  ")[1]] for dot in shown]
    heads = [
        words.say(DIMENSION_WORDS[dimension]),
        *words.say("panels.progress.rates.rate_interval_counts").split(","),
    ]
    note = words.say("panels.progress.rates.lines_intervals_hollow_dots_stand")
    return figure(title, chart, table(heads, rows), words.say("panels.progress.rates.show_figures"), note)


def _interval(dot: Dot) -> str:
    return "" if dot.low is None or dot.high is None else f"{share_text(dot.low)} – {share_text(dot.high)}"


def score_table(scored: pd.DataFrame, words: Wording) -> Html:
    """Show the collectors' scores, and the rule that they follow."""
    if scored.empty:
        return sentence(words.say("panels.progress.rates.no_case_has_collector_yet"))
    rows = [
        [
            row.collector,
            "–" if math.isnan(row.score) else f"{row.score:.1f}",
            share_text(row.measured),
            words.say("panels.progress.rates.stands_few") if row.small else "",
            row.note_zh if words.lang != "en" else row.note,
        ]
        for row in records(scored.sort_values("score", ascending=False, kind="stable"))
    ]
    heads = words.say("panels.progress.rates.collector_score_weight_known_sample").split(",")
    return table(heads, rows)
