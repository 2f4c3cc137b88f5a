"""The pages about functions say what the functions do."""

import importlib.util
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from xl_addin.macros.table import MACROS
from xl_addin.registry import FUNCTIONS, function

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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_guides_list_every_macro(lang):
    """If not: python docs/make_functions.py."""
    module = made()
    assert module.GUIDES[lang].read_text(encoding="utf-8") == module.guide(lang)
    assert all(f"**{macro.label(lang)}**" in module.macros(lang) for macro in MACROS)


def test_a_formula_is_written_as_one_types_it():
    module = made()
    assert module.typed([[46032], ["x"], [None]]) == '{46032;"x";""}'
    assert module.typed(None) == ""
    assert module.typed([[True]]) == "{TRUE}"


def shown(name, answer):
    if function(name).value == "date":
        return f"{datetime(1899, 12, 30) + timedelta(minutes=round(answer * 1440)):%Y-%m-%d %H:%M}"  # noqa: DTZ001  # a cell's time
    return (
        str(answer).upper() if isinstance(answer, bool) else f"{answer:g}" if isinstance(answer, float) else str(answer)
    )


@pytest.mark.parametrize("page", ["excel.md", "excel.zh-CN.md"])
def test_what_a_page_tells_to_type_gives_what_it_tells_to_see(page):
    rows = re.findall(r"^\| `=(AR_\w+)\((.*)\)` \| (.+) \|$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 7
    for name, given, expected in rows:
        answer = function(name).call(*json.loads(f"[{given}]"))
        assert isinstance(answer, list) if function(name).shape == "table" else shown(name, answer) == expected, name


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_link_leads_somewhere_and_every_function_named_exists(page):
    text = page.read_text(encoding="utf-8")
    inside = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert [link for link in inside if link and not (page.parent / link).exists()] == []
    assert set(re.findall(r"\bAR_[A-Z_]*[A-Z]\b", text)) <= {each.name for each in FUNCTIONS}
