"""Open a store: the way in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from arrears.policy import Policies
from arrears.store.log.chain import Store, utc_now
from arrears.store.log.opening import open_engine
from arrears.store.secrets.file_encryption import encrypted_store
from arrears.store.secrets.keys import load_keys
from arrears.store.secrets.sealing import OPTION, Sealer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import ModuleType

    from arrears.store.secrets.keys import Keys


ENCRYPTED = "sqlcipher:///"
"""How the address of a store in an encrypted file begins."""


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
        ``sqlite:///path``, a bare path, ``sqlcipher:///path`` for a file that is encrypted as a whole (extra ``sqlcipher``), or
        ``postgresql://user@host/database``.
    profile, house
        The rules that apply; see `arrears.Policies`.
    heads : Path, optional
        The file of heads; beside a SQLite file it is ``<file>.heads`` unless you say, for PostgreSQL there is none unless you say.
    clock : function, optional
        Gives the present instant.
    create : bool
        Whether a store that is not there is made.
    driver, unlock
        An encrypting driver for SQLite and what gives it its key; see `arrears.store.log.engine.make_engine`.
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
    if str(where).startswith(ENCRYPTED):
        where = Path(str(where).removeprefix(ENCRYPTED))
        options = encrypted_store(where, keys())
        driver, unlock = options["driver"], options["unlock"]
    engine = open_engine(where, driver=driver, unlock=unlock, create=create)
    engine = engine.execution_options(**{OPTION: Sealer(keys)})
    if heads is None and engine.dialect.name == "sqlite":
        heads = Path(f"{engine.url.database}.heads")
    return Store(engine, policies, heads, clock)
