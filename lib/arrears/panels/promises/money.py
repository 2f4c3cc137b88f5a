"""The view-model of money that waits: bank rows that fit no case, and promises and claims that were typed wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from arrears.errors import ArrearsError
from arrears.store.state.correcting import correct_entry
from arrears.store.state.receipts import match_row, open_rows
from arrears.tables.amounts import parse_amount
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt, Store


_DAYS = {"promise": "due_on", "claim": "paid_on"}


class Money:
    """Bank rows to be matched, and corrections, as a lead makes them.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def waiting(self) -> pd.DataFrame:
        """The bank's rows that fit no case, or several: `arrears.store.state.receipts.open_rows`."""
        return self.session.at_head("bank rows", open_rows)

    def match(self, key: str, case_id: str) -> Receipt:
        """Tie a bank row to a case.

        Raises
        ------
        ArrearsError
            If nothing is chosen, or there is no such case.
        """
        if not key:
            raise ArrearsError(both("account.panel.no_row"))
        return match_row(
            self.session.store,
            key,
            case_id=case_id.strip(),
            aside="" if case_id.strip() else str(both("account.panel.aside").zh),
            actor=self.session.actor,
            as_of=self._day,
            append=self.session.signed_in.append,
        )

    @property
    def entries(self) -> pd.DataFrame:
        """The promises and claims that stand: ``seq, case_id, kind, amount_fen, on``, the latest first."""
        return self.session.at_head("promises and claims that stand", _entries)

    def correct(self, seq: int, amount: str, due_on: str, reason: str) -> Receipt:
        """Put a promise or a claim right; a blank amount or day stays as it is.

        Raises
        ------
        ArrearsError
            If nothing is chosen or changed, a cell is none, or no reason is given.
        """
        table = self.entries
        mine = table[table["seq"] == seq]
        if mine.empty:
            raise ArrearsError(both("account.panel.no_promise"))
        changes: dict[str, object] = {}
        if amount.strip():
            fen = parse_amount(amount, 100)
            if isinstance(fen, Fault) or fen is None:
                raise ArrearsError(both("account.correct.no_amount", text=amount))
            changes["amount_fen"] = int(fen)
        if due_on.strip():
            day = parse_date(due_on)
            if isinstance(day, Fault) or day is None:
                raise ArrearsError(both("account.panel.no_day", text=due_on))
            changes[_DAYS[mine["kind"].iloc[0]]] = day.isoformat()
        return correct_entry(
            self.session.store,
            str(mine["case_id"].iloc[0]),
            seq,
            changes,
            reason=reason,
            actor=self.session.actor,
            append=self.session.signed_in.append,
        )

    @property
    def _day(self) -> date:
        zone = ZoneInfo(self.session.policies.profile.time_zone)
        return max(self.session.today, self.session.store.clock().astimezone(zone).date())


def _entries(store: Store) -> pd.DataFrame:
    parts = []
    for kind, day in _DAYS.items():
        table = store.current(kind)
        parts.append(table.assign(kind=kind, on=table[day].astype(str)))
    columns = ["seq", "case_id", "kind", "amount_fen", "on"]
    both_kinds = pd.concat([part[columns].astype(object) for part in parts], ignore_index=True)
    return both_kinds.sort_values("seq", ascending=False, kind="stable", ignore_index=True)
