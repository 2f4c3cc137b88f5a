"""The registry of worksheet functions: everything that a host needs to know is made from here.

The xlwings functions module, the VBA wrappers, the function wizard's help, the ``_IntelliSense_`` sheet, the Calc add-in and
the reference pages under ``docs/`` are all derived from `FUNCTIONS`. What a function gives stands once, in its docstring
(`xl_addin.functions`); what an argument is, in `xl_addin.registry_arguments`; what to try, in `xl_addin.registry_examples`.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from xl_addin import functions
from xl_addin.registry_arguments import ARGUMENTS, OWN_ARGUMENTS, SINGLE, SINGLE_IN
from xl_addin.registry_examples import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

Kind: TypeAlias = Literal["day", "moment", "amount", "count", "rate", "text", "word", "logical", "table", "any"]
"""What an argument's cells hold; amounts are in yuan, rates are decimals, a word is one of a few that its text names."""
Shape: TypeAlias = Literal["same", "row", "table", "cell"]
"""Of the result: a cell for each of the first argument, a row of cells for each, a table with headings, or one cell."""
Value: TypeAlias = Literal["number", "text", "date", "logical", "any"]
"""What the result's cells hold; a date may have a time of day, a table holds any."""

CATEGORY = "Arrears 催收"
"""The function wizard's own category, where all of them stand."""
WIZARD = 255
"""So many characters of a description fit Excel's function wizard; it cuts, or refuses, what is longer."""


@dataclass(frozen=True, slots=True)
class Docs:
    """One text in both languages.

    Attributes
    ----------
    en, zh : str
        The text in English and in Chinese.
    """

    en: str
    zh: str

    @property
    def both(self) -> str:
        """Chinese first, as people in the product read, then English."""
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function.

    Attributes
    ----------
    name : str
        As in Python, VBA and the function wizard.
    kind : str
        What its cells hold.
    many : bool
        Whether a range may stand here; otherwise a single cell.
    optional : bool
        Whether it may be left out.
    repeated : bool
        Whether it stands for any number of further arguments.
    docs : Docs
        What it is.
    """

    name: str
    kind: Kind
    many: bool
    optional: bool
    repeated: bool
    docs: Docs


@dataclass(frozen=True, slots=True)
class Example:
    """A call and what it gives; executed by the tests and shown in the reference.

    Attributes
    ----------
    arguments : tuple
        Cells, or rows of cells, as Python gives them; None where an argument is left out before another one.
    result : object
        The cell; or rows of cells, of a table the top left corner.
    """

    arguments: tuple[Any, ...]
    result: Any


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function.

    Attributes
    ----------
    name : str
        As typed in a cell, such as AR_DPD.
    call : callable
        The Python function: cells in, cells out, never an exception.
    category : str
        In the function wizard.
    docs : Docs
        What it gives.
    arguments : tuple of Argument
        In order.
    shape, value : str
        Of the result.
    examples : tuple of Example
        At least two.
    """

    name: str
    call: Callable[..., Any]
    category: str
    docs: Docs
    arguments: tuple[Argument, ...]
    shape: Shape
    value: Value
    examples: tuple[Example, ...]

    @property
    def signature(self) -> str:
        """The call as people write it: optional arguments in brackets, ranges with empty ones.

        >>> function("AR_BUCKET").signature
        'AR_BUCKET(dpd[], [profile])'
        """
        return f"{self.name}({', '.join(map(_written, self.arguments))})"


_RESULTS: dict[str, tuple[Shape, Value]] = {
    "AR_AFFORDABLE": ("same", "number"),
    "AR_ALLOCATE": ("row", "number"),
    "AR_APR": ("same", "number"),
    "AR_BUCKET": ("same", "text"),
    "AR_CAN_CONTACT": ("same", "logical"),
    "AR_CLASS": ("same", "text"),
    "AR_CONTACT_BLOCK": ("same", "text"),
    "AR_DPD": ("same", "number"),
    "AR_EAR": ("same", "number"),
    "AR_FOLLOW_UPS": ("table", "any"),
    "AR_INSTALMENT": ("same", "number"),
    "AR_INTEREST": ("same", "number"),
    "AR_LATE_FEE": ("same", "number"),
    "AR_LEDGER_INTEREST": ("cell", "number"),
    "AR_MASK": ("same", "text"),
    "AR_MESSAGE": ("cell", "text"),
    "AR_MIN_PAYMENT": ("same", "number"),
    "AR_NEXT_CONTACT": ("same", "date"),
    "AR_PLAN_OPTIONS": ("table", "any"),
    "AR_PRIORITY": ("same", "number"),
    "AR_PROMISE": ("same", "text"),
    "AR_SCHEDULE": ("table", "any"),
    "AR_STAGE": ("same", "text"),
    "AR_WHY": ("table", "any"),
    "AR_WORKDAY": ("same", "date"),
}


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


def _made(name: str) -> Function:
    call: Callable[..., Any] = getattr(functions, name)
    cell = name.upper()
    english, chinese = (inspect.getdoc(call) or "").split("\n\n")
    shape, value = _RESULTS[cell]
    arguments = tuple(_argument(cell, given) for given in inspect.signature(call).parameters.values())
    return Function(
        cell,
        call,
        CATEGORY,
        Docs(" ".join(english.split()), "".join(chinese.split("\n"))),
        arguments,
        shape,
        value,
        tuple(Example(*each) for each in EXAMPLES[cell]),
    )


def _argument(cell: str, given: inspect.Parameter) -> Argument:
    kind, english, chinese = OWN_ARGUMENTS.get((cell, given.name)) or ARGUMENTS[given.name]
    return Argument(
        given.name,
        cast("Kind", kind),
        many=given.name not in SINGLE and (cell, given.name) not in SINGLE_IN,
        optional=given.default is None,
        repeated=given.kind is inspect.Parameter.VAR_POSITIONAL,
        docs=Docs(english, chinese),
    )


def _written(argument: Argument) -> str:
    name = f"{argument.name}{'[]' if argument.many else ''}{', ...' if argument.repeated else ''}"
    return f"[{name}]" if argument.optional else name


FUNCTIONS: tuple[Function, ...] = tuple(_made(name) for name in functions.__all__)
"""All worksheet functions, by name."""
