"""An explanation as rows of cells: what ``AR_WHY`` spills, and what a workbook shows beside its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from arrears.explain.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.explain.explanation import Explanation, Step

Row: TypeAlias = "list[str | int]"

_BLANK = ""
HEADINGS = {
    "zh": ["步骤", "名称", "数值", "算式", "规则", "施行日", "来源"],
    "en": ["step", "what", "value", "formula", "rule", "in force from", "source"],
}
"""By language."""


def explanation_table(told: Explanation) -> list[Row]:
    """Give an explanation as a table with headings: the figure, then each step with its inputs and the rule behind it.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.explain import why
    >>> table = explanation_table(why("DPD", date(2026, 1, 31), date(2026, 3, 1), lang="en"))
    >>> table[0][:3], table[1][:3]
    (['step', 'what', 'value'], ['', 'AR_DPD', '29 days'])
    """
    lang, names = told.lang, told.names()
    figure = told.lines()[0].partition(" = ")[2]
    rows: list[Row] = [
        [*HEADINGS[lang]],
        [_BLANK, told.function, figure, _BLANK, told.profile, told.on.isoformat(), _BLANK],
    ]
    for number, step in enumerate(told.steps, start=1):
        gives, ground = step.gives, step.ground
        behind = [ground.rule, ground.effective.isoformat(), ground.source_in(lang)] if ground else [_BLANK] * 3
        formula = _written(step, names, lang) if step.formula else _BLANK
        rows.append([number, gives.zh if lang == "zh" else gives.en, gives.text(lang), formula, *behind])
        rows += [
            [
                _BLANK,
                each.zh if lang == "zh" else each.en,
                each.text(lang),
                _BLANK if lang == "zh" else each.symbol,
                *[_BLANK] * 3,
            ]
            for each in step.inputs
        ]
    return rows


def _written(step: Step, names: Mapping[str, str], lang: str) -> str:
    """Write a formula in words in Chinese; in English its symbols are words."""
    if lang == "zh":
        return f"{step.gives.zh} = {in_words(step.formula, names, lang)}"
    return f"{step.gives.symbol} = {step.formula}"
