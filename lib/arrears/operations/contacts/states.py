"""States that bear on contacts: stops, consents and grounds for asking third parties, read from a table and from the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.contacts.log import ContactLog, Words, instants_of, known, with_keys, words_in
from arrears.rules.contact_stops import NEVER, in_state_until
from arrears.tables.contacts import CHANNELS, STATE_COLUMNS, STATES

if TYPE_CHECKING:
    from collections.abc import Collection

    from arrears.rules.contact_frequency import Clock
    from arrears.units import Codes

ANYBODY = -2
"""The code of a case, person or channel that a state leaves open."""


@dataclass(frozen=True)
class States:
    """One entry a state; codes are positions in the words of the log, -1 where the log does not have them."""

    state: Words
    case: Codes
    person: Codes
    channel: Codes
    since: Clock
    until: Clock

    def until_of(self, log: ContactLog, wanted: Collection[str], lasts: int | None = None, after: int = 0) -> Clock:
        """Give until when each contact of the log is in one of these states, or its own instant.

        Parameters
        ----------
        log : ContactLog
            The contacts.
        wanted : collection of str
            Names of states.
        lasts : int, optional
            Microseconds after which a state without an end is over.
        after : int
            Microseconds for which a state goes on bearing after its recorded end.
        """
        until = log.instant.copy()
        is_wanted = self.state.isin(wanted)
        ends = self.until if lasts is None else np.where(self.until == NEVER, self.since + lasts, self.until)
        ends = np.where(self.until == NEVER, ends, ends + after)
        pair = log.case.codes * len(log.person.names) + log.person.codes
        own_pair = self.case * len(log.person.names) + self.person
        for channel in np.unique(self.channel[is_wanted]):
            rows = np.flatnonzero(np.full(until.size, True) if channel == ANYBODY else log.channel.codes == channel)
            for key, own, is_own in (
                (log.case.codes, self.case, (self.case >= 0) & (self.person == ANYBODY)),
                (log.person.codes, self.person, (self.case == ANYBODY) & (self.person >= 0)),
                (pair, own_pair, (self.case >= 0) & (self.person >= 0)),
            ):
                chosen = is_wanted & is_own & (self.channel == channel)
                found = in_state_until(key[rows], log.instant[rows], own[chosen], self.since[chosen], ends[chosen])
                until[rows] = np.maximum(until[rows], found)
        return until


def read_states(table: pd.DataFrame | None, log: ContactLog) -> States:
    """Give the states of a table together with those that the log itself shows: opt-outs and refusals.

    Raises
    ------
    ValueError
        If a column is missing, a word is not known, or a state names neither case nor person.
    """
    shown = _shown_by(log)
    if table is None or table.empty:
        return shown
    table = with_keys(table, STATE_COLUMNS)
    missing = [key for key in ("state", "since") if key not in table.columns]
    if missing:
        raise ValueError(f"the table of states has no column {', '.join(missing)}; add it")
    channel = known(words_in(table, "channel"), CHANNELS | {"any": ("全部",)}, "channel", "any")
    until = words_in(table, "until")
    case, person = _codes(words_in(table, "case_id"), log.case), _codes(words_in(table, "person"), log.person)
    if ((case == ANYBODY) & (person == ANYBODY)).any():
        raise ValueError("a state names neither case_id nor person; name one, or nobody knows whose it is")
    has_end = ~until.isin({""})
    ends = np.full(len(table), NEVER)
    ends[has_end] = instants_of(pd.Series(until.texts(has_end)), "until")
    return States(
        state=Words(
            np.concatenate([known(words_in(table, "state"), STATES, "state").codes, shown.state.codes]), tuple(STATES)
        ),
        case=np.concatenate([case, shown.case]),
        person=np.concatenate([person, shown.person]),
        channel=np.concatenate([np.where(channel.codes == len(CHANNELS), ANYBODY, channel.codes), shown.channel]),
        since=np.concatenate([instants_of(table["since"], "since"), shown.since]),
        until=np.concatenate([ends, shown.until]),
    )


def _shown_by(log: ContactLog) -> States:
    opted_out = log.outcome.isin({"opt_out"})
    others = log.party.isin({"third_party", "related"})
    refused, offered = (others & log.outcome.isin({said}) for said in ("refused", "offers_to_pay"))
    rows = np.flatnonzero(opted_out | refused | offered)
    names = tuple(STATES)
    other = np.where(offered[rows], names.index("offers_to_pay"), names.index("refused"))
    return States(
        state=Words(np.where(opted_out[rows], names.index("opt_out"), other), names),
        # Of the person, whichever card it was said about.
        case=np.full(rows.size, ANYBODY),
        person=log.person.codes[rows],
        channel=np.where(opted_out[rows], log.channel.codes[rows], ANYBODY),
        # From just after: the contact in which it was said is not itself stopped by it.
        since=log.instant[rows] + 1,
        until=np.full(rows.size, NEVER),
    )


def _codes(texts: Words, words: Words) -> Codes:
    """Give each row's place among the words of the log; every name is looked for once."""
    places = {name: place for place, name in enumerate(words.names)} | {"": ANYBODY}
    return np.array([places.get(name, -1) for name in texts.names], dtype=np.intp)[texts.codes]
