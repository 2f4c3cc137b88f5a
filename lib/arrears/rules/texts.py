"""Many texts as one long array of code points, so that a rule reads all characters of all rows at once."""

from __future__ import annotations

import unicodedata
from math import isnan
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Texts: TypeAlias = NDArray[Any]
"""Texts, ``str_`` or ``object``; None and NaN are read as empty."""
Points: TypeAlias = NDArray[np.uint32]
"""Code points."""
Places: TypeAlias = NDArray[np.int64]
"""Positions in an array of code points."""

_BETWEEN = "\uffff"  # No text holds it: Unicode keeps it free of meaning for uses like this.
_ASCII_END = 0x7F
_FULL_WIDTH = (0xFF01, 0xFF5E, 0xFEE0)
"""First and last full-width form of an ASCII character, and how far it is from its twin."""


def points_of(characters: str) -> Points:
    """Give the code points of a string."""
    return np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def narrow(points: Points) -> Points:
    """Give full-width forms as their ASCII twins."""
    low, high, shift = _FULL_WIDTH
    return np.where((points >= low) & (points <= high), points - np.uint32(shift), points)


def plain_digits(points: Points) -> Points:
    """Give full-width forms as their ASCII twins, and the digits of any script as ASCII digits.

    >>> "".join(map(chr, plain_digits(points_of("１3９٠①"))))
    '13901'
    """
    narrowed = narrow(points)
    strange = narrowed > _ASCII_END
    if not strange.any():
        return narrowed
    letters, where = np.unique(narrowed[strange], return_inverse=True)
    digits = np.array([unicodedata.digit(chr(letter), -1) for letter in letters], dtype=np.int64)
    out = narrowed.copy()
    out[strange] = np.where(digits >= 0, digits + ord("0"), letters).astype(np.uint32)[where]
    return out


def places_of(starts: Places, ends: Places) -> tuple[Places, Places]:
    """Give the place of every character of every stretch, and whose it is."""
    lengths = ends - starts
    owner = np.repeat(np.arange(starts.size), lengths)
    return np.arange(owner.size) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths), owner


def flat_points(texts: Texts) -> tuple[Points, Places, Places]:
    """Give all texts as code points, one after the other, and where each starts and ends.

    Raises
    ------
    ValueError
        If a value is neither text nor missing; it is not quoted, for it may be somebody's number.

    Examples
    --------
    >>> flat, starts, ends = flat_points(np.array(["张三", None, "李"], dtype=object))
    >>> starts.tolist(), ends.tolist()
    ([0, 3, 4], [2, 3, 5])
    """
    texts = np.asarray(texts)
    if texts.dtype.kind not in "OUT":
        raise ValueError(f"texts to mask must be text, not {texts.dtype}; read ids, phones and cards as text (CN-MASK)")
    words = texts.ravel().tolist()
    try:
        joined = _BETWEEN.join(words)
    except TypeError:  # not all are texts
        words = _without_missing(texts).ravel().tolist()
        joined = _BETWEEN.join(words)
    if joined.count(_BETWEEN) > max(len(words) - 1, 0):
        raise ValueError("a text holds the character U+FFFF, which is no character; remove it (CN-MASK)")
    flat = points_of(joined)
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    starts = np.cumsum(lengths + 1) - lengths - 1
    return flat, starts, starts + lengths


def _without_missing(texts: Texts) -> Texts:
    is_text = np.asarray(np.frompyfunc(lambda value: isinstance(value, str), 1, 1)(texts), dtype=bool)
    is_missing = np.asarray(np.frompyfunc(_is_missing, 1, 1)(texts), dtype=bool)
    if (wrong := ~is_text & ~is_missing).any():
        # The value itself may be a person's number: only its type is told.
        kind = type(texts[wrong].flat[0]).__name__
        raise ValueError(f"texts to mask must be text, not {kind}; read ids, phones and cards as text (CN-MASK)")
    return np.where(is_text, texts, "")


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ in {"NAType", "NaTType"} or (isinstance(value, float) and isnan(value))


def one_string(flat: Points) -> str:
    """Give all texts as one string whose positions are those of the array; no number or word reaches over two texts."""
    return flat.tobytes().decode("utf-32-le", "surrogatepass")


def texts_of(flat: Points, like: Texts) -> Texts:
    """Give the texts back in the shape and, for ``object``, the kind of array in which they came."""
    like = np.asarray(like)
    if like.size == 0:
        return like.copy()
    words = one_string(flat).split(_BETWEEN)
    return np.array(words, dtype=object if like.dtype.kind == "O" else np.str_).reshape(like.shape)
