"""From a fair plan in parts of customers to whole customers, and the repair of what the rounding moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.operations.assignment.linear_program import Fairness, Floats, Groups
    from arrears.units import Codes, Flags

_STEPS_A_COLLECTOR = 40
"""Repairs tried at most, by collector."""
_PARTNERS = 6
"""Colleagues with whom an exchange is tried at each step."""
_TRIES = 6
"""Steps without success after which a collector is left as he is."""
_CANDIDATES = 64
"""Customers of each side looked at in one step."""
_ENOUGH = 1e-12


def whole_counts(plan: Floats, groups: Groups) -> NDArray[np.int64]:
    """Round a plan so that every group is given out whole; what one group rounds away, the next of its kind makes good.

    Parameters
    ----------
    plan : float64 array of shape (g, k + 1)
        As `fair_plan` gives it.
    groups : Groups
        Their largest stage decides which ones are of a kind.

    Returns
    -------
    int64 array of shape (g, k + 1)
        Whole numbers of members; each row adds up to the group's size.
    """
    floor = np.floor(plan + 1e-9).astype(np.int64)
    rest = np.maximum(plan - floor, 0.0)
    missing = groups.size - floor.sum(axis=1)
    kind = groups.load[:, 3:].argmax(axis=1)
    carried = np.zeros((int(kind.max(initial=0)) + 1, plan.shape[1]))
    # A loop over groups, of which there are far fewer than customers: each depends on what those before it rounded away.
    for group in np.flatnonzero(missing > 0):
        owed = carried[kind[group]] + rest[group]
        first = np.argsort(np.where(rest[group] > 0, -owed, np.inf), kind="stable")[: missing[group]]
        floor[group, first] += 1
        carried[kind[group]] = owed
        carried[kind[group], first] -= 1
    return floor


def give_out(counts: NDArray[np.int64], group: Codes, before: Codes, value: NDArray[np.int64]) -> Codes:
    """Give each customer a collector so that each group has its counts: who can stay stays, the others are dealt by value.

    Parameters
    ----------
    counts : int64 array of shape (g, k + 1)
    group, before : intp array of shape (n,)
        Each customer's group, and collector up to now; -1 where none.
    value : int64 array of shape (n,)
        Value at risk in fen.

    Returns
    -------
    intp array of shape (n,)
        Position of the collector; -1 for customers whom nobody takes.
    """
    collectors = counts.shape[1] - 1
    given = np.full(group.size, -2, dtype=np.intp)
    here = np.flatnonzero(before >= 0)
    cell = group[here] * collectors + before[here]
    stays = _rank_within(cell) < counts[group[here], before[here]]
    given[here[stays]] = before[here[stays]]
    left = counts.copy()
    np.subtract.at(left, (group[here[stays]], before[here[stays]]), 1)
    # The richest first: the column of those whom nobody takes comes last.
    open_ones = np.flatnonzero(given == -2)  # noqa: PLR2004  # the mark set above
    open_ones = open_ones[np.lexsort((-value[open_ones], group[open_ones]))]
    row, who = np.nonzero(left)
    slots = np.repeat(who, left[row, who])
    rows = np.repeat(row, left[row, who])
    turn = _rank_within(rows * (collectors + 1) + slots)
    # Dealt in turns, as cards are, so that each collector gets rich and poor.
    dealt = slots[np.lexsort((slots, np.where(slots == collectors, turn + group.size, turn), rows))]
    given[open_ones] = np.where(dealt == collectors, -1, dealt)
    return given


def keep_within(capacity: NDArray[np.int64], given: Codes, load: NDArray[np.int64], may: Flags, pinned: Codes) -> None:
    """Take customers from collectors whom whole customers would overload, and give them to who has room, in place.

    Parameters
    ----------
    capacity : int64 array of shape (k,)
        Most cases.
    given, pinned : intp array of shape (n,)
        Collector of each customer, -1 for nobody; and the one that the lead wants.
    load : int64 array of shape (n, m)
        Cases and value at risk first.
    may : bool array of shape (n, k)
        Who may take each customer.
    """
    for who in np.flatnonzero(np.bincount(given[given >= 0], load[given >= 0, 0], capacity.size) > capacity):
        mine = np.flatnonzero(given == who)
        # The least valuable go first, pinned ones last.
        kept = mine[np.lexsort((mine, -load[mine, 1], pinned[mine] != who))]
        given[kept[np.cumsum(load[kept, 0]) > capacity[who]]] = -1
    room = capacity - np.bincount(given[given >= 0], load[given >= 0, 0], capacity.size).astype(np.int64)
    waiting = np.flatnonzero((given < 0) & may.any(axis=1))
    # A loop over those left out, who are few: each takes room from the next.
    for customer in waiting[np.lexsort((waiting, -load[waiting, 1]))]:
        fits = np.where(may[customer], room, -1)
        best = int(fits.argmax())
        if fits[best] >= load[customer, 0]:
            given[customer] = best
            room[best] -= load[customer, 0]


def _rank_within(cell: Codes) -> Codes:
    """Give the rows of each cell the numbers 0, 1, 2 … in their order."""
    order = np.argsort(cell, kind="stable")
    begins = (
        np.flatnonzero(np.r_[True, cell[order][1:] != cell[order][:-1]]) if cell.size else np.zeros(0, dtype=np.intp)
    )
    lengths = np.diff(np.r_[begins, cell.size])
    rank = np.empty(cell.size, dtype=np.intp)
    rank[order] = np.arange(cell.size) - np.repeat(begins, lengths)
    return rank


@dataclass
class Repair:
    """Exchanges between two collectors that make loads fairer, until none of those tried does.

    Attributes
    ----------
    given : intp array of shape (n,)
        Collector of each customer, -1 for nobody; changed in place.
    load : float64 array of shape (n, m)
        Loads divided by the scale of their measure.
    may : bool array of shape (s, k)
        Who may take customers of each requirement.
    need, before : intp array of shape (n,)
    fairness : Fairness
    """

    given: Codes
    load: Floats
    may: Flags
    need: Codes
    before: Codes
    fairness: Fairness

    def __post_init__(self) -> None:
        placed = self.given >= 0
        self.held = np.zeros((self.fairness.share.size, self.load.shape[1]))
        np.add.at(self.held, self.given[placed], self.load[placed])
        wanted = self.fairness.fair.sum(axis=0)
        self.fair = self.fairness.fair * (self.load[placed].sum(axis=0) / np.where(wanted > 0, wanted, 1.0))
        self.room = self.fairness.capacity / max(self.fairness.scale[0], 1.0) + _ENOUGH

    def run(self) -> None:
        """Improve the least fair collector again and again, in an order that is always the same."""
        there = np.flatnonzero(self.fairness.share > 0)
        stuck = np.zeros(self.fairness.share.size, dtype=np.int64)
        for step in range(_STEPS_A_COLLECTOR * there.size):
            unfair = np.where(stuck[there] < _TRIES, self._unfairness(there, self.held[there]), 0.0)
            worst = there[int(unfair.argmax())]
            if unfair.max() <= _ENOUGH:
                break
            if self._improve(worst, there, step):
                stuck[:] = 0
            else:
                stuck[worst] += 1

    def _unfairness(self, who: Codes | int, held: Floats) -> Floats:
        share = self.fairness.share[who]
        off = np.abs(held - self.fair[who]) / (share[..., np.newaxis] if np.ndim(share) else share)
        over = np.maximum(off - self.fairness.tolerance, 0.0)
        # As in the plan, with a square in place of the plan's steep part, so that the largest deviations go first.
        cost: Floats = (self.fairness.weight * (over + over**2 / max(self.fairness.steep_from, _ENOUGH))).sum(axis=-1)
        return cost * share

    def _improve(self, worst: int, there: Codes, step: int) -> bool:
        off = (self.held[there] - self.fair[there]) / self.fairness.share[there, np.newaxis]
        mine = off[there == worst][0]
        # Who is off the other way in the same measures helps most.
        others = np.argsort(off @ (mine * self.fairness.weight), kind="stable")
        # Only with those can anything be exchanged who may take some of what the worst one has, or the other way round.
        able = self.may[np.unique(self.need[self.given == worst])].any(axis=0)
        able |= np.bincount(self.given[(self.given >= 0) & self.may[self.need, worst]], minlength=able.size) > 0
        partners = there[others][(there[others] != worst) & able[there[others]]]
        # Half of them are the best, the others take turns, so that everybody's turn comes.
        turn = np.roll(partners, -_PARTNERS * step)
        chosen = dict.fromkeys([*partners[: _PARTNERS // 2].tolist(), *turn[: _PARTNERS // 2].tolist()])
        tried = [self._best(worst, other, step) for other in chosen]
        found = [best for best in tried if best is not None]
        if not found:
            return False
        _, mine_out, theirs_out, other = min(found)
        self._exchange(mine_out, worst, other)
        self._exchange(theirs_out, other, worst)
        return True

    def _exchange(self, customer: int, source: int, target: int) -> None:
        if customer >= 0:
            self.given[customer] = target
            self.held[source] -= self.load[customer]
            self.held[target] += self.load[customer]

    def _some(self, who: int, to: int, step: int) -> Codes:
        """Give some customers whom another collector may take, other ones at each step; -1, nobody, comes first."""
        able = np.flatnonzero((self.given == who) & self.may[self.need, to])
        if able.size > _CANDIDATES:
            # Who moves anyway, or has nobody, costs no continuity and is looked at first.
            settled = self.before[able] == who
            able = np.r_[np.roll(able[~settled], -31 * step), np.roll(able[settled], -31 * step)][:_CANDIDATES]
        some: Codes = np.r_[-1, able]
        return some

    def _best(self, one: int, two: int, step: int) -> tuple[float, int, int, int] | None:
        mine, theirs = self._some(one, two, step), self._some(two, one, step)
        nothing = np.zeros((1, self.load.shape[1]))
        going = np.vstack([nothing, self.load[mine[1:]]])
        coming = np.vstack([nothing, self.load[theirs[1:]]])
        change = coming[np.newaxis] - going[:, np.newaxis]
        now = float(self._unfairness(one, self.held[one]) + self._unfairness(two, self.held[two]))
        after = self._unfairness(one, self.held[one] + change) + self._unfairness(two, self.held[two] - change)
        after = after + self._moving(mine, one, two)[:, np.newaxis] + self._moving(theirs, two, one)[np.newaxis]
        full = (self.held[one, 0] + change[..., 0] > self.room[one]) | (
            self.held[two, 0] - change[..., 0] > self.room[two]
        )
        after[full] = np.inf
        best = int(after.argmin())
        row, column = divmod(best, theirs.size)
        if after[row, column] >= now - _ENOUGH:
            return None
        return float(after[row, column]) - now, int(mine[row]), int(theirs[column]), two

    def _moving(self, customers: Codes, source: int, target: int) -> Floats:
        """Charge a little for who leaves the collector that he is used to, and reward who comes back."""
        was = np.where(customers >= 0, self.before[customers], -1)
        cases = np.where(customers >= 0, self.load[customers, 0], 0.0)
        price = self.fairness.continuity * cases
        price_of: Floats = price * ((was == source).astype(np.float64) - (was == target))
        return price_of
