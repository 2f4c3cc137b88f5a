"""What CONTRIBUTING and the decisions say of the house is what the house is."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted(file for file in (ROOT / "docs" / "decisions").glob("*.md") if file.name != "README.md")


def test_the_picture_of_the_layers_is_the_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = re.search(r"<!-- layers -->\n```\n(.*?)\n```", page, re.DOTALL)
    assert picture
    assert picture[1].split("\n") == [layer.replace("arrears.", "") for layer in layers]


def test_every_package_of_the_library_has_its_layer():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = re.search(r"<!-- layers -->\n```\n(.*?)\n```", page, re.DOTALL)
    packages = {file.parent.name for file in (ROOT / "lib" / "arrears").glob("*/__init__.py")}
    assert packages - set(re.findall(r"\w+", picture[1])) == set()


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_has_its_day_status_context_decision_and_consequences_and_is_listed(file):
    text = file.read_text(encoding="utf-8")
    day = re.search(r"^- Day: (\d{4}-\d{2}-\d{2})$", text, re.MULTILINE)
    assert day
    assert file.name.startswith(day[1])
    assert re.search(r"^- Status: (accepted|replaced by \[.+\]\(.+\))$", text, re.MULTILINE)
    places = [text.find(f"\n## {part}\n") for part in ("Context", "Decision", "Consequences")]
    assert places == sorted(places)
    assert -1 not in places
    assert f"({file.name})" in (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")


def test_every_stop_of_the_tour_is_there():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tour = page[page.index("## A tour of the house") : page.index("## A change to a rule")]
    stops = re.findall(r"`(arrears\.[\w.]+)\.(\w+)`", tour)
    assert len(stops) > 15
    assert [f"{module}.{name}" for module, name in stops if not hasattr(import_module(module), name)] == []
