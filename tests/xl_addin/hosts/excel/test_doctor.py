"""Each known failure is found from a picture of the computer, alone, and told with its remedy in both languages."""

import struct
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from xl_addin.hosts.excel import installing
from xl_addin.hosts.excel.doctor import file_findings, findings
from xl_addin.hosts.excel.machine import Addin, Machine, _has_library, look, read_addin

PYTHON = PureWindowsPath(r"C:\arrears\Scripts\python.exe")
EXCEL = PureWindowsPath(r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE")
ADDIN = Addin(PureWindowsPath(r"C:\Users\x\XLSTART\arrears.xlam"), "0.1.0", "0.37.8", str(PYTHON))
WELL = Machine(
    "Windows",
    PYTHON,
    "0.1.0",
    "0.37.8",
    excel=EXCEL,
    excel_bits=64,
    addins=(ADDIN,),
    interpreters=frozenset({str(PYTHON)}),
)
MAC = replace(WELL, system="Darwin", excel=Path("/Applications/Microsoft Excel.app"))
STORE = PureWindowsPath(r"C:\Program Files\WindowsApps\x\python.exe")
KNOWN = {
    "NO_EXCEL_HERE": replace(WELL, system="Linux"),
    "WPS": replace(WELL, excel=None, wps=True),
    "NO_EXCEL": replace(WELL, excel=None),
    "STORE_OFFICE": replace(WELL, excel=STORE),
    "NO_XLWINGS": replace(WELL, xlwings=""),
    "BROKEN": replace(WELL, broken="AR_LATE_FEE(1000,200) = #N/A"),
    "STORE_PYTHON": replace(WELL, python=STORE),
    "NO_PYWIN32": replace(WELL, pywin32=False),
    "NO_LIBRARY": replace(WELL, dll=False),
    "NO_SCRIPT": replace(MAC, script=False),
    "MACROS_OFF": replace(WELL, macro_setting=4),
    "MACROS_SIGNED": replace(WELL, macro_setting=3),
    "NO_TRUSTED_FOLDERS": replace(WELL, trusted_folders=False),
    "NOT_INSTALLED": replace(WELL, addins=()),
    "TWO_ADDINS": replace(WELL, addins=(ADDIN, replace(ADDIN, path=PureWindowsPath("arrears (2).xlam")))),
    "MARKED": replace(WELL, addins=(replace(ADDIN, marked=True),)),
    "VERSIONS": replace(WELL, xlwings="0.38.0"),
    "OLD_ADDIN": replace(WELL, arrears="0.2.0"),
    "WRONG_PYTHON": replace(WELL, interpreters=frozenset()),
}


@pytest.mark.parametrize("machine", [WELL, MAC, replace(WELL, macro_setting=2), replace(WELL, wps=True)])
def test_nothing_is_found_where_all_is_well(machine):
    assert findings(machine) == []


@pytest.mark.parametrize("code", KNOWN)
def test_a_failure_is_found_alone_and_told_in_both_languages(code):
    (found,) = findings(KNOWN[code])
    assert found.code == code
    assert found.text("en").isascii()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in found.text("zh"))
    remedies = (
        "run",
        "Run",
        "install",
        "Install",
        "Remove",
        "Ask",
        "ask",
        "sign",
        "delete",
        "File >",
        "use the commands",
    )
    assert any(word in found.text("en") for word in remedies)


def test_an_add_in_that_leaves_the_interpreter_to_each_user_is_no_finding():
    assert findings(replace(WELL, addins=(replace(ADDIN, interpreter=""),), interpreters=frozenset())) == []


def test_a_file_for_other_computers_is_judged_by_itself():
    assert file_findings(replace(KNOWN["WRONG_PYTHON"], system="Linux", excel=None)) == []
    assert [each.code for each in file_findings(KNOWN["VERSIONS"])] == ["VERSIONS"]
    (missing,) = file_findings(KNOWN["NOT_INSTALLED"])
    assert missing.code == "NOT_INSTALLED"
    assert "install --out" in missing.text("zh")


def program(path, kind):
    head = bytearray(300)
    struct.pack_into("<I", head, 60, 128)
    struct.pack_into("<4sH", head, 128, b"PE\0\0", kind)
    path.write_bytes(bytes(head))
    return path


@pytest.mark.parametrize(("kind", "bits"), [(0x14C, 32), (0x8664, 64), (0xAA64, 64), (1, 0)])
def test_windows_is_looked_at_through_its_registry(tmp_path, kind, bits):
    excel = program(tmp_path / "EXCEL.EXE", kind)
    python = tmp_path / "python.exe"
    python.touch()
    installing.build(tmp_path / "start", str(python))
    registry = {
        (r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", ""): str(excel),
        (r"Software\Microsoft\Office\16.0\Excel\Security", "VBAWarnings"): 2,
        (r"Software\Policies\Microsoft\Office\16.0\Excel\Security", "VBAWarnings"): 4,
        (r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1,
        (r"Software\Kingsoft\Office\6.0\Common", "InstallRoot"): "C:\\WPS",
    }
    seen = look("Windows", lambda key, name: registry.get((key, name)), (tmp_path / "start", tmp_path / "none"))
    assert (seen.excel, seen.excel_bits, seen.wps) == (excel, bits, True)
    assert (seen.macro_setting, seen.trusted_folders) == (4, False)
    assert [addin.interpreter for addin in seen.addins] == [str(python)]
    assert seen.interpreters == {str(python)}
    assert not seen.pywin32
    assert not seen.dll


def test_a_mac_is_looked_at(tmp_path):
    seen = look("Darwin", lambda *_: None, (tmp_path,))
    assert (seen.system, seen.addins, seen.pywin32, seen.macro_setting) == ("Darwin", (), True, 0)


def test_the_library_is_found_beside_python_or_above_it(tmp_path):
    python = tmp_path / "Scripts" / "python.exe"
    assert not _has_library(python, "1.2", 64)
    (tmp_path / "xlwings64-1.2.dll").touch()
    assert _has_library(python, "1.2", 64)
    assert not _has_library(python, "1.2", 32)
    assert _has_library(tmp_path / "python.exe", "1.2", 64)


def test_the_mark_of_the_web_is_the_files_second_stream(tmp_path):
    path = installing.build(tmp_path)
    assert not read_addin(path).marked
    # Elsewhere than on Windows the stream's name is a file's.
    Path(f"{path}:Zone.Identifier").touch()
    assert read_addin(path).marked


def test_a_trial_call_tells_whether_the_functions_work(tmp_path, monkeypatch):
    assert look("Darwin", lambda *_: None, (tmp_path,)).broken == ""
    (tmp_path / "late_fee.toml").write_text("no such thing", encoding="utf-8")
    monkeypatch.setenv("ARREARS_HOUSE", str(tmp_path))
    assert "AR_LATE_FEE(1000,200) = #N/A" in look("Darwin", lambda *_: None, (tmp_path,)).broken
    monkeypatch.setattr("importlib.import_module", lambda name: {}[name])
    assert look("Darwin", lambda *_: None, (tmp_path,)).broken.startswith("KeyError")


def test_every_code_is_explained_to_administrators():
    page = (Path(__file__).parents[4] / "docs" / "excel-administrators.md").read_text(encoding="utf-8")
    assert [code for code in KNOWN if f"`{code}`" not in page] == []
