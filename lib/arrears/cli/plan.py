"""``arrears plan``: what a household can pay, which repayment plans fit, and one plan's schedule."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from dateutil.relativedelta import relativedelta

from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.units import exact_fraction

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from arrears.desk.plan_working import Household, Wanted

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
    from arrears.desk.plan_working import household  # noqa: PLC0415  # pandas takes half a second; `--help` needs none

    home = household(*costs, agreed, policies) if costs else None
    wanted = _wanted(principal, rate, fee_rate, method, due, agreed, policies)
    if months is None and home is None:
        raise _refused(
            "plans are put side by side for a household: give --income, --fixed and --flexible, or --months for one schedule",
            "比较方案须知道家庭收支：请给出 --income、--fixed、--flexible；或用 --months 指定一个方案的期数",
        )
    if months is None and fee_rate is not None:
        raise _refused(
            "plans are put side by side at an interest rate; for a fee plan give --months too",
            "方案比较按年利率进行；手续费分期请同时给出 --months",
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
    from arrears.cli import plan_screen  # noqa: PLC0415  # pandas again

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
    from arrears.desk.plan_working import FLAT_FEE, Wanted, usual_rate  # noqa: PLC0415  # pandas again
    from arrears.policy.records import PlanTerms  # noqa: PLC0415  # same
    from arrears.tables.schedules import METHOD_WORDS, method_of  # noqa: PLC0415  # same

    if rate is not None and fee_rate is not None:
        raise _refused(
            "--rate and --fee-rate exclude each other; give the one that the agreement states",
            "--rate 与 --fee-rate 只能给其一；请按协议填写",
        )
    owed = _amount("principal", "本金", principal)
    if owed == 0:
        raise _refused(
            f"the principal is {principal}; give what is to be paid back, above 0", "本金为 0；请填写大于 0 的应还本金"
        )
    if due <= agreed:
        raise _refused(
            f"the first due date {due} is not after the agreement on {agreed}; give a later --first-due",
            f"首期到期日 {due} 不晚于协议日 {agreed}；请用 --first-due 给出更晚的日期",
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
        raise _refused(f"--method: {error}", f"--method“{method}”不是还款方式；请选择：{known}") from error
    if key == FLAT_FEE and fee_rate is None:
        raise _refused("a flat_fee plan needs --fee-rate, such as 0.006", "手续费分期须给出 --fee-rate，例如 0.006")
    return Wanted(owed, yearly, fee, due, agreed, key)


def _workbook_path(out: Path) -> Path:
    """Give the workbook's file; before any work is done, refuse one that no spreadsheet would open."""
    if out.is_dir():
        return out / "plan.xlsx"
    if out.suffix.casefold() != ".xlsx":
        raise _refused(
            f"--out {out.name} is no workbook; name a file that ends in .xlsx, or a folder that exists",
            f"--out {out.name} 不是工作簿；请给出以 .xlsx 结尾的文件名，或已有的文件夹",
        )
    return out


def _costs(income: str | None, fixed: str | None, flexible: str | None) -> tuple[int, int, int] | None:
    given = {"--income": income, "--fixed": fixed, "--flexible": flexible}
    missing = [name for name, text in given.items() if text is None]
    if len(missing) == len(given):
        return None
    if missing:
        raise _refused(
            f"what a household can pay needs income and both kinds of costs; {', '.join(missing)} is missing, give 0 for none",
            f"测算还款能力须有收入和两类支出；缺少 {'、'.join(missing)}，没有请填 0",
        )
    earned, regular, other = (_amount(name, name, str(text)) for name, text in given.items())
    return earned, regular, other


def _amount(name: str, name_zh: str, text: str) -> int:
    from arrears.tables.amounts import parse_amount  # noqa: PLC0415  # pandas again
    from arrears.tables.faults import Fault  # noqa: PLC0415  # same

    amount = parse_amount(text)
    if isinstance(amount, Fault):
        raise _refused(
            f"{name} {text!r} is no amount; write yuan with at most two places, such as 12345.60",
            f"{name_zh}“{text}”不是金额；请写成最多两位小数的元，例如 12345.60",
        )
    if amount < 0:
        raise _refused(f"{name} {text} is below 0; write it without the minus", f"{name_zh} {text} 小于 0；请去掉负号")
    return amount


def _rate(name: str, text: str, ceiling: Fraction, rule: str) -> Fraction:
    plain = text.strip().replace("％", "%")
    try:
        rate = exact_fraction(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except ValueError as error:
        raise _refused(
            f"{name} {text!r} is no rate; write 0.12 or 12%", f"{name}“{text}”不是利率；请写成 0.12 或 12%"
        ) from error
    if not 0 <= rate <= ceiling:
        most = f"{float(ceiling):.0%}"
        remedy = (f"for {plain} % write {plain}%", f"若指 {plain}%，请写成 {plain}%")
        if plain.endswith("%") or not 0 <= rate / 100 <= ceiling:
            remedy = ("give the rate that the agreement states", "请按协议填写")
        raise _refused(
            f"{name} {text} is not within 0 and {most} ({rule}); {remedy[0]}",
            f"{name} {text} 不在 0 至 {most} 之间（{rule}）；{remedy[1]}",
        )
    return rate


def _check_months(months: int, on: date, policies: Policies) -> None:
    from arrears.desk.plan_terms import plan_limits  # noqa: PLC0415  # pandas again

    limits = plan_limits(policies, on)
    if not 1 <= months <= limits.max_months:
        raise _refused(
            f"--months {months} is not within 1 and {limits.max_months} ({limits.months_rule}); choose a term in between",
            f"--months {months} 不在 1 至 {limits.max_months} 期之间（{limits.months_rule}）；请选择范围内的期数",
        )


def _refused(english: str, chinese: str) -> ArrearsError:
    return ArrearsError(english, chinese)
