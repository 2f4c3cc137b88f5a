"""Read a contact log into arrays, and refuse what cannot be judged, naming the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.contacts.zones import check_zone, local_time
from arrears.tables.contacts import (
    CHANNELS,
    CONTACT_COLUMNS,
    CONTACT_REQUIRED,
    COUNTERPARTIES,
    DIRECTIONS,
    OUTCOMES,
    PURPOSES,
    VOICES,
    YES_NO,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from arrears.rules.contact_frequency import Clock
    from arrears.rules.contact_hours import Instants
    from arrears.tables.columns import Column
    from arrears.units import Codes, Flags

_YES = {"true", "yes", "y", "1", "是", "有"}
_NO = {"false", "no", "n", "0", "否", "无"}
_NUMBERS = {"integer", "floating", "mixed-integer", "mixed-integer-float", "decimal"}
_SHOWN_ROWS = 5
_LONGEST_WORD = 20


@dataclass(frozen=True)
class Words:
    """A column of few words: the position of each row's word in `names`."""

    codes: Codes
    names: tuple[str, ...]

    def isin(self, wanted: Collection[str]) -> Flags:
        """Tell which rows hold one of these words."""
        return self.where([name in wanted for name in self.names])

    def texts(self, rows: Codes | Flags) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Give the words of some rows."""
        return np.array(self.names, dtype=object)[self.codes[rows]]

    def where(self, found: Sequence[bool]) -> Flags:
        """Tell which rows hold a word for which this was found, in the order of the names."""
        return np.array([*found, False], dtype=bool)[self.codes]


@dataclass(frozen=True)
class ContactLog:
    """A contact log as arrays of one length; instants are microseconds since 1970 in UTC."""

    instant: Clock
    zone: Words
    case: Words
    person: Words
    point: Words
    channel: Words
    direction: Words
    party: Words
    outcome: Words
    purpose: Words | None
    people: Clock | None
    voice: Words | None
    said: Mapping[str, Flags]
    """What the log says yes to, for each of `YES_NO` that it has."""

    @property
    def local(self) -> Instants:
        """Wall-clock time where the contacted person is."""
        return local_time(self.instant, self.zone.codes, self.zone.names)

    def moved(self, at: Clock) -> ContactLog:
        """Give the same contacts at other instants."""
        return replace(self, instant=at)


def read_log(log: pd.DataFrame) -> ContactLog:
    """Give a contact log as arrays; headings and words may be Chinese or English.

    Raises
    ------
    ValueError
        If a needed column is missing, a cell is empty that must not be, a word is not known, a time zone is not known, or
        a contact was entered before it took place; the rows are named.
    """
    log = with_keys(log, CONTACT_COLUMNS)
    missing = [key for key in CONTACT_REQUIRED if key not in log.columns]
    if missing:
        raise ValueError(
            f"the contact log has no column {', '.join(missing)}; add it "
            "(time_zone: the IANA name of where the contacted person is, such as Asia/Shanghai)"
        )
    written = cache(partial(words_in, log))
    for key in CONTACT_REQUIRED:
        is_time = pd.api.types.is_datetime64_any_dtype(log[key].dtype)
        blank = log[key].isna().to_numpy(dtype=bool) if is_time else written(key).isin({""})
        _refuse(key, blank, "is empty; fill it in")
    at = instants_of(log["at"], "at")
    if "entered_at" in log.columns:
        entered = instants_of(log["entered_at"], "entered_at")
        is_early = ~_is_blank(log["entered_at"]) & (entered < at)
        _refuse(
            "entered_at", is_early, "is before the contact itself: the events are out of order; correct one of them"
        )
    zone = written("time_zone")
    for name in zone.names:
        check_zone(name)
    party = known(written("counterparty"), COUNTERPARTIES, "counterparty", "holder")
    case, point = written("case_id"), written("contact_point")
    person = _told_apart(written("person"), case, party, point)
    return ContactLog(
        instant=at,
        zone=zone,
        case=case,
        person=person,
        point=_filled(point, person),
        channel=known(written("channel"), CHANNELS, "channel"),
        direction=known(written("direction"), DIRECTIONS, "direction", "out"),
        party=party,
        outcome=known(written("outcome"), OUTCOMES, "outcome"),
        purpose=known(written("purpose"), PURPOSES, "purpose", "collection") if "purpose" in log.columns else None,
        people=_people(written("people")) if "people" in log.columns else None,
        voice=known(written("voice"), VOICES, "voice", "interactive") if "voice" in log.columns else None,
        said={key: _is_yes(written(key), key) for key in YES_NO if key in log.columns},
    )


def with_keys(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Give a table whose headings, in either language, are replaced by keys, its rows numbered from 0."""
    known_as = {
        word.casefold(): column.key
        for column in reversed(columns)
        for word in (*column.synonyms, column.en, column.zh, column.key)
    }
    keys = [known_as.get(str(name).strip().casefold(), str(name)) for name in table.columns]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"the table has more than one column {', '.join(twice)}; keep one")
    return table.set_axis(keys, axis=1).reset_index(drop=True)


def known(written: Words, words: Mapping[str, Sequence[str]], column: str, default: str = "") -> Words:
    """Give each row's word by its key; an empty cell is the default.

    Raises
    ------
    ValueError
        If a word is not known; the rows and the known words are named.
    """
    keys = {word.casefold(): key for key, forms in words.items() for word in (key, *forms)}
    found = [keys.get(name.casefold(), "") if name else default for name in written.names]
    _refuse(column, written.where([not key for key in found]), f"is none of {', '.join(words)}; correct it", written)
    names = tuple(words)
    return Words(np.array([names.index(key) for key in found], dtype=np.intp)[written.codes], names)


def instants_of(column: pd.Series[Any], key: str) -> Clock:
    """Give instants in microseconds; a time without zone is UTC; 0 where there is none."""
    if pd.api.types.infer_dtype(column, skipna=True) in _NUMBERS:
        raise ValueError(f"{key} holds numbers; turn them into dates and times first, or they would be read as 1970")
    try:
        times = _times(column)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{key} holds a value that is no date and time; write it as 2026-11-23T08:00:00Z") from error
    naive = times.dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(naive), np.int64(0), naive.astype(np.int64))


def _times(column: pd.Series[Any]) -> pd.Series[Any]:
    """Read instants; ISO 8601 may be written with and without seconds or zone in one column."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return pd.to_datetime(column, utc=True)
    written = column.mask(column.astype(str).str.strip().eq(""))
    try:
        return pd.to_datetime(written, utc=True, format="ISO8601")
    except (ValueError, TypeError):
        return pd.to_datetime(written, utc=True)


def words_in(log: pd.DataFrame, key: str) -> Words:
    """Give a column as text without outer spaces, empty where it is missing or the log does not have it."""
    if key not in log.columns:
        return Words(np.zeros(len(log), dtype=np.intp), ("",))
    column = log[key]
    if pd.api.types.infer_dtype(column, skipna=True) not in {"string", "empty"}:
        column = column.astype(object).where(column.notna(), "").astype(str)
    # Few words stand in many rows: each is looked at once.
    return _alike(*pd.factorize(column))


def _alike(codes: Codes, texts: Iterable[object]) -> Words:
    """Give one code to what is one word without outer spaces; a code below 0 is an empty word."""
    even = np.array(["", *(str(text).strip() for text in texts)], dtype=object)
    used = np.flatnonzero(np.bincount(codes + 1, minlength=even.size))
    places, names = pd.factorize(even[used])
    of_word = np.empty(even.size, dtype=np.intp)
    of_word[used] = places
    return Words(of_word[codes + 1], tuple(names.tolist()))


def _is_blank(column: pd.Series[Any]) -> Flags:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.isna().to_numpy(dtype=bool)
    return words_in(column.to_frame("it"), "it").isin({""})


def _told_apart(person: Words, case: Words, party: Words, point: Words) -> Words:
    """Name who is not named by the case and the part played in it; third parties, of whom there are many, by number too."""
    unnamed = np.flatnonzero(person.isin({""}))
    numbered = party.isin({"third_party"})[unnamed]
    number = np.where(numbered, point.codes[unnamed] + 1, 0)
    key = (case.codes[unnamed] * len(party.names) + party.codes[unnamed]) * (len(point.names) + 1) + number
    own, _ = pd.factorize(key)
    _, first = np.unique(own, return_index=True)
    one = unnamed[first]
    names = case.texts(one) + "/" + party.texts(one) + np.where(numbered[first], "/" + point.texts(one), "")
    codes = person.codes.copy()
    codes[unnamed] = len(person.names) + own
    return _alike(codes, [*person.names, *names])


def _filled(words: Words, others: Words) -> Words:
    """Give the words, and where one is empty the other."""
    if words.names in {(), ("",)}:
        return others
    codes = np.where(words.isin({""}), len(words.names) + others.codes, words.codes)
    return _alike(codes, [*words.names, *others.names])


def _people(words: Words) -> Clock:
    numbers = pd.to_numeric(pd.Series([name or "0" for name in words.names], dtype=object), errors="coerce")
    _refuse("people", words.where(numbers.isna().tolist()), "is no number; write how many people visited", words)
    counts: Clock = numbers.fillna(0).to_numpy(dtype=np.int64)[words.codes]
    return counts


def _is_yes(words: Words, key: str) -> Flags:
    lower = [name.casefold() for name in words.names]
    unknown = words.where([name not in _YES | _NO | {""} for name in lower])
    _refuse(key, unknown, "is neither yes nor no; write 是 or 否", words)
    return words.where([name in _YES for name in lower])


def _refuse(key: str, wrong: Flags, why: str, words: Words | None = None) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size == 0:
        return
    named = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (" …" if rows.size > _SHOWN_ROWS else "")
    value = "" if words is None else f" ({_quoted(words.texts(rows[:1])[0])})"
    raise ValueError(f"row {named}: {key}{value} {why}")


def _quoted(value: str) -> str:
    """Quote a short word; a long one or one with digits may be a person's data."""
    is_word = len(value) <= _LONGEST_WORD and not any(character.isdigit() for character in value)
    return repr(value) if is_word else f"{len(value)} characters"
