"""The main job: a case list in; checked, staged and ranked cases out, as follow-up workbooks and a summary."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from arrears.desk.ageing import age
from arrears.desk.follow_ups import follow_ups
from arrears.errors import ArrearsError
from arrears.intake import read_cases
from arrears.policy.records import Capacity
from arrears.workbooks.follow_ups import write_collector_books, write_follow_ups
from arrears.workbooks.rejected import write_rejected
from arrears.workbooks.summary import write_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.intake import Intake
    from arrears.policy import Policies
    from arrears.workbooks.saving import Written

    Progress = Callable[[str, float], None]

STEPS = ("read", "stage", "rank", "follow-ups", "collectors", "rejected", "summary")
"""What a run does, in order; progress and times are told by these words."""


@dataclass(frozen=True)
class Day:
    """What one run of the main job made.

    Attributes
    ----------
    intake : Intake
        What was read, and what was refused.
    aged, follow_ups : DataFrame
        The staged cases, and the ranked list.
    files : tuple of Written
        Everything that was written, and where, if the place asked for was open in another program.
    seconds : dict
        Time by step.
    """

    intake: Intake
    aged: pd.DataFrame
    follow_ups: pd.DataFrame
    files: tuple[Written, ...]
    seconds: dict[str, float]


def run_day(
    book: Path,
    out: Path,
    *,
    as_of: date,
    policies: Policies,
    lang: Literal["zh", "en"] = "zh",
    password: str | None = None,
    capacity: int | None = None,
    progress: Progress | None = None,
) -> Day:
    """Read a case list and write the day's follow-up workbooks.

    Parameters
    ----------
    book : Path
        The case list.
    out : Path
        The folder for what is written: ``follow-ups.xlsx``, ``collectors/``, ``rejected.xlsx``, ``summary.html``.
    as_of : date
        The day that figures are for.
    policies : Policies
        The rules.
    lang : str
        ``zh`` or ``en``.
    password : str, optional
        Opens a protected workbook.
    capacity : int, optional
        Follow-ups that one collector is given at most; the policy's number unless you say.
    progress : callable, optional
        Told the step and how much of it is done, from 0 to 1.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole. Bad rows never raise: they are in ``rejected.xlsx``.
    ArrearsError
        If the folder or a file in it cannot be written.
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

    with step("read"):
        intake = read_cases(book, password=password, as_of=as_of, lang=lang)
    with step("stage"):
        aged = age(intake.table, as_of, policies)
    with step("rank"):
        room = capacity or policies.get(Capacity, as_of).cases_per_day
        ranked = follow_ups(aged, as_of, policies, lang=lang, capacity=room)
    _make_folder(out)
    with step("follow-ups") as done:
        files = [
            write_follow_ups(ranked, out / "follow-ups.xlsx", as_of=as_of, policies=policies, lang=lang, progress=done)
        ]
    with step("collectors") as done:
        files += write_collector_books(
            ranked, out / "collectors", as_of=as_of, policies=policies, lang=lang, progress=done
        )
    with step("rejected"):
        files.append(write_rejected(intake, out / "rejected.xlsx", lang=lang))
    with step("summary"):
        page = out / "summary.html"
        files.append(write_summary(page, intake, aged, ranked, as_of=as_of, policies=policies, lang=lang, files=files))
    return Day(intake, aged, ranked, tuple(files), seconds)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArrearsError(
            f"the folder {out} cannot be made ({error.strerror}); name another with --out",
            f"无法建立文件夹 {out}（{error.strerror}）；请用 --out 指定其他文件夹",
        ) from error
