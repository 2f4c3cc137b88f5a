"""Score wording by its grams: runs of one to four Chinese characters or English words, each with a learnt weight.

The model is linear, so that each score is the sum of what its grams add, and the grams that decided can be shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.rules.texts import Places
    from arrears.units import Flags

_LINE, _LEFT_OUT = "\n", "□"
_TOKEN = re.compile(r"[㐀-鿿]|[a-z]+(?:'[a-z]+)?|\d+|[^\s\w]|\n")
_LONGEST = 4
_ENDS = str.maketrans(dict.fromkeys("。！？!?；;", _LINE))
FEWEST = 16
"""A text of fewer known grams is scored as if it had so many: two words decide nothing."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ENDINGS = re.compile(r"(?:'s|s|ed|ing)$")
_SHORT = 4
_KEPT = f"{_LINE}{_LEFT_OUT}?!"

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


class Model(NamedTuple):
    """Weights of grams.

    Attributes
    ----------
    grams : uint64 array of shape (m,)
        Fingerprints of the grams, sorted; see `fingerprint`.
    weights : float64 array of shape (m, k)
        What a gram adds to each of the scores.
    base : float64 array of shape (k,)
        Each score of a text without a known gram.
    """

    grams: Hashes
    weights: NDArray[np.float64]
    base: NDArray[np.float64]


class Grams(NamedTuple):
    """The grams of many texts, one entry a gram and text.

    Attributes
    ----------
    row : intp array
        The text.
    gram : uint64 array
        Its fingerprint.
    start, end : int64 arrays
        Where it stands first in the text of all lines: the first character and the one after the last.
    """

    row: Places
    gram: Hashes
    start: Places
    end: Places


def fingerprint(tokens: Sequence[str]) -> int:
    """Give the fingerprint of a gram, the same on every machine.

    Examples
    --------
    >>> fingerprint(["还", "钱"]) == fingerprint(["还", "钱"]) != fingerprint(["钱", "还"])
    True
    """
    value = 0
    for token in tokens:
        value = ((value + 1) * int(_FACTOR) + _code(token)) % 2**64
    return value


def _code(token: str) -> int:
    return crc32(token.encode()) + 1


def tokens_of(text: str) -> list[str]:
    """Give the tokens of a text: each Chinese character, each English word without its ending, digits as one 0, signs as a comma.

    Examples
    --------
    >>> tokens_of("calls you 3 times, 还钱!")
    ['call', 'you', '0', 'time', ',', '还', '钱', '!']
    """
    return [_plain(match[0]) for match in _TOKEN.finditer(text)]


def _plain(written: str) -> str:
    if written[0].isdigit():
        return "0"
    if "a" <= written[0] <= "z":
        return _ENDINGS.sub("", written) if len(written) > _SHORT else written
    return written if written[0].isalnum() or written in _KEPT else ","


def sentences(text: str) -> tuple[str, Places]:
    r"""Give texts that stand one a line with a line for each sentence, and the text of each line.

    Examples
    --------
    >>> parts, of_text = sentences("您好。还钱!快\n好")
    >>> parts, of_text.tolist()
    ('您好\n还钱\n快\n好', [0, 0, 0, 1])
    """
    parts = text.translate(_ENDS)
    ends = np.array([match.start() for match in re.finditer(_LINE, parts)], dtype=np.int64)
    is_text = np.array([text[end] == _LINE for end in ends.tolist()], dtype=np.int64)
    return parts, np.concatenate(([0], np.cumsum(is_text))).astype(np.intp)


def grams_of(text: str, harmless: Flags | None = None) -> Grams:
    r"""Find the grams of texts that stand one a line; a gram that a text has twice counts once.

    Parameters
    ----------
    text : str
        The texts, evened out.
    harmless : bool array, optional
        Characters that are denied or reported: a whole stretch of them is read as one sign.

    Examples
    --------
    >>> found = grams_of("还钱\n还")
    >>> found.row.tolist(), [("还钱\n还")[a:b] for a, b in zip(found.start, found.end, strict=True)]
    ([0, 0, 0, 1], ['还', '还钱', '钱', '还'])
    """
    matches = list(_TOKEN.finditer(text))
    words, place = np.unique(
        np.array([_plain(match[0]) for match in matches] or [_LINE], dtype=object), return_inverse=True
    )
    if not matches:
        place = place[:0]
    codes = np.array([_code(word) for word in words], dtype=np.uint64)[place]
    start = np.array([match.start() for match in matches], dtype=np.int64)
    end = np.array([match.end() for match in matches], dtype=np.int64)
    is_line = np.array([word == _LINE for word in words], dtype=bool)[place]
    row = np.cumsum(is_line) - is_line
    if harmless is not None and start.size:
        covered = harmless[start] & ~is_line
        is_first = covered & ~np.concatenate(([False], covered[:-1] & (row[1:] == row[:-1])))
        codes = np.where(covered, np.uint64(_code(_LEFT_OUT)), codes)
        kept = ~covered | is_first
        codes, start, end, is_line, row = (column[kept] for column in (codes, start, end, is_line, row))
    found = [_runs(length, codes, start, end, is_line, row) for length in range(1, _LONGEST + 1)]
    rows, grams, starts, ends = (np.concatenate(columns) for columns in zip(*found, strict=True))
    order = np.lexsort((starts, grams, rows))
    rows, grams, starts, ends = rows[order], grams[order], starts[order], ends[order]
    is_new = np.ones(rows.size, dtype=bool)
    is_new[1:] = (rows[1:] != rows[:-1]) | (grams[1:] != grams[:-1])
    rows, grams, starts, ends = rows[is_new], grams[is_new], starts[is_new], ends[is_new]
    back = np.lexsort((ends, starts, rows))
    return Grams(rows[back].astype(np.intp), grams[back], starts[back], ends[back])


def _runs(
    length: int, codes: Hashes, start: Places, end: Places, is_line: Flags, row: Places
) -> tuple[Places, Hashes, Places, Places]:
    """Give every run of so many tokens that stays in a text."""
    count = max(codes.size - length + 1, 0)
    gram = np.zeros(count, dtype=np.uint64)
    whole = np.ones(count, dtype=bool)
    with np.errstate(over="ignore"):
        for step in range(length):
            gram = (gram + np.uint64(1)) * _FACTOR + codes[step : step + count]
            whole &= ~is_line[step : step + count]
    return row[:count][whole], gram[whole], start[:count][whole], end[length - 1 : length - 1 + count][whole]


def scores(grams: Grams, model: Model, texts: int) -> tuple[NDArray[np.float64], Places, NDArray[np.float64]]:
    r"""Score texts, and give what each gram adds to the first score.

    Parameters
    ----------
    grams : Grams
        From `grams_of`.
    model : Model
        The weights.
    texts : int
        How many texts there are.

    Returns
    -------
    score : float64 array of shape (texts, k)
        The sum of the weights of a text's known grams over the root of their number, `FEWEST` at least, and the base.
    known : intp array
        Positions in `grams` of those that the model knows.
    adds : float64 array
        What each of these adds to the first score.

    Examples
    --------
    >>> model = Model(np.array([fingerprint(["还", "钱"])], dtype=np.uint64), np.array([[2.0]]), np.array([-1.0]))
    >>> scores(grams_of("还钱\n好"), model, 2)[0].round(2).tolist()
    [[-0.5], [-1.0]]
    """
    at = np.minimum(np.searchsorted(model.grams, grams.gram), max(model.grams.size - 1, 0))
    known = np.flatnonzero(model.grams[at] == grams.gram) if model.grams.size else np.zeros(0, dtype=np.intp)
    row = grams.row[known]
    count = np.bincount(row, minlength=texts)
    share = 1 / np.sqrt(np.maximum(count, FEWEST))
    weights = model.weights[at[known]] * share[row][:, np.newaxis]
    total = np.stack([np.bincount(row, weights=column, minlength=texts) for column in weights.T], axis=1)
    return total + model.base, known, weights[:, 0]


def words_that_decided(
    grams: Grams, known: Places, adds: NDArray[np.float64], rows: Places, most: int
) -> tuple[Places, Places]:
    """Give the stretch from the first to the last of the grams that added most to the score of some texts.

    Parameters
    ----------
    grams, known, adds
        From `grams_of` and `scores`.
    rows : intp array
        Texts, sorted; each has a known gram.
    most : int
        How many grams are looked at.

    Returns
    -------
    start, end : int64 arrays
        One entry a text.
    """
    own = np.flatnonzero(np.isin(grams.row[known], rows) & (adds > 0))
    order = own[np.lexsort((-adds[own], grams.row[known[own]]))]
    row = grams.row[known[order]]
    rank = np.arange(row.size) - np.searchsorted(row, row)
    top = known[order[rank < most]]
    place = np.searchsorted(rows, grams.row[top])
    start, end = np.full(rows.size, np.iinfo(np.int64).max), np.zeros(rows.size, dtype=np.int64)
    np.minimum.at(start, place, grams.start[top])
    np.maximum.at(end, place, grams.end[top])
    return start, end
