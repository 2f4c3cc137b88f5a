"""What damage does to reading: 10,000 seeded mutants of good case lists (.xlsx, .xls, .csv), each read and judged.

Bytes flipped, put in, taken out; files cut off; parts of workbooks dropped, exchanged, renamed; XML damaged under a right checksum; odd cells.
Goals: no untyped error and no changed value. A mutant is refused as a whole, by row, or read with every value right that the damage
did not touch; old .xls files have no checksums, and damage outside a cell's own record is held to typed outcomes alone.

Run ``python benchmarks/intake_fuzz.py [mutants] [first seed]``; exit code 1 if a goal is missed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

# In place of this folder, whose intake.py has the name of the folder of tests.
sys.path[0] = str(Path(__file__).resolve().parents[1] / "tests")

from intake.judge import Judge  # noqa: E402  # its folder is named above

MUTANTS = 10_000


def main() -> int:
    mutants = int(sys.argv[1]) if len(sys.argv) > 1 else MUTANTS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    faults, slowest = 0, 0.0
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(folder)
        for seed in range(first, first + mutants):
            start = perf_counter()
            if fault := judge.fault(seed):
                faults += 1
                print(fault)
            slowest = max(slowest, perf_counter() - start)
    for outcome, count in sorted(judge.outcomes.items(), key=lambda one: -one[1]):
        print(f"{outcome:<26}{count:>8,}")
    print(f"{mutants:,} mutants in {perf_counter() - begun:,.0f} s, the slowest {slowest:.2f} s: {faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
