"""The contacts of returned workbooks, checked against everything that the log knows of their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.contacts import check_contacts
from arrears.errors import ArrearsError
from arrears.merging.sorting import PREFIX
from arrears.merging.states import states_of
from arrears.tables.contacts import BREACH_COLUMNS
from arrears.workbooks.desk_layout import TODAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.store import Store

REVIEW = "review"
"""The severity of what somebody should look into, and what is no certain breach."""
_TOLD = ("recorded", "id_shown", "entry_agreed", "notice_given", "opt_out_offered")
"""What a contact must be able to show."""


def breaches_of(store: Store, keys: Sequence[str], lang: str) -> pd.DataFrame:
    """Check the contacts of some rows against everything that the log knows of their cases.

    What a row could have said and did not, such as whether a call was recorded, is a matter to review, and none where nobody asked;
    so is a contact on the very day of a complaint whose hour is not known.
    """
    mine = {f"{key}-contact" for key in keys}
    log = store.contacts().drop(columns="entered_at")
    log = log[log["case_id"].isin(set(log.loc[log["contact_id"].isin(mine), "case_id"]))].reset_index(drop=True)
    if log.empty:
        return pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
    policies = store.policies
    on = pd.Timestamp(store.clock()).tz_convert(policies.profile.time_zone).date()
    said = log.assign(**{name: log[name].where(log[name].notna(), other=True) for name in _TOLD})
    states, later = states_of(store, on), states_of(store, on, from_next_day=PREFIX)
    try:
        found, told, certain = (
            check_contacts(one, policies.name, policies.house, states=bears, lang=lang)
            for one, bears in ((log, states), (said, states), (log, later))
        )
    except ValueError as error:
        raise ArrearsError(f"the contact log cannot be checked: {error}", f"联系记录无法核对：{error}") from error
    unsaid, untimed = _missing(found, told), _missing(found, certain)
    not_asked = found["contact_id"].str.startswith(f"{PREFIX}{TODAY.letter}-").to_numpy(dtype=bool)
    found = found.assign(severity=found["severity"].mask(unsaid | untimed, REVIEW))
    return found[found["contact_id"].isin(mine).to_numpy(dtype=bool) & ~(unsaid & not_asked)].reset_index(drop=True)


def _missing(found: pd.DataFrame, other: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which breaches are not among others."""
    there = set(zip(other["row"], other["rule"], strict=True))
    return np.array([pair not in there for pair in zip(found["row"], found["rule"], strict=True)], dtype=bool)
