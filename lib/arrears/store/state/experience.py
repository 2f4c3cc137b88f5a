"""The past from which the house learns, read from its store: attempts, complaints, promises and plans, and the months of each case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.agreements.events import agreements_of
from arrears.operations.experience.counting import Past, nothing, reached, slot_of
from arrears.operations.plans.facts import household_facts
from arrears.operations.plans.tables import plain_date
from arrears.policy.records import BestAction, Buckets
from arrears.store.state.history import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from arrears.store.log.chain import Store
    from arrears.store.state.history import Source


class LastUse(NamedTuple):
    """From which day what was learned is in force, and who put it to use."""

    effective: str
    actor: str


_ENDED = ("kept", "partial", "broken")
_PLAN_ENDED = ("kept", "settled", "breached")
_AT: Final = "datetime64[us]"


def read_past(store: Store, as_of: date) -> Past:
    """Read what the house's rates are counted from.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        What came later is not seen.
    """
    source, policies = read_source(store, as_of), store.policies
    labels = policies.get(Buckets, as_of).labels
    if source.empty:
        return nothing(labels)
    made = source.history.first[["case_id", "at", "opening_fen"]]
    return Past(
        contacts=_attempts(source),
        complaints=_complaints(source),
        promised=_with_debt(
            pd.concat([_promises(source), _plans(store, source)], ignore_index=True), store, source, made
        ),
        spells=_spells(source, policies.get(BestAction, as_of), labels),
        buckets=tuple(labels),
    )


def with_own_calls(cases: pd.DataFrame, store: Store, as_of: date) -> pd.DataFrame:
    """Add to cases in how many calls of each slot of the day the person was called, and answered, and for how long nobody reached her."""
    return cases.merge(own_calls(store, as_of), on="case_id", how="left")


def own_calls(store: Store, as_of: date) -> pd.DataFrame:
    """Give of each case in how many calls of each slot of the day the person was called, and answered.

    Returns
    -------
    DataFrame
        Indexed by ``case_id``: ``tried_0, met_0, tried_1 …``, one pair a slot of the policy; ``silent_days`` since an attempt by any channel
        reached the person, -1 where none did.
    """
    policy = store.policies.get(BestAction, as_of)
    every = _calls(store.contacts(), np.datetime64(as_of) + 1)
    every = every.assign(met=reached(every["outcome"], policy))
    last = every["at"].where(every["met"]).groupby(every["case_id"]).max()
    silent = (pd.Timestamp(as_of) - last.dt.normalize()).dt.days.fillna(-1).astype("int64")
    log = every[every["channel"].eq("call")].reset_index(drop=True)
    slot = slot_of(log["at"], policy.hours)
    table = log.assign(slot=slot)[slot >= 0]
    sums = table.groupby(["case_id", "slot"])["met"].agg(["size", "sum"]).unstack("slot", fill_value=0)  # noqa: PD010  # names stay unique
    slots = range(len(policy.hours) - 1)
    columns = {
        f"{name}_{place}": sums.get((key, place), 0)
        for place in slots
        for name, key in (("tried", "size"), ("met", "sum"))
    }
    made = pd.DataFrame(columns, index=sums.index).reindex(silent.index).fillna(0)
    return made.assign(silent_days=silent).astype("int64")


def _attempts(source: Source) -> pd.DataFrame:
    log = source.events.contacts
    return nothing(()).contacts if log is None else _calls(log, np.datetime64(source.as_of) + 1)


def _calls(log: pd.DataFrame, before: np.datetime64) -> pd.DataFrame:
    """Give the house's own attempts to reach a holder, at the time on the wall where that person is."""
    own = log[
        log["direction"].eq("out")
        & log["outcome"].ne("planned")
        & log["counterparty"].eq("holder")
        & log["purpose"].isin(["collection", "reminder"])
    ]
    at = pd.Series(pd.NaT, index=own.index, dtype=_AT)
    for zone, rows in own.groupby("time_zone"):
        at[rows.index] = rows["at"].dt.tz_convert(str(zone)).dt.tz_localize(None).astype(_AT)
    who = own["collector"].where(own["collector"].notna(), own["actor"])
    table = own[["case_id", "channel", "outcome"]].assign(at=at, collector=who)
    return table[(table["at"] < before).to_numpy(dtype=bool)].reset_index(drop=True)


def _complaints(source: Source) -> pd.DataFrame:
    flags = source.history.flags
    new = flags["on"].astype(bool) & flags["is_new"].astype(bool) & flags["flag"].eq("complaint")
    return flags.loc[new, ["case_id", "at"]].astype({"at": _AT}).reset_index(drop=True)


def _promises(source: Source) -> pd.DataFrame:
    table = source.promises[source.promises["outcome"].isin(_ENDED)]
    return pd.DataFrame(
        {
            "case_id": table["case_id"],
            "made_on": pd.to_datetime(table["made_on"]).astype(_AT),
            "due_on": pd.to_datetime(table["due_on"]).astype(_AT),
            "amount_fen": table["amount_fen"].astype("int64"),
            "instalments": 1,
            "kept": table["outcome"].eq("kept"),
        }
    )


def _plans(store: Store, source: Source) -> pd.DataFrame:
    """Give the plans of which it is known how they go: over, or with an instalment missed, or the first one paid."""
    drafts, dues = agreements_of(store.events(kind=("agreement", "consent", "void")))
    names = ["case_id", "made_on", "due_on", "amount_fen", "instalments", "kept"]
    if dues.empty or source.agreements.empty:
        return pd.DataFrame(columns=names)
    first = dues.groupby("agreement_id").agg(
        due_on=("due_date", "min"), amount_fen=("payment_fen", "first"), instalments=("payment_fen", "size")
    )
    begun = drafts.set_index("agreement_id")["in_force_on"]
    table = source.agreements.set_index("agreement_id").join(first, how="inner").assign(made_on=begun)
    due = pd.to_datetime(table["due_on"]).astype(_AT)
    runs = table["state"].eq("in_force") & (due < pd.Timestamp(source.as_of))
    told = (table["state"].isin(_PLAN_ENDED) | runs) & table["made_on"].notna()
    kept = table["state"].isin(["kept", "settled"]) | (runs & table["missed"].fillna(0).eq(0))
    shown = table.assign(due_on=due, made_on=pd.to_datetime(table["made_on"]).astype(_AT), kept=kept)
    return shown.loc[told, names].reset_index(drop=True)


def _with_debt(table: pd.DataFrame, store: Store, source: Source, placed: pd.DataFrame) -> pd.DataFrame:
    """Add what was owed at first, and what the household can pay a month where it is known."""
    facts = household_facts(store.events(kind=("household", "void")), source.as_of, store.policies)
    can = facts["affordable_fen"].astype("Float64").reindex(table["case_id"]).to_numpy(dtype="float64", na_value=np.nan)
    owed = placed.set_index("case_id")["opening_fen"].reindex(table["case_id"]).fillna(0).to_numpy(dtype=np.int64)
    return table.assign(owed_fen=owed, can_pay_fen=can).astype(
        {"made_on": _AT, "due_on": _AT, "amount_fen": "int64", "instalments": "int64", "kept": bool}
    )


def _spells(source: Source, policy: BestAction, labels: tuple[str, ...]) -> pd.DataFrame:
    parts = list(_months(source, policy, labels))
    return pd.concat(parts, ignore_index=True) if parts else nothing(labels).spells


def _months(source: Source, policy: BestAction, labels: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    """Give of each span of so many days what each case was at its beginning and its end, and what it paid between."""
    received, place = source.received, pd.Index(labels)
    closed = source.history.closings
    settled = set() if closed is None else set(closed.loc[closed["state"].eq("settled"), "case_id"])
    for number in range(policy.months_back):
        end = source.as_of - timedelta(days=number * policy.month_days)
        begin = np.datetime64(end) - policy.month_days
        if begin < source.first_day:
            return
        before, after = source.snapshot(begin), source.snapshot(np.datetime64(end))
        owing = before[(before["total_due_fen"] > 0) & (before["days_past_due"] > 0)]
        # Who is not there at the end is improved where settled, and else not known.
        where = pd.Index(after["case_id"]).get_indexer(pd.Index(owing["case_id"]))
        later = np.append(place.get_indexer(pd.Index(after["bucket"])), -1)[where]
        gone = (where < 0) & owing["case_id"].isin(settled).to_numpy()
        code = np.where(gone, 0, later)
        day = received["date"].to_numpy("datetime64[D]")
        paid = received[(day > begin) & (day <= np.datetime64(end))].groupby("case_id")["amount_fen"].sum()
        table = pd.DataFrame(
            {
                "case_id": owing["case_id"].to_numpy(dtype=object),
                "begin": pd.Timestamp(plain_date(begin)),
                "bucket": place.get_indexer(pd.Index(owing["bucket"])).astype(np.int64),
                "stage": owing["stage"].to_numpy(dtype=object),
                "after": code,
                "owed_fen": owing["total_due_fen"].to_numpy(dtype=np.int64),
                "paid_fen": paid.reindex(owing["case_id"]).fillna(0).to_numpy(dtype=np.int64),
            }
        ).astype({"begin": _AT})
        yield table[table["after"] >= 0].reset_index(drop=True)


def last_use(store: Store) -> LastUse | None:
    """Give the last time that what was learned was put to use, by the log; None where it never was."""
    events = store.events(kind="policy_change")
    mine = [
        (payload, actor)
        for payload, actor in zip(events["payload"], events["actor"], strict=True)
        if payload["name"] == "learned"
    ]
    if not mine:
        return None
    payload, actor = mine[-1]
    return LastUse(str(payload["effective"]), str(actor))
