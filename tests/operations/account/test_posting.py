from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.operations.account.posting import EVENT_COLUMNS, post_events
from arrears.policy import Policies
from arrears.policy.records import Allocation, InstalmentAllocation

ON = date(2026, 11, 23)
CARD = Policies("cn").get(Allocation, on=ON)
PLAN = Policies("cn").get(InstalmentAllocation, on=ON)
PARTS = ("penalty_fen", "fee_fen", "interest_fen", "principal_fen", "left_over_fen")


def events(*rows):
    """Make events; a row is a charge, payment or reversal as made below."""
    table = pd.DataFrame(rows, columns=list(EVENT_COLUMNS)).astype({"event_id": "str", "case_id": "str"})
    return table.assign(date=pd.to_datetime(table["date"]), due_date=pd.to_datetime(table["due_date"]))


def charge(name, case, booked, amount, part="principal", instalment=1, due=None):
    return (name, case, booked, "charge", amount, part, instalment, due or booked, None)


def payment(name, case, day, amount):
    return (name, case, day, "payment", amount, None, None, None, None)


def reversal(name, case, day, reverses):
    return (name, case, day, "reversal", None, None, None, None, reverses)


def splits(posted):
    return {row.event_id: [getattr(row, part) for part in PARTS] for row in posted.splits.itertuples()}


def balances(posted):
    return {row.case_id: [getattr(row, part) for part in PARTS] for row in posted.balances.itertuples()}


OWED = (
    charge("c1", "A", "2026-01-01", 200_00),
    charge("c2", "A", "2026-01-01", 40_00, "interest"),
    charge("c3", "A", "2026-01-01", 25_00, "fee"),
    charge("c4", "A", "2026-01-01", 5_00, "penalty"),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-01-01", [5_00, 5_00, 40_00, 0, 0], id="on the due date, day 0"),
        pytest.param("2026-04-01", [5_00, 5_00, 40_00, 0, 0], id="on day 90 interest and fees come first"),
        pytest.param("2026-04-02", [0, 0, 0, 50_00, 0], id="on day 91 principal comes first"),
    ],
)
def test_a_card_payment_follows_its_days_past_due(day, expected):
    posted = post_events(events(*OWED, payment("p", "A", day, 50_00)), CARD)
    assert splits(posted) == {"p": expected}


def test_days_past_due_are_those_before_the_payment_from_the_oldest_unpaid_charge():
    book = events(
        charge("old", "A", "2026-01-01", 10_00),
        charge("new", "A", "2026-03-01", 10_00, instalment=2),
        charge("fee", "A", "2026-03-01", 5_00, "fee", instalment=2),
        payment("p1", "A", "2026-04-02", 10_00),  # day 91: principal first, the oldest principal
        payment("p2", "A", "2026-04-02", 10_00),  # day 32 now: the fee first
    )
    posted = post_events(book, CARD)
    assert splits(posted) == {"p1": [0, 0, 0, 10_00, 0], "p2": [0, 5_00, 0, 5_00, 0]}
    assert posted.charges.set_index("event_id")["open_fen"].to_dict() == {"old": 0, "new": 5_00, "fee": 0}
    assert posted.lines.to_numpy().tolist() == [
        ["p1", "old", "past_due", 10_00],
        ["p2", "new", "past_due", 5_00],
        ["p2", "fee", "past_due", 5_00],
    ]


def test_a_plan_is_paid_instalment_by_instalment():
    book = events(
        charge("a1", "A", "2026-01-01", 100_00, instalment=1, due="2026-02-01"),
        charge("a2", "A", "2026-01-01", 100_00, instalment=2, due="2026-03-01"),
        charge("i1", "A", "2026-01-01", 3_00, "interest", instalment=1, due="2026-02-01"),
        payment("p1", "A", "2026-02-01", 102_00),
        payment("p2", "A", "2026-02-02", 50_00),
    )
    posted = post_events(book, PLAN)
    assert splits(posted) == {"p1": [0, 0, 3_00, 99_00, 0], "p2": [0, 0, 0, 50_00, 0]}
    assert posted.lines["status"].tolist() == ["due", "due", "past_due", "in_advance"]
    assert balances(posted) == {"A": [0, 0, 0, 51_00, 0]}
    assert posted.charges[["paid_fen", "open_fen"]].to_numpy().tolist() == [[100_00, 0], [49_00, 51_00], [3_00, 0]]


def test_a_payment_settles_no_charge_that_is_booked_after_it():
    book = events(
        charge("c", "A", "2026-01-01", 10_00),
        payment("p", "A", "2026-01-02", 15_00),
        charge("same day", "A", "2026-01-02", 7_00),
        payment("q", "A", "2026-01-03", 1_00),
    )
    posted = post_events(book, CARD)
    assert splits(posted) == {"p": [0, 0, 0, 10_00, 5_00], "q": [0, 0, 0, 1_00, 0]}
    assert balances(posted) == {"A": [0, 0, 0, 6_00, 5_00]}


def test_rows_may_stand_in_any_order_of_days():
    book = events(payment("p", "A", "2026-04-02", 50_00), *OWED)
    assert splits(post_events(book, CARD)) == {"p": [0, 0, 0, 50_00, 0]}


def test_cases_do_not_touch_each_other():
    book = events(
        charge("a", "A", "2026-01-01", 10_00),
        charge("b", "B", "2026-01-01", 20_00),
        payment("p1", "B", "2026-01-05", 5_00),
        payment("p2", "A", "2026-01-05", 25_00),
        payment("p3", "B", "2026-01-06", 5_00),
        payment("p4", "C", "2026-01-06", 1_00),
    )
    posted = post_events(book, CARD)
    assert splits(posted) == {
        "p1": [0, 0, 0, 5_00, 0],
        "p2": [0, 0, 0, 10_00, 15_00],
        "p3": [0, 0, 0, 5_00, 0],
        "p4": [0, 0, 0, 0, 1_00],
    }
    assert balances(posted) == {"A": [0, 0, 0, 0, 15_00], "B": [0, 0, 0, 10_00, 0], "C": [0, 0, 0, 0, 1_00]}


def test_a_reversed_payment_lets_the_later_ones_settle_what_it_had_settled():
    book = [*OWED, payment("p1", "A", "2026-01-05", 45_00), payment("p2", "A", "2026-01-06", 45_00)]
    before = post_events(events(*book), CARD)
    after = post_events(events(*book, reversal("r", "A", "2026-02-01", "p1")), CARD)
    assert splits(before) == {"p1": [5_00, 0, 40_00, 0, 0], "p2": [0, 25_00, 0, 20_00, 0]}
    assert splits(after) == {"p2": [5_00, 0, 40_00, 0, 0]}
    assert balances(after) == {"A": [0, 25_00, 0, 200_00, 0]}


def test_a_reversed_charge_is_gone():
    posted = post_events(events(*OWED, reversal("r", "A", "2026-01-01", "c4")), CARD)
    assert posted.charges["event_id"].tolist() == ["c1", "c2", "c3"]
    assert balances(posted) == {"A": [0, 25_00, 40_00, 200_00, 0]}
    assert (len(posted.splits), len(posted.lines)) == (0, 0)


def test_no_events_give_empty_tables():
    posted = post_events(events(), CARD)
    assert [len(table) for table in (posted.splits, posted.lines, posted.charges, posted.balances)] == [0, 0, 0, 0]
    assert posted.splits.columns.tolist() == ["event_id", "case_id", "date", *PARTS]
    assert posted.lines.columns.tolist() == ["payment_id", "charge_id", "status", "amount_fen"]
    assert posted.charges.columns.tolist() == [
        "event_id",
        "case_id",
        "instalment",
        "part",
        "due_date",
        "amount_fen",
        "paid_fen",
        "open_fen",
    ]
    assert posted.balances.columns.tolist() == ["case_id", *PARTS]


def test_amounts_stay_whole_fen():
    posted = post_events(events(*OWED, payment("p", "A", "2026-01-01", 3)), CARD)
    for table in (posted.splits, posted.lines, posted.charges, posted.balances):
        for column in table.columns[table.columns.str.endswith("_fen")]:
            assert table[column].dtype == np.int64, column


DAY = st.integers(0, 120).map(lambda day: f"{np.datetime64('2026-01-01') + day}")
CASE = st.sampled_from("AB")
CHARGES = st.tuples(CASE, DAY, st.integers(0, 5_000), st.sampled_from(["penalty", "fee", "interest", "principal"]), DAY)
PAYMENTS = st.tuples(CASE, DAY, st.integers(0, 8_000))


@st.composite
def books(draw):
    """Charges and payments in one table, and the ids of some of them."""
    owed = draw(st.lists(CHARGES, min_size=1, max_size=8))
    paid = draw(st.lists(PAYMENTS, min_size=1, max_size=6))
    rows = [charge(f"c{n}", case, on, fen, part, n % 3, due) for n, (case, on, fen, part, due) in enumerate(owed)]
    rows += [payment(f"p{n}", *row) for n, row in enumerate(paid)]
    rows = draw(st.permutations(rows))
    reversed_ids = draw(st.sets(st.sampled_from([row[0] for row in rows]), max_size=4))
    return rows, reversed_ids


@settings(max_examples=40, deadline=None)
@given(book=books(), rule=st.sampled_from([CARD, PLAN]))
def test_a_reversal_leaves_the_state_as_if_the_event_had_never_been(book, rule):
    rows, reversed_ids = book
    reversals = [reversal(f"r{row[0]}", row[1], "2026-12-31", row[0]) for row in rows if row[0] in reversed_ids]
    reversed_book = post_events(events(*rows, *reversals), rule)
    never_booked = post_events(events(*(row for row in rows if row[0] not in reversed_ids)), rule)
    for name in ("splits", "lines", "charges", "balances"):
        pd.testing.assert_frame_equal(getattr(reversed_book, name), getattr(never_booked, name))


@settings(max_examples=40, deadline=None)
@given(book=books(), rule=st.sampled_from([CARD, PLAN]))
def test_no_fen_is_made_or_lost(book, rule):
    rows, _ = book
    posted = post_events(events(*rows), rule)
    paid = sum(row[4] for row in rows if row[3] == "payment")
    owed = sum(row[4] for row in rows if row[3] == "charge")
    left_over = posted.balances["left_over_fen"].sum()
    assert posted.splits[list(PARTS)].to_numpy().sum() == paid
    assert posted.lines["amount_fen"].sum() == paid - left_over
    assert posted.charges["open_fen"].sum() == posted.balances[list(PARTS[:-1])].to_numpy().sum()
    assert owed - posted.charges["open_fen"].sum() == paid - left_over
    assert (posted.charges["open_fen"] >= 0).all()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("x", "A", "2026-01-01", "refund", 1, None, None, None, None), "kind must be charge, payment or reversal"),
        (payment("c1", "A", "2026-01-01", 1), "event_id must be given once"),
        (payment("x", None, "2026-01-01", 1), "case_id must be given"),
        (payment("x", "A", None, 1), "date must be given"),
        (payment("x", "A", "2026-01-01", -1), "amount_fen must be whole fen, 0 or more"),
        (payment("x", "A", "2026-01-01", 0.5), "amount_fen must be whole fen, 0 or more"),
        (payment("x", "A", "2026-01-01", None), "amount_fen must be whole fen, 0 or more"),
        (charge("x", "A", "2026-01-01", 1, "costs"), "part must be penalty, fee, interest, principal"),
        (charge("x", "A", "2026-01-01", 1, instalment=None), "instalment and due_date must be given"),
        (("x", "A", "2026-01-01", "charge", 1, "fee", 1, None, None), "instalment and due_date must be given"),
        (reversal("x", "A", "2026-01-01", "nothing"), "reverses must name a charge or payment of the same case"),
        (reversal("x", "B", "2026-01-01", "c1"), "reverses must name a charge or payment of the same case"),
        (reversal("x", "A", "2026-01-01", None), "reverses must name a charge or payment of the same case"),
        (reversal("x", "A", "2026-01-01", "x"), "reverses must name a charge or payment of the same case"),
    ],
)
def test_wrong_events_are_refused_by_their_ids(row, words):
    with pytest.raises(ValueError, match=rf"^{words}; see event .*{row[0]}"):
        post_events(events(*OWED, row), CARD)


def test_an_event_without_an_id_is_named_by_its_row():
    with pytest.raises(ValueError, match=r"^event_id must be given once; see event in row 5$"):
        post_events(events(*OWED, payment(None, "A", "2026-01-01", 1)), CARD)


def test_up_to_five_wrong_events_are_named_at_once():
    wrong = [payment(f"x{n}", "A", "2026-01-01", -1) for n in range(7)]
    with pytest.raises(ValueError, match=r"see event x0, x1, x2, x3, x4$"):
        post_events(events(*OWED, *wrong), CARD)


def test_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"^events lack the columns date, part$"):
        post_events(events(*OWED).drop(columns=["part", "date"]), CARD)


def test_a_reversal_before_what_it_reverses_is_refused():
    with pytest.raises(ValueError, match="cannot be before what it reverses; see event r"):
        post_events(events(*OWED, payment("p", "A", "2026-04-01", 50_00), reversal("r", "A", "2026-03-31", "p")), CARD)


def test_a_second_reversal_of_one_payment_is_refused():
    twice = [reversal(name, "A", "2026-04-02", "p") for name in ("r1", "r2")]
    with pytest.raises(ValueError, match="reversed once at most; see event r2"):
        post_events(events(*OWED, payment("p", "A", "2026-04-01", 50_00), *twice), CARD)
