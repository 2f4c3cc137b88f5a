"""What the arguments of the worksheet functions are, in both languages: the one place where this is said.

Together, Chinese and English fit the 255 characters of a line in Excel's function wizard.
"""

from __future__ import annotations

from typing import TypeAlias

Text: TypeAlias = tuple[str, str, str]
"""Kind, English, Chinese."""

_AMOUNT = "amount"
_CONTACT_TIME = (
    "moment",
    "The person's local date and time: a cell, text such as 2026-11-23 21:59, or NOW().",
    "对方当地日期和时间：单元格、2026-11-23 21:59 这样的文本，或 NOW()。",
)

ARGUMENTS: dict[str, Text] = {
    "affordable": (_AMOUNT, "Amount that can be paid a month, in yuan, as AR_AFFORDABLE gives.", "每月可还款额（元），如 AR_AFFORDABLE 的结果。"),
    "amounts": (_AMOUNT, "Amounts of the ledger in yuan, one beside each date: charges +, payments -.", "流水金额（元），与日期一一对应：入账为正，还款为负。"),
    "annual_rate": ("rate", "Annual rate as a decimal: 0.12 for 12 %.", "年利率，小数：12% 填 0.12。"),
    "arguments": ("any", "The arguments of that function, in its own order.", "该函数的各个参数，按其原有顺序。"),
    "as_of": ("day", "The day to count to: a date, such as TODAY().", "计算截止日，例如 TODAY()。"),
    "attempts_today": ("count", "How often the person was called or messaged today.", "当日已联系次数（拨打或发送）。"),
    "balance": (_AMOUNT, "Balance that bears interest, in yuan.", "计息余额（元）。"),
    "cases": ("table", "The cases with their headings, such as A1:K200: case id, due date and principal at least.", "含表头的案件区域，如 A1:K200；至少有案件编号、到期还款日、逾期本金。"),
    "channel": ("word", "call, sms, email, app, visit or letter.", "渠道：电话、短信、邮件、APP、上门或信函。"),
    "collector": ("text", "Only this collector's cases; all if left out.", "只列该催收员的案件；不填为全部。"),
    "consent": ("logical", "TRUE where the person asked or agreed to be contacted at such times; FALSE if left out.", "对方是否已同意在该时间联系；不填为否。"),
    "conversations_today": ("count", "How many conversations there were today; 0 if left out.", "当日已有效沟通次数；不填为 0。"),
    "convention": ("word", "payment_day (the old balance bears interest on the payment day) or end_day; the policy's if left out.", "payment_day 还款日按旧余额计息，end_day 按新余额计息；不填取规则。"),
    "daily_rate": ("rate", "Daily rate as a decimal: 0.0005 for 0.05 %; the policy's if left out.", "日利率，小数：万分之五填 0.0005；不填取规则。"),
    "dates": ("day", "Dates of the ledger, in a range; empty rows are passed over.", "流水日期区域；空行忽略。"),
    "day": ("day", "The day to count from.", "起算日期。"),
    "day_count": ("word", "How days make up a year: 30/360, ACT/365, ACT/360, ACT/ACT ...; the policy's if left out.", "计息基础：30/360、实际/365、实际/360 等；不填取规则。"),
    "days": ("count", "Number of days, a whole number.", "天数，整数。"),
    "days_since_contact": ("count", "Days since the last contact; left out where there was none.", "距上次联系天数；从未联系则不填。"),
    "dpd": ("count", "Days past due, a whole number, as AR_DPD gives.", "逾期天数，整数，如 AR_DPD 的结果。"),
    "due_date": ("day", "The oldest unpaid due date: a cell or a range.", "最早一期未还的到期还款日：单元格或区域。"),
    "due_on": ("day", "The day on which the promise falls due.", "承诺还款日。"),
    "fee_rate": ("rate", "Fee of each instalment as a share of the first principal: 0.006 for 0.6 %; 0 if left out.", "每期手续费率（占首期本金），0.6% 填 0.006；不填为 0。"),
    "fees": (_AMOUNT, "Fees due, in yuan.", "应还费用（元）。"),
    "fees_interest": (_AMOUNT, "Fees and interest of the statement, in yuan.", "本期费用与利息（元）。"),
    "figure": ("text", "The function's name as text, such as \"AR_DPD\".", '函数名（文本），如 "AR_DPD"。'),
    "first_due": ("day", "Due date of the first instalment.", "首期到期还款日。"),
    "fixed_costs": (_AMOUNT, "Monthly costs that cannot be cut, such as rent, in yuan.", "每月固定支出（元），如房租。"),
    "flexible_costs": (_AMOUNT, "Other monthly costs of living, in yuan.", "每月弹性支出（元）。"),
    "headings": ("table", "The row of headings, such as A$1:K$1; placeholders are named by them.", "表头行，如 A$1:K$1；占位符按表头填写。"),
    "income": (_AMOUNT, "Monthly income of the household, in yuan.", "家庭月收入（元）。"),
    "instalments_due": (_AMOUNT, "Instalments billed in the statement, in yuan.", "本期应还分期（元）。"),
    "interest": (_AMOUNT, "Interest due, in yuan.", "应还利息（元）。"),
    "kind": ("word", "name, id, phone, card, email, address or auto.", "类型：姓名、身份证、手机、卡号、邮箱、地址或自动。"),
    "method": ("word", "equal_instalment (if left out), equal_principal, flat_fee, interest_only, balloon or step_up.", "还款方式：等额本息（不填时）、等额本金、手续费分期、先息后本、气球贷、递增还款。"),
    "minimum_payment": (_AMOUNT, "Minimum payment of the statement, in yuan.", "最低还款额（元）。"),
    "monthly_fee_rate": ("rate", "Monthly fee as a share of the first principal: 0.006 for 0.6 %.", "每期手续费率（占首期本金），0.6% 填 0.006。"),
    "n": ("count", "Number of monthly instalments, a whole number.", "期数（月），整数。"),
    "over_limit": (_AMOUNT, "Amount over the credit limit, in yuan.", "超限额（元）。"),
    "paid": (_AMOUNT, "What was paid, in yuan.", "已还金额（元）。"),
    "payment": (_AMOUNT, "The payment to be split, in yuan.", "还款金额（元）。"),
    "principal": (_AMOUNT, "Principal, in yuan.", "本金（元）。"),
    "profile": ("word", "Whose rules: cn (if left out), cn_online, us, uk, in or hk.", "适用规则：cn（不填时）、cn_online、us、uk、in、hk。"),
    "promised": (_AMOUNT, "What was promised, in yuan.", "承诺金额（元）。"),
    "purchases": (_AMOUNT, "Purchases and cash of the statement, in yuan.", "本期消费和取现（元）。"),
    "roll_rate": ("rate", "Chance that the case rolls on to loss, 0 to 1; the policy's if left out.", "迁徙率，0 至 1；不填取规则。"),
    "row": ("table", "The row that the message is filled from, such as A2:K2; of several rows, one message each.", "数据行，如 A2:K2；多行时每行一条。"),
    "savings_share": ("rate", "Share of what is left over that the household keeps, 0 to 1; the policy's if left out.", "结余中留存储蓄的比例，0 至 1；不填取规则。"),
    "scale": ("word", "2023 (if left out) or 2011.", "口径：2023（不填时）或 2011。"),
    "start": ("day", "The day from which the plan bears interest; a month before the first due date if left out.", "起息日；不填为首期到期日前一个月。"),
    "template": ("text", "A template's id (reminder, early, middle, late, recovery, promise_reminder ...), or a text with {placeholders}.", "模板编号（reminder、early、middle、late、recovery 等），或含 {占位符} 的文字。"),
    "text": ("text", "Text with personal data: a cell or a range.", "含个人信息的文本：单元格或区域。"),
    "to_date": ("day", "The day up to which interest is asked for.", "计息截止日。"),
    "top": ("count", "At most so many cases; all if left out.", "最多列出件数；不填为全部。"),
    "total_due": (_AMOUNT, "All that is due on the case, in yuan.", "案件应还总额（元）。"),
    "unpaid_minimum": (_AMOUNT, "What was left unpaid of earlier minimum payments, in yuan.", "上期最低还款额未还部分（元）。"),
    "when": _CONTACT_TIME,
}  # fmt: skip
"""By name."""

OWN_ARGUMENTS: dict[tuple[str, str], Text] = {
    ("AR_WORKDAY", "n"): ("count", "How many working days on; negative to count back, 0 for the day itself or the next working day.", "第几个工作日；负数为向前。"),
    ("AR_ALLOCATE", "principal"): (_AMOUNT, "Principal due, in yuan.", "应还本金（元）。"),
}  # fmt: skip
"""Where a function's argument is not what the name says elsewhere; by function and name."""

SINGLE = frozenset({
    "affordable", "as_of", "collector", "convention", "daily_rate", "day_count", "fee_rate", "figure", "first_due", "kind",
    "method", "profile", "savings_share", "scale", "start", "template", "to_date", "top",
})  # fmt: skip
"""Arguments that are one cell for the whole call."""

SINGLE_IN = frozenset({
    *(("AR_SCHEDULE", name) for name in ("principal", "annual_rate", "n")),
    *(("AR_PLAN_OPTIONS", name) for name in ("principal", "annual_rate")),
})  # fmt: skip
"""Arguments that are one cell in this function, and may be a range in others."""
