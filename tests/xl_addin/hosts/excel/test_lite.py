"""xlwings Lite: the functions need nothing that a browser's Python has not, and give the same figures there."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from waiting import PATIENCE

from xl_addin.registry import FUNCTIONS

ROOT = Path(__file__).parents[4]
PYODIDE = "pyodide@314.0.7"
IN_A_BROWSER = {"numpy", "pandas", "pydantic", "holidays", "python-dateutil", "phonenumbers", "python-stdnum", "tzdata"}
"""Pyodide has them, or they are pure Python."""
MODULES = IN_A_BROWSER | {
    "dateutil",
    "stdnum",
    "six",
    "pytz",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
    "typing_inspection",
}
OURS = {"arrears", "xl_addin", "cell_samples", "cython_runtime"}


def ended(words, **options):
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE, **options)  # noqa: S603  # our own words


def test_in_a_browser_the_wheel_asks_for_what_a_browser_has():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    asked = {
        each.name
        for each in map(Requirement, listed)
        if not each.marker or each.marker.evaluate({"sys_platform": "emscripten"})
    }
    assert asked == IN_A_BROWSER


def test_every_function_works_with_these_alone():
    code = (
        "import sys, numpy, pandas\n"
        "known = {name.partition('.')[0] for name in sys.modules}\n"
        "from cell_samples import FUNCTIONS, GOOD\n"
        "for name, call in FUNCTIONS.items(): call(*GOOD[name])\n"
        "new = {name.partition('.')[0] for name in sys.modules} - known - set(sys.stdlib_module_names)\n"
        "print(*sorted(name for name in new if not name.startswith('_')))"
    )
    done = ended([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT / "tests")})
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) - OURS <= MODULES


def test_the_starter_brings_every_function():
    from xl_addin.hosts.lite import main  # noqa: PLC0415  # as xlwings Lite does

    assert all(callable(getattr(main, each.call.__name__)) for each in FUNCTIONS)
    required = (ROOT / "xl_addin" / "hosts" / "lite" / "requirements.txt").read_text(encoding="utf-8").split("\n")
    assert [line for line in required if line and not line.startswith("#")] == ["arrears"]


def test_every_example_is_the_same_in_pyodide(tmp_path):
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("Node.js is missing: install node and npm")
    fetched = ended([npm, "install", "--silent", "--no-save", "--prefix", str(tmp_path), PYODIDE])
    if fetched.returncode:
        pytest.skip(f"npm cannot fetch {PYODIDE}: {fetched.stderr.strip()[-200:]}")
    script, site = ROOT / "tests" / "pyodide.mjs", sysconfig.get_path("purelib")
    done = ended([node, str(script), str(tmp_path / "node_modules" / "pyodide"), site, str(ROOT)])
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if "skip" in found:
        pytest.skip(found["skip"])
    assert found["wrong"] == []
    assert found["ran"] == sum(len(each.examples) for each in FUNCTIONS)
