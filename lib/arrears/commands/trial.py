"""``arrears trial``: a new strategy against the house's own, on persons drawn by lot before anybody is contacted; is it real, and when is it known."""

from __future__ import annotations

from math import isfinite, isnan
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell, today
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from arrears.operations.experience.trial import Verdict
    from arrears.rules.trial_difference import Difference
    from arrears.store.state.trials import Running
    from arrears.words import Lang

app = App(
    name="trial", help="Try a strategy against your own, on persons drawn by lot: start, show whether it is real, end."
)
_UNBOUNDED = "∞"


@app.command
def start(  # noqa: PLR0913  # each is an option that a person types
    strategy: Path,
    *,
    seed: int = 7,
    share: Annotated[
        float | None, Parameter(help="The part of the persons who meet it; the policy's unless you say.")
    ] = None,
    days: Annotated[int | None, Parameter(help="How many days; the policy's unless you say.")] = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Draw the store's persons and record who was drawn for what; the lists from tomorrow on follow it.

    Parameters
    ----------
    strategy
        A .toml file with title, channels and hours; what the rules of contact forbid is refused.
    seed
        The same seed draws the same persons.
    """
    from arrears.operations.experience.strategy import read_strategy  # noqa: PLC0415  # help stays quick
    from arrears.operations.experience.trial import ARMS  # noqa: PLC0415  # same
    from arrears.store.state.trials import begin  # noqa: PLC0415  # same

    if (share is not None and not 0 < share < 1) or (days is not None and not 1 <= days <= _MOST_DAYS):
        raise ArrearsError(both("commands.trial.range", most=_MOST_DAYS))
    with signed_in(store, actor, role, profile, house) as (opened, person):
        on = today(opened)
        made = begin(person, read_strategy(strategy, opened.policies, on), on, seed, share, days)
    counts = {arm: sum(1 for one in made.arms.values() if one == arm) for arm in ARMS}
    tell(
        "commands.trial.begun",
        lang,
        number=made.trial_id,
        title=made.strategy.title,
        first=made.first,
        last=made.last,
        **counts,
    )
    return 0


@app.command
def show(
    *,
    as_of: DayOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Show of the last trial what both groups brought, with intervals, on which day it will be known, and whether it should end."""
    from arrears.store.state.trials import told, trials  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, _):
        on = today(opened) if as_of is None else day(as_of, opened.policies)
        found = trials(opened)
        if not found:
            tell("commands.trial.none", language)
            return 0
        last = found[-1]
        made, estimate = told(opened, last, on)
    _shown(last, made, estimate, language)
    return 1 if made.stop in {"harm", "found"} and not last.ended else 0


@app.command
def end(
    *,
    reason: Annotated[str, Parameter(help="Why.")],
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """End the trial that runs; every list is your own again."""
    from arrears.store.state.trials import end as end_trial  # noqa: PLC0415  # help stays quick
    from arrears.store.state.trials import trials  # noqa: PLC0415  # same

    with signed_in(store, actor, role, profile, house) as (opened, person):
        found = next((one for one in reversed(trials(opened)) if not one.ended), None)
        if found is None:
            raise ArrearsError(both("commands.trial.none"))
        end_trial(person, found, reason)
    tell("commands.trial.ended", lang, number=found.trial_id)
    return 0


_MOST_DAYS = 366


def _shown(trial: Running, made: Verdict, estimate: Difference, lang: Lang) -> None:
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    from arrears.operations.experience.trial import MEASURES  # noqa: PLC0415  # same

    console = Console(soft_wrap=True, highlight=False, markup=False)
    names = {
        "number": trial.trial_id,
        "title": trial.strategy.title,
        "first": trial.first,
        "last": trial.last,
        "seed": trial.seed,
    }
    console.print(say("commands.trial.head", lang, **names))
    table = Table(say("commands.trial.measure", lang))
    heads = (
        say("commands.trial.champion", lang, count=made.persons[0]),
        say("commands.trial.challenger", lang, count=made.persons[1]),
        say("commands.trial.difference", lang),
        say("commands.trial.interval", lang),
    )
    for head in heads:
        table.add_column(head, justify="right")
    for key in MEASURES:
        table.add_row(say(f"commands.trial.{key}", lang), *_figures(made.measures[key], in_yuan=key == "money"))
    console.print(table)
    known = "soon" if made.known_on is None else "known"
    console.print(say(f"commands.trial.{known}", lang, day=made.known_on, last=trial.last))
    console.print(say(f"commands.trial.stop.{made.stop or 'go_on'}", lang))
    if trial.ended:
        console.print(say("commands.trial.was_ended", lang, day=trial.last, reason=trial.ended))
    if isnan(estimate.difference):
        console.print(say("commands.trial.no_estimate", lang))
        return
    figures = _figures(estimate, in_yuan=False)
    console.print(
        say(
            "commands.trial.estimate",
            lang,
            others=figures[0],
            own=figures[1],
            difference=figures[2],
            interval=figures[3],
        )
    )


def _figures(one: Difference, *, in_yuan: bool) -> tuple[str, str, str, str]:
    def told(value: float, sign: str = "") -> str:
        if not isfinite(value):
            return "–" if isnan(value) else _UNBOUNDED
        return format(value, f"{sign},.2f" if in_yuan else f"{sign}.1%")

    return told(one.first), told(one.second), told(one.difference, "+"), f"{told(one.low, '+')} – {told(one.high, '+')}"
