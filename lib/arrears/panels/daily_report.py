"""The view-model of the daily report: a team's day in figures, by collector, and what a lead must see to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.plan_tables import plain_date
from arrears.errors import ArrearsError
from arrears.panels.progress import source_of
from arrears.panels.promises import Promises
from arrears.panels.quality import Quality

if TYPE_CHECKING:
    from datetime import date

    from arrears.panels.progress_source import Source
    from arrears.panels.session import Session

FIGURES: dict[str, tuple[str, str, str]] = {
    "placed": ("新入催案件", "cases placed", "count"),
    "contacts": ("联系", "contacts", "count"),
    "talks": ("有效沟通", "conversations", "count"),
    "cases": ("联系案件", "cases contacted", "count"),
    "promised": ("新承诺", "promises made", "count"),
    "promised_fen": ("承诺金额", "promised", "amount"),
    "payments": ("还款笔数", "payments", "count"),
    "paid_fen": ("还款金额", "paid", "amount"),
    "due": ("到期承诺", "promises due", "count"),
    "kept": ("其中已履约", "of these kept", "count"),
    "breaches": ("违规联系", "contacts in breach", "count"),
    "complaints": ("新投诉", "complaints", "count"),
}
"""What is counted: Chinese, English, and whether it is an amount."""
_UP_TO = 7


@dataclass(frozen=True)
class Task:
    """Something that a lead must see to: how many, what, and in which panel."""

    count: int
    zh: str
    en: str
    panel: str


class DailyReport:
    """A team's day.

    Parameters
    ----------
    session : Session
        The sitting at the store.

    Attributes
    ----------
    day : date
        The day that is shown; the session's unless another is chosen.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.day = session.today
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
                f"{day} has no data: case lists reach from {first} to {self.session.today}; choose a day within",
                f"{day} 没有数据：案件清单的范围是 {first} 至 {self.session.today}；请选择其中一天",
            )
        self.day = day

    @property
    def figures(self) -> pd.DataFrame:
        """The day by collector, and a last row of the whole; keys of `FIGURES` are the columns.

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
        days = np.arange(last - _UP_TO + 1, last + 1)
        events = self.source.events
        return pd.DataFrame(
            {
                "date": days.astype("datetime64[s]"),
                "contacts": [int((self._made()["day"] == day).sum()) for day in days],
                "paid_fen": [_sum(events.payments, "date", day) for day in days],
            }
        )

    def tasks(self) -> list[Task]:
        """Name what a lead must see to, as of the session's day; nothing that is done is named."""
        promises, quality = Promises(self.session), Quality(self.session)
        counts = promises.counts()
        agreements = promises.agreements
        quality.days = 1
        late = self.source.snapshot(np.datetime64(self.session.today)).query("days_past_due > 0")
        unassigned = (late["collector"] == "").sum()
        found = [
            Task(counts["today"][0], "今日到期的承诺，请提醒", "promises due today: remind", "promises"),
            Task(counts["late"][0], "逾期承诺待跟进", "late promises to be followed up", "promises"),
            Task(
                int(agreements["waiting"].astype(bool).sum()),
                "还款协议待审批",
                "agreements wait for approval",
                "promises",
            ),
            Task(
                len(quality.breaches()),
                "今日联系违规，请核实",
                "breaches of contact rules today: look into them",
                "quality",
            ),
            Task(len(quality.findings()), "今日备注中的违规用语", "bad wording in today's notes", "quality"),
            Task(len(quality.sample()), "联系待质检", "contacts wait for review", "quality"),
            Task(int(unassigned), "逾期案件未分案", "overdue cases without a collector", "assign"),
        ]
        return [task for task in found if task.count]

    # --- counting -----------------------------------------------------------------------------------------------------

    def _counted(self, key: str) -> pd.Series:
        return {
            "placed": self._placed,
            "contacts": lambda: self._of_contacts(self._made()),
            "talks": lambda: self._of_contacts(self._made().query("outcome == 'conversation'")),
            "cases": lambda: self._of_contacts(self._made().drop_duplicates(["collector", "case_id", "day"])),
            "promised": lambda: self._of_cases(self.source.events.promises, "made_on"),
            "promised_fen": lambda: self._of_cases(self.source.events.promises, "made_on", amount=True),
            "payments": lambda: self._of_cases(self.source.events.payments, "date"),
            "paid_fen": lambda: self._of_cases(self.source.events.payments, "date", amount=True),
            "due": lambda: self._of_cases(self.source.promises, "due_on"),
            "kept": lambda: self._of_cases(self.source.promises[self.source.promises["outcome"] == "kept"], "due_on"),
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
        return made[made["day"] == pd.Timestamp(self.day)].groupby("collector").size()

    def _breached(self) -> pd.Series:
        breaches = self.source.events.breaches
        rows = set() if breaches is None else set(breaches.loc[breaches["severity"] == "breach", "row"])
        made = self._made()
        return self._of_contacts(made[made["row"].isin(rows)])

    def _placed(self) -> pd.Series:
        first = self.source.history.placements.groupby("case_id")["at"].min().reset_index()
        return self._by_owner(first["case_id"][first["at"].to_numpy("datetime64[D]") == np.datetime64(self.day)])

    def _complaints(self) -> pd.Series:
        flags = self.source.history.flags
        today = flags["at"].to_numpy("datetime64[us]").astype("datetime64[D]") == np.datetime64(self.day)
        set_now = flags[today & (flags["flag"] == "complaint").to_numpy() & flags["on"].astype(bool).to_numpy()]
        return self._by_owner(set_now["case_id"].drop_duplicates())

    def _of_cases(self, table: pd.DataFrame | None, day: str, *, amount: bool = False) -> pd.Series:
        if table is None or table.empty:
            return pd.Series(dtype="int64")
        rows = table[pd.to_datetime(table[day]).to_numpy("datetime64[D]") == np.datetime64(self.day)]
        weights = rows["amount_fen"].astype("int64") if amount else pd.Series(1, index=rows.index)
        return weights.groupby(self._owners(rows["case_id"])).sum()

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
