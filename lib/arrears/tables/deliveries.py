"""The columns of a delivery report: what became of the messages that were given to a gateway."""

from __future__ import annotations

from arrears.tables.columns import CASE_COLUMNS, Column, Kind
from arrears.tables.contract import Contract

STATUSES: dict[str, tuple[str, ...]] = {
    "sent": ("已送达", "delivered", "成功", "发送成功", "已发送", "success", "sent", "delivrd", "ok"),
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


def outcome_of(status: str) -> str:
    """Give the outcome of a contact that a status says, "" where nobody knows.

    >>> outcome_of("DELIVRD"), outcome_of("退信"), outcome_of("?")
    ('sent', 'failed', '')
    """
    wanted = status.strip().casefold()
    return next((key for key, words in STATUSES.items() if wanted in {word.casefold() for word in words}), "")
