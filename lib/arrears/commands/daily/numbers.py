"""Telephone numbers in full for the collectors who dial them: what the access policy allows, who has a password, what is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from arrears.errors import ArrearsError
from arrears.policy.records import Access
from arrears.store.access.passwords import book_passwords
from arrears.store.access.viewing import SignedIn
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.policy import Policies
    from arrears.store import Store

ROLE: Final = "lead"
"""Who makes the day's workbooks gives out the numbers in them."""


@dataclass(frozen=True)
class Release:
    """What may be given out in one run.

    Attributes
    ----------
    person : SignedIn
        Who gives it out.
    reason : str
        What for; it is recorded.
    passwords : mapping of str to str
        By collector.
    """

    person: SignedIn
    reason: str
    passwords: Mapping[str, str]

    def record(self, collector: str, cases: Sequence[str], file: Path) -> None:
        """Record that a collector was given the numbers of some cases in a file."""
        table = pd.DataFrame({"case_id": list(cases)})
        self.person.release(
            table, self.reason, columns=("phone",), file_name=file.name, what=(file,), recipient=collector
        )

    def without(self, collectors: Sequence[str]) -> tuple[str, ...]:
        """Name the collectors who have no password, so that their workbooks stay masked."""
        return tuple(sorted(name for name in set(collectors) if name and name not in self.passwords))


def release_of(store: Store | None, policies: Policies, as_of: date, actor: str, reason: str | None) -> Release | None:
    """Tell what may be given out in a run.

    Parameters
    ----------
    store : Store, optional
        Passwords and releases stand in it; without one every number stays masked.
    policies : Policies
        Whose access policy.
    as_of : date
        The day of the policy.
    actor : str
        Who makes the workbooks.
    reason : str, optional
        What for, where the person asks for numbers.

    Returns
    -------
    Release or None
        None where the numbers stay masked.

    Raises
    ------
    ArrearsError
        If somebody asks for numbers that the policy does not give, or without a store.
    AccessError
        If the person may not, or the reason is too short.
    """
    access = policies.get(Access, as_of)
    if reason is None and (store is None or access.numbers != "shown"):
        return None
    if access.numbers == "masked":
        raise ArrearsError(both("commands.daily.numbers.masked", rule=access.rule))
    if store is None:
        raise ArrearsError(both("commands.daily.numbers.no_store"))
    person = SignedIn(store, actor, ROLE)
    said = access.rule if reason is None else reason
    person.may_release(said, ())
    own = book_passwords(store)
    return Release(person, said, {name: found[0] for name, found in own.items()})
