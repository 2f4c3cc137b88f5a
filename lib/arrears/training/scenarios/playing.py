"""A scenario as one person plays it: step by step, judged at once, interrupted and resumed, and looked back on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arrears.training.scenarios.judging import Verdict, judge, judge_figure, judge_words
from arrears.training.scenarios.records import AREAS, Area, Option, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arrears.training.scenarios.records import Contact, Scenario, Step
    from arrears.words import Saying


@dataclass(frozen=True)
class Taken:
    """One decision of a play.

    Attributes
    ----------
    step, option : str
        What was decided where; the option is the nearest one where words or a figure were written freely.
    answer : str
        What was written freely; empty where an option was chosen.
    seconds : float
        How long it took.
    verdict : Verdict
        What the rules say of it.
    """

    step: str
    option: str
    answer: str
    seconds: float
    verdict: Verdict


@dataclass(frozen=True)
class Score:
    """Points of one area: right decisions of all."""

    area: Area
    right: int
    of: int


@dataclass
class Play:
    """One play of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is played.
    taken : list of Taken
        The decisions so far.

    Examples
    --------
    >>> from arrears.training.scenarios import read_scenarios
    >>> play = Play(read_scenarios()[0])
    >>> best = best_road(play.scenario)
    >>> for _, option in best:
    ...     verdict = play.choose(option.id)
    >>> play.is_over, all(each.verdict.ok for each in play.taken)
    (True, True)
    """

    scenario: Scenario
    taken: list[Taken] = field(default_factory=list)

    @property
    def step(self) -> Step | None:
        """The step at which the play stands; None when it is over."""
        if not self.taken:
            return self.scenario.steps[0]
        last = self.taken[-1]
        option = _option(self.scenario.step(last.step), last.option)
        return self.scenario.step(option.next) if option.next else None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to decide."""
        return self.step is None

    @property
    def reaction(self) -> Saying | None:
        """What the last decision led to."""
        if not self.taken:
            return None
        reaction = _option(self.scenario.step(self.taken[-1].step), self.taken[-1].option).reaction
        return reaction.both if reaction else None

    def choose(self, option: str, seconds: float = 0) -> Verdict:
        """Decide by choosing an option.

        Raises
        ------
        ValueError
            If the play is over, or the step has no such option.
        """
        step = self._open()
        chosen = _option(step, option)
        return self._take(step, chosen, "", seconds, judge(self.scenario, step, chosen, self.made))

    def write(self, text: str, seconds: float = 0) -> Verdict:
        """Decide by words or a figure of one's own; the road goes on as with the first option that is judged alike.

        Raises
        ------
        ValueError
            If the play is over, or the step takes options alone.
        """
        step = self._open()
        if step.ask == "figure":
            verdict = judge_figure(self.scenario, step, text)
        elif step.free:
            verdict = judge_words(self.scenario, step, Text(zh=text, en=text).both)
        else:
            raise ValueError(
                f"step {step.id!r} takes one of its options; choose {', '.join(each.id for each in step.options)}"
            )
        alike = [each for each in step.options if judge(self.scenario, step, each, self.made).ok == verdict.ok]
        return self._take(step, (alike or list(step.options))[0], text, seconds, verdict)

    def back(self) -> None:
        """Go back a step, to take another road.

        Raises
        ------
        ValueError
            If nothing was decided yet.
        """
        if not self.taken:
            raise ValueError("this is the first step; nothing was decided yet")
        self.taken.pop()

    def scores(self) -> list[Score]:
        """Give the points of each area that came up, in the order of the areas."""
        found = []
        for area in AREAS:
            verdicts = [each.verdict for each in self.taken if each.verdict.area == area]
            if verdicts:
                found.append(Score(area, sum(each.ok for each in verdicts), len(verdicts)))
        return found

    def saved(self) -> dict[str, Any]:
        """Give the play as plain data, to be resumed: decisions alone, since verdicts come from the rules again."""
        steps = [
            {"step": each.step, "option": each.option, "answer": each.answer, "seconds": each.seconds}
            for each in self.taken
        ]
        return {"scenario": self.scenario.id, "taken": steps}

    @classmethod
    def resumed(cls, scenario: Scenario, saved: Mapping[str, Any]) -> Play:
        """Take up a play that was saved.

        Raises
        ------
        ValueError
            If it is of another scenario, or the scenario has changed since.
        """
        if saved.get("scenario") != scenario.id:
            raise ValueError(
                f"this play is of {saved.get('scenario')!r}, not of {scenario.id!r}; open its own scenario"
            )
        play = cls(scenario)
        for each in saved["taken"]:
            step = play.step
            if step is None or step.id != each["step"]:
                raise ValueError(f"the scenario has changed since: step {each['step']!r} is not reached; begin again")
            if each["answer"]:
                play.write(each["answer"], each["seconds"])
            else:
                play.choose(each["option"], each["seconds"])
        return play

    def _open(self) -> Step:
        step = self.step
        if step is None:
            raise ValueError("this play is over; begin again")
        return step

    def _take(self, step: Step, option: Option, answer: str, seconds: float, verdict: Verdict) -> Verdict:
        self.taken.append(Taken(step.id, option.id, answer, seconds, verdict))
        return verdict

    @property
    def made(self) -> list[Contact]:
        """The contacts that were made in this play."""
        options = [_option(self.scenario.step(each.step), each.option) for each in self.taken]
        return [option.contact for option in options if option.contact is not None]


def _option(step: Step, name: str) -> Option:
    for option in step.options:
        if option.id == name:
            return option
    raise ValueError(f"step {step.id!r} has no option {name!r}; choose {', '.join(each.id for each in step.options)}")


def best_road(scenario: Scenario) -> list[tuple[Step, Option]]:
    """Find the road with the fewest decisions that the rules refuse; of several the shortest.

    Returns
    -------
    list of (Step, Option)
        From the first step to an end.
    """
    judged: dict[tuple[str, str, int], bool] = {}

    def is_right(step: Step, option: Option, made: Sequence[Contact]) -> bool:
        # Only contacts made before bear on a verdict; a road has each step once, so their number tells them apart well enough.
        key = (step.id, option.id, hash(tuple(contact.at for contact in made)))
        if key not in judged:
            judged[key] = judge(scenario, step, option, made).ok
        return judged[key]

    waiting: list[tuple[int, int, list[tuple[Step, Option]], list[Contact]]] = [(0, 0, [], [])]
    best: tuple[int, int, list[tuple[Step, Option]]] | None = None
    while waiting:
        wrong, length, road, made = waiting.pop()
        step = scenario.step(road[-1][1].next) if road else scenario.steps[0]
        if step in [each for each, _ in road] or (best is not None and (wrong, length + 1) >= best[:2]):
            continue
        # What the rules agree with is put last, so that it is looked at first and what is worse is soon left aside.
        for option in sorted(step.options, key=lambda each: is_right(step, each, made)):  # called at once
            found = (wrong + (not is_right(step, option, made)), length + 1, [*road, (step, option)])
            if option.next:
                waiting.append((*found, [*made, *([option.contact] if option.contact else [])]))
            elif best is None or found[:2] < best[:2]:
                best = found
    assert best is not None  # noqa: S101  # a scenario was checked to end
    return best[2]
