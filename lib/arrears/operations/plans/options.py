"""Plans put side by side within the policy's cap: the shortest, the cheapest, the lowest instalment (items B4, C5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import dates
from arrears.operations.plans.costs import agreed_costs_of, costs_of
from arrears.operations.plans.schedules import schedules_of
from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.operations.plans.terms import Shape, plan_limits, read_terms
from arrears.policy.records import MonthStep, PlanOptions
from arrears.rules.month_step import MissingDay, add_months
from arrears.rules.plan_options import OPTIONS, choose_options
from arrears.tables.schedules import METHOD_WORDS
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.rules.schedule import Schedules
    from arrears.units import Codes, Days, Fen

OPTION_WORDS: dict[str, tuple[str, str]] = {
    "shortest": both("operations.plans.options.shortest"),
    "lowest_cost": both("operations.plans.options.lowest_cost"),
    "lowest_payment": both("operations.plans.options.lowest_payment"),
}
"""What each option is called in Chinese and in English."""
_BITS = 1 << np.arange(len(OPTIONS))
_NAMES = tuple(
    np.array(
        [
            join.join(OPTION_WORDS[option][place] for option, bit in zip(OPTIONS, _BITS, strict=True) if which & bit)
            for which in range(1 << len(OPTIONS))
        ],
        dtype=object,
    )
    for place, join in enumerate(("、", ", "))
)
"""What a plan is called that is several options at once, in Chinese and English, by the sum of their bits."""
_COSTS = ("payment_fen", "last_payment_fen", "total_cost_fen", "apr", "ear", "warning")
_CASES_AT_ONCE = 500
"""So many cases' possible plans, two million instalments, are made at a time."""


def plan_options(
    principal_fen: Fen,
    annual_rate: float | str | Decimal | Fraction | NDArray[np.object_],
    affordable_fen: Fen,
    first_due: Day | NDArray[np.datetime64],
    on: Day,
    policies: Policies,
    *,
    start: Day | None = None,
) -> pd.DataFrame:
    """Put plans side by side for each case: the shortest and the cheapest that fit, and the lowest instalment.

    Every plan of the policy's methods and lengths is made, and three are chosen; a plan that is two of them is one row.
    A plan fits when none of its instalments is above what can be paid.

    Parameters
    ----------
    principal_fen, affordable_fen : int64 array of shape (n,)
        What is to be paid back, and what can be paid a month, in fen.
    annual_rate : number, text, or array of shape (n,)
        Nominal interest a year.
    first_due : date, text, or datetime64[D] array of shape (n,)
        First due date.
    on : date or text
        The day of the agreement: the rules in force then apply.
    policies : Policies
        Whose cap and methods apply.
    start : date or text, optional
        Day from which interest runs, and from which the cap is counted; a month before the first due date unless given.

    Returns
    -------
    DataFrame
        Rows of each case in the order of the options: ``case`` (position), ``option``, ``option_zh``, ``method``, ``n``,
        ``payment_fen`` (the first instalment), ``highest_fen``, ``last_payment_fen``, ``total_cost_fen``, ``apr``, ``ear``,
        ``fits``, ``verdict_zh``, ``verdict_en``, ``warning`` (rule of a cost ceiling that is passed) and ``rule`` of the cap.

    Raises
    ------
    ValueError
        Naming the first plan that cannot be, its value, the rule and the remedy.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> each = np.array([10_000_00]), "0.12", np.array([900_00])
    >>> table = plan_options(*each, "2026-12-31", "2026-11-23", Policies("cn"))
    >>> table[["option", "n", "payment_fen", "total_cost_fen", "fits"]].values.tolist()
    [['shortest, lowest cost', 12, 88849, 66186, True], ['lowest payment', 60, 22244, 334677, True]]
    """
    agreed = plain_date(one_day(on))
    if (affordable_fen < 0).any():
        raise ValueError(
            f"what can be paid must not be negative; one is {affordable_fen.min()} fen; give 0 for nothing"
        )
    first = first_due if isinstance(first_due, np.ndarray) else one_day(first_due)
    size = affordable_fen.size
    cases = pd.DataFrame(
        {
            "principal_fen": principal_fen,
            "annual_rate": annual_rate,
            "first_due": np.broadcast_to(first, size).astype("datetime64[s]"),
            "start": np.full(size, np.datetime64("NaT") if start is None else one_day(start), dtype="datetime64[s]"),
        }
    )
    parts = [
        _options(
            cases[begin : begin + _CASES_AT_ONCE], affordable_fen[begin : begin + _CASES_AT_ONCE], agreed, policies
        )
        for begin in range(0, max(size, 1), _CASES_AT_ONCE)
    ]
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _options(cases: pd.DataFrame, affordable: Fen, on: date, policies: Policies) -> pd.DataFrame:
    policy, rule = policies.get(PlanOptions, on), plan_limits(policies, on).months_rule
    lengths = np.arange(policy.fewest_instalments, policy.most_instalments + 1)
    periods = np.tile(lengths, len(policy.methods))
    method = np.repeat(np.array(policy.methods, dtype=object), lengths.size)
    case_of = np.repeat(np.arange(len(cases)), periods.size)
    methods = np.tile(method, len(cases))
    # A plan that would pass the cap becomes the longest that does not, which is among the possible plans already.
    count = np.minimum(np.tile(periods, len(cases)), longest_within(cases, on, policies)[case_of])
    terms = read_terms(cases, policies, on, Shape()).of(case_of)
    made = schedules_of(replace(terms, periods=count), methods, policies, on, refuse_empty=False)
    while (empty := _plans_of_nothing(made)).size:
        # A small debt over many months leaves instalments of nothing: such a plan becomes the longest that leaves none.
        count[empty] -= 1
        made = schedules_of(replace(terms, periods=count), methods, policies, on, refuse_empty=False)
    first = np.flatnonzero(np.diff(made.plan, prepend=-1))
    highest = np.maximum.reduceat(made.payment_fen, first)
    cost = np.add.reduceat(made.interest_fen + made.fee_fen, first)
    shape = (len(cases), periods.size)
    chosen = choose_options(periods, highest.reshape(shape), cost.reshape(shape), affordable)
    case, option, names = _merged(chosen)
    own = chosen[case, option]
    plan = own + case * periods.size
    different, place = np.unique(plan, return_inverse=True)
    is_kept = np.zeros(first.size, dtype=np.bool_)
    is_kept[different] = True
    kept = made.rows(is_kept[made.plan])
    kept = replace(kept, plan=np.searchsorted(different, kept.plan))
    by_months = cases["start"].isna().all()
    costs = (
        costs_of(kept, policies, on) if by_months else agreed_costs_of(kept, policies, cases["start"].iloc[0].date())
    )
    each = {name: costs[name].to_numpy()[place] for name in _COSTS}
    fit = highest[plan] <= affordable[case]
    return pd.DataFrame(
        {
            "case": cases.index.to_numpy()[case],
            "option": _NAMES[1][names],
            "option_zh": _NAMES[0][names],
            "method": method[own],
            "n": count[plan],
            "payment_fen": each["payment_fen"],
            "highest_fen": highest[plan],
            "last_payment_fen": each["last_payment_fen"],
            "total_cost_fen": each["total_cost_fen"],
            "apr": each["apr"],
            "ear": each["ear"],
            "fits": fit,
            **_verdicts(highest[plan], affordable[case], policy.most_instalments, rule),
            "warning": each["warning"],
            "rule": rule,
        }
    )


def _plans_of_nothing(made: Schedules) -> NDArray[np.int64]:
    """Give the plans that have an instalment of nothing."""
    return np.unique(made.plan[(made.number > 0) & (made.payment_fen == 0)])


def longest_within(cases: pd.DataFrame, on: date, policies: Policies) -> Days:
    """Give the most monthly instalments with which each case's plan ends within the cap (CN-70a)."""
    most = plan_limits(policies, on).max_months
    first, start = dates(cases, "first_due"), dates(cases, "start")
    counts = np.arange(most)
    missing_day = MissingDay(policies.get(MonthStep, on).missing_day)
    regular = np.isnat(start) | (add_months(start, 1, missing_day) == first)
    due = add_months(first[:, np.newaxis], counts, missing_day)
    within = (due <= add_months(start, most)[:, np.newaxis]).sum(axis=1)
    if (late := ~regular & (within == 0)).any():
        row = int(np.argmax(late))
        raise ValueError(
            f"the first due date {first[row]} is more than {most} months after the start {start[row]}, the most that "
            f"{plan_limits(policies, on).months_rule} allows; give an earlier first due date"
        )
    longest: Days = np.where(regular, most, within)
    return longest


def _merged(chosen: Codes) -> tuple[Codes, Codes, Codes]:
    """Give each case's different plans by the first option that each is: case, option, and the place in `_NAMES` of all that it is."""
    there = chosen >= 0
    same = (chosen[:, :, np.newaxis] == chosen[:, np.newaxis, :]) & there[:, :, np.newaxis]
    is_first = there & ~np.tril(same, -1).any(axis=2)
    case, option = np.nonzero(is_first)
    return case, option, (same @ _BITS)[case, option]


def _verdicts(highest: Fen, affordable: Fen, most: int, rule: str) -> dict[str, list[str]]:
    amounts = [(yuan(each), yuan(limit), each <= limit) for each, limit in zip(highest, affordable, strict=True)]
    return {
        "verdict_zh": [
            f"每期最高{each:,}元，在可承受的{limit:,}元以内"
            if fit
            else f"不可行：每期最高{each:,}元，超出可承受的{limit:,}元；期数上限{most}期（{rule}），请考虑减免或困难帮扶"
            for each, limit, fit in amounts
        ],
        "verdict_en": [
            f"at most {each:,} a month, within the {limit:,} that can be paid"
            if fit
            else f"does not fit: {each:,} a month is above the {limit:,} that can be paid, and a plan has at most {most} "
            f"instalments ({rule}); consider a waiver or the hardship path"
            for each, limit, fit in amounts
        ],
    }


def method_word(method: str, lang: str = "zh") -> str:
    """Give a repayment method's name in a language, ``zh`` or ``en``.

    Examples
    --------
    >>> method_word("equal_principal"), method_word("equal_principal", "en")
    ('等额本金', 'equal principal')
    """
    return METHOD_WORDS[method][0] if lang == "zh" else method.replace("_", " ")
