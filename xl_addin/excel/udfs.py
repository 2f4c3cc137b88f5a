"""The worksheet functions as xlwings takes them: the COM server of the Windows add-in, and xlwings Lite.

Nothing is said here a second time: names, descriptions and arguments come from `xl_addin.registry`. Each argument arrives as
rows of cells, error cells as their text, so that a whole column is one call; xlwings converts nothing else for us.

In xlwings Lite ``main.py`` is ``from xl_addin.excel.udfs import *``.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

import xlwings as xw

from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_addin.registry import Function

MODULE = __name__
"""What the wrappers in the add-in file ask xlwings to call."""


def _plain(function: Function) -> Callable[..., Any]:
    """Copy a function without its annotations, which xlwings would take for conversions, and with the wizard's text."""
    call = function.call
    assert isinstance(call, FunctionType)  # noqa: S101  # they are all defined in one module of ours
    copy = FunctionType(call.__code__, call.__globals__, call.__name__, call.__defaults__, call.__closure__)
    copy.__doc__ = function.docs.both
    copy.__module__ = MODULE
    return copy


def _decorated(function: Function) -> Callable[..., Any]:
    made = _plain(function)
    for argument in function.arguments:
        made = xw.arg(argument.name, ndim=2, err_to_str=True, doc=argument.docs.both)(made)
    return xw.func(category=function.category)(made)


globals().update({function.call.__name__: _decorated(function) for function in FUNCTIONS})

__all__ = [function.call.__name__ for function in FUNCTIONS]  # made like the functions
