"""The worksheet functions: `ar_dpd` is ``AR_DPD`` in a cell; callable with single values or rows of cells on any system.

Every function is one line: `xl_addin.workings` does the work. The first paragraph of a docstring is the English text of the
function wizard, the second the Chinese one. An argument with a default is optional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_addin.workings import contacts, follow_ups, messages, money, plans, staging, texts, why

if TYPE_CHECKING:
    from xl_addin.answers import Result
    from xl_addin.columns import Cells

__all__ = [
    "ar_affordable",
    "ar_allocate",
    "ar_apr",
    "ar_bucket",
    "ar_can_contact",
    "ar_class",
    "ar_contact_block",
    "ar_dpd",
    "ar_ear",
    "ar_follow_ups",
    "ar_instalment",
    "ar_interest",
    "ar_late_fee",
    "ar_ledger_interest",
    "ar_mask",
    "ar_message",
    "ar_min_payment",
    "ar_next_contact",
    "ar_plan_options",
    "ar_priority",
    "ar_promise",
    "ar_schedule",
    "ar_stage",
    "ar_why",
    "ar_workday",
]


def ar_dpd(due_date: Cells, as_of: Cells) -> Result:
    """Whole days past due as of a day: 0 when not yet due, the day after the due day is 1.

    逾期天数：到期还款日当天为 0，次日为 1，未到期为 0。
    """
    return staging.dpd(due_date, as_of)


def ar_bucket(dpd: Cells, profile: Cells = None) -> Result:
    """Ageing bucket of days past due: M0, M1 ... M6, M7+.

    逾期账龄：M0、M1……M6、M7+。
    """
    return staging.bucket(dpd, profile)


def ar_class(dpd: Cells, scale: Cells = None) -> Result:
    """Five-class risk category of days past due; scale 2023 (default) or 2011.

    五级分类：正常、关注、次级、可疑、损失；口径 2023（默认）或 2011。
    """
    return staging.loan_class(dpd, scale)


def ar_stage(dpd: Cells, profile: Cells = None) -> Result:
    """Treatment stage of the house policy: reminder, early, middle, late, recovery.

    催收阶段：reminder 到期提醒、early 早期、middle 中期、late 后期、recovery 长账龄清收。
    """
    return staging.stage(dpd, profile)


def ar_min_payment(
    purchases: Cells, instalments_due: Cells, unpaid_minimum: Cells, over_limit: Cells, fees_interest: Cells
) -> Result:
    """Minimum payment due, in yuan; put 0 where a part is nothing.

    最低还款额（元）：消费、本期分期、上期未还最低额、超限额、费用与利息；没有的填 0。
    """
    return money.min_payment((purchases, instalments_due, unpaid_minimum, over_limit, fees_interest))


def ar_late_fee(minimum_payment: Cells, paid: Cells) -> Result:
    """Late fee on the unpaid part of the minimum payment, in yuan.

    违约金（元）：按最低还款额未还部分计收。
    """
    return money.late_fee(minimum_payment, paid)


def ar_interest(balance: Cells, days: Cells, daily_rate: Cells = None) -> Result:
    """Simple daily interest, in yuan; the policy's daily rate unless one is given, such as 0.0005.

    按日计息（元）：余额×天数×日利率；不填日利率时取规则默认值。
    """
    return money.interest(balance, days, daily_rate)


def ar_ledger_interest(
    dates: Cells, amounts: Cells, to_date: Cells, daily_rate: Cells = None, convention: Cells = None
) -> Result:
    """Interest on a dated ledger (charges +, payments -) up to a day, in yuan; convention payment_day or end_day.

    按流水计息（元）：入账为正、还款为负；payment_day 还款日按旧余额计，end_day 按新余额计。
    """
    return money.ledger(dates, amounts, to_date, daily_rate, convention)


def ar_allocate(payment: Cells, dpd: Cells, interest: Cells, fees: Cells, principal: Cells) -> Result:
    """Split of a payment, a row of four in yuan: to interest, to fees, to principal, left over.

    还款冲抵（元），一行四列：冲利息、冲费用、冲本金、剩余；多笔还款各占一行。
    """
    return money.allocate(payment, dpd, (interest, fees, principal))


def ar_instalment(principal: Cells, annual_rate: Cells, n: Cells) -> Result:
    """Equal monthly instalment over n months, in yuan; 0.12 is 12 % a year.

    等额本息每期还款额（元）；年利率 12% 填 0.12。
    """
    return plans.instalment(principal, annual_rate, n)


def ar_schedule(  # the contract's arguments, as a cell gives them: by position
    principal: Cells,
    annual_rate: Cells,
    n: Cells,
    first_due: Cells,
    method: Cells = None,
    start: Cells = None,
    day_count: Cells = None,
    fee_rate: Cells = None,
) -> Result:
    """Repayment schedule as a table; method equal_instalment, equal_principal, flat_fee, interest_only, balloon or step_up.

    还款计划表：等额本息、等额本金、手续费分期、先息后本等；fee_rate 为每期费率。
    """
    return plans.schedule(principal, annual_rate, n, first_due, (method, start, day_count, fee_rate))


def ar_apr(principal: Cells, n: Cells, monthly_fee_rate: Cells) -> Result:
    """Nominal annual cost of an instalment plan with a monthly fee on the first principal.

    手续费分期的年化利率（单利，APR）。
    """
    return plans.apr(principal, n, monthly_fee_rate)


def ar_ear(principal: Cells, n: Cells, monthly_fee_rate: Cells) -> Result:
    """Effective annual cost, with compounding, of an instalment plan with a monthly fee.

    手续费分期的实际年化利率（复利，EAR）。
    """
    return plans.ear(principal, n, monthly_fee_rate)


def ar_affordable(income: Cells, fixed_costs: Cells, flexible_costs: Cells, savings_share: Cells = None) -> Result:
    """Monthly amount that a household can pay, in yuan: income less costs, less what stays with it as savings.

    每月可还款额（元）：收入减固定支出、弹性支出，再减留存储蓄。
    """
    return plans.affordable(income, fixed_costs, flexible_costs, savings_share)


def ar_plan_options(principal: Cells, annual_rate: Cells, affordable: Cells, first_due: Cells) -> Result:
    """Plans within the policy's longest term side by side, and whether the household can pay them.

    还款方案比较：期限最短、成本最低、每期最低，以及是否在可还款额以内。
    """
    return plans.options(principal, annual_rate, affordable, first_due)


def ar_promise(promised: Cells, due_on: Cells, paid: Cells, as_of: Cells) -> Result:
    """What became of a promise to pay: pending, kept, partial or broken.

    承诺还款结果：pending 待履约、kept 已履约、partial 部分履约、broken 已失约。
    """
    return contacts.promise(promised, due_on, paid, as_of)


def ar_can_contact(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """TRUE if the person may be contacted at that local time by call, sms, email, app, visit or letter.

    该时间可否联系：渠道填电话、短信、邮件、上门、信函等，并填当日已拨打次数。
    """
    return contacts.can(when, channel, attempts_today, conversations_today, consent, profile)


def ar_contact_block(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """The id of the rule that forbids contact at that time, or blank where none does.

    禁止联系所依据的规则编号；可以联系时为空。
    """
    return contacts.block(when, channel, attempts_today, conversations_today, consent, profile)


def ar_next_contact(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """The earliest permitted local date and time at or after that one.

    自该时间起最早可以联系的日期和时间。
    """
    return contacts.following(when, channel, attempts_today, conversations_today, consent, profile)


def ar_priority(total_due: Cells, dpd: Cells, roll_rate: Cells = None, days_since_contact: Cells = None) -> Result:
    """Priority score of a case, 0 to 100: value at risk, age and silence.

    优先分 0 至 100：风险金额、账龄、未联系天数。
    """
    return staging.priority(total_due, dpd, roll_rate, days_since_contact)


def ar_follow_ups(cases: Cells, as_of: Cells, collector: Cells = None, top: Cells = None) -> Result:
    """Ranked follow-up list of a range of cases with headings; unreadable rows stand last, their rank #VALUE!.

    跟进清单：所选案件区域须含表头；可按催收员筛选、限定件数；读不懂的行列在最后。
    """
    return follow_ups.follow_ups(cases, as_of, collector, top)


def ar_mask(text: Cells, kind: Cells) -> Result:
    """Text with personal data covered; kind name, id, phone, card, email, address or auto.

    脱敏：kind 填 name 姓名、id 证件号、phone 手机、card 卡号、email、address 地址、auto 自动。
    """
    return texts.mask(text, kind)


def ar_message(template: Cells, headings: Cells, row: Cells) -> Result:
    """Message filled from a row of a range with headings: a template's id, such as early, or a text with {placeholders}.

    短信：填模板编号（如 early）或含 {占位符} 的文字，再选表头行和数据行；个人信息已脱敏。
    """
    return messages.message(template, headings, row)


def ar_workday(day: Cells, n: Cells) -> Result:
    """The nth working day after a day, or before it if n is negative; China's working weekends are included.

    第 n 个工作日（n 为负则向前），已计入调休上班的周末。
    """
    return texts.workday(day, n)


def ar_why(figure: Cells, *arguments: Cells) -> Result:
    """Why a function gives its figure: figure is its name, such as AR_DPD, then its arguments; a table of steps and rules.

    数字的依据：先填函数名（如 AR_DPD），再填其参数；逐步列出算式、规则、施行日和来源。
    """
    return why.why(figure, arguments)
