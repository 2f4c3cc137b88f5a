"""The store: one append-only, hash-chained log of everything that happened to the cases."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from arrears.errors import StoreError
from arrears.policy import Policies
from arrears.policy.records import ClockSkew
from arrears.store import writing
from arrears.store.anchors import Head, Receipt, write_anchor
from arrears.store.canonical import instant_text
from arrears.store.engine import reading
from arrears.store.keys import Keys, load_keys
from arrears.store.opening import open_engine, store_name
from arrears.store.schema import META
from arrears.store.sealing import OPTION, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager
    from types import ModuleType

    import pandas as pd
    from sqlalchemy import Connection, Engine

    from arrears.store.records import Event


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


class Store:
    """An open store; `open_store` makes one.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Its database.
    policies : Policies
        The profile whose rules on clocks and retention apply, and whose time zone instants are shown in.
    heads : Path or None
        The file of heads that every submit adds to.
    """

    def __init__(
        self,
        engine: Engine,
        policies: Policies,
        heads: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.engine = engine
        self.policies = policies
        self.heads = heads
        self.clock = clock
        self.name = store_name(engine.url)

    def append(self, events: Event | Mapping[str, Any] | Iterable[Event | Mapping[str, Any]]) -> Receipt:
        """Store a batch of events: all of them or none, in one transaction.

        Parameters
        ----------
        events : Event or mapping, or several
            Records of `arrears.store.records`, or mappings with the same fields and ``kind``.

        Returns
        -------
        Receipt
            Once it is there the events are on the disk. A batch that was stored before gives its receipt again.

        Raises
        ------
        StoreError
            If an event is not right, its key was used for other content, or the store cannot be written; nothing is stored then.
        """
        batch = writing.drafts([events] if hasattr(events, "keys") else events)  # type: ignore[arg-type,list-item]  # a mapping has keys
        try:
            with self.engine.begin() as connection:
                now = self.clock()
                skew = self.policies.get(ClockSkew, now.date())
                receipt = writing.append(connection, batch, now, skew)
        except DBAPIError as error:
            raise self._not_written(error) from error
        if receipt.stored:
            self._anchor(receipt.head, now)
        return receipt

    def events(
        self, case_id: str | None = None, kind: str | Iterable[str] | None = None, since: datetime | str | None = None
    ) -> pd.DataFrame:
        """Give events in the order in which the store took them.

        Parameters
        ----------
        case_id : str, optional
            Only this case's.
        kind : str or several, optional
            Only these kinds, such as ``"payment"``.
        since : datetime or ISO text with a zone, optional
            Only those recorded at that instant or later, by the store's clock.

        Returns
        -------
        DataFrame
            ``seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, payload, erased, hash``; instants in the profile's
            time zone; ``payload`` a dict, empty where it was erased.
        """
        from arrears.store.reading import read_events  # noqa: PLC0415  # writers start without pandas

        kinds = () if kind is None else (kind,) if isinstance(kind, str) else tuple(kind)
        with self.reading() as connection:
            return read_events(connection, self.policies.profile.time_zone, case_id=case_id, kinds=kinds, since=since)

    def head(self) -> Head:
        """Give the number of events and the hash of the last one."""
        with self.reading() as connection:
            count, hashed, _ = writing.last_event(connection)
        return Head(count, hashed)

    @property
    def store_id(self) -> str:
        """The store's own name, drawn when it was made; it goes into its first hash."""
        with self.reading() as connection:
            return str(connection.execute(select(META.c.value).where(META.c.key == "store_id")).scalar_one())

    def reading(self) -> AbstractContextManager[Connection]:
        """Begin a transaction that only reads: ``with store.reading() as connection``."""
        return reading(self.engine).begin()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _anchor(self, head: Head, at: datetime) -> None:
        if self.heads is None:
            return
        try:
            write_anchor(self.heads, head, instant_text(at))
        except OSError as error:
            # The events are stored: the submit has succeeded, and must not look as if it had not.
            warnings.warn(
                f"the head could not be written to {self.heads.name}: {error.strerror}", RuntimeWarning, stacklevel=3
            )

    def _not_written(self, error: DBAPIError) -> StoreError:
        # The engine's own text may quote rows; its first argument is the database's reason alone.
        reason = str(error.orig).splitlines()[0][:200] if error.orig else "no reason given"
        return StoreError(
            f"nothing was stored in {self.name}: {reason}; put that right and send the same events again",
            f"未写入存储库 {self.name}：{reason}；请排除后重新提交相同内容",
        )


def open_store(  # noqa: PLR0913  # each is a choice of its own
    where: str | Path,
    *,
    profile: str = "cn",
    house: Path | None = None,
    heads: Path | None = None,
    clock: Callable[[], datetime] = utc_now,
    create: bool = True,
    driver: ModuleType | None = None,
    unlock: Callable[[Any], None] | None = None,
    keys: Callable[[], Keys] = load_keys,
) -> Store:
    """Open a store, and make it where it is not there yet.

    Parameters
    ----------
    where : str or Path
        ``sqlite:///path``, a bare path, or ``postgresql://user@host/database``.
    profile, house
        The rules that apply; see `arrears.Policies`.
    heads : Path, optional
        The file of heads; beside a SQLite file it is ``<file>.heads`` unless you say, for PostgreSQL there is none unless you say.
    clock : function, optional
        Gives the present instant.
    create : bool
        Whether a store that is not there is made.
    driver, unlock
        An encrypting driver for SQLite and what gives it its key; see `arrears.store.engine.make_engine`.
    keys : function, optional
        Gives the keys that personal content is sealed with, when they are first needed.

    Raises
    ------
    StoreError
        If it cannot be opened, or was made by a newer version; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> from arrears.store.records import Payment
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = open_store(f"{folder.name}/book.db")
    >>> paid = Payment(
    ...     case_id="A1", happened_at="2026-11-20T10:00+08:00", actor="li", key="bank-1", amount_fen=500_00
    ... )
    >>> store.append(paid).head.count, store.append(paid).head.count
    (1, 1)
    >>> store.events("A1")["payload"].tolist()
    [{'amount_fen': 50000}]
    >>> store.close(); folder.cleanup()
    """
    policies = Policies(profile, house)
    engine = open_engine(where, driver=driver, unlock=unlock, create=create)
    engine = engine.execution_options(**{OPTION: Sealer(keys)})
    if heads is None and engine.dialect.name == "sqlite":
        heads = Path(f"{engine.url.database}.heads")
    return Store(engine, policies, heads, clock)
