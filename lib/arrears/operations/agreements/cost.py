"""The statement of the total financing cost that a customer confirms before an instalment arrangement (CN-26-2, CN-13a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arrears.operations.agreements.content import content_sha256
from arrears.operations.agreements.findings import cost_statement_rule
from arrears.policy.records import DailyRate, LateFee, Sender
from arrears.rules.interest import yearly_rate
from arrears.units import FEN_IN_YUAN
from arrears.words import both

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.operations.plans.working import Wanted, Worked
    from arrears.policy import Policies

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Charge:
    """One interest or fee: its name, how it is charged, how much, and by whom; in Chinese and English.

    Attributes
    ----------
    amount_fen : int or None
        What it comes to when all is paid on time; None where it depends on what happens, as in default.
    yearly : str
        Its yearly rate in per cent where it is a rate, or blank.
    """

    name_zh: str
    name_en: str
    basis_zh: str
    basis_en: str
    amount_fen: int | None
    yearly: str
    by_zh: str
    by_en: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the statement says.

    Attributes
    ----------
    principal_fen, paid_fen, cost_fen : int
        What is to be paid back, what is paid in all, and what of it is interest and fees.
    charges : tuple of Charge
        Every interest and fee when all is paid on time.
    annual_cost, effective_cost : str
        Yearly cost in per cent, nominal (simple interest) and effective.
    default_costs : tuple of Charge
        What is charged in default.
    rule : str
        Id of the rule that asks for it; blank where none does.
    reading_seconds : int
        How long it is shown at least on a screen.
    """

    principal_fen: int
    paid_fen: int
    cost_fen: int
    charges: tuple[Charge, ...]
    annual_cost: str
    effective_cost: str
    default_costs: tuple[Charge, ...]
    rule: str
    reading_seconds: int

    def content(self) -> dict[str, Any]:
        """Give what it says as texts and whole numbers, for the log and its digest."""
        return {
            "principal_fen": self.principal_fen,
            "paid_fen": self.paid_fen,
            "cost_fen": self.cost_fen,
            "charges": [_charge(charge) for charge in self.charges],
            "annual_cost": self.annual_cost,
            "effective_cost": self.effective_cost,
            "default_costs": [_charge(charge) for charge in self.default_costs],
            "nothing_else": True,
        }

    @property
    def sha256(self) -> str:
        """The digest of its content."""
        return content_sha256(self.content())


def cost_statement(wanted: Wanted, plan: Worked, policies: Policies) -> Statement:
    """Make the statement of one plan's cost.

    Parameters
    ----------
    wanted, plan : Wanted, Worked
        The terms and the schedule.
    policies : Policies
        Whose rates of default apply, on the day of ``wanted.on``, and who charges them.

    Raises
    ------
    PolicyError
        If a rate was not in force on the day.

    Examples
    --------
    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from arrears.operations.plans.working import Wanted, worked
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 11, 23), Policies("cn")
    >>> terms = Wanted(12_000_00, Fraction(12, 100), Fraction(0), date(2026, 12, 23), day, "equal_instalment")
    >>> made = cost_statement(terms, worked(terms, 12, cn), cn)
    >>> made.principal_fen, made.cost_fen, made.annual_cost, made.rule
    (1200000, 79423, '12.00%', 'CN-26-2')
    >>> [charge.yearly for charge in made.default_costs]
    ['18.25%', '']
    """
    on = wanted.on
    sender, rule = policies.get(Sender, on), cost_statement_rule(on, policies)
    by = {"by_zh": sender.name_zh, "by_en": sender.name}
    interest = Charge(
        *both("operations.agreements.cost.interest"),
        f"按年利率{_percent(wanted.annual_rate)}（单利）对剩余本金计收" if plan.interest else "还款期间不计收",
        f"{_percent(wanted.annual_rate)} a year (simple) on what is still owed"
        if plan.interest
        else "none while the plan runs",
        plan.interest,
        _percent(wanted.annual_rate),
        **by,
    )
    fee = Charge(
        *both("operations.agreements.cost.instalment_fee"),
        f"每期按原始本金的{_percent(wanted.fee_rate)}计收" if plan.fees else "不计收",
        f"{_percent(wanted.fee_rate)} of the first principal with each instalment" if plan.fees else "none",
        plan.fees,
        "",
        **by,
    )
    return Statement(
        principal_fen=wanted.principal_fen,
        paid_fen=plan.paid,
        cost_fen=plan.interest + plan.fees,
        charges=(interest, fee),
        annual_cost=f"{plan.apr:.2%}",
        effective_cost=f"{plan.ear:.2%}",
        default_costs=_in_default(wanted, policies, by),
        rule=rule.rule if rule else "",
        reading_seconds=rule.reading_seconds if rule else 0,
    )


def _in_default(wanted: Wanted, policies: Policies, by: dict[str, str]) -> tuple[Charge, ...]:
    daily, late = policies.get(DailyRate, wanted.on), policies.get(LateFee, wanted.on)
    yearly, share = _percent(yearly_rate(daily.rate, daily.year_days)), _percent(late.rate)
    least = f"{late.least_fen / FEN_IN_YUAN:,.2f}"
    return (
        Charge(
            *both("operations.agreements.cost.interest_after_breach"),
            *both("operations.agreements.cost.day_what_unpaid_which_year", rate=_percent(daily.rate), yearly=yearly),
            None,
            yearly,
            **by,
        ),
        Charge(
            *both("operations.agreements.cost.late_fee"),
            f"最低还款额未还部分的{share}，最低{least}元，每次违约收取一次"
            if late.least_fen
            else f"最低还款额未还部分的{share}，每次违约收取一次",
            f"{share} of the unpaid minimum payment, at least {least}, once for each default"
            if late.least_fen
            else f"{share} of the unpaid minimum payment, once for each default",
            None,
            "",
            **by,
        ),
    )


def _percent(rate: Fraction) -> str:
    """Write a rate in per cent: at least two places, more where it has more.

    >>> from fractions import Fraction
    >>> _percent(Fraction(5, 10000)), _percent(Fraction(1825, 10000))
    ('0.05%', '18.25%')
    """
    text = f"{float(rate * _PERCENT):.6f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}%"


def _charge(charge: Charge) -> dict[str, Any]:
    known = {name: getattr(charge, name) for name in Charge.__dataclass_fields__}
    return {name: value for name, value in known.items() if value is not None}
