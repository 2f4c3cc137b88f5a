"""Files with full values: there only once they are encrypted and their export is recorded."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msoffcrypto
from msoffcrypto.exceptions import FileFormatError

from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class AccessError(ArrearsError):
    """A role may not do this, a reason is missing, or a file would show what it must not."""


@contextmanager
def encrypted_file(file: Path, write: Callable[[Path], object]) -> Iterator[str]:
    """Have a file written beside its place, and put it there once it was found to be encrypted and the block has ended well.

    Parameters
    ----------
    file : Path
        Where it is to be; it must not be there.
    write : function
        Writes it to the path that it is given.

    Yields
    ------
    str
        The file's SHA-256, to be recorded.

    Raises
    ------
    AccessError
        If it is there already, or is not encrypted; nothing stays behind then.
    """
    if file.exists():
        raise AccessError(both("store.access.exporting.there_already_name_new_file", name=file.name))
    part = file.with_name(f"{file.stem}.{secrets.token_hex(4)}.part{file.suffix}")
    try:
        write(part)
        if not _is_encrypted(part):
            raise AccessError(
                both("store.access.exporting.would_not_encrypted_full_values", name=file.name),
            )
        yield hashlib.sha256(part.read_bytes()).hexdigest()
        os.replace(part, file)  # noqa: PTH105  # one step: a reader sees all or nothing
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise AccessError(both("store.access.exporting.cannot_write", name=file.name, why=why)) from error
    finally:
        part.unlink(missing_ok=True)


def _is_encrypted(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as data:
        try:
            return bool(msoffcrypto.OfficeFile(data).is_encrypted())
        except FileFormatError:
            return False
