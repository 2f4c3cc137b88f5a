"""What is so at present: the log read with its corrections, one table a kind.

An event that was corrected or declared void no longer shows; where several speak of the same thing, the last stored one counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import func, select

from arrears.store.reading import instants, read_events
from arrears.store.records import ENVELOPE, KINDS
from arrears.store.schema import EVENTS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_HEAD = ("case_id", "key", "happened_at", "recorded_at", "actor")


def current(connection: Connection, kind: str, time_zone: str = "UTC", case_id: str | None = None) -> pd.DataFrame:
    """Give the events of a kind that still stand, of one case or all, with a column for each field of their payload."""
    table = read_events(connection, time_zone, case_id=case_id, kinds=(kind,))
    table = table[~table["key"].isin(superseded(connection)) & ~table["erased"]].reset_index(drop=True)
    fields = [name for name in KINDS[kind].model_fields if name not in ENVELOPE]
    payloads = pd.DataFrame(
        {name: [payload.get(name) for payload in table["payload"]] for name in fields}, dtype=object
    )
    for name in fields:
        if name.endswith("_fen"):
            payloads[name] = payloads[name].astype("Int64")
    return pd.concat([table[["seq", *_HEAD]], payloads], axis=1)


def superseded(connection: Connection) -> set[str]:
    """Give the keys of events that were corrected or declared void; a reversal leaves its payment standing."""
    query = select(EVENTS.c.corrects).where(EVENTS.c.corrects.is_not(None), EVENTS.c.kind != "reversal")
    return set(connection.execute(query).scalars())


def latest(table: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Keep the last stored row of each thing."""
    return table.drop_duplicates(list(by), keep="last").reset_index(drop=True)


def open_flags(connection: Connection, at: datetime, time_zone: str = "UTC") -> pd.DataFrame:
    """Give the flags that are set at an instant: the last word on each flag, person and channel of a case."""
    table = latest(current(connection, "flag", time_zone), "case_id", "flag", "person", "channel")
    until = pd.to_datetime(table["until"], utc=True, format="ISO8601")
    return table[table["on"].astype(bool) & (until.isna() | (until > at))].drop(columns="on").reset_index(drop=True)


def consents(connection: Connection, at: datetime, time_zone: str) -> pd.DataFrame:
    """Give the consents that hold at an instant."""
    table = latest(current(connection, "consent", time_zone), "case_id", "about", "person", "channel")
    until = pd.to_datetime(table["until"], utc=True, format="ISO8601")
    return table[table["given"].astype(bool) & (until.isna() | (until > at))].reset_index(drop=True)


def cases(connection: Connection, at: datetime, time_zone: str) -> pd.DataFrame:
    """Give one row a case: counts, times, collector, flags, and the balance; see `balances`."""
    counted = (
        select(EVENTS.c.case_id, func.count(), func.min(EVENTS.c.happened_at), func.max(EVENTS.c.happened_at))
        .where(EVENTS.c.case_id != "")
        .group_by(EVENTS.c.case_id)
        .order_by(EVENTS.c.case_id)
    )
    rows = [tuple(row) for row in connection.execute(counted)]
    table = pd.DataFrame(rows, columns=["case_id", "events", "first_event", "last_event"]).set_index("case_id")
    for name in ("first_event", "last_event"):
        table[name] = instants(table[name], time_zone)
    placements, payments, reversals = (current(connection, kind) for kind in ("placement", "payment", "reversal"))
    table = table.join(balances(placements, payments, reversals, table.index))
    assigned = latest(current(connection, "assignment"), "case_id").set_index("case_id")["collector"]
    table["collector"] = assigned.reindex(table.index).fillna("")
    flags = open_flags(connection, at).groupby("case_id")["flag"].agg(_joined)
    table["flags"] = flags.reindex(table.index).fillna("")
    return table.reset_index()


def last_placements(placements: pd.DataFrame) -> pd.DataFrame:
    """Give each case's placement that counts: the one of the latest instant, the last stored of that; indexed by case."""
    ordered = placements.sort_values("happened_at", kind="stable")
    return latest(ordered, "case_id").set_index("case_id")


def balances(
    placements: pd.DataFrame, payments: pd.DataFrame, reversals: pd.DataFrame, index: pd.Index[Any]
) -> pd.DataFrame:
    """Say what is left: the opening of the last placement, less what was paid since its instant, plus what was taken back since.

    A placement states what is owed at its instant, so what was paid or taken back before is in its figure already, whenever it was
    recorded; what happened at that very instant comes after it.

    Returns
    -------
    DataFrame
        ``opening_fen, paid_fen, reversed_fen, balance_fen``, a row a case of `index`; opening and balance are missing where there
        is no placement.
    """
    placed = last_placements(placements)
    table = pd.DataFrame({"opening_fen": placed["opening_fen"].reindex(index)})
    table["paid_fen"] = _since(payments, placed["happened_at"], index)
    table["reversed_fen"] = _since(reversals, placed["happened_at"], index)
    table["balance_fen"] = table["opening_fen"] - table["paid_fen"] + table["reversed_fen"]
    return table


def _joined(flags: pd.Series[Any]) -> str:
    return ", ".join(sorted(set(flags)))


def _since(moved: pd.DataFrame, placed_at: pd.Series[Any], index: pd.Index[Any]) -> pd.Series[Any]:
    # A case without a placement has no instant, and nothing lies before it.
    before = moved["happened_at"].array < placed_at.reindex(moved["case_id"]).array
    sums: pd.Series[Any] = moved[~before].groupby("case_id")["amount_fen"].sum()
    return sums.reindex(index).fillna(0).astype("Int64")
