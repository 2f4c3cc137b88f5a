"""The view-model of the home page: what needs the lead today, the month against its target by working day, and better or worse than before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.progress.measures import added_up, counted_cases, rated
from arrears.operations.progress.pace import month_share, period_before
from arrears.panels.home.needs import WHOLE, Task, asked, held, tasks
from arrears.panels.progress.board import Choice, facts_of
from arrears.panels.progress.model import source_of
from arrears.policy.records import ProgressTerms
from arrears.policy.records.progress import FEWER_IS_BETTER
from arrears.words import both

if TYPE_CHECKING:
    from arrears.panels.shell.session import Session
    from arrears.store.state.history import Source

_MONTH = "month to date"
MEASURE = "measure"
"""What a key of a measure begins with, before a colon."""


@dataclass(frozen=True)
class Figure:
    """A measure of the month to date.

    Attributes
    ----------
    measure : str
        One of `arrears.policy.records.progress.MEASURES`.
    count, out_of : int
        Fen for recovery.
    rate : float
        NaN where there is nothing to measure.
    target : float
        What can be asked for by now; NaN without a target.
    whole : float
        The whole month's target; NaN without one.
    met : bool or None
        Whether what can be asked for by now is reached.
    before : float
        The rate of the same working days of the month before; NaN where it is not known.
    better : bool or None
        Whether it is better than then; None where it is the same or not known.
    small : bool
        Whether it stands on few cases, now or then.
    """

    measure: str
    count: int
    out_of: int
    rate: float
    target: float
    whole: float
    met: bool | None
    before: float
    better: bool | None
    small: bool


class Home:
    """A lead's day as it begins.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def source(self) -> Source:
        """What happened, read once for each head of the store."""
        return source_of(self.session)

    @property
    def tasks(self) -> list[Task]:
        """What needs the lead, as `arrears.panels.home.needs.tasks` names it."""
        return tasks(self.session)

    # --- the month --------------------------------------------------------------------------------------------------

    @property
    def span(self) -> tuple[np.datetime64, np.datetime64]:
        """The first day of the month and the day that is looked at."""
        today = np.datetime64(self.session.today)
        return today.astype("datetime64[M]").astype("datetime64[D]"), today

    @property
    def before(self) -> tuple[np.datetime64, np.datetime64]:
        """The days that the month to date is compared with."""
        return period_before(*self.span, self._country)

    @property
    def gone(self) -> tuple[int, int]:
        """Working days gone, and those of the whole month."""
        return month_share(*self.span, self._country)

    @property
    def figures(self) -> list[Figure]:
        """Each measure of the month to date, against what can be asked for by now and against the month before."""
        return self.session.at_head(_MONTH, lambda _: self._figures())

    # --- what is known at once --------------------------------------------------------------------------------------

    @property
    def is_read(self) -> bool:
        """Whether everything is known, so that nobody waits for it."""
        return self.session.has(WHOLE) and self.session.has(_MONTH)

    @property
    def asked(self) -> list[Task]:
        """What is known at once of what needs the lead (`arrears.panels.home.needs.asked`)."""
        return asked(self.session)

    def read(self) -> None:
        """Read everything that the page shows; touches no widget."""
        self.tasks, self.figures  # noqa: B018  # kept by the session

    def _figures(self) -> list[Figure]:
        now, then = self._rates(*self.span), self._rates(*self.before)
        terms = self.session.policies.get(ProgressTerms, self.session.today)
        found = []
        for measure, row in now.items():
            was = then.get(measure)
            rate, before = row["rate"], was["rate"] if was else float("nan")
            found.append(
                Figure(
                    measure, row["count"], row["out_of"], rate, row["target"], float(terms.targets.get(measure, float("nan"))),
                    row["met"], before, is_better(measure, rate, before), bool(row["small"] or (was and was["small"])),
                )
            )  # fmt: skip
        return found

    def _rates(self, begin: np.datetime64, end: np.datetime64) -> dict[str, dict[str, Any]]:
        """Give each measure of a period; nothing of one that ended before the first case list."""
        if end < self.source.first_day:
            return {}
        facts = facts_of(self.source, self._choice(begin, end))
        rates = rated(added_up(facts.cube), facts.period, self.session.policies)
        return {str(row["measure"]): {str(key): cell for key, cell in row.items()} for row in rates.to_dict("records")}

    def _choice(self, begin: np.datetime64, end: np.datetime64) -> Choice:
        currency = str(self.source.history.first["currency"].value_counts().index[0])
        return Choice(max(begin, self.source.first_day), end, currency=currency)

    @property
    def _country(self) -> str:
        return self.session.policies.profile.country

    # --- the cases behind a figure ----------------------------------------------------------------------------------

    def cases_of(self, key: str) -> pd.DataFrame:
        """Give the cases that a figure stands on.

        Parameters
        ----------
        key : str
            Of a task, or ``measure:`` and the name of a measure.

        Returns
        -------
        DataFrame
            ``case_id, customer_name`` (masked), ``collector, stage, days_past_due, total_due_fen``, and ``told``: what the case has
            to do with the figure.

        Raises
        ------
        ArrearsError
            If there is no such figure any more.
        """
        kind, _, name = key.partition(":")
        if kind == MEASURE:
            return self._with_cases(self._of_measure(name))
        task = next((each for each in self.tasks if each.key == key), None)
        if task is None:
            raise ArrearsError(both("panels.home.gone"))
        told = pd.DataFrame({"case_id": list(task.cases), "told": ""}, dtype=object)
        if key == "held":
            waits = held(self.session).drop_duplicates("case_id").set_index("case_id")
            own = waits.reindex(told["case_id"])
            told["told"] = [
                self.session.say("panels.home.by", day=str(day)[:10], what=what)
                for day, what in zip(own["act_by"], own["next_action"], strict=True)
            ]
        return self._with_cases(told)

    def _of_measure(self, measure: str) -> pd.DataFrame:
        counted = self.session.at_head("cases of the month's measures", lambda _: self._counted())
        own = counted[counted["measure"] == measure].reset_index(drop=True)
        if own.empty:
            raise ArrearsError(both("panels.home.gone"))
        hit = (own["count"] > 0).to_numpy(dtype=bool)
        yes, no = (self.session.say(f"panels.home.{word}") for word in ("counts", "counts_not"))
        # What asks to be looked at comes first: what counts against the team, or what is still missing.
        first = hit if measure in FEWER_IS_BETTER else ~hit
        order = np.argsort(~first, kind="stable")
        return own.assign(told=np.where(hit, yes, no))[["case_id", "told"]].iloc[order].reset_index(drop=True)

    def _counted(self) -> pd.DataFrame:
        period = facts_of(self.source, self._choice(*self.span)).period
        return counted_cases(period, self.source.events, self.session.policies)

    def _with_cases(self, told: pd.DataFrame) -> pd.DataFrame:
        known = self.source.snapshot(np.datetime64(self.session.today)).set_index("case_id")
        names = self.session.cases().set_index("case_id")["customer_name"]
        own = known.reindex(told["case_id"])
        return told.assign(
            customer_name=names.reindex(told["case_id"]).fillna("").to_numpy(dtype=object),
            **{name: own[name].fillna("").to_numpy(dtype=object) for name in ("collector", "stage")},
            **{name: own[name].fillna(0).to_numpy(dtype=np.int64) for name in ("days_past_due", "total_due_fen")},
        )


def is_better(measure: str, rate: float, before: float) -> bool | None:
    """Tell whether a rate is better than it was; None where it is the same, or one of them is not known.

    >>> is_better("recovery", 0.2, 0.1), is_better("breach", 0.2, 0.1), is_better("kept", 0.2, float("nan"))
    (True, False, None)
    """
    if np.isnan(rate) or np.isnan(before) or rate == before:
        return None
    return (rate < before) == (measure in FEWER_IS_BETTER)
