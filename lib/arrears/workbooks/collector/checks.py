"""The check beside each contact of a desk: what was counted that day, whether it is permitted, by which rule not, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.contacts.now import contact_block, next_contact
from arrears.policy.records import ContactFrequency, ContactHours
from arrears.tables.contacts import CHANNELS, ONLY_WHEN_OUT_OF_CONTACT
from arrears.words import say as say_all
from arrears.workbooks.collector.native import state_formula
from arrears.workbooks.collector.places import serial
from arrears.workbooks.collector.table import Live
from arrears.workbooks.collector.words import say
from arrears.workbooks.native.formulas import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.workbooks.collector.live import Setting
    from arrears.workbooks.collector.native import Helpers

_TALK = "conversation"


@dataclass(frozen=True)
class Calls:
    """The contacts of a sheet, as its check needs them; one entry a row.

    Attributes
    ----------
    case : object array
        Ids; blank where none.
    person : object array of str
        Whose card that is: counts run over all cards of a person.
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
    person: NDArray[np.object_]
    when: NDArray[np.datetime64]
    channel: NDArray[np.object_]
    outcome: NDArray[np.object_]
    party: NDArray[np.object_]
    direction: NDArray[np.object_]
    stop: NDArray[np.object_]
    consent: NDArray[np.bool_]

    @classmethod
    def of(
        cls, frame: pd.DataFrame, rows: int, stops: Mapping[str, str], persons: Mapping[str, str] | None = None
    ) -> Calls:
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
        person = np.array([(persons or {}).get(str(one), str(one)) for one in case], dtype=object)
        return cls(
            case, person, when, words("channel"), words("outcome"), party, direction, stop, words("consent") == "yes"
        )

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


def checks(setting: Setting, helpers: Helpers, calls: Calls, past: int) -> dict[str, Live]:
    """Give the five columns that check a contact: what was counted that day, whether it is permitted, why not, and when.

    Parameters
    ----------
    setting : Setting
        Rules, language, sizes.
    helpers : Helpers
        The hidden cells of the sheet of contacts, on which the formulas rest.
    calls : Calls
        Past contacts, and blanks for the rows to fill in.
    past : int
        How many of the rows are past: their checks are written as they came out, and not computed again whenever a cell is typed.
    """
    before = _before(calls, unanswered(setting.policies, setting.as_of))
    asked = calls.asked
    can, block, after = _answers(setting, calls, *before)
    tries, talks = ([int(count) if known else "" for count, known in zip(one, asked, strict=True)] for one in before)
    columns = {"tries": tries, "talks": talks, "can": can, "block": block, "next": after}
    templates = _formulas(setting)
    return {key: Live(filled(templates[key], helpers.cells), values, past) for key, values in columns.items()}


def _formulas(setting: Setting) -> dict[str, str]:
    """Give the formulas of the five columns, over the row's cells and helpers."""
    lang = setting.lang
    yes, no, stop, third, unknown = (
        f'"{say(key, lang)}"' for key in ("can_yes", "can_no", "can_stop", "can_third", "unknown")
    )
    caps = [cap.key for cap in setting.figures.caps]
    tried = '""'
    for key in ("attempts", "visits"):
        if key in caps:
            tried = f"IF(ISNUMBER({{count_{key}}}),{{count_{key}}},{tried})"
    talked = "{count_conversations}" if "conversations" in caps else '""'
    blank = 'OR({case_id}="",{at}="",{channel}="")'
    why = f'IF({{_stop}}<>"",{stop},IF({{block}}=third_rule,{third},IF({{block}}="?",{unknown},{no})))'
    forbidden = f"{{can}}={no}"
    # The columns that people see have names that helpers have too: what is asked for stands in the helper.
    return {
        "tries": f'=IF({blank},"",{tried})',
        "talks": f'=IF({blank},"",{talked})',
        "can": f'=IF({blank},"",IF({{block_}}="",{yes},{why.replace("{block}", "{block_}")}))',
        "block": f'=IF({forbidden},{{block_}},"")',
        "next": f'=IF({forbidden},{{free_from}},"")',
    }


@dataclass(frozen=True)
class Listed:
    """The rows of the first sheet as their states need them, one entry a row.

    Attributes
    ----------
    channel : list of str
        Words of the first channel that the list suggests; blank where none.
    blocked : list of str
        What puts the case on hold.
    """

    channel: Sequence[str]
    blocked: Sequence[str]


def at_opening(policies: Policies, on: date) -> dict[str, tuple[str, float]]:
    """Give, by the words of each channel, the rule that forbids a contact at the first minute of a day, blank where none does, and the moment from which none does.

    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> at_opening(Policies("cn"), date(2026, 11, 23))["call"]
    ('CBA-1', 46349.333333333336)
    """
    words = list(dict.fromkeys(form for forms in CHANNELS.values() for form in forms))
    asked = np.full(len(words), np.datetime64(on, "s")), np.array(words)
    free = pd.DatetimeIndex(next_contact(*asked, policies=policies))
    rules = contact_block(*asked, policies=policies).tolist()
    return {word: (rule, serial(moment.to_pydatetime())) for word, rule, moment in zip(words, rules, free, strict=True)}


def states(setting: Setting, helpers: Helpers, listed: Listed) -> dict[str, Live]:
    """Give the state of each row of the first sheet with the rule that forbids a contact and the moment from which none does.

    What is written is what the product says of the first minute of the day, which is what the clock's cell holds: nobody who sees the
    stored figures alone, in a protected view, takes a night for a day.
    """
    known = setting.figures.knows_contacts
    first = [
        setting.opening[channel] if channel and not blocked else ("", "")
        for channel, blocked in zip(listed.channel, listed.blocked, strict=True)
    ]
    rule = [one or ("" if known or moment == "" else "?") for one, moment in first]
    free = [moment if known and one else "" for one, moment in first]
    shown = [_state(setting, *row) for row in zip(listed.channel, listed.blocked, rule, strict=True)]
    templates = {
        "state": state_formula(setting.lang),
        "block": '={block_}&""',
        "next": '=IF({block_}="","",{free_from})',
    }
    cells = helpers.cells | {"block": helpers.cells["block_"]}
    values: dict[str, list[Any]] = {"state": shown, "block": rule, "next": free}
    return {key: Live(filled(template, cells), values[key]) for key, template in templates.items()}


def _state(setting: Setting, channel: str, blocked: str, rule: str) -> str:
    """Say what the formula says at midnight, while nothing is entered."""
    lang, hours = setting.lang, setting.policies.get(ContactHours, setting.as_of)

    def state(key: str) -> str:
        return say_all(f"workbooks.collector.state.{key}", lang)

    if blocked:
        return state("paused")
    if not channel:
        return ""
    key = next(name for name, forms in CHANNELS.items() if channel in forms)
    if not rule:
        return f"{state('until')}{hours.closes:%H:%M}" if key in hours.channels else state("any_hour")
    if rule == hours.ground("opens").rule:
        return f"{hours.opens:%H:%M}{state('from')}"
    return state("unknown")


def _before(calls: Calls, missed: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count unanswered calls to the holder and conversations of the same case and day before each row."""
    day = calls.when.astype("datetime64[D]")
    visit = calls.channel == "visit"
    holder = np.isin(calls.party.astype(str), ("holder", ""))
    known = calls.person != ""
    earlier = (
        (calls.person[:, None] == calls.person) & known & (day[:, None] == day) & (calls.when < calls.when[:, None])
    )
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
        rules = contact_block(*asked, setting.policies)
        free = next_contact(*asked, setting.policies)
        for row, rule, later in zip(rows.tolist(), rules.tolist(), pd.DatetimeIndex(free), strict=True):
            stopped, third = calls.stop[row] != "", calls.party[row] in ONLY_WHEN_OUT_OF_CONTACT
            can[row] = words["stop" if stopped else "third" if third else "no" if rule else "yes"]
            if can[row] == words["no"]:
                block[row], after[row] = rule, serial(later.to_pydatetime())  # type: ignore[call-overload]
    return can, block, after
