"""A bank's payment file of 100,000 rows into a store of 20,000 cases: read, checked, matched, booked.

The rows name the case, the card, the customer or the id number, each a quarter of them; one in a hundred takes an earlier payment
back, one in two hundred fits nothing. Then the same file again, which must change nothing.

Goal: 20 s from the file to the receipt, reading included.

Run ``python benchmarks/payments.py [rows] [cases]``; exit code 1 if the goal is missed or a fen is lost.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from arrears.intake import read_table
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.case_list import place_list
from arrears.store.state.receipts import take_payments
from arrears.tables.payments import PAYMENTS
from arrears.training.portfolio import make_portfolio

ROWS, CASES, WITHIN_S = 100_000, 20_000, 20.0
DAY = date(2026, 11, 23)


def bank_file(folder: Path, cases: pd.DataFrame, rows: int) -> tuple[Path, int]:
    """Write a payment file; give it and what it comes to in fen."""
    chance = np.random.default_rng(7)
    case = cases.iloc[chance.integers(0, len(cases), rows)].reset_index(drop=True)
    fen = chance.integers(1_00, 300_00, rows)
    by = chance.integers(0, 4, rows)
    back, strange = np.arange(rows) % 100 == 99, np.arange(rows) % 200 == 50
    before = np.maximum(np.arange(rows) - 50, 0)
    names = {
        "案件编号": np.where((by == 0) | back, case["case_id"], ""),
        "卡号": np.where((by == 1) & ~back, case["card_number"], ""),
        "客户号": np.where((by == 2) & ~back, case["customer_id"], ""),
        "身份证号": np.where((by == 3) & ~back, case["id_number"], ""),
    }
    fen = np.where(back, -fen[before], fen)
    table = pd.DataFrame(names).fillna("")
    table.loc[back] = ""
    table.loc[strange] = ""
    table.loc[strange, "案件编号"] = [f"X{number}" for number in range(int(strange.sum()))]
    table.insert(0, "流水号", [f"T{number:07d}" for number in range(rows)])
    table.insert(1, "入账日期", DAY.isoformat())
    table.insert(2, "金额", [f"{value / 100:.2f}" for value in fen.tolist()])
    table["摘要"] = np.where(back, "退票", "还款")
    table["原流水号"] = np.where(back, [f"T{number:07d}" for number in before], "")
    path = folder / "bank.csv"
    table.to_csv(path, index=False)
    return path, int(fen.sum())


def main(rows: int, cases: int) -> int:
    os.environ.setdefault(VARIABLE, new_key())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder / "book.db") as store:
            listed = make_portfolio(cases=cases, collectors=12, seed=1)
            place_list(store, listed, actor="lead", as_of=DAY)
            path, total = bank_file(folder, listed, rows)
            start = perf_counter()
            intake = read_table(path, PAYMENTS, as_of=DAY, lang="zh")
            read = perf_counter()
            taken = take_payments(store, intake.table, actor="lead", as_of=DAY)
            done = perf_counter()
            again = take_payments(store, intake.table, actor="lead", as_of=DAY)
            repeated = perf_counter()
    paid, back, waits = (int(part["amount_fen"].sum()) for part in (taken.paid, taken.taken_back, taken.waiting))
    print(
        f"{rows:,} rows: read {read - start:.1f} s, match and book {done - read:.1f} s, again {repeated - done:.1f} s"
    )
    print(f"booked {len(taken.paid):,}, taken back {len(taken.taken_back):,}, waiting {len(taken.waiting):,}")
    whole = paid - back + waits == total
    print(f"in all {done - start:.1f} s (goal {WITHIN_S:.0f} s); nothing lost: {whole}; again new: {again.receipt}")
    return int(done - start > WITHIN_S or not whole or again.receipt is not None)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in [*sys.argv[1:], *map(str, (ROWS, CASES)[len(sys.argv) - 1 :])][:2])))
