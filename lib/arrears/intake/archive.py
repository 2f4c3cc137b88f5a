"""The check before a workbook is opened: what is really in the archive, measured by unpacking it in small pieces."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers import expat

from arrears.intake.grid import Notice
from arrears.intake.sheetxml import CloseLook, QuickLook, SheetFacts
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.intake.grid import BadCell
    from arrears.intake.limits import Limits

_CHUNK = 1 << 20
_RATIO_FROM = 8 << 20
"""Below this size no ratio harms; a small sheet of blanks can pack very well."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_XML = (".xml", ".rels", ".vml")
_TRUE = {"1", "true"}


@dataclass
class Archive:
    """What the check found.

    Attributes
    ----------
    sheets : dict of str to SheetFacts
        By the sheet's name.
    epoch_1904 : bool
        Whether serial numbers count from 1904.
    notices : list of Notice
        Macros and links.
    """

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    epoch_1904: bool = False
    notices: list[Notice] = field(default_factory=list)


def check_archive(data: bytes, file: str, limits: Limits) -> Archive:
    """Check an .xlsx or .xlsm before anything opens it.

    Raises
    ------
    IntakeError
        If it is damaged, a bomb, holds forbidden XML or cells far away, or is no workbook of this kind.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(members, file, limits)
            looks = _unpack_all(archive, members, file, limits)
            return _describe(archive, looks, file, limits)
    except _BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error


def _check_names(members: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    names = [member.filename for member in members]
    if len(names) > limits.parts:
        raise file_error("ZIP_BOMB", file, f"{len(names):,} parts")
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        raise file_error("FILE_CORRUPT", file, "a part occurs twice")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise file_error("FILE_CORRUPT", file, "a part lies outside the archive")
    if "mimetype" in folded:
        raise file_error("FORMAT_UNSUPPORTED", file, "OpenDocument (.ods)")
    if "[content_types].xml" not in folded:
        raise file_error("FORMAT_UNSUPPORTED", file, "a zip archive, no workbook")
    if any(name.endswith("workbook.bin") for name in folded):
        raise file_error("FORMAT_UNSUPPORTED", file, ".xlsb")


def _unpack_all(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: str, limits: Limits
) -> dict[str, SheetFacts]:
    """Unpack every part once, without keeping it: size, checksum, well-formed XML, signs in worksheets."""
    total = 0
    looks: dict[str, SheetFacts] = {}
    for member in members:
        size = 0
        is_xml = member.filename.casefold().endswith(_XML)
        if member.file_size > max(_RATIO_FROM, limits.ratio * member.compress_size):
            raise file_error("ZIP_BOMB", file, f"{member.filename}: {member.file_size >> 20} MB")
        parser = _strict_parser(file, member.filename) if is_xml else None
        look = QuickLook()
        for chunk in _chunks(archive, member):
            size += len(chunk)
            total += len(chunk)
            packed = max(member.compress_size, 1)
            if total > limits.unpacked_bytes or (size > _RATIO_FROM and size > limits.ratio * packed):
                raise file_error("ZIP_BOMB", file, f"{member.filename}: {size >> 20} MB from {packed >> 10} kB")
            if parser:
                _parse(parser, chunk, file, member.filename)
                look.feed(chunk)
        if parser:
            _parse(parser, b"", file, member.filename, final=True)
            looks[member.filename] = look.close()
    return looks


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _strict_parser(file: str, part: str) -> expat.XMLParserType:
    def forbid(*_args: object) -> int:
        raise file_error("XML_FORBIDDEN", file, part)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    return parser


def _parse(parser: expat.XMLParserType, chunk: bytes, file: str, part: str, *, final: bool = False) -> None:
    try:
        parser.Parse(chunk, final)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise file_error("FILE_CORRUPT", file, f"{part}: {error}") from error


def _describe(archive: zipfile.ZipFile, looks: dict[str, SheetFacts], file: str, limits: Limits) -> Archive:
    names = {name.casefold(): name for name in archive.namelist()}
    book = _target(archive, names, "_rels/.rels", "officeDocument", file)
    root = _root(archive, names, book, file)
    if root.tag.rpartition("}")[2] != "workbook":
        raise file_error("FORMAT_UNSUPPORTED", file, "an Office document, no workbook")
    found = Archive(notices=_notices(names))
    properties = _first(root, "workbookPr")
    found.epoch_1904 = properties.get("date1904", "") in _TRUE if properties is not None else False
    calculation = _first(root, "calcPr")
    never = calculation.get("fullCalcOnLoad", "") in _TRUE if calculation is not None else False
    parts = _relations(archive, names, _rels_of(book), file)
    for sheet in (node for node in root.iter() if node.tag.rpartition("}")[2] == "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = names.get(_resolved(book, parts.get(relation, ("", ""))[1]).casefold(), "")
        if part not in looks:
            raise file_error("FILE_CORRUPT", file, f"sheet {sheet.get('name', '')} has no part")
        facts = looks[part]
        if facts.needs_close_look:
            facts.bad_cells = _look_closely(archive, part, CloseLook(file, limits, never_calculated=never))
        found.sheets[sheet.get("name", "")] = facts
    return found


def _look_closely(archive: zipfile.ZipFile, part: str, look: CloseLook) -> dict[tuple[int, int], BadCell]:
    for chunk in _chunks(archive, archive.getinfo(part)):
        look.feed(chunk)
    look.feed(b"", final=True)
    return look.bad_cells


def _notices(names: dict[str, str]) -> list[Notice]:
    notices = []
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        notices.append(Notice("MACROS_IGNORED"))
    if any("/externallinks/" in name or name.endswith("/connections.xml") for name in names):
        notices.append(Notice("EXTERNAL_LINK"))
    return notices


def _root(archive: zipfile.ZipFile, names: dict[str, str], part: str, file: str) -> ET.Element:
    name = names.get(part.casefold(), "")
    if not name.casefold().endswith(_XML):
        raise file_error("FILE_CORRUPT", file, f"no part {part or 'workbook'}")
    try:
        # Every part of such a name has been parsed without a document type by now: nothing is left that could expand.
        return ET.fromstring(archive.read(name))  # noqa: S314
    except ET.ParseError as error:
        # This parser is stricter about the names of namespaces.
        raise file_error("FILE_CORRUPT", file, f"{part}: {error}") from error


def _first(root: ET.Element, tag: str) -> ET.Element | None:
    return next((node for node in root.iter() if node.tag.rpartition("}")[2] == tag), None)


def _relations(archive: zipfile.ZipFile, names: dict[str, str], part: str, file: str) -> dict[str, tuple[str, str]]:
    """Give each relation's kind and target by its id."""
    root = _root(archive, names, part, file)
    return {
        node.get("Id", ""): (node.get("Type", "").rpartition("/")[2], node.get("Target", ""))
        for node in root
        if node.get("TargetMode") != "External"
    }


def _target(archive: zipfile.ZipFile, names: dict[str, str], part: str, kind: str, file: str) -> str:
    for found, target in _relations(archive, names, part, file).values():
        if found == kind:
            return _resolved("", target)
    raise file_error("FORMAT_UNSUPPORTED", file, "an archive without a workbook")


def _rels_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _resolved(base: str, target: str) -> str:
    if re.match("/", target):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target)) if target else ""
