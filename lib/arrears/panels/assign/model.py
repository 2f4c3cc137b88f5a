"""Assignment as a lead works at it: try it out (`arrears.panels.assign.trial`), commit it, take it back. No widgets."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.cases.columns import texts
from arrears.panels.assign.state import STALE_KINDS, Committed
from arrears.panels.assign.trial import Trial
from arrears.store.records import Assignment as AssignmentEvent
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from arrears.store import Head, Receipt


class Assigning(Trial):
    """The work on one assignment, from the first try to the store.

    Attributes
    ----------
    committed : Committed or None
        What was committed here last, so that it can be taken back.
    """

    committed: Committed | None

    def _start(self) -> None:
        super()._start()
        self.committed = None
        # When each attempt was first made: sent again, it is the same event.
        self._times: dict[str, datetime] = {}

    def commit(self, note: str = "") -> Receipt:
        """Store the moves: all of them, or none if somebody has changed one of these cases meanwhile.

        Raises
        ------
        ArrearsError
            If there is nothing to commit.
        StaleError
            If it is out of date; `catch_up` reads the store anew.
        """
        moved = np.flatnonzero(self.is_moved)
        if not moved.size:
            raise ArrearsError(both("panels.assign.nothing_has_changed_so_there"))
        reason = self.state.zh if self.session.lang == "zh" else self.state.en
        moves = {str(self.ids[row]): (str(self.state.after[row]), note or str(reason[row])) for row in moved}
        # The head and the moves name the attempt: sent again after a lost answer, it is stored once.
        told = repr((self.basis.hash, sorted(moves.items()))).encode()
        receipt = self._append(moves, self.basis, sha256(told).hexdigest()[:24])
        before = {str(self.ids[row]): str(self.before[row]) for row in moved}
        changed = frozenset({*before.values(), *(name for name, _ in moves.values())} - {""})
        self._begin_anew(self.state.team)
        self.committed = Committed(before, changed, receipt.head)
        return receipt

    def take_back(self) -> Receipt:
        """Give the cases of the last commit back to whom they came from, as events of their own.

        Raises
        ------
        ArrearsError
            If nothing was committed here.
        StaleError
            If somebody has changed one of these cases since.
        """
        if self.committed is None:
            raise ArrearsError(both("panels.assign.nothing_committed_here_could_taken"))
        undo = {
            case: (name, self.session.say("panels.assign.assignment_taken_back"))
            for case, name in self.committed.before.items()
        }
        receipt = self._append(undo, self.committed.head, f"back-{self.committed.head.hash[:24]}")
        self._begin_anew(self.state.team)
        return receipt

    def _append(self, moves: Mapping[str, tuple[str, str]], basis: Head, attempt: str) -> Receipt:
        now = self._times.setdefault(attempt, self.session.store.clock())
        events = [
            AssignmentEvent(
                case_id=case, happened_at=now, actor=self.session.actor, key=f"assign-{attempt}-{case}",
                collector=name, reason=reason or None,
            )
            for case, (name, reason) in moves.items()
        ]  # fmt: skip
        return self.session.signed_in.append(events, expect=basis, expect_kinds=STALE_KINDS)

    def _begin_anew(self, team: pd.DataFrame) -> None:
        self.session.refresh()
        self._read()
        self._start()
        self.state = replace(self.state, team=team)

    def catch_up(self) -> tuple[str, ...]:
        """Read the store anew and keep what was tried out, but for cases that somebody else has changed.

        Returns
        -------
        tuple of str
            The cases that were to move and are now as the others left them.
        """
        old = dict(zip(self.ids, self._fingerprints(), strict=True))
        state, moved = self.state, dict(zip(self.ids[self.is_moved], np.flatnonzero(self.is_moved), strict=True))
        committed = self.committed
        self.session.refresh()
        self._read()
        now = dict(zip(self.ids, self._fingerprints(), strict=True))
        if list(now) == list(old) and now == old:
            # Payments, contacts and notes of others change nothing of who has what: every step can still be taken back.
            return ()
        lost = tuple(case for case in moved if now.get(case) != old[case])
        after, zh, en = (
            np.array(values, dtype=object) for values in (self.before, [""] * self.ids.size, [""] * self.ids.size)
        )
        for case, row in moved.items():
            if case not in lost:
                place = self._place.get_loc(case)
                after[place], zh[place], en[place] = state.after[row], state.zh[row], state.en[row]
        gone = set(lost)
        pins = {case: name for case, name in state.pins.items() if case in now and case not in gone}
        self._start()
        self.committed = committed
        # Whoever got a first case meanwhile joins; what was said here of absence and capacity stays.
        team = pd.concat([state.team, self.state.team]).drop_duplicates("collector", ignore_index=True)
        self.state = replace(state, team=team, after=after, zh=zh, en=en, pins=pins)
        return lost

    def _fingerprints(self) -> list[tuple[str, ...]]:
        columns = (self.before, texts(self.cases, "flags"), texts(self.cases, "stage"))
        return list(zip(*(column.tolist() for column in columns), strict=True))
