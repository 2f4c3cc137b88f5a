"""LibreOffice on this computer: its program, the Python that has its UNO, its user's profile, and whether it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import psutil

from arrears.errors import ArrearsError
from arrears.words import both
from xl_addin.hosts.calc.configuration import IDENTIFIER
from xl_addin.hosts.calc.inside.client import inherited

_PROGRAMS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    "C:/Program Files/LibreOffice/program",
    "C:/Program Files (x86)/LibreOffice/program",
)
_PYTHONS = ("python.exe", "python", "../Resources/python", "/usr/bin/python3")
_PROFILES = {
    "win32": "~/AppData/Roaming/LibreOffice/4",
    "darwin": "~/Library/Application Support/LibreOffice/4",
}
_PROFILE = "~/.config/libreoffice/4"
_NAMESPACE = "{http://openoffice.org/extensions/description/2006}"
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Program:
    """A LibreOffice that can be driven.

    Attributes
    ----------
    soffice : Path
        The program.
    python : Path
        A Python that can speak to it.
    """

    soffice: Path
    python: Path


def find_program() -> Program:
    """Find LibreOffice and its Python.

    Raises
    ------
    ArrearsError
        If either is missing; the text says what to install.
    """
    folder = next(_folders(), None)
    if folder is None:
        raise ArrearsError(
            both("xl_addin.hosts.calc.program.libreoffice_not_found_install_debian"),
        )
    python = next(filter(_speaks_uno, (folder / name for name in _PYTHONS)), None)
    if python is None:
        raise ArrearsError(
            both("xl_addin.hosts.calc.program.libreoffice_has_no_python_speaks", folder=folder),
        )
    return Program(folder / _soffice(), python)


def default_profile() -> Path:
    """Give the folder of this user's LibreOffice settings."""
    return Path(_PROFILES.get(sys.platform, _PROFILE)).expanduser()


def is_running(profile: Path) -> bool:
    """Tell whether a LibreOffice of this user has the profile open."""
    given = f"-env:UserInstallation={profile.resolve().as_uri()}"
    return any(
        given in command if profile != default_profile() else not any("UserInstallation" in word for word in command)
        for command in _commands()
    )


def installed(profile: Path) -> Path | None:
    """Give the folder in which a profile keeps our add-in; None where it has none."""
    cache = profile / "user" / "uno_packages" / "cache"
    register = cache / "uno_packages.pmap"
    names = register.read_bytes() if register.is_file() else b""
    for file in cache.glob("uno_packages/*/*.oxt/description.xml"):
        # What was removed stays on the disk for a while; the register tells what counts.
        if _identifier(file) == IDENTIFIER and file.parents[1].name.rstrip("_").encode() in names:
            return file.parent
    return None


def copies(profile: Path) -> list[Path]:
    """Give every folder of a profile in which our add-in lies: where it is installed, was before, and was put aside when it was removed."""
    places = ("uno_packages/cache/uno_packages", "extensions/tmp/extensions")
    files = (file for place in places for file in profile.glob(f"user/{place}/*/*.oxt/description.xml"))
    return [file.parent for file in files if _identifier(file) == IDENTIFIER]


def installed_version(folder: Path) -> str:
    """Give the version that an installed add-in says it is of."""
    version = ET.parse(folder / "description.xml").find(f"{_NAMESPACE}version")  # noqa: S314  # of our own add-in
    return "" if version is None else version.get("value", "")


def clean_environment(**more: str) -> dict[str, str]:
    """Give this process's environment without what would lead LibreOffice's Python astray: its own must come first on the path."""
    kept = inherited()
    if sys.platform == "linux":
        kept["PATH"] = "/usr/bin:/bin"
    return kept | more


def _folders() -> filter[Path]:
    named = os.environ.get("ARREARS_LIBREOFFICE")
    on_path = shutil.which("soffice")
    places = [Path(named)] if named else []
    for pattern in _PROGRAMS:
        root = Path(pattern).anchor
        places += sorted(Path(root).glob(str(Path(pattern).relative_to(root)))) if root else []
    places += [Path(on_path).resolve().parent] if on_path else []
    return filter(lambda place: (place / _soffice()).is_file(), places)


def _soffice() -> str:
    return "soffice.exe" if sys.platform == "win32" else "soffice"


def _speaks_uno(python: Path) -> bool:
    if not python.is_file():
        return False
    asked = [str(python), "-c", "import uno"]
    try:
        done = subprocess.run(asked, env=clean_environment(), check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603  # LibreOffice's own
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _commands() -> list[list[str]]:
    found = []
    for process in psutil.process_iter(["name", "cmdline", "username"]):
        name = (process.info["name"] or "").lower()
        if name.startswith("soffice"):
            found.append(process.info["cmdline"] or [])
    return found


def _identifier(file: Path) -> str:
    try:
        identifier = ET.parse(file).find(f"{_NAMESPACE}identifier")  # noqa: S314  # in the user's own profile
    except ET.ParseError:
        return ""
    return "" if identifier is None else identifier.get("value", "")
