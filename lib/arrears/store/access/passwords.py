"""Each collector's own password for workbooks with numbers in full: given once by the team lead, kept sealed in the store."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from arrears.store.records import BookPassword

if TYPE_CHECKING:
    from arrears.store.access.viewing import SignedIn
    from arrears.store.log.chain import Store


def book_passwords(store: Store) -> dict[str, tuple[str, ...]]:
    """Give each collector's passwords, the one in use first; earlier ones still open older workbooks.

    Parameters
    ----------
    store : Store
        The store; without its key the passwords cannot be read.
    """
    given = store.events(kind="book_password")
    found: dict[str, tuple[str, ...]] = {}
    for payload in given["payload"]:
        if payload:  # an erased one opens nothing
            name = payload["collector"]
            found[name] = (payload["password"], *found.get(name, ()))
    return found


def give_password(person: SignedIn, collector: str, password: str) -> None:
    """Record a collector's password; the workbooks of later runs are opened with it.

    Raises
    ------
    AccessError
        If the role may not record it.
    """
    person.append(
        BookPassword(
            case_id="",
            happened_at=person.store.clock(),
            actor=person.login,
            key=f"book-password-{uuid.uuid4()}",
            collector=collector,
            password=password,
        )
    )
