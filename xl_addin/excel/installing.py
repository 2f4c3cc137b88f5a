"""Putting the add-in where Excel opens it, building it for other computers, and taking it away."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
from pathlib import Path

from arrears.errors import ArrearsError
from xl_addin.excel.book import FILE_NAME, addin_file
from xl_addin.excel.folders import script_folder, start_folder
from xl_addin.excel.machine import addins_in, read_addin
from xl_addin.excel.template import applescript


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
            f"{path} is no add-in of arrears and is not replaced; choose another folder",
            f"{path} 不是 arrears 的加载项，未覆盖；请另选文件夹",
        )
    content = addin_file(interpreter_windows, interpreter_mac, lang)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise ArrearsError(
            f"{path} cannot be written ({error.strerror}); close Excel and try again",
            f"无法写入 {path}（{error.strerror}）；请关闭 Excel 后重试",
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
            f"there is no Excel for {system}; build the file for other computers with --out FOLDER, or run: arrears calc install",
            f"{system} 上没有 Excel；可用 --out 文件夹 为其他电脑生成加载项，或运行：arrears calc install",
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
                f"{addin.path} cannot be deleted ({error.strerror}); close Excel and try again",
                f"无法删除 {addin.path}（{error.strerror}）；请关闭 Excel 后重试",
            ) from error
        gone.append(addin.path)
    return gone


def _script() -> Path:
    """Put xlwings' script where Excel on a Mac may start it."""
    folder = script_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(applescript(), folder))
