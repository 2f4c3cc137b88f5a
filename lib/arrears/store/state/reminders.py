"""Reminder runs at a store: who is reminded of what today, what was sent, and what became of it (CN-67, CN-P5, C6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.documents.outgoing import outgoing
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.permission import may_contact
from arrears.operations.customers.people import PERSON
from arrears.operations.follow_ups.reminders import KEY, OF_SITUATION, reminders_due
from arrears.store.state.case_list import linked_cases, people_in
from arrears.store.state.contact_states import states_of
from arrears.tables.deliveries import outcome_of
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from arrears.store import Store
    from arrears.words import Lang

TOPIC = "reminder"
"""Of the notes that say what was given out to be sent."""
_CHANNEL = {"messages": "sms", "emails": "email", "letters": "letter"}
_DETAIL = {"messages": "phone", "emails": "email", "letters": "address"}


@dataclass(frozen=True)
class Run:
    """A reminder run.

    Attributes
    ----------
    cases : DataFrame
        The cases that are due for a reminder, aged, personal data readable.
    written : DataFrame
        Their texts, as `arrears.documents.outgoing.outgoing` gives them; none where contact is not permitted on that day.
    reminders : DataFrame
        As `arrears.operations.follow_ups.reminders.reminders_due` gives them, those of this run.
    call : DataFrame
        Whom somebody calls instead: ``case_id, collector, situation, due_on, why``; a message has failed (``failed``), or was sent
        before and the payment is ``still_missing``, or there is nothing to send it to (the run's kind).
    not_before : datetime or None
        From when on all of them may be sent, where that is later than now.
    call_backs : DataFrame
        ``case_id, collector, call_back_at`` (local), from the day on.
    """

    cases: pd.DataFrame
    written: pd.DataFrame
    reminders: pd.DataFrame
    call: pd.DataFrame
    not_before: datetime | None
    call_backs: pd.DataFrame


def reminder_run(store: Store, day: date, *, kind: str = "messages", lang: Lang = "zh") -> Run:
    """Work out the reminders of a day.

    Parameters
    ----------
    store : Store
        The store.
    day : date
        The day.
    kind : str
        ``messages``, ``emails`` or ``letters``.
    lang : str
        ``zh`` or ``en``.
    """
    policies = store.policies
    cases, _ = linked_cases(store, day)
    aged = age(cases, day, policies)
    due = reminders_due(aged, day, policies)
    given = given_out(store)
    before = due["key"].isin(given["key"])
    reach = aged.set_index("case_id")[_DETAIL[kind]].reindex(due["case_id"]).fillna("").astype(str).to_numpy()
    unreached = (reach == "") & (kind != "letters")
    fresh = due[~before & ~unreached].reset_index(drop=True)
    chosen = aged[aged["case_id"].isin(fresh["case_id"])].reset_index(drop=True)
    written = outgoing(chosen, day, policies, lang, kind) if len(chosen) else _nothing()
    written, not_before = _permitted(store, chosen, written, day, kind, lang)
    failed = _failed(store, given)
    failed = failed[failed["case_id"].isin(aged["case_id"])]
    calls = _to_call(due, before.to_numpy(dtype=np.bool_), unreached, failed, kind)
    collector = aged.set_index("case_id")["collector"].reindex(calls["case_id"]).fillna("").to_numpy(dtype=object)
    calls = calls.assign(collector=collector)
    backs = aged.loc[aged["call_back_at"] >= pd.Timestamp(day), ["case_id", "collector", "call_back_at"]]
    return Run(chosen, written, fresh, calls, not_before, backs.sort_values("call_back_at").reset_index(drop=True))


def given_out(store: Store) -> pd.DataFrame:
    """Give the reminders that were given out to be sent: ``case_id, key, channel, at, outcome`` ("" while nothing has come back)."""
    notes = store.current("note")
    notes = notes[notes["topic"].eq(TOPIC) & notes["key"].str.startswith(f"{KEY}-")]
    contacts = store.current("contact").set_index("key")["outcome"]
    return pd.DataFrame(
        {
            "case_id": notes["case_id"].to_numpy(dtype=object),
            "key": notes["key"].to_numpy(dtype=object),
            "channel": notes["text"].str.split(" ").str[0].to_numpy(dtype=object),
            "at": notes["happened_at"].to_numpy(),
            "outcome": contacts.reindex(notes["key"] + _RESULT).fillna("").to_numpy(dtype=object),
        }
    )


def given_events(run: Run, sent: Iterable[str], kind: str, actor: str, at: datetime) -> list[dict[str, Any]]:
    """Give the events that say what was given out; the keys make a second run of the same day change nothing."""
    # One message is for all cards of a person: what it was written together with is reminded of, too.
    person = run.cases.set_index("case_id")[PERSON]
    told = set(person.reindex(list(sent)))
    return [
        {
            "kind": "note", "case_id": row["case_id"], "happened_at": at, "actor": actor, "key": row["key"], "topic": TOPIC,
            "text": f"{_CHANNEL[kind]} {both('reminders.note', due=row['due_on'].date()).zh}",
        }
        for row in run.reminders.to_dict("records")
        if person[row["case_id"]] in told
    ]  # fmt: skip


def returned_events(
    store: Store, report: pd.DataFrame, actor: str
) -> tuple[list[dict[str, Any]], list[tuple[str, str, str]]]:
    """Read a delivery report into contacts: of each case its last reminder of which nothing has come back.

    Parameters
    ----------
    store : Store
        The store.
    report : DataFrame
        ``case_id, status``.
    actor : str
        Who reads it.

    Returns
    -------
    (list of dict, list of (str, str, str))
        The events; and what fits nothing: the case, the key of the text that says why, and the status.
    """
    given = given_out(store).drop_duplicates("case_id", keep="last").set_index("case_id")
    events: list[dict[str, Any]] = []
    findings: list[tuple[str, str, str]] = []
    for case, status in zip(report["case_id"].astype(str), report["status"].fillna("").astype(str), strict=True):
        outcome = outcome_of(status)
        if case not in given.index:
            findings.append((case, "no_reminder", status))
        elif not outcome:
            findings.append((case, "no_status", status))
        elif given.loc[case, "outcome"] == "":
            row = given.loc[case]
            events.append({
                "kind": "contact", "case_id": case, "happened_at": row["at"].to_pydatetime(), "actor": actor, "key": f"{row['key']}{_RESULT}",
                "channel": row["channel"], "outcome": outcome, "purpose": "reminder", "direction": "out", "counterparty": "holder",
                "time_zone": store.policies.profile.time_zone,
            })  # fmt: skip
        elif given.loc[case, "outcome"] != outcome:
            findings.append((case, "other_status", status))
    return events, findings


_RESULT = "-result"
_PARTS = rf"-(?P<situation>{'|'.join(OF_SITUATION)})-[a-z]+-(?P<due>\d{{4}}-\d\d-\d\d)$"


def _permitted(
    store: Store, cases: pd.DataFrame, written: pd.DataFrame, day: date, kind: str, lang: Lang
) -> tuple[pd.DataFrame, datetime | None]:
    """Take back what the rules of contact forbid for the whole of the day; what they forbid for an hour waits for it."""
    has_text = (written["text"] != "").to_numpy(dtype=np.bool_)
    if not has_text.any():
        return written, None
    policies = store.policies
    zone = ZoneInfo(policies.profile.time_zone)
    now = max(store.clock(), pd.Timestamp(day).tz_localize(zone).to_pydatetime())
    plans = pd.DataFrame({
        "case_id": cases["case_id"], "channel": _CHANNEL[kind], "at": now.isoformat(), "time_zone": policies.profile.time_zone,
        "purpose": "reminder", "direction": "out", "counterparty": "holder",
    })  # fmt: skip
    people = people_in(store) | dict(zip(cases["case_id"], cases[PERSON], strict=True))
    answer = may_contact(
        plans, store.contacts().drop(columns="asked"), policies, states=states_of(store, day), people=people, lang=lang
    )
    local = answer["next_at"].dt.tz_convert(zone)
    later_today = (~answer["allowed"] & local.dt.date.eq(day)).to_numpy(dtype=np.bool_)
    closed = has_text & ~answer["allowed"].to_numpy(dtype=np.bool_) & ~later_today
    told = written.assign(
        text=written["text"].mask(closed, ""),
        problem=written["problem"].mask(closed, answer["reasons"].to_numpy(dtype=object)),
        rule_ids=written["rule_ids"].mask(closed, answer["rules"].to_numpy(dtype=object)),
    )
    waits = local[later_today & has_text]
    return told, None if waits.empty else waits.max().to_pydatetime()


def _to_call(
    due: pd.DataFrame, before: np.ndarray, unreached: np.ndarray, failed: pd.DataFrame, kind: str
) -> pd.DataFrame:
    """Give whom somebody calls instead: ``case_id, situation, due_on, why``."""
    missed = (due["level"] == "missed").to_numpy(dtype=np.bool_)
    reasons = np.select([before & missed, ~before & unreached], ["still_missing", kind], "")
    found = pd.concat([failed, due.assign(why=reasons)[reasons != ""]], ignore_index=True)
    calls: pd.DataFrame = found.drop_duplicates("case_id")[["case_id", "situation", "due_on", "why"]].reset_index(
        drop=True
    )
    return calls


def _failed(store: Store, given: pd.DataFrame) -> pd.DataFrame:
    """Give the cases whose last reminder failed, where nobody has spoken with the customer since."""
    last = given.drop_duplicates("case_id", keep="last")
    contacts = store.contacts()
    spoken = contacts[contacts["outcome"] == "conversation"].groupby("case_id")["at"].max()
    since = spoken.reindex(last["case_id"]).to_numpy()
    failed = last[(last["outcome"] == "failed") & ~(since > last["at"].to_numpy())]
    parts = failed["key"].str.extract(_PARTS)
    return pd.DataFrame(
        {
            "case_id": failed["case_id"],
            "situation": parts["situation"],
            "due_on": pd.to_datetime(parts["due"]).astype("datetime64[s]"),
            "why": "failed",
        }
    )


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([], dtype=object)
            for name in ("case_id", "template", "text", "characters", "parts", "problem", "rule_ids")
        }
    )
