"""A class that plays at one address: who sits where, what each decides, and what the trainer sees of it.

Nobody but who knows the code of the day is let in, and a seat belongs to the browser that took it. Whatever is decided is kept at once, as
files in the trainer's folder that `arrears scenario mark` takes; a seat that is taken again goes on where it was left.
"""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.panels.training.model import Training
from arrears.training.scenarios.handing_in import checked_name, safe
from arrears.training.scenarios.marking import marked_folder
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from arrears.training.scenarios.class_results import ClassResults

MOST_SEATS = 60
_WRONG_CODES, _WRONG_SECONDS = 20, 60
"""So many wrong codes in so many seconds, and nobody is let in for as long."""
_LONGEST_ANSWER = 2_000
_KEPT = ".interrupted"
"""The folder of interrupted plays, beside what is handed in."""


class Place(NamedTuple):
    """What the trainer sees of a seat: who, the scenario's id, decisions taken and right of all that were taken, and whether it is over."""

    who: str
    scenario: str
    taken: int
    right: int
    is_over: bool


@dataclass
class Seat:
    """A trainee at a browser.

    Attributes
    ----------
    who : str
        Name or seat number, as the trainer knows it.
    view : Training
        What is played there.
    """

    who: str
    view: Training
    lock: Lock = field(default_factory=Lock)


class Classroom:
    """A class.

    Parameters
    ----------
    folder : Path
        Where plays are handed in; made if it is not there.
    scenarios : Path, optional
        A folder of your own scenario files; those that travel with arrears unless you say.
    clock : function
        Gives seconds; only differences count.

    Attributes
    ----------
    code : str
        Six digits that stand on the wall.
    scenarios : list of Scenario
        What can be played.

    Raises
    ------
    ArrearsError
        If the folder cannot be made, or there is no scenario.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     room = Classroom(Path(folder))
    ...     word = room.join("座位 7", room.code)
    ...     seat = room.do(word, {"t": "choose", "option": room.seat(word).view.step.options[0].id})
    ...     room.places()[0].taken, len(list(Path(folder).glob("座位_7-*.json")))
    (1, 1)
    """

    def __init__(
        self, folder: Path, scenarios: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.code = f"{secrets.randbelow(10**6):06}"
        self._scenarios, self._clock = scenarios, clock
        self._seats: dict[str, Seat] = {}
        self._wrong: list[float] = []
        self._door = Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ArrearsError(
                both("training.classroom.no_folder", folder=folder.name, reason=error.strerror or type(error).__name__)
            ) from error
        self.folder = folder
        self.scenarios = self._opened().scenarios

    def join(self, who: str, code: str) -> str:
        """Take a seat.

        Parameters
        ----------
        who : str
            Name or seat number.
        code : str
            The code of the day.

        Returns
        -------
        str
            The word by which the browser is known from now on.

        Raises
        ------
        ArrearsError
            If the code is wrong or was tried too often, the name is none, another browser sits there, or every seat is taken.
        """
        with self._door:
            self._demand(code)
            name = checked_name(who)
            if any(safe(seat.who).casefold() == safe(name).casefold() for seat in self._seats.values()):
                raise ArrearsError(both("training.classroom.taken", who=name))
            if len(self._seats) >= MOST_SEATS:
                raise ArrearsError(both("training.classroom.full", most=MOST_SEATS))
            word = secrets.token_urlsafe(24)
            self._seats[word] = Seat(name, self._opened(self.folder / _KEPT / safe(name)))
            return word

    def seat(self, word: str) -> Seat | None:
        """Give the seat of a browser; None where it has none."""
        return self._seats.get(word)

    def do(self, word: str, said: Mapping[str, object]) -> Seat:
        """Do what a trainee's page asks for, and hand in what was decided.

        Parameters
        ----------
        word : str
            The browser's.
        said : mapping
            As `arrears.panels.training.model.Training.do` takes it, and ``{"t": "open", "scenario": …}`` and ``{"t": "again"}``.

        Raises
        ------
        ArrearsError
            If the browser has no seat, what it asks for cannot be done now, or the folder cannot be written.
        """
        seat = self._seats.get(word)
        if seat is None:
            raise ArrearsError(both("training.classroom.no_seat"))
        with seat.lock:
            if said.get("t") == "open":
                seat.view.open(str(said.get("scenario", "")))
            elif said.get("t") == "again":
                seat.view.begin_again()
            else:
                self._decide(seat, said)
        return seat

    def places(self) -> list[Place]:
        """Say where everybody is, by name."""
        found = [
            Place(
                seat.who, seat.view.scenario.id, len(seat.view.play.taken),
                sum(each.verdict.ok for each in seat.view.play.taken), seat.view.play.is_over,
            )
            for seat in self._seats.values()
        ]  # fmt: skip
        return sorted(found)

    def release(self, who: str) -> bool:
        """Free a seat, so that its trainee may take it in another browser; tells whether anybody sat there."""
        with self._door:
            words = [word for word, seat in self._seats.items() if seat.who == who]
            for word in words:
                del self._seats[word]
        return bool(words)

    def results(self) -> ClassResults:
        """Mark what was handed in so far.

        Raises
        ------
        ArrearsError
            If nothing was decided yet.
        """
        return marked_folder(self.folder, self._scenarios)

    def _demand(self, code: str) -> None:
        now = self._clock()
        self._wrong = [at for at in self._wrong if now - at < _WRONG_SECONDS]
        if len(self._wrong) >= _WRONG_CODES:
            raise ArrearsError(both("training.classroom.too_often", seconds=_WRONG_SECONDS))
        if not hmac.compare_digest(code.strip().encode(), self.code.encode()):
            self._wrong.append(now)
            raise ArrearsError(both("training.classroom.wrong_code"))

    def _opened(self, plays: Path | None = None) -> Training:
        return Training(self._scenarios, plays, self._clock)

    def _decide(self, seat: Seat, said: Mapping[str, object]) -> None:
        before = len(seat.view.play.taken)
        if len(str(said.get("text", ""))) > _LONGEST_ANSWER:
            raise ArrearsError(both("training.classroom.too_long", most=_LONGEST_ANSWER))
        try:
            seat.view.do({**said, "t": said.get("t") if said.get("t") in _TRAINEES else ""})
        except ValueError as error:
            # What the page shows is no longer what is asked: it was decided in another tab.
            raise ArrearsError(both("training.classroom.moved_on")) from error
        if len(seat.view.play.taken) == before:
            return
        name, content = seat.view.result(seat.who)
        try:
            with in_one_step(self.folder / name) as part:
                part.write_bytes(content)
        except OSError as error:
            raise ArrearsError(
                both(
                    "training.classroom.no_folder",
                    folder=self.folder.name,
                    reason=error.strerror or type(error).__name__,
                )
            ) from error


_TRAINEES = frozenset({"choose", "write", "next"})
"""What a trainee's page may ask for; the rest of the card is a trainer's."""
