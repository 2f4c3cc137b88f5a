import re
from pathlib import Path

import pytest

from arrears.commands import app

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
ITEMS = [f"{part}{number}" for part, last in (("A", 8), ("B", 7), ("C", 10)) for number in range(1, last + 1)]


def command(readme, name):
    found = re.search(rf"<!-- {name} command -->\n```sh\n(.+)\n```", readme.read_text(encoding="utf-8"))
    assert found, f"{readme.name} has no {name} command of one line"
    return found[1]


def guideline_rows(readme):
    table = readme.read_text(encoding="utf-8").split("<!-- guidelines -->\n")[1].split("\n\n")[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


@pytest.mark.parametrize("name", ["demo", "test"])
def test_both_languages_give_the_same_commands(name):
    assert command(READMES[0], name) == command(READMES[1], name)


def day_by_day(readme):
    """Give the commands of the desk's day."""
    block = readme.read_text(encoding="utf-8").split("arrears store key")[1].split("```")[0]
    return set(re.findall(r"arrears ([a-z-]+)", block))


def test_both_languages_name_the_same_commands_of_a_day_and_they_exist():
    assert day_by_day(READMES[0]) == day_by_day(READMES[1])
    assert day_by_day(READMES[0]) <= {*app}


def test_every_command_is_named_in_both_languages():
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        assert [name for name in app if name[0] != "-" and f"arrears {name}" not in text] == []


def test_ci_runs_the_test_command_that_the_readme_gives():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test command -->" in script
    assert 'bash -c "$test_command"' in script


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_all_25_guideline_items_are_told_once_and_in_order(readme):
    assert [row[0].split()[0] for row in guideline_rows(readme)] == ITEMS


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_guideline_item_names_code_and_a_test_that_exist(readme):
    for row in guideline_rows(readme):
        code, test = (re.fullmatch(r"\[.+\]\((.+)\)", cell)[1] for cell in row[-2:])
        assert code.startswith(("lib/", "xl_addin/")), row[0]
        assert test.startswith("tests/"), row[0]
        assert (ROOT / code).exists(), row[0]
        assert (ROOT / test).exists(), row[0]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(readme):
    links = re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert inside
    assert [link for link in inside if not (ROOT / link).exists()] == []
