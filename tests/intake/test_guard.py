"""Reading in a child process: what a file does to it is one clear line, and the program that asked goes on."""

import io
import os
import re
import subprocess
import sys
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from intake.lists import AS_OF, HEADINGS, row, workbook_bytes
from waiting import PATIENCE, until

from arrears.errors import ArrearsError, IntakeError
from arrears.intake import Limits, guard, read_cases

LIST = [HEADINGS, row(1), row(2), row(3, 逾期本金="x")]
PHONE = "13800001234"
BREAKERS = {
    "aborts": "import os; os.abort()",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "is killed by the system": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "fills the memory": "[bytes(1 << 20) for _ in range(10_000)]",
    "fills the memory at once": "bytes(1 << 40)",
    "has no room for its answer": "class Huge:\n    def __reduce__(self): raise MemoryError\nreturn Huge()",
    "never ends": "import time\nwhile True: time.sleep(1)",
    "computes for ever": "while True: pass",
    "leaves": "raise SystemExit(3)",
    "raises": f"raise KeyError('{PHONE}')",
    "complains": f"import os; os.write(2, b'{PHONE}'); os.write(1, b'{PHONE}'); raise ValueError",
    "writes a file": "open(request.path + '.new', 'wb', buffering=0).write(b'x')",
}


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "案件.xlsx"
    path.write_bytes(workbook_bytes({"案件": LIST}))
    return path


@pytest.fixture
def broken_reader(tmp_path, monkeypatch):
    """Put a reader in place of ours that breaks: the child takes the parent's path and finds it there."""

    def put(code):
        folder = tmp_path / "breaks"
        folder.mkdir()
        lines = "".join(f"    {line}\n" for line in code.splitlines())
        text = f"import arrears.intake.reading as ours\ndef broken(request, limits, cells):\n{lines}ours.read_file = broken\n"
        (folder / "breaking.py").write_text(text, "utf-8")
        (folder / "sitecustomize.py").write_text("import breaking\n", "utf-8")
        monkeypatch.syspath_prepend(folder)

    return put


def read_in_child(path, **how):
    return read_cases(path, as_of=AS_OF, limits=Limits(**{"seconds": 60} | how))


def test_a_child_reads_as_this_process_does(book):
    here, there = read_in_child(book, in_process=True), read_in_child(book)
    assert there.table.equals(here.table)
    assert there.rejects.equals(here.rejects)
    assert there.rejected == here.rejected


def test_an_error_comes_back_in_both_languages(tmp_path):
    with pytest.raises(IntakeError, match="there is no file") as caught:
        read_in_child(tmp_path / "没有.xlsx")
    assert caught.value.code == "FILE_MISSING"
    assert "找不到文件" in caught.value.zh


@pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("aborts", "TOO_MANY_ROWS"),
        ("crashes", "FILE_CORRUPT"),
        ("is killed by the system", "TOO_MANY_ROWS"),
        ("fills the memory", "TOO_MANY_ROWS"),
        ("fills the memory at once", "TOO_MANY_ROWS"),
        ("has no room for its answer", "TOO_MANY_ROWS"),
        ("never ends", "TOO_SLOW"),
        ("computes for ever", "TOO_SLOW"),
        ("leaves", "FILE_CORRUPT"),
        ("raises", "FILE_CORRUPT"),
        ("complains", "FILE_CORRUPT"),
        ("writes a file", "FILE_CORRUPT"),
    ],
)
def test_a_reader_that_breaks_is_one_clear_line_without_anybodys_data(book, broken_reader, capfd, what, code):
    others = set(psutil.Process().children())
    broken_reader(BREAKERS[what])
    limits = {"seconds": 8} if code == "TOO_SLOW" else {"memory_bytes": 400 << 20}
    with pytest.raises(IntakeError) as caught:
        read_in_child(book, **limits)
    error = caught.value
    assert error.code == code
    for line in (error.message, error.zh):
        assert "案件.xlsx" in line
        assert "\n" not in line
        assert PHONE not in line
    assert capfd.readouterr() == ("", "")
    until(lambda: set(psutil.Process().children()) <= others, "the child is gone")


def test_the_watch_ends_a_child_where_the_system_sets_no_limit(book, broken_reader, monkeypatch):
    broken_reader("import resource\nresource.setrlimit = print\nimport time\nhold = b'x' * (600 << 20)\ntime.sleep(60)")
    monkeypatch.setattr(guard, "_memory", lambda _pid: 401 << 20)
    with pytest.raises(IntakeError, match="more than 400 MB of memory"):
        read_in_child(book, memory_bytes=400 << 20)


def test_the_memory_of_a_process_is_seen_and_of_none_is_nothing():
    assert guard._memory(os.getpid()) > 10 << 20
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert guard._memory(done.pid) == 0


def test_a_bomb_does_not_raise_this_process_memory(tmp_path):
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 4_000_000
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook_bytes({"案件": LIST})))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(out.getvalue())
    before = psutil.Process().memory_info().rss
    tracemalloc.start()
    with pytest.raises(IntakeError) as caught:
        read_in_child(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code == "ZIP_BOMB"
    assert peak < 4 << 20
    assert psutil.Process().memory_info().rss - before < 20 << 20


def test_a_reader_that_cannot_start_is_not_the_files_fault(book, broken_reader, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(book))
    with pytest.raises(ArrearsError, match="cannot be started"):
        read_in_child(book)
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(ArrearsError, match="cannot be started"):
        read_in_child(book)


def test_a_child_that_ends_before_it_is_ready_is_not_the_files_fault(book, broken_reader):
    broken_reader("")
    Path(book.parent, "breaks", "breaking.py").write_text("raise SystemExit(9)", "utf-8")
    with pytest.raises(ArrearsError, match=r"cannot be started \(exit code 1\)") as caught:
        read_in_child(book)
    assert not isinstance(caught.value, IntakeError)


def test_modules_beside_the_list_are_never_run(book, monkeypatch):
    for name in ("pandas", "python_calamine", "pickle"):
        Path(book.parent, f"{name}.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(book.parent)
    assert read_in_child(book.name).rows == 3


def test_several_files_are_read_at_once(book):
    with ThreadPoolExecutor(3) as pool:
        assert [intake.rows for intake in pool.map(read_in_child, [book] * 3)] == [3, 3, 3]


def test_a_script_needs_no_guard_of_its_main_part(book, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(f"import arrears\nprint(arrears.read_cases({str(book)!r}).rows)\n", "utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ARREARS_")}
    done = subprocess.run([sys.executable, script], capture_output=True, check=True, env=environment, timeout=PATIENCE)  # noqa: S603  # ours
    assert (done.stdout.split(), done.stderr) == ([b"3"], b"")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_the_command_line_tells_a_limit_in_one_line(book):
    command = [str(Path(sys.executable).with_name("arrears")), "check", str(book), "--lang", "en"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ARREARS_")}
    environment |= {"ARREARS_INTAKE_SECONDS": "0.01"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=PATIENCE, text=True)  # noqa: S603  # ours
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"arrears: reading 案件\.xlsx takes longer than 0\.01 s; split the list, .*\n", done.stderr)


# The settings


def test_the_environment_sets_limits(monkeypatch):
    monkeypatch.delenv("ARREARS_INTAKE", raising=False)
    assert Limits.from_environment() == Limits()
    monkeypatch.setenv("ARREARS_INTAKE_SECONDS", "7.5")
    monkeypatch.setenv("ARREARS_INTAKE_MEMORY_MB", "300")
    monkeypatch.setenv("ARREARS_INTAKE", "in-process")
    assert Limits.from_environment() == Limits(seconds=7.5, memory_bytes=300 << 20, in_process=True)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "much"])
@pytest.mark.parametrize("variable", ["ARREARS_INTAKE_SECONDS", "ARREARS_INTAKE_MEMORY_MB"])
def test_a_setting_that_is_no_positive_number_is_told(monkeypatch, variable, text):
    monkeypatch.setenv(variable, text)
    with pytest.raises(ArrearsError, match=rf"{variable} is '{re.escape(text)}'; it must be a positive number"):
        Limits.from_environment()


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param({"rows": 4, "columns": 8, "cells": 32}, None, id="exactly"),
        pytest.param({"rows": 3}, "TOO_MANY_ROWS", id="a row more"),
        pytest.param({"columns": 7}, "TOO_MANY_ROWS", id="a column more"),
        pytest.param({"cells": 31}, "TOO_MANY_ROWS", id="a cell more"),
        pytest.param({"file_bytes": 1_000}, "FILE_TOO_LARGE", id="bytes"),
        pytest.param({"parts": 3}, "ZIP_BOMB", id="parts"),
        pytest.param({"unpacked_bytes": 2_000}, "ZIP_BOMB", id="bytes unpacked"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(book, limits, code):
    if code is None:
        assert read_in_child(book, in_process=True, **limits).rows == 3
        return
    with pytest.raises(IntakeError) as caught:
        read_in_child(book, in_process=True, **limits)
    assert caught.value.code == code
