"""The states that bear on contacts, from the events that set and lifted flags and gave and took back consents."""

from __future__ import annotations

import pandas as pd

from arrears.tables.contacts import STATE_COLUMNS, STATES

_THING = ["case_id", "state", "person", "channel"]


def states_from(flags: pd.DataFrame, consents: pd.DataFrame) -> pd.DataFrame:
    """Give each state from the instant in which it was set to that in which it was lifted.

    Parameters
    ----------
    flags : DataFrame
        Events in their order: ``case_id, happened_at, flag, on, person, channel, until``.
    consents : DataFrame
        Likewise: ``case_id, happened_at, about, given, person, channel, until``.

    Returns
    -------
    DataFrame
        `STATE_COLUMNS`, as `arrears.check_contacts` takes them; flags and consents that bear on no contact are left out.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-11-01T02:00Z", "2026-11-05T02:00Z"])
    >>> told = {"case_id": "A", "happened_at": at, "flag": "complaint", "on": [True, False], "person": None, "channel": None, "until": None}
    >>> none = pd.DataFrame(columns=["case_id", "happened_at", "about", "given", "person", "channel", "until"])
    >>> states_from(pd.DataFrame(told), none)[["state", "since", "until"]].values.tolist()
    [['complaint', '2026-11-01T02:00:00Z', '2026-11-05T02:00:00Z']]
    """
    both = [flags.rename(columns={"flag": "state"}), consents.rename(columns={"about": "state", "given": "on"})]
    parts = [table[[*_THING, "happened_at", "on", "until"]].astype(object) for table in both if len(table)]
    if not parts:
        return pd.DataFrame(columns=[column.key for column in STATE_COLUMNS])
    told = pd.concat(parts, ignore_index=True)
    told = told[told["state"].isin(list(STATES))]
    told = told.assign(
        at=pd.to_datetime(told["happened_at"], utc=True),
        ends=pd.to_datetime(told["until"], utc=True, format="ISO8601"),
        **{key: told[key].fillna("") for key in ("person", "channel")},
    ).sort_values("at", kind="stable")
    # What is said next of the same thing, whether it lifts the state or sets it anew, ends what was said before.
    following = told.groupby(_THING)["at"].shift(-1)
    until = told["ends"].where(following.isna() | (told["ends"] < following), following)
    told = told.assign(since=_text(told["at"]), until=_text(until))
    return told[told["on"].astype(bool)][[column.key for column in STATE_COLUMNS]].reset_index(drop=True)


def _text(instants: pd.Series) -> pd.Series:
    # To the microsecond: an event of the same second may come before or after.
    texts: pd.Series = instants.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ").str.replace(".000000Z", "Z", regex=False)
    return texts.astype(object).where(instants.notna(), "")
