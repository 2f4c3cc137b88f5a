"""What bears on contacts, from the log: flags and consents from when to when, and agreements while they are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.desk.agreement_events import agreements_of
from arrears.desk.agreement_stops import contact_states
from arrears.desk.agreements import agreement_table
from arrears.desk.progress_states import states_from
from arrears.tables.contacts import STATE_COLUMNS

if TYPE_CHECKING:
    from datetime import date

    from arrears.store import Store

_KEYS = [column.key for column in STATE_COLUMNS]


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
    # Whether an agreement is in force is judged from the agreement itself.
    flags = store.current("flag").query("flag != 'agreement'")
    if from_next_day:
        flags = flags.assign(happened_at=_ends_of_days(flags, from_next_day))
    return pd.concat([states_from(flags, store.current("consent")), _agreed(store, on)], ignore_index=True).fillna("")


def _ends_of_days(flags: pd.DataFrame, prefix: str) -> pd.Series[Any]:
    at = flags["happened_at"]
    no_hour = flags["key"].str.startswith(prefix) & at.eq(at.dt.normalize())
    ends: pd.Series[Any] = at.mask(no_hour, (at.dt.tz_localize(None) + pd.Timedelta(days=1)).dt.tz_localize(at.dt.tz))
    return ends


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
