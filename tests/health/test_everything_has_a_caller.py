"""What nothing calls goes: every function, method and class of the product is named by the product, its notebooks or its makers.

A test is no caller: what only a test calls is a promise to nobody. A name counts wherever it stands, so that a function whose name is used
for something else is not found; what is found has no caller at all.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CALLERS = ("lib", "xl_addin", "sample_workbooks", "docs", "benchmarks")
# By whom each is called that no line of ours names.
CALLED_FROM_OUTSIDE = {
    "__getattr__": "Python, for a module",
    "__dir__": "Python, for a module",
    "process_login_form": "Voilà's server",
    "prepare": "Voilà's server",
    "load_config_file": "Voilà's server",
    "upgrade": "Alembic",
    "downgrade": "Alembic",
    "set_default_headers": "Tornado",
    "write_error": "Tornado",
    "log_exception": "Tornado",
    "_prepare_formula": "XlsxWriter",
    "_get_packager": "XlsxWriter",
    "_write_rows": "XlsxWriter",
    "render_usage": "cyclopts, for its help",
    "render_description": "cyclopts, for its help",
}
# Where a program calls methods by names that are its own.
HOSTS = ("xl_addin/hosts/calc/inside/", "xl_addin/hosts/calc/uno_manager.py")
# For those who test with what we ship, and for whoever writes a list of their own.
FOR_OTHERS = {
    "functions_in": "names a formula's functions, for the checks of native formulas",
    "numbers_in": "names a formula's numbers, for the same",
    "XlsxBook": "macros on a saved file, without a host",
    "tip": "a menu's help, which the ribbon's file holds as text",
    "references": "what a VBA project refers to, for its reader",
    "reveal": "one case in full, for a signed-in user of a notebook; recorded first",
    "resumed": "a play that was saved is taken up again",
    "template_project": "the add-in's VBA as it is shipped, for its reader",
}


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def names():
    """Give every name that the product's code mentions, texts that are a name alone included (registries, getattr)."""
    found = set()
    for folder in CALLERS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Name):
                    found.add(node.id)
                elif isinstance(node, ast.Attribute):
                    found.add(node.attr)
                elif isinstance(node, ast.keyword) and node.arg:
                    found.add(node.arg)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # "module:function" is how a command is named that is loaded when it is asked for.
                    name = node.value.rpartition(":")[2]
                    found |= {name} if name.isidentifier() else set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        found |= set(path.read_text(encoding="utf-8").replace("(", " ").replace(".", " ").replace('"', " ").split())
    return found


def is_registered(node):
    """Tell whether a decorator hands the function to somebody: a registry, a command, a validator."""
    own = {
        "property",
        "cached_property",
        "cache",
        "lru_cache",
        "staticmethod",
        "classmethod",
        "dataclass",
        "contextmanager",
    }
    for each in node.decorator_list:
        call = each.func if isinstance(each, ast.Call) else each
        name = call.attr if isinstance(call, ast.Attribute) else call.id
        if name not in own:
            return True
    return False


def uncalled(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if where.startswith(HOSTS):
            continue
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or is_registered(node):
                continue
            if node.name.startswith("__") and node.name.endswith("__"):
                continue
            if node.name not in names() | CALLED_FROM_OUTSIDE.keys() | FOR_OTHERS.keys():
                yield f"{where}:{node.lineno} {node.name}"


@pytest.mark.parametrize("package", ["lib/arrears", "xl_addin"])
def test_everything_has_a_caller(package):
    assert list(uncalled(package)) == [], "delete it, or call it"


def test_what_is_excused_is_there():
    defined = {
        node.name
        for package in ("lib/arrears", "xl_addin")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert set(CALLED_FROM_OUTSIDE) | set(FOR_OTHERS) <= defined
