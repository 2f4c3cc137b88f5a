"""Files with full values that were given out, and those of them that are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from arrears.store.log.chain import Store


class Lost(NamedTuple):
    """A file that was lost: its name, the day on which that was told, and the cases whose values were in it."""

    file_name: str
    on: date
    cases: tuple[str, ...]


def releases(store: Store, file: str | None = None) -> pd.DataFrame:
    """Give what was given out in full, one row a file, the newest last.

    Returns
    -------
    DataFrame
        ``on, actor, recipient, file_name, columns, count, cases, reason, file_sha256``.
    """
    found = store.events(kind="export")
    rows = [
        {
            "on": at.strftime("%Y-%m-%d %H:%M"),
            "actor": actor,
            "recipient": said.get("recipient") or actor,
            "file_name": said.get("file_name") or "",
            "columns": ", ".join(said.get("columns") or ()),
            "count": said["rows"],
            "cases": tuple(said.get("cases") or ()),
            "reason": said.get("reason", ""),
            "file_sha256": said.get("file_sha256") or "",
        }
        for at, actor, said in zip(_local(found["happened_at"], store), found["actor"], found["payload"], strict=True)
        if said and not said.get("masked", True) and said.get("file_name")
    ]
    names = ("on", "actor", "recipient", "file_name", "columns", "count", "cases", "reason", "file_sha256")
    table = pd.DataFrame(rows, columns=list(names))
    if file is None or table.empty:
        return table
    named = (table["file_name"] == file) | table["file_sha256"].str.startswith(file)
    return table[named].reset_index(drop=True)


def lost_files(store: Store) -> set[tuple[str, str]]:
    """Name the files that were lost, each by name and SHA-256: tomorrow's workbook bears the same name."""
    told = store.events(kind="lost_file")["payload"]
    return {(said["file_name"], said.get("file_sha256", "")) for said in told if said}


def lost_since(store: Store, first: date) -> list[Lost]:
    """Name the files that were told to be lost on a day or later, with what was in them."""
    told = store.events(kind="lost_file")
    days = _local(told["happened_at"], store).dt.date
    given = releases(store)
    held: dict[tuple[str, str], tuple[str, ...]] = dict(
        zip(zip(given["file_name"], given["file_sha256"], strict=True), given["cases"], strict=True)
    )
    return [
        Lost(said["file_name"], day, held.get((said["file_name"], said.get("file_sha256", "")), ()))
        for day, said in zip(days, told["payload"], strict=True)
        if said and day >= first
    ]


def _local(instants: pd.Series, store: Store) -> pd.Series:
    local: pd.Series = instants.dt.tz_convert(store.policies.profile.time_zone)
    return local
