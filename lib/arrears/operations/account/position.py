"""Where each case stands on a day: owed, paid, taken back, adjusted, claimed. Whoever shows a balance reads it here.

A placement states what is owed at its instant, so what was paid or taken back before is in its figure already, whenever it was
recorded; what happens at that very instant comes after it. From then on payments lower what is owed; reversals raise it, also
those of payments that came before the placement; adjustments do either. A claim changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.rules.tolerance import within_tolerance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Dates, Fen, Flags

POSITION_COLUMNS = (
    "placed_at",
    "opening_fen",
    "paid_fen",
    "reversed_fen",
    "adjusted_fen",
    "balance_fen",
    "owed_fen",
    "credit_fen",
    "is_open",
)


class Account(NamedTuple):
    """What happened to the money of cases; ``at`` is local wall-clock time as ``datetime64[us]``, rows in the order of the store.

    Attributes
    ----------
    placements : DataFrame
        ``case_id, at, opening_fen``; a later one of a case states anew what is owed.
    payments : DataFrame
        ``case_id, at, key, amount_fen``: what the bank has received.
    reversals : DataFrame
        ``case_id, at, reverses, amount_fen``: what was taken back, and the key of the payment.
    adjustments : DataFrame
        ``case_id, at, amount_fen``: fees, interest and corrections above 0, waivers below.
    """

    placements: pd.DataFrame
    payments: pd.DataFrame
    reversals: pd.DataFrame
    adjustments: pd.DataFrame

    @property
    def moves(self) -> pd.DataFrame:
        """What lowers what is owed (above 0) and what raises it (below 0): ``case_id, at, amount_fen``."""
        signed = ((self.payments, 1), (self.reversals, -1), (self.adjustments, -1))
        return pd.concat([_signed(table, sign) for table, sign in signed], ignore_index=True)


def _signed(table: pd.DataFrame, sign: int) -> pd.DataFrame:
    amount = sign * table["amount_fen"].to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "case_id": table["case_id"].astype(object),
            "at": table["at"].to_numpy("datetime64[us]"),
            "amount_fen": amount,
        }
    )


def last_placed(placements: pd.DataFrame, until: np.datetime64) -> pd.DataFrame:
    """Give the placement of each case that counts at an instant: the last one before it, of one instant the one stored last.

    Parameters
    ----------
    placements : DataFrame
        ``case_id, at`` and whatever else.
    until : datetime64
        The instant; what happens at it is not seen.

    Returns
    -------
    DataFrame
        Its rows, a case each.

    Examples
    --------
    >>> at = np.array(["2026-03-01", "2026-03-02"], "M8[us]")
    >>> placed = pd.DataFrame({"case_id": ["A", "A"], "at": at, "opening_fen": [100, 60]})
    >>> last_placed(placed, np.datetime64("2026-03-02"))["opening_fen"].tolist()
    [100]
    """
    early = placements[(placements["at"].to_numpy("datetime64[us]") < until)].sort_values("at", kind="stable")
    return early.drop_duplicates("case_id", keep="last")


def moved_since(placed: pd.DataFrame, moves: pd.DataFrame, until: np.datetime64) -> Fen:
    """Add up what moved on each case from its placement on to an instant.

    Parameters
    ----------
    placed : DataFrame
        ``case_id, at``, a row a case.
    moves : DataFrame
        ``case_id, at, amount_fen``; those of other cases are passed over.
    until : datetime64
        The instant; what happens at it is not seen.

    Returns
    -------
    int64 array
        In fen, in the order of `placed`.

    Examples
    --------
    >>> placed = pd.DataFrame({"case_id": ["A"], "at": np.array(["2026-03-02"], "M8[us]")})
    >>> at = np.array(["2026-03-01", "2026-03-02", "2026-03-09"], "M8[us]")
    >>> moves = pd.DataFrame({"case_id": ["A"] * 3, "at": at, "amount_fen": [1, 2, 4]})
    >>> moved_since(placed, moves, np.datetime64("2026-03-09"))
    array([2])
    """
    place = pd.Index(placed["case_id"]).get_indexer(pd.Index(moves["case_id"]))
    since, at = placed["at"].to_numpy("datetime64[us]"), moves["at"].to_numpy("datetime64[us]")
    counts = (place >= 0) & (at < until)
    counts[counts] = at[counts] >= since[place[counts]]
    total: Fen = np.zeros(len(placed), dtype=np.int64)
    np.add.at(total, place[counts], moves["amount_fen"].to_numpy(dtype=np.int64)[counts])
    return total


def balances(placed: pd.DataFrame, moves: pd.DataFrame, until: np.datetime64) -> Fen:
    """Give each case's balance at an instant: its opening less what moved since; below 0 the bank owes the customer.

    Parameters
    ----------
    placed : DataFrame
        ``case_id, at, opening_fen``: the placements that count, from `last_placed`.
    moves, until
        As for `moved_since`.

    Returns
    -------
    int64 array
        In fen, in the order of `placed`.

    Examples
    --------
    1,000.00 is placed, 400.00 paid, 600.00 placed anew; then the 400.00 bounce.

    >>> at = np.array(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"], "M8[us]")
    >>> placements = pd.DataFrame({"case_id": ["A", "A"], "at": at[[0, 2]], "opening_fen": [1000_00, 600_00]})
    >>> moves = pd.DataFrame({"case_id": ["A", "A"], "at": at[[1, 3]], "amount_fen": [400_00, -400_00]})
    >>> [
    ...     int(balances(last_placed(placements, day), moves, day)[0]) // 100
    ...     for day in np.arange("2026-03-02", "2026-03-06", dtype="M8[D]")
    ... ]
    [1000, 600, 600, 1000]
    """
    balance: Fen = placed["opening_fen"].to_numpy(dtype=np.int64) - moved_since(placed, moves, until)
    return balance


def positions(account: Account, until: np.datetime64, residue_fen: int) -> pd.DataFrame:
    """Give where every placed case stands at an instant.

    Parameters
    ----------
    account : Account
        What happened.
    until : datetime64
        The instant; what happens at it is not seen.
    residue_fen : int
        Policy value: a rest of as much as this keeps no case open (CN-P5).

    Returns
    -------
    DataFrame
        One row a case, indexed by ``case_id``, with `POSITION_COLUMNS`: amounts since the placement that counts; ``balance_fen`` may
        be below 0, ``owed_fen`` and ``credit_fen`` are its two sides.

    Examples
    --------
    >>> at = np.array(["2026-03-01", "2026-03-02"], "M8[us]")
    >>> none = pd.DataFrame({"case_id": [], "at": np.array([], "M8[us]"), "amount_fen": np.array([], np.int64)})
    >>> placed = pd.DataFrame({"case_id": ["A"], "at": at[:1], "opening_fen": [1000_00]})
    >>> paid = pd.DataFrame({"case_id": ["A"], "at": at[1:], "key": ["p"], "amount_fen": [991_00]})
    >>> where = positions(Account(placed, paid, none, none), np.datetime64("2026-03-03"), 10_00)
    >>> where[["paid_fen", "owed_fen", "is_open"]].values.tolist()
    [[99100, 900, False]]
    """
    placed = last_placed(account.placements, until)
    paid, reversed_, adjusted = (
        moved_since(placed, table, until) for table in (account.payments, account.reversals, account.adjustments)
    )
    opening = placed["opening_fen"].to_numpy(dtype=np.int64)
    balance = balances(placed, account.moves, until)
    columns = {
        "placed_at": placed["at"].to_numpy("datetime64[us]"),
        "opening_fen": opening,
        "paid_fen": paid,
        "reversed_fen": reversed_,
        "adjusted_fen": adjusted,
        "balance_fen": balance,
        "owed_fen": np.maximum(balance, 0),
        "credit_fen": np.maximum(-balance, 0),
        "is_open": ~within_tolerance(balance, residue_fen),
    }
    return pd.DataFrame(columns, index=pd.Index(placed["case_id"], name="case_id", dtype=object))


def net_payments(account: Account, until: np.datetime64) -> pd.DataFrame:
    """Give what is left of each payment at an instant, after what was taken back of it; what was taken back whole is left out.

    Parameters
    ----------
    account, until
        As for `positions`.

    Returns
    -------
    DataFrame
        The payments with ``date`` (``datetime64[s]``) and the rest as ``amount_fen``.

    Examples
    --------
    >>> at = np.array(["2026-03-01T09:00", "2026-03-05"], "M8[us]")
    >>> paid = pd.DataFrame({"case_id": ["A"], "at": at[:1], "key": ["p"], "amount_fen": [100]})
    >>> back = pd.DataFrame({"case_id": ["A"], "at": at[1:], "reverses": ["p"], "amount_fen": [40]})
    >>> account = Account(paid, paid, back, paid[:0])
    >>> [net_payments(account, np.datetime64(day))["amount_fen"].tolist() for day in ("2026-03-05", "2026-03-06")]
    [[100], [60]]
    """
    payments, reversals = (
        table[table["at"].to_numpy("datetime64[us]") < until] for table in (account.payments, account.reversals)
    )
    back = reversals.groupby("reverses")["amount_fen"].sum()
    taken = payments["key"].map(back).fillna(0).to_numpy(dtype=np.int64)
    left = payments["amount_fen"].to_numpy(dtype=np.int64) - taken
    day = payments["at"].to_numpy("datetime64[us]").astype("datetime64[D]").astype("datetime64[s]")
    kept: pd.DataFrame = payments.assign(date=day, amount_fen=left)[left > 0].reset_index(drop=True)
    return kept


def settled_spells(placements: pd.DataFrame, moves: pd.DataFrame, residue_fen: int = 0) -> pd.DataFrame:
    """Give the spells in which cases owed nothing.

    Parameters
    ----------
    placements : DataFrame
        ``case_id, at, opening_fen``; a later one of a case states anew what is owed.
    moves : DataFrame
        ``case_id, at, amount_fen``: payments above 0, reversals and fees below; those before a case's first placement are in its
        figure already.
    residue_fen : int
        A rest of as much as this keeps no case open (CN-P5).

    Returns
    -------
    DataFrame
        ``case_id, since, until``: days as ``datetime64[s]``; ``until`` is the day on which something is owed again, missing where it
        never is. Sorted by ``since``.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-10-01T09:00", "2026-10-05T10:00", "2026-10-09T10:00", "2026-10-12T10:00"])
    >>> placed = pd.DataFrame({"case_id": ["A"], "at": at[:1], "opening_fen": [100_00]})
    >>> paid = pd.DataFrame({"case_id": ["A"] * 3, "at": at[1:], "amount_fen": [60_00, 40_00, -40_00]})
    >>> settled_spells(placed, paid).astype(str).values.tolist()
    [['A', '2026-10-09', '2026-10-12']]
    """
    # A case of which nothing moved, and which was never stated to owe as little as the tolerance, always owes something.
    low = within_tolerance(placements["opening_fen"].to_numpy(dtype=np.int64), residue_fen)
    concerned = {*moves["case_id"].unique(), *placements["case_id"][low].unique()}
    placements = placements[placements["case_id"].isin(concerned)]
    rows = pd.concat(
        [
            placements[["case_id", "at"]].assign(change=placements["opening_fen"].astype("int64"), placed=True),
            moves[["case_id", "at"]].assign(change=-moves["amount_fen"].astype("int64"), placed=False),
        ],
        ignore_index=True,
    )
    # What moves at the very instant of a placement comes after it, all of one instant together.
    rows = rows.assign(code=pd.factorize(rows["case_id"], sort=True)[0])
    rows = rows.sort_values(["code", "at", "placed"], ascending=[True, True, False], kind="stable")
    rows = rows.assign(round=rows.groupby("case_id")["placed"].cumsum())
    rows = rows[rows["round"] > 0]
    owed = rows.groupby(["case_id", "round"])["change"].cumsum().to_numpy(dtype=np.int64)
    case = rows["case_id"].to_numpy(dtype=object)
    free = within_tolerance(owed, residue_fen)
    begins, ends = _edges(case, free)
    day = rows["at"].to_numpy("datetime64[us]").astype("datetime64[D]").astype("datetime64[s]")
    since = np.flatnonzero(begins)
    # The first row after each beginning at which the spell is over, if there is one of the same case.
    over = np.flatnonzero(ends)
    place = np.searchsorted(over, since)
    has_end = place < over.size
    until = np.full(since.size, np.datetime64("NaT", "s"))
    at_end = over[place[has_end]]
    same = case[at_end] == case[since[has_end]]
    until[np.flatnonzero(has_end)[same]] = day[at_end[same]]
    found = pd.DataFrame({"case_id": case[since], "since": day[since], "until": until})
    return found.sort_values("since", kind="stable", ignore_index=True)


def _edges(case: NDArray[np.object_], free: Flags) -> tuple[Flags, Flags]:
    """Tell where a spell without debt begins, and where one ended with the row before."""
    same = np.zeros(case.size, dtype=np.bool_)
    same[1:] = case[1:] == case[:-1]
    before = np.zeros(case.size, dtype=np.bool_)
    before[1:] = free[:-1]
    return free & ~(same & before), same & before & ~free


def settled_after(case: NDArray[np.object_], day: Dates, spells: pd.DataFrame) -> Dates:
    """Give the first day, from a day of each case on, on which the case owed nothing; NaT where it always owed something.

    Parameters
    ----------
    case : object array of shape (rows,)
        Case numbers.
    day : datetime64[D] array of shape (rows,)
        The days.
    spells : DataFrame
        As `settled_spells` gives them.
    """
    asked = pd.DataFrame({"case": case, "at": day.astype("datetime64[s]"), "place": np.arange(day.size)})
    last = np.datetime64("9999-12-31", "s")
    found = pd.DataFrame(
        {
            "case": spells["case_id"],
            "since": spells["since"].astype("datetime64[s]"),
            "at": spells["until"].astype("datetime64[s]").fillna(last),
        }
    )
    both = pd.merge_asof(
        asked.astype({"case": "str"}).sort_values("at", kind="stable"),
        found.astype({"case": "str"}).sort_values("at", kind="stable"),
        on="at",
        by="case",
        direction="forward",
        allow_exact_matches=False,
    ).sort_values("place")
    since = both["since"].to_numpy("datetime64[s]").astype("datetime64[D]")
    return np.where(np.isnat(since), since, np.maximum(since, day.astype("datetime64[D]")))
