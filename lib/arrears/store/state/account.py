"""The account of a store's cases: what was placed, paid, taken back, adjusted and claimed, read from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from arrears.operations.account.position import Account, last_placed, moved_since, net_payments, positions
from arrears.operations.account.stated import Stated
from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import own_decisions
from arrears.policy.records import Tolerance
from arrears.store.log.reading import instants, read_events
from arrears.store.log.schema import EVENTS
from arrears.store.records import CUSTOMER_REPORT
from arrears.store.state.listed import end_of, last_listed, placements, restatements
from arrears.store.state.views import current, latest, open_flags

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from arrears.policy import Policies
    from arrears.units import Dates


_ALWAYS = np.datetime64("9999-01-01", "us")
_NEVER = pd.Timestamp("1900-01-01")


class Books(NamedTuple):
    """The money of a store.

    Attributes
    ----------
    account : Account
        As `arrears.operations.account.position` takes it; payments and placements with what else is known of them.
    claims : DataFrame
        ``case_id, at, key, actor, amount_fen, paid_on, reference``: what customers say they have paid.
    """

    account: Account
    claims: pd.DataFrame

    def on(self, day: date, policies: Policies) -> pd.DataFrame:
        """Give each case's position at the end of a day: `arrears.operations.account.position.positions`."""
        return positions(self.account, end_of(day), policies.get(Tolerance, day).residue_fen)

    def payments(self, day: date) -> pd.DataFrame:
        """Give what is left of each payment at the end of a day: `arrears.operations.account.position.net_payments`."""
        return net_payments(self.account, end_of(day))


def read_books(connection: Connection, time_zone: str, listed: pd.DataFrame | None = None) -> Books:
    """Read the money of all cases.

    Parameters
    ----------
    connection : Connection
        Of the store.
    time_zone : str
        Of the profile: in which instants become local time.
    listed : DataFrame, optional
        What lists state as owed: the last word on each case before an instant, from `arrears.store.state.listed.last_listed`, or no
        row where positions are not asked for. Everything that was ever stated unless given.

    Returns
    -------
    Books
        A payment of 0.2.0 that only the customer had reported is a claim.
    """
    payments = local(current(connection, "payment", time_zone))
    reported = payments["method"].eq(CUSTOMER_REPORT).to_numpy(dtype=bool)
    reversals = local(current(connection, "reversal", time_zone))
    stored = read_events(connection, time_zone, kinds=("reversal",)).set_index("key")["corrects"]
    of = stored.reindex(reversals["key"]).to_numpy(dtype=object)
    reversals = reversals.assign(reverses=of)
    told = payments.loc[reported, "key"]
    account = Account(
        placements=_placements(connection, time_zone, listed),
        payments=payments[~reported].reset_index(drop=True),
        reversals=reversals[~reversals["reverses"].isin(told)].reset_index(drop=True),
        adjustments=_adjustments(connection, time_zone),
    )
    taken_back = set(reversals.loc[reversals["reverses"].isin(told), "reverses"])
    return Books(account, _claims(local(current(connection, "claim", time_zone)), payments[reported], taken_back))


def _placements(connection: Connection, time_zone: str, listed: pd.DataFrame | None) -> pd.DataFrame:
    """Give what was stated as owed: all of it, or the last word on each case."""
    if listed is None:
        stated = placements(connection, time_zone)
        return Stated(stated, restatements(connection, time_zone)).every()
    return local(listed.reset_index().assign(happened_at=listed["listed_at"].array))


def cases(connection: Connection, at: datetime, time_zone: str) -> pd.DataFrame:
    """Give one row a case: counts, times, collector, flags, and the balance; see `balances`."""
    counted = (
        select(EVENTS.c.case_id, func.count(), func.min(EVENTS.c.happened_at), func.max(EVENTS.c.happened_at))
        .where(EVENTS.c.case_id != "")
        .group_by(EVENTS.c.case_id)
        .order_by(EVENTS.c.case_id)
    )
    rows = [tuple(row) for row in connection.execute(counted)]
    table = pd.DataFrame(rows, columns=["case_id", "events", "first_event", "last_event"]).set_index("case_id")
    for name in ("first_event", "last_event"):
        table[name] = instants(table[name], time_zone)
    table = table.join(
        balances(read_books(connection, time_zone, last_listed(connection, time_zone)).account, table.index)
    )
    assigned = latest(current(connection, "assignment"), "case_id").set_index("case_id")["collector"]
    table["collector"] = assigned.reindex(table.index).fillna("")
    flags = open_flags(connection, at).groupby("case_id")["flag"].agg(_joined)
    table["flags"] = flags.reindex(table.index).fillna("")
    return table.reset_index()


def balances(account: Account, index: pd.Index[Any]) -> pd.DataFrame:
    """Say what is left on each case by all that is stored: see `arrears.operations.account.position`.

    Returns
    -------
    DataFrame
        ``opening_fen, paid_fen, reversed_fen, balance_fen``, a row a case of `index`; opening and balance are missing where there
        is no placement, and then everything that was ever paid and taken back is counted.
    """
    placed = last_placed(account.placements, _ALWAYS).set_index("case_id").reindex(index)
    since = pd.DataFrame({"case_id": index, "at": placed["at"].fillna(_NEVER).to_numpy("datetime64[us]")})
    opening = placed["opening_fen"].astype("Int64")
    table = pd.DataFrame({"opening_fen": opening}, index=index)
    for name, moved in (("paid_fen", account.payments), ("reversed_fen", account.reversals)):
        table[name] = pd.array(moved_since(since, moved, _ALWAYS), dtype="Int64")
    return table.assign(balance_fen=opening - moved_since(since, account.moves, _ALWAYS))


def _joined(flags: pd.Series[Any]) -> str:
    return ", ".join(sorted(set(flags)))


def _adjustments(connection: Connection, time_zone: str) -> pd.DataFrame:
    """Give what changed what is owed without a payment: adjustments, and waivers that were approved."""
    booked = local(current(connection, "adjustment", time_zone))
    waivers = current(connection, "waiver", time_zone)
    if waivers["state"].eq("approved").any():
        waivers = waivers[~waivers["key"].isin(own_decisions(_of_waivers(connection, waivers, time_zone)))]
    last = waivers.drop_duplicates(["case_id", "waiver_id"], keep="last")
    granted = last[last["state"].eq("approved")]
    off = granted["interest_fen"].fillna(0) + granted["fees_fen"].fillna(0)
    waived = local(granted.assign(amount_fen=-off.astype("int64"), what="waiver"))
    columns = ["case_id", "at", "key", "amount_fen", "what"]
    if waived.empty:
        return booked
    both = pd.concat([booked[columns].astype(object), waived[columns].astype(object)], ignore_index=True)
    return both[both["amount_fen"] != 0].astype({"amount_fen": "int64", "at": "datetime64[us]"})


def _of_waivers(connection: Connection, waivers: pd.DataFrame, time_zone: str) -> pd.DataFrame:
    """Read what decides whose word a waiver is, of the cases that have one."""
    cases = set(waivers["case_id"])
    listed = connection.execute(select(EVENTS.c.seq, EVENTS.c.case_id).where(EVENTS.c.kind.in_(OF_WAIVERS)))
    return read_events(connection, time_zone, seqs=[row.seq for row in listed if row.case_id in cases])


def _claims(claims: pd.DataFrame, reported: pd.DataFrame, taken_back: set[str]) -> pd.DataFrame:
    columns = ["case_id", "at", "key", "actor", "amount_fen", "paid_on", "reference"]
    old = reported[~reported["key"].isin(taken_back)]
    old = old.assign(paid_on=_day_texts(old["at"]))
    both = pd.concat([claims[columns].astype(object), old[columns].astype(object)], ignore_index=True)
    return both.astype({"amount_fen": "int64", "at": "datetime64[us]"}).assign(
        paid_on=pd.to_datetime(both["paid_on"]).astype("datetime64[s]")
    )


def _day_texts(instants: pd.Series[Any]) -> list[str]:
    days: Dates = instants.to_numpy("datetime64[D]")
    return [str(text) for text in np.datetime_as_string(days)] if days.size else []


def closed_cases(closings: pd.DataFrame | None) -> dict[str, str]:
    """Give the cases that are closed, and how: the last word on each counts.

    Parameters
    ----------
    closings : DataFrame, optional
        Events of kind ``closing`` in their order.

    Examples
    --------
    >>> said = {"case_id": ["A", "B", "A"], "state": ["left_list", "recalled", "reopened"]}
    >>> closed_cases(pd.DataFrame(said))
    {'B': 'recalled'}
    """
    if closings is None:
        return {}
    last = closings.drop_duplicates("case_id", keep="last")
    shut = last[last["state"] != "reopened"]
    return dict(zip(shut["case_id"], shut["state"], strict=True))


def local(table: pd.DataFrame) -> pd.DataFrame:
    """Give events with ``at``, the wall-clock time of the zone in which they are shown, and amounts as whole numbers."""
    amounts = [name for name in ("amount_fen", "opening_fen") if name in table]
    at = table["happened_at"].dt.tz_localize(None).astype("datetime64[us]")
    return table.assign(at=at).astype(dict.fromkeys(amounts, "int64"))
