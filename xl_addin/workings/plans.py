"""Instalments, schedules, what plans cost, what can be paid, and plans side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.affordability import affordable_amounts
from arrears.desk.options import plan_options
from arrears.desk.plan_terms import Shape, plan_limits
from arrears.desk.plans import schedules
from arrears.errors import PolicyError
from arrears.rules.cost import Cost, fee_plan_cost
from arrears.rules.schedule import equal_instalments, exact_rates
from arrears.tables.schedules import DAY_COUNT_WORDS, METHOD_WORDS, SCHEDULE_COLUMNS
from arrears.units import FEN_IN_YUAN
from xl_addin.answers import as_finite, as_serials, as_yuan, each, one_answer
from xl_addin.cells import amounts, counts, days, numbers, words
from xl_addin.workings.in_force import day_of, policies_of, today

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Days, Fen
    from xl_addin.answers import Result
    from xl_addin.columns import Cells

_METHODS = {word.casefold(): key for key, others in METHOD_WORDS.items() for word in (key, *others)}
_DAY_COUNTS = {word.casefold(): key for key, others in DAY_COUNT_WORDS.items() for word in (key, *others)}
_OPTION_HEADINGS = ["method", "n", "payment", "last payment", "total cost", "APR", "fits"]


def instalment(principal: Cells, annual_rate: Cells, n: Cells) -> Result:
    """Give equal instalments."""

    def level(amount: Fen, rate: NDArray[np.float64], months: Days) -> Fen:
        policies = policies_of()
        return equal_instalments(amount, exact_rates(rate), months, plan_limits(policies, today(policies)))

    longest, rate_ceiling, _ = _bounds()
    rates, terms = numbers(annual_rate).least(0).most(rate_ceiling), counts(n).least(1).most(longest)
    return each(level, amounts(principal).least(1), rates, terms, show=as_yuan)


def _bounds() -> tuple[float, float, float]:
    """Give the longest plan and the ceilings of yearly and fee rates: a column beyond them is not tried row by row."""
    try:
        policies = policies_of()
        limits = plan_limits(policies, today(policies))
    except PolicyError:
        return np.inf, np.inf, np.inf  # the rule itself tells, as nothing found
    return limits.max_months, float(limits.annual_rate), float(limits.fee_rate)


def schedule(principal: Cells, annual_rate: Cells, n: Cells, first_due: Cells, options: tuple[Cells, ...]) -> Result:
    """Give one plan's schedule as a table with headings; the options are method, start, day count and fee rate."""
    method, start, day_count, fee_rate = options
    return one_answer(
        _schedule,
        amounts(principal),
        numbers(annual_rate),
        counts(n),
        days(first_due),
        words(method, _METHODS).or_else("equal_instalment"),
        days(start).or_else(np.datetime64("NaT")),
        words(day_count, _DAY_COUNTS).or_else(""),
        numbers(fee_rate).or_else(0.0),
    )


def _schedule(  # the arguments of AR_SCHEDULE
    principal: int,
    annual_rate: float,
    n: int,
    first_due: np.datetime64[Any],
    method: str,
    start: np.datetime64[Any],
    day_count: str,
    fee_rate: float,
) -> Result:
    plan = pd.DataFrame(
        {
            "principal_fen": [principal],
            "annual_rate": [float(annual_rate)],
            "n": [n],
            "method": [method],
            "fee_rate": [float(fee_rate)],
            "first_due": np.array([first_due], dtype="datetime64[s]"),
            "start": np.array([start], dtype="datetime64[s]"),
        }
    )
    on = first_due if np.isnat(start) else start
    made = schedules(plan, policies_of(), day_of(on), Shape(day_count=day_count or None))
    columns: list[list[Any]] = [made["no"].tolist(), as_serials(made["due_date"].to_numpy())]
    columns += [as_yuan(made[f"{column.key}_fen"].to_numpy()) for column in SCHEDULE_COLUMNS[2:]]
    return [[column.en for column in SCHEDULE_COLUMNS], *map(list, zip(*columns, strict=True))]


def apr(principal: Cells, n: Cells, monthly_fee_rate: Cells) -> Result:
    """Give the nominal yearly cost of fee plans."""
    return _fee_cost(principal, n, monthly_fee_rate, "nominal")


def ear(principal: Cells, n: Cells, monthly_fee_rate: Cells) -> Result:
    """Give the effective yearly cost of fee plans."""
    return _fee_cost(principal, n, monthly_fee_rate, "effective")


def _fee_cost(principal: Cells, n: Cells, monthly_fee_rate: Cells, which: str) -> Result:
    def cost(amount: Fen, months: Days, rate: NDArray[np.float64]) -> NDArray[np.float64]:
        policies = policies_of()
        limits = plan_limits(policies, today(policies))
        found: Cost = fee_plan_cost(amount, months, exact_rates(rate), limits)
        return np.asarray(getattr(found, which))

    longest, _, fee_ceiling = _bounds()
    terms, rates = counts(n).least(1).most(longest), numbers(monthly_fee_rate).least(0).most(fee_ceiling)
    return each(cost, amounts(principal).least(1), terms, rates, show=as_finite)


def affordable(income: Cells, fixed_costs: Cells, flexible_costs: Cells, savings_share: Cells) -> Result:
    """Give what can be paid a month."""

    def left(earned: Fen, fixed: Fen, flexible: Fen, share: NDArray[np.float64]) -> Fen:
        policies = policies_of()
        own = None if np.isnan(share[0]) else float(share[0])
        return affordable_amounts(earned, fixed, flexible, today(policies), policies, own)

    share = numbers(savings_share).least(0).most(1).alone().or_else(np.nan)
    monthly = (amounts(cells).least(0) for cells in (income, fixed_costs, flexible_costs))
    return each(left, *monthly, share, show=as_yuan)


def options(principal: Cells, annual_rate: Cells, affordable: Cells, first_due: Cells) -> Result:
    """Put plans within the policy's cap side by side, as a table with headings."""

    def choose(amount: int, rate: float, payable: int, first: np.datetime64[Any]) -> Result:
        each_one = np.array([amount]), float(rate), np.array([payable])
        made = plan_options(*each_one, str(first), str(first), policies_of())
        fen = (made[f"{key}_fen"].to_numpy() / FEN_IN_YUAN for key in ("payment", "last_payment", "total_cost"))
        columns = [made["method"].tolist(), made["n"].tolist(), *(yuan.tolist() for yuan in fen)]
        columns += [as_finite(made["apr"].to_numpy()), made["fits"].tolist()]
        return [_OPTION_HEADINGS.copy(), *map(list, zip(*columns, strict=True))]

    return one_answer(choose, amounts(principal), numbers(annual_rate), amounts(affordable).least(0), days(first_due))
