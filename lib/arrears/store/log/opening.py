"""Open a store: make it where it is not there, bring it to this version's schema, and refuse what is newer or somebody else's."""

from __future__ import annotations

import secrets
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import DBAPIError, OperationalError

from arrears.errors import StoreError
from arrears.store.log.canonical import genesis
from arrears.store.log.engine import MAKES, DamagedError, choose_journal, make_engine, reading, store_url
from arrears.store.log.guards import missing_tables
from arrears.store.log.schema import META
from arrears.store.secrets.sealing import OPTION, Sealer
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from sqlalchemy import URL, Connection, Engine

VERSION_TABLE = "arrears_version"
_DENIED = "42501"
"""PostgreSQL's code for a permission that is missing."""
_one_at_a_time = Lock()
_MADE_MEANWHILE = {"23505", "42P07", "42710"}
"""PostgreSQL's codes for a name that another transaction has just taken."""
_MIGRATIONS = Path(__file__).parents[1] / "migrations"


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
        See `arrears.store.log.engine.make_engine`.
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
        store_id = store_id or secrets.token_hex(16)
        try:
            _bring_up_to_date(engine, create=create, store_id=store_id)
        except DBAPIError as error:
            # Two that make a store on PostgreSQL at once: the second fails at the first table, and finds the store made.
            if getattr(error.orig, "sqlstate", "") not in _MADE_MEANWHILE:
                raise
            _bring_up_to_date(engine, create=create, store_id=store_id)
        if engine.dialect.name == "sqlite":
            choose_journal(engine)
    except OperationalError as error:
        engine.dispose()
        raise _unreachable(url) from error
    except (DamagedError, UnicodeDecodeError) as error:
        # SQLite names a damaged part of its file, and Python cannot read the name.
        engine.dispose()
        raise _unreadable(url) from error
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
        raise StoreError(both("store.log.opening.there_no_store_check_path", path=path))
    if not path.parent.is_dir():
        raise StoreError(both("store.log.opening.folder_not_there_make_first", parent=path.parent))
    if not path.exists():
        # Made for its owner alone: SQLite would make it readable to all.
        path.touch(mode=0o600)


def _unreachable(url: URL) -> StoreError:
    return StoreError(
        both("store.log.opening.store_cannot_opened_check_there", url=store_name(url)),
    )


def _not_allowed(url: URL) -> StoreError:
    return StoreError(
        both("store.log.opening.your_login_may_not_open", url=store_name(url)),
    )


def _unreadable(url: URL) -> StoreError:
    return StoreError(
        both("store.log.opening.no_store_damaged_encrypted_another", url=store_name(url)),
    )


def _bring_up_to_date(engine: Engine, *, create: bool, store_id: str) -> None:
    script = _script()
    newest = script.get_current_head()
    with reading(engine).begin() as connection:
        current = _current(connection)
        _refuse_strangers(connection, current, script)
        lost = missing_tables(connection) if current == newest else []
    if lost:
        names = ", ".join(lost)
        raise StoreError(
            both("store.log.opening.store_has_lost_restore_backup", url=store_name(engine.url), names=names),
        )
    if current == newest:
        return
    if current is None and not create:
        raise StoreError(
            both("store.log.opening.there_no_store_check_address", url=store_name(engine.url)),
        )
    # Alembic keeps what it is doing in one place for all threads of a process.
    with _one_at_a_time, engine.execution_options(**{MAKES: True}).begin() as connection:
        # Two may open a new store at once: the second finds it made.
        if current is not None and connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"LOCK TABLE {VERSION_TABLE} IN SHARE ROW EXCLUSIVE MODE")
        if _current(connection) != newest:
            _migrate(connection, script)
        if connection.execute(select(META.c.key).where(META.c.key == "store_id")).first() is None:
            rows = [{"key": "store_id", "value": store_id}, {"key": "genesis", "value": genesis(store_id)}]
            connection.execute(insert(META), rows)


def make_empty(engine: Engine) -> None:
    """Make the tables and guards of this version in an empty database, to compare with."""
    with _one_at_a_time, engine.begin() as connection:
        _migrate(connection, _script())


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
            raise StoreError(both("store.log.opening.another_program_s_database_name", name=name))
        return
    if current not in {revision.revision for revision in script.walk_revisions()}:
        raise StoreError(
            both("store.log.opening.store_made_newer_version_arrears", name=name, current=current),
        )


def _migrate(connection: Connection, script: ScriptDirectory, to: str = "head") -> None:
    def steps(revision: Any, _context: object) -> Any:  # noqa: ANN401  # Alembic's own protocol
        return script._upgrade_revs(to, revision)  # noqa: SLF001  # what alembic.command.upgrade does

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        # One transaction for all steps: a store is at one version or at another, never between.
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=True)
        environment.run_migrations()
