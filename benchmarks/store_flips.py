"""One bit wrong in a SQLite store: either verifying tells it, or everything that is read is as it was.

A store is made that has pages of every kind: of each table and index, leaves and inner pages, overflowing texts, free pages, and the first.
Each try flips one bit of a copy: half of them in what a page says of itself (its head and the places of its cells), half anywhere on it.
Then the copy is opened and verified, and everything is read from it: all events, each case's and each kind's, the case list, whoever a number
belongs to, and the store's own name.

Run ``python benchmarks/store_flips.py [flips a page] [seed]``; exit code 1 if a read differed and nothing told of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arrears.store import Store

FLIPS, SEED, ROWS, PAGE = 20, 15, 90, 4096
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def made(file: Path) -> Path:
    """Make a store with pages of every kind."""
    head = {"happened_at": NOW, "actor": "li"}
    with open_store(file, clock=lambda: NOW) as store:
        for part in range(0, ROWS, 10):
            events = []
            for number in range(part, part + 10):
                at = head | {"case_id": f"A{number % 9}"}
                phone = {"phone": f"138{number:08d}", "id_number": f"11010519491231{number:04d}"}
                events += [
                    at | {"kind": "placement", "key": f"p{number}", "opening_fen": 1000_00, "details": phone},
                    at | {"kind": "note", "key": f"n{number}", "text": "稍后再拨" * (900 if number % 30 == 0 else 3)},
                    at | {"kind": "note", "key": f"m{number}", "corrects": f"n{number}", "text": "更正"},
                ]
            store.append(events)
        store.erase("A6", reason="误录", basis="PIPL 47", actor="zhao", early=True)
        store.append(head | {"kind": "note", "case_id": "A1", "key": "last", "text": "完"})
    return file


def pages(file: Path) -> dict[int, str]:
    """Say of each page what it is, such as ``events_of_a_case leaf``; what no table or index has is free."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        count = connection.execute("PRAGMA page_count").fetchone()[0]
        found = {
            row[0]: f"{row[1]} {row[2]}" for row in connection.execute("SELECT pageno, name, pagetype FROM dbstat")
        }
    return {number: found.get(number, "free") for number in range(1, count + 1)}


def place(page: bytes, number: int, chance: random.Random) -> int:
    """Choose a bit of a page: in its head and the places of its cells, or anywhere."""
    start = 100 if number == 1 else 0
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    length = start + (12 if page[start] in {2, 5} else 8) + 2 * min(cells, PAGE // 4)
    return chance.randrange(8 * (length if chance.random() < 1 / 2 else len(page)))


def read(store: Store) -> str:
    """Read everything that a store tells, and give a hash of it."""
    events = store.events()
    told = [store.store_id, str(store.head()), events.to_csv(), store.cases().to_csv()]
    told += [store.events(f"A{number}").to_csv() for number in range(9)]
    told += [store.events(kind=kind).to_csv() for kind in ("placement", "note", "erasure")]
    told += [store.find_customer(phone=f"138{number:08d}").to_csv() for number in range(0, ROWS, 19)]
    told += [str(store.verify().erased)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def silent(copy: Path, wanted: str) -> bool:
    """Tell whether a copy is taken for whole though it reads otherwise."""
    try:
        with open_store(copy) as store:
            try:
                if store.verify().findings:
                    return False
                return read(store) != wanted
            except Exception:  # noqa: BLE001  # whatever verifying raises, or reading raises unannounced
                return True
    except ArrearsError:
        return False


def missed(file: Path, plan: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Flip bits of copies of a store, one at a time, given as page and bit; give those that nothing told of."""
    with open_store(file) as store:
        wanted = read(store)
    whole, copy = file.read_bytes(), file.with_name("copy.db")
    found = []
    for number, bit in plan:
        flipped = bytearray(whole)
        flipped[(number - 1) * PAGE + bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        shutil.copy(f"{file}.heads", f"{copy}.heads")
        found += [(number, bit)] if silent(copy, wanted) else []
    return found


def main() -> int:
    flips, seed = (int(word) for word in [*sys.argv[1:3], *(str(FLIPS), str(SEED))[len(sys.argv) - 1 :]])
    os.environ.setdefault(VARIABLE, new_key())
    logging.disable()
    chance = random.Random(seed)  # noqa: S311  # repeatable
    with tempfile.TemporaryDirectory() as name:
        os.environ["ARREARS_STATE"] = f"{name}/state"
        file = made(Path(name) / "book.db")
        whole, kinds = file.read_bytes(), pages(file)
        plan = [
            (number, place(whole[(number - 1) * PAGE : number * PAGE], number, chance))
            for number in kinds
            for _ in range(flips)
        ]
        found = missed(file, plan)
    for number, bit in found:
        print(f"  not told: page {number} ({kinds[number]}), byte {bit // 8}, bit {bit % 8}")
    print(f"{len(plan)} flips on {len(kinds)} pages of {len(set(kinds.values()))} kinds: {len(found)} not told")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
