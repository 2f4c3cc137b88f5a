"""A log of what commands did, for whoever looks after the installation: off unless asked for, one JSON object a line, nobody's data."""

from __future__ import annotations

import json
import logging
import os
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OPTION, VARIABLE = "--log", "ARREARS_LOG"
_LOG = logging.getLogger("arrears")
_COMMANDS = 2
"""How many words of a command line name the command; what follows may be a person's data and is never logged."""


class _Lines(logging.Formatter):
    """One JSON object a line: when, how grave, which part, and what happened."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "what": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            # An error's text may quote a cell: its kind is enough to look for it.
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def without_option(tokens: Sequence[str]) -> tuple[list[str], Path | None]:
    """Take ``--log FILE`` out of a command line, wherever it stands; `ARREARS_LOG` names a file otherwise.

    >>> without_option(["daily", "cases.xlsx", "--log", "run.log"])[0]
    ['daily', 'cases.xlsx']
    """
    left: list[str] = []
    named = os.environ.get(VARIABLE, "")
    words = iter(tokens)
    for word in words:
        if word == OPTION:
            named = next(words, "")
            if not named or named.startswith("-"):
                raise ArrearsError(both("commands.journal.no_file"))
        elif word.startswith(f"{OPTION}="):
            named = word.partition("=")[2]
        else:
            left.append(word)
    return left, Path(named) if named else None


@contextmanager
def kept(file: Path | None, names: Sequence[str]) -> Iterator[dict[str, object]]:
    """Keep a log of one command: its name, how long it took, and how it ended.

    Parameters
    ----------
    file : Path or None
        Where lines are added; nothing is kept without one.
    names : sequence of str
        The names of commands that there are: of what was typed, only these are logged.

    Yields
    ------
    dict
        Facts of the end: put ``exit`` and what else is worth knowing here.

    Raises
    ------
    ArrearsError
        If the file cannot be written to.
    """
    facts: dict[str, object] = {}
    if file is None:
        yield facts
        return
    try:
        handler = logging.FileHandler(file, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ArrearsError(both("commands.journal.not_writable", file=file, reason=reason)) from error
    handler.setFormatter(_Lines())
    level = _LOG.level
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    command, begun = " ".join(names[:_COMMANDS]), time.perf_counter()
    _LOG.info("begun", extra={"facts": {"command": command}})
    try:
        yield facts
    finally:
        seconds = round(time.perf_counter() - begun, 3)
        _LOG.info("ended", extra={"facts": {"command": command, "seconds": seconds, **facts}})
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)
        handler.close()
