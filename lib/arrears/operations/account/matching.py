"""Which case each row of a bank's payment file is of: by case, card, customer, or the amount and day of a promise.

Every match says its ground. What fits nothing, or two things, is given back with its candidates and never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from arrears.tables.payments import NAMING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from arrears.policy.records import PaymentMatching

GROUNDS = (*NAMING, "promise", "instalment", "by_hand")
"""What can tie a payment to its case, in the order in which it is tried."""
_OF_PERSON = ("customer_id", "id_number")
_MASKED = r"^(\d{6})\D+(\d{4})$"


class Known(NamedTuple):
    """What payments are matched to.

    Attributes
    ----------
    cases : DataFrame
        ``case_id, card_number, customer_id, id_number, currency, due_date, owed_fen``, ``turn``, the order of the bank's list, and
        ``person``, whose case it is, if that is known (`arrears.operations.customers.people`): a row that names a customer or an id
        number names the person, with all cards.
    expected : DataFrame
        What was promised and not kept yet: ``case_id, ground`` (``promise`` or ``instalment``), ``due_on, amount_fen``.
    payments : DataFrame
        What is left of the payments so far: ``key, case_id, reference, date, amount_fen, source``.
    """

    cases: pd.DataFrame
    expected: pd.DataFrame
    payments: pd.DataFrame


class Matches(NamedTuple):
    """What came of a file's rows; ``row`` is a row's place in it.

    Attributes
    ----------
    paid : DataFrame
        ``row, case_id, amount_fen, ground``: a row is split over several cases where it names a customer.
    taken_back : DataFrame
        ``row, case_id, amount_fen, key``: the payment that is reversed; a key that begins with ``row:`` is of the file itself.
    open : DataFrame
        ``row, why, candidates``: what a person must settle; ``why`` is ``nothing_fits``, ``several_fit``, ``names_disagree``,
        ``other_currency``, ``no_payment_fits`` or ``several_payments_fit``.
    """

    paid: pd.DataFrame
    taken_back: pd.DataFrame
    open: pd.DataFrame


def is_reversal(rows: pd.DataFrame, terms: PaymentMatching) -> NDArray[np.bool_]:
    """Tell which rows take a payment back: below 0, or so called in the memo.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.policy.records import PaymentMatching
    >>> rows = pd.DataFrame({"amount_fen": [100, -100, 100], "memo": ["还款", None, "他行退票"]})
    >>> is_reversal(rows, Policies("cn").get(PaymentMatching, date(2026, 11, 28))).tolist()
    [False, True, True]
    """
    memo = _texts(rows, "memo").str.casefold()
    said = np.zeros(len(rows), dtype=np.bool_)
    for word in terms.reversal_words:
        said |= memo.str.contains(word.casefold(), regex=False).to_numpy(dtype=np.bool_)
    named = _texts(rows, "original_reference").ne("").to_numpy(dtype=np.bool_)
    below: NDArray[np.bool_] = (rows["amount_fen"] < 0).to_numpy(dtype=np.bool_)
    return below | said | named


def match_payments(rows: pd.DataFrame, known: Known, terms: PaymentMatching, currency: str) -> Matches:
    """Match the rows of a payment file.

    Parameters
    ----------
    rows : DataFrame
        In the internal form of `arrears.tables.payments.PAYMENTS`.
    known : Known
        The cases, what they expect, and what they have paid.
    terms : PaymentMatching
        The order over a customer's cards, the days around a promise, the words of reversals.
    currency : str
        What a row that names none is in.

    Returns
    -------
    Matches

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.policy.records import PaymentMatching
    >>> day = pd.to_datetime(["2026-11-27", "2026-11-28"])
    >>> rows = pd.DataFrame({"reference": ["T1", "T2"], "booked_on": day, "amount_fen": [100, 50], "case_id": ["A", "X"]})
    >>> case = {"case_id": ["A"], "card_number": [None], "customer_id": [None], "id_number": [None], "currency": ["CNY"],
    ...         "due_date": day[:1], "owed_fen": [900], "turn": [0]}
    >>> none = pd.DataFrame(columns=["case_id", "ground", "due_on", "amount_fen"])
    >>> paid = pd.DataFrame(columns=["key", "case_id", "reference", "date", "amount_fen", "source"])
    >>> terms = Policies("cn").get(PaymentMatching, date(2026, 11, 28))
    >>> found = match_payments(rows, Known(pd.DataFrame(case), none, paid), terms, "CNY")
    >>> found.paid.values.tolist(), found.open[["row", "why"]].values.tolist()
    ([[0, 'A', 100, 'case_id']], [[1, 'nothing_fits']])
    """
    rows = rows.reset_index(drop=True)
    named = _named_cases(rows, known.cases, currency)
    back = is_reversal(rows, terms)
    expected = _expected(rows[~back], known.expected, terms, known.cases, currency)
    paid, left = _paid(rows[~back], named, expected, known.cases, terms)
    own = paid.assign(key=[f"row:{row}" for row in paid["row"]]).merge(
        rows[["reference", "booked_on"]], left_on="row", right_index=True
    )
    before = pd.concat(
        [known.payments, own.rename(columns={"booked_on": "date"}).reindex(columns=known.payments.columns)],
        ignore_index=True,
    )
    taken_back, unmatched = _taken_back(rows[back], named, before)
    open_rows = pd.concat([left, unmatched], ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    return Matches(paid, taken_back, open_rows)


class _Named(NamedTuple):
    """Pairs of row and case that a row's own words tie together, by ground; and what is wrong with a row's words."""

    pairs: pd.DataFrame
    wrong: dict[int, tuple[str, tuple[str, ...]]]


def _named_cases(rows: pd.DataFrame, cases: pd.DataFrame, currency: str) -> _Named:
    found = []
    several: dict[int, tuple[str, ...]] = {}
    for rank, key in enumerate(NAMING):
        said = _number(rows, key)
        have = _number(cases, key)
        left = pd.DataFrame({"row": rows.index, "said": said})[said.ne("").to_numpy()]
        right = pd.DataFrame({"case_id": cases["case_id"], "said": have})[have.ne("").to_numpy()]
        pairs = left.merge(right, on="said")
        if key == "card_number":
            pairs = pd.concat([pairs, _by_masked_card(left, right, set(pairs["row"]))], ignore_index=True)
        if key in _OF_PERSON and "person" in cases:
            pairs, torn = _of_person(pairs, cases)
            several |= torn
        found.append(pairs[["row", "case_id"]].assign(ground=key, rank=rank))
    pairs = pd.concat(found, ignore_index=True)
    surer = set(pairs.loc[pairs["rank"] < len(NAMING) - len(_OF_PERSON), "row"])
    wrong = {row: ("several_fit", among) for row, among in several.items() if row not in surer} | _disagreeing(pairs)
    money = _texts(rows, "currency").replace("", currency)
    theirs = cases.set_index("case_id")["currency"].fillna(currency)
    other = pairs[pairs["row"].map(money).ne(pairs["case_id"].map(theirs)).to_numpy()]
    same = pairs.drop(other.index)
    for row in set(other["row"]) - set(same["row"]) - set(wrong):
        wrong[row] = ("other_currency", tuple(dict.fromkeys(other.loc[other["row"] == row, "case_id"])))
    return _Named(same, wrong)


def _of_person(pairs: pd.DataFrame, cases: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, tuple[str, ...]]]:
    """Give for each row that names a customer all cases of that person; and, of rows whose number two people share, the candidates."""
    whose = cases.set_index("case_id")["person"]
    people = pairs.assign(person=pairs["case_id"].map(whose))[["row", "person"]].drop_duplicates()
    everything = people.merge(cases[["case_id", "person"]], on="person")[["row", "case_id"]]
    shared = set(people.loc[people["row"].duplicated(), "row"])
    torn = pairs[pairs["row"].isin(shared)].groupby("row")["case_id"].agg(tuple)
    return everything, _by(torn)


def _by_masked_card(left: pd.DataFrame, right: pd.DataFrame, done: set[int]) -> pd.DataFrame:
    """Tie cards of which one side shows the first six and last four digits only."""

    def ends(table: pd.DataFrame) -> pd.DataFrame:
        parts = table["said"].str.extract(_MASKED)
        masked = parts[0].notna()
        whole = table["said"].str[:6] + table["said"].str[-4:]
        return table.assign(masked=masked, ends=(parts[0] + parts[1]).where(masked, whole))

    both = ends(left[~left["row"].isin(done)]).merge(ends(right), on="ends", suffixes=("", "_have"))
    return both[both["masked"] | both["masked_have"]]


def _disagreeing(pairs: pd.DataFrame) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Tell which rows name a case, and a card or a customer that is not that case's."""
    named = pairs.drop_duplicates(["row", "rank", "case_id"])
    words = pairs.groupby("row")["rank"].nunique()
    # A case that every word of its row fits is agreed upon.
    fits = named.groupby(["row", "case_id"])["rank"].size().groupby(level="row").max()
    torn = named[named["row"].isin(words.index[fits.reindex(words.index) < words])]
    among: dict[int, list[str]] = _by(torn.groupby("row")["case_id"].agg(list))
    return {row: ("names_disagree", tuple(sorted(set(each)))) for row, each in among.items()}


def _expected(
    rows: pd.DataFrame, expected: pd.DataFrame, terms: PaymentMatching, cases: pd.DataFrame, currency: str
) -> pd.DataFrame:
    """Tie rows that name nothing to promises and instalments of exactly their amount about that day."""
    names_nothing = np.logical_and.reduce([_number(rows, key).eq("").to_numpy() for key in NAMING])
    silent = rows[names_nothing]
    asked = pd.DataFrame(
        {"row": silent.index, "amount_fen": silent["amount_fen"].astype("int64"), "booked_on": silent["booked_on"]}
    )
    asked = asked.assign(money=_texts(silent, "currency").replace("", currency).to_numpy())
    money = cases.set_index("case_id")["currency"].fillna(currency)
    offered = expected.assign(money=expected["case_id"].map(money)).astype({"amount_fen": "int64"})
    both = asked.merge(offered, on=["amount_fen", "money"])
    near = (both["booked_on"] - pd.to_datetime(both["due_on"])).abs() <= pd.Timedelta(days=terms.promise_days)
    return both.loc[near, ["row", "case_id", "ground"]].drop_duplicates(["row", "case_id"])


def _paid(
    rows: pd.DataFrame, named: _Named, expected: pd.DataFrame, cases: pd.DataFrame, terms: PaymentMatching
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what each row pays on which case, and the rows that a person must settle."""
    sure = named.pairs[named.pairs["row"].isin(rows.index) & ~named.pairs["row"].isin(named.wrong)]
    best = sure[sure["rank"] == sure.groupby("row")["rank"].transform("min")]
    best = _narrowed(best, sure)
    both = pd.concat(
        [best[["row", "case_id", "ground"]], expected[~expected["row"].isin(best["row"])]], ignore_index=True
    )
    count = both.groupby("row")["case_id"].transform("size")
    of_customer = both["ground"].isin(_OF_PERSON)
    one = both[(count == 1)]
    several = both[(count > 1) & ~of_customer]
    amount = rows["amount_fen"].astype("int64")
    alone = one.assign(amount_fen=one["row"].map(amount))
    # What the file itself pays on a card is not owed any more.
    paid_here = cases["case_id"].map(alone.groupby("case_id")["amount_fen"].sum()).fillna(0).astype("int64")
    left_owed = cases.assign(owed_fen=(cases["owed_fen"].astype("int64") - paid_here).clip(lower=0))
    spread = _spread(both[(count > 1) & of_customer], rows, left_owed, terms)
    paid = pd.concat([alone, spread], ignore_index=True)[["row", "case_id", "amount_fen", "ground"]]
    paid = paid.astype({"amount_fen": "int64", "row": "int64"}).sort_values("row", kind="stable", ignore_index=True)
    left = [(row, "several_fit", tuple(each)) for row, each in _by(several.groupby("row")["case_id"].agg(list)).items()]
    left += [(row, *why) for row, why in named.wrong.items() if row in rows.index]
    missing = rows.index.difference(pd.Index(paid["row"])).difference([one[0] for one in left])
    left += [(int(row), "nothing_fits", ()) for row in missing]
    return paid, _open(left)


def _narrowed(best: pd.DataFrame, sure: pd.DataFrame) -> pd.DataFrame:
    """Where the surest word fits several cases, keep those that the row's other words fit as well."""
    words = sure.groupby(["row", "case_id"])["rank"].size().rename("words").reset_index()
    counted = best.merge(words, on=["row", "case_id"])
    most = counted.groupby("row")["words"].transform("max")
    return counted[counted["words"] == most]


def _spread(pairs: pd.DataFrame, rows: pd.DataFrame, cases: pd.DataFrame, terms: PaymentMatching) -> pd.DataFrame:
    """Split customers' payments over the cards: each what it owes, in the policy's order; what is too much stays with the first.

    The rows of one customer lie end to end on a line, and so do the cards' debts: each row pays what it covers of each debt.
    """
    known = cases.set_index("case_id")
    by = "due_date" if terms.customer_order == "oldest_due" else "turn"
    table = pairs.assign(
        order=pairs["case_id"].map(known[by]),
        turn=pairs["case_id"].map(known["turn"]),
        owed=pairs["case_id"].map(known["owed_fen"]).astype("int64"),
        amount=pairs["row"].map(rows["amount_fen"]).astype("int64"),
    ).sort_values(["row", "order", "turn"], kind="stable")
    if table.empty:
        return table.assign(amount_fen=table["amount"])
    table = table.assign(customer=table.groupby("row")["case_id"].transform("first"))
    single = table.drop_duplicates("row")
    start = (single.groupby("customer")["amount"].cumsum() - single["amount"]).set_axis(single["row"])
    row_begins = table["row"].map(start).to_numpy(dtype=np.int64)
    owed, amount = table["owed"].to_numpy(dtype=np.int64), table["amount"].to_numpy(dtype=np.int64)
    case_begins = table.groupby("row")["owed"].cumsum().to_numpy(dtype=np.int64) - owed
    covered = np.minimum(row_begins + amount, case_begins + owed) - np.maximum(row_begins, case_begins)
    part = np.maximum(covered, 0)
    over = amount - pd.Series(part, index=table.index).groupby(table["row"]).transform("sum").to_numpy(dtype=np.int64)
    first = ~table["row"].duplicated().to_numpy(dtype=np.bool_)
    return table.assign(amount_fen=part + np.where(first, over, 0)).query("amount_fen > 0")


def _taken_back(rows: pd.DataFrame, named: _Named, before: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie each reversal to the payment that it names, or else to the one that it fits uniquely."""
    amount = rows["amount_fen"].abs().astype("int64")
    left: dict[str, int] = _by(before.set_index("key")["amount_fen"].astype("int64"))
    on, case_of = _by(before.set_index("key")["date"]), _by(before.set_index("key")["case_id"])
    original = _texts(rows, "original_reference")
    pairs = named.pairs[named.pairs["row"].isin(rows.index)]
    of_row = _by(pairs.groupby("row")["case_id"].agg(lambda each: list(dict.fromkeys(each))))
    by_reference = _keys(before[before["reference"].isin(set(original))], "reference")
    by_case = _keys(before[before["case_id"].isin(set(pairs["case_id"]))], "case_id")
    found: list[tuple[int, str, int, str]] = []
    open_rows: list[tuple[int, str, tuple[str, ...]]] = []
    # Reversals are few, and each changes what the next can take back.
    for row in rows.index:
        if row in named.wrong:
            open_rows.append((row, *named.wrong[row]))
            continue
        cases, fen = of_row.get(row, []), int(amount[row])
        if original[row]:
            keys = [key for key in by_reference.get(original[row], []) if not cases or case_of[key] in cases]
            parts = _parts(keys, fen, left)
        else:
            keys = [key for case in cases for key in by_case.get(case, [])]
            keys = [key for key in keys if left[key] >= fen and on[key] <= rows["booked_on"][row]]
            exact = [key for key in keys if left[key] == fen]
            fits = exact or keys
            parts = [(fits[0], fen)] if len(fits) == 1 else []
        if not parts:
            several = not original[row] and len(keys) > 1
            why = "several_payments_fit" if several else "no_payment_fits"
            open_rows.append((row, why, tuple(cases)))
            continue
        for key, part in parts:
            left[key] -= part
            found.append((row, case_of[key], part, key))
    return pd.DataFrame(found, columns=["row", "case_id", "amount_fen", "key"]), _open(open_rows)


def _parts(keys: list[str], fen: int, left: dict[str, int]) -> list[tuple[str, int]]:
    """Take an amount from the parts of one payment, which may stand on several cases; nothing if it is more than is left."""
    parts = []
    for key in keys:
        part = min(fen, left[key])
        if part:
            parts.append((key, part))
            fen -= part
    return [] if fen else parts


def _keys(payments: pd.DataFrame, name: str) -> dict[str, list[str]]:
    """Give the keys of payments by a column."""
    return _by(payments.groupby(name)["key"].agg(list))


def _by(column: pd.Series) -> dict[Any, Any]:
    """Give a column by its index."""
    return dict(zip(column.index, column, strict=True))


def _open(rows: Iterable[tuple[Any, str, tuple[str, ...]]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["row", "why", "candidates"]).astype({"row": "int64"})


def _texts(table: pd.DataFrame, key: str) -> pd.Series:
    if key not in table:
        return pd.Series("", index=table.index, dtype=object)
    column: pd.Series = table[key].astype(object)
    return column.where(column.notna(), "").astype(str)


def _number(table: pd.DataFrame, key: str) -> pd.Series:
    """Give a name as it is compared: without blanks, letters in one case."""
    return _texts(table, key).str.replace(r"\s", "", regex=True).str.upper()
