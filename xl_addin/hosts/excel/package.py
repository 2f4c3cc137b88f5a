"""The parts of the add-in file that name its other parts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def parts(names: Sequence[str], version: str) -> dict[str, bytes]:
    """Write content types, relationships, workbook and title.

    Parameters
    ----------
    names : sequence of str
        Of the sheets, in order.
    version : str
        Shown in Excel's list of add-ins.
    """
    count = len(names)
    return {
        "[Content_Types].xml": _content_types(count).encode(),
        "_rels/.rels": _relationships({
            "rId1": (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            # This type goes with the customUI namespace of 2006; the pair of 2007 and 2009 would be as good, a mixture is not.
            "rId3": (f"{_MICROSOFT}/ui/extensibility", "customUI/customUI.xml"),
        }),
        "docProps/core.xml": (
            f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>Arrears 催收</dc:title><dc:description>arrears {escape(version)}</dc:description></cp:coreProperties>"
        ).encode(),
        "xl/workbook.xml": _workbook(names).encode(),
        "xl/_rels/workbook.xml.rels": _relationships({
            **{f"rId{place}": (f"{_OFFICE}/worksheet", f"worksheets/sheet{place}.xml") for place in range(1, count + 1)},
            f"rId{count + 1}": (f"{_OFFICE}/styles", "styles.xml"),
            f"rId{count + 2}": (f"{_OFFICE}/theme", "theme/theme1.xml"),
            f"rId{count + 3}": (f"{_MICROSOFT}/vbaProject", "vbaProject.bin"),
        }),
    }  # fmt: skip


def _content_types(count: int) -> str:
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/styles.xml": f"{_SHEET_TYPE}.styles+xml",
        "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{place}.xml": f"{_SHEET_TYPE}.worksheet+xml" for place in range(1, count + 1)},
    }
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f"{listed}</Types>"
    )


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{place}" r:id="rId{place}"/>'
        for place, name in enumerate(names, start=1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
        # Not hidden: Excel shows no window of an add-in, and edits no macro of a hidden one (error 1004).
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets></workbook>"
    )


def _relationships(targets: dict[str, tuple[str, str]]) -> bytes:
    listed = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, (kind, to) in targets.items())
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()
