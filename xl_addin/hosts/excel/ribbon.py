"""The ribbon tab "Arrears 催收", made from the table of macros."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from arrears.words import both
from xl_addin.macros.table import GROUPS, MACROS, TAB

if TYPE_CHECKING:
    from xl_addin.macros.table import Macro

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
"""Belongs to the relationship type ``http://schemas.microsoft.com/office/2006/relationships/ui/extensibility``; a mixture with 2007 is none."""
CALLBACK = "ArrearsMacro"
"""The VBA procedure that every button calls, with the macro's id as its tag."""
CHECK = "ArrearsCheck"
"""The VBA procedure that tells what went wrong last."""
CANCEL = "ArrearsCancel"
"""The VBA procedure that ends a macro that goes on in the background."""
_HELP = both("xl_addin.hosts.excel.ribbon.help")
_CHECK_LABEL = both("xl_addin.hosts.excel.ribbon.what_wrong")
_CHECK_TIP = both("xl_addin.hosts.excel.ribbon.if_functions_show_value_buttons")
_CANCEL_LABEL = both("xl_addin.hosts.excel.ribbon.cancel")
_CANCEL_TIP = both("xl_addin.hosts.excel.ribbon.ends_macro_goes_on")


def ribbon_xml(lang: str = "zh") -> str:
    """Give the ribbon as XML, labels in one language; screen tips say it in both.

    A ribbon's labels are fixed in the file, so that they are there before any code of ours has run; who wants English labels builds
    the add-in with English ones.

    Parameters
    ----------
    lang : str
        ``zh`` or ``en``: of the labels, and the first in tips.

    Examples
    --------
    >>> "<tab " in ribbon_xml() and "分阶段" in ribbon_xml("zh")
    True
    """
    if lang not in {"zh", "en"}:
        raise ValueError(f"ribbon labels are in zh or en; there are none in {lang!r}")
    place = 0 if lang == "zh" else 1
    root = ET.Element("customUI", xmlns=NAMESPACE)
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = ET.SubElement(tabs, "tab", id="arrearsTab", label=TAB[place])
    for key, words in GROUPS.items():
        group = ET.SubElement(tab, "group", id=f"arrears_{key}", label=words[place])
        for macro in MACROS:
            if macro.group == key:
                _button(group, macro, lang)
    group = ET.SubElement(tab, "group", id="arrears_help", label=_HELP[place])
    ET.SubElement(
        group, "button", id="arrears_cancel", label=_CANCEL_LABEL[place], imageMso="DeclineInvitation", onAction=CANCEL,
        screentip=_CANCEL_LABEL[place], supertip=_both(_CANCEL_TIP, place),
    )  # fmt: skip
    ET.SubElement(
        group, "button", id="arrears_check", label=_CHECK_LABEL[place], imageMso="Help", onAction=CHECK,
        screentip=_CHECK_LABEL[place], supertip=_both(_CHECK_TIP, place),
    )  # fmt: skip
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _button(group: ET.Element, macro: Macro, lang: str) -> None:
    place = 0 if lang == "zh" else 1
    facts = {
        "id": f"arrears_{macro.id}_button",
        "tag": macro.id,
        "onAction": CALLBACK,
        "imageMso": macro.image,
        "size": "large" if macro.large else "normal",
        "label": macro.label(lang),
        "screentip": " · ".join((macro.zh, macro.en)[:: 1 if place == 0 else -1]),
        "supertip": _both((macro.tip_zh, macro.tip_en), place),
    }
    ET.SubElement(group, "button", facts)


def _both(words: tuple[str, str], place: int) -> str:
    return "\n".join(words[:: 1 if place == 0 else -1])
