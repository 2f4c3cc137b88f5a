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

from arrears.intake.formats.number_formats import foreign_styles, signed_cells
from arrears.intake.formats.sheetxml import CloseLook, QuickLook, SheetFacts
from arrears.intake.grid import Notice
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arrears.intake.limits import Limits

_CHUNK = 1 << 17
_RATIO_FROM = 8 << 20
"""Below this size no ratio harms; a small sheet of blanks can pack very well."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_XML = (".xml", ".rels", ".vml")
_TRUE = {"1", "true"}
_MOST_TOTALS = 10
_KEPT = 192 << 20
"""So much is kept unpacked till it has been looked at closely."""
_LARGE = 4 << 20
"""Parts above this are read beside the sheets."""


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
    unread : callable or None
        Looks closely at the large parts, which till then were only unpacked and measured: it may still refuse the file. It
        takes as long as reading the sheets, and can run beside it.
    signed : callable or None
        Gives a sheet's cells whose number format shows a currency; None where no format of the workbook does.
    """

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    epoch_1904: bool = False
    notices: list[Notice] = field(default_factory=list)
    unread: Callable[[], None] | None = None
    signed: Callable[[str], list[tuple[int, int, str]]] | None = None


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
            check_members(members, file, limits)
            _check_kind(members, file)
            looks, large = unpack_all(archive, members, file, limits)
            return _describe(archive, looks, large, data, file, limits)
    except BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error


def check_members(members: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    """Refuse an archive with too many parts, the same part twice, or one that lies outside it."""
    names = [member.filename for member in members]
    if len(names) > limits.parts:
        raise file_error("ZIP_BOMB", file, f"{len(names):,} parts")
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        raise file_error("FILE_CORRUPT", file, "a part occurs twice")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise file_error("FILE_CORRUPT", file, "a part lies outside the archive")


def _check_kind(members: list[zipfile.ZipInfo], file: str) -> None:
    folded = [member.filename.casefold() for member in members]
    if "mimetype" in folded:
        raise file_error("FORMAT_UNSUPPORTED", file, "an OpenDocument file, no spreadsheet")
    if "[content_types].xml" not in folded:
        raise file_error("FORMAT_UNSUPPORTED", file, "a zip archive, no workbook")
    if any(name.endswith("workbook.bin") for name in folded):
        raise file_error("FORMAT_UNSUPPORTED", file, ".xlsb")


def unpack_all(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: str, limits: Limits, *, later: bool = True
) -> tuple[dict[str, SheetFacts], dict[str, list[bytes]]]:
    """Unpack every part once: size, checksum, how far cells reach; and read the XML of all but large parts.

    Returns
    -------
    dict of str to SheetFacts, dict of str to list of bytes
        What was found in each part; and the large parts whose XML is not read yet (none unless `later`), unpacked, or empty where
        that would take too much memory.
    """
    total = 0
    looks: dict[str, SheetFacts] = {}
    large: dict[str, list[bytes]] = {}
    for member in members:
        name = member.filename
        is_xml = name.casefold().endswith(_XML)
        is_large = later and is_xml and member.file_size > _LARGE
        parser = _strict_parser(file, name) if is_xml and not is_large else None
        look = QuickLook()
        for chunk in _measured(archive, member, file, limits, limits.unpacked_bytes - total):
            total += len(chunk)
            if parser:
                _parse(parser, chunk, file, name)
            if is_xml:
                look.feed(chunk)
            if is_large and total <= _KEPT:
                large.setdefault(name, []).append(chunk)
        if parser:
            _parse(parser, b"", file, name, final=True)
        if is_large:
            # Half a part is of no use: it is unpacked again.
            large[name] = large.get(name, []) if total <= _KEPT else []
        if is_xml:
            looks[name] = look.close()
    return looks, large


def _measured(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str, limits: Limits, left: int
) -> Iterator[bytes]:
    """Unpack a part piece by piece, as long as it takes no more than is left and no more than its packed size lets expect."""
    name, packed, size = member.filename, max(member.compress_size, 1), 0
    if member.file_size > max(_RATIO_FROM, limits.ratio * member.compress_size):
        raise file_error("ZIP_BOMB", file, f"{name}: {member.file_size >> 20} MB")
    for chunk in chunks_of(archive, member):
        size += len(chunk)
        if size > left or (size > _RATIO_FROM and size > limits.ratio * packed):
            raise file_error("ZIP_BOMB", file, f"{name}: {size >> 20} MB from {packed >> 10} kB")
        yield chunk


def chunks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part piece by piece."""
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


def _describe(  # an archive and what is known of it
    archive: zipfile.ZipFile,
    looks: dict[str, SheetFacts],
    large: dict[str, list[bytes]],
    data: bytes,
    file: str,
    limits: Limits,
) -> Archive:
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
        facts.totals |= _table_totals(archive, names, part, file)
        if part not in large or facts.reaches_far:
            _look_where_needed(archive, part, facts, CloseLook(file, limits, never_calculated=never))
        found.sheets[sheet.get("name", "")] = facts
    if styles := _foreign_styles(archive, names, parts, book, file):
        sheets = {
            sheet.get("name", ""): names[_resolved(book, parts[relation][1]).casefold()]
            for sheet in root.iter()
            if sheet.tag.rpartition("}")[2] == "sheet"
            for key, relation in sheet.attrib.items()
            if key.endswith("}id")
        }
        found.signed = lambda sheet: _signed(data, sheets[sheet], styles)
    if large:
        of_sheets = {id(facts) for facts in found.sheets.values()}
        facts_of = {part: looks[part] if id(looks[part]) in of_sheets else None for part in large}
        found.unread = lambda: _read_large(
            data, large, facts_of, file, lambda: CloseLook(file, limits, never_calculated=never)
        )
    return found


def _foreign_styles(
    archive: zipfile.ZipFile, names: dict[str, str], parts: dict[str, tuple[str, str]], book: str, file: str
) -> dict[int, str]:
    """Give the cell styles of a workbook that show a currency."""
    part = next((_resolved(book, target) for kind, target in parts.values() if kind == "styles"), "")
    return foreign_styles(_root(archive, names, part, file)) if part.casefold() in names else {}


def _signed(data: bytes, part: str, styles: dict[int, str]) -> list[tuple[int, int, str]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return list(signed_cells(chunks_of(archive, archive.getinfo(part)), styles))


def _look_where_needed(archive: zipfile.ZipFile, part: str, facts: SheetFacts, look: CloseLook) -> None:
    """Look closely at a worksheet that has formulas, errors or cells far away."""
    if not (facts.needs_close_look or facts.reaches_far):
        return
    for chunk in chunks_of(archive, archive.getinfo(part)):
        look.feed(chunk)
    look.feed(b"", final=True)
    facts.bad_cells = look.bad_cells
    facts.totals |= look.totals


def _read_large(
    data: bytes,
    large: dict[str, list[bytes]],
    facts_of: dict[str, SheetFacts | None],
    file: str,
    look: Callable[[], CloseLook],
) -> None:
    """Read the XML of the large parts and complete what is known of the worksheets among them."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part, facts in facts_of.items():
                parser, unpacked = _strict_parser(file, part), large.pop(part)
                for chunk in unpacked or chunks_of(archive, archive.getinfo(part)):
                    _parse(parser, chunk, file, part)
                _parse(parser, b"", file, part, final=True)
                del unpacked
                if facts is not None and not facts.reaches_far:
                    _look_where_needed(archive, part, facts, look())
    except BROKEN as error:
        raise file_error("FILE_CORRUPT", file, type(error).__name__) from error


def _table_totals(archive: zipfile.ZipFile, names: dict[str, str], part: str, file: str) -> set[int]:
    """Give the rows, counted from 0, that a sheet's tables keep for totals."""
    rels = _rels_of(part)
    if rels.casefold() not in names:
        return set()
    found: set[int] = set()
    for kind, target in _relations(archive, names, rels, file).values():
        name = _resolved(part, target)
        if kind != "table" or name.casefold() not in names:
            continue
        table = _root(archive, names, name, file)
        count = table.get("totalsRowCount", "0")
        last = re.search(r"(\d{1,7})$", table.get("ref", ""))
        if count.isdecimal() and last:
            found |= set(range(int(last[1]) - min(int(count), _MOST_TOTALS), int(last[1])))
    return found


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
