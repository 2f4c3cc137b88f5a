"""The registry of worksheet functions: everything that a host needs to know is made from here.

The xlwings functions module, the VBA wrappers, the function wizard's help, the ``_IntelliSense_`` sheet, the Calc add-in and
the reference pages under ``docs/`` are all derived from `FUNCTIONS`: what the modules of `xl_addin.functions` declare.
"""

from __future__ import annotations

from typing import Any

import xl_addin.functions  # noqa: F401  # its modules declare the functions
from xl_addin.functions.declare import CATEGORY, Argument, Docs, Example, Function, declared

__all__ = ["CATEGORY", "FUNCTIONS", "WIZARD", "Argument", "Docs", "Example", "Function", "corner", "function"]

WIZARD = 255
"""So many characters of a description fit Excel's function wizard; it cuts, or refuses, what is longer."""

FUNCTIONS: tuple[Function, ...] = tuple(function for _, function in sorted(declared().items()))
"""All worksheet functions, by name."""


def function(name: str) -> Function:
    """Give a function by its name in a cell or in Python.

    Parameters
    ----------
    name : str
        Such as AR_DPD or ar_dpd.

    Raises
    ------
    ValueError
        If no function has that name.

    Examples
    --------
    >>> function("ar_late_fee").docs.en
    'Late fee on the unpaid part of the minimum payment, in yuan.'
    """
    wanted = name.upper()
    for each in FUNCTIONS:
        if each.name == wanted:
            return each
    raise ValueError(
        f"no worksheet function is called {name!r}; there are {', '.join(each.name for each in FUNCTIONS)}"
    )


def corner(answer: Any, like: Any) -> Any:  # noqa: ANN401  # cells are anything
    """Cut an answer down to the rows and columns of an example's result.

    >>> corner([[1, 2, 3], [4, 5, 6]], [[0, 0]])
    [[1, 2]]
    >>> corner("M1", "M1")
    'M1'
    """
    if not isinstance(like, list) or not isinstance(answer, list):
        return answer
    return [row[: len(like[0])] for row in answer[: len(like)]]
