"""Insert many rows with the driver's own call: the engine's preparing of every single row takes longer than the database does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

_statements: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
"""By table and database: the statement as its driver takes it, and the names of its values if it wants them by name."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values stand in the order of the table's columns; nothing happens for none."""
    if not rows:
        return
    key = table.name, connection.dialect.name
    if key not in _statements:
        compiled = insert(table).compile(dialect=connection.dialect)
        _statements[key] = compiled.string, () if compiled.positional else tuple(table.columns.keys())
    statement, names = _statements[key]
    values: list[Any] = [dict(zip(names, row, strict=True)) for row in rows] if names else list(rows)
    connection.exec_driver_sql(statement, values)
