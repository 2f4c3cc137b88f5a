"""What moves between snapshots: roll rates, the balance waterfall, and vintages, each with its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import texts
from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.operations.plans.tables import amounts as fen_of
from arrears.operations.plans.tables import days as days_of
from arrears.policy.records import Buckets, ProgressTerms
from arrears.rules.balance_waterfall import STEPS, Balances, balance_waterfall
from arrears.rules.proportion import wilson_interval
from arrears.rules.roll_rates import roll_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Codes, Dates, Fen

GONE = "gone"
"""Where a case is that is not in a snapshot."""


def snapshot_days(snapshots: pd.DataFrame) -> Dates:
    """Give the different days of snapshots, in order.

    Raises
    ------
    ValueError
        If a case stands twice in a snapshot.
    """
    days = days_of(snapshots, "date")
    if pd.DataFrame({"case": texts(snapshots, "case_id"), "day": days}).duplicated().any():
        raise ValueError("a case stands twice in one snapshot; one row a case and date")
    found: Dates = np.unique(days)
    return found


def roll_rates(
    snapshots: pd.DataFrame, labels: Sequence[str], column: str = "bucket", owed: str | None = None
) -> pd.DataFrame:
    """Count and rate the moves between buckets over all neighbouring snapshots together.

    Parameters
    ----------
    snapshots : DataFrame
        One row a case and day: ``case_id``, ``date``, and the bucket's label in ``column``.
    labels : sequence of str
        All labels in their order.
    column : str
        Any column of labels, such as ``stage``.
    owed : str, optional
        A column of amounts: a case that owes nothing at both ends of a move could not roll, and the move is not counted.

    Returns
    -------
    DataFrame
        One row a pair of labels with moves: ``from``, ``to`` (`GONE` for not there), ``count``, ``out_of``, ``rate``.

    Raises
    ------
    ValueError
        If there are fewer than two snapshots, a label is not known, or a case stands twice in a snapshot.

    Examples
    --------
    >>> rows = {"case_id": ["A", "B", "A", "B"], "date": ["2026-10-31"] * 2 + ["2026-11-30"] * 2, "bucket": ["M1", "M1", "M0", "M2"]}
    >>> roll_rates(pd.DataFrame(rows), ("M0", "M1", "M2"))[["from", "to", "count", "rate"]].values.tolist()
    [['M1', 'M0', 1, 0.5], ['M1', 'M2', 1, 0.5]]
    """
    days = snapshot_days(snapshots)
    if days.size < 2:  # noqa: PLR2004  # a move has two ends
        raise ValueError(f"roll rates need snapshots of at least two dates; there are {days.size}")
    code = pd.Index(list(labels)).get_indexer(pd.Index(texts(snapshots, column)))
    if (code < 0).any():
        row = int((code < 0).argmax())
        raise ValueError(
            f"row {row}, {column}: {snapshots[column].iloc[row]!r} is none of {', '.join(labels)}; correct it"
        )
    case, cases = pd.factorize(texts(snapshots, "case_id"))
    # One column a snapshot, of which there are few; each case's code stands in its row.
    grid = np.full((len(cases), days.size), -1, dtype=np.intp)
    day = np.searchsorted(days, days_of(snapshots, "date"))
    grid[case, day] = code
    start, stop = grid[:, :-1], grid[:, 1:]
    if owed is not None:
        owes = np.zeros(grid.shape, dtype=np.bool_)
        owes[case, day] = snapshots[owed].to_numpy(dtype=np.int64) > 0
        idle = ~(owes[:, :-1] | owes[:, 1:])
        start, stop = np.where(idle, -1, start), np.where(idle, -1, stop)
    counts = roll_counts(start.ravel(), stop.ravel(), len(labels))
    counts[-1, -1] = 0
    names = np.array([*labels, GONE], dtype=object)
    before, after = np.nonzero(counts)
    out_of = counts.sum(axis=1)[before]
    count = counts[before, after]
    return pd.DataFrame(
        {"from": names[before], "to": names[after], "count": count, "out_of": out_of, "rate": count / out_of}
    )


def with_intervals(rates: pd.DataFrame, policies: Policies, on: Day) -> pd.DataFrame:
    """Add the interval of each rate, and whether it stands on few, to a table with ``count`` and ``out_of``."""
    terms = policies.get(ProgressTerms, plain_date(one_day(on)))
    count, out_of = (rates[key].to_numpy(dtype=np.int64) for key in ("count", "out_of"))
    low, high = wilson_interval(count, out_of, float(terms.deviations))
    return rates.assign(low=low, high=high, small=out_of < terms.small)


def waterfall(
    opening: pd.DataFrame,
    closing: pd.DataFrame,
    payments: pd.DataFrame,
    policies: Policies,
    on: Day,
    *,
    written_off: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Explain how the overdue balance of each bucket got from one snapshot to the next.

    Parameters
    ----------
    opening, closing : DataFrame
        Aged cases of two days.
    payments : DataFrame
        Of the time between: ``case_id``, ``amount`` (yuan) or ``amount_fen``.
    policies : Policies
        Whose buckets apply.
    on : date or text
        Day of the closing snapshot.
    written_off : DataFrame, optional
        As ``payments``.

    Returns
    -------
    DataFrame
        One row a bucket and a last one, "total"; the steps in fen. It adds up to the fen.

    Raises
    ------
    ValueError
        If a payment or write-off is of no case of either snapshot.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> before = pd.DataFrame({"case_id": ["A"], "bucket": ["M1"], "total_due_fen": [10000]})
    >>> after = pd.DataFrame({"case_id": ["A"], "bucket": ["M2"], "total_due_fen": [7100]})
    >>> flow = waterfall(before, after, pd.DataFrame({"case_id": ["A"], "amount": [30]}), Policies("cn"), "2026-11-30")
    >>> flow[["opening_fen", "charged_fen", "paid_fen", "closing_fen"]].iloc[-1].to_list()
    [10000, 100, 3000, 7100]
    """
    labels = policies.get(Buckets, plain_date(one_day(on))).labels
    cases = pd.Index(np.union1d(texts(opening, "case_id").astype(str), texts(closing, "case_id").astype(str)))
    before, after = (_at(table, cases, labels) for table in (opening, closing))
    paid, lost = (_summed(table, cases, what) for table, what in ((payments, "payment"), (written_off, "write-off")))
    flow = balance_waterfall(Balances(before[0], after[0], before[1], after[1], paid, lost), len(labels))
    table = np.vstack([flow[1:], flow.sum(axis=0)])
    return pd.DataFrame(table, columns=[f"{step}_fen" for step in STEPS]).assign(bucket=[*labels[1:], "total"])[
        ["bucket", *(f"{step}_fen" for step in STEPS)]
    ]


def _at(table: pd.DataFrame, cases: pd.Index, labels: Sequence[str]) -> tuple[Fen, Codes]:
    place = cases.get_indexer(pd.Index(texts(table, "case_id").astype(str)))
    balance, band = np.zeros(len(cases), dtype=np.int64), np.full(len(cases), -1, dtype=np.intp)
    balance[place] = fen_of(table, "total_due")
    band[place] = pd.Index(list(labels)).get_indexer(pd.Index(texts(table, "bucket")))
    return balance, band


def _summed(table: pd.DataFrame | None, cases: pd.Index, what: str) -> Fen:
    total = np.zeros(len(cases), dtype=np.int64)
    if table is None:
        return total
    place = cases.get_indexer(pd.Index(texts(table, "case_id").astype(str)))
    if (place < 0).any():
        row = int((place < 0).argmax())
        raise ValueError(
            f"the {what} in row {row} is of a case that is in neither snapshot; leave it out or add the case"
        )
    np.add.at(total, place, fen_of(table, "amount"))
    # More was taken back than came in: the balance was charged with it again.
    return np.maximum(total, 0)


def vintages(snapshots: pd.DataFrame, late_from: int, placed: pd.DataFrame | None = None) -> pd.DataFrame:
    """Follow the cases of each month of placement: what is left of them, and how many are late, month by month.

    Parameters
    ----------
    snapshots : DataFrame
        Aged cases of several days, with ``date``; the month of a case's first snapshot is its vintage.
    late_from : int
        Days past due from which a case counts as late, such as 91.
    placed : DataFrame, optional
        ``case_id, amount_fen``: what each case owed when it was placed; what its first snapshot has unless given, which knows
        nothing of what was paid between.

    Returns
    -------
    DataFrame
        One row a vintage and age in months: ``vintage``, ``age``, ``cases_placed``, ``cases`` still there, ``late``,
        ``late_rate`` (of the placed), ``placed_fen``, ``balance_fen``, ``balance_rate``.

    Examples
    --------
    >>> rows = {"case_id": ["A", "B", "A"], "date": ["2026-10-31"] * 2 + ["2026-11-30"], "days_past_due": [61, 5, 91],
    ...         "total_due_fen": [100, 100, 110]}
    >>> vintages(pd.DataFrame(rows), 91)[["vintage", "age", "cases_placed", "cases", "late"]].values.tolist()
    [['2026-10', 0, 2, 2, 0], ['2026-10', 1, 2, 1, 1]]
    """
    snapshot_days(snapshots)
    month: NDArray[np.int64] = days_of(snapshots, "date").astype("datetime64[M]").astype(np.int64)
    day = days_of(snapshots, "date").astype(np.int64)
    table = pd.DataFrame(
        {
            "case": texts(snapshots, "case_id"),
            "month": month,
            "day": day,
            "late": snapshots["days_past_due"].to_numpy(dtype=np.int64) >= late_from,
            "balance": fen_of(snapshots, "total_due"),
        }
    ).sort_values(["case", "day"], kind="stable")
    first = table.groupby("case")["month"].transform("min")
    begin = table[~table["case"].duplicated()]
    if placed is not None:
        owed = pd.Series(fen_of(placed, "amount"), index=texts(placed, "case_id"))
        begin = begin.assign(balance=owed.reindex(begin["case"]).to_numpy(dtype=np.int64))
    start = begin.groupby("month")["balance"].agg(["size", "sum"])
    # The last snapshot of a month stands for it.
    last = table[table["day"] == table.groupby("month")["day"].transform("max")].assign(vintage=first)
    found = last.groupby(["vintage", "month"]).agg(
        cases=("case", "size"), late=("late", "sum"), balance=("balance", "sum")
    )
    grid = [(v, m) for v in sorted(start.index) for m in sorted(set(month)) if m >= v]
    found = found.reindex(pd.MultiIndex.from_tuples(grid, names=["vintage", "month"]), fill_value=0).reset_index()
    start = start.loc[found["vintage"]]
    cases, balance = start["size"].to_numpy(), start["sum"].to_numpy()
    return pd.DataFrame(
        {
            "vintage": found["vintage"].to_numpy().astype("datetime64[M]").astype(str),
            "age": (found["month"] - found["vintage"]).to_numpy(),
            "cases_placed": cases,
            "cases": found["cases"],
            "late": found["late"],
            "late_rate": found["late"].to_numpy() / cases,
            "placed_fen": balance,
            "balance_fen": found["balance"],
            "balance_rate": np.divide(found["balance"], balance, out=np.full(cases.size, np.nan), where=balance != 0),
        }
    )
