"""Tables of agreements and their instalments, read into what the rules take; what is not stated stays not stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import amounts, days
from arrears.rules.agreement import Lives, Reviews
from arrears.rules.agreement_terms import periods
from arrears.rules.instalments import Instalments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.policy.records import Content
    from arrears.rules.agreement_terms import Periods
    from arrears.units import Dates, Fen, Flags

EVENT_DAYS = {
    "drafted": "drafted_on",
    "consented": "consented_on",
    "approved": "approved_on",
    "in_force": "in_force_on",
    "settled": "settled_on",
    "breached": "breached_on",
    "withdrawn": "withdrawn_on",
}
"""The column that holds each event's day."""
REVIEW_DAYS = {
    "refused": "refused_on",
    "returned": "returned_on",
    "lapsed": "lapsed_on",
    "reopened": "reopened_on",
}
"""The column that holds the day of what a second person decided."""


class Drafts(NamedTuple):
    """Agreements as they are written down.

    Attributes
    ----------
    table : DataFrame
        One row an agreement; ``agreement_id`` is unique.
    short : Periods
        Their instalments in short, in the order of the table.
    """

    table: pd.DataFrame
    short: Periods


def drafts(agreements: pd.DataFrame, instalments: pd.DataFrame) -> Drafts:
    """Read agreements and their instalments.

    Parameters
    ----------
    agreements : DataFrame
        ``agreement_id``, ``case_id``, and what else is stated.
    instalments : DataFrame
        ``agreement_id``, ``due_date``, ``payment`` (yuan) or ``payment_fen``.

    Raises
    ------
    ValueError
        If an agreement has no number or not its own, or an instalment belongs to none.

    Examples
    --------
    >>> one = pd.DataFrame({"agreement_id": ["G1"], "case_id": ["A1"]})
    >>> dues = pd.DataFrame({"agreement_id": ["G1"], "due_date": ["2026-01-31"], "payment": [100]})
    >>> drafts(one, dues).short.number
    array([1])
    """
    names = pd.Index(texts(agreements, "agreement_id"))
    if (names == "").any() or not names.is_unique or "case_id" not in agreements:
        raise ValueError("each agreement needs an agreement_id of its own and a case_id; number the agreements")
    owner = names.get_indexer(pd.Index(texts(instalments, "agreement_id")))
    if (owner < 0).any():
        row = int(np.argmax(owner < 0)) + 1
        raise ValueError(f"the instalment in row {row} belongs to no agreement; correct its agreement_id")
    flat = Instalments(owner, optional_days(instalments, "due_date"), amounts(instalments, "payment"))
    return Drafts(agreements, periods(flat, len(agreements)))


def stated(held: Drafts, content: Content) -> Flags:
    """Tell which agreements say one of the things that a policy asks for.

    Examples
    --------
    >>> from arrears.policy.records import Content
    >>> two = pd.DataFrame({"agreement_id": ["G1", "G2"], "case_id": ["A1", "A2"], "rights": ["see clause 5", " "]})
    >>> none = pd.DataFrame({"agreement_id": [], "due_date": [], "payment": []})
    >>> stated(drafts(two, none), Content(key="rights", kind="text", zh="", en="")).tolist()
    [True, False]
    """
    table, key = held.table, content.key
    if content.kind == "instalments":
        return held.short.in_order
    if content.kind == "text":
        written: Flags = texts(table, key) != ""
        return written
    if content.kind in {"yes_no", "yes"}:
        said = yes(table, key)
        return said if content.kind == "yes" else said | no(table, key)
    value, known = optional_amounts(table, f"{key}_fen" if content.kind == "amount" else key)
    return known & (value > 0) if content.kind == "count" else known


def lives(table: pd.DataFrame) -> Lives:
    """Give what happened to agreements and when."""
    return Lives(**{event: optional_days(table, column) for event, column in EVENT_DAYS.items()})


def reviews(table: pd.DataFrame) -> Reviews:
    """Give what a second person decided of agreements and when."""
    return Reviews(**{event: optional_days(table, column) for event, column in REVIEW_DAYS.items()})


def texts(table: pd.DataFrame, key: str) -> NDArray[np.object_]:
    """Give a column of texts without blanks around them; empty where there is none."""
    if key not in table:
        return np.full(len(table), "", dtype=object)
    column = table[key].astype(object)
    return column.where(column.notna(), "").map(lambda cell: str(cell).strip()).to_numpy(dtype=object)


def yes(table: pd.DataFrame, key: str) -> Flags:
    """Tell where a column says yes; where it says nothing it does not."""
    return _says(table, key, value=True)


def no(table: pd.DataFrame, key: str) -> Flags:
    """Tell where a column says no, which is more than saying nothing."""
    return _says(table, key, value=False)


def optional_days(table: pd.DataFrame, key: str) -> Dates:
    """Give a column of days, ``NaT`` where there is none."""
    found = np.full(len(table), np.datetime64("NaT", "D"))
    if key in table:
        known = table[key].notna().to_numpy(dtype=np.bool_)
        found[known] = days(table[known], key)
    return found


def optional_amounts(table: pd.DataFrame, name: str) -> tuple[Fen, Flags]:
    """Give a column of whole numbers, 0 where there is none, and where there is one."""
    if name not in table:
        return np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.bool_)
    column = table[name].astype("Int64")
    amount = np.asarray(column.fillna(0), dtype=np.int64)
    return amount, column.notna().to_numpy(dtype=np.bool_)


def _says(table: pd.DataFrame, key: str, *, value: bool) -> Flags:
    if key not in table:
        return np.zeros(len(table), dtype=np.bool_)
    # Text such as "maybe" or a number is no answer.
    return (
        table[key].map(lambda cell: isinstance(cell, bool | np.bool_) and bool(cell) is value).to_numpy(dtype=np.bool_)
    )
