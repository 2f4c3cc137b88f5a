"""Check messages and notes before they go out: threats, insults, pretence, exposure, full numbers (CBA-5, F-10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.desk.contact_log import known
from arrears.desk.masking import shown
from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Conduct, ConductScope, ConductSlots, ConductSpelling
from arrears.rules.conduct import Found, Scope, Spelling, covered, even_out, find_wording
from arrears.rules.masking import mask
from arrears.tables.columns import Column, Kind
from arrears.tables.contacts import COUNTERPARTIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from arrears.desk.contact_log import Words
    from arrears.rules.conduct import EvenTexts
    from arrears.rules.texts import Places, Texts
    from arrears.units import Flags

CONDUCT_COLUMNS: tuple[Column, ...] = (
    Column("row", Kind.COUNT, "行号", "Row"),
    Column("topic", Kind.TEXT, "问题", "Topic"),
    Column("found", Kind.TEXT, "违规用语", "Wording"),
    Column("start", Kind.COUNT, "起", "Start"),
    Column("end", Kind.COUNT, "止", "End"),
    Column("rule", Kind.TEXT, "规则", "Rule"),
    Column("words", Kind.TEXT, "规定", "The rule in words"),
    Column("source", Kind.TEXT, "出处", "Source"),
    Column("remedy", Kind.TEXT, "改法", "Remedy"),
)
"""One row a finding; ``start`` and ``end`` count characters of the text, the end one being the first after it."""


def check_conduct(
    texts: Texts,
    audience: Texts | str = "holder",
    profile: str = PROFILES[0],
    house: Path | None = None,
    *,
    on: date | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Find wording that may not go out, with the place where it stands and the rule.

    It is a net, not a judge: a person looks at what it finds, and what it does not find may still be wrong. Of 28 bad texts
    that its lists had not learnt from it found 16, with 2 false alarms in 25 polite ones; of 42 in a second set, written later,
    23, with none in 42. It misses nearly half of what is worded in a new way: teach it by a house's own lists.

    Parameters
    ----------
    texts : array of str
        Messages, letters or notes; None and NaN are read as empty.
    audience : array of str, or one for all
        To whom each goes: holder, guarantor or third_party.
    profile, house
        Whose wording lists, and a house's own on top.
    on : date, optional
        The day whose policy applies; today in the profile's zone if it is not given.
    lang : str
        Language of the rule's words and the remedy: zh or en.

    Returns
    -------
    DataFrame
        Columns as in `CONDUCT_COLUMNS`, in the order of the texts; empty when nothing is found. Numbers in ``found`` are masked.

    Raises
    ------
    ValueError
        If a text is not text, an audience is not known, or their lengths differ.
    PolicyError
        If the profile is unknown or a wording list is wrong.

    Examples
    --------
    >>> check_conduct(np.array(["您好，请于本月还款", "再不还就去你 单 位闹！"]), lang="en")[["row", "topic", "found"]].to_dict("records")
    [{'row': 1, 'topic': 'Threats', 'found': '去你 单 位闹'}]
    """
    texts = np.asarray(texts).ravel()
    policies = Policies(profile, house)
    day = on or datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    party = known(pd.Series(np.broadcast_to(audience, texts.shape), dtype=object), COUNTERPARTIES, "audience")
    spelling = policies.get(ConductSpelling, day)
    even = even_out(texts, Spelling(spelling.traditional, spelling.simplified, spelling.filling))
    scope = _scoped(even, policies, day)
    found = [_table(policies, name, record, scope, party, lang) for name, record in _lists(policies, day)]
    table = pd.concat(found, ignore_index=True).sort_values(["row", "start", "topic"], kind="stable", ignore_index=True)
    words = _cut(even.whole, even.starts[table["row"].to_numpy()], table["start"].to_numpy(), table["end"].to_numpy())
    table["found"] = mask(words, "auto", shown(policies, day))
    return table[[column.key for column in CONDUCT_COLUMNS]]


def _lists(policies: Policies, day: date) -> Iterator[tuple[str, Conduct]]:
    for name in policies.names():
        if not name.startswith(f"{Conduct.file}_"):
            continue
        spans = [record for since, record in policies.since(Conduct, name) if since <= day]
        if spans and spans[-1] is not None:
            yield name, spans[-1]


class _Scoped(NamedTuple):
    """Texts evened out, with the characters that are denied and those that are reported, and the words of the slots."""

    even: EvenTexts
    denied: Flags
    reported: Flags
    slots: ConductSlots


def _scoped(even: EvenTexts, policies: Policies, day: date) -> _Scoped:
    slots, scope = policies.get(ConductSlots, day), policies.get(ConductScope, day)
    denial = Scope(
        [slots.fill(opener) for opener in scope.denials],
        scope.no_denials,
        scope.denial_ends,
        scope.denial_stops,
        scope.denial_reach,
    )
    report = Scope(scope.reports, (), scope.report_ends, scope.report_stops, scope.report_reach)
    return _Scoped(even, covered(even, denial), covered(even, report), slots)


def _found(record: Conduct, name: str, scope: _Scoped) -> Found:
    """Find a list's wording: a report spares it all, a denial all but what is firm."""
    try:
        patterns, firm, spares = (
            [scope.slots.fill(pattern) for pattern in some] for some in (record.patterns, record.firm, record.spares)
        )
    except ValueError as error:
        raise PolicyError(f"{name}.toml: {error}") from error
    if record.scope == "none":
        return find_wording(scope.even, [*patterns, *firm], spares)
    denied = find_wording(scope.even, patterns, spares, scope.denied | scope.reported)
    either = [denied, find_wording(scope.even, firm, spares, scope.reported)]
    row, start, end = (np.concatenate(columns) for columns in zip(*either, strict=True))
    order = np.lexsort((-end, start, row))
    row, start, end = row[order], start[order], end[order]
    # What both kinds found is told once: the longer, or the earlier.
    reached = np.maximum.accumulate(scope.even.starts[row] + end) if row.size else end
    is_new = np.ones(row.size, dtype=bool)
    is_new[1:] = (scope.even.starts[row] + start)[1:] >= reached[:-1]
    return Found(row[is_new], start[is_new], end[is_new])


def _table(policies: Policies, name: str, record: Conduct, scope: _Scoped, party: Words, lang: str) -> pd.DataFrame:
    found = _found(record, name, scope)
    is_meant = party.isin(record.audiences)[found.row]
    is_zh = lang == "zh"
    return pd.DataFrame(
        {
            "row": found.row[is_meant],
            "topic": policies.title(name, lang),
            "start": found.start[is_meant],
            "end": found.end[is_meant],
            "rule": record.rule,
            "words": record.words_in(lang),
            "source": record.source_in(lang),
            "remedy": record.remedy_zh if is_zh else record.remedy,
        }
    )


def _cut(whole: str, base: Places, start: Places, end: Places) -> Texts:
    """Cut the findings out of the texts, which stand one after the other in one string."""
    cuts = zip((base + start).tolist(), (base + end).tolist(), strict=True)
    return np.array([whole[first:last] for first, last in cuts], dtype=object)
