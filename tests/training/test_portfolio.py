"""What a portfolio promises to whoever trains or measures with it."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from stdnum import luhn
from stdnum.cn import ric

from arrears.tables.columns import FLAG_WORDS, Kind
from arrears.training.balances import Pricing
from arrears.training.portfolio import DEMO_AS_OF, LISTED, make_portfolio
from arrears.units import fen

CENT = Decimal("0.01")
PRICING = Pricing.in_force(DEMO_AS_OF)
AMOUNTS = [column.key for column in LISTED if column.kind is Kind.AMOUNT]


@pytest.fixture(scope="module")
def portfolio():
    return make_portfolio(cases=3_000)


@pytest.fixture(scope="module")
def days_late(portfolio):
    return (pd.Timestamp(DEMO_AS_OF) - portfolio["due_date"]).dt.days.clip(lower=0)


def test_the_same_seed_gives_the_same_portfolio_and_another_seed_another():
    first, again, other = (make_portfolio(cases=50, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["principal"].equals(other["principal"])


def test_it_has_every_column_of_the_case_list_and_one_row_a_case(portfolio):
    assert list(portfolio) == [column.key for column in LISTED]
    assert portfolio["case_id"].is_unique
    assert len(portfolio) == 3_000


@pytest.mark.parametrize("cases", [1, 2, 17])
def test_a_small_portfolio_is_whole(cases):
    small = make_portfolio(cases=cases, collectors=3)
    assert len(small) == cases
    assert small[["case_id", "due_date", "principal", "collector"]].notna().all(axis=None)


def test_a_portfolio_of_no_cases_is_refused():
    with pytest.raises(ValueError, match="at least one case; 0 were asked for"):
        make_portfolio(cases=0)


def test_a_team_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one collector; 0 were asked for"):
        make_portfolio(cases=1, collectors=0)


def test_every_month_of_lateness_occurs_and_fewer_cases_are_later(portfolio, days_late):
    bucket = pd.cut(days_late, [-1, 0, 30, 60, 90, 120, 150, 180, 5_000], labels=range(8)).value_counts().sort_index()
    assert (bucket > 0.01 * len(portfolio)).all()
    # M1 to M6 roll down; buckets are small, so neighbours may change places but not M1, M3 and M5.
    monthly = bucket.iloc[[1, 3, 5]].tolist()
    assert monthly == sorted(monthly, reverse=True)


def test_amounts_are_whole_fen_and_positive(portfolio):
    for key in AMOUNTS:
        known = portfolio[key].dropna()
        assert all(amount >= 0 and amount == amount.quantize(CENT) for amount in known), key
    assert min(portfolio["principal"]) >= 100


def test_interest_is_simple_from_the_due_date_to_the_day_rounded_half_up_once(portfolio, days_late):
    rate = PRICING.daily_rate
    for principal, days, interest in zip(portfolio["principal"], days_late, portfolio["interest"], strict=True):
        exact = fen(principal) * int(days) * rate
        assert fen(interest) == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def test_nothing_but_the_principal_is_owed_until_the_due_date_has_passed(portfolio, days_late):
    early = portfolio[days_late == 0]
    assert len(early) > 100
    assert set(early["interest"]) | set(early["late_fee"]) == {Decimal("0.00")}
    assert early["principal"].tolist() == early["statement_balance"].tolist()


def test_a_late_fee_is_charged_for_each_missed_due_date_with_a_least_amount():
    dear = replace(PRICING, late_fee_share=Fraction(0), late_fee_least_fen=50_00)
    cases = make_portfolio(cases=300, pricing=dear)
    on = pd.Timestamp(DEMO_AS_OF)
    for due, fee in zip(cases["due_date"], cases["late_fee"], strict=True):
        missed = [due + pd.DateOffset(months=month) for month in range(40)]
        assert fee == 50 * sum(day < on for day in missed)


def half_up(exact):
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def test_the_statement_and_its_minimum_hold_what_had_been_missed_when_it_was_made():
    for case in make_portfolio(cases=400).itertuples():
        due_dates = [case.due_date + pd.DateOffset(months=month) for month in range(40)]
        missed = sum(day < case.statement_date for day in due_dates)
        days = max((case.statement_date - case.due_date).days, 0)
        principal = fen(case.principal)
        month = half_up(principal * PRICING.minimum_share)
        fee = max(half_up(month * PRICING.late_fee_share), PRICING.late_fee_least_fen)
        charges = half_up(principal * days * PRICING.daily_rate) + missed * fee
        assert fen(case.statement_balance) == principal + charges
        assert fen(case.minimum_payment) == min(principal, (missed + 1) * month) + charges


@pytest.mark.parametrize("as_of", [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 30)], ids=str)
def test_an_account_is_late_from_the_day_after_its_due_date(as_of):
    cases = make_portfolio(cases=400, as_of=as_of)
    assert ((cases["due_date"] < pd.Timestamp(as_of)) == (cases["late_fee"] > 0)).all()


@pytest.mark.parametrize("as_of", [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 30)], ids=str)
def test_the_statement_is_the_last_one_made_up_to_the_day(as_of):
    cases = make_portfolio(cases=400, as_of=as_of)
    late = cases[cases["late_fee"] > 0]
    assert (late["statement_date"] <= pd.Timestamp(as_of)).all()
    day_to_pay = late["statement_date"] + pd.Timedelta(days=PRICING.days_to_pay)
    assert (day_to_pay.dt.day == late["due_date"].dt.day).all()
    assert (day_to_pay + pd.DateOffset(months=1) - pd.Timedelta(days=PRICING.days_to_pay) > pd.Timestamp(as_of)).all()


def test_no_minimum_payment_exceeds_the_statement_and_no_statement_exceeds_what_is_owed(portfolio):
    owed = portfolio["principal"] + portfolio["interest"] + portfolio["late_fee"]
    assert (portfolio["minimum_payment"] <= portfolio["statement_balance"]).all()
    assert (portfolio["statement_balance"] <= owed).all()


def test_dates_that_have_happened_are_not_after_the_day(portfolio):
    on = pd.Timestamp(DEMO_AS_OF)
    for key in ("statement_date", "last_payment_date", "last_contact_date"):
        assert (portfolio[key].dropna() <= on).all(), key
    later = portfolio.dropna(subset=["promise_date"])
    assert (later["promise_date"] > later["last_contact_date"]).all()


def test_a_date_and_its_amount_come_together(portfolio):
    for day, amount in (
        ("last_payment_date", "last_payment"),
        ("promise_date", "promise_amount"),
        ("instalment_date", "instalment_amount"),
    ):
        assert (portfolio[day].notna() == portfolio[amount].notna()).all()
        assert 0 < portfolio[day].notna().sum() < len(portfolio)


def test_agreements_have_an_instalment_and_the_dead_promise_nothing(portfolio):
    flags = portfolio["flags"].fillna("")
    assert (flags.str.contains("agreement") == portfolio["instalment_date"].notna()).all()
    assert portfolio.loc[flags.str.contains("deceased|bankrupt"), "promise_date"].isna().all()


def test_no_agreement_runs_with_the_dead_the_bankrupt_or_whoever_is_sued():
    flags = make_portfolio(cases=20_000)["flags"].fillna("")
    ended = flags.str.contains("deceased|bankrupt|legal")
    assert ended.any()
    assert not (ended & flags.str.contains("agreement")).any()


def test_each_flag_occurs_and_is_rare(portfolio):
    flags = portfolio["flags"].fillna("").str.split(";")
    for word in FLAG_WORDS:
        assert 0 < flags.map(lambda has, word=word: word in has).mean() < 0.1, word


def test_ids_and_cards_are_well_formed_and_only_latin_names_lack_an_id(portfolio):
    known = portfolio["id_number"].dropna()
    assert all(ric.is_valid(number) for number in known)
    assert all(luhn.is_valid(card) for card in portfolio["card_number"])
    assert portfolio["customer_name"][portfolio["id_number"].isna()].map(str.isascii).all()


def test_mail_reaches_nobody(portfolio):
    assert portfolio["email"].dropna().str.fullmatch(r"holder\d{6}@example\.(com|net|org)").all()


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(r"[一-龥]{2}", id="two characters"),
        pytest.param(r"欧阳.+|上官.+|司马.+|诸葛.+", id="a compound surname"),
        pytest.param(r"[一-龥]+·[一-龥]+", id="an interpunct"),
        pytest.param(r"[A-Za-z ]+", id="Latin letters"),
    ],
)
def test_names_that_software_trips_over_occur(portfolio, kind):
    assert portfolio["customer_name"].map(lambda name: bool(re.fullmatch(kind, name))).any()


def test_a_customer_with_two_accounts_is_one_person_with_one_collector_and_two_cards(portfolio):
    sizes = portfolio.groupby("customer_id").size()
    assert 0.04 < (sizes == 2).sum() / len(portfolio) < 0.08
    assert sizes.max() == 2
    both = portfolio[portfolio["customer_id"].map(sizes) == 2].groupby("customer_id")
    for key in ("customer_name", "id_number", "phone", "address", "monthly_income", "collector"):
        assert both[key].nunique(dropna=False).max() == 1, key
    assert (both["card_number"].nunique() == 2).all()


def test_the_team_shares_customers_evenly(portfolio):
    customers = portfolio.drop_duplicates("customer_id")["collector"].value_counts()
    assert len(customers) == 12
    assert customers.max() - customers.min() <= 1


def test_a_portfolio_of_another_day_is_late_on_that_day():
    on = date(2025, 3, 31)
    cases = make_portfolio(cases=200, as_of=on)
    assert (cases["due_date"] <= pd.Timestamp(on) + pd.Timedelta(days=20)).all()
    assert (cases["statement_date"] <= pd.Timestamp(on)).all()
