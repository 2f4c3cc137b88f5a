"""Run by LibreOffice's Python: puts an extension into a profile, or takes it out, without ``unopkg``, which refuses root.

``python uno_manager.py SOFFICE PROFILE-URL add FILE`` or ``remove IDENTIFIER``; it may end with the address of a workbook, whose first
cell is then printed after a hard recalculation: ``check FILE``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

_PATIENCE = 90.0
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")


class Approve(unohelper.Base, XCommandEnvironment, XInteractionHandler):
    """Says yes to what the extension manager asks, such as to replace an older version."""

    def getInteractionHandler(self) -> Any:
        return self

    def getProgressHandler(self) -> Any:
        return None

    def handle(self, request: Any) -> None:
        for each in request.getContinuations():
            approve = each.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove"))
            if approve:
                approve.select()
                return


def main() -> None:
    """Start LibreOffice, do one thing, and end it."""
    soffice, profile, what, argument = sys.argv[1:]
    pipe = f"arrears{os.getpid()}"
    accept = f"pipe,name={pipe};urp;StarOffice.ComponentContext"
    command = [soffice, f"-env:UserInstallation={profile}", *_OPTIONS, f"--accept={accept}"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  # the user's own LibreOffice
    try:
        context = _connected(f"uno:{accept}", process)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        manager = context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        if what == "add":
            manager.addExtension(uno.systemPathToFileUrl(argument), (), "user", None, Approve())
        elif what == "remove":
            manager.removeExtension(argument, Path(argument).name, "user", None, Approve())
        else:
            sys.stdout.write(_first_cell(desktop, argument))
        desktop.terminate()
        process.wait(30)
    finally:
        if process.poll() is None:
            process.kill()


def _connected(address: str, process: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return resolver.resolve(address)
        except NoConnectException:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


def _first_cell(desktop: Any, formula: str) -> str:
    """Give what a new sheet's first cell shows for a formula."""
    hidden = (PropertyValue("Hidden", 0, True, 0),)
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden)
    cell = book.Sheets.getByIndex(0).getCellByPosition(0, 0)
    cell.Formula = formula
    book.calculateAll()
    shown = str(cell.String)
    book.close(True)
    return shown


if __name__ == "__main__":
    main()
