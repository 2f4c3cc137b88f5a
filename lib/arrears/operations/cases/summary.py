"""What a day's cases add up to: by bucket, stage, class and collector, and what is blocked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.ageing import class_scales
from arrears.operations.cases.columns import texts
from arrears.policy.records import Buckets, Stages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from arrears.operations.follow_ups.texts import Words
    from arrears.policy import Policies
    from arrears.words import Lang

_DATED_CLAUSE = r"[，,][^，,]*\d{4}-\d{2}-\d{2}.*$"
_SUMS = ["total_due_fen", "value_at_risk_fen"]


@dataclass(frozen=True, slots=True)
class Line:
    """Some cases together.

    Attributes
    ----------
    key, label : str
        Which ones: the word in the table, and the one for people.
    cases : int
        How many.
    total_due_fen, value_at_risk_fen : int
        Their sums, in fen; a credit balance counts as nothing due.
    """

    key: str
    label: str
    cases: int
    total_due_fen: int
    value_at_risk_fen: int


@dataclass(frozen=True)
class Summary:
    """A day's cases, added up; each split adds up to `everything`, to the fen.

    Attributes
    ----------
    everything : Line
        All cases.
    by_bucket, by_stage, by_class : tuple of Line
        In the policy's order, with those that have no case; no class where the profile has no scale.
    by_collector : tuple of Line
        The largest sum first; cases that nobody has have the key "".
    listed : Line
        What the collectors are to follow up today.
    on_hold : Line
        What somebody else must decide first.
    waiting : Line
        What waits for a day.
    blocked : tuple of Line
        What is on the list and may not be contacted, by reason, the most frequent first.
    dropped : int
        Cases that the daily capacity left out.
    """

    everything: Line
    by_bucket: tuple[Line, ...]
    by_stage: tuple[Line, ...]
    by_class: tuple[Line, ...]
    by_collector: tuple[Line, ...]
    listed: Line
    on_hold: Line
    waiting: Line
    blocked: tuple[Line, ...]
    dropped: int

    @property
    def blocked_cases(self) -> int:
        """How many cases may not be contacted."""
        return sum(line.cases for line in self.blocked)


def summarise(aged: pd.DataFrame, listed: pd.DataFrame, as_of: date, policies: Policies, lang: Lang = "zh") -> Summary:
    """Add up a day's cases.

    Parameters
    ----------
    aged : DataFrame
        As `arrears.operations.cases.ageing.age` gives it.
    listed : DataFrame
        The follow-up list of the same day, as `arrears.operations.follow_ups.ranking.follow_ups` gives it.
    as_of : date
        The day.
    policies : Policies
        Whose buckets, stages and classes are meant.
    lang : {"zh", "en"}
        Language of the labels.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.cases.ageing import age
    >>> from arrears.operations.follow_ups.ranking import follow_ups
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 2, 24), Policies("cn")
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": pd.to_datetime(["2026-01-10"]), "principal_fen": [1234567]})
    >>> aged = age(cases, day, cn)
    >>> summary = summarise(aged, follow_ups(aged, day, cn), day, cn)
    >>> [(line.label, line.cases, line.total_due_fen) for line in summary.by_stage if line.cases]
    [('中期', 1, 1234567)]
    """
    aged, listed = _without_credit(aged), _without_credit(listed)
    buckets, stages = policies.get(Buckets, on=as_of), policies.get(Stages, on=as_of)
    stage_labels = stages.labels_zh if lang == "zh" else stages.labels_en
    collectors = _split(aged, texts(aged, "collector"))
    blocked = listed[texts(listed, "blocked_by") != ""]
    return Summary(
        everything=_line(aged),
        by_bucket=_split(aged, texts(aged, "bucket"), dict(zip(buckets.labels, buckets.labels, strict=True))),
        by_stage=_split(aged, texts(aged, "stage"), dict(zip(stages.keys, stage_labels, strict=True))),
        by_class=_by_class(aged, as_of, policies, lang),
        by_collector=tuple(sorted(collectors, key=lambda line: (-line.total_due_fen, line.key))),
        listed=_line(listed[listed["queue"] == "work"]),
        on_hold=_line(listed[listed["queue"] == "lead"]),
        waiting=_line(listed[listed["queue"] == "waiting"]),
        blocked=tuple(
            sorted(_split(blocked, _undated(texts(blocked, "blocked_by"))), key=lambda line: (-line.cases, line.key))
        ),
        dropped=sum(listed.attrs.get("dropped", {}).values()),
    )


def currencies_of(aged: pd.DataFrame, own: str) -> Words:
    """Give each case's currency; one that names none is in the profile's own.

    Examples
    --------
    >>> currencies_of(pd.DataFrame({"currency": ["USD", None]}), "CNY").tolist()
    ['USD', 'CNY']
    """
    given = texts(aged, "currency")
    codes: Words = np.where(given == "", own, given).astype(object)
    return codes


def listed_currencies(listed: pd.DataFrame, aged: pd.DataFrame, own: str) -> Words:
    """Give the currency of each case of a follow-up list, whose columns say nothing of it."""
    by_case = dict(zip(texts(aged, "case_id").tolist(), currencies_of(aged, own).tolist(), strict=True))
    codes: Words = np.array([by_case.get(case, own) for case in texts(listed, "case_id").tolist()], dtype=object)
    return codes


def _without_credit(table: pd.DataFrame) -> pd.DataFrame:
    """Count a credit balance as nothing due: what the bank owes one customer settles no other's debt."""
    counted = table.assign(total_due_fen=table["total_due_fen"].clip(lower=0))
    counted.attrs = table.attrs
    return counted


def _by_class(aged: pd.DataFrame, as_of: date, policies: Policies, lang: Lang) -> tuple[Line, ...]:
    scales = list(class_scales(policies, as_of).values())
    if not scales:
        return ()
    labels = scales[0].labels_zh if lang == "zh" else scales[0].labels_en
    return _split(aged, texts(aged, "loan_class"), dict(zip(scales[0].labels_zh, labels, strict=True)))


def _line(table: pd.DataFrame) -> Line:
    total_due, value_at_risk = (int(table[name].sum()) for name in _SUMS)
    return Line("", "", len(table), total_due, value_at_risk)


def _undated(reasons: Words) -> Words:
    """Leave out the clause that has a date, so that one reason is one line and not one a day."""
    short: Words = pd.Series(reasons, dtype=object).str.replace(_DATED_CLAUSE, "", regex=True).to_numpy(dtype=object)
    return short


def _split(table: pd.DataFrame, keys: Words, labels: Mapping[str, str] | None = None) -> tuple[Line, ...]:
    """Add up by key; the labels' order leads, and a key that has no label follows under its own name."""
    sums = table[_SUMS].groupby(pd.Series(keys, index=table.index, dtype=object), sort=True).sum()
    due, at_risk = (dict(zip(sums.index, sums[name].tolist(), strict=True)) for name in _SUMS)
    cases = pd.Series(keys, dtype=object).value_counts().to_dict()
    labels = labels or {}
    return tuple(
        Line(key, labels.get(key, key), cases.get(key, 0), due.get(key, 0), at_risk.get(key, 0))
        for key in dict.fromkeys([*labels, *due])
    )
