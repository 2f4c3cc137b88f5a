"""A case list goes into the store, and comes back from it with what has happened since.

A placement holds a case's whole row, sealed. A row that has not changed since its last placement is not stored again, so the same
list can be placed as often as one likes. Who has a case and which flags are set is decided by events: the list decides where it
says something new, and never undoes what a lead or a collector has decided since.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.desk.masking import mask_table
from arrears.desk.reading import amounts
from arrears.errors import StoreError
from arrears.rules.total_due import total_due
from arrears.store.anchors import Receipt
from arrears.store.case_state import as_it_stands
from arrears.store.records import Assignment, Flag, Placement
from arrears.store.views import current, last_placements
from arrears.tables.cases import to_internal
from arrears.tables.columns import CASE_COLUMNS, FLAG_WORDS, Kind
from arrears.tables.frames import ordered, series_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.store.records import Event
    from arrears.store.store import Store

KEY = "case-list"
"""How the keys of events begin that come from a list."""
_OWN_FIELDS = ("principal_fen", "interest_fen", "late_fee_fen", "currency")
_LEFT_OUT = "source_row"
_REASON = "案件清单 case list"


def place_cases(store: Store, cases: pd.DataFrame, *, actor: str, as_of: date) -> Receipt:
    """Store what is new or has changed in a case list.

    Parameters
    ----------
    store : Store
        Needs a key: rows hold personal data.
    cases : DataFrame
        One row a case, as ``arrears.read_cases(...).cases`` or ``.table`` gives it; further columns are kept.
    actor : str
        Who places them.
    as_of : date
        The day whose beginning the amounts are of, in the profile's time zone.

    Returns
    -------
    Receipt
        ``stored`` counts the new events: placements, first assignments, flags. Of a list without news it names the store's head.

    Raises
    ------
    StoreError
        If the store has a later list of one of the cases, somebody else is placing them, or it cannot be written; nothing is
        stored then.
    ValueError
        If a cell is bad.

    Examples
    --------
    >>> import tempfile
    >>> from arrears.store import open_store
    >>> from arrears.store.keys import Keys, new_key
    >>> folder, key = tempfile.TemporaryDirectory(), new_key()
    >>> store = open_store(f"{folder.name}/book.db", keys=lambda: Keys(key))
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000], "collector": ["王芳"]})
    >>> place_cases(store, cases, actor="lead", as_of=date(2026, 3, 10)).stored
    2
    >>> place_cases(store, cases, actor="lead", as_of=date(2026, 3, 11)).stored
    0
    >>> stored_cases(store)[["case_id", "principal_fen", "collector"]].values.tolist()
    [['A1', 100000, '王芳']]
    >>> store.close(); folder.cleanup()
    """
    table = to_internal(cases)
    seen = store.head()
    with store.reading() as connection:
        placed = last_placements(current(connection, "placement", store.policies.profile.time_zone))
    at = datetime.combine(as_of, time(), ZoneInfo(store.policies.profile.time_zone)).astimezone(UTC)
    _refuse_older(placed, table, at)
    news = list(_news(table, placed, store.policies.profile.currency, actor, at))
    if not news:
        return Receipt(seen, store.clock(), (), 0)
    return store.append(news, expect=seen, expect_kinds={"placement"})


def stored_cases(store: Store, as_of: date | None = None) -> pd.DataFrame:
    """Give the case list back as it stands now, personal data masked.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date, optional
        The day that it is for; today in the profile's zone unless you say. Lists, contacts, promises and payments of later days are
        not seen; who has a case and which flags are set is as it is now.

    Returns
    -------
    DataFrame
        One row a case that came by a list, sorted by ``case_id``: the columns of a case list in the internal form (amounts
        ``<key>_fen`` as Int64, days ``datetime64[s]``), then the list's further columns. Collector, flags, last payment, last
        contact, promise, next instalment and what is owed are as the events say. ``customer_id`` is filled with a code where the list
        has none but an id number, so that a customer's cases can be told to be one's. Masked is not anonymous.

    Examples
    --------
    See `place_cases`.
    """
    on = as_of or store.clock().astimezone(ZoneInfo(store.policies.profile.time_zone)).date()
    return mask_table(unmasked_cases(store, on), store.policies, on)


def unmasked_cases(store: Store, as_of: date) -> pd.DataFrame:
    """Give the case list as `stored_cases` does, with personal data readable: for `arrears.store.access.SignedIn` to hand out or mask."""
    zone = store.policies.profile.time_zone
    with store.reading() as connection:
        placements = current(connection, "placement", zone)
        # A list of a later day says nothing of this one.
        begun = placements["happened_at"].dt.date <= as_of
        placed = last_placements(placements[begun])
        listed = placed[placed["details"].notna()].sort_index()
        table = as_it_stands(connection, _rows(listed), listed["happened_at"], store.policies, as_of, store.clock())
    return table.reset_index(drop=True)


def _refuse_older(placed: pd.DataFrame, table: pd.DataFrame, at: datetime) -> None:
    last = placed["happened_at"].reindex(table["case_id"])
    later = last[(last > at).to_numpy(dtype=bool)]
    if not later.empty:
        raise StoreError(
            f"the store has a later list of case {later.index[0]} ({later.iloc[0].date()}); {len(later)} cases in all; "
            "an older list would undo it: give the list of that day or later",
            f"案件 {later.index[0]} 在存储库中已有更晚的清单（{later.iloc[0].date()}），共 {len(later)} 件；"
            "旧清单会覆盖新数据，请使用该日或之后的清单",
        )


def _news(table: pd.DataFrame, placed: pd.DataFrame, currency: str, actor: str, at: datetime) -> Iterator[Event]:
    """Give the events that make the store say what the list says."""
    before = placed[["key", "details", "collector", "flags"]] if "collector" in placed else placed[["key", "details"]]
    known = dict(zip(before.index, zip(before["key"], before["details"], strict=True), strict=True))
    for opening, row in zip(_openings(table).tolist(), _details(table), strict=True):
        key, old = known.get(row["case_id"], ("", None))
        old = old or {}
        if row == old:
            continue
        seal = sha256(json.dumps([key, at.isoformat(), row], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        head = {"case_id": row["case_id"], "happened_at": at, "actor": actor}
        own = {name: row[name] for name in _OWN_FIELDS if name in row}
        yield Placement(
            **head,
            key=f"{KEY}-{seal[:24]}",
            opening_fen=opening,
            details=row,
            source=_REASON,
            **({"currency": currency} | own),
        )
        if row.get("collector", "") not in ("", old.get("collector", "")):
            yield Assignment(**head, key=f"{KEY}-{seal[:24]}-c", collector=row["collector"], reason=_REASON)
        yield from _flags(head, f"{KEY}-{seal[:24]}", old, row)


def _flags(head: dict[str, Any], key: str, old: dict[str, Any], row: dict[str, Any]) -> Iterator[Event]:
    was, now = (set(filter(None, one.get("flags", "").split(";"))) for one in (old, row))
    for flag in FLAG_WORDS:
        if (flag in was) != (flag in now):
            yield Flag(**head, key=f"{key}-{flag}", flag=flag, on=flag in now, reason=_REASON)


def _openings(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give what is owed on each case; a credit balance is nothing that is owed."""
    parts = [amounts(table, name) for name in ("principal", "interest", "late_fee")]
    values, known = (np.column_stack(columns) for columns in zip(*parts, strict=True))
    return np.maximum(total_due(values, known, *amounts(table, "statement_balance")), 0)


def _details(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give each row's cells that are not blank: amounts in fen, days and instants as ISO text, everything else as text."""
    kinds = {column.name: column.kind for column in CASE_COLUMNS}
    columns = {
        str(name): _plain(table[name], kinds.get(str(name), Kind.TEXT)) for name in table.columns if name != _LEFT_OUT
    }
    names = list(columns)
    for cells in zip(*columns.values(), strict=True):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None and cell != ""}


def _plain(column: pd.Series[Any], kind: Kind) -> list[Any]:
    blank = column.isna().to_numpy(dtype=bool)
    if kind is Kind.AMOUNT:
        texts: list[Any] = column.fillna(0).astype("int64").tolist()
    elif kind is Kind.DATE:
        texts = np.datetime_as_string(column.to_numpy(dtype="datetime64[D]")).tolist()
    else:
        texts = [str(cell) for cell in column.tolist()]
    return [None if gone else text for gone, text in zip(blank.tolist(), texts, strict=True)]


def _rows(listed: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of placements as an internal case table, in one order and with one index, the case's."""
    details = list(listed["details"])
    columns = {
        column.key: series_of(column, [_typed(one.get(column.name), column.kind) for one in details])
        for column in CASE_COLUMNS
    }
    table = pd.DataFrame({name: column.array for name, column in ordered(columns, len(details)).items()})
    known = {column.name for column in CASE_COLUMNS}
    further = dict.fromkeys(name for one in details for name in one if name not in known)
    for name in further:
        table[name] = pd.Series([one.get(name, "") for one in details], dtype=object)
    return table.set_index(pd.Index(listed.index, name=None))


def _typed(value: Any, kind: Kind) -> Any:  # noqa: ANN401  # a cell
    return date.fromisoformat(value) if kind is Kind.DATE and value is not None else value
