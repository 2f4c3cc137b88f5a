"""Rights that no login can take from its colleagues, a turn that nobody keeps, and cases that follow an assignment declared void.

Until this version the policies of rows named the role that they are for: a member of the role could drop them for everybody with
``DROP OWNED BY``. Here they are for everybody and ask who is a member. Whoever has waited a minute for the writers' turn may end a
transaction that has kept it for five; and an assignment that is declared void gives its case back to whoever had it before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import op

from arrears.store.migrations.versions import v0004_guards as before

if TYPE_CHECKING:
    from sqlalchemy import Connection

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SEEN = ("payloads", "erasures", "set_aside", "customer_index")
"""Tables of which one sees what one sees of the log."""
OPEN_TO_MEMBERS = "(SELECT pg_has_role(session_user, '{role}', 'MEMBER')) AND ({rows})"
"""Who sees rows of the log: asked once a statement, and of the login itself, whatever role it has put on."""
SEES = "EXISTS (SELECT 1 FROM events WHERE events.seq = {table}.seq)"

_END_LONG_TURN = """
DECLARE
  held record;
BEGIN
  -- The owner's own work, such as a restore, may take long. One who may not look at or end another's session gets no row, or a refusal.
  SELECT a.pid, a.usename::text AS login INTO held FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
    WHERE l.granted AND l.relation = '{s}.turn'::regclass AND l.mode = 'ExclusiveLock' AND a.datname = current_database()
      AND a.xact_start < clock_timestamp() - interval '5 minutes'
      AND NOT pg_has_role(a.usename, (SELECT c.relowner FROM pg_class AS c WHERE c.oid = '{s}.events'::regclass), 'USAGE');
  IF NOT FOUND THEN
    RETURN '';
  END IF;
  PERFORM pg_terminate_backend(held.pid);
  RETURN held.login;
EXCEPTION WHEN insufficient_privilege THEN
  RETURN '';
END
"""

_APPEND = """
DECLARE
  me constant text := session_user;
  stranger record;
  counted bigint;
BEGIN
  PERFORM {s}.take_turn();
  -- The owner of the tables stands above roles, and so does a superuser; the guards of the tables hold for them as well.
  IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class AS c WHERE c.oid = '{s}.events'::regclass), 'USAGE') THEN
    SELECT r.* INTO stranger FROM unnest($2, $3, $6) AS r(case_id, kind, actor) WHERE r.actor IS DISTINCT FROM me LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'AR007', DETAIL = me, MESSAGE = 'arrears: a login may record in its own name only';
    END IF;
    SELECT r.* INTO stranger FROM unnest($2, $3) AS r(case_id, kind) WHERE r.kind IN ('erasure', 'repair') OR NOT EXISTS (
      SELECT 1 FROM {s}.role_rights AS g JOIN pg_roles AS p ON p.rolname = g.role
      WHERE pg_has_role(session_user, p.oid, 'MEMBER') AND (g.records = '*' OR r.kind = ANY (string_to_array(g.records, ',')))) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'AR008', DETAIL = left(coalesce(stranger.kind, '?'), 40), MESSAGE = 'arrears: the login may not record events of this kind';
    END IF;
    SELECT r.* INTO stranger FROM unnest($2, $3) AS r(case_id, kind) WHERE NOT EXISTS (
      SELECT 1 FROM {s}.role_rights AS g JOIN pg_roles AS p ON p.rolname = g.role
      WHERE pg_has_role(session_user, p.oid, 'MEMBER') AND (g.records = '*' OR r.kind = ANY (string_to_array(g.records, ',')))
        AND (g.cases <> 'own' OR {s}.is_own_case(r.case_id) OR (r.case_id = '' AND r.kind = 'export'))) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'AR009', DETAIL = left(coalesce(stranger.case_id, '?'), 40), MESSAGE = 'arrears: the case is not assigned to this login';
    END IF;
    -- What a login may not record it may not take back either.
    SELECT r.kind, e.kind AS what INTO stranger FROM unnest($3, $8) AS r(kind, corrects) JOIN {s}.events AS e ON e.key = r.corrects
      WHERE r.kind IN ('void', 'reversal') AND NOT EXISTS (SELECT 1 FROM {s}.role_rights AS g JOIN pg_roles AS p ON p.rolname = g.role
        WHERE pg_has_role(session_user, p.oid, 'MEMBER') AND (g.records = '*' OR e.kind = ANY (string_to_array(g.records, ',')))) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'AR008', DETAIL = left(stranger.what, 40), MESSAGE = 'arrears: the login may not record events of this kind';
    END IF;
  END IF;
  INSERT INTO {s}.events (seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, payload_hash, previous_hash, hash)
    SELECT r.seq, r.case_id, r.kind, r.happened_at, r.recorded_at, r.actor, r.key, r.corrects, r.payload_hash, r.previous_hash, r.hash
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      AS r(seq, case_id, kind, happened_at, recorded_at, actor, key, corrects, payload_hash, previous_hash, hash) ORDER BY r.seq;
  INSERT INTO {s}.payloads (seq, salt, body) SELECT r.seq, r.salt, r.body FROM unnest($1, $12, $13) AS r(seq, salt, body);
  INSERT INTO {s}.customer_index (seq, field, case_id, blind) SELECT e.seq, i.field, e.case_id, i.blind
    FROM unnest($15, $16, $17) AS i(seq, field, blind) JOIN {s}.events AS e ON e.seq = i.seq
    WHERE i.seq = ANY ($1) AND i.field ~ '^[a-z_]{1,40}$' AND i.blind ~ '^[0-9a-f]{32}$';
  GET DIAGNOSTICS counted = ROW_COUNT;
  IF counted <> coalesce(cardinality($15), 0) THEN
    RAISE EXCEPTION USING ERRCODE = 'AR002', MESSAGE = 'arrears: an entry of the customer index names no event of this batch';
  END IF;
  FOR stranger IN SELECT DISTINCT ON (r.case_id) r.case_id, r.collector FROM unnest($1, $2, $3, $8, $14)
    AS r(seq, case_id, kind, corrects, collector) WHERE r.collector IS NOT NULL AND (r.kind = 'assignment' OR (r.kind = 'void' AND EXISTS (
      SELECT 1 FROM {s}.events AS e WHERE e.key = r.corrects AND e.kind = 'assignment'))) ORDER BY r.case_id, r.seq DESC LOOP
    DELETE FROM {s}.case_access AS a WHERE a.case_id = stranger.case_id;
    INSERT INTO {s}.case_access (case_id, collector) SELECT stranger.case_id, stranger.collector WHERE stranger.collector <> '';
  END LOOP;
END
"""


def functions(schema: str) -> dict[str, tuple[str, str, str]]:
    """Give each function by its signature: what it returns, how it runs, and its body; a verification compares them."""
    made = before.functions(schema)
    how = f"plpgsql SECURITY DEFINER SET search_path = {before.PINNED}"
    append = f"append_events({', '.join(before.APPEND_ARGUMENTS)})"
    made[append] = "void", how, _APPEND.replace("{s}", schema)
    made["end_long_turn()"] = "text", how, _END_LONG_TURN.replace("{s}", schema)
    return made


def upgrade() -> None:
    """Make the functions anew and the policies of rows everybody's; SQLite has neither."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    schema = str(connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one())
    _run(connection, f"CREATE TABLE {schema}.unscrubbed (seq bigint PRIMARY KEY REFERENCES {schema}.events (seq))")
    _run(connection, f"REVOKE ALL ON {schema}.unscrubbed FROM PUBLIC")
    for name, (gives, how, body) in functions(schema).items():
        _run(
            connection,
            f"CREATE OR REPLACE FUNCTION {schema}.{name} RETURNS {gives} LANGUAGE {how} AS $guard${body}$guard$",
        )
    _run(connection, f"REVOKE ALL ON FUNCTION {schema}.end_long_turn() FROM PUBLIC")
    _open_policies(connection, schema)


def downgrade() -> None:
    """Refuse: a store is not made weaker."""
    raise NotImplementedError("rights are not taken back; restore a backup instead")


def _open_policies(connection: Connection, schema: str) -> None:
    """Put for each role's policies one that everybody has and that asks for the role; what each might see it goes on seeing."""
    listed = connection.exec_driver_sql(
        "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = current_schema()"
        " AND policyname LIKE 'arrears!_%%!_see' ESCAPE '!' ORDER BY tablename, policyname"
    ).fetchall()
    for table, policy, rows in listed:
        _run(connection, f"DROP POLICY {policy} ON {schema}.{table}")
        if table != "events":
            continue
        role = policy.removesuffix("_see")
        seen = OPEN_TO_MEMBERS.format(role=role, rows=rows)
        _run(connection, f"CREATE POLICY {policy} ON {schema}.events FOR SELECT USING ({seen})")
        adds = "SELECT 1 FROM {}.role_rights WHERE role = %s".format(schema)  # noqa: S608, UP032  # names of our own
        if connection.exec_driver_sql(adds, (role,)).first() is not None:
            _run(connection, f"GRANT EXECUTE ON FUNCTION {schema}.end_long_turn() TO {role}")
        if "is_own_case" not in rows and rows != "true":
            # Whoever has no cases looks for nobody.
            _run(connection, f"REVOKE ALL ON {schema}.customer_index FROM {role}")
    for table in SEEN:
        _run(connection, f"DROP POLICY IF EXISTS seen ON {schema}.{table}")
        _run(connection, f"CREATE POLICY seen ON {schema}.{table} FOR SELECT USING ({SEES.format(table=table)})")


def _run(connection: Connection, statement: str) -> None:
    # Past the templates of texts: a colon or a percent sign in a guard is meant as it stands.
    connection.execution_options(no_parameters=True).exec_driver_sql(statement)
