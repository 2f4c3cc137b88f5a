"""Installing, building for others, removing; and the command line around it."""

import os
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from xl_addin.hosts.excel import installing, machine
from xl_addin.hosts.excel.book import FILE_NAME
from xl_addin.hosts.excel.folders import addin_folders, start_folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_on_windows_the_add_in_goes_where_excel_opens_it_with_this_python(home):
    (path,) = installing.install("Windows", r"C:\arrears\Scripts\python.exe")
    assert path == home / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / FILE_NAME
    (addin,) = machine.addins_in(path.parent)
    assert addin.interpreter == r"C:\arrears\Scripts\python.exe"
    assert installing.uninstall("Windows") == [path]
    assert not path.exists()
    assert installing.uninstall("Windows") == []


def test_on_a_mac_the_script_that_may_start_python_goes_along(home):
    addin, script = installing.install("Darwin", "/opt/arrears/bin/python")
    assert addin.parent == start_folder("Darwin")
    assert script.name.endswith(".applescript")
    assert script.parent == home / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert machine.read_addin(addin).interpreter == "/opt/arrears/bin/python"


def test_installing_again_replaces_our_own_file_and_nothing_else(home):
    first = installing.install("Windows", r"C:\old\python.exe")
    assert installing.install("Windows", r"C:\new\python.exe") == first
    assert machine.read_addin(first[0]).interpreter == r"C:\new\python.exe"
    assert [path.name for path in first[0].parent.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_not_ours_is_not_replaced(tmp_path, content):
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(ArrearsError, match="is not replaced"):
        installing.build(tmp_path)
    assert path.read_bytes() == content


def test_an_add_in_that_excel_has_open_is_told_and_nothing_is_left_behind(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(ArrearsError, match="close Excel and try again"):
        installing.build(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    installing.build(tmp_path)
    monkeypatch.setattr(Path, "unlink", refused)
    monkeypatch.setattr(installing, "start_folder", lambda _: tmp_path)
    with pytest.raises(ArrearsError, match="cannot be deleted"):
        installing.uninstall("Windows")


def test_linux_is_told_what_to_do_instead(capsys):
    with pytest.raises(ArrearsError, match="--out FOLDER, or run: arrears calc install"):
        installing.install("Linux")
    assert addin_folders("Linux") == ()


def test_without_xlwings_the_remedy_is_named(monkeypatch, tmp_path):
    def none(_):
        raise PackageNotFoundError("xlwings")

    monkeypatch.setattr("xl_addin.hosts.excel.template.distribution", none)
    with pytest.raises(ArrearsError, match=r"pip install 'arrears\[excel\]'"):
        installing.build(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_builds_for_others_and_judges_what_it_built(tmp_path, capsys):
    out = tmp_path / "roll-out"
    assert (
        run(
            [
                "excel",
                "install",
                "--out",
                str(out),
                "--interpreter",
                "%LOCALAPPDATA%\\arrears\\python.exe",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    assert f"written {out / FILE_NAME}" in capsys.readouterr().out
    assert run(["excel", "doctor", "--out", str(out), "--lang", "en"]) == 0
    assert "Nothing is wrong" in capsys.readouterr().out
    with zipfile.ZipFile(out / FILE_NAME) as file:
        assert 'label="Stage cases"' in file.read("customUI/customUI.xml").decode()
    assert run(["excel", "install", "--out", str(out)]) == 0
    assert "--interpreter" in capsys.readouterr().out
    with zipfile.ZipFile(out / FILE_NAME) as file:
        assert 'label="分阶段"' in file.read("customUI/customUI.xml").decode()


def test_the_doctor_of_an_empty_folder_says_that_there_is_none(tmp_path, capsys):
    assert run(["excel", "doctor", "--out", str(tmp_path), "--lang", "en"]) == 1
    assert "NOT_INSTALLED" in capsys.readouterr().out


def test_the_command_where_there_is_no_excel_is_one_line_and_2(capsys, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert run(["excel", "install", "--lang", "en"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run(["excel", "doctor"]) == 1
    assert "NO_EXCEL_HERE" in capsys.readouterr().out
    assert run(["excel", "uninstall", "--lang", "en"]) == 0
    assert "no add-in to remove" in capsys.readouterr().out
