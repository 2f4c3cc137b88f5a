"""Read events as tables, in the order in which the store took them."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from arrears.errors import StoreError
from arrears.store.log.canonical import instant_text
from arrears.store.log.schema import EVENTS, PAYLOADS, SET_ASIDE
from arrears.store.records.form import has_form
from arrears.store.secrets.crypto import OtherKeyError, SealedFieldError
from arrears.store.secrets.key_check import FOUND, known_keys
from arrears.store.secrets.sealing import sealer_of
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Select

_log = logging.getLogger("arrears.store")
_MOST_NAMED = 5
_AT_A_TIME = 5_000

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
    seqs: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Give the events of a case, of some kinds, of some numbers, or recorded since an instant; see `arrears.store.Store.events`."""
    stored = [EVENTS.c[name] for name in COLUMNS if name in EVENTS.c]
    chosen = select(*stored, PAYLOADS.c.body).outerjoin(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq).order_by(EVENTS.c.seq)
    if case_id is not None:
        chosen = chosen.where(EVENTS.c.case_id == case_id)
    if kinds:
        chosen = chosen.where(EVENTS.c.kind.in_(tuple(kinds)))
    if since is not None:
        chosen = chosen.where(EVENTS.c.recorded_at >= instant_text(_instant(since)))
    # What a repair has set aside stays in the table as evidence, and out of every figure.
    chosen = chosen.where(EVENTS.c.seq.not_in(select(SET_ASIDE.c.seq)))
    # Rows as tuples, and one sealer for all of them: a year of a desk is a hundred thousand events.
    rows = connection.execute(chosen).all() if seqs is None else _numbered(connection, chosen, seqs)
    if not rows:
        return no_events(time_zone).copy()
    payloads, damaged = _payloads(connection, rows)
    table = _table([row[:-1] for row in rows], payloads, time_zone)
    if damaged or table["happened_at"].isna().any() or table["recorded_at"].isna().any():
        table = _without_damage(table, damaged)
    return table.astype({"seq": "int64"})


@cache
def no_events(time_zone: str) -> pd.DataFrame:
    """Give the table of no events, made once: most kinds never happen in most stores, and a task reads some twenty kinds."""
    return _table([], [], time_zone).astype({"seq": "int64"})


def _table(rows: list[Any], payloads: list[dict[str, Any] | None], time_zone: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name in EVENTS.c])
    table["erased"] = pd.Series([payload is None for payload in payloads], dtype=bool)
    table["payload"] = pd.Series([payload or {} for payload in payloads], dtype=object)
    table = table[list(COLUMNS)]
    for name in ("happened_at", "recorded_at"):
        table[name] = instants(table[name], time_zone)
    return table


def _numbered(connection: Connection, chosen: Select[Any], seqs: Sequence[int]) -> list[Any]:
    """Read the rows of some numbers, a few thousand at a time: a database takes only so many values in one question."""
    parts = (seqs[start : start + _AT_A_TIME] for start in range(0, len(seqs), _AT_A_TIME))
    return [row for part in parts for row in connection.execute(chosen.where(EVENTS.c.seq.in_(part)))]


def _payloads(connection: Connection, rows: Sequence[Any]) -> tuple[list[dict[str, Any] | None], set[int]]:
    """Open what each row says, None where it was erased; give also the places of rows that cannot be read.

    Raises
    ------
    OtherKeyError
        If a key of the store's own is not at hand; a row under a key that the store does not know hides no other.
    """
    read = sealer_of(connection).open
    found: list[dict[str, Any] | None] = []
    damaged: set[int] = set()
    known: dict[str, str] | None = None
    for place, row in enumerate(rows):
        body = row[-1]
        try:
            text = None if body is None else read(row[0], "body", body)
            found.append(None if text is None else dict(json.loads(text)))
            if text is not None and not has_form(row[2], text):
                damaged.add(place)
        except (SealedFieldError, ValueError, TypeError, RecursionError) as error:
            if isinstance(error, OtherKeyError):
                known = known_keys(connection) if known is None else known
                _demand_own_keys(connection, error, known)
            damaged.add(place)
            found.append(None)
    texts = [any(not isinstance(value, str) for value in (*row[1:7], row[-2])) for row in rows]
    return found, damaged | {place for place, strange in enumerate(texts) if strange}


def _demand_own_keys(connection: Connection, error: OtherKeyError, known: dict[str, str]) -> None:
    """Refuse to read with a key missing that is one of the store's own: figures would be short of all that it sealed."""
    own = any(each in known for each in sealer_of(connection).cipher.keys.ids)
    if not own or known.get(error.key_id, FOUND) != FOUND:
        raise error


def _without_damage(table: pd.DataFrame, damaged: set[int]) -> pd.DataFrame:
    """Leave out rows that cannot be read, and say so: one bad row must not hide all the others."""
    bad = table.index.isin(list(damaged)) | table["happened_at"].isna() | table["recorded_at"].isna()
    numbers = [str(seq) for seq in table.loc[bad, "seq"]]
    few = ", ".join(numbers[:_MOST_NAMED]) + (" …" if len(numbers) > _MOST_NAMED else "")
    _log.warning(
        "%d 条事件无法读取（第 %s 号），未计入；请运行 arrears store verify 查明，再用 arrears store repair 处理"
        " · %d events cannot be read (%s) and are left out; arrears store verify says why, arrears store repair sets them aside",
        len(numbers),
        few,
        len(numbers),
        few,
    )
    return table[~bad].reset_index(drop=True)


def instants(texts: pd.Series[Any], time_zone: str) -> pd.Series[Any]:
    """Give stored instants as instants shown in a zone; NaT for what is none."""
    try:
        read = pd.to_datetime(texts, utc=True, format="ISO8601")
    except (ValueError, TypeError):
        # A damaged row hides no other; what is no instant is none.
        read = pd.to_datetime(texts.astype(str), utc=True, format="ISO8601", errors="coerce")
    return read.dt.as_unit("us").dt.tz_convert(time_zone)


def _instant(since: datetime | str) -> datetime:
    try:
        instant = since if isinstance(since, datetime) else datetime.fromisoformat(since)
    except ValueError as error:
        raise StoreError(f"{since!r} is no instant; write it like 2026-11-23T09:00+08:00") from error
    if instant.tzinfo is None:
        raise StoreError(
            both("store.log.reading.has_no_time_zone_write", since=since),
        )
    return instant
