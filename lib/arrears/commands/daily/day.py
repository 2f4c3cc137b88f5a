"""The main job: case lists in; checked, staged and ranked cases out, as follow-up workbooks and a summary."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from time import perf_counter
from typing import TYPE_CHECKING, Literal

import pandas as pd

from arrears.commands.daily.numbers import release_of
from arrears.errors import ArrearsError
from arrears.intake import Intake, read_cases
from arrears.intake.together import Together, together
from arrears.operations.cases.ageing import age
from arrears.operations.cases.columns import texts
from arrears.operations.cases.summary import listed_currencies
from arrears.operations.customers.people import doubt_table, people_of
from arrears.operations.customers.stops import with_people
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy.records import Capacity, Earlier, Tolerance
from arrears.returns.evening import NO_EVENING, Evening, last_evening
from arrears.returns.fill import StoredDay, stored_day, with_matters
from arrears.rules.tolerance import within_tolerance
from arrears.store.state.case_list import Placed, place_list
from arrears.store.state.trials import tried_on
from arrears.words import both
from arrears.workbooks.collector.fill import desk_run, write_desk_books
from arrears.workbooks.reports.follow_ups import write_collector_books, write_follow_ups
from arrears.workbooks.reports.rejected import write_rejected
from arrears.workbooks.reports.summary import write_summary
from arrears.workbooks.sheets.earlier import COLLECTORS, Aside, all_or_none, prune, refuse_targets, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.policy import Policies
    from arrears.store import Store
    from arrears.workbooks.sheets.saving import Written

    Progress = Callable[[str, float], None]

_REJECTED = "rejected"
STEPS = ("read", "stage", "rank", "follow-ups", "collectors", "rejected", "summary")
"""What a run does, in order; progress and times are told by these words."""


@dataclass(frozen=True)
class ListForms:
    """What a person says of how a list writes what can be written in several ways.

    Attributes
    ----------
    dates : str
        ``dmy`` or ``mdy``; empty where the list itself shows it.
    decimal_mark : str
        ``.`` or ``,``; likewise.
    mappings : Path or None
        A folder of mappings, besides those that are looked into anyway.
    """

    dates: Literal["", "dmy", "mdy"] = ""
    decimal_mark: Literal["", ".", ","] = ""
    mappings: Path | None = None


AS_THE_LIST_SAYS = ListForms()


@dataclass(frozen=True)
class Day:
    """What one run of the main job made.

    Attributes
    ----------
    intake : Together
        What was read, and what was refused.
    aged, follow_ups : DataFrame
        The staged cases, and the ranked list.
    files : tuple of Written
        Everything that was written, and where, if the place asked for was open in another program.
    asides : tuple of Aside
        Files of an earlier run that were kept aside.
    seconds : dict
        Time by step.
    pruned : tuple of Path
        Old copies that were deleted (HOUSE-EARLIER).
    doubts : DataFrame
        Of whom it is not certain who they are (`arrears.operations.customers.people.doubt_table`).
    placed : Placed or None
        What the list said of payments, balances and cases that left; None without a store or a list.
    evening : Evening
        What has not come back of the last workbooks, which are kept aside.
    """

    intake: Together
    aged: pd.DataFrame
    follow_ups: pd.DataFrame
    files: tuple[Written, ...]
    asides: tuple[Aside, ...]
    seconds: dict[str, float]
    pruned: tuple[Path, ...] = ()
    doubts: pd.DataFrame = field(default_factory=pd.DataFrame)
    placed: Placed | None = None
    evening: Evening = NO_EVENING
    masked: tuple[str, ...] = ()
    """Collectors without a password, in a run that gives out numbers."""

    @property
    def rejected(self) -> tuple[Written, ...]:
        """The lists of refused rows that have any."""
        return tuple(file for file in self.files if file.asked.name.startswith(_REJECTED) and file.rows)


def run_day(  # noqa: PLR0913, PLR0915  # each is an option that a person types; the steps in their order
    books: Path | Sequence[Path],
    out: Path,
    *,
    as_of: date,
    policies: Policies,
    lang: Literal["zh", "en"] = "zh",
    password: str | None = None,
    sheet: str | None = None,
    whole: bool | None = None,
    capacity: int | None = None,
    desk: bool = False,
    by_card: bool = False,
    forms: ListForms = AS_THE_LIST_SAYS,
    store: Store | None = None,
    actor: str = "",
    numbers: str | None = None,
    progress: Progress | None = None,
    told: Callable[[Evening], None] | None = None,
) -> Day:
    """Read a day's case list, with corrections of it, and write the follow-up workbooks.

    Parameters
    ----------
    books : Path or sequence of Path
        The case list, and after it corrected lists of its refused rows, if there are any (`arrears.intake.together`). With a store
        there may be none: then its cases are the list.
    out : Path
        The folder for what is written: ``follow-ups.xlsx``, ``collectors/``, ``rejected.xlsx`` (and ``rejected-2.xlsx``
        for refused rows of a second list), ``summary.html``. What an earlier run left there goes to ``earlier/``.
    as_of : date
        The day that figures are for.
    policies : Policies
        The rules.
    lang : str
        ``zh`` or ``en``.
    password : str, optional
        Opens a protected workbook.
    sheet : str, optional
        The sheet of the case list, where several are case lists.
    whole : bool, optional
        Whether the list holds every case that is still placed, so that a case it leaves out has left; the policy says unless you do.
    capacity : int, optional
        Follow-ups that one collector is given at most; the policy's number unless you say.
    desk : bool
        Give each collector a workbook to work in (`arrears.workbooks.collector.book`) in place of the list alone.
    by_card : bool
        One line a card on the list instead of one a person.
    forms : ListForms
        What is said of how the list writes its dates and amounts.
    store : Store, optional
        The list is placed in it, and the workbooks, which are then always those to work in, show its cases as the store knows them:
        whose they are, what was paid, promised, agreed and flagged, and past contacts.
    actor : str
        Who places the list.
    numbers : str, optional
        What collectors need the telephone numbers of their lists in full for; asked for where the policy gives them on demand.
    progress : callable, optional
        Told the step and how much of it is done, from 0 to 1.
    told : callable, optional
        Told what has not come back of the last workbooks, before they are moved.

    Raises
    ------
    StoreError
        If the store cannot take the list; no file is written then.
    IntakeError
        If the file cannot be used as a whole. Bad rows never raise: they are in ``rejected.xlsx``.
    ArrearsError
        If a list is among the files that would be written, or the folder or a file in it cannot be written.
    """
    tell = progress or (lambda _step, _share: None)
    seconds: dict[str, float] = {}

    @contextmanager
    def step(name: str) -> Iterator[Callable[[float], None]]:
        tell(name, 0.0)
        start = perf_counter()
        yield lambda share: tell(name, share)
        seconds[name] = perf_counter() - start
        tell(name, 1.0)

    books = [books] if isinstance(books, PurePath) else list(books)
    refuse_targets(books, out)
    release = release_of(store, policies, as_of, actor, numbers)
    with step("read"):
        sheets = [sheet if place == 0 else None for place in range(len(books))]
        parts = [
            read_cases(
                book,
                password=password,
                sheet=one,
                as_of=as_of,
                lang=lang,
                profile=policies.name,
                house=policies.house,
                dates=forms.dates,
                decimal_mark=forms.decimal_mark,
                mappings=forms.mappings,
            )
            for book, one in zip(books, sheets, strict=True)
        ]
        intake = together(parts) if parts else None
        known, placed = (None, None) if store is None else _stored(store, intake, as_of, actor, whole=whole)
        intake = intake or Together((_listed(known, lang),), lang=lang)
    with step("stage"):
        aged = age(intake.table if known is None else known.table, as_of, policies)
        people = people_of(aged, policies, as_of)
        doubts = doubt_table(aged, people) if known is None else known.doubts
        aged = with_people(aged, policies, as_of, people)
    with step("rank"):
        room = capacity or policies.get(Capacity, as_of).cases_per_day
        owing = aged if known is None else _open(aged, policies, as_of)
        tried, of_trial = (None, []) if store is None else tried_on(store, owing["case_id"], as_of)
        listed = follow_ups(owing, as_of, policies, lang=lang, capacity=room, by_card=by_card, tried=tried)
        ranked = with_matters(listed, aged, policies, as_of, lang)
        ranked.attrs["doubts"] = doubts.to_dict("records")
        if store is None:
            # A list alone has no history: there is nothing to learn from, and nothing to say about it.
            ranked.attrs["lacking"] = []
        ranked.attrs["lacking"] += [{"zh": one.zh, "en": one.en} for one in of_trial]
        # The list's own columns say nothing of currencies; workbooks show amounts in them.
        ranked["currency"] = listed_currencies(ranked, aged, policies.profile.currency)
    evening = NO_EVENING if store is None else last_evening(store, out / COLLECTORS, as_of, _written(out))
    if told is not None:
        told(evening)
    with all_or_none(out) as kept:
        _make_folder(out)
        with step("follow-ups") as done:
            files = [
                write_follow_ups(
                    ranked, out / "follow-ups.xlsx", as_of=as_of, policies=policies, lang=lang, progress=done
                )
            ]
        with step("collectors") as done:
            folder = out / "collectors"
            if known is not None:
                run = desk_run(policies, as_of, lang, store=known.store, head=str(known.head))
                files += write_desk_books(
                    ranked,
                    aged,
                    folder,
                    run,
                    contacts=known.contacts,
                    promises=known.promises,
                    passwords=None if release is None else release.passwords,
                    released=None if release is None else release.record,
                    progress=done,
                )
            elif desk:
                files += write_desk_books(ranked, aged, folder, desk_run(policies, as_of, lang), progress=done)
            else:
                files += write_collector_books(ranked, folder, as_of=as_of, policies=policies, lang=lang, progress=done)
        with step("rejected"):
            files += _write_rejected(intake, out, lang)
        with step("summary"):
            page = out / "summary.html"
            files.append(
                write_summary(page, intake, aged, ranked, as_of=as_of, policies=policies, lang=lang, files=files)
            )
        asides = tidy(kept, [file.path for file in files])
    today = datetime.now(UTC).astimezone().date()  # copies grow old by the calendar, whatever day the figures are for
    pruned = prune(out, policies.get(Earlier, as_of).keep_days, today)
    masked = () if release is None else release.without(texts(aged, "collector").tolist())
    return Day(intake, aged, ranked, tuple(files), asides, seconds, pruned, doubts, placed, evening, masked)


def _stored(
    store: Store, intake: Together | None, as_of: date, actor: str, *, whole: bool | None
) -> tuple[StoredDay, Placed | None]:
    """Place a list in the store, if there is one, and give its cases as the store knows them; of no list all cases."""
    if intake is None:
        return stored_day(store, as_of), None
    # A row that was refused is in the list all the same: its case has not left.
    refused = {str(cell).strip() for part in intake.parts for row in part.rejected for cell in row.cells if cell}
    placed = place_list(store, intake.table, actor=actor, as_of=as_of, whole=whole, refused=refused)
    return stored_day(store, as_of, set(intake.table["case_id"])), placed


def _written(out: Path) -> float:
    """Tell when the last run had written all its workbooks: the summary comes after them."""
    done = [file.stat().st_mtime for file in (out / "summary.html", out / "follow-ups.xlsx") if file.exists()]
    return max(done, default=0.0)


def _open(aged: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Leave out what is settled: nobody is called about a rest within the tolerance (CN-P5)."""
    owed = aged["total_due_fen"].to_numpy(dtype="int64")
    return aged[~within_tolerance(owed, policies.get(Tolerance, as_of).residue_fen)]


def _listed(known: StoredDay | None, lang: str) -> Intake:
    """Give a store's cases as a list that was read whole."""
    if known is None:
        raise ArrearsError(both("commands.daily.day.name_case_list_store_store"))
    rows = len(known.table)
    return Intake(known.table, known.store, "", rows, 0, (), (), (), (), lang=lang)


def _write_rejected(intake: Together, out: Path, lang: str) -> Iterator[Written]:
    """Write one list of refused rows a list that has any: each has headings of its own."""
    for number, part in enumerate(intake.parts, 1):
        if part.rejected_rows:
            name = _REJECTED if number == 1 else f"{_REJECTED}-{number}"
            yield write_rejected(part, out / f"{name}.xlsx", lang=lang)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArrearsError(
            both("commands.daily.day.folder_cannot_made_name_another", out=out, strerror=error.strerror),
        ) from error
