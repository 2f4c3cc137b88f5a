"""The view-model of what collectors ask of the lead: help, and waivers of interest and fees; asked, answered, decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from arrears.operations.agreements.help import KINDS as OF_HELP
from arrears.operations.agreements.help import answer_event, help_table
from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import decision_event, waiver_table
from arrears.policy.records import Waiver
from arrears.store.access.viewing import masked_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from arrears.panels.shell.session import Session
    from arrears.store import Receipt


class Requests:
    """What collectors ask of the lead.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def calls(self) -> pd.DataFrame:
        """Every call for help, as `arrears.operations.agreements.help.help_table` gives them; personal data in texts masked."""
        return self.session.at_head("help", lambda _: self._calls())

    def _calls(self) -> pd.DataFrame:
        store = self.session.store
        table = help_table(store.events(kind=OF_HELP), store.clock())
        return self._masked(table)

    @property
    def open_calls(self) -> pd.DataFrame:
        """The calls that nobody has answered, the oldest first."""
        table = self.calls
        return table[table["state"] == "asked"].reset_index(drop=True)

    def calls_of(self, day: date) -> pd.DataFrame:
        """Give the calls that were asked or answered on a day, and those that were open at its end."""
        table = self.calls
        on = pd.Timestamp(day)
        # A comparison with an instant that is not known is false.
        asked, answered = (table[name].dt.tz_localize(None).dt.normalize() for name in ("asked_at", "answered_at"))
        was_open = (asked <= on) & ~(answered <= on) & ~table["state"].eq("closed")
        chosen: pd.DataFrame = table[(asked == on) | (answered == on) | was_open].reset_index(drop=True)
        return chosen

    def answer(self, help_id: str, text: str, *, keep: bool = False) -> Receipt:
        """Answer a call for help.

        Raises
        ------
        ArrearsError
            If there is no such open call, or the answer is empty.
        """
        store = self.session.store
        asked = help_table(store.events(kind=OF_HELP))
        event = answer_event(asked, help_id, self.session.actor, store.clock(), text, keep=keep)
        return self._stored([event], ("help",))

    @property
    def waivers(self) -> pd.DataFrame:
        """Every waiver, as `arrears.operations.agreements.relief.waiver_table` gives them; personal data in texts masked."""
        return self.session.at_head("waivers", lambda store: self._masked(waiver_table(store.events(kind=OF_WAIVERS))))

    @property
    def open_waivers(self) -> pd.DataFrame:
        """The waivers that wait for a decision."""
        table = self.waivers
        return table[table["state"] == "requested"].reset_index(drop=True)

    def levels(self) -> dict[str, tuple[str, str]]:
        """Give the levels that decide about waivers, the lowest first, with their names."""
        policy = self.session.policies.get(Waiver, self._day)
        return {each.who: (each.zh, each.en) for each in policy.approvals}

    def decide(self, waiver_id: str, state: str, level: str, reason: str = "") -> Receipt:
        """Approve or refuse a waiver; an approved one is taken off what is owed.

        Raises
        ------
        ArrearsError
            If it waits for no decision, the level is too low, the same person asked for it, or a refusal has no reason.
        """
        store, policies = self.session.store, self.session.policies
        waivers = waiver_table(store.events(kind=OF_WAIVERS))
        event = decision_event(
            waivers, waiver_id, state, self.session.actor, store.clock(), policies, level=level, reason=reason
        )
        return self._stored([event], ("waiver",))

    @property
    def _day(self) -> date:
        return self.session.store.clock().astimezone(ZoneInfo(self.session.policies.profile.time_zone)).date()

    def _masked(self, table: pd.DataFrame) -> pd.DataFrame:
        """Mask what may be personal in free text; who asked and who answered are staff."""
        return masked_texts(self.session.store, table, ("question", "answer", "reason", "decision"))

    def _stored(self, events: Sequence[dict[str, Any]], kinds: Sequence[str]) -> Receipt:
        return self.session.signed_in.append(events, expect=self.session.head(), expect_kinds=kinds)
