"""Read a contact log into arrays, and refuse what cannot be judged, naming the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    from collections.abc import Collection, Mapping, Sequence

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
        return np.array([*(name in wanted for name in self.names), False])[self.codes]

    def texts(self, rows: Codes) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Give the words of some rows."""
        return np.array(self.names, dtype=object)[self.codes[rows]]


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
    for key in CONTACT_REQUIRED:
        _refuse(key, _is_blank(log[key]), "is empty; fill it in")
    at = instants_of(log["at"], "at")
    if "entered_at" in log.columns:
        entered = instants_of(log["entered_at"], "entered_at")
        is_early = ~_is_blank(log["entered_at"]) & (entered < at)
        _refuse(
            "entered_at", is_early, "is before the contact itself: the events are out of order; correct one of them"
        )
    zone = _words(texts_in(log, "time_zone"))
    for name in zone.names:
        check_zone(name)
    party = known(texts_in(log, "counterparty"), COUNTERPARTIES, "counterparty", "holder")
    case = texts_in(log, "case_id")
    person, point = texts_in(log, "person"), texts_in(log, "contact_point")
    # Who is not named is told apart by the case and the part played in it; third parties, of whom there are many, by number too.
    part = pd.Series(party.texts(np.arange(len(log))), index=log.index)
    person = person.mask(person.eq(""), case + "/" + part + ("/" + point).where(part.eq("third_party"), ""))
    return ContactLog(
        instant=at,
        zone=zone,
        case=_words(case),
        person=_words(person),
        point=_words(point.mask(point.eq(""), person)),
        channel=known(texts_in(log, "channel"), CHANNELS, "channel"),
        direction=known(texts_in(log, "direction"), DIRECTIONS, "direction", "out"),
        party=party,
        outcome=known(texts_in(log, "outcome"), OUTCOMES, "outcome"),
        purpose=known(texts_in(log, "purpose"), PURPOSES, "purpose", "collection")
        if "purpose" in log.columns
        else None,
        people=_people(texts_in(log, "people")) if "people" in log.columns else None,
        voice=known(texts_in(log, "voice"), VOICES, "voice", "interactive") if "voice" in log.columns else None,
        said={key: _is_yes(texts_in(log, key), key) for key in YES_NO if key in log.columns},
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


def known(texts: pd.Series[str], words: Mapping[str, Sequence[str]], column: str, default: str = "") -> Words:
    """Give each row's word by its key; an empty cell is the default.

    Raises
    ------
    ValueError
        If a word is not known; the rows and the known words are named.
    """
    keys = {word.casefold(): key for key, forms in words.items() for word in (key, *forms)}
    codes, values = pd.factorize(texts)
    found = [keys.get(str(value).casefold(), "") if value else default for value in values]
    unknown = np.array([not key for key in found], dtype=bool)[codes]
    _refuse(column, pd.Series(unknown), f"is none of {', '.join(words)}; correct it", texts)
    names = tuple(words)
    return Words(np.array([names.index(key) for key in found], dtype=np.intp)[codes], names)


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


def texts_in(log: pd.DataFrame, key: str) -> pd.Series[str]:
    """Give a column as text without outer spaces, empty where it is missing or the log does not have it."""
    if key not in log.columns:
        return pd.Series("", index=log.index, dtype=object)
    column = log[key]
    if pd.api.types.infer_dtype(column, skipna=True) == "string":
        # Few words stand in many rows: each is looked at once.
        codes, values = pd.factorize(column)
        words = np.array([*(str(value).strip() for value in values), ""], dtype=object)
        return pd.Series(words[codes], index=log.index, dtype=object)
    return column.astype(object).where(column.notna(), "").astype(str).str.strip().astype(object)


def _is_blank(column: pd.Series[Any]) -> pd.Series[bool]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.isna()
    return texts_in(column.to_frame("it"), "it").eq("")


def _words(texts: pd.Series[str]) -> Words:
    codes, names = pd.factorize(texts)
    return Words(codes, tuple(str(name) for name in names))


def _people(texts: pd.Series[str]) -> Clock:
    numbers = pd.to_numeric(texts.mask(texts.eq(""), "0"), errors="coerce")
    _refuse("people", numbers.isna(), "is no number; write how many people visited", texts)
    return numbers.to_numpy(dtype=np.int64)


def _is_yes(texts: pd.Series[str], key: str) -> Flags:
    lower = texts.str.casefold()
    _refuse(key, ~lower.isin(_YES | _NO | {""}), "is neither yes nor no; write 是 or 否", texts)
    return lower.isin(_YES).to_numpy(dtype=bool)


def _refuse(key: str, wrong: pd.Series[bool], why: str, texts: pd.Series[str] | None = None) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size == 0:
        return
    named = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (" …" if rows.size > _SHOWN_ROWS else "")
    value = "" if texts is None else f" ({_quoted(texts.iloc[rows[0]])})"
    raise ValueError(f"row {named}: {key}{value} {why}")


def _quoted(value: str) -> str:
    """Quote a short word; a long one or one with digits may be a person's data."""
    is_word = len(value) <= _LONGEST_WORD and not any(character.isdigit() for character in value)
    return repr(value) if is_word else f"{len(value)} characters"
