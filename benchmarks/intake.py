"""How long a large case list takes to read, and how much memory, with every check on and in a child process as users get it.

100,000 rows of 31 columns, as .xlsx and as .csv. Goals: 60 s and 1.2 GB of the child's memory at most; and beside pandas with calamine,
which reads the .xlsx into a table of unchecked cells, no more than 1.6 times its processor time for .xlsx and 1.03 times for .csv. Processor
time is that of the asking process and of its child; both are measured in turn in one run, because a machine is never idle in the same way
twice. That a bomb of a file costs the program that asks nothing is held by tests/intake/test_guard.py.

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
COLUMNS = 31
SECONDS, MEGABYTES = 60, 1_200
TIMES = {".xlsx": 1.6, ".csv": 1.03}
"""How many times the processor time of pandas and calamine on the .xlsx reading may take."""
RUNS = 3


def write_lists(rows: int, folder: Path) -> list[Path]:
    cases = make_portfolio(cases=rows, collectors=max(12, rows // 160))
    columns = [column for column in CASE_COLUMNS if column.key in cases.columns][:COLUMNS]
    amounts = [column.key for column in columns if column.kind is Kind.AMOUNT]
    cases[amounts] = cases[amounts].astype(float)
    headed = cases[[column.key for column in columns]].set_axis([column.zh for column in columns], axis=1)
    assert headed.shape == (rows, COLUMNS)
    book, text = folder / "cases.xlsx", folder / "cases.csv"
    options = {"options": {"strings_to_urls": False, "strings_to_formulas": False}}
    with pd.ExcelWriter(book, engine="xlsxwriter", engine_kwargs=options, datetime_format="yyyy-mm-dd") as writer:
        headed.to_excel(writer, index=False)
    headed.to_csv(text, index=False, encoding="utf-8-sig")
    return [book, text]


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(path: Path, rows: int) -> bool:
    """Read the list and, in turn with it, the same .xlsx with pandas and calamine; the best of three of each counts."""
    ours, plain, walls, peaks = [], [], [], []
    for _ in range(RUNS):
        begin, start = processor_seconds(), perf_counter()
        intake = read_cases(path, as_of=DEMO_AS_OF)
        ours.append(processor_seconds() - begin)
        walls.append(perf_counter() - start)
        assert len(intake.table) == intake.rows == rows, intake.rejects.head()
        # The first child's: a later one is counted as large as what asks has become, of which it is a copy when it begins.
        peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
        begin = processor_seconds()
        pd.read_excel(path.with_suffix(".xlsx"), engine="calamine")
        plain.append(processor_seconds() - begin)
    peak = peaks[0]
    own = psutil.Process().memory_info().rss >> 20
    times = min(ours) / min(plain)
    print(
        f"{path.suffix:<6} {rows:>9,} rows {min(walls):6.1f} s   processor {min(ours):5.1f} s, pandas + calamine on .xlsx "
        f"{min(plain):5.1f} s: {times:.2f} times   child {peak:6,} MB   parent {own:6,} MB",
        flush=True,
    )
    return rows != ROWS or (min(walls) <= SECONDS and peak <= MEGABYTES and times <= TIMES[path.suffix])


def main() -> int:
    if len(sys.argv) > 2:
        return int(not measure(Path(sys.argv[1]), int(sys.argv[2])))
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    limits = Limits.from_environment()
    print(
        f"goals: {SECONDS} s, {MEGABYTES:,} MB, {TIMES} times; limits in force: {limits.seconds:g} s, {limits.memory_bytes >> 20:,} MB"
    )
    with tempfile.TemporaryDirectory() as folder:
        return max(
            subprocess.run([sys.executable, __file__, str(path), str(rows)], check=False).returncode  # itself
            for path in write_lists(rows, Path(folder))
        )


if __name__ == "__main__":
    sys.exit(main())
