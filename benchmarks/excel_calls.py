"""Worksheet functions through xlwings' real conversions: 100,000 cells in one call against the same cells one by one; cold start.

Run: ``python benchmarks/excel_calls.py``; the goals are 15 times, and at most 300 ms over importing xlwings and pandas.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import com_host

CELLS = 100_000
LEAST_GAIN, MOST_MS = 15, 300
PAIRS = 11
COLUMNS = {
    "ar_dpd": ([[float(45_000 + place % 1_000)] for place in range(CELLS)], (46_053.0,)),
    "ar_bucket": ([[float(place % 400)] for place in range(CELLS)], (com_host.Missing(),)),
    "ar_mask": ([[f"138{place:08d}"] for place in range(CELLS)], ("phone",)),
}
_BARE = "import pandas, xlwings"
_FIRST = f"{_BARE}; from xl_addin.hosts.excel import udfs; assert udfs.ar_dpd([[46032.0]], [[46053.0]]) == [[21]]"


def gain(name: str) -> tuple[float, float]:
    """Give the seconds of one call, and how many times as long the single calls take."""
    rows, others = COLUMNS[name]
    com_host.timed(name, rows[:10], *others, one_by_one=False)
    whole = min(com_host.timed(name, rows, *others, one_by_one=False) for _ in range(3))
    return whole, com_host.timed(name, rows, *others, one_by_one=True) / whole


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    for name in COLUMNS:
        whole, times = gain(name)
        print(
            f"{name.upper()}: {whole * 1000:.0f} ms for {CELLS:,} cells in one call, {times:.0f} times faster than one by one"
        )
        assert times >= LEAST_GAIN
    seconds(_FIRST)  # warm the file cache and the byte code
    added = statistics.median(seconds(_FIRST) - seconds(_BARE) for _ in range(PAIRS))
    print(f"cold start: {added * 1000:.0f} ms from import to first result, over importing pandas and xlwings")
    assert added * 1000 <= MOST_MS


if __name__ == "__main__":
    main()
