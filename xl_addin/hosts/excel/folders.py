"""Where Excel looks for add-ins and scripts on either system."""

from __future__ import annotations

import os
from pathlib import Path

_MAC_OFFICE = "Library/Group Containers/UBF8T346G9.Office/User Content.localized"


def start_folder(system: str) -> Path | None:
    """Give the folder from which Excel opens every file when it starts; None where there is no Excel.

    >>> start_folder("Linux") is None, start_folder("Darwin").name
    (True, 'Excel')
    """
    match system:
        case "Windows":
            return _roaming() / "Microsoft" / "Excel" / "XLSTART"
        case "Darwin":
            return Path.home() / _MAC_OFFICE / "Startup.localized" / "Excel"
        case _:
            return None


def addin_folders(system: str) -> tuple[Path, ...]:
    """Give every folder in which an add-in of ours may lie."""
    start = start_folder(system)
    if start is None:
        return ()
    others = (
        _roaming() / "Microsoft" / "AddIns" if system == "Windows" else Path.home() / _MAC_OFFICE / "Add-Ins.localized"
    )
    return start, others


def script_folder() -> Path:
    """Give the only folder from which Excel on a Mac may start a script."""
    return Path.home() / "Library" / "Application Scripts" / "com.microsoft.Excel"


def _roaming() -> Path:
    return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
