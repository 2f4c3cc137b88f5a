"""A thin adapter from `read_cases` to the corpus of odd and hostile case lists, where it is at hand."""

import importlib.util
import json
import os
import resource
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from arrears.errors import IntakeError
from arrears.intake import Limits, read_cases

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


def importer(path, password=None, limits=None):
    """Read a file and answer in the corpus's words."""
    try:
        intake = read_cases(path, password, REQUIRED, limits=limits)
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


class OwnLimits:
    """Stands in for the module by which the corpus's checker starts a process a file: reading has limits of its own here."""

    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self, expected):
        # No more than the corpus allows, held by the child process itself.
        # Seconds are counted by the processor: how long a loaded machine lets a process wait says nothing of the file.
        self.limits = Limits(seconds=20 * expected["seconds"], memory_bytes=expected["rss_mb"] << 20)
        self.answer = {}

    def run(self, command, **_how):
        path, password = command[-2:]
        self.answer = importer(path, password or None, self.limits)
        answer = json.dumps(self.answer | {"_rss": 0}, ensure_ascii=False)
        return subprocess.CompletedProcess(command, 0, f"@@{answer}".encode(), b"")


class ProcessorTime:
    """Stands in for the clock of the corpus's checker: seconds that this process and the ended ones of its children used."""

    @staticmethod
    def time():
        """Give the seconds so far."""
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)


def checked(entry):
    """Run the corpus's own checker on one file, in a copy of its own."""
    spec = importlib.util.spec_from_file_location("corpus_check", CORPUS / "check.py")
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    checker.C = str(CORPUS)
    checker.time = ProcessorTime
    checker.subprocess = OwnLimits(entry["expect"]["limits"])
    passed, faults, *_ = checker.check(entry, "test_corpus:importer")
    return passed, faults, checker.subprocess.answer


@pytest.fixture(scope="module")
def results():
    """Give the result of every file by its id; each is read in a child process, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return dict(
            zip([entry["id"] for entry in CATALOGUE["files"]], pool.map(checked, CATALOGUE["files"]), strict=True)
        )


@pytest.mark.parametrize("entry", CATALOGUE["files"], ids=lambda entry: f"{entry['id']} {entry['contains'][:60]}")
def test_the_file_is_read_as_the_corpus_says_and_within_its_limits(results, entry):
    passed, faults, answer = results[entry["id"]]
    if passed is None:
        pytest.skip(f"{entry['file']}: {faults[0]}")
    assert passed, faults
    # Refused for what it is, before it could use up what it may have.
    assert "内存" not in answer["message"]
    assert answer.get("file_code") != "TOO_SLOW"
