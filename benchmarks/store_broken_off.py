"""Erasing, backing up, restoring and repairing, killed at any moment: what was acknowledged is there, and nothing half-made stands under a real name.

Each try forks a process, lets it work on a fresh copy of one store, and kills it at a random moment of the work itself, which is timed
once beforehand. Afterwards the store must verify whole against its head, an erased case must be erased altogether or not at all, and what
was erased must stand in no file beside the backup; a backup or a restored store must be whole or not there; what is left over is found
and removed at the next try. How often a kill came before and after the work was done is told, since a kill that misses shows nothing.

Run ``python benchmarks/store_broken_off.py [tries] [erase|save|bring_back]``; exit code 1 if anything was lost, half-made or not told.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.store import open_store
from arrears.store.log.backup import back_up, remove_leftovers, restore
from arrears.store.secrets.keys import VARIABLE, new_key

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[Path, Callable[[], object]], None]

TRIES, EVENTS = 100, 400
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
_ABOUT, _EARLIER, _LATER = (0.85, 1.15), 0.92, 1.08
"""How near to the end of the work the second half of the kills comes, and how the end is found."""


def made(folder: Path) -> Path:
    file = folder / "book.db"
    with open_store(file, clock=lambda: NOW) as store:
        head = {"kind": "note", "happened_at": NOW, "actor": "li", "text": "稍后再拨" * 50}
        store.append([head | {"case_id": f"A{number % 4}", "key": f"n{number}"} for number in range(EVENTS)])
        back_up(store.engine, folder / "backup.db")
    return file


def erase(folder: Path, begun: Callable[[], object]) -> None:
    with open_store(folder / "book.db", clock=lambda: NOW) as store:
        begun()
        store.erase("A1", reason="误录", basis="PIPL 47", actor="zhao", early=True)


def save(folder: Path, begun: Callable[[], object]) -> None:
    with open_store(folder / "book.db", clock=lambda: NOW) as store:
        begun()
        back_up(store.engine, folder / "later.db")


def bring_back(folder: Path, begun: Callable[[], object]) -> None:
    begun()
    restore(folder / "backup.db", folder / "new.db")


def started(work: Work, folder: Path) -> int:
    """Start the work in a process of its own; give its number once the work itself has begun."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        work(folder, lambda: os.write(writer, b"."))
        os._exit(0)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    return child


def timed(work: Work, folder: Path) -> float:
    child = started(work, folder)
    begin = time.perf_counter()
    os.waitpid(child, 0)
    return time.perf_counter() - begin


def killed(work: Work, folder: Path, after: float) -> None:
    child = started(work, folder)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def sealed(file: Path) -> list[bytes]:
    """Give what the erased case's events say, as it stands in the file."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        found = connection.execute(
            "SELECT body FROM payloads JOIN events USING (seq) WHERE case_id = 'A1' AND kind = 'note'"
        )
        return [body.encode() if isinstance(body, str) else bytes(body) for (body,) in found]


def looked_at(folder: Path, said: list[bytes]) -> tuple[bool, list[str]]:
    """Tell whether the work was done, and what is wrong."""
    remove_leftovers(folder)
    wrong = [f"left over: {path.name}" for path in folder.iterdir() if ".part" in path.name]
    with open_store(folder / "book.db", clock=lambda: NOW) as store:
        # The tombstone itself stays readable.
        erased = store.events("A1", kind="note")["erased"]
        wrong += [] if store.verify().is_intact else ["not whole"]
        wrong += [] if len(store.events()) >= EVENTS else ["events lost"]
    if erased.any():
        wrong += [] if erased.all() else ["erased in part"]
        there = [path for path in folder.iterdir() if path.name != "backup.db" and path.is_file()]
        wrong += [f"still in {path.name}" for path in there if any(body in path.read_bytes() for body in said)]
    done = bool(erased.any())
    for name in ("later.db", "new.db"):
        if (folder / name).exists():
            done = True
            with open_store(folder / name, clock=lambda: NOW) as copy:
                wrong += [] if len(copy.events()) == EVENTS and copy.verify().is_intact else [f"{name} is not whole"]
    return done, wrong


def main() -> int:
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else TRIES
    works = [work for work in (erase, save, bring_back) if work.__name__ in (sys.argv[2:] or work.__name__)]
    os.environ.setdefault(VARIABLE, new_key())
    chance, bad = random.Random(15), 0  # noqa: S311  # repeatable
    with tempfile.TemporaryDirectory() as name:
        os.environ["ARREARS_STATE"] = f"{name}/state"
        pristine = Path(name) / "pristine"
        pristine.mkdir()
        said = sealed(made(pristine))

        def fresh(folder: Path) -> Path:
            shutil.rmtree(f"{name}/state", ignore_errors=True)
            return Path(shutil.copytree(pristine, folder))

        for work in works:
            end = timed(work, fresh(Path(name) / f"timed-{work.__name__}"))
            wrong, done = 0, 0
            for number in range(tries):
                folder = fresh(Path(name) / f"{work.__name__}{number}")
                # One half anywhere in the work, the other about its end, which is found by trying.
                anywhere = number % 2 == 0
                killed(work, folder, end * (chance.random() if anywhere else chance.uniform(*_ABOUT)))
                is_done, found = looked_at(folder, said)
                end *= 1 if anywhere else _EARLIER if is_done else _LATER
                done += is_done
                wrong += bool(found)
                for line in found:
                    print(f"  {work.__name__} {number}: {line}")
                shutil.rmtree(folder)
            print(
                f"{work.__name__}: {tries} kills, {wrong} lost, half-made or left over; {tries - done} came before the work was done, {done} after"
            )
            bad += wrong
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
