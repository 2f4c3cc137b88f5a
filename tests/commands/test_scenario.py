"""``arrears scenario`` lists and checks scenario files."""

import pytest

from arrears.commands import run
from arrears.resources import shipped

LATE = shipped("templates", "scenarios", "late-temptation.toml")


@pytest.mark.parametrize(("lang", "title"), [("zh", "晚上十点零五分的诱惑"), ("en", "Five past ten in the evening")])
def test_the_list_says_what_each_teaches(capsys, lang, title):
    assert run(["scenario", "list", "--lang", lang]) == 0
    assert title in capsys.readouterr().out


def test_a_good_file_is_told_to_be_so(capsys):
    assert run(["scenario", "check", str(LATE), "--lang", "en"]) == 0
    assert "can be played, 3 steps" in capsys.readouterr().out


def test_a_broken_file_ends_with_two_and_one_line(tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text(LATE.read_text(encoding="utf-8").replace("minutes = 6\n", ""), encoding="utf-8")
    assert run(["scenario", "check", str(own), "--lang", "en"]) == 2
    assert capsys.readouterr().err == "arrears: own.toml lacks minutes; add it\n"


def test_a_step_at_which_nobody_could_do_right_is_a_finding(tmp_path, capsys):
    own = tmp_path / "own.toml"
    own.write_text(LATE.read_text(encoding="utf-8").replace("value = 21", "value = 19"), encoding="utf-8")
    assert run(["scenario", "check", str(own), "--lang", "en"]) == 1
    assert "no option of step age" in capsys.readouterr().out


def typed(monkeypatch, *lines):
    waiting = iter(lines)

    def answer(_self, prompt=""):
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("rich.console.Console.input", answer)


def test_a_play_shows_rule_better_way_and_score(capsys, monkeypatch):
    typed(monkeypatch, "21", "9", "1", "理解，夜班很辛苦，您看哪天方便？")
    assert run(["scenario", "play", "late-temptation", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    for wanted in (
        "invented",
        "AR_DPD = 21 days",
        "Type a number from 1 to 3",
        "CBA-1",
        "Better:",
        "law: 0 of 1",
        "tone and empathy: 1 of 1",
    ):
        assert wanted in shown


def test_an_empty_line_or_the_end_of_what_is_typed_ends_a_play(capsys, monkeypatch):
    for lines in (("",), ()):
        typed(monkeypatch, *lines)
        assert run(["scenario", "play", "late-temptation"]) == 0
    assert "虚构" in capsys.readouterr().out


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(capsys):
    assert run(["scenario", "play", "none", "--lang", "en"]) == 2
    assert "late-temptation" in capsys.readouterr().err
