"""The columns of delivery reports: what became of the messages that were given to a gateway, and of letters that went by post."""

from __future__ import annotations

from arrears.tables.columns import CASE_COLUMNS, Column, Kind
from arrears.tables.contract import Contract

STATUSES: dict[str, tuple[str, ...]] = {
    "sent": (
        "已送达",
        "delivered",
        "成功",
        "发送成功",
        "已发送",
        "success",
        "sent",
        "delivrd",
        "ok",
        "签收",
        "已签收",
        "妥投",
        "本人签收",
    ),
    "failed": (
        "失败",
        "failed",
        "发送失败",
        "未送达",
        "undelivered",
        "undeliv",
        "expired",
        "rejected",
        "退信",
        "bounced",
        "退回",
        "已退回",
        "查无此人",
        "地址不详",
        "拒收",
        "returned",
    ),
}
"""What a status says, by the outcome of a contact."""
DELIVERY_COLUMNS = (
    next(column for column in CASE_COLUMNS if column.key == "case_id"),
    Column("status", Kind.TEXT, "发送状态", "Status", ("状态", "送达状态", "发送结果", "回执", "回执状态", "delivery status", "result", "stat")),
)  # fmt: skip
DELIVERIES = Contract(
    name="deliveries",
    columns=DELIVERY_COLUMNS,
    required=("case_id", "status"),
    identity=("case_id",),
    title="delivery report",
    title_zh="发送回执",
)
"""The contract of a delivery report."""

LETTER_COLUMNS = (
    Column("letter_id", Kind.TEXT, "函件编号", "Letter", ("信函编号", "letter number", "letter no", "letter id")),
    DELIVERY_COLUMNS[1],
    Column("on", Kind.DATE, "日期", "Day", ("签收日期", "退回日期", "妥投日期", "date", "delivered on", "returned on")),
    Column("note", Kind.TEXT, "备注", "Note", ("原因", "退回原因", "reason", "remark")),
)
LETTERS = Contract(
    name="letters",
    columns=LETTER_COLUMNS,
    required=("letter_id", "status"),
    unique="letter_id",
    identity=("letter_id",),
    happened=("on",),
    title="report of letters",
    title_zh="信函投递回执",
)
"""The contract of a report on letters."""


def outcome_of(status: str) -> str:
    """Give the outcome of a contact that a status says, "" where nobody knows.

    >>> outcome_of("DELIVRD"), outcome_of("退信"), outcome_of("?")
    ('sent', 'failed', '')
    """
    wanted = status.strip().casefold()
    return next((key for key, words in STATUSES.items() if wanted in {word.casefold() for word in words}), "")
