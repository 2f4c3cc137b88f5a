"""Encrypt a SQLite store's whole file with SQLCipher, case numbers, times and figures included (extra ``sqlcipher``).

The personal content is sealed in any case; this hides the rest from who has the file alone, and finds every flipped bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from arrears.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from arrears.store.keys import Keys


class Options(TypedDict):
    """What `arrears.store.open_store` takes for an encrypted file."""

    driver: ModuleType
    unlock: Callable[[Any], None]


def whole_file(keys: Keys) -> Options:
    """Give what opens, or makes, a store in an encrypted file: ``open_store(path, **whole_file(load_keys()))``.

    Parameters
    ----------
    keys : Keys
        The file's key is derived from the current one.

    Raises
    ------
    StoreError
        If SQLCipher is not installed.
    """
    current = keys.file_keys[0]

    def unlock(connection: Any) -> None:  # noqa: ANN401  # the driver has no types
        connection.execute(_pragma("key", current))

    return {"driver": _driver(), "unlock": unlock}


def change_file_key(file: Path, keys: Keys) -> None:
    """Encrypt a store's file anew under the current key; it may be under any of the older ones, and no program may use it.

    Raises
    ------
    StoreError
        If none of the keys opens it, or SQLCipher is not installed.
    """
    driver = _driver()
    if not file.is_file():
        raise StoreError(f"there is no store {file}; check the path", f"找不到存储库 {file}；请检查路径")
    for key in keys.file_keys:
        connection = driver.connect(str(file), isolation_level=None)
        try:
            connection.execute(_pragma("key", key))
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            # SQLCipher cannot change the key of a file that has a log beside it.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(_pragma("rekey", keys.file_keys[0]))
        except driver.DatabaseError:
            continue
        finally:
            connection.close()
        return
    raise StoreError(
        f"none of the keys opens {file.name}; add the one that it was made with to ARREARS_KEY after a comma",
        f"没有能打开 {file.name} 的密钥；请将原密钥加在 ARREARS_KEY 的逗号之后",
    )


def _pragma(name: str, key: bytes) -> str:
    # A raw key: it is random already, so SQLCipher need not stretch it.
    return f"PRAGMA {name} = \"x'{key.hex()}'\""


def _driver() -> ModuleType:
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415  # an extra
    except ModuleNotFoundError as error:
        raise StoreError(
            "an encrypted file needs SQLCipher; install it with: pip install arrears[sqlcipher]",
            "加密整个文件需要 SQLCipher，请安装：pip install arrears[sqlcipher]",
        ) from error
    driver: ModuleType = dbapi2
    return driver
