"""Change the rules one place at a time and show which changes no test sees: ``python tests/mutate_rules.py [PATTERN ...]``.

mutmut derives a module's name from its path and looks for packages in ``.`` and ``src`` only: it works on a copy of the
repository, in a folder for temporary files, in which ``lib`` is called ``src``. `PATTERN` chooses some changes, such as
``'arrears.rules.promise*'``; without one all are made, which takes about an hour on two processors.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIES = {"lib": "src", "tests": "tests", "pyproject.toml": "pyproject.toml"}
CAUGHT = ("killed", "timeout")
LEAST_PER_CENT = 90


def main(patterns: list[str]) -> int:
    """Run mutmut on a copy; give 0 if at least nine of ten changes were caught."""
    with tempfile.TemporaryDirectory(prefix="arrears-mutation-") as folder:
        for name, copy in COPIES.items():
            _copy(ROOT / name, Path(folder) / copy)
        _mutmut(folder, "run", *patterns)
        lines = _mutmut(folder, "results", "--all", "true", quiet=True).splitlines()
        found = dict(line.strip().split(": ") for line in lines)
        tried = {name: status for name, status in found.items() if status != "not checked"}
        for name, status in tried.items():
            if status not in CAUGHT:
                sys.stdout.write(_mutmut(folder, "show", name, quiet=True))
    return _report(tried)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    else:
        shutil.copy2(source, target)


def _mutmut(folder: str, *arguments: str, quiet: bool = False) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(  # noqa: S603  # the interpreter's own module
        command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE if quiet else None
    )
    return done.stdout or ""


def _report(tried: dict[str, str]) -> int:
    made: Counter[str] = Counter(name.rpartition(".")[0] for name in tried)
    caught: Counter[str] = Counter(name.rpartition(".")[0] for name, status in tried.items() if status in CAUGHT)
    sys.stdout.write("| module | changes | caught | score |\n|---|---:|---:|---:|\n")
    for module in [*sorted(made), "all"]:
        of, hits = (made[module], caught[module]) if module in made else (made.total(), caught.total())
        sys.stdout.write(f"| {module} | {of} | {hits} | {100 * hits / max(of, 1):.1f} % |\n")
    return 0 if 100 * caught.total() >= LEAST_PER_CENT * made.total() else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
