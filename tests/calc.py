"""The tests' end of one LibreOffice Calc for the whole run: `Calc` opens workbooks, recalculates them and tells what it sees.

The fixture is `calc` (tests/conftest.py)::

    with calc.open(path) as book:
        book.recalculate()
        assert book.errors() == []
        assert book.read()["案件"]["values"][0] == ["案件编号", ...]
        book.pdf(tmp_path / "book.pdf")

LibreOffice never saves over a workbook here: it rewrites names and drops table styles.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from waiting import PATIENCE

HOST = Path(__file__).with_name("calc_host.py")
PYTHON = "/usr/bin/python3"


class CalcError(Exception):
    """What went wrong in LibreOffice, with its traceback."""


class Calc:
    """A running LibreOffice with a profile of its own.

    Parameters
    ----------
    profile : path
        A folder for the profile.
    """

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        kept.pop("VIRTUAL_ENV", None)
        self.profile = profile
        self._log = (profile / "host.log").open("w+")
        self._process = subprocess.Popen(  # noqa: S603  # the system's own Python on our own file
            [PYTHON, str(HOST), str(profile)],
            env=kept | {"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
        )
        self.info: dict[str, Any] = self._answer()["ready"]

    def ask(self, do: str, *arguments: Any, patience: float = PATIENCE) -> Any:
        """Send one request to `calc_host.Host` and give its answer."""
        self._process.stdin.write(json.dumps({"do": do, "arguments": arguments}, default=str) + "\n")
        self._process.stdin.flush()
        answer = self._answer(patience)
        if "error" in answer:
            raise CalcError(answer["error"])
        return answer["result"]

    def call(self, script: Path, function: str, *arguments: Any, patience: float = PATIENCE) -> Any:
        """Run a function of a script under LibreOffice's Python: it gets the host, then the arguments; JSON both ways."""
        return self.ask("call", str(script), function, *arguments, patience=patience)

    def install(self, oxt: Path) -> None:
        """Install an extension in the profile, for the rest of the run, and start LibreOffice again; no book may be open."""
        self.ask("install", str(oxt))

    def open(self, path: Path, password: str = "") -> Book:
        """Open a workbook (hidden)."""
        return Book(self, self.ask("open", str(path), "", password))

    def new(self) -> Book:
        """Open an empty workbook (hidden)."""
        return Book(self, self.ask("new"))

    def end(self) -> None:
        """End LibreOffice."""
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process.stdout.close()
        self._log.close()

    def _answer(self, patience: float = PATIENCE) -> dict[str, Any]:
        ready, _, _ = select.select([self._process.stdout], [], [], patience)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self._log.seek(0)
            raise CalcError(f"LibreOffice gave no answer within {patience:.0f} s: {self._log.read()[-2000:]}")
        return json.loads(line)


@dataclass
class Book:
    """An open workbook; `with` closes it."""

    calc: Calc
    key: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.calc.ask("close", self.key)

    def recalculate(self) -> None:
        """Recalculate every cell."""
        self.calc.ask("recalculate", self.key)

    def put(self, name: str, value: float) -> None:
        """Put a number into a named cell, in the place of its formula."""
        self.calc.ask("put", self.key, name, value)

    def read(self) -> dict[str, dict[str, Any]]:
        """Give each sheet: origin (column, row from 0), values, formulas, errors, tables, validations, conditional_formats, visible, protected."""
        return self.calc.ask("read", self.key)

    def values(self, sheet: str) -> dict[str, Any]:
        """Give one sheet's origin and values, for `at`."""
        return self.calc.ask("values", self.key, sheet)

    def errors(self) -> list[dict[str, Any]]:
        """Give each cell that shows an error: sheet, cell, text, formula, code."""
        found = self.calc.ask("errors", self.key)
        return [{"sheet": name, **error} for name, errors in found.items() for error in errors]

    def unseen(self) -> dict[str, list[int]]:
        """Give the columns of each sheet that nobody sees, from 0."""
        return self.calc.ask("unseen", self.key)

    def calculated(self) -> dict[str, list[tuple[int, int, Any, str]]]:
        """Give the formula cells of each sheet that show no error: row and column from 0, value, formula."""
        return {name: [tuple(cell) for cell in cells] for name, cells in self.calc.ask("calculated", self.key).items()}

    def pdf(self, path: Path) -> Path:
        """Print the workbook to a PDF file."""
        self.calc.ask("pdf", self.key, str(path))
        return path


def at(sheet: dict[str, Any], cell: str) -> Any:
    """Give the value of a cell such as B3 of a sheet that was read."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return sheet["values"][int(digits) - 1 - sheet["origin"][1]][column - 1 - sheet["origin"][0]]
