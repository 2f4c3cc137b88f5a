"""Install the add-in in a user's LibreOffice, and remove it; also as root, in a container without a screen."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.words import both
from xl_addin.hosts.calc.configuration import IDENTIFIER
from xl_addin.hosts.calc.extension import FILE_NAME, write_extension
from xl_addin.hosts.calc.program import clean_environment, copies, default_profile, find_program, installed, is_running

if TYPE_CHECKING:
    from xl_addin.hosts.calc.program import Program

_MANAGER = Path(__file__).with_name("uno_manager.py")
_SECONDS = 180


def install(profile: Path | None = None) -> Path:
    """Build the add-in for this environment and put it into a profile, in place of an older one.

    Parameters
    ----------
    profile : Path, optional
        The folder of LibreOffice's settings; this user's own unless given.

    Returns
    -------
    Path
        Where the profile keeps it.

    Raises
    ------
    ArrearsError
        If LibreOffice is missing, runs, or refuses.
    """
    profile = (profile or default_profile()).resolve()
    program = _closed(profile)
    with tempfile.TemporaryDirectory(prefix="arrears-calc-") as folder:
        manage(program, profile, "add", str(write_extension(Path(folder) / FILE_NAME)))
    there = installed(profile)
    if there is None:
        raise ArrearsError(
            both("xl_addin.hosts.calc.installing.libreoffice_took_add_but_does", profile=profile),
        )
    return there


def uninstall(profile: Path | None = None) -> Path | None:
    """Take the add-in out of a profile; give where it was, or None where it was not.

    Raises
    ------
    ArrearsError
        If LibreOffice is missing, runs, or refuses.
    """
    profile = (profile or default_profile()).resolve()
    there = installed(profile)
    if there is not None:
        manage(_closed(profile), profile, "remove", IDENTIFIER)
        # LibreOffice leaves the files of what it no longer knows, and a second copy put aside, until some later start.
        for each in copies(profile):
            shutil.rmtree(each.parent, ignore_errors=True)
    return there


def manage(program: Program, profile: Path, what: str, argument: str) -> str:
    """Let LibreOffice's Python do one thing of `xl_addin.hosts.calc.uno_manager`; give what it printed.

    Raises
    ------
    ArrearsError
        If it fails.
    """
    profile.mkdir(parents=True, exist_ok=True)
    command = [str(program.python), str(_MANAGER), str(program.soffice), profile.as_uri(), what, argument]
    # Without a screen LibreOffice draws in memory.
    environment = clean_environment(SAL_USE_VCLPLUGIN="svp", PYTHONIOENCODING="utf-8")
    try:
        done = subprocess.run(  # noqa: S603  # LibreOffice's own Python on our own file
            command, env=environment, check=False, capture_output=True, timeout=_SECONDS, encoding="utf-8"
        )
    except subprocess.TimeoutExpired as error:
        raise _refused("no answer") from error
    if done.returncode:
        raise _refused((done.stderr.strip().splitlines() or ["?"])[-1])
    return done.stdout


def _closed(profile: Path) -> Program:
    program = find_program()
    if is_running(profile):
        raise ArrearsError(
            both("xl_addin.hosts.calc.installing.libreoffice_running_save_your_work"),
        )
    return program


def _refused(why: str) -> ArrearsError:
    return ArrearsError(
        both("xl_addin.hosts.calc.installing.libreoffice_could_not_do_start", why=why),
    )
