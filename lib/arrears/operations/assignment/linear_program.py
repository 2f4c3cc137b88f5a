"""Linear programs of an assignment, solved by HiGHS: the fair plan over groups of customers, and bounds that nobody beats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Flags

    Floats = NDArray[np.float64]

_UNPLACED = 1000.0
"""Cost of leaving a customer's case with nobody; above what any balance can be worth, so that it is the last resort."""


class Solved(NamedTuple):
    """The optimum of a linear program."""

    values: Floats
    cost: float
    prices: Floats


@dataclass
class Program:
    """A linear program in the making: columns with cost and upper bound, rows with bounds, and entries."""

    cost: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    rows: list[Codes] = field(default_factory=list)
    columns: list[Codes] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add_columns(self, cost: Floats, upper: Floats | float = np.inf) -> Codes:
        """Add variables of at least 0; give their numbers."""
        begin = sum(part.size for part in self.cost)
        self.cost.append(np.asarray(cost, dtype=np.float64))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), cost.shape))
        return np.arange(begin, begin + cost.size)

    def add_rows(self, low: Floats, high: Floats) -> Codes:
        """Add constraints; give their numbers."""
        begin = sum(part.size for part in self.low)
        self.low.append(np.asarray(low, dtype=np.float64))
        self.high.append(np.asarray(high, dtype=np.float64))
        return np.arange(begin, begin + low.size)

    def add_entries(self, rows: Codes, columns: Codes, values: Floats | float) -> None:
        """Put variables with their factors into constraints."""
        self.rows.append(rows)
        self.columns.append(columns)
        self.values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), rows.shape))

    def solve(self) -> Solved:
        """Give the best values of the variables, their cost, and the price of each constraint.

        Raises
        ------
        RuntimeError
            If HiGHS finds no optimum: every program here has one, so that this is a fault of ours.
        """
        # The class below `highspy.Highs`, which alone keeps HiGHS from printing its banner on people's screens.
        highs = highspy._Highs()  # type: ignore[attr-defined]  # noqa: SLF001  # exported, but left out of its types
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        # Many assignments are equally good; the interior point method takes a quarter of the simplex' time on them.
        highs.setOptionValue("solver", "ipm")
        highs.passModel(self._model())
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the solver ended with {highs.getModelStatus()}")
        found = highs.getSolution()
        cost = float(highs.getInfo().objective_function_value)
        return Solved(np.array(found.col_value), cost, np.array(found.row_dual))

    def _model(self) -> highspy.HighsLp:
        rows, columns, values = (np.concatenate(part) for part in (self.rows, self.columns, self.values))
        order = np.lexsort((rows, columns))
        lp = highspy.HighsLp()
        cost, low = np.concatenate(self.cost), np.concatenate(self.low)
        lp.num_col_, lp.num_row_ = cost.size, low.size
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(cost.size), np.concatenate(self.upper)
        lp.row_lower_, lp.row_upper_ = low, np.concatenate(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(columns[order], np.arange(cost.size + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = rows[order].astype(np.int64), values[order].astype(np.float64)
        return lp


@dataclass(frozen=True)
class Fairness:
    """What is fair, and what unfairness costs.

    Attributes
    ----------
    share : float64 array of shape (k,)
        Part of all work that is fair for each collector; 0 for the absent.
    capacity : float64 array of shape (k,)
        Most cases.
    fair : float64 array of shape (k, m)
        Loads as fair as the requirements let them be, divided by the scale.
    scale : float64 array of shape (m,)
        What a load is divided by: the sum over all customers; for stages the number of all cases.
    weight : float64 array of shape (m,)
    tolerance, steep_from, steep, continuity : float
        As in the policy.
    """

    share: Floats
    capacity: Floats
    fair: Floats
    scale: Floats
    weight: Floats
    tolerance: float
    steep_from: float
    steep: float
    continuity: float


@dataclass(frozen=True)
class Groups:
    """Customers who are alike: how many, their mean load, who may take them, and where they are now.

    Attributes
    ----------
    size : int64 array of shape (g,)
    load : float64 array of shape (g, m)
        Mean load of a member, its first column cases.
    eligible : bool array of shape (g, k)
    before : int64 array of shape (g, k)
        How many are with each collector now.
    """

    size: NDArray[np.int64]
    load: Floats
    eligible: Flags
    before: NDArray[np.int64]


def fair_plan(groups: Groups, fairness: Fairness) -> Floats:
    """Share groups of customers out at the least cost of unfairness, of moves and of customers left out.

    Returns
    -------
    float64 array of shape (g, k + 1)
        Members of each group that each collector gets; last, those whom nobody can take.
    """
    program, size = Program(), groups.size.astype(np.float64)
    if not size.size:
        return np.zeros((0, fairness.share.size + 1))
    group, who = np.nonzero(groups.eligible)
    given = program.add_columns(np.zeros(group.size))
    left = program.add_columns(np.where(groups.eligible.any(axis=1), _UNPLACED * groups.load[:, 0], 0.0))
    whole = program.add_rows(size, size)
    program.add_entries(whole[group], given, 1.0)
    program.add_entries(whole, left, 1.0)
    room = program.add_rows(np.zeros(fairness.capacity.size), fairness.capacity)
    program.add_entries(room[who], given, groups.load[group, 0])
    _reward_staying(program, groups, fairness, given)
    for measure in np.flatnonzero((fairness.weight > 0) & (fairness.scale > 0)):
        load = groups.load[:, measure] / fairness.scale[measure]
        _cost_of_unfairness(program, fairness, int(measure), _Placing(load, group, who, given))
    found = program.solve().values
    plan = np.zeros((size.size, fairness.share.size + 1))
    plan[group, who] = found[given]
    plan[:, -1] = found[left]
    return plan


@dataclass(frozen=True)
class _Placing:
    """One measure of the groups that can be placed, and the variables that place them."""

    load: Floats
    group: Codes
    who: Codes
    given: Codes


def _reward_staying(program: Program, groups: Groups, fairness: Fairness, given: Codes) -> None:
    group, who = np.nonzero(groups.eligible)
    held = groups.before[group, who]
    here = np.flatnonzero(held > 0)
    if not here.size or fairness.continuity <= 0:
        return
    worth = fairness.continuity * groups.load[group[here], 0] / max(fairness.scale[0], 1.0)
    staying = program.add_columns(-worth, held[here].astype(np.float64))
    at_most = program.add_rows(np.full(here.size, -np.inf), np.zeros(here.size))
    program.add_entries(at_most, staying, 1.0)
    program.add_entries(at_most, given[here], -1.0)


def _cost_of_unfairness(program: Program, fairness: Fairness, measure: int, placing: _Placing) -> None:
    """Charge each collector's deviation from a fair load, and the largest of all deviations."""
    there = np.flatnonzero(fairness.share > 0)
    share, weight = fairness.share[there], fairness.weight[measure]
    row_of = np.full(fairness.share.size, -1)
    load = program.add_rows(fairness.fair[there, measure], fairness.fair[there, measure])
    row_of[there] = load
    fits = row_of[placing.who] >= 0
    program.add_entries(row_of[placing.who[fits]], placing.given[fits], placing.load[placing.group[fits]])
    (largest,) = program.add_columns(np.array([weight]))
    widths = (fairness.tolerance, fairness.steep_from - fairness.tolerance, np.inf)
    slopes = (0.0, 1.0, fairness.steep)
    for sign in (1.0, -1.0):
        below = program.add_rows(np.full(there.size, -np.inf), np.full(there.size, fairness.tolerance))
        program.add_entries(below, np.full(there.size, largest), -1.0)
        for width, slope in zip(widths, slopes, strict=True):
            part = program.add_columns(weight * slope * share, width)
            program.add_entries(load, part, -sign * share)
            program.add_entries(below, part, 1.0)
