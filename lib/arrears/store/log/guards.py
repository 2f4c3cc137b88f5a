"""What the database itself must have: whole pages, every table, index, trigger and function as the migrations made them."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError, NoResultFound

from arrears.store.log.engine import DamagedError, reading
from arrears.store.log.schema import metadata
from arrears.store.migrations.versions.v0004_guards import PINNED
from arrears.store.migrations.versions.v0005_rights import SEEN, functions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Engine

_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
_TRIGGERS = (
    *("events_next", "events_no_update", "events_no_delete", "events_no_truncate"),
    *("payloads_fit", "payloads_kept", "payloads_no_update", "payloads_no_truncate"),
    *("erasures_no_update", "erasures_no_delete", "erasures_no_truncate"),
    *("store_meta_no_update", "store_meta_no_delete", "store_meta_no_truncate"),
    *("set_aside_no_update", "set_aside_no_delete", "set_aside_no_truncate"),
)
_INDEXES = (
    "events_of_a_case",
    "events_of_a_kind",
    "events_corrected",
    "customer_by_number",
    "events_key_key",
    "events_pkey",
)
_MOST_NAMED = 5
UNREADABLE = (DBAPIError, NoResultFound, DamagedError, TypeError, ValueError)
"""What reading a damaged SQLite file raises: a page, a name, or a value of another kind than its column."""


def missing_tables(connection: Connection) -> list[str]:
    """Name the tables and views of a store that are not there."""
    found = inspect(connection)
    there = {*found.get_table_names(), *found.get_view_names()}
    return sorted({*metadata.tables, "log_head"} - there)


def damaged_pages(engine: Engine) -> str:
    """Give the first fault of a SQLite file that its own check finds, indexes held against their tables; empty if none."""
    if engine.dialect.name != "sqlite":
        return ""
    try:
        with reading(engine).begin() as connection:
            told = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
            told += [f"foreign key of {row[0]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")][:1]
    except UNREADABLE:
        return "a page cannot be read"
    faults = [line for line in told if line != "ok"]
    # Its lines name pages, rows and indexes, never what stands there.
    return " ".join(faults[0].split())[:200] if faults else ""


def lost_guards(engine: Engine, make: Callable[[Engine], None]) -> list[str]:
    """Name the tables, indexes, triggers and functions that are missing or not as the migrations make them.

    Parameters
    ----------
    engine : Engine
        A store's.
    make : function
        Makes an empty store of this version, to compare with.
    """
    if engine.dialect.name == "sqlite":
        wanted = wanted_of_sqlite(make)
        with reading(engine).begin() as connection:
            found = {(row.type, row.name): row.sql for row in connection.exec_driver_sql(_SQLITE)}
        return sorted(
            f"{kind} {name}" for kind, name in wanted if found.get((kind, name)) != wanted[kind, name]
        ) + sorted(f"{kind} {name}" for kind, name in found.keys() - wanted.keys() if kind == "trigger")
    return _lost_of_postgresql(engine)


@cache
def wanted_of_sqlite(make: Callable[[Engine], None]) -> Mapping[tuple[str, str], str]:
    """Give what an empty SQLite store of this version is made of, by type and name."""
    model = create_engine("sqlite://")
    try:
        make(model)
        with model.connect() as connection:
            return MappingProxyType({(row.type, row.name): row.sql for row in connection.exec_driver_sql(_SQLITE)})
    finally:
        model.dispose()


def _lost_of_postgresql(engine: Engine) -> list[str]:
    with reading(engine).begin() as connection:
        schema = str(connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one())
        triggers = set(
            connection.exec_driver_sql(
                "SELECT t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                " WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            ).scalars()
        )
        indexes = set(
            connection.exec_driver_sql(
                "SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                " WHERE n.nspname = current_schema() AND i.indisvalid"
            ).scalars()
        )
        made = {
            row.proname: row
            for row in connection.exec_driver_sql(
                "SELECT p.proname, p.prosrc, p.proconfig FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                " WHERE n.nspname = current_schema()"
            )
        }
    lost = [f"trigger {name}" for name in _TRIGGERS if name not in triggers]
    lost += [f"index {name}" for name in _INDEXES if name not in indexes]
    for signature, (_, _, body) in functions(schema).items():
        name = signature.partition("(")[0]
        found = made.get(name)
        if found is None or found.prosrc != body or f"search_path={PINNED}" not in (found.proconfig or []):
            lost.append(f"function {name}")
    return lost


def lost_rights(engine: Engine) -> list[str]:
    """Name what keeps the roles of a granted PostgreSQL store apart and is not there: row-level security, a policy, a role's rights.

    Parameters
    ----------
    engine : Engine
        A store's, opened by its owner: no other login may ask what each role was granted.
    """
    if engine.dialect.name != "postgresql":
        return []
    with reading(engine).begin() as connection:
        roles = set(connection.exec_driver_sql("SELECT role FROM role_rights").scalars())
        if not roles:
            return []
        secured = set(
            connection.exec_driver_sql(
                "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity"
            ).scalars()
        )
        policies = {
            (row.tablename, row.policyname)
            for row in connection.exec_driver_sql(
                "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
            )
        }
        reads = set(
            connection.exec_driver_sql(
                "SELECT g.role FROM role_rights AS g JOIN pg_roles AS p ON p.rolname = g.role"
                " WHERE has_table_privilege(p.oid, 'events', 'SELECT') AND has_table_privilege(p.oid, 'payloads', 'SELECT')"
            ).scalars()
        )
    wanted = {("events", f"{role}_see") for role in roles} | {(table, "seen") for table in SEEN}
    lost = [f"row level security of {table}" for table in ("events", "case_access", *SEEN) if table not in secured]
    lost += [f"policy {name} on {table}" for table, name in sorted(wanted - policies)]
    return lost + [f"rights of {role}" for role in sorted(roles - reads)]


def named(things: list[str]) -> str:
    """Write a few of many names.

    >>> named(["a", "b"]), named(list("abcdefg"))
    ('a, b', 'a, b, c, d, e … (7)')
    """
    few = ", ".join(things[:_MOST_NAMED])
    return few if len(things) <= _MOST_NAMED else f"{few} … ({len(things)})"
