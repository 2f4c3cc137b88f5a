"""A picture of the computer as far as the add-in depends on it: looked at once, then judged by `xl_addin.hosts.excel.doctor`."""

from __future__ import annotations

import html
import importlib
import importlib.util
import os
import platform
import re
import struct
import sys
import zipfile
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from xl_addin.hosts.excel.folders import addin_folders, script_folder
from xl_addin.hosts.excel.sheets import CONFIG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[str, str], "str | int | None"]

_SECURITY = r"Microsoft\Office\16.0\Excel\Security"
_EXCEL = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_KINGSOFT = r"Software\Kingsoft\Office\6.0\Common"
_OURS = re.compile(r"<dc:description>arrears (\S+) \(xlwings (\S+)\)</dc:description>")
_INTERPRETER = re.compile(r"<t>INTERPRETER_(?:WIN|MAC)</t></is></c><c [^>]*><is><t>([^<]*)</t>")
_WINDOWS_MACHINE = {0x14C: 32, 0x8664: 64, 0xAA64: 64}
"""What the head of a Windows program says of its bits."""


@dataclass(frozen=True, slots=True)
class Addin:
    """An add-in file of ours.

    Attributes
    ----------
    path : Path
        Where it is.
    arrears, xlwings : str
        The versions that it was built from.
    interpreter : str
        The Python that it starts; "" where it leaves that to each user.
    marked : bool
        Whether Windows holds it for a file from the internet.
    """

    path: Path
    arrears: str
    xlwings: str
    interpreter: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """The picture.

    Attributes
    ----------
    system : str
        Windows, Darwin (a Mac), Linux.
    python : Path
        The running interpreter.
    arrears, xlwings : str
        Installed versions; "" where it is not installed.
    pywin32, dll, script : bool
        Whether Windows' COM for Python, xlwings' library for Excel's bits, a Mac's script are there.
    excel : Path or None
        The program.
    excel_bits : int
        32 or 64; 0 where it is not known.
    wps : bool
        Whether WPS Office is installed.
    macro_setting : int
        How Excel treats macros: 1 all run, 2 asks, 3 only signed ones, 4 none; 0 where nothing is set, which asks.
    trusted_folders : bool
        Whether Excel trusts its start folder, as it does unless an administrator forbids it.
    broken : str
        What a trial call of a function says where it does not work; "" where it does.
    addins : tuple of Addin
        What is found where Excel looks.
    interpreters : frozenset of str
        The interpreters of `addins` that exist.
    """

    system: str
    python: Path
    arrears: str
    xlwings: str = ""
    pywin32: bool = True
    dll: bool = True
    script: bool = True
    excel: Path | None = None
    excel_bits: int = 0
    wps: bool = False
    macro_setting: int = 0
    trusted_folders: bool = True
    broken: str = ""
    addins: tuple[Addin, ...] = ()
    interpreters: frozenset[str] = field(default_factory=frozenset)


def look(system: str | None = None, read: Read | None = None, folders: tuple[Path, ...] | None = None) -> Machine:
    """Look at this computer.

    Parameters
    ----------
    system : str, optional
        Instead of the running one.
    read : callable, optional
        Reads a value of Windows' registry by key and name; the real one if left out.
    folders : tuple of Path, optional
        Where add-ins are looked for; Excel's own if left out.
    """
    system = system or platform.system()
    read = read or _registry
    addins = tuple(addin for folder in folders or addin_folders(system) for addin in addins_in(folder))
    known = {addin.interpreter for addin in addins if Path(os.path.expandvars(addin.interpreter)).is_file()}
    xlwings = _version("xlwings")
    windows, mac = system == "Windows", system == "Darwin"
    excel = _windows_excel(read) if windows else _mac_excel() if mac else None
    bits = _bits(excel) if windows else 0
    python = Path(sys.executable)
    return Machine(
        system=system,
        python=python,
        arrears=_version("arrears"),
        xlwings=xlwings,
        pywin32=not windows or importlib.util.find_spec("win32api") is not None,
        dll=not windows or _has_library(python, xlwings, bits or struct.calcsize("P") * 8),
        script=not mac or (script_folder() / f"xlwings-{xlwings}.applescript").exists(),
        excel=excel,
        excel_bits=bits,
        wps=windows and read(_KINGSOFT, "InstallRoot") is not None,
        macro_setting=_setting(read, "VBAWarnings"),
        trusted_folders=not _setting(read, r"Trusted Locations\AllLocationsDisabled"),
        broken=_trial() if xlwings else "",
        addins=addins,
        interpreters=frozenset(known),
    )


def addins_in(folder: Path) -> Iterator[Addin]:
    """Give our add-ins in a folder, under whatever name.

    Parameters
    ----------
    folder : Path
        A folder that may not be there.
    """
    for path in sorted(folder.glob("*.xlam")) if folder.is_dir() else ():
        found = read_addin(path)
        if found:
            yield found


def read_addin(path: Path) -> Addin | None:
    """Read what an add-in says of itself; None if it is not one of ours."""
    try:
        with zipfile.ZipFile(path) as file:
            title = _OURS.search(file.read("docProps/core.xml").decode())
            config = file.read("xl/worksheets/sheet1.xml").decode() if title else ""
            ours = f'name="{CONFIG}"' in file.read("xl/workbook.xml").decode()
    except (zipfile.BadZipFile, KeyError, OSError, UnicodeDecodeError):
        return None
    if not title or not ours:
        return None
    interpreter = _INTERPRETER.search(config)
    # A file from the internet has a second stream of this name, on Windows' own file system only.
    marked = Path(f"{path}:Zone.Identifier").exists()
    return Addin(path, title[1], title[2], html.unescape(interpreter[1]) if interpreter else "", marked)


def _trial() -> str:
    """Call a function as Excel will, in this Python."""
    try:
        udfs = importlib.import_module("xl_addin.hosts.excel.udfs")
        answer = udfs.ar_late_fee([[1000.0]], [[200.0]])
    except Exception as error:  # noqa: BLE001  # whatever it is, the person who asked is told
        return f"{type(error).__name__}: {error}"
    return "" if isinstance(answer[0][0], float) else f"AR_LATE_FEE(1000,200) = {answer[0][0]}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _setting(read: Read, name: str) -> int:
    """Read a setting of Excel's trust centre: an administrator's before the person's own."""
    below, _, value = name.rpartition("\\")
    for root in (r"Software\Policies", "Software"):
        found = read("\\".join(filter(None, (root, _SECURITY, below))), value)
        if found is not None:
            return int(found)
    return 0


def _windows_excel(read: Read) -> Path | None:
    found = read(_EXCEL, "")
    return Path(str(found)) if found else None


def _mac_excel() -> Path | None:
    path = Path("/Applications/Microsoft Excel.app")
    return path if path.exists() else None


def _bits(program: Path | None) -> int:
    """Read from a Windows program's head whether it is one of 32 or 64 bits; 0 if that cannot be told."""
    if program is None or not program.is_file():
        return 0
    with program.open("rb") as file:
        head = file.read(4096)
    (at,) = struct.unpack_from("<I", head.ljust(64, b"\0"), 60)
    (kind,) = struct.unpack_from("<H", head.ljust(at + 6, b"\0"), at + 4)
    return _WINDOWS_MACHINE.get(kind, 0)


def _has_library(python: Path, xlwings: str, bits: int) -> bool:
    """Tell whether the library is where xlwings' VBA looks: beside Python, or above it in a virtual environment."""
    name = f"xlwings{bits}-{xlwings}.dll"
    return any((folder / name).exists() for folder in python.parents[:2])


def _registry(key: str, name: str) -> str | int | None:
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415  # Windows alone has it

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        try:
            with winreg.OpenKey(root, key) as found:
                value: str | int = winreg.QueryValueEx(found, name)[0]
                return value
        except OSError:
            continue
    return None
