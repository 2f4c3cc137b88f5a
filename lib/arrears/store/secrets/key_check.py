"""Which keys a store is sealed with: an append under any other is refused before it leaves a row that nobody can read.

Beside the store's name stands, for each key, a known word that it has sealed. A new key is made known by whoever holds one that is
known already: ``ARREARS_KEY=new,old``. On PostgreSQL only the store's owner can do so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.exc import ProgrammingError

from arrears.errors import StoreError
from arrears.store.log.schema import META
from arrears.store.secrets.crypto import Place, SealedFieldError
from arrears.store.secrets.keys import KeyMissingError
from arrears.store.secrets.sealing import sealer_of
from arrears.words import both

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from arrears.store.secrets.crypto import FieldCipher

PREFIX = "key."
_WORD = "arrears"
FOUND = "found"
"""What stands in place of the sealed word for a key of a store that is older than this check."""


def known_keys(connection: Connection) -> dict[str, str]:
    """Give the sealed word of each key that the store knows, by the key's short name."""
    rows = connection.execute(select(META.c.key, META.c.value).where(META.c.key.startswith(PREFIX)))
    return {row.key.removeprefix(PREFIX): row.value for row in rows}


def demand_known_key(connection: Connection) -> None:
    """Refuse to seal anything with a key that the store does not know; the first key of a new store is made known.

    Raises
    ------
    StoreError
        If the current key is another, or is new and must be made known by the store's owner first.
    """
    sealer = sealer_of(connection)
    try:
        cipher = sealer.cipher
    except KeyMissingError:
        return  # what may be stored without a key is decided on sealing
    current = cipher.keys.ids[0]
    if sealer.known == current:
        return
    known = known_keys(connection)
    if current in known:
        if known[current] != FOUND and not _opens(cipher, current, known[current]):
            raise _other_key(current, known)
        sealer.known = current
        return
    if known and not any(each in known for each in cipher.keys.ids):
        raise _other_key(current, known)
    row = {"key": f"{PREFIX}{current}", "value": cipher.seal(_WORD, _place(current))}
    try:
        connection.execute(insert(META), row)
    except ProgrammingError as error:
        raise StoreError(
            both("store.secrets.key_check.nothing_stored_key_new_store", current=current),
        ) from error


def _place(key_id: str) -> Place:
    return Place(META.name, f"{PREFIX}{key_id}", "value")


def _opens(cipher: FieldCipher, key_id: str, token: str) -> bool:
    try:
        return cipher.open(token, _place(key_id)) == _WORD
    except SealedFieldError:
        return False


def _other_key(current: str, known: dict[str, str]) -> StoreError:
    names = ", ".join(sorted(known))
    return StoreError(
        both("store.secrets.key_check.nothing_stored_store_sealed_key", names=names, current=current),
    )
