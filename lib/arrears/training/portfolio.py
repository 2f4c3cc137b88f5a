"""Portfolios of invented cases: for the demonstration, for training, and for measuring speed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.tables.columns import CASE_COLUMNS
from arrears.training.balances import Pricing, invent_balances
from arrears.training.identifiers import cards
from arrears.training.names import roster
from arrears.training.people import UNKNOWN, invent_people
from arrears.training.situations import invent_situations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.training.balances import Balances
    from arrears.training.draws import Words
    from arrears.training.people import People
    from arrears.training.situations import Situations
    from arrears.units import Fen

DEMO_AS_OF = date(2026, 11, 23)
"""The day that the shipped portfolio's figures are for; `arrears demo` uses it, so that every demonstration is the same."""
LISTED = tuple(column for column in CASE_COLUMNS if column.key != "phone_2")
"""The columns of the invented list: everybody has one phone."""

DEMO_CASES, DEMO_COLLECTORS, DEMO_SEED = 2_000, 12, 20_261_123

_SECOND_ACCOUNTS = 0.06
"""Share of the cases that are a customer's second account."""


def make_portfolio(
    cases: int = DEMO_CASES,
    collectors: int = DEMO_COLLECTORS,
    seed: int = DEMO_SEED,
    as_of: date = DEMO_AS_OF,
    pricing: Pricing | None = None,
) -> pd.DataFrame:
    """Invent a portfolio of overdue card accounts.

    Nobody in it is real: `arrears.training.identifiers` says which ranges numbers are from, e-mail addresses are in
    domains kept for examples, and streets are called examples.

    Parameters
    ----------
    cases : int
        How many cases; some customers have two.
    collectors : int
        Size of the team; all accounts of a customer have the same collector.
    seed : int
        The same seed gives the same portfolio.
    as_of : date
        The day on which the cases are as late as they are.
    pricing : Pricing, optional
        Terms of the invented card agreement, which interest and fees follow from; those of the shipped policies unless
        you say.

    Returns
    -------
    DataFrame
        One row a case, every column of the case list by its key, as `arrears.read_cases` gives them. Amounts are
        `Decimal` yuan, dates ``datetime64[s]``, everything else text; what is unknown is missing.

    Raises
    ------
    ValueError
        If there are no cases or no collectors.

    Examples
    --------
    >>> portfolio = make_portfolio(cases=3, collectors=2, seed=1)
    >>> portfolio[["case_id", "card_number", "currency"]].values.tolist()
    [['AJ2611-000001', '6200000000000005', 'CNY'], ['AJ2611-000002', '6200000000079199', 'CNY'],
    ['AJ2611-000003', '6200000000158381', 'CNY']]
    """
    if cases < 1:
        raise ValueError(f"a portfolio needs at least one case; {cases} were asked for")
    rng = np.random.default_rng(seed)
    day = np.datetime64(as_of, "D")
    owner, people_count = _owners(rng, cases)
    people = invent_people(rng, people_count, day)
    balances = invent_balances(rng, cases, day, pricing or Pricing.in_force(as_of))
    situations = invent_situations(rng, balances, owner, day)
    team = roster(rng, collectors)
    assigned = team[rng.permutation(people_count) % len(team)]
    columns: dict[str, pd.Series] = {
        "case_id": _text(np.strings.add(f"AJ{as_of:%y%m}-", np.strings.zfill(np.arange(1, cases + 1).astype(str), 6))),
        "card_number": _text(cards(cases)),
        "currency": _text(np.full(cases, "CNY")),
        "collector": _text(assigned[owner]),
        **_people_columns(people, owner),
        **_balance_columns(balances),
        **_situation_columns(situations),
    }
    return pd.DataFrame({column.key: columns[column.key] for column in LISTED})


def _owners(rng: np.random.Generator, cases: int) -> tuple[NDArray[np.intp], int]:
    """Say whose account each case is: the first few customers have two, and cases come in no order of customers."""
    people = cases - int(cases * _SECOND_ACCOUNTS)
    owner = np.arange(cases, dtype=np.intp)
    owner[people:] -= people
    return rng.permutation(owner), people


def _people_columns(people: People, owner: NDArray[np.intp]) -> dict[str, pd.Series]:
    words = {key: _text(values[owner]) for key, values in people.words.items()}
    return words | {key: _amounts(fen[owner], fen[owner] != UNKNOWN) for key, fen in people.amounts.items()}


def _balance_columns(balances: Balances) -> dict[str, pd.Series]:
    amounts = {
        "statement_balance": balances.statement_balance,
        "minimum_payment": balances.minimum_payment,
        "principal": balances.principal,
        "interest": balances.interest,
        "late_fee": balances.late_fee,
    }
    dates = {"statement_date": balances.statement_date, "due_date": balances.due_date}
    return {key: _amounts(fen) for key, fen in amounts.items()} | {key: _dates(days) for key, days in dates.items()}


def _situation_columns(situations: Situations) -> dict[str, pd.Series]:
    columns = {"flags": _text(situations.flags), "cause": _text(situations.cause)}
    for date_key, amount_key in (
        ("last_payment_date", "last_payment"),
        ("promise_date", "promise_amount"),
        ("instalment_date", "instalment_amount"),
    ):
        days = getattr(situations, date_key)
        columns[date_key] = _dates(days)
        columns[amount_key] = _amounts(getattr(situations, amount_key), ~np.isnat(days))
    return columns | {"last_contact_date": _dates(situations.last_contact_date)}


def _text(words: Words) -> pd.Series:
    return pd.Series([word or None for word in words.tolist()], dtype="str")


def _dates(days: NDArray[np.datetime64]) -> pd.Series:
    return pd.Series(days.astype("datetime64[s]"))


def _amounts(fen: Fen, known: NDArray[np.bool_] | None = None) -> pd.Series:
    yuan: list[Decimal | None] = [Decimal(amount).scaleb(-2) for amount in fen.tolist()]
    if known is not None:
        yuan = [amount if is_known else None for amount, is_known in zip(yuan, known.tolist(), strict=True)]
    return pd.Series(yuan, dtype=object)
