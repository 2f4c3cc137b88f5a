"""Post charges, payments and reversals on many accounts: how each payment was split, and what is open.

The state is always replayed from the events in force: a reversed payment or charge leaves the state as if it had never
been (rules CN-57, CIV561, HOUSE-INSTALMENTS). Payments are taken in rounds, the first of every account, then the second,
so that the work grows with the payments of one account and not with the accounts. Whole fen are moved; nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.policy.records import Allocation, InstalmentAllocation
from arrears.rules.bands import band
from arrears.rules.instalment_allocation import (
    INSTALMENT_PARTS,
    STATUSES,
    Charges,
    Future,
    Processing,
    allocate_to_instalments,
    charge_status,
    order_ranks,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.bands import BandCodes
    from arrears.units import Codes, Dates, Fen

EVENT_COLUMNS = ("event_id", "case_id", "date", "kind", "amount_fen", "part", "instalment", "due_date", "reverses")
KINDS = ("charge", "payment", "reversal")
_CARD_PARTS = {"interest": ("interest",), "fees": ("penalty", "fee"), "principal": ("principal",)}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting gives.

    Attributes
    ----------
    splits : DataFrame
        One row a payment in force: ``event_id, case_id, date, penalty_fen, fee_fen, interest_fen, principal_fen,
        left_over_fen``; the parts and what is left over add up to the payment.
    lines : DataFrame
        One row for each charge that a payment settles in whole or in part: ``payment_id, charge_id, status, amount_fen``.
    charges : DataFrame
        The charges in force with ``paid_fen`` and ``open_fen``.
    balances : DataFrame
        One row a case: what is open of each part, and ``left_over_fen``, which no charge took.
    """

    splits: pd.DataFrame
    lines: pd.DataFrame
    charges: pd.DataFrame
    balances: pd.DataFrame


class _Rule(NamedTuple):
    """The order of payment, one a band of days past due."""

    begins: tuple[int, ...]
    ranks: NDArray[np.int64]
    processing: Processing
    future: Future


class _Lines(NamedTuple):
    """What payments settled: positions of payment and charge, status, and amount."""

    payment: NDArray[np.int64]
    charge: NDArray[np.int64]
    status: NDArray[np.int64]
    amount_fen: Fen


def post_events(events: pd.DataFrame, rule: InstalmentAllocation | Allocation) -> Posted:
    """Post events and give the splits and what is open.

    Parameters
    ----------
    events : DataFrame
        Columns `EVENT_COLUMNS`, booked in the order of ``date`` and, within a day, of the rows. A charge has an amount,
        a part, an instalment and its own due date; a payment an amount; a reversal the id of the event that it reverses.
    rule : InstalmentAllocation or Allocation
        The order of payment from the policy in force. By `Allocation` the days past due before each payment, from the
        oldest unpaid due date, choose the order; the oldest charge of a part is paid first.

    Returns
    -------
    Posted

    Raises
    ------
    ValueError
        If events are wrong; the message names up to five of them by their ids.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> days = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-11"])
    >>> events = pd.DataFrame({
    ...     "event_id": ["c1", "c2", "p1"], "case_id": "A", "date": days,
    ...     "kind": ["charge", "charge", "payment"], "amount_fen": [200_00, 40_00, 50_00],
    ...     "part": ["principal", "interest", None], "instalment": [1, 1, None],
    ...     "due_date": [*days[:2], pd.NaT], "reverses": None,
    ... })
    >>> posted = post_events(events, Policies("cn").get(Allocation, on=date(2026, 1, 11)))
    >>> posted.splits[["interest_fen", "principal_fen", "left_over_fen"]]
       interest_fen  principal_fen  left_over_fen
    0          4000           1000              0
    """
    _check(events)
    booked = _in_force(events)
    case, cases = pd.factorize(booked["case_id"])
    booked = booked.assign(_case=case)
    charges = booked[booked["kind"] == "charge"]
    payments = booked[booked["kind"] == "payment"]
    return _posted(charges, payments, cases, _replay(charges, payments, _rule(rule)))


def _check(events: pd.DataFrame) -> None:
    """Refuse wrong events, all at once."""
    missing = [column for column in EVENT_COLUMNS if column not in events.columns]
    if missing:
        raise ValueError(f"events lack the columns {', '.join(missing)}")
    kind, ids, amount = events["kind"], events["event_id"], pd.to_numeric(events["amount_fen"])
    is_charge, is_reversal = kind == "charge", kind == "reversal"
    named = events["reverses"].isin(ids[~is_reversal])
    target_case = events["reverses"].map(events.drop_duplicates("event_id").set_index("event_id")["case_id"])
    own_case = target_case == events["case_id"]
    day_of = events.drop_duplicates("event_id").set_index("event_id")["date"]
    target_day = pd.to_datetime(day_of.reindex(events["reverses"])).to_numpy()
    wrong = {
        "kind must be charge, payment or reversal": ~kind.isin(KINDS),
        "event_id must be given once": ids.isna() | ids.duplicated(keep=False),
        "case_id must be given": events["case_id"].isna(),
        "date must be given": events["date"].isna(),
        "amount_fen must be whole fen, 0 or more": ~is_reversal & ~((amount >= 0) & (amount % 1 == 0)),
        f"part must be {', '.join(INSTALMENT_PARTS)}": is_charge & ~events["part"].isin(INSTALMENT_PARTS),
        "instalment and due_date must be given": is_charge & (events["instalment"].isna() | events["due_date"].isna()),
        "reverses must name a charge or payment of the same case": is_reversal & ~(named & own_case),
        "an event is reversed once at most": is_reversal & events["reverses"].where(is_reversal).duplicated(),
        "a reversal cannot be before what it reverses": is_reversal
        & (target_day > pd.to_datetime(events["date"]).to_numpy()),
    }
    for words, rows in wrong.items():
        if rows.any():
            places = np.flatnonzero(rows)[:_SHOWN]
            names = (f"in row {place + 1}" if ids.isna().iloc[place] else str(ids.iloc[place]) for place in places)
            raise ValueError(f"{words}; see event {', '.join(names)}")


def _in_force(events: pd.DataFrame) -> pd.DataFrame:
    """Put the events in the order of booking, without those reversed and the reversals themselves."""
    reversals = events["kind"] == "reversal"
    kept = events[~reversals & ~events["event_id"].isin(events.loc[reversals, "reverses"])]
    kept = kept.sort_values("date", kind="stable").reset_index(drop=True)
    return kept.assign(_turn=np.arange(len(kept)))


def _rule(rule: InstalmentAllocation | Allocation) -> _Rule:
    if isinstance(rule, InstalmentAllocation):
        ranks = order_ranks(rule.order)[np.newaxis]
        return _Rule((0,), ranks, Processing(rule.processing), Future(rule.future))
    orders = [[part for name in order for part in _CARD_PARTS[name]] for order in rule.orders]
    ranks = np.stack([order_ranks(order) for order in orders])
    return _Rule(tuple(rule.begins), ranks, Processing.VERTICAL, Future.NEXT)


def _replay(charges: pd.DataFrame, payments: pd.DataFrame, rule: _Rule) -> _Lines:
    """Take the payments in turn and give what each of them settled."""
    owed, amount, paid_on = _charges(charges), _whole(payments["amount_fen"]), _days(payments["date"])
    open_fen, charge_turn, turn = owed.due.copy(), _whole(charges["_turn"]), _whole(payments["_turn"])
    case, rounds = _whole(payments["_case"]), _whole(payments.groupby("_case").cumcount())
    lines = [_Lines(*(np.array([], dtype=np.int64) for _ in _Lines._fields))]
    place_of_case = np.empty(1 + max(case.max(initial=0), owed.account.max(initial=0)), dtype=np.int64)
    for number in range(rounds.max(initial=-1) + 1):
        taken = np.flatnonzero(rounds == number)
        place_of_case[:] = -1
        place_of_case[case[taken]] = np.arange(len(taken))
        place = place_of_case[owed.account]
        booked_before = (place >= 0) & (charge_turn < turn[taken][place])
        rows = np.flatnonzero(booked_before & (open_fen > 0))
        unpaid = Charges(place[rows], owed.instalment[rows], owed.part[rows], owed.due_date[rows], open_fen[rows])
        ranks = rule.ranks[_band(rule.begins, unpaid, paid_on[taken])]
        paid = allocate_to_instalments(amount[taken], paid_on[taken], unpaid, ranks, rule.processing, rule.future)
        open_fen[rows] -= paid
        status = charge_status(unpaid.due_date, paid_on[taken][unpaid.account])
        settles = paid > 0
        lines.append(_Lines(*(column[settles] for column in (taken[unpaid.account], rows, status, paid))))
    return _Lines(*(np.concatenate(columns) for columns in zip(*lines, strict=True)))


def _charges(charges: pd.DataFrame) -> Charges:
    part = pd.Index(INSTALMENT_PARTS).get_indexer(pd.Index(charges["part"]))
    account, instalment, amount = (_whole(charges[name]) for name in ("_case", "instalment", "amount_fen"))
    return Charges(account, instalment, part, _days(charges["due_date"]), amount)


def _band(begins: tuple[int, ...], unpaid: Charges, paid_on: Dates) -> BandCodes:
    """Give the band of days past due of each account before its payment, from its oldest unpaid due date."""
    oldest = paid_on.copy()
    np.minimum.at(oldest, unpaid.account, unpaid.due_date)
    return band((paid_on - oldest).astype(np.int64), begins)


def _posted(charges: pd.DataFrame, payments: pd.DataFrame, cases: pd.Index, lines: _Lines) -> Posted:
    owed, amount = _charges(charges), _whole(payments["amount_fen"])
    split = _by_part(lines.payment, owed.part[lines.charge], lines.amount_fen, len(payments))
    left_over = amount - split.sum(axis=1)
    paid = _add_up(lines.charge, lines.amount_fen, len(charges))
    ids = payments["event_id"].to_numpy()[lines.payment], charges["event_id"].to_numpy()[lines.charge]
    columns = ["event_id", "case_id", "instalment", "part", "due_date"]
    book = charges[columns].reset_index(drop=True)
    book = book.astype({"instalment": "int64", "part": "str", "due_date": "datetime64[s]"})
    dated = payments[["event_id", "case_id", "date"]].reset_index(drop=True).astype({"date": "datetime64[s]"})
    return Posted(
        splits=_with_parts(dated, split, left_over),
        lines=pd.DataFrame(
            {
                "payment_id": ids[0],
                "charge_id": ids[1],
                "status": np.array(STATUSES)[lines.status],
                "amount_fen": lines.amount_fen,
            }
        ),
        charges=book.assign(amount_fen=owed.due, paid_fen=paid, open_fen=owed.due - paid),
        balances=_with_parts(
            pd.DataFrame({"case_id": cases}),
            _by_part(owed.account, owed.part, owed.due - paid, len(cases)),
            _add_up(_whole(payments["_case"]), left_over, len(cases)),
        ),
    )


def _with_parts(table: pd.DataFrame, parts: Fen, left_over: Fen) -> pd.DataFrame:
    columns = {f"{name}_fen": parts[:, place] for place, name in enumerate(INSTALMENT_PARTS)}
    return table.assign(**columns, left_over_fen=left_over)


def _by_part(row: NDArray[np.int64], part: Codes, amount: Fen, count: int) -> Fen:
    """Add up amounts in a table of one row each and one column a part."""
    parts = len(INSTALMENT_PARTS)
    return _add_up(row * parts + part, amount, count * parts).reshape(count, parts)


def _add_up(row: NDArray[np.int64], amount: Fen, count: int) -> Fen:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, row, amount)
    return total


def _whole(column: pd.Series) -> NDArray[np.int64]:
    whole: NDArray[np.int64] = column.to_numpy(dtype=np.int64)
    return whole


def _days(dates: pd.Series) -> Dates:
    days: Dates = dates.to_numpy(dtype="datetime64[D]")
    return days
