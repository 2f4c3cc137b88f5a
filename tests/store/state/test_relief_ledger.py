"""The ledger of relief says what was granted, what became of it, and what was repaid since."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from store_samples import force_event

from arrears.operations.agreements.events import agreements_of, approval_event, consent_event, draft_event
from arrears.store import open_store
from arrears.store.secrets.keys import Keys, new_key
from arrears.store.state.case_list import place_cases
from arrears.store.state.relief_ledger import relief_ledger
from arrears.workbooks.reports.relief import write_relief

DAY = date(2026, 6, 20)
TERMS = {
    "agreement_id": "G1", "case_id": "C", "balance_fen": 3_000_00, "principal_fen": 3_000_00, "interest_fen": 0, "fees_fen": 0,
    "currency": "CNY", "cycle_months": 1, "method": "equal_principal", "repayment_currency": "CNY", "interest_accrues": False,
    "fees_accrue": False, "no_new_card": True, "rights": "第五条", "breach_terms": "第六条", "other": "无",
    "affordable_fen": 1_000_00, "willing": True,
}  # fmt: skip
DUES = pd.DataFrame({"due_date": ["2026-04-05", "2026-05-05", "2026-06-05"], "payment_fen": [1_000_00] * 3})


def at(day, month=3):
    return datetime(2026, month, day, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    key = new_key()
    folder = tmp_path_factory.mktemp("relief")
    with open_store(folder / "book.db", keys=lambda: Keys(key), clock=lambda: at(20, 6)) as store:
        cases = {
            "case_id": ["A", "B", "C"],
            "due_date": ["2026-01-10"] * 3,
            "principal": [1000, 2000, 3000],
            "interest": [100, 50, 0],
        }
        place_cases(store, pd.DataFrame(cases), actor="lead", as_of=date(2026, 3, 1))

        def said(case, day, kind, key, **fields):
            return {"kind": kind, "case_id": case, "actor": "li", "happened_at": at(day), "key": key, **fields}

        waiver = {
            "waiver_id": "W1",
            "way": "lump_sum",
            "interest_share": "1",
            "fee_share": "0",
            "interest_fen": 50_00,
            "fees_fen": 0,
            "level": "lead",
        }
        store.append([
            said("A", 3, "flag", "f1", flag="vulnerable", on=True, reason="住院 13800138000"),
            said("A", 13, "flag", "f2", flag="vulnerable", on=False),
            said("B", 4, "flag", "f3", flag="do_not_call", on=True, reason="本人要求"),
            said("B", 4, "flag", "f4", flag="legal", on=True),
            said("A", 2, "payment", "p0", amount_fen=10_00),
            said("A", 9, "payment", "p1", amount_fen=300_00),
            said("A", 10, "household", "h", cause="illness", willing=True),
            said("B", 5, "waiver", "w1", state="requested", reason="失业", **waiver),
            said("B", 6, "waiver", "w2", actor="chen", waiver_id="W1", state="refused", reason="资料不足"),
            draft_event(TERMS, DUES, "li", at(1)),
            consent_event("G1", "C", "li", at(2), way="oral", evidence="REC-17"),
            approval_event("G1", "C", "chen", at(2)),
        ])  # fmt: skip
        store.append(force_event(*agreements_of(store.events()), "G1", "li", at(3), store.policies))
        store.append(said("C", 28, "payment", "p2", amount_fen=1_000_00))
        yield store


def test_each_entry_says_what_became_of_it(store):
    ledger = relief_ledger(store, DAY).ledger.set_index(["case_id", "kind"])
    pause = ledger.loc[("A", "pause")]
    assert (str(pause["began_on"])[:10], str(pause["ended_on"])[:10], pause["became_zh"]) == (
        "2026-03-03",
        "2026-03-13",
        "已解除",
    )
    assert (pause["what_zh"], pause["repaid_fen"], pause["owed_fen"], pause["hardship"]) == (
        "特殊群体",
        300_00,
        790_00,
        True,
    )
    held = ledger.loc[("B", "pause")]
    assert (held["what_zh"], held["became_zh"], pd.isna(held["ended_on"]), held["hardship"]) == (
        "停催",
        "保护中",
        True,
        False,
    )
    waived = ledger.loc[("B", "waiver")]
    assert (waived["amount_fen"], waived["became_en"], waived["repaid_fen"]) == (50_00, "refused", 0)
    plan = ledger.loc[("C", "plan")]
    assert (plan["became_zh"], plan["amount_fen"], plan["repaid_fen"], plan["reason"]) == (
        "已违约",
        2_000_00,
        1_000_00,
        "G1",
    )


def test_what_came_later_is_not_seen_and_a_phone_number_is_masked(store):
    early = relief_ledger(store, date(2026, 3, 4)).ledger
    assert early["case_id"].tolist() == ["A", "C", "B"]
    assert early["became_en"].tolist() == ["protected now", "in force", "protected now"]
    assert "13800138000" not in str(early["reason"].tolist())


def test_the_sums_agree_with_the_ledger_and_both_stand_in_the_workbook(store, tmp_path):
    found = relief_ledger(store, DAY)
    for name in ("amount_fen", "repaid_fen", "owed_fen"):
        assert found.sums[name].sum() == found.ledger[name].sum()
    assert found.sums["count"].sum() == len(found.ledger) == 4
    written = write_relief(tmp_path / "r.xlsx", found.ledger, found.sums, as_of=DAY, currency="CNY")
    told = pd.read_excel(written.path, sheet_name=None, header=2, engine="openpyxl")
    assert list(told) == ["汇总", "台账"]
    assert told["台账"]["此后已还"].sum() == 300 + 0 + 0 + 1000
