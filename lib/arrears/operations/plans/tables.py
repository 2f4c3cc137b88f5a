"""Read plans, payments and pauses as people pass them, and give the flat tables that the rules take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from arrears.rules.instalments import Instalments, Payments
from arrears.rules.pause import Pauses
from arrears.rules.settlement import Parts
from arrears.tables.amounts import parse_amount
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.schedules import SCHEDULE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from arrears.units import Dates, Fen

Day: TypeAlias = date | datetime | np.datetime64 | str
Pairs: TypeAlias = pd.DataFrame | Iterable[tuple[object, object]]

_KEYS = {heading: column.key for column in SCHEDULE_COLUMNS for heading in (column.zh, column.en)}
"""A schedule comes back with the headings that people see."""
_AMOUNT = "an amount in yuan, such as 1234.56"
_DAY = "a day, such as 2026-01-31"


class PlanTables(NamedTuple):
    """The tables of one or many plans.

    Attributes
    ----------
    names : Index
        What each plan is called, by its position.
    instalments, payments, pauses
        As the rules take them.
    parts : Parts or None
        What the instalments are made of, if the schedule says.
    """

    names: pd.Index
    instalments: Instalments
    payments: Payments
    pauses: Pauses
    parts: Parts | None


def plan_tables(schedule: Pairs, payments: Pairs, pauses: Pairs, start: Day | None = None) -> PlanTables:
    """Read a schedule with its payments and pauses.

    Parameters
    ----------
    schedule : DataFrame or pairs of due date and amount
        Columns ``due_date`` and ``payment`` (yuan) or ``payment_fen``; with ``principal``, ``interest`` and ``fee`` too, it
        can be settled early. A column ``plan`` tells the plans apart.
    payments : DataFrame or pairs of day and amount
        Columns ``date`` and ``amount`` (yuan) or ``amount_fen``, and ``plan`` if the schedule has it.
    pauses : DataFrame or pairs of first day and day after the last
        Columns ``begin`` and ``end``, and ``plan`` if the schedule has it.
    start : date, optional
        First day of each plan's first period; one month before its first due date unless given.

    Returns
    -------
    PlanTables

    Raises
    ------
    ValueError
        If a column is missing, a cell is bad (with its row), or a payment or pause belongs to no plan.

    Examples
    --------
    >>> tables = plan_tables([("2026-01-31", 100)], [("2026-02-01", "40.50")], [])
    >>> tables.instalments.payment, tables.payments.amount
    (array([10000]), array([4050]))
    """
    rows = _table(schedule, ("due_date", "payment"))
    paid = _table(payments, ("date", "amount"))
    stops = _table(pauses, ("begin", "end"))
    plan, names = _plans(rows)
    instalments = Instalments(plan, days(rows, "due_date"), amounts(rows, "payment"))
    return PlanTables(
        names=names,
        instalments=instalments,
        payments=Payments(_owner(paid, names, "payment"), days(paid, "date"), amounts(paid, "amount")),
        pauses=Pauses(_owner(stops, names, "pause"), days(stops, "begin"), days(stops, "end")),
        parts=_parts(rows, instalments, start),
    )


def amounts(table: pd.DataFrame, key: str) -> Fen:
    """Give a column of amounts in fen, from ``<key>_fen`` or from ``<key>`` in yuan; nothing is rounded.

    Raises
    ------
    ValueError
        If there is no such column, or a cell is no whole number of fen.

    Examples
    --------
    >>> amounts(pd.DataFrame({"payment": ["12.30", 4]}), "payment")
    array([1230,  400])
    """
    if f"{key}_fen" in table:
        return table[f"{key}_fen"].to_numpy(dtype=np.int64)
    return np.array(_cells(table, key, parse_amount, _AMOUNT), dtype=np.int64)


def days(table: pd.DataFrame, key: str) -> Dates:
    """Give a column of days.

    Raises
    ------
    ValueError
        If there is no such column, or a cell is no day.

    Examples
    --------
    >>> days(pd.DataFrame({"due_date": ["2026年1月31日"]}), "due_date")
    array(['2026-01-31'], dtype='datetime64[D]')
    """
    column = table.get(key)
    if column is not None and np.issubdtype(np.asarray(column).dtype, np.datetime64) and not column.isna().any():
        typed: Dates = column.to_numpy(dtype="datetime64[s]").astype("datetime64[D]")
        return typed
    return np.array(_cells(table, key, parse_date, _DAY), dtype="datetime64[D]")


def one_day(day: Day) -> np.datetime64:
    """Give a day as the rules take it.

    Raises
    ------
    ValueError
        If it is no day.

    Examples
    --------
    >>> one_day("2026-01-31")
    np.datetime64('2026-01-31')
    """
    found = parse_date(day.item() if isinstance(day, np.generic) else day)
    if isinstance(found, Fault):
        raise ValueError(f"{day!r} is no day; give {_DAY}")  # noqa: TRY004  # a value, not a type, is wrong
    return np.datetime64(found, "D")


def plain_date(day: np.datetime64) -> date:
    """Give a day as Python's own date.

    Examples
    --------
    >>> plain_date(np.datetime64("2026-01-31"))
    datetime.date(2026, 1, 31)
    """
    return date.fromisoformat(str(day))


def _cells(table: pd.DataFrame, key: str, read: Callable[[object], object], form: str) -> list[object]:
    if key not in table:
        raise ValueError(f"the column {key} is missing; the table has {', '.join(map(str, table.columns))}")
    # At the edge, cell by cell: each may be a number, text or date of its own.
    cells = [cell.item() if isinstance(cell, np.generic) else cell for cell in table[key].astype(object)]
    values = [read(cell) for cell in cells]
    for row, value in enumerate(values):
        if isinstance(value, Fault):
            raise ValueError(f"row {row + 1}, column {key}: {cells[row]!r} is not {form}; correct it")  # noqa: TRY004  # same
    return values


def _table(rows: Pairs, columns: tuple[str, str]) -> pd.DataFrame:
    if isinstance(rows, pd.DataFrame):
        return rows.rename(columns=_KEYS)
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _plans(rows: pd.DataFrame) -> tuple[NDArray[np.intp], pd.Index]:
    if "plan" not in rows:
        return np.zeros(len(rows), dtype=np.intp), pd.Index(["1"], name="plan")
    plan, names = pd.factorize(rows["plan"])
    return plan, pd.Index(names, name="plan")


def _owner(table: pd.DataFrame, names: pd.Index, what: str) -> NDArray[np.intp]:
    if "plan" not in table:
        if len(table) and len(names) != 1:
            raise ValueError(f"there are {len(names)} plans; give each {what} the column plan")
        return np.zeros(len(table), dtype=np.intp)
    owner: NDArray[np.intp] = names.get_indexer(pd.Index(table["plan"]))
    if (owner < 0).any():
        first = int(np.argmax(owner < 0))
        raise ValueError(f"the {what} in row {first + 1} belongs to no plan of the schedule; correct its plan")
    return owner


def _parts(rows: pd.DataFrame, instalments: Instalments, start: Day | None) -> Parts | None:
    if not all(key in rows or f"{key}_fen" in rows for key in ("principal", "interest", "fee")):
        return None
    order = np.lexsort((instalments.due_date, instalments.plan))
    plan, due_date = instalments.plan[order], instalments.due_date[order]
    first = np.ones(order.size, dtype=np.bool_)
    first[1:] = plan[1:] != plan[:-1]
    begin = np.empty_like(due_date)
    begin[order] = np.where(first, _start(due_date, start), np.roll(due_date, 1))
    principal, interest, fee = (amounts(rows, key) for key in ("principal", "interest", "fee"))
    return Parts(instalments.plan, begin, instalments.due_date, principal, interest, fee)


def _start(due_date: Dates, start: Day | None) -> Dates:
    if start is not None:
        return np.full(due_date.shape, one_day(start))
    first = due_date.astype("datetime64[M]")
    same_day = (first - 1).astype("datetime64[D]") + (due_date - first.astype("datetime64[D]"))
    # A day that the month before lacks becomes that month's last.
    starts: Dates = np.minimum(same_day, first.astype("datetime64[D]") - 1)
    return starts
