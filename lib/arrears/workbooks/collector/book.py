"""A collector's workbook: today's list, cases, contacts, promises, records, a plan's calculator, what to say, a guide."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import Access, Causes, HouseholdFacts, Stages
from arrears.units import yuan
from arrears.words import say as say_all
from arrears.workbooks.collector.calculator.sheet import PlanSheet
from arrears.workbooks.collector.calculator.values import first_case, work_through
from arrears.workbooks.collector.checks import Calls, Listed, checks, states
from arrears.workbooks.collector.guide import guide_sheet
from arrears.workbooks.collector.keys import book_mark, row_digests, row_key
from arrears.workbooks.collector.layout import (
    CASES,
    CONTACTS,
    FORMAT,
    HOUSEHOLD,
    LISTS,
    PROMISES,
    RECORDS,
    SHEETS,
    TODAY,
)
from arrears.workbooks.collector.lists import ListsSheet
from arrears.workbooks.collector.live import Setting, case_ages, case_names, case_stops, promise_status
from arrears.workbooks.collector.meta import HiddenLists, MetaSheet
from arrears.workbooks.collector.native import Helpers, first_channel, past_keys
from arrears.workbooks.collector.paint import paint_cases, paint_contacts, paint_promises, paint_today
from arrears.workbooks.collector.places import day_cell, serial
from arrears.workbooks.collector.scripts import ScriptsSheet
from arrears.workbooks.collector.table import DeskTable, Live
from arrears.workbooks.collector.words import say
from arrears.workbooks.native.rules_sheet import RulesSheet
from arrears.workbooks.reports.follow_ups import held_sheets
from arrears.workbooks.sheets.book import write_book
from arrears.workbooks.sheets.styles import currency_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from arrears.workbooks.collector.columns import DeskSheet
    from arrears.workbooks.collector.content import DeskBook, DeskRun
    from arrears.workbooks.sheets.book import Sheet
    from arrears.workbooks.sheets.saving import Written

_HELD_COLUMNS: Final = frozenset(
    {
        *("responsible", "act_by", "next_action", "blocked_by", "open_matter", "case_id", "customer_name"),
        *("days_past_due", "currency", "total_due_fen", "reason", "other_cases"),
    }
)
"""What a collector needs to know of a case that is not hers to work today."""
_EVENT: Final = "event"
"""Column of a frame with the key of the event that a row shows."""


def write_desk_book(path: Path, book: DeskBook, run: DeskRun) -> Written:
    """Write a collector's workbook whole or not at all; the same content gives the same bytes.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file; an old one is replaced in one step.
    book : DeskBook
        What it shows.
    run : DeskRun
        What it has in common with the other collectors' workbooks.

    Returns
    -------
    Written
        Where the file is; its rows are those of the follow-up list.

    Raises
    ------
    ArrearsError
        If the file cannot be written.
    ValueError
        If a frame lacks a column, or a figure cannot be computed; it names value, rule and remedy.
    """
    made = _Maker(book, run)
    sheets = made.sheets()
    title = say("today_title", run.lang, collector=book.collector, day=run.as_of.isoformat())
    written = write_book(
        path, sheets, as_of=run.as_of, title=title, currency=made.currency, lang=run.lang, password=book.password
    )
    return type(written)(written.path, written.asked, len(book.follow_ups))


class _Maker:
    """Puts one workbook's sheets together."""

    def __init__(self, book: DeskBook, run: DeskRun) -> None:
        self.book, self.run, self.lang = book, run, run.lang
        codes = book.cases["currency"].dropna().unique().tolist() if "currency" in book.cases else []
        own = run.policies.profile.currency
        self.currency = "" if len(codes) > 1 else (codes or [own])[0]
        filled = {
            TODAY.key: len(book.follow_ups),
            CASES.key: len(book.cases),
            CONTACTS.key: len(book.contacts),
            PROMISES.key: len(book.promises),
            RECORDS.key: 0,
            HOUSEHOLD.key: 0,
        }
        self.filled = filled
        rows = {sheet.key: filled[sheet.key] + sheet.spare for sheet in SHEETS}
        self.setting = Setting(run.policies, run.as_of, run.lang, rows, run.figures, run.opening)
        self.helpers = {sheet.key: Helpers(self.setting, sheet) for sheet in (TODAY, CONTACTS)}
        ids = book.cases["case_id"].astype(str).tolist()
        self.names = dict(zip(ids, book.cases["customer_name"].fillna("").astype(str).tolist(), strict=True))
        self.stops = dict(zip(ids, book.cases["blocked_by"].tolist(), strict=True))
        persons = book.cases["person"].tolist() if "person" in book.cases else ids
        self.persons = dict(zip(ids, map(str, persons), strict=True))
        self.mark = self._mark()

    def sheets(self) -> list[Sheet]:
        run, lists = self.run, ListsSheet()
        stages = run.policies.get(Stages, run.as_of)
        tables = [
            self._table(TODAY, self._listed, self._today_live(), paint_today(stages), 3, "no_follow_ups"),
            self._table(
                CASES, self.book.cases, case_ages(self.setting, self.book.cases), paint_cases(stages), 3, "no_cases"
            ),
            self._table(CONTACTS, self.book.contacts, self._contacts_live(), paint_contacts, 2),
            self._table(PROMISES, self._promises(), self._promises_live(), paint_promises, 2),
            self._table(
                RECORDS, pd.DataFrame(), {"customer_name": self._names(RECORDS, [])}, None, 2, words=self._items(lists)
            ),
            self._table(
                HOUSEHOLD,
                pd.DataFrame(),
                {"customer_name": self._names(HOUSEHOLD, [])},
                None,
                2,
                words=self._by_policy(lists),
            ),
        ]
        wanted = self.book.follow_ups["case_id"].astype(str).tolist()
        worked = work_through(first_case(self.book.cases, wanted), run.as_of, run.policies, self.lang)
        return [
            *tables,
            *self._on_hold(),
            PlanSheet(worked, self.setting, lists),
            ScriptsSheet(run.calls, run.messages),
            guide_sheet(self.book, run, self.mark),
            RulesSheet(run.figures, as_of=day_cell(self.lang), more=[run.barred]),
            HiddenLists(LISTS, lists),
            MetaSheet(self._facts(), [line for table in tables for line in self._lines(table)]),
        ]

    def _on_hold(self) -> list[Sheet]:
        """Give what the team lead decides and what waits: to be read, not to be worked."""
        if self.book.on_hold.empty:
            return []
        symbol = currency_symbol(self.currency) if self.currency else ""
        return list(
            held_sheets(
                self.book.on_hold, self.book.collector, self.run.as_of, self.lang, symbol=symbol, keys=_HELD_COLUMNS
            )
        )

    def _table(  # one sheet's parts
        self,
        sheet: DeskSheet,
        frame: pd.DataFrame,
        live: Mapping[str, Live],
        paint: object,
        fixed: int,
        empty: str = "",
        words: Mapping[str, str] | None = None,
    ) -> DeskTable:
        values = {"collector": self.book.collector, "day": self.run.as_of.isoformat(), "cases": f"{len(frame):,}",
                  "amount": self._amount(frame)}  # fmt: skip
        return DeskTable(
            sheet=sheet,
            frame=frame,
            keys=self._keys(sheet, frame),
            title=say(f"{sheet.key}_title", self.lang, **values),
            note=say(f"{sheet.key}_note", self.lang, **values),
            live=live,
            as_of=self.run.as_of,
            cases=self.setting.area(CASES, "case_id"),
            empty=say(empty, self.lang) if empty else "",
            paint=paint,  # type: ignore[arg-type]  # each of the painters is one
            fixed=fixed,
            lang=self.lang,
            helpers=self._helpers(sheet, frame),
            dialled=frozenset(self.book.numbers.values())
            if sheet is TODAY and self.run.policies.get(Access, self.run.as_of).dial_links
            else frozenset(),
            tally=self._tally() if sheet is TODAY and len(frame) else ("", ""),
            words=words or {},
        )

    def _items(self, lists: ListsSheet) -> dict[str, str]:
        """Put what can be recorded on the hidden sheet: the list is too long for a validation."""
        column = RECORDS.column("item")
        return {"item": lists.words([column.word(key, self.lang) for key in column.words or ()])}

    def _by_policy(self, lists: ListsSheet) -> dict[str, str]:
        """Put the policy's words on the hidden sheet."""
        causes = self.run.policies.get(Causes, self.run.as_of).causes
        purposes = self.run.policies.get(HouseholdFacts, self.run.as_of).purposes
        return {
            key: lists.words([one.zh if self.lang == "zh" else one.en for one in words])
            for key, words in (("cause", causes), ("purpose", purposes))
        }

    def _amount(self, frame: pd.DataFrame) -> str:
        if "total_due_fen" not in frame or not self.currency:
            return "—"
        return f"{currency_symbol(self.currency)}{yuan(int(frame['total_due_fen'].fillna(0).sum())):,.2f}"

    def _keys(self, sheet: DeskSheet, frame: pd.DataFrame) -> list[str]:
        if sheet.key in {TODAY.key, CASES.key}:
            names = frame["case_id"].astype(str).tolist()
        else:
            known = frame[_EVENT].tolist() if _EVENT in frame else [""] * len(frame)
            names = [str(event) or f"row {number}" for number, event in enumerate(known, 1)]
            names += [f"new {number}" for number in range(1, sheet.spare + 1)]
        return [row_key(sheet, self.mark, name) for name in names]

    def _mark(self) -> str:
        """Give the workbook's mark from what it shows."""
        digests: list[str] = []
        for sheet, frame in ((TODAY, self._listed), (CASES, self.book.cases)):
            known = {column.key: frame[column.name].tolist() for column in sheet.read_back if column.name in frame}
            digests += row_digests(sheet, known)
        return book_mark(self.book.collector, self.run.as_of, self.run.head, [self.lang, *digests])

    @cached_property
    def _listed(self) -> pd.DataFrame:
        """The list with what formulas need of each row: whose card it is, and the first channel that is suggested."""
        listed = self.book.follow_ups
        ids = listed["case_id"].astype(str).tolist()
        if self.book.numbers:
            full = [self.book.numbers.get(one) or shown for one, shown in zip(ids, listed["phone"], strict=True)]
            listed = listed.assign(phone=pd.Series(full, index=listed.index, dtype=object))
        return listed.assign(
            person=pd.Series([self.persons.get(one, one) for one in ids], index=listed.index, dtype=object),
            first_channel=pd.Series(
                [first_channel(text, self.lang) for text in listed["channel"]], index=listed.index, dtype=object
            ),
        )

    def _today_live(self) -> dict[str, Live]:
        blocked = self._listed["blocked_by"].fillna("").astype(str).tolist()
        listed = Listed(self._listed["first_channel"].tolist(), blocked)
        return states(self.setting, self.helpers[TODAY.key], listed)

    def _tally(self) -> tuple[str, str]:
        """Give how many rows are done and how many are left, as a formula and as it stands."""
        cells, done = (
            self.setting.area(TODAY, "state", here=TODAY),
            say_all("workbooks.collector.state.done", self.lang),
        )
        text = say_all("workbooks.collector.state.tally", self.lang, done="\x00", left="\x01")
        count, ids = f'COUNTIF({cells},"{done}")', self.setting.area(TODAY, "case_id", here=TODAY)
        formula = '="' + text.replace("\x00", f'"&{count}&"').replace("\x01", f'"&(COUNTA({ids})-{count})&"') + '"'
        shown = say_all("workbooks.collector.state.tally", self.lang, done=0, left=len(self.book.follow_ups))
        return formula, shown

    def _contacts_live(self) -> dict[str, Live]:
        calls, past = self._calls, len(self.book.contacts)
        return {
            "customer_name": self._names(CONTACTS, calls.case.tolist()),
            "stop": case_stops(self.setting, calls.case.tolist(), self.stops),
            **checks(self.setting, self.helpers[CONTACTS.key], calls, past),
        }

    @cached_property
    def _calls(self) -> Calls:
        rows = self.setting.rows[CONTACTS.key]
        return Calls.of(self.book.contacts, rows, self.stops, self.persons)

    def _helpers(self, sheet: DeskSheet, frame: pd.DataFrame) -> dict[int, Live]:
        """Give a sheet's hidden cells: of past contacts their keys alone, as values."""
        if sheet.key not in self.helpers:
            return {}
        helpers, rows = self.helpers[sheet.key], self.setting.rows[sheet.key]
        past = len(frame) if sheet is CONTACTS else 0
        known = self._past_keys() if past else {}
        return {
            place: Live(
                helpers.formulas[key],
                [*known.get(key.removeprefix("made_"), [""] * past), *[""] * (rows - past)],
                past,
            )
            for key, place in helpers.places.items()
        }

    def _past_keys(self) -> dict[str, list[object]]:
        calls, past = self._calls, len(self.book.contacts)
        days = [None if np.isnat(one) else int(serial(one.item())) for one in calls.when[:past]]
        own = ("person", "case", "channel", "outcome", "direction", "party", "consent")
        return past_keys(self.helpers[CONTACTS.key], {"day": days, **{key: getattr(calls, key)[:past] for key in own}})

    def _promises(self) -> pd.DataFrame:
        """Write outcomes in words, as they are shown where there is no add-in."""
        promises = self.book.promises
        if "outcome" not in promises:
            return promises
        at = 0 if self.lang == "zh" else 1
        words = {key: pair[at] for key, pair in OUTCOME_WORDS.items()}
        return promises.assign(outcome=promises["outcome"].map(words))

    def _promises_live(self) -> dict[str, Live]:
        promises = self.book.promises
        rows = self.setting.rows[PROMISES.key]
        known = promises["case_id"].astype(str).tolist() if len(promises) else []
        names = self._names(PROMISES, known)
        return {"customer_name": names, **promise_status(self.setting, promises, rows)}

    def _names(self, sheet: DeskSheet, known: Sequence[str]) -> Live:
        rows = self.setting.rows[sheet.key]
        return case_names(self.setting, sheet, [*known, *[""] * (rows - len(known))], self.names)

    def _lines(self, table: DeskTable) -> list[tuple[str, str, str]]:
        """Give each row's key, digest and event."""
        events = table.frame[_EVENT].fillna("").astype(str).tolist() if _EVENT in table.frame else []
        events += [""] * (table.rows - len(events))
        return list(zip(table.keys, table.digests(), events, strict=True))

    def _facts(self) -> dict[str, str]:
        run = self.run
        return {
            "format": str(FORMAT),
            "collector": self.book.collector,
            "as_of": run.as_of.isoformat(),
            "lang": self.lang,
            "profile": run.policies.name,
            "store": run.store,
            "head": run.head,
            "book": self.mark,
            "version": version("arrears"),
            **{f"policy:{name}": text for name, text in run.versions.items()},
        }
