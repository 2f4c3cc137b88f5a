"""xlwings' own add-in template, as it is installed: what the add-in file is made from."""

from __future__ import annotations

import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from arrears.errors import ArrearsError

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
            "xlwings is not installed; run: pip install 'arrears[excel]'",
            "没有安装 xlwings；请运行：pip install 'arrears[excel]'",
        ) from error


def _located(name: str) -> Path:
    path = Path(str(_distribution().locate_file(name)))
    if not path.exists():
        raise ArrearsError(
            f"{path.name} is missing from xlwings {xlwings_version()}; install it again: pip install --force-reinstall xlwings",
            f"xlwings {xlwings_version()} 缺少 {path.name}；请重新安装：pip install --force-reinstall xlwings",
        )
    return path
