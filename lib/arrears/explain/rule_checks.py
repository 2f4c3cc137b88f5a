"""Rules whose primary text nobody read: how far the check of each is, and its page, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.explain.rule_changes import key_name, write_value
from arrears.policy.reader import META
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from arrears.policy import Policies
    from arrears.policy.checking import ToCheck


def check_state(row: ToCheck, today: date, lang: str) -> str:
    """Say how far the check of a rule is."""
    if row.check is None:
        return say("law.check.overdue" if row.until < today else "law.check.open", lang)
    key = "law.check.agrees" if row.check.agrees else "law.check.differs"
    return say(key, lang, by=row.check.by, on=row.check.on, against=row.check.against)


def check_page(row: ToCheck, policies: Policies, today: date, lang: str) -> Iterator[str]:
    """Give a rule's page: what is to be checked, against which text, by whom, until when, and how it is recorded."""
    yield f"{row.layer}/{row.name} · {policies.title(row.name, lang)} · {row.rule} · {row.version['effective']}"
    words = row.version.get("words_zh" if lang == "zh" else "words") or row.version["words"]
    yield f"  {say('law.check.page.what', lang)}: {words}"
    values = {key: value for key, value in row.version.items() if key not in META}
    for key, value in values.items():
        yield f"    {key_name(key, lang)}: {write_value(value, '      ', lang)}"
    trust = say(f"commands.policy.trust.{row.version['trust']}", lang)
    yield f"  {say('law.check.head.trust', lang)}: {trust}"
    if first_day := row.version.get("effective_trust"):
        told = say(f"commands.policy.trust.{first_day}", lang)
        yield f"  {say('commands.policy.labels.from_trust', lang)}: {told}"
    yield f"  {say('law.check.head.against', lang)}: {row.source_in(lang)}"
    yield f"  {say('law.check.head.by', lang)}: {row.by_zh if lang == 'zh' else row.by}"
    yield f"  {say('law.check.head.until', lang)}: {row.until}"
    yield f"  {say('law.check.head.state', lang)}: {check_state(row, today, lang)}"
    name = say("explain.rule_checks.name", lang)
    text = say("explain.rule_checks.text", lang)
    command = f"arrears policy checked {row.layer}/{row.name} --profile {policies.name} --by {name} --against {text} --house DIR"
    yield "  " + say("law.check.page.how", lang, command=command)
