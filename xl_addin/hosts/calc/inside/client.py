"""The add-in's end of the worker process: starts it, asks it, starts it again when it died, and ends with Calc.

The worker ends when its stdin ends, which the system sees to however Calc ends. It is never asked for anything but through one
loopback connection, which it grants to whoever knows the secret that came through its stdin.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from .wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

STARTS, ANSWERS = 60.0, 120.0
"""Seconds that are granted to start, and to answer a function; a macro runs until it is done or somebody cancels it."""
_PAUSE = 60.0
"""Seconds for which cells do not try again after a start that failed: ten thousand must not wait for it one after the other."""
_NOT_INHERITED = ("PYTHON", "VIRTUAL_ENV", "UNO_", "URE_")


class WorkerError(Exception):
    """Why there is no answer, in one sentence with its remedy, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Client:
    """A worker process that is there when it is asked.

    Parameters
    ----------
    environment : mapping
        As `xl_addin.hosts.calc.extension` wrote it: ``python``, the program; ``version``, of this add-in.
    task : str
        What it is for, as the list of processes shows it.
    """

    def __init__(self, environment: Mapping[str, str], task: str = "functions") -> None:
        self._task = task
        self._python = environment["python"]
        self._version = environment["version"]
        self._process: subprocess.Popen[str] | None = None
        self._wire: Wire | None = None
        self._refused: tuple[float, WorkerError] | None = None
        self._lock = threading.RLock()

    def call(self, function: str, arguments: list[Any]) -> dict[str, Any]:
        """Run a worksheet function; once more if the worker dies meanwhile, because a function changes nothing.

        Raises
        ------
        WorkerError
            If there is no answer.
        """
        return self.ask({"call": function, "arguments": arguments})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask for figures; once more if the worker dies meanwhile, because a function changes nothing.

        Raises
        ------
        WorkerError
            If there is no answer.
        """
        return self._asked(request, ANSWERS, tries=2)

    def run(self, macro: str, snapshot: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
        """Run a macro; never twice, because it may have written.

        Raises
        ------
        WorkerError
            If there is no answer.
        """
        request = {"macro": macro, "snapshot": snapshot, "answers": answers}
        with self._lock:
            self.try_again()
            if self._process is not None and self._process.poll() is not None:
                # It died since the last call, and so has done nothing of this one.
                self.end()
            return self._asked(request, None, tries=1)

    def try_again(self) -> None:
        """Start at the next call, whatever failed before: a person who chooses a menu item wants it tried now, and is told why it fails."""
        self._refused = None

    def kill(self) -> None:
        """End the worker in the midst of a call, from another thread: whoever waits for its answer is told that it ended."""
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> None:
        """End the worker."""
        with self._lock:
            if self._wire is not None:
                self._wire.close()
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                for pipe in (self._process.stdin, self._process.stdout):
                    if pipe is not None:
                        # What it was still to be told goes nowhere now.
                        with suppress(OSError):
                            pipe.close()
            self._wire = self._process = None

    def _asked(self, request: dict[str, Any], patience: float | None, tries: int) -> dict[str, Any]:
        with self._lock:
            for left in reversed(range(tries)):
                wire = self._wire or self._start()
                try:
                    wire.send(request)
                    answer: dict[str, Any] = wire.receive(patience)
                except (OSError, ValueError) as error:
                    self.end()
                    if left == 0:
                        raise _died(error) from error
                else:
                    return answer
        raise AssertionError("a worker is asked at least once")

    def _start(self) -> Wire:
        if self._refused is not None and monotonic() < self._refused[0]:
            raise self._refused[1]
        try:
            self._wire = self._started()
        except WorkerError as error:
            self.end()
            self._refused = (monotonic() + _PAUSE, error)
            raise
        self._refused = None
        return self._wire

    def _started(self) -> Wire:
        secret = secrets.token_hex(32)
        self._process = process = _process(self._python, self._task)
        try:
            port = _port(process, secret)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkerError(
                f"{self._python} 中没有可用的 arrears；请在安装了 arrears 的环境中运行 arrears calc install，再重启 Calc。",
                f"{self._python} has no arrears that works; run `arrears calc install` in the environment that has it, then restart Calc.",
            ) from error
        try:
            self._wire = wire = Wire(socket.create_connection(("127.0.0.1", port), timeout=STARTS))
            wire.send({"secret": secret})
            there = wire.receive(STARTS)["version"]
        except (OSError, ValueError, KeyError) as error:
            raise WorkerError(
                "计算进程拒绝连接（密钥不符或已退出）；请重启 Calc，仍然如此请运行 arrears calc doctor。",
                "the worker process refused the connection (wrong secret, or it has ended); restart Calc, and if it stays so run `arrears calc doctor`.",
            ) from error
        if there != self._version:
            raise WorkerError(
                f"Calc 加载项是 {self._version} 版，arrears 是 {there} 版；请运行 arrears calc install，再重启 Calc。",
                f"Calc's add-in is of version {self._version}, arrears of {there}; run `arrears calc install`, then restart Calc.",
            )
        return wire


def _process(python: str, task: str) -> subprocess.Popen[str]:
    """Start the worker with none of the settings that LibreOffice makes for its own Python."""
    try:
        return subprocess.Popen(  # noqa: S603  # the environment that installed this add-in
            [python, "-P", "-m", "xl_addin.hosts.calc.worker", task],
            env=inherited() | {"PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise WorkerError(
            f"找不到 Python 环境 {python}；它可能已移动或删除。请运行 arrears calc install，再重启 Calc。",
            f"the Python environment {python} is not there; it was moved or removed. Run `arrears calc install`, then restart Calc.",
        ) from error


def inherited() -> dict[str, str]:
    """Give this process's environment without what is meant for its own Python only."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}


def _port(process: subprocess.Popen[str], secret: str) -> int:
    """Tell the secret and read the port; a process that says nothing is ended, which ends the reading."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    process.stdin.write(f"{secret}\n")
    process.stdin.flush()
    watch = threading.Timer(STARTS, process.kill)
    watch.start()
    try:
        return int(json.loads(process.stdout.readline())["port"])
    finally:
        watch.cancel()


def _died(error: Exception) -> WorkerError:
    if isinstance(error, TimeoutError):
        return WorkerError(
            "计算超时，已停止；请减少所选区域后重试。",
            "it took too long and was stopped; try again with a smaller range.",
        )
    return WorkerError(
        "计算进程意外退出；请重试，仍然如此请运行 arrears calc doctor。",
        "the worker process ended unexpectedly; try again, and if it stays so run `arrears calc doctor`.",
    )
