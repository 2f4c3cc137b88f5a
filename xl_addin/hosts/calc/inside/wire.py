"""How the add-in and its worker process talk: JSON over a loopback socket, each message after its length.

Both ends are this module, so it is the standard library only.
"""

from __future__ import annotations

import json
import socket
import struct
from time import monotonic
from typing import Any

_LENGTH = struct.Struct("<I")
_SENDS = 60.0
"""Seconds after which the other end does not read any more."""
_FIRST = 1 << 12
"""Bytes that are asked for at first; room for a long answer is costly to ask for ten thousand times in vain."""
_encoded = json.JSONEncoder(separators=(",", ":")).encode
LONGEST = 1 << 30
"""No message is longer; a stranger's bytes are not taken for a length of many gigabytes."""


class Wire:
    """One end of a connection.

    Parameters
    ----------
    link : socket
        Connected.
    """

    def __init__(self, link: socket.socket) -> None:
        # A recalculation is a burst of thousands of small calls; none may wait to be packed together with the next.
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.settimeout(None)
        self._link = link
        self._left = b""

    def send(self, message: object) -> None:
        """Send one message."""
        body = _encoded(message).encode()
        self._link.settimeout(_SENDS)
        self._link.sendall(_LENGTH.pack(len(body)) + body)

    def receive(self, patience: float | None = None, longest: int = LONGEST) -> Any:  # noqa: ANN401  # whatever JSON holds
        """Give the next message.

        Parameters
        ----------
        patience : float, optional
            Seconds; for ever unless given.
        longest : int
            Bytes of the longest message that is taken.

        Raises
        ------
        TimeoutError
            If none came in time.
        ConnectionError
            If the other end is gone, or what came is too long.
        ValueError
            If it is no JSON.
        """
        end = None if patience is None else monotonic() + patience
        found = self._left or self._some(end)
        while len(found) < _LENGTH.size:
            found += self._some(end)
        size = _LENGTH.unpack_from(found)[0]
        if size > longest:
            raise ConnectionError(f"a message of {size} bytes is no message of ours")
        whole = _LENGTH.size + size
        if len(found) < whole:
            found = self._filled(found, whole, end)
        self._left = found[whole:]
        return json.loads(found[_LENGTH.size : whole])

    def close(self) -> None:
        """Close this end."""
        self._link.close()

    def _filled(self, found: bytes, whole: int, end: float | None) -> bytes:
        room = bytearray(whole)
        room[: len(found)] = found
        place = len(found)
        with memoryview(room) as view:
            while place < whole:
                self._wait(end)
                place += self._there(self._link.recv_into(view[place:]))
        return bytes(room)

    def _some(self, end: float | None) -> bytes:
        self._wait(end)
        found = self._link.recv(_FIRST)
        self._there(len(found))
        return found

    def _wait(self, end: float | None) -> None:
        left = None if end is None else end - monotonic()
        if left is not None and left <= 0:
            raise TimeoutError("no answer in time")
        # For ever is said each time too: a patience of before would end a connection that is idle.
        self._link.settimeout(left)

    def _there(self, size: int) -> int:
        if not size:
            raise ConnectionError("the other end is gone")
        return size
