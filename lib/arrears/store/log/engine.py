"""Connections that keep what they acknowledge.

SQLite: every writing transaction begins IMMEDIATE, waits up to 60 s for its turn and is synced in full. The write-ahead log has a
fault that can lose commits in most versions in use, so it is chosen only where the fault is mended and the disk is local.
PostgreSQL: writers take turns by a lock on a table that is the owner's alone, and every commit waits for the disk.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from arrears.errors import StoreError
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import URL, Connection, Engine, ExceptionContext

_log = logging.getLogger("arrears.store")

BUSY_MS = 60_000
_MALFORMED = "malformed"
"""What SQLite's word for a damaged page has in it."""
_LOCKED = "55P03"
"""PostgreSQL's code for a lock that was not had in time."""
_LOOK_MS = 25
_LOOK = "SELECT 1 FROM sqlite_master LIMIT 1"
"""What every reader begins with, so that it waits in words."""
MAKES = "arrears_makes"
"""The execution option of a transaction that makes or upgrades a store: the writers' turn may not be there yet."""
_FIRST_WORD_MS, _NEXT_WORD_MS = 3_000, 5_000
"""When who waits for a turn is told so, and how often again."""
_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "beegfs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.s3fs", "fuse.glusterfs"})  # fmt: skip
_WINDOWS_REMOTE = 4


def store_url(where: str | Path) -> URL:
    """Give the URL of a store that is named by a URL or by the path of a SQLite file.

    >>> str(store_url("book.db")), store_url("postgresql://localhost/arrears").drivername
    ('sqlite:///book.db', 'postgresql+psycopg')

    Raises
    ------
    StoreError
        If it is neither; the text is not repeated, it may hold a password.
    """
    text = str(where)
    if "://" not in text:
        return make_url("sqlite://").set(database=text)
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise _no_url() from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"} or not url.database:
        raise _no_url()
    return url


def _no_url() -> StoreError:
    return StoreError(
        both("store.log.engine.store_named_path_sqlite_path"),
    )


def make_engine(url: URL, driver: ModuleType | None = None, unlock: Callable[[Any], None] | None = None) -> Engine:
    """Make the engine of a store.

    Parameters
    ----------
    url : URL
        From `store_url`.
    driver : module, optional
        Another DB-API module for SQLite, such as SQLCipher's.
    unlock : function, optional
        Called first with each new connection of the driver, to give it its key.
    """
    # Errors and logs of the engine must never quote what is stored.
    options: dict[str, Any] = {"hide_parameters": True, "module": driver} if driver else {"hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, **options)
        _prepare_sqlite(engine, (driver or sqlite3).OperationalError, unlock)
        return engine
    try:
        engine = create_engine(url, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise StoreError(
            both("store.log.engine.postgresql_needs_driver_install_pip"),
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


class DamagedError(StoreError):
    """A page of a SQLite store cannot be read: no reader may take what is left for all there is."""


def reading(engine: Engine) -> Engine:
    """Give the same engine for transactions that only read: they never make a writer wait for its turn."""
    return engine.execution_options(reads_only=True)


def _prepare_sqlite(engine: Engine, refusal: type[Exception], unlock: Callable[[Any], None] | None) -> None:
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions of its own, and deferred ones
        if unlock is not None:
            unlock(connection)
        _wait_for_sqlite(connection, _LOOK, refusal)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased must not stay readable in the file's free pages.
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = TRUNCATE")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _tell_damage)


def _tell_damage(context: ExceptionContext) -> None:
    """Say which store is damaged and what to do, whichever program meets the page."""
    if context.engine is not None and _MALFORMED in str(context.original_exception):
        name = Path(str(context.engine.url.database)).name
        raise DamagedError(both("store.log.engine.damaged", name=name)) from context.original_exception


def _begin_sqlite(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    refusal: Any = getattr(connection.dialect, "dbapi", sqlite3).OperationalError
    reads = connection.get_execution_options().get("reads_only", False)
    if reads:
        connection.exec_driver_sql("BEGIN")
    begin = _LOOK if reads else "BEGIN IMMEDIATE"
    try:
        _wait_for_sqlite(raw, begin, refusal)
    except refusal:
        # Once more through the engine, which tells what is wrong; who has waited a minute in words waits no other without.
        raw.execute(f"PRAGMA busy_timeout = {_LOOK_MS}")
        try:
            connection.exec_driver_sql(begin)
        finally:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _wait_for_sqlite(raw: Any, statement: str, refusal: type[Exception]) -> None:  # noqa: ANN401  # drivers have no common type
    """Run a statement when its turn has come, saying from time to time that another program has it.

    SQLite itself would look only every tenth of a second, wait long among many, and say nothing for a minute.
    """
    began, word = monotonic(), _FIRST_WORD_MS
    raw.execute(f"PRAGMA busy_timeout = {_LOOK_MS}")
    try:
        while True:
            try:
                raw.execute(statement).fetchall()
            except refusal as error:
                waited = (monotonic() - began) * 1000
                if "locked" not in str(error) or waited >= BUSY_MS:
                    raise
                if waited >= word:
                    _say_waiting(int(waited))
                    word += _NEXT_WORD_MS
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("reads_only", False):
        # One snapshot for all statements of a report.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    if getattr(connection.connection.driver_connection, "autocommit", False):
        return  # a statement that stands outside transactions, such as VACUUM
    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
    if connection.get_execution_options().get(MAKES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        return
    _take_turn(connection)


def _take_turn(connection: Connection) -> None:
    """Wait for the writers' turn, saying from time to time who has it."""
    # Past the engine, which would end the transaction at the first refusal.
    raw: Any = connection.connection.driver_connection
    refusal: Any = connection.dialect.dbapi.OperationalError  # type: ignore[union-attr]  # its driver is loaded
    waited, step = 0, _FIRST_WORD_MS
    while waited < BUSY_MS:
        step = max(min(step, BUSY_MS - waited), 1)
        raw.execute(f"SAVEPOINT turn; SET LOCAL lock_timeout = {step}")
        try:
            raw.execute("SELECT take_turn()")
        except refusal as error:
            if error.sqlstate != _LOCKED:
                break
            raw.execute("ROLLBACK TO SAVEPOINT turn")
            waited += step
            _say_waiting(waited, _holder(raw))
            step = _NEXT_WORD_MS
        except connection.dialect.dbapi.Error:  # type: ignore[union-attr]  # same
            raw.execute("ROLLBACK TO SAVEPOINT turn")
            break
        else:
            raw.execute(f"RELEASE SAVEPOINT turn; SET LOCAL lock_timeout = {BUSY_MS}")
            return
    # Once more through the engine, which tells what is wrong; who has kept the turn for minutes on end is let go of first.
    ended = waited >= BUSY_MS and _end_long_turn(raw)
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_NEXT_WORD_MS if ended else 1}")
    connection.exec_driver_sql("SELECT take_turn()")


def _end_long_turn(raw: Any) -> bool:  # noqa: ANN401  # drivers have no common type
    """Have the database end a login's transaction that has kept the turn too long, if the store's owner may do so; say whose it was."""
    ended = raw.execute("SELECT end_long_turn()").fetchone()[0]
    if ended:
        _log.warning(
            "%s 占用写入超过 5 分钟，其事务已被结束，未提交的内容未存入"
            " · %s has kept all others from writing for more than 5 minutes: that transaction was ended, and nothing of it is stored",
            ended,
            ended,
        )
    return bool(ended)


def _holder(raw: Any) -> str:  # noqa: ANN401  # drivers have no common type
    """Name the login that has the turn, and its process, which the server's owner can end."""
    found = raw.execute(
        "SELECT a.usename, a.pid FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid"
        " WHERE l.granted AND l.relation = 'turn'::regclass AND l.mode = 'ExclusiveLock'"
    ).fetchone()
    if found:
        return f"{found[0]} (pid {found[1]})"
    # A transaction that was prepared and left keeps its locks without a session; only ROLLBACK PREPARED ends it.
    left = raw.execute(
        "SELECT p.owner, p.gid FROM pg_prepared_xacts AS p WHERE p.database = current_database() ORDER BY p.prepared LIMIT 1"
    ).fetchone()
    return f"{left[0]} (PREPARE TRANSACTION '{left[1]}')" if left else ""


def _say_waiting(waited_ms: int, holder: str = "") -> None:
    """Say on the error stream that another writer is at work, in both languages, because nobody below the hosts knows which."""
    seconds = waited_ms // 1000
    _log.warning(
        "存储库正被%s写入，已等待 %d 秒，最长等待 %d 秒 · the store is being written%s; waited %d s, at most %d s",
        f" {holder} " if holder else "其他程序",
        seconds,
        BUSY_MS // 1000,
        f" by {holder}" if holder else " by another program",
        seconds,
        BUSY_MS // 1000,
    )


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether a version of SQLite has the fix of the write-ahead log's reset fault.

    >>> wal_is_safe((3, 40, 1)), wal_is_safe((3, 51, 2)), wal_is_safe((3, 51, 3)), wal_is_safe((3, 44, 6))
    (False, False, True, True)
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def choose_journal(engine: Engine) -> str:
    """Set and give the journal mode of a SQLite store: ``wal`` where that is safe, else ``truncate``.

    Raises
    ------
    StoreError
        If the mode cannot be set, because another program holds the file open in the other mode.
    """
    path = Path(str(engine.url.database))
    driver = getattr(engine.dialect, "dbapi", sqlite3)
    wanted = "wal" if wal_is_safe(driver.sqlite_version_info) and not on_network_drive(path) else "truncate"
    raw = engine.raw_connection()
    try:
        mode = raw.cursor().execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    except driver.OperationalError:
        mode = "wal" if wanted == "truncate" else "truncate"
    finally:
        raw.close()
    if mode != wanted:
        raise StoreError(
            both("store.log.engine.journal_mode_must_close_every", name=path.name, mode=mode, wanted=wanted),
        )
    return str(mode)


def on_network_drive(path: Path, mounts: Path = Path("/proc/self/mounts")) -> bool:
    """Tell whether a file lies on a network drive, where SQLite's write-ahead log loses data.

    Where a system cannot say, a drive that is not the system's own is taken for one.
    """
    path = path.absolute()
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # there is no such library elsewhere

        drive_type = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
        return path.drive.startswith("\\\\") or drive_type == _WINDOWS_REMOTE
    if not mounts.is_file():
        return str(path.resolve()).startswith("/Volumes/")
    return _file_system(path.resolve(), mounts.read_text(encoding="utf-8", errors="replace")) in _NETWORK_TYPES


def _file_system(path: Path, mounts: str) -> str:
    """Give the type of the file system that a path is on: that of the longest mount point above it, the last mounted."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:  # noqa: PLR2004  # device, mount point, type
            continue
        point = PurePosixPath(words[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), words[2]
    return kind
