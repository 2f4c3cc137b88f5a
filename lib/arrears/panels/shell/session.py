"""A team lead's sitting at the store: who it is, in which language, and what the store says now."""

from __future__ import annotations

import getpass
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from arrears.errors import ArrearsError
from arrears.store.access.viewing import SignedIn
from arrears.words import Lang, both, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import pandas as pd

    from arrears.policy import Policies
    from arrears.store import Head, Store

T = TypeVar("T")

STORE, ACTOR, LANG, AS_OF, TEAM = "ARREARS_STORE", "ARREARS_ACTOR", "ARREARS_LANG", "ARREARS_AS_OF", "ARREARS_TEAM"
PROFILE, HOUSE = "ARREARS_PROFILE", "ARREARS_HOUSE"
"""Environment variables by which `arrears dashboard` tells its notebooks what to show."""

_OPENED: dict[tuple[str, ...], Session] = {}
"""The sittings of this process, by what the environment said."""


class _Kept:
    """What was read from a store, by name, with the head and the day that it was read for."""

    def __init__(self) -> None:
        self.read: dict[str, tuple[tuple[Head, date], Any]] = {}
        self._locks: dict[str, threading.RLock] = {}

    def lock(self, name: str) -> threading.RLock:
        return self._locks.setdefault(name, threading.RLock())


class Session:
    """A store as one team lead uses it.

    Parameters
    ----------
    store : Store
        The open store.
    actor : str
        Who it is: a login or staff number. Stands in every event that is recorded.
    lang : str
        ``zh`` or ``en``.
    role : str
        Role of the policy ``access``.
    as_of : date, optional
        The day that figures are for; the store's today unless you say.

    Attributes
    ----------
    signed_in : SignedIn
        Append events through it: it holds people to their role.
    """

    def __init__(
        self,
        store: Store,
        actor: str,
        *,
        lang: Lang = "zh",
        role: str = "lead",
        as_of: date | None = None,
    ) -> None:
        self.store = store
        self.actor = actor
        self.lang: Lang = lang
        self.signed_in = SignedIn(store, actor, role)
        self._as_of = as_of
        self._seen = store.head()
        self._kept = _Kept()

    @classmethod
    def shared(cls) -> Session:
        """Sign in as the environment says, at a store that this process opens once; what was read from it is kept for all.

        Raises
        ------
        ArrearsError
            As `from_environment` does.
        """
        asked = tuple(os.environ.get(name, "") for name in (STORE, ACTOR, AS_OF, PROFILE, HOUSE))
        if asked not in _OPENED:
            _OPENED[asked] = cls.from_environment()
        return _OPENED[asked].beside()

    def beside(self) -> Session:
        """Sit down beside somebody at the same store: a language and a look of one's own, with what was read from it in common."""
        mine = Session(self.store, self.actor, lang=self.lang, role=self.signed_in.role.key, as_of=self._as_of)
        mine._kept = self._kept
        return mine

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Session:
        """Sign in as the environment says; see the names in this module.

        Raises
        ------
        ArrearsError
            If it names no store, or the store cannot be opened; a store is never made here.
        """
        from arrears.store import open_store  # noqa: PLC0415  # a message about a missing store needs no database

        named = os.environ if environment is None else environment
        url = named.get(STORE, "").strip()
        if not url:
            raise ArrearsError(
                both("panels.shell.session.no_store_named_start_try"),
            )
        house = named.get(HOUSE, "")
        store = open_store(url, profile=named.get(PROFILE, "cn"), house=Path(house) if house else None, create=False)
        return cls(store, _login(named), lang=language(named), as_of=_day(named.get(AS_OF, "")))

    @property
    def policies(self) -> Policies:
        """The rules of the store's profile."""
        return self.store.policies

    @property
    def today(self) -> date:
        """The day that figures are for, in the profile's time zone."""
        zone = ZoneInfo(self.policies.profile.time_zone)
        return self._as_of or self.store.clock().astimezone(zone).date()

    def say(self, text: str | tuple[str, str], /, **values: object) -> str:
        """Say a text of the catalogue by its key, or one that is there in both languages, in the language of the page."""
        return say(text, self.lang, **values)

    def head(self) -> Head:
        """Give the head that this session's figures were read at."""
        return self._seen

    def refresh(self) -> int:
        """Look whether others have stored anything, and read afresh from now on if so.

        Returns
        -------
        int
            How many events were stored since the last look; 0 if none.
        """
        head = self.store.head()
        new = head.count - self._seen.count
        self._seen = head
        return new

    def at_head(self, name: str, read: Callable[[Store], T]) -> T:
        """Read something from the store once for each head and day.

        Parameters
        ----------
        name : str
            Names what is read: the same name must mean the same.
        read : function
            Reads it, from the store.
        """
        now = (self._seen, self.today)
        # Who asks while another thread reads the same waits for it, and reads nothing twice.
        with self._kept.lock(name):
            kept = self._kept.read.get(name)
            if kept is None or kept[0] != now:
                kept = (now, read(self.store))
                self._kept.read[name] = kept
        value: T = kept[1]
        return value

    def has(self, name: str) -> bool:
        """Tell whether something was read at this head and day, so that it can be had at once."""
        kept = self._kept.read.get(name)
        return kept is not None and kept[0] == (self._seen, self.today)

    def cases(self) -> pd.DataFrame:
        """Give the case list as the store has it on the day that figures are for, personal columns masked; amounts in fen.

        Raises
        ------
        ArrearsError
            As `no_cases` words it.
        """
        from arrears.store.state.case_list import stored_cases  # noqa: PLC0415  # needs pandas; messages do not

        on = self.today
        table = self.at_head("cases", lambda store: stored_cases(store, on))
        if table.empty:
            raise self.no_cases()
        return table

    def no_cases(self) -> ArrearsError:
        """Say what to do where there is no case on the day: put a list in, or choose a day from the first list on."""
        from arrears.store.state.listed import last_listed  # noqa: PLC0415  # needs pandas; messages do not

        with self.store.reading() as connection:
            placed = last_listed(connection, self.store.policies.profile.time_zone)["happened_at"]
        if placed.empty:
            return ArrearsError(
                both("panels.shell.session.store_has_no_cases_yet"),
            )
        first = placed.min().date()
        return ArrearsError(
            both("panels.shell.session.first_case_list_store_after", first=first, today=self.today),
        )


def language(environment: Mapping[str, str] | None = None) -> Lang:
    """Chinese, unless the environment asks for English.

    >>> language({}), language({"ARREARS_LANG": "en_GB"})
    ('zh', 'en')
    """
    asked = (os.environ if environment is None else environment).get(LANG, "")
    return "en" if asked.lower().startswith("en") else "zh"


def _login(named: Mapping[str, str]) -> str:
    """Name the person: as said, as the hub knows them, or as the computer does."""
    return named.get(ACTOR, "").strip() or named.get("JUPYTERHUB_USER", "").strip() or getpass.getuser()


def _day(text: str) -> date | None:
    from datetime import date  # noqa: PLC0415  # rarely needed

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArrearsError(
            both("panels.shell.session.which_no_day_write_like", value=AS_OF, text=text),
        ) from error
