"""The extension file: everything that Calc needs of us, made from the registry on the user's machine."""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from arrears.workbooks.sheets.styles import FONT, HAIRLINE
from xl_addin.hosts.calc import configuration
from xl_addin.hosts.calc.interface import INTERFACE, method_name, methods
from xl_addin.hosts.calc.type_library import type_library
from xl_addin.macros.layout.styles import STYLES
from xl_addin.macros.table import MACROS
from xl_addin.registry import FUNCTIONS

FILE_NAME = "arrears.oxt"
ENVIRONMENT = "environment.json"
_INSIDE = Path(__file__).with_name("inside")
_COMPONENT = "add_in.py"
_MADE = (2026, 1, 1, 0, 0, 0)
"""The date of every part: the same input gives the same file."""

_TYPES = "application/vnd.sun.star.uno-typelibrary;type=RDB"
_CONFIGURATION = "application/vnd.sun.star.configuration-data"
_PYTHON = "application/vnd.sun.star.uno-component;type=Python"


def write_extension(path: Path, python: Path | None = None) -> Path:
    """Write the ``.oxt``.

    Parameters
    ----------
    path : Path
        Where to.
    python : Path, optional
        The Python of the environment that computes; this one unless given.

    Returns
    -------
    Path
        The same path.
    """
    read: dict[str, tuple[str, str | bytes]] = {
        "functions.rdb": (_TYPES, type_library(INTERFACE, methods())),
        "CalcAddIns.xcu": (_CONFIGURATION, configuration.add_in_functions()),
        "Jobs.xcu": (_CONFIGURATION, configuration.jobs()),
        "Addons.xcu": (_CONFIGURATION, configuration.menu()),
        "ProtocolHandler.xcu": (_CONFIGURATION, configuration.protocol()),
        _COMPONENT: (_PYTHON, (_INSIDE / _COMPONENT).read_bytes()),
    }
    parts: dict[str, str | bytes] = {
        "META-INF/manifest.xml": configuration.manifest({name: kind for name, (kind, _) in read.items()}),
        "description.xml": configuration.description(version("arrears")),
        **{name: content for name, (_, content) in read.items()},
        **configuration.about(),
        "registry.json": _registry(),
        ENVIRONMENT: json.dumps({"python": str(python or sys.executable), "version": version("arrears")}),
        **{f"pythonpath/arrears_calc/{file.name}": file.read_bytes() for file in sorted(_modules())},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)
    return path


def _modules() -> list[Path]:
    return [file for file in _INSIDE.glob("*.py") if file.name != _COMPONENT]


def _registry() -> str:
    functions = [
        {
            "method": method_name(function),
            "name": function.name,
            "docs": {"en": function.docs.en, "zh": function.docs.zh},
            "repeated": any(each.repeated for each in function.arguments),
            "width": 0 if function.arguments[-1].repeated else len(function.arguments),
            "needed": sum(not (each.optional or each.repeated) for each in function.arguments),
            "numeric": [
                place
                for place, each in enumerate(function.arguments)
                if each.kind in {"amount", "count", "rate", "logical"}
            ],
            "arguments": [
                {"name": each.name, "docs": {"en": each.docs.en, "zh": each.docs.zh}} for each in function.arguments
            ],
        }
        for function in FUNCTIONS
    ]
    macros = {macro.id: {"zh": macro.zh, "en": macro.en} for macro in MACROS}
    looks = {name: asdict(style) | {"font": FONT, "hairline": HAIRLINE} for name, style in STYLES.items()}
    return json.dumps({"functions": functions, "macros": macros, "looks": looks}, ensure_ascii=False)
