"""How old a case is and where that puts it: days past due, bucket, class, stage and priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.errors import PolicyError
from arrears.explain.bands import explain_bucket, explain_class, explain_stage
from arrears.explain.days_past_due import explain_days_past_due
from arrears.explain.priority import explain_priority
from arrears.in_force import bands, days_past_due
from arrears.in_force import priority as urgency
from arrears.words import both
from xl_addin.cells.answers import as_is, each
from xl_addin.cells.reading import amounts, days, numbers, spans, words
from xl_addin.context import currency_of, day_of, policies_of, profiles, today
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cells, Column


@worksheet(
    "same",
    "number",
    examples=(
        ((46032, 46053), 21),
        (([["2026-01-10"], ["2026年1月31日"], [None], ["x"]], 46053), [[21], [0], [""], ["#VALUE!"]]),
    ),
    why=explain_days_past_due,
    due_date=argument(
        "day", "The oldest unpaid due date: a cell or a range.", "最早一期未还的到期还款日：单元格或区域。"
    ),
)
def ar_dpd(
    due_date: Cells,
    as_of: Cells,
) -> Result:
    """Whole days past due as of a day: 0 when not yet due, the day after the due day is 1.

    逾期天数：到期还款日当天为 0，次日为 1，未到期为 0。
    """

    def count(due: Dates, day: Dates) -> Days:
        return days_past_due.under(policies_of(), day_of(day[0]))(due, day[0])

    return each(count, days(due_date), days(as_of).alone(), show=as_is)


@worksheet(
    "same",
    "text",
    examples=(((45,), "M2"), (([[0], [30], [31], [181]],), [["M0"], ["M1"], ["M2"], ["M7+"]])),
    why=explain_bucket,
)
def ar_bucket(
    dpd: Cells,
    profile: Cells = None,
) -> Result:
    """Ageing bucket of days past due: M0, M1 ... M6, M7+.

    逾期账龄：M0、M1……M6、M7+。
    """

    def name(age: Days, whose: NDArray[Any]) -> NDArray[Any]:
        policies = policies_of(whose[0])
        return bands.buckets(policies, today(policies))(age)

    return each(name, spans(dpd), profiles(profile), show=as_is)


@worksheet(
    "same",
    "text",
    examples=(((91,), "次级"), (([[0], [181], [361]], "2011"), [["正常"], ["损失"], ["损失"]])),
    why=explain_class,
    class_scale=argument("word", "2023 (if left out) or 2011.", "口径：2023（不填时）或 2011。", many=False),
)
def ar_class(
    dpd: Cells,
    class_scale: Cells = None,
    profile: Cells = None,
) -> Result:
    """Five-class risk category of days past due; class_scale 2023 (default) or 2011.

    五级分类：正常、关注、次级、可疑、损失；口径 2023（默认）或 2011。
    """

    def name(age: Days, scale: NDArray[Any], whose: NDArray[Any]) -> NDArray[Any]:
        scales = _scales(str(whose[0]))
        return scales[scale[0] or next(iter(scales))](age)

    whose = profiles(profile)
    chosen = words(class_scale, {name: name for name in _scale_names(whose)}).alone().or_else("")
    return each(name, spans(dpd), chosen, whose, show=as_is)


@worksheet(
    "same",
    "text",
    examples=(((45,), "middle"), (([[0], [1], [400]],), [["reminder"], ["early"], ["recovery"]])),
    why=explain_stage,
)
def ar_stage(
    dpd: Cells,
    profile: Cells = None,
) -> Result:
    """Treatment stage of the house policy: reminder, early, middle, late, recovery.

    催收阶段：reminder 到期提醒、early 早期、middle 中期、late 后期、recovery 长账龄清收。
    """

    def name(age: Days, whose: NDArray[Any]) -> NDArray[Any]:
        policies = policies_of(whose[0])
        return bands.stages(policies, today(policies))(age)

    return each(name, spans(dpd), profiles(profile), show=as_is)


@worksheet(
    "same",
    "number",
    examples=(((10000, 45, None, 8), 34), (([[10000], [500]], [[45], [5]]), [[48], [32]])),
    why=explain_priority,
    total_due=argument("amount", "All that is due on the case, in yuan.", "案件应还总额（元）。"),
    roll_rate=argument(
        "rate",
        "Chance that the case rolls on to loss, 0 to 1; the policy's if left out.",
        "迁徙率，0 至 1；不填取规则。",
    ),
    days_since_contact=argument(
        "count", "Days since the last contact; left out where there was none.", "距上次联系天数；从未联系则不填。"
    ),
)
def ar_priority(
    total_due: Cells,
    dpd: Cells,
    roll_rate: Cells = None,
    days_since_contact: Cells = None,
    profile: Cells = None,
) -> Result:
    """Priority score of a case, 0 to 100: value at risk, age and silence.

    优先分 0 至 100：风险金额、账龄、未联系天数。
    """

    def score(due: Fen, age: Days, rate: NDArray[np.float64], since: Days, whose: NDArray[Any]) -> Days:
        policies = policies_of(whose[0])
        rule = urgency.under(policies, today(policies))
        value = rule.at_risk(due, age)
        own = np.flatnonzero(~np.isnan(rate))
        value[own] = rule.at_risk(due[own], age[own], rate[own])
        return rule(value, age, since)

    rates = numbers(roll_rate).least(0).most(1).or_else(np.nan)
    since = spans(days_since_contact).or_else(-1)
    return each(
        score, amounts(total_due, currency_of(profile)), spans(dpd), rates, since, profiles(profile), show=as_is
    )


def _scales(profile: str) -> dict[str, bands.Bands]:
    policies = policies_of(profile)
    scales = bands.loan_classes(policies, today(policies))
    if not scales:
        raise PolicyError(*both("worksheet.no_classes", profile=profile)[::-1])
    return scales


def _scale_names(whose: Column) -> tuple[str, ...]:
    try:
        return tuple(_scales(str(whose.values[0]))) if whose.is_fine else ()
    except PolicyError:
        return ()  # the function itself tells, as nothing found
