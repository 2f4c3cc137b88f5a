"""What goes to an agency and comes back: its pack, a collector's workbook with less in it; its return; its inspection sheet, filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from arrears.errors import ArrearsError, IntakeError
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy.records import AgencyInspection, AgencyTerms
from arrears.returns.fill import stored_day
from arrears.returns.merge import Keyring, merge_files, read_book
from arrears.store.access.viewing import masked_texts
from arrears.store.state.agencies import Agencies, Answer
from arrears.words import as_lang, both, say
from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.fill import desk_books, desk_run
from arrears.workbooks.reports.inspection import CheckSheet, read_inspection, write_inspection
from arrears.workbooks.sheets.names import file_stem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from arrears.policy.records import Cited
    from arrears.returns.book import DeskFile
    from arrears.returns.merge import Merged
    from arrears.workbooks.sheets.saving import Written

_INSIDE: Final = ("matter_zh", "matter_en", "agency", "agency_until", "blocked_by")
"""Columns that tell what the house says among its own people."""
_NOTES: Final = ("note",)


class Pack(NamedTuple):
    """A pack as it was written: the workbook, its cases, and the last day of the first of them that ends."""

    written: Written
    cases: pd.DataFrame


def write_pack(desk: Agencies, agency: str, folder: Path, *, lang: str = "zh", password: str = "") -> Pack:
    """Write what an agency has today: its cases, masked, the rules in force, its period, what it may do and what not.

    Parameters
    ----------
    desk : Agencies
        The agencies of the store.
    agency : str
        Whose.
    folder : Path
        Where the workbook goes, named after the agency.
    lang : str
        ``zh`` or ``en``.
    password : str
        Encrypts the workbook: masked is not anonymous.

    Raises
    ------
    ArrearsError
        If nothing is out with it, or the workbook cannot be written.
    """
    out = desk.out(agency)
    if out.empty:
        raise ArrearsError(both("agencies.nothing_out", agency=agency))
    store, day = desk.store, desk.day
    policies, terms = store.policies, store.policies.get(AgencyTerms, day)
    known = stored_day(store, day, set(out["case_id"]))
    mine = known.table.drop(columns=[name for name in _INSIDE if name in known.table]).assign(collector=agency)
    bare = mine.assign(**{name: _blank(mine[name]) for name in terms.hidden if name in mine})
    aged = age(bare, day, policies)
    listed = follow_ups(aged, day, policies, lang=as_lang(lang))
    run = desk_run(policies, day, lang, store=known.store, head=str(known.head))
    said = [known.contacts, known.promises]
    contacts, promises = [each.assign(**{name: None for name in _NOTES if name in each}) for each in said]
    (book,) = desk_books(listed, aged, run, contacts=contacts, promises=promises)
    path = folder / f"{file_stem(agency)}.xlsx"
    book = replace(book, terms=pack_terms(out, terms, lang), password=password)
    return Pack(write_desk_book(path, book, run), out)


def pack_terms(out: pd.DataFrame, terms: AgencyTerms, lang: str) -> list[tuple[str, str]]:
    """Say what holds for a pack: its numbers, its period, when it is back, what the agency may do and what not."""
    ends = sorted(out["until"].dt.date.unique())
    days = [(until, (pd.Timestamp(until) + pd.Timedelta(days=1 + terms.return_days)).date()) for until in ends]
    between = "、" if lang == "zh" else ", "
    return [
        (say("agencies.pack.number", lang), between.join(sorted(out["commission_id"].unique()))),
        (
            say("agencies.pack.period", lang),
            between.join(say("agencies.pack.until", lang, until=one) for one, _ in days),
        ),
        (say("agencies.pack.back", lang), between.join(str(back) for _, back in days)),
        *((say("agencies.pack.may", lang), cited(one, lang)) for one in terms.may),
        *((say("agencies.pack.may_not", lang), cited(one, lang)) for one in terms.may_not),
    ]


def cited(one: Cited, lang: str) -> str:
    """Give a sentence of the policy with its rule."""
    return f"{one.zh}（{one.rule}）" if lang == "zh" else f"{one.en} ({one.rule})"


def take_return(desk: Agencies, paths: Sequence[Path], *, password: str | None = None, lang: str = "zh") -> Merged:
    """Take an agency's workbooks into the store by the rules of a collector's, and note that they came back.

    Parameters
    ----------
    desk : Agencies
        The agencies of the store.
    paths : sequence of Path
        The workbooks.
    password : str, optional
        Opens protected ones.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If a file cannot be read, or is the workbook of somebody who is no agency; nothing is stored then.
    """
    names = set(desk.said()["agency"])
    files = [_theirs(path, names, password) for path in paths]
    merged = merge_files(desk.store, files, lang=lang)
    for book in files:
        desk.returned(book.facts["collector"], book.file)
    return merged


def _theirs(path: Path, names: set[str], password: str | None) -> DeskFile:
    book = read_book(path, Keyring(password, {}))
    if isinstance(book, IntakeError):
        raise ArrearsError(f"{path.name}: {book.message}", f"{path.name}：{book.zh or book.message}")
    who = book.facts.get("collector", "")
    if who not in names:
        raise ArrearsError(both("agencies.no_agency", file=path.name, who=who or "?"))
    return book


def _blank(column: pd.Series[Any]) -> pd.Series[Any]:
    """Give a column of the same kind with nothing in it."""
    return column.where(pd.Series(False, index=column.index, dtype=bool))


def inspection_sheet(desk: Agencies, agency: str, path: Path, lang: str = "zh") -> Written:
    """Write the sheet for an agency's inspection: its figures since the last one, the policy's items, and the lists behind them.

    Parameters
    ----------
    desk : Agencies
        The agencies of the store.
    agency : str
        Whose.
    path : Path
        An ``.xlsx`` file.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If there is no such agency, or the sheet cannot be written.
    """
    row = desk.known(agency)
    name, day, policies = str(row["agency"]), desk.day, desk.store.policies
    kept = policies.get(AgencyInspection, day)
    given = desk.given()
    mine = given[given["agency"] == name]
    since = row["inspected_on"]
    breaches, complaints = (
        found[(found["agency"] == name) & ~(found["day"] < since)].reset_index(drop=True)
        for found in (desk.breaches(given, lang), desk.complaints(given))
    )
    ended = [
        say(f"agencies.ends.{why}", lang) if back <= pd.Timestamp(day) else "" for why, back in zip(mine["why"], mine["back_on"], strict=True)
    ]  # fmt: skip
    lists = {
        "breaches": breaches,
        "complaints": masked_texts(desk.store, complaints, ["reason"]),
        "cases": mine.assign(back_on=mine["back_on"].where(mine["back_on"] <= pd.Timestamp(day)), ended=ended),
    }
    log = desk.store.contacts()
    own = log[log["collector"].fillna(log["actor"]).eq(name)]
    calls = own[own["channel"] == "call"]
    recorded = int(calls["recorded"].eq(other=True).sum())
    values = {
        "agency": name,
        "licence": row["licence"],
        "reached_by": row["reached_by"],
        "state": say(f"agencies.states.{row['state']}", lang),
        "inspected": _on(row["inspected_on"], lang),
        "until": _on(row["valid_until"], lang),
        "cases": say("agencies.sheet.counted", lang, given=len(mine), out=row["out"]),
        "contacts": say("agencies.sheet.called", lang, count=len(own), calls=len(calls), recorded=recorded),
        "breaches": say("agencies.sheet.times", lang, count=breaches["contact_id"].nunique()),
        "complaints": say("agencies.sheet.times", lang, count=len(complaints)),
        "returned": _on(row["returned_on"], lang),
    }
    sheet = CheckSheet(
        agency=name,
        title=say("agencies.sheet.title", lang, agency=name, day=day.isoformat()),
        note=say("agencies.sheet.note", lang, rule=kept.rule, months=kept.every_months),
        facts=[(say(f"agencies.sheet.facts.{key}", lang), str(value)) for key, value in values.items()],
        items=kept.items,
    )
    return write_inspection(path, sheet, lists, as_of=day, lang=lang)


def take_inspection(desk: Agencies, path: Path) -> tuple[str, bool]:
    """Record what a filled-in inspection sheet says; gives the agency, and whether it passed.

    Raises
    ------
    ArrearsError
        If it is no such sheet, an item is not answered, or the agency is not enrolled.
    """
    items = desk.store.policies.get(AgencyInspection, desk.day).items
    said = read_inspection(path, items)
    answers = {key: Answer(met, note) for key, (met, note) in said.items.items()}
    return said.agency, desk.inspect(said.agency, answers, said.note)


def _on(day: Any, lang: str) -> str:  # noqa: ANN401  # a day, or none
    return say("agencies.sheet.never", lang) if pd.isna(day) else str(day.date())
