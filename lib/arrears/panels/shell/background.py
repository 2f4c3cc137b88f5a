"""Long work beside the page: it says how far it is, can be cancelled, and hands over its result or its error."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class CancelledError(Exception):
    """The person asked for an end; nothing was changed."""


class Job(Generic[T]):
    """One piece of long work in a thread of its own.

    The work is called with the job, calls ``job.step(fraction, zh, en)`` now and then, and stops there once it is cancelled.

    Parameters
    ----------
    work : function of the job
        Must not touch widgets.

    Attributes
    ----------
    future : Future
        Holds the result once it is there.

    Examples
    --------
    >>> job = Job(lambda job: (job.step(0.5, "一半", "half"), 42)[1])
    >>> job.wait(), job.fraction, job.error is None
    (42, 1.0, True)
    """

    def __init__(self, work: Callable[[Job[T]], T]) -> None:
        self.fraction = 0.0
        self.words = ("", "")
        self._cancel = threading.Event()
        pool = ThreadPoolExecutor(1, thread_name_prefix="arrears-panel")
        self.future = pool.submit(self._run, work)
        pool.shutdown(wait=False)

    def _run(self, work: Callable[[Job[T]], T]) -> T:
        value = work(self)
        # A result that nobody wants any more must not arrive as if it were wanted.
        self.step(1.0, *self.words)
        return value

    def step(self, fraction: float, zh: str, en: str) -> None:
        """Say how far the work is; ends it if it was cancelled.

        Raises
        ------
        CancelledError
            If it was.
        """
        if self._cancel.is_set():
            raise CancelledError
        self.fraction, self.words = fraction, (zh, en)

    def cancel(self) -> None:
        """Ask for an end at the next step."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether an end was asked for."""
        return self._cancel.is_set()

    @property
    def done(self) -> bool:
        """Whether it is over, one way or another."""
        return self.future.done()

    @property
    def error(self) -> BaseException | None:
        """What ended it, once it is over; None if it went well."""
        return self.future.exception()

    def wait(self, seconds: float | None = None) -> T:
        """Wait for the result.

        Raises
        ------
        TimeoutError
            If it takes longer.
        Exception
            Whatever the work raised.
        """
        return self.future.result(seconds)

    def tell(self) -> Callable[[float, str, str], Any]:
        """Give `step` as a plain function, for code that knows nothing of jobs."""
        return self.step
