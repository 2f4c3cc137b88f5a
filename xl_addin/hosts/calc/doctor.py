"""What is wrong with the add-in in Calc on this computer, and what to do."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.words import both
from xl_addin.hosts.calc.extension import ENVIRONMENT
from xl_addin.hosts.calc.inside.client import Client, WorkerError
from xl_addin.hosts.calc.installing import manage
from xl_addin.hosts.calc.program import default_profile, find_program, installed, installed_version, is_running
from xl_addin.hosts.excel.doctor import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TRIED = "=AR_DPD(46032;46053)"
_SHOWN = "21"
_AGAIN = "arrears calc install"


def findings(profile: Path | None = None) -> list[Finding]:
    """Look from the outside in: LibreOffice, the installed add-in, its environment, the worker, and a cell of a real sheet.

    Parameters
    ----------
    profile : Path, optional
        The folder of LibreOffice's settings; this user's own unless given.

    Returns
    -------
    list of Finding
        The first thing that is wrong; what comes after it cannot be judged. None if all is well.
    """
    found = next(_found((profile or default_profile()).resolve()), None)
    return [] if found is None else [found]


def _found(profile: Path) -> Iterator[Finding]:
    try:
        program = find_program()
    except ArrearsError as error:
        yield Finding("NO_LIBREOFFICE", error.zh, error.message)
        return
    there = installed(profile)
    if there is None:
        yield Finding(
            "NOT_INSTALLED",
            *both("xl_addin.hosts.calc.doctor.add_not_run", profile=profile, value=_AGAIN),
        )
        return
    yield from _of_another_version(there)
    yield from _worker(there)
    if is_running(profile):
        return
    shown = manage(program, profile, "check", _TRIED)
    if shown != _SHOWN:
        yield Finding(
            "CELL",
            *both(
                "xl_addin.hosts.calc.doctor.cell_shows_not_run",
                value=_TRIED,
                shown=shown,
                value_2=_SHOWN,
                value_3=_AGAIN,
            ),
        )


def _of_another_version(there: Path) -> Iterator[Finding]:
    own, its = version("arrears"), installed_version(there)
    if own != its:
        yield Finding(
            "OLD_ADDIN",
            *both("xl_addin.hosts.calc.doctor.calc_s_add_version_arrears", its=its, own=own, value=_AGAIN),
        )


def _worker(there: Path) -> Iterator[Finding]:
    try:
        environment = json.loads((there / ENVIRONMENT).read_text(encoding="utf-8"))
        client = Client(environment)
    except (OSError, ValueError, KeyError) as error:
        kind = type(error).__name__
        yield Finding(
            "BROKEN_ADDIN",
            *both("xl_addin.hosts.calc.doctor.add_damaged_run", there=there, kind=kind, value=_AGAIN),
        )
        return
    try:
        client.call("AR_DPD", [46032.0, 46053.0])
    except WorkerError as error:
        yield Finding("WORKER", error.zh, error.en)
    finally:
        client.end()
