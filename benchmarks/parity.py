"""Two hundred random calls of each worksheet function, all profiles included, give the same in Python, through xlwings and in Calc.

python benchmarks/parity.py [CALLS]
"""

import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import com_host  # noqa: E402  # the tests' own stand-ins for Windows, calls and Calc
from calc import Calc  # noqa: E402  # same
from calls_in_calc import differences, twins, write_calls  # noqa: E402  # same
from random_calls import OFTEN, calls, flat, same  # noqa: E402  # same

from xl_addin.hosts.calc.extension import write_extension  # noqa: E402

LEAST = 0.9
"""Of the calls, so many must differ in more than an empty cell from every other, or nothing was tried."""


def in_calc(folder: Path, count: int) -> int:
    """Give the number of calls that Calc agrees in; stop at one that it does not."""
    asked = write_calls(folder / "calls.xlsx", calls(count))
    alike = {one.formula for one in twins(asked)}
    calc = Calc(folder / "profile")
    try:
        calc.install(write_extension(folder / "arrears.oxt"))
        with calc.open(folder / "calls.xlsx") as book:
            wrong = [found for found in differences(book, asked) if found[0] not in alike]
    finally:
        calc.end()
    assert wrong == [], wrong[:5]
    assert len(asked) - len(alike) >= LEAST * len(asked)
    return len(asked) - len(alike)


def through_xlwings(count: int) -> int:
    """Give the number of calls that xlwings' own conversions agree in; stop at one that they do not."""
    made = 0
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for function, arguments in calls(count):
            given = [com_host.Missing() if cell is None else com_host.Cells(cell) for cell in arguments]
            shown = flat(pool.submit(com_host.call, function.call.__name__, *given).result())
            expected = flat(function.call(*arguments))
            assert len(shown) == len(expected), (function.name, arguments)
            assert all(map(same, shown, expected)), (function.name, arguments, shown, expected)
            made += 1
    return made


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else OFTEN
    print(f"through xlwings' conversions: {through_xlwings(count):,} calls, all as in Python")
    with tempfile.TemporaryDirectory() as folder:
        print(f"in Calc: {in_calc(Path(folder), count):,} calls, all as in Python")


if __name__ == "__main__":
    main()
