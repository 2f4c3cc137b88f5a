"""``arrears agency``: outside agencies: enrolled, inspected, given cases for a time, their workbooks taken back, recalled, struck off."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.merge import PasswordOption, show
from arrears.commands.options import HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.store.access.viewing import SignedIn
    from arrears.store.state.agencies import Agencies

app = App(
    name="agency",
    help="Outside agencies: white list, inspection, masked packs, their return, recall.",
)
ReasonOption = Annotated[str, Parameter(help="Why.")]
OutOption = Annotated[Path, Parameter(help="The folder for what is written.")]


@app.command
def enrol(  # noqa: PLR0913  # each is an option that a person types
    agency: str,
    *,
    licence: Annotated[str, Parameter(help="Its registration number.")],
    contact: Annotated[str, Parameter(help="Whom to call there.")],
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Put an agency on the white list; it gets cases once it was inspected.

    Parameters
    ----------
    agency
        Its full name.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        name = desk.enrol(agency, licence, contact)
    tell("agencies.commands.enrolled", lang, agency=name)
    return 0


@app.command
def inspect(  # noqa: PLR0913  # each is an option that a person types
    agency: str,
    *,
    filled: Annotated[Path | None, Parameter(help="The filled-in sheet, to record the inspection.")] = None,
    out: OutOption = Path(),
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Write the sheet for an agency's yearly inspection; with --filled, record what it says. Exit code 1 where it was not passed.

    Parameters
    ----------
    agency
        Its full name.
    """
    from arrears.policy.records import AgencyInspection  # noqa: PLC0415  # help stays quick
    from arrears.returns.agencies import inspection_sheet, take_inspection  # noqa: PLC0415  # same
    from arrears.workbooks.reports.inspection import read_inspection  # noqa: PLC0415  # same
    from arrears.workbooks.sheets.names import file_stem  # noqa: PLC0415  # same

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        name = desk.name_of(agency)
        if filled is None:
            path = out / f"{file_stem(name)}-{say('agencies.sheet.name', language)}-{desk.day}.xlsx"
            written = inspection_sheet(desk, name, path, language)
            tell("agencies.commands.sheet", lang, agency=name, path=written.path)
            return 0
        items = desk.store.policies.get(AgencyInspection, desk.day).items
        said = read_inspection(filled, items)
        if said.agency != name:
            raise ArrearsError(both("agencies.commands.other", path=filled, found=said.agency, agency=name))
        _, passed = take_inspection(desk, filled)
        until = desk.known(name)["valid_until"]
    if passed:
        tell("agencies.commands.passed", lang, agency=name, until=until.date())
        return 0
    amiss = [getattr(one, language) for one in items if not said.items[one.key][0]]
    tell("agencies.commands.failed", lang, agency=name, items=("；" if language == "zh" else "; ").join(amiss))
    return 1


@app.command
def pack(  # noqa: PLR0913  # each is an option that a person types
    agency: str,
    *cases: str,
    until: Annotated[str | None, Parameter(help="The last day for which the cases are given.")] = None,
    file: Annotated[Path | None, Parameter(name="--cases", help="A file with one case number a line.")] = None,
    out: OutOption = Path(),
    password: Annotated[str, Parameter(help="Encrypts the pack.")] = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Give cases to an agency for a time and write its masked workbook; without cases, write anew what it has. Exit code 1 where a case is not given.

    Parameters
    ----------
    agency
        Its full name.
    cases
        Case numbers.
    """
    from arrears.returns.agencies import write_pack  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    wanted = [*cases, *(_lines(file) if file is not None else ())]
    refused = 0
    with _desk(store, actor, role, profile, house) as (desk, person):
        name = desk.name_of(agency)
        if wanted or until is not None:
            if until is None:
                raise ArrearsError(both("agencies.no_until", rule=desk.terms.rule))
            given = desk.give(name, wanted, day(until, desk.store.policies))
            for case, why in given.refused:
                tell("agencies.commands.not_given", lang, case=case, why=why.text(language))
            refused = len(given.refused)
            if not given.cases:
                return 1
            tell("agencies.commands.given", lang, number=given.number, count=len(given.cases), agency=name, until=until)
        table = desk.out(name)
        last = "" if table.empty else str(table["until"].max().date())
        reason = say("agencies.pack.reason", language, agency=name, until=last)
        # Masked, and recorded like every file that leaves, before it does.
        person.export(table[["case_id"]], reason, file_name=f"{name}.xlsx", recipient=name)
        made = write_pack(desk, name, out, lang=language, password=password)
    tell("agencies.commands.written", lang, count=len(made.cases), path=made.written.path)
    if made.written.moved:
        sys.stdout.write(f"{made.written.message(language)}\n")
    return 1 if refused else 0


@app.command(name="return")
def return_(
    *books: Path,
    password: PasswordOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Take agencies' workbooks back, checked by the same rules as a collector's. Exit code 1 when something must be seen to.

    Parameters
    ----------
    books
        The workbooks that came back.
    """
    from arrears.operations.contacts.judgement import REVIEW  # noqa: PLC0415  # help stays quick
    from arrears.returns.agencies import take_return  # noqa: PLC0415  # same

    language = lang or default_lang()
    missing = next((path for path in books if not path.is_file()), None if books else Path())
    if missing is not None:
        raise ArrearsError(both("agencies.commands.no_file", path=missing))
    with _desk(store, actor, role, profile, house) as (desk, _):
        done = take_return(desk, books, password=password, lang=language)
        table = desk.table()
    complaints = dict(zip(table["agency"], table["complaints"], strict=True))
    show(done, language)
    broken = done.breaches[done.breaches["severity"] != REVIEW]
    for name in dict.fromkeys(book.facts["collector"] for book in done.files):
        own = [book.file for book in done.files if book.facts["collector"] == name]
        tell(
            "agencies.commands.returned",
            lang,
            agency=name,
            new=int(done.new["file"].isin(own).sum()),
            breaches=broken.loc[broken["collector"] == name, "contact_id"].nunique(),
            complaints=complaints[name],
        )
    return 1 if done.needs_a_look else 0


@app.command
def recall(
    agency: str,
    *cases: str,
    reason: ReasonOption,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Recall cases from an agency before their time; all of them unless you name some.

    Parameters
    ----------
    agency
        Its full name.
    cases
        Case numbers.
    """
    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        back = desk.recall(agency, cases, reason)
    if not back:
        tell("agencies.commands.none_out", lang, agency=agency)
        return 0
    named = ("、" if language == "zh" else ", ").join(back)
    tell("agencies.commands.recalled", lang, count=len(back), cases=named, agency=agency)
    return 0


@app.command
def remove(
    agency: str,
    *,
    reason: ReasonOption,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Strike an agency off the white list; what it has comes back.

    Parameters
    ----------
    agency
        Its full name.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        count = desk.remove(agency, reason)
    tell("agencies.commands.removed", lang, agency=agency, count=count)
    return 0


@app.command(name="list")
def list_(
    *,
    cases: Annotated[
        bool, Parameter(help="The cases that are out, and those that came back lately.", negative=())
    ] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the agencies: how each stands, its complaints and breaches, what is out, what is to come back. Exit code 1 where one waits for something."""
    import pandas as pd  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        table, given, today = desk.table(), desk.given(), pd.Timestamp(desk.day)
        terms, waits = desk.terms, desk.waits(table, given)
    if table.empty:
        tell("agencies.commands.nobody", lang)
    for row in table.to_dict("records"):
        until = say("agencies.sheet.never", language) if pd.isna(row["valid_until"]) else row["valid_until"].date()
        state = say(f"agencies.states.{row['state']}", language)
        values = {name: row[name] for name in ("agency", "out", "complaints", "breaches")}
        tell("agencies.commands.line", lang, **values, state=state, until=until)
        if pd.notna(row["return_due"]) and row["out"] < (given["agency"] == row["agency"]).sum():
            late = today > row["return_due"]
            tell(
                f"agencies.commands.{'late' if late else 'due'}",
                lang,
                agency=row["agency"],
                day=row["return_due"].date(),
            )
    if cases:
        for row in given.to_dict("records"):
            if row["given_on"] <= today < row["back_on"]:
                days = {name: row[name].date() for name in ("given_on", "until")}
                tell(
                    "agencies.commands.case", lang, case=row["case_id"], agency=row["agency"], given=days["given_on"],
                    until=days["until"], number=row["commission_id"],
                )  # fmt: skip
            elif row["back_on"] > today - pd.Timedelta(days=terms.complaint_days):
                tell(
                    "agencies.commands.back", lang, case=row["case_id"], agency=row["agency"], day=row["back_on"].date(),
                    why=say(f"agencies.ends.{row['why']}", language),
                )  # fmt: skip
    return int(waits.any())


@contextmanager
def _desk(
    store: str, actor: str | None, role: str, profile: str, house: Path | None
) -> Iterator[tuple[Agencies, SignedIn]]:
    from arrears.store.state.agencies import Agencies  # noqa: PLC0415  # help stays quick

    with signed_in(store, actor, role, profile, house) as (opened, person):
        yield Agencies(opened, person.login, person.append), person


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ArrearsError(both("agencies.commands.no_file", path=path)) from error
    return [line.strip() for line in text.splitlines() if line.strip()]
