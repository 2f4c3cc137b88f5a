"""Tables of contacts in a workbook: found by their headings, read by the contract's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from arrears.errors import ArrearsError
from arrears.tables.contacts import CONTACT_COLUMNS
from arrears.tables.texts import is_blank
from arrears.words import both
from xl_addin.cells.columns import FINE
from xl_addin.cells.reading import moments

if TYPE_CHECKING:
    from datetime import datetime

    from xl_addin.macros.books.protocol import Cell
    from xl_addin.macros.scene import Scene

_BY_WORD = {
    word.casefold(): column.key
    for column in CONTACT_COLUMNS
    for word in (column.key, column.zh, column.en, *column.synonyms)
}
# In the collector's workbook the list of today has both the channel that is advised and the one that was used.
_USED = {"实际渠道": "channel", "contacted by": "channel", "contacted at": "at"}
_NEEDED = {"case_id", "channel", "outcome", "at"}
_SEARCHED_ROWS = 30


def contact_log(scene: Scene) -> pd.DataFrame:
    """Give the workbook's contacts, from every sheet that has the columns of a contact log; a row without outcome is none.

    Returns
    -------
    DataFrame
        Columns of `arrears.tables.contacts` by key, ``at`` in UTC, ``time_zone``; further ``sheet`` and ``sheet_row`` (from 1).

    Raises
    ------
    ArrearsError
        If no sheet is a contact log, or a time cannot be read: the row is named.
    """
    log = find_log(scene)
    if "sheet" not in log:
        raise ArrearsError(
            both("xl_addin.macros.actions.contact_sheet.no_sheet_contact_log_needs"),
        )
    return log


def find_log(scene: Scene) -> pd.DataFrame:
    """Give the workbook's contacts as `contact_log` does; a frame without rows or columns where no sheet is a contact log."""
    logs = [log for name in scene.book.sheets() if not name.startswith("_") if (log := _read(name, scene)) is not None]
    return pd.concat(logs, ignore_index=True) if logs else pd.DataFrame()


def _read(name: str, scene: Scene) -> pd.DataFrame | None:
    rows = scene.book.read_table(name)
    for top, row in enumerate(rows[:_SEARCHED_ROWS]):
        places = {_key(cell): place for place, cell in reversed(list(enumerate(row)))}
        places |= {
            _USED[word]: place for place, cell in enumerate(row) if (word := str(cell).strip().casefold()) in _USED
        }
        if places.keys() >= _NEEDED:
            return _table(name, rows, top, {key: place for key, place in places.items() if key}, scene)
    return None


def _table(name: str, rows: list[list[Cell]], top: int, places: dict[str, int], scene: Scene) -> pd.DataFrame:
    zone = scene.policies.profile.time_zone
    found: list[dict[str, Any]] = []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: row[place] for key, place in places.items() if place < len(row) and not is_blank(row[place])}
        if "case_id" not in cells or "outcome" not in cells:
            continue
        at = _moment(cells.get("at"), name, number)
        own_zone = cells.get("time_zone", zone)
        found.append(
            {**cells, "at": at.replace(tzinfo=ZoneInfo(str(own_zone))).astimezone(ZoneInfo("UTC")).isoformat(),
             "time_zone": own_zone, "sheet": name, "sheet_row": number}
        )  # fmt: skip
    return pd.DataFrame(found, columns=[*dict.fromkeys([*places, "time_zone"]), "sheet", "sheet_row"], dtype=object)


def _moment(cell: Cell, sheet: str, row: int) -> datetime:
    read = moments(cell)
    if read.states[0] != FINE:
        raise ArrearsError(
            both("xl_addin.macros.actions.contact_sheet.row_sheet_has_no_time", sheet=sheet, row=row),
        )
    moment: datetime = read.values[0].astype("datetime64[us]").item()
    return moment


def _key(cell: Cell) -> str:
    return _BY_WORD.get(cell.strip().casefold(), "") if isinstance(cell, str) else ""
