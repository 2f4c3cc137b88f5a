"""``arrears calc install / uninstall / doctor`` in a profile of its own; these tests run as root in a container too."""

import json
from pathlib import Path

import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from xl_addin.hosts.calc import doctor, installing, program

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def profile(calc, tmp_path_factory):
    """Give a profile with the add-in; `calc` skips where LibreOffice is missing."""
    profile = tmp_path_factory.mktemp("profile")
    installing.install(profile)
    return profile


@pytest.fixture
def environment(profile):
    """Give the installed add-in's environment file; it is put back afterwards."""
    file = program.installed(profile) / "environment.json"
    before = file.read_text(encoding="utf-8")
    yield file
    file.write_text(before, encoding="utf-8")


def codes(profile):
    return [finding.code for finding in doctor.findings(profile)]


def changed(file, **values):
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_after_installing_a_real_cell_computes_and_doctor_finds_nothing(profile, capsys):
    assert run(["calc", "doctor", "--profile", str(profile), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\n"


def test_installing_again_replaces_the_add_in(profile):
    installing.install(profile)
    assert len(list(profile.glob("user/uno_packages/cache/uno_packages/*/arrears.oxt"))) >= 1
    assert codes(profile) == []


def test_doctor_names_an_environment_that_is_gone(profile, environment):
    changed(environment, python="/nowhere/bin/python")
    (finding,) = doctor.findings(profile)
    assert finding.code == "WORKER"
    assert "/nowhere/bin/python is not there" in finding.en
    assert "arrears calc install" in finding.zh


def test_doctor_names_a_python_without_arrears(profile, environment):
    changed(environment, python="/usr/bin/python3")
    (finding,) = doctor.findings(profile)
    assert "has no arrears that works" in finding.en


def test_doctor_names_an_old_add_in(profile):
    file = program.installed(profile) / "description.xml"
    before = file.read_text(encoding="utf-8")
    version = program.installed_version(file.parent)
    file.write_text(before.replace(f'version value="{version}"', 'version value="0.0.1"'), encoding="utf-8")
    try:
        (finding,) = doctor.findings(profile)
    finally:
        file.write_text(before, encoding="utf-8")
    assert finding.code == "OLD_ADDIN"
    assert "0.0.1" in finding.en


def test_doctor_names_a_damaged_add_in(profile, environment):
    environment.write_text("{", encoding="utf-8")
    assert codes(profile) == ["BROKEN_ADDIN"]


def test_an_empty_profile_has_no_add_in_and_nothing_to_remove(tmp_path, capsys):
    assert run(["calc", "doctor", "--profile", str(tmp_path), "--lang", "zh"]) == 1
    assert "NOT_INSTALLED" in capsys.readouterr().out
    assert run(["calc", "uninstall", "--profile", str(tmp_path), "--lang", "en"]) == 0
    assert "no add-in to remove" in capsys.readouterr().out


def test_a_profile_that_libreoffice_has_open_is_left_alone(profile, monkeypatch):
    monkeypatch.setattr(installing, "is_running", lambda _: True)
    with pytest.raises(ArrearsError, match="close it"):
        installing.install(profile)


def test_the_file_is_built_for_other_computers(tmp_path, capsys):
    assert run(["calc", "install", "--out", str(tmp_path), "--lang", "en"]) == 0
    assert Path(tmp_path / "arrears.oxt").is_file()


def test_uninstalling_takes_it_out(calc, tmp_path):
    installing.install(tmp_path)
    there = installing.uninstall(tmp_path)
    assert there is not None
    assert not there.parent.exists()
    assert [*tmp_path.rglob("*arrears*")] == []
    assert codes(tmp_path) == ["NOT_INSTALLED"]


def test_without_libreoffice_the_remedy_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(program, "_PROGRAMS", ())
    monkeypatch.setattr(program.shutil, "which", lambda _: None)
    (finding,) = doctor.findings(tmp_path)
    assert finding.code == "NO_LIBREOFFICE"
    assert "apt install libreoffice-calc" in finding.zh
