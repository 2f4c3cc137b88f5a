"""What travels with the library is found, readable, and free of what must not travel."""

import re
import tomllib
from pathlib import Path

import pytest
from jinja2 import Environment

from arrears.errors import ArrearsError
from arrears.resources import shipped

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(shipped("templates").rglob("*.j2"))
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]


def test_every_folder_that_the_library_asks_for_goes_into_the_wheel():
    asked = {
        match
        for path in (ROOT / "lib").rglob("*.py")
        for match in re.findall(r'(?<!>>> )shipped\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked
    missing = [name for name in asked if WHEEL["force-include"].get(name) != f"arrears/shipped/{name}"]
    assert missing == []


@pytest.mark.parametrize("folder", sorted(WHEEL["force-include"]))
def test_a_folder_that_goes_into_the_wheel_is_there(folder):
    assert shipped(folder).is_dir()


def test_a_file_that_is_missing_names_the_remedy():
    with pytest.raises(ArrearsError, match="install arrears again"):
        shipped("templates", "no-such-file")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_well_formed_and_asks_nothing_from_the_network(path):
    text = path.read_text(encoding="utf-8")
    Environment(autoescape=True).parse(text)
    assert not re.search(r"(src|href)=[\"']?(https?:)?//|@import|url\(", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_never_switches_escaping_off(path):
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
