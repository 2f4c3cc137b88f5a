"""The main job: case lists in; checked, staged and ranked cases out, as follow-up workbooks and a summary."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from arrears.desk.ageing import age
from arrears.desk.follow_ups import follow_ups
from arrears.desk.summary import listed_currencies
from arrears.errors import ArrearsError
from arrears.intake import Intake, read_cases
from arrears.intake.together import Together, together
from arrears.merging.fill import StoredDay, stored_day
from arrears.policy.records import Capacity, Earlier
from arrears.store.case_list import place_cases
from arrears.workbooks.desk_fill import desk_run, write_desk_books
from arrears.workbooks.earlier import Aside, keep, prune, refuse_targets, settle
from arrears.workbooks.follow_ups import write_collector_books, write_follow_ups
from arrears.workbooks.rejected import write_rejected
from arrears.workbooks.summary import write_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.policy import Policies
    from arrears.store import Store
    from arrears.workbooks.saving import Written

    Progress = Callable[[str, float], None]

_REJECTED = "rejected"
STEPS = ("read", "stage", "rank", "follow-ups", "collectors", "rejected", "summary")
"""What a run does, in order; progress and times are told by these words."""


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
    """

    intake: Together
    aged: pd.DataFrame
    follow_ups: pd.DataFrame
    files: tuple[Written, ...]
    asides: tuple[Aside, ...]
    seconds: dict[str, float]
    pruned: tuple[Path, ...] = ()

    @property
    def rejected(self) -> tuple[Written, ...]:
        """The lists of refused rows that have any."""
        return tuple(file for file in self.files if file.asked.name.startswith(_REJECTED) and file.rows)


def run_day(  # noqa: PLR0913  # each is an option that a person types
    books: Path | Sequence[Path],
    out: Path,
    *,
    as_of: date,
    policies: Policies,
    lang: Literal["zh", "en"] = "zh",
    password: str | None = None,
    sheet: str | None = None,
    capacity: int | None = None,
    desk: bool = False,
    store: Store | None = None,
    actor: str = "",
    progress: Progress | None = None,
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
    capacity : int, optional
        Follow-ups that one collector is given at most; the policy's number unless you say.
    desk : bool
        Give each collector a workbook to work in (`arrears.workbooks.desk_book`) in place of the list alone.
    store : Store, optional
        The list is placed in it, and the workbooks, which are then always those to work in, show its cases as the store knows them:
        whose they are, what was paid, promised, agreed and flagged, and past contacts.
    actor : str
        Who places the list.
    progress : callable, optional
        Told the step and how much of it is done, from 0 to 1.

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
    with step("read"):
        sheets = [sheet if place == 0 else None for place in range(len(books))]
        parts = [
            read_cases(book, password=password, sheet=one, as_of=as_of, lang=lang)
            for book, one in zip(books, sheets, strict=True)
        ]
        intake = together(parts) if parts else None
        known = None if store is None else _stored(store, intake, as_of, actor)
        intake = intake or Together((_listed(known, lang),), lang=lang)
    with step("stage"):
        aged = age(intake.table if known is None else known.table, as_of, policies)
    with step("rank"):
        room = capacity or policies.get(Capacity, as_of).cases_per_day
        owing = aged if known is None else aged[aged["total_due_fen"] > 0]
        ranked = follow_ups(owing, as_of, policies, lang=lang, capacity=room)
        # The list's own columns say nothing of currencies; workbooks show amounts in them.
        ranked["currency"] = listed_currencies(ranked, aged, policies.profile.currency)
    _make_folder(out)
    kept = keep(out)
    with step("follow-ups") as done:
        files = [
            write_follow_ups(ranked, out / "follow-ups.xlsx", as_of=as_of, policies=policies, lang=lang, progress=done)
        ]
    with step("collectors") as done:
        folder = out / "collectors"
        if known is not None:
            run = desk_run(policies, as_of, lang, store=known.store, head=str(known.head))
            past = {"contacts": known.contacts, "promises": known.promises}
            files += write_desk_books(ranked, aged, folder, run, **past, progress=done)
        elif desk:
            files += write_desk_books(ranked, aged, folder, desk_run(policies, as_of, lang), progress=done)
        else:
            files += write_collector_books(ranked, folder, as_of=as_of, policies=policies, lang=lang, progress=done)
    with step("rejected"):
        files += _write_rejected(intake, out, lang)
    with step("summary"):
        page = out / "summary.html"
        files.append(write_summary(page, intake, aged, ranked, as_of=as_of, policies=policies, lang=lang, files=files))
    asides = settle(kept, [file.path for file in files])
    today = datetime.now(UTC).astimezone().date()  # copies grow old by the calendar, whatever day the figures are for
    pruned = prune(out, policies.get(Earlier, as_of).keep_days, today)
    return Day(intake, aged, ranked, tuple(files), asides, seconds, pruned)


def _stored(store: Store, intake: Together | None, as_of: date, actor: str) -> StoredDay:
    """Place a list in the store, if there is one, and give its cases as the store knows them; of no list all cases."""
    if intake is None:
        return stored_day(store, as_of)
    place_cases(store, intake.table, actor=actor, as_of=as_of)
    return stored_day(store, as_of, set(intake.table["case_id"]))


def _listed(known: StoredDay | None, lang: str) -> Intake:
    """Give a store's cases as a list that was read whole."""
    if known is None:
        raise ArrearsError("name a case list, or a store with --store", "请给出案件清单，或用 --store 指定存储库")
    rows = len(known.table)
    return Intake(known.table, known.store, "", rows, 0, (), (), (), (), lang=lang)


def _write_rejected(intake: Together, out: Path, lang: str) -> Iterator[Written]:
    """Write one list of refused rows a list that was read: each has headings of its own; further ones only if needed."""
    for number, part in enumerate(intake.parts, 1):
        if number == 1 or part.rejected_rows:
            name = _REJECTED if number == 1 else f"{_REJECTED}-{number}"
            yield write_rejected(part, out / f"{name}.xlsx", lang=lang)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArrearsError(
            f"the folder {out} cannot be made ({error.strerror}); name another with --out",
            f"无法建立文件夹 {out}（{error.strerror}）；请用 --out 指定其他文件夹",
        ) from error
