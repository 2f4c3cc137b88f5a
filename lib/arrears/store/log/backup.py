"""Back up a store into one file and bring it back: a backup is itself a store, on SQLite, whatever the store stands on."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from arrears.errors import StoreError
from arrears.store.log.anchors import Head, write_anchor
from arrears.store.log.bulk import insert_rows
from arrears.store.log.canonical import instant_text
from arrears.store.log.engine import reading, store_url
from arrears.store.log.guards import UNREADABLE, damaged_pages
from arrears.store.log.memory import remember_place
from arrears.store.log.opening import open_engine, store_name
from arrears.store.log.schema import CUSTOMER_INDEX, ERASURES, EVENTS, META, PAYLOADS, SET_ASIDE
from arrears.store.log.verify import Finding, Verification, verify
from arrears.store.secrets.key_check import PREFIX, known_keys
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import Connection, Engine


_CHUNK = 10_000
_MOST_NAMED = 20


@dataclass(frozen=True)
class Saved:
    """A backup: the head that it holds, and what of the store was damaged when it was made."""

    head: Head
    findings: tuple[Finding, ...] = ()


def back_up(
    engine: Engine, file: Path, *, driver: ModuleType | None = None, unlock: Callable[[Any], None] | None = None
) -> Saved:
    """Write a backup to a new file; it is there only once it was read again and found to be what the store is.

    A damaged store is backed up as it stands, and the backup says so: it is evidence, and what is whole in it is not lost.

    Raises
    ------
    StoreError
        If the file is there already, or cannot be written.
    """
    if file.exists():
        raise StoreError(both("store.log.backup.there_already_name_new_file", file=file))
    remove_leftovers(file.parent)
    part = _part_of(file)
    try:
        pages = damaged_pages(engine)
        if pages:
            return _save_pages(engine, file, part, pages)
        before = verify(engine)
        findings = tuple(before.findings)
        hurt = bool(findings or before.known)
        if hurt and engine.dialect.name == "sqlite":
            _copy_file(engine, part)
        with reading(engine).begin() as source:
            store_id = _meta(source)["store_id"]
            target = open_engine(f"sqlite:///{part}", driver=driver, unlock=unlock, store_id=store_id)
            try:
                with target.begin() as connection:
                    if not (hurt and engine.dialect.name == "sqlite"):
                        _copy(source, connection, unguarded=hurt)
                    _mark(connection, findings)
                copied = verify(target)
                if {*copied.findings} - {*findings}:
                    raise _not_whole(file.name, copied)
                _one_file(target)
            finally:
                target.dispose()
        _put_there(part, file)
    except (DBAPIError, OSError, sqlite3.Error) as error:
        raise _not_copied(file.name, error) from error
    finally:
        for left in file.parent.glob(f"{part.name}*"):
            left.unlink()
    return Saved(copied.head, findings)


def _save_pages(engine: Engine, file: Path, part: Path, pages: str) -> Saved:
    """Save a file with a damaged page as it is, page by page: nothing in it may be taken for what the store held, nothing is written into it."""
    try:
        found = verify(engine)
    except UNREADABLE:
        found = Verification(Head(0, ""))
    _copy_file(engine, part)
    _put_there(part, file)
    return Saved(found.head, (Finding("PAGES", 0, 0, pages), *found.findings))


def restore(
    file: Path,
    where: str | Path,
    *,
    driver: ModuleType | None = None,
    unlock: Callable[[Any], None] | None = None,
    damaged: bool = False,
) -> Head:
    """Make a store from a backup; what is there already is never overwritten, and a file is there only once it is whole.

    Parameters
    ----------
    damaged : bool
        Restore a backup that is not whole, as it stands, into a new SQLite file; `arrears store repair` is next.

    Raises
    ------
    StoreError
        If the backup is not whole, or the target holds events already.
    """
    source = open_engine(file, driver=driver, unlock=unlock, create=False)
    try:
        found = verify(source)
        if not found.is_intact and not damaged:
            raise _not_whole(file.name, found)
        url = store_url(where)
        if url.get_backend_name() == "sqlite":
            return _restore_file(source, Path(str(url.database)), found, driver, unlock)
        if found.findings or found.known:
            raise StoreError(
                both("store.log.backup.backup_damage_record_not_goes"),
            )
        with reading(source).begin() as connection:
            meta = _meta(connection)
        target = open_engine(where, driver=driver, unlock=unlock, store_id=meta["store_id"])
        try:
            # One transaction: a database in which it was broken off is empty, and takes the same backup again.
            with reading(source).begin() as reader, target.begin() as writer:
                if writer.execute(select(func.count()).select_from(EVENTS)).scalar() or _meta(writer) != meta:
                    raise _occupied(str(url.database))
                _copy(reader, writer)
            return _checked(target, str(url.database))
        except DBAPIError as error:
            raise _not_copied(store_name(url), error) from error
        finally:
            target.dispose()
    finally:
        source.dispose()


def _restore_file(
    source: Engine,
    file: Path,
    found: Verification,
    driver: ModuleType | None,
    unlock: Callable[[Any], None] | None,
) -> Head:
    """Write the store beside its place, and put it there once it was found to be what the backup is."""
    if _is_taken(file):
        raise _occupied(file.name)
    remove_leftovers(file.parent)
    part = _part_of(file)
    try:
        hurt = bool(found.findings or found.known)
        if hurt:
            _copy_file(source, part)
        with reading(source).begin() as reader:
            target = open_engine(f"sqlite:///{part}", driver=driver, unlock=unlock, store_id=_meta(reader)["store_id"])
            try:
                with target.begin() as writer:
                    if hurt:
                        _unmark(writer)
                    else:
                        _copy(reader, writer)
                head = verify(target).head if found.findings else _checked(target, file.name)
                _one_file(target)
            finally:
                target.dispose()
        if _is_taken(file):
            raise _occupied(file.name)
        # The head first: a store under its real name without one would be told as damaged.
        _keep_head(source, file, head)
        _put_there(part, file)
    except (DBAPIError, OSError, sqlite3.Error) as error:
        raise _not_copied(file.name, error) from error
    finally:
        for left in file.parent.glob(f"{part.name}*"):
            left.unlink()
    return head


def _is_taken(file: Path) -> bool:
    """Tell whether a store may stand in a file; one without a byte was left by who was killed while making a new one."""
    return file.exists() and file.stat().st_size > 0


def _keep_head(source: Engine, file: Path, head: Head) -> None:
    """Write the head beside a restored store, unless heads that were kept from before stand there."""
    heads = file.with_name(f"{file.name}.heads")
    with reading(source).begin() as reader:
        store_id = _meta(reader)["store_id"]
    remember_place(heads, store_id, anew=True)
    if not heads.exists():
        write_anchor(heads, head, instant_text(datetime.now(UTC)), store_id)


_PART = re.compile(r"\.(?:(\d+)-)?[0-9a-f]{8}\.part(?:-journal|-wal|-shm)?$")
_OLD_SECONDS = 3600


def _part_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.{os.getpid()}-{secrets.token_hex(4)}.part")


def remove_leftovers(folder: Path) -> int:
    """Remove what backups and restores that were killed have left in a folder: it may hold what was erased since.

    A part whose process still lives is left alone; one without a process in its name goes when it is an hour old.

    Returns
    -------
    int
        How many were removed.
    """
    removed = 0
    for part in folder.glob("*.part*") if folder.is_dir() else ():
        named = _PART.search(part.name)
        if named is None:
            continue
        if psutil.pid_exists(int(named[1])) if named[1] else time.time() - part.stat().st_mtime < _OLD_SECONDS:
            continue
        part.unlink(missing_ok=True)
        removed += 1
    return removed


def _copy_file(engine: Engine, part: Path) -> None:
    """Copy a damaged SQLite store page by page, faults and all."""
    part.touch(mode=0o600)
    raw = engine.raw_connection()
    target: Any = (getattr(engine.dialect, "dbapi", None) or sqlite3).connect(str(part))
    try:
        raw.driver_connection.backup(target)  # type: ignore[union-attr]  # SQLite's own
    finally:
        target.close()
        raw.close()


def _mark(connection: Connection, findings: tuple[Finding, ...]) -> None:
    """Write into a backup that it is one, and what of the store was damaged."""
    told = (
        "whole" if not findings else "damaged: " + "; ".join(finding.text("en") for finding in findings[:_MOST_NAMED])
    )
    if connection.execute(select(META.c.key).where(META.c.key == "backup")).first() is None:
        insert_rows(connection, META, [("backup", told)])


def _unmark(connection: Connection) -> None:
    """Make a store of a copied backup: a backup has no file of heads, and misses none."""
    guards = _take_guards(connection)
    connection.execute(delete(META).where(META.c.key == "backup"))
    for guard in guards:
        connection.exec_driver_sql(guard)


def _not_whole(name: str, result: Verification) -> StoreError:
    finding = result.findings[0]
    return StoreError(
        both(
            "store.log.backup.not_whole_use_another_backup",
            name=name,
            finding=Saying(finding.text("zh"), finding.text("en")),
        ),
    )


def _not_copied(name: str, error: DBAPIError | OSError | sqlite3.Error) -> StoreError:
    told = error.orig if isinstance(error, DBAPIError) else getattr(error, "strerror", error)
    reason = str(told).splitlines()[0]
    return StoreError(
        both("store.log.backup.backup_could_not_written_make", name=name, reason=reason),
    )


def _occupied(name: str) -> StoreError:
    return StoreError(
        both("store.log.backup.holds_store_already_restore_into", name=name),
    )


def _meta(connection: Connection) -> dict[str, str]:
    return {
        row.key: row.value for row in connection.execute(select(META).where(META.c.key.in_(("store_id", "genesis"))))
    }


def _copy(source: Connection, target: Connection, *, unguarded: bool = False) -> None:
    """Copy all rows, in their order: the target's own guards check that each event follows the last, unless the source is damaged."""
    guards = _take_guards(target) if unguarded else []
    insert_rows(target, META, [(f"{PREFIX}{name}", word) for name, word in sorted(known_keys(source).items())])
    for table in (EVENTS, PAYLOADS, ERASURES, SET_ASIDE, CUSTOMER_INDEX):
        chosen = select(table).order_by(table.c.seq)
        with source.execution_options(yield_per=_CHUNK).execute(chosen) as rows:
            for part in rows.partitions():
                insert_rows(target, table, [tuple(row) for row in part])
    for guard in guards:
        target.exec_driver_sql(guard)


def _take_guards(target: Connection) -> list[str]:
    """Take the triggers off a SQLite file that is being made; gives what makes them again."""
    rows = target.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for row in rows:
        target.exec_driver_sql(f'DROP TRIGGER "{row.name}"')
    return [row.sql for row in rows]


def _checked(engine: Engine, name: str) -> Head:
    result = verify(engine)
    if not result.is_intact:
        raise _not_whole(name, result)
    return result.head


def _one_file(engine: Engine) -> None:
    """Make a file whole by itself, without a log beside it."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = DELETE")
    finally:
        raw.close()


def _put_there(part: Path, file: Path) -> None:
    """Give a finished file its name, in one step: a reader sees all or nothing."""
    _sync(part)
    os.replace(part, file)  # noqa: PTH105  # one step on every system


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
