from datetime import date

import pandas as pd
import pytest

from arrears.operations.account.interest import card_interest
from arrears.policy import Policies

CN = Policies("cn")
END = date(2026, 5, 1)


def book(*rows):
    return pd.DataFrame(rows, columns=["account", "date", "amount", "is_fee"])


def due(*accounts):
    return pd.DataFrame({"account": list(accounts), "due_date": ["2026-04-25"] * len(accounts)})


def fen(entries, accounts, policies=CN, **more):
    return card_interest(entries, due(*accounts), END, policies, **more)["interest_fen"].tolist()


CHARGE = ("A", "2026-03-31", 10_000, False)


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        pytest.param(
            ("A", "2026-04-25", -9_000, False), 132_50, id="V1: a part is unpaid, the full amount bears interest"
        ),
        pytest.param(("A", "2026-04-28", -9_990, False), 0, id="on the last day of grace, ten yuan short"),
        pytest.param(("A", "2026-04-29", -9_990, False), 150_01, id="a day after the grace"),
        pytest.param(("A", "2026-04-28", "-9989.99", False), 145_01, id="a fen more than the tolerance is short"),
    ],
)
def test_grace_tolerance_and_the_full_amount_decide(paid, expected):
    assert fen(book(CHARGE, paid), ["A"]) == [expected]


def test_outside_china_the_unpaid_part_bears_interest():
    entries = book(CHARGE, ("A", "2026-04-25", -9_000, False))
    assert fen(entries, ["A"], Policies("uk")) == [15_50]


def test_fees_bear_none():
    assert fen(book(CHARGE, ("A", "2026-03-31", 1_000, True)), ["A"]) == fen(book(CHARGE), ["A"]) == [155_00]


def test_accounts_keep_their_order_and_their_money_apart():
    entries = book(("B", "2026-03-31", 100, False), CHARGE, ("B", "2026-04-20", -100, False))
    assert fen(entries, ["B", "A", "C"]) == [0, 155_00, 0]


def test_monthly_capitalisation_is_a_policy(tmp_path):
    (tmp_path / "ledger.toml").write_text(
        '[[version]]\nrule = "OURS"\neffective = 2026-01-01\nsource = "contract"\ntrust = "H"\nwords = "monthly"\n'
        'checked = 2026-01-01\ncompounding = "monthly"\n',
        encoding="utf-8",
    )
    entries = book(("A", "2026-02-01", 10_000, False))
    simple, monthly = (fen(entries, ["A"], policies) for policies in (CN, Policies("cn", tmp_path)))
    # 140.00 to 1 March; 157.17 to 1 April on 10,140.00; 154.46 to 1 May on 10,297.17.
    assert simple == [445_00]
    assert monthly == [140_00 + 157_17 + 154_46]


def test_the_rate_of_a_year_is_shown_and_a_warning_above_the_courts_line():
    entries = book(CHARGE)
    usual = card_interest(entries, due("A"), END, CN).iloc[0]
    dear = card_interest(entries, due("A"), END, CN, daily_rate="0.0007").iloc[0]
    assert (usual["yearly_rate"], usual["warning"]) == (0.1825, "")
    assert (dear["yearly_rate"], dear["warning"]) == (0.2555, "CN-P7")


def test_an_account_without_a_due_date_is_named():
    with pytest.raises(ValueError, match="account A has no due date"):
        fen(book(CHARGE), ["B"])


def test_two_due_dates_of_one_account_are_refused():
    with pytest.raises(ValueError, match="account A has two due dates"):
        fen(book(CHARGE), ["A", "A"])
