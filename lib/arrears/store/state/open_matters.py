"""What was said about a case that nobody has answered yet: refusals, call-backs, calls for help; and since when it is on hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from arrears.operations.agreements.help import KINDS as HELP_KINDS
from arrears.operations.agreements.help import help_table
from arrears.store.log.reading import read_events
from arrears.store.state.views import current, open_flags

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from arrears.policy import Policies

_DAY: Final = "datetime64[s]"
_STOP = "do_not_call"
CALL_BACK = "call_back"
"""The kind of event by which a customer asks to be called back."""


def open_matters(
    connection: Connection, table: pd.DataFrame, policies: Policies, as_of: date, now: datetime
) -> pd.DataFrame:
    """Give a case table with what is open about each case.

    Parameters
    ----------
    connection : Connection
        Of the store.
    table : DataFrame
        Internal case table.
    policies, as_of, now
        Whose zone, the day, and the instant at which flags must be set; later events are not seen.

    Returns
    -------
    DataFrame
        The table with ``refused_on``, the day on which the holder refused further contact while nobody has set or lifted a stop since;
        ``call_back_at``, the last moment for which a call-back was asked, in local time; ``help_on``, the day of a call for help that
        nobody else has answered; ``promise_channel``, on which the case's last promise was given; and ``held_since``, the day of the
        oldest flag that is set. ``NaT``, or blank, where there is none.
    """
    zone = policies.profile.time_zone
    found = {
        "refused_on": _refused(connection, zone, as_of),
        "call_back_at": _call_backs(connection, zone, as_of),
        "help_on": _helps(connection, zone, as_of),
        "held_since": _held(connection, now, zone),
    }
    case = table["case_id"]
    days = {name: pd.to_datetime(case.map(on)).astype(_DAY) for name, on in found.items()}
    return table.assign(**days, promise_channel=case.map(_promise_channels(connection, zone, as_of)).astype(object))


def _refused(connection: Connection, zone: str, as_of: date) -> dict[str, pd.Timestamp]:
    """Give the day of each holder's last refusal, unless somebody has decided about a stop since."""
    contacts = _until(current(connection, "contact", zone), as_of)
    said = contacts[contacts["outcome"].eq("refused") & contacts["counterparty"].eq("holder")]
    flags = current(connection, "flag", zone)
    decided = flags[flags["flag"].eq(_STOP)].groupby("case_id")["recorded_at"].max()
    last = said.groupby("case_id")["recorded_at"].max()
    still = last[~(decided.reindex(last.index) > last).to_numpy(dtype=bool)]
    return _days(said.groupby("case_id")["happened_at"].max().reindex(still.index))


def _call_backs(connection: Connection, zone: str, as_of: date) -> dict[str, pd.Timestamp]:
    asked = _until(current(connection, CALL_BACK, zone), as_of).drop_duplicates("case_id", keep="last")
    at = pd.to_datetime(asked["wanted_at"], utc=True, format="ISO8601").dt.tz_convert(zone).dt.tz_localize(None)
    return dict(zip(asked["case_id"], at, strict=True))


def _helps(connection: Connection, zone: str, as_of: date) -> dict[str, pd.Timestamp]:
    """Give the day of each case's oldest call for help that nobody has answered."""
    calls = help_table(_until(read_events(connection, zone, kinds=HELP_KINDS), as_of))
    return _days(calls[calls["state"] == "asked"].groupby("case_id")["asked_at"].min())


def _held(connection: Connection, now: datetime, zone: str) -> dict[str, pd.Timestamp]:
    return _days(open_flags(connection, now, zone).groupby("case_id")["happened_at"].min())


def _promise_channels(connection: Connection, zone: str, as_of: date) -> dict[str, Any]:
    promises = _until(current(connection, "promise", zone), as_of).sort_values("happened_at", kind="stable")
    last = promises.drop_duplicates("case_id", keep="last").set_index("case_id")["channel"]
    return {str(case): channel for case, channel in last.dropna().items()}


def _until(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    day = table["happened_at"].dt.tz_localize(None).dt.normalize()
    past: pd.DataFrame = table[(day <= pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    return past


def _days(instants: pd.Series[Any]) -> dict[str, pd.Timestamp]:
    days = instants.dt.tz_localize(None).dt.normalize().astype(_DAY)
    return {str(case): day for case, day in days.items() if not np.isnat(np.datetime64(day))}
