"""Find barred wording in messages and notes (CBA-5, F-10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

import numpy as np

from arrears.rules.texts import flat_points, narrow, one_string, points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.rules.texts import Places, Points, Texts
    from arrears.units import Flags

_BETWEEN_TEXTS = 0xFFFF
_LINE, _SPACE = ord("\n"), ord(" ")
_HAN = (0x3400, 0x9FFF)
_NEVER_SEEN = points_of(
    "\u00ad\u034f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_MARKS = (0x0300, 0x036F)
"""Strokes and dots that are set over a letter of their own."""
_PICTURES = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF))
_ASCII_END = 0x7F
_SURROGATES = (0xD800, 0xDFFF)
_SPELT_OUT = re.compile(r"(?<![a-z])(?:[a-z][ ._*\-]{1,2}){2,}[a-z](?![a-z])")


class Spelling(NamedTuple):
    """How texts are evened out; see `arrears.policy.records.ConductSpelling`."""

    traditional: str
    simplified: str
    filling: str
    signs: str = ""
    """Signs that are left out where they stand between one Chinese character and the next, several times on end."""


class Found(NamedTuple):
    """Stretches of barred wording: text number, first character and the one after the last, as the text was written."""

    row: Places
    start: Places
    end: Places


class Scope(NamedTuple):
    """From where to where a kind of words makes others harmless; regular expressions, see `arrears.policy.records.ConductScope`."""

    openers: Sequence[str]
    voids: Sequence[str]
    ends: Sequence[str]
    stops: str
    reach: int


class EvenTexts(NamedTuple):
    """Texts evened out, one a line in ``text``, with where each character stood in ``whole``, which is as they were."""

    text: str
    origin: Places
    starts: Places
    whole: str


def even_out(texts: Texts, spelling: Spelling) -> EvenTexts:
    r"""Give texts in lower case, narrow and simplified, without filling between Chinese characters.

    Parameters
    ----------
    texts : array of str
        Messages or notes.
    spelling : Spelling
        Policy values.

    Raises
    ------
    ValueError
        If a value is neither text nor missing.

    Examples
    --------
    >>> even_out(np.array(["死 全.家！", "I D I O T"]), Spelling("", "", " .")).text
    '死全家!\nidiot'
    """
    flat, starts, _ = flat_points(texts)
    points = _simplified(_lower(_compatible(narrow(flat))), spelling)
    kept = ~_is_never_seen(points) & ~_is_filling(points, points_of(spelling.filling))
    kept &= ~_between_letters(points)
    kept &= ~_between_characters(points, spelling.signs)
    points = np.where(np.isin(points, points_of("\r\n\t\u3000\u00a0")), np.uint32(_SPACE), points)
    points = np.where(points == _BETWEEN_TEXTS, np.uint32(_LINE), points)
    return EvenTexts(one_string(points[kept]), np.flatnonzero(kept), starts, one_string(flat))


def covered(texts: EvenTexts, scope: Scope) -> Flags:
    """Tell for every character of the evened texts whether it lies in the scope of an opener, such as a denial.

    Examples
    --------
    >>> even = even_out(np.array(["不会抓您,就抓他"]), Spelling("", "", " "))
    >>> covered(even, Scope(["不会"], [], ["就"], ",", 9)).nonzero()[0].tolist()
    [2, 3]
    """
    inside = np.zeros(len(texts.text) + 1, dtype=np.int64)
    openers = _spans(texts.text, scope.openers)
    openers = openers[~_touches(openers, _spans(texts.text, scope.voids))]
    stop = _stop(scope)
    for start in openers[:, 1].tolist():  # one turn an opener, not a text: most texts have none
        limit = min(start + scope.reach, len(texts.text))
        end = stop.search(texts.text, start, limit)
        inside[start] += 1
        inside[end.start() if end else limit] -= 1
    is_inside: Flags = np.cumsum(inside)[:-1] > 0
    return is_inside


def find_wording(
    texts: EvenTexts, patterns: Sequence[str], spares: Sequence[str] = (), harmless: Flags | None = None
) -> Found:
    """Find every stretch that a pattern describes and that lies not wholly inside harmless wording.

    Parameters
    ----------
    texts : EvenTexts
        From `even_out`.
    patterns, spares : sequences of str
        Regular expressions that do not reach over a line.
    harmless : bool array, optional
        From `covered`: what ends in it is left out.

    Returns
    -------
    Found
        In the order of the texts; positions count characters of the texts as they were written.

    Examples
    --------
    >>> even = even_out(np.array(["不要骂人", "你这骗 子"]), Spelling("", "", " "))
    >>> [column.tolist() for column in find_wording(even, ["骗子", "骂人"], ["不要骂人"])]
    [[1], [2], [5]]
    """
    spans = _spans(texts.text, patterns)
    spans = spans[~_is_inside(spans, _spans(texts.text, spares))]
    if harmless is not None:
        spans = spans[~harmless[spans[:, 1] - 1]]
    first, last = texts.origin[spans[:, 0]], texts.origin[spans[:, 1] - 1]
    row = np.searchsorted(texts.starts, first, side="right") - 1
    # Empty texts share a start with nobody: each is followed by its own separator.
    return Found(row, first - texts.starts[row], last + 1 - texts.starts[row])


def of_lines(texts: EvenTexts, patterns: Sequence[str], voids: Sequence[str]) -> Flags:
    """Tell for every character whether its text has one of the patterns and none of the voids.

    Examples
    --------
    >>> even = even_out(np.array(["母亲接听", "您母亲接听"]), Spelling("", "", ""))
    >>> of_lines(even, ["接听"], ["您"]).astype(int).tolist()
    [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    """
    line = np.concatenate(([0], np.cumsum(points_of(texts.text) == _LINE)))[: len(texts.text)]
    lines = int(line[-1]) + 1 if line.size else 0
    has = np.zeros(lines, dtype=bool)
    has[line[_spans(texts.text, patterns)[:, 0]]] = True
    has[line[_spans(texts.text, voids)[:, 0]]] = False
    is_line: Flags = has[line]
    return is_line


def _spans(text: str, patterns: Sequence[str]) -> Places:
    if not patterns:
        return np.zeros((0, 2), dtype=np.int64)
    finder = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return np.array([match.span() for match in finder.finditer(text)], dtype=np.int64).reshape(-1, 2)


def _is_inside(spans: Places, outer: Places) -> Flags:
    """Tell which stretches lie wholly inside one of the others; both are sorted and do not overlap among themselves."""
    if not outer.size:
        return np.zeros(len(spans), dtype=bool)
    candidate = np.searchsorted(outer[:, 0], spans[:, 0], side="right") - 1
    inside: Flags = (candidate >= 0) & (spans[:, 1] <= outer[candidate, 1])
    return inside


def _touches(spans: Places, outer: Places) -> Flags:
    """Tell which stretches begin inside one of the others; both are sorted and do not overlap among themselves."""
    if not outer.size:
        return np.zeros(len(spans), dtype=bool)
    candidate = np.searchsorted(outer[:, 0], spans[:, 0], side="right") - 1
    touching: Flags = (candidate >= 0) & (spans[:, 0] < outer[candidate, 1])
    return touching


def _stop(scope: Scope) -> re.Pattern[str]:
    return re.compile("|".join((f"[\n{re.escape(scope.stops)}]", *(f"(?:{end})" for end in scope.ends))))


def _compatible(points: Points) -> Points:
    """Give characters that are another way to write one, such as circled or bold letters, as that one (Unicode NFKC)."""
    rare = points > _ASCII_END
    forms, place = np.unique(points[rare], return_inverse=True)
    twins = [
        normalize("NFKC", chr(form)) if not _SURROGATES[0] <= form <= _SURROGATES[1] else "" for form in forms.tolist()
    ]
    plain = [ord(twin) if len(twin) == 1 else form for twin, form in zip(twins, forms.tolist(), strict=True)]
    even = points.copy()
    even[rare] = np.array(plain, dtype=np.uint32)[place]
    return even


def _is_never_seen(points: Points) -> Flags:
    seen: Flags = np.isin(points, _NEVER_SEEN) | ((points >= _MARKS[0]) & (points <= _MARKS[1]))
    return seen


def _is_picture(points: Points) -> Flags:
    flags: list[Flags] = [(points >= low) & (points <= high) for low, high in _PICTURES]
    is_any: Flags = np.logical_or.reduce(flags)
    return is_any


def _lower(points: Points) -> Points:
    is_capital = (points >= ord("A")) & (points <= ord("Z"))
    return np.where(is_capital, points + np.uint32(ord("a") - ord("A")), points)


def _simplified(points: Points, spelling: Spelling) -> Points:
    if not spelling.traditional:
        return points
    forms, twins = points_of(spelling.traditional), points_of(spelling.simplified)
    order = np.argsort(forms)
    place = np.minimum(np.searchsorted(forms[order], points), forms.size - 1)
    return np.where(forms[order][place] == points, twins[order][place], points)


def _is_filling(points: Points, filling: Points) -> Flags:
    """Tell which characters are filling with a Chinese character as the nearest other one on both sides."""
    is_filling = np.isin(points, filling) | _is_never_seen(points) | _is_picture(points)
    is_han = (points >= _HAN[0]) & (points <= _HAN[1])
    places = np.arange(points.size)
    before = np.maximum.accumulate(np.where(is_filling, -1, places))
    after = np.minimum.accumulate(np.where(is_filling, points.size, places)[::-1])[::-1]
    is_between = (before >= 0) & (after < points.size)
    return is_filling & is_between & is_han[before] & is_han[np.minimum(after, points.size - 1)]


def _between_letters(points: Points) -> Flags:
    """Tell which characters stand between letters that are spelt out one by one."""
    dropped = np.zeros(points.size, dtype=bool)
    spans = [match.span() for match in _SPELT_OUT.finditer(one_string(points))]
    if not spans:
        return dropped
    starts, ends = np.array(spans).T
    edges = np.bincount(starts, minlength=points.size + 1) - np.bincount(ends, minlength=points.size + 1)
    is_letter = (points >= ord("a")) & (points <= ord("z"))
    return (np.cumsum(edges)[: points.size] > 0) & ~is_letter


def _between_characters(points: Points, signs: str) -> Flags:
    """Tell which signs stand between Chinese characters that are set apart one by one."""
    dropped = np.zeros(points.size, dtype=bool)
    if not signs:
        return dropped
    inner = f"[{re.escape(signs)}\\d\\r\\n]{{1,2}}"
    set_apart = re.compile(rf"[一-鿿](?:{inner}[一-鿿]){{3,}}")
    spans = [match.span() for match in set_apart.finditer(one_string(points))]
    if not spans:
        return dropped
    starts, ends = np.array(spans).T
    edges = np.bincount(starts, minlength=points.size + 1) - np.bincount(ends, minlength=points.size + 1)
    is_han = (points >= _HAN[0]) & (points <= _HAN[1])
    return (np.cumsum(edges)[: points.size] > 0) & ~is_han
