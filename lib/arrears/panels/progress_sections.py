"""The sections of the progress panel: the same on the screen and in the file that is sent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.desk.plan_tables import plain_date
from arrears.panels.progress_charts import Line, Step, funnel_chart, line_chart, money_unit, waterfall_chart
from arrears.panels.progress_grids import calendar_grid, heat_map
from arrears.panels.progress_markup import Html, figure, records, sentence, table
from arrears.panels.progress_words import share_text
from arrears.policy.records import ProgressTerms

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.panels.progress_board import Board
    from arrears.panels.progress_words import Wording

FLOW_WORDS: dict[str, tuple[str, str, int]] = {
    "opening_fen": ("期初", "Opening", 0),
    "new_fen": ("新增", "New", 1),
    "charged_fen": ("计息费", "Charged", 1),
    "paid_fen": ("还款", "Paid", -1),
    "cured_fen": ("回正", "Cured", -1),
    "rolled_fen": ("迁徙", "Rolled", 1),
    "left_fen": ("出单", "Left", -1),
    "written_off_fen": ("核销", "Written off", -1),
    "closing_fen": ("期末", "Closing", 0),
}
"""Steps of the waterfall: Chinese, English, and their sign (0: a whole)."""
MOST_LINES = 6


def flow(board: Board, words: Wording) -> Html:
    """Show how the overdue balance got from the opening to the closing amount."""
    total = board.flow.iloc[-1]
    if not int(total["opening_fen"]) and not int(total["closing_fen"]) and not int(total["new_fen"]):
        return sentence(
            words.say(
                "该期间没有逾期余额；请选择其他期间或筛选条件。",
                "No overdue balance in this period; choose another one.",
            )
        )
    unit = money_unit(max(int(total["opening_fen"]), int(total["closing_fen"])), words.currency, words.lang)
    steps = [
        Step(words.say(zh, en), int(total[key]) * (sign or 1), whole=not sign)
        for key, (zh, en, sign) in FLOW_WORDS.items()
        if not (sign and not int(total[key]))
    ]
    about = "；".join(f"{step.label} {unit.show(step.amount)} {unit.word}" for step in steps)
    rows = [
        [
            words.say("合计", "total") if row["bucket"] == "total" else row["bucket"],
            *(words.money(int(row[key])) for key in FLOW_WORDS),
        ]
        for _, row in board.flow.iterrows()
    ]
    heads = [words.say("账龄", "Bucket"), *(words.say(zh, en) for zh, en, _ in FLOW_WORDS.values())]
    note = words.say(
        "期初＋新增＋计息费－还款－回正－出单－核销＝期末，逐分相符",
        "opening + new + charged - paid - cured - left - written off = closing, to the cent",
    )
    title = words.say(f"逾期余额变动（{unit.word}）", f"Overdue balance ({unit.word})")
    return figure(
        title, waterfall_chart(steps, unit, about), table(heads, rows), words.say("按账龄查看", "By bucket"), note
    )


def funnel(board: Board, words: Wording) -> Html:
    """Show how far the overdue cases came."""
    if board.funnel.empty or not int(board.funnel["cases"].iloc[0]):
        return sentence(
            words.say("该期间没有逾期案件；请选择其他期间。", "No overdue case in this period; choose another one.")
        )
    whole = int(board.funnel["cases"].iloc[0])
    unit = money_unit(int(board.funnel["owed_fen"].iloc[0]), words.currency, words.lang)
    rows = [
        (
            words.say(row.zh, row.en),
            int(row.cases),
            f"{int(row.cases):,}{words.say(' 件', '')} · {row.cases / whole:.0%} · {unit.show(int(row.owed_fen))} {unit.word}",
        )
        for row in records(board.funnel)
    ]
    about = "；".join(f"{label} {count:,}" for label, count, _ in rows)
    heads = words.say("步骤,件数,应还,另有（未经前面步骤）", "Step,cases,owed,beside (without the steps before)").split(
        ","
    )
    numbers = [
        [words.say(row.zh, row.en), f"{row.cases:,}", words.money(int(row.owed_fen)), f"{row.beside:,}"]
        for row in records(board.funnel)
    ]
    return figure("", funnel_chart(rows, about), table(heads, numbers), words.say("查看数据", "Show figures"))


def vintage_lines(board: Board, words: Wording) -> Html:
    """Show what is left of each month's cases, and how many are late, by months since."""
    frame = board.vintages
    if frame.empty:
        return sentence(
            words.say(
                "还没有可比较的批次；有了下个月的清单即可显示。",
                "No vintages to compare yet; next month's list makes them.",
            )
        )
    if not frame["age"].any():
        return sentence(
            words.say(
                "批次曲线至少需要跨两个月的清单；请选择更长的期间，或等下个月的清单。",
                "Curves need lists of at least two months; choose a longer period, or wait for next month's list.",
            )
        )
    late = words.policies.get(ProgressTerms, plain_date(board.choice.end)).late_from
    # More lines than these cannot be told apart; the table has them all.
    shown = sorted(set(frame["vintage"]))[-MOST_LINES:]
    titles = {
        "balance_rate": words.say("各批次剩余应还比例", "Balance left, by vintage"),
        "late_rate": words.say(
            f"各批次逾期{late}天及以上的件数比例", f"Cases {late} days past due or more, by vintage"
        ),
    }
    axis = words.say("入催后月数", "months")
    parts = []
    for column, title in titles.items():
        lines = [
            Line(str(name), tuple(zip(group["age"].tolist(), group[column].tolist(), strict=True)))
            for name, group in frame[frame["vintage"].isin(shown)].dropna(subset=[column]).groupby("vintage")
        ]
        heads = [words.say("批次", "Vintage"), *words.say("入催件数,月数,比例", "cases placed,months,share").split(",")]
        rows = [
            [row["vintage"], f"{row['cases_placed']:,}", row["age"], share_text(row[column])]
            for _, row in frame.iterrows()
        ]
        parts.append(
            figure(title, line_chart(lines, axis, title), table(heads, rows), words.say("查看数据", "Show figures"))
        )
    return Html(f'<div class="ar-pair">{"".join(parts)}</div>')


SECTIONS: dict[str, tuple[tuple[str, str], Callable[[Board, Wording], Html]]] = {
    "flow": (("逾期余额", "Overdue balance"), flow),
    "funnel": (("联系漏斗", "Funnel"), funnel),
    "roll": (("迁徙率", "Roll rates"), heat_map),
    "vintages": (("账龄批次", "Vintages"), vintage_lines),
    "calendar": (("工作日历", "Work calendar"), calendar_grid),
}
"""The sections that need no more than a board, with their titles."""
