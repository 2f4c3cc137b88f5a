"""Which cases are one person's, on what ground, and where that is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.in_force.name_keys import characters_alike
from arrears.operations.cases.columns import texts
from arrears.policy.records import CustomerLinks
from arrears.rules.name_keys import name_keys
from arrears.rules.resident_number import resident_numbers
from arrears.rules.same_person import differing, linked
from arrears.words import both, template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Codes, Flags

    Words = NDArray[np.object_]

PERSON = "person_id"
"""The column that says whose a case is: the id of the person's first case. Where a table has it, nobody is linked anew."""

GROUNDS: dict[str, tuple[str, str]] = {
    "id_number": both("operations.customers.people.same_id_number"),
    "customer_id": both("operations.customers.people.same_customer_number"),
    "name_and_phone": both("operations.customers.people.same_name_phone"),
}
"""Why two cases are one person's, in Chinese and English."""

DOUBTS: dict[str, tuple[str, str]] = {
    "ID_SHARED": template("operations.customers.people.id_number_case_name_another"),
    "CUSTOMER_SHARED": template("operations.customers.people.customer_number_case_name_id"),
    "NAME_PHONE_SHARED": template("operations.customers.people.name_phone_those_case_id"),
    "ID_INVALID": both("operations.customers.people.id_number_has_wrong_date"),
    "CUSTOMER_NONE": both("operations.customers.people.customer_number_such_none_no"),
}
"""What is told of a case whose person cannot be known for certain; ``{0}`` is a case that it shares a number with."""

_OF_KEY = {"id_number": "ID_SHARED", "customer_id": "CUSTOMER_SHARED", "name_and_phone": "NAME_PHONE_SHARED"}
_MASK = "*"


@dataclass(frozen=True, slots=True)
class People:
    """Whose each case is; every array has one entry a case.

    Attributes
    ----------
    first : intp array
        Place of the person's first row: equal for all cases of one person.
    shared : dict of str to bool array
        By `GROUNDS`: the cases that share such a key with another case of the same person.
    kin : intp array
        As `first`, but with the people who could not be told apart for certain taken together.
    doubts : dict of str to bool array
        By `DOUBTS`: the cases that are told.
    phone : intp array
        Equal numbers for equal phones, -1 where none is known.
    """

    first: Codes
    shared: dict[str, Flags]
    kin: Codes
    doubts: dict[str, Flags]
    phone: Codes

    @property
    def cards(self) -> Codes:
        """How many cases each case's person has."""
        return np.bincount(self.first, minlength=self.first.size)[self.first]


def people_of(cases: pd.DataFrame, policies: Policies, day: date) -> People:
    """Link the cases of one person.

    Parameters
    ----------
    cases : DataFrame
        With ``id_number``, ``customer_id``, ``customer_name`` and ``phone``, as far as they are known and not masked: what is
        masked links to nobody, for masked numbers of two people may look alike. With a column `PERSON` that alone counts.
    policies, day
        Whose keys, and when.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> cases = pd.DataFrame({"case_id": ["A", "B", "C"], "id_number": ["320102650304211", "320102196503042115", None],
    ...                       "customer_id": [None, "K1", "K1"]})
    >>> people = people_of(cases, Policies("cn"), date(2026, 11, 23))
    >>> people.first.tolist(), people.shared["customer_id"].tolist()
    ([0, 0, 0], [False, True, True])
    """
    rows = len(cases)
    if PERSON in cases:
        return _as_told(cases)
    policy = policies.get(CustomerLinks, day)
    none = name_keys(np.array(policy.no_numbers, dtype=object))
    alike = str.maketrans(*characters_alike(policies, day))
    number, invalid = _id_codes(cases, set(none))
    customer, no_customer = _customer_codes(cases, set(none))
    name = _codes(_each(texts(cases, "customer_name"), lambda names: name_keys(names, alike)))
    phone = _codes(_phones(texts(cases, "phone")))
    keys = {"id_number": number, "customer_id": customer, "name_and_phone": _both(name, phone)}
    wanted: dict[str, Codes] = {key: keys[key] for key in GROUNDS if key in policy.keys}
    kin = linked(list(wanted.values()), rows)
    first = _told_apart(kin, wanted, number, name)
    doubts = {_OF_KEY[key]: _torn(first, code, name, number) for key, code in wanted.items()}
    doubts |= {"ID_INVALID": invalid, "CUSTOMER_NONE": no_customer}
    shared = {key: _shared(first, code) for key, code in wanted.items()}
    return People(_lowest(first, cases), shared, kin, doubts, phone)


def person_ids(cases: pd.DataFrame, people: People) -> Words:
    """Give the id of each person's first case, by which the person is named wherever nothing personal may stand."""
    return texts(cases, "case_id")[people.first]


def doubt_table(cases: pd.DataFrame, people: People) -> pd.DataFrame:
    """Give what must be told of cases whose person is in doubt.

    Returns
    -------
    DataFrame
        ``case_id, code, with_case, zh, en``, one row a case and code, in the order of `DOUBTS`; ``with_case`` is a case with which
        a number is shared. No number stands in it.
    """
    ids = texts(cases, "case_id")
    parts = []
    for code, told in people.doubts.items():
        rows = np.flatnonzero(told)
        other = _other(people, rows, told) if "{0}" in DOUBTS[code][0] else np.full(rows.size, -1)
        names = np.where(other >= 0, ids[other], "")
        parts += [
            (ids[row], code, name, *(text.format(name) for text in DOUBTS[code]))
            for row, name in zip(rows, names, strict=True)
        ]
    return pd.DataFrame(parts, columns=["case_id", "code", "with_case", "zh", "en"])


def number_keys(cases: pd.DataFrame, policies: Policies, day: date) -> pd.DataFrame:
    """Give id and customer numbers as they are compared, so that other tables can name the same people.

    Parameters
    ----------
    cases : DataFrame
        With ``id_number`` and ``customer_id`` as far as they are known.
    policies, day
        Whose keys, and when.

    Returns
    -------
    DataFrame
        ``id_number``, of 18 digits where there were 15, and ``customer_id``; blank for what is no number, such as 无. Same index.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> named = pd.DataFrame({"id_number": ["320102650304211"], "customer_id": ["无"]})
    >>> number_keys(named, Policies("cn"), date(2026, 11, 23)).values.tolist()
    [['320102196503042115', '']]
    """
    none = set(name_keys(np.array(policies.get(CustomerLinks, day).no_numbers, dtype=object)))
    codes, numbers, _, no_id = _id_words(cases, none)
    of_customer, customers, no_customer = _customer_words(cases, none)
    keys = {
        "id_number": np.where(no_id, "", numbers)[codes],
        "customer_id": np.where(no_customer, "", customers)[of_customer],
    }
    return pd.DataFrame(keys, index=cases.index, dtype=object)


def _as_told(cases: pd.DataFrame) -> People:
    """Take a table's own word for whose a case is."""
    told, own = texts(cases, PERSON), texts(cases, "case_id")
    codes, _ = pd.factorize(np.where(told == "", own, told))
    rows = np.arange(len(cases))
    start = np.full(int(codes.max(initial=-1)) + 1, len(cases))
    np.minimum.at(start, codes, rows)
    first = start[codes]
    return People(first, {}, first, {}, _codes(_phones(texts(cases, "phone"))))


def _id_codes(cases: pd.DataFrame, none: set[str]) -> tuple[Codes, Flags]:
    """Give a code for each id number that can be right, and tell where one cannot."""
    codes, numbers, wrong, is_none = _id_words(cases, none)
    usable = np.where(wrong | is_none, "", numbers).astype(object)
    return _codes(usable[codes]), (wrong & ~is_none)[codes]


def _id_words(cases: pd.DataFrame, none: set[str]) -> tuple[Codes, Words, Flags, Flags]:
    """Give each row's place among the different id numbers, these in one form, and which cannot be right or are none."""
    codes, raw = pd.factorize(texts(cases, "id_number"))
    even = np.strings.upper(name_keys(np.asarray(raw, dtype=object)).astype(np.str_))
    numbers, wrong = resident_numbers(even)
    is_none = np.array([one.casefold() in none or _MASK in one or not one for one in even.tolist()], dtype=bool)
    return codes, numbers.astype(object), wrong, is_none


def _customer_codes(cases: pd.DataFrame, none: set[str]) -> tuple[Codes, Flags]:
    codes, even, is_none = _customer_words(cases, none)
    masked = np.array([_MASK in one for one in even], dtype=bool)
    return _codes(np.where(is_none | masked, "", even)[codes]), is_none[codes]


def _customer_words(cases: pd.DataFrame, none: set[str]) -> tuple[Codes, Words, Flags]:
    """Give each row's place among the different customer numbers, these in one form, and which are none."""
    codes, raw = pd.factorize(texts(cases, "customer_id"))
    even = name_keys(np.asarray(raw, dtype=object))
    is_none = np.array([bool(one) and (one in none or not one.strip("0")) for one in even], dtype=bool)
    return codes, even, is_none


def _phones(raw: Words) -> Words:
    """Give phones without separators and without China's code before a mobile number."""
    codes, numbers = pd.factorize(raw)
    even = pd.Series(name_keys(np.asarray(numbers, dtype=object)), dtype=object)
    even = even.str.replace(r"[\s\-()_]", "", regex=True).str.replace(r"^(?:\+|00)?86(?=1\d{10}$)", "", regex=True)
    plain = even.where(~even.str.contains(_MASK, regex=False), "")
    return plain.to_numpy(dtype=object)[codes]


def _each(values: Words, even: object) -> Words:
    """Work on each different text once; a masked one is not known."""
    codes, different = pd.factorize(values)
    keys = even(np.asarray(different, dtype=object))  # type: ignore[operator]
    found: Words = np.array(["" if _MASK in key else key for key in keys], dtype=object)[codes]
    return found


def _codes(words: Words) -> Codes:
    known: Words = words.astype(object)
    known[known == ""] = None
    codes, _ = pd.factorize(known)
    return codes.astype(np.intp)


def _both(one: Codes, other: Codes) -> Codes:
    known = (one >= 0) & (other >= 0)
    pair = np.where(known, one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other, -1)
    codes, values = pd.factorize(pair)
    return np.where(values[codes] < 0, -1, codes) if codes.size else codes


def _told_apart(kin: Codes, keys: Mapping[str, Codes], number: Codes, name: Codes) -> Codes:
    """Part people who were linked and have two names or two id numbers.

    A key under which two names or numbers stand then links only cases of one name; where that is not enough, cases must agree in
    name and id number.
    """
    torn = differing(kin, number) | differing(kin, name)
    if not torn.any():
        return kin
    rows = np.flatnonzero(torn)
    own_name, own_number = name[rows], number[rows]
    within = []
    for key in keys.values():
        code = key[rows]
        group = _alone_unless_known(code)
        bad = differing(group, own_name) | differing(group, own_number)
        within.append(_both(code, np.where(bad, np.where(own_name >= 0, own_name + 1, -1), 0)))
    joined = linked(within, rows.size)
    still = differing(joined, own_number) | differing(joined, own_name)
    joined = np.where(still, linked([_both(own_number, own_name)], rows.size), joined)
    apart = kin.copy()
    apart[rows] = rows[joined]
    return apart


def _alone_unless_known(code: Codes) -> Codes:
    """Give the groups of a key; a case that has none is a group of its own."""
    return np.where(code >= 0, code, int(code.max(initial=-1)) + 1 + np.arange(code.size))


def _torn(first: Codes, code: Codes, name: Codes, number: Codes) -> Flags:
    """Tell which cases share a key with another person's case and differ from it in name or id number."""
    group = _alone_unless_known(code)
    return differing(group, first) & (differing(group, name) | differing(group, number))


def _shared(first: Codes, code: Codes) -> Flags:
    pair = _both(first, code)
    counts = np.bincount(pair[pair >= 0], minlength=1)
    return (pair >= 0) & (counts[pair] > 1)


def _lowest(first: Codes, cases: pd.DataFrame) -> Codes:
    """Name each person by the case whose id comes first, whatever the order of the rows."""
    several = np.flatnonzero(np.bincount(first, minlength=first.size)[first] > 1)
    order = several[np.argsort(texts(cases, "case_id")[several].astype(np.str_), kind="stable")]
    named = np.arange(first.size)
    # Written from the last to the first, so that the first one stays.
    named[first[order[::-1]]] = order[::-1]
    return named[first]


def _other(people: People, rows: Codes, told: Flags) -> Codes:
    """Give another person's case among those that each case could not be told apart from."""
    found = np.full(rows.size, -1)
    there = np.flatnonzero(told)
    frame = pd.DataFrame({"kin": people.kin[there], "first": people.first[there], "row": there})
    start = frame.drop_duplicates(["kin", "first"])
    pairs = {int(group["kin"].iloc[0]): group[["first", "row"]].to_numpy() for _, group in start.groupby("kin")}
    for place, row in enumerate(rows):
        others = [at for whose, at in pairs[int(people.kin[row])] if whose != people.first[row]]
        found[place] = others[0] if others else -1
    return found
