"""What is wrong with the add-in on a computer, why, and what to do: judged from a picture of the computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_addin.hosts.excel.machine import Machine

_ONLY_SIGNED, _NONE = 3, 4
_STORE = "WindowsApps"
_INSTALL = "arrears excel install"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, with its remedy.

    Attributes
    ----------
    code : str
        Under which the pages for administrators speak of it.
    zh, en : str
        What is wrong and what to do.
    """

    code: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Give the text in a language."""
        return self.zh if lang == "zh" else self.en


def findings(machine: Machine) -> list[Finding]:
    """Judge a computer.

    Parameters
    ----------
    machine : Machine
        Its picture.

    Returns
    -------
    list of Finding
        In the order in which to set them right; none if all is well.

    Examples
    --------
    >>> from pathlib import Path
    >>> from xl_addin.hosts.excel.machine import Machine
    >>> [each.code for each in findings(Machine("Linux", Path("/usr/bin/python3"), "0.1.0"))]
    ['NO_EXCEL_HERE']
    """
    if machine.system not in {"Windows", "Darwin"}:
        return [_no_excel_here(machine)]
    return [*_program(machine), *_python(machine), *_macros(machine), *_addins(machine)]


def file_findings(machine: Machine) -> list[Finding]:
    """Judge add-in files that were built for other computers: the picture's add-ins alone."""
    if not machine.addins:
        return [
            Finding(
                "NOT_INSTALLED",
                *both("xl_addin.hosts.excel.doctor.there_no_add_arrears_folder", value=_INSTALL),
            )
        ]
    of_this_computer = {"TWO_ADDINS", "WRONG_PYTHON"}
    return [each for each in _addins(machine) if each.code not in of_this_computer]


def _no_excel_here(machine: Machine) -> Finding:
    return Finding(
        "NO_EXCEL_HERE",
        *both("xl_addin.hosts.excel.doctor.there_no_excel_libreoffice_calc", system=machine.system, value=_INSTALL),
    )


def _program(machine: Machine) -> Iterator[Finding]:
    if machine.excel is None and machine.wps:
        yield Finding(
            "WPS",
            *both("xl_addin.hosts.excel.doctor.wps_office_installed_excel_not"),
        )
    elif machine.excel is None:
        yield Finding(
            "NO_EXCEL",
            *both("xl_addin.hosts.excel.doctor.excel_not_installed_here_install"),
        )
    elif _STORE in machine.excel.parts:
        yield Finding(
            "STORE_OFFICE",
            *both("xl_addin.hosts.excel.doctor.excel_comes_from_microsoft_store", excel=machine.excel),
        )


def _python(machine: Machine) -> Iterator[Finding]:
    if not machine.xlwings:
        yield Finding(
            "NO_XLWINGS",
            *both("xl_addin.hosts.excel.doctor.xlwings_not_installed_python_run"),
        )
    if machine.broken:
        yield Finding(
            "BROKEN",
            *both("xl_addin.hosts.excel.doctor.trial_call_function_fails_python", broken=machine.broken),
        )
    if machine.system == "Windows" and _STORE in machine.python.parts:
        yield Finding(
            "STORE_PYTHON",
            *both("xl_addin.hosts.excel.doctor.python_comes_from_microsoft_store", python=machine.python),
        )
    if not machine.pywin32:
        yield Finding(
            "NO_PYWIN32",
            *both("xl_addin.hosts.excel.doctor.pywin_missing_which_excel_python"),
        )
    if machine.xlwings and not machine.dll:
        bits = f"{machine.excel_bits} bits" if machine.excel_bits else "Excel"
        yield Finding(
            "NO_LIBRARY",
            *both("xl_addin.hosts.excel.doctor.xlwings_library_not_beside_excel", python=machine.python, bits=bits),
        )
    if not machine.script:
        yield Finding(
            "NO_SCRIPT",
            *both("xl_addin.hosts.excel.doctor.script_which_excel_mac_starts", value=_INSTALL),
        )


def _macros(machine: Machine) -> Iterator[Finding]:
    if machine.macro_setting == _NONE:
        yield Finding(
            "MACROS_OFF",
            *both("xl_addin.hosts.excel.doctor.excel_set_run_no_macro"),
        )
    elif machine.macro_setting == _ONLY_SIGNED:
        yield Finding(
            "MACROS_SIGNED",
            *both("xl_addin.hosts.excel.doctor.excel_runs_signed_macros_only"),
        )
    if not machine.trusted_folders:
        yield Finding(
            "NO_TRUSTED_FOLDERS",
            *both("xl_addin.hosts.excel.doctor.administrator_has_switched_trusted_locations"),
        )


def _addins(machine: Machine) -> Iterator[Finding]:
    if not machine.addins:
        yield Finding("NOT_INSTALLED", *both("xl_addin.hosts.excel.doctor.add_not_installed_run", value=_INSTALL))
    if len(machine.addins) > 1:
        places = "; ".join(str(addin.path) for addin in machine.addins)
        yield Finding(
            "TWO_ADDINS",
            *both("xl_addin.hosts.excel.doctor.there_add_ins_arrears_each", count=len(machine.addins), places=places),
        )
    for addin in machine.addins:
        if addin.marked:
            yield Finding(
                "MARKED",
                *both("xl_addin.hosts.excel.doctor.windows_holds_file_from_internet", path=addin.path, value=_INSTALL),
            )
        if machine.xlwings and addin.xlwings != machine.xlwings:
            yield Finding(
                "VERSIONS",
                *both(
                    "xl_addin.hosts.excel.doctor.built_from_xlwings_but_xlwings",
                    name=addin.path.name,
                    xlwings=addin.xlwings,
                    xlwings_2=machine.xlwings,
                    value=_INSTALL,
                ),
            )
        if addin.arrears != machine.arrears:
            yield Finding(
                "OLD_ADDIN",
                *both(
                    "xl_addin.hosts.excel.doctor.built_from_arrears_installed_new",
                    name=addin.path.name,
                    arrears=addin.arrears,
                    arrears_2=machine.arrears,
                    value=_INSTALL,
                ),
            )
        if addin.interpreter and addin.interpreter not in machine.interpreters:
            yield Finding(
                "WRONG_PYTHON",
                *both(
                    "xl_addin.hosts.excel.doctor.add_starts_which_not_there",
                    interpreter=addin.interpreter,
                    value=_INSTALL,
                ),
            )
