"""Read a file in a child process, so that no file can end the program, fill its memory or hold it up."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast, overload

import psutil

from arrears.errors import ArrearsError
from arrears.intake.limits import NO_MEMORY, READY
from arrears.intake.words import file_error, limit_error
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.intake.grid import Grid
    from arrears.intake.limits import Limits
    from arrears.intake.mapping.propose import Proposal
    from arrears.intake.request import MapRequest, Request, SheetsRequest
    from arrears.intake.result import Intake

_WATCH_SECONDS = 0.05
"""How often memory and time are looked at; a child can take some 100 MB between two looks, and no more than the system lets it."""
_OUT_OF_MEMORY = {NO_MEMORY, -getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGKILL", 9), 0xC0000017, 0xC0000409}
"""How a process ends that got no memory: in Python, in the fast reader, by the system, and both on Windows."""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)


class _Ended(NamedTuple):
    """How the child ended: its output, its code, and which limit it was ended for."""

    output: bytes
    code: int
    limit: str


@overload
def read_guarded(name: str, request: Callable[[], Request], limits: Limits) -> Intake: ...
@overload
def read_guarded(name: str, request: Callable[[], SheetsRequest], limits: Limits) -> list[Grid]: ...
@overload
def read_guarded(name: str, request: Callable[[], MapRequest], limits: Limits) -> Proposal: ...
def read_guarded(
    name: str, request: Callable[[], Request | SheetsRequest | MapRequest], limits: Limits
) -> Intake | list[Grid] | Proposal:
    """Read a file in a child process within limits.

    Parameters
    ----------
    name : str
        The file's, for errors.
    request : callable
        Gives what to read, and how: a list, a workbook as it is, or a list whose columns are asked about. Asked while the child starts.
    limits : Limits
        What the child may use.

    Raises
    ------
    IntakeError
        If the file cannot be used, or reading it goes beyond a limit or breaks the reader.
    ArrearsError
        If no child process can be started.
    """
    ended = _run(lambda: pickle.dumps((request(), limits), protocol=5), limits)
    if ended.limit:
        raise limit_error(ended.limit, name, limits)
    if not ended.output.startswith(READY):
        raise _cannot_start(f"exit code {ended.code}")
    if ended.code == _OUT_OF_TIME:
        raise limit_error("seconds", name, limits)
    if ended.code in _OUT_OF_MEMORY:
        raise limit_error("memory", name, limits)
    if ended.code:
        raise file_error("FILE_CORRUPT", name, f"it ends the reader with code {ended.code}")
    kind, content = pickle.loads(memoryview(ended.output)[len(READY) :])  # noqa: S301  # from our own child process
    if kind == "read":
        return cast("Intake | list[Grid] | Proposal", content)
    if kind == "refused":
        raise cast("ArrearsError", content)
    raise file_error("FILE_CORRUPT", name, str(content))


def _run(request: Callable[[], bytes], limits: Limits) -> _Ended:
    try:
        child = subprocess.Popen(  # our own module in our own interpreter
            [sys.executable, "-P", "-m", "arrears.intake.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A library's complaint may quote a cell.
            stderr=None if os.environ.get("ARREARS_DEBUG") else subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise _cannot_start(error.strerror or type(error).__name__) from error
    with child:
        try:
            return _watch(child, request(), limits)
        finally:
            child.kill()


def _watch(child: subprocess.Popen[bytes], request: bytes, limits: Limits) -> _Ended:
    """Wait for the answer, and end the child when it goes beyond a limit."""
    ends_at = monotonic() + limits.seconds
    to_send: bytes | None = request
    while True:
        try:
            output, _ = child.communicate(to_send, timeout=_WATCH_SECONDS)
            return _Ended(output, child.returncode, "")
        except subprocess.TimeoutExpired:
            to_send = None
        limit = "seconds" if monotonic() > ends_at else "memory" if _memory(child.pid) > limits.memory_bytes else ""
        if limit:
            return _Ended(b"", 0, limit)


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0  # it has just ended


_SECRETS = ("ARREARS_KEY", "ARREARS_PASSWORD", "ARREARS_STORE", "PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE")


def _environment() -> dict[str, str]:
    """Let the child find the same modules, whatever the parent did to its path; never those of the folder it stands in."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    # One thread: each further one of a numerical library takes memory before it has anything to do.
    # What parses strangers' files has no business with keys, passwords or the store's address.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    return kept | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _cannot_start(why: str) -> ArrearsError:
    return ArrearsError(
        both("intake.guard.process_reads_files_cannot_started", why=why),
    )
