"""The bank's payment files go into the store: each row once, whatever is sent again, and nothing that fits no case is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import select

from arrears.errors import StoreError
from arrears.operations.account.matching import Known, Matches, is_reversal, match_payments
from arrears.operations.customers.people import number_keys, people_of
from arrears.policy.records import PaymentMatching
from arrears.store.log.schema import EVENTS
from arrears.store.records import BankRow, Payment, Reversal
from arrears.store.state.case_list import listed_cases
from arrears.store.state.case_state import case_state
from arrears.store.state.listed import end_of, last_listed
from arrears.store.state.views import current
from arrears.tables.payments import NAMING
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from arrears.store.log.anchors import Receipt
    from arrears.store.log.chain import Store
    from arrears.store.records import Event

PREFIX = "bank-"
"""How the keys of events begin that come from the bank's files."""
_DIGITS = 24
_DAY = "datetime64[s]"


class Finding(NamedTuple):
    """Something about a row that a person should know.

    Attributes
    ----------
    row : int
        Its row in the file.
    code : str
        A key of `arrears.words`, ``account.findings.<code>``: what it is, and the remedy.
    values : dict
        What the words are filled with.
    """

    row: int
    code: str
    values: dict[str, object]


@dataclass(frozen=True)
class Taken:
    """What became of one payment file.

    Attributes
    ----------
    paid, taken_back, waiting : DataFrame
        Rows that were stored now: ``row, case_id, amount_fen, ground``; ``row, case_id, amount_fen``; ``row, amount_fen, why,
        candidates``.
    known : int
        Rows that the store had already.
    findings : tuple of Finding
        Everything that somebody should look at.
    receipt : Receipt or None
        Of what was stored; None if nothing was new.
    """

    paid: pd.DataFrame
    taken_back: pd.DataFrame
    waiting: pd.DataFrame
    known: int
    findings: tuple[Finding, ...]
    receipt: Receipt | None = field(default=None)


def digest_of(reference: str, booked_on: object, *, back: bool) -> str:
    """Give what a bank's row is known by: its reference on its day, and whether it takes a payment back.

    >>> digest_of("T1", "2026-11-28", back=False) == digest_of(" t1", "2026-11-28", back=False)
    True
    """
    text = f"{reference.strip().upper()}|{str(booked_on)[:10]}|{'-' if back else '+'}"
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def take_payments(store: Store, rows: pd.DataFrame, *, actor: str, as_of: date, keep_strangers: bool = False) -> Taken:
    """Store what is new in a payment file.

    Parameters
    ----------
    store : Store
        Needs its key where lists were placed: cards and customers are matched.
    rows : DataFrame
        In the internal form of `arrears.tables.payments.PAYMENTS`, with ``source_row``.
    actor : str
        Who reads the file.
    as_of : date
        The day on which balances are looked at.
    keep_strangers : bool
        Keep the rows of a file of which none names a case, instead of taking it for another bank's.

    Returns
    -------
    Taken

    Raises
    ------
    StoreError
        If the store cannot be read or written; nothing is stored then.
    """
    terms = store.policies.get(PaymentMatching, as_of)
    currency = store.policies.profile.currency
    number = rows["source_row"].to_numpy(dtype=np.int64)
    rows = rows.reset_index(drop=True)
    back = is_reversal(rows, terms)
    codes = [
        digest_of(str(reference), day.date(), back=bool(gone))
        for reference, day, gone in zip(rows["reference"], rows["booked_on"], back, strict=True)
    ]
    rows = rows.assign(digest=codes, number=number)
    seen = store.head()
    before, already = _known(store, as_of), _stored(store)
    findings: list[Finding] = []
    fresh = _fresh(rows, already, findings)
    matches = match_payments(fresh.assign(**number_keys(fresh, store.policies, as_of)), before, terms, currency)
    fresh = fresh.reset_index(drop=True)
    if _strangers(fresh, matches, terms) and not keep_strangers:
        findings.append(Finding(0, "strangers", {"rows": len(fresh)}))
        empty = matches.paid[:0]
        return Taken(empty, matches.taken_back[:0], matches.open[:0], len(rows) - len(fresh), tuple(findings))
    zone = ZoneInfo(store.policies.profile.time_zone)
    events = list(_events(fresh, matches, before, terms, currency, actor, zone, findings))
    findings += _unmatched(fresh, matches)
    receipt = store.append(events, expect=seen, expect_kinds={"payment", "reversal"}) if events else None
    shown = fresh["number"].to_numpy()
    paid, taken, waiting = (
        part.assign(row=shown[part["row"].to_numpy(dtype=np.intp)])
        for part in (matches.paid, matches.taken_back, matches.open)
    )
    amounts = fresh["amount_fen"].to_numpy(dtype=np.int64)[matches.open["row"].to_numpy(dtype=np.intp)]
    return Taken(
        paid,
        taken.drop(columns="key"),
        waiting.assign(amount_fen=amounts),
        len(rows) - len(fresh),
        tuple(sorted(findings, key=lambda one: one.row)),
        receipt,
    )


def _known(store: Store, as_of: date) -> Known:
    """Read what payments are matched to."""
    zone = store.policies.profile.time_zone
    with store.reading() as connection:
        said = case_state(connection, store.policies, as_of, last_listed(connection, zone, end_of(as_of)))
        cases = listed_cases(connection, zone, as_of)
    owed = said.books.on(as_of, store.policies)["owed_fen"]
    cases = cases.assign(
        **number_keys(cases, store.policies, as_of),
        person=people_of(cases, store.policies, as_of).first,
        owed_fen=cases["case_id"].map(owed).fillna(0).astype("int64"),
        turn=np.arange(len(cases)),
    )
    promises = said.promises
    pending = promises[promises["outcome"].isin(["pending", "partial", "broken"])]
    promised = pd.DataFrame(
        {
            "case_id": pending["case_id"],
            "ground": "promise",
            "due_on": pd.to_datetime(pending["due_on"]),
            "amount_fen": pending["amount_fen"].astype("int64"),
        }
    )
    running = said.agreements[said.agreements["state"].isin(["in_force", "breached"])]
    instalments = pd.DataFrame(
        {
            "case_id": running["case_id"],
            "ground": "instalment",
            "due_on": pd.to_datetime(running["next_due_date"]),
            "amount_fen": running["next_amount_fen"].fillna(0).astype("int64"),
        }
    )
    expected = pd.concat([promised, instalments[instalments["due_on"].notna()]], ignore_index=True)
    payments = said.books.payments(as_of)
    return Known(cases, expected, payments)


def _stored(store: Store) -> dict[str, int]:
    """Give what the store has of the bank's rows: their amounts by digest."""
    zone = store.policies.profile.time_zone
    with store.reading() as connection:
        query = select(EVENTS.c.key).where(EVENTS.c.key.startswith(PREFIX))
        keys = set(connection.execute(query).scalars())
        tables = [current(connection, kind, zone) for kind in ("payment", "reversal", "bank_row")]
    amount: dict[str, int] = {key.removeprefix(PREFIX)[:_DIGITS]: 0 for key in keys}
    for table in tables:
        mine = table[table["key"].str.startswith(PREFIX)]
        settled = mine["state"].eq("matched") if "state" in mine else pd.Series(False, index=mine.index)
        for key, fen in zip(mine.loc[~settled, "key"], mine.loc[~settled, "amount_fen"], strict=True):
            amount[key.removeprefix(PREFIX)[:_DIGITS]] += abs(int(fen))
    return amount


def _fresh(rows: pd.DataFrame, already: dict[str, int], findings: list[Finding]) -> pd.DataFrame:
    """Leave out what the store has, and what the file says twice; what contradicts is told."""
    size = rows["amount_fen"].abs().astype("int64")
    known = rows["digest"].isin(already)
    had = rows["digest"].map(already).fillna(0).astype("int64")
    changed = rows[known & had.ne(size) & had.ne(0)]
    findings += [
        Finding(number, "reference_changed", {"reference": reference})
        for number, reference in zip(changed["number"].tolist(), changed["reference"], strict=True)
    ]
    fresh = rows[~known]
    twice = fresh["digest"].duplicated()
    first = fresh.drop_duplicates("digest").set_index("digest")["amount_fen"].abs()
    for one in records(fresh[twice]):
        same = abs(int(one["amount_fen"])) == int(first[one["digest"]])
        code = "row_twice" if same else "reference_twice"
        findings.append(Finding(int(one["number"]), code, {"reference": one["reference"]}))
    return fresh[~twice]


def _strangers(fresh: pd.DataFrame, matches: Matches, terms: PaymentMatching) -> bool:
    some = len(matches.paid) or len(matches.taken_back) or matches.open["candidates"].map(len).any()
    return len(fresh) >= terms.strangers and not some


def _events(  # what the rows are and what they are checked against
    fresh: pd.DataFrame,
    matches: Matches,
    before: Known,
    terms: PaymentMatching,
    currency: str,
    actor: str,
    zone: ZoneInfo,
    findings: list[Finding],
) -> Iterator[Event]:
    rows = records(fresh)
    on = [_midnight(row["booked_on"], zone) for row in rows]
    keys: dict[str, str] = {}
    listed = _listed(before.payments)
    owed = before.cases.set_index("case_id")["owed_fen"].to_dict()
    number: dict[int, int] = {}
    for one in records(matches.paid):
        row, case, fen = rows[one["row"]], one["case_id"], int(one["amount_fen"])
        number[one["row"]] = number.get(one["row"], 0) + 1
        key = f"{PREFIX}{row['digest']}-{number[one['row']]}"
        keys.setdefault(f"row:{one['row']}", key)
        same = _take_listed(listed.get(case, []), row["booked_on"], fen, terms.list_days)
        if same is not None and same["amount_fen"] != fen:
            values = {"case": case, "listed": same["amount_fen"], "amount": fen}
            findings.append(Finding(row["number"], "list_differs", values))
        if same is None:
            owed[case] = owed.get(case, 0) - fen
            if owed[case] < 0:
                findings.append(Finding(row["number"], "more_than_owed", {"case": case, "amount": -owed[case]}))
                owed[case] = 0
        yield Payment(
            case_id=case,
            happened_at=on[one["row"]],
            actor=actor,
            key=key,
            corrects=None if same is None else same["key"],
            amount_fen=fen,
            method=None,
            reference=str(row["reference"]).strip(),
            source="file",
            ground=one["ground"],
        )
    again: dict[int, int] = {}
    for one in records(matches.taken_back):
        row = rows[one["row"]]
        again[one["row"]] = again.get(one["row"], 0) + 1
        yield Reversal(
            case_id=one["case_id"],
            happened_at=on[one["row"]],
            actor=actor,
            key=f"{PREFIX}{row['digest']}-{again[one['row']]}",
            corrects=keys.get(one["key"], one["key"]),
            amount_fen=int(one["amount_fen"]),
            reason=_text(row.get("memo")) or "冲正",
        )
    for one in records(matches.open):
        row = rows[one["row"]]
        yield BankRow(
            case_id="",
            happened_at=on[one["row"]],
            actor=actor,
            key=f"{PREFIX}{row['digest']}-open",
            amount_fen=int(row["amount_fen"]),
            booked_on=row["booked_on"].date(),
            currency=_text(row.get("currency")) or currency,
            reference=str(row["reference"]).strip(),
            original_reference=_text(row.get("original_reference")) or None,
            memo=_text(row.get("memo")) or None,
            named={key: _text(row.get(key)) for key in NAMING if _text(row.get(key))},
            candidates=tuple(one["candidates"]),
            why=one["why"],
        )


def _listed(payments: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Give what was seen in lists and in no payment file so far, by case."""
    seen = payments[payments["source"].eq("list").to_numpy(dtype=bool)]
    found: dict[str, list[dict[str, Any]]] = {}
    for one in records(seen[["case_id", "key", "date", "amount_fen"]]):
        found.setdefault(one["case_id"], []).append(one)
    return found


def _take_listed(listed: list[dict[str, Any]], on: pd.Timestamp, fen: int, days: int) -> dict[str, Any] | None:
    """Take the payment that the list showed and this row confirms: of its amount first, then the nearest in time."""
    near = [one for one in listed if abs((one["date"] - on).days) <= days]
    best = min(near, key=lambda one: (one["amount_fen"] != fen, abs((one["date"] - on).days)), default=None)
    if best is not None:
        listed.remove(best)
    return best


def _unmatched(fresh: pd.DataFrame, matches: Matches) -> Iterator[Finding]:
    for one in records(matches.open):
        row = fresh.iloc[one["row"]]
        values = {"amount": int(row["amount_fen"]), "candidates": ", ".join(one["candidates"]) or "–"}
        yield Finding(int(row["number"]), one["why"], values)


def open_rows(store: Store) -> pd.DataFrame:
    """Give the bank's rows that wait for somebody to settle them.

    Parameters
    ----------
    store : Store

    Returns
    -------
    DataFrame
        ``key, booked_on, amount_fen, currency, reference, memo, named, candidates, why``, the oldest first.
    """
    with store.reading() as connection:
        table = current(connection, "bank_row", store.policies.profile.time_zone)
    columns = [
        "key",
        "booked_on",
        "amount_fen",
        "currency",
        "reference",
        "original_reference",
        "memo",
        "named",
        "candidates",
        "why",
    ]
    waiting = table[table["state"].fillna("open").eq("open")]
    return waiting.sort_values(["booked_on", "key"], kind="stable")[columns].reset_index(drop=True)


def match_row(  # what is decided, by whom, and through whom it is recorded
    store: Store,
    key: str,
    *,
    case_id: str = "",
    aside: str = "",
    actor: str,
    as_of: date,
    append: Callable[..., Receipt] | None = None,
) -> Receipt:
    """Tie a waiting row of the bank to a case, or set it aside with a reason.

    Parameters
    ----------
    store : Store
    key : str
        The row, from `open_rows`.
    case_id : str
        The case that it is of.
    aside : str
        Why it is of none.
    actor : str
        Who decides.
    as_of : date
        Today.
    append : callable, optional
        Records the events in place of the store, such as `arrears.store.access.viewing.SignedIn.append`.

    Raises
    ------
    StoreError
        If there is no such row, no such case, the reversal fits no payment of it, or it was settled meanwhile.
    """
    seen = store.head()
    waiting = open_rows(store)
    found = waiting[waiting["key"] == key]
    if found.empty:
        raise StoreError(
            both("store.state.receipts.no_bank_row_waits_settled", key=key),
        )
    row = found.iloc[0]
    with store.reading() as connection:
        whole = current(connection, "bank_row", store.policies.profile.time_zone).set_index("key").loc[key]
    zone = ZoneInfo(store.policies.profile.time_zone)
    at = _midnight(pd.Timestamp(row["booked_on"]), zone)
    digest = key.removeprefix(PREFIX)[:_DIGITS]
    settled = BankRow(
        case_id="",
        happened_at=store.clock(),
        actor=actor,
        key=f"{PREFIX}{digest}-settled",
        corrects=key,
        amount_fen=int(row["amount_fen"]),
        booked_on=row["booked_on"],
        currency=row["currency"],
        reference=row["reference"],
        original_reference=row["original_reference"],
        memo=row["memo"],
        named=whole["named"],
        candidates=tuple(row["candidates"] or ()),
        why=row["why"],
        state="matched" if case_id else "set_aside",
        note=aside or None,
    )
    events: list[Event] = [settled]
    if case_id:
        events.append(_settling(store, row, case_id, at, actor, digest, key, as_of))
    stored: Receipt = (append or store.append)(events, expect=seen, expect_kinds={"payment", "reversal", "bank_row"})
    return stored


def _settling(  # the row and where it goes
    store: Store, row: pd.Series[Any], case_id: str, at: datetime, actor: str, digest: str, key: str, as_of: date
) -> Event:
    """Give the payment or reversal that a row becomes."""
    before = _known(store, as_of)
    if case_id not in set(before.cases["case_id"]):
        raise StoreError(both("store.state.receipts.there_no_case_store_check", case_id=case_id))
    fen = int(row["amount_fen"])
    terms = store.policies.get(PaymentMatching, as_of)
    one = pd.DataFrame([row.to_dict()])
    if not bool(is_reversal(one, terms)[0]):
        return Payment(
            case_id=case_id,
            happened_at=at,
            actor=actor,
            key=f"{PREFIX}{digest}-1",
            amount_fen=fen,
            reference=row["reference"],
            source="file",
            ground="by_hand",
            settles=key,
        )
    mine = before.payments[(before.payments["case_id"] == case_id) & (before.payments["amount_fen"] >= abs(fen))]
    mine = mine[mine["at"] < end_of(row["booked_on"])].sort_values("at")
    if mine.empty:
        raise StoreError(
            both(
                "store.state.receipts.case_has_no_payment_more",
                case_id=case_id,
                booked_on=row["booked_on"],
                value=abs(fen) / 100,
            ),
        )
    exact = mine[mine["amount_fen"] == abs(fen)]
    target = (exact if len(exact) else mine).iloc[-1]
    return Reversal(
        case_id=case_id,
        happened_at=at,
        actor=actor,
        key=f"{PREFIX}{digest}-1",
        corrects=target["key"],
        amount_fen=abs(fen),
        reason=_text(row["memo"]) or "冲正",
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table's rows, each by its columns' names."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*(table[name] for name in table), strict=True)]


def _midnight(day: pd.Timestamp, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _text(cell: object) -> str:
    return "" if cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell is pd.NaT else str(cell).strip()
