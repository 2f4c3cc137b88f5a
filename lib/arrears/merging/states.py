"""What bears on contacts, from the log: flags and consents from when to when, and agreements while they are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.desk.agreement_events import agreements_of
from arrears.desk.agreement_stops import contact_states
from arrears.desk.agreements import agreement_table
from arrears.tables.contacts import STATE_COLUMNS, STATES

if TYPE_CHECKING:
    from datetime import date

    from arrears.store import Store

_KEYS = [column.key for column in STATE_COLUMNS]
_THING = ["case_id", "state", "person", "channel"]


def states_of(store: Store, on: date, *, from_next_day: str = "") -> pd.DataFrame:
    """Give the states of all cases, as `arrears.check_contacts` takes them.

    Parameters
    ----------
    store : Store
        The store.
    on : date
        The day on which agreements are judged.
    from_next_day : str
        How the keys of events begin whose day is known and not the hour: their flags count from the end of that day, so that what
        is forbidden even so is forbidden for certain.

    Returns
    -------
    DataFrame
        ``case_id, person, state, channel, since, until``: each stretch of a flag (it ends when it is lifted, or at its own end), each
        consent about contacts, and each agreement that was in force.
    """
    flags = store.current("flag").rename(columns={"flag": "state", "on": "begins"})
    if from_next_day:
        flags = flags.assign(happened_at=_ends_of_days(flags, from_next_day))
    consents = store.current("consent").rename(columns={"about": "state", "given": "begins"})
    said = pd.concat([table[[*_THING, "happened_at", "begins", "until"]] for table in (flags, consents)])
    said = said[said["state"].isin(list(STATES)) & said["state"].ne("agreement")]
    return pd.concat([_stretches(said), _agreed(store, on)], ignore_index=True).reindex(columns=_KEYS).fillna("")


def _stretches(said: pd.DataFrame) -> pd.DataFrame:
    """Give each stretch from a word that sets a state to the next word on the same state, person and channel."""
    table = said.assign(**{name: said[name].fillna("").astype(str) for name in _THING})
    table = table.sort_values("happened_at", kind="stable")
    following = table.groupby(_THING)["happened_at"].shift(-1)
    own_end = pd.to_datetime(table["until"], utc=True, format="ISO8601")
    ends = pd.concat([_utc(following), own_end.dt.as_unit("us")], axis=1).min(axis=1)
    stretches = table.assign(since=_text(_utc(table["happened_at"])), until=_text(ends))
    return stretches.loc[table["begins"].astype(bool), [*_THING, "since", "until"]]


def _ends_of_days(flags: pd.DataFrame, prefix: str) -> pd.Series[Any]:
    at = flags["happened_at"]
    no_hour = flags["key"].str.startswith(prefix) & at.eq(at.dt.normalize())
    ends: pd.Series[Any] = at.mask(no_hour, (at.dt.tz_localize(None) + pd.Timedelta(days=1)).dt.tz_localize(at.dt.tz))
    return ends


def _utc(instants: pd.Series[Any]) -> pd.Series[Any]:
    converted: pd.Series[Any] = instants.dt.tz_convert("UTC").dt.as_unit("us")
    return converted


def _text(instants: pd.Series[Any]) -> pd.Series[Any]:
    texts: pd.Series[Any] = instants.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ").fillna("")
    return texts


def _agreed(store: Store, on: date) -> pd.DataFrame:
    drafts, instalments = agreements_of(store.events(kind=("agreement", "consent", "void")))
    if instalments.empty:
        return pd.DataFrame(columns=_KEYS)
    payments = store.current("payment")
    paid = pd.DataFrame(
        {
            "case_id": payments["case_id"],
            "date": payments["happened_at"].dt.tz_localize(None).dt.normalize(),
            "amount_fen": payments["amount_fen"].astype("int64"),
        }
    )
    told = agreement_table(drafts, instalments, paid, on, store.policies)
    return contact_states(drafts, told, store.policies)
