"""The progress panel's view-model: what can be chosen, what is chosen, and the board of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.plans.tables import plain_date
from arrears.operations.progress.score import check_weights, scores
from arrears.panels.progress.board import Board, Choice, Facts, facts_of, make_board
from arrears.panels.shell.session import TEAM
from arrears.panels.shell.team import read_team_file
from arrears.policy.records import ProgressTerms, Stages
from arrears.policy.records.progress import MEASURES
from arrears.store.state.history import Source, read_source
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from arrears.panels.shell.session import Session

_WEEK = 7


@dataclass(frozen=True)
class PeriodOption:
    """A period that can be chosen."""

    key: str
    zh: str
    en: str
    begin: np.datetime64
    end: np.datetime64


def teams_named(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each collector's team from the file that the environment names; nothing where it names none.

    Raises
    ------
    ArrearsError
        If the file cannot be read.
    """
    named = (os.environ if environment is None else environment).get(TEAM, "")
    if not named:
        return {}
    table = read_team_file(Path(named))
    if "team" not in table:
        return {}
    known = table[table["team"].notna()]
    return dict(zip(known["collector"].astype(str), known["team"].astype(str), strict=True))


def source_of(session: Session, teams: Mapping[str, str] | None = None) -> Source:
    """Give what happened, read once for each head of the store.

    Raises
    ------
    ArrearsError
        If the store has no cases on the day, as `Session.no_cases` words it.
    """
    named = teams_named() if teams is None else dict(teams)
    on = session.today
    source = session.at_head(f"progress {sorted(named.items())}", lambda store: read_source(store, on, named))
    if source.empty:
        raise session.no_cases()
    return source


class Progress:
    """Progress of a team's collection, as a lead looks at it.

    Parameters
    ----------
    session : Session
        The sitting at the store.
    teams : mapping, optional
        Each collector's team; without it nothing is grouped by team.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """

    def __init__(self, session: Session, teams: Mapping[str, str] | None = None) -> None:
        self.session = session
        self.teams = dict(teams or {})
        self._boards: dict[Choice, Board] = {}
        self._facts: dict[tuple[np.datetime64, np.datetime64, str], Facts] = {}
        self._kept_at = -1
        self.choice = self._whole(self.periods[0])

    @property
    def source(self) -> Source:
        """What happened, read once for each head of the store."""
        return source_of(self.session, self.teams)

    # --- what can be chosen -----------------------------------------------------------------------------------------

    @cached_property
    def periods(self) -> list[PeriodOption]:
        """The month of today first, then the months before, today, seven days, and all of it."""
        today, first = np.datetime64(self.session.today), self.source.first_day
        months = np.arange(first.astype("datetime64[M]"), today.astype("datetime64[M]") + 1)[::-1]
        found = []
        for month in months:
            begin, end = month.astype("datetime64[D]"), min((month + 1).astype("datetime64[D]") - 1, today)
            tail = both("panels.progress.date") if end == today else ("", "")
            found.append(
                PeriodOption(str(month), f"{str(month).replace('-', '年')}月{tail[0]}", f"{month}{tail[1]}", begin, end)
            )
        week = max(today - _WEEK + 1, first)
        return [
            *found,
            PeriodOption("today", *both("panels.progress.today"), today, today),
            PeriodOption("week", *both("panels.progress.last_days"), week, today),
            PeriodOption("all", *both("panels.progress.all"), first, today),
        ]

    @property
    def currencies(self) -> list[str]:
        """The currencies of the cases, the most frequent first."""
        return [str(code) for code in self.source.history.first["currency"].value_counts().index]

    def options(self, dimension: str) -> list[tuple[str, str]]:
        """Give the words and keys that a dimension can be narrowed to: those of the period's cases."""
        board = self._board(Choice(self.choice.begin, self.choice.end, currency=self.choice.currency))
        keys = [str(key) for key in board.by[dimension][dimension].unique() if key]
        if dimension != "stage":
            return [(key, key) for key in sorted(keys)]
        words = self.stage_words()
        return [(words[key], key) for key in words if key in keys]

    def stage_words(self) -> dict[str, str]:
        """Give each stage's word in the session's language, in order."""
        stages = self.session.policies.get(Stages, plain_date(self.choice.end))
        labels = stages.labels_en if self.session.lang == "en" else stages.labels_zh
        return dict(zip(stages.keys, labels, strict=True))

    # --- what is chosen ---------------------------------------------------------------------------------------------

    def choose(self, period: str | None = None, **groups: str) -> Board:
        """Choose a period by its key, or narrow by ``team, collector, stage, currency``; what is not named stays.

        Raises
        ------
        ArrearsError
            If the period is not among those that can be chosen.
        """
        if period is None:
            begin, end = self.choice.begin, self.choice.end
        else:
            option = next((each for each in self.periods if each.key == period), None)
            if option is None:
                raise ArrearsError(
                    both(
                        "panels.progress.there_no_period_choose_one",
                        period=period,
                        value=Saying(
                            "、".join(each.zh for each in self.periods), ", ".join(each.key for each in self.periods)
                        ),
                    ),
                )
            begin, end = option.begin, option.end
        return self._take(Choice(begin, end, **(self._narrowed() | groups)))

    def choose_days(self, begin: date, end: date) -> Board:
        """Choose a period by its first and last day.

        Raises
        ------
        ArrearsError
            If it ends before it begins, before the first case list, or after today.
        """
        first, last = np.datetime64(begin), np.datetime64(end)
        earliest, today = self.source.first_day, np.datetime64(self.session.today)
        if first > last or last < earliest or last > today:
            raise ArrearsError(
                both("panels.progress.has_no_data_case_lists", first=first, last=last, earliest=earliest, today=today),
            )
        return self._take(Choice(first, last, **self._narrowed()))

    @property
    def board(self) -> Board:
        """The tables of what is chosen."""
        return self._board(self.choice)

    def _take(self, choice: Choice) -> Board:
        board = self._board(choice)
        self.choice = choice
        return board

    def _board(self, choice: Choice) -> Board:
        source = self.source
        head = self.session.head().count
        if head != self._kept_at:
            # What was worked out from fewer events is of no use any more.
            self._boards, self._facts, self._kept_at = {}, {}, head
        if choice not in self._boards:
            period = (choice.begin, choice.end, choice.currency)
            if period not in self._facts:
                self._facts[period] = facts_of(source, choice)
            self._boards[choice] = make_board(source, choice, self._facts[period])
        return self._boards[choice]

    def _whole(self, option: PeriodOption) -> Choice:
        return Choice(option.begin, option.end, currency=self.currencies[0])

    def _narrowed(self) -> dict[str, str]:
        return {key: getattr(self.choice, key) for key in ("team", "collector", "stage", "currency")}

    # --- scores (CN-66) ---------------------------------------------------------------------------------------------

    def weights(self) -> dict[str, float]:
        """Give the policy's weight of each measure, in order; 0 where it has none."""
        terms = self.session.policies.get(ProgressTerms, plain_date(self.choice.end))
        return {measure: float(terms.weights.get(measure, 0)) for measure in MEASURES}

    def scores(self, weights: Mapping[str, float | Fraction] | None = None) -> pd.DataFrame:
        """Score the collectors of the board.

        Raises
        ------
        WeightsError
            If recovery alone, or nearly alone, would measure a person (CN-66).
        """
        day = plain_date(self.choice.end)
        rates = self.board.by["collector"]
        rates = rates[rates["collector"] != ""]
        if weights is not None:
            check_weights(weights, self.session.policies, day)
        if rates.empty:
            return pd.DataFrame(columns=["collector", "score", "measured", "small", "note_zh", "note", "rule"])
        return scores(rates, self.session.policies, day, weights)
