"""A damaged store: every fault is told, what is whole stays readable, a backup can be made, and a repair puts the fault on record."""

import contextlib
import importlib.util
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from store_samples import LATER, contact, note, payment, placement, tamper
from waiting import PATIENCE

from arrears.commands import run
from arrears.store import StoreError, open_store
from arrears.store.log.backup import back_up, remove_leftovers, restore

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        opened.append([placement("p1", 1000_00), note("n2"), contact("c3", contact_point="13800138000")])
        opened.append([payment("b4", 100_00), note("n5", case_id="A2")])
        yield opened


def codes(store, anchors=()):
    return {finding.code for finding in store.verify(anchors).findings}


def a_row_under_a_foreign_key(store):
    tamper(
        store,
        "UPDATE payloads SET body = 'ar1.00000000.' || substr(body, 14), salt = 'ar1.00000000.' || substr(salt, 14) WHERE seq = 2",
    )


DAMAGE = {
    "a payload under a foreign key": (a_row_under_a_foreign_key, {"OTHER_KEY"}),
    "a payload that is no JSON": (
        lambda s: tamper(s, "UPDATE payloads SET body = 'x' WHERE seq = 2"),
        {"PAYLOAD_CHANGED"},
    ),
    "a changed time": (lambda s: tamper(s, "UPDATE events SET happened_at = 'h' WHERE seq = 2"), {"CHANGED"}),
    "a deleted event": (
        lambda s: tamper(s, "DELETE FROM payloads WHERE seq = 2", "DELETE FROM events WHERE seq = 2"),
        {"MISSING"},
    ),
    "a deleted payload": (lambda s: tamper(s, "DELETE FROM payloads WHERE seq = 2"), {"PAYLOAD_MISSING"}),
    "a wrong hash": (
        lambda s: tamper(s, "UPDATE events SET hash = 'h' WHERE seq = 2"),
        {"CHANGED", "UNLINKED"},
    ),
}


@pytest.mark.parametrize(("damage", "found"), DAMAGE.values(), ids=DAMAGE.keys())
def test_one_bad_row_hides_no_other_and_work_goes_on_after_a_repair(store, tmp_path, damage, found, caplog):
    damage(store)
    assert codes(store) == found
    read = store.events()
    assert {"p1", "c3", "b4", "n5"} <= set(read["key"])
    assert store.cases().set_index("case_id")["balance_fen"]["A1"] == 900_00
    saved = back_up(store.engine, tmp_path / "damaged.db")
    assert {finding.code for finding in saved.findings} == found
    with pytest.raises(StoreError, match="is not whole"):
        restore(tmp_path / "damaged.db", tmp_path / "new.db")
    restore(tmp_path / "damaged.db", tmp_path / "evidence.db", damaged=True)
    with open_store(tmp_path / "evidence.db") as evidence:
        assert codes(evidence) >= found
    done = store.repair(actor="zhao", reason="磁盘故障")
    after = store.verify()
    assert after.findings == []
    assert {finding.code for finding, _ in after.known} == found
    assert {by for _, by in after.known} == {done.receipt.head.count}
    assert store.append(note("n9")).stored == 1
    assert store.verify().findings == []
    assert back_up(store.engine, tmp_path / "after.db").findings == ()
    # What is on record is that damage and no other: the same row changed again is told again.
    if "MISSING" not in found and "PAYLOAD_MISSING" not in found:
        tamper(store, "UPDATE payloads SET body = 'y' WHERE seq = 2")
        assert codes(store) != set()


def test_a_repair_of_a_whole_store_records_nothing(store):
    head = store.head()
    assert store.repair(actor="zhao", reason="check").receipt is None
    assert store.head() == head
    for wrong in ({"actor": "", "reason": "x"}, {"actor": "x", "reason": " "}):
        with pytest.raises(StoreError, match="a repair needs a"):
            store.repair(**wrong)


@pytest.fixture
def file(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as made:
        for number in range(40):
            case = f"A{number % 7}"
            made.append(
                [
                    placement(f"p{number}", 100, case, details={"phone": f"138{number:08d}"}),
                    note(f"n{number}", case_id=case),
                ]
            )
    return tmp_path / "book.db"


def sql(file, *statements):
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["DROP TRIGGER events_no_update"], "GUARDS"),
        (["DROP INDEX events_of_a_case"], "GUARDS"),
        (["CREATE TRIGGER extra AFTER INSERT ON payloads BEGIN DELETE FROM customer_index; END"], "GUARDS"),
        (["DELETE FROM customer_index"], "INDEX"),
        (["DELETE FROM customer_index WHERE seq = 1"], "INDEX"),
        (["UPDATE customer_index SET case_id = 'A2' WHERE seq = 1"], "INDEX"),
        (["UPDATE customer_index SET blind = '0' WHERE seq = 1"], "INDEX"),
    ],
)
def test_lost_guards_and_an_emptied_index_are_told_and_made_anew(file, statements, code, capsys):
    sql(file, *statements)
    assert run(["store", "verify", "--store", str(file), "--lang", "en"]) == 1
    with open_store(file) as store:
        assert codes(store) == {code}
    assert run(["store", "repair", "--store", str(file), "--reason", "dropped", "--lang", "en"]) == 0
    assert "made anew" in capsys.readouterr().out
    with open_store(file) as store:
        assert codes(store) == set()
        assert store.find_customer(phone="13800000000")["case_id"].tolist() == ["A0"]


def test_a_cut_end_is_told_though_the_file_of_heads_went_with_it(file, capsys):
    heads = file.with_name("book.db.heads")
    heads.unlink()
    with open_store(file) as store:
        assert codes(store) == {"NO_HEADS"}
        tamper(
            store,
            "DELETE FROM customer_index WHERE seq > 60",
            "DELETE FROM payloads WHERE seq > 60",
            "DELETE FROM events WHERE seq > 60",
        )
        assert codes(store) == {"NO_HEADS", "CUT"}
        store.repair(actor="zhao", reason="the end is lost")
        assert codes(store) == set()
        store.append(note("after"))
        assert codes(store) == set()
        assert [finding.code for finding, _ in store.verify().known] == ["CUT"]


def test_a_swapped_store_and_one_rolled_back_are_told(file, tmp_path):
    with open_store(tmp_path / "other.db", clock=lambda: LATER) as other:
        other.append(note("n1"))
    before = file.read_bytes()
    with open_store(file, clock=lambda: LATER) as store:
        store.append(note("today"))
    file.write_bytes(before)
    with open_store(file) as store:
        assert codes(store) == {"CUT"}
    file.write_bytes((tmp_path / "other.db").read_bytes())
    with open_store(file) as store:
        assert "OTHER_STORE" in codes(store)


def test_two_stores_that_change_places_with_their_heads_are_told_until_a_repair_says_that_it_is_right(file, tmp_path):
    other = tmp_path / "other.db"
    with open_store(other, clock=lambda: LATER) as store:
        store.append(note("n1"))
    for ending in ("", ".heads"):
        spare = Path(f"{file}{ending}").rename(tmp_path / "spare")
        Path(f"{other}{ending}").rename(f"{file}{ending}")
        spare.rename(f"{other}{ending}")
    for place in (file, other):
        with open_store(place, clock=lambda: LATER) as store:
            store.append(note("in another's place"))
            assert codes(store) == {"OTHER_STORE"}
            store.repair(actor="zhao", reason="moved by hand")
            assert codes(store) == set()
            store.append(note("afterwards"))
            assert codes(store) == set()


def test_a_new_store_and_a_restored_one_may_lie_where_another_lay(file, tmp_path):
    with open_store(file) as store:
        back_up(store.engine, tmp_path / "monday.db")
    for ending in ("", ".heads"):
        Path(f"{file}{ending}").unlink()
    with open_store(file, clock=lambda: LATER) as store:
        store.append(note("n1"))
        assert codes(store) == set()
    for ending in ("", ".heads"):
        Path(f"{file}{ending}").unlink()
    restore(tmp_path / "monday.db", file)
    with open_store(file) as store:
        assert codes(store) == set()


def test_work_that_goes_on_after_an_old_copy_was_put_back_does_not_hide_it(file, caplog):
    """The heads were put back as well, and the store has grown past what this computer remembers."""
    heads = file.with_name("book.db.heads")
    before = file.read_bytes(), heads.read_bytes()
    with open_store(file, clock=lambda: LATER) as store:
        store.append(note("lost"))
    file.write_bytes(before[0])
    heads.write_bytes(before[1])
    for number in range(2):
        with open_store(file, clock=lambda: LATER) as store:
            store.append([note(f"{number}-{half}") for half in "ab"])
        assert caplog.text.count("is not the one that this computer remembers") == number + 1
    with open_store(file, clock=lambda: LATER) as store:
        assert codes(store) == {"REWRITTEN"}
        store.repair(actor="zhao", reason="restored")
        assert codes(store) == set()
        store.append(note("afterwards"))
        assert codes(store) == set()
    assert caplog.text.count("is not the one that this computer remembers") == 2


def test_mishaps_of_a_houses_files_lose_nothing_and_are_told():
    command = [sys.executable, str(BENCHMARKS / "store_mishaps.py"), "4", "swapped", "rolled_back"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # our own script
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": 4 tries, 0 lost, half-made or not told") == 2


@pytest.fixture
def flips():
    """The benchmark that flips bits, as a module."""
    spec = importlib.util.spec_from_file_location("store_flips", BENCHMARKS / "store_flips.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_flipped_bit_on_a_page_of_any_kind_is_told_or_changes_nothing_that_is_read(flips, tmp_path):
    file = flips.made(tmp_path / "book.db")
    kinds = flips.pages(file)
    chance = random.Random(15)  # noqa: S311  # repeatable
    one_of_each = {kind: number for number, kind in reversed(kinds.items())}
    assert len(one_of_each) >= 25
    # What a page says of itself; the first page's stands behind the file's own head.
    plan = [(number, 800 * (number == 1) + chance.randrange(64)) for number in one_of_each.values()]
    # A count of cells, the right-most pointer: once these broke off the verification itself.
    plan += [(one_of_each["store_meta leaf"], 8 * 3 + 4), (one_of_each["customer_index internal"], 8 * 11)]
    assert flips.missed(file, plan) == []


@pytest.fixture
def torn(file):
    """A store whose page of payloads cannot be read."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        page = connection.execute("SELECT pageno FROM dbstat WHERE name = 'payloads' AND pagetype = 'leaf'").fetchone()[
            0
        ]
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096] ^= 0xFF
    file.write_bytes(content)
    return file


def test_whoever_reads_a_torn_page_is_told_what_to_do_and_no_figure_is_short(torn, capsys, tmp_path):
    with open_store(torn) as store:
        with pytest.raises(StoreError, match=r"book\.db has a damaged page .* arrears store backup") as told:
            store.cases()
        assert "有损坏的页" in told.value.text("zh")
        assert codes(store) == {"PAGES"}
    assert run(["daily", "--store", str(torn), "--as-of", "2026-11-20", "--out", str(tmp_path / "out")]) == 2
    assert "有损坏的页" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_store_with_a_torn_page_is_saved_page_by_page_and_said_to_be_damaged(torn, tmp_path, capsys):
    before = torn.read_bytes()
    assert run(["store", "backup", str(tmp_path / "saved.db"), "--store", str(torn), "--lang", "en"]) == 1
    assert "the database's file is damaged" in capsys.readouterr().out
    assert torn.read_bytes() == before
    assert (tmp_path / "saved.db").read_bytes()[4096:] == before[4096:]
    assert run(["store", "repair", "--store", str(torn), "--reason", "disk", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "restore a backup into a new place" in told
    assert "nothing to repair" not in told


def test_a_dropped_table_and_bytes_in_place_of_a_text_are_clear_lines(file, capsys):
    with pytest.raises(sqlite3.IntegrityError, match="has not the form"):
        sql(file, "INSERT INTO payloads VALUES (999, x'00', x'00')")
    with open_store(file) as store:
        tamper(
            store, "UPDATE payloads SET body = x'00ff' WHERE seq = 3", "UPDATE events SET actor = x'00ff' WHERE seq = 5"
        )
        assert {"PAYLOAD_CHANGED", "CHANGED"} <= codes(store)
        assert len(store.events()) == 78
    sql(file, "DROP TABLE customer_index")
    assert run(["store", "verify", "--store", str(file), "--lang", "en"]) == 2
    assert "has lost customer_index; restore a backup" in capsys.readouterr().err


def test_what_killed_backups_left_is_removed(file, tmp_path):
    for name in ("a.db.999999-0123abcd.part", "a.db.999999-0123abcd.part-journal"):
        (tmp_path / name).write_bytes(b"erased since")
    (tmp_path / "b.part.txt").write_text("a person's own")
    assert remove_leftovers(tmp_path) == 2
    assert (tmp_path / "b.part.txt").exists()


def test_a_restore_that_is_broken_off_leaves_nothing_under_the_real_name(file, tmp_path, monkeypatch):
    with open_store(file) as store:
        back_up(store.engine, tmp_path / "backup.db")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("arrears.store.log.backup._sync", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "backup.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    assert list(tmp_path.glob("*.part*")) == []
