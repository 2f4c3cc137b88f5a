"""What a store tells: its events, and what they come to at present."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import StoreError
from arrears.store.log.engine import reading
from arrears.store.records import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from datetime import datetime

    import pandas as pd
    from sqlalchemy import Connection, Engine

    from arrears.policy import Policies


class Present:
    """The part of a store that only reads."""

    engine: Engine
    policies: Policies
    clock: Callable[[], datetime]

    def events(
        self, case_id: str | None = None, kind: str | Iterable[str] | None = None, since: datetime | str | None = None
    ) -> pd.DataFrame:
        """Give events in the order in which the store took them.

        Parameters
        ----------
        case_id : str, optional
            Only this case's.
        kind : str or several, optional
            Only these kinds, such as ``"payment"``.
        since : datetime or ISO text with a zone, optional
            Only those recorded at that instant or later, by the store's clock.

        Returns
        -------
        DataFrame
            ``seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, payload, erased, hash``; instants in the profile's
            time zone; ``payload`` a dict, empty where it was erased.
        """
        from arrears.store.log.reading import read_events  # noqa: PLC0415  # writers start without pandas

        kinds = () if kind is None else (kind,) if isinstance(kind, str) else tuple(kind)
        with self.reading() as connection:
            return read_events(connection, self.policies.profile.time_zone, case_id=case_id, kinds=kinds, since=since)

    def cases(self) -> pd.DataFrame:
        """Give one row a case: events, times, opening, paid, reversed and balance in fen, collector, flags set.

        A later placement states anew what is owed: opening, paid and reversed count from the last placement's instant on.
        """
        from arrears.store.state import account  # noqa: PLC0415  # writers start without pandas

        with self.reading() as connection:
            return account.cases(connection, self.clock(), self._zone)

    def current(self, kind: str) -> pd.DataFrame:
        """Give the events of a kind that were neither corrected nor declared void, a column for each of their fields."""
        from arrears.store.state import views  # noqa: PLC0415  # same

        if kind not in KINDS:
            raise StoreError(f"there is no kind {kind!r}; kinds are {', '.join(KINDS)}")
        with self.reading() as connection:
            return views.current(connection, kind, self._zone)

    def contacts(self) -> pd.DataFrame:
        """Give the contact log with the columns of `arrears.tables.contacts`: ``at`` and ``entered_at`` are instants."""
        names = {"key": "contact_id", "happened_at": "at", "recorded_at": "entered_at"}
        return self.current("contact").rename(columns=names)

    def promises(self) -> pd.DataFrame:
        """Give the promises that stand."""
        return self.current("promise")

    def plans(self) -> pd.DataFrame:
        """Give the last state of each plan."""
        return self._latest("plan", "plan_id")

    def agreements(self) -> pd.DataFrame:
        """Give the last state of each agreement."""
        return self._latest("agreement", "agreement_id")

    def assignments(self) -> pd.DataFrame:
        """Give each case's collector; a case that was taken back has none."""
        return self._latest("assignment")

    def consents(self) -> pd.DataFrame:
        """Give the consents that hold now."""
        from arrears.store.state import views  # noqa: PLC0415  # same

        with self.reading() as connection:
            return views.consents(connection, self.clock(), self._zone)

    def flags(self) -> pd.DataFrame:
        """Give the flags that are set now."""
        from arrears.store.state import views  # noqa: PLC0415  # same

        with self.reading() as connection:
            return views.open_flags(connection, self.clock(), self._zone)

    def find_customer(
        self, *, id_number: str | None = None, phone: str | None = None, card_number: str | None = None
    ) -> pd.DataFrame:
        """Find a customer's cases by a number, without opening what is sealed.

        Parameters
        ----------
        id_number, phone, card_number : str, optional
            At least one, in whatever spelling; a case that names any of them is found. A phone is also found where it was dialled.

        Returns
        -------
        DataFrame
            ``case_id, field``: which number the case names.

        Raises
        ------
        StoreError
            If no number is given.
        KeyMissingError
            If there is no key.
        """
        from arrears.store.access import customers  # noqa: PLC0415  # same

        with self.reading() as connection:
            return customers.find(connection, {"id_number": id_number, "phone": phone, "card_number": card_number})

    def customer_names(self) -> dict[str, str]:
        """Give the name that each case's holder is known by, for masking it in notes."""
        from arrears.store.access import customers  # noqa: PLC0415  # same

        with self.reading() as connection:
            return customers.customer_names(connection)

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that only reads: ``with store.reading() as connection``."""
        return reading(self.engine).begin()

    def _latest(self, kind: str, *by: str) -> pd.DataFrame:
        return self.current(kind).drop_duplicates(["case_id", *by], keep="last").reset_index(drop=True)

    @property
    def _zone(self) -> str:
        return self.policies.profile.time_zone
