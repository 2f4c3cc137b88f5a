"""Why a figure is what it is, or why there is none, as a table: one row a step, with the rule behind it."""

from __future__ import annotations

from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.explain.engine import explain_with
from arrears.explain.table import HEADINGS, explanation_table
from arrears.policy import PROFILES
from arrears.units import yuan
from arrears.words import say
from xl_addin.cells.answers import BLANK, LONGEST_IN_TABLE, NA, SHOWN, one_answer
from xl_addin.cells.columns import IS_BLANK, flatten, state_of
from xl_addin.cells.reading import amounts, counted_as_usual, moments, numbers, texts, truths
from xl_addin.cells.refusals import noting
from xl_addin.context import language, policies_of, today
from xl_addin.functions.declare import argument, declared, worksheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.policy import Policies
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cell, Cells
    from xl_addin.cells.refusals import Refusal
    from xl_addin.functions.declare import Argument, Function

_IN_FULL: dict[str, dict[str, Any]] = {"AR_SCHEDULE": {"instalments": True}}
"""What a table has room for: each instalment with its interest."""
_ERRORS = frozenset(SHOWN[2:])
_PRIVATE = frozenset({"text", "table", "any"})
"""Kinds of argument that may hold personal data: a refusal does not repeat them."""


@worksheet(
    "table",
    "any",
    examples=(
        (("AR_DPD", 46032, 46053), [["步骤", "名称", "数值"], ["", "AR_DPD", "21天"]]),
        (("AR_LATE_FEE", 1000, 200), [["步骤", "名称", "数值"], ["", "AR_LATE_FEE", "40.00元"]]),
    ),
    why=None,
    figure=argument(
        "text", 'The function\'s name as text, such as "AR_DPD".', '函数名（文本），如 "AR_DPD"。', many=False
    ),
    arguments=argument("any", "The arguments of that function, in its own order.", "该函数的各个参数，按其原有顺序。"),
)
def ar_why(figure: Cells, *arguments: Cells) -> Result:
    """Why a function gives its figure: figure is its name, such as AR_DPD, then its arguments; a table of steps and rules.

    数字的依据：先填函数名（如 AR_DPD），再填其参数；逐步列出算式、规则、施行日和来源。
    """
    return one_answer(lambda name: _why(str(name), arguments), texts(figure))


def _why(name: str, arguments: tuple[Cells, ...]) -> Result:
    name = f"AR_{name.removeprefix('=').partition('(')[0].strip().upper().removeprefix('AR_')}"
    function = declared().get(name)
    if function is None or function.why is None:
        return NA
    given = [_own(value) for value in arguments]
    while given and _all_blank(given[-1]):
        given.pop()
    if len(given) > len(function.arguments) or len(given) < sum(not each.optional for each in function.arguments):
        return BLANK if arguments and _all_blank(arguments[0]) else _refused(function, "#VALUE!", [], given)
    with noting() as noted:
        answer = function.call(*given)
    code = next((cell for cell in _flat(answer)[:1] if cell in _ERRORS), None)
    if code is not None:
        return _refused(function, code, noted, given)
    if (
        _flat(answer)[:1] == [BLANK]
        and not _flat(answer)[1:]
        and any(_all_blank(value) for value, each in zip(given, function.arguments, strict=False) if not each.optional)
    ):
        return BLANK  # as the function itself does
    try:
        told = explain_with(
            function.why,
            name,
            *_plain(function, given),
            lang=language(),
            policies_of=policies_of,
            **_IN_FULL.get(name, {}),
        )
    except (ArrearsError, ValueError, TypeError, ArithmeticError) as error:
        return _refused(function, "#NUM!", [], given, str(error))
    return [part for row in explanation_table(told) for part in _parts(row)]


def _refused(
    function: Function, code: str, noted: list[Refusal], given: list[Cells], otherwise: str = ""
) -> list[list[Cell]]:
    """Give the table that says why there is no figure: the error that the function shows, then what was refused and what is right."""
    lang = language()
    whose = next((each for value, each in zip(given, function.arguments, strict=False) if each.name == "profile"), None)
    profile = str(_flat(given[function.arguments.index(whose)])[0] or PROFILES[0]) if whose else PROFILES[0]
    try:
        policies = policies_of(profile.replace("-", "_"))
        day = today(policies)
    except ArrearsError:
        policies = policies_of()
        day = today(policies)
    rows: list[list[Cell]] = [[*HEADINGS[lang]], [BLANK, function.name, code, BLANK, profile, day.isoformat(), BLANK]]
    for number, refusal in enumerate(noted or [None], 1):
        if refusal is None:
            text = otherwise or say("worksheet.refused.wrong_count", lang, signature=function.signature)
            rows.append([number, BLANK, BLANK, text, BLANK, BLANK, BLANK])
            continue
        place = next((place for place, value in enumerate(given) if value is refusal.source), None)
        argument_ = None if place is None else function.arguments[min(place, len(function.arguments) - 1)]
        name = BLANK if argument_ is None else argument_.name
        value = BLANK if argument_ is None or argument_.kind in _PRIVATE else _shown(refusal.value)
        wanted = "" if argument_ is None else (argument_.docs.zh if lang == "zh" else argument_.docs.en)
        rows.append([number, name, value, refusal.text(lang, wanted), *_ground(refusal.rule, policies, lang)])
    return [part for row in rows for part in _parts(row)]


def _ground(rule: str, policies: Policies, lang: str) -> list[Cell]:
    if not rule:
        return [BLANK] * 3
    try:
        _, record = policies.find(rule, today(policies))[0]
    except ArrearsError:
        return [rule, BLANK, BLANK]
    return [rule, record.effective.isoformat(), record.source_in(lang)]


def _shown(value: object) -> Cell:
    return (
        value
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else BLANK
        if value is None
        else str(value)
    )


def _own(value: Cells) -> Cells:
    """Give an argument as a list of its own, by which it is known again; one cell in rows of one."""
    try:
        flat, shape = flatten(value)
    except ValueError:
        return value
    width = (shape or (1, 1))[1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def _plain(function: Function, given: list[Cells]) -> list[object]:
    """Give the arguments as an explanation takes them: values for one row, serial numbers as days."""
    plain = [_argument(each, value) for each, value in zip(function.arguments, given, strict=False)]
    while plain and plain[-1] is None:
        plain.pop()
    return plain


def _argument(argument_: Argument, value: Cells) -> object:
    flat = [_value(argument_.kind, cell) for cell in _flat(value)]
    if argument_.kind == "table":
        rows = len(value) if isinstance(value, list) else 1
        if argument_.name == "cases":
            width = len(flat) // rows
            return [flat[start : start + width] for start in range(0, len(flat), width)]
        return flat
    if argument_.ranged or len(flat) > 1:
        return [cell for cell in flat if cell is not None]
    return flat[0] if flat else None


def _value(kind: str, cell: Cell) -> object:
    if state_of(cell) == IS_BLANK or (kind in {"day", "moment"} and cell == 0):
        return None
    if kind in _AS_READ:
        return _AS_READ[kind](cell)
    return cell.strip() if isinstance(cell, str) else cell


_AS_READ: dict[str, Callable[[Cell], object]] = {
    "day": counted_as_usual,
    "moment": lambda cell: moments(cell).values[0],
    "amount": lambda cell: yuan(int(amounts(cell).values[0])),
    "rate": lambda cell: float(numbers(cell).values[0]),
    "count": lambda cell: float(numbers(cell).values[0]),
    "logical": lambda cell: bool(truths(cell).values[0]),
}
"""What each kind of argument means to an explanation, which takes values and not cells."""


def _flat(answer: Result) -> list[Cell]:
    return (
        [cell for row in answer for cell in (row if isinstance(row, list) else [row])]
        if isinstance(answer, list)
        else [answer]
    )


def _all_blank(value: Cells) -> bool:
    try:
        return all(state_of(cell) == IS_BLANK for cell in flatten(value)[0])
    except ValueError:
        return False


def _parts(row: list[Cell]) -> list[list[Cell]]:
    """Give a row, and below it the rest of texts that are too long for a cell of a table."""
    texts_in_parts = [wrap(cell, LONGEST_IN_TABLE) or [BLANK] if isinstance(cell, str) else [cell] for cell in row]
    return [list(part) for part in zip_longest(*texts_in_parts, fillvalue=BLANK)]
