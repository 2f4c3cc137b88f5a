"""Count what each measure of progress counts: rows with their case, so that any grouping can add them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import dates, texts
from arrears.operations.contacts.judgement import judge_contacts
from arrears.operations.contacts.log import with_keys
from arrears.operations.plans.tables import amounts as fen_of
from arrears.operations.plans.tables import days as days_of
from arrears.operations.progress.contacts import made_contacts
from arrears.operations.progress.period import Events, Period, Tally
from arrears.operations.promises.outcomes import promise_table
from arrears.tables.contacts import CONTACT_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Fen, Flags


def of_cases(period: Period, events: Events) -> list[Tally]:
    """Count recovery, cures, complaints and late follow-ups."""
    cases = period.cases
    ids = cases.index.to_numpy(dtype=object)
    before, after = (cases[f"there_{when}"].notna().to_numpy() for when in ("before", "after"))
    late, late_after = (
        cases[f"late_{when}"].eq(True).to_numpy(dtype=np.bool_) for when in ("before", "after")
    )  # missing is not late
    due = cases["due_before"].fillna(0).to_numpy(dtype=np.int64)
    paid = _paid(events.payments, period, cases.index)
    complaint = cases["complaint_after"].eq(True).to_numpy(dtype=np.bool_)  # same
    # A case that owed nothing at either end was not collected on: years of such cases would water the rate down.
    left = cases["due_after"].fillna(0).to_numpy(dtype=np.int64)
    collected = after & ((due > 0) | (left > 0) | complaint)
    found = [Tally("complaint", ids, complaint, collected)] if after.any() else []
    if events.payments is not None:
        found.append(Tally("recovery", ids, np.where(before & (due > 0), paid, 0), np.maximum(due, 0)))
    if period.two_ends:
        cured = late & np.where(after, ~late_after, (paid >= due) & (events.payments is not None))
        found.append(Tally("cure", ids, cured, late))
    if events.follow_ups is not None:
        table = events.follow_ups
        by_day, done = (
            days_of(table, "due_on"),
            dates(table.assign(done_on=pd.to_datetime(table["done_on"])), "done_on"),
        )
        due_then = period.covers(by_day)
        overdue = due_then & (np.isnat(done) | (done > by_day)) & (by_day < period.end)
        found.append(Tally("overdue", texts(table, "case_id"), overdue, due_then))
    return found


def _paid(payments: pd.DataFrame | None, period: Period, cases: pd.Index) -> Fen:
    total = np.zeros(len(cases), dtype=np.int64)
    if payments is not None:
        place = cases.get_indexer(pd.Index(texts(payments, "case_id"), dtype=object))
        day = days_of(payments, "date")
        rows = (place >= 0) & period.covers(day) & (day > period.known)
        np.add.at(total, place[rows], fen_of(payments, "amount")[rows])
    return total


def of_contacts(period: Period, events: Events, policies: Policies) -> list[Tally]:
    """Count attempts, conversations, breaches, coverage and promises of those reached."""
    if events.contacts is None:
        return []
    log = with_keys(events.contacts, CONTACT_COLUMNS)
    contacts = made_contacts(log, period)
    case, who, made = contacts.case, contacts.collector, contacts.made
    breached = _breached(log, events, policies)
    listed = _listed(period, events)
    reached = pd.unique(case[contacts.right])
    found = [
        Tally("contact", case, contacts.talk, contacts.spoken, who),
        Tally("right_party", case, contacts.right, contacts.spoken, who),
        Tally("breach", case, breached & made, made, who),
        Tally(
            "coverage",
            listed,
            np.isin(listed.astype(str), case[made].astype(str)),
            np.ones(listed.size, dtype=np.int64),
        ),
    ]
    if events.promises is not None:
        promised = texts(events.promises, "case_id")[period.covers(days_of(events.promises, "made_on"))]
        hit = np.isin(reached.astype(str), promised.astype(str))
        found.append(Tally("promise", reached, hit, np.ones(reached.size, dtype=np.int64)))
    return found


def _breached(log: pd.DataFrame, events: Events, policies: Policies) -> Flags:
    """Tell which contacts broke a rule; the whole log is looked at, because rules count contacts of earlier days."""
    breaches = events.breaches
    if breaches is None:
        states = pd.DataFrame() if events.states is None else events.states
        breaches = judge_contacts(log, policies, states, lang="en")
    breached = np.zeros(len(log), dtype=np.bool_)
    breached[breaches.loc[breaches["severity"] == "breach", "row"].to_numpy(dtype=np.intp)] = True
    return breached


def _listed(period: Period, events: Events) -> NDArray[np.object_]:
    if events.listed is None:
        late = period.cases["late_before"].eq(True)  # missing is not late
        return period.cases.index[late].to_numpy(dtype=object)
    table = events.listed
    if "date" in table:
        table = table[period.covers(days_of(table, "date"))]
    return np.asarray(pd.unique(texts(table, "case_id")), dtype=object)


def of_promises(period: Period, events: Events, policies: Policies) -> list[Tally]:
    """Count promises due in the period by what became of them."""
    if events.promises is None or events.payments is None:
        return []
    judged = promise_table(events.promises, events.payments, period.end, policies)
    due = period.covers(days_of(judged, "due_on")) & judged["outcome"].isin(["kept", "partial", "broken"]).to_numpy()
    return [Tally("kept", texts(judged, "case_id"), due & (judged["outcome"] == "kept").to_numpy(), due)]
