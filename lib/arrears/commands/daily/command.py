"""``arrears demo``, ``arrears daily`` and ``arrears check``: the main job on the command line."""

from __future__ import annotations

import getpass
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.waiting import apart
from arrears.errors import IntakeError
from arrears.policy import Policies
from arrears.words import Lang, both, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from arrears.store import Store

PasswordOption = Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens a protected workbook.")]
SheetOption = Annotated[str | None, Parameter(help="The sheet to read, where several are case lists.")]

DatesOption = Annotated[
    Literal["dmy", "mdy"] | None,
    Parameter(
        help="How dates such as 03/04/2026 are written: day first (dmy) or month first (mdy); unless you say, the list shows it."
    ),
]
MarkOption = Annotated[
    Literal[".", ","] | None, Parameter(help="The decimal mark of amounts as text; unless you say, the list shows it.")
]
MappingsOption = Annotated[
    Path | None,
    Parameter(help="A folder of mappings that arrears map kept, besides ./arrears-mappings and the list's own."),
]

OPTION_HINTS = {
    "PASSWORD_REQUIRED": both("commands.daily.with_password"),
    "PASSWORD_WRONG": both("commands.daily.password_option"),
    "MULTIPLE_SHEETS": both("commands.daily.with_sheet"),
}
"""What the command line adds to an intake's message, in both languages."""


class Reading(NamedTuple):
    """How the case list is read and cut."""

    password: str | None = None
    sheet: str | None = None
    capacity: int | None = None
    desk: bool = False
    store: str | None = None
    actor: str | None = None
    by_card: bool = False
    whole: bool | None = None
    dates: Literal["dmy", "mdy"] | None = None
    decimal_mark: Literal[".", ","] | None = None
    mappings: Path | None = None
    numbers: str | None = None


NO_OPTIONS = Reading()


def daily(  # noqa: PLR0913  # each is an option that a person types
    book: Path | None = None,
    *corrected: Path,
    as_of: DayOption = None,
    out: Path | None = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
    password: PasswordOption = None,
    sheet: SheetOption = None,
    capacity: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    desk: Annotated[bool, Parameter(negative="")] = False,
    store: str | None = None,
    actor: str | None = None,
    by_card: Annotated[bool, Parameter(negative="")] = False,
    whole: Annotated[bool | None, Parameter(negative="--partial")] = None,
    dates: DatesOption = None,
    decimal_mark: MarkOption = None,
    mappings: MappingsOption = None,
    numbers: Annotated[
        str | None, Parameter(help="What collectors need the numbers of their lists in full for.")
    ] = None,
) -> int:
    """Check, stage and rank a case list; write follow-up workbooks, rejected rows and a summary.

    Parameters
    ----------
    book
        The case list: .xlsx, .xlsm, .xls, .et, .ods or .csv; with --store it may be left out, and the store's cases are the list.
    corrected
        Corrected lists of its rejected rows, each saved under a name of its own; their cases join the list's.
    as_of
        The day that figures are for.
    out
        Folder for the results; ./arrears-daily unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    password
        Opens a protected workbook.
    sheet
        The sheet to read in the case list, where several are case lists.
    capacity
        Follow-ups that one collector is given at most; the policy's number unless you say.
    desk
        Give each collector a workbook to work in, with cases, contact log, promises and a plan's calculator.
    store
        Place the list in this store (a path, sqlite:///path or postgresql://user@host/database; made where it is not there) and
        write workbooks from what it knows: assignment, past contacts, promises, payments, agreements, flags.
    actor
        Who places the list; the system's login unless you say.
    by_card
        One line a card on the follow-up list instead of one a person.
    whole
        The list holds every case that is still placed, so that a case it leaves out has left (--partial: it does not); with --store.
    dates
        The order of day and month.
    decimal_mark
        The decimal mark.
    mappings
        Folder of mappings.
    numbers
        A reason: each collector's workbook shows the telephone numbers of the day's list in full, is encrypted with the collector's
        own password (arrears store password NAME), and the release is recorded; with --store, where the access policy allows it.
    """
    policies = Policies(profile, house)
    reading = Reading(
        password, sheet, capacity, desk, store, actor, by_card, whole, dates, decimal_mark, mappings, numbers
    )
    books = [] if book is None else [book, *corrected]
    return _run(books, out, day(as_of, policies), policies, lang or default_lang(), reading)


def demo(*, out: Path | None = None, lang: LangOption = None) -> int:
    """Run the main job on the shipped portfolio of 2,000 invented cases.

    Parameters
    ----------
    out
        Folder for the results; ./arrears-demo unless you say.
    lang
        The language.
    """
    from arrears.resources import shipped  # noqa: PLC0415  # other commands start without these
    from arrears.training.portfolio import DEMO_AS_OF  # noqa: PLC0415

    book = shipped("sample_workbooks", "portfolio.xlsx")
    _run([book], out or Path("arrears-demo"), DEMO_AS_OF, Policies(), lang or default_lang(), Reading(desk=True))
    return 0  # the portfolio's bad rows are there to be shown, not a finding


def check(  # noqa: PLR0913  # each is an option that a person types
    book: Path,
    *,
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
    password: PasswordOption = None,
    sheet: SheetOption = None,
    dates: DatesOption = None,
    decimal_mark: MarkOption = None,
    mappings: MappingsOption = None,
) -> int:
    """Check a case list without writing anything; exit code 1 when rows are rejected.

    Parameters
    ----------
    book
        The case list.
    as_of
        The day against which dates are checked.
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
    dates
        The order of day and month.
    decimal_mark
        The decimal mark.
    mappings
        Folder of mappings.
    """
    from arrears.commands.daily.screen import show_intake  # noqa: PLC0415  # pandas takes half a second; `--help` needs none
    from arrears.intake import read_cases  # noqa: PLC0415
    from arrears.operations.customers.people import doubt_table, people_of  # noqa: PLC0415

    lang, policies = lang or default_lang(), Policies(profile, house)
    on = day(as_of, policies)
    with _options_named():
        intake = read_cases(
            book,
            password=password,
            sheet=sheet,
            as_of=on,
            lang=lang,
            profile=profile,
            house=house,
            dates=dates or "",
            decimal_mark=decimal_mark or "",
            mappings=mappings,
        )
    doubts = doubt_table(intake.table, people_of(intake.table, policies, on))
    show_intake(intake, doubts, lang)
    return 1 if intake.rejected_rows else 0


def _run(
    books: Sequence[Path],
    out: Path | None,
    as_of: date,
    policies: Policies,
    lang: Lang,
    reading: Reading = NO_OPTIONS,
) -> int:
    from arrears.commands.daily.day import ListForms, run_day  # noqa: PLC0415
    from arrears.commands.daily.screen import show_day, show_evening  # noqa: PLC0415  # pandas takes half a second; `--help` needs none

    folder = out or Path("arrears-daily")
    with (
        apart(),
        _bars(lang) as progress,
        _options_named(),
        _opened(reading.store, policies, create=bool(books)) as store,
    ):
        result = run_day(
            books,
            folder,
            as_of=as_of,
            policies=policies,
            lang=lang,
            password=reading.password,
            sheet=reading.sheet,
            capacity=reading.capacity,
            desk=reading.desk,
            by_card=reading.by_card,
            forms=ListForms(reading.dates or "", reading.decimal_mark or "", reading.mappings),
            store=store,
            whole=reading.whole,
            actor=reading.actor or getpass.getuser(),
            numbers=reading.numbers,
            progress=progress,
            told=lambda evening: show_evening(evening, lang),
        )
    options = [] if out is None else ["--out", str(out)]
    # An address may hold a password.
    options += ["--store", reading.store] if reading.store and "@" not in reading.store else []
    show_day(result, books, folder, as_of=as_of, policies=policies, lang=lang, options=options)
    return 1 if result.intake.rejected_rows or result.evening.unmerged else 0


def _opened(where: str | None, policies: Policies, *, create: bool) -> AbstractContextManager[Store | None]:
    """Open the store, if one is named; it is made for a list, and must be there where none is given."""
    if where is None:
        return nullcontext()
    from arrears.store import open_store  # noqa: PLC0415  # most runs need no database

    return open_store(where, profile=policies.name, house=policies.house, create=create)


@contextmanager
def _options_named() -> Iterator[None]:
    """Name the option by which a person gives what a file lacks."""
    try:
        yield
    except IntakeError as error:
        if error.code not in OPTION_HINTS:
            raise
        zh, en = OPTION_HINTS[error.code]
        raise IntakeError(error.code, f"{error.message}{en}", f"{error.zh}{zh}") from error


@contextmanager
def _bars(lang: Lang) -> Iterator[Callable[[str, float], None]]:
    """Show one bar a step on a terminal, and nothing where the output is a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {
            step: bars.add_task(name, total=1.0, start=False)
            for step, name in texts("commands.daily.steps", lang).items()
        }

        def tell(step: str, share: float) -> None:
            bars.start_task(tasks[step])
            bars.update(tasks[step], completed=share)

        yield tell
