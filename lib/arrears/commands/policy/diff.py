"""``arrears policy diff``: what changes between two days, or with a house's own rules, and what it means for my cases."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # cyclopts reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.policy.showing import app
from arrears.errors import ArrearsError
from arrears.explain.rule_changes import Sides, as_read, change_lines, two_days, with_shipped
from arrears.policy import Policies
from arrears.words import both, say

if TYPE_CHECKING:
    from arrears.store.state.policy_effects import Effects
    from arrears.words import Lang


@app.command
def diff(
    cases: Path | None = None,
    *,
    from_: Annotated[str | None, Parameter(name="--from", help="The earlier day, such as 2026-07-31.")] = None,
    to: DayOption = None,
    read_on: DayOption = None,
    store: Annotated[
        str | None, Parameter(help="A store whose cases, contacts, plans and records are judged by both sides.")
    ] = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Say what changes between two days, with sources, and what it means for your cases.

    With --house alone your own rules are compared with the shipped ones; with --read-on the rules as they were read on a
    past day with those as they are read now. Nothing is written.

    Parameters
    ----------
    cases
        A case list that both sides are applied to.
    from_
        The earlier day.
    to
        The later day.
    read_on
        The day whose reading of the texts is the earlier side.
    store
        A store in place of a list.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    if cases is not None and store is not None:
        raise ArrearsError(both("law.diff.two_sources"))
    sides = _sides(from_, to, read_on, profile, house, lang)
    console = Console()

    def write(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    changes = sides.changes()
    names = {"before": sides.name_before, "after": sides.name_after}
    if not changes:
        write(say("law.diff.nothing", lang, **names))
        return 0
    console.print(Text(say("law.diff.title", lang, profile=sides.after.name, **names), "bold"), soft_wrap=True)
    for change in changes:
        for line in change_lines(change, sides.after if change.after else sides.before, lang):
            write(line)
    write("")
    if cases is None and store is None:
        write(say("law.diff.no_cases", lang))
        return 0
    from arrears.store.state.policy_effects import effect_lines  # noqa: PLC0415  # `--help` needs no pandas

    for effects in _effects(sides, cases, store, lang):
        console.print(Text(say("law.diff.means", lang, on=effects.on), "bold"))
        for line in effect_lines(effects, lang):
            write("  " + line)
    return 0


def _sides(
    from_: str | None, to: str | None, read_on: str | None, profile: str, house: Path | None, lang: Lang
) -> Sides:
    after = Policies(profile, house)
    on = day(to, after)
    if read_on is not None:
        return as_read(after, day(read_on, after), on if from_ is None else day(from_, after), on, lang)
    if from_ is not None:
        return two_days(after, day(from_, after), on, lang)
    if house is None:
        raise ArrearsError(both("law.diff.no_day"))
    return with_shipped(after, on, lang)


def _effects(sides: Sides, cases: Path | None, url: str | None, lang: Lang) -> list[Effects]:
    from arrears.intake import read_cases  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store import open_store  # noqa: PLC0415  # same
    from arrears.store.state.policy_effects import effects_by_day, effects_in_store, effects_on_list  # noqa: PLC0415  # same

    old, new = sides.frozen()
    today = day(None, sides.after)
    if cases is not None:
        table = read_cases(cases, as_of=max(today, *sides.days), lang=lang).table
        return effects_by_day(sides.days, today, lambda on: effects_on_list(table, on, old, new, lang))
    with open_store(url or "", profile=sides.after.name, house=sides.after.house, create=False) as store:
        return effects_by_day(sides.days, today, lambda on: effects_in_store(store, on, old, new, lang))
