"""May I contact now, why not, when next; and every breach in a log of contacts that were made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.contacts.ahead import blocking, permitted_from
from arrears.operations.contacts.checks import findings
from arrears.operations.contacts.log import ContactLog, read_log, with_keys, words_in
from arrears.operations.contacts.now import can_contact, contact_block, next_contact
from arrears.operations.contacts.scene import Finding, Scene, clock_text
from arrears.operations.contacts.states import read_states
from arrears.operations.customers.contacts import log_of_people, states_of_people
from arrears.rules.contact_stops import NEVER
from arrears.tables.contacts import BREACH_COLUMNS, CONTACT_COLUMNS, STATE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.policy import Policies
    from arrears.rules.contact_frequency import Clock

__all__ = ["breaches_in", "can_contact", "contact_block", "may_contact", "next_contact"]


def breaches_in(
    log: pd.DataFrame,
    policies: Policies,
    *,
    states: pd.DataFrame | None = None,
    people: Mapping[str, str] | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Find every breach in a contact log.

    Parameters
    ----------
    log : DataFrame
        One row a contact, in any order; columns as in `arrears.tables.contacts.CONTACT_COLUMNS` by key or heading. A column
        that is not there is not checked.
    policies : Policies
        Whose rules apply. Each contact is judged by the version in force on its local day.
    states : DataFrame, optional
        Stops, consents and grounds with their instants; columns as in `STATE_COLUMNS`. Opt-outs and refusals that the log
        shows count by themselves.
    people : mapping of str to str, optional
        Whose each case is, by any name that the cases of one person share (``person_id``): contacts with a holder are then counted
        over all cards, and what follows the person stops them all. Rules that count by debt still do.
    lang : str
        Language of what happened and of the rule's words: zh or en.

    Returns
    -------
    DataFrame
        One row a breach, columns as in `BREACH_COLUMNS`, in the order of the log's rows; empty when all is well.

    Raises
    ------
    ValueError
        If the log cannot be judged; the rows are named.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> log = pd.DataFrame({"case_id": ["A1", "A1"], "channel": ["call", "sms"], "outcome": ["no_answer", "sent"],
    ...                     "at": ["2026-11-23T13:59:59Z", "2026-11-23T14:00:00Z"], "time_zone": "Asia/Shanghai"})
    >>> breaches_in(log, Policies("cn"), lang="en")[["row", "rule", "happened"]].to_dict("records")
    [{'row': 1, 'rule': 'CBA-1', 'happened': 'sms at 2026-11-23 22:00:00 local time'}]
    """
    log, states = _of_people(with_keys(log, CONTACT_COLUMNS), states, people, policies)
    contacts = read_log(log)
    scene = Scene.of(contacts, read_states(states, contacts), policies)
    found = [_table(finding, lang) for finding in findings(scene)]
    keys = [column.key for column in BREACH_COLUMNS]
    if not found:
        return pd.DataFrame(columns=keys)
    breaches = pd.concat(found, ignore_index=True).sort_values(["row", "rule"], kind="stable", ignore_index=True)
    rows = breaches["row"].to_numpy()
    named = {key: words_in(log.iloc[rows], key).texts(np.arange(rows.size)) for key in ("contact_id", "collector")}
    return breaches.assign(case_id=contacts.case.texts(rows), local_time=clock_text(scene.local[rows]), **named)[keys]


def may_contact(
    requests: pd.DataFrame,
    log: pd.DataFrame,
    policies: Policies,
    *,
    states: pd.DataFrame | None = None,
    people: Mapping[str, str] | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Tell of each contact that somebody plans whether it is permitted, why not, and when it will be.

    Parameters
    ----------
    requests : DataFrame
        Columns of a contact log, without an outcome: ``at`` is when it is planned for.
    log : DataFrame
        The contacts that were made before.
    policies, states, people, lang
        As in `breaches_in`.

    Returns
    -------
    DataFrame
        One row a request: ``allowed``, ``rules`` and ``reasons`` and ``sources`` (joined by "; "), and ``next_at``, the
        earliest permitted instant in UTC, NaT where waiting alone does not help.

    Raises
    ------
    ValueError
        If the log has a contact of the same case after a request: ask about a moment after what is known.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> log = pd.DataFrame({"case_id": [], "channel": [], "outcome": [], "at": [], "time_zone": []})
    >>> plan = pd.DataFrame({"case_id": ["A1"], "channel": ["call"], "at": ["2026-11-23T14:30:00Z"], "time_zone": "Asia/Shanghai"})
    >>> may_contact(plan, log, Policies("cn"))[["rules", "next_at"]].to_dict("records")
    [{'rules': 'CBA-1', 'next_at': Timestamp('2026-11-24 00:00:00+0000', tz='UTC')}]
    """
    plans = with_keys(requests, CONTACT_COLUMNS).assign(outcome="planned")
    history = with_keys(log, CONTACT_COLUMNS)
    both = plans if history.empty else pd.concat([history, plans], ignore_index=True)
    both, states = _of_people(both, states, people, policies)
    contacts = read_log(both)
    first = len(both) - len(plans)
    _refuse_later_history(contacts, first)
    bears = read_states(states, contacts)
    keys = ["row", "rule", "happened", "source"]
    words = [_table(finding, lang) for finding in blocking(Scene.of(contacts, bears, policies))]
    table = pd.concat(words, ignore_index=True) if words else pd.DataFrame(columns=keys)
    joined = table.groupby("row")[keys[1:]].agg(_joined)
    joined = joined.reindex(range(first, len(both)), fill_value="").reset_index(drop=True)
    free = permitted_from(contacts, bears, policies)[first:]
    return pd.DataFrame(
        {
            "allowed": joined["rule"].eq(""),
            "rules": joined["rule"],
            "reasons": joined["happened"],
            "sources": joined["source"],
            "next_at": _utc(free),
        }
    )


def _of_people(
    log: pd.DataFrame, states: pd.DataFrame | None, people: Mapping[str, str] | None, policies: Policies
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read log and states over all cards of a person, by what follows the person on the day of the last contact."""
    if not people or log.empty:
        return log, states
    keyed = None if states is None or states.empty else with_keys(states, STATE_COLUMNS)
    last = pd.to_datetime(log["at"], utc=True, format="ISO8601", errors="coerce").max()
    day = date.today() if pd.isna(last) else last.date()  # noqa: DTZ011  # a log without a readable time is refused below
    return log_of_people(log, people), states_of_people(keyed, people, policies, day)


def _joined(texts: pd.Series[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _table(finding: Finding, lang: str) -> pd.DataFrame:
    record = finding.record
    return pd.DataFrame(
        {
            "row": finding.rows,
            "rule": record.rule,
            "severity": finding.severity,
            "happened": finding.zh if lang == "zh" else finding.en,
            "words": record.words_in(lang),
            "source": record.source_in(lang),
            "trust": record.trust,
        }
    )


def _refuse_later_history(contacts: ContactLog, first: int) -> None:
    case, at = contacts.case.codes, contacts.instant
    asked = np.full(len(contacts.case.names), NEVER)
    np.minimum.at(asked, case[first:], at[first:])
    late = np.flatnonzero(at[:first] > asked[case[:first]])
    if late.size:
        raise ValueError(
            f"contact log, row {late[0]}: it took place after the moment that is asked about, so the events are out of order; "
            "ask about a later moment or leave the row out (contact_frequency)"
        )


def _utc(at: Clock) -> pd.Series[Any]:
    times = np.where(at == NEVER, np.datetime64("NaT", "us"), at.astype("datetime64[us]"))
    return pd.Series(pd.DatetimeIndex(times).tz_localize("UTC"))
