"""Row-level security over real connections: each person has a login of one's own and a program that the house did not write."""

import uuid
from datetime import UTC, datetime

import psycopg
import psycopg.errors
import pytest

from arrears.store import StoreError, open_store
from arrears.store.access.grants import assign_rows, enrol, grant
from arrears.store.access.viewing import AccessError, SignedIn

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LOGINS = {
    "li": "collector",
    "wang": "collector",
    "chen": "lead",
    "zhou": "trainer",
    "wu": "auditor",
    "zheng": "administrator",
}
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)


def event(kind, key, case_id, actor, **fields):
    return {"kind": kind, "case_id": case_id, "happened_at": NOW, "actor": actor, "key": key} | fields


@pytest.fixture(scope="module")
def server(postgresql_server):
    """A database with a granted store, and logins that are the same words with a tail of their own."""
    name, tail = f"t{uuid.uuid4().hex}", uuid.uuid4().hex[:6]
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        for login in LOGINS:
            connection.execute(f"CREATE ROLE {login}_{tail} LOGIN")
    return postgresql_server.replace("/postgres?", f"/{name}?"), tail


@pytest.fixture(scope="module")
def url(server):
    """How a login reaches the store."""
    base, tail = server
    return lambda login: base.replace("//arrears@", f"//{login}_{tail}@")


@pytest.fixture(scope="module", autouse=True)
def granted(server):
    base, tail = server
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARREARS_KEY", KEY)
        with open_store(base, clock=lambda: NOW) as store:
            store.append(
                [
                    event("assignment", "s1", "A1", "arrears", collector=f"li_{tail}"),
                    event("assignment", "s2", "A2", "arrears", collector=f"wang_{tail}"),
                    event("note", "n1", "A1", "arrears", text="of A1"),
                    event("note", "n2", "A2", "arrears", text="of A2"),
                ]
            )
            grant(store)
            grant(store)
            for login, role in LOGINS.items():
                enrol(store, f"{login}_{tail}", "lead")
                enrol(store, f"{login}_{tail}", role)
            assert assign_rows(store) == 2


KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("ARREARS_KEY", KEY)


@pytest.fixture
def ask(url):
    """Run one statement on a connection of a login's own; give the rows."""

    def run(login, statement, *values):
        with psycopg.connect(url(login)) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    return run


@pytest.fixture
def opened(url):
    """Open the store as a login."""
    stores = []

    def open_as(login):
        stores.append(open_store(url(login), clock=lambda: NOW))
        return stores[-1]

    yield open_as
    for store in stores:
        store.close()


def cases(rows):
    return {row[0] for row in rows} - {""}


def test_a_collectors_connection_sees_own_cases_only(ask):
    for login, own in (("li", {"A1"}), ("wang", {"A2"})):
        assert cases(ask(login, "SELECT case_id FROM events")) == own
        assert ask(login, "SELECT count(*) FROM events WHERE case_id <> ALL (%s)", [*own, ""]) == [(0,)]
        seen = ask(login, "SELECT e.case_id FROM payloads p LEFT JOIN events e USING (seq)")
        assert cases(seen) == own
        assert (None,) not in seen


def test_a_lead_and_an_auditor_see_all_and_others_nothing(ask):
    for login in ("chen", "wu"):
        assert cases(ask(login, "SELECT case_id FROM events")) == {"A1", "A2"}
    assert cases(ask("zheng", "SELECT case_id FROM events")) == set()
    assert ask("zheng", "SELECT count(*) FROM payloads") == [(0,)]
    # A trainer records assessments, and sees nobody's cases.
    assert cases(ask("zhou", "SELECT case_id FROM events")) == set()
    assert ask("zhou", "SELECT count(*) FROM payloads") == [(0,)]
    for login in ("zhou", "zheng"):
        for table in ("case_access", "customer_index"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(login, f"SELECT * FROM {table}")  # noqa: S608  # names of our own


@pytest.mark.parametrize("login", ["li", "zheng", "wu"])
def test_whose_cases_are_whose_is_not_theirs_to_see_or_change(ask, login):
    for statement in (
        "SELECT * FROM case_access",
        "INSERT INTO case_access VALUES ('A2', session_user)",
        "UPDATE case_access SET collector = session_user",
        "DELETE FROM case_access",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(login, statement)


def test_a_view_or_function_of_ones_own_shows_no_more(ask, url):
    with psycopg.connect(url("li")) as connection:
        for statement in (
            "CREATE TEMP VIEW mine AS SELECT * FROM events",
            "CREATE TEMP VIEW barrier WITH (security_barrier = false) AS SELECT * FROM events",
        ):
            connection.execute(statement)
        for view in ("mine", "barrier"):
            assert cases(connection.execute(f"SELECT case_id FROM {view}").fetchall()) == {"A1"}  # noqa: S608  # same
        # A function in the condition that would tell every row that it is given is given no other's row.
        connection.execute(
            "CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
            " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        told = []
        connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
        connection.execute("SELECT count(*) FROM events WHERE pg_temp.tell(case_id)")
        assert set(told) == {"A1"}
    assert ask("li", "SELECT count(*) FROM log_head") == [(1,)]


@pytest.mark.parametrize("role", ["arrears_lead", "arrears_auditor", "arrears", "chen"])
def test_nobody_becomes_somebody_else(ask, server, role):
    name = f"{role}_{server[1]}" if role == "chen" else role
    for statement in (f'SET ROLE "{name}"', f'SET SESSION AUTHORIZATION "{name}"'):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("li", statement)


def test_taking_on_ones_own_group_role_shows_no_more(url):
    with psycopg.connect(url("li")) as connection:
        connection.execute("SET ROLE arrears_collector")
        assert cases(connection.execute("SELECT case_id FROM events").fetchall()) == {"A1"}
        connection.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT case_id FROM events")


@pytest.mark.parametrize("login", ["li", "chen", "wu", "zheng"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'x'",
        "DELETE FROM events",
        "TRUNCATE events CASCADE",
        "UPDATE payloads SET body = '{}'",
        "DELETE FROM payloads",
        "INSERT INTO erasures VALUES (1, 1)",
        "UPDATE store_meta SET value = 'x'",
        "DROP TABLE events CASCADE",
        "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP POLICY arrears_collector_see ON events",
        "CREATE POLICY all_of_it ON events USING (true)",
        "GRANT arrears_lead TO arrears_collector",
    ],
)
def test_nobody_changes_history_or_its_guards(ask, login, statement):
    with pytest.raises(REFUSED):
        ask(login, statement)


def test_a_collector_records_in_own_name_on_own_cases_through_the_store(opened, server):
    li = f"li_{server[1]}"
    store = opened("li")
    note = event("note", "li-1", "A1", li, text="called")
    assert store.append(note).stored == 1
    assert store.append(note).stored == 0
    assert store.events("A1").iloc[-1]["payload"] == {"text": "called"}
    assert set(store.events()["case_id"]) == {"A1"}
    for wrong, why in (
        (event("note", "li-2", "A2", li, text="on another's case"), "case A2 is not assigned to your login"),
        (event("note", "li-3", "A1", f"wang_{server[1]}", text="in another's name"), "in its own name only"),
        (event("payment", "li-4", "A1", li, amount_fen=1), "may not record events of kind payment"),
        (event("assignment", "li-5", "A2", li, collector=li), "may not record events of kind assignment"),
        (
            event("policy_change", "li-6", "", li, name="x", rule="x", effective="2026-01-01", reason="x"),
            "may not record events of kind policy_change",
        ),
    ):
        with pytest.raises(StoreError, match=why):
            store.append(wrong)
    assert opened("chen").events().iloc[-1]["key"] == "li-1"


@pytest.mark.parametrize("actor", ["session_user", "'arrears'"])
def test_plain_sql_cannot_record_on_anothers_case_or_in_anothers_name(ask, actor):
    case = "A2" if actor == "session_user" else "A1"
    statement = (
        "INSERT INTO events SELECT seq + 1, %s, 'note', recorded_at, recorded_at,"  # noqa: S608  # words of our own
        f" {actor}, %s, NULL, 'h', hash, 'h' FROM log_head"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table events"):
        ask("li", statement, case, uuid.uuid4().hex)


def test_nobody_adds_a_payload_to_anothers_event(ask):
    for login in ("li", "chen"):
        with pytest.raises((*REFUSED, psycopg.errors.UniqueViolation)):
            ask(login, "INSERT INTO payloads SELECT min(seq), 's', '{}' FROM events")


def test_the_chain_of_many_writers_is_whole(opened, server):
    for number in range(5):
        for login, case in (("li", "A1"), ("wang", "A2")):
            note = event("note", f"{login}-many-{number}", case, f"{login}_{server[1]}", text="n")
            assert opened(login).append(note).stored == 1
    events = opened("chen").events()
    assert events["seq"].tolist() == list(range(1, len(events) + 1))


def test_a_lead_moves_a_case_and_the_connection_follows(opened, ask, server):
    lead = SignedIn(opened("chen"), f"chen_{server[1]}", "lead")
    moved = {"kind": "assignment", "case_id": "A2", "happened_at": NOW, "actor": lead.login}
    lead.append(moved | {"key": "move", "collector": f"li_{server[1]}"})
    assert cases(ask("li", "SELECT case_id FROM events")) == {"A1", "A2"}
    assert cases(ask("wang", "SELECT case_id FROM events")) == set()
    lead.append(moved | {"key": "back", "collector": f"wang_{server[1]}"})
    assert cases(ask("li", "SELECT case_id FROM events")) == {"A1"}


def test_looking_at_full_values_is_recorded_by_the_collectors_own_login(opened, server):
    li = SignedIn(opened("li"), f"li_{server[1]}", "collector")
    assert "of A1" in li.reveal("A1", "call back")["text"].tolist()
    with pytest.raises(AccessError, match="not assigned"):
        li.reveal("A2", "call back")
    logged = opened("wu").events(kind="export").iloc[-1]
    assert (logged["actor"], logged["payload"]["reason"], logged["payload"]["masked"]) == (li.login, "call back", False)


def test_an_unknown_role_and_a_sqlite_store_are_refused(server, tmp_path):
    with (
        open_store(server[0]) as store,
        pytest.raises(StoreError, match="no role 'boss'; choose one of collector, lead"),
    ):
        enrol(store, "li", "boss")
    with open_store(tmp_path / "book.db") as store:
        for attempt in (lambda: grant(store), lambda: enrol(store, "li", "lead"), lambda: assign_rows(store)):
            with pytest.raises(StoreError, match="need PostgreSQL; a SQLite store is guarded by its file and its key"):
                attempt()
