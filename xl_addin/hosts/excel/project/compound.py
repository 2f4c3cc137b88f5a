"""A compound file, the folder tree of streams that holds a VBA project: [MS-CFB], version 3."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TypeAlias

Tree: TypeAlias = "dict[str, bytes | Tree]"
"""Streams and folders by name."""

SECTOR = 512
_SMALL = 64
_CUTOFF = 4096
"""Streams below this size stand together in one stream of small sectors."""
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_UNUSED, _FOLDER, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1
_LINKS = SECTOR // 4
_ENTRIES = SECTOR // 128
_IN_HEADER = 109
"""So many sectors of links are named in the header; more would need sectors of their own."""
_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    size: int = 0


@dataclass(slots=True)
class _Sectors:
    data: list[bytes] = field(default_factory=list)
    links: list[int] = field(default_factory=list)

    def put(self, content: bytes) -> int:
        """Add a stream's sectors, each linked to the next; give the first."""
        if not content:
            return _END
        first = len(self.data)
        parts = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        self.data += parts
        self.links += [first + place for place in range(1, len(parts))] + [_END]
        return first


def compound_file(tree: Tree) -> bytes:
    """Write a compound file.

    Parameters
    ----------
    tree : dict
        Streams and folders by name.

    Raises
    ------
    ValueError
        If it is larger than seven megabytes, which no VBA project of ours comes near.

    References
    ----------
    [MS-CFB] 2.2 header, 2.3 and 2.4 sectors and mini stream, 2.6 directory.

    Examples
    --------
    >>> import io, olefile
    >>> made = compound_file({"PROJECT": b"ID", "VBA": {"dir": b"x" * 5000}})
    >>> with olefile.OleFileIO(io.BytesIO(made)) as read:
    ...     read.listdir(), len(read.openstream("VBA/dir").read())
    ([['PROJECT'], ['VBA', 'dir']], 5000)
    """
    entries: list[_Entry] = []
    _add(entries, "Root Entry", tree, _ROOT)
    sectors = _Sectors()
    small, small_links = _place_small(entries)
    directory_at = sectors.put(b"\0" * (-(-len(entries) // _ENTRIES) * SECTOR))
    for entry in entries:
        if entry.kind == _STREAM and entry.size >= _CUTOFF:
            entry.start = sectors.put(entry.content)
    entries[0].start, entries[0].size = sectors.put(small), len(small)
    packed = struct.pack(f"<{len(small_links)}I", *small_links)
    small_links_at, small_link_sectors = (
        sectors.put(packed + b"\xff" * (-len(packed) % SECTOR)),
        -(-len(packed) // SECTOR),
    )
    directory = b"".join(map(_packed, entries))
    directory += _packed(_Entry("", _UNUSED)) * (-len(entries) % _ENTRIES)
    for place in range(0, len(directory), SECTOR):
        sectors.data[directory_at + place // SECTOR] = directory[place : place + SECTOR]
    fat = _put_links(sectors)
    header = struct.pack(
        "<8s16x5H6x9I",
        *(_MAGIC, 0x3E, 3, 0xFFFE, 9, 6),
        *(0, len(fat), directory_at, 0, _CUTOFF, small_links_at, small_link_sectors, _END, 0),
    )
    header += struct.pack(f"<{_IN_HEADER}I", *fat, *[_FREE] * (_IN_HEADER - len(fat)))
    return header + b"".join(sectors.data)


def _add(entries: list[_Entry], name: str, node: bytes | Tree, kind: int) -> int:
    place = len(entries)
    if isinstance(node, bytes):
        entries.append(_Entry(name, kind, node, size=len(node)))
        return place
    entries.append(_Entry(name, kind))
    children = [
        _add(entries, each, below, _STREAM if isinstance(below, bytes) else _FOLDER) for each, below in node.items()
    ]
    children.sort(key=lambda child: (len(entries[child].name), entries[child].name.upper()))
    top = entries[place].child = _balance(entries, children, len(children).bit_length())
    if top != _FREE:
        entries[top].colour = _BLACK
    return place


def _balance(entries: list[_Entry], children: list[int], levels: int) -> int:
    """Make a search tree of names, split in the middle: red only on its last level, so that every path has as many black."""
    if not children:
        return _FREE
    middle = len(children) // 2
    entry = entries[children[middle]]
    entry.colour = _RED if levels == 1 else _BLACK
    entry.left = _balance(entries, children[:middle], levels - 1)
    entry.right = _balance(entries, children[middle + 1 :], levels - 1)
    return children[middle]


def _place_small(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """Put small streams one after the other; give them and the links of their sectors."""
    small, links = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM or entry.size >= _CUTOFF:
            continue
        count = -(-entry.size // _SMALL)
        entry.start = len(links) if count else _END
        links += [len(links) + place for place in range(1, count)] + [_END] * bool(count)
        small += entry.content.ljust(count * _SMALL, b"\0")
    return bytes(small), links


def _put_links(sectors: _Sectors) -> list[int]:
    """Add the sectors that hold the links of all sectors, their own included; give where they are."""
    count = 1
    while count * _LINKS < len(sectors.data) + count:
        count += 1
    if count > _IN_HEADER:
        raise ValueError(
            f"{len(sectors.data) * SECTOR:,} bytes are more than a compound file of ours holds; use fewer modules"
        )
    places = list(range(len(sectors.data), len(sectors.data) + count))
    links = [*sectors.links, *[_FAT] * count]
    links += [_FREE] * (count * _LINKS - len(links))
    sectors.data += [struct.pack(f"<{_LINKS}I", *links[at : at + _LINKS]) for at in range(0, len(links), _LINKS)]
    return places


def _packed(entry: _Entry) -> bytes:
    name = f"{entry.name}\0".encode("utf-16-le") if entry.kind != _UNUSED else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        *(name, len(name), entry.kind, entry.colour, entry.left, entry.right, entry.child),
        *(b"", 0, 0, 0, entry.start, entry.size),
    )
