"""How fast LibreOffice Calc recalculates the worksheet functions: one array formula of 100,000 rows, and 10,000 single cells.

python benchmarks/calc.py
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from calc import Calc  # noqa: E402  # the tests' own end of a running LibreOffice

from xl_addin.hosts.calc.extension import write_extension  # noqa: E402

SCRIPT = ROOT / "tests" / "xl_addin" / "hosts" / "calc" / "over_uno.py"
ROWS, CELLS = 100_000, 10_000
ARRAY_SECONDS, CELLS_SECONDS = 1.2, 1.5
PAUSE = 2.5
"""Seconds after which the add-in asks everything anew."""


def timed(calc: Calc, rows: list[list[float]], entries: list[tuple[str, str, int, int]], times: int = 3) -> float:
    """Give the best seconds of a hard recalculation of some formulas beside some numbers."""
    with calc.new() as book:
        sheet = next(iter(book.read()))
        calc.call(SCRIPT, "fill", book.key, sheet, rows)
        calc.call(SCRIPT, "enter", book.key, [(sheet, *entry) for entry in entries])
        found = []
        for _ in range(times):
            time.sleep(PAUSE)
            found.append(calc.call(SCRIPT, "timed", book.key))
        assert book.errors() == []
    return min(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        calc = Calc(Path(folder) / "profile")
        try:
            calc.install(write_extension(Path(folder) / "arrears.oxt"))
            days = [[45_000.0 + place % 1_500] for place in range(ROWS)]
            ages = [[float(place % 400)] for place in range(ROWS)]
            amounts = [[1000 + place / 100] for place in range(CELLS)]
            arrays = {
                "AR_DPD": timed(calc, days, [("B1", f"=AR_DPD(A1:A{ROWS};46053)", ROWS, 1)]),
                "AR_BUCKET": timed(calc, ages, [("B1", f"=AR_BUCKET(A1:A{ROWS})", ROWS, 1)]),
            }
            cells = {
                "AR_DPD, 1,500 different days": [(f"B{n}", f"=AR_DPD(A{n};46053)", 0, 0) for n in range(1, CELLS + 1)],
                "AR_LATE_FEE, all different": [(f"B{n}", f"=AR_LATE_FEE(A{n};0)", 0, 0) for n in range(1, CELLS + 1)],
            }
            given = (days[:CELLS], amounts)
            singles = {
                name: timed(calc, rows, entries) for (name, entries), rows in zip(cells.items(), given, strict=True)
            }
        finally:
            calc.end()
    for name, seconds in arrays.items():
        print(f"{name}: {ROWS:,} rows in one array formula: {seconds:.2f} s")
        assert seconds <= ARRAY_SECONDS
    for name, seconds in singles.items():
        print(f"{name}: {CELLS:,} single cells: {seconds:.2f} s")
    # Where no value comes up twice each cell is a call through the socket; a whole column belongs in one array formula.
    assert min(singles.values()) <= CELLS_SECONDS


if __name__ == "__main__":
    main()
