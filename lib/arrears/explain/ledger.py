"""Why the interest on a dated ledger is what it is: one line for each stretch of days with one balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.interest import daily_rate_step
from arrears.explain.registry import Call, Derivation, explains, given, ground
from arrears.in_force import interest
from arrears.words import both

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
    profile: object = None,
) -> Derivation:
    """Explain ``AR_LEDGER_INTEREST(dates, amounts, to_date, [daily_rate], [convention], [profile])``."""
    call.use_profile(profile)
    days = [call.day("dates", each) for each in dates]
    fens = [call.fen("amounts", each) for each in amounts]
    if len(days) != len(fens):
        raise ValueError(f"each date needs its amount; there are {len(days)} dates and {len(fens)} amounts")
    last = call.day("to_date", to_date)
    call.use_day(last)
    rule = interest.under(call.policies, call.on)
    way = rule.convention if convention is None else interest.CONVENTIONS[str(convention)]
    rate, rate_step = daily_rate_step(call, daily_rate)
    ledger = np.array(days, dtype="M8[D]"), np.array(fens, dtype=np.int64), np.datetime64(last, "D")
    borne = rule.of_ledger(*ledger, rate, way)
    named = given("convention", str(way), "text", *both("explain.ledger.which_days_bear_interest"))
    chosen = Step(named, ground=ground(rule.ledger_policy, "convention") if convention is None else None)
    made = rule.ledger_steps(*ledger, way)
    stretched = zip(made.first_day, made.balance, made.days, strict=True)
    rows = [(str(first), int(balance), int(count)) for first, balance, count in stretched if count > 0]
    stretches = [
        _stretch(number, first, balance, count) for number, (first, balance, count) in enumerate(rows, start=1)
    ]
    total = sum(balance * count for _, balance, count in rows)
    summed = " + ".join(step.gives.symbol for step in stretches) or "0"
    steps = (
        rate_step,
        chosen,
        *stretches,
        Step(given("total", total, "fen_days", *both("explain.ledger.sum_balance_times_days")), formula=summed),
        Step(
            given("interest", borne, "fen", *both("explain.ledger.interest")),
            formula="half_up(total * daily_rate)",
            ground=rate_step.ground,
            rounding="half_up",
        ),
    )
    return Derivation(borne, "fen", steps)


def _stretch(number: int, first: str, balance: int, days: int) -> Step:
    return Step(
        given(
            f"stretch_{number}",
            balance * days,
            "fen_days",
            *both("explain.ledger.balance_times_days_from", first=first),
        ),
        (
            given(f"balance_{number}", balance, "fen", *both("explain.ledger.balance")),
            given(f"days_{number}", days, "days", *both("explain.ledger.days")),
        ),
        f"balance_{number} * days_{number}",
    )
