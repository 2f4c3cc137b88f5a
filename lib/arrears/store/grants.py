"""Who may read and write which rows of a PostgreSQL store: one database role a role of the policy, and row-level security.

Everybody has a login of one's own. A collector's connection sees the cases assigned to that login and nothing else, whatever
program makes it; nobody but the store's owner can change or delete what is recorded, or record in another's name. The owner of
the tables stands above these rules: keep its password away from daily work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, text

from arrears.errors import StoreError
from arrears.policy.records import Access
from arrears.store.schema import CASE_ACCESS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from arrears.policy.records import Role
    from arrears.store.store import Store

_TABLES = ("events", "payloads", "erasures", "case_access")
_READABLE = ("store_meta", "arrears_version", "log_head")
_OWN = "is_own_case(case_id)"
_SEEN = "EXISTS (SELECT 1 FROM events WHERE events.seq = {table}.seq)"


def grant(store: Store) -> None:
    """Make the database roles and set what each may do; safe to repeat, as after a change of the policy ``access``.

    Parameters
    ----------
    store : Store
        A PostgreSQL store, opened by its owner, who may make roles.

    Raises
    ------
    StoreError
        If it is not on PostgreSQL.
    """
    _on_postgresql(store)
    roles = store.policies.get(Access, store.clock().date()).roles
    with store.engine.begin() as connection:
        for table in _TABLES:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
        for role in roles:
            _grant_to(connection, role)


def enrol(store: Store, login: str, role: str) -> None:
    """Give an existing database login a role of the policy, and take any other from it.

    Parameters
    ----------
    store : Store
        As `grant` takes it.
    login : str
        The login's name; the same word stands as ``actor`` in events and as ``collector`` in assignments.
    role : str
        A role of the policy.

    Raises
    ------
    StoreError
        If the store is not on PostgreSQL or there is no such role.
    """
    _on_postgresql(store)
    roles = [each.key for each in store.policies.get(Access, store.clock().date()).roles]
    if role not in roles:
        known = ", ".join(roles)
        raise StoreError(f"there is no role {role!r}; choose one of {known}", f"没有岗位“{role}”；可选：{known}")
    with store.engine.begin() as connection:
        who = connection.dialect.identifier_preparer.quote_identifier(login)
        for each in roles:
            connection.exec_driver_sql(f"REVOKE {_name(each)} FROM {who}")
        connection.exec_driver_sql(f"GRANT {_name(role)} TO {who}")


def assign_rows(store: Store) -> int:
    """Tell the database whose each case is, from the assignments in the log; safe to repeat.

    Assignments are sealed, so the database cannot read them itself. It holds case numbers and logins, nothing personal.

    Returns
    -------
    int
        How many cases are somebody's.

    Raises
    ------
    StoreError
        If the store is not on PostgreSQL.
    """
    _on_postgresql(store)
    last = store.events(kind="assignment").drop_duplicates("case_id", keep="last")
    owners = {
        case_id: payload["collector"]
        for case_id, payload in zip(last["case_id"], last["payload"], strict=True)
        if payload.get("collector")
    }
    with store.engine.begin() as connection:
        connection.execute(delete(CASE_ACCESS))
        if owners:
            rows = [{"case_id": case_id, "collector": collector} for case_id, collector in owners.items()]
            connection.execute(insert(CASE_ACCESS), rows)
    return len(owners)


def _grant_to(connection: Connection, role: Role) -> None:
    name = _name(role.key)
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name").bindparams(bindparam("name", name)))
    if found.first() is None:
        connection.exec_driver_sql(f"CREATE ROLE {name} NOLOGIN")
    for table in (*_TABLES, *_READABLE, "customer_index"):
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {name}")
    for table in _TABLES:
        for verb in ("see", "add", "move"):
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name}_{verb} ON {table}")
    if not role.records and role.cases == "none":
        return
    for table in _READABLE:
        connection.exec_driver_sql(f"GRANT SELECT ON {table} TO {name}")
    _may_see(connection, name, role)
    _may_add(connection, name, role)
    if "*" in role.records:
        connection.exec_driver_sql(f"GRANT SELECT, INSERT, DELETE ON case_access TO {name}")
        connection.exec_driver_sql(f"CREATE POLICY {name}_move ON case_access TO {name} USING (true) WITH CHECK (true)")


def _may_see(connection: Connection, name: str, role: Role) -> None:
    # What one has recorded oneself one may see, so that a submit can be repeated.
    whose = {"all": "true", "own": f"{_OWN} OR (case_id = '' AND actor = session_user)", "none": "actor = session_user"}
    connection.exec_driver_sql(f"GRANT SELECT ON events, payloads, erasures, customer_index TO {name}")
    connection.exec_driver_sql(f"CREATE POLICY {name}_see ON events FOR SELECT TO {name} USING ({whose[role.cases]})")
    for table in ("payloads", "erasures"):
        seen = _SEEN.format(table=table)
        connection.exec_driver_sql(f"CREATE POLICY {name}_see ON {table} FOR SELECT TO {name} USING ({seen})")


def _may_add(connection: Connection, name: str, role: Role) -> None:
    kinds = (
        "true"
        if "*" in role.records
        else "kind IN ({})".format(", ".join(f"'{_plain(kind)}'" for kind in role.records))
    )
    # An erasure is the owner's alone, whatever a policy says.
    check = f"actor = session_user AND kind <> 'erasure' AND {kinds}"
    if role.cases == "own":
        check += f" AND ({_OWN} OR (case_id = '' AND kind = 'export'))"
    mine = "EXISTS (SELECT 1 FROM events WHERE events.seq = payloads.seq AND events.actor = session_user)"
    connection.exec_driver_sql(f"GRANT INSERT ON events, payloads, customer_index TO {name}")
    connection.exec_driver_sql(f"CREATE POLICY {name}_add ON events FOR INSERT TO {name} WITH CHECK ({check})")
    connection.exec_driver_sql(f"CREATE POLICY {name}_add ON payloads FOR INSERT TO {name} WITH CHECK ({mine})")


def _name(role: str) -> str:
    return f"arrears_{_plain(role)}"


def _plain(word: str) -> str:
    if not word.isidentifier() or not word.isascii():
        raise StoreError(f"roles and kinds are plain words; {word!r} is none; correct the policy access")
    return word


def _on_postgresql(store: Store) -> None:
    if store.engine.dialect.name != "postgresql":
        raise StoreError(
            "logins and row-level security need PostgreSQL; a SQLite store is guarded by its file and its key",
            "账号和行级权限仅适用于 PostgreSQL；SQLite 存储库由文件权限和密钥保护",
        )
