"""A case list goes into the store once, and comes back with what has happened since."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from arrears.intake import read_cases
from arrears.store import StoreError, open_store
from arrears.store.access.viewing import SignedIn
from arrears.store.records import Assignment, Contact, Flag, Payment, Promise, Reversal
from arrears.store.secrets.keys import KeyMissingError, Keys
from arrears.store.state.case_list import linked_cases, place_cases, stored_cases, unmasked_cases
from arrears.training.portfolio import make_portfolio

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ROW = {
    "case_id": "A1",
    "customer_name": "王小芳",
    "id_number": "11010519491231002X",
    "phone": "13800138000",
    "due_date": "2026-08-31",
    "principal": "1000.00",
    "interest": "50.00",
    "late_fee": "20.00",
    "collector": "李伟",
    "flags": "dispute",
    "分行": "朝阳",
}


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: NOW) as opened:
        yield opened


def listed(**changes):
    return pd.DataFrame([ROW | changes])


def place(store, day=DAY, **changes):
    return place_cases(store, listed(**changes), actor="lead", as_of=day)


def record(store, kind, key, at=NOW, **fields):
    store.append(kind(case_id="A1", happened_at=at, actor="li", key=key, **fields))


def only(table):
    (row,) = table.to_dict("records")
    return row


def test_a_case_comes_back_with_its_row_and_personal_data_masked(store):
    assert place(store).stored == 3  # placement, assignment, flag
    row = only(stored_cases(store))
    assert (row["customer_name"], row["phone"]) == ("王**", "138****8000")
    assert (row["principal_fen"], row["collector"], row["flags"], row["分行"]) == (1000_00, "李伟", "dispute", "朝阳")
    assert only(unmasked_cases(store, DAY))["phone"] == "13800138000"


def test_the_columns_are_those_of_the_intake(store):
    cases = make_portfolio(cases=30, collectors=2, seed=1)
    place_cases(store, cases, actor="lead", as_of=DAY)
    back = unmasked_cases(store, DAY)
    from arrears.tables.cases import to_internal  # noqa: PLC0415

    wanted = to_internal(cases).sort_values("case_id", ignore_index=True)
    same = [name for name in wanted if name not in {"customer_id", "flags"}]
    pd.testing.assert_frame_equal(back[same], wanted[same], check_dtype=False)
    assert back.dtypes[same].astype(str).tolist() == wanted.dtypes[same].astype(str).tolist()


@pytest.mark.parametrize("day", [DAY, DAY + timedelta(days=1)])
def test_the_same_list_again_stores_nothing(store, day):
    place(store)
    head = store.head()
    again = place(store, day)
    assert (again.stored, again.head, store.head()) == (0, head, head)


def test_a_row_that_changes_and_changes_back_on_one_day_is_stored_each_time(store):
    for amount in ("1000", "900", "1000"):
        assert place(store, principal=amount).stored
    assert only(stored_cases(store))["principal_fen"] == 1000_00


def test_a_list_older_than_the_last_is_refused_and_nothing_is_stored(store):
    place(store)
    head = store.head()
    with pytest.raises(StoreError, match=r"later list of case A1 \(2026-11-23\)"):
        place(store, DAY - timedelta(days=1), principal="900")
    assert store.head() == head


def test_a_lead_s_assignment_outlives_the_list_until_the_list_itself_names_another(store):
    place(store)
    record(store, Assignment, "a", collector="王芳")
    place(store, phone="13800138001")
    assert only(stored_cases(store))["collector"] == "王芳"
    place(store, phone="13800138001", collector="张敏")
    assert only(stored_cases(store))["collector"] == "张敏"


def test_a_flag_goes_with_the_list_and_one_that_was_lifted_stays_lifted(store):
    place(store)
    record(store, Flag, "f", flag="dispute", on=False)
    place(store, phone="13800138001")
    assert pd.isna(only(stored_cases(store))["flags"])
    place(store, phone="13800138001", flags="dispute;complaint")
    assert only(stored_cases(store))["flags"] == "complaint"
    place(store, phone="13800138001", flags="")
    assert pd.isna(only(stored_cases(store))["flags"])


@pytest.mark.parametrize(
    ("paid", "left"),
    [
        pytest.param(50_00, (1000_00, 0, 20_00), id="interest first, since the case is not more than 90 days past due"),
        pytest.param(70_01, (999_99, 0, 0), id="then the fee, then the first fen of principal"),
        pytest.param(2000_00, (0, 0, 0), id="an overpayment leaves nothing"),
    ],
)
def test_payments_since_the_list_are_taken_off_what_is_owed(store, paid, left):
    place(store)
    record(store, Payment, "p", amount_fen=paid)
    row = only(stored_cases(store))
    assert (row["principal_fen"], row["interest_fen"], row["late_fee_fen"]) == left
    assert (row["last_payment_fen"], row["last_payment_date"].date()) == (paid, DAY)


def test_a_reversed_payment_leaves_no_trace(store):
    place(store)
    record(store, Payment, "p", amount_fen=100_00)
    record(store, Reversal, "r", corrects="p", amount_fen=100_00, reason="退票")
    row = only(stored_cases(store))
    assert row["principal_fen"] == 1000_00
    assert pd.isna(row["last_payment_date"])


def test_what_was_paid_before_a_list_is_in_its_figures(store):
    place(store)
    record(store, Payment, "p", at=NOW - timedelta(days=1), amount_fen=100_00)
    assert only(stored_cases(store))["principal_fen"] == 1000_00


def test_the_last_promise_and_the_last_contact_are_told(store):
    place(store)
    record(store, Promise, "q", amount_fen=300_00, due_on="2026-11-25")
    record(store, Contact, "c", channel="call", outcome="conversation")
    row = only(stored_cases(store))
    assert (row["promise_date"].date(), row["promise_amount_fen"]) == (date(2026, 11, 25), 300_00)
    assert row["last_contact_date"].date() == DAY


def test_a_promise_kept_by_several_payments_is_over(store):
    place(store)
    record(store, Promise, "q", at=NOW - timedelta(hours=3), amount_fen=300_00, due_on="2026-11-25")
    for number in range(3):
        record(store, Payment, f"p{number}", at=NOW - timedelta(hours=2 - number), amount_fen=100_00)
    assert pd.isna(only(stored_cases(store))["promise_date"])


def test_a_customer_s_cases_can_be_told_to_be_one_s_though_they_are_masked(store):
    two = pd.concat([listed(), listed(case_id="A2"), listed(case_id="A3", id_number="110105194912310038")])
    place_cases(store, two.reset_index(drop=True), actor="lead", as_of=DAY)
    first, second, other = stored_cases(store)["customer_id"]
    assert first == second != other


def test_without_a_key_no_list_is_stored(tmp_path):
    def none() -> Keys:
        raise KeyMissingError("none")

    with open_store(tmp_path / "book.db", clock=lambda: NOW, keys=none) as store:
        with pytest.raises(KeyMissingError):
            place(store)
        assert store.head().count == 0


def test_steps_after_a_breach_are_counted_over_all_cards_of_the_person(store):
    another = ROW | {
        "case_id": "B1",
        "id_number": "320102196503042115",
        "phone": "13900139000",
        "customer_name": "张三",
    }
    cards = pd.DataFrame([ROW, ROW | {"case_id": "A2"}, another])
    place_cases(store, cards, actor="lead", as_of=DAY - timedelta(days=30))
    promised, since = (NOW - timedelta(days=days) for days in (20, 5))
    for case in ("A1", "B1"):
        own = {"case_id": case, "actor": "li", "happened_at": promised}
        store.append(Promise(**own, key=f"p-{case}", amount_fen=100_00, due_on=DAY - timedelta(days=10)))
    call = {"kind": "contact", "actor": "li", "channel": "call", "outcome": "no_answer"}
    for number, (case, at) in enumerate([("A1", since), ("A2", since), ("A2", promised)]):
        store.append(call | {"case_id": case, "happened_at": at, "key": f"c{number}"})
    table = linked_cases(store, DAY)[0].set_index("case_id")["breach_calls"]
    # Two calls to the person since; the earlier one is before the breach; the other card broke nothing; another person is another.
    assert table.fillna(-1).tolist() == [2, -1, -1]


def test_a_case_without_a_list_s_row_is_left_out(store):
    record(store, Flag, "f", flag="dispute", on=True)
    assert stored_cases(store).empty


def test_events_of_a_role_still_see_masked_values(store):
    place(store)
    assert "13800138000" not in SignedIn(store, "lead", "lead").events().to_string()


def test_a_day_in_the_past_is_told_by_the_list_of_that_day(store):
    place(store, DAY - timedelta(days=2), principal="900")
    place(store, principal="800")
    assert [only(stored_cases(store, DAY - timedelta(days=back)))["principal_fen"] for back in (0, 1, 2)] == [
        800_00,
        900_00,
        900_00,
    ]
    assert stored_cases(store, DAY - timedelta(days=3)).empty


def test_a_cell_that_is_longer_than_the_store_takes_is_named_and_nothing_is_stored(tmp_path):
    cases = pd.DataFrame(
        {
            "case_id": ["A1", "A2"],
            "principal": ["100", "100"],
            "due_date": ["2026-08-01"] * 2,
            "collector": ["li", "li"],
        }
    )
    with open_store(tmp_path / "book.db") as store:
        (tmp_path / "list.csv").write_text(cases.to_csv(index=False), encoding="utf-8")
        # The intake refuses such a row; who has a table of their own meets the store's own limit.
        read = read_cases(tmp_path / "list.csv").cases.assign(collector=["li", "李" * 201])
        with pytest.raises(StoreError, match=r"case A2: collector: .*at most 200 characters; correct the list") as told:
            place_cases(store, read, actor="lead", as_of=date(2026, 11, 20))
        assert "李李" not in told.value.message + told.value.zh
        assert store.head().count == 0
