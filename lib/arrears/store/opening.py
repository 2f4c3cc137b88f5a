"""Open a store: make it where it is not there, bring it to this version's schema, and refuse what is newer or somebody else's."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import DBAPIError, OperationalError

from arrears.errors import StoreError
from arrears.store.canonical import genesis
from arrears.store.engine import choose_journal, make_engine, reading, store_url
from arrears.store.schema import META
from arrears.store.sealing import OPTION, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import URL, Connection, Engine

VERSION_TABLE = "arrears_version"
_DENIED = "42501"
"""PostgreSQL's code for a permission that is missing."""
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(
    where: str | Path,
    *,
    driver: ModuleType | None = None,
    unlock: Callable[[Any], None] | None = None,
    create: bool = True,
    store_id: str | None = None,
) -> Engine:
    """Open the database of a store, of this version's schema.

    Parameters
    ----------
    where : str or Path
        A URL, or the path of a SQLite file.
    driver, unlock
        See `arrears.store.engine.make_engine`.
    create : bool
        Whether a store that is not there is made.
    store_id : str, optional
        Name of a new store; drawn at random if left out. A restored store keeps its own.

    Raises
    ------
    StoreError
        If it cannot be reached or read, is another program's, or was made by a newer version.
    """
    url = store_url(where)
    if url.get_backend_name() == "sqlite":
        _check_path(Path(str(url.database)), create=create)
    engine = make_engine(url, driver, unlock)
    try:
        _bring_up_to_date(engine, create=create, store_id=store_id or secrets.token_hex(16))
        if engine.dialect.name == "sqlite":
            choose_journal(engine)
    except OperationalError as error:
        engine.dispose()
        raise _unreachable(url) from error
    except DBAPIError as error:
        engine.dispose()
        raise (_not_allowed if getattr(error.orig, "sqlstate", "") == _DENIED else _unreadable)(url) from error
    except StoreError:
        engine.dispose()
        raise
    return engine.execution_options(**{OPTION: Sealer()})


def store_name(url: URL) -> str:
    """Name a store for people: its file, or host and database; never its password."""
    return Path(str(url.database)).name if url.get_backend_name() == "sqlite" else f"{url.host or ''}/{url.database}"


def _check_path(path: Path, *, create: bool) -> None:
    if not path.exists() and not create:
        raise StoreError(f"there is no store {path}; check the path", f"找不到存储库 {path}；请检查路径")
    if not path.parent.is_dir():
        raise StoreError(
            f"the folder {path.parent} is not there; make it first", f"文件夹 {path.parent} 不存在；请先建立"
        )
    if not path.exists():
        # Made for its owner alone: SQLite would make it readable to all.
        path.touch(mode=0o600)


def _unreachable(url: URL) -> StoreError:
    return StoreError(
        f"the store {store_name(url)} cannot be opened; check that it is there, that you may write it, and that no program holds it",
        f"无法打开存储库 {store_name(url)}；请检查其是否存在、是否有写入权限、是否被其他程序占用",
    )


def _not_allowed(url: URL) -> StoreError:
    return StoreError(
        f"your login may not open the store {store_name(url)}; ask its owner to open it once with this version, then to run `arrears store grant` and `enrol`",
        f"您的账号无权打开存储库 {store_name(url)}；请其所有者先用本版本打开一次，再运行 `arrears store grant` 和 `enrol`",
    )


def _unreadable(url: URL) -> StoreError:
    return StoreError(
        f"{store_name(url)} is no store, is damaged, or is encrypted with another key; restore a backup or give its key",
        f"{store_name(url)} 不是存储库、已损坏，或密钥不符；请恢复备份或提供正确密钥",
    )


def _bring_up_to_date(engine: Engine, *, create: bool, store_id: str) -> None:
    script = _script()
    newest = script.get_current_head()
    with reading(engine).begin() as connection:
        current = _current(connection)
        _refuse_strangers(connection, current, script)
    if current == newest:
        return
    if current is None and not create:
        raise StoreError(
            f"there is no store in {store_name(engine.url)}; check its address",
            f"{store_name(engine.url)} 中没有存储库；请检查地址",
        )
    with engine.begin() as connection:
        # Two may open a new store at once: the second finds it made.
        if _current(connection) != newest:
            _migrate(connection, script)
        if connection.execute(select(META.c.key).where(META.c.key == "store_id")).first() is None:
            rows = [{"key": "store_id", "value": store_id}, {"key": "genesis", "value": genesis(store_id)}]
            connection.execute(insert(META), rows)


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608  # a name of our own
    return found


def _refuse_strangers(connection: Connection, current: str | None, script: ScriptDirectory) -> None:
    """Refuse a newer store, and a SQLite file of another program, before anything is written."""
    name = store_name(connection.engine.url)
    if current is None:
        if connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
            raise StoreError(
                f"{name} is another program's database; name a new file", f"{name} 是其他程序的数据库；请另取文件名"
            )
        return
    if current not in {revision.revision for revision in script.walk_revisions()}:
        raise StoreError(
            f"the store {name} was made by a newer version of arrears (schema {current}); upgrade arrears; nothing was changed",
            f"存储库 {name} 由更新版本的 arrears 建立（结构版本 {current}）；请升级 arrears；未做任何改动",
        )


def _migrate(connection: Connection, script: ScriptDirectory) -> None:
    def steps(revision: Any, _context: object) -> Any:  # noqa: ANN401  # Alembic's own protocol
        return script._upgrade_revs("head", revision)  # noqa: SLF001  # what alembic.command.upgrade does

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        # One transaction for all steps: a store is at one version or at another, never between.
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=True)
        environment.run_migrations()
