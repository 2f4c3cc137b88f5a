"""Cases of Apache Fineract's feature files (tests/cases/payment_allocation.json) and the boundaries of our own rule."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.instalment_allocation import (
    INSTALMENT_PARTS,
    STATUSES,
    Charges,
    Future,
    Processing,
    allocate_to_instalments,
    charge_status,
    order_ranks,
    spread_evenly,
)
from arrears.rules.month_step import due_dates
from arrears.units import fen

CASES = json.loads((Path(__file__).parents[1] / "cases" / "payment_allocation.json").read_text(encoding="utf-8"))[
    "cases"
]
FUTURE = {"NEXT_INSTALLMENT": Future.NEXT, "LAST_INSTALLMENT": Future.LAST, "REAMORTIZATION": Future.EVENLY}
# The extract gives the product's settings; the published schedule of this scenario shows the even spread instead.
FUTURE_OF_CASE = {"PA049": Future.EVENLY}
# The schedule of this scenario was published after its first payment.
PAYMENTS_BEFORE_SCHEDULE = {"PA284": 1}
COLUMNS = {"penalty": "penalties", "fee": "fees", "interest": "interest", "principal": "principal"}
PENALTY, FEE, INTEREST, PRINCIPAL = range(4)
SIMPLE = order_ranks(INSTALMENT_PARTS)
BY_STATUS = order_ranks([f"{status}_{part}" for status in STATUSES for part in INSTALMENT_PARTS])


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


class Loan:
    """One case of the file, replayed with the rule."""

    def __init__(self, case):
        self.case, self.rows = case, []  # rows: instalment, part, own due date, amount
        self.start = case["events"][0]["date"]
        self.due = self._due_dates()
        self.paid = []  # one entry a payment: date, amounts of the rows
        for number, principal in enumerate(self._principals()):
            self.rows.append((number, PRINCIPAL, self.due[number], principal))

    def _due_dates(self):
        if self.case["schedule_after"]:
            with_principal = [row for row in self.case["schedule_after"] if float(row["principal"])]
            return [np.datetime64(row["due_date"]) for row in with_principal]
        return list(due_dates(days(self.start), int(self.case["instalments"]) + 1)[0, 1:])

    def _principals(self):
        if self.case["schedule_after"]:
            return [fen(row["principal"]) for row in self.case["schedule_after"] if float(row["principal"])]
        return [fen(self.case["principal"]) // int(self.case["instalments"])] * int(self.case["instalments"])

    def charge(self, kind, date, amount):
        own = np.datetime64(date)
        number = sum(due < own for due in self.due)
        part = PENALTY if kind == "LOAN_NSF_FEE" else FEE
        # The advanced strategy looks at the instalment's due date, the others at the charge's own.
        advanced = self.case["strategy"] == "ADVANCED_PAYMENT_ALLOCATION"
        due = self.due[number] if advanced and number < len(self.due) else own
        self.rows.append((number, part, due, fen(amount)))

    def pay(self, kind, date, amount):
        number, part, due, owed = zip(*self.rows, strict=True)
        open_fen = np.array(owed) - self.paid_by_row()
        charges = Charges(np.zeros(len(due), int), np.array(number), np.array(part), np.array(due), open_fen)
        order, processing, future = self.rule(kind)
        split = allocate_to_instalments(np.array([fen(amount)]), days(date), charges, order, processing, future)
        self.paid.append((np.datetime64(date), split))
        return [int(split[np.array(part) == place].sum()) for place in range(4)]

    def rule(self, kind):
        case = self.case
        if case["strategy"] == "ADVANCED_PAYMENT_ALLOCATION":
            rules = case["future_instalment_rule"]
            future = FUTURE_OF_CASE.get(case["case"], FUTURE[rules.get(kind, rules["DEFAULT"])])
            order = [name.lower() for name in case["allocation_order"]]
            return order_ranks(order), Processing[case["processing"]], future
        if case["strategy"] == "PENALTIES_FEES_INTEREST_PRINCIPAL_ORDER":
            return SIMPLE, Processing.INSTALMENT, Future.NEXT
        due, in_advance = (text.lower().split("_") for text in case["strategy"].split("_IN_ADVANCE_"))
        order = [f"{status}_{part}" for status in ("past_due", "due") for part in due[1:]]
        order += [f"in_advance_{part}" for part in in_advance]
        return order_ranks(order), Processing.INSTALMENT, Future.NEXT

    def paid_by_row(self):
        total = np.zeros(len(self.rows), dtype=np.int64)
        for _, split in self.paid:
            total[: len(split)] += split
        return total

    def play(self):
        """Give the split of every payment, and the open principal after it."""
        splits = []
        for event in self.case["events"]:
            if event["ev"] == "charge":
                self.charge(event["kind"], event["date"], event["amount"])
                continue
            if event["ev"] == "disburse":
                if not self.case["down_payment_auto"]:
                    continue
                share = float(event["amount"]) * self.case["down_payment_percent"] / 100
                event = {"date": event["date"], "amount": str(share)}  # noqa: PLW2901
            parts = self.pay(event.get("kind", "DEFAULT"), event["date"], event["amount"])
            principal = sum(row[3] for row in self.rows if row[1] == PRINCIPAL)
            paid = sum(
                int(paid) for row, paid in zip(self.rows, self.paid_by_row(), strict=True) if row[1] == PRINCIPAL
            )
            splits.append([event["date"], *parts, principal - paid])
        return splits

    def instalment(self, number):
        """Give what was paid on an instalment: in all, before its due date, and after it."""
        due = self.due[number] if number < len(self.due) else self.rows[-1][2]
        paid = Counter()
        for date, split in self.paid:
            amount = sum(int(fen) for row, fen in zip(self.rows, split, strict=False) if row[0] == number)
            paid["all"] += amount
            paid["in advance"] += amount * bool(date < due)
            paid["late"] += amount * bool(date > due)
        return paid


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_payment_is_split_as_published(case):
    paid = [t for t in case["expected_transactions"] if t["type"] not in {"Disbursement", "Accrual"}]
    expected = [[t["date"], *(fen(t[COLUMNS[part]]) for part in INSTALMENT_PARTS), fen(t["balance"])] for t in paid]
    assert Loan(case).play() == expected


@pytest.mark.parametrize("case", [case for case in CASES if case["schedule_after"]], ids=lambda case: case["case"])
def test_every_instalment_is_paid_as_published(case):
    loan = Loan(case)
    loan.play()
    del loan.paid[PAYMENTS_BEFORE_SCHEDULE.get(case["case"], len(loan.paid)) :]
    for row in case["schedule_after"]:
        paid = loan.instalment(int(row["nr"]) - 1)
        expected = (fen(row["paid"]), fen(row["in_advance"]), fen(row["late"]), fen(row["outstanding"]))
        owed = fen(row["due"])
        assert (paid["all"], paid["in advance"], paid["late"], owed - paid["all"]) == expected, row["nr"]


def test_every_published_case_is_tested_and_none_is_out_of_scope():
    assert len({case["case"] for case in CASES}) == len(CASES) == 21
    assert {case["strategy"].split("_")[0] for case in CASES} == {"PENALTIES", "ADVANCED", "DUE"}
    assert [case["case"] for case in CASES if not case["schedule_after"]] == ["PA253", "PA272"]


# Two instalments of four charges each: 1 to 4 yuan due on 1 January, 10 to 40 yuan due on 1 February.
OWED = np.array([1_00, 2_00, 3_00, 4_00, 10_00, 20_00, 30_00, 40_00])
TWO = Charges(
    np.zeros(8, dtype=np.int64),
    np.repeat([1, 2], 4),
    np.tile(np.arange(4), 2),
    np.repeat(days("2026-01-01", "2026-02-01"), 4),
    OWED,
)


def pay(amount, on="2026-01-01", ranks=SIMPLE, processing="horizontal", future="next", charges=TWO):
    split = allocate_to_instalments(
        np.array([amount]), days(on), charges, ranks, Processing(processing), Future(future)
    )
    return split.tolist()


@pytest.mark.parametrize(
    ("on", "statuses"),
    [
        pytest.param("2025-12-31", [2, 2], id="the day before the first due date"),
        pytest.param("2026-01-01", [1, 2], id="the first due date"),
        pytest.param("2026-01-02", [0, 2], id="the day after it"),
        pytest.param("2026-02-01", [0, 1], id="the second due date"),
        pytest.param("2026-02-02", [0, 0], id="the day after that"),
    ],
)
def test_the_status_changes_on_the_due_date_and_the_day_after(on, statuses):
    assert charge_status(days("2026-01-01", "2026-02-01"), np.repeat(days(on), 2)).tolist() == statuses


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        pytest.param(99, [99, 0, 0, 0, 0, 0, 0, 0], id="a fen short of the penalty"),
        pytest.param(1_00, [1_00, 0, 0, 0, 0, 0, 0, 0], id="the penalty"),
        pytest.param(1_01, [1_00, 1, 0, 0, 0, 0, 0, 0], id="the first fen of the fee"),
        pytest.param(10_00, [1_00, 2_00, 3_00, 4_00, 0, 0, 0, 0], id="the whole instalment"),
        pytest.param(10_01, [1_00, 2_00, 3_00, 4_00, 1, 0, 0, 0], id="the first fen of the next"),
        pytest.param(110_00, OWED.tolist(), id="everything"),
        pytest.param(110_01, OWED.tolist(), id="a fen too much is left over"),
        pytest.param(0, [0] * 8, id="nothing"),
    ],
)
def test_horizontal_finishes_what_is_due_first(amount, expected):
    assert pay(amount) == expected
    assert pay(amount, processing="instalment") == expected


def test_vertical_finishes_one_place_of_the_order_over_all_instalments():
    assert pay(11_50, processing="vertical") == [1_00, 50, 0, 0, 10_00, 0, 0, 0]
    assert pay(11_50, ranks=BY_STATUS, processing="vertical") == [1_00, 2_00, 3_00, 4_00, 1_50, 0, 0, 0]


def test_any_order_of_the_parts():
    ranks = order_ranks(("principal", "interest", "fee", "penalty"))
    assert pay(8_50, ranks=ranks) == [0, 1_50, 3_00, 4_00, 0, 0, 0, 0]
    assert pay(55_00, ranks=ranks, processing="vertical") == [0, 0, 3_00, 4_00, 0, 0, 8_00, 40_00]


def test_in_advance_may_come_in_another_order_than_due():
    order = [f"{status}_{part}" for status in STATUSES[:2] for part in INSTALMENT_PARTS]
    order += [f"in_advance_{part}" for part in reversed(INSTALMENT_PARTS)]
    assert pay(15_00, ranks=order_ranks(order)) == [1_00, 2_00, 3_00, 4_00, 0, 0, 0, 5_00]


def test_in_advance_may_even_come_first():
    order = [f"{status}_{part}" for status in reversed(STATUSES) for part in INSTALMENT_PARTS]
    assert pay(105_00, ranks=order_ranks(order)) == [1_00, 2_00, 2_00, 0, 10_00, 20_00, 30_00, 40_00]
    assert pay(105_00, ranks=order_ranks(order), processing="instalment") == [*OWED[:-1].tolist(), 35_00]


def test_a_charge_with_its_own_due_date_is_due_before_its_instalment():
    charges = TWO._replace(due_date=days(*["2026-01-01"] * 5, *["2026-02-01"] * 3))
    order = [f"{status}_{part}" for status in STATUSES for part in reversed(INSTALMENT_PARTS)]
    assert pay(12_00, ranks=order_ranks(order), charges=charges) == [1_00, 2_00, 3_00, 4_00, 2_00, 0, 0, 0]
    assert pay(12_00, ranks=order_ranks(order)) == [1_00, 2_00, 3_00, 4_00, 0, 0, 0, 2_00]


def test_of_two_fees_of_an_instalment_the_older_is_paid_first():
    fees = Charges(
        np.zeros(2, int), np.ones(2, int), np.full(2, FEE), days("2026-01-02", "2026-01-01"), np.array([5, 5])
    )
    for processing in Processing:
        assert pay(7, on="2026-03-01", processing=processing, charges=fees) == [2, 5]


THREE = Charges(
    np.zeros(5, dtype=np.int64),
    np.array([1, 2, 3, 3, 4]),
    np.array([PRINCIPAL, PRINCIPAL, FEE, PRINCIPAL, PRINCIPAL]),
    days("2026-01-01", "2026-02-01", "2026-03-01", "2026-03-01", "2026-04-01"),
    np.array([100, 100, 10, 90, 30]),
)


@pytest.mark.parametrize(
    ("future", "expected"),
    [
        pytest.param("next", [100, 100, 10, 10, 0], id="the next instalments first"),
        pytest.param("last", [100, 0, 10, 80, 30], id="the last instalments first"),
        pytest.param("evenly", [100, 45, 10, 35, 30], id="evenly, but the last takes no more than it owes"),
    ],
)
def test_what_is_paid_in_advance_goes_where_the_policy_says(future, expected):
    assert pay(220, charges=THREE, future=future) == expected
    assert pay(1_000, charges=THREE, future=future) == THREE.due.tolist()
    assert pay(50, charges=THREE, future=future) == [50, 0, 0, 0, 0]


def test_vertical_spreads_each_place_of_the_order_by_itself():
    assert pay(220, charges=THREE, future="evenly", ranks=BY_STATUS, processing="vertical") == [100, 40, 10, 40, 30]
    assert pay(105, charges=THREE, future="evenly", ranks=BY_STATUS, processing="vertical") == [100, 0, 5, 0, 0]
    assert pay(220, charges=THREE, future="last", ranks=BY_STATUS, processing="vertical") == [100, 0, 10, 80, 30]


def test_accounts_are_paid_one_by_one_and_may_have_their_own_order():
    both = Charges(
        np.array([1, 0, 1, 0]),
        np.ones(4, dtype=np.int64),
        np.array([FEE, FEE, PRINCIPAL, PRINCIPAL]),
        days(*["2026-01-01"] * 4),
        np.array([10, 10, 100, 100]),
    )
    ranks = np.stack([SIMPLE, order_ranks(("principal", "interest", "fee", "penalty"))])
    amounts, paid_on = np.array([50, 50]), days("2026-01-01", "2025-12-31")
    assert allocate_to_instalments(amounts, paid_on, both, ranks).tolist() == [0, 10, 50, 40]
    spread = allocate_to_instalments(amounts, paid_on, both, ranks, future=Future.EVENLY)
    assert spread.tolist() == [0, 10, 50, 40]


def test_no_charges_take_nothing():
    nothing = Charges(*(column[:0] for column in TWO))
    assert pay(5, charges=nothing) == []
    assert pay(5, charges=nothing, future="evenly") == []


CHARGE = st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 3), st.integers(0, 90), st.integers(0, 1_000))


@given(
    rows=st.lists(CHARGE, max_size=25),
    payments=st.lists(st.integers(0, 5_000), min_size=3, max_size=3),
    processing=st.sampled_from(Processing),
    future=st.sampled_from(Future),
    by_status=st.booleans(),
)
def test_no_fen_is_made_or_lost(rows, payments, processing, future, by_status):
    if processing == Processing.INSTALMENT:
        future = Future.NEXT
    account, instalment, part, day, due = (
        np.array(c, dtype=np.int64) for c in (zip(*rows, strict=True) if rows else ([],) * 5)
    )
    dates = np.datetime64("2026-01-01") + day
    charges = Charges(account, instalment, part, dates, due)
    paid_on = days("2026-01-20", "2026-02-10", "2026-03-01")
    ranks = BY_STATUS if by_status else SIMPLE
    split = allocate_to_instalments(np.array(payments), paid_on, charges, ranks, processing, future)
    assert ((split >= 0) & (split <= due)).all()
    for number, payment in enumerate(payments):
        own = account == number
        assert split[own].sum() == min(payment, due[own].sum())


@given(amount=st.integers(0, 500), most=st.lists(st.integers(0, 120), min_size=1, max_size=8))
def test_an_even_spread_is_even_up_to_a_fen(amount, most):
    amount = min(amount, sum(most))
    shares = spread_evenly(np.array([amount]), np.zeros(len(most), dtype=np.int64), np.array(most)).tolist()
    assert sum(shares) == amount
    assert all(0 <= share <= top for share, top in zip(shares, most, strict=True))
    not_full = [share for share, top in zip(shares, most, strict=True) if share < top]
    if not_full:
        assert max(shares) <= min(not_full) + 1
        assert not_full == sorted(not_full, reverse=True)


def test_groups_are_spread_by_themselves():
    shares = spread_evenly(np.array([100, 11, 0]), np.array([0, 0, 0, 1, 1, 2]), np.array([50, 20, 50, 50, 50, 7]))
    assert shares.tolist() == [40, 20, 40, 6, 5, 0]


def test_an_order_names_each_charge_once():
    assert SIMPLE.tolist() == [[0, 1, 2, 3]] * 3
    assert BY_STATUS.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    words = (
        "^an order must name penalty, fee, interest, principal once each, or each of them as past_due_, due_ and in_adv"
    )
    for wrong in (("penalty", "fee", "interest"), ("penalty", "fee", "interest", "interest"), ("due_fee",) * 12):
        with pytest.raises(ValueError, match=rf"{words}ance_; it is {', '.join(wrong)}$"):
            order_ranks(wrong)


@pytest.mark.parametrize("future", [Future.LAST, Future.EVENLY])
def test_one_instalment_after_the_other_knows_no_other_future(future):
    with pytest.raises(ValueError, match=rf"^one instalment after the other goes with future = next; it is {future}$"):
        pay(5, processing="instalment", future=future)


def test_wrong_charges_are_refused():
    with pytest.raises(ValueError, match=r"^the columns of charges must have one length, one row a charge$"):
        pay(5, charges=TWO._replace(part=np.array([1])))
    with pytest.raises(ValueError, match=r"^a date is missing \(NaT\); every payment needs its day and every charge"):
        pay(5, on="NaT")
    with pytest.raises(ValueError, match=r"^a date is missing \(NaT\)"):
        pay(5, charges=TWO._replace(due_date=np.repeat(days("2026-01-01", "NaT"), 4)))
    for account in (-1, 1):
        with pytest.raises(ValueError, match=rf"^account {account} has no payment; there are 1$"):
            pay(5, charges=TWO._replace(account=np.array([0] * 7 + [account])))
    with pytest.raises(ValueError, match="the least is -5 fen"):
        pay(-5)
