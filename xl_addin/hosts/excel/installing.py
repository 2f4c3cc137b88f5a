"""Putting the add-in where Excel opens it, building it for other computers, and taking it away."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.words import both
from xl_addin.hosts.excel.book import FILE_NAME, addin_file
from xl_addin.hosts.excel.folders import script_folder, start_folder
from xl_addin.hosts.excel.machine import addins_in, read_addin
from xl_addin.hosts.excel.template import applescript, xlwings_version


def build(folder: Path, interpreter_windows: str = "", interpreter_mac: str = "", lang: str = "zh") -> Path:
    """Build the add-in into a folder, for other computers.

    Parameters
    ----------
    folder : Path
        Is made if it is not there.
    interpreter_windows, interpreter_mac : str
        Python on those computers; blank leaves it to each user's own settings or path.
    lang : str
        Of the ribbon's labels.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ArrearsError
        If the file is not ours to replace, or cannot be written.
    """
    path = folder / FILE_NAME
    if path.exists() and read_addin(path) is None:
        raise ArrearsError(
            both("xl_addin.hosts.excel.installing.no_add_arrears_not_replaced", path=path),
        )
    content = addin_file(interpreter_windows, interpreter_mac, lang)
    try:
        with in_one_step(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise ArrearsError(
            both("xl_addin.hosts.excel.installing.cannot_written_close_excel_try", path=path, strerror=error.strerror),
        ) from error
    return path


def install(system: str | None = None, python: str | None = None, lang: str = "zh") -> list[Path]:
    """Install the add-in for the person who runs this.

    Parameters
    ----------
    system : str, optional
        Windows or Darwin; the running one if left out.
    python : str, optional
        The interpreter; the running one if left out.
    lang : str
        Of the ribbon's labels.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    ArrearsError
        If this system has no Excel, with what to do instead.
    """
    system = system or platform.system()
    folder, python = start_folder(system), python or sys.executable
    if folder is None:
        raise ArrearsError(
            both("xl_addin.hosts.excel.installing.there_no_excel_build_file", system=system),
        )
    if system == "Windows":
        return [build(folder, interpreter_windows=python, lang=lang)]
    return [build(folder, interpreter_mac=python, lang=lang), _script()]


def uninstall(system: str | None = None) -> list[Path]:
    """Take our add-ins out of Excel's start folder.

    Parameters
    ----------
    system : str, optional
        The running one if left out.

    Returns
    -------
    list of Path
        What was deleted.

    Raises
    ------
    ArrearsError
        If Excel has it open.
    """
    folder = start_folder(system or platform.system())
    gone = []
    for addin in addins_in(folder) if folder else ():
        try:
            addin.path.unlink()
        except OSError as error:
            raise ArrearsError(
                both(
                    "xl_addin.hosts.excel.installing.cannot_deleted_close_excel_try",
                    path=addin.path,
                    strerror=error.strerror,
                ),
            ) from error
        gone.append(addin.path)
    script = script_folder() / f"xlwings-{xlwings_version()}.applescript"
    if gone and (system or platform.system()) == "Darwin" and script.is_file():
        script.unlink()
        gone.append(script)
    return gone


def _script() -> Path:
    """Put xlwings' script where Excel on a Mac may start it."""
    folder = script_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(applescript(), folder))
