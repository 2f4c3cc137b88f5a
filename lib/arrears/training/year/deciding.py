"""What a lead decides for a month: whom to call first, how many collectors, in which tone, with which offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.errors import ArrearsError
from arrears.notations import NotationError, read_toml
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.policy.records import VirtualYear

STRATEGIES = ("even", "early", "late", "large")
"""Whom the calls go to first: everybody alike, the youngest, the oldest, the largest balances."""
_MOST_COLLECTORS = 10_000
_LEAST_FACTOR, _MOST_FACTOR = 0.7, 1.4
_QUARTER = 3


@dataclass(frozen=True)
class Decision:
    """A month's decisions.

    Attributes
    ----------
    strategy, tone, offer : str
        Keys of `STRATEGIES` and of the policy's tones and offers.
    collectors : int, optional
        How many are wanted; as many as the load asks for unless said.
    coverage : float
        Times the collectors that the load asks for, where none are said.
    """

    strategy: str
    tone: str
    offer: str
    collectors: int | None = None
    coverage: float = 1.0


def usual(year: VirtualYear) -> Decision:
    """Give the house's default: everybody alike, the first tone, the first offer, as many collectors as the load asks for."""
    return Decision(STRATEGIES[0], year.tones[0].key, year.offers[0].key)


def rival(year: VirtualYear, months: int, seed: int) -> list[Decision]:
    """Give the decisions of a rival, who changes course each quarter as a seed has it."""
    rng = np.random.default_rng([seed, 1])
    tones, offers = [each.key for each in year.tones], [each.key for each in year.offers]
    decided = []
    for month in range(months):
        if month % _QUARTER == 0:
            factor = float(rng.uniform(_LEAST_FACTOR, _MOST_FACTOR))
            own = Decision(
                str(rng.choice(STRATEGIES)), str(rng.choice(tones)), str(rng.choice(offers)), coverage=round(factor, 2)
            )
        decided.append(own)
    return decided


def checked(decision: Decision, year: VirtualYear, where: str) -> Decision:
    """Refuse a decision that names what there is not.

    Raises
    ------
    ArrearsError
        Naming where it stands, the value, and what may be chosen.
    """
    known = {
        "strategy": STRATEGIES,
        "tone": tuple(each.key for each in year.tones),
        "offer": tuple(each.key for each in year.offers),
    }
    for key, words in known.items():
        value = getattr(decision, key)
        if value not in words:
            raise ArrearsError(both("training.year.no_such", where=where, key=key, value=value, known=", ".join(words)))
    count = decision.collectors
    if count is not None and (
        isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _MOST_COLLECTORS
    ):
        raise ArrearsError(both("training.year.collectors", where=where, value=count, most=_MOST_COLLECTORS))
    return decision


def read_decisions(path: Path, year: VirtualYear, months: int) -> list[Decision]:
    """Read a file of decisions: tables ``[[month]]`` with ``from`` and what changes then; the rest stays as before.

    Raises
    ------
    ArrearsError
        If it cannot be read, or a value is none; the file, the month and the remedy are named.
    """
    try:
        held = read_toml(path.read_bytes())
    except OSError as error:
        raise ArrearsError(both("training.year.unreadable", file=path.name, reason=error.strerror)) from error
    except NotationError as error:
        raise ArrearsError(both("training.year.no_toml", file=path.name, reason=error.why)) from error
    tables = held.get("month")
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables) or set(held) != {"month"}:
        raise ArrearsError(both("training.year.no_months", file=path.name))
    changes: dict[int, dict[str, Any]] = {}
    for table in tables:
        first = table.get("from")
        if isinstance(first, bool) or not isinstance(first, int) or not 1 <= first <= months:
            raise ArrearsError(both("training.year.no_from", file=path.name, value=first, months=months))
        own = {key: value for key, value in table.items() if key != "from"}
        unknown = sorted(set(own) - {"strategy", "tone", "offer", "collectors"})
        if unknown:
            raise ArrearsError(both("training.year.unknown_key", file=path.name, month=first, key=unknown[0]))
        changes[first] = own
    decided, now = [], usual(year)
    for month in range(1, months + 1):
        if month in changes:
            where = f"{path.name} [[month]] from = {month}"
            now = checked(replace(now, **changes[month]), year, where)
        decided.append(now)
    return decided
