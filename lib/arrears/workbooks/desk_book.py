"""A collector's workbook: today's list, cases, contacts, promises, records, a plan's calculator, what to say, a guide."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import pandas as pd

from arrears.desk.promises import OUTCOME_WORDS
from arrears.policy.records import Stages
from arrears.units import yuan
from arrears.workbooks.book import write_book
from arrears.workbooks.desk_checks import Calls, checks, with_written
from arrears.workbooks.desk_guide import guide_sheet
from arrears.workbooks.desk_keys import book_mark, row_digest, row_key
from arrears.workbooks.desk_layout import CASES, CONTACTS, FORMAT, LISTS, PROMISES, RECORDS, SHEETS, TODAY
from arrears.workbooks.desk_lists import ListsSheet
from arrears.workbooks.desk_live import Setting, case_ages, case_names, case_stops, promise_status
from arrears.workbooks.desk_meta import HiddenLists, MetaSheet
from arrears.workbooks.desk_paint import paint_cases, paint_contacts, paint_promises, paint_today
from arrears.workbooks.desk_plan import PlanSheet
from arrears.workbooks.desk_plan_values import first_case, work_through
from arrears.workbooks.desk_scripts import ScriptsSheet
from arrears.workbooks.desk_table import DeskTable, Live
from arrears.workbooks.desk_words import say
from arrears.workbooks.styles import currency_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from arrears.workbooks.book import Sheet
    from arrears.workbooks.desk_columns import DeskSheet
    from arrears.workbooks.desk_content import DeskBook, DeskRun
    from arrears.workbooks.saving import Written

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
    written = write_book(path, sheets, as_of=run.as_of, title=title, currency=made.currency, lang=run.lang)
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
        }
        self.filled = filled
        rows = {sheet.key: filled[sheet.key] + sheet.spare for sheet in SHEETS}
        self.setting = Setting(run.policies, run.as_of, run.lang, rows)
        ids = book.cases["case_id"].astype(str).tolist()
        self.names = dict(zip(ids, book.cases["customer_name"].fillna("").astype(str).tolist(), strict=True))
        self.stops = dict(zip(ids, book.cases["blocked_by"].tolist(), strict=True))
        self.mark = self._mark()

    def sheets(self) -> list[Sheet]:
        run, lists = self.run, ListsSheet()
        stages, checked = run.policies.get(Stages, run.as_of), self._contacts_live()
        tables = [
            self._table(TODAY, self.book.follow_ups, self._today_live(), paint_today(stages), 4, "no_follow_ups"),
            self._table(
                CASES, self.book.cases, case_ages(self.setting, self.book.cases), paint_cases(stages), 3, "no_cases"
            ),
            self._table(CONTACTS, with_written(self.book.contacts, checked), checked, paint_contacts, 2),
            self._table(PROMISES, self._promises(), self._promises_live(), paint_promises, 2),
            self._table(RECORDS, pd.DataFrame(), {"customer_name": self._names(RECORDS, [])}, None, 2),
        ]
        wanted = self.book.follow_ups["case_id"].astype(str).tolist()
        worked = work_through(first_case(self.book.cases, wanted), run.as_of, run.policies, self.lang)
        return [
            *tables,
            PlanSheet(worked, self.setting, lists),
            ScriptsSheet(run.calls, run.messages),
            guide_sheet(self.book, run, self.mark),
            HiddenLists(LISTS, lists),
            MetaSheet(self._facts(), [line for table in tables for line in self._lines(table)]),
        ]

    def _table(  # one sheet's parts
        self,
        sheet: DeskSheet,
        frame: pd.DataFrame,
        live: Mapping[str, Live],
        paint: object,
        fixed: int,
        empty: str = "",
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
            unprinted=("rule_ids", "tries", "talks", "can", "block", "next") if sheet is TODAY else (),
        )

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
        digests = []
        for sheet, frame in ((TODAY, self.book.follow_ups), (CASES, self.book.cases)):
            names = [column.name for column in sheet.read_back if column.name in frame]
            keys = [column.key for column in sheet.read_back if column.name in frame]
            rows = frame[names].itertuples(index=False, name=None)
            digests += [row_digest(sheet, dict(zip(keys, row, strict=True))) for row in rows]
        return book_mark(self.book.collector, self.run.as_of, self.run.head, [self.lang, *digests])

    def _today_live(self) -> dict[str, Live]:
        rows = len(self.book.follow_ups)
        return checks(self.setting, TODAY, Calls.of(pd.DataFrame(), rows, self.stops))

    def _contacts_live(self) -> dict[str, Live]:
        rows = self.setting.rows[CONTACTS.key]
        calls = Calls.of(self.book.contacts, rows, self.stops)
        return {
            "customer_name": self._names(CONTACTS, calls.case.tolist()),
            "stop": case_stops(self.setting, rows, calls.case.tolist(), self.stops),
            **checks(self.setting, CONTACTS, calls),
        }

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
        return case_names(self.setting, sheet, rows, [*known, *[""] * (rows - len(known))], self.names)

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
