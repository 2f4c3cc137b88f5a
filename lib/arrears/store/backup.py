"""Back up a store into one file and bring it back: a backup is itself a store, on SQLite, whatever the store stands on."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from arrears.errors import StoreError
from arrears.store.bulk import insert_rows
from arrears.store.engine import reading, store_url
from arrears.store.opening import open_engine, store_name
from arrears.store.schema import CUSTOMER_INDEX, ERASURES, EVENTS, META, PAYLOADS
from arrears.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import Connection, Engine

    from arrears.store.anchors import Head

_CHUNK = 10_000


def back_up(
    engine: Engine, file: Path, *, driver: ModuleType | None = None, unlock: Callable[[Any], None] | None = None
) -> Head:
    """Write a backup to a new file; it is there only once it is whole and verified.

    Raises
    ------
    StoreError
        If the file is there already, or the store is not whole.
    """
    if file.exists():
        raise StoreError(f"{file} is there already; name a new file", f"{file} 已存在；请另取文件名")
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    try:
        with reading(engine).begin() as source:
            meta = _meta(source)
            target = open_engine(f"sqlite:///{part}", driver=driver, unlock=unlock, store_id=meta["store_id"])
            try:
                with target.begin() as connection:
                    _copy(source, connection)
                head = _checked(target, file.name)
                _one_file(target)
            finally:
                target.dispose()
        _sync(part)
        os.replace(part, file)  # noqa: PTH105  # one step: a reader sees all or nothing
    except (DBAPIError, OSError) as error:
        raise _not_copied(file.name, error) from error
    finally:
        for left in file.parent.glob(f"{part.name}*"):
            left.unlink()
    return head


def restore(
    file: Path, where: str | Path, *, driver: ModuleType | None = None, unlock: Callable[[Any], None] | None = None
) -> Head:
    """Make a store from a backup; what is there already is never overwritten.

    Raises
    ------
    StoreError
        If the backup is not whole, or the target holds events already.
    """
    source = open_engine(file, driver=driver, unlock=unlock, create=False)
    try:
        _checked(source, file.name)
        url = store_url(where)
        if url.get_backend_name() == "sqlite" and Path(str(url.database)).exists():
            raise _occupied(Path(str(url.database)).name)
        with reading(source).begin() as connection:
            meta = _meta(connection)
        target = open_engine(where, driver=driver, unlock=unlock, store_id=meta["store_id"])
        try:
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


def _not_copied(name: str, error: DBAPIError | OSError) -> StoreError:
    reason = str(error.orig if isinstance(error, DBAPIError) else error.strerror).splitlines()[0]
    return StoreError(
        f"the backup {name} could not be written: {reason}; make room or choose another place, and repeat",
        f"备份 {name} 无法写入：{reason}；请腾出空间或另选位置后重试",
    )


def _occupied(name: str) -> StoreError:
    return StoreError(
        f"{name} holds a store already; restore into a new file or an empty database",
        f"{name} 中已有存储库；请恢复到新文件或空数据库",
    )


def _meta(connection: Connection) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(select(META))}


def _copy(source: Connection, target: Connection) -> None:
    """Copy all rows, in their order: the target's own guards check that each event follows the last."""
    for table in (EVENTS, PAYLOADS, ERASURES, CUSTOMER_INDEX):
        rows = source.execution_options(yield_per=_CHUNK).execute(select(table).order_by(table.c.seq))
        for part in rows.partitions():
            insert_rows(target, table, [tuple(row) for row in part])


def _checked(engine: Engine, name: str) -> Head:
    result = verify(engine)
    if not result.whole:
        finding = result.findings[0]
        raise StoreError(
            f"{name} is not whole: {finding.text('en')}; use another backup, and keep this one as evidence",
            f"{name} 不完整：{finding.text('zh')}；请使用其他备份，并保留本文件备查",
        )
    return result.head


def _one_file(engine: Engine) -> None:
    """Make a file whole by itself, without a log beside it."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = DELETE")
    finally:
        raw.close()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
