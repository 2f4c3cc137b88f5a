"""What LibreOffice loads from the extension: the worksheet functions, the job that binds them, and the menu."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import unohelper
from arrears_calc.cells import VALUE, Answers, Rows
from arrears_calc.client import Client, WorkerError
from arrears_calc.rebind import pattern, rebind
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
CALLS = pattern(function["name"] for function in REGISTRY["functions"])
SHEETS = "com.sun.star.sheet.SpreadsheetDocument"

client = Client(json.loads((HERE / "environment.json").read_text(encoding="utf-8")))
answers = Answers(client.call)
Menu.client, Menu.macros, Menu.looks = client, REGISTRY["macros"], REGISTRY["looks"]
_LOCALE = Locale("en", "US", "")


def _called(function: dict[str, Any], arguments: tuple[Any, ...]) -> Rows:
    """Ask the worker; whatever goes wrong, a cell shows #VALUE! and Calc goes on."""
    given = (*arguments[:-1], *arguments[-1]) if function["repeated"] else arguments
    try:
        return answers.get(function["name"], given)
    except WorkerError:
        return ((VALUE,),)


def _method(function: dict[str, Any]) -> Callable[..., Rows]:
    def method(_self: object, *arguments: Any) -> Rows:
        return _called(function, arguments)

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
        found: dict[str, Any] = FUNCTIONS[method]["arguments"][place]
        return found

    def _text(self, docs: dict[str, str]) -> str:
        return str(docs["zh" if self.locale.Language == "zh" else "en"])


for _name, _function in FUNCTIONS.items():
    setattr(Functions, _name, _method(_function))


class Rebind(unohelper.Base, XJob):
    """When a workbook was opened: binds formulas that its reader left unbound."""

    NAME = "org.arrears.calc.Rebind"

    def __init__(self, context: Any) -> None:
        self.context = context

    def execute(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        values = {each.Name: each.Value for part in arguments if part.Name == "Environment" for each in part.Value}
        book = values.get("Model")
        if book is not None and book.supportsService(SHEETS):
            rebind(book, CALLS, CellAddress(0, 0, 0))
        return ()


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, Functions.NAME, (Functions.NAME, "com.sun.star.sheet.AddIn"))
g_ImplementationHelper.addImplementation(Rebind, Rebind.NAME, (Rebind.NAME, "com.sun.star.task.Job"))
g_ImplementationHelper.addImplementation(Menu, Menu.NAME, (Menu.NAME, "com.sun.star.frame.ProtocolHandler"))
