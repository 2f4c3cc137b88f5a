"""The worksheet functions as xlwings takes them: the COM server of the Windows add-in, and xlwings Lite.

Nothing is said here a second time: names, descriptions and arguments come from `xl_addin.registry`. Each argument arrives as
rows of cells, error cells as their text, so that a whole column is one call; xlwings converts nothing else for us.

In xlwings Lite ``main.py`` is ``from xl_addin.hosts.excel.udfs import *``.
"""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import TYPE_CHECKING, Any

import xlwings as xw

from xl_addin.cells.serials import counted_from
from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_addin.registry import Function

MODULE = __name__
"""What the wrappers in the add-in file ask xlwings to call."""


def exposed(module: str, day_zero: str | None = None) -> dict[str, Callable[..., Any]]:
    """Give each worksheet function as xlwings takes it.

    Parameters
    ----------
    module : str
        The name of the module that they are to be found in.
    day_zero : str, optional
        The day that serial numbers count from, as ISO text, where it is not the usual one.
    """
    return {function.call.__name__: _decorated(function, module, day_zero) for function in FUNCTIONS}


def _decorated(function: Function, module: str, day_zero: str | None) -> Callable[..., Any]:
    made = _plain(function) if day_zero is None else _counting(function, day_zero)
    made.__doc__ = function.docs.both
    made.__module__ = module
    for argument in function.arguments:
        made = xw.arg(argument.name, ndim=2, err_to_str=True, doc=argument.docs.both)(made)
    return xw.func(category=function.category)(made)


def _plain(function: Function) -> Callable[..., Any]:
    """Copy a function without its annotations, which xlwings would take for conversions."""
    call = function.call
    assert isinstance(call, FunctionType)  # noqa: S101  # they are all defined in modules of ours
    return FunctionType(call.__code__, call.__globals__, call.__name__, call.__defaults__, call.__closure__)


def _counting(function: Function, day_zero: str) -> Callable[..., Any]:
    """Give the function for workbooks that count days from another day."""
    call = function.call

    def counted(*arguments: Any) -> Any:  # noqa: ANN401  # cells are anything
        with counted_from(day_zero):
            return call(*arguments)

    counted.__name__ = call.__name__
    counted.__annotations__ = {}
    counted.__signature__ = inspect.signature(_plain(function))  # type: ignore[attr-defined]  # what xlwings looks at
    return counted


globals().update(exposed(MODULE))

__all__ = [function.call.__name__ for function in FUNCTIONS]  # made like the functions
