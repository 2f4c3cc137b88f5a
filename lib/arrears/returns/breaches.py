"""The contacts of returned workbooks, checked against everything that the log knows of their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.customers.contacts import kin_of
from arrears.store.state.case_list import people_in
from arrears.store.state.contact_states import judged
from arrears.tables.contacts import BREACH_COLUMNS
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.store import Store


def breaches_of(store: Store, keys: Sequence[str], lang: str) -> pd.DataFrame:
    """Judge the contacts of some rows by everything that the log knows of their cases: `arrears.store.state.contact_states.judged`."""
    mine = {f"{key}-contact" for key in keys}
    log = store.contacts().drop(columns="entered_at")
    people = people_in(store)
    # The contacts of all cards of these persons: what is permitted is counted over them.
    log = log[log["case_id"].isin(kin_of(log.loc[log["contact_id"].isin(mine), "case_id"], people))].reset_index(
        drop=True
    )
    if log.empty:
        return pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
    on = pd.Timestamp(store.clock()).tz_convert(store.policies.profile.time_zone).date()
    try:
        found = judged(store, log, on, lang=lang)
    except ValueError as error:
        raise ArrearsError(both("returns.breaches.contact_log_cannot_checked", error=error)) from error
    return found[found["contact_id"].isin(mine).to_numpy(dtype=bool)].reset_index(drop=True)
