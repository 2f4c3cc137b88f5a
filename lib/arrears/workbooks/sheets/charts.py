"""Bar charts as plain figures: lengths, ticks and units that a template draws."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.operations.cases.summary import Line

LENGTH = 300
"""Of the longest bar's axis, in the drawing's own units."""
_UNITS = {
    "zh": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
    "en": ((10**6, "million"), (10**3, "thousand"), (1, "")),
}
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length, what stands beside it, and its fill."""

    label: str
    length: float
    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart of amounts.

    Attributes
    ----------
    unit : str
        Of the axis and of the bars' texts, such as 万元.
    bars : tuple of Bar
        Top to bottom.
    ticks : tuple of (float, str)
        Places along the axis and what stands there.
    """

    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]


def bar_chart(lines: Sequence[Line], fills: Sequence[str], currency: str, lang: str, *, smallest: int = 0) -> Chart:
    """Draw total due as one bar a line.

    Parameters
    ----------
    lines : sequence of Line
        Top to bottom.
    fills : sequence of str
        Each bar's colour.
    currency : str
        ISO code, for the unit.
    lang : str
        ``zh`` or ``en``.
    smallest : int
        In fen: the unit is at least the one that this amount asks for, so that charts of one page share theirs.

    Examples
    --------
    >>> from arrears.operations.cases.summary import Line
    >>> chart = bar_chart([Line("M1", "M1", 3, 12_345_678_00, 0), Line("M2", "M2", 1, 0, 0)], ["#000", "#000"], "CNY", "zh")
    >>> chart.unit, [bar.text for bar in chart.bars], [text for _, text in chart.ticks]
    ('万元', ['1,234.57', '0'], ['0', '500', '1,000', '1,500'])
    """
    largest = max((line.total_due_fen for line in lines), default=0)
    scale, word = _unit(max(largest, smallest), lang)
    step = _step(largest)
    steps = max(-(-largest // step), 1)
    end = steps * step
    bars = tuple(
        Bar(line.label, round(LENGTH * line.total_due_fen / end, 1), _short(line.total_due_fen, scale), fill)
        for line, fill in zip(lines, fills, strict=True)
    )
    ticks = tuple((round(LENGTH * place / steps, 1), _plain(place * step, scale)) for place in range(steps + 1))
    return Chart(_named(word, currency, lang), bars, ticks)


def _unit(largest: int, lang: str) -> tuple[int, str]:
    units = _UNITS["zh" if lang == "zh" else "en"]
    return next(((size, word) for size, word in units if largest >= size * FEN_IN_YUAN), units[-1])


def _named(word: str, currency: str, lang: str) -> str:
    if lang == "zh" and currency == "CNY":
        return word
    return f"{currency} {word.removesuffix('元')}".strip()


def _step(largest: int) -> int:
    """Give the smallest of 1, 2, 5, 10, 20 ... yuan that leaves at most four steps."""
    power = FEN_IN_YUAN
    while True:
        for nice in _NICE:
            if nice * power * 4 >= largest:
                return nice * power
        power *= 10


def _short(amount_fen: int, scale: int) -> str:
    if amount_fen == 0:
        return "0"
    return f"{Decimal(amount_fen) / (scale * FEN_IN_YUAN):,.2f}"


def _plain(amount_fen: int, scale: int) -> str:
    return f"{(Decimal(amount_fen) / (scale * FEN_IN_YUAN)).normalize():,f}"
