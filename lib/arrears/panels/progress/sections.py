"""The sections of the progress panel: the same on the screen and in the file that is sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.operations.plans.tables import plain_date
from arrears.panels.progress.charts import Line, Step, funnel_chart, line_chart, money_unit, waterfall_chart
from arrears.panels.progress.grids import calendar_grid, heat_map
from arrears.panels.progress.markup import Html, figure, records, sentence, table
from arrears.panels.progress.words import share_text
from arrears.policy.records import ProgressTerms
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.panels.progress.board import Board
    from arrears.panels.progress.words import Wording

FLOW_WORDS: dict[str, tuple[str, str, int]] = {
    "opening_fen": (*both("panels.progress.sections.opening"), 0),
    "new_fen": (*both("panels.progress.sections.new"), 1),
    "charged_fen": (*both("panels.progress.sections.charged"), 1),
    "paid_fen": (*both("panels.progress.sections.paid"), -1),
    "cured_fen": (*both("panels.progress.sections.cured"), -1),
    "rolled_fen": (*both("panels.progress.sections.rolled"), 1),
    "left_fen": (*both("panels.progress.sections.left"), -1),
    "written_off_fen": (*both("panels.progress.sections.written_off"), -1),
    "closing_fen": (*both("panels.progress.sections.closing"), 0),
}
"""Steps of the waterfall: Chinese, English, and their sign (0: a whole)."""
MOST_LINES = 6


def flow(board: Board, words: Wording) -> Html:
    """Show how the overdue balance got from the opening to the closing amount."""
    total = board.flow.iloc[-1]
    if not int(total["opening_fen"]) and not int(total["closing_fen"]) and not int(total["new_fen"]):
        return sentence(words.say("panels.progress.sections.no_overdue_balance_period_choose"))
    unit = money_unit(max(int(total["opening_fen"]), int(total["closing_fen"])), words.currency, words.lang)
    steps = [
        Step(words.say((zh, en)), int(total[key]) * (sign or 1), whole=not sign)
        for key, (zh, en, sign) in FLOW_WORDS.items()
        if not (sign and not int(total[key]))
    ]
    about = "；".join(f"{step.label} {unit.show(step.amount)} {unit.word}" for step in steps)
    rows = [
        [
            words.say("panels.progress.sections.total") if row["bucket"] == "total" else row["bucket"],
            *(words.money(int(row[key])) for key in FLOW_WORDS),
        ]
        for _, row in board.flow.iterrows()
    ]
    heads = [
        words.say("panels.progress.sections.bucket"),
        *(words.say((zh, en)) for zh, en, _ in FLOW_WORDS.values()),
    ]
    note = words.say("panels.progress.sections.opening_new_charged_paid_cured")
    title = words.say("panels.progress.sections.overdue_balance", word=unit.word)
    return figure(
        title,
        waterfall_chart(steps, unit, about),
        table(heads, rows),
        words.say("panels.progress.sections.bucket_2"),
        note,
    )


def funnel(board: Board, words: Wording) -> Html:
    """Show how far the overdue cases came."""
    if board.funnel.empty or not int(board.funnel["cases"].iloc[0]):
        return sentence(words.say("panels.progress.sections.no_overdue_case_period_choose"))
    whole = int(board.funnel["cases"].iloc[0])
    unit = money_unit(int(board.funnel["owed_fen"].iloc[0]), words.currency, words.lang)
    rows = [
        (
            words.say((row.zh, row.en)),
            int(row.cases),
            f"{int(row.cases):,}{words.say((' 件', ''))} · {row.cases / whole:.0%} · {unit.show(int(row.owed_fen))} {unit.word}",
        )
        for row in records(board.funnel)
    ]
    about = "；".join(f"{label} {count:,}" for label, count, _ in rows)
    heads = words.say("panels.progress.sections.step_cases_owed_beside_without").split(",")
    numbers = [
        [words.say((row.zh, row.en)), f"{row.cases:,}", words.money(int(row.owed_fen)), f"{row.beside:,}"]
        for row in records(board.funnel)
    ]
    return figure(
        "", funnel_chart(rows, about), table(heads, numbers), words.say("panels.progress.sections.show_figures")
    )


def vintage_lines(board: Board, words: Wording) -> Html:
    """Show what is left of each month's cases, and how many are late, by months since."""
    frame = board.vintages
    if frame.empty:
        return sentence(words.say("panels.progress.sections.no_vintages_compare_yet_next"))
    if not frame["age"].any():
        return sentence(words.say("panels.progress.sections.curves_need_lists_least_two"))
    late = words.policies.get(ProgressTerms, plain_date(board.choice.end)).late_from
    # More lines than these cannot be told apart; the table has them all.
    shown = sorted(set(frame["vintage"]))[-MOST_LINES:]
    titles = {
        "balance_rate": words.say("panels.progress.sections.balance_left_vintage"),
        "late_rate": words.say("panels.progress.sections.cases_days_past_due_more", late=late),
    }
    axis = words.say("panels.progress.sections.months")
    parts = []
    for column, title in titles.items():
        lines = [
            Line(str(name), tuple(zip(group["age"].tolist(), group[column].tolist(), strict=True)))
            for name, group in frame[frame["vintage"].isin(shown)].dropna(subset=[column]).groupby("vintage")
        ]
        heads = [
            words.say("panels.progress.sections.vintage"),
            *words.say("panels.progress.sections.cases_placed_months_share").split(","),
        ]
        rows = [
            [row["vintage"], f"{row['cases_placed']:,}", row["age"], share_text(row[column])]
            for _, row in frame.iterrows()
        ]
        parts.append(
            figure(
                title,
                line_chart(lines, axis, title),
                table(heads, rows),
                words.say("panels.progress.sections.show_figures"),
            )
        )
    return Html(f'<div class="ar-pair">{"".join(parts)}</div>')


SECTIONS: dict[str, tuple[tuple[str, str], Callable[[Board, Wording], Html]]] = {
    "flow": (both("panels.progress.sections.overdue_balance_2"), flow),
    "funnel": (both("panels.progress.sections.funnel"), funnel),
    "roll": (both("panels.progress.sections.roll_rates"), heat_map),
    "vintages": (both("panels.progress.sections.vintages"), vintage_lines),
    "calendar": (both("panels.progress.sections.work_calendar"), calendar_grid),
}
"""The sections that need no more than a board, with their titles."""
