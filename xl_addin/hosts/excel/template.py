"""xlwings' own add-in template, as it is installed: what the add-in file is made from."""

from __future__ import annotations

import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from arrears.errors import ArrearsError
from arrears.words import both

_TEMPLATE = "xlwings/quickstart_addin_ribbon.xlam"


def template_parts() -> dict[str, bytes]:
    """Give the parts of the template, by name.

    Raises
    ------
    ArrearsError
        If xlwings is not installed.
    """
    with zipfile.ZipFile(_located(_TEMPLATE)) as file:
        return {name: file.read(name) for name in file.namelist()}


def template_project() -> bytes:
    """Give the template's VBA project."""
    return template_parts()["xl/vbaProject.bin"]


def xlwings_version() -> str:
    """Give the version of xlwings, to which the template's VBA is bound.

    Raises
    ------
    ArrearsError
        If xlwings is not installed.
    """
    return _distribution().version


def applescript() -> Path:
    """Give the script that a Mac needs to let Excel start Python."""
    return _located(f"xlwings/xlwings-{xlwings_version()}.applescript")


def _distribution() -> Distribution:
    try:
        return distribution("xlwings")
    except PackageNotFoundError as error:
        raise ArrearsError(
            both("xl_addin.hosts.excel.template.xlwings_not_installed_run_pip"),
        ) from error


def _located(name: str) -> Path:
    path = Path(str(_distribution().locate_file(name)))
    if not path.exists():
        raise ArrearsError(
            both(
                "xl_addin.hosts.excel.template.missing_from_xlwings_install_again",
                xlwings_version=xlwings_version(),
                name=path.name,
            ),
        )
    return path
