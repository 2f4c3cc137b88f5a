"""What a rule says and how two states of it differ, in words for people: names of values, rates in percent, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import BaseModel

from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.policy.compare import compare
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, OUTCOMES, PURPOSES, STATES, VOICES
from arrears.words import both, catalogue, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from arrears.policy.compare import Change, Value

V = TypeVar("V")

_WORDS = CHANNELS | OUTCOMES | COUNTERPARTIES | VOICES | PURPOSES | STATES
_LONGEST_VALUE = 160
_NOTHING = (None, False, (), "", "—")


class Sides(NamedTuple):
    """Both sides of a comparison: the rules and the day of each, and what each is called."""

    before: Policies
    on_before: date
    after: Policies
    on_after: date
    name_before: str
    name_after: str

    def changes(self) -> list[Change]:
        """Give what differs."""
        return compare(self.before, self.on_before, self.after, self.on_after)

    @property
    def days(self) -> tuple[date, ...]:
        """The days as of which cases are looked at: each of two days, so that what time does to a case is not taken for what the rules do."""
        return tuple(dict.fromkeys((self.on_before, self.on_after)))

    def frozen(self) -> tuple[Policies, Policies]:
        """Give both sides as rules that answer for every day: to judge the same facts by each."""
        return self.before.frozen_on(self.on_before), self.after.frozen_on(self.on_after)


def two_days(policies: Policies, before: date, after: date, lang: str) -> Sides:
    """Compare the rules of two days.

    Raises
    ------
    ArrearsError
        If the days run backwards.
    """
    if before > after:
        raise ArrearsError(both("law.diff.days_backwards", before=before, after=after))
    names = (say("law.diff.side_day", lang, day=one) for one in (before, after))
    return Sides(policies, before, policies, after, *names)


def as_read(policies: Policies, read: date, before: date, after: date, lang: str) -> Sides:
    """Compare the rules as they were read on a past day with those as they are read now."""
    old = Policies(policies.name, policies.house, read_on=read)
    named = say("law.diff.side_read", lang, day=before, read=read)
    return Sides(old, before, policies, after, named, say("law.diff.side_day", lang, day=after))


def with_shipped(policies: Policies, on: date, lang: str) -> Sides:
    """Compare the shipped rules with those of a house on one day."""
    names = (say(f"law.diff.side_{key}", lang, day=on) for key in ("shipped", "house"))
    return Sides(Policies(policies.name), on, policies, on, *names)


def with_draft(policies: Policies, draft: Policies, on: date, lang: str) -> Sides:
    """Compare the rules with a draft of them on one day."""
    return Sides(policies, on, draft, on, *(say(f"law.diff.side_{key}", lang, day=on) for key in ("day", "draft")))


def change_lines(change: Change, policies: Policies, lang: str) -> Iterator[str]:
    """Say one change in words: which rule, since when, what differs, by which source."""
    record = change.record
    kind = say(f"law.diff.kind.{change.kind}", lang)
    yield f"• {policies.title(change.name, lang)} · {record.rule} · {kind} · {record.effective}"
    yield "    " + record.words_in(lang)
    rows, details = plain_rows(change, lang)
    for key, before, after in rows:
        if change.kind == "begins":
            yield "    " + say("law.diff.new_value", lang, key=key, after=after)
        elif change.kind == "changes":
            yield "    " + say("law.diff.value", lang, key=key, before=before, after=after)
    if details and change.kind in {"begins", "changes"}:
        yield "    " + say("law.diff.details", lang, count=details, rule=record.rule)
    yield "    " + say(
        "law.diff.source", lang, source=record.source_in(lang), trust=say(f"commands.policy.trust.{record.trust}", lang)
    )


def value_rows(change: Change, lang: str) -> list[tuple[str, str, str]]:
    """Give what differs as people read it: the value's name, what it was and what it is; what a new rule leaves open is left out."""
    shown = in_language({value.key: value for value in change.values}, lang)
    told: list[Value] = [
        value
        for value in change.values
        if value.key in shown and not (change.kind == "begins" and value.after in _NOTHING)
    ]
    return [
        (key_name(one.key, lang), _written(one.before, lang, one.key), _written(one.after, lang, one.key))
        for one in told
    ]


def plain_rows(change: Change, lang: str) -> tuple[list[tuple[str, str, str]], int]:
    """Give what differs and can be said in a line; and how many values more are for those who read policy files."""
    rows = value_rows(change, lang)
    plain = [row for row in rows if not _is_detail(row, lang)]
    return plain, len(rows) - len(plain)


def _is_detail(row: tuple[str, str, str], lang: str) -> bool:
    """Tell whether a value is nested, long, or in a file's own words."""
    text = " ".join(row)
    unnamed = lang == "zh" and re.search("[a-z]{3,}", text)
    return "\n" in text or len(text) > _LONGEST_VALUE or bool(unnamed) or "_" in row[0]


def _written(value: object, lang: str, key: str) -> str:
    return write_value(_said(value, lang, key), "      ", lang) or "—"


def _said(value: object, lang: str, key: str) -> object:
    """Give words that contacts are told in as people say them: outcomes, channels, who was contacted."""
    place = 0 if lang == "zh" else 1
    if isinstance(value, bool):
        return say("law.diff.yes" if value else "law.diff.no", lang)
    if isinstance(value, str) and f"value.{key}.{value}" in catalogue("law"):
        return say(f"law.value.{key}.{value}", lang)
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value][place]
    if isinstance(value, tuple):
        return tuple(_said(one, lang, key) for one in value)
    return "" if value is None else value


def key_name(key: str, lang: str) -> str:
    """Give a value's name for people, or its key in the file where it has none."""
    return say(f"law.key.{key}", lang) if f"key.{key}" in catalogue("law") else key


def in_language(values: Mapping[str, V], lang: str) -> dict[str, V]:
    """Leave out a text's other language where it has both: ``words`` beside ``words_zh``."""
    chinese = {key for key in values if key.endswith("_zh")}
    pairs = {key: _other(key, values) for key in chinese}
    left_out = {other for other in pairs.values() if other} if lang == "zh" else {key for key in chinese if pairs[key]}
    return {key: value for key, value in values.items() if key not in left_out}


def _other(chinese: str, values: Mapping[str, V]) -> str:
    stem = chinese.removesuffix("_zh")
    return next((key for key in (stem, f"{stem}_en") if key in values), "")


def write_value(value: object, indent: str, lang: str) -> str:
    """Write a value as people read it: what is nested stands on lines of its own, a rate in percent.

    >>> write_value(Fraction(1, 200), "", "en")
    '0.5%'
    >>> print(write_value({"complaint": ("CN-69", "CN-73")}, "  ", "en"))
    <BLANKLINE>
      complaint: CN-69; CN-73
    """
    if isinstance(value, BaseModel):
        value = in_language(dict(value), lang)
    if isinstance(value, Mapping):
        return "".join(f"\n{indent}{key}: {write_value(item, indent + '  ', lang)}" for key, item in value.items())
    if isinstance(value, tuple | list) and any(isinstance(item, BaseModel | Mapping) for item in value):
        return "".join(f"\n{indent}-{write_value(item, indent + '  ', lang)}" for item in value)
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(write_value(item, indent, lang) for item in value)
    if isinstance(value, Fraction):
        return _percent(value)
    return str(value)


def _percent(rate: Fraction) -> str:
    """Write a rate in percent where that is exact, else as the fraction that it is."""
    percent = rate * 100
    exact = Decimal(percent.numerator) / percent.denominator
    return f"{exact.normalize():f}%" if Fraction(exact) == percent else f"{rate}"
