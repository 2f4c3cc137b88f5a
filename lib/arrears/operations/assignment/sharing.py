"""Share cases out among collectors: fairly, by the rules, and with as few changes as that allows (guideline item A6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from arrears.operations.assignment.bounds import fairest_loads
from arrears.operations.assignment.customers import Customers, case_loads, looked_up, read_customers
from arrears.operations.assignment.linear_program import Fairness, Groups, fair_plan
from arrears.operations.assignment.report import balance, held_by, loads, measure_words, problems, reasons
from arrears.operations.assignment.rounding import Repair, give_out, keep_within, whole_counts
from arrears.operations.assignment.team import Team, position_of, read_team
from arrears.operations.cases.columns import plain_day, texts
from arrears.operations.customers.people import people_of
from arrears.policy.records import AssignmentTerms, Stages
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Codes, Flags

Holders: TypeAlias = Mapping[str, str] | pd.DataFrame
"""Collector by case id: a mapping, or a table with the columns case_id and collector."""
_VALUE_BINS = 4
"""Customers of one requirement, stage and effort are told apart by value in so many steps."""


@dataclass(frozen=True)
class Assignment:
    """Who has which case, how fair that is, and what could not be met.

    Attributes
    ----------
    cases : DataFrame
        One row a case in the caller's order: ``case_id``, ``customer`` (its number), ``collector`` ("" for nobody),
        ``previous``, ``moved``, ``pinned``, ``reason_zh``, ``reason`` ("" where it stays).
    loads : DataFrame
        One row a collector: each measure before and after.
    balance : DataFrame
        One row a measure: ``largest`` deviation from a fair load (as a share of a fair load; a stage's, of a fair number of
        cases), the ``bound`` below which no assignment can be in this measure, ``gap`` between the two, ``mean``,
        ``lowest``, ``highest`` and ``largest_before``.
    problems : DataFrame
        What cannot be met: ``constraint``, how many ``cases`` and ``customers``, their ``case_ids``, and the message.
    rule : str
        Id of the policy that weighed it.
    """

    cases: pd.DataFrame
    loads: pd.DataFrame
    balance: pd.DataFrame
    problems: pd.DataFrame
    rule: str

    @property
    def moved(self) -> pd.DataFrame:
        """The cases that go from one collector to another, with reasons."""
        table: pd.DataFrame = self.cases[self.cases["moved"]]
        return table

    @property
    def unassigned(self) -> pd.DataFrame:
        """The cases that nobody can take."""
        table: pd.DataFrame = self.cases[self.cases["collector"] == ""]
        return table


def assign(
    cases: pd.DataFrame,
    collectors: pd.DataFrame,
    policies: Policies,
    on: date,
    *,
    pins: Holders | None = None,
    previous: Holders | None = None,
    continuity: Fraction | None = None,
    tell: Callable[[float, str, str], object] | None = None,
) -> Assignment:
    """Share aged cases out among collectors.

    Parameters
    ----------
    cases : DataFrame
        As `arrears.operations.cases.ageing.age` gives it; ``needs_skill`` and ``language`` where they are known. Cases of one
        ``customer_id``, or else one identity number, go together.
    collectors : DataFrame
        As `arrears.operations.assignment.team.read_team` takes it.
    policies : Policies
        Whose weights, effort and skills apply.
    on : date
        The day: who is absent on it gets nothing.
    pins : mapping or DataFrame, optional
        Collector that the lead wants, by case id.
    previous : mapping or DataFrame, optional
        Collector up to now, by case id; the column ``collector`` of the cases unless given.
    continuity : Fraction, optional
        What moving every case costs, in place of the policy's: 0 does not mind moves, more minds them more.
    tell : function, optional
        Called before each step with how far it is (0 to 1) and what comes, in Chinese and English; what it raises ends the work.

    Returns
    -------
    Assignment
        The same for the same input, on every machine with the same solver.

    Raises
    ------
    ValueError
        If the team's table is wrong, or pins contradict each other. What merely cannot be met is a row of ``problems``.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.cases.ageing import age
    >>> from arrears.policy import Policies
    >>> from arrears.tables.cases import to_internal
    >>> rows = {"case_id": ["C1", "C2", "C3", "C4"], "due_date": ["2026-10-01"] * 4, "principal": [900, 900, 900, 900]}
    >>> cn, day = Policies("cn"), date(2026, 11, 23)
    >>> aged = age(to_internal(pd.DataFrame(rows).assign(collector="王芳")), day, cn)
    >>> shared = assign(aged, pd.DataFrame({"collector": ["王芳", "李伟"]}), cn, day)
    >>> shared.cases["collector"].value_counts().to_dict(), int(shared.cases["moved"].sum())
    ({'王芳': 2, '李伟': 2}, 2)
    >>> shared.moved["reason"].iloc[0]
    'balance: the collector up to now had 100.0% more cases than is fair'
    """
    day = plain_day(on)
    tell = tell or _nobody_asks
    tell(0.0, *both("operations.assignment.sharing.reading_cases_collectors"))
    terms, scale = policies.get(AssignmentTerms, day), policies.get(Stages, day)
    if continuity is not None:
        terms = terms.model_copy(update={"continuity": continuity})
    stages = scale.keys
    team = read_team(collectors, day, terms.default_language)
    # A column that is empty altogether may have come as numbers.
    cases = cases.assign(**{key: cases[key].astype(object) for key in ("needs_skill", "language") if key in cases})
    ids = texts(cases, "case_id")
    before = texts(cases, "collector") if previous is None else _holders(previous, ids)
    pinned = _holders(pins, ids) if pins is not None else np.full(ids.size, "", dtype=object)
    customers = read_customers(cases, people_of(cases, policies, day).first, team, terms, stages, before, pinned)
    tell(0.15, *both("operations.assignment.sharing.finding_fair_shares"))
    fairness = _fairness(team, customers, terms, len(stages))
    given = _shared_out(customers, team, fairness, tell)
    tell(0.9, *both("operations.assignment.sharing.checking_balance_reasons"))
    words = measure_words(scale)
    load = case_loads(cases, terms, stages)
    was = held_by(position_of(team, before), load, team.names.size)
    zh, en = reasons(team, customers, given, before, was, words)
    now = np.append(team.names, "")[given[customers.of_case]]
    return Assignment(
        cases=pd.DataFrame(
            {
                "case_id": ids,
                "customer": customers.of_case,
                "collector": now,
                "previous": before,
                "moved": (before != "") & (now != "") & (now != before),
                "pinned": customers.pinned[customers.of_case] >= 0,
                "reason_zh": zh,
                "reason": en,
            },
            index=cases.index,
        ),
        loads=loads(team, customers, given, was, words),
        balance=balance(team, customers, given, was, fairness, words),
        problems=problems(team, customers, given, ids),
        rule=terms.rule,
    )


def _holders(holders: Holders, ids: NDArray[np.object_]) -> NDArray[np.object_]:
    if isinstance(holders, pd.DataFrame):
        holders = dict(zip(texts(holders, "case_id"), texts(holders, "collector"), strict=True))
    unknown = sorted(set(map(str, holders)) - set(ids))
    if unknown:
        raise ValueError(f"{len(unknown)} case ids are not among the cases, the first is {unknown[0]!r}; correct them")
    return looked_up(ids, holders)


def _fairness(team: Team, customers: Customers, terms: AssignmentTerms, stages: int) -> Fairness:
    able: Flags = np.logical_or.reduce(customers.eligible, axis=1)
    total = customers.load[able[customers.need]].sum(axis=0).astype(np.float64)
    total[3:] = np.where(total[3:] > 0, total[0], 0.0)
    mass = np.zeros((customers.needs.size, total.size))
    np.add.at(mass, customers.need, customers.load.astype(np.float64))
    mass /= np.where(total > 0, total, 1.0)
    fair = np.column_stack([fairest_loads(part, customers.eligible, team.share) for part in mass.T])
    weights = terms.weights
    stage = [float(weights["stage_mix"])] * stages
    return Fairness(
        share=team.share,
        capacity=team.capacity.astype(np.float64),
        fair=fair,
        scale=total,
        weight=np.array([*(float(weights[key]) for key in ("cases", "value_at_risk", "effort")), *stage]),
        tolerance=float(terms.tolerance),
        steep_from=float(terms.steep_from),
        steep=float(terms.steep),
        continuity=float(terms.continuity),
    )


def _nobody_asks(_: float, __: str, ___: str) -> None:
    """Tell nobody how far the work is."""


def _shared_out(
    customers: Customers, team: Team, fairness: Fairness, tell: Callable[[float, str, str], object]
) -> Codes:
    tell(0.25, *both("operations.assignment.sharing.solving_linear_program"))
    group, groups = _grouped(customers, team)
    plan = fair_plan(groups, fairness)
    tell(0.6, *both("operations.assignment.sharing.rounding_exchanging_case_case"))
    counts = whole_counts(plan, groups)
    given = give_out(counts, group, customers.before, customers.load[:, 1])
    keep_within(team.capacity, given, customers.load, customers.eligible[customers.need], customers.pinned)
    scaled = customers.load / np.where(fairness.scale > 0, fairness.scale, 1.0)
    Repair(given, scaled, customers.eligible, customers.need, customers.before, fairness).run()
    return given


def _grouped(customers: Customers, team: Team) -> tuple[Codes, Groups]:
    """Group customers who ask for the same, are in the same stages, take the same effort and are about as valuable."""
    load = customers.load
    alike = pd.DataFrame(np.column_stack([customers.need, load[:, 0], load[:, 2:]]))
    kind = alike.groupby(list(alike.columns)).ngroup()
    value = pd.Series(load[:, 1])
    step = (value.groupby(kind).rank(method="first", pct=True) * _VALUE_BINS).clip(upper=_VALUE_BINS - 1).astype(int)
    group = pd.factorize(kind * _VALUE_BINS + step, sort=True)[0]
    size = np.bincount(group)
    mean = np.zeros((size.size, load.shape[1]))
    np.add.at(mean, group, load.astype(np.float64))
    held = np.zeros((size.size, team.names.size), dtype=np.int64)
    here = customers.before >= 0
    np.add.at(held, (group[here], customers.before[here]), 1)
    need = np.zeros(size.size, dtype=np.intp)
    need[group] = customers.need
    return group, Groups(size, mean / size[:, np.newaxis], customers.eligible[need], held)
