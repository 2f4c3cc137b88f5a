"""What the collectors' workbooks show of a store: its cases as they stand, past contacts and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.contacts.masking import mask_free_text, mask_table
from arrears.store.state.case_list import linked_cases
from arrears.store.state.case_state import case_state
from arrears.store.state.experience import with_own_calls
from arrears.store.state.matters import matters

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from arrears.policy import Policies
    from arrears.store import Head, Store

RECENT_DAYS = 92
"""Days back for which past contacts, and promises that are over, are shown: a quarter fits a sheet, the store keeps all."""
_WORDS = ("channel", "direction", "counterparty", "purpose", "outcome", "people", "note")
_YES_NO = ("recorded", "mentions_debt", "id_shown", "entry_agreed")
_CONSENT = "consent_hours"


@dataclass(frozen=True)
class StoredDay:
    """A store as the workbooks of a day show it.

    Attributes
    ----------
    table : DataFrame
        The cases as `arrears.store.state.case_list.linked_cases` gives them: who writes them out masks them.
    contacts, promises : DataFrame
        As `arrears.workbooks.collector.content.DeskBook` takes them, free text masked; in the order in which they happened.
    store : str
        The store's name.
    head : Head
        Its head when it was read.
    doubts : DataFrame
        Of whom it is not certain who they are, over all cases of the store (`arrears.operations.customers.people.doubt_table`).
    """

    table: pd.DataFrame
    contacts: pd.DataFrame
    promises: pd.DataFrame
    store: str
    head: Head
    doubts: pd.DataFrame


def stored_day(store: Store, as_of: date, cases: Collection[str] | None = None) -> StoredDay:
    """Read what the workbooks of a day show.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        The day; later contacts, promises and payments are not shown.
    cases : collection of str, optional
        Only these cases; all that came by a list unless you say.
    """
    head = store.head()
    # Linked over all cases, before those of another list are left out: the other card may be on it.
    table, doubts = linked_cases(store, as_of)
    if cases is not None:
        table = table[table["case_id"].isin(set(cases))].reset_index(drop=True)
    table = table.merge(matters(store, as_of), on="case_id", how="left")
    table = with_own_calls(table, store, as_of)
    names = dict(zip(table["case_id"], table["customer_name"].fillna(""), strict=True))
    return StoredDay(table, _contacts(store, as_of, names), _promises(store, as_of, names), store.name, head, doubts)


def with_matters(listed: pd.DataFrame, cases: pd.DataFrame, policies: Policies, as_of: date, lang: str) -> pd.DataFrame:
    """Put what the team lead said of a case behind the reason for which it is on the list; numbers in it are masked.

    Parameters
    ----------
    listed : DataFrame
        A follow-up list, with ``case_id`` and ``reason``.
    cases : DataFrame
        From `stored_day`; nothing is said of cases of a list alone.
    policies : Policies
        Whose masks.
    as_of : date
        Their day.
    lang : str
        ``zh`` or ``en``.
    """
    column = f"matter_{lang}"
    if column not in cases:
        return listed
    mine = cases.set_index("case_id").reindex(listed["case_id"])
    said, names = (mine[name].fillna("").astype(str).to_numpy(dtype=object) for name in (column, "customer_name"))
    masked = mask_free_text(said, names, policies, as_of)
    between = "；" if lang == "zh" else "; "
    reason = listed["reason"].to_numpy(dtype=object) + np.where(masked == "", "", between + masked)
    changed = listed.assign(reason=reason)
    changed.attrs = listed.attrs
    return changed


def _contacts(store: Store, as_of: date, names: dict[str, str]) -> pd.DataFrame:
    log = store.current("contact")
    log = log[_recent(log["happened_at"], as_of) & log["case_id"].isin(names.keys()) & log["outcome"].ne("planned")]
    log = log.sort_values(["happened_at", "seq"], kind="stable").reset_index(drop=True)
    agreed = _agreed(store)
    consent = [(case, at) in agreed for case, at in zip(log["case_id"], log["happened_at"], strict=True)]
    shown = pd.DataFrame(
        {
            "case_id": log["case_id"],
            "at": _local(log),
            **{name: log[name] for name in _WORDS},
            "consent": ["yes" if given else None for given in consent],
            **{name: log[name].map({True: "yes", False: "no"}) for name in _YES_NO},
        }
    )
    return _masked(shown, store, as_of, names).assign(event=log["key"])


def _agreed(store: Store) -> set[tuple[str, pd.Timestamp]]:
    """Give case and instant of each consent to an hour: the contact in which it was given has the same."""
    said = store.current("consent")
    given = said[said["about"].eq(_CONSENT) & said["given"].eq(other=True)]
    return set(zip(given["case_id"], given["happened_at"], strict=True))


def _local(log: pd.DataFrame) -> list[Any]:
    """Give each instant as the clock on the contacted person's wall showed it."""
    return [
        at.tz_convert(zone).tz_localize(None).to_pydatetime()
        for at, zone in zip(log["happened_at"], log["time_zone"], strict=True)
    ]


def _promises(store: Store, as_of: date, names: dict[str, str]) -> pd.DataFrame:
    with store.reading() as connection:
        table = case_state(connection, store.policies, as_of).promises
    is_open = ~table["outcome"].isin(["kept", "withdrawn"])
    table = table[(is_open | _recent(table["happened_at"], as_of)) & table["case_id"].isin(names.keys())]
    table = table.sort_values(["happened_at", "seq"], kind="stable").reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "case_id": table["case_id"],
            "amount_fen": table["amount_fen"].astype("Int64"),
            "due_on": pd.to_datetime(table["due_on"]).astype("datetime64[s]"),
            "made_at": [at.tz_localize(None).to_pydatetime() for at in table["happened_at"]],
            "channel": table["channel"],
            "note": table["note"],
            "paid_fen": table["paid_fen"].astype("Int64"),
            "outcome": table["outcome"],
        }
    )
    return _masked(shown, store, as_of, names).assign(event=table["key"])


def _recent(instants: pd.Series[Any], as_of: date) -> pd.Series[bool]:
    day = instants.dt.tz_localize(None).dt.normalize()
    recent: pd.Series[bool] = day.between(pd.Timestamp(as_of - timedelta(days=RECENT_DAYS)), pd.Timestamp(as_of))
    return recent


def _masked(table: pd.DataFrame, store: Store, as_of: date, names: dict[str, str]) -> pd.DataFrame:
    return mask_table(table, store.policies, as_of, [names[case] for case in table["case_id"]])
