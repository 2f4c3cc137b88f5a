"""The view-model of the daily report: a team's day in figures, by collector, and what a lead must see to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.account.claims import CLAIM_STATES
from arrears.operations.contacts.masking import mask_table
from arrears.operations.plans.tables import plain_date
from arrears.panels.home.needs import assessments, legal_terms, tasks
from arrears.panels.progress.model import source_of
from arrears.panels.promises.requests import Requests
from arrears.store.state.correcting import TOPIC
from arrears.store.state.news import news
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    from arrears.panels.home.needs import Task
    from arrears.panels.shell.session import Session
    from arrears.store import Store
    from arrears.store.state.history import Source
    from arrears.units import Flags

FIGURES: dict[str, tuple[str, str, str]] = {
    "placed": (*both("panels.daily_report.cases_placed"), "count"),
    "contacts": (*both("panels.daily_report.contacts_2"), "count"),
    "talks": (*both("panels.daily_report.conversations"), "count"),
    "cases": (*both("panels.daily_report.cases_contacted"), "count"),
    "promised": (*both("panels.daily_report.promises_made"), "count"),
    "promised_fen": (*both("panels.daily_report.promised"), "amount"),
    "payments": (*both("panels.daily_report.payments"), "count"),
    "paid_fen": (*both("panels.daily_report.paid_2"), "amount"),
    "back_fen": (*both("account.report.back"), "amount"),
    "claims": (*both("account.report.claims"), "count"),
    "corrected": (*both("account.report.corrected"), "count"),
    "helps": (*both("account.report.helps"), "count"),
    "due": (*both("panels.daily_report.promises_due"), "count"),
    "kept": (*both("panels.daily_report.these_kept"), "count"),
    "breaches": (*both("panels.daily_report.contacts_breach"), "count"),
    "complaints": (*both("panels.daily_report.complaints"), "count"),
}
"""What is counted: Chinese, English, and whether it is an amount."""
WEEK = 7
"""Days of the weekly report, which is shown beside the daily one."""


class DailyReport:
    """A team's day, or the week that ends with it.

    Parameters
    ----------
    session : Session
        The sitting at the store.

    Attributes
    ----------
    day : date
        The day that is shown; the session's unless another is chosen.
    days : int
        How many days up to it are counted: 1, or `WEEK` for the weekly report.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.day = session.today
        self.days = 1
        self.source  # noqa: B018  # an empty store is told at once

    @property
    def source(self) -> Source:
        """What happened, read once for each head of the store."""
        return source_of(self.session)

    def choose(self, day: date) -> None:
        """Show another day.

        Raises
        ------
        ArrearsError
            If it is before the first case list or after today.
        """
        first = plain_date(self.source.first_day)
        if not first <= day <= self.session.today:
            raise ArrearsError(
                both("panels.daily_report.has_no_data_case_lists", day=day, first=first, today=self.session.today),
            )
        self.day = day

    @property
    def figures(self) -> pd.DataFrame:
        """The day or the week by collector, and a last row of the whole; keys of `FIGURES` are the columns.

        Returns
        -------
        DataFrame
            ``collector`` ("" for nobody, None for the whole) and the figures; amounts in fen. The parts add up to the whole.
        """
        table = pd.DataFrame({key: self._counted(key) for key in FIGURES}).reindex(columns=list(FIGURES)).fillna(0)
        table = table.astype("int64").rename_axis("collector").sort_index()
        whole = table.sum().to_frame().T.assign(collector=None)
        return pd.concat([table.reset_index(), whole], ignore_index=True)[["collector", *FIGURES]]

    @property
    def week(self) -> pd.DataFrame:
        """The seven days up to the day: ``date``, ``contacts``, ``paid_fen``."""
        last = np.datetime64(self.day)
        days = np.arange(last - WEEK + 1, last + 1)
        events = self.source.events
        return pd.DataFrame(
            {
                "date": days.astype("datetime64[s]"),
                "contacts": [int((self._made()["day"] == day).sum()) for day in days],
                "paid_fen": [_sum(events.payments, "date", day) for day in days],
            }
        )

    @property
    def happened(self) -> pd.DataFrame:
        """What came in, went back, was claimed, adjusted and put right on the day: ``case_id, collector, zh, en``, by case."""
        return self.session.at_head(f"news of {self.days} to {self.day}", self._happened)

    @property
    def requests(self) -> Requests:
        """What collectors ask of the lead."""
        return Requests(self.session)

    @property
    def calls(self) -> pd.DataFrame:
        """The calls for help that were asked or answered on the day, and those that were open at its end."""
        return self.requests.calls_of(self.day)

    @property
    def legal_terms(self) -> pd.DataFrame:
        """The terms of courts and of limitation that are near or over: ``case_id, term_on, zh, en, rule``, the nearest first."""
        return legal_terms(self.session)

    @property
    def assessments(self) -> pd.DataFrame:
        """How each collector stands with the yearly assessment, as of the session's day, those who are due first."""
        return assessments(self.session)

    def tasks(self) -> list[Task]:
        """Name what a lead must see to, as of the session's day; nothing that is done is named."""
        return tasks(self.session)

    # --- counting -----------------------------------------------------------------------------------------------------

    def _counted(self, key: str) -> pd.Series:
        return {
            "placed": self._placed,
            "contacts": lambda: self._of_contacts(self._made()),
            "talks": lambda: self._of_contacts(self._made().query("outcome == 'conversation'")),
            "cases": lambda: self._of_contacts(self._made().drop_duplicates(["collector", "case_id", "day"])),
            "promised": lambda: self._of_cases(self.source.events.promises, "made_on"),
            "promised_fen": lambda: self._of_cases(self.source.events.promises, "made_on", amount=True),
            "payments": lambda: self._of_cases(self.source.received[self.source.received["amount_fen"] > 0], "date"),
            "paid_fen": lambda: self._of_cases(self.source.received, "date", amount=True),
            "due": lambda: self._of_cases(self.source.promises, "due_on"),
            "kept": lambda: self._of_cases(self.source.promises[self.source.promises["outcome"] == "kept"], "due_on"),
            "back_fen": self._back,
            "claims": lambda: self._by_owner(self._claimed["case_id"]),
            "corrected": self._corrected,
            "helps": self._helps,
            "breaches": self._breached,
            "complaints": self._complaints,
        }[key]()

    def _made(self) -> pd.DataFrame:
        contacts = self.source.events.contacts
        if contacts is None or contacts.empty:
            return pd.DataFrame(columns=["case_id", "collector", "outcome", "day", "row"])
        day = contacts["at"].dt.tz_localize(None).to_numpy("datetime64[D]").astype("datetime64[s]")
        made = contacts.assign(day=day, row=np.arange(len(contacts)), collector=contacts["collector"].fillna(""))
        return made[(made["direction"] == "out") & (made["outcome"] != "planned")]

    def _of_contacts(self, made: pd.DataFrame) -> pd.Series:
        return made[self._within(made["day"])].groupby("collector").size()

    def _breached(self) -> pd.Series:
        breaches = self.source.events.breaches
        rows = set() if breaches is None else set(breaches.loc[breaches["severity"] == "breach", "row"])
        made = self._made()
        return self._of_contacts(made[made["row"].isin(rows)])

    def _back(self) -> pd.Series:
        back = self.source.received[self.source.received["amount_fen"] < 0]
        return -self._of_cases(back, "date", amount=True)

    @property
    def _claimed(self) -> pd.DataFrame:
        made = self.source.claims
        on: pd.DataFrame = made[self._within(made["at"])]
        return on

    def _corrected(self) -> pd.Series:
        notes = self.session.at_head("notes", lambda store: store.current("note"))
        on = self._within(notes["happened_at"].dt.tz_localize(None))
        return self._by_owner(notes["case_id"][on & notes["topic"].eq(TOPIC)])

    def _helps(self) -> pd.Series:
        calls = self.requests.calls
        return self._by_owner(calls["case_id"][self._within(calls["asked_at"].dt.tz_localize(None))])

    def _happened(self, store: Store) -> pd.DataFrame:
        lately = news(store, self.day, days=self.days)
        told = [
            (case, said.zh, said.en)
            for case, day, said in lately
            if day > pd.Timestamp(self.day) - pd.Timedelta(days=self.days)
        ]
        for one in self._claimed.to_dict("records"):
            states = CLAIM_STATES[one["state"]]
            amount, on = f"{yuan(int(one['amount_fen'])):,.2f}", one["paid_on"].date()
            zh, en = (both("account.news.claim", paid_on=on, amount=amount, state=state) for state in states)
            told.append((one["case_id"], zh.zh, en.en))
        table = pd.DataFrame(told, columns=["case_id", "zh", "en"]).sort_values("case_id", kind="stable")
        names = store.customer_names()
        known = [names.get(case, "") for case in table["case_id"]]
        masked = mask_table(table, self.session.policies, self.day, known)
        return masked.assign(collector=self._owners(table["case_id"])).reset_index(drop=True)

    def _placed(self) -> pd.Series:
        first = self.source.history.first
        return self._by_owner(first["case_id"][self._within(first["at"])])

    def _complaints(self) -> pd.Series:
        flags = self.source.history.flags
        new = flags["is_new"].to_numpy(dtype=bool)
        set_now = flags[
            self._within(flags["at"])
            & new
            & (flags["flag"] == "complaint").to_numpy()
            & flags["on"].astype(bool).to_numpy()
        ]
        return self._by_owner(set_now["case_id"].drop_duplicates())

    def _of_cases(self, table: pd.DataFrame | None, day: str, *, amount: bool = False) -> pd.Series:
        if table is None or table.empty:
            return pd.Series(dtype="int64")
        rows = table[self._within(pd.to_datetime(table[day]))]
        weights = rows["amount_fen"].astype("int64") if amount else pd.Series(1, index=rows.index)
        return weights.groupby(self._owners(rows["case_id"])).sum()

    def _within(self, instants: pd.Series) -> Flags:
        """Tell which local instants or days are counted."""
        day, last = instants.to_numpy("datetime64[us]").astype("datetime64[D]"), np.datetime64(self.day)
        counted: Flags = (day <= last) & (day > last - self.days)
        return counted

    def _by_owner(self, cases: pd.Series) -> pd.Series:
        return self._owners(cases).value_counts()

    def _owners(self, cases: pd.Series) -> pd.Series:
        """Give whose each case was at the end of the day."""
        owned = self.source.snapshot(np.datetime64(self.day)).set_index("case_id")["collector"]
        owners = cases.map(owned).astype(object)
        return owners.where(owners.notna(), "")


def _sum(table: pd.DataFrame | None, name: str, day: np.datetime64) -> int:
    if table is None or table.empty:
        return 0
    return int(table.loc[pd.to_datetime(table[name]).to_numpy("datetime64[D]") == day, "amount_fen"].sum())
