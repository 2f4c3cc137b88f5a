"""Formulas as people read them: names instead of symbols, and words instead of code."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
    ast.Pow: "^",
    ast.Lt: "<",
    ast.LtE: "≤",
    ast.Gt: ">",
    ast.GtE: "≥",
}
_TIGHT: dict[type[ast.AST], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.Pow: 3}
_WORDS = {
    "half_up": both("explain.wording.round_half_up"),
    "max": both("explain.wording.greater"),
    "min": both("explain.wording.lesser"),
    "and": both("explain.wording.and"),
    "or": both("explain.wording.or"),
}


def in_words(formula: str, names: Mapping[str, str], lang: str = "zh") -> str:
    """Give a formula with the names of its symbols, in a language.

    Parameters
    ----------
    formula : str
        As `arrears.explain.formula.evaluate` takes it.
    names : mapping
        What each symbol is called.
    lang : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> in_words("max(due - paid, 0) if paid < due else 0", {"due": "应还", "paid": "已还"})
    '若 已还 < 应还，则 取大(应还 − 已还, 0)，否则 0'
    >>> in_words("half_up((due + fee) * rate)", {"due": "due", "fee": "fee", "rate": "rate"}, "en")
    'round half up((due + fee) × rate)'
    """
    return _text(ast.parse(formula, mode="eval").body, names, 0 if lang == "zh" else 1)


def _text(node: ast.AST, names: Mapping[str, str], lang: int) -> str:
    match node:
        case ast.Name(id=name):
            text = names.get(name, name)
        case ast.BinOp(left=left, op=op, right=right):
            before = _inner(left, _tight(op), names, lang)
            # What is subtracted, divided by or an exponent keeps its own brackets: 1 − (2 − 3).
            after = _inner(right, _tight(op) + (not isinstance(op, ast.Add | ast.Mult)), names, lang)
            text = f"{before} {_SIGNS[type(op)]} {after}"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            text = f"{_text(left, names, lang)} {_SIGNS[type(op)]} {_text(right, names, lang)}"
        case ast.BoolOp(op=op, values=parts):
            word = _WORDS["and" if isinstance(op, ast.And) else "or"][lang]
            text = word.join(_text(part, names, lang) for part in parts)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            test_text, then, other = (_text(part, names, lang) for part in (test, body, orelse))
            text = both("explain.wording.if_then_else", test=test_text, then=then, other=other)[lang]
        case ast.Call(func=ast.Name(id=name), args=arguments):
            text = f"{_WORDS[name][lang]}({', '.join(_text(each, names, lang) for each in arguments)})"
        case _:
            text = ast.unparse(node)
    return text


def _tight(node: ast.AST) -> int:
    return _TIGHT[type(node)]


def _inner(node: ast.AST, least: int, names: Mapping[str, str], lang: int) -> str:
    """Give a part of a formula, in brackets if it binds less tightly than its place asks for."""
    text = _text(node, names, lang)
    return f"({text})" if isinstance(node, ast.BinOp) and _tight(node.op) < least else text
