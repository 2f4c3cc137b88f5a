"""What customers are reminded of on a day: before a payment is due, when it is due, and when it was missed (CN-67, C6, A4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import dates, texts
from arrears.operations.cases.situations import case_facts, situations
from arrears.rules.next_action import ACTIONS, next_action

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies

OF_SITUATION: Final = ("due_soon", "grace", "promise_due", "promise_broken", "instalment_due")
"""Situations of `arrears.rules.next_action` in which somebody is reminded."""
LEVELS = ("before", "today", "missed")
"""Of one payment that is due: each is reminded of once."""
KEY = "remind"
"""How the keys of reminders begin."""


def reminders_due(aged: pd.DataFrame, day: date, policies: Policies) -> pd.DataFrame:
    """Give the reminders that a day asks for, one a case at most: the next action says whether it is one.

    Parameters
    ----------
    aged : DataFrame
        Cases as `arrears.operations.cases.ageing.age` gives them, with what the store knows of promises and agreements.
    day : date
        The day.
    policies : Policies
        Whose days of reminders.

    Returns
    -------
    DataFrame
        ``case_id, situation, level, due_on, key``: the key is the same on every run for the same payment and level.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.cases.ageing import age
    >>> from arrears.policy import Policies
    >>> cn = Policies("cn")
    >>> cases = pd.DataFrame({"case_id": ["A"], "due_date": pd.to_datetime(["2026-11-25"]), "principal_fen": [100_00]})
    >>> reminders_due(age(cases, date(2026, 11, 23), cn), date(2026, 11, 23), cn)["key"].tolist()
    ['remind-A-due_soon-before-2026-11-25']
    """
    facts = case_facts(aged, day, policies)
    codes = next_action(situations(aged, facts, day, policies))
    situation = np.array(ACTIONS, dtype=object)[codes]
    of_promise = np.isin(situation, ["promise_due", "promise_broken"])
    due = np.where(of_promise, facts.promise.on, dates(aged, "due_date"))
    due = np.where(situation == "instalment_due", facts.instalment.on, due)
    today = np.datetime64(day, "D")
    level = np.select([due > today, due == today], LEVELS[:2], LEVELS[2])
    table = pd.DataFrame(
        {
            "case_id": texts(aged, "case_id"),
            "situation": situation,
            "level": level,
            "due_on": due.astype("datetime64[s]"),
        }
    )
    chosen = table[table["situation"].isin(OF_SITUATION)].reset_index(drop=True)
    parts = (chosen[name].astype(str) for name in ("case_id", "situation", "level"))
    key = [f"{KEY}-{'-'.join(each)}" for each in zip(*parts, chosen["due_on"].dt.strftime("%Y-%m-%d"), strict=True)]
    return chosen.assign(key=pd.Series(key, index=chosen.index, dtype=object))
