"""Connections that keep what they acknowledge.

SQLite: every writing transaction begins IMMEDIATE, waits up to 60 s for its turn and is synced in full. The write-ahead log has a
fault that can lose commits in most versions in use, so it is chosen only where the fault is mended and the disk is local.
PostgreSQL: writers take turns by an advisory lock, and every commit waits for the disk.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from arrears.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import URL, Connection, Engine

BUSY_MS = 60_000
_LOOK_MS = 25
WRITER_LOCK = 0x6172726561727331
"""PostgreSQL's advisory lock that every writer of a store takes: the letters ``arrears1``."""
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
        "a store is named by a path, sqlite:///path or postgresql://user@host/database",
        "存储库地址应为文件路径、sqlite:///路径 或 postgresql://用户@主机/数据库",
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
        _prepare_sqlite(engine, unlock)
        return engine
    try:
        engine = create_engine(url, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise StoreError(
            "PostgreSQL needs its driver; install it with: pip install arrears[postgres]",
            "使用 PostgreSQL 需要驱动，请安装：pip install arrears[postgres]",
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def reading(engine: Engine) -> Engine:
    """Give the same engine for transactions that only read: they never make a writer wait for its turn."""
    return engine.execution_options(reads_only=True)


def _prepare_sqlite(engine: Engine, unlock: Callable[[Any], None] | None) -> None:
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin transactions of its own, and deferred ones
        if unlock is not None:
            unlock(connection)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased must not stay readable in the file's free pages.
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = TRUNCATE")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", _begin_sqlite)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("reads_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite itself would look only every tenth of a second whether its turn has come, and wait long among many.
    raw: Any = connection.connection.driver_connection
    refusal: Any = getattr(connection.dialect, "dbapi", sqlite3).OperationalError
    deadline = monotonic() + BUSY_MS / 1000
    raw.execute(f"PRAGMA busy_timeout = {_LOOK_MS}")
    try:
        while monotonic() < deadline:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except refusal as error:
                if "locked" not in str(error):
                    break
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    # Once more through the engine, which tells what is wrong.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("reads_only", False):
        # One snapshot for all statements of a report.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
    connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


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
            f"{path.name} is in journal mode {mode} and must be in {wanted}; close every program that uses it, then open it again",
            f"{path.name} 的日志模式为 {mode}，应为 {wanted}；请关闭所有使用它的程序后重新打开",
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
