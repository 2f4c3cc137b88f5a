"""An assignment that is tried out: balanced, moved by hand, taken back; nothing is stored. No widgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.assignment.sharing import assign
from arrears.operations.cases.ageing import age
from arrears.operations.cases.columns import amounts, texts
from arrears.operations.customers.people import PERSON
from arrears.panels.assign.limits import require_may_take
from arrears.panels.assign.loads import Loads, measured
from arrears.panels.assign.state import BY_HAND, CONTINUITY, TOGETHER, State, untouched
from arrears.panels.shell.team import (
    Change,
    changed,
    present_on,
    read_team_file,
    require_present,
    team_of,
    with_all_columns,
    without_empty,
)
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from arrears.panels.shell.session import Session


class Trial:
    """An assignment that is tried out.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    team : DataFrame or Path, optional
        The collectors, or a file of them; everybody who has a case unless given.

    Attributes
    ----------
    cases : DataFrame
        Cases with something owed, aged, masked; one row each.
    before : object array of shape (cases,)
        Who has each case in the store.
    basis : Head
        The store's head that all of it was read at.
    """

    def __init__(self, session: Session, team: pd.DataFrame | Path | None = None) -> None:
        self.session = session
        self._given_team = team
        self._read()
        if not self.ids.size:
            raise ArrearsError(
                both("panels.assign.trial.every_case_settled_nothing_left"),
            )
        self._start()

    # --- reading ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.basis = self.session.head()
        aged = age(self.session.cases(), self.today, self.session.policies)
        owed, _ = amounts(aged, "total_due")
        # A masked number is no one's: customers are told apart by their code.
        self.cases = aged[owed > 0].drop(columns="id_number", errors="ignore").reset_index(drop=True)
        self.ids = texts(self.cases, "case_id")
        self.before = texts(self.cases, "collector")
        self._place = pd.Index(self.ids)

    def _start(self) -> None:
        self._past: list[State] = []
        self._future: list[State] = []
        self.state = untouched(self._team(), self.before, both("panels.assign.trial.start"))

    def _team(self) -> pd.DataFrame:
        given = team_of(self.before) if self._given_team is None else self._given_team
        table = given if isinstance(given, pd.DataFrame) else read_team_file(given)
        if table.empty:
            raise ArrearsError(
                both("panels.assign.trial.there_no_collectors_no_case"),
            )
        return require_present(with_all_columns(table), self.today)

    @property
    def today(self) -> date:
        """The day of the assignment."""
        return self.session.today

    @property
    def collectors(self) -> list[str]:
        """Who there is, in the order of the team's table."""
        return [str(name) for name in self.state.team["collector"]]

    # --- trying out -------------------------------------------------------------------------------------------------

    def balance(
        self,
        scope: str = "all",
        continuity: str = "house",
        tell: Callable[[float, str, str], object] | None = None,
    ) -> State:
        """Work out the fairest assignment; nothing changes until `accept`.

        Parameters
        ----------
        scope : str
            A key of `SCOPES`: ``open`` leaves every case where it is whose collector is present.
        continuity : str
            A key of `CONTINUITY`.
        tell : function, optional
            See `arrears.operations.assignment.sharing.assign`; may raise to cancel.

        Raises
        ------
        ArrearsError
            If the team is not usable; what merely cannot be met is in the state's ``problems``.
        """
        kept = self._kept(scope)
        pins = {**dict(zip(self.ids[kept], self.before[kept], strict=True)), **self.state.pins}
        try:
            shared = assign(
                self.cases, without_empty(self.state.team), self.session.policies, self.today,
                pins=pins, previous=dict(zip(self.ids, self.before, strict=True)),
                continuity=CONTINUITY[continuity], tell=tell,
            )  # fmt: skip
        except ValueError as error:
            raise ArrearsError(str(error), f"团队或指定有误：{error}") from error
        after, zh, en = (texts(shared.cases, name) for name in ("collector", "reason_zh", "reason"))
        # A case that was to stay stays, even where it could not be assigned anew: that is told, not undone.
        after = np.where(kept & (after == ""), self.before, after)
        return replace(
            self.state,
            done=both("panels.assign.trial.balanced"),
            after=after,
            zh=zh,
            en=en,
            problems=shared.problems,
            balance=shared.balance,
        )

    def _kept(self, scope: str) -> NDArray[np.bool_]:
        if scope == "all":
            return np.zeros(self.ids.size, dtype=np.bool_)
        return np.isin(self.before.astype(str), self.present())

    def present(self) -> list[str]:
        """Name the collectors who are there on the day."""
        return present_on(self.state.team, self.today)

    def accept(self, state: State, since: State | None = None) -> None:
        """Make a state from `balance` the present one; `undo` takes it back.

        Raises
        ------
        ArrearsError
            If ``since``, the present one when the work began, is that no more: what was done meanwhile would be lost.
        """
        if since is not None and since is not self.state:
            raise ArrearsError(
                both("panels.assign.trial.plan_changed_while_worked_out"),
            )
        self._do(state)

    def give(self, case_ids: Sequence[str], collector: str) -> int:
        """Give cases, and the other cases of the same customers, to a collector by hand.

        Returns
        -------
        int
            How many cases are now to go there that were not before.

        Raises
        ------
        ArrearsError
            If none is chosen, the collector is not there, or a requirement rules it out; it is named, and nothing changes.
        """
        places = self._chosen(case_ids)
        together = self._of_same_customers(places)
        after = self.state.after.copy()
        moved = together[after[together] != collector]
        elsewhere = np.delete(self.state.after, together)
        require_may_take(
            self.cases.iloc[together], self.state.team, collector, int((elsewhere == collector).sum()), self.session
        )
        after[together] = collector
        pins = {**self.state.pins, **dict.fromkeys(self.ids[together], collector)}
        zh, en = self.state.zh.copy(), self.state.en.copy()
        by_hand = np.isin(together, places)
        zh[together] = np.where(by_hand, BY_HAND[0], TOGETHER[0])
        en[together] = np.where(by_hand, BY_HAND[1], TOGETHER[1])
        done = both("panels.assign.trial.gave_cases", size=moved.size, collector=collector)
        self._do(replace(self.state, done=done, after=after, zh=zh, en=en, pins=pins))
        return int(moved.size)

    def release(self, case_ids: Sequence[str]) -> int:
        """Put cases back where the store has them, and forget that they were chosen by hand; gives how many."""
        together = self._of_same_customers(self._chosen(case_ids))
        after, zh, en = self.state.after.copy(), self.state.zh.copy(), self.state.en.copy()
        changed = int((after[together] != self.before[together]).sum())
        after[together], zh[together], en[together] = self.before[together], "", ""
        gone = set(self.ids[together])
        pins = {case: name for case, name in self.state.pins.items() if case not in gone}
        self._do(replace(self.state, done=both("panels.assign.trial.put_back"), after=after, zh=zh, en=en, pins=pins))
        return changed

    def change_collectors(
        self,
        names: Sequence[str],
        *,
        absent_until: date | None = None,
        present: bool = False,
        capacity: int | None = None,
        share: float | None = None,
    ) -> None:
        """Say who is away or back, and how much somebody can take; for this assignment, not in the team's file.

        Raises
        ------
        ArrearsError
            If nobody is chosen, a number is below 0, or nobody would be there.
        """
        team = changed(self.state.team, names, self.today, Change(absent_until, present, capacity, share))
        require_present(team, self.today)
        self._do(replace(self.state, done=both("panels.assign.trial.changed_team"), team=team))

    def _chosen(self, case_ids: Sequence[str]) -> NDArray[np.intp]:
        if not case_ids:
            raise ArrearsError(both("panels.assign.trial.no_case_selected_select_some"))
        places: NDArray[np.intp] = self._place.get_indexer(pd.Index(list(case_ids), dtype=object))
        return places[places >= 0]

    def _of_same_customers(self, places: NDArray[np.intp]) -> NDArray[np.intp]:
        customer = texts(self.cases, PERSON)
        return np.flatnonzero(np.isin(customer.astype(str), customer[places].astype(str)))

    # --- there and back ---------------------------------------------------------------------------------------------

    def _do(self, state: State) -> None:
        self._past.append(self.state)
        self._future.clear()
        self.state = state

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._future)

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._future.append(self.state)
            self.state = self._past.pop()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self._future:
            self._past.append(self.state)
            self.state = self._future.pop()

    def reset(self) -> None:
        """Put everything back as the store has it; `undo` takes this back too."""
        self._do(untouched(self._team(), self.before, both("panels.assign.trial.reset")))

    # --- what it would mean -----------------------------------------------------------------------------------------

    @property
    def is_moved(self) -> NDArray[np.bool_]:
        """Which cases would change hands."""
        moved: NDArray[np.bool_] = self.state.after != self.before
        return moved

    def table(self, lang: str = "zh") -> pd.DataFrame:
        """Give the cases with who has them, who is to have them, and why."""
        state = self.state
        reason = state.en if lang == "en" else state.zh
        return self.cases.assign(
            collector=self.before,
            after=state.after,
            reason=np.where(self.is_moved, reason, ""),
            pinned=np.isin(self.ids.astype(str), list(state.pins)),
        )

    def moved(self, lang: str = "zh") -> pd.DataFrame:
        """Give the cases that would change hands, with reasons."""
        return self.table(lang)[self.is_moved].reset_index(drop=True)

    def loads(self) -> Loads:
        """Give each collector's load before and after, measure by measure, with what is fair."""
        both = (self.before, self.state.after)
        return measured(self.cases, without_empty(self.state.team), both, self.session.policies, self.today)
