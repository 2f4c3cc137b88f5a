"""What progress is measured from: everything that happened, read from the store once for each head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.contacts import check_contacts
from arrears.desk.progress_follow_ups import promise_follow_ups
from arrears.desk.progress_period import Events
from arrears.desk.progress_settled import settled_spells
from arrears.desk.progress_snapshots import History, snapshot
from arrears.desk.progress_states import states_from
from arrears.policy.records import Tolerance
from arrears.store.case_state import told
from arrears.tables.contacts import YES_NO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.policy import Policies
    from arrears.store import Store

SOURCE_LANG = "zh"
"""The language in which breaches are told first."""
WRITE_OFF = "write_off"
"""The step of an escalation that writes a case off 核销, once its state is ``done``."""


@dataclass(frozen=True)
class Source:
    """All that happened up to a day.

    Attributes
    ----------
    as_of : date
        The day.
    history : History
        For the case list of any day up to it.
    events : Events
        Contacts with breaches found in them, promises, payments and follow-ups.
    promises : DataFrame
        The promises with ``paid_fen`` and ``outcome`` as of the day.
    settled : frozenset of str
        Cases that owe nothing at the end of the day.
    agreements : DataFrame
        As `arrears.desk.agreements.agreement_table` gives them.
    policies : Policies
        Whose rules apply.
    teams : mapping
        Each collector's team; empty where the house named none.
    """

    as_of: date
    history: History
    events: Events
    promises: pd.DataFrame
    settled: frozenset[str]
    agreements: pd.DataFrame
    policies: Policies
    teams: Mapping[str, str]

    @property
    def empty(self) -> bool:
        """Whether there is no case at all."""
        return self.history.placements.empty

    @cached_property
    def first_day(self) -> np.datetime64:
        """The day on which the first case was placed."""
        first: np.datetime64 = self.history.placements["at"].to_numpy("datetime64[D]").min()
        return first

    @cached_property
    def _snapshots(self) -> dict[np.datetime64, pd.DataFrame]:
        return {}

    def snapshot(self, day: np.datetime64) -> pd.DataFrame:
        """Give the case list at the end of a day; made once."""
        if day not in self._snapshots:
            self._snapshots[day] = snapshot(self.history, day, self.policies, self.teams)
        return self._snapshots[day]


def read_source(store: Store, as_of: date, teams: Mapping[str, str] | None = None) -> Source:
    """Read a store.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        Later events are not seen.
    teams : mapping, optional
        Each collector's team.

    Raises
    ------
    ArrearsError
        If the store cannot be read.
    """
    with store.reading() as connection:
        said = told(connection, store.policies, as_of)
    day = np.datetime64(as_of)
    contacts = _until(_told_only(store.contacts()), "at", day)
    flags = _until(store.current("flag"), "happened_at", day)
    states = states_from(flags, _until(store.current("consent"), "happened_at", day))
    breaches = (
        check_contacts(contacts, store.policies.name, store.policies.house, states=states, lang=SOURCE_LANG)
        if len(contacts)
        else pd.DataFrame({"row": np.array([], dtype=np.int64), "severity": []})
    )
    made = contacts[(contacts["direction"] == "out") & (contacts["outcome"] != "planned")]
    contacted = pd.DataFrame({"case_id": made["case_id"], "date": _day(made["at"])})
    payments = said.payments[["case_id", "date", "amount_fen"]]
    history = _history(store, said.payments, flags, day)
    settled = settled_spells(history.placements, history.payments, store.policies.get(Tolerance, as_of).residue_fen)
    return Source(
        as_of=as_of,
        history=history,
        events=Events(
            payments=payments,
            promises=said.promises,
            contacts=contacts,
            follow_ups=promise_follow_ups(said.promises, contacted, as_of, store.policies, settled),
            states=states,
            breaches=breaches,
        ),
        promises=said.promises,
        settled=frozenset(settled.loc[settled["until"].isna(), "case_id"]),
        agreements=said.agreements,
        policies=store.policies,
        teams=dict(teams or {}),
    )


def _told_only(contacts: pd.DataFrame) -> pd.DataFrame:
    """Leave out what no contact of the log tells, such as whether calls are recorded: it is not checked then, as with any log."""
    silent = [key for key in (*YES_NO, "people") if key in contacts and contacts[key].isna().all()]
    return contacts.drop(columns=silent)


def _history(store: Store, payments: pd.DataFrame, flags: pd.DataFrame, day: np.datetime64) -> History:
    placed = _until(store.current("placement"), "happened_at", day)
    due = [details.get("due_date") if isinstance(details, dict) else None for details in placed["details"]]
    escalated = _until(store.current("escalation"), "happened_at", day)
    off = escalated[(escalated["step"] == WRITE_OFF) & (escalated["state"] == "done")]
    assigned = _until(store.current("assignment"), "happened_at", day)
    return History(
        placements=_dated(placed, "happened_at", "opening_fen", "currency").assign(
            due_date=pd.to_datetime(pd.Series(due, index=placed.index, dtype=object)).astype("datetime64[s]")
        ),
        payments=_dated(payments, "at", "amount_fen"),
        assignments=_dated(assigned, "happened_at", "collector"),
        flags=_dated(flags, "happened_at", "flag", "on"),
        written_off=_dated(off, "happened_at"),
    )


def _dated(table: pd.DataFrame, instant: str, *columns: str) -> pd.DataFrame:
    return table[["case_id", *columns]].assign(at=_local(table[instant]))


def _local(instants: pd.Series) -> pd.Series:
    """Give instants as wall-clock time; the store shows them in the profile's zone."""
    local: pd.Series = instants.dt.tz_localize(None).astype("datetime64[us]")
    return local


def _day(instants: pd.Series) -> pd.Series:
    days: pd.Series = _local(instants).dt.normalize().astype("datetime64[s]")
    return days


def _until(table: pd.DataFrame, instant: str, day: np.datetime64) -> pd.DataFrame:
    return table[(_day(table[instant]) <= day).to_numpy(dtype=bool)].reset_index(drop=True)
