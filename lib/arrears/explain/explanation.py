"""What an explanation holds: the result, and the steps that lead to it, each with its numbers, rule and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from arrears.explain.wording import in_words
from arrears.units import yuan
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Mapping

Value: TypeAlias = int | float | Fraction | date | str | bool | None
"""A number, day or word of a step; amounts are whole fen."""

_UNITS: dict[str, tuple[str, str]] = {
    "fen": both("explain.explanation.yuan"),
    "fen_days": both("explain.explanation.yuan_days"),
    "days": both("explain.explanation.days"),
    "points": both("explain.explanation.points"),
    "instalments": both("explain.explanation.instalments"),
}
_TRUST: dict[str, tuple[str, str]] = {
    "P": both("explain.explanation.primary_text_read"),
    "S": both("explain.explanation.seen_reproductions"),
    "M": both("explain.explanation.from_memory_verified"),
    "H": both("explain.explanation.house_practice"),
}
_YES_NO = {True: both("explain.explanation.yes"), False: both("explain.explanation.no")}
ROUNDINGS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "half_up": both("explain.explanation.rounded_half_up_fen"),
    "half_up_point": both("explain.explanation.rounded_half_up_whole_point"),
    "half_up_ppm": both("explain.explanation.rounded_half_up_millionth"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its name and unit.

    Attributes
    ----------
    symbol : str
        What a formula calls it.
    value : number, date, text or None
        Exact: an amount in whole fen, a rate as a Fraction.
    unit : str
        ``fen``, ``fen_days``, ``days``, ``rate``, ``date``, ``points``, ``instalments``, ``text`` or "" for a bare number.
    zh, en : str
        What it is.
    """

    symbol: str
    value: Value
    unit: str
    zh: str
    en: str

    def name(self, lang: str = "zh") -> str:
        """Give what it is, in a language."""
        return self.zh if lang == "zh" else self.en

    def text(self, lang: str = "zh") -> str:
        """Give the value with its unit as people read it.

        Examples
        --------
        >>> Quantity("fee", 3000, "fen", "违约金", "late fee").text("en")
        '30.00 yuan'
        >>> Quantity("rate", Fraction(1, 2000), "rate", "日利率", "daily rate").text()
        '0.05%'
        """
        return shown(self.value, self.unit, lang)


@dataclass(frozen=True, slots=True)
class Ground:
    """The rule that a step stands on.

    Attributes
    ----------
    rule : str
        Its id.
    effective : date
        Since when this version is in force.
    source : str
        Where it is written.
    trust : str
        How well the source is known: P, S, M or H.
    zh, en : str
        What it says.
    source_zh : str
        Where it is written, as cited in Chinese.
    """

    rule: str
    effective: date
    source: str
    trust: str
    zh: str = ""
    en: str = ""
    source_zh: str = ""

    def source_in(self, lang: str) -> str:
        """Give the source as people of a language cite it."""
        return self.source_zh if lang == "zh" and self.source_zh else self.source

    def text(self, lang: str = "zh") -> str:
        """Give the rule, what it says, its version and its source in a line."""
        if lang == "zh":
            return f"{self.rule}：{self.zh}（自{self.effective}起施行；来源：{self.source_in(lang)}；{_TRUST[self.trust][0]}）"
        return (
            f"{self.rule}: {self.en} (in force from {self.effective}; source: {self.source}; {_TRUST[self.trust][1]})"
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation.

    Attributes
    ----------
    gives : Quantity
        What it comes to.
    inputs : tuple of Quantity
        What goes in.
    formula : str
        How, over the symbols of the inputs and of earlier steps; "" where a value is given or looked up.
    ground : Ground or None
        The rule behind it; None for what the caller gave.
    rounding : str
        A key of `ROUNDINGS`.
    """

    gives: Quantity
    inputs: tuple[Quantity, ...] = ()
    formula: str = ""
    ground: Ground | None = None
    rounding: str = ""

    def text(self, lang: str = "zh", names: Mapping[str, str] | None = None) -> str:
        """Give the step in a line; `names` tells what symbols of earlier steps are called."""
        zh = lang == "zh"
        own = {each.symbol: each.name(lang) for each in (*self.inputs, self.gives)}
        parts = [f"{self.gives.name(lang)} = {self.gives.text(lang)}"]
        if self.formula:
            parts.append(f"= {in_words(self.formula, {**(names or {}), **own}, lang)}")
        if self.inputs:
            parts.append(("；" if zh else "; ").join(f"{each.name(lang)} {each.text(lang)}" for each in self.inputs))
        if self.rounding:
            parts.append(ROUNDINGS[self.rounding][0 if zh else 1])
        if self.ground:
            parts.append(f"{say('explain.explanation.ground', lang)} {self.ground.rule}")
        return " | ".join(parts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a figure is what it is.

    Attributes
    ----------
    function : str
        The worksheet function that gives the figure, such as ``AR_DPD``.
    result : value
        The figure, as the rule gives it: an amount in whole fen; a tuple of them where there are several.
    unit : str
        The result's unit.
    steps : tuple of Step
        What leads to it, in order.
    profile : str
        Whose rules applied.
    on : date
        The day whose rules applied.
    lang : str
        The language of `str()` of it.
    """

    function: str
    result: Value | tuple[Value, ...]
    unit: str
    steps: tuple[Step, ...]
    profile: str
    on: date
    lang: str = "zh"

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The rules that the steps stand on, each once, in the order of the steps."""
        return tuple(dict.fromkeys(step.ground for step in self.steps if step.ground))

    def names(self, lang: str | None = None) -> dict[str, str]:
        """Give what each symbol is called, for `Step.text` and `arrears.explain.in_words`."""
        lang = lang or self.lang
        return {each.symbol: each.name(lang) for step in self.steps for each in (*step.inputs, step.gives)}

    def lines(self, lang: str | None = None) -> list[str]:
        """Give the explanation as lines of text: the figure, the rules' day, the steps, numbered, and the rules in words."""
        lang = lang or self.lang
        results = self.result if isinstance(self.result, tuple) else (self.result,)
        figure = ", ".join(shown(each, self.unit, lang) for each in results)
        on = say("explain.explanation.rules", lang, on=self.on, profile=self.profile)
        names = self.names(lang)
        steps = (f"{number}. {step.text(lang, names)}" for number, step in enumerate(self.steps, start=1))
        return [f"{self.function} = {figure}", on, *steps, *(ground.text(lang) for ground in self.grounds)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def shown(value: Value, unit: str, lang: str = "zh") -> str:
    """Give a value with its unit as people read it.

    Examples
    --------
    >>> shown(12345, "fen"), shown(3, "days", "en"), shown(None, "date")
    ('123.45元', '3 days', '—')
    """
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _YES_NO[value][0 if lang == "zh" else 1]
    if unit == "rate":
        return f"{float(value) * 100:.6f}".rstrip("0").rstrip(".") + "%"  # type: ignore[arg-type]  # a number
    word = _UNITS.get(unit, ("", ""))[0 if lang == "zh" else 1]
    text = str(yuan(int(value)) if unit in {"fen", "fen_days"} else value)  # type: ignore[arg-type]  # whole fen
    return f"{text}{word}" if lang == "zh" or not word else f"{text} {word}"
