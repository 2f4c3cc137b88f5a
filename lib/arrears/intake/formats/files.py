"""From a path to bytes of a known format: by content, never by extension."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

import msoffcrypto
import olefile
from msoffcrypto.exceptions import InvalidKeyError

from arrears.intake.grid import Notice
from arrears.intake.words import file_error

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.intake.limits import Limits

_LOCK = "~$"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"{\\rtf": "RTF",
    b"MZ": "a program",
}
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_TYPE = 200
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"mime-version")


class Format(StrEnum):
    """What a file's bytes are."""

    OOXML = "xlsx"
    BIFF = "xls"
    ODS = "ods"
    TEXT = "csv"


def load(path: Path, password: str | None, limits: Limits) -> tuple[Format, bytes, list[Notice]]:
    """Read a file and tell its format; a protected workbook is opened with the password.

    Raises
    ------
    IntakeError
        If there is no such file, it is empty, a lock file, of another format, or does not open.
    """
    name = path.name
    if name.startswith(_LOCK):
        raise file_error("LOCK_FILE", name)
    data = _bytes(path, limits.file_bytes)
    notices = [Notice("OPEN_IN_EXCEL")] if path.with_name(_LOCK + name).exists() else []
    if data.startswith(_OLE):
        return *_from_ole(data, name, password), notices
    if data.startswith(_ZIP):
        return Format.ODS if _is_opendocument(data) else Format.OOXML, data, notices
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise file_error("FORMAT_UNSUPPORTED", name, what)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower().startswith(_MARKUP):
        raise file_error("FORMAT_UNSUPPORTED", name, "a web page or XML under a spreadsheet's name")
    return Format.TEXT, data, notices


def _is_opendocument(data: bytes) -> bool:
    """Tell an OpenDocument spreadsheet by what its archive says of itself; a damaged one is told by whoever opens it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > _LONGEST_TYPE:
                return False
            return archive.read("mimetype").strip().startswith(_SPREADSHEET)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return False


def _bytes(path: Path, most: int) -> bytes:
    try:
        if not path.exists():
            raise file_error("FILE_MISSING", str(path))
        if path.stat().st_size > most:
            raise file_error("FILE_TOO_LARGE", path.name, f"{most >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise file_error("FILE_UNREADABLE", path.name, error.strerror or type(error).__name__) from error
    if not data.strip():
        raise file_error("FILE_EMPTY", path.name)
    return data


def _from_ole(data: bytes, name: str, password: str | None) -> tuple[Format, bytes]:
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            is_protected = container.exists("EncryptionInfo")
            is_workbook = container.exists("Workbook") or container.exists("Book")
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise file_error("FILE_CORRUPT", name, type(error).__name__) from error
    if is_protected:
        return _format_inside(_decrypted(data, name, password, is_ooxml=True), name)
    if not is_workbook:
        raise file_error("FORMAT_UNSUPPORTED", name, "an Office document, no workbook")
    if _is_encrypted(data, name):
        return Format.BIFF, _decrypted(data, name, password, is_ooxml=False)
    return Format.BIFF, data


def _format_inside(data: bytes, name: str) -> tuple[Format, bytes]:
    if not data.startswith(_ZIP):
        raise file_error("FORMAT_UNSUPPORTED", name, "a protected file that is no workbook")
    return Format.OOXML, data


def _is_encrypted(data: bytes, name: str) -> bool:
    try:
        return bool(msoffcrypto.OfficeFile(BytesIO(data)).is_encrypted())
    except Exception as error:  # a parser of hostile bytes raises whatever it stumbles over
        raise file_error("FILE_CORRUPT", name, type(error).__name__) from error


def _decrypted(data: bytes, name: str, password: str | None, *, is_ooxml: bool) -> bytes:
    if not password:
        raise file_error("PASSWORD_REQUIRED", name)
    plain = BytesIO()
    try:
        book = msoffcrypto.OfficeFile(BytesIO(data))
        if is_ooxml:
            book.load_key(password=password, verify_password=True)
        else:
            book.load_key(password=password)
    except InvalidKeyError as error:
        raise file_error("PASSWORD_WRONG", name) from error
    except Exception as error:  # a parser of hostile bytes raises whatever it stumbles over
        raise file_error("FILE_CORRUPT", name, type(error).__name__) from error
    try:
        if is_ooxml:
            # Without this the library hands out a package that was changed after it was protected.
            book.decrypt(plain, verify_integrity=True)
        else:
            book.decrypt(plain)
    except Exception as error:  # a parser of hostile bytes raises whatever it stumbles over
        raise file_error("FILE_CORRUPT", name, f"its protected contents: {type(error).__name__}") from error
    return plain.getvalue()
