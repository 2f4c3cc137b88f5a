"""A disk that is full in the midst of a command that writes: one clear line, no half folder, the store as it was, and the next try succeeds."""

import random
import resource
import shutil
from contextlib import contextmanager

import pytest

from arrears.commands import run
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key

pytestmark = pytest.mark.slow  # each command runs until it fails, and again

HEAD = "案件编号,客户号,客户姓名,手机号,到期还款日,逾期本金,利息,催收员"
ROWS = [f"A{n},K{n},张三,138{n:08d},2026-05-20,10000,600,{'王芳' if n % 2 else '李强'}" for n in range(1, 41)]
STORE = ("--store", "book.db")
COMMANDS = {
    "daily on a list": ("daily", "list.csv", "--as-of", "2026-10-20", "--out", "out"),
    "daily on a store": ("daily", *STORE, "--as-of", "2026-10-20", "--out", "out"),
    "daily again in the same folder": ("daily", *STORE, "--as-of", "2026-10-20", "--out", "first"),
    "daily into a new store": ("daily", "list.csv", "--store", "new.db", "--as-of", "2026-10-20", "--out", "out"),
    "payments": ("payments", "bank.csv", *STORE, "--as-of", "2026-10-20", "--actor", "chen"),
    "full export": ("export", *STORE, "--full", "--reason", "监管检查调取资料", "--out", "full.xlsx"),
    "messages": ("message", "list.csv", "--as-of", "2026-10-20", "--out", "out"),
    "letters": ("message", "list.csv", "--as-of", "2026-10-20", "--kind", "letters", "--out", "out"),
    "map": ("map", "list.csv", "--yes", "--out", "out"),
    "plan": ("plan", "--principal", "10000", "--months", "12", "--out", "plan.xlsx"),
    "backup": ("store", "backup", *STORE, "backup.db"),
}
LIMITS = dict.fromkeys(COMMANDS, (1, 9000, 50000)) | {"map": (1, 100), "messages": (1, 500)}
"""Bytes that a file may have: nothing, a part of a workbook, a part of a store."""


@contextmanager
def room(size):
    """Let no file of this process grow past a size, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        key = new_key()
        patch.setenv(VARIABLE, key)
        patch.chdir(folder)
        (folder / "list.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", "utf-8")
        (folder / "bank.csv").write_text("流水号,入账日期,金额,案件编号\nB1,2026-10-19,100,A2\n", "utf-8")
        assert run(["daily", "list.csv", *STORE, "--as-of", "2026-10-19", "--out", "first", "--actor", "chen"]) == 0
    return folder, key


@pytest.fixture
def place(house, tmp_path, monkeypatch):
    folder, key = house
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(VARIABLE, key)
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def there(folder):
    """Every file by its name and content; a store's own files are judged by what is in it."""
    files = [
        path for path in folder.rglob("*") if path.is_file() and ".db" not in path.name and "state" not in path.parts
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_leaves_no_half_and_the_next_try_succeeds(place, capsys, command):
    chance = random.Random(command)  # noqa: S311  # repeatable
    before = there(place)
    with open_store("book.db") as store:
        head = store.head()
    for tried, limit in enumerate((*LIMITS[command], chance.randrange(LIMITS[command][-1]))):
        with room(limit):
            code = run([*COMMANDS[command]])
        told = capsys.readouterr().err.strip().splitlines()
        with open_store("book.db") as store:
            assert store.verify([head]).is_intact
        if code in {0, 1}:
            assert tried
            return
        assert code == 2
        assert told[-1].startswith("arrears: ")
        assert not [word for word in ("程序出错", "went wrong inside", "Traceback") if word in "".join(told)]
        assert there(place) == before
        assert not list(place.glob("*.part*"))
    assert run([*COMMANDS[command]]) in {0, 1}
