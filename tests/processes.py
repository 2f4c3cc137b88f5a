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


def die_after(work, function, patched):
    """Do a piece of work in a process of its own that dies right after a function was called for the first time."""
    child = os.fork()
    if child == 0:
        really = getattr(patched, function)

        def last_call(*given, **named):
            really(*given, **named)
            os._exit(9)

        setattr(patched, function, last_call)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
