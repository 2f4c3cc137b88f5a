"""Check messages and notes before they go out: threats, insults, pretence, exposure, full numbers (CBA-5, F-10)."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.contacts.log import known, words_in
from arrears.operations.contacts.masking import shown
from arrears.policy.records import Conduct, ConductScope, ConductSlots, ConductSpelling, WordingModel
from arrears.rules.conduct import Found, Scope, Spelling, covered, even_out, find_wording, of_lines
from arrears.rules.masking import mask
from arrears.rules.wording_score import Model, fingerprint, grams_of, scores, sentences, tokens_of, words_that_decided
from arrears.tables.columns import Column, Kind
from arrears.tables.contacts import COUNTERPARTIES
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.operations.contacts.log import Words
    from arrears.policy import Policies
    from arrears.rules.conduct import EvenTexts
    from arrears.rules.texts import Places, Texts
    from arrears.units import Flags

CONDUCT_COLUMNS: tuple[Column, ...] = (
    Column("row", Kind.COUNT, *both("operations.contacts.conduct.row")),
    Column("topic", Kind.TEXT, *both("operations.contacts.conduct.topic")),
    Column("found", Kind.TEXT, *both("operations.contacts.conduct.wording")),
    Column("start", Kind.COUNT, *both("operations.contacts.conduct.start")),
    Column("end", Kind.COUNT, *both("operations.contacts.conduct.end")),
    Column("rule", Kind.TEXT, *both("operations.contacts.conduct.rule")),
    Column("words", Kind.TEXT, *both("operations.contacts.conduct.rule_words")),
    Column("source", Kind.TEXT, *both("operations.contacts.conduct.source")),
    Column("remedy", Kind.TEXT, *both("operations.contacts.conduct.remedy")),
)
"""One row a finding; ``start`` and ``end`` count characters of the text, the end one being the first after it."""


def check_conduct(
    texts: Texts,
    policies: Policies,
    *,
    audience: Texts | str = "holder",
    on: date | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Find wording that may not go out, with the place where it stands and the rule.

    It is a net, not a judge: a person looks at what it finds, and what it does not find may still be wrong. Beside the lists a
    linear model of runs of characters looks at what is neither denied nor reported. docs/conduct.md has its figures on texts that it did
    not learn from, with intervals, and what they mean for a log in which offences are rare.

    Parameters
    ----------
    texts : array of str
        Messages, letters or notes; None and NaN are read as empty.
    policies : Policies
        Whose wording lists apply.
    audience : array of str, or one for all
        To whom each goes: holder, guarantor, related (a third party who bears the debt too), representative (who acts for the holder with
        written authority) or third_party.
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
        If a wording list is wrong.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> check_conduct(np.array(["您好，请于本月还款", "再不还就去你 单 位闹！"]), Policies("cn"), lang="en")[["row", "topic", "found"]].to_dict("records")
    [{'row': 1, 'topic': 'Threats', 'found': '去你 单 位闹'}]
    """
    texts = np.asarray(texts).ravel()
    day = on or datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    whom = pd.DataFrame({"audience": np.broadcast_to(audience, texts.shape)}, dtype=object)
    party = known(words_in(whom, "audience"), COUNTERPARTIES, "audience")
    even = even_texts(texts, policies, day)
    scope = _scoped(even, policies, day)
    lists = dict(_lists(policies, day))
    spans = {name: _found(record, name, scope) for name, record in lists.items()}
    meant = {name: party.isin(record.audiences) for name, record in lists.items()}
    listed = np.concatenate([found.row[meant[name][found.row]] for name, found in spans.items()])
    learnt = _learnt(scope, lists, listed, policies, day)
    found = [
        _table(policies, (name, record), spans_of, party, lang)
        for name, record in lists.items()
        for spans_of in (spans[name], learnt.get(name))
        if spans_of is not None
    ]
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
    """Texts evened out, with the characters that are denied, those that are reported, those of notes, and the words of the slots."""

    even: EvenTexts
    denied: Flags
    reported: Flags
    noted: Flags
    slots: ConductSlots


def even_texts(texts: Texts, policies: Policies, day: date) -> EvenTexts:
    """Even texts out as a profile's policy of spelling says."""
    spelling = policies.get(ConductSpelling, day)
    return even_out(texts, Spelling(spelling.traditional, spelling.simplified, spelling.filling, spelling.signs))


def harmless_in(even: EvenTexts, policies: Policies, day: date) -> Flags:
    """Tell for every character of the evened texts whether it is denied or reported."""
    scope = _scoped(even, policies, day)
    return scope.denied | scope.reported


def _scoped(even: EvenTexts, policies: Policies, day: date) -> _Scoped:
    slots, scope = policies.get(ConductSlots, day), policies.get(ConductScope, day)
    denial = Scope(
        [slots.fill(opener) for opener in scope.denials],
        scope.no_denials,
        scope.denial_ends,
        scope.denial_stops,
        scope.denial_reach,
    )
    report = Scope(
        [slots.fill(opener) for opener in scope.reports], (), scope.report_ends, scope.report_stops, scope.report_reach
    )
    noted = of_lines(even, scope.notes, scope.no_notes)
    return _Scoped(even, covered(even, denial), covered(even, report), noted, slots)


def _learnt(
    scope: _Scoped, lists: dict[str, Conduct], listed: Places, policies: Policies, day: date
) -> dict[str, Found]:
    """Find by learnt weights the texts that no list finds, and the words that decided, under the list of their topic."""
    policy = policies.get(WordingModel, day)
    texts = scope.even.starts.size
    if not policy.is_used or texts == 0:
        return {}
    model, topics = _model(policy.model)
    parts, of_text = sentences(scope.even.text)
    grams = grams_of(parts, scope.denied | scope.reported)
    of_part, known, adds = scores(grams, model, of_text.size)
    # A text is as bad as its worst sentence: friendly ones around it make it no better.
    worst = np.full(texts, -np.inf)
    np.maximum.at(worst, of_text, of_part[:, 0])
    part = np.zeros(texts, dtype=np.intp)
    is_worst = of_part[:, 0] == worst[of_text]
    part[of_text[is_worst]] = np.flatnonzero(is_worst)
    score = of_part[part]
    # A word or two is a heading or a choice and no sentence: the lists know the bad ones.
    long_enough = np.char.str_len(np.array(scope.even.text.split("\n"))) >= policy.fewest_characters
    rows = np.flatnonzero((score[:, 0] > float(policy.threshold)) & long_enough)
    # A text is found by words that can be shown, never by the lack of known ones.
    rows = rows[~np.isin(rows, listed) & np.isin(part[rows], grams.row[known[adds > 0]])]
    if rows.size == 0:
        return {}
    order = np.argsort(part[rows])
    rows = rows[order]
    start, end = words_that_decided(grams, known, adds, part[rows], policy.grams_shown)
    origin = scope.even.origin
    first, last = origin[start] - scope.even.starts[rows], origin[end - 1] + 1 - scope.even.starts[rows]
    topic = np.array(topics, dtype=object)[np.argmax(score[rows, 1:], axis=1)]
    found = {}
    for name in lists:
        own = np.flatnonzero(topic == name.removeprefix(f"{Conduct.file}_"))
        if own.size:
            found[name] = Found(rows[own], first[own], last[own])
    return found


@cache
def _model(name: str) -> tuple[Model, tuple[str, ...]]:
    """Read the weights that were learnt."""
    content = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    grams = np.array([fingerprint(tokens_of(gram)) for gram in content["grams"]], dtype=np.uint64)
    weights = np.array(list(content["grams"].values()), dtype=np.float64)
    order = np.argsort(grams)
    return Model(grams[order], weights[order], np.array(content["base"])), tuple(content["topics"])


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
    if record.scope == "notes":
        # What is said to a person names it even in a denial; a collector's own note may tell that it was not named.
        return find_wording(scope.even, [*patterns, *firm], spares, (scope.denied | scope.reported) & scope.noted)
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


def _table(policies: Policies, named: tuple[str, Conduct], found: Found, party: Words, lang: str) -> pd.DataFrame:
    name, record = named
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
