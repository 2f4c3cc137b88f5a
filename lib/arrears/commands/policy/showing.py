"""``arrears policy list`` and ``arrears policy show``: the rules in force on a day, with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclopts import App
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.explain.rule_changes import in_language, write_value
from arrears.policy import Policies
from arrears.policy.records.base import Record
from arrears.policy.records.watch import Watch
from arrears.words import headings, say, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

app = App(name="policy", help="The rules in force on a day, with their sources and how well these are known.")


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
        console.print(say("commands.policy.none", lang, day=as_of))
        return 0
    table = Table(title=Text(f"{policies.profile.title_zh if lang == 'zh' else policies.profile.title} · {as_of}"))
    for head in headings("commands.policy.heads", lang):
        table.add_column(head, overflow="fold")
    for name, record in in_force:
        trust = texts("commands.policy.trust", lang)[record.trust]
        title = policies.title(name, lang)
        if isinstance(record, Watch):
            title = f"{title} · {say('law.diff.draft', lang)}"
        cells = (name, record.rule, title, str(record.effective), trust, record.source_in(lang))
        table.add_row(*map(Text, cells))
    console.print(table)
    console.print(say("commands.policy.counsel", lang))
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
    label = texts("commands.policy.labels", lang)
    yield label["from"], str(record.effective)
    if record.until:
        yield label["until"], str(record.until)
    yield label["source"], record.source_in(lang) + (f"  {record.link}" if record.link else "")
    yield label["trust"], texts("commands.policy.trust", lang)[record.trust]
    if record.effective_trust:
        yield label["from_trust"], texts("commands.policy.trust", lang)[record.effective_trust]
    yield label["words"], record.words_in(lang)
    yield label["checked"], str(record.checked)
    for overlay in record.overlays:
        keys = ", ".join(overlay.keys)
        yield label["overlay"], f"{overlay.rule} ({overlay.effective}, {overlay.source_in(lang)}): {keys}"
    values = {key: value for key, value in record if key not in Record.model_fields}
    for key, value in in_language(values, lang).items():
        yield key, write_value(value, "    ", lang)
