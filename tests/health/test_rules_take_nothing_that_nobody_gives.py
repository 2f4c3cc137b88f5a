"""A rule's optional parameter is given by somebody outside the rules' tests: one that nobody gives is a feature that nobody has."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

import arrears
import xl_addin

ROOTS = [Path(package.__path__[0]) for package in (arrears, xl_addin)]
RULES = ROOTS[0] / "rules"
FILES = {file: ast.parse(file.read_text(encoding="utf-8")) for root in ROOTS for file in root.rglob("*.py")}


def module_of(file):
    return ".".join(("arrears", *file.relative_to(ROOTS[0]).with_suffix("").parts))


def optional(function):
    """Each parameter with a default: its name, and its place where it may be given by place."""
    arguments = function.args
    places = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    by_place = places[len(places) - len(arguments.defaults) :] if arguments.defaults else []
    by_name = [
        one.arg for one, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if given is not None
    ]
    return [*((name, places.index(name)) for name in by_place), *((name, None) for name in by_name)]


def parameters():
    for file, tree in FILES.items():
        if RULES in file.parents:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    for name, place in optional(node):
                        yield pytest.param(
                            module_of(file), node.name, name, place, id=f"{file.stem}.{node.name}({name})"
                        )


def calls():
    """Every call of a rule: by module and name, whatever it was imported as, or within its own module."""
    found = defaultdict(list)
    # A package hands its modules' functions on under its own name.
    passed_on = {
        (module_of(file).removesuffix(".__init__"), one.asname or one.name): (node.module, one.name)
        for file, tree in FILES.items()
        if RULES in file.parents and file.stem == "__init__"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for one in node.names
    }
    for file, tree in FILES.items():
        known = {}
        if RULES in file.parents:
            known = {node.name: (module_of(file), node.name) for node in tree.body if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                known |= {one.asname or one.name: (node.module, one.name) for one in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in known:
                    found[passed_on.get(known[name], known[name])].append(node)
    return found


CALLS = calls()


def gives(call, name, place):
    starred = any(isinstance(one, ast.Starred) for one in call.args)
    by_place = place is not None and (len(call.args) > place or starred)
    return by_place or any(keyword.arg in {name, None} for keyword in call.keywords)


@pytest.mark.parametrize(("module", "function", "name", "place"), list(parameters()))
def test_somebody_gives_it(module, function, name, place):
    assert any(gives(call, name, place) for call in CALLS[module, function]), (
        f"{module}.{function} is never given {name}: hand it over where it matters, or take it out"
    )
