"""How a worksheet function is declared: everything that hosts, help, tests and AR_WHY have to know of it, where it stands.

What a function gives stands in its docstring: the first paragraph is the English text of the function wizard, the second the Chinese
one. An argument with a default is optional. The xlwings module, the VBA wrappers, the wizard's help, Calc's type library and menu
texts, the reference pages and the tests are made from what is declared here.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar

from xl_addin.functions.arguments import SHARED, Kind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from arrears.explain.registry import Derivation

Shape: TypeAlias = Literal["same", "row", "table", "cell"]
"""Of the result: a cell for each of the first argument, a row of cells for each, a table with headings, or one cell."""
Value: TypeAlias = Literal["number", "text", "date", "logical", "any"]
"""What the result's cells hold; a date may have a time of day, a table holds any."""
Call: TypeAlias = "tuple[tuple[Any, ...], Any]"
"""Arguments, and the cell, or rows of cells: of a table the top left corner."""

CATEGORY = "Arrears 催收"
"""The function wizard's own category, where all of them stand."""
_F = TypeVar("_F", bound="Callable[..., Any]")


class Docs(NamedTuple):
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
    ranged : bool
        Whether it is one range as a whole, even where that has one cell, such as the dates of a ledger.
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
    ranged: bool
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
    why : callable, optional
        What explains its figure; every function has it but AR_WHY itself.
    """

    name: str
    call: Callable[..., Any]
    category: str
    docs: Docs
    arguments: tuple[Argument, ...]
    shape: Shape
    value: Value
    examples: tuple[Example, ...]
    why: Callable[..., Derivation] | None

    @property
    def signature(self) -> str:
        """The call as people write it: optional arguments in brackets, ranges with empty ones.

        >>> from xl_addin.registry import function
        >>> function("AR_BUCKET").signature
        'AR_BUCKET(dpd[], [profile])'
        """
        return f"{self.name}({', '.join(map(_written, self.arguments))})"


_DECLARED: dict[str, Function] = {}


def declared() -> Mapping[str, Function]:
    """Give every worksheet function that is declared, by its name in a cell."""
    return _DECLARED


def argument(kind: Kind, english: str, chinese: str, *, many: bool = True, ranged: bool = False) -> Text:
    """Say what an argument of one function is; what several functions take stands in `xl_addin.functions.arguments`."""
    return Text(kind, english, chinese, many, ranged)


def worksheet(
    shape: Shape,
    value: Value,
    *,
    examples: Sequence[Call],
    why: Callable[..., Derivation] | None,
    **own: Text,
) -> Callable[[_F], _F]:
    """Declare a worksheet function.

    Parameters
    ----------
    shape, value : str
        Of the result.
    examples : sequence of (arguments, result)
        At least two.
    why : callable or None
        What explains its figure.
    **own
        What its arguments are, by name, where they are not shared with other functions.
    """

    def register(call: _F) -> _F:
        name = call.__name__.upper()
        if name in _DECLARED:
            raise ValueError(f"{name} is declared twice; keep one of {call.__module__}")
        english, chinese = (inspect.getdoc(call) or "").split("\n\n")
        _DECLARED[name] = Function(
            name,
            call,
            CATEGORY,
            Docs(" ".join(english.split()), "".join(chinese.split("\n"))),
            tuple(_argument(given, own) for given in inspect.signature(call).parameters.values()),
            shape,
            value,
            tuple(Example(*each) for each in examples),
            why,
        )
        return call

    return register


def _argument(given: inspect.Parameter, own: Mapping[str, Text]) -> Argument:
    text = own.get(given.name) or SHARED[given.name]
    return Argument(
        given.name,
        text.kind,
        many=text.many,
        ranged=text.ranged,
        optional=given.default is None,
        repeated=given.kind is inspect.Parameter.VAR_POSITIONAL,
        docs=Docs(text.en, text.zh),
    )


def _written(argument: Argument) -> str:
    name = f"{argument.name}{'[]' if argument.many else ''}{', ...' if argument.repeated else ''}"
    return f"[{name}]" if argument.optional else name
