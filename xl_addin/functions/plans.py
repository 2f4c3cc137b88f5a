"""Instalments, schedules, what plans cost, what can be paid, and plans side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.explain.affordability import explain_affordable
from arrears.explain.cost import explain_apr, explain_ear
from arrears.explain.plan_options import explain_plan_options
from arrears.explain.schedule import explain_instalment, explain_schedule
from arrears.in_force import instalments
from arrears.operations.plans.affordability import affordable_amounts
from arrears.operations.plans.options import plan_options
from arrears.operations.plans.schedules import schedules
from arrears.operations.plans.terms import Shape
from arrears.tables.schedules import DAY_COUNT_WORDS, METHOD_WORDS, SCHEDULE_COLUMNS
from arrears.units import FEN_IN_YUAN
from xl_addin.cells.answers import as_finite, as_serials, as_yuan, each, one_answer
from xl_addin.cells.reading import amounts, counts, days, numbers, words
from xl_addin.context import currency_of, day_of, policies_of, profiles, today
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.in_force.instalments import InstalmentsInForce
    from arrears.units import Days, Fen
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cells, Column

_METHODS = {word.casefold(): key for key, others in METHOD_WORDS.items() for word in (key, *others)}
_DAY_COUNTS = {word.casefold(): key for key, others in DAY_COUNT_WORDS.items() for word in (key, *others)}
_OPTION_HEADINGS = ["method", "n", "payment", "last payment", "total cost", "APR", "fits"]
_HIGHEST = float(np.finfo(np.float64).max)


@worksheet(
    "same",
    "number",
    examples=(
        ((2500, 0.0824, 12), 217.75),
        ((2500, 0.0824, [[12], [120], [601]]), [[217.75], [30.65], ["#NUM!"]]),
    ),
    why=explain_instalment,
)
def ar_instalment(
    principal: Cells,
    annual_rate: Cells,
    n: Cells,
    profile: Cells = None,
) -> Result:
    """Equal monthly instalment over n months, in yuan; 0.12 is 12 % a year.

    等额本息每期还款额（元）；年利率 12% 填 0.12。
    """

    def level(amount: Fen, rate: NDArray[np.float64], months: Days, whose: NDArray[Any]) -> Fen:
        return _rule(whose[0])(amount, rate, months)

    whose = profiles(profile)
    rule = _known(whose)
    rates, terms = numbers(annual_rate).least(0), counts(n).least(1)
    if rule is not None:
        # A column beyond what is computed is not tried row by row.
        rates = rates.most(rule.limits.annual_rate, rule.limits.rates_rule)
        terms = terms.most(rule.longest, rule.terms.ground("longest_calculation").rule)
    return each(level, amounts(principal, currency_of(profile)).least(1), rates, terms, whose, show=as_yuan)


@worksheet(
    "table",
    "any",
    examples=(
        (
            (10000, 0.12, 2, 46053),
            [
                ["no", "due date", "opening", "payment", "principal", "interest", "fee", "closing"],
                [1, 46053, 10000, 5075.12, 4975.12, 100, 0, 5024.88],
                [2, 46081, 5024.88, 5075.13, 5024.88, 50.25, 0, 0],
            ],
        ),
        (
            (800, 0, 2, 46053, "手续费分期", None, None, 0.0075),
            [
                ["no", "due date", "opening", "payment", "principal", "interest", "fee", "closing"],
                [1, 46053, 800, 406, 400, 0, 6, 400],
                [2, 46081, 400, 406, 400, 0, 6, 0],
            ],
        ),
    ),
    why=explain_schedule,
    principal=argument("amount", "Principal, in yuan.", "本金（元）。", many=False),
    annual_rate=argument("rate", "Annual rate as a decimal: 0.12 for 12 %.", "年利率，小数：12% 填 0.12。", many=False),
    n=argument("count", "Number of monthly instalments, a whole number.", "期数（月），整数。", many=False),
    method=argument(
        "word",
        "equal_instalment (if left out), equal_principal, flat_fee, interest_only, balloon or step_up.",
        "还款方式：等额本息（不填时）、等额本金、手续费分期、先息后本、气球贷、递增还款。",
        many=False,
    ),
    start=argument(
        "day",
        "The day from which the plan bears interest; a month before the first due date if left out.",
        "起息日；不填为首期到期日前一个月。",
        many=False,
    ),
    day_count=argument(
        "word",
        "How days make up a year: 30/360, ACT/365, ACT/360, ACT/ACT ...; the policy's if left out.",
        "计息基础：30/360、实际/365、实际/360 等；不填取规则。",
        many=False,
    ),
    fee_rate=argument(
        "rate",
        "Fee of each instalment as a share of the first principal: 0.006 for 0.6 %; 0 if left out.",
        "每期手续费率（占首期本金），0.6% 填 0.006；不填为 0。",
        many=False,
    ),
)
def ar_schedule(  # noqa: PLR0913, PLR0917  # the arguments as a cell gives them, by position
    principal: Cells,
    annual_rate: Cells,
    n: Cells,
    first_due: Cells,
    method: Cells = None,
    start: Cells = None,
    day_count: Cells = None,
    fee_rate: Cells = None,
    profile: Cells = None,
) -> Result:
    """Repayment schedule as a table; method equal_instalment, equal_principal, flat_fee, interest_only, balloon or step_up.

    还款计划表：等额本息、等额本金、手续费分期、先息后本等；fee_rate 为每期费率。
    """
    return one_answer(
        _schedule,
        amounts(principal, currency_of(profile)),
        numbers(annual_rate),
        _within(counts(n), profile),
        days(first_due),
        words(method, _METHODS).or_else("equal_instalment"),
        days(start).or_else(np.datetime64("NaT")),
        words(day_count, _DAY_COUNTS).or_else(""),
        numbers(fee_rate).or_else(0.0),
        profiles(profile),
    )


def _schedule(  # noqa: PLR0913, PLR0917  # the arguments of AR_SCHEDULE
    principal: int,
    annual_rate: float,
    n: int,
    first_due: np.datetime64[Any],
    method: str,
    start: np.datetime64[Any],
    day_count: str,
    fee_rate: float,
    profile: str,
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
    made = schedules(plan, policies_of(profile), day_of(on), Shape(day_count=day_count or None))
    columns: list[list[Any]] = [made["no"].tolist(), as_serials(made["due_date"].to_numpy())]
    columns += [as_yuan(made[f"{column.key}_fen"].to_numpy()) for column in SCHEDULE_COLUMNS[2:]]
    return [[column.en for column in SCHEDULE_COLUMNS], *map(list, zip(*columns, strict=True))]


@worksheet(
    "same",
    "number",
    examples=(((10000, 12, 0.006), 0.13034182834194133), ((10000, 61, 0.006), "#NUM!")),
    why=explain_apr,
)
def ar_apr(
    principal: Cells,
    n: Cells,
    monthly_fee_rate: Cells,
    profile: Cells = None,
) -> Result:
    """Nominal annual cost of an instalment plan with a monthly fee on the first principal.

    手续费分期的年化利率（单利，APR）。
    """
    return _fee_cost(principal, n, monthly_fee_rate, profile, "nominal")


@worksheet(
    "same",
    "number",
    examples=(((10000, 12, 0.006), 0.13841738389490038), ((10000, 12, 6), "#NUM!")),
    why=explain_ear,
)
def ar_ear(
    principal: Cells,
    n: Cells,
    monthly_fee_rate: Cells,
    profile: Cells = None,
) -> Result:
    """Effective annual cost, with compounding, of an instalment plan with a monthly fee.

    手续费分期的实际年化利率（复利，EAR）。
    """
    return _fee_cost(principal, n, monthly_fee_rate, profile, "effective")


def _fee_cost(principal: Cells, n: Cells, monthly_fee_rate: Cells, profile: Cells, which: str) -> Result:
    def cost(amount: Fen, months: Days, rate: NDArray[np.float64], whose: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(getattr(_rule(whose[0]).yearly_cost(amount, months, rate), which))

    whose = profiles(profile)
    rule = _known(whose)
    rates = numbers(monthly_fee_rate).least(0)
    if rule is not None:
        rates = rates.most(rule.limits.fee_rate, rule.limits.rates_rule)
    owed = amounts(principal, currency_of(profile)).least(1)
    return each(cost, owed, _within(counts(n).least(1), profile), rates, whose, show=as_finite)


@worksheet(
    "same",
    "number",
    examples=(((8000, 3000, 2000), 2700), (([[8000], [5000]], 3000, 2000, 0), [[3000], [0]])),
    why=explain_affordable,
    income=argument("amount", "Monthly income of the household, in yuan.", "家庭月收入（元）。"),
    fixed_costs=argument(
        "amount", "Monthly costs that cannot be cut, such as rent, in yuan.", "每月固定支出（元），如房租。"
    ),
    flexible_costs=argument("amount", "Other monthly costs of living, in yuan.", "每月弹性支出（元）。"),
    savings_share=argument(
        "rate",
        "Share of what is left over that the household keeps, 0 to 1; the policy's if left out.",
        "结余中留存储蓄的比例，0 至 1；不填取规则。",
        many=False,
    ),
)
def ar_affordable(
    income: Cells,
    fixed_costs: Cells,
    flexible_costs: Cells,
    savings_share: Cells = None,
    profile: Cells = None,
) -> Result:
    """Monthly amount that a household can pay, in yuan: income less costs, less what stays with it as savings.

    每月可还款额（元）：收入减固定支出、弹性支出，再减留存储蓄。
    """

    def left(earned: Fen, fixed: Fen, flexible: Fen, share: NDArray[np.float64], whose: NDArray[Any]) -> Fen:
        policies = policies_of(whose[0])
        own = None if np.isnan(share[0]) else float(share[0])
        return affordable_amounts(earned, fixed, flexible, today(policies), policies, own)

    currency = currency_of(profile)
    share = numbers(savings_share).least(0).most(1).alone().or_else(np.nan)
    monthly = (amounts(cells, currency).least(0) for cells in (income, fixed_costs, flexible_costs))
    return each(left, *monthly, share, profiles(profile), show=as_yuan)


@worksheet(
    "table",
    "any",
    examples=(
        (
            (10000, 0.12, 900, 46387),
            [
                ["method", "n", "payment", "last payment", "total cost"],
                ["equal_instalment", 12, 888.49, 888.47, 661.86],
                ["equal_instalment", 60, 222.44, 222.81, 3346.77],
            ],
        ),
        (("x", 0.12, 900, 46387), "#VALUE!"),
    ),
    why=explain_plan_options,
    principal=argument("amount", "Principal, in yuan.", "本金（元）。", many=False),
    annual_rate=argument("rate", "Annual rate as a decimal: 0.12 for 12 %.", "年利率，小数：12% 填 0.12。", many=False),
    affordable=argument(
        "amount",
        "Amount that can be paid a month, in yuan, as AR_AFFORDABLE gives.",
        "每月可还款额（元），如 AR_AFFORDABLE 的结果。",
        many=False,
    ),
)
def ar_plan_options(
    principal: Cells,
    annual_rate: Cells,
    affordable: Cells,
    first_due: Cells,
    profile: Cells = None,
) -> Result:
    """Plans within the policy's longest term side by side, and whether the household can pay them.

    还款方案比较：期限最短、成本最低、每期最低，以及是否在可还款额以内。
    """

    def choose(amount: int, rate: float, payable: int, first: np.datetime64[Any], whose: str) -> Result:
        each_one = np.array([amount]), float(rate), np.array([payable])
        made = plan_options(*each_one, str(first), str(first), policies_of(whose))
        fen = (made[f"{key}_fen"].to_numpy() / FEN_IN_YUAN for key in ("payment", "last_payment", "total_cost"))
        columns = [made["method"].tolist(), made["n"].tolist(), *(yuan.tolist() for yuan in fen)]
        columns += [as_finite(made["apr"].to_numpy()), made["fits"].tolist()]
        return [_OPTION_HEADINGS.copy(), *map(list, zip(*columns, strict=True))]

    currency = currency_of(profile)
    asked = amounts(principal, currency), numbers(annual_rate), amounts(affordable, currency).least(0)
    return one_answer(choose, *asked, days(first_due), profiles(profile))


def _rule(profile: str) -> InstalmentsInForce:
    policies = policies_of(profile)
    return instalments.under(policies, today(policies))


def _known(whose: Column) -> InstalmentsInForce | None:
    """Give what instalments must keep; None where it is not known, as the rule itself tells then."""
    try:
        return _rule(str(whose.values[0])) if whose.is_fine else None
    except PolicyError:
        return None


def _within(terms: Column, profile: Cells) -> Column:
    """Mark terms beyond the longest plan as out of range."""
    rule = _known(profiles(profile))
    return terms if rule is None else terms.most(rule.limits.max_months, rule.limits.months_rule)
