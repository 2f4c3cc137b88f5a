"""``arrears remind``: the reminders of a day as files to be sent, and what became of them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell, today
from arrears.errors import ArrearsError
from arrears.files import all_or_none, in_one_step
from arrears.words import both, headings, say

if TYPE_CHECKING:
    import pandas as pd

    from arrears.store.state.reminders import Run

app = App(name="remind", help="Remind customers of what is due, due today or missed; read what became of the messages.")
Kind = Literal["messages", "emails"]
_CALL_MINUTES = 15


@app.default
def remind(  # noqa: PLR0913  # each is an option that a person types
    *,
    on: DayOption = None,
    kind: Kind = "messages",
    out: Annotated[Path | None, Parameter(help="A new folder for the files; reminders-DAY unless you say.")] = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Write a day's reminders: before a payment is due, when it is due, when a promise or an instalment was missed; each once.

    A person gets one message a run, over all cards; nobody gets one whom the rules of contact protect. messages.csv is for the
    gateway (.eml drafts with --kind emails), not-sent.csv says who gets none and why, call-list.csv whom somebody calls instead,
    call-backs.ics the calls that customers asked for. The same run again writes nothing.

    Parameters
    ----------
    on
        The day.
    kind
        messages or emails.
    """
    from arrears.documents.mailing import REACHED_BY, write_mailing  # noqa: PLC0415  # help stays quick
    from arrears.store.state.reminders import given_events, reminder_run  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        as_of = today(opened) if on is None else day(on, opened.policies)
        if as_of < today(opened):
            raise ArrearsError(both("reminders.other_day", day=as_of, today=today(opened)))
        run = reminder_run(opened, as_of, kind=kind, lang=language)
        folder = out or Path(f"reminders-{as_of}")
        reason = say("reminders.reason", language)
        count = segments = 0
        # What is broken off before it is recorded must not lie there to be sent.
        with all_or_none():
            if len(run.written):
                person.may_record("note")
                person.may_release(reason, run.cases["case_id"].astype(str))
                made = write_mailing(
                    folder, run.written, run.cases, kind=kind, as_of=as_of, policies=opened.policies, lang=language
                )
                count, segments = len(made.sent), made.segments
                if count:
                    person.release(
                        made.sent, reason, columns=(REACHED_BY[kind],), file_name=folder.name, what=made.ready
                    )
                    person.append(given_events(run, made.sent["case_id"], kind, person.login, opened.clock()))
            _lists(run, folder, opened.policies.profile.time_zone, language)
    tell(
        "reminders.written",
        language,
        count=count,
        unsent=len(run.written) - count,
        segments=segments,
        calls=len(run.call),
        folder=folder,
    )
    if run.not_before is not None and count:
        tell("reminders.not_before", language, at=run.not_before.strftime("%H:%M"))
    return 0


@app.command
def returned(
    file: Path,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Read a delivery report: what was delivered and what failed stands in the log as contacts; safe to repeat.

    Parameters
    ----------
    file
        A table with the case number and the status.
    """
    from arrears.intake import read_table  # noqa: PLC0415  # help stays quick
    from arrears.store.state.reminders import returned_events  # noqa: PLC0415  # same
    from arrears.tables.deliveries import DELIVERIES  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        intake = read_table(file, DELIVERIES, as_of=today(opened), lang=language, profile=profile, house=house)
        events, findings = returned_events(opened, intake.table, person.login)
        if events:
            person.append(events)
    delivered = sum(event["outcome"] == "sent" for event in events)
    tell("reminders.returned", language, delivered=delivered, failed=len(events) - delivered)
    for case, why, status in findings:
        tell(f"reminders.findings.{why}", language, case=case, status=status)
    for row in intake.rejects.to_dict("records"):
        tell("reminders.findings.rejected", language, row=row["row"], message=row["message"])
    return 1 if findings or len(intake.rejects) else 0


def _lists(run: Run, folder: Path, zone: str, lang: str) -> None:
    """Write whom somebody calls, and the calls that customers asked for."""
    try:
        with all_or_none():
            if len(run.call):
                with in_one_step(folder / "call-list.csv") as part:
                    part.write_bytes(_call_list(run.call, lang).encode("utf-8-sig"))
            if len(run.call_backs):
                with in_one_step(folder / "call-backs.ics") as part:
                    part.write_bytes(_calendar(run.call_backs, zone, lang).encode())
    except OSError as error:
        raise ArrearsError(both("reminders.not_written", folder=folder)) from error


def _call_list(call: pd.DataFrame, lang: str) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(headings("reminders.call_heads", lang))
    for one in call.to_dict("records"):
        situation = say(f"reminders.situations.{one['situation']}", lang)
        rows.writerow(
            [
                one["case_id"],
                one["collector"],
                situation,
                str(one["due_on"])[:10],
                say(f"reminders.why.{one['why']}", lang),
            ]
        )
    return out.getvalue()


def _calendar(call_backs: pd.DataFrame, zone: str, lang: str) -> str:
    """Write a calendar (RFC 5545) in UTC, which every program shows in its own zone; it names cases, and nobody."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//arrears//call-backs//EN"]
    for one in call_backs.to_dict("records"):
        at = one["call_back_at"].tz_localize(zone).astimezone(UTC)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one['case_id']}-{at:%Y%m%dT%H%M}@arrears",
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{at:%Y%m%dT%H%M%SZ}",
            f"DTEND:{at + timedelta(minutes=_CALL_MINUTES):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{say('reminders.call_back', lang, case=one['case_id'], collector=one['collector'])}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
