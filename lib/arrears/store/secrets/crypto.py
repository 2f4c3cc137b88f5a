"""Encrypt single fields, such as id and card numbers, so that a copy of the store gives nobody away.

AES-256-GCM with a nonce drawn for every value. A token is bound to its place, so a value that somebody changes, or copies to
another row, is refused. Without a key nothing is written: there is no way round to clear text. What a token does not hide is
how long its value is.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import unicodedata
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag

from arrears.errors import ArrearsError
from arrears.store.secrets.keys import VARIABLE
from arrears.words import Saying, both

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from arrears.store.secrets.keys import Keys

_NONCE_BYTES = 12
_TAG_BYTES = 16
_VERSION = "ar1"
_SEPARATORS = str.maketrans("", "", " -\u00b7()")


class SealedFieldError(ArrearsError):
    """A token cannot be opened: it was changed or moved."""


class OtherKeyError(SealedFieldError):
    """A token cannot be opened: its key is none of those given.

    Attributes
    ----------
    key_id : str
        The short name of the key that it needs.
    """

    key_id = ""


class Place(NamedTuple):
    """Where a value stands; its token opens nowhere else.

    Attributes
    ----------
    table, row, column : str
        The table's name, the row's key and the column's name. The row's key is no personal datum: messages name it.
    """

    table: str
    row: str
    column: str


def is_sealed(stored: str) -> bool:
    """Tell whether a text has the form of a token, which no JSON has.

    >>> is_sealed("ar1.2c300e26.AAAA"), is_sealed('{"amount_fen":1}')
    (True, False)
    """
    return stored.startswith(f"{_VERSION}.")


class FieldCipher:
    """Seals and opens single values.

    Parameters
    ----------
    keys : Keys
        From `load_keys`.

    Examples
    --------
    >>> from arrears.store.secrets.keys import Keys, new_key
    >>> cipher = FieldCipher(Keys(new_key()))
    >>> place = Place("cases", "A1", "phone")
    >>> token = cipher.seal("13800001234", place)
    >>> "13800001234" in token, cipher.open(token, place)
    (False, '13800001234')
    >>> cipher.open(token, Place("cases", "B2", "phone"))
    Traceback (most recent call last):
    ...
    arrears.store.secrets.crypto.SealedFieldError: table cases, row B2, column phone: the stored value was changed, or moved from
    another row; restore it from a backup
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(self, text: str, place: Place) -> str:
        """Encrypt a value for its place with the current key.

        Returns
        -------
        str
            ``ar1.<key>.<nonce and ciphertext>`` in ASCII, another one each time.
        """
        key_id = self.keys.ids[0]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher(key_id, place).encrypt(nonce, text.encode(), _bound(key_id, place))
        return f"{_VERSION}.{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"

    def open(self, token: str, place: Place) -> str:
        """Decrypt a token at its place.

        Raises
        ------
        OtherKeyError
            If its key is not among those given.
        SealedFieldError
            If it was changed or moved; the place is named, the value never.
        """
        version, _, rest = token.partition(".")
        key_id, _, encoded = rest.partition(".")
        if version != _VERSION:
            raise damaged(place)
        cipher = self._cipher(key_id, place)
        try:
            body = base64.b64decode(encoded, altchars=b"-_", validate=True)
            # Base64 leaves bits of its last letter unused: only one spelling of a token is genuine.
            respelt = base64.urlsafe_b64encode(body).decode("ascii") != encoded
            if respelt or len(body) < _NONCE_BYTES + _TAG_BYTES:
                raise damaged(place)
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], _bound(key_id, place)).decode("utf-8")
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise damaged(place) from error

    def blind_index(self, text: str, column: str) -> str:
        """Give what an exact look-up compares in place of the value: equal for equal values of one column.

        Full-width forms, spaces, hyphens and case do not matter. Equal values can be told to be equal, so index only what is looked up.
        """
        return _keyed(self.keys.indexers[0], text, column)

    def blind_indexes(self, text: str, column: str) -> tuple[str, ...]:
        """Give the index under each key, the current one first: what to look for while keys are being changed."""
        return tuple(_keyed(key, text, column) for key in self.keys.indexers)

    def matches(self, text: str, column: str, index: str) -> bool:
        """Tell in constant time whether an index is that of a value under any of the keys."""
        found = [hmac.compare_digest(own, index) for own in self.blind_indexes(text, column)]
        return any(found)

    def _cipher(self, key_id: str, place: Place) -> AESGCM:
        cipher = self.keys.cipher(key_id)
        if cipher is None:
            known = ", ".join(self.keys.ids)
            error = OtherKeyError(
                both(
                    "store.secrets.crypto.stored_value_needs_another_key",
                    known=known,
                    value=VARIABLE,
                    place=Saying(_where_zh(place), _where(place)),
                ),
            )
            error.key_id = key_id
            raise error
        return cipher


def _keyed(key: bytes, text: str, column: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_SEPARATORS).upper()
    return hmac.digest(key, _listed(column, plain), "sha256").hex()


def _bound(key_id: str, place: Place) -> bytes:
    # A JSON list: no two places give the same bytes, whatever their names hold.
    return _listed(_VERSION, key_id, *place)


def _listed(*texts: str) -> bytes:
    """Write texts as ``json.dumps`` writes a list of them, at a fraction of its cost."""
    return f"[{', '.join(map(quoted, texts))}]".encode()


def damaged(place: Place) -> SealedFieldError:
    """Make the error of a value that was changed or moved."""
    return SealedFieldError(
        both("store.secrets.crypto.stored_value_changed_moved_from", place=Saying(_where_zh(place), _where(place))),
    )


def _where(place: Place) -> str:
    if place.table == "payloads":
        return f"what event {place.row} says"
    return f"table {place.table}, row {place.row}, column {place.column}"


def _where_zh(place: Place) -> str:
    if place.table == "payloads":
        return f"第 {place.row} 号事件的内容"
    return f"表 {place.table}，行 {place.row}，列 {place.column}"
