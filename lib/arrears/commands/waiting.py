"""What a person sees while a command works: nothing at first, then one line with what it does, how far it is and how to stop it."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arrears.words import Lang

_QUIET_SECONDS = 1.5
"""Most commands are done by then; a line that flashes helps nobody."""
_AGAIN_SECONDS = 0.25
_CLEAR = "\r\x1b[2K"


class Line:
    """One line on a terminal that changes until something else is written there.

    Parameters
    ----------
    screen : TextIO
        The terminal.
    name : str
        The command's.
    lang : str
        ``zh`` or ``en``.
    clock : callable
        Gives seconds.
    """

    def __init__(self, screen: TextIO, name: str, lang: Lang, clock: Callable[[], float] = time.monotonic) -> None:
        self._screen, self._name, self._lang, self._clock = screen, name, lang, clock
        self._begun = clock()
        self._lock = threading.RLock()
        self._shown = False
        self._open = False  # something was written that has no end of line yet
        self._paused = 0
        self._share: float | None = None

    def tell(self, share: float) -> None:
        """Take how much is done, from 0 to 1."""
        self._share = share

    def draw(self) -> None:
        """Show the line as it is now, unless it is too early or somebody is asked something."""
        seconds = self._clock() - self._begun
        with self._lock:
            if self._paused or self._open or seconds < _QUIET_SECONDS:
                return
            share = "" if self._share is None else f" {self._share:.0%}"
            text = say("commands.waiting.at_work", self._lang, name=self._name, share=share, seconds=int(seconds))
            self._screen.write(_CLEAR + text)
            self._screen.flush()
            self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        with self._lock:
            if self._shown:
                self._screen.write(_CLEAR)
                self._screen.flush()
            self._shown = False

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Keep the line away for as long as somebody is asked something, or the command shows how far it is itself."""
        self._paused += 1
        self.clear()
        try:
            yield
        finally:
            self._paused -= 1

    def write(self, text: str, where: TextIO) -> int:
        """Write to the same terminal what a command says: the line makes room for it."""
        with self._lock:
            self.clear()
            self._open = not text.endswith("\n") if text else self._open
            return where.write(text)


class _Beside:
    """A standard stream that shares its terminal with a line."""

    def __init__(self, stream: TextIO, line: Line) -> None:
        self._stream, self._line = stream, line

    def write(self, text: str) -> int:
        return self._line.write(text, self._stream)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


_LINE: Line | None = None


@contextmanager
def shown(name: str, lang: Lang) -> Iterator[None]:
    """Show a line while a command works, where standard error is a terminal; files and pipes get nothing of it.

    Parameters
    ----------
    name : str
        The command's.
    lang : str
        ``zh`` or ``en``.
    """
    global _LINE  # noqa: PLW0603  # one terminal, one command
    if not sys.stderr.isatty():
        yield
        return
    line, over = Line(sys.stderr, name, lang), threading.Event()

    def run() -> None:
        while not over.wait(_AGAIN_SECONDS):
            line.draw()

    before = _LINE, sys.stdout, sys.stderr
    thread = threading.Thread(target=run, daemon=True)
    _LINE = line
    if sys.stdout.isatty():
        sys.stdout = _Beside(sys.stdout, line)
    sys.stderr = _Beside(sys.stderr, line)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        _LINE, sys.stdout, sys.stderr = before
        line.clear()


def tell(share: float) -> None:
    """Say how much of a command is done, from 0 to 1; nothing is shown where there is no terminal."""
    if _LINE is not None:
        _LINE.tell(share)


@contextmanager
def apart() -> Iterator[None]:
    """Show no line meanwhile: somebody is asked something, a server runs, or a command shows how far it is itself."""
    if _LINE is None:
        yield
        return
    with _LINE.apart():
        yield
