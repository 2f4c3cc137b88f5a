"""Who may read and write which rows of a PostgreSQL store: one database role a role of the policy, and row-level security.

Everybody has a login of one's own. A collector's connection sees the cases assigned to that login and nothing else, whatever
program makes it; it adds events through one function of the database, which takes what is whole, in that login's name, of a kind
and on a case that are the login's. Nobody but the store's owner can change or delete what is recorded, or record in another's name.
The owner of the tables stands above these rules: keep its password away from daily work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, text

from arrears.errors import StoreError
from arrears.policy.records import Access
from arrears.store.log.schema import CASE_ACCESS
from arrears.store.migrations.versions.v0004_guards import APPEND_ARGUMENTS
from arrears.store.migrations.versions.v0005_rights import OPEN_TO_MEMBERS, SEEN, SEES
from arrears.store.secrets.key_check import demand_known_key
from arrears.store.state.views import current
from arrears.words import both

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from arrears.policy.records import Role
    from arrears.store.log.chain import Store

_TABLES = ("events", "payloads", "erasures", "set_aside", "case_access")
_READABLE = ("store_meta", "arrears_version", "log_head")
_OWNERS = ("turn", "role_rights", "customer_index", "unscrubbed")
_PREFIX = "arrears_"
_OWN = "is_own_case(case_id)"
_APPEND = f"append_events({', '.join(APPEND_ARGUMENTS)}), take_turn(), end_long_turn()"


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
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC")
        connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
        for name in _granted(connection) - {_name(role.key) for role in roles}:
            _take_from(connection, name)
        for role in roles:
            _grant_to(connection, role)
        for table in SEEN:
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS seen ON {table}")
            connection.exec_driver_sql(f"CREATE POLICY seen ON {table} FOR SELECT USING ({SEES.format(table=table)})")
        demand_known_key(connection)


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
        raise StoreError(both("store.access.grants.there_no_role_choose_one", role=role, known=known))
    with store.engine.begin() as connection:
        who = connection.dialect.identifier_preparer.quote_identifier(login)
        # A role that the policy no longer knows goes as well.
        for name in {_name(each) for each in roles} | _granted(connection):
            connection.exec_driver_sql(f"REVOKE {name} FROM {who}")
        connection.exec_driver_sql(f"GRANT {_name(role)} TO {who}")


def known_as(store: Store) -> tuple[str, frozenset[str]] | None:
    """Give the login of a PostgreSQL connection and the roles of the policy that the database knows it by.

    Returns
    -------
    (str, frozenset of str) or None
        None on SQLite, and for the owner of the tables, who stands above roles: there a role is what the person claims.
    """
    if store.engine.dialect.name != "postgresql":
        return None
    with store.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT session_user::text AS login, pg_has_role(session_user, (SELECT c.relowner FROM pg_class AS c"
            " WHERE c.oid = 'events'::regclass), 'USAGE') AS owns, ARRAY(SELECT r.rolname::text FROM pg_roles AS r"
            " WHERE starts_with(r.rolname::text, 'arrears_') AND pg_has_role(session_user, r.oid, 'MEMBER')) AS roles"
        ).one()
    if row.owns:
        return None
    return str(row.login), frozenset(name.removeprefix(_PREFIX) for name in row.roles)


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
    with store.engine.begin() as connection:
        # Read in the writers' turn: an assignment that came in between would be lost.
        last = current(connection, "assignment").drop_duplicates("case_id", keep="last")
        pairs = zip(last["case_id"], last["collector"], strict=True)
        owners = [{"case_id": case_id, "collector": collector} for case_id, collector in pairs if collector]
        connection.execute(delete(CASE_ACCESS))
        if owners:
            connection.execute(insert(CASE_ACCESS), owners)
    return len(owners)


def _grant_to(connection: Connection, role: Role) -> None:
    name = _name(role.key)
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name").bindparams(bindparam("name", name)))
    if found.first() is None:
        connection.exec_driver_sql(f"CREATE ROLE {name} NOLOGIN")
    _take_from(connection, name)
    if not role.records and role.cases == "none":
        return
    for table in _READABLE:
        connection.exec_driver_sql(f"GRANT SELECT ON {table} TO {name}")
    _may_see(connection, name, role)
    _may_add(connection, name, role)


def _granted(connection: Connection) -> set[str]:
    """Give the roles that have been granted something in this store, those that the policy no longer knows among them."""
    found = connection.exec_driver_sql(
        "SELECT rolname::text FROM pg_roles WHERE rolname IN (SELECT role FROM role_rights UNION"
        " SELECT left(policyname, -4) FROM pg_policies WHERE schemaname = current_schema() AND tablename = 'events'"
        " AND policyname LIKE 'arrears!_%%!_see' ESCAPE '!')",
        (),
    )
    return set(found.scalars())


def _take_from(connection: Connection, name: str) -> None:
    for table in (*_TABLES, *_READABLE, *_OWNERS):
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {name}")
    connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {_APPEND}, is_own_case(text) FROM {name}")
    for table in _TABLES:
        for verb in ("see", "add", "move"):
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name}_{verb} ON {table}")
    connection.exec_driver_sql("DELETE FROM role_rights WHERE role = %s", (name,))


def _may_see(connection: Connection, name: str, role: Role) -> None:
    # What one has recorded oneself one may see, so that a submit can be repeated.
    whose = {"all": "true", "own": f"{_OWN} OR (case_id = '' AND actor = session_user)", "none": "actor = session_user"}
    connection.exec_driver_sql(f"GRANT SELECT ON events, payloads, erasures, set_aside TO {name}")
    if role.cases != "none":
        # Whoever has no cases looks for nobody.
        connection.exec_driver_sql(f"GRANT SELECT ON customer_index TO {name}")
    connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION is_own_case(text) TO {name}")
    # For everybody, and asking for the role: a policy that named it could be dropped by any of its members.
    seen = OPEN_TO_MEMBERS.format(role=name, rows=whose[role.cases])
    connection.exec_driver_sql(f"CREATE POLICY {name}_see ON events FOR SELECT USING ({seen})")


def _may_add(connection: Connection, name: str, role: Role) -> None:
    """Let a role append through the one function, which asks this table what; an erasure is the owner's alone in any case."""
    if not role.records:
        return
    kinds = "*" if "*" in role.records else ",".join(_plain(kind) for kind in role.records)
    cases = "own" if role.cases == "own" else "all"
    connection.exec_driver_sql(
        "INSERT INTO role_rights (role, records, cases) VALUES (%s, %s, %s)", (name, kinds, cases)
    )
    connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {_APPEND} TO {name}")


def _name(role: str) -> str:
    return f"{_PREFIX}{_plain(role)}"


def _plain(word: str) -> str:
    if not word.isidentifier() or not word.isascii():
        raise StoreError(f"roles and kinds are plain words; {word!r} is none; correct the policy access")
    return word


def _on_postgresql(store: Store) -> None:
    if store.engine.dialect.name != "postgresql":
        raise StoreError(
            both("store.access.grants.logins_row_level_security_need"),
        )
