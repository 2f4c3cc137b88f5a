"""Where the files that travel with the library are: in a wheel beside it, in a checkout at the top."""

from __future__ import annotations

from pathlib import Path

from arrears.errors import ArrearsError

_PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Find a shipped file or folder, such as ``shipped("templates", "summary.html.j2")``.

    Raises
    ------
    ArrearsError
        If it is not there, which means a broken installation.
    """
    for root in (_PACKAGE / "shipped", _PACKAGE.parents[1]):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise ArrearsError(f"{'/'.join(parts)} is missing from this installation; install arrears again")
