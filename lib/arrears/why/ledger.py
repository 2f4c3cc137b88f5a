"""Why the interest on a dated ledger is what it is: one line for each stretch of days with one balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import LedgerPolicy
from arrears.rules.ledger import Convention, Ledger, ledger_interest, ledger_steps
from arrears.why.explanation import Step
from arrears.why.interest import daily_rate_step
from arrears.why.registry import Call, Told, explains, given, ground, one_day

if TYPE_CHECKING:
    from collections.abc import Iterable


@explains("AR_LEDGER_INTEREST")
def explain_ledger_interest(  # the arguments of AR_LEDGER_INTEREST
    call: Call,
    dates: Iterable[object],
    amounts: Iterable[object],
    to_date: object,
    daily_rate: object = None,
    convention: object = None,
) -> Told:
    """Explain ``AR_LEDGER_INTEREST(dates, amounts, to_date, [daily_rate], [convention])``."""
    days = [call.day("dates", each) for each in dates]
    fens = [call.fen("amounts", each) for each in amounts]
    if len(days) != len(fens):
        raise ValueError(f"each date needs its amount; there are {len(days)} dates and {len(fens)} amounts")
    end = one_day(call.day("to_date", to_date))
    call.use_day(call.day("to_date", to_date))
    policy = call.get(LedgerPolicy)
    way = Convention(policy.convention if convention is None else str(convention))
    rate, rate_step = daily_rate_step(call, daily_rate)
    ledger = Ledger(np.zeros(len(days), dtype=np.int64), np.array(days, dtype="M8[D]"), np.array(fens, dtype=np.int64))
    interest = int(ledger_interest(ledger, end, rate, way)[0])
    named = given("convention", str(way), "text", "计息日约定", "which days bear interest")
    chosen = Step(named, ground=ground(policy, "convention") if convention is None else None)
    rows = _rows(ledger, end, way)
    stretches = [
        _stretch(number, first, balance, count) for number, (first, balance, count) in enumerate(rows, start=1)
    ]
    total = sum(balance * count for _, balance, count in rows)
    summed = " + ".join(step.gives.symbol for step in stretches) or "0"
    steps = (
        rate_step,
        chosen,
        *stretches,
        Step(given("total", total, "fen_days", "积数合计", "sum of balance times days"), formula=summed),
        Step(
            given("interest", interest, "fen", "利息", "interest"),
            formula="half_up(total * daily_rate)",
            ground=rate_step.ground,
            rounding="half_up",
        ),
    )
    return Told(interest, "fen", steps)


def _rows(ledger: Ledger, end: np.ndarray, way: Convention) -> list[tuple[str, int, int]]:
    made = ledger_steps(ledger, end, way)
    rows = zip(made.first_day, made.balance, made.days, strict=True)
    return [(str(first), int(balance), int(days)) for first, balance, days in rows if days > 0]


def _stretch(number: int, first: str, balance: int, days: int) -> Step:
    return Step(
        given(
            f"stretch_{number}", balance * days, "fen_days", f"自{first}起的积数", f"balance times days from {first}"
        ),
        (
            given(f"balance_{number}", balance, "fen", "余额", "balance"),
            given(f"days_{number}", days, "days", "天数", "days"),
        ),
        f"balance_{number} * days_{number}",
    )
