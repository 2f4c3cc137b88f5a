"""What is so at present: the log read with its corrections, one table a kind.

An event that was corrected or declared void no longer shows; where several speak of the same thing, the last stored one counts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
from sqlalchemy import select

from arrears.store.log.reading import no_events, read_events
from arrears.store.log.schema import EVENTS
from arrears.store.records import ENVELOPE, KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_HEAD = ("case_id", "key", "happened_at", "recorded_at", "actor")


def current(
    connection: Connection,
    kind: str,
    time_zone: str = "UTC",
    case_id: str | None = None,
    seqs: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Give the events of a kind that still stand, of one case or all, or of some numbers, with a column for each field of their payload."""
    table = read_events(connection, time_zone, case_id=case_id, kinds=(kind,), seqs=seqs)
    if table.empty:
        return _none(kind, time_zone).copy()
    return _spread(table[~table["key"].isin(superseded(connection)) & ~table["erased"]].reset_index(drop=True), kind)


@cache
def _none(kind: str, time_zone: str) -> pd.DataFrame:
    """Give the table of no events of a kind, made once."""
    return _spread(no_events(time_zone), kind)


def _spread(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give the fields of each payload a column of their own."""
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
