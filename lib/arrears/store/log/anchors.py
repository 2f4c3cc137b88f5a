"""Heads: how many events a store had, and the hash of the last one. Kept outside the store they show a cut tail.

A head is written ``count:hash``. Every receipt carries one; a SQLite store also writes each into ``<store>.heads`` beside it, one
JSON line a submit. Copy that file, or print a head in each daily report, where who can change the store cannot change it.
"""

from __future__ import annotations

import errno
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from arrears.errors import StoreError
from arrears.notations import NotationError, read_json
from arrears.words import both

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_SHORT = 12
"""Letters of a store's name that its file of heads repeats."""
_FORM = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, order=True)
class Head:
    """How many events a store has, and the hash of the last one (of the empty store, where there is none).

    Examples
    --------
    >>> str(Head.read("2:" + "ab" * 32))[:10]
    '2:abababab'
    """

    count: int
    hash: str

    def __str__(self) -> str:
        """Write it as people copy it."""
        return f"{self.count}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> Head:
        """Read a head as it is written.

        Raises
        ------
        StoreError
            If it is no head.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise StoreError(
                both("store.log.anchors.no_head_written_count_hash", text=text.strip()[:80]),
            )
        return cls(int(found[1]), found[2])


@dataclass(frozen=True)
class Receipt:
    """What a submit is answered with: the same submit sent again gets an equal receipt.

    Attributes
    ----------
    head : Head
        The store's head right after the last of these events; keep it as an anchor.
    recorded_at : datetime
        The store's clock, in UTC, at that event.
    keys : tuple of str
        The keys of the submitted events.
    stored : int
        How many were new; not compared.
    warnings : tuple of str
        What somebody should look at, such as a clock that is ahead; not compared.
    """

    head: Head
    recorded_at: datetime
    keys: tuple[str, ...]
    stored: int = field(compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)


def write_anchor(path: Path, head: Head, at: str, store: str = "") -> None:
    """Add a head to a file of heads as one line, in one write, so that many processes may do it at once.

    Raises
    ------
    OSError
        If it cannot be written, or not as a whole.
    """
    entry = {"count": head.count, "hash": head.hash, "at": at} | ({"store": store[:_SHORT]} if store else {})
    line = json.dumps(entry) + "\n"
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # What a full disk has cut off must not swallow this head as well.
        torn = False
        if os.fstat(descriptor).st_size:
            os.lseek(descriptor, -1, os.SEEK_END)
            torn = os.read(descriptor, 1) != b"\n"
        told = (b"\n" if torn else b"") + line.encode()
        if os.write(descriptor, told) < len(told):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(descriptor)


def read_anchors(path: Path) -> tuple[list[Head], int]:
    """Give the heads of a file, and how many of its lines are none (a write that was cut off leaves one)."""
    heads, unread = [], 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line.strip():
            continue
        head = _read_line(line)
        if head is None:
            unread += 1
        else:
            heads.append(head)
    return heads, unread


def other_store(path: Path, store: str) -> str:
    """Give the short name of another store that a file of heads tells of; empty if it tells of this one, or of none by name."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = read_json(line)
        except NotationError:
            continue
        named = entry.get("store", "") if isinstance(entry, dict) else ""
        if named and named != store[:_SHORT]:
            return str(named)
    return ""


def _read_line(line: str) -> Head | None:
    if found := _FORM.search(line):
        return Head(int(found[1]), found[2])
    try:
        entry = read_json(line)
        return Head.read(f"{entry['count']}:{entry['hash']}")
    except (ValueError, TypeError, KeyError, StoreError):
        return None
