"""What bears on contacts, from the log: flags and consents from when to when, and agreements while they are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.agreements.events import agreements_of
from arrears.operations.agreements.standing import agreement_table
from arrears.operations.agreements.stops import contact_states
from arrears.operations.contacts.judgement import judge_contacts
from arrears.operations.progress.states import states_from
from arrears.store.state.account import read_books
from arrears.store.state.case_list import people_in
from arrears.store.state.commissions import amiss
from arrears.store.state.listed import nothing_listed
from arrears.tables.contacts import STATE_COLUMNS

if TYPE_CHECKING:
    from datetime import date

    from arrears.store.log.chain import Store

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
    with store.reading() as connection:
        paid = read_books(connection, store.policies.profile.time_zone, nothing_listed()).payments(on)
    told = agreement_table(drafts, instalments, paid, on, store.policies)
    return contact_states(drafts, told, store.policies)


FROM_WORKBOOKS = "desk-"
"""How the keys of events begin that come from workbooks: of a flag there the day is known, and not the hour."""
_CONTACT_ROWS = f"{FROM_WORKBOOKS}C-"
_ASKED_THERE = ["recorded", "id_shown", "entry_agreed"]


def judged(store: Store, log: pd.DataFrame, on: date, *, lang: str = "zh") -> pd.DataFrame:
    """Judge contacts of the store by everything that bears on them: the one judgement of merge, panels, month-end and workbooks.

    Parameters
    ----------
    store : Store
    log : DataFrame
        Rows of ``store.contacts()``: all of the persons that they are of, since rules count contacts over all cards.
    on : date
        The day on which agreements are judged.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        As `arrears.operations.contacts.judgement.judge_contacts` gives them.
    """
    states, certain = states_of(store, on), states_of(store, on, from_next_day=FROM_WORKBOOKS)
    people = people_in(store)
    found = judge_contacts(with_asked(log), store.policies, states, certain, people=people, lang=lang)
    # Whose case it was on the day is no state of the person: the same call is right by the one and wrong by the other.
    strange = amiss(store, log, on, people, lang)
    if strange.empty:
        return found
    joined = pd.concat([found, strange] if len(found) else [strange[list(found.columns)]], ignore_index=True)
    return joined.sort_values(["row", "rule"], kind="stable", ignore_index=True)


def with_asked(log: pd.DataFrame) -> pd.DataFrame:
    """Say of contacts of 0.2.0 what was asked: their sheet had the questions, and the sheet of the day had not."""
    old = log["asked"].isna() & log["contact_id"].str.startswith(_CONTACT_ROWS)
    asked = [_ASKED_THERE if is_old else said for is_old, said in zip(old, log["asked"], strict=True)]
    return log.assign(asked=pd.Series(asked, index=log.index, dtype=object))
