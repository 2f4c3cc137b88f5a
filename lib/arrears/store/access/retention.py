"""How long a case's records must be kept, and from when its personal content must go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
from dateutil.relativedelta import relativedelta
from sqlalchemy import case, func, select

from arrears.errors import StoreError
from arrears.policy.records import Necessity, Recordings, Retention
from arrears.store.log.canonical import read_instant
from arrears.store.log.schema import EVENTS, PAYLOADS
from arrears.store.state.listed import last_listed
from arrears.store.state.views import current, open_flags
from arrears.words import both

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from arrears.policy import Policies

COLUMNS = (
    "case_id",
    "events",
    "last_activity",
    "recordings_until",
    "keep_until",
    "rule",
    "source",
    "erase_by",
    "held_by",
    "status",
    "days_over",
)
_WITHOUT_ACTIVITY = ("erasure", "export", "assignment", "void")
"""What the house does with its own files is no activity on the debt."""


def longest(policies: Policies, last_activity: date, on: date) -> tuple[date, Retention]:
    """Give the last day of the longest period that applies, and its rule; the house's own where no law states one.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> until, rule = longest(Policies("cn"), date(2024, 2, 29), date(2026, 11, 23))
    >>> until, rule.rule
    (datetime.date(2026, 2, 28), 'CN-68')
    """
    # Only these files are read: another policy's fault must not hide how long records are kept.
    laws = [name for name in policies.names() if name.startswith(f"{Retention.file}_")]
    stated = [policies.since(Retention, name) for name in laws]
    rules = [rule for versions in stated for rule in [_on(versions, on)] if rule] or [policies.get(Retention, on)]
    ends = [(last_activity + relativedelta(years=rule.years, days=rule.days), rule) for rule in rules]
    return max(ends, key=lambda end: end[0])


def _on(versions: list[tuple[date, Retention | None]], on: date) -> Retention | None:
    """Give the version in force on a day, or none."""
    return next((rule for since, rule in reversed(versions) if since <= on), None)


def retention_report(connection: Connection, policies: Policies, on: date, case_id: str | None = None) -> pd.DataFrame:
    """Give one row a case: keep, hold, erase or erased; see `arrears.store.Store.retention`."""
    zone = ZoneInfo(policies.profile.time_zone)
    necessity = policies.get(Necessity, on)
    held = _held(connection, necessity, zone, on)
    called = _last_recorded_calls(connection, zone, case_id)
    restated = _last_restated(connection, zone)
    recordings = policies.get(Recordings, on)
    active = case((EVENTS.c.kind.in_(_WITHOUT_ACTIVITY), None), else_=EVENTS.c.happened_at)
    content = case((EVENTS.c.kind == "erasure", None), else_=PAYLOADS.c.seq)
    query = (
        select(EVENTS.c.case_id, func.count(), func.max(active), func.max(EVENTS.c.recorded_at), func.count(content))
        .outerjoin(PAYLOADS, PAYLOADS.c.seq == EVENTS.c.seq)
        .where(EVENTS.c.case_id != "" if case_id is None else EVENTS.c.case_id == case_id)
        .group_by(EVENTS.c.case_id)
        .order_by(EVENTS.c.case_id)
    )
    rows = []
    for name, events, active_at, recorded_at, left in connection.execute(query):
        last = read_instant(active_at or recorded_at).astimezone(zone).date()
        last = max(last, restated.get(name, last))
        rule: Retention | Recordings
        until, rule = longest(policies, last, on)
        heard: date | None = None
        if name in called:
            heard = called[name] + relativedelta(years=recordings.years, days=recordings.days)
            # A record is kept at least as long as the recording that it refers to.
            until, rule = (heard, recordings) if heard > until else (until, rule)
        over = max((on - until).days, 0)
        holds = held.get(name, "")
        status = "erased" if left == 0 else "keep" if not over else "hold" if holds else "erase"
        erase_by = until + timedelta(days=necessity.erase_within_days)
        rows.append((name, events, last, heard, until, rule.rule, rule.source, erase_by, holds, status, over))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _last_recorded_calls(connection: Connection, zone: ZoneInfo, case_id: str | None) -> dict[str, date]:
    """Give the local day of each case's last contact that was recorded."""
    contacts = current(connection, "contact", str(zone), case_id)
    recorded = contacts[contacts["recorded"].eq(other=True)]
    return {str(name): at.date() for name, at in recorded.groupby("case_id")["happened_at"].max().items()}


def _last_restated(connection: Connection, zone: ZoneInfo) -> dict[str, date]:
    """Give the local day of the last list that restated what a case owes: such a list is of many cases, and names none."""
    listed = last_listed(connection, str(zone))["listed_at"]
    return {str(name): at.date() for name, at in listed.items()}


def refuse_kept(report: pd.DataFrame, *, early: bool) -> None:
    """Refuse to erase a case that a period or an open matter keeps.

    Raises
    ------
    StoreError
        If its status is not ``erase``; erasing early passes over a period, never over an open matter.
    """
    for row in report.to_dict("records"):
        if row["held_by"]:
            raise StoreError(
                both(
                    "store.access.retention.case_has_open_matter_close", case_id=row["case_id"], held_by=row["held_by"]
                ),
            )
        if row["status"] == "keep" and not early:
            raise StoreError(
                both(
                    "store.access.retention.case_must_kept_until_erase",
                    case_id=row["case_id"],
                    keep_until=row["keep_until"],
                    rule=row["rule"],
                ),
            )


def _held(connection: Connection, necessity: Necessity, zone: ZoneInfo, on: date) -> dict[str, str]:
    """Give the flags that hold each case back on a day."""
    flags = open_flags(connection, datetime.combine(on, datetime.min.time(), zone))
    flags = flags[flags["flag"].isin(necessity.holds)]
    return {str(name): ", ".join(sorted(found)) for name, found in flags.groupby("case_id")["flag"]}
