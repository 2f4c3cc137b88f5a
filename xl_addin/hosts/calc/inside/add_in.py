"""What LibreOffice loads from the extension: the worksheet functions, the job that binds them, and the menu."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from arrears_calc.answers import Answers
from arrears_calc.cells import VALUE, Rows
from arrears_calc.client import Client, WorkerError
from arrears_calc.rebind import named, pattern, rebind
from arrears_calc.saved import write_names
from arrears_calc.uno_menu import Menu
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import LocalizedName, XAddIn, XCompatibilityNames
from com.sun.star.table import CellAddress
from com.sun.star.task import XJob
from org.arrears.calc import XFunctions

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
REGISTRY = json.loads((HERE / "registry.json").read_text(encoding="utf-8"))
FUNCTIONS = {function["method"]: function for function in REGISTRY["functions"]}
PREFIX = "ORG.ARREARS.CALC.FUNCTIONS."
NAMES = {method.upper(): function["name"] for method, function in FUNCTIONS.items()}
CALLS = pattern((function["name"] for function in REGISTRY["functions"]), PREFIX)
SAVED = frozenset({"OnSaveDone", "OnSaveAsDone"})
SHEETS = "com.sun.star.sheet.SpreadsheetDocument"

_ENVIRONMENT = json.loads((HERE / "environment.json").read_text(encoding="utf-8"))
client = Client(_ENVIRONMENT)
answers = Answers(client.ask, {method.lower(): function for method, function in FUNCTIONS.items()}, PREFIX)
# A worker of its own: a macro that takes long holds no cell up, and is ended without them when it is cancelled.
Menu.client, Menu.cells = Client(_ENVIRONMENT, "macros"), client
Menu.macros, Menu.looks = REGISTRY["macros"], REGISTRY["looks"]
_LOCALE = Locale("en", "US", "")


_USUAL = (1899, 12, 30)


def _called(function: dict[str, Any], book: Any, arguments: tuple[Any, ...]) -> Rows:
    """Ask the worker; whatever goes wrong, a cell shows #VALUE! and Calc goes on."""
    given = (*arguments[:-1], *arguments[-1]) if function["repeated"] else arguments
    if None in given[: function["needed"]]:
        return ((VALUE,),)
    try:
        return answers.get(function["method"].lower(), given, book, _day_zero(book))
    except WorkerError:
        return ((VALUE,),)


def _day_zero(book: Any) -> str | None:
    """Give the day that a workbook counts from as ISO text; None where it is the usual one."""
    if book is None:
        return None
    zero = book.getPropertyValue("NullDate")
    day = (zero.Year, zero.Month, zero.Day)
    return None if day == _USUAL else "{:04}-{:02}-{:02}".format(*day)


def _method(function: dict[str, Any]) -> Callable[..., Rows]:
    def method(_self: object, book: Any, *arguments: Any) -> Rows:
        return _called(function, book, arguments)

    return method


class Functions(unohelper.Base, XFunctions, XAddIn, XCompatibilityNames, XServiceName, XServiceInfo):
    """The worksheet functions: one method for each, put in below."""

    NAME = "org.arrears.calc.Functions"

    def __init__(self, context: Any) -> None:
        self.locale = _LOCALE

    def getProgrammaticFuntionName(self, display: str) -> str:
        return next((method for method, function in FUNCTIONS.items() if function["name"] == display), "")

    def getDisplayFunctionName(self, method: str) -> str:
        return str(FUNCTIONS[method]["name"]) if method in FUNCTIONS else ""

    def getFunctionDescription(self, method: str) -> str:
        return self._text(FUNCTIONS[method]["docs"]) if method in FUNCTIONS else ""

    def getDisplayArgumentName(self, method: str, place: int) -> str:
        return str(self._argument(method, place)["name"])

    def getArgumentDescription(self, method: str, place: int) -> str:
        return self._text(self._argument(method, place)["docs"])

    def getProgrammaticCategoryName(self, method: str) -> str:
        return "Add-In"

    def getDisplayCategoryName(self, method: str) -> str:
        return "Add-In"

    def getCompatibilityNames(self, method: str) -> tuple[Any, ...]:
        return (LocalizedName(_LOCALE, FUNCTIONS[method]["name"]),) if method in FUNCTIONS else ()

    def setLocale(self, locale: Any) -> None:
        self.locale = locale

    def getLocale(self) -> Any:
        return self.locale

    def getServiceName(self) -> str:
        return self.NAME

    def getImplementationName(self) -> str:
        return self.NAME

    def supportsService(self, name: str) -> bool:
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (self.NAME, "com.sun.star.sheet.AddIn")

    def _argument(self, method: str, place: int) -> dict[str, Any]:
        # Calc counts the workbook, which it hands over itself, as the first one.
        found: dict[str, Any] = FUNCTIONS[method]["arguments"][max(place - 1, 0)]
        return found

    def _text(self, docs: dict[str, str]) -> str:
        return str(docs["zh" if self.locale.Language == "zh" else "en"])


for _name, _function in FUNCTIONS.items():
    setattr(Functions, _name, _method(_function))


class Rebind(unohelper.Base, XJob):
    """When a workbook was opened: binds formulas that its reader left unbound. When it was saved: names functions as Excel does."""

    NAME = "org.arrears.calc.Rebind"

    def __init__(self, context: Any) -> None:
        self.context = context

    def execute(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        values = {each.Name: each.Value for part in arguments if part.Name == "Environment" for each in part.Value}
        book = values.get("Model")
        if book is None or not book.supportsService(SHEETS):
            return ()
        if values.get("EventName") in SAVED:
            if book.URL.startswith("file:"):
                write_names(uno.fileUrlToSystemPath(book.URL), PREFIX, NAMES)
        else:
            rebind(book, CALLS, CellAddress(0, 0, 0), lambda formula: named(formula, PREFIX, NAMES))
        return ()


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, Functions.NAME, (Functions.NAME, "com.sun.star.sheet.AddIn"))
g_ImplementationHelper.addImplementation(Rebind, Rebind.NAME, (Rebind.NAME, "com.sun.star.task.Job"))
g_ImplementationHelper.addImplementation(Menu, Menu.NAME, (Menu.NAME, "com.sun.star.frame.ProtocolHandler"))
