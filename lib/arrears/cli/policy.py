"""``arrears policy``: the rules in force on a day, with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import App
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

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
    "zh": {"from": "生效日", "until": "失效日", "source": "出处", "trust": "可信度", "words": "原文要点", "checked": "核对日", "values": "取值", "overlay": "被覆盖"},
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
    table = Table(title=f"{policies.profile.title_zh if lang == 'zh' else policies.profile.title} · {as_of}")
    for head in HEADS[lang]:
        table.add_column(head, overflow="fold")
    for name, record in in_force:
        trust = TRUST[lang][record.trust]
        table.add_row(name, record.rule, policies.title(name, lang), str(record.effective), trust, record.source_in(lang))
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
        console.print(f"[bold]{name}[/bold] · {policies.title(name, lang)} · {record.rule}")
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
    for key, value in record:
        if key not in Record.model_fields:
            yield key, _value(value)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_value(item) for item in value)
    if isinstance(value, BaseModel):
        return ", ".join(f"{key}={_value(item)}" for key, item in value)
    return str(value)
