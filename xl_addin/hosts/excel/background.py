"""A macro in a process of its own: Excel waits a few seconds for it, then goes on, shows how long it takes, and may cancel it.

What it decided is done when it is ready, in Excel's own time, and only if nobody has changed the sheets that it writes to.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from arrears.words import Saying, both
from xl_addin.hosts.calc.inside.client import WorkerError
from xl_addin.hosts.calc.inside.job import Job
from xl_addin.macros.books.protocol import CancelledError, Question
from xl_addin.macros.books.snapshot import do_all, snapshot_of, written_to
from xl_addin.macros.table import BY_ID

if TYPE_CHECKING:
    from xl_addin.hosts.calc.inside.client import Client
    from xl_addin.macros.books.excel import ExcelBook

PATIENCE = 5.0
"""Seconds for which Excel waits for a macro before it goes on in the background."""
_STOP = "stop"
_ANSWERS = (("go on", "let_it_go_on"), (_STOP, "cancel_it"))


class Background:
    """The one macro that runs, if any.

    Parameters
    ----------
    client : Client
        Of a worker that does nothing else.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._running: _Run | None = None

    def begin(self, macro: str, book: ExcelBook, patience: float = PATIENCE) -> None:
        """Start a macro on an open workbook and wait a few seconds for it; offer to cancel another one that still runs."""
        if self.look():
            self._offer(book)
            return
        run = _Run(macro, book, self._client, patience)
        if run.begin():
            self._running = run
            self.look()

    def look(self) -> str:
        """Give the text for the status bar while a macro runs; once it is ready do what it decided, tell it, and give ""."""
        run = self._running
        if run is None:
            return ""
        if run.goes_on():
            return run.status()
        self._running = None
        return ""

    def cancel(self) -> None:
        """End what runs; the next `look` tells the person."""
        if self._running is not None:
            self._running.cancel()

    def _offer(self, book: ExcelBook) -> None:
        if self._running is None:
            return
        labels = tuple(
            (answer, _in_both(both(f"xl_addin.hosts.excel.background.{key}"), " ")) for answer, key in _ANSWERS
        )
        try:
            answer = book.ask(Question("running", self._running.said("running"), labels))
        except CancelledError:
            return
        if answer == _STOP:
            self.cancel()


class _Run:
    """One choice of a button, from the snapshot of the workbook to the last message."""

    def __init__(self, macro: str, book: ExcelBook, client: Client, patience: float) -> None:
        self._macro = BY_ID[macro]
        self._book = book
        self._client = client
        self._patience = patience
        self._seen: dict[str, Any] = {}
        self._before: dict[str, object] | None = None
        self._job: Job

    def begin(self) -> bool:
        """Read the workbook and start; tell why where it cannot be read."""
        try:
            self._seen = snapshot_of(self._book, datetime.now(UTC))
        except Exception as error:  # noqa: BLE001  # a person must be told; only its kind, for its text may quote somebody's data
            self._book.message(self.said("failed", kind=type(error).__name__))
            return False
        self._start({}, None)
        return True

    def _start(self, answers: dict[str, str], since: float | None) -> None:
        self._job = Job(self._client, self._macro.id, self._seen, answers, since)
        if not self._job.wait(self._patience) and self._before is None:
            # From now on somebody may change the workbook meanwhile.
            self._before = {name: self._book.entered(name) for name in self._book.sheets()}

    def goes_on(self) -> bool:
        """Tell whether it still runs; where it does not, do what it decided and tell the person."""
        while self._job.wait(0):
            if not self._is_asked_again():
                return False
        return True

    def cancel(self) -> None:
        """End it."""
        self._job.cancel()

    def status(self) -> str:
        """Give what the status bar shows."""
        return _in_both(self._saying("seconds"), " ")

    def said(self, key: str, **values: object) -> str:
        """Give words about it in both languages."""
        return _in_both(self._saying(key, **values), "\n\n")

    def _saying(self, key: str, **values: object) -> Saying:
        seconds = self._job.seconds if hasattr(self, "_job") else 0
        macro = Saying(self._macro.zh, self._macro.en)
        return both(f"xl_addin.hosts.excel.background.{key}", macro=macro, seconds=seconds, **values)

    def _is_asked_again(self) -> bool:
        """Settle what it came to; tell whether it runs again with one more answer."""
        if told := self._why_nothing():
            self._book.message(told)
            return False
        reply = self._job.reply()
        if "actions" in reply:
            self._do(reply["actions"])
            return False
        asked = reply["ask"]
        try:
            answer = self._book.ask(Question(asked["key"], asked["text"], tuple(map(tuple, asked["options"]))))
        except CancelledError:
            return False
        self._start({**self._job.answers, asked["key"]: answer}, self._job.since)
        return True

    def _why_nothing(self) -> str:
        """Say why nothing is to be done; "" where something is."""
        if not self._book.is_there():
            return self.said("closed")
        if self._job.cancelled:
            return self.said("cancelled")
        try:
            reply = self._job.reply()
        except WorkerError:
            return self.said("no_worker")
        if "failed" in reply:
            return self.said("failed", kind=reply["failed"])
        if self._before is not None and not self._is_as_before(reply.get("actions", [])):
            return self.said("changed")
        return ""

    def _is_as_before(self, actions: list[dict[str, Any]]) -> bool:
        before = self._before or {}
        # A sheet that was not there must not be there yet.
        return all(self._book.entered(name) == before.get(name) for name in written_to(actions))

    def _do(self, actions: list[dict[str, Any]]) -> None:
        try:
            do_all(actions, self._book)
        except Exception as error:  # noqa: BLE001  # same
            self._book.message(self.said("half_done", kind=type(error).__name__))


def _in_both(saying: Saying, between: str) -> str:
    return between.join(saying)
