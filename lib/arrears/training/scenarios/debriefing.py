"""Look back on a play: the road taken beside the best one, and which rules it touched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from arrears.training.scenarios.judging import Verdict, judge
from arrears.training.scenarios.playing import best_road

if TYPE_CHECKING:
    from arrears.training.scenarios.playing import Play, Taken
    from arrears.training.scenarios.records import Contact, Option, Scenario, Step


@dataclass(frozen=True)
class Beside:
    """A step of a play beside what the best road has there.

    Attributes
    ----------
    step : Step
        The step.
    taken : Taken or None
        What was decided; None where the play did not come by.
    best : Option or None
        What the best road decides; None where it does not come by.
    """

    step: Step
    taken: Taken | None
    best: Option | None


def debrief(play: Play) -> list[Beside]:
    """Put the road taken beside the best one, in the order of the play, then what only the best road has.

    Examples
    --------
    >>> from arrears.training.scenarios import Play, read_scenarios
    >>> play = Play(next(each for each in read_scenarios() if each.id == "late-temptation"))
    >>> _ = play.choose("d20"), play.choose("tomorrow")
    >>> [(each.step.id, each.taken.option if each.taken else None, each.best.id) for each in debrief(play)]
    [('age', 'd20', 'd21'), ('when', 'tomorrow', 'tomorrow'), ('words', None, 'listen')]
    """
    best = {step.id: option for step, option in best_of(play.scenario)}
    rows = [Beside(play.scenario.step(each.step), each, best.get(each.step)) for each in play.taken]
    passed = {each.step for each in play.taken}
    return rows + [Beside(step, None, option) for step, option in best_of(play.scenario) if step.id not in passed]


def best_of(scenario: Scenario) -> tuple[tuple[Step, Option], ...]:
    """Give the best road of a scenario, found once."""
    return _best(_Same(scenario))


def branches(play: Play) -> list[tuple[Option, Verdict]]:
    """Judge every option of the step at which a play stands: what if it were taken.

    Raises
    ------
    ValueError
        If the play is over.
    """
    step = play.step
    if step is None:
        raise ValueError("this play is over; go back a step to see its branches")
    return [(option, judge(play.scenario, step, option, play.made)) for option in step.options]


def key_of(scenario: Scenario) -> dict[str, dict[str, Verdict]]:
    """Judge every option of every step by itself, with what the best road has done before: the key of a question sheet.

    Returns
    -------
    dict
        By the step's id and the option's.
    """
    return _key(_Same(scenario))


def before(scenario: Scenario, step: str) -> tuple[Contact, ...]:
    """Give the contacts that the best road has made before a step; none where it does not come by."""
    made: list[Contact] = []
    for each, option in best_of(scenario):
        if each.id == step:
            return tuple(made)
        if option.contact is not None:
            made.append(option.contact)
    return ()


class _Same:
    """A scenario as a key of what is kept of it: the object itself, which is frozen but holds tables."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario

    def __hash__(self) -> int:
        return hash(self.scenario.id)


@lru_cache(maxsize=64)
def _best(same: _Same) -> tuple[tuple[Step, Option], ...]:
    return tuple(best_road(same.scenario))


@lru_cache(maxsize=64)
def _key(same: _Same) -> dict[str, dict[str, Verdict]]:
    scenario = same.scenario
    return {
        step.id: {option.id: judge(scenario, step, option, before(scenario, step.id)) for option in step.options}
        for step in scenario.steps
    }
