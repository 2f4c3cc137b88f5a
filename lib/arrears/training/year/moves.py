"""Moves between ages within a month: counted from real accounts, and as chances that a decision tilts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

MONTHS = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2")
"""Columns of months late, April to August; September (``PAY_0``) is coded otherwise and left out."""
AGES = 8
"""M0 to M7+."""


def ages_of(months_late: NDArray[np.int64]) -> Counts:
    """Give the age of months late as that source codes them: 1 and 2 are the first missed payment.

    Examples
    --------
    >>> ages_of(np.array([-2, 0, 1, 2, 3, 8])).tolist()
    [0, 0, 1, 1, 2, 7]
    """
    return np.where(months_late <= 0, 0, np.where(months_late <= 2, 1, months_late - 1)).astype(np.int64)  # noqa: PLR2004


def counted_moves(clients: pd.DataFrame) -> Counts:
    """Count the moves of the published card holders.

    Parameters
    ----------
    clients : DataFrame
        With the columns `MONTHS`.

    Returns
    -------
    int64 array of shape (8, 8)
        A row an age at the beginning, a column an age at the end.

    Examples
    --------
    >>> clients = pd.DataFrame([[0, 2, 3, 0, 0]], columns=MONTHS)
    >>> counted_moves(clients)[0].tolist()[:2], int(counted_moves(clients)[2, 0])
    ([1, 1], 1)
    """
    counts = np.zeros((AGES, AGES), dtype=np.int64)
    ages = [ages_of(clients[name].to_numpy(dtype=np.int64)) for name in MONTHS]
    for before, after in pairwise(ages):
        np.add.at(counts, (before, after), 1)
    return counts


def read_moves(path: Path) -> Counts:
    """Read counts of moves: a table of 8 rows and 8 columns without headings, or card holders as the source of the default has them.

    Raises
    ------
    ArrearsError
        If it cannot be read, or is neither.
    """
    try:
        table = pd.read_csv(path, header=None)
        if str(table.iloc[0, 0]).strip().upper() == "ID":
            return counted_moves(pd.read_csv(path, usecols=list(MONTHS)))
        counts = table.to_numpy(dtype=np.float64)
    except OSError as error:
        raise ArrearsError(both("training.year.unreadable", file=path.name, reason=error.strerror)) from error
    except (ValueError, IndexError) as error:
        raise ArrearsError(both("training.year.no_counts", file=path.name)) from error
    whole = np.isfinite(counts) & (counts >= 0) & (counts % 1 == 0)
    if counts.shape != (AGES, AGES) or not whole.all() or (counts.sum(axis=1) == 0).any():
        raise ArrearsError(both("training.year.no_counts", file=path.name))
    return counts.astype(np.int64)


def chances(counts: Counts) -> Floats:
    """Give each row's shares.

    >>> chances(np.array([[3, 1], [1, 1]])).tolist()
    [[0.75, 0.25], [0.5, 0.5]]
    """
    shares: Floats = counts / counts.sum(axis=1, keepdims=True)
    return shares


def tilted(rows: Floats, ages: Counts, lift: Floats) -> Floats:
    """Tilt each account's chances of improving; a lift of 0 leaves them as they are.

    Parameters
    ----------
    rows : float64 array of shape (n, k)
        Each account's chances of each age at the month's end.
    ages : int64 array of shape (n,)
        Its age at the beginning.
    lift : float64 array of shape (n,)
        Added to the logarithm of the odds that it improves, which is to become younger; from M0 nothing can improve.

    Returns
    -------
    float64 array of shape (n, k)
        What remains of each row is shared out as before.

    Examples
    --------
    >>> row = np.array([[0.2, 0.6, 0.2]])
    >>> tilted(row, np.array([1]), np.array([0.0])).round(3).tolist()
    [[0.2, 0.6, 0.2]]
    >>> tilted(row, np.array([1]), np.array([1.0])).round(3).tolist()
    [[0.405, 0.447, 0.149]]
    """
    younger = np.arange(rows.shape[1]) < ages[:, np.newaxis]
    improves = (rows * younger).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = improves / (1 - improves) * np.exp(lift)
        wanted = np.where(improves >= 1, 1.0, odds / (1 + odds))
        up = np.where(improves > 0, wanted / improves, 0.0)
        down = np.where(improves < 1, (1 - wanted) / (1 - improves), 0.0)
    return np.where(younger, rows * up[:, np.newaxis], rows * down[:, np.newaxis])


def drawn(rows: Floats, draw: Floats) -> Counts:
    """Give the age that each account moves to, by one number from 0 to 1 each; a smaller number is a younger age.

    >>> drawn(np.array([[0.2, 0.6, 0.2]] * 3), np.array([0.1, 0.5, 0.9])).tolist()
    [0, 1, 2]
    """
    over = draw[:, np.newaxis] >= np.cumsum(rows, axis=1)
    reached: Counts = np.minimum(over.sum(axis=1), rows.shape[1] - 1).astype(np.int64)
    return reached


def settled_mix(shares: Floats, written_off: float) -> Floats:
    """Give the mix of ages that a portfolio keeps, where a part of the oldest is written off and replaced by current accounts.

    >>> mix = settled_mix(np.array([[0.9, 0.1], [0.5, 0.5]]), 0.0)
    >>> mix.round(4).tolist()
    [0.8333, 0.1667]
    """
    step = shares.copy()
    step[:, 0] += step[:, -1] * written_off
    step[:, -1] *= 1 - written_off
    mix = np.full(len(step), 1 / len(step))
    for _ in range(2_000):
        mix = mix @ step
    settled: Floats = mix / mix.sum()
    return settled
