"""Save a file whole or not at all, and never over one that somebody has open."""

from __future__ import annotations

import os
import re
import secrets
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from arrears.errors import ArrearsError
from arrears.files import make_folder, put
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CREATOR = re.compile(r"<(?:\w+:)?creator\b[^>]*>([^<]*)<")
AUTHOR = "arrears"
"""Stands in each workbook's properties, where a person who saves it again leaves it."""
_SECOND_NAMES = 99
_MARKS = ("~${}", ".~lock.{}#")
"""Names of the files by which programs mark a workbook that they have open."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a file that was to be written.

    Attributes
    ----------
    path : Path
        Where it is.
    asked : Path
        Where it was to be; another place where that file is open elsewhere.
    rows : int
        Rows of data in it.
    """

    path: Path
    asked: Path
    rows: int

    @property
    def moved(self) -> bool:
        """Whether it stands under a second name."""
        return self.path != self.asked

    def message(self, lang: str = "zh") -> str:
        """Say where it is, and why it is not where it was to be; blank when it is."""
        if not self.moved:
            return ""
        if lang == "zh":
            return f"{self.asked.name} 正被其他程序打开，无法替换；新内容已另存为 {self.path.name}，请关闭旧文件后使用新文件"
        return (
            f"{self.asked.name} is open in another program and could not be replaced; the new one was saved as "
            f"{self.path.name}; close the old file and use the new one"
        )


def save(path: Path, fill: Callable[[BinaryIO], object], rows: int) -> Written:
    """Write a file beside its place and move it there in one step.

    Parameters
    ----------
    path : Path
        Its folder is made if need be. An old file there stays whole until the new one is.
    fill : callable
        Writes the content to the open file that it is given.
    rows : int
        For the report.

    Raises
    ------
    ArrearsError
        If it cannot be written, for want of room or of the right to; nothing of it is left behind.
    """
    temporary = path.with_name(f".arrears-{secrets.token_hex(8)}.part")
    try:
        make_folder(path.parent)
        # Opened plainly and not by tempfile, so that those who share the folder may read the file.
        file = temporary.open("xb")
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        with file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        return Written(_replace(temporary, path), path, rows)
    except OSError as error:
        raise _cannot(path, error) from error
    finally:
        # It is gone when all went well.
        with suppress(FileNotFoundError):
            temporary.unlink()


def made_by(path: Path) -> str:
    """Give the author in a workbook's properties; blank where there is none or the file is no workbook.

    Examples
    --------
    >>> from arrears.resources import shipped
    >>> made_by(shipped("sample_workbooks", "README.md"))
    ''
    """
    try:
        with zipfile.ZipFile(path) as book:
            properties = book.read("docProps/core.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    # Each program that saves a workbook gives the namespace a prefix of its own.
    found = _CREATOR.search(properties)
    return found[1].strip() if found else ""


def _replace(temporary: Path, path: Path) -> Path:
    """Move the new file to its place, or beside it where the old one is open.

    Windows forbids replacing it then; elsewhere the mark that Excel, WPS or LibreOffice leaves beside an open file says so, and who has
    it open would otherwise write over the new one without knowing.
    """
    if path.exists() and any(path.with_name(mark.format(path.name)).exists() for mark in _MARKS):
        second = _free_name(path)
        put(temporary, second)
        return second
    try:
        put(temporary, path)
    except PermissionError:
        second = _free_name(path)
        put(temporary, second)
        return second
    return path


def _free_name(path: Path) -> Path:
    for number in range(2, _SECOND_NAMES):
        second = path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not second.exists():
            return second
    raise ArrearsError(
        both("workbooks.sheets.saving.all_second_names_open_way", name=path.name),
    )


def _cannot(path: Path, error: OSError) -> ArrearsError:
    why = error.strerror or type(error).__name__
    return ArrearsError(
        both("workbooks.sheets.saving.cannot_written_free_space_there", parent=path.parent, name=path.name, why=why),
    )
