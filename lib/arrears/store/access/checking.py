"""Check a store and what stands around it: its chain, the database's own pages and guards, the customer index, and heads kept outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from arrears.store.access.customers import strange_entries
from arrears.store.log.anchors import Head, other_store, read_anchors
from arrears.store.log.guards import UNREADABLE, damaged_pages, lost_guards, lost_rights, named
from arrears.store.log.memory import placed, remembered
from arrears.store.log.opening import make_empty
from arrears.store.log.schema import CASE_ACCESS, META, UNSCRUBBED
from arrears.store.log.verify import Finding, Verification, verify
from arrears.store.secrets.crypto import SealedFieldError
from arrears.store.secrets.keys import KeyMissingError
from arrears.store.state.views import current

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arrears.store.log.chain import Store

BACKUP = "backup"
"""Stands beside a store's name in a backup: no file of heads belongs to it."""
_SHORT = 12
_UNREADABLE = "a page cannot be read"


def all_anchors(store: Store, anchors: Iterable[Head] = ()) -> list[Head]:
    """Give the heads that a store is held against: those given, those of the file beside it, and what this computer remembers."""
    known = set(anchors)
    if store.heads is not None and store.heads.is_file():
        known |= set(read_anchors(store.heads)[0])
    last = remembered(store.store_id)
    return sorted(known | ({last} if last is not None else set()))


def check_store(store: Store, anchors: Iterable[Head] = ()) -> Verification:
    """Verify a store and everything around it; see `Store.verify`."""
    pages = damaged_pages(store.engine)
    try:
        last = remembered(store.store_id)
        result = verify(store.engine, sorted({*anchors, *([last] if last is not None else [])}))
    except UNREADABLE:
        # The walk itself has met a page that cannot be read.
        return Verification(Head(0, ""), 0, [Finding("PAGES", 0, 0, pages or _UNREADABLE)])
    try:
        lost = lost_guards(store.engine, make_empty)
        result.findings += [Finding("GUARDS", 0, 0, named(lost))] if lost else []
        result.findings += [*_index(store), *_owners(store), *_heads(store, result, given=bool(set(anchors)))]
    except UNREADABLE:
        pages = pages or _UNREADABLE
    if pages:
        result.findings.append(Finding("PAGES", 0, 0, pages))
    return result


def _index(store: Store) -> list[Finding]:
    try:
        with store.reading() as connection:
            strange = strange_entries(connection)
    except (KeyMissingError, SealedFieldError):
        return []  # without the key nothing can be compared; the walk has said so already
    return [Finding("INDEX", strange[0], strange[-1], str(len(strange)))] if strange else []


def _owners(store: Store) -> list[Finding]:
    """Tell what only the owner of a PostgreSQL store may look at: whose each case is, what each role may, and what is not scrubbed yet."""
    if store.engine.dialect.name != "postgresql":
        return []
    try:
        lost = lost_rights(store.engine)
        with store.reading() as connection:
            found = {row.case_id: row.collector for row in connection.execute(select(CASE_ACCESS))}
            left = connection.execute(select(func.count()).select_from(UNSCRUBBED)).scalar_one()
    except DBAPIError:
        return []  # a role's own login may not see it
    told = [Finding("RIGHTS", 0, 0, named(lost))] if lost else []
    told += [Finding("UNSCRUBBED", 0, 0, str(left))] if left else []
    return told + _access(store, found)


def _access(store: Store, found: dict[str, str]) -> list[Finding]:
    """Hold whose each case is, as the database thinks, against the log."""
    with store.reading() as connection:
        last = current(connection, "assignment").drop_duplicates("case_id", keep="last")
    wanted = {str(case): str(who) for case, who in zip(last["case_id"], last["collector"], strict=True) if who}
    differing = sorted(case for case in wanted.keys() | found.keys() if wanted.get(case) != found.get(case))
    return [Finding("ACCESS", 0, 0, named(differing))] if differing else []


def _heads(store: Store, result: Verification, *, given: bool) -> list[Finding]:
    if store.heads is None or result.head.count == 0:
        return []
    other, own = placed(store.heads), store.store_id
    if other and other != own:
        return [Finding("OTHER_STORE", 0, 0, other[:_SHORT])]
    if store.heads.is_file():
        other = other_store(store.heads, own)
        return [Finding("OTHER_STORE", 0, 0, other)] if other else []
    with store.reading() as connection:
        is_backup = connection.execute(select(META.c.key).where(META.c.key == BACKUP)).first() is not None
    return [] if is_backup or given else [Finding("NO_HEADS", 0, 0)]
