"""Files in, clean typed tables out; every row that cannot be used comes back as values that say why.

One pass a file, in a child process with limits (`guard`, `child`, `limits`): `formats` tells its bytes apart, checks them before
anything opens them and reads cells that keep their type; `mapping` finds the list, what its headings mean, its units and its forms of
writing; `checks` tells rows of the list from totals and notes, types every cell and holds cells against each other. A list of another
kind than cases has a contract of its own (`arrears.tables.contract`) and is read by `read_table`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.errors import IntakeError as IntakeError
    from arrears.intake.front import propose_mapping as propose_mapping
    from arrears.intake.front import read_cases as read_cases
    from arrears.intake.front import read_table as read_table
    from arrears.intake.limits import Limits as Limits
    from arrears.intake.reading import read_file as read_file
    from arrears.intake.request import Request as Request
    from arrears.intake.result import Finding as Finding
    from arrears.intake.result import Intake as Intake
    from arrears.intake.result import RejectedRow as RejectedRow

_HOMES = {
    "Finding": "arrears.intake.result",
    "Intake": "arrears.intake.result",
    "IntakeError": "arrears.errors",
    "Limits": "arrears.intake.limits",
    "RejectedRow": "arrears.intake.result",
    "Request": "arrears.intake.request",
    "propose_mapping": "arrears.intake.front",
    "read_cases": "arrears.intake.front",
    "read_table": "arrears.intake.front",
    "read_file": "arrears.intake.reading",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # one table says both where a name lives and that it is public


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: whoever reads a file in a child process needs little of this."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'arrears.intake' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
