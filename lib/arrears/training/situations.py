"""What a file says of each invented case beside its figures: flags, causes, contacts, promises and agreements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.training.draws import draw_words
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.training.balances import Balances
    from arrears.training.draws import Words
    from arrears.units import Dates, Fen, Flags

_RATES = {
    # Months late from which it occurs, its rate there, what each further month adds, and the most.
    "complaint": (1, 0.012, 0.002, 0.03),
    "dispute": (1, 0.020, 0.0, 0.02),
    "vulnerable": (0, 0.012, 0.001, 0.02),
    "deceased": (0, 0.002, 0.0005, 0.008),
    "bankrupt": (3, 0.002, 0.0005, 0.008),
    "unreachable": (2, 0.010, 0.015, 0.22),
    "legal": (6, 0.030, 0.020, 0.30),
    "agreement": (3, 0.050, 0.010, 0.10),
    "do_not_call": (1, 0.008, 0.001, 0.02),
}
_OF_THE_CUSTOMER = frozenset({"vulnerable", "deceased", "bankrupt", "unreachable", "do_not_call"})
"""A person has these, with every account."""
_END_A_PLAN = ("deceased", "bankrupt", "legal")
"""Whoever has one of these has no running agreement here."""
_NO_PROMISE = ("deceased", "bankrupt", "dispute", "unreachable", "legal", "agreement")

_CAUSES = {
    "": 30,
    "收入下降": 16,
    "失业": 10,
    "忘记还款": 12,
    "疾病或住院": 6,
    "生意亏损": 9,
    "多头借贷": 8,
    "家庭变故": 4,
    "长期外出": 3,
    "账单未收到": 2,
}
_DISPUTED = "对账单有异议"

_CONTACTED = 0.85
_CONTACT_LOOKBACK = 60
_PROMISED = 0.17
_LAST_MONTH_OF_PROMISES = 6
_PROMISE_DAYS = (-7, 11)
_PLAN_DAYS = (-5, 26)
_PLAN_PERIODS = (6, 12, 18, 24, 36, 60)
_HUNDRED = 100 * FEN_IN_YUAN


@dataclass(frozen=True, slots=True)
class Situations:
    """What is known of each case, each an array of shape (n,); amounts in fen, 0 and `NaT` where there is none.

    Attributes
    ----------
    flags : str
        Keys of flags in the contract's order, such as ``complaint;dispute``.
    cause : str
        Why the account fell behind, as the holder told it; empty where nobody knows.
    """

    flags: Words
    cause: Words
    last_payment_date: Dates
    last_payment: Fen
    last_contact_date: Dates
    promise_date: Dates
    promise_amount: Fen
    instalment_date: Dates
    instalment_amount: Fen


def invent_situations(
    rng: np.random.Generator, balances: Balances, customer: NDArray[np.intp], as_of: np.datetime64
) -> Situations:
    """Invent what files say of cases, in keeping with how long they are late.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    balances : Balances
        What each account owes.
    customer : intp array of shape (n,)
        Whose account it is, from 0; flags of a person hold for all accounts of that person.
    as_of : datetime64[D]
        The day.
    """
    flags = _flags(rng, balances.months_late, customer)
    paid_on, paid = _last_payments(rng, balances, as_of)
    contact = _contacts(rng, balances, as_of)
    promise_date, promise = _promises(rng, balances, flags, contact, as_of)
    instalment_date, instalment = _instalments(rng, balances, flags["agreement"], as_of)
    return Situations(
        flags=_joined(flags),
        cause=_causes(rng, balances.months_late, flags["dispute"]),
        last_payment_date=paid_on,
        last_payment=paid,
        last_contact_date=contact,
        promise_date=promise_date,
        promise_amount=promise,
        instalment_date=instalment_date,
        instalment_amount=instalment,
    )


def _flags(rng: np.random.Generator, months: NDArray[np.int64], customer: NDArray[np.intp]) -> dict[str, Flags]:
    worst = np.zeros(customer.max() + 1, dtype=np.int64)
    np.maximum.at(worst, customer, months)
    flags: dict[str, Flags] = {}
    for flag, (first, rate, step, most) in _RATES.items():
        chance = rng.random(worst.size)[customer] if flag in _OF_THE_CUSTOMER else rng.random(months.size)
        late = worst[customer] if flag in _OF_THE_CUSTOMER else months
        rates = np.where(late < first, 0.0, np.minimum(most, rate + step * (late - first)))
        flags[flag] = chance < rates
    for flag in _END_A_PLAN:
        flags["agreement"] &= ~flags[flag]
    return flags


def _joined(flags: dict[str, Flags]) -> Words:
    words = np.full(flags["legal"].size, "")
    for flag, has in flags.items():
        words = np.strings.add(words, np.where(has, f";{flag}", ""))
    return np.strings.lstrip(words, ";")


def _causes(rng: np.random.Generator, months: NDArray[np.int64], disputed: Flags) -> Words:
    told = draw_words(rng, tuple(_CAUSES), months.size, tuple(_CAUSES.values()))
    return np.where(disputed, _DISPUTED, np.where(months > 0, told, ""))


def _last_payments(rng: np.random.Generator, balances: Balances, as_of: np.datetime64) -> tuple[Dates, Fen]:
    """Draw the last payment: before the missed due date, or a part payment since, which never moves the due date."""
    size = balances.principal.size
    has_paid = rng.random(size) < np.maximum(0.35, 0.95 - 0.05 * balances.months_late)
    since = (rng.random(size) < 0.3) & (balances.days_past_due > 0)  # noqa: PLR2004  # share of part payments
    back = 1 + (30 * rng.random(size)).astype(np.int64)
    ago = np.where(since, (balances.days_past_due * rng.random(size)).astype(np.int64), balances.days_past_due + back)
    share = np.where(since, 0.005 + 0.04 * rng.random(size), 0.02 + 0.3 * rng.random(size) ** 2)
    amount = np.maximum(np.rint(balances.principal * share).astype(np.int64), FEN_IN_YUAN)
    return _where(has_paid, as_of - ago.astype("timedelta64[D]")), np.where(has_paid, amount, 0)


def _contacts(rng: np.random.Generator, balances: Balances, as_of: np.datetime64) -> Dates:
    reached = (rng.random(balances.principal.size) < _CONTACTED) & (balances.months_late > 0)
    window = np.minimum(balances.days_past_due, _CONTACT_LOOKBACK)
    # The square makes recent contacts the most common.
    ago = np.ceil(window * rng.random(window.size) ** 2).astype(np.int64)
    return _where(reached, as_of - ago.astype("timedelta64[D]"))


def _promises(
    rng: np.random.Generator, balances: Balances, flags: dict[str, Flags], contact: Dates, as_of: np.datetime64
) -> tuple[Dates, Fen]:
    size = contact.size
    may = ~np.isnat(contact) & (balances.months_late <= _LAST_MONTH_OF_PROMISES)
    may &= ~np.any([flags[flag] for flag in _NO_PROMISE], axis=0)
    promised = may & (rng.random(size) < _PROMISED)
    on = np.maximum(as_of + rng.integers(*_PROMISE_DAYS, size=size).astype("timedelta64[D]"), contact + 1)
    kind = rng.random(size)
    part = np.maximum(balances.total * (0.2 + 0.4 * rng.random(size)) // _HUNDRED, 1).astype(np.int64) * _HUNDRED
    whole = np.where(kind < 0.7, balances.minimum_payment, balances.total)  # noqa: PLR2004  # most promise the minimum
    amount = np.where(kind < 0.4, np.minimum(part, balances.total), whole)  # noqa: PLR2004  # or a round part
    return _where(promised, on), np.where(promised, amount, 0)


def _instalments(
    rng: np.random.Generator, balances: Balances, agreed: Flags, as_of: np.datetime64
) -> tuple[Dates, Fen]:
    """Draw the next instalment of an agreement: what is owed in equal parts, the last fen rounded up."""
    size = agreed.size
    on = as_of + rng.integers(*_PLAN_DAYS, size=size).astype("timedelta64[D]")
    periods = np.array(_PLAN_PERIODS)[rng.integers(0, len(_PLAN_PERIODS), size=size)]
    return _where(agreed, on), np.where(agreed, -(-balances.total // periods), 0)


def _where(known: Flags, dates: Dates) -> Dates:
    masked: Dates = np.where(known, dates, np.datetime64("NaT", "D"))
    return masked
