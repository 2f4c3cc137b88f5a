"""Run inside the tests' LibreOffice session (`calc_host`): what the tests of the add-in do there."""

from __future__ import annotations

import json
import os
import queue
import signal
import threading
import time

import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.frame import XDispatchResultListener
from com.sun.star.util import URL


def enter(host, book, entries):
    """Enter formulas; ``(sheet, cell, formula, rows, columns)``: as an array formula where rows are given."""
    sheets = host.books[book].Sheets
    for sheet, cell, formula, rows, columns in entries:
        start = sheets.getByName(sheet).getCellRangeByName(cell)
        if rows:
            place = start.RangeAddress
            area = sheets.getByName(sheet).getCellRangeByPosition(
                place.StartColumn, place.StartRow, place.StartColumn + columns - 1, place.StartRow + rows - 1
            )
            area.setArrayFormula(formula)
        else:
            start.Formula = formula


def look(host, book, sheet, area):
    """Give texts, values and error codes of an area."""
    cells = host.books[book].Sheets.getByName(sheet).getCellRangeByName(area)
    place = cells.RangeAddress
    return [
        [
            [cell.String, cell.Value, cell.getError()]
            for column in range(place.EndColumn - place.StartColumn + 1)
            for cell in [cells.getCellByPosition(column, row)]
        ]
        for row in range(place.EndRow - place.StartRow + 1)
    ]


def timed(host, book):
    """Give the seconds of one hard recalculation."""
    begin = time.perf_counter()
    host.books[book].calculateAll()
    return time.perf_counter() - begin


def fill(host, book, sheet, rows):
    """Put values from A1 on; a None is an empty cell."""
    target = host.books[book].Sheets.getByName(sheet)
    area = target.getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
    area.setDataArray(tuple(tuple("" if cell is None else cell for cell in row) for row in rows))


def menu(host, book, macro, sheet, cell, answers):
    """Choose a menu item with a cell selected, the questions answered beforehand; give what a person would have been told."""
    controller = host.books[book].CurrentController
    target = host.books[book].Sheets.getByName(sheet)
    controller.setActiveSheet(target)
    controller.select(target.getCellRangeByName(cell))
    helper = host.service("com.sun.star.frame.DispatchHelper")
    given = (PropertyValue("Answers", 0, json.dumps(answers), 0),)
    event = helper.executeDispatch(controller.Frame, f"org.arrears.calc:{macro}", "", 0, given)
    return {"state": event.State, **json.loads(event.Result)}


class Listener(unohelper.Base, XDispatchResultListener):
    """Waits for what a command comes to."""

    def __init__(self):
        self.told = queue.Queue()

    def dispatchFinished(self, event):  # noqa: N802  # UNO's names
        self.told.put({"state": event.State, **json.loads(event.Result)})

    def disposing(self, source):
        pass


_waiting = []


def begin(host, book, macro, sheet, cell, answers, seconds):
    """Choose a menu item for which Calc waits so many seconds only; give its number for `end`."""
    controller = host.books[book].CurrentController
    target = host.books[book].Sheets.getByName(sheet)
    controller.setActiveSheet(target)
    controller.select(target.getCellRangeByName(cell))
    url = URL()
    url.Complete = f"org.arrears.calc:{macro}"
    _, url = host.service("com.sun.star.util.URLTransformer").parseStrict(url)
    given = (PropertyValue("Answers", 0, json.dumps(answers), 0), PropertyValue("Seconds", 0, float(seconds), 0))
    listener = Listener()
    controller.Frame.queryDispatch(url, "", 0).dispatchWithNotification(url, given, listener)
    _waiting.append(listener)
    return len(_waiting) - 1


def end(host, number, patience):
    """Give what a person would have been told at the end."""
    return _waiting[number].told.get(timeout=patience)


def undo_titles(host, book):
    """Give the titles of the steps that can be undone, without those that the test itself made."""
    titles = host.books[book].UndoManager.getAllUndoActionTitles()
    return [title for title in titles if title.isascii() is False]


def selected(host, book):
    """Give the sheet in front and the cell that is selected."""
    controller = host.books[book].CurrentController
    return [controller.ActiveSheet.Name, controller.Selection.AbsoluteName]


def rename(host, book, old, new):
    """Give a sheet another name."""
    host.books[book].Sheets.getByName(old).Name = new


def menu_titles(host):
    """Give the ids and titles of the menu as LibreOffice has merged it."""
    configuration = host.service("com.sun.star.configuration.ConfigurationProvider")
    path = (PropertyValue("nodepath", 0, "/org.openoffice.Office.Addons/AddonUI/OfficeMenuBar", 0),)
    bar = configuration.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", path)
    items = bar.getByName("org.arrears.calc").getByName("Submenu")
    found = [items.getByName(name) for name in sorted(items.ElementNames)]
    return [[item.URL.partition(":")[2], item.Title] for item in found]


def kill_soon(host, process, seconds):
    """Kill a process in a moment, while the next request is being answered."""
    threading.Timer(seconds, os.kill, (process, signal.SIGKILL)).start()


def put(host, book, sheet, headings, heading, value):
    """Type a value under a heading, in the row that is selected."""
    target = host.books[book].Sheets.getByName(sheet)
    names = target.getCellRangeByPosition(0, headings, 60, headings).getDataArray()[0]
    row = host.books[book].CurrentController.Selection.RangeAddress.StartRow
    target.getCellByPosition(names.index(heading), row).String = value


def count_from(host, book, year, month, day):
    """Let a workbook count its days from another day."""
    zero = host.books[book].NullDate
    zero.Year, zero.Month, zero.Day = year, month, day
    host.books[book].NullDate = zero


def is_protected(host, book, sheet):
    """Tell whether a sheet is protected."""
    return bool(host.books[book].Sheets.getByName(sheet).isProtected())


def save_as(host, book, url, filter_name):
    """Save the workbook in another format."""
    host.books[book].storeAsURL(url, (PropertyValue("FilterName", 0, filter_name, 0),))
