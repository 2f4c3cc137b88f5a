"""The columns of a grid: how each is shown, and an index that makes sorting, searching and filtering quick at a million rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from arrears.units import Flags

Kind = Literal["text", "word", "number", "money", "date", "share"]
_FEW = 20_000
"""Up to so many distinct texts, a search looks through them and not through the rows."""


@dataclass(frozen=True)
class Column:
    """How a column is shown.

    Attributes
    ----------
    name : str
        In the table.
    zh, en : str
        Heading.
    kind : str
        ``text``; ``word`` (a text of few values); ``number``; ``money`` (int64 fen, shown as yuan); ``date``; ``share`` (shown as %).
    filter : str
        ``""`` none, ``values`` (a list of its values) or ``range``.
    words : mapping, optional
        Chinese and English word of each value: the value itself is what filters take.
    """

    name: str
    zh: str
    en: str
    kind: Kind = "text"
    filter: Literal["", "values", "range"] = ""
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def label(self, lang: str) -> str:
        """Give the heading in a language."""
        return self.en if lang == "en" else self.zh


def shown(column: Column, value: str, lang: str) -> str:
    """Give the word that people see for a text value.

    >>> shown(Column("stage", "阶段", "Stage", words={"S1": ("提醒", "reminder")}), "S1", "zh")
    '提醒'
    """
    pair = column.words.get(value)
    return value if pair is None else pair[lang == "en"]


@dataclass
class Index:
    """One column's values, ready to be searched.

    Attributes
    ----------
    values : array
        Text columns: position of each row's text in ``labels``, -1 where missing. Others: the numbers or days themselves.
    labels : tuple of str
        The distinct texts in the order in which they sort; empty for other kinds.
    missing : bool array or None
        Which rows have no value; None if all have one.
    """

    column: Column
    values: NDArray[Any]
    labels: tuple[str, ...]
    missing: Flags | None
    _order: NDArray[np.intp] | None = None
    _bytes: NDArray[np.bytes_] | None = None

    @classmethod
    def of(cls, series: pd.Series[Any], column: Column) -> Index:
        """Make the index of a column."""
        if column.kind in {"text", "word"}:
            codes, found = pd.factorize(series, use_na_sentinel=True)
            texts = [str(text) for text in found]
            # GB 18030 has the common characters in the order of their pronunciation, as Chinese readers sort them.
            encoded = [text.encode("gb18030", "replace") for text in texts]
            order = sorted(range(len(texts)), key=encoded.__getitem__)
            rank = np.empty(len(texts) + 1, dtype=np.int32)
            rank[order] = np.arange(len(texts), dtype=np.int32)
            rank[-1] = -1
            values = rank[codes]
            return cls(column, values, tuple(texts[place] for place in order), _some(values < 0))
        if column.kind == "date":
            days = series.to_numpy(dtype="datetime64[D]")
            return cls(column, days, (), _some(np.isnat(days)))
        missing = series.isna().to_numpy()
        whole = column.kind == "money" or pd.api.types.is_integer_dtype(series.dtype)
        numbers = series.fillna(0).to_numpy(dtype=np.int64 if whole else np.float64)
        return cls(column, numbers, (), _some(missing))

    def order(self, *, descending: bool) -> NDArray[np.intp]:
        """Give the rows in order; what is missing stands last."""
        if self._order is None:
            self._order = np.argsort(self.values, kind="stable")
            if self.missing is not None:
                away = self.missing[self._order]
                self._order = np.concatenate([self._order[~away], self._order[away]])
        known = self.values.size - (0 if self.missing is None else int(self.missing.sum()))
        if not descending:
            return self._order
        return np.concatenate([self._order[:known][::-1], self._order[known:]])

    def among(self, values: Collection[str]) -> Flags:
        """Say which rows have one of some texts; the empty text stands for what is missing."""
        wanted = np.fromiter((label in values for label in (*self.labels, "")), np.bool_, len(self.labels) + 1)
        kept: Flags = wanted[self.values]
        return kept

    def between(self, low: float | None, high: float | None) -> Flags:
        """Say which rows are within bounds; amounts are given in yuan."""
        times = FEN_IN_YUAN if self.column.kind == "money" else 1
        kept = np.ones(self.values.size, dtype=np.bool_) if self.missing is None else ~self.missing
        if low is not None:
            kept &= self.values >= round(low * times, 6)
        if high is not None:
            kept &= self.values <= round(high * times, 6)
        return kept

    def containing(self, word: str) -> Flags:
        """Say which rows have a word in their text, as it is stored or as it is shown."""
        word = word.casefold()
        labels = self.labels
        if len(labels) <= _FEW:
            said = (" ".join((label, *self.column.words.get(label, ()))).casefold() for label in labels)
            hits = np.fromiter((word in text for text in said), np.bool_, len(labels))
        else:
            if self._bytes is None:
                self._bytes = np.array([label.casefold().encode() for label in labels])
            hits = np.strings.find(self._bytes, word.encode()) >= 0
        found: Flags = np.append(hits, False)[self.values]
        return found

    def counts(self, kept: Flags | None) -> list[tuple[str, int]]:
        """Count the rows of each text among those kept, in the order in which the texts sort; what is missing comes last."""
        values = self.values if kept is None else self.values[kept]
        counted = np.bincount(values + 1, minlength=len(self.labels) + 1).tolist()
        pairs = list(zip(self.labels, counted[1:], strict=True))
        return [*pairs, ("", counted[0])] if self.missing is not None else pairs

    def texts(self, rows: NDArray[np.intp], lang: str) -> list[str]:
        """Give rows as people read them."""
        values = self.values[rows].tolist()
        gone = [False] * len(values) if self.missing is None else self.missing[rows].tolist()
        if self.labels or self.column.kind in {"text", "word"}:
            return ["" if value < 0 else shown(self.column, self.labels[value], lang) for value in values]
        return ["" if away else self._text(value) for value, away in zip(values, gone, strict=True)]

    def _text(self, value: float | date) -> str:
        kind = self.column.kind
        if not isinstance(value, int | float):
            return value.isoformat()
        if kind == "money":
            sign, fen = ("-" if value < 0 else ""), abs(int(value))
            return f"{sign}{fen // FEN_IN_YUAN:,}.{fen % FEN_IN_YUAN:02d}"
        if kind == "share":
            return f"{value:.1%}"
        return f"{value:,}" if float(value).is_integer() else f"{value:,.1f}"


def _some(missing: Flags) -> Flags | None:
    return missing if missing.any() else None
