"""Read the team: who is there, how much each can take, and which requirement rules out whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import dates, texts
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from arrears.units import Codes, Fen, Flags

UNLIMITED = 2**31 - 1
"""Capacity of a collector whose row names none."""
SKILLS = {
    "legal": both("operations.assignment.team.legal"),
    "hardship": both("operations.assignment.team.hardship"),
    "complaints": both("operations.assignment.team.complaints"),
}
"""Words for the skills that the house's policy asks for; other words stand as they are."""
_SEPARATORS = r"[;；、,，]"


@dataclass(frozen=True)
class Team:
    """The collectors, in the order of their table.

    Attributes
    ----------
    names, teams : object array of shape (k,)
    share : float64 array of shape (k,)
        Part of all work that is fair, adding up to 1 over those present; 0 for the absent.
    capacity : int64 array of shape (k,)
        Most cases, `UNLIMITED` where none is named; 0 for the absent.
    present : bool array of shape (k,)
    back_on : datetime64[D] array of shape (k,)
        Day on which somebody absent is back, where it is known.
    skills, languages, regions, conflicts : tuple of frozenset, or None
        None where the table has no such column, which is then not checked.
    """

    names: NDArray[np.object_]
    teams: NDArray[np.object_]
    share: NDArray[np.float64]
    capacity: Fen
    present: Flags
    back_on: NDArray[np.datetime64]
    skills: tuple[frozenset[str], ...] | None
    languages: tuple[frozenset[str], ...] | None
    regions: tuple[frozenset[str], ...] | None
    conflicts: tuple[frozenset[str], ...] | None

    def having(self, fits: Callable[[frozenset[str]], bool], kind: tuple[frozenset[str], ...]) -> Flags:
        """Tell whose entry fits."""
        return np.fromiter((fits(entry) for entry in kind), dtype=np.bool_, count=len(kind))


def read_team(collectors: pd.DataFrame, on: date, default_language: str) -> Team:
    """Read the collectors' table.

    Parameters
    ----------
    collectors : DataFrame
        ``collector``; where they are known ``team``, ``share`` (1 for full time), ``capacity`` (cases), ``skills``,
        ``languages``, ``regions``, ``conflicts`` (customer or case ids; all four separated by ";"), ``absent_from`` and
        ``absent_until`` (both days included).
    on : date
        The day of the assignment.
    default_language : str
        What somebody speaks whose row names no language.

    Raises
    ------
    ValueError
        If a name is missing or twice there, a share or a capacity is none, or nobody is present.

    Examples
    --------
    >>> from datetime import date
    >>> table = pd.DataFrame({"collector": ["王芳", "李伟"], "share": [1, 0.5], "skills": ["legal;hardship", None]})
    >>> team = read_team(table, date(2026, 11, 23), "zh")
    >>> team.share.round(3).tolist(), sorted(team.skills[0])
    ([0.667, 0.333], ['hardship', 'legal'])
    """
    # A column that is empty altogether may have come as numbers.
    days = {key: pd.to_datetime(collectors[key]) for key in ("absent_from", "absent_until") if key in collectors}
    collectors = collectors.astype(object).assign(**days)
    names = texts(collectors, "collector")
    again = pd.Series(names).duplicated().to_numpy()
    if not names.size or (names == "").any() or again.any():
        what = f"{names[again][0]!r} stands there again" if again.any() else "one has no name, or there is none"
        raise ValueError(f"collectors must have the column collector, each name once; {what}; correct the table")
    first, last = dates(collectors, "absent_from"), dates(collectors, "absent_until")
    day = np.datetime64(on, "D")
    away = ~(np.isnat(first) & np.isnat(last)) & ~(first > day) & ~(last < day)
    share = _numbers(collectors, "share", 1.0)
    away |= share == 0
    if away.all():
        raise ValueError(
            f"nobody of {names.size} collectors is present on {on} with a share above 0; "
            "correct absent_from, absent_until and share"
        )
    share = np.where(away, 0.0, share)
    capacity = np.minimum(_numbers(collectors, "capacity", UNLIMITED), UNLIMITED).astype(np.int64)
    return Team(
        names=names,
        teams=texts(collectors, "team"),
        share=share / share.sum(),
        capacity=np.where(away, 0, capacity),
        present=~away,
        back_on=last + 1,
        skills=_sets(collectors, "skills"),
        languages=_sets(collectors, "languages", default_language),
        regions=_sets(collectors, "regions"),
        conflicts=_sets(collectors, "conflicts"),
    )


def _numbers(table: pd.DataFrame, key: str, otherwise: float) -> NDArray[np.float64]:
    if key not in table:
        return np.full(len(table), otherwise)
    numbers = pd.to_numeric(table[key], errors="coerce")
    bad = (numbers.isna() & table[key].notna()) | (numbers < 0) | np.isinf(numbers.astype(float))
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise ValueError(f"collectors, row {row}, {key}: {table[key].iloc[row]!r} must be a number of at least 0")
    filled: NDArray[np.float64] = numbers.fillna(otherwise).to_numpy(dtype=np.float64)
    return filled


def _sets(table: pd.DataFrame, key: str, otherwise: str | None = None) -> tuple[frozenset[str], ...] | None:
    if key not in table:
        return None
    return tuple(words_of(cell) or frozenset([otherwise] if otherwise else []) for cell in texts(table, key))


def words_of(cell: str) -> frozenset[str]:
    """Give the words of a cell that are separated by semicolons or commas.

    Examples
    --------
    >>> sorted(words_of("legal；hardship"))
    ['hardship', 'legal']
    """
    parts = pd.Series([cell]).str.split(_SEPARATORS, regex=True).iloc[0]
    return frozenset(part.strip() for part in parts if part.strip())


def position_of(team: Team, wanted: NDArray[np.object_]) -> Codes:
    """Give each name's position in the team, -1 where it is none."""
    places: Codes = pd.Index(team.names).get_indexer(pd.Index(wanted))
    return places
