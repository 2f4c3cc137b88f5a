"""A macro that runs while Calc goes on: how long it has been at it, what it came to, and how it is cancelled."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .client import Client

_AGAIN = 0.05
"""Seconds between two attempts to end a worker that may only just be starting."""


class Job:
    """One run of a macro in the worker, begun at once.

    Parameters
    ----------
    client : Client
        Of a worker that does nothing else meanwhile.
    macro : str
        Its id.
    snapshot, answers : mapping
        As `Client.run` takes them.

    Attributes
    ----------
    cancelled : bool
        Whether a person wanted it ended; then there is no reply.
    """

    def __init__(
        self,
        client: Client,
        macro: str,
        snapshot: Mapping[str, Any],
        answers: Mapping[str, str],
        since: float | None = None,
    ) -> None:
        self.macro = macro
        self.snapshot = snapshot
        self.answers = answers
        self.since = monotonic() if since is None else since
        self.cancelled = False
        self._client = client
        self._reply: dict[str, Any] | None = None
        self._error: Exception | None = None
        self._done = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def seconds(self) -> int:
        """Whole seconds since it was chosen."""
        return int(monotonic() - self.since)

    def wait(self, seconds: float) -> bool:
        """Wait for the reply; tell whether it is there."""
        return self._done.wait(seconds)

    def reply(self) -> dict[str, Any]:
        """Give what the worker answered.

        Raises
        ------
        WorkerError
            If there is no answer.
        """
        self._done.wait()
        if self._error is not None:
            raise self._error
        if self._reply is None:
            raise AssertionError("a run that is done has a reply or an error")
        return self._reply

    def cancel(self) -> None:
        """End the worker, and with it the run; it is started anew for the next."""
        self.cancelled = True
        while not self._done.is_set():
            self._client.kill()
            self._done.wait(_AGAIN)

    def _run(self) -> None:
        try:
            self._reply = self._client.run(self.macro, self.snapshot, self.answers)
        except Exception as error:  # noqa: BLE001  # raised where the reply is asked for
            self._error = error
        finally:
            self._done.set()
