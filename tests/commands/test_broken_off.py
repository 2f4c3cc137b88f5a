"""Ctrl-C at any moment that writes something: one line, exit code 130, no half file, a whole store, and the next try succeeds."""

import shutil
import sys
from datetime import timedelta

import pytest

from arrears.commands import COMMANDS, run
from arrears.policy.records import AgencyInspection
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.agencies import Agencies, Answer

HEAD = "案件编号,客户号,客户姓名,手机号,邮箱,到期还款日,逾期本金,利息,催收员"
ROWS = [
    f"A{n},K{n},张三,138{n:08d},a{n}@example.org,2026-05-20,10000,600,{'王芳' if n % 2 else '李强'}"
    for n in range(1, 7)
]
STORE = ("--store", "book.db")
DAY = ("--as-of", "2026-10-20")
AGENCY = "诚信资产管理有限公司"
LONG = {
    "daily": ("daily", "list.csv", *STORE, *DAY, "--out", "first"),
    "demo": None,
    "merge": ("merge", "first/collectors", *STORE),
    "payments": ("payments", "bank.csv", *STORE, *DAY, "--actor", "chen"),
    "export": ("export", *STORE, "--full", "--reason", "监管检查调取资料", "--out", "full.xlsx"),
    "message": ("message", *STORE, *DAY, "--kind", "letters", "--out", "letters"),
    "month-end": ("month-end", "--month", "2026-10", *STORE, "--out", "month"),
    "plan": ("plan", "--principal", "10000", "--months", "12", "--out", "plan.xlsx"),
    "map": ("map", "list.csv", "--yes", "--out", "maps"),
    "record": ("record", "A2", *STORE, "--out", "records", "--actor", "chen", "--role", "lead"),
    "check": ("check", "list.csv", *DAY),
    "store": ("store", "backup", *STORE, "backup.db"),
    "agency": ("agency", "pack", AGENCY, *STORE, "--out", "packs", "--actor", "chen"),
}
"""A command line of each command that works on many cases or writes files; `demo` is `daily` on the shipped list."""
SHORT = frozenset(
    ("household", "agreement", "waiver", "assist", "correct", "remind", "letters", "escalate", "dossier", "dashboard", "lab", "policy", "scenario", "train", "simulate", "learn", "trial", "relief", "assess", "doctor")
)  # fmt: skip
"""Commands that ask or answer about one case, talk with a person or serve pages: what they write goes through the same steps."""


def test_every_command_is_named_here():
    assert SHORT | LONG.keys() == COMMANDS.keys()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        key = new_key()
        patch.setenv(VARIABLE, key)
        patch.setenv("ARREARS_STATE", str(folder / "state"))
        patch.chdir(folder)
        (folder / "list.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", "utf-8")
        (folder / "bank.csv").write_text("流水号,入账日期,金额,案件编号\nB1,2026-10-19,100,A2\n", "utf-8")
        assert run(["daily", "list.csv", *STORE, "--as-of", "2026-10-19", "--out", "first", "--actor", "chen"]) == 0
        with open_store("book.db") as store:
            agencies = Agencies(store, "chen")
            agencies.enrol(AGENCY, "91440101MA5CXXXX0X", "陈经理")
            items = store.policies.get(AgencyInspection, agencies.day).items
            assert agencies.inspect(AGENCY, {one.key: Answer(True, "") for one in items})
            assert agencies.give(AGENCY, ["A2", "A4"], agencies.day + timedelta(days=30)).cases
    return folder, key


@pytest.fixture
def place(house, tmp_path, monkeypatch):
    folder, key = house
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(VARIABLE, key)
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("arrears.documents.papers._pdfs", lambda _paths: [])  # LibreOffice takes seconds
    return tmp_path


def there(folder):
    """Every file and folder; a store's own files are judged by what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if not path.name.startswith("book.db") and "state" not in path.relative_to(folder).parts
    }


class _Finger:
    """Presses Ctrl-C just before the nth time that a process opens a file to write, makes a folder or moves a file."""

    def __init__(self):
        self.left = 0
        sys.addaudithook(self)  # it stays for as long as the process does, and sleeps

    def __call__(self, event, arguments):
        if not self.left or event not in {"open", "os.rename", "os.mkdir"}:
            return
        if event == "open" and (not isinstance(arguments[1], str) or not set("wxa+") & set(arguments[1])):
            return
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt

    def run(self, words, nth):
        self.left = nth
        try:
            return run(list(words))
        finally:
            self.left = 0


@pytest.fixture(scope="module")
def finger():
    return _Finger()


@pytest.mark.parametrize("command", [name for name, words in LONG.items() if words])
def test_what_is_broken_off_leaves_nothing_half_done(place, capsys, finger, command):
    before = there(place)
    with open_store("book.db") as store:
        head = store.head()
    code, nth = 130, 1
    while code == 130:
        capsys.readouterr()
        code = finger.run(LONG[command], nth)
        told = capsys.readouterr().err.strip().splitlines()
        with open_store("book.db") as store:
            assert store.verify([head]).is_intact
        if code == 130:
            assert told[-1].startswith("arrears: 已停止")
            assert there(place) == before
        nth *= 6
    assert code in {0, 1}
    assert nth > 6 or command == "check"
