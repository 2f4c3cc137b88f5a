"""Compression of VBA source, as [MS-OVBA] 2.4.1 has it: chunks of 4,096 bytes, each with tokens that copy from before."""

from __future__ import annotations

import struct

CHUNK = 4096
_SIGNATURE = 1
_COMPRESSED, _RAW = 0xB000, 0x3000
_TOKENS = 8
"""So many tokens share a byte of flags."""
_LEAST = 3
"""A copy of fewer bytes is longer than what it copies."""


def compress(data: bytes) -> bytes:
    """Compress a module's source or the project's directory.

    Parameters
    ----------
    data : bytes
        Text in the project's code page.

    Raises
    ------
    ValueError
        If the last part is no text but noise, which the format cannot hold without changing its length.

    References
    ----------
    [MS-OVBA] 2.4.1.3.6 to 2.4.1.3.19.

    Examples
    --------
    The specification's own example, section 3.2.3:

    >>> compress(b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").hex(" ")
    '01 03 b0 02 61 45 00'
    """
    out = bytearray([_SIGNATURE])
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        body = _squeezed(chunk)
        if len(body) < CHUNK:
            out += struct.pack("<H", _COMPRESSED | (len(body) - 1)) + body
        elif len(chunk) == CHUNK:
            out += struct.pack("<H", _RAW | (CHUNK - 1)) + chunk
        else:
            raise ValueError(f"the last {len(chunk)} bytes do not compress; a module's source must be text")
    return bytes(out)


def decompress(data: bytes) -> bytes:
    """Give back what was compressed.

    Parameters
    ----------
    data : bytes
        A compressed container.

    Raises
    ------
    ValueError
        If it is none, or is cut short.

    References
    ----------
    [MS-OVBA] 2.4.1.3.1 to 2.4.1.3.5.

    Examples
    --------
    >>> decompress(compress(b"Option Explicit"))
    b'Option Explicit'
    """
    if not data or data[0] != _SIGNATURE:
        raise ValueError("this is no compressed VBA source: it does not begin with the byte 1")
    out, at = bytearray(), 1
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("the compressed VBA source is cut short; use the file as it was installed")
        (header,) = struct.unpack_from("<H", data, at)
        end = at + (header & (CHUNK - 1)) + _LEAST
        if end > len(data):
            raise ValueError("the compressed VBA source is cut short; use the file as it was installed")
        body = data[at + 2 : end]
        out += _spread(body) if header & 0x8000 else body
        at = end
    return bytes(out)


def _length_bits(position: int) -> int:
    """Give how many of a copy's 16 bits hold its length: the fewer, the further back it may reach."""
    return 16 - max(4, (position - 1).bit_length())


def _squeezed(chunk: bytes) -> bytes:
    body, position = bytearray(), 0
    seen: dict[bytes, list[int]] = {}
    while position < len(chunk):
        flags_at = len(body)
        body.append(0)
        for token in range(_TOKENS):
            if position >= len(chunk):
                break
            start, length = _longest(chunk, position, seen)
            if length:
                body[flags_at] |= 1 << token
                back = position - start - 1
                body += struct.pack("<H", back << _length_bits(position) | (length - _LEAST))
            else:
                body.append(chunk[position])
                length = 1
            for place in range(position, position + length):
                seen.setdefault(chunk[place : place + _LEAST], []).append(place)
            position += length
    return bytes(body)


def _longest(chunk: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Find the longest earlier run like what follows; the nearest of several; length 0 if there is none."""
    most = min((1 << _length_bits(position)) + _LEAST - 1, len(chunk) - position)
    best, length = 0, 0
    if most < _LEAST:
        return best, length
    for start in reversed(seen.get(chunk[position : position + _LEAST], ())):
        run = _LEAST
        while run < most and chunk[start + run] == chunk[position + run]:
            run += 1
        if run > length:
            best, length = start, run
            if run == most:
                break
    return best, length


def _spread(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for token in range(_TOKENS):
            if at >= len(body):
                break
            if flags >> token & 1:
                (copy,) = struct.unpack_from("<H", body, at)
                bits = _length_bits(len(out))
                start = len(out) - (copy >> bits) - 1
                if start < 0:
                    raise ValueError(
                        "the compressed VBA source copies from before its beginning; use the file as installed"
                    )
                for place in range(start, start + (copy & (1 << bits) - 1) + _LEAST):
                    out.append(out[place])
                at += 2
            else:
                out.append(body[at])
                at += 1
    return bytes(out)
