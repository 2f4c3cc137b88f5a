"""Files in, clean typed cases out; every row that cannot be used comes back as values that say why.

One pass a file, in a child process with limits (`guard`, `child`, `limits`): its bytes are told apart (`files`), checked before
anything opens them (`archive`, `sheetxml`, `biff`), read as cells that keep their type (`workbook`, `text_files`), understood
(`headings`, `choose`, `rows`) and typed (`typed`, `checks`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.errors import IntakeError as IntakeError
    from arrears.intake.front import read_cases as read_cases
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
    "read_cases": "arrears.intake.front",
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
