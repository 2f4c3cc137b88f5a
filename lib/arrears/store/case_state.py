"""What has happened to the cases of a list since it was placed: who has them, what was paid, promised, agreed and flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from arrears.desk.ageing import age
from arrears.desk.agreement_events import agreements_of
from arrears.desk.agreement_stops import mark_cases
from arrears.desk.agreements import agreement_table
from arrears.desk.allocation import split_payments
from arrears.desk.promises import promise_table
from arrears.desk.reading import amounts
from arrears.store.keys import KeyMissingError
from arrears.store.reading import read_events
from arrears.store.sealing import sealer_of
from arrears.store.views import current, latest, open_flags
from arrears.tables.columns import FLAG_WORDS

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from arrears.policy import Policies

_DAY: Final = "datetime64[s]"
_CODE_LENGTH = 12
_AGREED = (
    "agreement_id",
    "case_id",
    "state",
    "state_zh",
    "state_en",
    "collection_stopped",
    "until",
    "next_due_date",
    "next_amount_fen",
)


class Told(NamedTuple):
    """What a store says besides placements, up to a day: promises judged, agreements judged, payments net of reversals."""

    promises: pd.DataFrame
    agreements: pd.DataFrame
    payments: pd.DataFrame


def told(connection: Connection, policies: Policies, as_of: date) -> Told:
    """Judge promises and agreements by what was paid.

    Returns
    -------
    Told
        ``promises``: the events that stand with ``made_on``, ``paid_fen`` and ``outcome``; ``agreements``: as
        `desk.agreements.agreement_table` gives them; ``payments``: ``case_id, date, amount_fen``, what is left after reversals.
    """
    zone = policies.profile.time_zone
    payments = _payments(connection, zone, as_of)
    promises = current(connection, "promise", zone)
    promises = promises[_days(promises["happened_at"]) <= np.datetime64(as_of)]
    promises = promises.assign(made_on=_days(promises["happened_at"]), due_on=promises["due_on"].astype(str))
    judged = promise_table(promises, payments, as_of, policies)
    drafts, instalments = agreements_of(read_events(connection, zone, kinds=("agreement", "consent", "void")))
    # Without a single instalment no agreement can be in force, and none can be judged.
    agreements = (
        pd.DataFrame(columns=list(_AGREED))
        if instalments.empty
        else agreement_table(drafts, instalments, payments, as_of, policies)
    )
    return Told(judged, agreements, payments)


def as_it_stands(
    connection: Connection,
    table: pd.DataFrame,
    placed_at: pd.Series[Any],
    policies: Policies,
    as_of: date,
    now: datetime,
) -> pd.DataFrame:
    """Give the rows of placements with what has happened since.

    Parameters
    ----------
    connection : Connection
        Of the store.
    table : DataFrame
        Internal case table, indexed by case.
    placed_at : Series
        The instant of each case's placement, likewise.
    policies : Policies
        By whose rules payments are split, and promises and agreements judged.
    as_of : date
        The day; later contacts, promises and payments are not seen.
    now : datetime
        The instant at which flags must be set.
    """
    said = told(connection, policies, as_of)
    zone = policies.profile.time_zone
    assigned = latest(current(connection, "assignment"), "case_id").set_index("case_id")["collector"]
    table = table.assign(
        collector=assigned.reindex(table.index).where(lambda names: names.ne(""), None).array,
        flags=_flags(connection, table, zone, now),
        customer_id=_customers(connection, table),
    )
    paid = said.payments[said.payments["at"].array >= placed_at.reindex(said.payments["case_id"]).array]
    table = _with_payments(table, paid, policies, as_of)
    table = _with_contacts(connection, table, zone, as_of)
    table = _with_promises(table, said.promises)
    running = said.agreements[said.agreements["state"] == "in_force"].drop_duplicates("case_id", keep="last")
    table = _dated(table, "instalment", running, "next_due_date", "next_amount_fen")
    return mark_cases(table, said.agreements).assign(flags=lambda marked: marked["flags"].replace("", None))


def _payments(connection: Connection, zone: str, as_of: date) -> pd.DataFrame:
    payments, reversals = current(connection, "payment", zone), current(connection, "reversal", zone)
    with_target = read_events(connection, zone, kinds=("reversal",))
    target = with_target.set_index("key")["corrects"].reindex(reversals["key"]).array
    taken_back = reversals.groupby(target)["amount_fen"].sum().reindex(payments["key"]).fillna(0).array
    table = pd.DataFrame(
        {
            "case_id": payments["case_id"],
            "at": payments["happened_at"],
            "date": _days(payments["happened_at"]),
            "amount_fen": (payments["amount_fen"] - taken_back).astype("int64"),
        }
    )
    return table[(table["amount_fen"] > 0) & (table["date"] <= np.datetime64(as_of))]


def _flags(connection: Connection, table: pd.DataFrame, zone: str, now: datetime) -> pd.Series[Any]:
    opened = open_flags(connection, now, zone)
    order = {flag: place for place, flag in enumerate(FLAG_WORDS)}
    joined = opened.groupby("case_id")["flag"].agg(
        lambda flags: ";".join(sorted(set(flags) & set(order), key=order.__getitem__))
    )
    return joined.reindex(table.index).fillna("").astype(object)


def _customers(connection: Connection, table: pd.DataFrame) -> pd.Series[Any]:
    """Fill in who a customer is by a code of the id number: masked numbers of two people may look alike."""
    known = table["customer_id"].astype(object)
    ids = table["id_number"].where(known.isna())
    try:
        cipher = sealer_of(connection).cipher
    except KeyMissingError:
        return known  # then nothing personal is stored either
    codes = {one: f"~{cipher.blind_index(one, 'id_number')[:_CODE_LENGTH]}" for one in ids.dropna().unique()}
    return known.where(known.notna(), ids.map(codes).astype(object))


def _with_payments(table: pd.DataFrame, paid: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Take what was paid since the placement off what was owed, in the order in force, and name the last payment."""
    net = paid.groupby("case_id")["amount_fen"].sum().reindex(table.index).fillna(0).to_numpy(dtype=np.int64)
    mine = np.flatnonzero(net)
    if mine.size:
        table = _less(table, mine, net[mine], policies, as_of)
    last = paid.sort_values("at", kind="stable").drop_duplicates("case_id", keep="last").set_index("case_id")
    last = last.reindex(table.index)
    newer = (last["date"].notna() & ~(table["last_payment_date"] > last["date"])).to_numpy(dtype=bool)
    return table.assign(
        last_payment_date=table["last_payment_date"].where(~newer, last["date"]).astype(_DAY),
        last_payment_fen=table["last_payment_fen"].where(~newer, last["amount_fen"].astype("Int64")),
    )


def _less(
    table: pd.DataFrame, mine: np.ndarray[Any, Any], paid: np.ndarray[Any, Any], policies: Policies, as_of: date
) -> pd.DataFrame:
    rows = table.iloc[mine]
    days = age(rows.drop(columns="last_contact_date"), as_of, policies)["days_past_due"].to_numpy(dtype=np.int64)
    names = ("interest", "late_fee", "principal")
    due = [amounts(rows, name)[0] for name in names]
    split = split_payments(paid, days, *due, on=as_of, policies=policies)
    changed = table.copy()
    for place, name in enumerate(names):
        column = changed[f"{name}_fen"].array.copy()
        left = pd.array(due[place] - split[:, place], dtype="Int64")
        left[rows[f"{name}_fen"].isna().to_numpy(dtype=bool)] = pd.NA
        column[mine] = left
        changed[f"{name}_fen"] = column
    statement = changed["statement_balance_fen"].array.copy()
    statement[mine] = statement[mine] - paid
    return changed.assign(statement_balance_fen=statement)


def _with_contacts(connection: Connection, table: pd.DataFrame, zone: str, as_of: date) -> pd.DataFrame:
    contacts = current(connection, "contact", zone)
    day = _days(contacts["happened_at"])
    made = (contacts["direction"] == "out") & (contacts["outcome"] != "planned") & (day <= np.datetime64(as_of))
    last = day[made].groupby(contacts.loc[made, "case_id"]).max().reindex(table.index)
    listed = table["last_contact_date"]
    newest = listed.where(~(last.notna() & ~(listed > last)), last)
    return table.assign(last_contact_date=newest.astype(_DAY))


def _with_promises(table: pd.DataFrame, promises: pd.DataFrame) -> pd.DataFrame:
    """Name each case's last promise; one that was kept by several payments is over, and the list knows the last payment only."""
    last = promises.sort_values("happened_at", kind="stable").drop_duplicates("case_id", keep="last")
    table = _dated(table, "promise", last, "due_on", "amount_fen")
    kept = last.set_index("case_id")["outcome"].reindex(table.index).eq("kept").to_numpy(dtype=bool)
    over = kept & (table["promise_amount_fen"] > table["last_payment_fen"]).fillna(value=True).to_numpy(dtype=bool)
    return table.assign(
        promise_date=table["promise_date"].mask(over), promise_amount_fen=table["promise_amount_fen"].mask(over)
    )


def _dated(table: pd.DataFrame, kind: str, found: pd.DataFrame, day: str, amount: str) -> pd.DataFrame:
    """Put a day and an amount where the store knows them; elsewhere the list's own stay."""
    by_case = found.set_index("case_id")
    on = pd.to_datetime(by_case[day]).astype(_DAY).reindex(table.index)
    fen = by_case[amount].astype("Int64").reindex(table.index)
    return table.assign(
        **{
            f"{kind}_date": table[f"{kind}_date"].where(on.isna(), on),
            f"{kind}_amount_fen": table[f"{kind}_amount_fen"].where(on.isna(), fen),
        }
    )


def _days(instants: pd.Series[Any]) -> pd.Series[Any]:
    days: pd.Series[Any] = instants.dt.tz_localize(None).dt.normalize().astype(_DAY)
    return days
