"""One Calc with the add-in for all tests of this folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from calc import Book, Calc

from xl_addin.hosts.calc.extension import write_extension

# Run by LibreOffice's Python.
collect_ignore = ["over_uno.py"]

SCRIPT = Path(__file__).with_name("over_uno.py")


@dataclass
class AddIn:
    """The running Calc, with the add-in in it."""

    calc: Calc
    oxt: Path
    script: Path = SCRIPT

    def do(self, function: str, *arguments: Any, **options: Any) -> Any:
        """Run a function of over_uno.py in it."""
        return self.calc.call(SCRIPT, function, *arguments, **options)

    def sheet(self, book: Book) -> str:
        """Give the name of a new book's one sheet."""
        return next(iter(book.read()))

    def show(self, book: Book, sheet: str, area: str) -> list[list[str]]:
        """Give the texts that an area shows."""
        return [[cell[0] for cell in row] for row in self.do("look", book.key, sheet, area)]


@pytest.fixture(scope="session")
def add_in(calc, tmp_path_factory):
    oxt = write_extension(tmp_path_factory.mktemp("oxt") / "arrears.oxt")
    calc.install(oxt)
    return AddIn(calc, oxt)
