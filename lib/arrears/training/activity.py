"""A team's store with months of invented work in it: lists, contacts, promises, payments, complaints and agreements."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.store.case_list import place_cases
from arrears.training.activity_agreements import agreement_events
from arrears.training.names import roster
from arrears.training.portfolio import DEMO_AS_OF, DEMO_SEED, make_portfolio
from arrears.units import yuan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.store import Store

    Event = dict[str, Any]

_NEW_SHARE = 0.2
"""Cases that each later month adds, of those of the first."""
_YOUNG = 45
"""Most days past due of a case that a later month adds."""
_INTEREST = 0.012
_RATE = {
    "calls": 3.4,
    "night": 0.003,
    "third": 0.4,
    "promise": 0.4,
    "kept": 0.55,
    "partial": 0.15,
    "alone": 0.07,
    "complaint": 0.004,
}
_OUTCOMES = ("conversation", "no_answer", "rejected", "busy", "out_of_service")
_ODDS = (0.34, 0.44, 0.1, 0.08, 0.04)
_NOTES = (
    "客户表示月底发工资后还款",
    "核对账单金额，客户认可",
    "家人患病，询问能否延期",
    "约定下周三再联系",
    "客户要求补寄账单",
    "",
)
_STOPS = "complaint|deceased|bankrupt|do_not_call|dispute|agreement|vulnerable"
_RUDE = "再不还钱就到你单位去闹，让大家都知道"
_LEAD = "组长"


def fill_store(
    store: Store,
    *,
    cases: int = 1200,
    collectors: int = 8,
    months: int = 3,
    seed: int = DEMO_SEED,
    as_of: date = DEMO_AS_OF,
) -> None:
    """Fill a new store with a team's months of work; nobody in it is real.

    Parameters
    ----------
    store : Store
        An empty one.
    cases : int
        Cases of the first list; each later month adds some.
    collectors : int
        Size of the team.
    months : int
        Whole months before the one of `as_of`.
    seed : int
        The same seed gives the same work.
    as_of : date
        The last day on which anything happens.

    Raises
    ------
    ValueError
        If there are no cases or no collectors.
    StoreError
        If the store cannot take it.

    Examples
    --------
    >>> import tempfile
    >>> from arrears.store import open_store
    >>> from arrears.store.keys import Keys, new_key
    >>> folder, key = tempfile.TemporaryDirectory(), new_key()
    >>> store = open_store(f"{folder.name}/team.db", keys=lambda: Keys(key))
    >>> fill_store(store, cases=20, collectors=2, months=1)
    >>> sorted(set(store.events()["kind"]) & {"placement", "contact", "payment"})
    ['contact', 'payment', 'placement']
    >>> store.close(); folder.cleanup()
    """
    rng = np.random.default_rng(seed)
    zone = ZoneInfo(store.policies.profile.time_zone)
    team = roster(rng, collectors)
    days = _list_days(as_of, months)
    book = _batch(cases, days[0], seed, team)
    for number, day in enumerate(days):
        if number:
            fresh = _batch(max(int(cases * _NEW_SHARE), 1), day, seed + number, team)
            book = pd.concat([_restated(rng, book, day), fresh[_ages(fresh, day) <= _YOUNG]], ignore_index=True)
        place_cases(store, book.drop(columns="left_fen"), actor=_LEAD, as_of=day)
        last = days[number + 1] - timedelta(days=1) if number + 1 < len(days) else as_of
        book, events = _Month(rng, book, day, last, as_of, zone).work()
        if number + 1 == len(days):
            events += agreement_events(book, _ages(book, as_of), _instant(as_of - timedelta(days=9), 600, zone))
        if events:
            store.append(events)


def _list_days(as_of: date, months: int) -> list[date]:
    first = as_of.year * 12 + as_of.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first - months, first + 1)]


def _batch(cases: int, day: date, seed: int, team: NDArray[np.str_]) -> pd.DataFrame:
    """Give new cases; the team's collectors take them in turn, all accounts of a customer together."""
    book = make_portfolio(cases, len(team), seed, day)
    turn, _ = pd.factorize(book["customer_id"])
    own = [name for name in book if str(name).startswith(("promise_", "instalment_", "last_"))]
    book = book.assign(collector=team[turn % len(team)]).drop(columns=own)
    parts = book[["principal", "interest", "late_fee"]].fillna(0).sum(axis=1)
    return book.assign(left_fen=[int(amount * 100) for amount in parts])


def _ages(book: pd.DataFrame, day: date) -> NDArray[np.int64]:
    late: NDArray[np.int64] = (np.datetime64(day) - book["due_date"].to_numpy("datetime64[D]")).astype(np.int64)
    return np.maximum(late, 0)


def _restated(rng: np.random.Generator, book: pd.DataFrame, day: date) -> pd.DataFrame:
    """Give the list of the next month: interest is charged, who paid much is current again, who paid all is off it."""
    book = book[book["left_fen"] > 0].reset_index(drop=True)
    interest = (book["left_fen"] * _INTEREST).astype("int64")
    cured = book["paid_share"].fillna(0).to_numpy(dtype=float) > rng.uniform(0.2, 0.6, len(book))
    due = np.where(cured, np.datetime64(day) + 30, book["due_date"].to_numpy("datetime64[D]"))
    return book.assign(
        principal=_yuan(book["left_fen"]),
        interest=_yuan(interest),
        late_fee=_yuan(interest * 0),
        statement_balance=_yuan(book["left_fen"] + interest),
        due_date=due.astype("datetime64[s]"),
        left_fen=book["left_fen"] + interest,
    )


def _yuan(amounts: pd.Series) -> pd.Series:
    return pd.Series([yuan(fen) for fen in amounts], index=amounts.index, dtype=object)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return (datetime.combine(day, time(), zone) + timedelta(minutes=minute)).astimezone(UTC)


class _Month:
    """One month of work on a book of cases."""

    def __init__(
        self, rng: np.random.Generator, book: pd.DataFrame, first: date, last: date, as_of: date, zone: ZoneInfo
    ) -> None:
        self.rng, self.book, self.first, self.last, self.as_of, self.zone = rng, book, first, last, as_of, zone
        self.left = book["left_fen"].to_numpy(dtype=np.int64).copy()
        self.paid = np.zeros(len(book), dtype=np.int64)
        self.lost = book["flags"].fillna("").str.contains("unreachable").to_numpy()
        self.case, self.who = (book[name].tolist() for name in ("case_id", "collector"))
        self.events: list[Event] = []

    def work(self) -> tuple[pd.DataFrame, list[Event]]:
        """Give the book at the month's end and what happened."""
        ages = _ages(self.book, self.last)
        stopped = self.book["flags"].fillna("").str.contains(_STOPS).to_numpy()
        calls = self.rng.poisson(_RATE["calls"] * np.clip(ages / 60, 0.25, 1.5)) * (ages > 0) * ~stopped
        for row in np.flatnonzero(calls):
            # A call a day at most, so that what breaks a rule does so by design and not by chance.
            for day in np.sort(self.rng.choice((self.last - self.first).days + 1, min(calls[row], 8), replace=False)):
                self._call(int(row), self.first + timedelta(days=int(day)))
        for row in np.flatnonzero((self.rng.random(len(self.book)) < _RATE["alone"]) & (self.left > 0)):
            day = self.first + timedelta(days=int(self.rng.integers((self.last - self.first).days + 1)))
            self._pay(int(row), day, int(self.left[row] * self.rng.uniform(0.1, 1)))
        for row in np.flatnonzero((self.rng.random(len(self.book)) < _RATE["complaint"]) & ~stopped):
            self._add(int(row), "flag", self.last, 1000, flag="complaint", on=True)
        share = self.paid / np.maximum(self.left + self.paid, 1)
        return self.book.assign(left_fen=self.left, paid_share=share), self.events

    def _add(self, row: int, kind: str, day: date, minute: int, **fields: Any) -> None:  # noqa: ANN401  # payload
        key = f"demo-{kind}-{self.first:%y%m}-{len(self.events)}"
        at = _instant(day, minute, self.zone)
        self.events.append(
            {"kind": kind, "case_id": self.case[row], "actor": self.who[row], "key": key, "happened_at": at} | fields
        )

    def _call(self, row: int, day: date) -> None:
        minute = 22 * 60 + 10 if self.rng.random() < _RATE["night"] else int(self.rng.integers(9 * 60, 20 * 60))
        outcome = str(self.rng.choice(_OUTCOMES, p=_ODDS))
        fields: Event = {"channel": "call", "outcome": outcome, "collector": self.who[row]}
        fields["recorded"] = bool(self.rng.random() > _RATE["night"])
        if self.lost[row] and self.rng.random() < _RATE["third"]:
            fields |= {"counterparty": "third_party", "purpose": "location", "mentions_debt": False}
        talk = outcome == "conversation" and "counterparty" not in fields
        if talk:
            note = _RUDE if self.rng.random() < _RATE["night"] else str(self.rng.choice(_NOTES))
            fields |= {"note": note} if note else {}
        self._add(row, "contact", day, minute, **fields)
        if talk and self.left[row] > 0 and self.rng.random() < _RATE["promise"]:
            self._promise(row, day, minute)

    def _promise(self, row: int, day: date, minute: int) -> None:
        amount = max(int(self.left[row] * self.rng.uniform(0.1, 1)), 100)
        due = day + timedelta(days=int(self.rng.integers(2, 9)))
        self._add(row, "promise", day, minute + 5, amount_fen=amount, due_on=due.isoformat(), channel="call")
        drawn = self.rng.random()
        if drawn < _RATE["kept"]:
            self._pay(row, due, amount)
        elif drawn < _RATE["kept"] + _RATE["partial"]:
            self._pay(row, due, amount // 2)

    def _pay(self, row: int, day: date, amount: int) -> None:
        amount = min(amount, int(self.left[row]))
        # What would come in after the last day, or after the next list restated the balance, does not come in at all.
        if amount > 0 and day <= self.last:
            self.left[row] -= amount
            self.paid[row] += amount
            self._add(row, "payment", day, 21 * 60, amount_fen=amount, method="转账")
