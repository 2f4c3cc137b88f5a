"""The follow-up list as a workbook, for the desk and for each collector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.follow_ups.ranking import stage_explanations
from arrears.policy.records import Stages
from arrears.tables.columns import BY_KEY, Kind
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS, QUEUES
from arrears.units import yuan
from arrears.words import as_lang, say
from arrears.workbooks.reports.notes import NotesSheet, RuleLine, StageLine, list_legend, rule_lines
from arrears.workbooks.sheets.book import Area, Field, TableSheet, write_book
from arrears.workbooks.sheets.crew import write_all
from arrears.workbooks.sheets.names import distinct, file_stem, sheet_name
from arrears.workbooks.sheets.styles import (
    BLOCKED_FILL,
    BLOCKED_INK,
    INK,
    SCORE_BAR,
    Form,
    currency_symbol,
    stage_tones,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy import Policies
    from arrears.workbooks.sheets.book import Painter
    from arrears.workbooks.sheets.saving import Written

TABLE = "follow_ups"
"""The table's name inside the workbook, by which a program finds it again."""
_FIXED = 4
_HELD_FIRST = (
    "rank",
    "collector",
    "case_id",
    "customer_name",
    "blocked_by",
    "next_action",
    "responsible",
    "act_by",
    "open_matter",
)
"""What stands left on a sheet of what is on hold: who must do what by when."""
_FORMS = {Kind.AMOUNT: Form.AMOUNT, Kind.DATE: Form.DATE, Kind.COUNT: Form.COUNT}
_WIDEST = {
    "next_action": 38,
    "reason": 46,
    "open_matter": 26,
    "other_cases": 26,
    "person_total": 30,
    "rule_ids": 26,
    "case_id": 26,
}


def write_follow_ups(
    follow_ups: pd.DataFrame,
    path: Path,
    *,
    policies: Policies,
    as_of: date,
    lang: str = "zh",
    title: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Written:
    """Write a follow-up list as a workbook with a table and a sheet of notes.

    Parameters
    ----------
    follow_ups : DataFrame
        As `desk.follow_ups` gives it: amounts in fen, names and phones masked. A further column ``currency`` names each
        amount's; without it they are in the profile's. What its ``attrs["dropped"]`` says about
        the daily capacity stands in the notes.
    path : Path
        An ``.xlsx`` file; an old one is replaced in one step.
    policies : Policies
        Whose rules the list follows; they are listed in the notes.
    as_of : date
        The day that the list is of.
    lang : str
        ``zh`` or ``en``.
    title : str, optional
        Stands on top instead of the usual one.
    progress : callable, optional
        Told how much is done, from 0 to 1.

    Returns
    -------
    Written
        Where the file is; under a second name if the old one is open elsewhere.

    Raises
    ------
    ArrearsError
        If the file cannot be written.
    ValueError
        If a column is missing.
    """
    frame = _frame(policies, as_of, lang)
    cut = sum(follow_ups.attrs.get("dropped", {}).values())
    return _write(
        _loose(follow_ups),
        path,
        say("workbooks.sheets.follow_ups", lang),
        frame,
        cut=cut,
        title=title,
        progress=progress,
    )


def write_collector_books(
    follow_ups: pd.DataFrame,
    folder: Path,
    *,
    policies: Policies,
    as_of: date,
    lang: str = "zh",
    progress: Callable[[float], None] | None = None,
) -> list[Written]:
    """Write one workbook a collector, named after the collector, and one for cases that nobody has.

    Parameters
    ----------
    follow_ups : DataFrame
        As for `write_follow_ups`.
    folder : Path
        Where they go; names that a file system forbids are made safe, and no two collectors share a file.
    policies, as_of, lang
        As for `write_follow_ups`.
    progress : callable, optional
        Told how much is done, from 0 to 1.

    Returns
    -------
    list of Written
        One a collector, sorted by name, the unassigned last; empty for an empty list.
    """
    dropped = follow_ups.attrs.get("dropped", {})
    nobody = say("workbooks.sheets.unassigned", lang)
    owners = follow_ups["collector"].fillna("").astype(str).str.strip()
    lists = _loose(follow_ups)
    groups = {str(owner): rows for owner, rows in lists.groupby(owners, sort=True)}
    unassigned = groups.pop("", None)
    files = distinct(groups, file_stem, taken=() if unassigned is None else (nobody,))
    named = [(name, files[name], rows) for name, rows in groups.items()]
    if unassigned is not None:
        named.append((nobody, nobody, unassigned))
    frame = _frame(policies, as_of, lang)
    books = [_Book(name, folder / f"{stem}.xlsx", rows, dropped.get(name, 0)) for name, stem, rows in named]
    return write_all(partial(_write_collector, frame), books, progress)


@dataclass(frozen=True)
class _Book:
    """One collector's list, where it goes, and how many cases were cut off it."""

    collector: str
    path: Path
    rows: pd.DataFrame
    cut: int


def _write_collector(frame: _Frame, book: _Book) -> Written:
    lang = frame.lang
    sheet = distinct([book.collector], sheet_name, taken=[say("workbooks.sheets.notes_sheet", lang)])[book.collector]
    title = say(
        "workbooks.sheets.collector_title",
        lang,
        title=say("workbooks.sheets.follow_ups", lang),
        collector=book.collector,
    )
    return _write(book.rows, book.path, sheet, _citing(frame, book.rows), cut=book.cut, title=title)


@dataclass(frozen=True)
class _Frame:
    """What all workbooks of one run have in common; the rules are looked up once for hundreds of collectors."""

    policies: Policies
    as_of: date
    lang: str
    rules: list[RuleLine]
    stages: list[StageLine]


def _frame(policies: Policies, as_of: date, lang: str) -> _Frame:
    return _Frame(
        policies, as_of, lang, rule_lines(policies, as_of, lang), stage_explanations(policies, as_of, as_lang(lang))
    )


def _loose(follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Give a list's values as plain objects, which are quick to take out for hundreds of small books."""
    lists = follow_ups.astype(dict.fromkeys(follow_ups.columns.difference(["due_on", "act_by"]), object))
    lists.attrs = {}  # pandas copies them deeply at every step, and they name every collector
    return lists.copy()  # in one block of objects, of which a part is taken in one step


def _citing(frame: _Frame, rows: pd.DataFrame) -> _Frame:
    """Keep the rules that a collector's own list cites; the team's list and the summary show all that are in force."""
    cited = set(";".join(rows["rule_ids"].dropna().astype(str).unique()).split(";"))
    return replace(frame, rules=[line for line in frame.rules if line.rule in cited])


def _write(
    follow_ups: pd.DataFrame,
    path: Path,
    sheet: str,
    frame: _Frame,
    *,
    cut: int,
    title: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Written:
    _demand_columns(follow_ups)
    policies, as_of, lang = frame.policies, frame.as_of, frame.lang
    stages = policies.get(Stages, on=as_of)
    profile = policies.profile
    title = title or say("workbooks.sheets.follow_ups", lang)
    day = say("workbooks.sheets.as_of", lang, day=as_of.isoformat())
    parts = {queue: _queued(follow_ups, queue) for queue in QUEUES}
    work = parts.pop("work")
    amounts = _amounts(work, profile.currency, lang)
    sums = _sums(follow_ups, profile.currency)
    currency = next(iter(sums)) if len(sums) == 1 else ""
    name = profile.title_zh if lang == "zh" else profile.title
    table = TableSheet(
        name=sheet,
        table=TABLE,
        title=f"{title} · {day}",
        note=say(
            "workbooks.sheets.list_note",
            lang,
            cases=f"{len(work):,}",
            amount=amounts,
            profile=name,
        ),
        fields=_fields(lang, with_currency=not currency),
        frame=work,
        empty=say("workbooks.sheets.no_follow_ups", lang),
        paint=_painter(stages),
        fixed=_FIXED,
        symbol=currency_symbol(currency),
    )
    held = held_sheets(follow_ups, title, as_of, lang, symbol=currency_symbol(currency))
    notes = NotesSheet(
        name=say("workbooks.sheets.notes_sheet", lang),
        title=say("workbooks.sheets.about", lang),
        facts=(
            (say("workbooks.sheets.as_of_label", lang), as_of.isoformat()),
            (say("workbooks.sheets.profile_label", lang), name),
            (
                say("workbooks.sheets.cases_label", lang),
                say("workbooks.sheets.cases_count", lang, count=f"{len(work):,}"),
            ),
            (say("workbooks.sheets.amount_label", lang), amounts),
            *(
                (
                    QUEUES[queue][0 if lang == "zh" else 1],
                    say("workbooks.sheets.cases_count", lang, count=f"{len(rows):,}"),
                )
                for queue, rows in parts.items()
            ),
            (say("workbooks.sheets.cut_label", lang), say("workbooks.sheets.cases_count", lang, count=f"{cut:,}")),
        ),
        legend=list_legend(stages, lang),
        stages=frame.stages,
        rules=frame.rules,
    )
    return write_book(
        path, (table, *held, notes), as_of=as_of, title=title, currency=currency, lang=lang, progress=progress
    )


def held_sheets(
    follow_ups: pd.DataFrame, title: str, as_of: date, lang: str, *, symbol: str, keys: Collection[str] = ()
) -> list[TableSheet]:
    """Give what is on hold as sheets of their own: for the team lead, and what waits, with who must do what by when.

    Parameters
    ----------
    follow_ups : DataFrame
        The list, of which only the queues ``lead`` and ``waiting`` are shown; a queue without a line has no sheet.
    title : str
        What stands on top, before the queue's name and the day.
    as_of, lang
        As for `write_follow_ups`.
    symbol : str
        Of the currency; blank where there are several, which then have a column.
    keys : collection of str
        Only these columns; all unless given.
    """
    place, day = 0 if lang == "zh" else 1, say("workbooks.sheets.as_of", lang, day=as_of.isoformat())
    with_currency = not symbol and "currency" in follow_ups
    fields = [one for one in _held_fields(lang, with_currency=with_currency) if not keys or one.name in keys]
    sheets = []
    for queue in ("lead", "waiting"):
        rows = _queued(follow_ups, queue)
        if len(rows):
            sheets.append(
                TableSheet(
                    name=QUEUES[queue][place],
                    table=f"{TABLE}_{queue}",
                    title=f"{title} · {QUEUES[queue][place]} · {day}",
                    note=say(f"workbooks.sheets.{queue}_note", lang, cases=f"{len(rows):,}"),
                    fields=tuple(fields),
                    frame=rows,
                    empty="",
                    fixed=_FIXED,
                    symbol=symbol,
                )
            )
    return sheets


def _queued(follow_ups: pd.DataFrame, queue: str) -> pd.DataFrame:
    """Give the lines of one queue."""
    return follow_ups.take(np.flatnonzero(follow_ups["queue"].to_numpy(dtype=object) == queue))


def _sums(follow_ups: pd.DataFrame, own: str) -> dict[str, int]:
    """Add up what is due by currency: amounts of different ones are never added up."""
    due = follow_ups["total_due_fen"].to_numpy(dtype=np.int64)
    if "currency" not in follow_ups or follow_ups.empty:
        return {own: int(due.sum())}
    place, codes = pd.factorize(follow_ups["currency"].to_numpy(dtype=object), sort=True)
    sums = np.zeros(len(codes), dtype=np.int64)
    known = place >= 0
    np.add.at(sums, place[known], due[known])
    return dict(zip(map(str, codes), sums.tolist(), strict=True))


def _amounts(follow_ups: pd.DataFrame, own: str, lang: str) -> str:
    sums = _sums(follow_ups, own)
    return say("workbooks.sheets.between", lang).join(
        f"{currency_symbol(code)}{yuan(fen):,.2f}" for code, fen in sums.items()
    )


def _demand_columns(follow_ups: pd.DataFrame) -> None:
    missing = [column.name for column in FOLLOW_UP_COLUMNS if column.name not in follow_ups.columns]
    if missing:
        raise ValueError(f"a follow-up list must have the columns of tables.follow_ups; it lacks {', '.join(missing)}")


def _fields(lang: str, *, with_currency: bool) -> tuple[Field, ...]:
    """Give the columns; each row's currency stands before its amounts where there are several."""
    columns = [column for column in FOLLOW_UP_COLUMNS if column.key != "queue"]
    if with_currency:
        columns.insert([column.key for column in columns].index("total_due"), BY_KEY["currency"])
    return tuple(
        Field(column.name, column.heading(lang), _FORMS.get(column.kind, Form.TEXT), _WIDEST.get(column.key, 34))
        for column in columns
    )


def _held_fields(lang: str, *, with_currency: bool) -> tuple[Field, ...]:
    """Give the columns of what is on hold, who must do what by when first."""
    first = {key: place for place, key in enumerate(_HELD_FIRST)}
    fields = _fields(lang, with_currency=with_currency)
    return tuple(sorted(fields, key=lambda field: first.get(field.name, len(first))))


def _painter(stages: Stages) -> Painter:
    """Give what colours a list: blocked rows first, then stages, then the score's bars."""

    def paint(sheet: Worksheet, workbook: Workbook, area: Area) -> None:
        blocked = f'{area.reference("blocked_by")}<>""'
        reason = workbook.add_format({"font_color": INK, "bold": True, "bg_color": BLOCKED_FILL})
        grey = workbook.add_format({"font_color": BLOCKED_INK, "bg_color": BLOCKED_FILL})
        for place, look in ((area.column("blocked_by"), reason), (area.everything(), grey)):
            sheet.conditional_format(
                *place, {"type": "formula", "criteria": blocked, "format": look, "stop_if_true": True}
            )
        for tone, *names in zip(
            stage_tones(len(stages.keys)), stages.keys, stages.labels_zh, stages.labels_en, strict=True
        ):
            look = workbook.add_format({"bg_color": tone.fill, "font_color": tone.ink})
            cell = area.reference("stage")
            criteria = "OR({})".format(",".join(f'{cell}="{name}"' for name in dict.fromkeys(names)))
            sheet.conditional_format(*area.column("stage"), {"type": "formula", "criteria": criteria, "format": look})
        bar = {"type": "data_bar", "bar_color": SCORE_BAR, "bar_solid": True, "data_bar_2010": True}
        limits = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
        sheet.conditional_format(*area.column("score"), bar | limits)

    return paint
