"""What an enrolled login with a program of its own tries on a PostgreSQL store; each attempt succeeded before the guards of version 0004."""

import contextlib
import uuid
from datetime import UTC, datetime
from threading import Thread

import psycopg
import pytest
from processes import die_after
from sqlalchemy import insert

from arrears.commands import run
from arrears.store import StoreError, open_store
from arrears.store.access import erasing, grants
from arrears.store.access.grants import enrol, grant
from arrears.store.access.viewing import AccessError, SignedIn
from arrears.store.log import chain
from arrears.store.log.adding import _APPEND
from arrears.store.log.canonical import event_hash, genesis, payload_hash
from arrears.store.log.engine import make_engine, store_url
from arrears.store.log.opening import _migrate, _script
from arrears.store.log.schema import META
from arrears.store.migrations.versions.v0005_rights import functions
from arrears.store.secrets.keys import new_key

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STAMP = "2026-11-23T02:00:00.000000Z"
SALT = "0123456789abcdef" * 2
BODY = '{"text":"forged"}'
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
LOGINS = {
    "li": "collector",
    "wang": "collector",
    "chen": "lead",
    "wu": "auditor",
    "zheng": "administrator",
    "zhou": "trainer",
}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException, psycopg.Error)
OLD_GRANTS = """
GRANT SELECT ON store_meta, arrears_version, log_head, events, payloads, erasures, customer_index TO {role};
ALTER TABLE events ENABLE ROW LEVEL SECURITY; ALTER TABLE payloads ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY; ALTER TABLE case_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY {role}_see ON events FOR SELECT TO {role} USING ({sees});
CREATE POLICY {role}_see ON payloads FOR SELECT TO {role} USING (EXISTS (SELECT 1 FROM events WHERE events.seq = payloads.seq));
CREATE POLICY {role}_see ON erasures FOR SELECT TO {role} USING (EXISTS (SELECT 1 FROM events WHERE events.seq = erasures.seq));
GRANT INSERT ON events, payloads, customer_index TO {role};
CREATE POLICY {role}_add ON events FOR INSERT TO {role} WITH CHECK (actor = session_user AND kind <> 'erasure' AND {adds});
CREATE POLICY {role}_add ON payloads FOR INSERT TO {role}
  WITH CHECK (EXISTS (SELECT 1 FROM events WHERE events.seq = payloads.seq AND events.actor = session_user));
"""
"""What `arrears store grant` of version 0.2.0 said to the database."""
COLLECTS = (
    "is_own_case(case_id) OR (case_id = '' AND actor = session_user)",
    "kind IN ('contact', 'note', 'export') AND (is_own_case(case_id) OR (case_id = '' AND kind = 'export'))",
)


def event(kind, key, case_id, actor, **fields):
    return {"kind": kind, "case_id": case_id, "happened_at": NOW, "actor": actor, "key": key} | fields


class House:
    """A store on PostgreSQL and the logins of those who work with it."""

    def __init__(self, server, tail, template=""):
        self.server, self.name, self.tail = server, f"t{uuid.uuid4().hex}", tail
        self.url = server.replace("/postgres?", f"/{self.name}?")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {self.name}" + (f" TEMPLATE {template}" if template else ""))

    def login(self, who):
        return f"{who}_{self.tail}"

    def url_of(self, who):
        return self.url.replace("//arrears@", f"//{self.login(who)}@")

    def connect(self, who, **options):
        return psycopg.connect(self.url_of(who), **options)

    def open(self, who=None):
        return open_store(self.url if who is None else self.url_of(who), clock=lambda: NOW)

    def whole(self):
        with self.open() as store:
            return store.verify().findings == []


@pytest.fixture(scope="module", params=["made now", "made by 0.2.0 and brought up to date"])
def built(request, postgresql_server):
    """A store of each age, which every test gets a copy of."""
    tail = uuid.uuid4().hex[:6]
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        for login in LOGINS:
            connection.execute(f"CREATE ROLE {login}_{tail} LOGIN")
    made = House(postgresql_server, tail)
    if request.param != "made now":
        _make_as_before(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARREARS_KEY", KEY)
        with made.open() as store:
            store.append(
                [
                    event("assignment", "s1", "A1", "arrears", collector=made.login("li")),
                    event("assignment", "s2", "A2", "arrears", collector=made.login("wang")),
                    event("note", "n1", "A1", "arrears", text="of A1"),
                    event("note", "n2", "A2", "arrears", text="of A2"),
                    event(
                        "contact",
                        "c1",
                        "A1",
                        "arrears",
                        channel="call",
                        outcome="no_answer",
                        contact_point="13800138000",
                    ),
                    event(
                        "contact",
                        "c2",
                        "A2",
                        "arrears",
                        channel="call",
                        outcome="no_answer",
                        contact_point="13900139000",
                    ),
                ]
            )
            if request.param == "made now":
                grant(store)
                for login, role in LOGINS.items():
                    enrol(store, made.login(login), role)
    return made


@pytest.fixture
def house(built, monkeypatch):
    monkeypatch.setenv("ARREARS_KEY", KEY)
    return House(built.server, built.tail, built.name)


def _make_as_before(house):
    """Make a store of version 0003 and grant it as 0.2.0 did, in roles of its own so that no other test's grant mends them."""
    engine = make_engine(store_url(house.url))
    with engine.execution_options(arrears_makes=True).begin() as connection:
        _migrate(connection, _script(), "0003")
        rows = [{"key": "store_id", "value": "old"}, {"key": "genesis", "value": genesis("old")}]
        connection.execute(insert(META), rows)
    engine.dispose()
    roles = {
        "li": ("arrears_collector", COLLECTS),
        "wang": ("arrears_collector", COLLECTS),
        "chen": ("arrears_lead", ("true", "true")),
        "zhou": ("arrears_trainer", ("actor = session_user", "kind = 'assessment'")),
    }
    with psycopg.connect(house.url, autocommit=True) as connection:
        for role, (sees, adds) in dict(roles.values()).items():
            with contextlib.suppress(psycopg.errors.DuplicateObject):
                connection.execute(f"CREATE ROLE {role} NOLOGIN")
            connection.execute(OLD_GRANTS.format(role=role, sees=sees, adds=adds))
        connection.execute("GRANT SELECT, INSERT, DELETE ON case_access TO arrears_lead")
        connection.execute(
            "CREATE POLICY arrears_lead_move ON case_access TO arrears_lead USING (true) WITH CHECK (true)"
        )
        for login, (role, _) in roles.items():
            connection.execute(f"GRANT {role} TO {house.login(login)}")


def cases(connection):
    return {row[0] for row in connection.execute("SELECT case_id FROM events").fetchall()} - {""}


def row(
    connection,
    actor,
    *,
    case_id="A1",
    kind="note",
    key=None,
    seq=None,
    corrects=None,
    stamp=STAMP,
    salt=SALT,
    body=BODY,
    **wrong,
):
    """An event as `append_events` takes it, right unless told otherwise."""
    last, previous = connection.execute("SELECT seq, hash FROM log_head").fetchone()
    fields = (
        seq or last + 1,
        case_id,
        kind,
        stamp,
        STAMP,
        actor,
        key or uuid.uuid4().hex,
        corrects,
        payload_hash(salt, body),
        previous,
    )
    columns = [*fields, wrong.pop("hash", event_hash(fields)), salt, body, wrong.pop("collector", None)]
    assert not wrong
    return [[each] for each in columns]


def append(connection, columns, index=((), (), ())):
    connection.execute(_APPEND, [*columns, *map(list, index)])


@pytest.mark.parametrize("who", ["li", "chen", "zheng"])
@pytest.mark.parametrize(
    "table",
    [
        "case_access (case_id text, collector text)",
        "events (seq bigint, hash text, case_id text, key text)",
        "store_meta (key text, value text)",
        "erasures (seq bigint)",
        "role_rights (role text, records text, cases text)",
    ],
)
def test_no_temporary_table_stands_in_for_one_of_the_stores(house, who, table):
    with house.connect(who, autocommit=True) as connection:
        seen = "" if who == "zheng" else cases(connection)
        name = table.partition(" ")[0]
        connection.execute(f"CREATE TEMP TABLE {table}")
        connection.execute(f"GRANT ALL ON pg_temp.{name} TO PUBLIC")
        connection.execute(
            {
                "case_access": f"INSERT INTO pg_temp.case_access VALUES ('A2', '{house.login(who)}')",  # noqa: S608  # names of our own
                "events": "INSERT INTO pg_temp.events VALUES (9000000000000000000, 'h')",
                "store_meta": "INSERT INTO pg_temp.store_meta VALUES ('genesis', 'h')",
                "erasures": "INSERT INTO pg_temp.erasures SELECT generate_series(1, 9)",
                "role_rights": "INSERT INTO pg_temp.role_rights VALUES ('arrears_collector', '*', 'all')",
            }[name]
        )
        if who != "zheng":
            found = connection.execute("SELECT case_id FROM public.events").fetchall()
            assert {each[0] for each in found} - {""} == seen
        with pytest.raises(REFUSED):
            append(connection, row(connection, house.login("wang"), case_id="A2"))
        if who == "li":
            with pytest.raises(REFUSED):
                append(connection, row(connection, house.login("li"), case_id="A2"))
            # The same session may go on with its own work: the store's own tables are those that count.
            connection.execute(f"DROP TABLE pg_temp.{name}")
            append(connection, row(connection, house.login("li")))
    assert house.whole()


def test_no_function_of_ones_own_stands_in_for_one_of_the_databases(house):
    with house.connect("li", autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION pg_temp.pg_has_role(name, oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'"
        )
        connection.execute("CREATE FUNCTION pg_temp.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'")
        connection.execute("CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.same)")
        connection.execute("SET search_path = pg_temp, pg_catalog, public")
        assert cases(connection) == {"A1"}
        with pytest.raises(REFUSED):
            append(connection, row(connection, house.login("wang"), case_id="A2"))


@pytest.mark.parametrize("who", ["li", "chen", "zheng"])
def test_no_login_inserts_a_row_past_the_function(house, who):
    with house.connect(who, autocommit=True) as connection:
        for statement in (
            "INSERT INTO events SELECT seq + 1, 'A1', 'note', 'x', 'x', session_user, 'k', NULL, 'h', hash, 'h' FROM log_head",
            "INSERT INTO payloads VALUES (1, 's', 'no json')",
            "INSERT INTO customer_index VALUES (1, 'phone', 'A1', 'x')",
            "INSERT INTO set_aside VALUES (1, 1)",
            "INSERT INTO store_meta VALUES ('key.00000000', 'x')",
            "INSERT INTO case_access VALUES ('A2', session_user)",
            "INSERT INTO role_rights VALUES ('arrears_collector', '*', 'all')",
            "SELECT * FROM turn",
            "CREATE TABLE public.mine (x int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    assert house.whole()


WRONG = {
    "a wrong hash": {"hash": "0" * 64},
    "a hash that is none": {"hash": "h"},
    "a payload that is no JSON": {"body": "no json"},
    "a payload that is a list": {"body": "[1]"},
    "a payload of deep brackets": {"body": '{"a":' * 100_000},
    "a payload under a key of nobody": {"salt": f"ar1.00000000.{'A' * 60}", "body": f"ar1.00000000.{'A' * 60}"},
    "a time that is none": {"stamp": "2026-02-30T02:00:00.000000Z"},
    "a time in no form": {"stamp": "h"},
    "a time before all debts": {"stamp": "0001-01-01T00:00:00.000000Z"},
    "another's case": {"case_id": "A2"},
    "a kind that is not the role's": {"kind": "payment"},
    "an erasure": {"kind": "erasure"},
    "an assignment to oneself": {"kind": "assignment", "case_id": "A2", "collector": "me"},
    "a correction of another's case": {"corrects": "n2"},
    "a correction of nothing": {"corrects": "no such key"},
    "a correction into another kind": {"corrects": "s1"},
    "a key of two lines": {"key": "a\nb"},
    "a key of 201 characters": {"key": "k" * 201},
    "a key that is used": {"key": "n2"},
    "a number far ahead": {"seq": 9_000_000_000_000_000_000},
    "a number that is used": {"seq": 1},
    "what is very long": {"body": '{"text":"' + "x" * 4_000_001 + '"}'},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_the_function_takes_nothing_that_would_break_the_store(house, wrong):
    with house.connect("li", autocommit=True) as connection:
        with pytest.raises(psycopg.Error) as told:
            append(connection, row(connection, house.login("li"), **wrong))
        assert "forged" not in str(told.value)
        append(connection, row(connection, house.login("li")))
    assert house.whole()


def test_the_hash_is_made_as_python_makes_it_whatever_the_texts_hold(house):
    with psycopg.connect(house.url, autocommit=True) as connection:
        for key in ('"', "\\", "元", "a/b", "é\u2028\u2029", "\x7f", "👍", "a\tb"[::2], "'"):
            append(
                connection, row(connection, "arrears", key=key, case_id=f"C{key}", body='{"text":"\\u0001 元 \\" "}')
            )
    assert house.whole()


@pytest.mark.parametrize("who", ["wu", "zheng", "zhou", "li"])
def test_each_role_records_what_is_its_own_and_nothing_else(house, who):
    with house.connect(who, autocommit=True) as connection:
        for kind, case_id in (
            ("payment", "A1"),
            ("assignment", "A1"),
            ("repair", ""),
            ("erasure", "A1"),
            ("note", "A2"),
        ):
            with pytest.raises(psycopg.Error):
                append(connection, row_blind(connection, house, who, kind, case_id))
    assert house.whole()


def test_whoever_may_record_everything_may_neither_erase_nor_repair(house):
    rights = "UPDATE role_rights SET records = '*' WHERE role = 'arrears_lead'"
    with psycopg.connect(house.url) as owner:
        before = owner.execute("SELECT records FROM role_rights WHERE role = 'arrears_lead'").fetchone()[0]
        owner.execute(rights)
    try:
        with house.connect("chen", autocommit=True) as connection:
            for kind in ("erasure", "repair"):
                with pytest.raises(psycopg.Error, match="may not record events of this kind"):
                    append(connection, row(connection, house.login("chen"), kind=kind))
            append(connection, row(connection, house.login("chen")))
    finally:
        with psycopg.connect(house.url) as owner:
            owner.execute("UPDATE role_rights SET records = %s WHERE role = 'arrears_lead'", (before,))
    assert house.whole()


def row_blind(connection, house, who, kind, case_id):
    """A row of one who may not even read where the chain ends."""
    with psycopg.connect(house.url) as owner:
        return row(owner, house.login(who), kind=kind, case_id=case_id)


def test_an_index_entry_names_an_event_of_its_batch_only(house):
    with house.connect("li", autocommit=True) as connection:
        for index in (
            ([1], ["phone"], ["0" * 32]),
            ([7], ["phone"], ["x"]),
            ([7, 7], ["phone", "x y"], ["0" * 32] * 2),
        ):
            with pytest.raises(psycopg.Error):
                append(connection, row(connection, house.login("li")), index)
    assert house.whole()


def test_who_has_a_case_moves_with_an_event_of_the_log_and_in_no_other_way(house):
    with house.connect("chen", autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM case_access")
    with house.open("chen") as store:
        store.append(event("assignment", "m1", "A2", house.login("chen"), collector=house.login("li")))
    with house.connect("li") as connection:
        assert cases(connection) == {"A1", "A2"}


@pytest.mark.parametrize("who", ["li", "zhou"])
def test_no_lock_of_another_login_stops_writing(house, who):
    with house.connect(who) as hostile:
        for number in (0x6172726561727331, 0x61727265, 0):
            hostile.execute("SELECT pg_advisory_lock(%s)", [number])
        with contextlib.suppress(psycopg.Error):
            hostile.execute("SAVEPOINT s")
            hostile.execute("LOCK TABLE events IN SHARE MODE")
        with contextlib.suppress(psycopg.Error):
            hostile.execute("ROLLBACK TO s")
            hostile.execute("LOCK TABLE turn IN ACCESS SHARE MODE")
        with house.open() as store:
            assert store.append(event("note", "while-locked", "A1", "arrears", text="x")).stored == 1


def test_who_keeps_the_turn_is_named_and_let_go_of(house, monkeypatch, caplog):
    monkeypatch.setattr("arrears.store.log.engine.BUSY_MS", 500)
    monkeypatch.setattr("arrears.store.log.engine._FIRST_WORD_MS", 200)
    with house.connect("li") as hostile:
        hostile.execute("SELECT take_turn()")
        assert hostile.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("1min",)
        with house.open() as store, pytest.raises(StoreError, match="another login has been writing for a minute"):
            store.append(event("note", "late", "A1", "arrears", text="x"))
    assert f"by {house.login('li')} (pid" in caplog.text


def test_who_keeps_the_turn_for_minutes_on_end_is_let_go_of(house, monkeypatch, caplog):
    """A statement that runs on is no idle transaction, and a login may set its own time limits as it likes."""
    monkeypatch.setattr("arrears.store.log.engine.BUSY_MS", 200)
    schema_of_five = functions("public")["end_long_turn()"][2]
    with psycopg.connect(house.url, autocommit=True) as owner:
        rest = owner.execute("SELECT pg_get_functiondef('end_long_turn()'::regprocedure)").fetchone()[0]
        assert "interval '5 minutes'" in rest
        with house.connect("li") as hostile:
            hostile.execute("SELECT take_turn()")
            hostile.execute("SET idle_in_transaction_session_timeout = 0")
            with house.open("wang") as store, pytest.raises(StoreError, match="another login has been writing"):
                store.append(event("note", "early", "A2", house.login("wang"), text="x"))
            owner.execute(rest.replace("5 minutes", "0 minutes"))
            with house.open("wang") as store:
                assert store.append(event("note", "late", "A2", house.login("wang"), text="x")).stored == 1
            with pytest.raises(psycopg.OperationalError):
                hostile.execute("SELECT 1")
        owner.execute(rest)
    assert f"{house.login('li')} has kept all others from writing" in caplog.text
    assert schema_of_five in rest
    assert house.whole()


@pytest.mark.parametrize("who", ["li", "chen"])
def test_no_member_takes_a_role_from_its_other_members(house, who):
    role = "arrears_collector" if who == "li" else "arrears_lead"
    with house.connect(who, autocommit=True) as connection:
        for statement in ("", f"SET ROLE {role}"):
            connection.execute(statement or "SELECT 1")
            for attempt in (f"DROP OWNED BY {role} CASCADE", f"REASSIGN OWNED BY {role} TO CURRENT_USER"):
                connection.execute(attempt)
            for attempt in (
                f"REVOKE SELECT ON events FROM {role}",  # noqa: S608  # names of our own
                f"ALTER ROLE {role} RENAME TO x",
                f"DROP ROLE {role}",
                f"GRANT {role} TO {house.login('zheng')}",
                f"REVOKE {role} FROM {house.login('wang')}",
            ):
                with contextlib.suppress(psycopg.Error):
                    connection.execute(attempt)
    with house.connect("wang" if who == "li" else "chen") as connection:
        assert cases(connection) == ({"A2"} if who == "li" else {"A1", "A2"})
        assert connection.execute("SELECT count(*) FROM payloads").fetchone()[0] >= 2
    with house.connect("zheng") as connection, contextlib.suppress(psycopg.errors.InsufficientPrivilege):
        assert cases(connection) == set()
    assert house.whole()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE payloads DISABLE ROW LEVEL SECURITY", "row level security of payloads"),
        ("DROP POLICY arrears_lead_see ON events", "policy arrears_lead_see on events"),
        ("DROP POLICY seen ON erasures", "policy seen on erasures"),
        ("REVOKE SELECT ON payloads FROM arrears_collector", "rights of arrears_collector"),
    ],
)
def test_rights_that_are_not_as_they_were_granted_are_told_and_granted_again(house, statement, told):
    with psycopg.connect(house.url) as owner:
        owner.execute(statement)
    with house.open() as store:
        assert [(finding.code, finding.what) for finding in store.verify().findings] == [("RIGHTS", told)]
        grant(store)
        assert store.verify().findings == []


def test_a_role_that_the_policy_no_longer_knows_may_nothing(house):
    with psycopg.connect(house.url) as owner:
        owner.execute(f"CREATE ROLE arrears_helper_{house.tail}")
        owner.execute(f"GRANT SELECT ON events TO arrears_helper_{house.tail}")
        owner.execute("INSERT INTO role_rights VALUES (%s, '*', 'all')", (f"arrears_helper_{house.tail}",))
        owner.execute(f"GRANT arrears_helper_{house.tail} TO {house.login('zheng')}")
    with house.open() as store:
        grant(store)
    with house.connect("zheng", autocommit=True) as connection:
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            assert cases(connection) == set()
        with pytest.raises(REFUSED):
            append(connection, row_blind(connection, house, "zheng", "note", "A1"))


def test_an_old_store_grants_each_role_what_a_new_one_does(house):
    """Whatever the migrations made of it: the customer index for who has cases, one policy for everybody, the functions."""
    with psycopg.connect(house.url) as owner:
        asked = """
            SELECT p.rolname, has_table_privilege(p.oid, 'customer_index', 'SELECT'), has_table_privilege(p.oid, 'set_aside', 'SELECT'),
              has_table_privilege(p.oid, 'events', 'INSERT'), has_function_privilege(p.oid, 'end_long_turn()', 'EXECUTE')
            FROM role_rights AS g JOIN pg_roles AS p ON p.rolname = g.role ORDER BY 1
        """
        found = {role.removeprefix("arrears_"): rest for role, *rest in owner.execute(asked).fetchall()}
        policies = owner.execute("SELECT DISTINCT roles::text FROM pg_policies").fetchall()
    assert found.keys() >= {"collector", "lead", "trainer"}
    assert found == {role: [role not in {"trainer", "administrator"}, True, False, True] for role in found}
    assert policies == [("{public}",)]
    for who, phone in (("li", "13800138000"), ("wang", "13900139000")):
        with house.open(who) as store:
            assert len(store.find_customer(phone=phone)) == 1
            assert store.find_customer(phone="13900139000" if who == "li" else "13800138000").empty


def test_an_assignment_declared_void_gives_the_case_back(house):
    with house.open("chen") as store:
        me = house.login("chen")
        store.append(event("assignment", "m1", "A2", me, collector=house.login("li")))
        store.append(event("void", "v1", "A2", me, corrects="m1", reason="误分"))
        store.append(event("void", "v2", "A1", me, corrects="s1", reason="误分"))
    with house.connect("li") as connection:
        assert cases(connection) == set()
    with house.connect("wang") as connection:
        assert cases(connection) == {"A2"}
    assert house.whole()


def test_a_login_takes_back_only_what_it_might_record(house):
    with psycopg.connect(house.url) as owner:
        owner.execute("UPDATE role_rights SET records = records || ',void' WHERE role = 'arrears_collector'")
    li = house.login("li")
    with house.connect("li", autocommit=True) as connection:
        for collector in (li, None, ""):
            with pytest.raises(psycopg.Error, match="may not record events of this kind"):
                append(connection, row(connection, li, kind="void", corrects="s1", collector=collector))
        append(connection, row(connection, li, kind="note", key="own"))
        # What it voids of its own moves no case, whatever it says beside it.
        append(connection, row(connection, li, kind="void", corrects="own", collector=house.login("wang")))
        assert cases(connection) == {"A1"}


def test_assignments_recorded_while_access_is_made_anew_are_not_lost(house, monkeypatch):
    really, came = grants.current, []

    def meanwhile(connection, kind):
        if not came:
            came.append(Thread(target=move))
            came[0].start()
        return really(connection, kind)

    def move():
        with house.open("chen") as store:
            store.append(event("assignment", "m1", "A2", house.login("chen"), collector=house.login("li")))

    monkeypatch.setattr(grants, "current", meanwhile)
    with house.open() as store:
        grants.assign_rows(store)
    came[0].join()
    with house.connect("li") as connection:
        assert cases(connection) == {"A1", "A2"}
    assert house.whole()


def test_what_is_erased_is_nobodys_case_and_is_scrubbed_or_said_not_to_be(house, monkeypatch, caplog):
    monkeypatch.setattr("arrears.store.access.erasing._VACUUM_WAITS_MS", 50)
    with house.open() as store:
        with house.connect("chen") as reader:
            reader.execute("SELECT * FROM payloads")
            store.erase("A2", reason="误录", basis="PIPL 47", actor="arrears", early=True)
        assert "let the owner run arrears store repair" in caplog.text
        assert [(finding.code, finding.what) for finding in store.verify().findings] == [("UNSCRUBBED", "1")]
        assert store.repair(actor="arrears", reason="reader ended").anew == ("payloads",)
        assert store.verify().findings == []
    with house.connect("wang") as connection:
        assert cases(connection) == set()


@pytest.mark.parametrize(
    ("work", "room", "function", "told"),
    [
        ("grant", grants, "_take_from", set()),
        ("grant", grants, "_grant_to", set()),
        ("grant", grants, "demand_known_key", set()),
        ("enrol", grants, "_granted", set()),
        ("assign", grants, "current", set()),
        ("erase", erasing, "add_events", set()),
        ("erase", chain, "remember", {"UNSCRUBBED"}),
    ],
)
def test_an_owner_who_dies_at_work_leaves_rights_and_erasures_whole_or_says_what_is_unfinished(
    house, work, room, function, told
):
    def do():
        with house.open() as store:
            if work == "grant":
                grant(store)
            elif work == "enrol":
                enrol(store, house.login("wang"), "collector")
            elif work == "assign":
                grants.assign_rows(store)
            elif not store.events("A2", kind="note")["erased"].all():
                store.erase("A2", reason="误录", basis="PIPL 47", actor="arrears", early=True)

    assert die_after(do, function, room) == 9
    with house.open() as store:
        assert {finding.code for finding in store.verify().findings} == told
    with house.connect("wang") as connection:
        assert cases(connection) == (set() if told else {"A2"})
    with house.open() as store:
        if told:
            store.repair(actor="arrears", reason="killed")
        do()
        assert store.verify().findings == []


STRANGE = (
    "COPY payloads FROM STDIN",
    "COPY events TO '/tmp/arrears-events'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT events_next()",
    "SELECT append_events(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{x}', '{x}', NULL, NULL, NULL, NULL)",
    "CREATE TRIGGER g BEFORE INSERT ON pg_temp.mine FOR EACH ROW EXECUTE FUNCTION public.events_next()",
    "SELECT case_id FROM events FOR SHARE",
    "LOCK TABLE payloads IN ROW EXCLUSIVE MODE",
    "TRUNCATE events",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "SET SESSION AUTHORIZATION arrears",
    "SET ROLE arrears",
    "CREATE STATISTICS s ON case_id, kind FROM events",
    "CREATE INDEX ON events (case_id)",
    "CREATE SCHEMA mine",
    "CREATE PUBLICATION p FOR TABLE events",
    "CREATE CAST (text AS bigint) WITH INOUT AS IMPLICIT",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM turn",
    "SELECT * FROM unscrubbed",
    "DELETE FROM role_rights",
    "SELECT setval('events_seq_seq', 1)",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'arrears'",
)


@pytest.mark.parametrize("who", ["li", "chen", "wu", "zheng", "zhou"])
def test_no_other_door_of_the_database_opens(house, who):
    with psycopg.connect(house.url, autocommit=True) as owner:
        owner.execute("ANALYZE")
    with house.connect(who, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE mine (x int)")
        for statement in STRANGE:
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        assert not connection.execute("SELECT 1 FROM pg_stats WHERE schemaname = 'public' AND tablename = 'events'").fetchall()  # fmt: skip
        others = "SELECT query FROM pg_stat_activity WHERE usename <> session_user AND query NOT LIKE '<insufficient%'"
        assert not connection.execute(others).fetchall()
    assert house.whole()


def test_a_function_of_ones_own_in_a_question_sees_only_ones_own_rows(house):
    seen = []
    with house.connect("li", autocommit=True) as connection:
        connection.add_notice_handler(lambda notice: seen.append(notice.message_primary))
        connection.execute(
            "CREATE FUNCTION pg_temp.leak(text, text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001"
            " AS $$BEGIN RAISE NOTICE '% %', $1, $2; RETURN true; END$$"
        )
        connection.execute("CREATE OPERATOR pg_temp.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.leak)")
        for question in (
            "SELECT 1 FROM events WHERE pg_temp.leak(case_id, actor)",
            "SELECT 1 FROM events WHERE case_id OPERATOR(pg_temp.<<<) key",
            "SELECT 1 FROM payloads AS p JOIN events AS e ON e.seq = p.seq OR pg_temp.leak(e.case_id, p.body)",
            "SELECT 1 FROM customer_index WHERE pg_temp.leak(case_id, blind)",
            "SELECT 1 FROM events ORDER BY pg_temp.leak(case_id, key)",
            "SELECT query_to_xml('SELECT 1 FROM events WHERE pg_temp.leak(case_id, key)', true, false, '')",
        ):
            connection.execute(question)
    assert seen
    assert {line.partition(" ")[0] for line in seen} - {"A1", ""} == set()


def test_a_row_that_is_sent_again_is_refused_and_what_it_says_fits_no_other_place(house):
    li = house.login("li")
    with house.open("li") as store:
        store.append(event("note", "mine", "A1", li, text="said once"))
    with house.connect("li", autocommit=True) as connection:
        seq, salt, body = connection.execute("SELECT seq, salt, body FROM payloads JOIN events USING (seq) WHERE key = 'mine'").fetchone()  # fmt: skip
        again = row(connection, li, key="mine", salt=salt, body=body)
        with pytest.raises(psycopg.Error, match=r"events_key_key|new key"):
            append(connection, again)
        append(connection, row(connection, li, key="copy", salt=salt, body=body))
    with house.open() as store:
        assert "copy" not in set(store.events()["key"])
        assert [finding.code for finding in store.verify().findings] == ["PAYLOAD_CHANGED"]
        assert store.repair(actor="arrears", reason="nachgemacht").aside == 1
    assert seq
    assert house.whole()


def test_an_append_under_another_key_is_refused_before_it_leaves_a_row(house, monkeypatch):
    monkeypatch.setenv("ARREARS_KEY", new_key())
    with house.open("li") as store, pytest.raises(StoreError, match=r"this store is sealed with key .* and yours is"):
        store.append(event("note", "other-key", "A1", house.login("li"), text="x"))


@pytest.mark.parametrize("role", ["lead", "auditor"])
def test_a_role_is_what_the_database_says(house, role, tmp_path, monkeypatch, capsys):
    with house.open("li") as store:
        with pytest.raises(AccessError, match=f"knows '{house.login('li')}' as collector, not as {role}"):
            SignedIn(store, house.login("li"), role)
        with pytest.raises(AccessError, match="sign in as oneself"):
            SignedIn(store, house.login("chen"), "collector")
        assert SignedIn(store, house.login("li"), "collector").claimed is False
    out = tmp_path / "all.xlsx"
    told = [
        "export",
        "--store",
        house.url_of("li"),
        "--role",
        role,
        "--full",
        "--reason",
        "court order 17",
        "--out",
        str(out),
        "--lang",
        "en",
    ]
    assert run(told) == 2
    assert "as collector, not as" in capsys.readouterr().err
    assert not out.exists()
