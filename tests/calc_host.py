"""One LibreOffice for a whole run of tests: run by the system's Python, which has UNO; `tests/calc.py` is its other end.

Reads one request a line (JSON) from stdin, writes one answer a line to stdout, and ends LibreOffice when stdin ends, also when
the tests were killed. ``python3 calc_host.py PROFILE``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import traceback
import uuid
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

PROGRAM = "/usr/lib/libreoffice/program/soffice"
PATIENCE, TRIES = 90, 3
"""Seconds in which LibreOffice must answer, and how often it is started before it is given up."""


class Approve(unohelper.Base, XCommandEnvironment, XInteractionHandler):
    """Says yes to everything that the extension manager asks."""

    def getInteractionHandler(self):  # noqa: N802  # UNO's names
        return self

    def getProgressHandler(self):  # noqa: N802  # same
        return None

    def handle(self, request):
        for each in request.getContinuations():
            approve = each.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove"))
            if approve:
                approve.select()
                return


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def url(path):
    return uno.systemPathToFileUrl(str(Path(path).resolve()))


class Host:
    """LibreOffice, and the requests that it answers: each method without an underscore is one."""

    def __init__(self, profile: str) -> None:
        self.profile = profile
        self.books: dict[str, object] = {}
        self._start()

    def _start(self) -> None:
        # LibreOffice itself sometimes ends, or says nothing, while it starts; that is no finding of a test.
        for left in reversed(range(TRIES)):
            try:
                self._started()
            except NoConnectException:
                if not left:
                    raise
            else:
                return

    def _started(self) -> None:
        profile = self.profile
        # A name of its own each time: what a run that was killed has left behind must not answer.
        pipe = f"arrears{uuid.uuid4().hex}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        kept.pop("VIRTUAL_ENV", None)
        # A virtual environment's python3 that comes first on PATH breaks the Python that LibreOffice embeds.
        environment = kept | {"PATH": "/usr/bin:/bin", "HOME": profile, "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}
        options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
        accept = f"pipe,name={pipe};urp;StarOffice.ComponentContext"
        self.process = subprocess.Popen(  # noqa: S603  # the system's own program
            [PROGRAM, f"-env:UserInstallation={url(profile)}", *options, f"--accept={accept}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.context = self._connected(f"uno:{accept}")
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def _connected(self, address):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return resolver.resolve(address)
            except NoConnectException:
                if time.monotonic() > end or self.process.poll() is not None:
                    self._kill()
                    raise
                time.sleep(0.05)

    def _kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait(PATIENCE)

    def end(self) -> None:
        """Leave politely, then by force."""
        try:
            self.desktop.terminate()
            self.process.wait(PATIENCE)
        except Exception:  # noqa: BLE001  # the connection breaks when the office ends, or is broken already
            self._kill()

    def info(self):
        configuration = self.service("com.sun.star.configuration.ConfigurationProvider")
        product = configuration.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", properties(nodepath="/org.openoffice.Setup/Product")
        )
        return {"version": product.getByName("ooSetupVersion"), "process": self.process.pid}

    def install(self, oxt):
        manager = self.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(url(oxt), (), "user", None, Approve())
        # Until the next start a component runs in a process of its own, and each call to it goes through a pipe.
        self.restart()

    def restart(self):
        self.end()
        self._start()

    def open(self, path, filter_options="", password=""):
        options = {"FilterOptions": filter_options} if filter_options else {}
        if password:
            options["Password"] = password
        book = self.desktop.loadComponentFromURL(url(path), "_blank", 0, properties(Hidden=True, **options))
        if book is None:
            raise ValueError(f"LibreOffice cannot open {path}")
        key = f"book{len(self.books)}"
        self.books[key] = book
        return key

    def new(self):
        key = f"book{len(self.books)}"
        self.books[key] = self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, properties(Hidden=True)
        )
        return key

    def close(self, book):
        self.books[book].close(True)
        # The key stays, so that none is used twice.
        self.books[book] = None

    def recalculate(self, book):
        self.books[book].calculateAll()

    def put(self, book, name, value):
        """Put a number into a named cell, in the place of its formula."""
        self.books[book].NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0).setValue(value)

    def read(self, book):
        return {sheet.Name: read_sheet(self.books[book], sheet) for sheet in self.books[book].Sheets}

    def values(self, book, name):
        """Give one sheet's values alone: validations and conditions of all sheets take a hundred times as long."""
        return values_of(self.books[book].Sheets.getByName(name))

    def errors(self, book):
        return {sheet.Name: errors_of(sheet) for sheet in self.books[book].Sheets}

    def unseen(self, book):
        """Give the columns of each sheet that nobody sees, up to the last that is used."""
        return {sheet.Name: unseen_columns(sheet) for sheet in self.books[book].Sheets}

    def calculated(self, book):
        return {sheet.Name: calculated_cells(sheet) for sheet in self.books[book].Sheets}

    def pdf(self, book, path):
        self.books[book].storeToURL(url(path), properties(FilterName="calc_pdf_Export"))

    def save(self, book, path, filter_name):
        self.books[book].storeToURL(url(path), properties(FilterName=filter_name))

    def call(self, script, function, *arguments):
        """Run a function of a script of one's own; it gets this host first."""
        spec = importlib.util.spec_from_file_location(Path(script).stem, script)
        module = sys.modules.get(spec.name)
        if module is None or module.__file__ != script:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            sys.modules[spec.name] = module
        return getattr(module, function)(self, *arguments)


def address(sheet, column, row):
    return sheet.getCellByPosition(column, row).AbsoluteName.rpartition(".")[2].replace("$", "")


def cells(ranges):
    for area in ranges:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield column, row


def used_area(sheet):
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(False)
    used.gotoStartOfUsedArea(True)
    return used


def values_of(sheet):
    used = used_area(sheet)
    area = used.RangeAddress
    return {"origin": [area.StartColumn, area.StartRow], "values": used.getDataArray()}


def read_sheet(book, sheet):
    used = used_area(sheet)
    area = used.RangeAddress
    tables = [book.DatabaseRanges.getByName(name) for name in book.DatabaseRanges.ElementNames]
    return {
        **values_of(sheet),
        "formulas": used.getFormulaArray(),
        "errors": errors_of(sheet),
        "tables": [
            {"name": table.Name, "area": list_of(table.DataArea)}
            for table in tables
            if table.DataArea.Sheet == area.Sheet
        ],
        "validations": validations(sheet),
        "conditional_formats": [
            {"area": each.Range.RangeAddressesAsString, "conditions": conditions(each)}
            for each in sheet.ConditionalFormats.ConditionalFormats
        ],
        "visible": sheet.IsVisible,
        "protected": sheet.isProtected(),
    }


def errors_of(sheet):
    found = []
    for column, row in cells(sheet.queryFormulaCells(4).RangeAddresses):
        cell = sheet.getCellByPosition(column, row)
        found.append(
            {"cell": address(sheet, column, row), "text": cell.String, "formula": cell.Formula, "code": cell.getError()}
        )
    return found


def calculated_cells(sheet):
    found = []
    for area in sheet.queryFormulaCells(1 | 2).RangeAddresses:
        part = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        for row, (values, formulas) in enumerate(
            zip(part.getDataArray(), part.getFormulaArray(), strict=True), area.StartRow
        ):
            for column, (value, formula) in enumerate(zip(values, formulas, strict=True), area.StartColumn):
                found.append([row, column, value, formula])
    return found


def unseen_columns(sheet):
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(False)
    last = used.RangeAddress.EndColumn
    return [place for place in range(last + 1) if not (sheet.IsVisible and sheet.Columns.getByIndex(place).IsVisible)]


def list_of(area):
    return [area.StartColumn, area.StartRow, area.EndColumn, area.EndRow]


def validations(sheet):
    found = []
    for part in sheet.CellFormatRanges:
        rule = part.Validation
        if rule.Type.value != "ANY":
            found.append(
                {
                    "area": list_of(part.RangeAddress),
                    "kind": rule.Type.value,
                    "formulas": [rule.Formula1, rule.Formula2],
                }
            )
    return found


def conditions(conditional):
    # Colour scales, data bars and icon sets have no formula.
    entries = (conditional.getByIndex(place) for place in range(conditional.Count))
    return [{"type": each.Type, "formula": getattr(each, "Formula1", "")} for each in entries]


def main() -> None:
    answers = sys.stdout
    # Whatever a script prints must not be taken for an answer.
    sys.stdout = sys.stderr
    host = Host(sys.argv[1])
    try:
        answers.write(json.dumps({"ready": host.info()}) + "\n")
        answers.flush()
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"result": getattr(host, request["do"])(*request["arguments"])}
            except Exception:  # noqa: BLE001  # told to the tests whole
                answer = {"error": traceback.format_exc()}
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()
    finally:
        host.end()


if __name__ == "__main__":
    main()
