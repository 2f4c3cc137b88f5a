"""What a host of repositories reads is valid by its published schemas, and every path in it exists."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        pytest.param("vendor.github-workflows", ["workflows/checks.yml", "workflows/release.yml"], id="workflows"),
        pytest.param("vendor.github-issue-forms", ["ISSUE_TEMPLATE/bug.yml", "ISSUE_TEMPLATE/rule.yml"], id="forms"),
        pytest.param("vendor.github-issue-config", ["ISSUE_TEMPLATE/config.yml"], id="choice of forms"),
    ],
)
def test_it_is_valid(schema, files):
    checked = subprocess.run(  # noqa: S603  # our own words
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *(str(GITHUB / file) for file in files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_owners_own_rooms_that_exist():
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rooms = [line.split()[0] for line in lines if line.startswith("/")]
    assert rooms
    assert [room for room in rooms if not (ROOT / room.strip("/")).is_dir()] == []


def test_the_container_is_described_in_json_and_needs_no_host_of_images():
    described = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert re.fullmatch(r"python:3\.\d+-\w+", described["image"])


def test_the_workflow_tests_every_python_that_the_classifiers_name():
    named = set(re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    tested = re.search(r"python: \[(.*?)\]", (GITHUB / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    assert set(re.findall(r"3\.\d+", tested[1])) == named
