"""What a new case list says of money: payments that nobody has reported yet, and balances that rose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from arrears.units import Flags

SEEN_COLUMNS = ("case_id", "on", "amount_fen", "ground")
_DAY = "datetime64[s]"


class Evidence(NamedTuple):
    """What a list says.

    Attributes
    ----------
    seen : DataFrame
        Payments that the list shows: ``case_id, on, amount_fen`` and ``ground``, ``last_payment`` (its own columns say so) or
        ``balance_fell``.
    differing : DataFrame
        Payments of the bank's file that the list gives with another amount: ``case_id, on, amount_fen`` (the file's), ``listed_fen``.
    rises : DataFrame
        ``case_id, amount_fen, why``: ``interest``, ``charge``, ``bounce`` or ``unknown``.
    """

    seen: pd.DataFrame
    differing: pd.DataFrame
    rises: pd.DataFrame


def list_evidence(
    before: pd.DataFrame, now: pd.DataFrame, payments: pd.DataFrame, as_of: date, list_days: int
) -> Evidence:
    """Compare a new list with what is known of its cases.

    Parameters
    ----------
    before : DataFrame
        Cases that were listed before, indexed by ``case_id``: ``balance_fen`` as the account has it at the list's instant;
        ``last_payment_date, last_payment_fen, interest_fen, late_fee_fen`` as the last list had them.
    now : DataFrame
        The new list, likewise, with ``opening_fen`` in place of the balance.
    payments : DataFrame
        What is left of the payments so far: ``case_id, date, amount_fen, source``.
    as_of : date
        The day whose beginning the list is of.
    list_days : int
        Days within which a payment of the list and one that is known are one.

    Returns
    -------
    Evidence

    Examples
    --------
    The list has a last payment of 300.00 that is new; with it the balance should be 700.00, and 712.00 are owed.

    >>> from datetime import date
    >>> day = pd.to_datetime(["2026-11-26"])
    >>> blank = {"last_payment_date": [pd.NaT], "last_payment_fen": [pd.NA], "interest_fen": [5_00], "late_fee_fen": [0]}
    >>> before = pd.DataFrame(blank | {"balance_fen": [1000_00]}, index=["A"])
    >>> shown = {"last_payment_date": day, "last_payment_fen": [300_00], "interest_fen": [17_00], "late_fee_fen": [0]}
    >>> now = pd.DataFrame(shown | {"opening_fen": [712_00]}, index=["A"])
    >>> none = pd.DataFrame({"case_id": [], "date": pd.to_datetime([]), "amount_fen": [], "source": []})
    >>> found = list_evidence(before, now, none, date(2026, 11, 28), 5)
    >>> found.seen[["amount_fen", "ground"]].values.tolist(), found.rises[["amount_fen", "why"]].values.tolist()
    ([[30000, 'last_payment']], [[1200, 'interest']])
    """
    both = now.merge(before, left_index=True, right_index=True, suffixes=("", "_before"))
    case = both.index.to_numpy(dtype=object)
    on, amount = both["last_payment_date"].astype("datetime64[s]"), _fen(both["last_payment_fen"])
    earlier = both["last_payment_date_before"].astype("datetime64[s]")
    same = on.eq(earlier) & (amount == _fen(both["last_payment_fen_before"]))
    is_new = on.notna().to_numpy(dtype=bool) & (amount > 0) & ~same.to_numpy(dtype=bool)
    known, other = _known(case, on, amount, payments, list_days)
    shown = is_new & ~known & (other == 0)
    balance, opening = both["balance_fen"].to_numpy(dtype=np.int64), both["opening_fen"].to_numpy(dtype=np.int64)
    fall = np.maximum(balance, 0) - np.where(shown, amount, 0) - opening
    latest = pd.Timestamp(as_of) - pd.Timedelta(days=1)
    seen = [
        _seen(case[shown], on[shown].clip(upper=latest), amount[shown], "last_payment"),
        _seen(case[fall > 0], pd.Series([latest] * int((fall > 0).sum())), fall[fall > 0], "balance_fell"),
    ]
    differs = is_new & ~known & (other > 0)
    differing = pd.DataFrame(
        {
            "case_id": case[differs],
            "on": on[differs].to_numpy(),
            "amount_fen": other[differs],
            "listed_fen": amount[differs],
        }
    )
    rose = fall < 0
    why = _why(both, -fall, case, payments)
    rises = pd.DataFrame({"case_id": case[rose], "amount_fen": -fall[rose], "why": why[rose]})
    return Evidence(pd.concat(seen, ignore_index=True).astype({"on": _DAY}), differing, rises)


def _seen(case: np.ndarray, on: pd.Series, amount: np.ndarray, ground: str) -> pd.DataFrame:
    columns = {"case_id": case, "on": on.to_numpy(_DAY), "amount_fen": amount.astype(np.int64), "ground": ground}
    return pd.DataFrame(columns)[list(SEEN_COLUMNS)]


def _known(
    case: np.ndarray, on: pd.Series, amount: np.ndarray, payments: pd.DataFrame, days: int
) -> tuple[Flags, np.ndarray]:
    """Tell where a payment of this amount is known about that day; else give the amount of one of that very day."""
    asked = pd.DataFrame({"place": np.arange(case.size), "case_id": case, "on": on.to_numpy(_DAY), "amount": amount})
    both = asked.merge(payments[["case_id", "date", "amount_fen"]], on="case_id")
    gap = (both["on"] - both["date"]).abs()
    exact = both[(gap <= pd.Timedelta(days=days)) & (both["amount"] == both["amount_fen"])]
    known = np.zeros(case.size, dtype=np.bool_)
    known[exact["place"].unique()] = True
    other = np.zeros(case.size, dtype=np.int64)
    that_day = both[gap == pd.Timedelta(0)].drop_duplicates("place", keep="last")
    other[that_day["place"]] = that_day["amount_fen"].astype("int64")
    return known, other


def _why(both: pd.DataFrame, rise: np.ndarray, case: np.ndarray, payments: pd.DataFrame) -> np.ndarray:
    """Say what a balance rose by: interest or fees that rose as much, else a payment of that amount that came back."""
    interest, fee = (
        np.maximum(_fen(both[name]) - _fen(both[f"{name}_before"]), 0) for name in ("interest_fen", "late_fee_fen")
    )
    rest = rise - interest - fee
    pairs = set(zip(payments["case_id"], payments["amount_fen"].astype("int64"), strict=True))
    bounced = np.array([(one, more) in pairs for one, more in zip(case, rest.tolist(), strict=True)], dtype=np.bool_)
    conditions = [(rest <= 0) & (fee == 0), rest <= 0, bounced]
    return np.select(conditions, ["interest", "charge", "bounce"], "unknown").astype(object)


def _fen(column: pd.Series) -> np.ndarray:
    whole: np.ndarray = column.astype("Int64").fillna(0).to_numpy(dtype=np.int64)
    return whole
