"""Keys that personal data are encrypted with: made, read from the environment or the keyring, and kept there.

A key is never written by the library anywhere but into the operating system's keyring, and never repeated in a message.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "ARREARS_KEY"
"""The environment variable that holds the key, or several with commas between them, the current one first."""

_SERVICE, _NAME = "arrears", "field key"
_KEY_BYTES = 32


class Ring(Protocol):
    """The operating system's keyring, or one for tests."""

    def get_password(self, service: str, name: str, /) -> str | None:
        """Give a secret, or None."""

    def set_password(self, service: str, name: str, secret: str, /) -> None:
        """Keep a secret."""


class KeyMissingError(ArrearsError):
    """There is no key, or what was given is none."""


def new_key() -> str:
    """Make a key: 32 random bytes in base64, to be kept in a safe; without it what it sealed is lost.

    Examples
    --------
    >>> len(new_key()), new_key() == new_key()
    (44, False)
    """
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode("ascii")


class Keys:
    """The key that seals, and older ones that still open what they sealed.

    Parameters
    ----------
    texts : str
        Keys in base64 with commas between them, the current one first.

    Raises
    ------
    KeyMissingError
        If there is none, or one is not 32 bytes in base64; its text is not repeated.

    Examples
    --------
    >>> Keys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    Keys(2c300e26)
    """

    def __init__(self, texts: str) -> None:
        raw = [_decoded(text.strip(), number) for number, text in enumerate(texts.split(","), start=1)]
        self._ciphers = {_key_id(key): AESGCM(_derived(key, b"arrears field v1")) for key in raw}
        self._indexers = tuple(_derived(key, b"arrears blind index v1") for key in raw)
        self._file_keys = tuple(_derived(key, b"arrears database file v1") for key in raw)
        self.ids = tuple(self._ciphers)
        """Short names of the keys, which tell nothing about them; the current one first."""

    def __repr__(self) -> str:
        """Name the keys by their ids alone."""
        return f"Keys({', '.join(self.ids)})"

    def cipher(self, key_id: str) -> AESGCM | None:
        """Give the cipher of a key by the key's short name, or None."""
        return self._ciphers.get(key_id)

    @property
    def file_keys(self) -> tuple[bytes, ...]:
        """The keys of a whole encrypted file, the current one first."""
        return self._file_keys

    @property
    def indexers(self) -> tuple[bytes, ...]:
        """The keys of the blind index, the current one first."""
        return self._indexers


def load_keys(environment: Mapping[str, str] | None = None, ring: Ring | None = None) -> Keys:
    """Read the keys from `ARREARS_KEY`, or else from the operating system's keyring.

    Parameters
    ----------
    environment : mapping, optional
        In place of the process's own.
    ring : Ring, optional
        In place of the operating system's.

    Raises
    ------
    KeyMissingError
        If neither holds a key: nothing is ever stored in clear instead.

    Examples
    --------
    >>> load_keys({"ARREARS_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="})
    Keys(2c300e26)
    """
    texts = (os.environ if environment is None else environment).get(VARIABLE, "").strip()
    return Keys(texts or _from_ring(ring))


def keep_key(texts: str, ring: Ring | None = None) -> None:
    """Keep keys in the operating system's keyring.

    Raises
    ------
    KeyMissingError
        If the text is no key, or this computer has no keyring.
    """
    from keyring.errors import KeyringError  # noqa: PLC0415  # slow to load, and mostly not needed

    Keys(texts)
    try:
        (ring or _system_ring()).set_password(_SERVICE, _NAME, texts)
    except KeyringError as error:
        raise KeyMissingError(
            both("store.secrets.keys.computer_has_no_keyring_keep", value=VARIABLE),
        ) from error


def _from_ring(ring: Ring | None) -> str:
    from keyring.errors import KeyringError  # noqa: PLC0415  # slow to load, and mostly not needed

    try:
        texts = (ring or _system_ring()).get_password(_SERVICE, _NAME)
    except KeyringError as error:
        raise _no_key() from error
    if not texts:
        raise _no_key()
    return texts


def _system_ring() -> Ring:
    import keyring  # noqa: PLC0415  # slow to load, and mostly not needed

    return keyring


def _no_key() -> KeyMissingError:
    return KeyMissingError(
        both("store.secrets.keys.there_no_key_encrypt_personal", value=VARIABLE),
    )


def _decoded(text: str, number: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text:
        raise _no_key()
    if len(key) != _KEY_BYTES:
        # From nothing: the first error's text would hold part of the key.
        raise KeyMissingError(
            both("store.secrets.keys.key_not_bytes_base_make", value=VARIABLE, number=number),
        ) from None
    return key


def _derived(key: bytes, purpose: bytes) -> bytes:
    # One key for each purpose: the index tells nothing about the cipher.
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(key)


def _key_id(key: bytes) -> str:
    return _derived(key, b"arrears key id v1")[:4].hex()
