"""The XML files of the extension, made from the registry and the list of macros."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from xl_addin.hosts.calc.interface import IMPLEMENTATION, NAMESPACE, argument_name, method_name
from xl_addin.macros.table import MACROS
from xl_addin.registry import CATEGORY, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

IDENTIFIER = NAMESPACE
PROTOCOL = f"{NAMESPACE}:"
JOB = f"{NAMESPACE}.Rebind"
MENU = f"{NAMESPACE}.Menu"
TITLE = CATEGORY

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_ABOUT = {
    "en": "Worksheet functions and a menu for collecting overdue credit-card debt lawfully and well. They need the Python environment in which arrears is installed.",
    "zh": "信用卡逾期催收的工作表函数和菜单；须与本机已安装 arrears 的 Python 环境一起使用。",
}
_OPENED = ("OnLoadFinished", "OnNew", "OnSaveDone", "OnSaveAsDone")
"""Events of a document; the job looks for formulas that are not bound yet, and names our functions as Excel does in what was saved."""


def add_in_functions() -> str:
    """Give ``CalcAddIns.xcu``: names, help and arguments for the function wizard, in both languages."""
    found = "".join(
        _node(
            method_name(function),
            _prop("DisplayName", {"en": function.name})
            + _prop("Description", {"en": function.docs.en, "zh-CN": function.docs.zh})
            + _prop("Category", {"": "Add-In"})
            # By this name Excel's files are read and written.
            + _prop("CompatibilityName", {"en-US": function.name})
            + _set(
                "Parameters",
                (
                    _node(
                        argument_name(each.name),
                        _prop("DisplayName", {"en": each.name})
                        + _prop("Description", {"en": each.docs.en, "zh-CN": each.docs.zh}),
                    )
                    for each in function.arguments
                ),
            ),
        )
        for function in FUNCTIONS
    )
    return _data("CalcAddIns", _set("AddInInfo", [_node(IMPLEMENTATION, _set("AddInFunctions", [found]))]))


def jobs() -> str:
    """Give ``Jobs.xcu``: what happens when a workbook was opened."""
    job = _node("ArrearsRebind", _prop("Service", {"": JOB}))
    events = (_node(event, _set("JobList", [_node("ArrearsRebind", "")]), "fuse") for event in _OPENED)
    return _data("Jobs", _set("Jobs", [job]) + _set("Events", events))


def menu() -> str:
    """Give ``Addons.xcu``: the menu, beside Calc's own."""
    items = (
        _node(
            f"m{number:02}",
            _prop("URL", {"": PROTOCOL + macro.id})
            + _prop("Title", {"en": macro.en, "zh-CN": macro.zh})
            + _prop("Target", {"": "_self"})
            + _prop("Context", {"": "com.sun.star.sheet.SpreadsheetDocument"}),
        )
        for number, macro in enumerate(MACROS)
    )
    top = _node(
        NAMESPACE,
        _prop("Title", {"en": TITLE, "zh-CN": TITLE})
        + _prop("Context", {"": "com.sun.star.sheet.SpreadsheetDocument"})
        + _set("Submenu", items),
    )
    return _data("Addons", _set("AddonUI", [_set("OfficeMenuBar", [top])]))


def protocol() -> str:
    """Give ``ProtocolHandler.xcu``: who does what the menu says."""
    patterns = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{escape(PROTOCOL)}*</value></prop>'
    return _data("ProtocolHandler", _set("HandlerSet", [_node(MENU, patterns)]))


def description(version: str) -> str:
    """Give ``description.xml``: who the extension is."""
    names = "".join(f"<name lang={quoteattr(lang)}>{escape(TITLE)}</name>" for lang in _ABOUT)
    links = "".join(f"<src lang={quoteattr(lang)} xlink:href='about-{lang}.txt'/>" for lang in _ABOUT)
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:dep="http://openoffice.org/extensions/description/2006" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:lo="http://libreoffice.org/extensions/description/2011">'
        f"<identifier value={quoteattr(IDENTIFIER)}/><version value={quoteattr(version)}/>"
        '<dependencies><lo:LibreOffice-minimal-version value="7.0" dep:name="LibreOffice 7.0"/></dependencies>'
        f"<display-name>{names}</display-name><extension-description>{links}</extension-description></description>"
    )


def about() -> Mapping[str, str]:
    """Give what the extension manager shows, by file name."""
    return {f"about-{lang}.txt": text for lang, text in _ABOUT.items()}


def manifest(parts: Mapping[str, str]) -> str:
    """Give ``META-INF/manifest.xml``: what LibreOffice has to read, with its kind."""
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in parts.items()
    )
    return (
        f'{_XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )


def _data(name: str, inside: str) -> str:
    package = 'oor:package="org.openoffice.Office"'
    return f'{_XML}<oor:component-data {_REGISTRY} oor:name="{name}" {package}>{inside}</oor:component-data>'


def _set(name: str, nodes: Iterable[str]) -> str:
    return f"<node oor:name={quoteattr(name)}>{''.join(nodes)}</node>"


def _node(name: str, inside: str, how: str = "replace") -> str:
    return f"<node oor:name={quoteattr(name)} oor:op={quoteattr(how)}>{inside}</node>"


def _prop(name: str, values: Mapping[str, str]) -> str:
    found = "".join(
        f"<value xml:lang={quoteattr(lang)}>{escape(text)}</value>" if lang else f"<value>{escape(text)}</value>"
        for lang, text in values.items()
    )
    return f'<prop oor:name="{name}" oor:type="xs:string">{found}</prop>'
