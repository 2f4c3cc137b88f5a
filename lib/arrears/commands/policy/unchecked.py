"""``arrears policy unchecked`` and ``arrears policy checked``: rules whose primary text nobody read, and the record of who did."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.policy.showing import app
from arrears.errors import PolicyError
from arrears.explain.rule_checks import check_page, check_state
from arrears.policy import Policies
from arrears.policy.checking import Check, ToCheck, record_check, rules_to_check
from arrears.words import both, say

_HEADS = ("name", "rule", "trust", "against", "by", "until", "state")


@app.command
def unchecked(
    rule: str | None = None,
    *,
    on: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the rules that were seen quoted or come from memory: what to check, against which text, by whom, until when.

    Exit code 1 while any is overdue. With a rule's name or id its own page is shown.

    Parameters
    ----------
    rule
        A policy's name (contact_hours) or a rule's id (CBA-1).
    on
        The day.
    profile
        The profile.
    house
        Your own policy folder, in which checks are recorded.
    lang
        The language.
    """
    lang = lang or default_lang()
    policies = Policies(profile, house)
    today = day(on, policies)
    rows = rules_to_check(policies, today)
    console = Console()
    if rule is not None:
        for row in _named(rows, rule):
            for line in check_page(row, policies, today, lang):
                console.print(line, highlight=False, markup=False, soft_wrap=True)
        return 0
    left = [row for row in rows if row.is_open]
    if not left:
        console.print(say("law.check.none", lang, profile=policies.name), highlight=False)
        return 0
    table = Table(title=Text(say("law.check.title", lang, count=len(left), profile=policies.name, day=today)))
    for head in _HEADS:
        table.add_column(say(f"law.check.head.{head}", lang), overflow="fold", no_wrap=head in {"rule", "until"})
    for row in sorted(left, key=lambda row: (row.until, row.name)):
        by = row.by_zh if lang == "zh" else row.by
        cells = (
            f"{row.layer}/{row.name}",
            row.rule,
            say(f"commands.policy.trust.{row.version['trust']}", lang),
            row.source_in(lang),
            by,
        )
        table.add_row(*map(Text, (*cells, str(row.until), check_state(row, today, lang))))
    console.print(table)
    late = sum(row.until < today for row in left)
    if late:
        console.print(say("law.check.late", lang, count=late), highlight=False)
    return 1 if late else 0


@app.command
def checked(
    rule: str,
    *,
    by: str,
    against: str,
    differs: bool = False,
    on: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record in the house folder that somebody compared a rule with its text.

    The record holds for this wording: when a later version changes it, the rule is listed again.

    Parameters
    ----------
    rule
        A policy's name (contact_hours), with its folder where several state it (cn/contact_hours), or a rule's id (CBA-1).
    by
        Who compared it.
    against
        The text that was read, such as an article of the official gazette.
    differs
        The text says something else: the rule stays on the list until a house policy corrects it.
    on
        The day of the comparison.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    policies = Policies(profile, house)
    today = datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    made_on = day(on, policies)
    if made_on > today:
        raise PolicyError(both("law.check.future", on=made_on))
    for row in _named(rules_to_check(policies, today), rule):
        path = record_check(policies, row, Check(by, made_on, against, agrees=not differs))
        said = say("law.check.recorded", lang, name=row.name, rule=row.rule, by=by, on=made_on, path=path)
        Console().print(said, highlight=False, markup=False, soft_wrap=True)
    return 0


def _named(rows: list[ToCheck], rule: str) -> list[ToCheck]:
    wanted = rule.casefold()
    found = [
        row
        for row in rows
        if wanted in {row.name.casefold(), row.rule.casefold(), f"{row.layer}/{row.name}".casefold()}
    ]
    if not found:
        raise PolicyError(both("law.check.unknown", rule=rule))
    return found
