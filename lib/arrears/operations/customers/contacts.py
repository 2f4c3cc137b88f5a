"""A contact log and its states read over all cards of a person: one person is counted once, and what follows the person stops every card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy.records import CustomerStops

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.policy import Policies

_HOLDER = frozenset({"", "holder", "持卡人", "本人", "债务人", "debtor"})


def log_of_people(log: pd.DataFrame, people: Mapping[str, str]) -> pd.DataFrame:
    """Name the holder of each contact by the person, so that the contacts of all cards are counted together.

    Parameters
    ----------
    log : DataFrame
        A contact log by the keys of `arrears.tables.contacts.CONTACT_COLUMNS`.
    people : mapping of str to str
        The id of the person's first case, by case.

    Returns
    -------
    DataFrame
        The log with ``person`` filled in where it is blank and the holder was contacted; a rule that counts by debt still does.

    Examples
    --------
    >>> log = pd.DataFrame({"case_id": ["A1", "A2"], "counterparty": ["holder", "third_party"]})
    >>> log_of_people(log, {"A1": "A1", "A2": "A1"})["person"].tolist()
    ['@A1', '']
    """
    of_case, cases = pd.factorize(log["case_id"])
    even = [str(case).strip() for case in cases]
    whose = np.array([*(f"@{people.get(case, case)}" for case in even), "@"], dtype=object)
    of_part, parts = pd.factorize(_column(log, "counterparty"))
    holder = np.array([*(str(part).strip().casefold() in _HOLDER for part in parts), True], dtype=bool)
    of_person, persons = pd.factorize(_column(log, "person"))
    names = np.array([*(str(person).strip() for person in persons), ""], dtype=object)
    unnamed = (names == "")[of_person] & holder[of_part]
    return log.assign(person=np.where(unnamed, whose[of_case], names[of_person]))


def states_of_people(
    states: pd.DataFrame | None, people: Mapping[str, str], policies: Policies, day: date
) -> pd.DataFrame | None:
    """Give the states of all cards of each person: what follows the person stands for every card, from the same instant.

    Parameters
    ----------
    states : DataFrame, optional
        By the keys of `arrears.tables.contacts.STATE_COLUMNS`.
    people
        As `log_of_people` takes them.
    policies, day
        What follows the person, and when.
    """
    if states is None or states.empty or "case_id" not in states:
        return states
    follows = states["state"].isin(policies.get(CustomerStops, day).follows_person)
    case = states["case_id"].fillna("").astype(str)
    cards = pd.DataFrame({"case_id": list(people), "whose": list(people.values())})
    moving = states.assign(whose=case.map(people))[(follows & case.isin(people.keys())).to_numpy(dtype=bool)]
    moving = moving.drop(columns="case_id").merge(cards, on="whose").drop(columns="whose")
    together = pd.concat([states, moving[states.columns]], ignore_index=True)
    return together.drop_duplicates(ignore_index=True)


def kin_of(cases: pd.Series, people: Mapping[str, str]) -> set[str]:
    """Give cases with the other cases of their persons."""
    wanted = {people.get(str(case), str(case)) for case in cases}
    return {str(case) for case in cases} | {case for case, whose in people.items() if whose in wanted}


def _column(log: pd.DataFrame, key: str) -> pd.Series:
    return log[key] if key in log else pd.Series(np.full(len(log), "", dtype=object), index=log.index)
