"""A collector's workbooks, and a hand that fills in, sorts, copies, deletes and breaks a workbook as people do, through openpyxl."""

import warnings
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.returns.fill import stored_day
from arrears.workbooks.collector.fill import desk_run, write_desk_books
from arrears.workbooks.collector.layout import HEADING_ROW, META, SHEETS

FIRST = HEADING_ROW + 1
DAY = date(2026, 11, 23)
EVENING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Eight in the evening in Shanghai."""


def clock(hour, minute=0, day=23):
    """A time as a sheet has it: of no zone."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001


AT = clock(10, 30)


def write_books(store, folder, lang="zh", day=DAY):
    shown = stored_day(store, day)
    aged = age(shown.table, day, store.policies)
    listed = follow_ups(aged, day, store.policies, lang=lang, capacity=50)
    run = desk_run(store.policies, day, lang, store=shown.store, head=str(shown.head))
    return write_desk_books(listed, aged, folder, run, contacts=shown.contacts, promises=shown.promises)


class Hand:
    def __init__(self, path: Path, lang="zh"):
        self.path, self.lang = path, lang
        with warnings.catch_warnings():
            # openpyxl drops what only Excel needs, as other programs do.
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(path)

    def sheet(self, key):
        layout = next(sheet for sheet in SHEETS if sheet.key == key)
        return layout, self.book[layout.name(self.lang)]

    def place(self, key, column):
        layout, sheet = self.sheet(key)
        wanted = layout.column(column).heading(self.lang)
        return next(cell.column for cell in sheet[HEADING_ROW] if cell.value == wanted)

    def get(self, key, row, column):
        return self.sheet(key)[1].cell(row, self.place(key, column)).value

    def put(self, key, row, /, **cells):
        for column, value in cells.items():
            self.sheet(key)[1].cell(row, self.place(key, column)).value = value
        return self

    def rows(self, key):
        sheet = self.sheet(key)[1]
        return [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, 1).value]

    def blank(self, key):
        """Give the first row to fill in."""
        return next(row for row in self.rows(key) if not self.get(key, row, "case_id"))

    @property
    def cases(self):
        return [self.get("cases", row, "case_id") for row in self.rows("cases")]

    def call(self, row=None, case=None, **cells):
        """Log a call on the sheet of contacts."""
        row = row or self.blank("contacts")
        usual = {"case_id": case or self.cases[1], "at": AT, "channel": "电话", "outcome": "无人接听", "recorded": "是"}
        return self.put("contacts", row, **usual | cells)

    def promise(self, **cells):
        usual = {"case_id": self.cases[1], "amount": 200, "due_on": date(2026, 11, 30), "made_at": AT}
        return self.put("promises", self.blank("promises"), **usual | cells)

    def record(self, item, **cells):
        return self.put("records", self.blank("records"), **{"case_id": self.cases[1], "item": item} | cells)

    def household(self, **cells):
        return self.put("household", self.blank("household"), **{"case_id": self.cases[1]} | cells)

    def values(self, key):
        """Give the rows of a table as lists of values, live formulas left where they are."""
        layout, sheet = self.sheet(key)
        return [[sheet.cell(row, 1 + place).value for place in range(len(layout.in_table))] for row in self.rows(key)]

    def write(self, key, rows, first=FIRST):
        layout, sheet = self.sheet(key)
        for row in range(first, max(sheet.max_row, first + len(rows)) + 1):
            for place in range(len(layout.in_table)):
                old = sheet.cell(FIRST, 1 + place)
                cell = sheet.cell(row, 1 + place)
                cell.value = rows[row - first][place] if row - first < len(rows) else None
                cell.number_format = copy(old.number_format)
        return self

    def reverse(self, key):
        """Sort a table the other way round."""
        return self.write(key, self.values(key)[::-1])

    def meta(self):
        return self.book[META]

    def fact(self, name, value):
        cell = next(row[1] for row in self.meta().iter_rows() if row[0].value == name)
        cell.value = value
        return self

    def save(self, folder, name=None):
        folder.mkdir(exist_ok=True)
        path = folder / (name or self.path.name)
        self.book.save(path)
        return path
