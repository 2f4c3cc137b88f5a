"""The store: one append-only, hash-chained log of everything that happened to the cases."""

from __future__ import annotations

import contextlib
import logging
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from arrears.errors import StoreError
from arrears.policy.records import ClockSkew
from arrears.store.log import writing
from arrears.store.log.anchors import Head, Receipt, other_store, write_anchor
from arrears.store.log.canonical import instant_text
from arrears.store.log.expecting import Expectation
from arrears.store.log.memory import remember, remember_place, remembered
from arrears.store.log.opening import store_name
from arrears.store.log.refusals import reason
from arrears.store.log.schema import EVENTS, META
from arrears.store.state.present import Present
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import Engine

    from arrears.policy import Policies
    from arrears.store.access.repairing import Mended
    from arrears.store.log.verify import Verification
    from arrears.store.records import Event


_log = logging.getLogger("arrears.store")


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


class Store(Present):
    """An open store; `arrears.open_store` makes one.

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
        self._id = ""
        self._continues = True

    def append(
        self,
        events: Event | Mapping[str, Any] | Iterable[Event | Mapping[str, Any]],
        *,
        expect: Head | None = None,
        expect_kinds: Collection[str] = (),
        expect_prefix: str = "",
    ) -> Receipt:
        """Store a batch of events: all of them or none, in one transaction.

        Parameters
        ----------
        events : Event or mapping, or several
            Records of `arrears.store.records`, or mappings with the same fields and ``kind``.
        expect : Head, optional
            The head when the cases were read, from `head`: if one of the batch's cases has grown since, nothing is stored.
        expect_kinds : collection of str
            With `expect`: only events of these kinds count as growth, such as ``{"assignment", "placement"}``; any kind if left out.
        expect_prefix : str
            With `expect`: an event whose key begins so counts as growth, whatever its case.

        Returns
        -------
        Receipt
            Once it is there the events are on the disk. A batch that was stored before gives its receipt again.

        Raises
        ------
        StaleError
            If a case has grown since `expect`; its ``cases`` name which. A batch that is there already gets its receipt all the same.
        StoreError
            If an event is not right, its key was used for other content, or the store cannot be written; nothing is stored then.
        """
        seen = None if expect is None else Expectation(expect, expect_kinds, expect_prefix)
        batch = writing.drafts([events] if hasattr(events, "keys") else events)  # type: ignore[arg-type,list-item]  # a mapping has keys
        writing.demand_zones(batch, self.policies.profile.time_zone)
        self._begin_heads()
        try:
            with self.engine.begin() as connection:
                now = self.clock()
                skew = self.policies.get(ClockSkew, now.date())
                receipt = writing.append(connection, batch, now, skew, seen)
        except DBAPIError as error:
            raise self._not_written(error) from error
        if receipt.stored:
            self._anchor(receipt.head, now)
        return receipt

    def verify(self, anchors: Iterable[Head] = ()) -> Verification:
        """Check the whole chain, and what stands around it: the file's pages, guards, the customer index, and heads kept outside.

        Heads are compared that the caller gives and that this computer remembers; see `arrears.store.log.verify`.
        """
        from arrears.store.access.checking import check_store  # noqa: PLC0415  # same

        return check_store(self, anchors)

    def repair(self, anchors: Iterable[Head] = (), *, actor: str, reason: str) -> Mended:
        """Set aside what a verification finds damaged, with a record; see `arrears.store.access.repairing`.

        Raises
        ------
        StoreError
            If there is no actor or reason, or the store cannot be written.
        """
        from arrears.store.access.checking import all_anchors, check_store  # noqa: PLC0415  # same
        from arrears.store.access.erasing import scrub  # noqa: PLC0415  # same
        from arrears.store.access.repairing import repair  # noqa: PLC0415  # same

        known = all_anchors(self, anchors)
        found = check_store(self, known)
        self._begin_heads()
        try:
            with self.engine.begin() as connection:
                mended = repair(connection, found, known, self.clock(), actor=actor, reason=reason)
        except DBAPIError as error:
            raise self._not_written(error) from error
        head = self.head()
        other = other_store(self.heads, self.store_id) if self.heads is not None and self.heads.is_file() else ""
        if other and self.heads is not None:
            # Evidence of the other store stays; from here on this one has heads of its own.
            self.heads.replace(self.heads.with_name(f"{self.heads.name}.{other}"))
        self._anchor(head, self.clock(), anew=True)
        if any(finding.code == "UNSCRUBBED" for finding in found.findings):
            scrub(self.engine)
            mended = mended._replace(anew=(*mended.anew, "payloads"))
        return mended

    def retention(self, on: date | None = None, case_id: str | None = None) -> pd.DataFrame:
        """Say for each case how long its records must be kept, and whether its personal content must go.

        Returns
        -------
        DataFrame
            ``case_id, events, last_activity, recordings_until, keep_until, rule, source, erase_by, held_by, status, days_over``;
            recordings of calls must be kept until `recordings_until`, empty where no call was recorded; status is ``keep``
            (a period runs), ``hold`` (it is over, an open matter holds it), ``erase`` (due) or ``erased``.
        """
        from arrears.store.access.retention import retention_report  # noqa: PLC0415  # same

        with self.reading() as connection:
            return retention_report(connection, self.policies, on or self._today(), case_id)

    def erase(self, case_id: str, *, reason: str, basis: str, actor: str, early: bool = False) -> Receipt:
        """Erase the personal content of a case and leave a tombstone; the chain stays verifiable.

        Parameters
        ----------
        case_id, reason, basis, actor : str
            The case, why, on what legal basis, and who does it.
        early : bool
            Before its period is over: for data that should never have been stored.

        Raises
        ------
        StoreError
            If a period or an open matter keeps the case, or there is nothing to erase.
        """
        from arrears.store.access.erasing import erase_payloads, scrub, tombstone  # noqa: PLC0415  # same
        from arrears.store.access.retention import refuse_kept, retention_report  # noqa: PLC0415  # same

        stone = tombstone(case_id, self.clock(), reason=reason, basis=basis, actor=actor, early=early)
        try:
            with self.engine.begin() as connection:
                refuse_kept(retention_report(connection, self.policies, self._today(), case_id), early=early)
                receipt = erase_payloads(connection, stone)
        except DBAPIError as error:
            raise self._not_written(error) from error
        self._anchor(receipt.head, receipt.recorded_at)
        scrub(self.engine)
        return receipt

    def _today(self) -> date:
        return self.clock().astimezone(ZoneInfo(self._zone)).date()

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

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin_heads(self) -> None:
        """Begin a new store's file of heads before its first event: killed between the two, it would be told as damaged."""
        if self.heads is None or self._id or self.heads.exists() or self.head().count:
            return
        remember_place(self.heads, self.store_id, anew=True)
        with contextlib.suppress(OSError):  # `_anchor` tells of it, once the events are stored
            self.heads.touch(0o600)

    def _anchor(self, head: Head, at: datetime, *, anew: bool = False) -> None:
        first = not self._id
        self._id = self._id or self.store_id
        if first and not anew:
            self._continues = self._is_continued()
        if self._continues or anew:
            self._continues = True
            remember(self._id, head, anew=anew)
        if self.heads is None:
            return
        if first or anew:
            remember_place(self.heads, self._id, anew=anew)
        try:
            write_anchor(self.heads, head, instant_text(at), self._id)
        except OSError as error:
            # The events are stored: the submit has succeeded, and must not look as if it had not.
            warnings.warn(
                f"the head could not be written to {self.heads.name}: {error.strerror}", RuntimeWarning, stacklevel=3
            )

    def _is_continued(self) -> bool:
        """Tell whether the last head that this computer remembers stands in the store; if not, a newer one must not take its place."""
        last = remembered(self._id)
        if last is None or last.count == 0:
            return True
        with self.reading() as connection:
            found = connection.execute(select(EVENTS.c.hash).where(EVENTS.c.seq == last.count)).scalar()
        if found == last.hash or (found is None and self.engine.dialect.name != "sqlite"):
            return True  # a collector's connection need not see the event
        _log.warning(
            "存储库 %s 与本机所记的不是同一历史：可能被退回旧备份或改写；请运行 arrears store verify"
            " · the store %s is not the one that this computer remembers: it may have been rolled back or rewritten; run arrears store verify",
            self.name,
            self.name,
        )
        return False

    def _not_written(self, error: DBAPIError) -> StoreError:
        why = reason(error)
        return StoreError(
            both("store.log.chain.nothing_stored_put_right_send", name=self.name, why=why),
        )
