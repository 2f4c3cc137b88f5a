"""The best lawful action of each case: the channel and hour whose expected value, net of cost and of harm, is greatest."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.contacts.now import contact_block

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.experience.rates import Rates
    from arrears.policy import Policies
    from arrears.policy.records import BestAction
    from arrears.units import Codes, Fen, Flags

    Floats = NDArray[np.float64]

AT_ONCE = 50_000
"""So many cases are valued at a time: each has a value for every channel and slot."""
FACTS = ("owed", "age", "hour", "channel", "silence", "own")
"""What may move a value, in the order of their codes."""
SHOWN_FACTS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What the value of an action is read from; one entry a case.

    Attributes
    ----------
    owed : int64 array of shape (n,)
        In fen.
    bucket : intp array of shape (n,)
        Position in the rates' buckets; -1 where the age is not known, which is worth nothing.
    silence : float64 array of shape (n,)
        The part of a contact's effect that counts after so many days without one.
    allowed : bool array of shape (n, channels)
        By which channels the case may be contacted.
    tried, met : int64 arrays of shape (n, slots)
        The person's own calls so far in each slot, and those that were answered.
    """

    owed: Fen
    bucket: Codes
    silence: Floats
    allowed: Flags
    tried: NDArray[np.int64]
    met: NDArray[np.int64]

    def part(self, rows: slice) -> Case:
        """Give some cases."""
        return Case(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Best:
    """The best action of each case, and the second best; one entry a case.

    Attributes
    ----------
    known : bool array
        Whether there is a lawful one at all.
    channel, slot : intp arrays
        Positions in the rates' channels and hours; of the second best likewise.
    net, low, high : int64 arrays
        Value net of cost and harm in fen, and its interval.
    reach : float64 array
        The chance that the attempt reaches the person.
    facts : intp array of shape (n, 3)
        What moved the value most, positions in `FACTS`, the strongest first.
    raises : bool array of shape (n, 3)
        Whether each raised it.
    second, second_channel, second_slot, second_net
        The second best: whether there is one, its channel and slot, its value.
    """

    known: Flags
    channel: Codes
    slot: Codes
    net: Fen
    low: Fen
    high: Fen
    reach: Floats
    facts: Codes
    raises: Flags
    second: Flags
    second_channel: Codes
    second_slot: Codes
    second_net: Fen

    def of(self, rows: Codes) -> Best:
        """Give some cases, in the order of their places."""
        return Best(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def lawful(own: Rates, policies: Policies, day: date) -> Flags:
    """Tell by which channels and in which slots of a day a holder may be contacted: from a slot's first minute to its last.

    Returns
    -------
    bool array of shape (channels, slots)

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.experience.rates import in_force
    >>> from arrears.policy import Policies
    >>> day, india = date(2026, 11, 27), Policies("in")
    >>> lawful(in_force(india, day), india, day)[0].tolist()
    [True, True, True, True, True, False, False]
    """
    hours = np.array(own.hours) * 60
    first = np.datetime64(day, "m") + hours[:-1]
    last = np.datetime64(day, "m") + hours[1:] - 1
    both = np.concatenate([first, last])
    blocks = [contact_block(both, channel, policies=policies) for channel in own.channels]
    free = np.array(blocks, dtype=object).reshape(len(own.channels), 2, first.size) == ""
    whole: Flags = free.all(axis=1)
    return whole


def best_actions(cases: Case, own: Rates, policy: BestAction, allowed_at: Flags, weekday: int) -> Best:
    """Find the best action of each case.

    Parameters
    ----------
    cases : Case
        The cases.
    own : Rates
        What is expected of an attempt.
    policy : BestAction
        What an attempt costs, and what a complaint does.
    allowed_at : bool array of shape (channels, slots)
        As `lawful` gives it: nothing outside it is ever proposed.
    weekday : int
        Monday 0.
    """
    size = len(cases.owed)
    middle = _middle(cases, own)
    parts = [
        _best(cases.part(slice(begin, begin + AT_ONCE)), own, policy, allowed_at, weekday, middle)
        for begin in range(0, max(size, 1), AT_ONCE)
    ]
    return Best(**{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Best)})


def _middle(cases: Case, own: Rates) -> tuple[float, float, float]:
    """Give what is usual on the list: what is owed, what a conversation brings in, how much of it silence leaves."""
    overdue = (cases.bucket > 0) & (cases.owed > 0)
    if not overdue.any():
        return 1.0, 1.0, 1.0
    brings = own.brings.share[cases.bucket[overdue]]
    return float(np.median(cases.owed[overdue])), float(brings.mean()), float(cases.silence[overdue].mean())


def _best(
    cases: Case, own: Rates, policy: BestAction, allowed_at: Flags, weekday: int, middle: tuple[float, float, float]
) -> Best:
    rows, (channels, slots) = np.arange(len(cases.owed)), allowed_at.shape
    ways = policy.ways
    known_age = cases.bucket >= 0
    place = np.maximum(cases.bucket, 0)
    worth, worth_low, worth_high = (
        np.where(known_age, np.maximum(cases.owed, 0) * each[place], 0.0) * cases.silence for each in own.brings
    )
    effect = np.array([float(way.effect) for way in ways])
    cost = np.array([float(way.minutes) * policy.minute_fen + way.cost_fen for way in ways])
    cost = cost + own.complaint.share * policy.complaint_fen
    group = own.reach.share[:, :, weekday]
    # A call is answered by a person whose own habits count; by other channels nobody is tried often enough.
    weight, call = float(policy.weight_own), own.channels.index("call") if "call" in own.channels else -1
    reach = np.broadcast_to(group, (rows.size, channels, slots)).copy()
    if call >= 0:
        reach[:, call] = (cases.met + weight * group[call]) / (cases.tried + weight)
    value = worth[:, np.newaxis, np.newaxis] * effect[:, np.newaxis] * reach - cost[:, np.newaxis]
    value = np.where(cases.allowed[:, :, np.newaxis] & allowed_at, value, -np.inf).reshape(rows.size, channels * slots)
    first = value.argmax(axis=1)
    net = value[rows, first]
    known = np.isfinite(net)
    channel, slot = np.divmod(first, slots)
    chance = reach[rows, channel, slot]
    # The second best is by another channel; where there is none, at another hour.
    flat = value.reshape(rows.size, channels, slots)
    flat[rows, channel] = np.where(
        (cases.allowed & allowed_at.any(axis=1)).sum(axis=1)[:, np.newaxis] > 1, -np.inf, flat[rows, channel]
    )
    flat[rows, channel, slot] = -np.inf
    other = flat.reshape(rows.size, channels * slots).argmax(axis=1)
    other_net = flat.reshape(rows.size, channels * slots)[rows, other]
    low_ratio, high_ratio = (
        each[channel, slot, weekday] / group[channel, slot] for each in (own.reach.low, own.reach.high)
    )
    of_channel, base_cost = effect[channel], cost[channel]
    facts, raises = _facts(cases, own, middle, channel, slot, chance, group)
    second_channel, second_slot = np.divmod(other, slots)
    return Best(
        known=known,
        channel=channel,
        slot=slot,
        net=_fen(net, known),
        low=_fen(worth_low * of_channel * np.minimum(chance * low_ratio, 1) - base_cost, known),
        high=_fen(worth_high * of_channel * np.minimum(chance * high_ratio, 1) - base_cost, known),
        reach=np.where(known, chance, 0.0),
        facts=facts,
        raises=raises,
        second=np.isfinite(other_net),
        second_channel=second_channel,
        second_slot=second_slot,
        second_net=_fen(other_net, np.isfinite(other_net)),
    )


def _facts(
    cases: Case, own: Rates, middle: tuple[float, float, float],
    channel: Codes, slot: Codes, chance: Floats, group: Floats,
) -> tuple[Codes, Flags]:  # fmt: skip
    """Give the facts that moved each value most from what is usual, by how many times each multiplied it."""
    owed, brings, silence = middle
    base = own.reach_of.share
    usual = float(base.mean())
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.stack(
            [
                cases.owed / owed,
                own.brings.share[np.maximum(cases.bucket, 0)] / brings,
                group[channel, slot] / base[channel],
                base[channel] / usual,
                cases.silence / silence,
                chance / group[channel, slot],
            ],
            axis=1,
        )
        moved = np.nan_to_num(np.log(times), nan=0.0, posinf=0.0, neginf=-np.inf)
    order = np.argsort(-np.abs(moved), axis=1, kind="stable")[:, :SHOWN_FACTS]
    raises: Flags = np.take_along_axis(moved, order, axis=1) >= 0
    return order.astype(np.intp), raises


def _fen(value: Floats, known: Flags) -> Fen:
    return np.rint(np.where(known, value, 0.0)).astype(np.int64)
