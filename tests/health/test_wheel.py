"""What people install is the wheel: built, put alone into an empty environment, it gives every command."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not os.environ.get("ARREARS_TEST_WHEEL"),
    reason="building a wheel and an environment takes a minute; set ARREARS_TEST_WHEEL=1 to do it",
)


def call(*words, cwd=ROOT):
    done = subprocess.run(  # noqa: S603  # our own words
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel, tmp_path_factory):
    home = tmp_path_factory.mktemp("alone") / "venv"
    venv.create(home, with_pip=True)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    call(folder / "python", "-m", "pip", "install", "-q", "--no-compile", wheel)
    return folder


def test_templates_notebooks_and_sample_workbooks_travel_in_the_wheel(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "arrears/shipped/templates/summary.html.j2",
        "arrears/shipped/notebooks/getting_started.ipynb",
        "arrears/shipped/sample_workbooks/portfolio.xlsx",
        "arrears/policy/cn/allocation.toml",
        "arrears/py.typed",
        "xl_addin/functions/ageing.py",
        "xl_addin/hosts/excel/vba/ArrearsRuntime.bas",
        "xl_addin/hosts/lite/requirements.txt",
    ):
        assert wanted in names, wanted
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]


def test_the_demo_and_every_help_work_from_the_wheel_alone(scripts, tmp_path):
    arrears = scripts / "arrears"
    assert "2,000" in call(arrears, "demo", "--lang", "en", cwd=tmp_path)
    assert (tmp_path / "arrears-demo" / "summary.html").exists()
    for command in ("daily", "check", "plan", "policy"):
        assert call(arrears, command, "--help", cwd=tmp_path).startswith("用法：")
    assert "CN-57" in call(arrears, "policy", "show", "CN-57", "--lang", "en", cwd=tmp_path)


def test_the_library_and_the_worksheet_functions_work_from_the_wheel_alone(scripts, tmp_path):
    code = (
        "import arrears as ar, xl_addin.functions as f; "
        "print(ar.schedule(800, 0, 6, '2026-01-31').shape[0], f.ar_bucket(45))"
    )
    assert call(scripts / "python", "-c", code, cwd=tmp_path).split() == ["6", "M2"]
