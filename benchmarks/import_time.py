"""What `import arrears` adds to importing pandas: the median of pairs of fresh processes, in milliseconds.

Run: ``python benchmarks/import_time.py``; the goal is at most 150 ms.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

PAIRS = 15


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    seconds("import pandas, arrears")  # warm the file cache and the byte code
    both = "import pandas, arrears; arrears.read_cases, arrears.stage, arrears.follow_ups"
    pairs = [(seconds("import pandas"), seconds("import pandas, arrears"), seconds(both)) for _ in range(PAIRS)]
    bare = statistics.median(pair[0] for pair in pairs)
    print(f"import pandas                        {bare * 1000:7.0f} ms")
    for name, place in (("and import arrears", 1), ("and its first functions", 2)):
        added = statistics.median(pair[place] - pair[0] for pair in pairs)
        print(f"  {name:<35}{added * 1000:+7.0f} ms")


if __name__ == "__main__":
    main()
