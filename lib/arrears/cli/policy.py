"""``arrears policy``: the rules in force on a day, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cyclopts import App
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.policy import Policies
from arrears.policy.records.base import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

app = App(name="policy", help="The rules in force on a day, with their sources and how well these are known.")

TRUST = {
    "zh": {"P": "已读原文", "S": "转引", "M": "凭记忆", "H": "本机构规定"},
    "en": {"P": "primary text read", "S": "seen quoted", "M": "from memory", "H": "house rule"},
}
HEADS = {
    "zh": ("规则", "编号", "名称", "生效日", "可信度", "出处"),
    "en": ("policy", "id", "title", "in force from", "trust", "source"),
}
COUNSEL = {
    "zh": "可信度为“转引”“凭记忆”的规则，使用前须经法务核对。",
    "en": "Counsel must check rules that were seen quoted or come from memory before you rely on them.",
}
NONE = {"zh": "{day} 没有生效的规则。", "en": "No rule is in force on {day}."}
LABELS = {
    "zh": {"from": "生效日", "until": "失效日", "source": "出处", "trust": "可信度", "words": "原文要点", "checked": "核对日", "values": "取值", "overlay": "叠加规则"},
    "en": {"from": "in force from", "until": "until", "source": "source", "trust": "trust", "words": "words", "checked": "checked", "values": "values", "overlay": "changed by"},
}  # fmt: skip


@app.command(name="list")
def list_(
    *, on: DayOption = None, profile: ProfileOption = "cn", house: HouseOption = None, lang: LangOption = None
) -> int:
    """List every rule in force on a day.

    Parameters
    ----------
    on
        The day.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    policies = Policies(profile, house)
    as_of = day(on, policies)
    in_force = list(policies.records(as_of))
    console = Console()
    if not in_force:
        console.print(NONE[lang].format(day=as_of))
        return 0
    table = Table(title=Text(f"{policies.profile.title_zh if lang == 'zh' else policies.profile.title} · {as_of}"))
    for head in HEADS[lang]:
        table.add_column(head, overflow="fold")
    for name, record in in_force:
        trust = TRUST[lang][record.trust]
        cells = (name, record.rule, policies.title(name, lang), str(record.effective), trust, record.source_in(lang))
        table.add_row(*map(Text, cells))
    console.print(table)
    console.print(COUNSEL[lang])
    return 0


@app.command
def show(
    rule: str,
    *,
    on: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Show one rule: its values, its words and where they come from.

    Parameters
    ----------
    rule
        A policy's name (buckets) or a rule's id (M-ST).
    on
        The day.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    policies = Policies(profile, house)
    console = Console()
    for name, record in policies.find(rule, day(on, policies)):
        console.print(Text.assemble((name, "bold"), f" · {policies.title(name, lang)} · {record.rule}"))
        for label, text in _lines(record, lang):
            console.print(f"  {label}: {text}", highlight=False, markup=False)
    return 0


def _lines(record: Record, lang: str) -> Iterator[tuple[str, str]]:
    label = LABELS[lang]
    yield label["from"], str(record.effective)
    if record.until:
        yield label["until"], str(record.until)
    yield label["source"], record.source_in(lang) + (f"  {record.link}" if record.link else "")
    yield label["trust"], TRUST[lang][record.trust]
    yield label["words"], record.words_in(lang)
    yield label["checked"], str(record.checked)
    for overlay in record.overlays:
        keys = ", ".join(overlay.keys)
        yield label["overlay"], f"{overlay.rule} ({overlay.effective}, {overlay.source_in(lang)}): {keys}"
    values = {key: value for key, value in record if key not in Record.model_fields}
    for key, value in _in_language(values, lang).items():
        yield key, _value(value, "    ", lang)


def _in_language(values: Mapping[str, object], lang: str) -> dict[str, object]:
    """Leave out a text's other language where it has both: ``words`` beside ``words_zh``."""
    chinese = {key for key in values if key.endswith("_zh")}
    pairs = {key: _other(key, values) for key in chinese}
    left_out = {other for other in pairs.values() if other} if lang == "zh" else {key for key in chinese if pairs[key]}
    return {key: value for key, value in values.items() if key not in left_out}


def _other(chinese: str, values: Mapping[str, object]) -> str:
    stem = chinese.removesuffix("_zh")
    return next((key for key in (stem, f"{stem}_en") if key in values), "")


def _value(value: object, indent: str, lang: str) -> str:
    """Write a value as people read it: what is nested stands on lines of its own, a rate in percent.

    >>> _value(Fraction(1, 200), "", "en")
    '0.5%'
    >>> print(_value({"complaint": ("CN-69", "CN-73")}, "  ", "en"))
    <BLANKLINE>
      complaint: CN-69; CN-73
    """
    if isinstance(value, BaseModel):
        value = _in_language(dict(value), lang)
    if isinstance(value, Mapping):
        return "".join(f"\n{indent}{key}: {_value(item, indent + '  ', lang)}" for key, item in value.items())
    if isinstance(value, tuple | list) and any(isinstance(item, BaseModel | Mapping) for item in value):
        return "".join(f"\n{indent}-{_value(item, indent + '  ', lang)}" for item in value)
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(_value(item, indent, lang) for item in value)
    if isinstance(value, Fraction):
        return _percent(value)
    return str(value)


def _percent(rate: Fraction) -> str:
    """Write a rate in percent where that is exact, else as the fraction that it is."""
    percent = rate * 100
    exact = Decimal(percent.numerator) / percent.denominator
    return f"{exact.normalize():f}%" if Fraction(exact) == percent else f"{rate}"
