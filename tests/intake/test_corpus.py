"""A thin adapter from `read_cases` to the corpus of odd and hostile case lists, where it is at hand."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from arrears.errors import IntakeError
from arrears.intake import read_cases

CORPUS = Path(os.environ.get("ARREARS_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "corpus")
INDEX = CORPUS / "index.json"
CATALOGUE = json.loads(INDEX.read_text("utf-8")) if INDEX.exists() else {"files": [], "columns": []}
KEYS = [column["key"] for column in CATALOGUE["columns"]]
REQUIRED = [column["key"] for column in CATALOGUE["columns"] if column["required"]]

pytestmark = pytest.mark.skipif(
    not CATALOGUE["files"], reason=f"no corpus in {CORPUS}; set ARREARS_CORPUS to the folder that holds its index.json"
)


def plain(value):
    """Give a value in the corpus's canonical form."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124  # NaN
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def importer(path, password=None):
    """Read a file and answer in the corpus's words."""
    try:
        intake = read_cases(path, password, REQUIRED)
    except IntakeError as error:
        return {"file": "reject", "file_code": error.code, "message": error.zh, "warnings": [], "rows": []}
    rows = {
        case["source_row"]: {"ok": True, "values": {key: plain(case[key]) for key in KEYS}, "errors": []}
        for case in intake.cases.to_dict("records")
    }
    for found in intake.errors:
        refused = rows.setdefault(found.row, {"ok": False, "values": {}, "errors": []})
        refused["errors"].append({"column": found.column, "code": found.code, "message": found.words("en").message})
    by_row = {}
    for note in intake.notes:
        by_row.setdefault(note.row, []).append(note.code)
    return {
        "file": "accept",
        "message": "",
        "warnings": by_row.get(None, []),
        "rows": [{"row": row, "warnings": by_row.get(row, []), **rows[row]} for row in sorted(rows)],
    }


@pytest.fixture(scope="module")
def check():
    """Load the corpus's own checker; it runs the importer in a process of its own, with limits of time and memory."""
    spec = importlib.util.spec_from_file_location("corpus_check", CORPUS / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.C = str(CORPUS)
    module.HERE = str(Path(__file__).parent)
    return module.check


@pytest.mark.parametrize("entry", CATALOGUE["files"], ids=lambda entry: f"{entry['id']} {entry['contains'][:60]}")
def test_the_file_is_read_as_the_corpus_says(check, entry):
    assert sys.executable
    passed, faults, _, _, _ = check(entry, "test_corpus:importer")
    if passed is None:
        pytest.skip(f"{entry['file']}: {faults[0]}")
    assert passed, faults
