import json
import os
import warnings
from pathlib import Path

import pytest
from waiting import PATIENCE

from arrears.training.portfolio import make_portfolio

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "getting_started.ipynb"
MISSING = "nbclient or ipykernel is not installed; install arrears[dev]"

ASK = """
import json
print(json.dumps({
    "cases": len(intake.cases),
    "rejects": len(intake.rejects),
    "buckets": list(by_bucket.index),
    "by_bucket": str(by_bucket["金额"].sum()),
    "by_stage": str(by_stage["金额"].sum()),
    "first": len(first),
    "names": list(first["customer_name"]),
}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Run every cell as a reader would, then ask the notebook what it found."""
    try:
        # Their own imports warn on some versions; what is tested is our notebook.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ipykernel  # noqa: F401, PLC0415
            import nbclient  # noqa: PLC0415
            import nbformat  # noqa: PLC0415
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    run_in = str(tmp_path_factory.mktemp("elsewhere"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nbclient.NotebookClient(
            notebook, timeout=PATIENCE, startup_timeout=PATIENCE, resources={"metadata": {"path": run_in}}
        ).execute()
    return json.loads(notebook.cells[-1].outputs[0].text)


def test_it_runs_from_any_folder_and_counts_the_shipped_portfolio(answers):
    assert (answers["cases"], answers["rejects"]) == (2_000, 16)


def test_amounts_by_bucket_and_by_stage_add_up_to_what_is_owed(answers):
    owed = make_portfolio(2_016).iloc[:2_000]
    total = sum(owed["principal"]) + sum(owed["interest"]) + sum(owed["late_fee"])
    assert answers["by_bucket"] == answers["by_stage"] == str(total)


def test_refused_rows_are_counted_once_however_much_is_wrong_with_them():
    assert "被拒绝 {intake.rejected_rows} 行" in "".join(json.loads(NOTEBOOK.read_text("utf-8"))["cells"][3]["source"])


def test_every_bucket_is_shown_in_order(answers):
    assert answers["buckets"] == ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"]


def test_each_collector_has_a_first_case_and_no_name_is_shown_in_clear(answers):
    assert answers["first"] == 12
    assert all("*" in name for name in answers["names"])


def test_it_is_kept_without_outputs():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
