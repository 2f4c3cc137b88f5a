"""The words and the steps of an assignment that is tried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from arrears.store import Head

STALE_KINDS = ("assignment", "placement", "flag")
"""What somebody else may have stored that makes a decision about a case stale."""
SCOPES = {
    "all": both("panels.assign.state.all_cases"),
    "open": both("panels.assign.state.only_cases_without_collector_present"),
}
CONTINUITY: dict[str, Fraction | None] = {"low": Fraction(1, 50), "house": None, "high": Fraction(1)}
"""What a move costs, by the word for it; the house's own policy unless another is asked for."""
CONTINUITY_WORDS = {
    "low": both("panels.assign.state.many_moves_fine"),
    "house": both("panels.assign.state.house_rules"),
    "high": both("panels.assign.state.few_moves_can"),
}
BY_HAND = both("panels.assign.state.chosen_team_lead")
TOGETHER = both("panels.assign.state.one_customer_has_one_collector")


@dataclass(frozen=True)
class State:
    """One step of trying things out.

    Attributes
    ----------
    done : (str, str)
        What led here, in Chinese and English.
    team : DataFrame
        The collectors, as changed here.
    after, zh, en : object arrays of shape (cases,)
        Who is to have each case ("" nobody), and why it moves.
    pins : mapping
        Collector by case id, where the lead chose.
    problems : DataFrame
        What the optimiser could not meet, named.
    balance : DataFrame or None
        How fair the optimiser's last answer is.
    """

    done: tuple[str, str]
    team: pd.DataFrame
    after: NDArray[np.object_]
    zh: NDArray[np.object_]
    en: NDArray[np.object_]
    pins: Mapping[str, str] = field(default_factory=dict)
    problems: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["constraint", "cases", "message_zh", "message"])
    )
    balance: pd.DataFrame | None = None


@dataclass(frozen=True)
class Committed:
    """What was committed last, so that it can be taken back.

    Attributes
    ----------
    before : mapping
        Who had each case.
    collectors : frozenset of str
        Whose lists have changed.
    head : Head
        The store's head with it.
    """

    before: Mapping[str, str]
    collectors: frozenset[str]
    head: Head


def untouched(team: pd.DataFrame, before: NDArray[np.object_], done: tuple[str, str]) -> State:
    """Give the state in which every case stays where it is."""
    blank = np.full(before.size, "", dtype=object)
    return State(done, team, before.copy(), blank, blank.copy())
