"""``arrears plan``: what a household can pay, which repayment plans fit, and one plan's schedule."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from dateutil.relativedelta import relativedelta

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.units import exact_fraction
from arrears.words import Saying, both

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from arrears.operations.plans.working import Household, Wanted

AmountOption = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
Output = Literal["table", "json"]
_NO_RATE = "0"


def plan(  # noqa: PLR0913  # one argument an option of the command
    principal: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *,
    rate: AmountOption = None,
    fee_rate: AmountOption = None,
    months: Annotated[int | None, Parameter(allow_leading_hyphen=True)] = None,
    first_due: DayOption = None,
    method: str | None = None,
    income: AmountOption = None,
    fixed: AmountOption = None,
    flexible: AmountOption = None,
    out: Path | None = None,
    output: Annotated[Output, Parameter(name=["--format"])] = "table",
    on: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Show what a household can pay and which repayment plans fit; with --months, one plan's schedule and cost.

    Parameters
    ----------
    principal
        What is to be paid back, in yuan.
    rate
        Interest a year: 0.1825 or 18.25%; the policy's unless you say.
    fee_rate
        Instead of interest, a fee each month as a part of the principal: 0.006 or 0.6%.
    months
        Monthly instalments of the plan to show; without it, plans are put side by side.
    first_due
        First due date; a month after the agreement unless you say.
    method
        equal_instalment 等额本息, equal_principal 等额本金, flat_fee, interest_only, balloon or step_up.
    income
        What the household earns a month, in yuan.
    fixed
        Its fixed costs a month.
    flexible
        Its flexible costs a month.
    out
        Also write a workbook: an .xlsx file, or a folder for plan.xlsx.
    output
        table for people, json for programs.
    on
        The day of the agreement, whose rules apply.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    language = lang or default_lang()
    book = None if out is None else _workbook_path(out)
    policies = Policies(profile, house)
    agreed = day(on, policies)
    due = day(first_due, policies) if first_due else agreed + relativedelta(months=1)
    costs = _costs(income, fixed, flexible)
    from arrears.operations.plans.working import household  # noqa: PLC0415  # pandas takes half a second; `--help` needs none

    home = household(*costs, agreed, policies) if costs else None
    wanted = _wanted(principal, rate, fee_rate, method, due, agreed, policies)
    if months is None and home is None:
        raise _refused(
            *both("commands.plan.plans_put_side_side_household"),
        )
    if months is None and fee_rate is not None:
        raise _refused(
            *both("commands.plan.plans_put_side_side_interest"),
        )
    return _show(_Request(wanted, home, months, policies, language), book, output)


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for, read and checked."""

    wanted: Wanted
    home: Household | None
    months: int | None
    policies: Policies
    lang: str


def _show(asked: _Request, out: Path | None, output: Output) -> int:
    from arrears.commands.plan import screen as plan_screen  # noqa: PLC0415  # pandas again

    if asked.months is not None:
        _check_months(asked.months, asked.wanted.on, asked.policies)
    try:
        answer = plan_screen.Answer.of(asked.wanted, asked.home, asked.months, asked.policies)
    except ValueError as error:
        raise ArrearsError(str(error)) from error
    if output == "json":
        sys.stdout.write(f"{json.dumps(plan_screen.as_json(answer, asked.lang), ensure_ascii=False, indent=2)}\n")
    else:
        plan_screen.show(answer, asked.lang)
    if out is not None:
        plan_screen.write(answer, out, asked.lang, quiet=output == "json")
    return 0


def _wanted(
    principal: str,
    rate: str | None,
    fee_rate: str | None,
    method: str | None,
    due: date,
    agreed: date,
    policies: Policies,
) -> Wanted:
    from arrears.operations.plans.working import FLAT_FEE, Wanted, usual_rate  # noqa: PLC0415  # pandas again
    from arrears.policy.records import PlanTerms  # noqa: PLC0415  # same
    from arrears.tables.schedules import METHOD_WORDS, method_of  # noqa: PLC0415  # same

    if rate is not None and fee_rate is not None:
        raise _refused(
            *both("commands.plan.rate_fee_rate_exclude_each"),
        )
    owed = _amount("principal", "本金", principal)
    if owed == 0:
        raise _refused(*both("commands.plan.principal_of_nothing", principal=principal))
    if due <= agreed:
        raise _refused(
            *both("commands.plan.first_due_date_not_after", due=due, agreed=agreed),
        )
    terms = policies.get(PlanTerms, agreed)
    yearly = (
        usual_rate(policies, agreed) if rate is None else _rate("--rate", rate, terms.annual_rate_ceiling, terms.rule)
    )
    fee = _rate("--fee-rate", fee_rate or _NO_RATE, terms.fee_rate_ceiling, terms.rule)
    if fee_rate is not None:
        yearly = exact_fraction(_NO_RATE)
    try:
        key = method_of(method or (FLAT_FEE if fee_rate is not None else "equal_instalment"))
    except ValueError as error:
        known = "、".join(f"{name} {words[0]}" for name, words in METHOD_WORDS.items())
        raise _refused(
            *both("commands.plan.no_such_method", method=method, known=Saying(known, ", ".join(METHOD_WORDS)))
        ) from error
    if key == FLAT_FEE and fee_rate is None:
        raise _refused(*both("commands.plan.flat_fee_plan_needs_fee"))
    return Wanted(owed, yearly, fee, due, agreed, key)


def _workbook_path(out: Path) -> Path:
    """Give the workbook's file; before any work is done, refuse one that no spreadsheet would open."""
    if out.is_dir():
        return out / "plan.xlsx"
    if out.suffix.casefold() != ".xlsx":
        raise _refused(
            *both("commands.plan.out_no_workbook_name_file", name=out.name),
        )
    return out


def _costs(income: str | None, fixed: str | None, flexible: str | None) -> tuple[int, int, int] | None:
    given = {"--income": income, "--fixed": fixed, "--flexible": flexible}
    missing = [name for name, text in given.items() if text is None]
    if len(missing) == len(given):
        return None
    if missing:
        raise _refused(
            *both("commands.plan.what_household_can_pay_needs", missing=Saying("、".join(missing), ", ".join(missing))),
        )
    earned, regular, other = (_amount(name, name, str(text)) for name, text in given.items())
    return earned, regular, other


def _amount(name: str, name_zh: str, text: str) -> int:
    from arrears.tables.amounts import parse_amount  # noqa: PLC0415  # pandas again
    from arrears.tables.faults import Fault  # noqa: PLC0415  # same

    amount = parse_amount(text)
    if isinstance(amount, Fault):
        raise _refused(
            *both("commands.plan.no_amount_write_yuan_most", text=text, name=Saying(name_zh, name)),
        )
    if amount < 0:
        raise _refused(*both("commands.plan.below_write_without_minus", text=text, name=Saying(name_zh, name)))
    return amount


def _rate(name: str, text: str, ceiling: Fraction, rule: str) -> Fraction:
    plain = text.strip().replace("％", "%")
    try:
        rate = exact_fraction(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except ValueError as error:
        raise _refused(*both("commands.plan.no_rate_write", name=name, text=text)) from error
    if not 0 <= rate <= ceiling:
        most = f"{float(ceiling):.0%}"
        remedy = both("commands.plan.percent_as_a_part", text=plain)
        if plain.endswith("%") or not 0 <= rate / 100 <= ceiling:
            remedy = both("commands.plan.rate_of_the_agreement")
        raise _refused(
            *both(
                "commands.plan.not_within",
                name=name,
                text=text,
                most=most,
                rule=rule,
                remedy=remedy,
            ),
        )
    return rate


def _check_months(months: int, on: date, policies: Policies) -> None:
    from arrears.operations.plans.terms import plan_limits  # noqa: PLC0415  # pandas again

    limits = plan_limits(policies, on)
    if not 1 <= months <= limits.max_months:
        raise _refused(
            *both(
                "commands.plan.months_not_within_choose_term",
                months=months,
                max_months=limits.max_months,
                months_rule=limits.months_rule,
            ),
        )


def _refused(zh: str, en: str) -> ArrearsError:
    return ArrearsError(Saying(zh, en))
