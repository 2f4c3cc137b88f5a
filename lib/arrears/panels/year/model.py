"""The view-model of the virtual year: a lead decides month by month, beside the default, a rival and more collectors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.panels.year.book import summary, year_bytes
from arrears.training.year.deciding import Decision, checked, rival, usual
from arrears.training.year.simulating import Year
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.policy import Policies

MONTHS, CASES, SEED, COVERAGE = 24, 20_000, 7, 2.0
_LARGEST_SEED = 2**31


class VirtualLead:
    """One lead's virtual year.

    Parameters
    ----------
    policies : Policies
        Where the counted moves and the behaviour stand.
    on : date
        The day whose versions apply.
    cases, seed : int
        How many accounts, and whose luck.
    coverage : float
        Times its collectors that the default has on the road called ``more``.

    Attributes
    ----------
    decision : Decision
        What holds for the next month.
    roads : dict of Year
        ``own, default, rival, more``, all of the same people, luck and months.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> lead = VirtualLead(Policies(), date(2026, 11, 28), cases=1_000)
    >>> lead.decide(tone="pressing")
    >>> lead.live(3)
    >>> lead.month, lead.roads["own"].table["tone"].tolist()
    (3, ['pressing', 'pressing', 'pressing'])
    """

    def __init__(
        self, policies: Policies, on: date, *, cases: int = CASES, seed: int = SEED, coverage: float = COVERAGE
    ) -> None:
        self._policies, self._on, self._cases = policies, on, cases
        self.seed, self.coverage = seed, coverage
        self.begin(seed)

    @property
    def month(self) -> int:
        """How many months were lived through."""
        return len(self.roads["own"].months)

    @property
    def is_over(self) -> bool:
        """Whether the last month was lived through."""
        return self.month >= MONTHS

    def begin(self, seed: int | None = None) -> None:
        """Begin again: the same people and luck, or others.

        Raises
        ------
        ArrearsError
            If the seed is no whole number from 0.
        """
        wanted = self.seed if seed is None else seed
        if not 0 <= wanted < _LARGEST_SEED:
            raise ArrearsError(both("training.year.seed", value=wanted, most=_LARGEST_SEED - 1))
        self.seed = wanted
        start = Year(self._cases, wanted, self._on, self._policies)
        self.behaviour = start.behaviour
        self.decision = self._default = usual(start.behaviour)
        self._rival = rival(start.behaviour, MONTHS, wanted)
        others = {name: Year(self._cases, wanted, self._on, self._policies) for name in ("default", "rival", "more")}
        self.roads: dict[str, Year] = {"own": start, **others}

    def decide(self, **changes: str | int | None) -> None:
        """Change what holds from the next month on.

        Parameters
        ----------
        **changes
            ``strategy``, ``tone``, ``offer``, and ``collectors`` (None: as many as the load asks for).

        Raises
        ------
        ArrearsError
            If there is no such thing to choose.
        """
        wanted = replace(self.decision, **changes)  # type: ignore[arg-type]  # checked at once
        self.decision = checked(wanted, self.behaviour, both("training.year.next", month=self.month + 1).zh)

    def cover(self, coverage: float) -> None:
        """Ask what if: live the road called ``more`` again with so many times the default's collectors."""
        if coverage == self.coverage:
            return
        self.coverage = coverage
        months = self.month
        self.roads["more"] = Year(self._cases, self.seed, self._on, self._policies)
        self.roads["more"].run([self._more()] * months)

    def live(self, months: int = 1) -> None:
        """Live through months with what was decided, on every road.

        Raises
        ------
        ArrearsError
            If the last month was lived through.
        """
        if self.is_over:
            raise ArrearsError(both("training.year.over", months=MONTHS))
        for _ in range(min(months, MONTHS - self.month)):
            decided = {
                "own": self.decision, "default": self._default, "rival": self._rival[self.month], "more": self._more(),
            }  # fmt: skip
            for name, year in self.roads.items():
                year.step(decided[name])

    def beside(self) -> pd.DataFrame:
        """Put the roads side by side, as `arrears.panels.year.book.summary` does.

        Raises
        ------
        ArrearsError
            If no month was lived through.
        """
        self._demand_months()
        return summary(self.roads)

    def book(self, lang: str) -> bytes:
        """Give the workbook of the year so far.

        Raises
        ------
        ArrearsError
            If no month was lived through.
        """
        self._demand_months()
        return year_bytes(self.roads, lang)

    def _more(self) -> Decision:
        return replace(self._default, coverage=self.coverage)

    def _demand_months(self) -> None:
        if not self.month:
            raise ArrearsError(both("training.year.no_month"))
