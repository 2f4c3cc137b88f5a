"""A table that is sorted, filtered, paged and selected here, so that only the page in sight travels to the screen.

Selection is by key, never by row number, and survives sorting, filtering and new data. Nothing here knows of widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.panels.shell.grid.columns import Column, Index, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from arrears.units import Flags

FACET_LIMIT = 60
"""Most values that a filter offers as a list."""


@dataclass(frozen=True)
class Sort:
    """Which column a grid is sorted by."""

    name: str
    descending: bool = False


class Grid:
    """The state of one grid.

    Parameters
    ----------
    table : DataFrame
        One row a thing; amounts int64 fen, days datetime64, the rest text or numbers.
    columns : sequence of Column
        What is shown, in order.
    key : str
        Column of distinct texts that names each row.
    size : int
        Rows of a page.

    Raises
    ------
    ValueError
        If a key is missing or stands there twice, or a column is not in the table.

    Examples
    --------
    >>> cases = pd.DataFrame({"case_id": ["C1", "C2", "C3"], "due_fen": [100, 300, 200], "stage": ["S1", "S2", "S1"]})
    >>> grid = Grid(cases, [Column("case_id", "案件", "Case"), Column("due_fen", "应还", "Due", "money"),
    ...                     Column("stage", "阶段", "Stage", filter="values")])
    >>> grid.sort("due_fen", descending=True)
    >>> grid.choose("stage", {"S1"})
    >>> grid.select_matching()
    >>> grid.selected_keys(), [row["cells"][1] for row in grid.page("zh")["rows"]]
    (['C1', 'C3'], ['2.00', '1.00'])
    """

    def __init__(self, table: pd.DataFrame, columns: Sequence[Column], *, key: str = "case_id", size: int = 50) -> None:
        self.columns = tuple(columns)
        self.key = key
        self.size = size
        self.offset = 0
        self.query = ""
        self.by: Sort | None = None
        self._chosen: dict[str, frozenset[str]] = {}
        self._between: dict[str, tuple[float | None, float | None]] = {}
        self._adopt(table)
        self._selected: Flags = np.zeros(len(table), dtype=np.bool_)
        self._view = self._find()

    def replace(self, table: pd.DataFrame) -> None:
        """Show other data under the same filters; what was selected and is still there stays selected."""
        keep = self.selected_keys()
        self._adopt(table)
        self._selected = np.zeros(len(table), dtype=np.bool_)
        self.select(keep)
        self._refind(self.offset)

    def _adopt(self, table: pd.DataFrame) -> None:
        missing = [name for name in (self.key, *(column.name for column in self.columns)) if name not in table]
        if missing:
            raise ValueError(f"the table has no column {missing[0]!r}; it has {', '.join(map(str, table.columns))}")
        self._keys = pd.Index(table[self.key].astype("str"))
        if not self._keys.is_unique or self._keys.hasnans:
            raise ValueError(f"each {self.key} must stand there once and be known; correct the table")
        self._indexes = {column.name: Index.of(table[column.name], column) for column in self.columns}

    # --- what is in sight -------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """Rows in the table."""
        return len(self._keys)

    @property
    def matching(self) -> int:
        """Rows that match the filters."""
        return int(self._view.size)

    def sort(self, name: str, *, descending: bool | None = None) -> None:
        """Sort by a column; the same column again turns the order round. What is missing stands last either way."""
        index = self._indexes[name]
        if descending is None:
            descending = self.by is not None and self.by.name == name and not self.by.descending
        self.by = Sort(index.column.name, descending)
        self._refind(0)

    def search(self, text: str) -> None:
        """Keep rows in which every word of a text stands in some column."""
        self.query = text.strip()
        self._refind(0)

    def choose(self, name: str, values: Collection[str]) -> None:
        """Keep rows whose column has one of some values; no values keep all."""
        self._chosen = {**self._chosen, name: frozenset(values)}
        if not values:
            del self._chosen[name]
        self._refind(0)

    def between(self, name: str, low: float | None = None, high: float | None = None) -> None:
        """Keep rows whose column is within bounds, both included; amounts in yuan. Without bounds all are kept."""
        self._between = {**self._between, name: (low, high)}
        if low is None and high is None:
            del self._between[name]
        self._refind(0)

    def clear_filters(self) -> None:
        """Keep all rows."""
        self.query, self._chosen, self._between = "", {}, {}
        self._refind(0)

    def turn_to(self, offset: int) -> None:
        """Show the page that has the row at an offset."""
        last = max(self.matching - 1, 0) // self.size * self.size
        self.offset = min(max(offset, 0) // self.size * self.size, last)

    def _refind(self, offset: int) -> None:
        self._view = self._find()
        self.turn_to(offset)

    def _find(self) -> NDArray[np.intp]:
        keep = self._kept()
        if self.by is None:
            return np.arange(self.total, dtype=np.intp) if keep is None else np.flatnonzero(keep)
        order = self._indexes[self.by.name].order(descending=self.by.descending)
        return order if keep is None else order[keep[order]]

    def _kept(self, besides: str = "") -> Flags | None:
        """Say which rows the filters keep, those of one column left out; None for all."""
        parts = [self._indexes[name].among(values) for name, values in self._chosen.items() if name != besides]
        parts += [self._indexes[name].between(*ends) for name, ends in self._between.items() if name != besides]
        for word in self.query.split():
            parts.append(self._having(word))
        if not parts:
            return None
        kept: Flags = np.logical_and.reduce(parts)
        return kept

    def _having(self, word: str) -> Flags:
        found = np.zeros(self.total, dtype=np.bool_)
        for index in self._indexes.values():
            if index.column.kind in {"text", "word"}:
                found |= index.containing(word)
        return found

    # --- selection --------------------------------------------------------------------------------------------------

    def select(self, keys: Iterable[str], *, on: bool = True) -> None:
        """Select rows by key, or no longer; keys that are not there are left out."""
        places = self._keys.get_indexer(pd.Index(list(keys), dtype="str"))
        self._selected[places[places >= 0]] = on

    def select_matching(self, *, on: bool = True) -> None:
        """Select all that match the filters, on whatever page, or no longer."""
        self._selected[self._view] = on

    def clear_selection(self) -> None:
        """Select nothing."""
        self._selected[:] = False

    @property
    def selected(self) -> int:
        """How many rows are selected, in sight or not."""
        return int(self._selected.sum())

    def selected_keys(self) -> list[str]:
        """Give the keys of what is selected, in the table's order."""
        keys: list[str] = self._keys[self._selected].tolist()
        return keys

    # --- what travels -----------------------------------------------------------------------------------------------

    def page(self, lang: str) -> dict[str, Any]:
        """Give the page in sight as plain values: rows with key, whether selected, and cells as texts."""
        places = self._view[self.offset : self.offset + self.size]
        cells = [self._indexes[column.name].texts(places, lang) for column in self.columns]
        rows = [
            {"key": key, "selected": bool(chosen), "cells": list(row)}
            for key, chosen, *row in zip(self._keys[places], self._selected[places], *cells, strict=True)
        ]
        return {
            "rows": rows,
            "total": self.total,
            "matching": self.matching,
            "selected": self.selected,
            "selected_matching": int(self._selected[self._view].sum()),
            "offset": self.offset,
            "size": self.size,
            "query": self.query,
            "sort": self.by.name if self.by else "",
            "descending": bool(self.by and self.by.descending),
        }

    def headings(self, lang: str) -> list[dict[str, Any]]:
        """Give the columns as plain values: name, label, kind, filter."""
        return [
            {"name": column.name, "label": column.label(lang), "kind": column.kind, "filter": column.filter}
            for column in self.columns
        ]

    def facets(self, lang: str) -> dict[str, Any]:
        """Give what the filters offer: for values how many rows each would keep beside the other filters; for ranges their bounds."""
        offered: dict[str, Any] = {}
        for column in self.columns:
            index = self._indexes[column.name]
            if column.filter == "values":
                counts = index.counts(self._kept(besides=column.name))
                chosen = self._chosen.get(column.name, frozenset())
                offered[column.name] = {
                    "values": [
                        {"value": value, "label": shown(column, value, lang), "count": count, "on": value in chosen}
                        for value, count in counts[:FACET_LIMIT]
                    ],
                    "more": max(len(counts) - FACET_LIMIT, 0),
                }
            elif column.filter == "range":
                low, high = self._between.get(column.name, (None, None))
                offered[column.name] = {"low": low, "high": high}
        return offered
