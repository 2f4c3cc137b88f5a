"""Minimum payment, late fee, interest, and where a payment goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.explain.allocation import explain_allocation
from arrears.explain.interest import explain_interest
from arrears.explain.late_fee import explain_late_fee
from arrears.explain.ledger import explain_ledger_interest
from arrears.explain.minimum_payment import explain_minimum_payment
from arrears.in_force import allocation, late_fee, minimum_payment
from arrears.in_force import interest as interest_rule
from arrears.units import FEN_IN_YUAN, exact_fraction
from xl_addin.cells.answers import BLANK, VALUE, answer_ranges, as_yuan, each, each_row
from xl_addin.cells.columns import IS_BLANK, Column
from xl_addin.cells.reading import amounts as yuan
from xl_addin.cells.reading import days as dates_of
from xl_addin.cells.reading import numbers, spans, words
from xl_addin.context import currency_of, day_of, policies_of, profiles, today
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cells

_SPLIT = 4
"""To interest, to fees, to principal, left over."""


@worksheet(
    "same",
    "number",
    examples=(((3000, 500, 0, 0, 20), 820), (([[3000], [100]], 0, 0, 0, 0), [[300], [10]])),
    why=explain_minimum_payment,
    purchases=argument("amount", "Purchases and cash of the statement, in yuan.", "本期消费和取现（元）。"),
    instalments_due=argument("amount", "Instalments billed in the statement, in yuan.", "本期应还分期（元）。"),
    unpaid_minimum=argument(
        "amount", "What was left unpaid of earlier minimum payments, in yuan.", "上期最低还款额未还部分（元）。"
    ),
    over_limit=argument("amount", "Amount over the credit limit, in yuan.", "超限额（元）。"),
    fees_interest=argument("amount", "Fees and interest of the statement, in yuan.", "本期费用与利息（元）。"),
)
def ar_min_payment(
    purchases: Cells,
    instalments_due: Cells,
    unpaid_minimum: Cells,
    over_limit: Cells,
    fees_interest: Cells,
    profile: Cells = None,
) -> Result:
    """Minimum payment due, in yuan; put 0 where a part is nothing.

    最低还款额（元）：消费、本期分期、上期未还最低额、超限额、费用与利息；没有的填 0。
    """

    def add(*given: Any) -> Fen:  # noqa: ANN401  # five amounts, and whose rules
        *parts, whose = given
        policies = policies_of(whose[0])
        return minimum_payment.under(policies, today(policies))(*parts)

    currency = currency_of(profile)
    parts = (purchases, instalments_due, unpaid_minimum, over_limit, fees_interest)
    first, *others = (yuan(part, currency).least(0) for part in parts)
    return each(add, first, *others, profiles(profile), show=as_yuan)


@worksheet(
    "same",
    "number",
    examples=(((1000, 200), 40), ((1000, [[0, 500, 1000]]), [[50, 30, 0]])),
    why=explain_late_fee,
    minimum_payment=argument("amount", "Minimum payment of the statement, in yuan.", "最低还款额（元）。"),
)
def ar_late_fee(
    minimum_payment: Cells,
    paid: Cells,
    profile: Cells = None,
) -> Result:
    """Late fee on the unpaid part of the minimum payment, in yuan.

    违约金（元）：按最低还款额未还部分计收。
    """

    def charge(due: Fen, came: Fen, whose: NDArray[Any]) -> Fen:
        policies = policies_of(whose[0])
        return late_fee.under(policies, today(policies))(due, came)

    currency = currency_of(profile)
    asked = yuan(minimum_payment, currency).least(0), yuan(paid, currency).least(0)
    return each(charge, *asked, profiles(profile), show=as_yuan)


@worksheet(
    "same",
    "number",
    examples=(((10000, 26), 130), (([[10000], ["1,000元"]], [[26], [5]], 0.0005), [[130], [2.5]])),
    why=explain_interest,
    balance=argument("amount", "Balance that bears interest, in yuan.", "计息余额（元）。"),
    days=argument("count", "Number of days, a whole number.", "天数，整数。"),
)
def ar_interest(
    balance: Cells,
    days: Cells,
    daily_rate: Cells = None,
    profile: Cells = None,
) -> Result:
    """Simple daily interest, in yuan; the policy's daily rate unless one is given, such as 0.0005.

    按日计息（元）：余额×天数×日利率；不填日利率时取规则默认值。
    """

    def run(amount: Fen, count: Days, rate: NDArray[np.float64], whose: NDArray[Any]) -> Fen:
        policies = policies_of(whose[0])
        return interest_rule.under(policies, today(policies))(amount, count, _exact(rate[0]))

    owed = yuan(balance, currency_of(profile)).least(0)
    return each(run, owed, spans(days), _rate(daily_rate), profiles(profile), show=as_yuan)


@worksheet(
    "cell",
    "number",
    examples=(
        (([[46112], [46137]], [[10000], [-9000]], 46143, 0.0005), 132.5),
        (([[46112], [46137]], [[10000], [-9000]], 46143, None, "end_day"), 128.5),
    ),
    why=explain_ledger_interest,
    dates=argument(
        "day", "Dates of the ledger, in a range; empty rows are passed over.", "流水日期区域；空行忽略。", ranged=True
    ),
    amounts=argument(
        "amount",
        "Amounts of the ledger in yuan, one beside each date: charges +, payments -.",
        "流水金额（元），与日期一一对应：入账为正，还款为负。",
        ranged=True,
    ),
    to_date=argument("day", "The day up to which interest is asked for.", "计息截止日。", many=False),
    convention=argument(
        "word",
        "payment_day (the old balance bears interest on the payment day) or end_day; the policy's if left out.",
        "payment_day 还款日按旧余额计息，end_day 按新余额计息；不填取规则。",
        many=False,
    ),
)
def ar_ledger_interest(
    dates: Cells,
    amounts: Cells,
    to_date: Cells,
    daily_rate: Cells = None,
    convention: Cells = None,
    profile: Cells = None,
) -> Result:
    """Interest on a dated ledger (charges +, payments -) up to a day, in yuan; convention payment_day or end_day.

    按流水计息（元）：入账为正、还款为负；payment_day 还款日按旧余额计，end_day 按新余额计。
    """
    on, amount = dates_of(dates), yuan(amounts, currency_of(profile))
    if any((column.states == IS_BLANK).all() for column in (on, amount)):
        return BLANK
    if on.shape != amount.shape:
        return VALUE
    used = (on.states != IS_BLANK) | (amount.states != IS_BLANK)
    if ((on.states == IS_BLANK) | (amount.states == IS_BLANK))[used].any():
        return VALUE
    on, amount = (Column(column.values[used], column.states[used], None) for column in (on, amount))

    def run(
        day: Dates, fen: Fen, end: Dates, rate: NDArray[np.float64], way: NDArray[Any], whose: NDArray[Any]
    ) -> float:
        if end[0] < day.min():
            raise ValueError("the ledger begins after the day up to which interest is asked for")
        rule = interest_rule.under(policies_of(whose[0]), day_of(end[0]))
        return rule.of_ledger(day, fen, end[0], _exact(rate[0]), way[0] or None) / FEN_IN_YUAN

    way = words(convention, interest_rule.CONVENTIONS).alone().or_else("")
    return answer_ranges(run, on, amount, dates_of(to_date).alone(), _rate(daily_rate), way, profiles(profile))


@worksheet(
    "row",
    "number",
    examples=(
        ((50, 90, 40, 25, 200), [[40, 10, 0, 0]]),
        (([[50], [300]], 91, 40, 25, 200), [[0, 0, 50, 0], [40, 25, 200, 35]]),
    ),
    why=explain_allocation,
    payment=argument("amount", "The payment to be split, in yuan.", "还款金额（元）。"),
    interest=argument("amount", "Interest due, in yuan.", "应还利息（元）。"),
    fees=argument("amount", "Fees due, in yuan.", "应还费用（元）。"),
    principal=argument("amount", "Principal due, in yuan.", "应还本金（元）。"),
)
def ar_allocate(
    payment: Cells,
    dpd: Cells,
    interest: Cells,
    fees: Cells,
    principal: Cells,
    profile: Cells = None,
) -> Result:
    """Split of a payment, a row of four in yuan: to interest, to fees, to principal, left over.

    还款冲抵（元），一行四列：冲利息、冲费用、冲本金、剩余；多笔还款各占一行。
    """

    def split(paid: Fen, age: Days, owed: Fen, charged: Fen, lent: Fen, whose: NDArray[Any]) -> Fen:
        policies = policies_of(whose[0])
        return allocation.under(policies, today(policies))(paid, age, owed, charged, lent)

    currency = currency_of(profile)
    parts = [yuan(part, currency).least(0) for part in (interest, fees, principal)]
    asked = yuan(payment, currency).least(0), spans(dpd), *parts
    return each_row(split, _SPLIT, *asked, profiles(profile), show=as_yuan)


def _rate(cells: Cells) -> Column:
    return numbers(cells).least(0).alone().or_else(np.nan)


def _exact(rate: float) -> Fraction | None:
    return None if np.isnan(rate) else exact_fraction(float(rate))
