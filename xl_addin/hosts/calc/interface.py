"""The registry as Calc sees it: one UNO method a worksheet function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_addin.hosts.calc.type_library import Method
from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from xl_addin.registry import Function

NAMESPACE = "org.arrears.calc"
INTERFACE = f"{NAMESPACE}.XFunctions"
IMPLEMENTATION = f"{NAMESPACE}.Functions"

_OPTIONS, _PROPERTIES = "aOptions", "com.sun.star.beans.XPropertySet"
"""Calc itself fills this one, with the workbook that asks: it says from which day the workbook counts."""
_ANY = "any"  # a cell, or a range as rows of cells
_REST = "[]any"
_ROWS = "[][]any"


def method_name(function: Function) -> str:
    """Give a function's name in UNO.

    >>> from xl_addin.registry import function
    >>> method_name(function("AR_LATE_FEE"))
    'arLateFee'
    """
    first, *others = function.name.lower().split("_")
    return first + "".join(map(str.capitalize, others))


def argument_name(name: str) -> str:
    """Give an argument's name in UNO, where some words mean something else.

    >>> argument_name("due_date"), argument_name("interest")
    ('aDueDate', 'aInterest')
    """
    return "a" + "".join(map(str.capitalize, name.split("_")))


def methods(functions: tuple[Function, ...] = FUNCTIONS) -> tuple[Method, ...]:
    """Give the interface's methods.

    Every argument is an *any* (a cell or a range), every result rows of cells, also for one cell: only so can the cells of one
    result be numbers, texts and errors.

    >>> from xl_addin.registry import function
    >>> methods((function("AR_LATE_FEE"),))
    (Method(name='arLateFee', result='[][]any', arguments=(('aOptions', 'com.sun.star.beans.XPropertySet'), ('aMinimumPayment', 'any'), ('aPaid', 'any'), ('aProfile', 'any'))),)
    """
    return tuple(
        Method(
            method_name(function),
            _ROWS,
            (
                (_OPTIONS, _PROPERTIES),
                *((argument_name(each.name), _REST if each.repeated else _ANY) for each in function.arguments),
            ),
        )
        for function in functions
    )
