"""What is known of a person on one card and holds on the others: flags that follow the person, or the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import texts
from arrears.operations.customers.people import GROUNDS, PERSON, people_of, person_ids
from arrears.policy.records import CustomerStops
from arrears.tables.cases import flag_columns
from arrears.tables.columns import FLAG_WORDS
from arrears.words import Saying, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.customers.people import People
    from arrears.policy import Policies
    from arrears.units import Codes, Flags

    Words = NDArray[np.object_]

CARRIED, CARRIED_FROM, DOUBTFUL, GROUND = "carried_flags", "carried_from", "doubtful_flags", "person_ground"
"""Columns of a case table whose people are known: flags of the person's other cases that hold here, the case that each comes from,
flags of people who may be the same, and the ground on which the cases are one person's."""
COLUMNS = (PERSON, GROUND, CARRIED, CARRIED_FROM, DOUBTFUL)


def with_people(cases: pd.DataFrame, policies: Policies, day: date, people: People | None = None) -> pd.DataFrame:
    """Give a case table with whose each case is and what holds for it because of the person's other cases.

    Parameters
    ----------
    cases : DataFrame
        Internal case table of everything that is known, not of one collector alone: the other card may be another's. Personal
        columns are not masked. A table that has these columns already comes back as it is.
    policies, day
        Who is one person and what follows, on a day.
    people : People, optional
        From `people_of`, where they were linked already.

    Returns
    -------
    DataFrame
        The cases with `COLUMNS`: ``person_id``, the id of the person's first case; ``person_ground``, a few of ``id_number``,
        ``customer_id`` and ``name_and_phone``; ``carried_flags`` such as ``complaint;deceased`` and ``carried_from``, the case of
        each; ``doubtful_flags``, flags of somebody who could not be told apart for certain.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> cases = pd.DataFrame({"case_id": ["A", "B"], "customer_id": ["K1", "K1"], "flags": ["deceased;dispute", ""]})
    >>> table = with_people(cases, Policies("cn"), date(2026, 11, 23))
    >>> table[["person_id", "carried_flags", "carried_from"]].values.tolist()
    [['A', '', ''], ['A', 'deceased', 'A']]
    """
    if all(name in cases for name in COLUMNS):
        return cases
    found = people_of(cases, policies, day) if people is None else people
    policy, flags = policies.get(CustomerStops, day), flag_columns(pd.Series(texts(cases, "flags"), dtype=object))
    names = [name for name in FLAG_WORDS if name in {*policy.follows_person, *policy.follows_contact_point}]
    by_phone = _with_phone(found)
    carried, came_from, doubtful = (np.full(len(cases), "", dtype=object) for _ in range(3))
    ids = texts(cases, "case_id")
    for name in names:
        has = flags[name]
        follows_number = name in policy.follows_contact_point
        source = _first_with(by_phone if follows_number else found.first, has)
        rows = np.flatnonzero((source >= 0) & ~has)
        _join(carried, rows, name)
        _join(came_from, rows, ids[source[rows]])
        if not follows_number:
            kin = _first_with(found.kin, has)
            _join(doubtful, np.flatnonzero((kin >= 0) & ~has & (source < 0)), name)
    return cases.assign(
        **{
            PERSON: person_ids(cases, found),
            GROUND: _grounds(found),
            CARRIED: carried,
            CARRIED_FROM: came_from,
            DOUBTFUL: doubtful,
        }
    )


def person_flags(cases: pd.DataFrame) -> dict[str, Flags]:
    """Give every flag that holds for each case of a table that `with_people` gave: its own and those that follow the person.

    Examples
    --------
    >>> person_flags(pd.DataFrame({"flags": ["", "dispute"], "carried_flags": ["deceased", ""]}))["deceased"].tolist()
    [True, False]
    """
    own, carried = (flag_columns(pd.Series(texts(cases, key), dtype=object)) for key in ("flags", CARRIED))
    return {name: own[name] | carried[name] for name in own}


def carried_texts(cases: pd.DataFrame, names: Sequence[str], lang: str) -> Words:
    """Write which flags came from which other case of the person, such as ``身故（同一客户案件A2）``.

    Examples
    --------
    >>> cases = pd.DataFrame({"carried_flags": ["deceased;legal", ""], "carried_from": ["A2;A3", ""]})
    >>> carried_texts(cases, ("deceased", "legal"), "zh").tolist()
    ['身故（同一客户案件A2）、法务（同一客户案件A3）', '']
    """
    codes, pairs = pd.factorize(texts(cases, CARRIED) + "|" + texts(cases, CARRIED_FROM))
    written = [_written(pair, names, lang) for pair in pairs]
    return np.array([*written, ""], dtype=object)[codes]


def grounds_in(cases: pd.DataFrame, lang: str) -> Words:
    """Write the grounds of a table that `with_people` gave, in words.

    Examples
    --------
    >>> grounds_in(pd.DataFrame({"person_ground": ["id_number;customer_id", ""]}), "zh").tolist()
    ['身份证号相同、客户号相同', '']
    """
    place, comma = (0, "、") if lang == "zh" else (1, ", ")
    codes, keys = pd.factorize(texts(cases, GROUND))
    words = [comma.join(GROUNDS[key][place] for key in text.split(";") if key in GROUNDS) for text in keys]
    return np.array([*words, ""], dtype=object)[codes]


def _written(pair: str, names: Sequence[str], lang: str) -> str:
    flags, _, sources = pair.partition("|")
    told = dict(zip(flags.split(";"), sources.split(";"), strict=True)) if flags else {}
    words = [
        say(
            "operations.customers.stops.same_person_case",
            lang,
            told=told[name],
            name=Saying(FLAG_WORDS[name][0], name.replace("_", " ")),
        )
        for name in names
        if name in told
    ]
    return ("、" if lang == "zh" else ", ").join(words)


def _grounds(people: People) -> Words:
    written: Words = np.full(people.first.size, "", dtype=object)
    for key, rows in people.shared.items():
        _join(written, np.flatnonzero(rows), key)
    return written


def _with_phone(people: People) -> Codes:
    """Give one group for the cases of a person that have the same phone; without a phone a case stands alone."""
    size = people.first.size
    group = people.first.astype(np.int64) * (int(people.phone.max(initial=-1)) + 2) + people.phone + 1
    codes, _ = pd.factorize(group)
    return np.where(people.phone >= 0, codes, size + np.arange(size))


def _first_with(group: Codes, has: Flags) -> Codes:
    """Give the first case of each group that has a flag, -1 where none has."""
    rows = np.flatnonzero(has)
    first = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.intp)
    first[group[rows[::-1]]] = rows[::-1]
    return first[group]


def _join(into: Words, rows: Codes, text: str | Words) -> None:
    into[rows] = np.where(into[rows] == "", "", into[rows] + ";") + text
