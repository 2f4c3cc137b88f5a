"""What people say and how they are reached is sealed before it enters the log's tables, and opened when it is read.

With a key every payload is sealed, together with the salt of its hash: whoever has the file alone cannot even try out phone
numbers against the hash. Without a key only events of figures, days and words of a list are taken; one that may hold personal
data is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from arrears.store.secrets.crypto import FieldCipher, OtherKeyError, Place, SealedFieldError, damaged, is_sealed
from arrears.store.secrets.keys import KeyMissingError, Keys, load_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

OPTION = "arrears_sealer"
"""The execution option that carries a store's sealer to its connections."""

NOT_PERSONAL = frozenset(
    {
        *(
            "amount_fen",
            "opening_fen",
            "principal_fen",
            "interest_fen",
            "late_fee_fen",
            "currency",
            "annual_rate",
            "schedule",
        ),
        *("channel", "outcome", "direction", "counterparty", "purpose", "time_zone", "people"),
        *("mentions_debt", "opt_out_offered", "recorded", "id_shown", "entry_agreed", "notice_given", "oral", "given"),
        *(
            "due_on",
            "effective",
            "until",
            "wanted_at",
            "on",
            "state",
            "flag",
            "collector",
            "rows",
            "masked",
            "claimed",
            "early",
            "first_to_last",
        ),
        *(
            "document_sha256",
            "file_sha256",
            "before_sha256",
            "after_sha256",
            "plan_id",
            "agreement_id",
            "escalation_id",
            "letter_id",
        ),
        *("help_id", "waiver_id", "way", "interest_share", "fee_share", "fees_fen", "level", "willing", "keep"),
    }
)
"""Fields that hold figures, days, words of a list, staff or numbers of our own; every other field may hold personal data."""


_TABLE = "payloads"


class Payload(NamedTuple):
    """What an event says, and the salt of its hash; a row of the table of payloads."""

    seq: int
    salt: str
    body: str


class Sealer:
    """Seals and opens the payloads of a store; its key is read when it is first needed.

    Parameters
    ----------
    load : function
        Gives the keys or raises `KeyMissingError`.

    Examples
    --------
    >>> from arrears.store.secrets.keys import new_key
    >>> sealer = Sealer(lambda: Keys(new_key()))
    >>> seq, salt, body = sealer.seal(Payload(7, "00ff", '{"text":"called"}'))
    >>> "called" in body, sealer.open(7, "body", body)
    (False, '{"text":"called"}')
    """

    def __init__(self, load: Callable[[], Keys] = load_keys) -> None:
        self._load = load
        self._cipher: FieldCipher | None = None
        self._missing: KeyMissingError | None = None
        self.known = ""
        """The current key's short name once the store was found to know it; see `arrears.store.secrets.key_check`."""

    @property
    def cipher(self) -> FieldCipher:
        """The cipher.

        Raises
        ------
        KeyMissingError
            If there is no key.
        """
        if self._missing is not None:
            raise self._missing
        if self._cipher is None:
            try:
                self._cipher = FieldCipher(self._load())
            except KeyMissingError as error:
                # A keyring is slow to ask; it is asked once.
                self._missing = error
                raise
        return self._cipher

    def seal(self, payload: Payload) -> Payload:
        """Give a payload as it may be stored.

        Raises
        ------
        KeyMissingError
            If there is no key and the payload may hold personal data.
        """
        seq, salt, body = payload
        try:
            cipher = self.cipher
        except KeyMissingError:
            if json.loads(body).keys() <= NOT_PERSONAL:
                return payload
            raise
        row = str(seq)
        return Payload(
            seq, cipher.seal(salt, Place(_TABLE, row, "salt")), cipher.seal(body, Place(_TABLE, row, "body"))
        )

    def open(self, seq: int, column: str, stored: str) -> str:
        """Give what a column of a row of payloads says.

        Raises
        ------
        KeyMissingError, SealedFieldError
            If there is no key, not the right one, or the row was changed or moved.
        """
        if not isinstance(stored, str):
            raise damaged(Place(_TABLE, str(seq), column))
        return self.cipher.open(stored, Place(_TABLE, str(seq), column)) if is_sealed(stored) else stored


def sealer_of(connection: Connection) -> Sealer:
    """Give the sealer of a connection's store."""
    found: Sealer | None = connection.get_execution_options().get(OPTION)
    return found or Sealer()


def sealed_rows(connection: Connection, payloads: Iterable[Payload]) -> list[Payload]:
    """Give rows of payloads as they may be stored."""
    seal = sealer_of(connection).seal
    return [seal(payload) for payload in payloads]


def opened(connection: Connection, seq: int, stored: str | None, column: str = "body") -> str | None:
    """Give what a payload says, or None where it was erased."""
    return None if stored is None else sealer_of(connection).open(seq, column, stored)


FOREIGN = "\x00foreign"
"""What begins a text that stands in place of a payload sealed with a key which is not at hand; the key's short name follows."""


def payload_as_told(
    connection: Connection, seq: int, salt: str | None, body: str | None
) -> tuple[str | None, str | None]:
    """Give salt and body for a verification: what was changed comes back as empty texts, which meet no hash, what is another key's as `FOREIGN`.

    Raises
    ------
    KeyMissingError
        If there is no key: then nothing can be said about what was changed.
    """
    try:
        return opened(connection, seq, salt, "salt"), opened(connection, seq, body)
    except OtherKeyError as error:
        return "", f"{FOREIGN}{error.key_id}"
    except SealedFieldError:
        return "", ""
