"""Read events as tables, in the order in which the store took them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.canonical import instant_text
from arrears.store.schema import EVENTS, PAYLOADS
from arrears.store.sealing import sealer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

COLUMNS = (
    "seq",
    "case_id",
    "kind",
    "happened_at",
    "recorded_at",
    "actor",
    "key",
    "corrects",
    "payload",
    "erased",
    "hash",
)


def read_events(
    connection: Connection,
    time_zone: str,
    *,
    case_id: str | None = None,
    kinds: Iterable[str] = (),
    since: datetime | str | None = None,
) -> pd.DataFrame:
    """Give the events of a case, of some kinds, or recorded since an instant; see `arrears.store.Store.events`."""
    stored = [EVENTS.c[name] for name in COLUMNS if name in EVENTS.c]
    chosen = select(*stored, PAYLOADS.c.body).outerjoin(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq).order_by(EVENTS.c.seq)
    if case_id is not None:
        chosen = chosen.where(EVENTS.c.case_id == case_id)
    if kinds:
        chosen = chosen.where(EVENTS.c.kind.in_(tuple(kinds)))
    if since is not None:
        chosen = chosen.where(EVENTS.c.recorded_at >= instant_text(_instant(since)))
    # Rows as tuples, and one sealer for all of them: a year of a desk is a hundred thousand events.
    rows = connection.execute(chosen).all()
    names = [column.name for column in stored]
    table = pd.DataFrame([row[:-1] for row in rows], columns=names)
    read = sealer_of(connection).open
    bodies = [None if row[-1] is None else read(row[0], "body", row[-1]) for row in rows]
    table["payload"] = pd.Series([_payload(body) for body in bodies], dtype=object)
    table["erased"] = pd.Series([body is None for body in bodies], dtype=bool)
    table = table[list(COLUMNS)]
    for name in ("happened_at", "recorded_at"):
        table[name] = instants(table[name], time_zone)
    return table.astype({"seq": "int64"})


def instants(texts: pd.Series[Any], time_zone: str) -> pd.Series[Any]:
    """Give stored instants as instants shown in a zone."""
    return pd.to_datetime(texts, utc=True, format="ISO8601").dt.as_unit("us").dt.tz_convert(time_zone)


def _payload(body: str | None) -> dict[str, Any]:
    return {} if body is None else dict(json.loads(body))


def _instant(since: datetime | str) -> datetime:
    try:
        instant = since if isinstance(since, datetime) else datetime.fromisoformat(since)
    except ValueError as error:
        raise StoreError(f"{since!r} is no instant; write it like 2026-11-23T09:00+08:00") from error
    if instant.tzinfo is None:
        raise StoreError(
            f"{since} has no time zone; write it like 2026-11-23T09:00+08:00",
            f"{since} 缺少时区；请写成 2026-11-23T09:00+08:00",
        )
    return instant
