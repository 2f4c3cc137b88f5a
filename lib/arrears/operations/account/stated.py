"""What lists state as owed: placements of whole rows, and restatements of many cases by figures alone.

A restatement counts like a placement at its instant. Lists restate thousands of cases a day, so they are kept as they came, and laid
over the placements only where somebody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.rules.tolerance import within_tolerance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Fen, Flags


class Restated(NamedTuple):
    """Restatements in the order in which they count: by instant, those of one instant as they were stored.

    Attributes
    ----------
    instants : datetime64[us] array of shape (m,)
        Local wall-clock time of each.
    placements : tuple of int64 array
        The numbers of the placements that each restates.
    openings : tuple of int64 array
        What is owed on each of them, in fen.
    """

    instants: NDArray[np.datetime64]
    placements: tuple[NDArray[np.int64], ...]
    openings: tuple[Fen, ...]


NOTHING_RESTATED = Restated(np.array([], dtype="datetime64[us]"), (), ())


class Stated:
    """What was stated as owed, sorted once: what counts of each case is then quickly told for any instant.

    Parameters
    ----------
    placements : DataFrame
        ``case_id, at, opening_fen`` and whatever else, rows in the order of the store; with restatements also ``seq``, rising.
    restated : Restated
        What later lists restate of them.

    Examples
    --------
    >>> at = np.array(["2026-03-01", "2026-03-02"], "M8[us]")
    >>> placed = pd.DataFrame({"seq": [1, 7], "case_id": ["A", "A"], "at": at, "opening_fen": [100, 60]})
    >>> later = Restated(np.array(["2026-03-05"], "M8[us]"), (np.array([7]),), (np.array([62]),))
    >>> stated = Stated(placed, later)
    >>> [stated.before(np.datetime64(day))["opening_fen"].tolist() for day in ("2026-03-01", "2026-03-02", "2026-03-09")]
    [[], [100], [62]]
    >>> stated.every()["opening_fen"].tolist()
    [100, 60, 62]
    """

    def __init__(self, placements: pd.DataFrame, restated: Restated = NOTHING_RESTATED) -> None:
        self.placements, self.restated = placements, restated
        self._at = placements["at"].to_numpy("datetime64[us]")
        self._code, cases = pd.factorize(placements["case_id"])
        self._cases = pd.Index(cases)
        self._instants, place = np.unique(self._at, return_inverse=True)
        # One number a row, by case and then by instant; a search among them finds each case's last row before an instant.
        self._step = self._instants.size + 1
        key = self._code.astype(np.int64) * self._step + place
        self._order = np.argsort(key, kind="stable")
        self._key = key[self._order]

    def before(self, until: np.datetime64) -> pd.DataFrame:
        """Give what counts of each case at an instant; what was stated at it or later is not seen.

        Returns
        -------
        DataFrame
            The rows of the placements that count, in the order of their instants, with ``at`` and ``opening_fen`` as last restated.
        """
        reached = np.searchsorted(self._instants, until.astype("datetime64[us]"))
        found = np.searchsorted(self._key, np.arange(len(self._cases), dtype=np.int64) * self._step + reached) - 1
        # Where a case has no row before the instant, the search ends among those of the case before it.
        own = (found >= 0) & (self._key[np.maximum(found, 0)] // self._step == np.arange(len(self._cases)))
        rows = self._order[found[own]]
        rows = rows[np.lexsort((rows, self._at[rows]))]
        table: pd.DataFrame = self.placements.iloc[rows]
        seen = int(np.searchsorted(self.restated.instants, until.astype("datetime64[us]")))
        if not seen or table.empty:
            return table
        at, opening = self._at[rows].copy(), table["opening_fen"].to_numpy(dtype=np.int64).copy()
        asked = np.full(len(self.placements), -1)
        asked[rows] = np.arange(rows.size)
        open_ = np.ones(rows.size, dtype=np.bool_)
        for number in range(seen - 1, -1, -1):
            row, there = self._rows_of(number)
            place = np.where(there, asked[row], -1)
            new = (place >= 0) & open_[place]
            at[place[new]], opening[place[new]] = self.restated.instants[number], self.restated.openings[number][new]
            open_[place[new]] = False
            if not open_.any():
                break
        return table.assign(at=at, opening_fen=opening)

    def every(self, cases: Flags | None = None) -> pd.DataFrame:
        """Give every statement, a row a placement or restatement of it; of some cases where told (a flag a case of `codes`)."""
        parts = [(np.arange(len(self.placements)), self._at, self.placements["opening_fen"].to_numpy(dtype=np.int64))]
        for number, at in enumerate(self.restated.instants):
            row, there = self._rows_of(number)
            parts.append((row[there], np.full(int(there.sum()), at), self.restated.openings[number][there]))
        if cases is not None:
            parts = [tuple(column[cases[self._code[part[0]]]] for column in part) for part in parts]  # type: ignore[misc]  # three arrays each
        row, at, opening = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        table: pd.DataFrame = self.placements.iloc[row].reset_index(drop=True)
        return table.assign(at=at, opening_fen=opening)

    def near_nothing(self, moves: pd.DataFrame, residue_fen: int) -> pd.DataFrame:
        """Give every statement on the cases that can have owed nothing at some time: the others were never paid, nor stated so low.

        Parameters
        ----------
        moves : DataFrame
            With ``case_id``: what moved, as `arrears.operations.account.position.Account.moves` gives it.
        residue_fen : int
            Policy value: a rest of as much as this keeps no case open (CN-P5).
        """
        near = np.zeros(len(self._cases), dtype=np.bool_)
        moved = self._cases.get_indexer(pd.Index(moves["case_id"].unique()))
        near[moved[moved >= 0]] = True
        near[self._code[within_tolerance(self.placements["opening_fen"].to_numpy(dtype=np.int64), residue_fen)]] = True
        for number, opening in enumerate(self.restated.openings):
            low = within_tolerance(opening, residue_fen)
            if low.any():
                row, there = self._rows_of(number)
                near[self._code[row[low & there]]] = True
        return self.every(near)

    def _rows_of(self, number: int) -> tuple[Codes, Flags]:
        """Give the row of each placement that a restatement names, and whether there is one."""
        seqs, named = self.placements["seq"].to_numpy(dtype=np.int64), self.restated.placements[number]
        row = np.minimum(np.searchsorted(seqs, named), max(seqs.size - 1, 0))
        return row, seqs[row] == named if seqs.size else np.zeros(named.size, dtype=np.bool_)
