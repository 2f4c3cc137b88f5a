"""The child process that reads one file: a request on its standard input, an answer on its standard output.

It is started by `arrears.intake.guard` and by nobody else. Whatever a file does to it, the program that asked goes on.
These are limits on what a file can use up, and no cage for hostile code: the child runs with the rights of its user.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.intake.limits import NO_MEMORY, READY
from arrears.intake.reading import propose_for, read_file, read_workbook
from arrears.intake.request import MapRequest, Request, SheetsRequest
from arrears.intake.transfer import send

if TYPE_CHECKING:
    from typing import BinaryIO

    from arrears.intake.limits import Limits

_LONGEST = 1e6
"""Seconds; the system takes no limit without end."""


def main() -> None:
    """Answer one request and leave."""
    answers = _private_output()
    answers.write(READY)
    answers.flush()
    request, limits = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent process
    _limit(limits)
    # One short life and no cycles worth finding: the collector would only walk millions of cells again and again.
    gc.disable()
    try:
        cells: list[object] = []
        send(_answer(request, limits, cells), answers)
        answers.flush()
    except MemoryError:
        # Nothing more can be said with certainty, not even this.
        os._exit(NO_MEMORY)
    # Taking millions of cells apart one by one takes longer than leaving them to the system.
    os._exit(0)


def _private_output() -> BinaryIO:
    """Keep the pipe for the answer alone; what a library prints goes nowhere."""
    pipe = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return os.fdopen(pipe, "wb")


def _limit(limits: Limits) -> None:
    """Let the system itself hold the child to its limits, where it can."""
    if sys.platform == "win32":
        return  # the parent watches memory and time
    import resource  # noqa: PLC0415  # there is none on Windows

    def lower(kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))

    # Data and not address space: the latter counts libraries and reserved addresses that use no memory.
    lower(resource.RLIMIT_DATA, limits.memory_bytes)
    # Holds even when the parent was killed and nobody watches the clock.
    lower(resource.RLIMIT_CPU, int(min(limits.seconds, _LONGEST)) + 1)
    # A picture of the memory would hold people's data in clear; and reading writes no file at all.
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_FSIZE, 0)


def _answer(request: Request | SheetsRequest | MapRequest, limits: Limits, cells: list[object]) -> tuple[str, object]:
    try:
        if isinstance(request, Request):
            return "read", read_file(request, limits, cells)
        if isinstance(request, MapRequest):
            return "read", propose_for(request, limits)
        return "read", read_workbook(request, limits)
    except ArrearsError as error:
        return "refused", error
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001  # the reader's panics are no `Exception`
        # Nothing but its kind leaves the child: its text may quote a person's data.
        if os.environ.get("ARREARS_DEBUG"):
            traceback.print_exc()
        return "broken", type(error).__name__


if __name__ == "__main__":
    main()
