"""Pieces of a page: tables, figures and sentences, with every text made safe."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    import pandas as pd


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def cell(value: object, kind: str = "") -> str:
    """Give one cell of a table's body.

    >>> cell("<b>", "ar-number"), cell(Html("<b>1</b>"))
    ('<td class="ar-number">&lt;b&gt;</td>', '<td><b>1</b></td>')
    """
    name = f' class="{kind}"' if kind else ""
    return f"<td{name}>{value if isinstance(value, Html) else escape(str(value))}</td>"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, caption: str = "", texts: int = 1) -> Html:
    """Give a table; its first column names the rows, and after the first ``texts`` columns come numbers.

    Examples
    --------
    >>> table(["M", "件"], [["M1", 3]], caption="账龄").count("<td")
    1
    """
    head = "".join(
        f'<th scope="col"{"" if place < texts else " class=ar-number"}>{escape(words)}</th>'
        for place, words in enumerate(headings)
    )
    body = "".join(
        f'<tr><th scope="row">{_safe(row[0])}</th>'
        + "".join(cell(value, "" if place < texts else "ar-number") for place, value in enumerate(row[1:], 1))
        + "</tr>"
        for row in rows
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return Html(
        f'<div class="ar-wide"><table class="ar-table">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def figure(title: str, chart: str, numbers: Html, words: str, note: str = "") -> Html:
    """Give a chart with its title, and its figures as a table that opens below it.

    Parameters
    ----------
    title, chart : str
        Its name for people ("" where a heading above says it), and its SVG.
    numbers : Html
        The same as a table, for those who do not see the chart and those who want to copy it.
    words : str
        What one clicks to open the table.
    note : str
        One sentence below the title.
    """
    told = f"<p class=ar-note>{escape(note)}</p>" if note else ""
    name = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    return Html(
        f'<figure class="ar-figure">{name}{told}{chart}'
        f"<details><summary>{escape(words)}</summary>{numbers}</details></figure>"
    )


def sentence(words: str, kind: str = "info") -> Html:
    """Give a sentence in place of what cannot be shown, or above what is shown."""
    return Html(f'<p class="ar-notice ar-{kind}">{with_commands(words)}</p>')


def with_commands(words: str) -> Html:
    """Make a text safe, with what stands between backticks set as a command.

    >>> with_commands("<run> `arrears merge`")
    '&lt;run&gt; <code>arrears merge</code>'
    """
    return Html(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words)))


def records(frame: pd.DataFrame) -> list[Any]:
    """Give a table's rows with its columns as attributes."""
    return list(frame.itertuples(index=False))


def _safe(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value))
