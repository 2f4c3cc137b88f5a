"""The reference pages say what the registry says."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def made():
    spec = importlib.util.spec_from_file_location("make_functions", DOCS / "make_functions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_current(lang):
    """If not: python docs/make_functions.py."""
    module = made()
    assert module.PAGES[lang].read_text(encoding="utf-8") == module.page(lang)


def test_a_formula_is_written_as_one_types_it():
    module = made()
    assert module.typed([[46032], ["x"], [None]]) == '{46032;"x";""}'
    assert module.typed(None) == ""
    assert module.typed([[True]]) == "{TRUE}"
