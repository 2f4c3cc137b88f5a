"""Small tables of the shapes that `desk` makes, with the names and texts that break spreadsheets."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

AS_OF = date(2026, 11, 23)

HOSTILE = (
    '=HYPERLINK("http://evil.example","点我")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    "http://evil.example/a",
    "mailto:a@b.example",
    "internal:Sheet1!A1",
    "{=1+1}",
    "\t=1+1",
    " 前后空格 ",
    "两\n行",
    "_x0041_",
    "<b>&\"'</b>",
    "0123456789012345678",
    "1E5",
    "TRUE",
    "2026-11-23",
    "\U00020bb7野家",
)
"""Texts that a spreadsheet program would like to turn into something else."""

_REASONS = (
    "临近升档，建议今日联系",
    "承诺今日到期，确认到账",
    "近期还款意愿明确，建议温和提醒并确认到账时间后再安排下一次联系",
)


def follow_ups(rows: int = 12, *, collectors: tuple[str, ...] = ("王芳", "李建国", "欧阳娜娜")) -> pd.DataFrame:
    """A follow-up list as `desk.follow_ups` gives it."""
    place = np.arange(rows)
    days = place * 37 % 400
    blocked = place % 6 == 5
    promised = place % 4 == 1
    return pd.DataFrame(
        {
            "rank": place + 1,
            "collector": np.array(collectors, dtype=object)[place % len(collectors)],
            "case_id": [f"CC2026{number:08d}" for number in place],
            "customer_name": [f"{'张李王赵欧阳'[number % 6]}**" for number in place],
            "phone": [f"138****{number % 10000:04d}" for number in place],
            "stage": np.array(["到期提醒", "早期", "中期", "后期"], dtype=object)[np.minimum(days // 30, 3)],
            "bucket": np.array(["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"], dtype=object)[
                np.minimum((days + 29) // 30, 7)
            ],
            "days_past_due": days,
            "loan_class": np.array(["关注", "次级"], dtype=object)[(days > 90).astype(int)],
            "total_due_fen": place * 1_234_567 % 98_765_43 + 1,
            "value_at_risk_fen": place * 234_567 % 8_765_43,
            "expected_value_fen": place * 23_456 % 865_43,
            "score": place * 7 % 101,
            "queue": "work",
            "cards": 1,
            "person_total": "100.00元",
            "appointment": "",
            "open_matter": "",
            "responsible": "王芳",
            "act_by": pd.Series(np.full(rows, np.datetime64("2026-11-23"))).astype("datetime64[s]"),
            "other_cases": "",
            "next_action": "电话提醒，说明分期方案",
            "channel": np.where(blocked, "", "电话"),
            "reason": np.array(_REASONS, dtype=object)[place % 3],
            "due_on": pd.Series(np.where(promised, np.datetime64("2026-11-23"), np.datetime64("NaT"))).astype(
                "datetime64[s]"
            ),
            "due_amount_fen": pd.Series(np.where(promised, 50_000, 0)).where(promised).astype("Int64"),
            "blocked_by": np.where(blocked, "客户投诉处理中，暂停催收", ""),
            "rule_ids": np.where(blocked, "CN-69", "CBA-1 CBA-2"),
        }
    )


def with_texts(texts: tuple[str, ...] = HOSTILE) -> pd.DataFrame:
    """A list whose every text column holds each of some texts."""
    frame = follow_ups(len(texts))
    for name in (
        "collector",
        "case_id",
        "customer_name",
        "phone",
        "next_action",
        "channel",
        "reason",
        "blocked_by",
        "rule_ids",
    ):
        frame[name] = list(texts)
    return frame
