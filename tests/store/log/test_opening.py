"""What a store is opened as: of this version, brought up from an older one, or refused with nothing written."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import inspect, text
from store_samples import LATER, contact, payment, placement

from arrears.errors import PolicyError
from arrears.policy import Policies
from arrears.policy.records import ClockSkew
from arrears.store import Store, StoreError, open_store
from arrears.store.log import engine, opening, writing
from arrears.store.log.bulk import insert_rows
from arrears.store.log.canonical import genesis
from arrears.store.log.engine import make_engine, on_network_drive
from arrears.store.log.schema import EVENTS, PAYLOADS
from arrears.store.secrets.keys import VARIABLE, KeyMissingError, load_keys
from arrears.store.secrets.sealing import OPTION, Sealer, sealed_rows


def contents(store):
    """Everything that stands in the database, to be compared."""
    with store.reading() as connection:
        tables = inspect(connection).get_table_names()
        return {name: connection.execute(text(f"SELECT * FROM {name}")).fetchall() for name in sorted(tables)}  # noqa: S608  # its own names


def test_a_store_of_a_newer_version_is_refused_and_not_touched(store_url):
    with open_store(store_url, clock=lambda: LATER) as store:
        store.append(payment("b1"))
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE arrears_version SET version_num = '9999'"))
        before = contents(store)
        with pytest.raises(
            StoreError, match=r"made by a newer version of arrears \(schema 9999\); upgrade arrears"
        ) as told:
            open_store(store_url)
        assert "未做任何改动" in told.value.text("zh")
        assert contents(store) == before


def older(url, revision):
    """Make a store as an older version made it."""
    made = make_engine(engine.store_url(url)).execution_options(**{OPTION: Sealer(load_keys), engine.MAKES: True})
    script = opening._script()
    with made.begin() as connection:

        def steps(at, _context):
            return script._upgrade_revs(revision, at)

        with EnvironmentContext(Config(), script, fn=steps) as environment:
            environment.configure(connection=connection, version_table=opening.VERSION_TABLE, transactional_ddl=True)
            environment.run_migrations()
        names = [("store_id", "old"), ("genesis", genesis("old"))]
        for key, value in names:
            connection.execute(text("INSERT INTO store_meta VALUES (:key, :value)"), {"key": key, "value": value})
    return made


@pytest.mark.parametrize("revision", ["0001", "0002", "0004"])
def test_an_older_store_is_brought_up_to_date_and_goes_on(store_url, revision):
    made = older(store_url, revision)
    made.dispose()
    with open_store(store_url, clock=lambda: LATER) as store:
        assert store.store_id == "old"
        head = store.append([placement("p1", 100_00), contact("c1", contact_point="13800138000")]).head
        assert store.find_customer(phone="13800138000")["case_id"].tolist() == ["A1"]
        assert store.verify([head]).is_intact


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_who_may_not_open_a_store_is_told_whom_to_ask(store_url):
    older(store_url, "0002").dispose()
    with psycopg.connect(store_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS nobody_yet")
        connection.execute("CREATE ROLE nobody_yet LOGIN")
        connection.execute("GRANT SELECT ON arrears_version TO nobody_yet")
    with pytest.raises(StoreError, match=r"your login may not open the store .*ask its owner"):
        open_store(store_url.replace("arrears@", "nobody_yet@"))


def test_what_an_older_version_stored_stays_as_it_was(store_url, monkeypatch):
    def as_before(connection, rows, payloads, _named):
        insert_rows(connection, EVENTS, rows)
        insert_rows(connection, PAYLOADS, sealed_rows(connection, payloads))

    with (
        monkeypatch.context() as patch,
        Store(older(store_url, "0002"), Policies("cn"), clock=lambda: LATER) as store,
        store.engine.begin() as connection,
    ):
        patch.setattr(writing, "add_events", as_before)
        skew = store.policies.get(ClockSkew, LATER.date())
        receipt = writing.append(connection, writing.drafts([placement("p1", 100_00), payment("b1")]), LATER, skew)
    with open_store(store_url, clock=lambda: LATER) as store:
        assert store.head() == receipt.head
        assert store.verify([receipt.head]).is_intact
        assert store.events()["key"].tolist() == ["p1", "b1"]
        assert store.append([placement("p1", 100_00), payment("b1")]) == receipt


def test_another_programs_database_is_refused_and_not_touched(tmp_path):
    other = sqlite3.connect(tmp_path / "photos.db")
    other.execute("CREATE TABLE photos (name)")
    other.commit()
    other.close()
    before = (tmp_path / "photos.db").read_bytes()
    with pytest.raises(StoreError, match=r"photos\.db is another program's database; name a new file"):
        open_store(tmp_path / "photos.db")
    assert (tmp_path / "photos.db").read_bytes() == before


@pytest.mark.parametrize(
    ("where", "why"),
    [
        pytest.param("mysql://localhost/x", "a store is named by a path", id="another kind of database"),
        pytest.param("sqlite://", "a store is named by a path", id="no file"),
        pytest.param("postgresql://li:secret@localhost", "a store is named by a path", id="no database"),
        pytest.param(
            "postgresql://li:secret@localhost:1/x", "cannot be opened; check that it is there", id="no server"
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_its_password(where, why):
    with pytest.raises(StoreError, match=why) as told:
        open_store(where)
    assert "secret" not in str(told.value) + told.value.zh


def test_a_text_file_is_no_store(tmp_path):
    (tmp_path / "notes.txt").write_text("hello " * 1_000)
    with pytest.raises(StoreError, match=r"notes\.txt is no store, is damaged, or is encrypted with another key"):
        open_store(tmp_path / "notes.txt")


def test_an_unknown_profile_opens_nothing_and_makes_no_file(tmp_path):
    with pytest.raises(PolicyError, match="xx"):
        open_store(tmp_path / "book.db", profile="xx")
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_what_people_say_is_refused_and_nothing_is_stored(store_url, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", NoRing)
    with open_store(store_url, clock=lambda: LATER) as store:
        with pytest.raises(KeyMissingError, match="nothing is stored in clear"):
            store.append([payment("b1"), contact("c1", note="answered")])
        assert store.head().count == 0


class NoRing:
    def get_password(self, *_):
        return None


MOUNTS = """
/dev/vda / ext4 rw 0 0
server:/share /srv/share nfs4 rw 0 0
//nas/books /mnt/my\\040books cifs rw 0 0
/dev/vdb /srv/share/local ext4 rw 0 0
li@host: /home/li/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        pytest.param("/var/lib/book.db", False, id="the system's own disk"),
        pytest.param("/srv/share/book.db", True, id="nfs"),
        pytest.param("/srv/share/local/book.db", False, id="a local disk mounted below a share"),
        pytest.param("/srv/shared/book.db", False, id="a name that only begins like the share's"),
        pytest.param("/mnt/my books/book.db", True, id="a Windows share with a blank in its name"),
        pytest.param("/home/li/far/a/book.db", True, id="sshfs"),
    ],
)
def test_a_network_drive_is_known_by_its_mount(tmp_path, path, remote):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert on_network_drive(Path(path), mounts) is remote


@pytest.mark.parametrize(
    ("version", "remote", "mode"),
    [
        pytest.param((3, 51, 3), False, "wal", id="mended, on a local disk"),
        pytest.param((3, 51, 2), False, "truncate", id="the last with the fault"),
        pytest.param((3, 50, 7), False, "wal", id="mended in an older line"),
        pytest.param((3, 50, 6), False, "truncate", id="just before that"),
        pytest.param((3, 44, 6), False, "wal", id="mended in a yet older line"),
        pytest.param((3, 45, 0), False, "truncate", id="a line that was never mended"),
        pytest.param((3, 40, 1), False, "truncate", id="long before"),
        pytest.param((3, 51, 3), True, "truncate", id="mended, on a network drive"),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_is_safe(tmp_path, monkeypatch, version, remote, mode):
    monkeypatch.setattr(sqlite3.dbapi2, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(engine, "on_network_drive", lambda _path: remote)
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        head = store.append(payment("b1")).head
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == mode
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert store.verify([head]).is_intact


def test_a_store_in_the_unsafe_mode_is_changed_or_refused_while_others_hold_it(tmp_path, monkeypatch):
    open_store(tmp_path / "book.db").close()
    other = sqlite3.connect(tmp_path / "book.db", isolation_level=None)
    assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    other.execute("BEGIN")
    other.execute("SELECT * FROM events").fetchall()
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with pytest.raises(
        StoreError, match=r"is in journal mode wal and must be in truncate; close every program that uses it"
    ):
        open_store(tmp_path / "book.db")
    other.close()
    with open_store(tmp_path / "book.db") as store, store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
