"""Cases grouped by customer, what each customer asks for, and who may take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.assignment.team import Team, position_of, words_of
from arrears.operations.cases.columns import amounts, texts
from arrears.tables.cases import flag_columns
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.policy.records import AssignmentTerms
    from arrears.units import Codes, Fen, Flags

CONSTRAINTS: dict[str, tuple[str, str]] = {
    "absence": both("operations.assignment.customers.absence"),
    "skill": both("operations.assignment.customers.skill"),
    "language": both("operations.assignment.customers.language"),
    "region": both("operations.assignment.customers.region"),
    "conflict": both("operations.assignment.customers.conflict_interest"),
    "pin": both("operations.assignment.customers.pin"),
}
"""What can rule a collector out, with its words."""


@dataclass(frozen=True)
class Customers:
    """Customers, in the order of their first case.

    Attributes
    ----------
    of_case : intp array of shape (cases,)
        Which customer each case is of.
    load : int64 array of shape (n, m)
        What a customer adds to a collector: cases, value at risk in fen, minutes, and cases in each stage.
    need : intp array of shape (n,)
        Row of `ruled_out` that applies.
    needs : object array of shape (s,)
        Each requirement in words: a tuple of skills, language, region.
    ruled_out : dict of str to bool array of shape (s, k)
        For each constraint, whom it rules out.
    before : intp array of shape (n,)
        Collector up to now, -1 where there is none in the team.
    pinned : intp array of shape (n,)
        Collector that the lead names, -1 where none.
    """

    of_case: Codes
    load: Fen
    need: Codes
    needs: NDArray[np.object_]
    ruled_out: dict[str, Flags]
    before: Codes
    pinned: Codes

    @property
    def eligible(self) -> Flags:
        """Who may take customers of each requirement."""
        free: Flags = ~np.logical_or.reduce(list(self.ruled_out.values()))
        return free


def read_customers(
    cases: pd.DataFrame,
    person: Codes,
    team: Team,
    terms: AssignmentTerms,
    stages: Sequence[str],
    before: NDArray[np.object_],
    pins: NDArray[np.object_],
) -> Customers:
    """Group aged cases by customer and find who may take each.

    Parameters
    ----------
    cases : DataFrame
        As `arrears.operations.cases.ageing.age` gives it; ``needs_skill`` and ``language`` where they are known.
    person : int array of shape (cases,)
        Equal numbers for the cases of one person (`arrears.operations.customers.people`).
    team, terms
        Whom there is, and what skills and effort cases ask for.
    stages : sequence of str
        The stages' keys in the policy's order.
    before, pins : object array of shape (cases,)
        Name of the collector up to now, and of the one that the lead wants; "" where none.

    Raises
    ------
    ValueError
        If one customer's cases are pinned to two collectors, or a pin names nobody of the team.
    """
    of_case: Codes = pd.factorize(person)[0]
    count = int(of_case.max(initial=-1)) + 1
    load = np.zeros((count, 3 + len(stages)), dtype=np.int64)
    np.add.at(load, of_case, case_loads(cases, terms, stages))
    was = np.full(count, -1, dtype=np.intp)
    places = position_of(team, before)
    _first_known(was, of_case, places)
    pinned = _pinned(of_case, position_of(team, pins), pins, count)
    need, needs, tuples = _needs(cases, of_case, terms, team, pinned)
    return Customers(of_case, load, need, needs, _ruled_out(tuples, team), was, pinned)


def case_loads(cases: pd.DataFrame, terms: AssignmentTerms, stages: Sequence[str]) -> Fen:
    """Give what each case adds to a collector's load, in the columns of `Customers.load`."""
    place = pd.Index(stages).get_indexer(pd.Index(texts(cases, "stage")))
    minutes = np.array([*(terms.minutes_by_stage.get(stage, 0) for stage in stages), 0], dtype=np.int64)[place]
    flags = flag_columns(cases["flags"]) if "flags" in cases else {}
    for flag, extra in terms.minutes_by_flag.items():
        if flag in flags:
            minutes = minutes + extra * flags[flag]
    value, _ = amounts(cases, "value_at_risk")
    in_stage = place[:, np.newaxis] == np.arange(len(stages))
    return np.column_stack([np.ones(len(cases), dtype=np.int64), value, minutes, in_stage.astype(np.int64)])


def looked_up(words: NDArray[np.object_], held: Mapping[str, str]) -> NDArray[np.object_]:
    """Give what a mapping holds for each word, "" where nothing.

    Examples
    --------
    >>> looked_up(np.array(["a", "b"], dtype=object), {"b": "B"})
    array(['', 'B'], dtype=object)
    """
    places = pd.Index(list(held), dtype=object).get_indexer(pd.Index(words, dtype=object))
    values = np.array([*held.values(), ""], dtype=object)
    found: NDArray[np.object_] = values[places]
    return found


def _first_known(into: Codes, of_case: Codes, places: Codes) -> None:
    """Give each customer the collector of its first case that has one."""
    known = np.flatnonzero(places >= 0)[::-1]
    into[of_case[known]] = places[known]


def _pinned(of_case: Codes, places: Codes, pins: NDArray[np.object_], count: int) -> Codes:
    unknown = (pins != "") & (places < 0)
    if unknown.any():
        raise ValueError(f"a case is pinned to {pins[unknown][0]!r}, who is not in the team; correct the pin")
    pinned = np.full(count, -1, dtype=np.intp)
    _first_known(pinned, of_case, places)
    torn = (places >= 0) & (places != pinned[of_case])
    if torn.any():
        raise ValueError(
            f"row {int(torn.argmax())} of the cases is pinned to {pins[torn][0]!r}, and another case of the same customer to "
            "somebody else; one customer has one collector (HOUSE-ASSIGN): pin all of them to the same"
        )
    return pinned


def _needs(
    cases: pd.DataFrame, of_case: Codes, terms: AssignmentTerms, team: Team, pinned: Codes
) -> tuple[Codes, NDArray[np.object_], list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, int]]]:
    """Give numbers to the different requirements of customers: skills, languages, regions, ids in conflict, pin."""
    held = frozenset().union(*team.conflicts) if team.conflicts else frozenset()
    frame = pd.DataFrame(
        {
            "skill": _skills(cases, terms),
            "language": np.where(texts(cases, "language") == "", terms.default_language, texts(cases, "language")),
            "region": texts(cases, "region") if team.regions else "",
            "conflict": _conflict_ids(cases, held),
        }
    )
    parts = [_joined(frame[key], of_case, pinned.size) for key in frame]
    codes, keys = pd.factorize(pd.MultiIndex.from_arrays([*parts, pinned]))
    tuples = [(*(tuple(sorted(words_of(text))) for text in key[:3]), key[3], int(key[4])) for key in keys]
    words = np.empty(len(tuples), dtype=object)
    words[:] = [entry[:3] for entry in tuples]
    return codes, words, tuples


def _skills(cases: pd.DataFrame, terms: AssignmentTerms) -> NDArray[np.object_]:
    skills = texts(cases, "needs_skill")
    by_stage = looked_up(texts(cases, "stage"), terms.skills_by_stage)
    joined: NDArray[np.object_] = skills + ";" + by_stage
    flags = flag_columns(cases["flags"]) if "flags" in cases else {}
    for flag, skill in terms.skills_by_flag.items():
        if flag in flags:
            joined = joined + np.where(flags[flag], ";" + skill, "")
    return joined


def _conflict_ids(cases: pd.DataFrame, held: frozenset[str]) -> NDArray[np.object_]:
    case, customer = (
        np.where(np.isin(texts(cases, key).astype(str), [*held]), texts(cases, key), "").astype(object)
        for key in ("case_id", "customer_id")
    )
    joined: NDArray[np.object_] = case + ";" + customer
    return joined


def _joined(column: pd.Series, of_case: Codes, count: int) -> NDArray[np.object_]:
    """Join the different texts of each customer's cases; most customers have one case, and keep its text."""
    text = column.to_numpy(dtype=object)
    first = np.full(count, "", dtype=object)
    first[of_case[::-1]] = text[::-1]
    differs = np.flatnonzero(text != first[of_case])
    if differs.size:
        rest = pd.Series(text[differs]).groupby(of_case[differs]).agg(lambda values: ";".join(sorted(set(values))))
        first[rest.index.to_numpy()] = first[rest.index.to_numpy()] + ";" + rest.to_numpy(dtype=object)
    return first


def _ruled_out(
    tuples: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, int]], team: Team
) -> dict[str, Flags]:
    """Say whom each constraint rules out, one row a requirement."""
    out = {key: np.zeros((len(tuples), team.names.size), dtype=np.bool_) for key in CONSTRAINTS}
    out["absence"][:] = ~team.present
    for row, (skills, languages, regions, conflict, pin) in enumerate(tuples):
        if team.skills is not None and skills:
            out["skill"][row] = ~team.having(set(skills).issubset, team.skills)
        if team.languages is not None:
            out["language"][row] = ~team.having(set(languages).issubset, team.languages)
        if team.regions is not None and regions:
            out["region"][row] = ~team.having(partial(_covers, wanted=regions), team.regions)
        if team.conflicts is not None and words_of(conflict):
            out["conflict"][row] = ~team.having(words_of(conflict).isdisjoint, team.conflicts)
        if pin >= 0:
            out["pin"][row] = np.arange(team.names.size) != pin
    return out


def _covers(own: frozenset[str], wanted: tuple[str, ...]) -> bool:
    """Tell whether a collector's regions cover those of a customer; 浙江 covers 浙江省杭州市, and no entry covers all."""
    return not own or all(any(region.startswith(part) for part in own) for region in wanted)
