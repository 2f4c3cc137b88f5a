"""How long a large case list takes to read, and how much memory, with every check on and in a child process as users get it.

100,000 rows of 24 columns, as .xlsx and as .csv. Goals: 60 s and 1.2 GB of the child's memory at most; that a bomb of a file costs the
program that asks nothing is held by tests/intake/test_guard.py.

Run ``python benchmarks/intake.py [rows]``; exit code 1 if a goal is missed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import pandas as pd
import psutil

from arrears.intake import Limits, read_cases
from arrears.tables.columns import CASE_COLUMNS, Kind
from arrears.training.portfolio import DEMO_AS_OF, make_portfolio

ROWS = 100_000
COLUMNS = 24
SECONDS, MEGABYTES = 60, 1_200
HEADINGS = {column.key: column.zh for column in CASE_COLUMNS[:COLUMNS]}
AMOUNTS = [column.key for column in CASE_COLUMNS[:COLUMNS] if column.kind is Kind.AMOUNT]


def write_lists(rows: int, folder: Path) -> list[Path]:
    cases = make_portfolio(cases=rows, collectors=max(12, rows // 160))[list(HEADINGS)]
    cases[AMOUNTS] = cases[AMOUNTS].astype(float)
    headed = cases.rename(columns=HEADINGS)
    book, text = folder / "cases.xlsx", folder / "cases.csv"
    options = {"options": {"strings_to_urls": False, "strings_to_formulas": False}}
    with pd.ExcelWriter(book, engine="xlsxwriter", engine_kwargs=options, datetime_format="yyyy-mm-dd") as writer:
        headed.to_excel(writer, index=False)
    headed.to_csv(text, index=False, encoding="utf-8-sig")
    return [book, text]


def measure(path: Path, rows: int) -> bool:
    start = perf_counter()
    intake = read_cases(path, as_of=DEMO_AS_OF)
    seconds = perf_counter() - start
    assert len(intake.table) == intake.rows == rows, intake.rejects.head()
    # The largest child so far; each file is measured in a fresh run of this script.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    own = psutil.Process().memory_info().rss >> 20
    print(f"{path.suffix:<6} {rows:>9,} rows {seconds:7.1f} s   child {peak:6,} MB   parent {own:6,} MB", flush=True)
    return rows > ROWS or (seconds <= SECONDS and peak <= MEGABYTES)


def main() -> int:
    if len(sys.argv) > 2:
        return int(not measure(Path(sys.argv[1]), int(sys.argv[2])))
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    limits = Limits.from_environment()
    print(
        f"goals: {SECONDS} s, {MEGABYTES:,} MB; limits in force: {limits.seconds:g} s, {limits.memory_bytes >> 20:,} MB"
    )
    with tempfile.TemporaryDirectory() as folder:
        return max(
            subprocess.run([sys.executable, __file__, str(path), str(rows)], check=False).returncode  # itself
            for path in write_lists(rows, Path(folder))
        )


if __name__ == "__main__":
    sys.exit(main())
