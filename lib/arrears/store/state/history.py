"""What progress is measured from: everything that happened, read from the store once for each head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.account.position import settled_spells
from arrears.operations.plans.tables import plain_date
from arrears.operations.progress.follow_ups import promise_follow_ups
from arrears.operations.progress.period import Events
from arrears.operations.progress.snapshots import History, snapshot
from arrears.policy.records import Tolerance
from arrears.store.state.account import closed_cases
from arrears.store.state.case_list import KEY as LIST_KEY
from arrears.store.state.case_state import case_state
from arrears.store.state.contact_states import judged, states_of
from arrears.store.state.listed import end_of, placements, restatements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.policy import Policies
    from arrears.store import Store
    from arrears.store.state.account import Books

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
        Cases that owe nothing at the end of the day, or are closed: they left the list, were recalled or transferred.
    claims : DataFrame
        What customers say they have paid, judged as of the day (`arrears.operations.account.claims.claim_table`).
    agreements : DataFrame
        As `arrears.operations.agreements.standing.agreement_table` gives them.
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
    claims: pd.DataFrame
    agreements: pd.DataFrame
    policies: Policies
    teams: Mapping[str, str]

    @property
    def empty(self) -> bool:
        """Whether there is no case at all."""
        return self.history.placements.empty

    @property
    def received(self) -> pd.DataFrame:
        """What was received and, below 0, taken back: ``case_id, at, date, key, reverses, amount_fen``."""
        payments = self.events.payments
        return pd.DataFrame(columns=["case_id", "at", "date", "amount_fen"]) if payments is None else payments

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
        said = case_state(connection, store.policies, as_of)
    day = np.datetime64(as_of)
    contacts = _until(store.contacts(), "at", day)
    flags = _until(store.current("flag"), "happened_at", day)
    states = states_of(store, as_of)
    breaches = (
        judged(store, contacts, as_of, lang=SOURCE_LANG)
        if len(contacts)
        else pd.DataFrame({"row": np.array([], dtype=np.int64), "severity": []})
    )
    made = contacts[(contacts["direction"] == "out") & (contacts["outcome"] != "planned")]
    contacted = pd.DataFrame({"case_id": made["case_id"], "date": _day(made["at"])})
    moves = _until(said.books.account.moves, "at", day)
    history = _history(store, moves, flags, day)
    residue = store.policies.get(Tolerance, as_of).residue_fen
    settled = settled_spells(history.stated.near_nothing(moves, residue), moves, residue)
    return Source(
        as_of=as_of,
        history=history,
        events=Events(
            payments=_received(said.books, day),
            promises=said.promises,
            contacts=contacts,
            follow_ups=promise_follow_ups(said.promises, contacted, as_of, store.policies, settled),
            states=states,
            breaches=breaches,
        ),
        promises=said.promises,
        settled=frozenset(settled.loc[settled["until"].isna(), "case_id"]) | frozenset(closed_cases(history.closings)),
        claims=said.claims,
        agreements=said.agreements,
        policies=store.policies,
        teams=dict(teams or {}),
    )


def _received(books: Books, day: np.datetime64) -> pd.DataFrame:
    """Give what was received and, below 0, what was taken back, each on its day."""
    back = books.account.reversals
    both = pd.concat([books.account.payments, back.assign(amount_fen=-back["amount_fen"])], ignore_index=True)
    seen = _until(both, "at", day)
    named = seen["reverses"] if "reverses" in seen else pd.Series(None, index=seen.index, dtype=object)
    return seen.assign(date=_day(seen["at"]), reverses=named)[
        ["case_id", "at", "date", "key", "reverses", "amount_fen"]
    ].astype({"amount_fen": "int64", "at": "datetime64[us]"})


def _history(store: Store, moves: pd.DataFrame, flags: pd.DataFrame, day: np.datetime64) -> History:
    with store.reading() as connection:
        zone = store.policies.profile.time_zone
        placed = _until(placements(connection, zone), "at", day)
        restated = restatements(connection, zone, end_of(plain_date(day)))
    escalated = _until(store.current("escalation"), "happened_at", day)
    off = escalated[(escalated["step"] == WRITE_OFF) & (escalated["state"] == "done")]
    assigned = _until(store.current("assignment"), "happened_at", day)
    return History(
        placements=placed,
        restated=restated,
        payments=moves,
        assignments=_dated(assigned, "happened_at", "collector"),
        flags=_dated(flags, "happened_at", "flag", "on").assign(is_new=~_of_first_list(flags, placed)),
        written_off=_dated(off, "happened_at"),
        closings=_dated(_until(store.current("closing"), "happened_at", day), "happened_at", "state"),
    )


def _of_first_list(flags: pd.DataFrame, placed: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which flags a case came with: what the first list says of it did not happen on that day."""
    first = placed.groupby("case_id")["at"].min().reindex(flags["case_id"]).to_numpy("datetime64[us]")
    of_lists = flags["key"].str.startswith(LIST_KEY).to_numpy(dtype=np.bool_)
    came_first: np.ndarray[Any, np.dtype[np.bool_]] = _local(flags["happened_at"]).to_numpy() == first
    return of_lists & came_first


def _dated(table: pd.DataFrame, instant: str, *columns: str) -> pd.DataFrame:
    return table[["case_id", *columns]].assign(at=_local(table[instant]))


def _local(instants: pd.Series) -> pd.Series:
    """Give instants as wall-clock time; the store shows them in the profile's zone."""
    local: pd.Series = (instants if instants.dt.tz is None else instants.dt.tz_localize(None)).astype("datetime64[us]")
    return local


def _day(instants: pd.Series) -> pd.Series:
    days: pd.Series = _local(instants).dt.normalize().astype("datetime64[s]")
    return days


def _until(table: pd.DataFrame, instant: str, day: np.datetime64) -> pd.DataFrame:
    return table[(_day(table[instant]) <= day).to_numpy(dtype=bool)].reset_index(drop=True)
