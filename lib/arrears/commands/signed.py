"""Who works at a store from the command line: options, sign-in, and the language of answers."""

from __future__ import annotations

import getpass
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from arrears.commands.options import default_lang
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from arrears.store import Store
    from arrears.store.access.viewing import SignedIn

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
ActorOption = Annotated[
    str | None,
    Parameter(
        env_var="ARREARS_ACTOR", help="Who does it: your login or staff number; the computer's login unless you say."
    ),
]
CollectorRole = Annotated[str, Parameter(help="Your role: collector, or lead for cases of others.")]
LeadRole = Annotated[str, Parameter(help="Your role.")]
DEFAULT = "arrears.db"


@contextmanager
def signed_in(
    store: str, actor: str | None, role: str, profile: str, house: Path | None
) -> Iterator[tuple[Store, SignedIn]]:
    """Open a store in somebody's name and role."""
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no database
    from arrears.store.access.viewing import SignedIn  # noqa: PLC0415  # same

    with open_store(store, profile=profile, house=house, create=False) as opened:
        yield opened, SignedIn(opened, who(actor), role)


def who(actor: str | None) -> str:
    """Name the person: as said, or as the computer does.

    >>> who(" zhao ")
    'zhao'
    """
    return (actor or "").strip() or getpass.getuser()


def today(store: Store) -> date:
    """Give the day by a store's own clock, in its profile's zone."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # help stays quick

    return store.clock().astimezone(ZoneInfo(store.policies.profile.time_zone)).date()


def tell(key: str, lang: str | None, **values: Any) -> None:  # noqa: ANN401  # what a text takes
    """Write one line of an answer."""
    sys.stdout.write(f"{say(key, lang or default_lang(), **values)}\n")
