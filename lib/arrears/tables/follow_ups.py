"""The columns of a follow-up list: what a collector reads, left to right."""

from __future__ import annotations

from arrears.tables.columns import BY_KEY, Column, Kind

FOLLOW_UP_COLUMNS: tuple[Column, ...] = (
    Column("rank", Kind.COUNT, "序号", "No."),
    BY_KEY["collector"],
    BY_KEY["case_id"],
    BY_KEY["customer_name"],
    BY_KEY["phone"],
    Column("queue", Kind.TEXT, "队列", "Queue"),
    Column("stage", Kind.TEXT, "催收阶段", "Stage"),
    Column("bucket", Kind.TEXT, "逾期账龄", "Bucket"),
    Column("days_past_due", Kind.COUNT, "逾期天数", "Days past due"),
    Column("loan_class", Kind.TEXT, "五级分类", "Loan class"),
    Column("total_due", Kind.AMOUNT, "应还合计", "Total due"),
    Column("cards", Kind.COUNT, "卡数", "Cards"),
    Column("person_total", Kind.TEXT, "名下合计", "Owed on all cards"),
    Column("value_at_risk", Kind.AMOUNT, "风险金额", "Value at risk"),
    Column("expected_value", Kind.AMOUNT, "预期价值", "Expected value"),
    Column("score", Kind.COUNT, "优先分", "Score"),
    Column("appointment", Kind.TEXT, "约定", "Appointment"),
    Column("next_action", Kind.TEXT, "下一步", "Next action"),
    Column("channel", Kind.TEXT, "渠道", "Channel"),
    Column("reason", Kind.TEXT, "原因", "Reason"),
    Column("due_on", Kind.DATE, "承诺或分期到期日", "Promise or instalment due"),
    Column("due_amount", Kind.AMOUNT, "到期金额", "Amount due then"),
    Column("blocked_by", Kind.TEXT, "受限原因", "Blocked by"),
    Column("open_matter", Kind.TEXT, "待办情况", "Open matter"),
    Column("responsible", Kind.TEXT, "处理人", "Who"),
    Column("act_by", Kind.DATE, "处理期限", "By"),
    Column("other_cases", Kind.TEXT, "同一客户其他案件", "Other cases of the person"),
    Column("rule_ids", Kind.TEXT, "依据", "Rules"),
)
"""Name and phone are masked before they reach this list (CN-MASK). ``queue`` is a key of `QUEUES`."""

QUEUES: dict[str, tuple[str, str]] = {
    "work": ("今日跟进", "Today"),
    "lead": ("待处理", "To be decided"),
    "waiting": ("等待中", "Waiting"),
}
"""What the collector does, what somebody else decides, what waits for a day; with the names of their sheets."""
