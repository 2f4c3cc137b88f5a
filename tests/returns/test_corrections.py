"""Whoever typed something wrong puts it right in the workbook; the old value stays in the log."""

from datetime import date

import pytest

from arrears.returns.merge import merge
from arrears.store.state.correcting import entries


def codes(merged):
    return [finding.code for finding in merged.findings]


def promises(house, case):
    table = house.store.promises()
    return table.loc[table["case_id"] == case, ["amount_fen", "due_on"]].astype(str).values.tolist()


@pytest.fixture
def typed(house):
    """A workbook that was merged with a promise of 500 for 550."""
    hand = house.hand().promise(amount=500)
    merge(house.store, [hand.save(house.back)])
    return hand


def test_a_promise_typed_wrongly_is_corrected_by_a_row(house, typed):
    case = typed.cases[1]
    path = typed.record("更正登记", choice="承诺", amount=550, on=date(2026, 12, 1), note="误输").save(house.back)
    merged = merge(house.store, [path])
    assert codes(merged) == ["CORRECTED"]
    assert not merged.needs_a_look
    assert "500.00" in merged.findings[0].words("zh").message
    assert promises(house, case) == [["55000", "2026-12-01"]]
    before = house.store.events(case_id=case, kind="promise")
    assert [one["amount_fen"] for one in before["payload"]] == [500_00, 550_00]
    note = house.store.current("note").iloc[-1]
    assert (note["topic"], note["actor"]) == ("更正", typed.book["_arrears"]["B2"].value)
    assert "500.00" in note["text"]
    assert "误输" in note["text"]
    head = house.store.head()
    again = merge(house.store, [path])
    assert (codes(again), house.store.head()) == ([], head)


def test_what_stays_blank_in_a_correction_stays_as_it_is(house, typed):
    typed.record("更正登记", choice="承诺", on=date(2026, 12, 5), note="说错日期")
    merge(house.store, [typed.save(house.back)])
    assert promises(house, typed.cases[1]) == [["50000", "2026-12-05"]]


def test_a_claim_of_99999_is_put_right_in_the_same_evening(house):
    hand = house.hand().record("客户称已还款", amount=99_999)
    hand.record("更正登记", choice="称已还款", amount=999, note="多输两位")
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["CLAIM_ABOVE", "CORRECTED"]
    assert house.store.current("claim")["amount_fen"].tolist() == [999_00]


def test_several_entries_are_told_with_their_numbers_and_one_is_chosen(house, typed):
    case = typed.cases[1]
    typed.promise(amount=300, due_on=date(2026, 12, 15))
    merge(house.store, [typed.save(house.back)])
    typed.record("更正登记", choice="承诺", amount=550, note="误输")
    told = merge(house.store, [typed.save(house.back)])
    refused = next(one for one in told.findings if one.code == "CORRECTION_REFUSED")
    seqs = entries(house.store, case).query("kind == 'promise'")["seq"].tolist()
    assert all(f"#{seq} " in refused.detail for seq in seqs)
    typed.put("records", typed.blank("records") - 1, reference=str(seqs[0]))
    merge(house.store, [typed.save(house.back)])
    assert promises(house, case) == [["30000", "2026-12-15"], ["55000", "2026-11-30"]]


def test_an_entry_that_should_not_be_there_is_taken_back(house):
    hand = house.hand().call()
    case = hand.cases[1]
    merge(house.store, [hand.save(house.back)])
    merged = merge(house.store, [hand.record("作废登记", choice="联系", note="记错案件").save(house.back)])
    assert codes(merged) == ["TAKEN_BACK"]
    contacts = house.store.current("contact")
    assert contacts[contacts["case_id"] == case].empty
    assert codes(merge(house.store, [hand.save(house.back)])) == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"choice": "承诺", "amount": 550}, "REQUIRED", id="no reason"),
        pytest.param({"choice": "承诺", "note": "误输"}, "REQUIRED", id="nothing that is right"),
        pytest.param({"choice": "联系", "amount": 5, "note": "误输"}, "WORD_UNKNOWN", id="a contact has no amount"),
        pytest.param({"choice": "承诺", "amount": 5, "count": 3, "note": "误输"}, "NOT_OPENED", id="months"),
        pytest.param({"choice": "称已还款", "amount": 5, "note": "误输"}, "CORRECTION_REFUSED", id="no such entry"),
        pytest.param({"choice": "承诺", "amount": 500, "note": "误输"}, "CORRECTION_REFUSED", id="the same amount"),
        pytest.param(
            {"choice": "承诺", "amount": 5, "reference": "1", "note": "误输"},
            "CORRECTION_REFUSED",
            id="another's entry",
        ),
    ],
)
def test_what_cannot_be_corrected_is_told_with_the_remedy(house, typed, cells, code):
    merged = merge(house.store, [typed.record("更正登记", **cells).save(house.back)])
    assert codes(merged) == [code]
    assert merged.needs_a_look
    assert promises(house, typed.cases[1]) == [["50000", "2026-11-30"]]


def test_in_english_too(house, typed):
    typed.record("correct an entry", choice="promise", amount=550, note="typo")
    merged = merge(house.store, [typed.save(house.back)], lang="en")
    assert "corrected: promise 2026-11-23 10:30 Amount 500.00" in merged.findings[0].words("en").message
