r"""A UNO type library with one interface, as LibreOffice's SDK would write it, without the SDK.

The format (UNOIDL 1, magic ``UNOIDL\xff``) was read off what unoidl-write of LibreOffice 7.4 writes: numbers are little-endian 32
bits, texts carry their length, modules are nested tables that point back to what they hold.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_MAGIC = b"UNOIDL\xff\x00"
_MODULE, _PUBLISHED_INTERFACE_WITH_ONE_BASE = b"\x00", b"\x05"
_IN = b"\x00"
_BASE = "com.sun.star.uno.XInterface"
_HEAD = 16


class Method(NamedTuple):
    """A method of an interface.

    Attributes
    ----------
    name : str
        Its name.
    result : str
        Type of what it gives, such as ``[][]any``.
    arguments : tuple of (name, type)
        What goes in.
    """

    name: str
    result: str
    arguments: tuple[tuple[str, str], ...]


def type_library(interface: str, methods: tuple[Method, ...]) -> bytes:
    """Write the type library.

    Parameters
    ----------
    interface : str
        Its full name, dots between the modules.
    methods : tuple of Method
        In order.

    Returns
    -------
    bytes
        The content of an ``.rdb`` file.

    Raises
    ------
    ValueError
        If a name is not ASCII: UNO has no others.

    Examples
    --------
    >>> library = type_library("org.example.XOne", (Method("twice", "any", (("number", "any"),)),))
    >>> library[:6], len(library)
    (b'UNOIDL', 157)
    """
    written = bytearray(_MAGIC + bytes(_HEAD - len(_MAGIC)))
    place = len(written)
    written += _PUBLISHED_INTERFACE_WITH_ONE_BASE + _number(1) + _text(_BASE) + _number(0) + _number(0)
    written += _number(len(methods)) + b"".join(map(_method, methods))
    *modules, name = interface.split(".")
    for module in reversed(modules):
        name_at = _append(written, _ascii(name) + b"\0")
        place = _append(written, _MODULE + _number(1) + _number(name_at) + _number(place))
        name = module
    name_at = _append(written, _ascii(name) + b"\0")
    root = _append(written, _number(name_at) + _number(place))
    written[len(_MAGIC) : _HEAD] = _number(root) + _number(1)
    return bytes(written)


def _append(written: bytearray, what: bytes) -> int:
    """Add bytes at the end; give where they begin."""
    place = len(written)
    written += what
    return place


def _method(method: Method) -> bytes:
    arguments = b"".join(_IN + _text(name) + _text(kind) for name, kind in method.arguments)
    return _text(method.name) + _text(method.result) + _number(len(method.arguments)) + arguments + _number(0)


def _number(value: int) -> bytes:
    return struct.pack("<I", value)


def _text(text: str) -> bytes:
    return _number(len(text)) + _ascii(text)


def _ascii(text: str) -> bytes:
    try:
        return text.encode("ascii")
    except UnicodeEncodeError as error:
        raise ValueError(f"{text!r} is no name that UNO allows; use ASCII letters") from error
