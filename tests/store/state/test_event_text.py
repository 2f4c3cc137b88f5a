"""A stored event in a few words: what came of it, and nothing that is personal."""

import pandas as pd
import pytest

from arrears.store.state.event_text import event_text

AT = pd.Timestamp("2026-11-20 10:00")


@pytest.mark.parametrize(
    ("kind", "payload", "zh", "en"),
    [
        pytest.param("payment", {"amount_fen": 1}, "还款 2026-11-20 10:00 金额（元）0.01", "payment 2026-11-20 10:00 Amount 0.01", id="a fen"),
        pytest.param("claim", {"amount_fen": 123456789}, "客户称已还款 2026-11-20 10:00 金额（元）1,234,567.89", "claim 2026-11-20 10:00 Amount 1,234,567.89", id="a million"),
        pytest.param("flag", {"flag": "complaint"}, "标记 2026-11-20 10:00 标记 投诉", "flag 2026-11-20 10:00 Flag complaint", id="a flag"),
        pytest.param("plan", {}, "plan 2026-11-20 10:00 ", "plan 2026-11-20 10:00 ", id="a kind without a word"),
    ],
)  # fmt: skip
def test_an_event_is_told_in_both_languages(kind, payload, zh, en):
    assert event_text(kind, AT, payload, "zh") == zh
    assert event_text(kind, AT, payload, "en") == en


@pytest.mark.parametrize("name", ["note", "text", "contact_point", "phone"])
def test_free_text_and_what_is_personal_stay_out(name):
    assert "13800138000" not in event_text("contact", AT, {"outcome": "busy", name: "13800138000"}, "zh")
