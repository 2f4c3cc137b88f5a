"""What is wrong with the add-in in Calc on this computer, and what to do."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from xl_addin.calc.extension import ENVIRONMENT
from xl_addin.calc.inside.client import Client, WorkerError
from xl_addin.calc.installing import manage
from xl_addin.calc.program import default_profile, find_program, installed, installed_version, is_running
from xl_addin.excel.doctor import Finding

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
        yield Finding("NO_LIBREOFFICE", error.message, error.zh)
        return
    there = installed(profile)
    if there is None:
        yield Finding(
            "NOT_INSTALLED",
            f"The add-in is not in {profile}. Run: {_AGAIN}",
            f"{profile} 中没有加载项。请运行：{_AGAIN}",
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
            f"A cell with {_TRIED} shows {shown!r} and not {_SHOWN}. Run: {_AGAIN}",
            f"单元格 {_TRIED} 显示“{shown}”，应为 {_SHOWN}。请运行：{_AGAIN}",
        )


def _of_another_version(there: Path) -> Iterator[Finding]:
    own, its = version("arrears"), installed_version(there)
    if own != its:
        yield Finding(
            "OLD_ADDIN",
            f"Calc's add-in is of version {its}, arrears of {own}. Run: {_AGAIN}",
            f"Calc 加载项是 {its} 版，arrears 是 {own} 版。请运行：{_AGAIN}",
        )


def _worker(there: Path) -> Iterator[Finding]:
    try:
        environment = json.loads((there / ENVIRONMENT).read_text(encoding="utf-8"))
        client = Client(environment)
    except (OSError, ValueError, KeyError) as error:
        kind = type(error).__name__
        yield Finding(
            "BROKEN_ADDIN",
            f"The add-in in {there} is damaged ({kind}). Run: {_AGAIN}",
            f"{there} 中的加载项已损坏（{kind}）。请运行：{_AGAIN}",
        )
        return
    try:
        client.call("AR_DPD", [46032.0, 46053.0])
    except WorkerError as error:
        yield Finding("WORKER", error.en, error.zh)
    finally:
        client.end()
