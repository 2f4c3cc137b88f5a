"""A message filled from one row of a range with headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.documents.messages import fill_message
from arrears.documents.placeholders import column_of, names_in
from arrears.documents.templates import find_template
from arrears.errors import ArrearsError, PolicyError, StoppedError
from arrears.explain.explanation import Step
from arrears.explain.registry import Derivation, given
from arrears.tables.columns import Kind
from xl_addin.cells.answers import BLANK, NA, SHOWN, VALUE
from xl_addin.cells.columns import FINE, IS_BLANK, flatten, state_of
from xl_addin.cells.reading import counted_as_usual, texts
from xl_addin.cells.refusals import note
from xl_addin.context import policies_of, today
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from arrears.documents.templates import Template
    from arrears.explain.registry import Call
    from arrears.policy import Policies
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cell, Cells


def explain_message(call: Call, template: object, headings: Sequence[object], row: Sequence[object]) -> Derivation:
    """Explain ``AR_MESSAGE``: which text, and what stands for each placeholder."""
    heads = [str(head) for head in headings]
    lang = _language_of(heads)
    text = _text_of(str(template), lang)
    cells = _cells(heads, list(row))
    day = today(call.policies)
    filled = fill_message(text, cells, policies=call.policies, as_of=day, lang=lang)
    body = text if isinstance(text, str) else text.body
    named = [] if isinstance(text, str) else [Step(given("template", text.title, "text", "模板", "template"))]
    for number, name in enumerate(names_in(body)):
        shown = fill_message(f"{{{name}}}", cells, policies=call.policies, as_of=day, lang=lang, judged=True)
        named.append(Step(given(f"placeholder_{number}", shown, "text", f"{{{name}}}", f"{{{name}}}")))
    return Derivation(filled, "text", (*named, Step(given("message", filled, "text", "短信", "message"))))


@worksheet(
    "cell",
    "text",
    examples=(
        (("{客户姓名}您好，应还{应还合计}。", ["客户姓名", "应还合计"], ["张三", 1234.5]), "张*您好，应还1,234.50元。"),
        (("{Due date}", ["Due date"], [[46032], [None]]), [["10 January 2026"], [""]]),
    ),
    why=explain_message,
    template=argument(
        "text",
        "A template's id (reminder, early, middle, late, recovery, promise_reminder ...), or a text with {placeholders}.",
        "模板编号（reminder、early、middle、late、recovery 等），或含 {占位符} 的文字。",
        many=False,
    ),
    headings=argument(
        "table",
        "The row of headings, such as A$1:K$1; placeholders are named by them.",
        "表头行，如 A$1:K$1；占位符按表头填写。",
    ),
    row=argument(
        "table",
        "The row that the message is filled from, such as A2:K2; of several rows, one message each.",
        "数据行，如 A2:K2；多行时每行一条。",
    ),
)
def ar_message(
    template: Cells,
    headings: Cells,
    row: Cells,
) -> Result:
    """Message filled from a row of a range with headings: a template's id, such as early, or a text with {placeholders}.

    短信：填模板编号（如 early）或含 {占位符} 的文字，再选表头行和数据行；个人信息已脱敏。
    """
    wanted = texts(template).alone()
    try:
        heads, _ = flatten(headings)
        cells, shape = flatten(row)
    except ValueError:
        return VALUE
    if wanted.states[0] != FINE:
        return SHOWN[wanted.states[0]]
    if all(_is_blank(head) for head in heads):
        return BLANK
    rows = [cells[start : start + len(heads)] for start in range(0, len(cells), len(heads))]
    if all(_is_blank(cell) for cell in cells):
        return BLANK
    if (shape or (1, 1))[1] != len(heads) and not (shape and shape == (len(heads), 1)):
        note(VALUE, "widths", source=row)
        return VALUE
    filled = _filled(str(wanted.values[0]), [str(head) for head in heads], rows)
    return filled[0] if len(filled) == 1 else [[cell] for cell in filled]


def _filled(wanted: str, heads: list[str], rows: list[list[Cell]]) -> list[Cell]:
    lang = _language_of(heads)
    try:
        text = _text_of(wanted, lang)
        policies = policies_of()
    except ArrearsError as error:
        note(NA, error)
        return [NA] * len(rows)
    day = today(policies)
    return [_one(text, _cells(heads, row), policies, day, lang) for row in rows]


def _one(text: Template | str, cells: dict[str, Cell], policies: Policies, day: date, lang: str) -> Cell:
    if all(_is_blank(cell) for cell in cells.values()):
        return BLANK
    try:
        return fill_message(text, cells, policies=policies, as_of=day, lang=lang)
    except (PolicyError, StoppedError) as error:
        note(NA, error)
        return NA
    except (ArrearsError, ValueError, TypeError, ArithmeticError) as error:
        note(VALUE, error)
        return VALUE


def _language_of(heads: Sequence[str]) -> str:
    return "zh" if any(not head.isascii() for head in heads) else "en"


def _text_of(wanted: str, lang: str) -> Template | str:
    return wanted if "{" in wanted else find_template("messages", wanted, lang)


def _cells(heads: list[str], row: list[Cell]) -> dict[str, Cell]:
    """Give a row's cells by their headings; of two columns of one name neither, for it cannot be told which is meant."""
    once = [head if heads.count(head) == 1 else "" for head in heads]
    return {head: _cell(head, cell) for head, cell in zip(once, row, strict=True)}


def _cell(head: str, cell: Cell) -> Any:  # noqa: ANN401  # cells are anything
    if state_of(cell) > IS_BLANK:
        return VALUE  # an error that a host hands over as a number must not be taken for an amount
    column, _ = column_of(head)
    return counted_as_usual(cell) if column is not None and column.kind == Kind.DATE else cell


def _is_blank(cell: Cell) -> bool:
    return state_of(cell) == IS_BLANK
