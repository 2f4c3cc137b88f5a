"""What has not come back when a new day's workbooks are about to take the place of the last ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from arrears.errors import ArrearsError
from arrears.returns.book import DeskFile
from arrears.returns.ids import spelt_as_stored
from arrears.returns.merge import Keyring, read_book, stored_rows
from arrears.returns.sorting import PREFIX, sort_out
from arrears.store import Head
from arrears.store.access.passwords import book_passwords
from arrears.store.log.schema import EVENTS
from arrears.workbooks.sheets.names import file_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from arrears.store import Store


class Evening(NamedTuple):
    """The last workbooks of a folder.

    Attributes
    ----------
    day : str
        The day that they are for, as ISO text; empty where there are none, or none that tells.
    unmerged : dict of Path to int
        Workbooks with rows that were filled in and are not in the store, and how many.
    silent : tuple of str
        Collectors who got one, and of whom nothing has been merged since.
    """

    day: str
    unmerged: dict[Path, int]
    silent: tuple[str, ...]


NO_EVENING = Evening("", {}, ())


def last_evening(store: Store, folder: Path, as_of: date, written: float) -> Evening:
    """Tell what is still to be merged of the workbooks that lie in a folder.

    Parameters
    ----------
    store : Store
        The store that they were written from.
    folder : Path
        Of the collectors' workbooks.
    as_of : date
        The day of the new ones: who has handed in is asked once the day is over.
    written : float
        When the last of them was written, in seconds since 1970: a workbook that was saved later has been worked on.
    """
    books = [book for book in sorted(folder.glob("*.xlsx")) if not book.name.startswith("~$")]
    if not books:
        return NO_EVENING
    keys = Keyring(None, book_passwords(store))
    unmerged = _unmerged(store, keys, [book for book in books if book.stat().st_mtime > written])
    # All come from one run: the smallest tells of which day and head.
    one = read_book(min(books, key=lambda book: book.stat().st_size), keys)
    facts = one.facts if isinstance(one, DeskFile) else {}
    day = facts.get("as_of", "")
    if not day or day >= as_of.isoformat():
        return Evening(day, unmerged, ())
    told = {book.stem for book in unmerged}
    silent = [name for name in _silent(store, {book.stem for book in books}, facts) if file_stem(name) not in told]
    return Evening(day, unmerged, tuple(silent))


def _unmerged(store: Store, keys: Keyring, paths: Sequence[Path]) -> dict[Path, int]:
    """Count the rows of workbooks that were filled in and are not in the store; what cannot be read counts as none."""
    stored = stored_rows(store) if paths else None
    found: dict[Path, int] = {}
    for path in paths:
        book = read_book(path, keys)
        if stored is not None and isinstance(book, DeskFile) and book.facts:
            rows = len(sort_out([spelt_as_stored(book, stored)], stored).new)
            if rows:
                found[path] = rows
    return found


def _silent(store: Store, stems: set[str], facts: dict[str, str]) -> list[str]:
    """Name the collectors of workbooks of whom nothing came since the workbooks were written."""
    try:
        head = Head.read(facts.get("head", ""))
    except ArrearsError:
        return []
    came = select(EVENTS.c.actor).where(EVENTS.c.seq > head.count, EVENTS.c.key.startswith(PREFIX)).distinct()
    with store.reading() as connection:
        heard = set(connection.execute(came).scalars())
    names = sorted({str(name) for name in store.assignments()["collector"] if name})
    return [name for name in names if file_stem(name) in stems and name not in heard]
