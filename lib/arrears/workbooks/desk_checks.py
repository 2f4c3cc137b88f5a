"""The check beside each contact of a desk: what was counted that day, whether it is permitted, by which rule not, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.contact_now import contact_block, next_contact
from arrears.policy.records import ContactFrequency
from arrears.workbooks.desk_layout import CONTACTS, TODAY
from arrears.workbooks.desk_live import HOME, at
from arrears.workbooks.desk_places import serial
from arrears.workbooks.desk_table import Live
from arrears.workbooks.desk_words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.workbooks.desk_columns import DeskSheet
    from arrears.workbooks.desk_live import Setting

_TALK = "conversation"


@dataclass(frozen=True)
class Calls:
    """The contacts of a sheet, as its check needs them; one entry a row.

    Attributes
    ----------
    case : object array
        Ids; blank where none.
    when : datetime64[s] array
        Local time; ``NaT`` where none.
    channel, outcome, party, direction : object arrays of keys
        Blank where none.
    stop : object array of str
        What puts the case on hold.
    consent : bool array
        Whether the person agreed to this hour.
    """

    case: NDArray[np.object_]
    when: NDArray[np.datetime64]
    channel: NDArray[np.object_]
    outcome: NDArray[np.object_]
    party: NDArray[np.object_]
    direction: NDArray[np.object_]
    stop: NDArray[np.object_]
    consent: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame, rows: int, stops: Mapping[str, str]) -> Calls:
        """Take them from the frame of the sheet of contacts."""

        def words(key: str, usual: str = "") -> NDArray[np.object_]:
            given = frame[key].astype(object).where(frame[key].notna(), usual) if key in frame else usual
            return np.concatenate(
                [np.broadcast_to(np.asarray(given, dtype=object), len(frame)), np.full(rows - len(frame), "", object)]
            )

        case = words("case_id")
        when = np.full(rows, np.datetime64("NaT"), dtype="datetime64[s]")
        if "at" in frame:
            when[: len(frame)] = frame["at"].to_numpy(dtype="datetime64[s]")
        stop = np.array([stops.get(str(one), "") for one in case], dtype=object)
        party, direction = words("counterparty", "holder"), words("direction", "out")
        return cls(case, when, words("channel"), words("outcome"), party, direction, stop, words("consent") == "yes")

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Which rows say enough to be checked."""
        checked: NDArray[np.bool_] = (self.case != "") & ~np.isnat(self.when) & (self.channel != "")
        return checked


def unanswered(policies: Policies, on: date) -> tuple[str, ...]:
    """Give the outcomes of a call that count as an unanswered attempt, by the rules in force.

    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> unanswered(Policies("cn"), date(2026, 11, 23))
    ('no_answer', 'rejected', 'voicemail', 'dropped')
    """
    found = policies.get(ContactFrequency, on, f"{ContactFrequency.file}_attempts")
    return tuple(outcome for outcome in found.outcomes if outcome != _TALK)


def checks(setting: Setting, sheet: DeskSheet, calls: Calls) -> dict[str, Live]:
    """Give the five columns that check a contact: what was counted that day, whether it is permitted, why not, and when.

    Parameters
    ----------
    setting : Setting
        Rules, language, sizes.
    sheet : DeskSheet
        *today* or *contacts*.
    calls : Calls
        Past contacts of *contacts*; without any for *today*, where nothing is entered yet.
    """
    rows, columns = calls.case.size, _Columns.of(sheet)
    before = _before(calls, unanswered(setting.policies, setting.as_of))
    asked = calls.asked
    can, block, after = _answers(setting, calls, *before)
    formulas = [_Row(setting, sheet, columns, row) for row in range(rows)]
    blank: list[Any] = [""] * rows
    tries, talks = ([int(count) if known else "" for count, known in zip(one, asked, strict=True)] for one in before)
    return {
        "tries": Live([one.tries() for one in formulas], tries if rows else blank),
        "talks": Live([one.talks() for one in formulas], talks if rows else blank),
        "can": Live([one.can() for one in formulas], can),
        "block": Live([one.reason() for one in formulas], block),
        "next": Live([one.following() for one in formulas], after),
    }


def _before(calls: Calls, missed: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count unanswered calls to the holder and conversations of the same case and day before each row."""
    day = calls.when.astype("datetime64[D]")
    visit = calls.channel == "visit"
    holder = np.isin(calls.party.astype(str), ("holder", ""))
    earlier = (calls.case[:, None] == calls.case) & (day[:, None] == day) & (calls.when < calls.when[:, None])
    alike = earlier & np.where(visit[:, None], visit, calls.channel == "call") & holder
    tried = alike & np.isin(calls.outcome.astype(str), missed) & (calls.direction != "in")
    return tried.sum(axis=1), (alike & (calls.outcome == _TALK)).sum(axis=1)


def _answers(
    setting: Setting, calls: Calls, tries: NDArray[np.int64], talks: NDArray[np.int64]
) -> tuple[list[Any], list[Any], list[Any]]:
    words = {key: say(f"can_{key}", setting.lang) for key in ("yes", "no", "stop", "third")}
    size = calls.case.size
    can, block, after = ([""] * size for _ in range(3))
    rows = np.flatnonzero(calls.asked)
    if rows.size:
        asked = calls.when[rows], calls.channel[rows].astype(str), tries[rows], talks[rows], calls.consent[rows]
        profile = setting.policies.name
        rules = contact_block(*asked, profile, setting.policies.house)
        free = next_contact(*asked, profile, setting.policies.house)
        for row, rule, later in zip(rows.tolist(), rules.tolist(), pd.DatetimeIndex(free), strict=True):
            stopped, third = calls.stop[row] != "", calls.party[row] == "third_party"
            can[row] = words["stop" if stopped else "third" if third else "no" if rule else "yes"]
            if can[row] == words["no"]:
                block[row], after[row] = rule, serial(later.to_pydatetime())  # type: ignore[call-overload]
    return can, block, after


@dataclass(frozen=True)
class _Columns:
    """The keys of a sheet's columns that a check looks at; blank where the sheet has none."""

    when: str
    channel: str
    stop: str
    party: str
    consent: str

    @classmethod
    def of(cls, sheet: DeskSheet) -> _Columns:
        if sheet is TODAY:
            return cls("contact_at", "contact_channel", "blocked_by", "", "")
        return cls("at", "channel", "stop", "counterparty", "consent")


@dataclass(frozen=True)
class _Row:
    """The formulas of one row."""

    setting: Setting
    sheet: DeskSheet
    columns: _Columns
    row: int

    def _at(self, key: str) -> str:
        return at(self.sheet, key, self.row)

    @property
    def _blank(self) -> str:
        return f'OR({self._at("case_id")}="",{self._at(self.columns.when)}="",{self._at(self.columns.channel)}="")'

    def tries(self) -> str:
        words = unanswered(self.setting.policies, self.setting.as_of)
        return self._unless_past("tries", self._count(words, outgoing=True))

    def talks(self) -> str:
        return self._unless_past("talks", self._count((_TALK,), outgoing=False))

    def _unless_past(self, key: str, expression: str) -> str:
        """Give what was written for a past contact: hundreds of them are not checked anew whenever a cell is typed."""
        if self.sheet is not CONTACTS:
            return f"={expression}"
        written = self._at(f"written_{key}")
        return f'=IF({self._at("written_can")}<>"",IF({written}="","",{written}),{expression})'

    def _count(self, outcomes: Sequence[str], *, outgoing: bool) -> str:
        logged = self._counted(CONTACTS, outcomes, outgoing=outgoing)
        today = self._counted(TODAY, outcomes, outgoing=False)
        return f'IF({self._blank},"",{"+".join(part for part in (logged, today) if part)})'

    def _counted(self, source: DeskSheet, outcomes: Sequence[str], *, outgoing: bool) -> str:
        setting, columns = self.setting, _Columns.of(source)
        if not setting.rows[source.key]:
            return ""

        def cells(key: str) -> str:
            return setting.area(source, key, here=self.sheet)

        when, own = cells(columns.when), self._at(self.columns.when)
        visit, call = (setting.word(source, columns.channel, key) for key in ("visit", "call"))
        same = f"IF({self._at(self.columns.channel)}={visit},{visit},{call})"
        words = ",".join(setting.word(source, "outcome", key) for key in outcomes)
        parts = [
            f"({cells('case_id')}={self._at('case_id')})",
            f"({when}>=INT({own}))",
            f"({when}<{own})",
            f"({cells(columns.channel)}={same})",
            f"ISNUMBER(MATCH({cells('outcome')},{{{words}}},0))",
        ]
        if columns.party:
            others = (setting.word(source, columns.party, key) for key in ("third_party", "guarantor"))
            parts += [f"({cells(columns.party)}<>{word})" for word in others]
        if outgoing and source is CONTACTS:
            parts.append(f"({cells('direction')}<>{setting.word(source, 'direction', 'in')})")
        return f"SUMPRODUCT({'*'.join(parts)})"

    def _arguments(self) -> str:
        consent, profile = "", ""
        if self.columns.consent:
            consent = f"{self._at(self.columns.consent)}={self.setting.word(self.sheet, self.columns.consent, 'yes')}"
        if self.setting.policies.name != HOME:
            profile = f',"{self.setting.policies.name}"'
        given = [self._at(key) for key in (self.columns.when, self.columns.channel, "tries", "talks")]
        tail = f",{consent or 'FALSE'}{profile}" if consent or profile else ""
        return ",".join(given) + tail

    def can(self) -> str:
        lang = self.setting.lang
        yes, no, stop, third = (say(f"can_{key}", lang) for key in ("yes", "no", "stop", "third"))
        asked = f'IFERROR(IF(AR_CAN_CONTACT({self._arguments()}),"{yes}","{no}"),"{say("unknown", lang)}")'
        if self.columns.party:
            party = f"{self._at(self.columns.party)}={self.setting.word(self.sheet, self.columns.party, 'third_party')}"
            asked = f'IF({party},"{third}",{asked})'
        checked = f'IF({self._blank},"",IF({self._at(self.columns.stop)}<>"","{stop}",{asked}))'
        return self._unless_past("can", checked)

    def reason(self) -> str:
        return self._unless_past("block", self._where_not(f"AR_CONTACT_BLOCK({self._arguments()})"))

    def following(self) -> str:
        return self._unless_past("next", self._where_not(f"AR_NEXT_CONTACT({self._arguments()})"))

    def _where_not(self, function: str) -> str:
        return f'IF({self._at("can")}="{say("can_no", self.setting.lang)}",IFERROR({function},""),"")'


def with_written(contacts: pd.DataFrame, live: Mapping[str, Live]) -> pd.DataFrame:
    """Put beside past contacts what their checks gave; a moment as a worksheet's number."""
    past = len(contacts)
    return contacts.assign(
        **{
            column.key: pd.Series(
                [None if value == "" else value for value in live[column.key.removeprefix("written_")].values[:past]],
                index=contacts.index,
                dtype=object,
            )
            for column in CONTACTS.columns
            if column.key.startswith("written_")
        }
    )
