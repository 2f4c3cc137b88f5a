"""Hundreds of workbooks at once: a further process for each core takes a share of them.

A child process is started as our own module in our own interpreter, so that a program that calls this needs no guard of its
main module, as `multiprocessing` would.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from arrears.workbooks.sheets.saving import Written

    Progress = Callable[[float], None]

Task = TypeVar("Task")

_WORTH = 64
"""Workbooks that are worth a further process: it takes the time of some 30 to start."""
_MOST = 8
_WRITERS = 4
"""Threads of a process: a good part of a small book's time is spent waiting until the disk has it for certain."""
_STOP = signal.SIGINT if os.name == "posix" else signal.SIGTERM
"""Ends a child; it leaves no half book where it can hear it."""


def write_all(
    write: Callable[[Task], Written],
    tasks: Sequence[Task],
    progress: Progress | None = None,
    *,
    worth: int | None = None,
) -> list[Written]:
    """Write many workbooks, in as many processes as there are cores where that is worth it.

    Parameters
    ----------
    write : callable
        Writes one; it and the tasks must be picklable, such as a `functools.partial` of a module's function.
    tasks : sequence
        What to write, one a workbook.
    progress : callable, optional
        Told how much is done, from 0 to 1.
    worth : int, optional
        So many workbooks are worth a further process: fewer large ones than small ones.

    Returns
    -------
    list of Written
        In the order of the tasks.

    Raises
    ------
    ArrearsError
        Whatever `write` raises.
    """
    shares = max(1, min(os.cpu_count() or 1, _MOST, len(tasks) // (worth or _WORTH)))
    children: list[subprocess.Popen[bytes]] = []
    with ThreadPoolExecutor(max_workers=shares) as pool:
        try:
            others = [pool.submit(_elsewhere, write, tasks[share::shares], children) for share in range(1, shares)]
            found = [_here(write, tasks[::shares], progress)]
        except BaseException:
            for child in children:
                child.send_signal(_STOP)
            raise
        # A share whose process did not come to its end is written here; what is wrong with it shows then.
        found += [
            _here(write, tasks[share::shares]) if done is None else done
            for share, done in enumerate((other.result() for other in others), 1)
        ]
    written: list[Written | None] = [None] * len(tasks)
    for share, done in enumerate(found):
        written[share::shares] = done
    return cast("list[Written]", written)


def _here(write: Callable[[Task], Written], tasks: Sequence[Task], progress: Progress | None = None) -> list[Written]:
    written = []
    with ThreadPoolExecutor(max_workers=_WRITERS) as pool:
        try:
            for done, book in enumerate(pool.map(write, tasks), 1):
                written.append(book)
                if progress is not None:
                    progress(done / len(tasks))
        except BaseException:
            # Who breaks it off waits for the books at hand, and not for all.
            pool.shutdown(cancel_futures=True)
            raise
    return written


def _elsewhere(
    write: Callable[[Task], Written], tasks: Sequence[Task], children: list[subprocess.Popen[bytes]]
) -> list[Written] | None:
    """Let a child process write a share; None where it could not."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    try:
        child = subprocess.Popen(  # noqa: S603  # our own module in our own interpreter
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A library's complaint may quote a cell.
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    children.append(child)
    with child:
        answer, _ = child.communicate(pickle.dumps((write, list(tasks)), protocol=5))
    return pickle.loads(answer) if child.returncode == 0 else None  # noqa: S301  # from our own child process


def main() -> None:
    """Write a share: the request stands on the standard input, the answer goes to the standard output."""
    write, tasks = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent process
    pickle.dump(_here(write, tasks), sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main()
