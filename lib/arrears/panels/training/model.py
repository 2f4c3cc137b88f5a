"""The view-model of training: one scenario at a time, played by a trainee or shown to a class."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.training.scenarios import Play, read_scenarios
from arrears.training.scenarios.debriefing import Beside, branches, debrief
from arrears.training.scenarios.facts import case_facts, history
from arrears.training.scenarios.handing_in import handed_in
from arrears.training.scenarios.keeping import forget, keep, kept, refuse_personal
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from arrears.training.scenarios.judging import Verdict
    from arrears.training.scenarios.records import Option, Scenario, Step

PRACTISE, LEAD = "practise", "lead"
"""Who sits before it: a trainee, or a trainer before a class."""


class Training:
    """Scenarios as they are played.

    Parameters
    ----------
    scenarios : Path, optional
        A folder of your own scenario files; those that travel with arrears unless you say.
    plays : Path, optional
        Where interrupted plays are kept; the person's own folder of states unless you say.
    clock : function
        Gives seconds; only differences count.

    Attributes
    ----------
    mode : str
        `PRACTISE` or `LEAD`. A trainer's play is not kept, hides answers until they are shown, and may go back.
    shown : bool
        Whether the last verdict is shown; a trainee's always is.
    notice : Saying or None
        Something that the person ought to know, such as that a play was taken up again.
    """

    def __init__(
        self,
        scenarios: Path | None = None,
        plays: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.scenarios = read_scenarios(scenarios)
        if not self.scenarios:
            raise ArrearsError(both("training.panel.no_scenarios"))
        self._plays, self._clock = plays, clock
        self.mode, self.shown = PRACTISE, True
        self.notice: tuple[str, str] | None = None
        self._spent, self._since = 0.0, self._clock()
        self.paused = False
        self.asking = True
        self.play = Play(self.scenarios[0])
        self.open(self.scenarios[0].id)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is open."""
        return self.play.scenario

    @property
    def step(self) -> Step | None:
        """The step that is decided now, or was decided last where its verdict is still being read; None at the end."""
        if not self.asking:
            return self.scenario.step(self.play.taken[-1].step)
        return self.play.step

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is being read; None while a decision is awaited, or the trainer has not shown it yet."""
        return self.play.taken[-1].verdict if not self.asking and self.shown else None

    @property
    def is_over(self) -> bool:
        """Whether the scenario has ended and its last verdict was read."""
        return self.asking and self.play.is_over

    def open(self, name: str) -> None:
        """Open a scenario: where a trainee left it, or at its beginning.

        Raises
        ------
        ArrearsError
            If there is none of this id.
        """
        found = next((each for each in self.scenarios if each.id == name), None)
        if found is None:
            raise ArrearsError(both("training.panel.none_called", name=name))
        self.notice, play = None, None
        if self.mode == PRACTISE:
            try:
                play = kept(found, self._plays)
            except ArrearsError as error:
                self.notice = (error.text("zh"), error.text("en"))
                forget(found, self._plays)
            if play is not None and play.taken and not play.is_over:
                self.notice = both("training.panel.taken_up", count=len(play.taken))
        self.play = play or Play(found)
        self._ask()

    def begin_again(self) -> None:
        """Play the open scenario from its beginning; what was kept of it is forgotten."""
        if self.mode == PRACTISE:
            forget(self.scenario, self._plays)
        self.notice = None
        self.play = Play(self.scenario)
        self._ask()

    def sit(self, mode: str) -> None:
        """Change who sits before it; the scenario begins again for a trainer, and is taken up again for a trainee."""
        if mode not in {PRACTISE, LEAD}:
            raise ValueError(f"mode must be {PRACTISE!r} or {LEAD!r}; it is {mode!r}")
        self.mode = mode
        self.open(self.scenario.id)

    def do(self, said: Mapping[str, object]) -> None:
        """Do what the card asks for: ``{"t": "choose", "option": …}``, ``{"t": "write", "text": …}``, ``next``, ``show``, ``back`` or ``pause``.

        Raises
        ------
        ArrearsError
            If it cannot be done now.
        ValueError
            If the step has no such option, or takes no words.
        """
        actions = {
            "choose": lambda: self.choose(str(said.get("option", ""))),
            "write": lambda: self.write(str(said.get("text", ""))),
            "next": self.go_on, "show": self.show, "back": self.back, "pause": self.pause,
        }  # fmt: skip
        if (what := str(said.get("t", ""))) in actions:
            actions[what]()

    # --- deciding ---------------------------------------------------------------------------------------------------

    def choose(self, option: str) -> None:
        """Decide by an option's id."""
        self._may_decide()
        self.play.choose(option, self.seconds)
        self._decided()

    def write(self, text: str) -> None:
        """Decide by words or a figure of one's own.

        Raises
        ------
        ArrearsError
            If nothing is written, or it holds somebody's number.
        """
        self._may_decide()
        if not text.strip():
            raise ArrearsError(both("training.panel.nothing_written"))
        refuse_personal(text)
        self.play.write(text.strip(), self.seconds)
        self._decided()

    def show(self) -> None:
        """Show the verdict that a trainer has kept hidden."""
        self.shown = True

    def go_on(self) -> None:
        """Go on to the next step, once the verdict was read."""
        if not self.asking:
            self._ask()

    def back(self) -> None:
        """Go back to the step before, to take another road; a trainer's doing alone.

        Raises
        ------
        ArrearsError
            If a trainee asks for it, or nothing was decided yet.
        """
        if self.mode != LEAD:
            raise ArrearsError(both("training.panel.back_is_the_trainers"))
        if not self.play.taken:
            raise ArrearsError(both("training.panel.first_step"))
        self.play.back()
        self._ask()

    def what_if(self) -> list[tuple[Option, Verdict]]:
        """Judge every option of the step in sight, for a trainer.

        Raises
        ------
        ArrearsError
            If a trainee asks for it before deciding, or the play is over.
        """
        if self.mode != LEAD:
            raise ArrearsError(both("training.panel.back_is_the_trainers"))
        if self.asking:
            return [] if self.play.is_over else branches(self.play)
        before = Play(self.scenario, self.play.taken[:-1])
        return branches(before)

    # --- the timer --------------------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """How long the step has been in sight, pauses left out."""
        return self._spent + (0 if self.paused or not self.asking else self._clock() - self._since)

    def pause(self) -> None:
        """Stop the timer, or let it go on."""
        if self.paused:
            self._since = self._clock()
        else:
            self._spent = self.seconds
        self.paused = not self.paused

    # --- looking back -----------------------------------------------------------------------------------------------

    def facts(self, lang: str) -> list[tuple[str, str]]:
        """Give the case as headings and values; what a step asks for is told at the end."""
        return case_facts(self.scenario, lang, solved=self.is_over)

    def history(self, lang: str) -> list[str]:
        """Say what has happened with the case."""
        return history(self.scenario, lang)

    def debrief(self) -> list[Beside]:
        """Put the road taken beside the best one."""
        return debrief(self.play)

    def late(self) -> int:
        """Count the decisions that took longer than they may."""
        return sum(each.seconds > self.scenario.step(each.step).seconds for each in self.play.taken)

    def result(self, who: str) -> tuple[str, bytes]:
        """Give the play as a file to hand in: its name and its content.

        Raises
        ------
        ArrearsError
            If nobody is named, the name holds somebody's number, or nothing was decided yet.
        """
        return handed_in(self.play, who)

    def _ask(self) -> None:
        self.asking, self.shown, self.paused = True, True, False
        self._spent, self._since = 0.0, self._clock()

    def _may_decide(self) -> None:
        if not self.asking or self.play.is_over:
            raise ArrearsError(both("training.panel.already_decided"))
        if self.paused:
            self.pause()

    def _decided(self) -> None:
        self._spent = self.play.taken[-1].seconds
        self.asking, self.shown = False, self.mode == PRACTISE
        if self.mode == PRACTISE:
            keep(self.play, self._plays)
