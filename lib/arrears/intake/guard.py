"""Read a file in a child process, so that no file can end the program, fill its memory or hold it up."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, cast, overload

import psutil

from arrears.errors import ArrearsError, IntakeError
from arrears.intake.words import file_error, limit_error

if TYPE_CHECKING:
    from arrears.intake.grid import Grid
    from arrears.intake.limits import Limits
    from arrears.intake.request import Request, SheetsRequest
    from arrears.intake.result import Intake

_WATCH_SECONDS = 0.05
"""How often memory and time are looked at; a child can take some 100 MB between two looks, and no more than the system lets it."""
READY = b"R"
"""First byte of every answer: what fails before it is not the file's fault."""
NO_MEMORY = 77
"""Code with which the child ends when it can no more write its answer."""
_OUT_OF_MEMORY = {NO_MEMORY, -getattr(signal, "SIGABRT", 6), -getattr(signal, "SIGKILL", 9), 0xC0000017, 0xC0000409}
"""How a process ends that got no memory: in Python, in the fast reader, by the system, and both on Windows."""
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)


class _Ended(NamedTuple):
    """How the child ended: its output, its code, and which limit it was ended for."""

    output: bytes
    code: int
    limit: str


@overload
def read_guarded(request: Request, limits: Limits) -> Intake: ...
@overload
def read_guarded(request: SheetsRequest, limits: Limits) -> list[Grid]: ...
def read_guarded(request: Request | SheetsRequest, limits: Limits) -> Intake | list[Grid]:
    """Read a file in a child process within limits.

    Parameters
    ----------
    request : Request or SheetsRequest
        What to read, and how: a case list, or a workbook as it is.
    limits : Limits
        What the child may use.

    Raises
    ------
    IntakeError
        If the file cannot be used, or reading it goes beyond a limit or breaks the reader.
    ArrearsError
        If no child process can be started.
    """
    name = Path(request.path).name
    ended = _run(pickle.dumps((request, limits), protocol=5), limits)
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
        return cast("Intake | list[Grid]", content)
    if kind == "refused":
        raise cast("IntakeError", content)
    raise file_error("FILE_CORRUPT", name, str(content))


def _run(request: bytes, limits: Limits) -> _Ended:
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
            return _watch(child, request, limits)
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


def _environment() -> dict[str, str]:
    """Let the child find the same modules, whatever the parent did to its path; never those of the folder it stands in."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    # One thread: each further one of a numerical library takes memory before it has anything to do.
    return os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _cannot_start(why: str) -> ArrearsError:
    return ArrearsError(
        f"the process that reads files cannot be started ({why}); set ARREARS_DEBUG=1 to see more, "
        "or ARREARS_INTAKE=in-process to read files that you trust without it",
        f"无法启动读取文件的子进程（{why}）；设置 ARREARS_DEBUG=1 可查看详情，可信文件可设置 ARREARS_INTAKE=in-process 直接读取",
    )
