"""The columns of a follow-up list: what a collector reads, left to right."""

from __future__ import annotations

from arrears.tables.columns import BY_KEY, Column, Kind

FOLLOW_UP_COLUMNS: tuple[Column, ...] = (
    Column("rank", Kind.COUNT, "序号", "No."),
    BY_KEY["collector"],
    BY_KEY["case_id"],
    BY_KEY["customer_name"],
    BY_KEY["phone"],
    Column("stage", Kind.TEXT, "催收阶段", "Stage"),
    Column("bucket", Kind.TEXT, "逾期账龄", "Bucket"),
    Column("days_past_due", Kind.COUNT, "逾期天数", "Days past due"),
    Column("loan_class", Kind.TEXT, "五级分类", "Loan class"),
    Column("total_due", Kind.AMOUNT, "应还合计", "Total due"),
    Column("value_at_risk", Kind.AMOUNT, "风险金额", "Value at risk"),
    Column("score", Kind.COUNT, "优先分", "Score"),
    Column("next_action", Kind.TEXT, "下一步", "Next action"),
    Column("channel", Kind.TEXT, "渠道", "Channel"),
    Column("reason", Kind.TEXT, "原因", "Reason"),
    Column("due_on", Kind.DATE, "承诺或分期到期日", "Promise or instalment due"),
    Column("due_amount", Kind.AMOUNT, "到期金额", "Amount due then"),
    Column("blocked_by", Kind.TEXT, "受限原因", "Blocked by"),
    Column("rule_ids", Kind.TEXT, "依据", "Rules"),
)
"""Name and phone are masked before they reach this list (CN-MASK)."""
