"""How much faster a worksheet function is on a range of 100,000 cells than cell by cell.

python benchmarks/worksheet_functions.py
"""

from collections.abc import Callable
from time import perf_counter

from xl_addin.functions import ar_bucket, ar_dpd, ar_mask

CELLS = 100_000
SAMPLE = 2_000
LEAST_GAIN = 15


def seconds(run: Callable[[], object], *, times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        start = perf_counter()
        run()
        best = min(best, perf_counter() - start)
    return best


def main() -> None:
    columns = {
        "AR_DPD": (ar_dpd, [[float(45_000 + place % 1_000)] for place in range(CELLS)], 46_053),
        "AR_BUCKET": (ar_bucket, [[float(place % 400)] for place in range(CELLS)], None),
        "AR_MASK": (ar_mask, [[f"138{place:08d}"] for place in range(CELLS)], "phone"),
    }
    for name, (function, column, second) in columns.items():
        whole = seconds(lambda f=function, c=column, s=second: f(c, s))
        single = seconds(lambda f=function, c=column, s=second: [f(row[0], s) for row in c[:SAMPLE]], times=2)
        gain = single * CELLS / SAMPLE / whole
        print(f"{name}: {whole * 1000:.0f} ms for {CELLS:,} cells, {gain:.0f} times faster than cell by cell")
        assert gain >= LEAST_GAIN


if __name__ == "__main__":
    main()
