"""Charts as plain SVG: no script, no network; each says in words what it shows and can be told apart without colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

WIDTH = 640
INKS = ("#0b5394", "#b45309", "#0f766e", "#7c2d6b", "#4b5563", "#a4262c")
"""Line colours that differ in lightness too; each line also has dashes and a mark of its own."""
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")
_UNITS = {
    "zh": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
    "en": ((10**6, "million"), (10**3, "thousand"), (1, "")),
}
_NICE = (4, 6, 8, 10, 12, 16, 20, 32)
_NAME_WIDTH = 108
_SHORT_AXIS = 0.1
_UP, _DOWN, _WHOLE = "#b45309", "#0f766e", "#0b5394"


@dataclass(frozen=True)
class Unit:
    """What amounts are shown in: how many fen one is, and its word."""

    fen: int
    word: str

    def show(self, amount_fen: int) -> str:
        """Give an amount in the unit, with as many places as it needs to tell amounts apart.

        >>> Unit(10**6, "万元").show(1_234_567_00)
        '123.46'
        """
        if amount_fen == 0:
            return "0"
        return f"{Decimal(amount_fen) / self.fen:,.2f}"


def money_unit(largest_fen: int, currency: str, lang: str) -> Unit:
    """Choose the unit for a chart's amounts.

    Examples
    --------
    >>> money_unit(1_234_567_00, "CNY", "zh"), money_unit(500_00, "USD", "en")
    (Unit(fen=1000000, word='万元'), Unit(fen=100, word='USD'))
    """
    units = _UNITS["en" if lang == "en" else "zh"]
    size, word = next(((size, word) for size, word in units if largest_fen >= size * FEN_IN_YUAN), units[-1])
    if lang != "en" and currency == "CNY":
        return Unit(size * FEN_IN_YUAN, word)
    return Unit(size * FEN_IN_YUAN, f"{currency} {word.removesuffix('元')}".strip())


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: an amount that is added (or taken off, if negative), or a whole that stands by itself."""

    label: str
    amount: int
    whole: bool = False


def waterfall_chart(steps: Sequence[Step], unit: Unit, about: str) -> str:
    """Draw how an amount became another one.

    Examples
    --------
    >>> steps = [Step("期初", 100_00, whole=True), Step("还款", -40_00), Step("期末", 60_00, whole=True)]
    >>> chart = waterfall_chart(steps, Unit(100, "元"), "从100元到60元")
    >>> chart.count("<rect"), "▼ 40.00" in chart, 'aria-label="从100元到60元"' in chart
    (3, True, True)
    """
    spans, level = [], 0
    for step in steps:
        start = 0 if step.whole else level
        level = step.amount if step.whole else level + step.amount
        spans.append((min(start, level), max(start, level), level))
    top = max(high for _, high, _ in spans) or 1
    bottom = min(0, *(low for low, _, _ in spans))
    left, plot, height = 8, WIDTH - 16, 190
    slot = plot / len(steps)

    def y(amount: int) -> float:
        return 24 + height * (top - amount) / (top - bottom)

    parts = [_line(left, y(0), WIDTH - 8, y(0), "#1b2733")]
    for place, (step, (low, high, end)) in enumerate(zip(steps, spans, strict=True)):
        x = left + place * slot + slot * 0.14
        fill = _WHOLE if step.whole else _UP if step.amount > 0 else _DOWN
        tall = max(y(low) - y(high), 1.5)
        parts.append(
            f'<rect x="{x:.1f}" y="{y(high):.1f}" width="{slot * 0.72:.1f}" height="{tall:.1f}" fill="{fill}"/>'
        )
        sign = "" if step.whole or not step.amount else "▲ " if step.amount > 0 else "▼ "
        parts.append(_text(x + slot * 0.36, y(high) - 5, sign + unit.show(abs(step.amount)), "middle"))
        parts.append(_text(x + slot * 0.36, 24 + height + 18, step.label, "middle", "t"))
        if place + 1 < len(steps):
            parts.append(_line(x + slot * 0.72, y(end), x + slot, y(end), "#7a8793", "2 2"))
    return _svg(24 + height + 26, about, parts)


@dataclass(frozen=True)
class Line:
    """One line: its name and its points, x from 0 on and y as a share."""

    name: str
    points: tuple[tuple[int, float], ...]


def line_chart(
    lines: Sequence[Line], x_title: str, about: str, *, of: Callable[[float, float], str] | None = None
) -> str:
    """Draw shares over months; each line has dashes and a mark of its own, which the names below repeat.

    Parameters
    ----------
    lines : sequence of Line
        What is drawn.
    x_title, about : str
        What the months are called, and what the chart shows in words.
    of : function of a value and the axis' largest, optional
        How a value of the axis is written, where they are no shares.

    Examples
    --------
    >>> chart = line_chart([Line("2026-08", ((0, 1.0), (1, 0.8)))], "月龄", "还剩多少")
    >>> chart.count("<polyline"), ">2026-08<" in chart, ">100%<" in chart
    (2, True, True)
    """
    most = max((y for line in lines for _, y in line.points), default=1)
    top = max(_nice(round(most * 1000)) / 1000, 0.01)
    last = max((x for line in lines for x, _ in line.points), default=1) or 1
    left, right, height = 52, 80, 190

    def at(point: tuple[int, float]) -> tuple[float, float]:
        return left + (WIDTH - left - right) * point[0] / last, 14 + height * (1 - point[1] / top)

    parts = []
    for share in range(5):
        _, level = at((0, top * share / 4))
        parts.append(_line(left, level, WIDTH - right, level, "#dfe5ea" if share else "#1b2733"))
        parts.append(_text(left - 6, level + 4, (of or _percent)(top * share / 4, top), "end", "t"))
    parts += [_text(at((month, 0))[0], 14 + height + 17, str(month), "middle", "t") for month in range(last + 1)]
    parts.append(_text(WIDTH - right + 20, 14 + height + 17, x_title, "start", "t"))
    widest = max((_drawn_width(line.name) for line in lines), default=0)
    name_width = max(_NAME_WIDTH, 34 + widest + 14)
    in_row = max((WIDTH - left) // name_width, 1)
    for place, line in enumerate(lines):
        ink, points = INKS[place % len(INKS)], [at(point) for point in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(_path(path, place))
        parts += [_mark(place, x, y, ink) for x, y in points]
        row, column = divmod(place, in_row)
        x, y = left + column * name_width, 14 + height + 40 + row * 18
        parts += [
            _path(f"{x},{y} {x + 28},{y}", place),
            _mark(place, x + 14, y, ink),
            _text(x + 34, y + 4, line.name, "start"),
        ]
    rows = -(-len(lines) // in_row)
    return _svg(14 + height + 34 + 18 * rows, about, parts)


@dataclass(frozen=True)
class Dot:
    """A share with its interval (None where it has none), and words beside it."""

    label: str
    share: float
    low: float | None
    high: float | None
    text: str
    small: bool = False


def dot_chart(dots: Sequence[Dot], target: float | None, target_words: str, about: str) -> str:
    """Draw shares one below the other with their intervals, and the target as a line through them; a small number is hollow.

    Examples
    --------
    >>> chart = dot_chart([Dot("王芳", 0.5, 0.2, 0.8, "5/10", small=True)], 0.6, "目标 60%", "履约率")
    >>> 'fill="#fff"' in chart, ">目标 60%<" in chart, ">5/10<" in chart
    (True, True, True)
    """
    most = max([dot.high if dot.high is not None else dot.share for dot in dots] + [target or 0, 0.01])
    end = _nice(round(most * 1000)) / 1000
    left, right, row = 128, 150, 26
    bottom = 20 + row * len(dots)

    def x(share: float) -> float:
        return left + (WIDTH - left - right) * min(share / end, 1)

    parts = [_line(left, bottom, WIDTH - right, bottom, "#1b2733")]
    for tick in range(5):
        parts.append(_text(x(end * tick / 4), bottom + 16, _percent(end * tick / 4, end), "middle", "t"))
        parts.append(_line(x(end * tick / 4), 16, x(end * tick / 4), bottom, "#e4e9ee"))
    if target is not None:
        parts.append(_line(x(target), 16, x(target), bottom, "#a4262c", "5 3"))
        parts.append(_text(x(target), 11, target_words, "middle", ink="#a4262c"))
    for place, dot in enumerate(dots):
        y = 20 + row * place + row / 2
        parts.append(_text(left - 8, y + 4, dot.label, "end"))
        if dot.low is not None and dot.high is not None:
            parts.append(_line(x(dot.low), y, x(dot.high), y, "#5f6b76", width=2))
            parts += [_line(x(edge), y - 4, x(edge), y + 4, "#5f6b76") for edge in (dot.low, dot.high)]
        parts.append(
            f'<circle cx="{x(dot.share):.1f}" cy="{y:.1f}" r="5" fill="{"#fff" if dot.small else _WHOLE}" stroke="{_WHOLE}" stroke-width="2"/>'
        )
        parts.append(_text(WIDTH - right + 10, y + 4, dot.text, "start"))
    return _svg(bottom + 24, about, parts)


@dataclass(frozen=True)
class Apart:
    """A difference with its interval, the words beside it, and whether it is for the better (None: it may be nothing)."""

    label: str
    difference: float
    low: float
    high: float
    text: str
    better: bool | None = None


def difference_chart(
    rows: Sequence[Apart], nothing: str, about: str, *, of: Callable[[float, float], str] | None = None
) -> str:
    """Draw differences as bars from one end of the interval to the other, about the line where there is none; a bar without end has arrows.

    Parameters
    ----------
    rows : sequence of Apart
        All on one scale.
    nothing, about : str
        The words at the line of no difference, and what the chart shows in words.
    of : function of a value and the axis' largest, optional
        How a value of the axis is written, where they are no shares.

    Examples
    --------
    >>> chart = difference_chart([Apart("回正", 0.1, 0.02, 0.18, "更好", True), Apart("投诉", 0.0, -float("inf"), float("inf"), "–")], "无差异", "差异")
    >>> chart.count("<rect"), chart.count("◂"), ">无差异<" in chart, "更好" in chart
    (2, 1, True, True)
    """
    ends = [abs(end) for row in rows for end in (row.low, row.high, row.difference) if math.isfinite(end)]
    most = _nice(max(round(max(ends, default=0) * 1000), 1)) / 1000
    left, right, high = 84, 214, 40
    bottom, middle, half = 26 + high * len(rows), (left + WIDTH - right) / 2, (WIDTH - left - right) / 2

    def x(value: float) -> float:
        return middle + half * max(min(value / most, 1), -1)

    parts = []
    for tick in range(-2, 3):
        value = most * tick / 2
        words = (of or _percent)(value, most)
        parts.append(_line(x(value), 22, x(value), bottom, "#e4e9ee" if tick else "#1b2733"))
        parts.append(_text(x(value), bottom + 16, f"+{words}" if tick > 0 else words, "middle", "t"))
    parts.append(_text(middle, 14, nothing, "middle", "t"))
    for place, row in enumerate(rows):
        y = 26 + high * place + high / 2
        ink = "#5f6b76" if row.better is None else _DOWN if row.better else "#a4262c"
        parts.append(_text(left - 8, y + 4, row.label, "end"))
        wide = max(x(row.high) - x(row.low), 1.5)
        parts.append(
            f'<rect x="{x(row.low):.1f}" y="{y - 8:.1f}" width="{wide:.1f}" height="16" rx="3" fill="{ink}" fill-opacity="0.28" stroke="{ink}"/>'
        )
        if math.isinf(row.low):
            parts.append(_text(x(row.low) + 3, y + 4, "◂", "start", ink=ink))
        if math.isinf(row.high):
            parts.append(_text(x(row.high) - 3, y + 4, "▸", "end", ink=ink))
        if math.isfinite(row.difference):
            parts.append(_line(x(row.difference), y - 11, x(row.difference), y + 11, ink, width=3))
        parts.append(_text(WIDTH - right + 12, y + 4, row.text, "start"))
    return _svg(bottom + 24, about, parts)


def days_chart(first: date, last: date, marks: Sequence[tuple[date, str]], about: str) -> str:
    """Draw a span of days with days marked on it; those outside it stand at its ends.

    Examples
    --------
    >>> from datetime import date
    >>> chart = days_chart(date(2026, 11, 1), date(2026, 11, 30), [(date(2026, 11, 16), "今天")], "试验的日子")
    >>> chart.count("<circle"), ">今天<" in chart, ">2026-11-30<" in chart
    (1, True, True)
    """
    left, right, y = 40, WIDTH - 40, 30 + 20 * len(marks)
    whole = max((last - first).days, 1)

    def x(day: date) -> float:
        return left + (right - left) * min(max((day - first).days / whole, 0), 1)

    parts = [_line(left, y, right, y, "#aeb8c2", width=6)]
    parts += [
        _text(at, y + 24, str(day), anchor, "t") for at, day, anchor in ((left, first, "start"), (right, last, "end"))
    ]
    for place, (day, words) in enumerate(marks):
        at, top, ink = x(day), 16 + 20 * place, INKS[place % len(INKS)]
        anchor = "start" if at < (left + right) / 2 else "end"
        parts.append(_line(at, top - 8, at, y, ink))
        parts.append(_text(at + (6 if anchor == "start" else -6), top, words, anchor, ink=ink))
        parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="6" fill="#fff" stroke="{ink}" stroke-width="3"/>')
    return _svg(y + 34, about, parts)


def funnel_chart(rows: Sequence[tuple[str, int, str]], about: str) -> str:
    """Draw what is left at each step as a bar: its label, how many, and words beside it.

    Examples
    --------
    >>> chart = funnel_chart([("逾期", 10, "10 件"), ("联系到", 5, "5 件")], "漏斗")
    >>> chart.count("<rect"), ">5 件<" in chart
    (2, True)
    """
    most = max((count for _, count, _ in rows), default=1) or 1
    left, right, row = 128, 230, 32
    parts = []
    for place, (label, count, words) in enumerate(rows):
        y, wide = 6 + row * place, (WIDTH - left - right) * count / most
        parts.append(_text(left - 8, y + 17, label, "end"))
        parts.append(f'<rect x="{left}" y="{y + 2}" width="{max(wide, 1.5):.1f}" height="{row - 10}" fill="{_WHOLE}"/>')
        parts.append(_text(left + wide + 8, y + 17, words, "start"))
    return _svg(6 + row * len(rows), about, parts)


def _svg(height: float, about: str, parts: Sequence[str]) -> str:
    return f'<svg class="ar-chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(about)}">{"".join(parts)}</svg>'


def _text(x: float, y: float, words: str, anchor: str, kind: str = "", ink: str = "") -> str:
    look = (f' class="{kind}"' if kind else "") + (f' style="fill:{ink}"' if ink else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{look}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, ink: str, dash: str = "", width: float = 1) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}" stroke-width="{width}"{dashes}/>'
    )


def _path(points: str, place: int) -> str:
    """Draw a line in the ink and dashes of its place."""
    ink, dash = INKS[place % len(INKS)], _DASHES[place % len(_DASHES)]
    return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="{dash}"/>'


def _drawn_width(words: str) -> int:
    """Estimate how wide words are drawn: a Chinese character is twice as wide as a letter."""
    return sum(13 if ord(letter) > 0x2E7F else 7 for letter in words)  # noqa: PLR2004  # where East Asian characters begin


def _percent(share: float, most: float) -> str:
    """Give a tick's share, with a place after the point where the whole axis is short."""
    return f"{share:.0%}" if most >= _SHORT_AXIS else f"{share:.1%}"


def _mark(place: int, x: float, y: float, ink: str) -> str:
    """Give a point's mark: disc, square, triangle, diamond in turn."""
    shapes = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{ink}"/>',
        f'<path d="M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z" fill="{ink}"/>',
        f'<path d="M{x:.1f} {y - 4.5:.1f}l4.5 8h-9z" fill="{ink}"/>',
        f'<path d="M{x:.1f} {y - 5:.1f}l5 5-5 5-5-5z" fill="{ink}"/>',
    )
    return shapes[place % len(shapes)]


def _nice(largest: int) -> int:
    """Give the smallest of 4, 6, 8, 10, 12, 16, 20, 32, 40, 60 ... that is not below; its quarters read well."""
    power = 1
    while True:
        for nice in _NICE:
            if nice * power >= largest:
                return nice * power
        power *= 10
