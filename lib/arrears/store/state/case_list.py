"""A case list goes into the store, and comes back from it with what has happened since.

A placement holds a case's whole row, sealed. A row that has not changed since its last placement is not stored again, so the same
list can be placed as often as one likes. Who has a case and which flags are set is decided by events: the list decides where it
says something new, and never undoes what a lead or a collector has decided since.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from pydantic import ValidationError

from arrears.errors import StoreError
from arrears.in_force.name_keys import characters_alike
from arrears.operations.account.evidence import SEEN_COLUMNS, Evidence, list_evidence
from arrears.operations.account.position import net_payments, positions
from arrears.operations.cases.columns import amounts
from arrears.operations.contacts.masking import mask_table
from arrears.operations.customers.people import doubt_table, people_of, person_ids
from arrears.operations.customers.stops import with_people
from arrears.policy.records import ListsRead, PaymentMatching, Tolerance
from arrears.rules.name_keys import name_keys
from arrears.rules.total_due import total_due
from arrears.store.log.anchors import Receipt
from arrears.store.records import Assignment, Closing, Flag, Payment, Placement, Restatement
from arrears.store.records.money import MOST_RESTATED
from arrears.store.state.account import closed_cases, read_books
from arrears.store.state.case_state import as_it_stands, with_steps_taken
from arrears.store.state.commissions import with_agencies
from arrears.store.state.listed import end_of, last_listed
from arrears.store.state.open_matters import open_matters
from arrears.store.state.views import current
from arrears.tables.cases import to_internal
from arrears.tables.columns import CASE_COLUMNS, FLAG_WORDS, Kind
from arrears.tables.frames import ordered, series_of
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection

    from arrears.policy import Policies
    from arrears.store.log.chain import Store
    from arrears.store.records import Event

KEY = "case-list"
"""How the keys of events begin that come from a list."""
_OWN_FIELDS = ("principal_fen", "interest_fen", "late_fee_fen", "currency")
_STATED = frozenset({"placement", "restatement"})
_RUN_ON = frozenset({"principal_fen", "interest_fen", "late_fee_fen", "statement_balance_fen", "minimum_payment_fen"})
"""Columns that change from day to day while nothing happens."""
_KNOWN = frozenset(column.name for column in CASE_COLUMNS)
_COUNT = re.compile(r"\d{1,4}")
_LEFT_OUT = "source_row"
_OWED_BY_NOBODY = -1
LIST_REASON = {"zh": "案件清单", "en": "case list"}
"""Why a list gives a case to somebody or flags it; an event states it in both languages."""
_REASON = " ".join(LIST_REASON.values())


def place_cases(store: Store, cases: pd.DataFrame, *, actor: str, as_of: date) -> Receipt:
    """Store what is new or has changed in a case list.

    Parameters
    ----------
    store : Store
        Needs a key: rows hold personal data.
    cases : DataFrame
        One row a case, as ``arrears.read_cases(...).cases`` or ``.table`` gives it; further columns are kept.
    actor : str
        Who places them.
    as_of : date
        The day whose beginning the amounts are of, in the profile's time zone.

    Returns
    -------
    Receipt
        ``stored`` counts the new events: placements, first assignments, flags. Of a list without news it names the store's head.

    Raises
    ------
    StoreError
        If the store has a later list of one of the cases, somebody else is placing them, or it cannot be written; nothing is
        stored then.
    ValueError
        If a cell is bad.

    Examples
    --------
    >>> import tempfile
    >>> from arrears.store import open_store
    >>> from arrears.store.secrets.keys import Keys, new_key
    >>> folder, key = tempfile.TemporaryDirectory(), new_key()
    >>> store = open_store(f"{folder.name}/book.db", keys=lambda: Keys(key))
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000], "collector": ["王芳"]})
    >>> place_cases(store, cases, actor="lead", as_of=date(2026, 3, 10)).stored
    2
    >>> place_cases(store, cases, actor="lead", as_of=date(2026, 3, 11)).stored
    0
    >>> stored_cases(store)[["case_id", "principal_fen", "collector"]].values.tolist()
    [['A1', 100000, '王芳']]
    >>> store.close(); folder.cleanup()
    """
    table = to_internal(cases)
    seen = store.head()
    with store.reading() as connection:
        placed = last_listed(connection, store.policies.profile.time_zone)
    at = _beginning(as_of, store)
    _refuse_older(placed, table, at)
    news = list(_news(store, table, placed, _Head(actor, at, seen.count)))
    if not news:
        return Receipt(seen, store.clock(), (), 0)
    return store.append(news, expect=seen, expect_kinds=_STATED)


@dataclass(frozen=True)
class Placed:
    """What a new list said.

    Attributes
    ----------
    receipt : Receipt
        As `place_cases` gives it.
    evidence : Evidence
        Payments that the list shows, those that it gives otherwise than the bank's file, and balances that rose.
    left : DataFrame
        Cases that the list no longer has: ``case_id, owed_fen, state`` (how each was closed; empty where it was only asked about).
    returned : tuple of str
        Cases that had left and are back.
    spelled : tuple of pair of str
        Collectors whom the list spells otherwise than the lists before it: as written, and as they are known.
    """

    receipt: Receipt
    evidence: Evidence
    left: pd.DataFrame
    returned: tuple[str, ...]
    spelled: tuple[tuple[str, str], ...] = ()


def place_list(  # what a list is placed with
    store: Store,
    cases: pd.DataFrame,
    *,
    actor: str,
    as_of: date,
    whole: bool | None = None,
    refused: Collection[str] = (),
) -> Placed:
    """Store a new list as `place_cases` does, with the payments that it shows and the cases that it leaves out.

    Parameters
    ----------
    store, cases, actor, as_of
        As for `place_cases`.
    whole : bool, optional
        Whether the list holds every case that is still placed; the policy says (HOUSE-LISTS) unless given.
    refused : collection of str
        What the refused rows of the list hold: a case that is named there has not left.

    Returns
    -------
    Placed

    Raises
    ------
    StoreError, ValueError
        As `place_cases` does.
    """
    policies = store.policies
    table, at, seen = to_internal(cases), _beginning(as_of, store), store.head()
    terms, zone = policies.get(ListsRead, as_of), policies.profile.time_zone
    with store.reading() as connection:
        placed = last_listed(connection, zone)
        table, spelled = _known_spelling(table, placed, policies, as_of)
        # A list that is read again on its day is compared with what was so before it.
        anew = not (placed["listed_at"] < at).all()
        books = read_books(
            connection, zone, last_listed(connection, zone, np.datetime64(as_of, "us")) if anew else placed
        )
        closed = closed_cases(current(connection, "closing", zone))
    _refuse_older(placed, table, at)
    instant = np.datetime64(as_of, "us")
    # What was placed for this very day was compared when it was placed.
    before = placed[(placed["listed_at"] < at).to_numpy(dtype=bool) & placed["details"].notna().to_numpy(dtype=bool)]
    residue = policies.get(Tolerance, as_of).residue_fen
    position = positions(books.account, instant, residue).reindex(before.index)
    evidence = list_evidence(
        _as_listed(_rows(before)).assign(balance_fen=position["balance_fen"].to_numpy(dtype=np.int64)),
        _as_listed(table.set_index("case_id")).assign(opening_fen=_openings(table)),
        net_payments(books.account, instant),
        as_of,
        policies.get(PaymentMatching, as_of).list_days,
    )
    balance = {str(case): int(fen) for case, fen in position["balance_fen"].items()}
    returned = tuple(case for case in table["case_id"] if case in closed)
    # The list of a case that is back states it anew, even in the words of the last one.
    balance |= dict.fromkeys(returned, _OWED_BY_NOBODY)
    news = list(_news(store, table, placed, _Head(actor, at, seen.count), balance))
    zone_info = ZoneInfo(zone)
    news += [
        _shown(dict(zip(SEEN_COLUMNS, one, strict=True)), actor, at, zone_info)
        for one in evidence.seen.itertuples(index=False)
    ]
    news += [_closing(case, "reopened", actor, at) for case in returned]
    left = _left(placed, closed, table, positions(books.account, instant, residue))
    left = left[~left["case_id"].isin(refused)]
    if not (terms.whole if whole is None else whole):
        left = left[:0]
    known = max(len(placed) - len(closed), 1)
    closes = terms.on_leaving == "close" and len(left) / known <= terms.most_leaving
    left = left.assign(state=np.where(left["is_open"], "left_list", "settled") if closes else "")
    news += [
        _closing(case, state, actor, at) for case, state in zip(left["case_id"], left["state"], strict=True) if state
    ]
    receipt = Receipt(seen, store.clock(), (), 0)
    if news:
        receipt = store.append(news, expect=seen, expect_kinds=_STATED | {"payment", "closing"})
    return Placed(receipt, evidence, left.drop(columns="is_open").reset_index(drop=True), returned, spelled)


def listed_cases(connection: Connection, zone: str, as_of: date) -> pd.DataFrame:
    """Give the rows of the last lists up to a day as they were placed, of all cases, those that have left too; personal data readable."""
    placed = last_listed(connection, zone, end_of(as_of))
    rows = _rows(placed[placed["details"].notna()].sort_values("seq", kind="stable"))
    return rows.reset_index(drop=True)


def _beginning(day: date, store: Store) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(store.policies.profile.time_zone)).astimezone(UTC)


def _as_listed(table: pd.DataFrame) -> pd.DataFrame:
    return table[["last_payment_date", "last_payment_fen", "interest_fen", "late_fee_fen"]]


def _left(placed: pd.DataFrame, closed: Mapping[str, str], table: pd.DataFrame, position: pd.DataFrame) -> pd.DataFrame:
    listed = placed.index[placed["details"].notna().to_numpy(dtype=bool)]
    gone = [case for case in listed.difference(pd.Index(table["case_id"])) if case not in closed]
    where = position.reindex(gone)
    owed = where["owed_fen"].fillna(0).to_numpy(dtype=np.int64)
    return pd.DataFrame({"case_id": gone, "owed_fen": owed, "is_open": where["is_open"].eq(other=True).to_numpy()})


def _shown(one: Mapping[str, Any], actor: str, at: datetime, zone: ZoneInfo) -> Payment:
    """Make the payment that a list shows: the list knows it, so it comes before the list."""
    on = datetime.combine(one["on"].date(), time(), zone)
    seal = sha256(f"{one['case_id']}|{on.date()}|{one['amount_fen']}|{at.date()}".encode()).hexdigest()
    return Payment(
        case_id=one["case_id"],
        happened_at=min(on, at - timedelta(seconds=1)),
        actor=actor,
        key=f"{KEY}-paid-{seal[:24]}",
        amount_fen=int(one["amount_fen"]),
        source="list",
        ground=one["ground"],
    )


def _closing(case: str, state: str, actor: str, at: datetime) -> Closing:
    head = {"case_id": case, "happened_at": at, "actor": actor}
    return Closing(**head, key=f"{KEY}-{state}-{at.date()}-{case}"[:200], state=state, note=_REASON)


def stored_cases(store: Store, as_of: date | None = None) -> pd.DataFrame:
    """Give the case list back as it stands now, personal data masked.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date, optional
        The day that it is for; today in the profile's zone unless you say. Lists, contacts, promises and payments of later days are
        not seen; who has a case and which flags are set is as it is now.

    Returns
    -------
    DataFrame
        One row a case that came by a list and has not left it, sorted by ``case_id``: the columns of a case list in the internal form (amounts
        ``<key>_fen`` as Int64, days ``datetime64[s]``), then the list's further columns. Collector, flags, last payment, last
        contact, promise, next instalment and what is owed are as the events say. ``customer_id`` is filled with a code where the list
        has none but an id number. The columns of `arrears.operations.customers.stops.with_people` say whose each case is, and what
        follows the person from other cards; decisions go by these, never by a masked column. Masked is not anonymous.

    Examples
    --------
    See `place_cases`.
    """
    on = as_of or store.clock().astimezone(ZoneInfo(store.policies.profile.time_zone)).date()
    return mask_table(linked_cases(store, on)[0], store.policies, on)


def unmasked_cases(store: Store, as_of: date) -> pd.DataFrame:
    """Give the case list as `stored_cases` does, with personal data readable: for `arrears.store.access.viewing.SignedIn` to hand out or mask."""
    zone = store.policies.profile.time_zone
    with store.reading() as connection:
        # A list of a later day says nothing of this one.
        placed = last_listed(connection, zone, end_of(as_of))
        listed = placed[placed["details"].notna()].sort_index()
        closings = current(connection, "closing", zone)
        closed = closed_cases(closings[closings["happened_at"].dt.date <= as_of])
        listed = listed[~listed.index.isin(list(closed))]
        table = as_it_stands(connection, _rows(listed), store.policies, as_of, store.clock(), placed)
    return table.reset_index(drop=True)


def linked_cases(store: Store, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give `unmasked_cases` with whose each case is, what follows the person, and what was said that nobody has answered yet.

    Returns
    -------
    (DataFrame, DataFrame)
        The cases with the columns of `with_people` and `open_matters`, and with which agency each is; and of whom it is not certain who they are, as
        `arrears.operations.customers.people.doubt_table` gives it.
    """
    table = unmasked_cases(store, as_of)
    people = people_of(table, store.policies, as_of)
    with store.reading() as connection:
        table = open_matters(connection, table, store.policies, as_of, store.clock())
        table = with_people(table, store.policies, as_of, people)
        table = with_steps_taken(connection, table, store.policies, as_of)
        table = with_agencies(connection, table, store.policies, as_of)
    return table, doubt_table(table, people)


def people_in(store: Store) -> dict[str, str]:
    """Give whose each case of the store is: the id of the person's first case, by case."""
    with store.reading() as connection:
        placed = last_listed(connection, store.policies.profile.time_zone)
        listed = placed[placed["details"].notna()].sort_index()
        table = _rows(listed).reset_index(drop=True)
    day = store.clock().astimezone(ZoneInfo(store.policies.profile.time_zone)).date()
    return dict(
        zip(table["case_id"].astype(str), person_ids(table, people_of(table, store.policies, day)), strict=True)
    )


def _refuse_older(placed: pd.DataFrame, table: pd.DataFrame, at: datetime) -> None:
    last = placed["listed_at"].reindex(table["case_id"])
    later = last[(last > at).to_numpy(dtype=bool)]
    if not later.empty:
        raise StoreError(
            both(
                "store.state.case_list.store_has_later_list_case",
                index=later.index[0],
                iloc=later.iloc[0].date(),
                count=len(later),
            ),
        )


class _Head(NamedTuple):
    """Who gives a list, of what instant, and how many events the store had when it was compared."""

    actor: str
    at: datetime
    seen: int


class _Restated(NamedTuple):
    """A case of which a list says nothing but other figures: its last placement, what is owed, and the cells that changed."""

    case_id: str
    placement: int
    opening: int
    cells: dict[str, Any]


def _news(
    store: Store, table: pd.DataFrame, placed: pd.DataFrame, head: _Head, balance: Mapping[str, int] | None = None
) -> Iterator[Event]:
    """Give the events that make the store say what the list says; what a case is owed otherwise by the account is stated anew.

    A row in which nothing but figures changed is no placement: it joins one restatement with all others of the list.
    """
    actor, at, currency = head.actor, head.at, store.policies.profile.currency
    restated: list[_Restated] = []
    before = placed[["key", "details", "collector", "flags"]] if "collector" in placed else placed[["key", "details"]]
    known = dict(zip(before.index, zip(before["key"], before["details"], strict=True), strict=True))
    number = dict(zip(placed.index, placed["seq"].tolist(), strict=True))
    for opening, row in zip(_openings(table).tolist(), _details(table), strict=True):
        key, old = known.get(row["case_id"], ("", None))
        old = old or {}
        if row == old and (balance or {}).get(row["case_id"], opening) == opening:
            continue
        if old and (cells := _restated_cells(old, row)) is not None:
            restated.append(_Restated(row["case_id"], number[row["case_id"]], opening, cells))
            continue
        seal = sha256(json.dumps([key, at.isoformat(), row], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        of_case = {"case_id": row["case_id"], "happened_at": at, "actor": actor}
        own = {name: row[name] for name in _OWN_FIELDS if name in row}
        yield _made(
            Placement,
            **of_case,
            key=f"{KEY}-{seal[:24]}",
            opening_fen=opening,
            details=row,
            source=_REASON,
            **({"currency": currency} | own),
        )
        if row.get("collector", "") not in ("", old.get("collector", "")):
            yield _made(Assignment, **of_case, key=f"{KEY}-{seal[:24]}-c", collector=row["collector"], reason=_REASON)
        yield from _flags(of_case, f"{KEY}-{seal[:24]}", old, row)
    # Where the database decides by the case who may see an event, each case has its own.
    most = MOST_RESTATED if store.engine.dialect.name == "sqlite" else 1
    for start in range(0, len(restated), most):
        yield _restatement(restated[start : start + most], head, alone=most == 1)


def _restated_cells(old: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | None:
    """Give the cells in which a row differs from the last one, if all of them are figures that run on; else None."""
    if old.keys() != row.keys():
        return None
    cells = {name: cell for name, cell in row.items() if old[name] != cell}
    runs_on = all(name in _RUN_ON or (name not in _KNOWN and _counts(old[name], row[name])) for name in cells)
    return cells if runs_on else None


def _counts(old: Any, new: Any) -> bool:  # noqa: ANN401  # cells
    """Tell whether a further column of a list counts something, such as days past due."""
    return all(isinstance(cell, str) and _COUNT.fullmatch(cell) is not None for cell in (old, new))


def _restatement(restated: list[_Restated], head: _Head, *, alone: bool) -> Event:
    names = dict.fromkeys(name for one in restated for name in one.cells)
    columns = {name: [one.cells.get(name) for one in restated] for name in names}
    numbers, stated = [one.placement for one in restated], [one.opening for one in restated]
    said = json.dumps([head.seen, head.at.isoformat(), numbers, stated, columns], ensure_ascii=False)
    return Restatement(
        case_id=restated[0].case_id if alone else "",
        happened_at=head.at,
        actor=head.actor,
        key=f"{KEY}-restated-{sha256(said.encode()).hexdigest()[:24]}",
        placements=numbers,
        openings=stated,
        cells=columns,
    )


def _made(kind: type[Event], **fields: Any) -> Event:  # noqa: ANN401  # each kind has its own
    """Make an event of a list's row.

    Raises
    ------
    StoreError
        If a cell is longer, or otherwise, than the store takes; it names case and fields, never what they hold.
    """
    try:
        return kind(**fields)
    except ValidationError as error:
        found = error.errors(include_input=False)
        names = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in found}))
        raise StoreError(
            both(
                "store.state.case_list.case_correct_list_nothing_stored",
                case_id=fields["case_id"],
                names=names,
                msg=found[0]["msg"],
            ),
        ) from None


def _flags(head: dict[str, Any], key: str, old: dict[str, Any], row: dict[str, Any]) -> Iterator[Event]:
    was, now = (set(filter(None, one.get("flags", "").split(";"))) for one in (old, row))
    for flag in FLAG_WORDS:
        if (flag in was) != (flag in now):
            yield _made(Flag, **head, key=f"{key}-{flag}", flag=flag, on=flag in now, reason=_REASON)


def _known_spelling(
    table: pd.DataFrame, placed: pd.DataFrame, policies: Policies, day: date
) -> tuple[pd.DataFrame, tuple[tuple[str, str], ...]]:
    """Name each collector as earlier lists did: another spelling of a name is no second person with a second workbook."""
    alike = str.maketrans(*characters_alike(policies, day))
    known = list(dict.fromkeys(one.get("collector") or "" for one in placed["details"].dropna()))
    names = [str(name) for name in table["collector"].dropna().unique() if name not in known]
    own, listed = (name_keys(np.array(every, dtype=object), alike).tolist() for every in (names, known))
    as_known = dict(zip(listed[::-1], known[::-1], strict=True))
    other = {name: as_known[key] for name, key in zip(names, own, strict=True) if key and key in as_known}
    return (table.assign(collector=table["collector"].replace(other)) if other else table), tuple(other.items())


def _openings(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give what is owed on each case; a credit balance is nothing that is owed."""
    parts = [amounts(table, name) for name in ("principal", "interest", "late_fee")]
    values, known = (np.column_stack(columns) for columns in zip(*parts, strict=True))
    return np.maximum(total_due(values, known, *amounts(table, "statement_balance")), 0)


def _details(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give each row's cells that are not blank: amounts in fen, days and instants as ISO text, everything else as text."""
    kinds = {column.name: column.kind for column in CASE_COLUMNS}
    columns = {
        str(name): _plain(table[name], kinds.get(str(name), Kind.TEXT)) for name in table.columns if name != _LEFT_OUT
    }
    names = list(columns)
    for cells in zip(*columns.values(), strict=True):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None and cell != ""}


def _plain(column: pd.Series[Any], kind: Kind) -> list[Any]:
    blank = column.isna().to_numpy(dtype=bool)
    if kind is Kind.AMOUNT:
        texts: list[Any] = column.fillna(0).astype("int64").tolist()
    elif kind is Kind.DATE:
        texts = np.datetime_as_string(column.to_numpy(dtype="datetime64[D]")).tolist()
    else:
        texts = [str(cell) for cell in column.tolist()]
    return [None if gone else text for gone, text in zip(blank.tolist(), texts, strict=True)]


def _rows(listed: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of placements as an internal case table, in one order and with one index, the case's."""
    details = list(listed["details"])
    columns = {
        column.key: series_of(column, [_typed(one.get(column.name), column.kind) for one in details])
        for column in CASE_COLUMNS
    }
    table = pd.DataFrame({name: column.array for name, column in ordered(columns, len(details)).items()})
    known = {column.name for column in CASE_COLUMNS}
    further = dict.fromkeys(name for one in details for name in one if name not in known)
    for name in further:
        table[name] = pd.Series([one.get(name, "") for one in details], dtype=object)
    return table.set_index(pd.Index(listed.index, name=None))


def _typed(value: Any, kind: Kind) -> Any:  # noqa: ANN401  # a cell
    return date.fromisoformat(value) if kind is Kind.DATE and value is not None else value
