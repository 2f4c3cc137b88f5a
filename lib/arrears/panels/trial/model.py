"""The view-model of trials: what a new strategy brought beside the house's own, as the command ``arrears trial show`` compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.store.state.trials import end, told, trials
from arrears.words import both

if TYPE_CHECKING:
    from arrears.panels.shell.session import Session
    from arrears.store.state.trials import Running, Told


class Trials:
    """The trials of a store, as a lead looks at them.

    Parameters
    ----------
    session : Session
        The sitting at the store.

    Attributes
    ----------
    number : str
        Of the trial that is looked at; the last one's unless one was chosen.

    Raises
    ------
    ArrearsError
        If the store has no cases on the day; the message says how to put some in.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.number = ""
        session.cases()

    @property
    def known(self) -> list[Running]:
        """Every trial, the newest first."""
        return self.session.at_head("trials", lambda store: trials(store)[::-1])

    @property
    def shown(self) -> Running | None:
        """The trial that is looked at; None where none was ever begun."""
        return next((one for one in self.known if self.number in {"", one.trial_id}), None)

    def told(self) -> Told:
        """Give what is known of the trial that is looked at.

        Raises
        ------
        ArrearsError
            If there is none.
        """
        trial, on = self._demanded(), self.session.today
        return self.session.at_head(f"trial {trial.trial_id}", lambda store: told(store, trial, on))

    def end(self, reason: str) -> None:
        """End the trial that is looked at, with the reason.

        Raises
        ------
        ArrearsError
            If there is none, it is over already, or no reason is given.
        """
        trial = self._demanded()
        if trial.ended:
            raise ArrearsError(both("panels.trial.ended_already", number=trial.trial_id, day=trial.last))
        if not reason.strip():
            raise ArrearsError(both("panels.trial.reason_needed"))
        end(self.session.signed_in, trial, reason.strip())

    def _demanded(self) -> Running:
        if (trial := self.shown) is None:
            raise ArrearsError(both("commands.trial.none"))
        return trial
