"""No module of these packages imports, even for its types alone, one that imports it: each can be read without the other."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import arrears

ROOT = Path(arrears.__file__).parent


def imported(file):
    """Name the modules of arrears that a file imports, a package's own names apart."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("arrears."):
            yield node.module


def circle(package):
    graph = {
        ".".join(file.relative_to(ROOT.parent).with_suffix("").parts): {
            name for name in imported(file) if name.startswith(f"arrears.{package}.")
        }
        for file in (ROOT / package).rglob("*.py")
        if file.stem != "__init__"
    }
    assert graph
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.parametrize("package", ["workbooks", "returns", "intake", "tables", "operations"])
def test_no_module_imports_one_that_imports_it(package):
    assert circle(package) == []
