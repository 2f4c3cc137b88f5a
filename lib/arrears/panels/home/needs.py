"""What a lead must see to, one place for every page that tells it: how many, what, on which cases, and in which panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.account.claims import open_claims
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.panels.progress.model import source_of
from arrears.panels.promises.model import Promises
from arrears.panels.promises.money import Money
from arrears.panels.promises.requests import Requests
from arrears.panels.quality.model import Quality
from arrears.store.access.releases import lost_since
from arrears.store.state.agencies import Agencies
from arrears.store.state.escalations import Escalations
from arrears.training.assessing import standing_in
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arrears.panels.shell.session import Session

LOST_DAYS = 7
"""Days for which a lost file is told."""
HELD = "lead"
"""The queue of the follow-up list that waits for a decision."""
_ORDER = (
    "help", "agreements", "waivers", "escalations", "terms", "agencies", "held", "breaches", "today", "late", "money", "unfound",
    "wording", "review", "unassigned", "assessments", "assessments_soon",
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """Something that a lead must see to.

    Attributes
    ----------
    count : int
        How many.
    zh, en : str
        What.
    panel : str
        Where it is seen to.
    key : str
        Names it.
    cases : tuple of str
        On which cases; none where it is about no case, such as a person's assessment or money that fits none.
    """

    count: int
    zh: str
    en: str
    panel: str
    key: str = ""
    cases: tuple[str, ...] = ()


WHOLE = "what needs the lead"
"""Under which name a session keeps all of it."""


def tasks(session: Session) -> list[Task]:
    """Name what a lead must see to, as of the session's day; nothing that is done is named.

    Raises
    ------
    ArrearsError
        If the store has no cases; the message says how to put some in.
    """
    return session.at_head(WHOLE, lambda _: in_order([*asked(session), *_of_cases(session)]))


def in_order(found: Iterable[Task]) -> list[Task]:
    """Put what people wait for first, then what has a day, then the rest; what has no place of its own stands on top."""
    places = {key: place for place, key in enumerate(_ORDER)}
    return sorted(found, key=lambda task: places.get(task.key, -1))


def asked(session: Session) -> list[Task]:
    """Name what somebody asks of the lead and what has a day of its own: the part of `tasks` that is known at once."""
    return session.at_head("what is asked of the lead", lambda _: _asked(session))


def legal_terms(session: Session) -> pd.DataFrame:
    """Give the terms of courts and of limitation that are near or over: ``case_id, term_on, zh, en, rule``, the nearest first."""
    return session.at_head("legal terms", lambda _: _legal_terms(session))


def assessments(session: Session) -> pd.DataFrame:
    """Say how each collector stands with the yearly assessment, as of the session's day, those who are due first."""
    return session.at_head("assessments", lambda store: standing_in(store, session.today))


def held(session: Session) -> pd.DataFrame:
    """Give what waits for a decision of the house, with the day by which it is due, the earliest first.

    Returns
    -------
    DataFrame
        ``case_id, act_by, next_action``: the lines of the follow-up list that no collector can work off.
    """
    return session.at_head(f"held {session.lang}", lambda _: _held(session))


def _held(session: Session) -> pd.DataFrame:
    policies, on = session.policies, session.today
    cases = age(session.cases(), on, policies)
    listed = follow_ups(cases, on, policies, session.lang)
    waits = listed[(listed["queue"] == HELD) & (listed["act_by"] <= np.datetime64(on))]
    return waits[["case_id", "act_by", "next_action"]].sort_values("act_by", kind="stable", ignore_index=True)


def _asked(session: Session) -> list[Task]:
    requests, money = Requests(session), Money(session)
    escalated = Escalations(session.store, session.actor).table()
    assessed = assessments(session)["state"]
    found = [
        _about("help", requests.open_calls["case_id"], "panels.deciding.help_open", "promises"),
        _about("waivers", requests.open_waivers["case_id"], "panels.deciding.waivers_open", "promises"),
        _about(
            "escalations", escalated.loc[escalated["state"] == "requested", "case_id"], "escalation.home.waiting", "promises"
        ),
        _about("terms", legal_terms(session)["case_id"], "escalation.home.near", "daily_report"),
        Task(len(money.waiting), *both("account.report.waiting"), "promises", "money"),
        Task(int(assessed.isin(["due", "never"]).sum()), *both("training.assessing.task"), "training", "assessments"),
        Task(int((assessed == "soon").sum()), *both("training.assessing.task_soon"), "training", "assessments_soon"),
    ]  # fmt: skip
    return [*_lost(session), *(task for task in found if task.count)]


def _of_cases(session: Session) -> list[Task]:
    source = source_of(session)
    promises, quality = Promises(session), Quality(session)
    quality.days = 1
    due, agreements = promises.promises, promises.agreements
    waits = agreements.loc[agreements["waiting"].astype(bool), "case_id"]
    claims = open_claims(source.claims)
    unfound = claims[claims["state"].eq("not_found") & ~claims["case_id"].isin(source.settled)]
    late = source.snapshot(np.datetime64(session.today)).query("days_past_due > 0")
    found = [
        _about("agreements", waits, "panels.daily_report.agreements_wait_approval", "promises"),
        _about("held", held(session)["case_id"], "panels.home.held", "home"),
        _about("breaches", quality.breaches()["case_id"], "panels.daily_report.breaches_contact_rules_today_look", "quality"),
        _about("today", due.loc[due["group"] == "today", "case_id"], "panels.daily_report.promises_due_today_remind", "promises"),
        _about("late", due.loc[due["group"] == "late", "case_id"], "panels.daily_report.late_promises_followed_up", "promises"),
        _about("unfound", unfound["case_id"], "account.report.not_found", "promises"),
        _about("wording", quality.findings()["case_id"], "panels.daily_report.bad_wording_today_s_notes", "quality"),
        _about("review", quality.sample()["case_id"], "panels.daily_report.contacts_wait_review", "quality"),
        _about(
            "unassigned", late.loc[late["collector"] == "", "case_id"], "panels.daily_report.overdue_cases_without_collector",
            "assign",
        ),
    ]  # fmt: skip
    return [task for task in [_agencies(session), *found] if task.count]


def _agencies(session: Session) -> Task:
    """Name how many agencies wait for an inspection, an answer to complaints or their workbook, with the cases that they had."""
    desk = Agencies(session.store, session.actor)
    words = both("panels.home.agencies")
    if desk.said().empty:
        return Task(0, *words, "home", "agencies")
    table, given = desk.table(), desk.given()
    waiting = table.loc[desk.waits(table, given), "agency"]
    cases = given.loc[given["agency"].isin(waiting), "case_id"].unique()
    return Task(len(waiting), *words, "home", "agencies", tuple(cases))


def _about(key: str, cases: Iterable[str], words: str, panel: str) -> Task:
    named = tuple(str(case) for case in cases)
    return Task(len(named), *both(words), panel, key, tuple(dict.fromkeys(named)))


def _lost(session: Session) -> list[Task]:
    """Name each file with full values that was lost of late, and how many cases' values were in it."""
    first = session.today - timedelta(days=LOST_DAYS)
    lost = session.at_head("lost", lambda store: lost_since(store, first))
    return [
        Task(
            len(one.cases), *both("panels.daily_report.file_lost", file=one.file_name, day=one.on), "daily_report",
            f"lost {one.file_name} {one.on}", tuple(one.cases),
        )
        for one in lost
    ]  # fmt: skip


def _legal_terms(session: Session) -> pd.DataFrame:
    try:
        return Escalations(session.store, session.actor).near()
    except PolicyError:
        # A profile without conditions of its own has no escalations.
        return pd.DataFrame(columns=["escalation_id", "case_id", "term_on", "zh", "en", "rule"])
