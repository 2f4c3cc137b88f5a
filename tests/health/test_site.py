"""The documentation site can be made: each page of its menu is there, in both languages where people other than developers read it."""

import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MENU = (ROOT / "docs" / "site" / "mkdocs.yml").read_text(encoding="utf-8")
MADE = {"policies.md", "commands.md", "guidelines.md"}
FOR_PEOPLE = ("index.md", "limits.md", "excel.md", "calc.md", "functions.md", "first_hours/")


@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "make_site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def menu():
    return re.findall(r": ([\w/-]+\.md)$", MENU[MENU.index("\nnav:") :], re.MULTILINE)


def test_each_page_of_the_menu_is_there(site):
    there = {name for name, _ in site.pages().values()} | MADE
    assert [page for page in menu() if page not in there] == []


def test_pages_for_people_are_there_in_chinese_and_english(site):
    there = set(site.pages().values())
    for page in (page for page in menu() if page.startswith(FOR_PEOPLE)):
        assert {(page, "zh"), (page, "en")} <= there, page


def test_each_title_of_the_menu_has_its_english():
    titles = re.findall(r"^\s+- ([^:]+):", MENU[MENU.index("\nnav:") :], re.MULTILINE)
    translated = re.findall(r"^ {12}([^:]+): ", MENU, re.MULTILINE)
    assert sorted(set(titles) - set(translated)) == []


def test_gathered_pages_link_to_nothing_outside_the_site(site, tmp_path):
    site.copy_pages(tmp_path)
    for path in tmp_path.rglob("*.md"):
        for _, _, to in site.LINK.findall(path.read_text(encoding="utf-8")):
            if "://" not in to and not to.startswith(("#", "mailto:")):
                target = (path.parent / to.partition("#")[0]).resolve()
                assert target.is_file(), f"{path.name}: {to}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_policies_names_every_rule_with_a_source(site, lang):
    rows = [line for line in site.policy_page(lang, date(2026, 11, 28)).splitlines() if line.startswith("| ")]
    assert len(rows) > 100
    assert not any("| None |" in row for row in rows)
