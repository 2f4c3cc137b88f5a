"""What a store does when the disk is full, when writers are killed and when two open it at once."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from store_samples import LATER, note, payment, placement
from waiting import PATIENCE

from arrears.store import Head, StoreError, open_store
from arrears.store.log import backup, chain, engine, writing
from arrears.store.log.backup import back_up, restore

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


def _die_after(work, function, patched):
    """Do a piece of work in a process of its own that dies right after a function was called for the first time."""
    child = os.fork()
    if child == 0:
        really = getattr(patched, function)

        def last_call(*given, **named):
            really(*given, **named)
            os._exit(9)

        setattr(patched, function, last_call)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("function", ["_copy", "_one_file", "_sync", "_keep_head"])
def test_a_restore_that_died_leaves_no_store_and_can_be_done_again(tmp_path, function):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        back_up(store.engine, tmp_path / "monday.db")
    assert _die_after(lambda: restore(tmp_path / "monday.db", tmp_path / "new.db"), function, backup) == 9
    assert not (tmp_path / "new.db").exists()
    restore(tmp_path / "monday.db", tmp_path / "new.db")
    with open_store(tmp_path / "new.db") as store:
        assert store.verify().is_intact


def test_a_restored_store_is_whole_from_the_moment_it_has_its_name(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n0"), note("n1")])
        back_up(store.engine, tmp_path / "monday.db")
    assert _die_after(lambda: restore(tmp_path / "monday.db", tmp_path / "new.db"), "replace", os) == 9
    with open_store(tmp_path / "new.db") as store:
        assert store.verify().is_intact
        assert len(store.events()) == 2


@pytest.mark.parametrize(("room", "function", "stored"), [(writing, "append", 0), (chain, "remember", 1)])
def test_a_new_store_whose_first_writer_died_is_whole(tmp_path, room, function, stored):
    def write():
        with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
            store.append(note("n0"))

    assert _die_after(write, function, room) == 9
    with open_store(tmp_path / "book.db") as store:
        assert len(store.events()) == stored
        assert store.verify().is_intact
        store.append(note("n1"))
        assert store.verify().is_intact


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
