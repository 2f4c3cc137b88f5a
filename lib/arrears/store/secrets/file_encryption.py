"""Encrypt a SQLite store's whole file with SQLCipher, case numbers, times and figures included (extra ``sqlcipher``).

The personal content is sealed in any case; this hides the rest from who has the file alone, and finds every flipped bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from arrears.errors import StoreError
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from arrears.store.secrets.keys import Keys


class Options(TypedDict):
    """What `arrears.store.open_store` takes for an encrypted file."""

    driver: ModuleType
    unlock: Callable[[Any], None]


def encrypted_store(file: Path, keys: Keys) -> Options:
    """Give what opens, or makes, a store in an encrypted file, as `arrears.store.open_store` does for ``sqlcipher:///path``.

    A file that is under an older key is encrypted anew under the current one first; no other program may use it then.

    Parameters
    ----------
    file : Path
        The store's file, which need not be there yet.
    keys : Keys
        The file's key is derived from the current one.

    Raises
    ------
    StoreError
        If SQLCipher is not installed, or none of the keys opens the file.
    """
    driver, current = _driver(), keys.file_keys[0]
    if file.is_file() and not _opens(driver, file, current):
        _encrypt_anew(driver, file, keys)

    def unlock(connection: Any) -> None:  # noqa: ANN401  # the driver has no types
        connection.execute(_pragma("key", current))

    return {"driver": driver, "unlock": unlock}


def _opens(driver: ModuleType, file: Path, key: bytes) -> bool:
    connection = driver.connect(str(file), isolation_level=None)
    try:
        connection.execute(_pragma("key", key))
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _encrypt_anew(driver: ModuleType, file: Path, keys: Keys) -> None:
    for key in keys.file_keys[1:]:
        if _opens(driver, file, key):
            connection = driver.connect(str(file), isolation_level=None)
            try:
                connection.execute(_pragma("key", key))
                # SQLCipher cannot change the key of a file that has a log beside it.
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute(_pragma("rekey", keys.file_keys[0]))
            finally:
                connection.close()
            return
    raise StoreError(both("store.no_key_opens_file", name=file.name))


def _pragma(name: str, key: bytes) -> str:
    # A raw key: it is random already, so SQLCipher need not stretch it.
    return f"PRAGMA {name} = \"x'{key.hex()}'\""


def _driver() -> ModuleType:
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        raise StoreError(both("store.sqlcipher_is_missing")) from error
    driver: ModuleType = dbapi2
    return driver
