"""Replay a step: put its numbers into its formula. An explanation that does not replay is refused before anyone reads it."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arrears.explain.explanation import Step, Value

Scope = Mapping[str, Any]
_CLOSE = 1e-9

_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / Fraction(b),
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def half_up(number: Fraction) -> int:
    """Round to a whole number, halves away from zero.

    Examples
    --------
    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2))
    (3, -3)
    """
    whole = int((2 * abs(number) + 1) // 2)
    return whole if number >= 0 else -whole


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "half_up": half_up,
    "max": max,
    "min": min,
}


def evaluate(formula: str, scope: Scope) -> Value:
    """Give what a formula comes to; dates are counted as days.

    Parameters
    ----------
    formula : str
        Sums, products, comparisons, ``a if b else c``, and the functions half_up, max and min.
    scope : mapping
        The value of each symbol.

    Raises
    ------
    ValueError
        If the formula has anything else, or a symbol without a value.

    Examples
    --------
    >>> evaluate("half_up(balance * days * rate)", {"balance": 1000, "days": 3, "rate": Fraction(1, 2000)})
    2
    >>> evaluate("max(as_of - due_date, 0)", {"as_of": date(2026, 2, 1), "due_date": date(2026, 1, 31)})
    1
    """
    value: Value = _value(ast.parse(formula, mode="eval").body, scope)
    return value


def replay(steps: tuple[Step, ...]) -> dict[str, Value]:
    """Give what each step's own numbers come to, by its symbol; a step without a formula gives its value.

    A formula may use its inputs and what earlier steps gave.

    Raises
    ------
    ValueError
        As `evaluate`, or if an input is not what an earlier step of that symbol gave.
    """
    scope: dict[str, Any] = {}
    for step in steps:
        own = {each.symbol: each.value for each in step.inputs}
        stray = [symbol for symbol, value in own.items() if symbol in scope and not agree(scope[symbol], value)]
        if stray:
            raise ValueError(f"the step to {step.gives.symbol} takes another {stray[0]} than an earlier step gave")
        scope |= own
        scope[step.gives.symbol] = evaluate(step.formula, scope) if step.formula else step.gives.value
    return scope


def agree(replayed: Value, stated: Value) -> bool:
    """Tell whether two values are the same; a solved rate is a float and agrees within a billionth.

    Examples
    --------
    >>> agree(3, Fraction(3)), agree(0.1 + 0.2, 0.3), agree(date(1, 1, 2), 2), agree(1, 2)
    (True, True, True, False)
    """
    left, right = (each.toordinal() if isinstance(each, date) else each for each in (replayed, stated))
    if isinstance(left, float) or isinstance(right, float):
        return math.isclose(left, right, rel_tol=_CLOSE, abs_tol=_CLOSE)  # type: ignore[arg-type]  # numbers both
    return left == right


def _value(node: ast.AST, scope: Scope) -> Any:  # noqa: ANN401  # numbers of any kind
    match node:
        case ast.Constant(value=int() | str() as constant):
            value: Any = constant
        case ast.Name(id=name) if name in scope:
            value = scope[name].toordinal() if isinstance(scope[name], date) else scope[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            value = _OPERATORS[type(op)](_value(left, scope), _value(right, scope))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
            value = _OPERATORS[type(op)](_value(left, scope), _value(right, scope))
        case ast.BoolOp(op=ast.And(), values=parts):
            value = all(_value(part, scope) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            value = any(_value(part, scope) for part in parts)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            value = _value(body if _value(test, scope) else orelse, scope)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            value = _FUNCTIONS[name](*(_value(argument, scope) for argument in arguments))
        case _:
            raise ValueError(
                f"a formula may not hold {ast.unparse(node)!r}; its symbols are {', '.join(sorted(scope))}"
            )
    return value
