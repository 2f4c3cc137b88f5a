"""The modules of a VBA project: read, replaced, added and taken away, in the shape of xlwings' own add-in template.

Compiled code, which stands before a module's source, is left out: Excel compiles the source when it opens the file.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING

import olefile

from xl_addin.hosts.excel.project.compound import compound_file
from xl_addin.hosts.excel.project.compression import compress, decompress

if TYPE_CHECKING:
    from xl_addin.hosts.excel.project.compound import Tree

_PROJECT_NAME, _VERSION, _MODULES, _NAME, _LAST_OF_MODULE, _END = 0x04, 0x09, 0x0F, 0x19, 0x2B, 0x10
_REFERENCE_NAME = 0x16
_REFERENCE_BODIES = frozenset({0x0D, 0x0E, 0x2F, 0x30, 0x33})
"""Registered, of a project, control (twice), and what a control was made from."""
_OFFSET = 0x31
"""Where in its stream a module's source begins."""
_VERSION_SIZE = 6
"""The one record whose stated size is not its size."""


class Project:
    """A VBA project that is to be changed.

    Parameters
    ----------
    data : bytes
        A ``vbaProject.bin``.

    Raises
    ------
    ValueError
        If it is not what [MS-OVBA] describes.

    Examples
    --------
    >>> from xl_addin.hosts.excel.template import template_project
    >>> "xlwings" in Project(template_project()).names
    True
    """

    def __init__(self, data: bytes) -> None:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            streams = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
        self._records = _records(decompress(streams["VBA/dir"]))
        self._rest = {name: streams[name] for name in ("PROJECT", "PROJECTwm")}
        self._version = streams["VBA/_VBA_PROJECT"]
        self._documents: list[str] = []
        first = next(place for place, (kind, _) in enumerate(self._records) if kind == _NAME)
        self._head, self._blocks = self._records[:first], _blocks(self._records[first:-1])
        offsets = {name: int.from_bytes(dict(block)[_OFFSET], "little") for name, block in self._blocks.items()}
        self._sources = {name: decompress(streams[f"VBA/{name}"][at:]) for name, at in offsets.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The modules' names."""
        return tuple(self._blocks)

    @property
    def references(self) -> dict[str, str]:
        """The libraries that the project refers to, by name, with where its author had them."""
        found: dict[str, str] = {}
        current = ""
        for kind, body in self._head:
            if kind == _REFERENCE_NAME:
                current = body.decode("cp1252")
                found.setdefault(current, "")
            elif current and kind in _REFERENCE_BODIES:
                found[current] += body.decode("cp1252")
        return found

    def source(self, name: str) -> str:
        """Give a module's source, with line feeds alone."""
        return self._sources[name].decode("cp1252").replace("\r\n", "\n")

    def rename(self, name: str) -> None:
        """Give the project another name, as VBA's editor shows it."""
        self._head = [(kind, name.encode("ascii") if kind == _PROJECT_NAME else body) for kind, body in self._head]
        listed = re.sub(rb'(?m)^Name="[^"]*"', f'Name="{name}"'.encode("ascii"), self._rest["PROJECT"])
        self._rest["PROJECT"] = listed

    def drop_reference(self, name: str) -> None:
        """Leave out a library that the project refers to; a control's reference is several records with the name said twice."""
        kept: list[tuple[int, bytes]] = []
        current = ""
        for kind, body in self._head:
            if kind == _REFERENCE_NAME:
                current = body.decode("cp1252")
            elif kind == _MODULES:
                current = ""
            if current != name:
                kept.append((kind, body))
        self._head = kept

    def put(self, name: str, source: str) -> None:
        """Add a module, or replace the source of one that is there.

        Parameters
        ----------
        name : str
            Of the module.
        source : str
            ASCII, because a VBA project is read in the code page of the computer that opens it.

        Raises
        ------
        ValueError
            If the source has other characters.
        """
        if not source.isascii():
            at = next(place for place, sign in enumerate(source) if not sign.isascii())
            raise ValueError(
                f"module {name}: {source[at]!r} is not ASCII; keep such texts in a worksheet of the add-in"
            )
        self._sources[name] = re.sub(r"\r\n?|\n", "\r\n", source).encode("ascii")
        self._blocks.setdefault(name, _block(name))

    def copy_document(self, like: str, name: str) -> None:
        """Add the module of one more worksheet, like that of another one."""
        self._sources[name] = self._sources[like].replace(
            f'VB_Name = "{like}"'.encode(), f'VB_Name = "{name}"'.encode()
        )
        self._blocks[name] = _block(name, document=True)
        self._documents.append(name)

    def take_away(self, name: str) -> None:
        """Remove a module."""
        del self._sources[name], self._blocks[name]

    def data(self) -> bytes:
        """Give the changed ``vbaProject.bin``."""
        head = [(kind, struct.pack("<H", len(self._blocks)) if kind == _MODULES else body) for kind, body in self._head]
        sources = (
            (kind, bytes(4) if kind == _OFFSET else body) for each in self._blocks.values() for kind, body in each
        )
        records = [*head, *sources, self._records[-1]]
        folder: Tree = {"_VBA_PROJECT": self._version, "dir": compress(b"".join(map(_packed, records)))}
        folder |= {name: compress(source) for name, source in self._sources.items()}
        names = b"".join(name.encode("ascii") + b"\0" + f"{name}\0".encode("utf-16-le") for name in self._blocks)
        return compound_file({"PROJECT": self._listed(), "PROJECTwm": names + b"\0\0", "VBA": folder})

    def _listed(self) -> bytes:
        """Rewrite the text that lists the modules, and where their windows stood."""
        lines = self._rest["PROJECT"].decode("cp1252").split("\r\n")
        lines = [line for line in lines if not (line.startswith("Module=") and line[7:] not in self._blocks)]
        lines = [line for line in lines if not re.fullmatch(r"\w+=-?\d+(, ?-?\d+)+, ?\w*(, ?.*)?", line)]
        known = {line.partition("=")[2].partition("/")[0] for line in lines if "=" in line}
        place = next(place for place, line in enumerate(lines) if line.startswith("Name="))
        new = [name for name in self._blocks if name not in known]
        lines[place:place] = [
            f"Document={name}/&H00000000" if name in self._documents else f"Module={name}" for name in new
        ]
        at = lines.index("[Workspace]") + 1
        lines[at:at] = [f"{name}=0, 0, 0, 0, C" for name in self._blocks]
        return "\r\n".join(lines).encode("cp1252")


def _records(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        size = _VERSION_SIZE if kind == _VERSION else size
        found.append((kind, data[at + 6 : at + 6 + size]))
        at += 6 + size
    if not found or found[-1][0] != _END:
        raise ValueError("the VBA project's directory does not end as it should; use the file as it was installed")
    return found


def _blocks(records: list[tuple[int, bytes]]) -> dict[str, list[tuple[int, bytes]]]:
    """Give each module's records by its name."""
    blocks: dict[str, list[tuple[int, bytes]]] = {}
    block: list[tuple[int, bytes]] = []
    for record in records:
        block.append(record)
        if record[0] == _LAST_OF_MODULE:
            blocks[dict(block)[_NAME].decode("cp1252")] = block
            block = []
    return blocks


def _block(name: str, *, document: bool = False) -> list[tuple[int, bytes]]:
    """Give the records of a module: names, stream, no text, source from its first byte; a standard one, or a worksheet's."""
    short, wide = name.encode("ascii"), name.encode("utf-16-le")
    return [
        *((_NAME, short), (0x47, wide), (0x1A, short), (0x32, wide), (0x1C, b""), (0x48, b"")),
        *(
            (_OFFSET, bytes(4)),
            (0x1E, bytes(4)),
            (0x2C, b"\xff\xff"),
            (0x22 if document else 0x21, b""),
            (_LAST_OF_MODULE, b""),
        ),
    ]


def _packed(record: tuple[int, bytes]) -> bytes:
    kind, body = record
    return struct.pack("<HI", kind, 4 if kind == _VERSION else len(body)) + body
