"""The lesson and the self-study notebook run from any folder as their readers run them, and are kept without outputs."""

import json
import os
import warnings
from pathlib import Path

import pytest
from waiting import PATIENCE

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ASK = {
    "lesson": """
import json
print(json.dumps({"people": results.people, "worst": float(results.by_rule()["share"].iloc[0]), "judged": [bool(v.ok) for _, v in judged],
    "cost": [float(tones.loc["whole cost", tone]) for tone in tones]}))
""",
    "self_study": """
import json
print(json.dumps({"right": [days.ok, fee.ok, contact.ok, words.ok, record.ok], "harsh": harsh_verdict.ok, "over": play.is_over}))
""",
}


def executed(name, folder):
    """Run every cell as a reader would, then ask the notebook what it found."""
    try:
        # Their own imports warn on some versions; what is tested is our notebook.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ipykernel  # noqa: F401, PLC0415
            import nbclient  # noqa: PLC0415
            import nbformat  # noqa: PLC0415
    except ImportError:
        missing = "nbclient or ipykernel is not installed; install arrears[dev]"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK[name]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nbclient.NotebookClient(
            notebook, timeout=PATIENCE, startup_timeout=PATIENCE, resources={"metadata": {"path": str(folder)}}
        ).execute()
    return json.loads(notebook.cells[-1].outputs[0].text)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    return tmp_path


def test_the_lesson_shows_a_refused_call_marks_a_class_and_ends_with_what_a_tone_costs(elsewhere):
    found = executed("lesson", elsewhere)
    assert found["people"] == 2
    assert found["worst"] > 0
    assert set(found["judged"]) == {True, False}
    assert found["cost"][1] > found["cost"][0]


def test_the_self_study_notebook_is_right_with_the_answers_that_stand_in_it(elsewhere):
    assert executed("self_study", elsewhere) == {"right": [True] * 5, "harsh": False, "over": True}


@pytest.mark.parametrize("name", ["lesson", "self_study", "training", "year"])
def test_it_is_kept_without_outputs_and_says_that_everything_is_invented(name):
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert "虚构" in "".join(cells[0]["source"])
    assert "invented" in "".join(cells[0]["source"])


def test_the_lesson_fills_its_sixty_minutes_without_a_gap():
    first = "".join(json.loads((NOTEBOOKS / "lesson.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"])
    spans = [
        line.split("|")[1].strip().split("–")
        for line in first.splitlines()
        if line.startswith("| ") and line[2].isdigit()
    ]
    assert [span[0] for span in spans] == ["0", *[span[1] for span in spans][:-1]]
    assert spans[-1][1] == "60"
