"""``arrears message``: messages or letters for the cases of a list, by stage and situation."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from cyclopts import Parameter

from arrears.commands.daily.command import PasswordOption, SheetOption  # noqa: TC001  # cyclopts reads the annotations at run time
from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import ActorOption, LeadRole, signed_in, tell
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.words import Lang

Kind = Literal["messages", "letters", "emails"]


def message(  # noqa: PLR0913  # each is an option that a person types
    book: Path | None = None,
    *case: str,
    store: Annotated[
        str | None, Parameter(help="Take the cases from this store, with all that it knows of them.")
    ] = None,
    template: Annotated[str | None, Parameter(help="A template's id, or a text with {placeholders}.")] = None,
    kind: Kind = "messages",
    out: Annotated[Path | None, Parameter(help="A new folder for files that are ready to send.")] = None,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    reason: str = "",
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
    password: PasswordOption = None,
    sheet: SheetOption = None,
) -> int:
    """Write messages, letters or e-mails, by stage and situation; nothing for a person who may not be contacted, and one message a person.

    Parameters
    ----------
    book
        The case list; with --store it may be left out, or names the cases of the store that are meant.
    case
        Case ids; all cases unless you name some.
    store
        The store: stops of the person's other cards, contacts, promises and claims are then known, too.
    template
        One text for all of them, instead of each stage's own.
    kind
        messages, letters, or emails, which say what a letter says.
    out
        A new folder: messages.csv for the gateway (numbers in full, segments counted), one .eml a case, or one .docx and PDF a
        case, and not-sent.csv with the reasons. With --store the release of the numbers is recorded, and each letter has a number
        of its own, under which `arrears letters` knows what became of it.
    actor
        Who releases them.
    role
        Your role.
    reason
        What for; sending them unless you say.
    as_of
        The day that figures are for.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    password
        Opens a protected workbook.
    sheet
        The sheet to read, where several are case lists.
    """
    from arrears.documents.outgoing import outgoing  # noqa: PLC0415  # pandas takes half a second; `--help` needs none
    from arrears.operations.cases.ageing import age  # noqa: PLC0415  # same
    from arrears.operations.customers.stops import with_people  # noqa: PLC0415  # same

    language, policies = lang or default_lang(), Policies(profile, house)
    on = day(as_of, policies)
    if store is not None and book is not None and not book.exists():
        book, case = None, (str(book), *case)  # with a store the first word may be a case
    table, rejected = _cases(book, store, on, policies, language, password, sheet)
    cases = _named(with_people(age(table, on, policies), policies, on), case)
    written = outgoing(cases, on, policies, language, kind, template)
    if out is not None:
        asked = _Asked(out, kind, on, policies, language, store, actor, role, reason)
        return 1 if _write(asked, written, cases) or rejected else 0
    for case_id, text, problem in written[["case_id", "text", "problem"]].itertuples(index=False):
        sys.stdout.write(f"{case_id}\t{text or problem}\n")
    return 1 if rejected or (written["text"] == "").any() else 0


class _Asked(NamedTuple):
    """What the files rest on."""

    out: Path
    kind: Kind
    on: date
    policies: Policies
    lang: Lang
    store: str | None
    actor: str | None
    role: str
    reason: str


def _write(asked: _Asked, written: pd.DataFrame, cases: pd.DataFrame) -> int:
    """Write the files, record what was released, and give how many cases get none."""
    from arrears.documents.mailing import write_mailing  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.documents.papers import as_pdfs  # noqa: PLC0415  # same
    from arrears.store.state.mailing import release_mailing  # noqa: PLC0415  # same

    first = ""
    if asked.store is None:
        made = write_mailing(
            asked.out, written, cases, kind=asked.kind, as_of=asked.on, policies=asked.policies, lang=asked.lang
        )
    else:
        with signed_in(asked.store, asked.actor, asked.role, asked.policies.name, asked.policies.house) as (_, person):
            made, first = release_mailing(
                person, asked.out, written, cases, kind=asked.kind, as_of=asked.on, lang=asked.lang, reason=asked.reason
            )
    if first:
        tell("letters.written", asked.lang, first=first, count=len(made.sent))
    if asked.kind == "letters":
        as_pdfs(made.ready)
    tell(
        f"commands.message.written.{asked.kind}", asked.lang, count=len(made.sent), folder=asked.out,
        segments=made.segments,
    )  # fmt: skip
    if len(made.unsent):
        tell("commands.message.not_sent", asked.lang, count=len(made.unsent), file=asked.out / "not-sent.csv")
    if asked.store is None and len(made.sent):
        tell("commands.message.not_recorded", asked.lang)
    return len(made.unsent)


def _cases(
    book: Path | None,
    store: str | None,
    on: date,
    policies: Policies,
    lang: Lang,
    password: str | None,
    sheet: str | None,
) -> tuple[pd.DataFrame, int]:
    """Give the cases, and how many rows of the list were refused."""
    from arrears.intake import read_cases  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store import open_store  # noqa: PLC0415  # same
    from arrears.store.state.case_list import linked_cases  # noqa: PLC0415  # same

    if book is None and store is None:
        raise ArrearsError(both("commands.message.nothing_named"))
    intake = (
        None
        if book is None
        else read_cases(
            book,
            password=password,
            sheet=sheet,
            as_of=on,
            lang=lang,
            profile=policies.name,
            house=policies.house,
        )
    )
    if store is None and intake is not None:
        sys.stderr.write(both("commands.message.list_alone").text(lang) + "\n")
        return intake.table, intake.rejected_rows
    with open_store(str(store), profile=policies.name, house=policies.house, create=False) as opened:
        table, _ = linked_cases(opened, on)
    if intake is None:
        return table, 0
    missing = sorted(set(intake.table["case_id"].astype(str)) - set(table["case_id"].astype(str)))
    if missing:
        raise ArrearsError(both("commands.message.not_in_store", case=missing[0], count=len(missing)))
    wanted = table["case_id"].isin(set(intake.table["case_id"]))
    return table[wanted].reset_index(drop=True), intake.rejected_rows


def _named(aged: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    if not ids:
        return aged
    known = aged["case_id"].astype(str)
    missing = [one for one in ids if one not in set(known)]
    if missing:
        raise ArrearsError(
            both("commands.message.case_not_list_row_rejected", missing=missing[0]),
        )
    return aged[known.isin(ids)].reset_index(drop=True)
