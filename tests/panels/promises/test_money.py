from datetime import date

import pytest

from arrears.errors import ArrearsError
from arrears.panels.promises.money import Money
from arrears.panels.shell.session import Session
from arrears.store.records import BankRow, Claim, Placement, Promise

TODAY = date(2026, 11, 23)
AT = "2026-11-20T10:00+08:00"


@pytest.fixture
def view(empty_store):
    head = {"happened_at": AT, "actor": "lead"}
    empty_store.append(
        [
            Placement(case_id="A", **head, key="case-list-1", opening_fen=1000_00, details={"case_id": "A", "due_date": "2026-09-01"}),
            Promise(case_id="A", **head, key="p", amount_fen=500_00, due_on="2026-11-25"),
            BankRow(case_id="", **head, key="bank-0123456789abcdef01234567-open", amount_fen=100_00, booked_on="2026-11-20", reference="T1",
                    why="nothing_fits"),
        ]
    )  # fmt: skip
    return Money(Session(empty_store, "zhao", as_of=TODAY))


def test_a_bank_row_is_tied_to_a_case_and_waits_no_longer(view):
    view.match(view.waiting["key"].iloc[0], " A ")
    view.session.refresh()
    assert view.waiting.empty
    paid = view.session.store.current("payment")
    assert paid[["case_id", "amount_fen", "ground", "actor"]].values.tolist() == [["A", 100_00, "by_hand", "zhao"]]


def test_nothing_chosen_and_a_case_that_is_not_there_are_told(view):
    with pytest.raises(ArrearsError, match="no bank row is chosen"):
        view.match("", "A")
    with pytest.raises(ArrearsError, match="there is no case X"):
        view.match(view.waiting["key"].iloc[0], "X")


def test_a_promise_is_put_right_and_the_old_value_stays(view):
    view.correct(int(view.entries["seq"].iloc[0]), "550", "2026-11-27", "误输")
    view.session.refresh()
    assert view.entries[["kind", "amount_fen", "on"]].astype(str).values.tolist() == [
        ["promise", "55000", "2026-11-27"]
    ]
    log = view.session.store.events(kind="promise")
    assert [one["amount_fen"] for one in log["payload"]] == [500_00, 550_00]
    assert "误输" in view.session.store.current("note")["text"].iloc[0]
    with pytest.raises(ArrearsError, match="say why"):
        view.correct(int(view.entries["seq"].iloc[0]), "560", "", " ")


def test_a_claim_is_put_right_like_a_promise(view):
    claim = Claim(case_id="A", happened_at=AT, actor="li", key="c", amount_fen=99_999_00, paid_on="2026-11-19")
    view.session.store.append(claim)
    view.session.refresh()
    view.correct(int(view.entries.query("kind == 'claim'")["seq"].iloc[0]), "999", "2026-11-18", "多输两位")
    view.session.refresh()
    found = view.entries.query("kind == 'claim'")[["amount_fen", "on"]].astype(str).values.tolist()
    assert found == [["99900", "2026-11-18"]]
