"""What a store does when the disk is full, when writers are killed and when two open it at once."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest
from processes import die_after
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from store_samples import LATER, envelope, note, payment, placement, tamper
from waiting import PATIENCE

from arrears.store import Head, StoreError, open_store
from arrears.store.access import customers, erasing, repairing
from arrears.store.access.checking import all_anchors
from arrears.store.log import adding, backup, chain, engine, opening, writing
from arrears.store.log.backup import back_up, restore
from arrears.store.log.bulk import insert_rows
from arrears.store.log.canonical import genesis
from arrears.store.log.engine import make_engine
from arrears.store.log.schema import META
from arrears.store.secrets.keys import VARIABLE, new_key

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LONG = "稍后再拨" * 2_000


@pytest.fixture
def full(tmp_path):
    """Give a store on a disk that has hardly any room left, and what makes room again."""
    store = open_store(tmp_path / "book.db", clock=lambda: LATER)
    store.append([placement("p0", 1000_00), payment("b1")])
    limit = {"pages": 0}

    def connect(connection, _record):
        if limit["pages"]:
            connection.execute(f"PRAGMA max_page_count = {limit['pages']}")

    event.listen(store.engine, "connect", connect)

    def room(pages):
        with store.reading() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar()
        limit["pages"] = used + pages if pages else 0
        store.engine.dispose()

    room(2)
    yield store, room
    store.close()


def test_on_a_full_disk_nothing_is_stored_in_part_and_everything_stays_readable(full):
    store, room = full
    before = store.head()
    with pytest.raises(
        StoreError, match=r"nothing was stored in book\.db: database or disk is full; put that right"
    ) as told:
        store.append([note(f"n{number}", LONG) for number in range(20)])
    assert "请排除后重新提交" in told.value.text("zh")
    assert LONG[:4] not in str(told.value)
    assert store.head() == before
    assert store.events()["key"].tolist() == ["p0", "b1"]
    assert store.verify([before]).is_intact
    room(0)
    assert store.append([note(f"n{number}", LONG) for number in range(20)]).stored == 20
    assert store.verify([before]).is_intact


def test_a_backup_on_a_full_disk_leaves_no_file_behind(full, tmp_path):
    store, room = full
    room(0)
    store.append([note(f"n{number}", LONG) for number in range(20)])
    folder = tmp_path / "backups"
    folder.mkdir()
    script = """
        import resource, sys
        from pathlib import Path
        from arrears.store import StoreError, open_store
        from arrears.store.log.backup import back_up
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        with open_store(sys.argv[1]) as store:
            try:
                back_up(store.engine, Path(sys.argv[2]))
            except StoreError as error:
                sys.exit(error.message)
    """
    done = in_child(script, tmp_path / "book.db", folder / "monday.db")
    assert "the backup monday.db could not be written" in done.stderr
    assert list(folder.iterdir()) == []


def test_an_operating_system_that_refuses_to_write_is_told_of_and_harms_nothing(tmp_path):
    script = """
        import resource, sys
        from arrears.store import StoreError, open_store
        from store_samples import LATER, note
        store = open_store(sys.argv[1], clock=lambda: LATER)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        for number in range(1_000):
            try:
                receipt = store.append([note(f"{number}-{half}", "稍后再拨" * 500) for half in "ab"])
            except StoreError as error:
                sys.exit(error.message)
            print(receipt.head, flush=True)
    """
    done = in_child(script, tmp_path / "book.db")
    assert "nothing was stored in book.db" in done.stderr
    heads = [Head.read(line) for line in done.stdout.split()]
    assert len(heads) > 5
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        assert store.head() == heads[-1]
        assert store.verify(heads).is_intact
        store.append(note("after"))


def test_who_waits_too_long_for_a_turn_is_told_and_can_send_again(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MS", 120)
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        other = sqlite3.connect(tmp_path / "book.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"nothing was stored in book\.db: database is locked"):
            store.append(note("n1"))
        other.execute("ROLLBACK")
        other.close()
        assert store.append(note("n1")).stored == 1


def in_child(script, *arguments):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # our own script


def test_fifty_writers_that_are_killed_lose_nothing_that_was_acknowledged(postgresql_server):
    command = [sys.executable, str(BENCHMARKS / "store_kill.py"), "50"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # same
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("0 lost, 0 in half, 0 stores not whole") == 2


def test_a_house_at_work_loses_nothing(postgresql_server):
    command = [sys.executable, str(BENCHMARKS / "store_load.py"), "2", "10"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # same
    # How long a submit takes is measured on a quiet machine; what is stored must be right on any.
    assert done.stdout.count("lost 0, twice 0, halves 0, chain whole: True") == 2, done.stdout + done.stderr


def test_two_who_open_a_new_store_at_once_find_one_store(store_url):
    start, found = Barrier(4), []

    def open_it():
        start.wait()
        with open_store(store_url) as store:
            found.append((store.store_id, store.head()))

    threads = [Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_two_processes_that_open_a_new_store_at_once_find_one_store(store_url):
    script = "import sys; from arrears.store import open_store; print(open_store(sys.argv[1]).store_id)"
    command = [sys.executable, "-c", script, store_url]
    opened = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]  # noqa: S603  # same
    told = [process.communicate(timeout=PATIENCE) for process in opened]
    assert [error for _, error in told] == [""] * 3
    assert len({name for name, _ in told}) == 1


def test_back_up_needs_a_folder_that_is_there(tmp_path):
    with open_store(tmp_path / "book.db") as store, pytest.raises(StoreError, match=r"the folder .* is not there"):
        back_up(store.engine, tmp_path / "nowhere" / "monday.db")


def test_what_is_killed_in_the_midst_of_erasing_saving_or_restoring_leaves_nothing_half_made():
    command = [sys.executable, str(BENCHMARKS / "store_broken_off.py"), "8"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # same
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": 8 kills, 0 lost, half-made or left over") == 3


@pytest.mark.parametrize("function", ["_copy", "_one_file", "_sync", "_keep_head"])
def test_a_restore_that_died_leaves_no_store_and_can_be_done_again(tmp_path, function):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        back_up(store.engine, tmp_path / "monday.db")
    assert die_after(lambda: restore(tmp_path / "monday.db", tmp_path / "new.db"), function, backup) == 9
    assert not (tmp_path / "new.db").exists()
    restore(tmp_path / "monday.db", tmp_path / "new.db")
    with open_store(tmp_path / "new.db") as store:
        assert store.verify().is_intact


def test_a_restored_store_is_whole_from_the_moment_it_has_its_name(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        back_up(store.engine, tmp_path / "monday.db")
    assert die_after(lambda: restore(tmp_path / "monday.db", tmp_path / "new.db"), "_put_there", backup) == 9
    with open_store(tmp_path / "new.db") as store:
        assert store.verify().is_intact
        assert len(store.events()) == 2


@pytest.mark.parametrize(("room", "function", "stored"), [(writing, "append", 0), (chain, "remember", 1)])
def test_a_new_store_whose_first_writer_died_is_whole(tmp_path, room, function, stored):
    def write():
        with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
            store.append(note("n0"))

    assert die_after(write, function, room) == 9
    with open_store(tmp_path / "book.db") as store:
        assert len(store.events()) == stored
        assert store.verify().is_intact
        store.append(note("n1"))
        assert store.verify().is_intact


class _Broken:
    """A store in a state that a command is to mend or change, the command, and the steps after which its writer may die."""

    def __init__(self, folder):
        self.file = folder / "book.db"
        with self.open() as store:
            phone = envelope("c1") | {"kind": "contact", "channel": "call", "outcome": "no_answer"}
            store.append([note("n1"), note("n2", case_id="A2"), phone | {"contact_point": "13800138000"}])
            self.kept = store.head()

    def open(self):
        return open_store(self.file, clock=lambda: LATER)

    def codes(self):
        with self.open() as store:
            return {finding.code for finding in store.verify(all_anchors(store)).findings}

    def repair(self):
        with self.open() as store:
            store.repair(actor="zhao", reason="停电")

    def cut(self):
        with self.open() as store:
            tamper(store, "DELETE FROM payloads WHERE seq = 2", "DELETE FROM events WHERE seq = 2")

    def lose_heads(self):
        self.file.with_name("book.db.heads").unlink()

    def lose_guards(self):
        with self.open() as store, store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER events_no_update")
            connection.exec_driver_sql("DROP INDEX customer_by_number")

    def empty_index(self):
        with self.open() as store, store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM customer_index")

    def reindex(self):
        with self.open() as store, store.engine.begin() as connection:
            customers.reindex(connection)

    def swap(self):
        with open_store(self.file.with_name("other.db"), clock=lambda: LATER) as other:
            other.append([note("o1"), note("o2"), note("o3"), note("o4")])
        shutil.copy(self.file.with_name("other.db"), self.file)

    def erase(self):
        with self.open() as store:
            if not store.events("A1", kind="note")["erased"].all():
                store.erase("A1", reason="误录", basis="PIPL 47", actor="zhao", early=True)

    def grow_old(self):
        self.file.unlink()
        made = make_engine(engine.store_url(self.file))
        with made.execution_options(**{engine.MAKES: True}).begin() as connection:
            opening._migrate(connection, opening._script(), "0002")
            names = [("store_id", "old"), ("genesis", genesis("old"))]
            insert_rows(connection, META, names)
        made.dispose()
        self.lose_heads()

    def look(self):
        self.open().close()

    def take_new_key(self):
        os.environ[VARIABLE] = f"{new_key()},{os.environ[VARIABLE]}"

    def write_under_it(self):
        with self.open() as store:
            store.append(note("under another key"))

    def nothing(self):
        """Leave it whole."""


STEPS = {
    "repair of a gap": ("cut", "repair", [(repairing, "_record"), (repairing, "digest_of"), (chain, "remember"), (chain, "write_anchor")]),
    "repair without heads": ("lose_heads", "repair", [(repairing, "_refuse_own_key"), (chain, "remember"), (chain, "write_anchor")]),
    "repair of guards": ("lose_guards", "repair", [(repairing, "_guards_of_sqlite"), (chain, "remember"), (chain, "write_anchor")]),
    "repair of the index": ("empty_index", "repair", [(repairing, "reindex")]),
    "repair of a swapped store": ("swap", "repair", [(repairing, "_record"), (chain, "remember"), (chain, "write_anchor")]),
    "reindex": ("empty_index", "reindex", [(customers, "demand_known_key"), (customers, "_named"), (customers, "index_rows")]),
    "migration": ("grow_old", "look", [(opening, "_migrate"), (opening, "choose_journal")]),
    "erasure": ("nothing", "erase", [(erasing, "add_events"), (erasing, "insert_rows"), (chain, "remember"), (chain, "write_anchor"), (erasing, "scrub")]),
    "new key": ("take_new_key", "write_under_it", [(adding, "demand_known_key"), (adding, "sealed_rows"), (writing, "append"), (chain, "remember"), (chain, "write_anchor")]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "command", "room", "function"),
    [
        pytest.param(before, command, room, function, id=f"{name}, after {function}")
        for name, (before, command, steps) in STEPS.items()
        for room, function in steps
    ],
)
def test_whatever_writes_a_store_and_dies_leaves_it_as_it_was_or_whole_and_can_be_done_again(
    tmp_path, monkeypatch, before, command, room, function
):
    monkeypatch.setenv(VARIABLE, os.environ[VARIABLE])
    broken = _Broken(tmp_path)
    getattr(broken, before)()
    stood = broken.codes() if command != "look" else set()
    assert die_after(getattr(broken, command), function, room) == 9
    if command != "look":
        assert broken.codes() <= stood
    getattr(broken, command)()
    assert broken.codes() == set()
    with broken.open() as store:
        store.append(note("afterwards"))
    assert broken.codes() == set()


def test_a_file_without_a_byte_that_a_killed_writer_left_takes_a_backup(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        back_up(store.engine, tmp_path / "monday.db")
    assert die_after(lambda: open_store(tmp_path / "new.db"), "_check_path", opening) == 9
    assert (tmp_path / "new.db").stat().st_size == 0
    restore(tmp_path / "monday.db", tmp_path / "new.db")
    with open_store(tmp_path / "new.db") as store:
        assert store.verify().is_intact
    with pytest.raises(StoreError, match="holds a store already"):
        restore(tmp_path / "monday.db", tmp_path / "new.db")


def test_a_store_restored_with_its_damage_is_no_backup_and_misses_its_heads(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        tamper(store, "UPDATE events SET actor = 'mallory' WHERE seq = 1")
        back_up(store.engine, tmp_path / "monday.db")
    restore(tmp_path / "monday.db", tmp_path / "new.db", damaged=True)
    (tmp_path / "new.db.heads").unlink()
    for file, told in (("monday.db", ["CHANGED"]), ("new.db", ["CHANGED", "NO_HEADS"])):
        with open_store(tmp_path / file, clock=lambda: LATER) as store:
            assert [finding.code for finding in store.verify().findings] == told


@pytest.mark.parametrize("reads", [False, True])
def test_who_waits_for_a_locked_store_is_told_so_again_and_again(tmp_path, monkeypatch, caplog, reads):
    # A clock on which each look takes a second: how long the others' work takes is no matter.
    seconds = count()
    monkeypatch.setattr(engine, "monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(engine, "BUSY_MS", 12_000)
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append(note("n0"))
        other = sqlite3.connect(tmp_path / "book.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises((StoreError, OperationalError), match="locked"):
            store.events() if reads else store.append(note("n1"))
        other.execute("ROLLBACK")
        other.close()
        assert caplog.text.count("the store is being written by another program") == 2
        assert store.append(note("n1")).stored == 1
