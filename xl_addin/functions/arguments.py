"""What arguments are that several worksheet functions take, in both languages: the one place where this is said.

Together, Chinese and English fit the 255 characters of a line in Excel's function wizard.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["day", "moment", "amount", "count", "rate", "text", "word", "logical", "table", "any"]
"""What an argument's cells hold; amounts are in yuan, rates are decimals, a word is one of a few that its text names."""


class Text(NamedTuple):
    """What an argument is.

    Attributes
    ----------
    kind : str
        What its cells hold.
    en, zh : str
        In English and Chinese.
    many : bool
        Whether a range may stand here.
    ranged : bool
        Whether it is one range as a whole.
    """

    kind: Kind
    en: str
    zh: str
    many: bool = True
    ranged: bool = False


SHARED: dict[str, Text] = {
    "annual_rate": Text("rate", "Annual rate as a decimal: 0.12 for 12 %.", "年利率，小数：12% 填 0.12。"),
    "as_of": Text("day", "The day to count to: a date, such as TODAY().", "计算截止日，例如 TODAY()。", many=False),
    "attempts_today": Text(
        "count", "How often the person was called or messaged today.", "当日已联系次数（拨打或发送）。"
    ),
    "channel": Text("word", "call, sms, email, app, visit or letter.", "渠道：电话、短信、邮件、APP、上门或信函。"),
    "consent": Text(
        "logical",
        "TRUE where the person asked or agreed to be contacted at such times; FALSE if left out.",
        "对方是否已同意在该时间联系；不填为否。",
    ),
    "conversations_today": Text(
        "count", "How many conversations there were today; 0 if left out.", "当日已有效沟通次数；不填为 0。"
    ),
    "daily_rate": Text(
        "rate",
        "Daily rate as a decimal: 0.0005 for 0.05 %; the policy's if left out.",
        "日利率，小数：万分之五填 0.0005；不填取规则。",
        many=False,
    ),
    "dpd": Text("count", "Days past due, a whole number, as AR_DPD gives.", "逾期天数，整数，如 AR_DPD 的结果。"),
    "first_due": Text("day", "Due date of the first instalment.", "首期到期还款日。", many=False),
    "monthly_fee_rate": Text(
        "rate",
        "Monthly fee as a share of the first principal: 0.006 for 0.6 %.",
        "每期手续费率（占首期本金），0.6% 填 0.006。",
    ),
    "n": Text("count", "Number of monthly instalments, a whole number.", "期数（月），整数。"),
    "paid": Text("amount", "What was paid, in yuan.", "已还金额（元）。"),
    "principal": Text("amount", "Principal, in yuan.", "本金（元）。"),
    "profile": Text(
        "word",
        "Whose rules: cn (if left out), cn_online, cn_cfc, us, uk, in or hk.",
        "适用规则：cn（不填时）、cn_online、cn_cfc、us、uk、in、hk。",
        many=False,
    ),
    "when": Text(
        "moment",
        "The person's local date and time: a cell, text such as 2026-11-23 21:59, or NOW().",
        "对方当地日期和时间：单元格、2026-11-23 21:59 这样的文本，或 NOW()。",
    ),
}
"""By name."""
