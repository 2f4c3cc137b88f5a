"""The roll-rate matrix as a heat map with counts, and a month's work as a calendar: plain tables that read without colour too."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from arrears.operations.plans.tables import plain_date
from arrears.operations.progress.movements import GONE
from arrears.operations.progress.work_calendar import DAY_KINDS
from arrears.panels.progress.markup import Html, records, sentence
from arrears.policy.records import Buckets, ProgressTerms
from arrears.words import both

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd

    from arrears.panels.progress.board import Board
    from arrears.panels.progress.words import Wording

_SHADES = ("#f7fbff", "#dbe9f6", "#bad6eb", "#89bedc", "#539ecd", "#2b7bba", "#0b559f")
"""One hue from light to dark, told apart without colour vision; each cell has its figures too."""
_DARK_FROM = 5
"""From this shade on the figures are white, below it dark: either way at 4.5 to 1 or better."""
_WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def heat_map(board: Board, words: Wording) -> Html:
    """Show the moves between buckets: each cell has its count and its share of the row."""
    if board.roll.empty:
        return sentence(words.say("panels.progress.grids.no_moves_period_roll_rates"))
    end = plain_date(board.choice.end)
    labels = words.policies.get(Buckets, end).labels
    least = words.policies.get(ProgressTerms, end).small
    note = words.say("panels.progress.grids.each_cell_cases_share_row", least=least)
    return Html(f"<p class=ar-note>{escape(note)}</p>{matrix(board.roll, labels, words)}")


def matrix(roll: pd.DataFrame, labels: tuple[str, ...], words: Wording) -> Html:
    """Give the moves as a table, row by row; rows without a case are left out.

    Parameters
    ----------
    roll : DataFrame
        As `arrears.operations.progress.movements.with_intervals` gives it.
    labels : tuple of str
        All buckets in order.
    words : Wording
        The language.
    """
    names = (*labels, GONE)
    out = words.say("panels.progress.grids.not_listed")
    found = {
        (row.count_from, row.count_to): row
        for row in records(roll.rename(columns={"from": "count_from", "to": "count_to"}))
    }
    head = "".join(f'<th scope="col">{escape(out if name == GONE else name)}</th>' for name in names)
    body = []
    for name in names:
        row = [found.get((name, to)) for to in names]
        total = next((int(each.out_of) for each in row if each is not None), 0)
        if not total:
            continue
        cells = "".join(_heat(each, same=name == to) for each, to in zip(row, names, strict=True))
        title = words.say("panels.progress.grids.new") if name == GONE else name
        body.append(
            f'<tr><th scope="row">{escape(title)}</th>{cells}<td class="ar-number ar-total">{total:,}</td></tr>'
        )
    corner = words.say("panels.progress.grids.before_after")
    return Html(
        f'<div class="ar-wide"><table class="ar-heat"><thead><tr><th scope="col">{escape(corner)}</th>{head}'
        f'<th scope="col">{words.say(both("panels.progress.grids.total_word"))}</th></tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _heat(row: Any, *, same: bool) -> str:  # noqa: ANN401  # a row of moves
    if row is None:
        return f'<td class="{"ar-same " if same else ""}ar-none">·</td>'
    rate, few = float(row.rate), bool(row.small)
    shade = min(int(rate * len(_SHADES)), len(_SHADES) - 1)
    ink = "#fff" if shade >= _DARK_FROM else "#1b2733"
    kinds = " ".join(filter(None, ["ar-same" if same else "", "ar-few" if few else ""]))
    between = f"{row.low:.1%} – {row.high:.1%}"
    return (
        f'<td class="{kinds}" style="background:{_SHADES[shade]};color:{ink}" title="{between}">'
        f"{int(row.count):,}<small>{rate:.1%}</small></td>"
    )


def calendar_grid(board: Board, words: Wording) -> Html:
    """Show the month in which the period ends, week by week: what was done, and what falls due."""
    frame = board.calendar
    days = _WEEKDAYS[words.lang == "en"]
    head = "".join(f'<th scope="col">{day}</th>' for day in days)
    cells = ['<td class="ar-off"></td>'] * int(frame["weekday"].iloc[0])
    today = str(board.choice.end)
    cells += [_day(row, today, words) for _, row in frame.iterrows()]
    cells += ['<td class="ar-off"></td>'] * (-len(cells) % 7)
    weeks = "".join(f"<tr>{''.join(cells[at : at + 7])}</tr>" for at in range(0, len(cells), 7))
    title = f"{frame['date'].iloc[0]:%Y-%m}"
    return Html(
        f'<div class="ar-wide"><table class="ar-month"><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{weeks}</tbody></table></div>'
    )


def _day(row: pd.Series, today: str, words: Wording) -> str:
    counted = {
        "contacts": both("panels.progress.grids.contacts"),
        "promises": both("panels.progress.grids.promises_due"),
        "follow_ups": both("panels.progress.grids.follow_ups_due"),
        "payments": both("panels.progress.grids.payments"),
    }
    lines = "".join(
        f"<li>{words.say(names)} {int(row[key]):,}</li>"
        for key, names in counted.items()
        if key in row and int(row[key])
    )
    kind = DAY_KINDS[row["kind"]]
    day = f"{row['date']:%Y-%m-%d}"
    mark = f"<em>{words.say(kind)}</em>" if row["kind"] in {"holiday", "working_weekend"} else ""
    off = " ar-off" if row["kind"] in {"weekend", "holiday"} else ""
    now = ' aria-current="date"' if day == today else ""
    return f'<td class="ar-day{off}"{now}><b>{row["date"].day}</b>{mark}<ul>{lines}</ul></td>'
