"""Processes that a test watches; any of them may end between two looks."""

import contextlib
import os
import signal

import psutil


def children_running(process, word):
    """Give the living descendants of a process (or its number) whose command says a word."""
    try:
        children = psutil.Process(getattr(process, "pid", process)).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [each for each in children if word in _command(each)]


def kill_all(processes):
    """Kill processes; one that has ended by itself is as good as killed."""
    for each in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each.pid, signal.SIGKILL)


def _command(process):
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is of this kind too: killed, and not yet reaped
        return ""
