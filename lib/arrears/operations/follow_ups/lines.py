"""From cases to lines of a list: one a person in each queue, with what the person's other cards add, and what capacity leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import amounts, texts
from arrears.operations.follow_ups.texts import CARD_TEXTS, money_texts, of_lang
from arrears.tables.follow_ups import QUEUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.operations.cases.situations import CaseFacts
    from arrears.operations.follow_ups.texts import Words
    from arrears.units import Codes, Days, Fen, Flags
    from arrears.words import Lang

ORDER = tuple(QUEUES)
"""The queues in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each case stands on the list; every array has one entry a case.

    Attributes
    ----------
    queue : intp array
        Position in `ORDER`.
    tier : int64 array
        What comes first within its queue.
    hour : int64 array
        Minute of the day at which a customer asked to be called; 0 where nobody did.
    value : int64 array
        Expected value of a contact, in fen.
    appointment : bool array
        Whether somebody expects something today: never cut.
    listed : bool array
        Whether the case is on the list at all.
    """

    queue: Codes
    tier: Days
    hour: Days
    value: Fen
    appointment: Flags
    listed: Flags


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a list in their order; every array has one entry a line.

    Attributes
    ----------
    row : intp array
        Place of the leading case in the table.
    rank : int64 array
        From 1 in each queue of a collector.
    cards : int64 array
        How many cases the person has.
    others : object array
        The person's other cases, joined by semicolons.
    total : object array
        What is owed over all cases of the person, one amount a currency.
    value : int64 array
        Expected value of the line: of all its cases in the leading case's currency.
    """

    row: Codes
    rank: Days
    cards: Days
    others: Words
    total: Words
    value: Fen


def lines_of(
    aged: pd.DataFrame, facts: CaseFacts, standing: Standing, own_currency: str, lang: Lang, *, by_card: bool = False
) -> Lines:
    """Give one line a person and queue, or one a card.

    A person whom the collector works or waits for has one line on her list, led by the card that asks for most, whoever has the other
    cards: one call serves them all. What somebody else decides about a card has a line of its own in that queue, so that it is not lost
    behind a card that may be worked.

    Parameters
    ----------
    aged, facts, standing
        The cases, in one order.
    own_currency : str
        Of amounts that name none.
    lang : {"zh", "en"}
        Language of totals.
    by_card : bool
        One line a card instead.
    """
    rows = np.flatnonzero(standing.listed)
    ids, person = texts(aged, "case_id"), facts.person
    due, _ = amounts(aged, "total_due")
    given = texts(aged, "currency")
    currency = np.where(given == "", own_currency, given)
    case, _ = pd.factorize(ids, sort=True)
    owner, _ = pd.factorize(texts(aged, "collector"), sort=True)
    best = (case, -due, -standing.value, standing.hour, standing.tier, standing.queue)
    group = np.arange(person.size) if by_card else person * 2 + (standing.queue == ORDER.index("lead"))
    leading = _leading(group, best, rows)
    value = standing.value if by_card else _added_up(group, currency, standing.value, rows)
    keys = (case, -due, -value, standing.hour, standing.tier, standing.queue, owner)
    order = leading[np.lexsort([key[leading] for key in keys])]
    return Lines(
        row=order,
        rank=_ranks(owner[order], standing.queue[order]),
        cards=np.bincount(person)[person[order]],
        others=_others(ids, person, order),
        total=_totals(person, due, currency, order, lang),
        value=value[order],
    )


def within_capacity(
    collector: Words,
    queue: Codes,
    appointment: Flags,
    capacity: int | Mapping[str, int] | None,
    minutes: tuple[NDArray[np.float64], int] | None = None,
) -> Flags:
    """Tell which lines stay: the first of each collector's work up to the capacity, and every appointment.

    Parameters
    ----------
    collector, queue, appointment
        Of the lines in their order.
    capacity : int, mapping of str to int, or None
        For all, or by name; nobody's list is cut without it. What is on hold takes no place, and what waits for a collector is kept whole.
    minutes : (float64 array of shape (n,), int), optional
        What each line takes of a collector's day, and how many minutes that has: work beyond them is cut as well.
    """
    if capacity is None:
        return np.ones(queue.size, dtype=np.bool_)
    codes, names = pd.factorize(collector)
    if isinstance(capacity, int):
        room = np.full(len(names), capacity, dtype=np.int64)
    else:
        room = np.array([capacity.get(str(name), queue.size) for name in names], dtype=np.int64)
    work = (queue == ORDER.index("work")) & (collector != "")
    free = work & ~appointment
    taken = np.bincount(codes[work & appointment], minlength=len(names))
    place = _ranks(codes[free], np.zeros(int(free.sum()), dtype=np.intp))
    kept = np.ones(queue.size, dtype=np.bool_)
    kept[free] = place <= np.maximum(room - taken, 0)[codes[free]]
    if minutes is not None:
        each, of_day = minutes
        appointed = work & appointment
        left = of_day - np.bincount(codes[appointed], weights=each[appointed], minlength=len(names))
        rest = np.flatnonzero(free & kept)
        used = pd.Series(each[rest]).groupby(codes[rest]).cumsum().to_numpy(dtype=np.float64)
        kept[rest] = used <= left[codes[rest]]
    return kept


def _leading(group: Codes, best: Sequence[np.ndarray], rows: Codes) -> Codes:
    """Give the first case of each group in an order of keys, the last key being the first to decide."""
    order = rows[np.lexsort([*(key[rows] for key in best), group[rows]])]
    starts = np.ones(order.size, dtype=np.bool_)
    starts[1:] = group[order[1:]] != group[order[:-1]]
    return order[starts]


def _added_up(group: Codes, currency: Words, value: Fen, rows: Codes) -> Fen:
    """Add up the value of each group's listed cases, each currency by itself."""
    codes, _ = pd.factorize(currency)
    pair = group * (int(codes.max(initial=0)) + 1) + codes
    dense, _ = pd.factorize(pair)
    total = np.zeros(int(dense.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(total, dense[rows], value[rows])
    return total[dense]


def _ranks(owner: Codes, queue: Codes) -> Days:
    """Count from 1 within each run of rows of one owner and queue."""
    pair = owner * len(ORDER) + queue
    return pd.Series(pair).groupby(pair).cumcount().to_numpy(dtype=np.int64) + np.int64(1)


def _others(ids: Words, person: Codes, order: Codes) -> Words:
    """Name the person's other cases, sorted."""
    several = np.flatnonzero(np.bincount(person)[person] > 1)
    written: Words = np.full(order.size, "", dtype=object)
    if not several.size:
        return written
    cases = pd.Series(ids[several]).groupby(person[several]).agg(sorted).to_dict()
    for place in np.flatnonzero(np.isin(person[order], person[several])):
        row = order[place]
        written[place] = ";".join(one for one in cases[person[row]] if one != ids[row])
    return written


def _totals(person: Codes, due: Fen, currency: Words, order: Codes, lang: Lang) -> Words:
    """Write what each line's person owes over all cases, currency by currency; a credit balance is no debt and takes none off."""
    codes, names = pd.factorize(currency, sort=True)
    owed = np.zeros((int(person.max(initial=-1)) + 1, len(names)), dtype=np.int64)
    np.add.at(owed, (person, codes), np.maximum(due, 0))
    mine = owed[person[order]]
    written: Words = np.full(order.size, "", dtype=object)
    for place, name in enumerate(names):
        has = mine[:, place] > 0
        comma = np.where(written[has] == "", "", of_lang(CARD_TEXTS["and"], lang)).astype(object)
        code = np.full(int(has.sum()), name, dtype=object)
        written[has] = written[has] + comma + money_texts(mine[has, place], code, lang)
    return written
