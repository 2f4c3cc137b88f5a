"""Make the reference of the worksheet functions again from the registry, and the list of macros in the guides, in both languages.

Run: ``python docs/make_functions.py``; a test says when it has to be.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_addin.macros.table import GROUPS, MACROS
from xl_addin.registry import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_addin.registry import Argument, Example, Function

PAGES = {"en": Path(__file__).parent / "functions.md", "zh": Path(__file__).parent / "functions.zh-CN.md"}
GUIDES = {"en": Path(__file__).parent / "excel.md", "zh": Path(__file__).parent / "excel.zh-CN.md"}
"""The guides in which the macros are listed, between two marks."""
MARKS = ("<!-- macros -->\n\n", "\n<!-- /macros -->")
SAID = {
    "en": {
        "head": (
            "# Worksheet functions\n\n[中文](functions.zh-CN.md)\n\n"
            "Made from `xl_addin/registry.py` by `docs/make_functions.py`. `[]` after a name: a cell or a range, which spills; a name in brackets may be left out. "
            "Amounts are in yuan, rates are decimals, days are Excel dates or text such as 2026-01-31 and 2026年1月31日.\n\n"
            "Blank in, blank out. A bad value gives `#VALUE!`, a number out of range `#NUM!`, nothing found `#N/A`; never a message in a cell. "
            "A whole column in one formula (`=AR_DPD(B2:B10001, TODAY())`) is far quicker than one formula a row.\n"
        ),
        "argument": "argument",
        "holds": "holds",
        "means": "means",
        "optional": "optional",
        "gives": "gives",
        "examples": "Examples",
    },
    "zh": {
        "head": (
            "# 工作表函数\n\n[English](functions.md)\n\n"
            "本页由 `docs/make_functions.py` 根据 `xl_addin/registry.py` 生成。名称后的 `[]` 表示可以是单元格或区域（结果自动溢出）；方括号内的参数可省略。"
            "金额单位为元，利率为小数，日期为 Excel 日期或 2026-01-31、2026年1月31日 这样的文本。\n\n"
            "输入为空，结果为空。值有误为 `#VALUE!`，数值超出范围为 `#NUM!`，查无结果为 `#N/A`；单元格中不会出现提示文字。"
            "一个公式处理整列（`=AR_DPD(B2:B10001, TODAY())`）比逐行写公式快得多。\n"
        ),
        "argument": "参数",
        "holds": "内容",
        "means": "说明",
        "optional": "可省略",
        "gives": "结果",
        "examples": "示例",
    },
}
KINDS = {
    "en": {"day": "date", "moment": "date and time", "amount": "amount in yuan", "count": "whole number", "rate": "rate", "text": "text", "word": "word", "logical": "TRUE or FALSE", "table": "range with headings", "any": "anything"},
    "zh": {"day": "日期", "moment": "日期和时间", "amount": "金额（元）", "count": "整数", "rate": "比率", "text": "文本", "word": "选项", "logical": "TRUE 或 FALSE", "table": "含表头的区域", "any": "任意"},
}  # fmt: skip
SHAPES = {
    "en": {"same": "{value}, one for each cell of the first range", "row": "{value}: a row of cells for each", "table": "a table with headings", "cell": "{value}"},
    "zh": {"same": "{value}，首个区域的每个单元格对应一个", "row": "{value}：每个单元格对应一行", "table": "含表头的表", "cell": "{value}"},
}  # fmt: skip
VALUES = {
    "en": {"number": "a number", "text": "text", "date": "a date", "logical": "TRUE or FALSE", "any": "cells"},
    "zh": {"number": "数值", "text": "文本", "date": "日期", "logical": "TRUE 或 FALSE", "any": "单元格"},
}


def page(lang: str) -> str:
    """Write the reference in a language."""
    names = " · ".join(f"[{each.name}](#{each.name.lower()})" for each in FUNCTIONS)
    return "\n".join([SAID[lang]["head"], f"{names}\n", *(_function(each, lang) for each in FUNCTIONS)])


def formula(function: Function, example: Example) -> str:
    """Write an example's call as one types it."""
    given = list(example.arguments)
    return f"={function.name}({', '.join(map(typed, given))})"


def typed(argument: Any) -> str:  # noqa: ANN401  # cells are anything
    """Write an argument as one types it into a formula.

    >>> typed([[1, "a"], [None, True]]), typed(None)
    ('{1,"a";"",TRUE}', '')
    """
    if isinstance(argument, list):
        rows = argument if isinstance(argument[0], list) else [argument]
        return "{" + ";".join(",".join(typed(cell) or '""' for cell in row) for row in rows) + "}"
    if argument is None:
        return ""
    if isinstance(argument, bool):
        return str(argument).upper()
    return f'"{argument}"' if isinstance(argument, str) else str(argument)


def _function(function: Function, lang: str) -> str:
    said, own = SAID[lang], function.docs.zh if lang == "zh" else function.docs.en
    gives = SHAPES[lang][function.shape].format(value=VALUES[lang][function.value])
    lines = [
        f"## {function.name}\n",
        f"`{function.signature}`\n",
        f"{own}\n",
        f"| {said['argument']} | {said['holds']} | {said['means']} |",
        "|---|---|---|",
        *(_row(argument, lang) for argument in function.arguments),
        "",
        f"{said['gives']}: {gives}." if lang == "en" else f"{said['gives']}：{gives}。",
        "",
        "```",
        *(line for example in function.examples for line in _shown(function, example)),
        "```\n",
    ]
    return "\n".join(lines)


def _row(argument: Argument, lang: str) -> str:
    name = f"`{argument.name}{'[]' if argument.many else ''}`"
    optional = f" ({SAID[lang]['optional']})" if argument.optional else ""
    text = argument.docs.zh if lang == "zh" else argument.docs.en
    return f"| {name}{optional} | {KINDS[lang][argument.kind]} | {text} |"


def _shown(function: Function, example: Example) -> Iterator[str]:
    result = example.result
    rows = result if isinstance(result, list) else [[result]]
    yield formula(function, example)
    for row in rows:
        yield "    " + " | ".join(_cell(cell) for cell in row)


def _cell(cell: Any) -> str:  # noqa: ANN401  # same
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"{cell:.6g}" if isinstance(cell, float) and abs(cell) < 1 else str(cell)


def macros(lang: str) -> str:
    """List the macros by the groups of the ribbon."""
    heads = ("group", "button", "does") if lang == "en" else ("组", "按钮", "用途")
    place = 0 if lang == "zh" else 1
    rows = [
        f"| {words[place]} | **{macro.label(lang)}** | {macro.tip(lang)} |"
        for group, words in GROUPS.items()
        for macro in MACROS
        if macro.group == group
    ]
    return "\n".join([f"| {' | '.join(heads)} |", "|---|---|---|", *rows, ""])


def guide(lang: str) -> str:
    """Give a guide with its list of macros as it is now."""
    before, rest = GUIDES[lang].read_text(encoding="utf-8").split(MARKS[0])
    return before + MARKS[0] + macros(lang) + MARKS[1] + rest.split(MARKS[1])[1]


def main() -> None:
    for lang, path in PAGES.items():
        path.write_text(page(lang), encoding="utf-8")
    for lang, path in GUIDES.items():
        path.write_text(guide(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
