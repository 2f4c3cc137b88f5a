"""What lists have said of each case: its row by the last placement, and what later lists restate as owed.

A desk's list changes every day where interest runs on, and a case's row is sealed. So the last placement of each case is chosen by its
number before anything is unsealed, and what a list merely restates stands in few events for all cases.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from sqlalchemy import select

from arrears.operations.account.stated import NOTHING_RESTATED, Restated
from arrears.store.log.reading import instants
from arrears.store.log.schema import EVENTS, PAYLOADS, SET_ASIDE
from arrears.store.state.views import current, superseded

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray
    from sqlalchemy import Connection

_AT_A_TIME = 32


def end_of(day: date) -> np.datetime64:
    """Give the first instant after a day.

    Examples
    --------
    >>> from datetime import date
    >>> end_of(date(2026, 3, 31))
    np.datetime64('2026-04-01T00:00:00.000000')
    """
    return np.datetime64(day + timedelta(days=1), "us")


def last_listed(connection: Connection, time_zone: str, before: np.datetime64 | None = None) -> pd.DataFrame:
    """Give what the last list says of each case; only what counts is unsealed.

    Parameters
    ----------
    connection : Connection
        Of the store.
    time_zone : str
        Of the profile: in which instants are shown.
    before : datetime64, optional
        Local wall-clock time; a list of that instant or later is not seen.

    Returns
    -------
    DataFrame
        One row a case, indexed by it, in the order in which the store took the placements: the placement's columns as
        `arrears.store.state.views.current` gives them, with ``opening_fen`` and the cells of ``details`` as last restated, and
        ``listed_at``, the instant of the list that said so.
    """
    placed = _last_placements(connection, time_zone, before)
    placed = placed.assign(listed_at=placed["happened_at"])
    open_ = np.ones(len(placed), dtype=np.bool_)
    numbers = placed["seq"].to_numpy(dtype=np.int64)
    opening, listed = (placed[name].array.copy() for name in ("opening_fen", "listed_at"))
    details = placed["details"].to_numpy(dtype=object).copy()
    waiting = _standing(connection, "restatement", time_zone, before)["seq"].tolist()[::-1]
    while waiting and open_.any():
        some, waiting = waiting[:_AT_A_TIME], waiting[_AT_A_TIME:]
        events = current(connection, "restatement", time_zone, seqs=sorted(some)).set_index("seq")
        for event in (events.loc[seq].to_dict() for seq in some if seq in events.index):
            named = np.array(event["placements"], dtype=np.int64)
            place = np.minimum(np.searchsorted(numbers, named), max(numbers.size - 1, 0))
            new = np.flatnonzero((numbers[place] == named) & open_[place])
            where = place[new]
            open_[where] = False
            opening[where] = pd.array(np.array(event["openings"], dtype=np.int64)[new], dtype="Int64")
            listed[where] = event["happened_at"]
            for row, entry in zip(where.tolist(), new.tolist(), strict=True):
                cells = {name: column[entry] for name, column in event["cells"].items() if column[entry] is not None}
                details[row] = {**(details[row] or {}), **cells}
    return placed.assign(opening_fen=opening, listed_at=listed, details=details)


def nothing_listed() -> pd.DataFrame:
    """Give what `last_listed` gives of a store without cases: for whoever asks for no position."""
    columns = ["case_id", "seq", "opening_fen", "happened_at", "listed_at"]
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    instant = pd.DatetimeTZDtype("us", "UTC")
    return empty.astype({"opening_fen": "Int64", "happened_at": instant, "listed_at": instant}).set_index("case_id")


def placements(connection: Connection, time_zone: str) -> pd.DataFrame:
    """Give every placement that stands: ``seq, case_id, at, opening_fen, currency, due_date``, in the order of the store; ``at`` local."""
    table = current(connection, "placement", time_zone)
    due = [details.get("due_date") if isinstance(details, dict) else None for details in table["details"]]
    return pd.DataFrame(
        {
            "seq": table["seq"],
            "case_id": table["case_id"],
            "at": _local(table["happened_at"]),
            "opening_fen": table["opening_fen"].astype("int64"),
            "currency": table["currency"],
            "due_date": pd.to_datetime(pd.Series(due, index=table.index, dtype=object)).astype("datetime64[s]"),
        }
    )


def restatements(connection: Connection, time_zone: str, before: np.datetime64 | None = None) -> Restated:
    """Give what lists restate, for `arrears.operations.account.stated.Stated`."""
    events = current(connection, "restatement", time_zone)
    if events.empty:
        return NOTHING_RESTATED
    at = _local(events["happened_at"])
    order = np.argsort(at, kind="stable")
    if before is not None:
        order = order[at[order] < before]
    named, openings = ([np.array(one, dtype=np.int64) for one in events[name]] for name in ("placements", "openings"))
    return Restated(at[order], tuple(named[row] for row in order), tuple(openings[row] for row in order))


def _local(happened_at: pd.Series) -> NDArray[np.datetime64]:
    local: NDArray[np.datetime64] = happened_at.dt.tz_localize(None).to_numpy("datetime64[us]")
    return local


def _standing(connection: Connection, kind: str, time_zone: str, before: np.datetime64 | None) -> pd.DataFrame:
    """Give number and case of the events of a kind that stand, in the order in which they count, without what they say."""
    stands = (
        select(EVENTS.c.seq, EVENTS.c.case_id, EVENTS.c.key, EVENTS.c.happened_at)
        .join(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq)
        .where(EVENTS.c.kind == kind, EVENTS.c.seq.not_in(select(SET_ASIDE.c.seq)))
        .order_by(EVENTS.c.seq)
    )
    rows = [tuple(row) for row in connection.execute(stands)]
    known = pd.DataFrame(rows, columns=["seq", "case_id", "key", "happened_at"])
    known = known[~known["key"].isin(superseded(connection))]
    if before is not None and not known.empty:
        known = known[_local(instants(known["happened_at"], time_zone)) < before]
    # Stored instants are texts of one form, which sort like the instants.
    return known.sort_values("happened_at", kind="stable")


def _last_placements(connection: Connection, time_zone: str, before: np.datetime64 | None) -> pd.DataFrame:
    """Give the placement of each case that counts; a row that cannot be read hides none that can."""
    known = _standing(connection, "placement", time_zone, before)
    while True:
        last = set(known.drop_duplicates("case_id", keep="last")["seq"])
        every = len(last) * 2 > len(known)
        table = current(connection, "placement", time_zone, seqs=None if every else sorted(last))
        if not last - set(table["seq"]):
            return table[table["seq"].isin(last)].set_index("case_id")
        known = known[~known["seq"].isin(last - set(table["seq"]))]
