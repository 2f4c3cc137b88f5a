"""A household's financial statement: what can be paid a month, under stress too, with the reasons in words (item C5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.in_force import affordability as in_force
from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.policy.records import Affordability
from arrears.rules.affordability import affordable, over_trigger, stressed, trigger_figures
from arrears.tables.amounts import parse_amount
from arrears.tables.faults import Fault
from arrears.units import exact_fraction, yuan
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.policy.records.affordability import Line
    from arrears.units import Fen


@dataclass(frozen=True, slots=True)
class Reason:
    """One remark on a statement, for people.

    Attributes
    ----------
    code : str
        ``over_trigger``, ``nothing_left``, or ``nothing_left_under_stress``.
    zh, en : str
        The remark in words.
    """

    code: str
    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """Give the remark in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Statement:
    """What a household's statement comes to; amounts in yuan a month.

    Attributes
    ----------
    income, fixed, flexible, surplus, savings, amount : Decimal
        The sums; what is left; what is saved of it; what can be paid.
    stress : tuple of (Fraction, Decimal)
        For each share by which the income falls: what could still be paid.
    reasons : tuple of Reason
        What is over its trigger figure or negative; empty where all is well.
    rule : str
        Id of the policy.
    """

    income: Decimal
    fixed: Decimal
    flexible: Decimal
    surplus: Decimal
    savings: Decimal
    amount: Decimal
    stress: tuple[tuple[Fraction, Decimal], ...]
    reasons: tuple[Reason, ...]
    rule: str


def affordable_amounts(
    income: Fen, fixed: Fen, flexible: Fen, on: Day, policies: Policies, savings_share: float | str | None = None
) -> Fen:
    """Give the monthly amount that each household can pay.

    Parameters
    ----------
    income, fixed, flexible : int64 array of shape (n,)
        In fen a month.
    on : date or text
        The day whose policy applies.
    policies : Policies
        Whose savings share and cap apply.
    savings_share : number or text, optional
        Another share than the policy's, such as 0.1.

    Returns
    -------
    int64 array of shape (n,)
        In fen.

    Raises
    ------
    ValueError, PolicyError
        As the rule and the reader do.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> each = np.array([8000_00]), np.array([3000_00]), np.array([2000_00])
    >>> affordable_amounts(*each, "2026-11-23", Policies("cn"))
    array([270000])
    """
    share = None if savings_share is None else exact_fraction(savings_share)
    return in_force.under(policies, plain_date(one_day(on)))(income, fixed, flexible, share).amount


def statement(
    amounts: Mapping[str, object], on: Day, policies: Policies, *, adults: int = 1, children: int = 0
) -> Statement:
    """Make one household's statement.

    Parameters
    ----------
    amounts : mapping
        Yuan a month by line, with the keys of the policy's lines; a line that is not there is 0.
    on : date or text
        The day whose policy applies.
    policies : Policies
        Whose lines, trigger figures, savings and stress apply.
    adults, children : int
        People of the household.

    Returns
    -------
    Statement

    Raises
    ------
    ValueError
        If a line is not known or no amount, with the lines that there are.
    PolicyError
        If the policy was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> household = {"wages": 8000, "housing": 3000, "food_housekeeping": 2500}
    >>> made = statement(household, "2026-11-23", Policies("cn"))
    >>> str(made.amount), [str(amount) for _, amount in made.stress]
    ('2250.00', ['1530.00', '810.00'])
    >>> made.reasons[0].text("en")
    'food and housekeeping: 2500.00 a month is above the trigger figure of 1800.00; ask for the reason'
    """
    policy = policies.get(Affordability, plain_date(one_day(on)))
    cells = _read(amounts, (*policy.income, *policy.fixed, *policy.flexible))
    income, fixed, flexible = (_sum(cells, group) for group in (policy.income, policy.fixed, policy.flexible))
    month = affordable(income, fixed, flexible, policy.savings_share, policy.savings_cap_fen)
    lower = stressed(income, policy.income_falls)[0]
    falls = len(policy.income_falls)
    under = affordable(
        lower, np.repeat(fixed, falls), np.repeat(flexible, falls), policy.savings_share, policy.savings_cap_fen
    )
    stress = tuple((share, yuan(amount)) for share, amount in zip(policy.income_falls, under.amount, strict=True))
    return Statement(
        income=yuan(income[0]),
        fixed=yuan(fixed[0]),
        flexible=yuan(flexible[0]),
        surplus=yuan(month.surplus[0]),
        savings=yuan(month.savings[0]),
        amount=yuan(month.amount[0]),
        stress=stress,
        reasons=(
            *_over(cells, policy, adults, children),
            *_short(yuan(month.surplus[0]), yuan(month.amount[0]), stress),
        ),
        rule=policy.rule,
    )


def _read(amounts: Mapping[str, object], lines: Sequence[Line]) -> dict[str, int]:
    known = {line.key for line in lines}
    cells: dict[str, int] = {}
    for key, amount in amounts.items():
        if key not in known:
            raise ValueError(
                f"the statement has no line {key!r}; its lines are {', '.join(line.key for line in lines)}"
            )
        fen = parse_amount(amount.item() if isinstance(amount, np.generic) else amount)
        if isinstance(fen, Fault) or fen < 0:
            raise ValueError(f"{key}: {amount!r} is no amount of a statement; give yuan a month, 0 or more")
        cells[key] = fen
    return cells


def _sum(cells: Mapping[str, int], lines: Sequence[Line]) -> Fen:
    return np.array([sum(cells.get(line.key, 0) for line in lines)], dtype=np.int64)


def _over(cells: Mapping[str, int], policy: Affordability, adults: int, children: int) -> list[Reason]:
    figures = [[each.first_adult_fen, each.further_adult_fen, each.child_fen] for each in policy.triggers]
    household = np.array([adults]), np.array([children])
    triggers = trigger_figures(*household, np.array(figures, dtype=np.int64).reshape(-1, 3))
    spent = np.array([[cells.get(each.group, 0) for each in policy.triggers]], dtype=np.int64)
    names = {line.key: line for line in policy.flexible}
    return [
        Reason(
            "over_trigger",
            *both(
                "operations.plans.affordability.month_above_trigger_figure_ask",
                spent=yuan(spent[0, k]),
                triggers=yuan(triggers[0, k]),
                what=Saying(names[policy.triggers[k].group].zh, names[policy.triggers[k].group].en),
            ),
        )
        for k in np.flatnonzero(over_trigger(spent, triggers)[0])
    ]


def _short(surplus: Decimal, amount: Decimal, stress: tuple[tuple[Fraction, Decimal], ...]) -> list[Reason]:
    if amount == 0:
        zh = f"收支相抵后结余{surplus}元，没有可用于还款的金额，请走困难帮扶流程"
        en = f"after costs {surplus} is left, so nothing can be paid; follow the hardship path"
        return [Reason("nothing_left", zh, en)]
    falls = [share for share, left in stress if left == 0]
    if not falls:
        return []
    percent = f"{float(min(falls) * 100):g}"
    zh = f"收入下降{percent}%后无力还款，方案应留有余地"
    en = f"with an income {percent} % lower nothing can be paid; leave room in the plan"
    return [Reason("nothing_left_under_stress", zh, en)]
