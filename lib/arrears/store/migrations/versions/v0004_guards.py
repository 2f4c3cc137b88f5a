"""Guards that a login cannot lift: pinned names, hashes made again by the database, and one function that appends.

Until this version a function with its owner's rights resolved names through the caller's temporary tables first, and a role could
insert rows whose hash or payload was wrong. Here every function names its tables with their schema and searches ``pg_catalog``
alone; roles lose INSERT on every table and get `append_events`, which takes what is whole, in the login's own name, of a kind and on
a case that are the login's. A store that was granted before is repaired in place: its roles keep what they might record.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from sqlalchemy import Connection

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ONLY_GROWS = "arrears: {table} only grows; record a correction as a new event"
_FORM = "arrears: a field of an event has not the form that a store keeps"

PINNED = "pg_catalog, pg_temp"
"""Where a function of ours looks for names: temporary tables last, and no schema in which others may make anything."""
_DEFINER = f"SECURITY DEFINER SET search_path = {PINNED}"
_INVOKER = f"SET search_path = {PINNED}"

APPEND_ARGUMENTS = (
    *("bigint[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]"),
    *("text[]", "text[]", "text[]", "bigint[]", "text[]", "text[]"),
)
"""An event's eleven columns, its payload's salt and body, whom it assigns to; then number, field and blind index of numbers named."""

_TURN = """
BEGIN
  -- Who keeps a transaction open without a word lets go of its turn after a minute.
  PERFORM set_config('idle_in_transaction_session_timeout', '60s', true);
  LOCK TABLE {s}.turn IN EXCLUSIVE MODE;
END
"""

_OWN_CASE = """
  SELECT EXISTS (SELECT 1 FROM {s}.case_access AS a WHERE a.case_id = $1 AND a.collector = session_user)
"""

_ONLY_GROWS_BODY = """
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'AR000', MESSAGE = 'arrears: ' || TG_TABLE_NAME || ' only grows; record a correction as a new event';
END
"""

_EVENTS_NEXT = r"""
DECLARE
  last record;
  target record;
  instant constant text := '^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z$';
  word text;
BEGIN
  SELECT e.seq, e.hash INTO last FROM {s}.events AS e ORDER BY e.seq DESC LIMIT 1;
  IF NEW.seq IS DISTINCT FROM coalesce(last.seq, 0) + 1 OR NEW.previous_hash IS DISTINCT FROM
     coalesce(last.hash, (SELECT m.value FROM {s}.store_meta AS m WHERE m.key = 'genesis')) THEN
    RAISE EXCEPTION USING ERRCODE = 'AR001', MESSAGE = 'arrears: an event must follow the last one and bring a new key';
  END IF;
  FOREACH word IN ARRAY ARRAY[NEW.actor, NEW.key, NEW.kind, coalesce(NEW.corrects, '-'), coalesce(nullif(NEW.case_id, ''), '-')] LOOP
    IF length(word) NOT BETWEEN 1 AND 200 OR word ~ '[\x01-\x1f]' OR btrim(word) <> word THEN
      RAISE EXCEPTION USING ERRCODE = 'AR002', MESSAGE = 'arrears: case, kind, actor and key are words of 1 to 200 characters on one line';
    END IF;
  END LOOP;
  IF NEW.kind !~ '^[a-z][a-z_]*$' OR NEW.payload_hash !~ '^[0-9a-f]{64}$' OR NEW.happened_at !~ instant OR NEW.recorded_at !~ instant THEN
    RAISE EXCEPTION USING ERRCODE = 'AR002', MESSAGE = 'arrears: a field of an event has not the form that a store keeps';
  END IF;
  -- No 30 February: a day that is none would stop every reader.
  PERFORM NEW.happened_at::timestamptz, NEW.recorded_at::timestamptz;
  IF NEW.hash IS DISTINCT FROM encode(sha256(convert_to('arrears.store.event/1' || chr(10) || '[' || NEW.seq::text || ','
     || to_json(NEW.case_id::text)::text || ',' || to_json(NEW.kind::text)::text || ',' || to_json(NEW.happened_at::text)::text || ','
     || to_json(NEW.recorded_at::text)::text || ',' || to_json(NEW.actor::text)::text || ',' || to_json(NEW.key::text)::text || ','
     || coalesce(to_json(NEW.corrects::text)::text, 'null') || ',' || to_json(NEW.payload_hash::text)::text || ','
     || to_json(NEW.previous_hash::text)::text || ']', 'UTF8')), 'hex') THEN
    RAISE EXCEPTION USING ERRCODE = 'AR003', MESSAGE = 'arrears: the hash of an event is not that of its fields';
  END IF;
  IF NEW.corrects IS NOT NULL THEN
    SELECT e.case_id, e.kind INTO target FROM {s}.events AS e WHERE e.key = NEW.corrects;
    IF target.case_id IS DISTINCT FROM NEW.case_id OR (NEW.kind NOT IN ('void', 'reversal') AND target.kind IS DISTINCT FROM NEW.kind) THEN
      RAISE EXCEPTION USING ERRCODE = 'AR004', MESSAGE = 'arrears: an event may correct an earlier one of its own case and kind only';
    END IF;
  END IF;
  RETURN NEW;
END
"""

_PAYLOADS_FIT = r"""
DECLARE
  wanted text;
  token constant text := '^ar1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}={0,2}$';
  kept boolean := false;
BEGIN
  SELECT e.payload_hash INTO wanted FROM {s}.events AS e WHERE e.seq = NEW.seq;
  IF length(NEW.body) > 4000000 OR length(NEW.salt) > 1000 THEN
    RAISE EXCEPTION USING ERRCODE = 'AR005', MESSAGE = 'arrears: what an event says is longer than 4,000,000 characters';
  END IF;
  IF NEW.body ~ token AND NEW.salt ~ token THEN
    IF NOT EXISTS (SELECT 1 FROM {s}.store_meta AS m WHERE m.key = 'key.' || substr(NEW.body, 5, 8))
       OR substr(NEW.body, 5, 8) <> substr(NEW.salt, 5, 8) THEN
      RAISE EXCEPTION USING ERRCODE = 'AR006', MESSAGE = 'arrears: what an event says is sealed with a key that this store does not know';
    END IF;
    RETURN NEW;
  END IF;
  BEGIN
    kept := NEW.salt ~ '^[0-9a-f]{32}$' AND json_typeof(NEW.body::json) = 'object' AND wanted = encode(sha256(convert_to(
      'arrears.store.payload/1' || chr(10) || NEW.salt || chr(10) || NEW.body, 'UTF8')), 'hex');
  EXCEPTION WHEN others THEN
    kept := false;
  END;
  IF kept IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'AR005', MESSAGE = 'arrears: a payload is neither sealed nor the JSON that its event has the hash of';
  END IF;
  RETURN NEW;
END
"""

_PAYLOADS_KEPT = """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {s}.erasures AS e WHERE e.seq = OLD.seq) THEN
    RAISE EXCEPTION USING ERRCODE = 'AR000', MESSAGE = 'arrears: a payload may only go after an erasure event names it';
  END IF;
  RETURN OLD;
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
  FOR stranger IN SELECT DISTINCT ON (r.case_id) r.case_id, r.collector FROM unnest($1, $2, $3, $14) AS r(seq, case_id, kind, collector)
    WHERE r.kind = 'assignment' AND r.collector IS NOT NULL ORDER BY r.case_id, r.seq DESC LOOP
    DELETE FROM {s}.case_access AS a WHERE a.case_id = stranger.case_id;
    INSERT INTO {s}.case_access (case_id, collector) SELECT stranger.case_id, stranger.collector WHERE stranger.collector <> '';
  END LOOP;
END
"""

_APPEND_SIGNATURE = f"append_events({', '.join(APPEND_ARGUMENTS)})"
_SQLITE_TEXTS = {
    "events": (
        "case_id",
        "kind",
        "happened_at",
        "recorded_at",
        "actor",
        "key",
        "payload_hash",
        "previous_hash",
        "hash",
    ),
    "payloads": ("salt", "body"),
    "customer_index": ("field", "case_id", "blind"),
}


def functions(schema: str) -> dict[str, tuple[str, str, str]]:
    """Give each function by its signature: what it returns, how it runs, and its body; a verification compares them."""
    made = {
        "take_turn()": ("void", f"plpgsql {_DEFINER}", _TURN),
        "is_own_case(text)": ("boolean", f"sql STABLE {_DEFINER}", _OWN_CASE),
        "events_next()": ("trigger", f"plpgsql {_DEFINER}", _EVENTS_NEXT),
        "payloads_fit()": ("trigger", f"plpgsql {_DEFINER}", _PAYLOADS_FIT),
        "payloads_kept()": ("trigger", f"plpgsql {_DEFINER}", _PAYLOADS_KEPT),
        _APPEND_SIGNATURE: ("void", f"plpgsql {_DEFINER}", _APPEND),
    }
    for table in ("events", "payloads", "erasures", "store_meta", "set_aside"):
        made[f"{table}_only_grows()"] = ("trigger", f"plpgsql {_INVOKER}", _ONLY_GROWS_BODY)
    return {name: (gives, how, body.replace("{s}", schema)) for name, (gives, how, body) in made.items()}


def upgrade() -> None:
    """Add what is set aside, then the guards of either database."""
    op.create_table(
        "set_aside",
        sa.Column("seq", _SEQ, sa.ForeignKey("events.seq"), primary_key=True, autoincrement=False),
        sa.Column("set_by", _SEQ, sa.ForeignKey("events.seq"), nullable=False),
    )
    # Keys that have sealed so far are known; the next one is made known by whoever has one of them.
    op.execute(
        "INSERT INTO store_meta (key, value) SELECT DISTINCT 'key.' || substr(body, 5, 8), 'found' FROM payloads"
        " WHERE substr(body, 1, 4) = 'ar1.' AND substr(body, 13, 1) = '.'"
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql(connection)


def downgrade() -> None:
    """Refuse: a store is not made weaker."""
    raise NotImplementedError("guards are not taken back; restore a backup instead")


def _sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        message = _ONLY_GROWS.format(table="set_aside")
        op.execute(
            f"CREATE TRIGGER set_aside_no_{verb.lower()} BEFORE {verb} ON set_aside BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    # SQLite takes any type in any column: bytes or a number where a text stands would stop every reader.
    for table, columns in _SQLITE_TEXTS.items():
        wrong = " OR ".join(f"typeof(NEW.{name}) <> 'text'" for name in columns)
        if table == "events":
            wrong += " OR typeof(NEW.corrects) NOT IN ('text', 'null') OR NEW.hash GLOB '*[^0-9a-f]*' OR length(NEW.hash) <> 64"
            wrong += " OR NEW.happened_at NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].*Z'"
            wrong += " OR NEW.recorded_at NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].*Z'"
        if table == "payloads":
            wrong += " OR (substr(NEW.body, 1, 4) <> 'ar1.' AND substr(NEW.body, 1, 1) <> '{')"
        op.execute(
            f"CREATE TRIGGER {table}_form BEFORE INSERT ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{_FORM}'); END"
        )


def _postgresql(connection: Connection) -> None:
    schema = str(connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one())
    _run(connection, f"CREATE TABLE {schema}.turn (held boolean)")
    _run(
        connection,
        f"CREATE TABLE {schema}.role_rights (role text PRIMARY KEY, records text NOT NULL, cases text NOT NULL)",
    )
    for name, (gives, how, body) in functions(schema).items():
        _run(
            connection,
            f"CREATE OR REPLACE FUNCTION {schema}.{name} RETURNS {gives} LANGUAGE {how} AS $guard${body}$guard$",
        )
        # A trigger needs no right to its function; without one nobody can hang it on a table of one's own.
        _run(connection, f"REVOKE ALL ON FUNCTION {schema}.{name} FROM PUBLIC")
    for verb in ("UPDATE", "DELETE"):
        _run(
            connection,
            f"CREATE TRIGGER set_aside_no_{verb.lower()} BEFORE {verb} ON {schema}.set_aside FOR EACH ROW EXECUTE FUNCTION {schema}.set_aside_only_grows()",
        )
    _run(
        connection,
        f"CREATE TRIGGER set_aside_no_truncate BEFORE TRUNCATE ON {schema}.set_aside FOR EACH STATEMENT EXECUTE FUNCTION {schema}.set_aside_only_grows()",
    )
    _run(
        connection,
        f"CREATE TRIGGER payloads_fit BEFORE INSERT ON {schema}.payloads FOR EACH ROW EXECUTE FUNCTION {schema}.payloads_fit()",
    )
    _repair_grants(connection, schema)


def _repair_grants(connection: Connection, schema: str) -> None:
    """Take INSERT from every role, and note what each might record, as its policy of rows says."""
    _run(connection, f"DROP POLICY IF EXISTS own ON {schema}.customer_index")
    for table in (
        "events",
        "payloads",
        "erasures",
        "case_access",
        "customer_index",
        "store_meta",
        "log_head",
        "arrears_version",
        "turn",
        "role_rights",
        "set_aside",
    ):
        _run(connection, f"REVOKE ALL ON {schema}.{table} FROM PUBLIC")
    # Before PostgreSQL 15 everybody might make tables and functions beside ours.
    _run(connection, f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
    policies = connection.exec_driver_sql(
        "SELECT tablename, policyname, coalesce(with_check, '') FROM pg_policies WHERE schemaname = current_schema()"
        " AND policyname LIKE 'arrears!_%%' ESCAPE '!'"
    ).fetchall()
    for table, policy, check in policies:
        role, _, verb = policy.rpartition("_")
        if verb == "see" and table == "events":
            _run(connection, f"GRANT SELECT ON {schema}.customer_index, {schema}.set_aside TO {role}")
            _run(connection, f"GRANT EXECUTE ON FUNCTION {schema}.is_own_case(text) TO {role}")
            _run(connection, f"CREATE POLICY {role}_see ON {schema}.set_aside FOR SELECT TO {role} USING (true)")
        if verb in {"add", "move"}:
            _run(connection, f"DROP POLICY {policy} ON {schema}.{table}")
        if verb == "add" and table == "events":
            _run(
                connection,
                f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {schema}.events, {schema}.payloads, {schema}.customer_index FROM {role}",
            )
            _run(connection, f"REVOKE ALL ON {schema}.case_access FROM {role}")
            _run(connection, f"GRANT EXECUTE ON FUNCTION {schema}.{_APPEND_SIGNATURE}, {schema}.take_turn() TO {role}")
            rights = role, _kinds(check), "own" if "is_own_case" in check else "all"
            connection.exec_driver_sql(f"INSERT INTO {schema}.role_rights VALUES (%s, %s, %s)", rights)  # noqa: S608  # names of our own
    _run(connection, f"ALTER TABLE {schema}.set_aside ENABLE ROW LEVEL SECURITY")


def _kinds(check: str) -> str:
    """Read what a role might record from its policy of rows, as PostgreSQL writes it out.

    >>> _kinds("((kind)::text = ANY ((ARRAY['note'::character varying, 'export'::character varying])::text[])) AND is_own_case(x)")
    'note,export'
    >>> _kinds("(((actor)::name = SESSION_USER) AND ((kind)::text <> 'erasure'::text) AND true)")
    '*'
    """
    listed = re.search(r"\(kind\)::text = ANY \(\(ARRAY\[(.*?)\]\)", check)
    if listed:
        return ",".join(re.findall(r"'([a-z_]+)'", listed[1]))
    own = re.sub(r"\(\(case_id\)::text = ''::text\) AND \(\(kind\)::text = 'export'::text\)", "", check)
    single = re.search(r"\(kind\)::text = '([a-z_]+)'", own)
    return single[1] if single else "*"


def _run(connection: Connection, statement: str) -> None:
    # Past the templates of texts: a colon or a percent sign in a guard is meant as it stands.
    connection.execution_options(no_parameters=True).exec_driver_sql(statement)
