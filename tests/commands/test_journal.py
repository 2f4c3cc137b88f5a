"""``--log FILE`` keeps a line for the beginning and the end of a command, and nobody's data."""

import json

import pytest

from arrears.commands import run

NAME, PHONE, IDENTITY = "欧阳锋芒", "13912345678", "11010519491231002X"


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / f"{NAME}.csv"
    path.write_text(
        f"案件编号,客户姓名,手机号,身份证号,到期还款日,逾期本金\nA1,{NAME},{PHONE},{IDENTITY},2026-01-31,1000\nA2,{NAME},{PHONE},{IDENTITY},坏日期{PHONE},1\n",
        encoding="utf-8",
    )
    return path


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_command_leaves_its_name_its_time_and_its_end(cases, tmp_path):
    log = tmp_path / "run.log"
    assert run(["check", str(cases), "--log", str(log)]) == 1
    begun, ended = lines(log)
    assert (begun["command"], begun["what"]) == ("check", "begun")
    assert (ended["command"], ended["what"], ended["exit"]) == ("check", "ended", 1)
    assert ended["seconds"] > 0


@pytest.mark.parametrize("words", [["check"], ["daily"], ["message"]])
def test_no_persons_data_and_no_name_of_a_file_is_logged(cases, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "run.log"
    run([*words, str(cases), "--log", str(log)])
    text = log.read_text(encoding="utf-8")
    assert [secret for secret in (NAME, PHONE, IDENTITY) if secret in text] == []


def test_what_was_typed_wrongly_is_not_logged(tmp_path):
    log = tmp_path / "run.log"
    assert run([PHONE, "--log", str(log)]) == 2
    assert PHONE not in log.read_text(encoding="utf-8")
    assert lines(log)[-1]["exit"] == 2


def test_an_unforeseen_error_leaves_its_kind_alone(cases, tmp_path, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError(PHONE)

    monkeypatch.setattr("arrears.commands.daily.day.read_cases", fail)
    log = tmp_path / "run.log"
    assert run(["daily", str(cases), "--out", str(tmp_path / "out"), "--log", str(log)]) == 2
    assert lines(log)[-1]["error"] == "RuntimeError"
    assert PHONE not in log.read_text(encoding="utf-8")


def test_the_environment_can_name_the_log_and_runs_are_added(tmp_path, monkeypatch):
    log = tmp_path / "run.log"
    monkeypatch.setenv("ARREARS_LOG", str(log))
    run(["policy", "show", "CN-57"])
    run(["policy", "show", "CN-57"])
    assert [line["command"] for line in lines(log)] == ["policy show"] * 4


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["policy", "list", "--log"], id="no file"),
        pytest.param(["policy", "list", "--log", "/no/such/folder/x.log"], id="no such folder"),
    ],
)
def test_a_log_that_cannot_be_kept_is_told_in_one_line(capsys, words):
    assert run([*words, "--lang", "en"]) == 2 or words[-1] == "--log"
    assert capsys.readouterr().err.count("\n") == 1


def test_without_it_nothing_is_written(cases, tmp_path, monkeypatch):
    monkeypatch.delenv("ARREARS_LOG", raising=False)
    before = set(tmp_path.iterdir())
    run(["check", str(cases)])
    assert set(tmp_path.iterdir()) == before
