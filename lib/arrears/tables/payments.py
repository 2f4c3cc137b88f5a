"""The columns of a bank's payment file: what came in, of whom, and what was taken back."""

from __future__ import annotations

from arrears.tables.columns import CASE_COLUMNS, Column, Kind
from arrears.tables.contract import Contract

NAMING = ("case_id", "card_number", "customer_id", "id_number")
"""What a row may name its case by, the surest first; a file has at least one of these columns."""
_OF_CASES = {column.key: column for column in CASE_COLUMNS}

PAYMENT_COLUMNS = (
    Column(
        "reference",
        Kind.CASE_ID,
        "流水号",
        "Reference",
        (
            *("交易流水号", "入账流水号", "还款流水号", "银行流水号", "流水编号", "交易号", "交易编号", "凭证号", "序列号"),
            *("reference number", "transaction id", "transaction number", "payment id", "payment reference", "serial number"),
        ),
    ),
    Column(
        "booked_on",
        Kind.DATE,
        "入账日期",
        "Booked on",
        (
            *("入账日", "记账日期", "记账日", "到账日期", "到账日", "还款日期", "还款日", "交易日期", "交易日", "入账时间"),
            *("booking date", "posting date", "posted on", "value date", "payment date", "paid on", "transaction date"),
        ),
        ("日期", "date"),
    ),
    Column(
        "amount",
        Kind.AMOUNT,
        "金额",
        "Amount",
        (
            *("还款金额", "入账金额", "交易金额", "到账金额", "实还金额", "金额(元)", "金额（元）"),
            *("payment amount", "amount paid", "paid amount", "transaction amount"),
        ),
    ),
    _OF_CASES["case_id"],
    _OF_CASES["card_number"],
    _OF_CASES["customer_id"],
    _OF_CASES["id_number"],
    _OF_CASES["currency"],
    Column(
        "memo",
        Kind.TEXT,
        "摘要",
        "Memo",
        ("备注", "附言", "用途", "交易摘要", "摘要说明", "交易类型", "description", "details", "narrative", "type", "remark"),
    ),
    Column(
        "original_reference",
        Kind.CASE_ID,
        "原流水号",
        "Original reference",
        ("原交易流水号", "原流水", "被冲正流水号", "原交易号", "original transaction", "reversed reference", "original id"),
    ),
)  # fmt: skip
"""In the order in which a payment file is shown."""

PAYMENTS = Contract(
    name="payments",
    columns=PAYMENT_COLUMNS,
    required=("reference", "booked_on", "amount"),
    identity=("reference", *NAMING),
    may_be_negative=frozenset({"amount"}),
    happened=("booked_on",),
    title="payment file",
    title_zh="入账文件",
)
"""The contract of a payment file."""
