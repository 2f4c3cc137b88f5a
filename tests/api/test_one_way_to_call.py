"""Every public function on tables is called alike: tables first, then by name the day and whose rules; yuan in, yuan out."""

import ast
import inspect
from pathlib import Path

import pandas as pd
import pytest

import arrears as ar
import arrears.api

FOLDER = Path(arrears.api.__file__).parent
BASIS = ("as_of", "profile", "house", "policies")


def public():
    """Give the façade's functions by name: those of its modules of concepts, without what these share."""
    return [
        node.name
        for path in sorted(FOLDER.glob("*.py"))
        if path.stem not in {"__init__", "basis"}
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("name", public())
def test_a_public_function_takes_day_and_rules_by_name_alone(name):
    taken = inspect.signature(getattr(ar, name)).parameters
    kinds = {key: taken[key].kind for key in BASIS}
    assert set(kinds.values()) == {inspect.Parameter.KEYWORD_ONLY}
    assert list(taken)[-3:] == list(BASIS[1:])
    assert [taken[key].default for key in BASIS[1:]] == ["cn", None, None]
    assert not [key for key in taken if key.endswith("_fen")]


@pytest.mark.parametrize("name", public())
def test_a_public_function_has_numpy_style_docs_and_an_example(name):
    text = inspect.getdoc(getattr(ar, name))
    for part in ("Parameters\n", "Returns\n", "Raises\n", "Examples\n", ">>> "):
        assert part in text, part


def test_nothing_public_on_tables_stands_elsewhere():
    homes = {name: getattr(ar, name).__module__ for name in ar.__all__ if inspect.isfunction(getattr(ar, name))}
    others = {name for name, home in homes.items() if not home.startswith("arrears.api.")}
    assert others == {"read_cases", "open_store", "why"}


def test_rules_that_were_read_serve_as_well_as_their_profile():
    cases = {"case_id": ["C1"], "due_date": ["2026-01-10"], "principal": [1000]}
    table = pd.DataFrame(cases)
    read = ar.stage(table, as_of="2026-02-24", policies=ar.Policies("us"))
    assert read.equals(ar.stage(table, as_of="2026-02-24", profile="us"))


@pytest.mark.parametrize("other", [{"house": "rules"}, {"profile": "uk"}], ids=str)
def test_rules_that_were_read_are_not_mixed_with_others(other):
    with pytest.raises(ValueError, match="give either policies, or profile and house"):
        ar.schedule(1000, 0, 2, "2026-12-31", policies=ar.Policies("us"), **other)
