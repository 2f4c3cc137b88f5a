"""What was learned as a policy file: a version more in the house's own ``learned.toml``, from the day after it was counted."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from arrears.errors import ArrearsError
from arrears.operations.experience.counting import records_of
from arrears.policy.records import Learned
from arrears.words import both, say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.operations.experience.counting import Past
    from arrears.policy import Policies

RULE = "HOUSE-LEARNED"
_HEAD = 'title    = "{title}"\ntitle_zh = "{title_zh}"\nunit     = "counts"\n'


class Kept(NamedTuple):
    """A file as it will be: its text, and the hashes of what was there and of what will be."""

    text: str
    effective: date
    before_sha256: str | None
    after_sha256: str


def learned_of(past: Past, counts: pd.DataFrame, on: date) -> Learned:
    """Give what was learned as a policy would hold it from the day after."""
    span = past.days
    words = {lang: say("operations.experience.file.words", lang) for lang in ("zh", "en")}
    source = {
        lang: say(
            "operations.experience.file.source",
            lang,
            attempts=len(past.contacts),
            first=None if span is None else span[0],
            last=None if span is None else span[1],
        )
        for lang in ("zh", "en")
    }
    return Learned(
        rule=RULE,
        effective=on + timedelta(days=1),
        source=source["en"],
        source_zh=source["zh"],
        trust="H",
        words=words["en"],
        words_zh=words["zh"],
        checked=on,
        first=None if span is None else span[0],
        last=None if span is None else span[1],
        attempts=len(past.contacts),
        collectors=int(past.contacts["collector"].nunique()),
        cases=int(past.contacts["case_id"].nunique()),
        counts=records_of(counts),
    )


def kept_file(path: Path, learned: Learned, policies: Policies) -> Kept:
    """Give a house's file with a version more; what is there stays, so that yesterday's list comes out again.

    Parameters
    ----------
    path : Path
        ``learned.toml`` in the house's folder; it need not be there.
    learned : Learned
        As `learned_of` gives it.
    policies : Policies
        Whose titles the file bears.

    Raises
    ------
    ArrearsError
        If it has a version from that day or a later one already.
    """
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    if old and policies.house is not None:
        last = max(version["effective"] for version in policies.versions_of(policies.house, Learned.file))
        if last >= learned.effective:
            raise ArrearsError(both("operations.experience.file.there_already", file=path.name, day=last))
    head = _HEAD.format(title=policies.title(Learned.file, "en"), title_zh=policies.title(Learned.file, "zh"))
    text = (old.rstrip("\n") + "\n" if old else head) + "\n" + _version(learned)
    return Kept(text, learned.effective, _sha256(old) if old else None, _sha256(text))


def _version(learned: Learned) -> str:
    words = {
        "rule": learned.rule, "source": learned.source, "source_zh": learned.source_zh, "trust": learned.trust,
        "words": learned.words, "words_zh": learned.words_zh,
    }  # fmt: skip
    lines = ["[[version]]", *(f'{key} = "{value}"' for key, value in words.items())]
    figures = {
        "effective": learned.effective, "checked": learned.checked, "first": learned.first, "last": learned.last,
        "attempts": learned.attempts, "collectors": learned.collectors, "cases": learned.cases,
    }  # fmt: skip
    lines += [f"{key} = {value}" for key, value in figures.items() if value is not None]
    rows = [
        f'  {{ model = "{one.model}", trait = "{one.trait}", value = "{one.value}", of = {one.of}, met = {one.met} }},'
        for one in learned.counts
    ]
    return "\n".join([*lines, "counts = [", *rows, "]", ""])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
