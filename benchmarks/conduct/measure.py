"""Measure the conduct check on sets that nobody tuned to: precision and recall with Wilson intervals.

Run: python benchmarks/conduct/measure.py SET.csv … Each set has label (bad or polite), audience and text; kind where it is known.
"""

from __future__ import annotations

import sys
from datetime import date
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd

from arrears.api.contacts import check_conduct

DAY = date(2026, 11, 28)
_Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float, float]:
    """Give a share with its 95 % interval.

    >>> tuple(round(value, 3) for value in wilson(8, 10))
    (0.8, 0.49, 0.943)
    """
    if of == 0:
        return (float("nan"),) * 3
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    return share, middle - half, middle + half


def measure(table: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Give hits and totals, and which texts were found."""
    found = check_conduct(
        table["text"].to_numpy(dtype=object), audience=table["audience"].to_numpy(dtype=object), as_of=DAY
    )
    flagged = np.isin(np.arange(len(table)), found["row"])
    bad = (table["label"] == "bad").to_numpy()
    hits = int((flagged & bad).sum())
    rows = {
        "recall": (hits, int(bad.sum())),
        "precision": (hits, int(flagged.sum())),
        "false alarms": (int((flagged & ~bad).sum()), int((~bad).sum())),
    }
    figures = {name: (*counts, *wilson(*counts)) for name, counts in rows.items()}
    return pd.DataFrame(figures, index=["hits", "of", "share", "low", "high"]).T, flagged


def main() -> None:
    """Print the figures of each set, and by kind without the texts."""
    for name in [word for word in sys.argv[1:] if word != "--kinds"]:
        table = pd.read_csv(Path(name), dtype=str, encoding="utf-8-sig")
        sets = table.groupby("set") if "set" in table else [("", table)]
        for part, of_part in sets:
            rows = of_part.reset_index(drop=True)
            figures, flagged = measure(rows)
            print(f"\n{name} {part}\n{figures.round(3).to_string()}")
            if "kind" in rows and "--kinds" in sys.argv:
                print(rows.assign(found=flagged).groupby(["label", "kind"])["found"].agg(["sum", "count"]).to_string())


if __name__ == "__main__":
    main()
