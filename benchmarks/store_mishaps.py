"""What happens to a house's files: stores that change places, an old backup put back, two who merge at once, hostile rules, a full disk.

A hundred tries of each, drawn at random and the same in each run. A store that was swapped or rolled back must be told by the next
``verify``, whatever of its file, its file of heads and both went along, as long as this computer's memory is there. Of two who merge
the same workbooks at the same moment every entry must be stored once. A policy file of the house with one place spoilt must be taken, or
refused in a line that names it. A disk that is full after so many bytes must leave every command that writes without a half file or
folder and the store whole, say so in a line, and let the next try succeed.

Run ``python benchmarks/store_mishaps.py [tries] [swapped|rolled_back|merged|hostile|full]``; exit code 1 if anything was lost or not told.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from desk_hand import Hand

from arrears.commands import run
from arrears.errors import PolicyError
from arrears.policy import Policies
from arrears.store import open_store
from arrears.store.access.checking import all_anchors
from arrears.store.log.backup import back_up, restore
from arrears.store.secrets.keys import VARIABLE, new_key

if TYPE_CHECKING:
    from collections.abc import Callable

    Chance = random.Random

TRIES = 100
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HEAD = "案件编号,客户号,客户姓名,手机号,邮箱,到期还款日,逾期本金,利息,催收员"
ROWS = [f"A{n},K{n},张三,138{n:08d},a{n}@example.org,2026-05-20,10000,600,{'王芳' if n % 2 else '李强'}" for n in range(1, 25)]  # fmt: skip
STORE, DAY = ("--store", "book.db"), ("--as-of", "2026-10-20")
WRITING = {
    "daily on a list": ("daily", "list.csv", *DAY, "--out", "out"),
    "daily on a store": ("daily", *STORE, *DAY, "--out", "out"),
    "daily again in the same folder": ("daily", *STORE, *DAY, "--out", "first"),
    "daily into a new store": ("daily", "list.csv", "--store", "new.db", *DAY, "--out", "out"),
    "merge": ("merge", "back", *STORE),
    "payments": ("payments", "bank.csv", *STORE, *DAY, "--actor", "chen"),
    "full export": ("export", *STORE, "--full", "--reason", "监管检查调取资料", "--out", "full.xlsx"),
    "messages": ("message", "list.csv", *DAY, "--out", "out"),
    "letters": ("message", "list.csv", *DAY, "--kind", "letters", "--out", "out"),
    "reminders": ("remind", *STORE, "--on", "2026-10-20", "--out", "out", "--actor", "chen"),
    "map": ("map", "list.csv", "--yes", "--out", "out"),
    "plan": ("plan", "--principal", "10000", "--months", "12", "--out", "plan.xlsx"),
    "month-end": ("month-end", "--month", "2026-10", *STORE, "--out", "month"),
    "record": ("record", "A2", *STORE, "--out", "records", "--actor", "chen", "--role", "lead"),
    "backup": ("store", "backup", *STORE, "later.db"),
    "restore": ("store", "restore", "backup.db", "--store", "new.db"),
    "erase": ("store", "erase", "A3", *STORE, "--reason", "误录", "--basis", "PIPL 47", "--actor", "zhao", "--early"),
    "repair": ("store", "repair", "--store", "hurt.db", "--reason", "停电", "--actor", "zhao"),
    "reindex": ("store", "reindex", *STORE),
}
"""Commands that write, each on a house's morning after a day."""
CRASHES = ("程序出错", "went wrong inside", "Traceback")
VALUES = ["1e308", "nan", "-inf", "9" * 4_000, "0000-01-01", "[" * 400 + "]" * 400, "{a={a={a=1}}}", '"\\u0000"', "2026-02-30", "true", "[]"]  # fmt: skip


def event(kind: str, key: str, case_id: str = "A1", **fields: object) -> dict[str, object]:
    return {"kind": kind, "case_id": case_id, "happened_at": NOW, "actor": "li", "key": key} | fields


def grown(file: Path, name: str, count: int) -> None:
    with open_store(file, clock=lambda: NOW) as store:
        for number in range(count):
            store.append(event("note", f"{name}{number}", f"A{number % 3}", text="稍后再拨"))


def codes(file: Path) -> set[str]:
    with open_store(file, clock=lambda: NOW) as store:
        return {finding.code for finding in store.verify(all_anchors(store)).findings}


def swapped(folder: Path, chance: Chance) -> list[str]:
    """Two stores change places, with their files of heads or without."""
    one, other = folder / "one.db", folder / "other.db"
    grown(one, "a", chance.randrange(1, 8))
    grown(other, "b", chance.randrange(1, 8))
    heads_too = chance.random() < 0.5
    for ending in ("", ".heads") if heads_too else ("",):
        spare = folder / "spare"
        Path(f"{one}{ending}").rename(spare)
        Path(f"{other}{ending}").rename(f"{one}{ending}")
        spare.rename(f"{other}{ending}")
    if chance.random() < 0.5:
        grown(one, "c", chance.randrange(1, 4))
    return [f"{file.name} not told" for file in (one, other) if "OTHER_STORE" not in codes(file)]


def rolled_back(folder: Path, chance: Chance) -> list[str]:
    """Put an older copy back, by hand or as a backup, with its file of heads or without, and perhaps work on."""
    book, old = folder / "book.db", folder / "old"
    grown(book, "a", chance.randrange(1, 6))
    old.mkdir()
    by_hand = chance.random() < 0.5
    with open_store(book, clock=lambda: NOW) as store:
        back_up(store.engine, old / "backup.db")
    for file in (book, Path(f"{book}.heads")):
        shutil.copy(file, old)
    lost = chance.randrange(1, 6)
    grown(book, "b", lost)
    book.unlink()
    if by_hand:
        shutil.copy(old / "book.db", book)
    else:
        restore(old / "backup.db", book)
    heads = chance.randrange(3)
    if heads == 1:
        shutil.copy(old / "book.db.heads", folder)
    elif heads == 2:
        Path(f"{book}.heads").unlink()
    grown(book, "c", chance.randrange(2 * lost))
    return [] if codes(book) & {"CUT", "REWRITTEN"} else ["not told"]


def merged(folder: Path, _: Chance) -> list[str]:
    """Two people merge the same filled workbooks at the same moment."""
    with open_store("book.db") as store:
        before = len(store.events(kind=("contact", "promise")))
    pids = [in_child(lambda: run(["merge", "back", *STORE])) for _ in range(2)]
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    with open_store("book.db") as store:
        events = store.events(kind=("contact", "promise"))
        whole = store.verify(all_anchors(store)).is_intact
    wrong = [] if whole else ["not whole"]
    wrong += [] if len(events) - before == ENTERED else [f"{len(events) - before} entries of {ENTERED}"]
    wrong += [f"ended with {code}" for code in ended if code not in {0, 1}]
    return wrong + [f"left over: {path.name}" for path in folder.rglob("*.part*")]


def hostile(folder: Path, chance: Chance) -> list[str]:
    """One file of the house's rules is spoilt in one of six ways, and a command asks for the rules."""
    shipped = sorted(one.name for one in files("arrears.policy").joinpath("house").iterdir() if one.name.endswith(".toml"))  # fmt: skip
    name = chance.choice(shipped)
    lines = files("arrears.policy").joinpath("house", name).read_text("utf-8").splitlines()
    place, way = chance.randrange(len(lines)), chance.randrange(6)
    if way == 0 and "=" in lines[place]:
        lines[place] = lines[place].partition("=")[0] + "= " + chance.choice(VALUES)
    elif way == 1:
        lines[place] = "".join(chance.sample(lines[place], len(lines[place])))
    elif way == 2:
        lines.insert(place, f"{chance.choice(['__class__', 'a.b.c', 'effective'])} = {chance.choice(VALUES)}")
    elif way == 3:
        lines *= 2
    elif way == 5:
        del lines[place]
    content = "\n".join(lines).encode()
    if way == 4:
        content = content[: chance.randrange(len(content))] + bytes(chance.randrange(256) for _ in range(9))
    (folder / name).write_bytes(content)
    try:
        Policies("cn", folder)
    except PolicyError as error:
        wrong = [] if name in error.text("en") and name in error.text("zh") else [f"{name} not named: {error}"]
    else:
        wrong = []
    code, told = said(["policy", "list", "--house", str(folder)])
    return wrong + ([] if code in {0, 2} and not any(word in told for word in CRASHES) else [f"{code}: {told[-200:]}"])


def full(folder: Path, chance: Chance, command: tuple[str, ...]) -> list[str]:
    """Let the disk be full after so many bytes of a file, in the midst of a command that writes."""
    before = there(folder)
    with open_store("book.db") as store:
        head = store.head()
    limit = int(2 ** chance.uniform(0, 17.5))
    log = folder.parent / "told.log"
    child = in_child(lambda: limited(limit, log, command))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    told = log.read_text("utf-8").strip().splitlines()
    wrong = []
    with open_store("book.db") as store:
        wrong += [] if store.verify([head]).is_intact else ["not whole"]
    if code not in {0, 1}:
        wrong += [] if code == 2 and told and told[-1].startswith("arrears: ") else [f"{code}: {told[-1:]}"]
        wrong += [line for line in told if any(word in line for word in CRASHES)]
        wrong += [] if there(folder) == before else [f"changed: {sorted(there(folder).items() ^ before.items())[:2]}"]
        again, said_then = said([*command])
        wrong += [] if again in {0, 1} else [f"the next try: {said_then[-200:]}"]
        FULL[0] += 1
    wrong += [f"left over: {path.name}" for path in folder.rglob("*.part*")]
    return [f"{' '.join(command[:2])} at {limit} bytes: {line}" for line in wrong]


FULL = [0]
"""How many commands met the end of the disk."""
ENTERED = 4
"""Entries in the workbooks that come back."""


def limited(limit: int, log: Path, command: tuple[str, ...]) -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    code, told = said([*command])
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    log.write_text(told, "utf-8")
    return code


def said(command: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stderr(out), contextlib.redirect_stdout(io.StringIO()):
        code = run(command)
    return code, out.getvalue()


def in_child(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        code = 70
        with contextlib.suppress(BaseException), open(os.devnull, "w", encoding="utf-8") as null:  # noqa: PTH123  # a device
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
            code = work()
        os._exit(code)
    return child


def there(folder: Path) -> dict[str, bytes]:
    """Give every file by its name and content, and every folder; a store's own files are judged by what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if ".db" not in path.name
    }


def morning(folder: Path) -> None:
    """Make a house's folder after its first day, with workbooks that came back."""
    os.chdir(folder)
    Path("list.csv").write_text("\n".join([HEAD, *ROWS]) + "\n", "utf-8")
    Path("bank.csv").write_text("流水号,入账日期,金额,案件编号\nB1,2026-10-19,100,A2\n", "utf-8")
    assert said(["daily", "list.csv", *STORE, "--as-of", "2026-10-19", "--out", "first", "--actor", "chen"])[0] == 0
    for name in ("王芳", "李强"):
        hand = Hand(Path("first", "collectors", f"{name}.xlsx"))
        at = datetime(2026, 10, 19, 10, 30)  # noqa: DTZ001  # a sheet's time has no zone
        hand.call(at=at).promise(made_at=at, due_on=datetime(2026, 10, 26).date())  # noqa: DTZ001  # same
        hand.save(Path("back"))
    assert said(["store", "backup", *STORE, "backup.db"])[0] == 0
    shutil.copy("book.db", "hurt.db")
    shutil.copy("book.db.heads", "hurt.db.heads")
    with open_store("hurt.db") as store, store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_update")


def tried(name: str, tries: int, folder: Path, do: Callable[[Path, Chance], list[str]], house: Path | None) -> int:
    chance, bad = random.Random(f"15 {name}"), 0  # noqa: S311  # repeatable
    for number in range(tries):
        place = folder / f"{number}"
        if house is None:
            place.mkdir(parents=True)
        else:
            shutil.copytree(house, place)
        # What the computer remembers goes by the place: each try has a memory of its own.
        os.environ["ARREARS_STATE"] = str(folder / f"state{number}")
        os.chdir(place)
        wrong = do(place, chance)
        for line in wrong:
            print(f"  {name} {number}: {line}")
        bad += bool(wrong)
        os.chdir("/")
        shutil.rmtree(place)
    print(f"{name}: {tries} tries, {bad} lost, half-made or not told", flush=True)
    return bad


def main() -> int:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else TRIES
    wanted = set(sys.argv[2:])
    os.environ[VARIABLE] = new_key()
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        os.environ["ARREARS_STATE"] = f"{name}/state"
        house = Path(name, "house")
        works: dict[str, tuple[Callable[[Path, Chance], list[str]], Path | None]] = {
            "swapped": (swapped, None),
            "rolled_back": (rolled_back, None),
            "hostile": (hostile, None),
            "merged": (merged, house),
        }
        for label, command in WRITING.items():
            works[label] = partial(full, command=command), house
        for label, (work, place) in works.items():
            if wanted and label not in wanted and not (label in WRITING and "full" in wanted):
                continue
            if place is not None and not house.exists():
                house.mkdir()
                morning(house)
            bad += tried(label, tries, Path(name, label.replace(" ", "-")), work, place)
        if FULL[0]:
            print(f"full: {FULL[0]} commands met the end of the disk")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
