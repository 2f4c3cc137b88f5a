"""``arrears doctor``: what of the installation works, what does not, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from arrears.commands.options import LangOption, default_lang
from arrears.errors import ArrearsError
from arrears.words import Saying, both, headings, say, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

State = Literal["ok", "note", "fault"]
LOWEST_PYTHON = (3, 11)
EXTRAS = {
    "notebooks": ("ipywidgets", "voila", "jupyterlab", "anywidget"),
    "excel": ("xlwings",),
    "postgres": ("psycopg",),
    "spark": ("pyspark",),
    "sqlcipher": ("sqlcipher3",),
}
"""What each extra brings, by the name it is imported by."""
_SECONDS = 20
_MARKS: dict[State, str] = {"ok": "✓", "note": "·", "fault": "✗"}


@dataclass(frozen=True)
class Check:
    """What was found of one part of the installation.

    Attributes
    ----------
    part : str
        Its key among ``commands.doctor.parts``.
    state : str
        ``ok``; ``note`` for what is missing and may be; ``fault`` for what must be put right.
    found : Saying
        What was found, and the remedy where one is needed.
    """

    part: str
    state: State
    found: Saying


def doctor(
    *,
    store: Annotated[str | None, Parameter(env_var="ARREARS_STORE", help="The store to look at.")] = None,
    lang: LangOption = None,
) -> int:
    """Say what of the installation works and what does not, with the remedy: Python, extras, LibreOffice, fonts, key, store, port.

    Nothing is changed. Exit code 1 tells that something must be put right. `arrears excel doctor` and `arrears calc doctor` say more of
    the add-ins.

    Parameters
    ----------
    store
        The store to look at: a path, sqlite:///path or postgresql://user@host/database.
    lang
        The language.
    """
    language = lang or default_lang()
    found = list(checks(store))
    table = Table(*headings("commands.doctor.heads", language), box=None, pad_edge=False)
    parts = texts("commands.doctor.parts", language)
    for each in found:
        table.add_row(_MARKS[each.state], parts[each.part], each.found.text(language))
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(table)
    faults = sum(each.state == "fault" for each in found)
    console.print(
        say("commands.doctor.faults", language, count=faults) if faults else say("commands.doctor.well", language)
    )
    return 1 if faults else 0


def checks(store: str | None) -> Iterator[Check]:
    """Look at each part of the installation, in the order in which to put things right."""
    yield _python()
    yield _package()
    yield from _extras()
    yield _folder()
    yield _office()
    yield _fonts()
    yield _key()
    yield _store(store)
    yield _port()


def _python() -> Check:
    found = platform.python_version()
    if sys.version_info[:2] < LOWEST_PYTHON:
        lowest = ".".join(map(str, LOWEST_PYTHON))
        return Check("python", "fault", both("commands.doctor.old_python", found=found, lowest=lowest))
    return Check("python", "ok", both("commands.doctor.python", found=found, system=platform.system()))


def _package() -> Check:
    try:
        found = version("arrears")
    except PackageNotFoundError:
        return Check("package", "fault", both("commands.doctor.not_installed"))
    return Check("package", "ok", both("commands.doctor.package", found=found))


def _extras() -> Iterator[Check]:
    for extra, modules in EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            told = both("commands.doctor.no_extra", extra=extra, missing=", ".join(missing))
            yield Check(f"extra_{extra}", "note", told)
        else:
            yield Check(f"extra_{extra}", "ok", both("commands.doctor.extra"))


def _folder() -> Check:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as error:
        return Check(
            "folder",
            "fault",
            both("commands.doctor.no_writing", folder=here, reason=error.strerror or type(error).__name__),
        )
    return Check("folder", "ok", both("commands.doctor.writing", folder=here))


def _office() -> Check:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return Check("office", "note", both("commands.doctor.no_office"))
    return Check("office", "ok", both("commands.doctor.office", program=program))


def _fonts() -> Check:
    """Look for a Chinese font where the system can tell; Windows and macOS bring theirs along."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Check(
            "fonts",
            "ok" if platform.system() in {"Windows", "Darwin"} else "note",
            both("commands.doctor.fonts_unknown"),
        )
    listed = subprocess.run(  # noqa: S603  # the system's own program
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    families = sorted({line.split(",")[0].strip() for line in listed.stdout.splitlines() if line.strip()})
    if not families:
        return Check("fonts", "note", both("commands.doctor.no_fonts"))
    return Check("fonts", "ok", both("commands.doctor.fonts", family=families[0], count=len(families)))


def _key() -> Check:
    from arrears.store.secrets.keys import load_keys  # noqa: PLC0415  # `--help` needs no store

    try:
        keys = load_keys()
    except ArrearsError as error:
        return Check("key", "note", Saying(error.text("zh"), error.text("en")))
    return Check("key", "ok", both("commands.doctor.key", name=keys.ids[0], count=len(keys.ids)))


def _store(store: str | None) -> Check:
    from arrears.store import open_store  # noqa: PLC0415  # same

    if not store:
        return Check("store", "note", both("commands.doctor.no_store"))
    try:
        with open_store(store, create=False) as opened:
            head = opened.head()
    except ArrearsError as error:
        return Check("store", "fault", Saying(error.text("zh"), error.text("en")))
    return Check("store", "ok", both("commands.doctor.store", count=head.count))


def _port() -> Check:
    from arrears.panels.shell.server import HOST, USUAL_PORT  # noqa: PLC0415  # same

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, USUAL_PORT))
        except OSError:
            return Check("port", "note", both("commands.doctor.port_taken", port=USUAL_PORT))
    proxy = next((name for name in ("HTTP_PROXY", "http_proxy") if os.environ.get(name)), "")
    return Check(
        "port",
        "ok",
        both("commands.doctor.port_proxy", port=USUAL_PORT, proxy=proxy)
        if proxy
        else both("commands.doctor.port", port=USUAL_PORT),
    )
