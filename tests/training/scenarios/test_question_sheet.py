"""A trainer's workbook checks answers while they are filled, hides its key, and is marked from a folder by the rules."""

import json

import openpyxl
import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from arrears.training.scenarios import Play, read_scenarios
from arrears.training.scenarios.debriefing import best_of, key_of
from arrears.training.scenarios.handing_in import handed_in
from arrears.training.scenarios.marking import marked_folder
from arrears.training.scenarios.question_sheet import KEY, META, Places, QuestionBook, right_figure

SCENARIOS = {each.id: each for each in read_scenarios()}
FIRST = SCENARIOS["first-reminder"]


def written(folder, scenario=FIRST, lang="zh", exam=False):
    path = folder / f"{scenario.id}.xlsx"
    QuestionBook(scenario, lang, exam).write(path)
    return path


def filled(path, answers, who="座位 1"):
    """Fill a workbook as a trainee does, in its answer cells."""
    book = openpyxl.load_workbook(path)
    sheet = next(each for each in book if each.title in {"题目", "Questions"})
    for row in sheet.iter_rows(min_row=1):
        step = row[Places.STEP].value
        if step == "@who":
            row[Places.ANSWER].value = who
        elif step in answers:
            row[Places.ANSWER].value = answers[step]
    book.save(path)
    return path


def right_answers(scenario):
    best = {step.id: option for step, option in best_of(scenario)}
    answers = {}
    for step in scenario.steps:
        if step.ask == "figure":
            answers[step.id] = right_figure(scenario, step)[0]
        else:
            option = best.get(step.id) or next(each for each in step.options if key_of(scenario)[step.id][each.id].ok)
            answers[step.id] = str(step.options.index(option) + 1)
    return answers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_visible_sheet_says_that_it_is_invented_and_the_key_is_very_hidden(tmp_path, lang):
    book = openpyxl.load_workbook(written(tmp_path, lang=lang))
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 3 + ["veryHidden"] * 2
    assert [sheet.title for sheet in book][-2:] == [KEY, META]
    word = "虚构" if lang == "zh" else "invented"
    for sheet in book:
        assert any(word in str(value) for row in sheet.iter_rows(values_only=True) for value in row), sheet.title


def test_an_examination_has_neither_workings_nor_verdicts(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, exam=True))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["案件", "题目"]
    checks = [row[Places.CHECK].value for row in book["题目"].iter_rows() if row[Places.CHECK].value]
    assert not [text for text in checks if KEY in str(text)]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.id)
def test_the_best_answers_of_every_scenario_are_marked_right(tmp_path, scenario):
    filled(written(tmp_path, scenario), right_answers(scenario))
    results = marked_folder(tmp_path)
    wrong = results.answers[~results.answers["ok"]]
    assert wrong["step"].tolist() == []
    assert len(results.answers) == len(scenario.steps)


def test_answer_cells_are_checked_live_in_a_spreadsheet_program(tmp_path):
    engine = pytest.importorskip("ironcalc")
    steps = {step.id: step for step in FIRST.steps}
    wrong = {
        "dpd": 9,
        "fee": right_figure(FIRST, steps["fee"])[0],
        "when": "2",
        "talk": "不还就抓你，没得商量",
        "note": "7",
    }
    path = filled(written(tmp_path, lang="en"), wrong)
    model = engine.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    out = tmp_path / "seen.xlsx"
    model.save_to_xlsx(str(out))
    seen = {
        row[Places.STEP]: row[Places.CHECK]
        for row in openpyxl.load_workbook(out, data_only=True)["Questions"].iter_rows(values_only=True)
        if row[Places.STEP] in steps
    }
    assert seen["dpd"] == "✗ it is 8"
    assert seen["fee"] == "✓ right"
    assert seen["when"].startswith("✗")
    assert "marked" in seen["talk"]
    assert "number from 1" in seen["note"]


def test_plain_formulas_of_the_workings_give_what_the_worksheet_functions_gave(tmp_path):
    engine = pytest.importorskip("ironcalc")
    path = written(tmp_path, SCENARIOS["day-ninety-one"], lang="en")
    kept = list(openpyxl.load_workbook(path, data_only=True)["Workings"].iter_rows(values_only=True))
    model = engine.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    model.save_to_xlsx(str(tmp_path / "seen.xlsx"))
    seen = list(openpyxl.load_workbook(tmp_path / "seen.xlsx", data_only=True)["Workings"].iter_rows(values_only=True))
    functions = {row[0]: (row[1], row[2]) for row in kept if row[2] not in {None, "AR_ function"}}
    assert {"Days past due", "Bucket", "Loan class"} <= set(functions)
    assert {row[0]: row[1] for row in seen if row[0] in functions} == {
        name: native for name, (native, _) in functions.items()
    }
    assert all(native == function for native, function in functions.values())


def test_a_folder_of_workbooks_and_plays_is_marked_and_what_cannot_be_is_named(tmp_path):
    filled(written(tmp_path), right_answers(FIRST), who="甲")
    (tmp_path / "first-reminder.xlsx").rename(tmp_path / "a.xlsx")
    filled(written(tmp_path), {"dpd": 7, "talk": "谢谢您，您看明天方便吗？"}, who="乙")
    play = Play(SCENARIOS["late-temptation"])
    play.choose("d20")
    name, content = handed_in(play, "丙")
    (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    (tmp_path / "list.xlsx").write_bytes(b"no workbook")
    (tmp_path / "copy.json").write_bytes(content)
    results = marked_folder(tmp_path)
    assert (results.people, len(results.refused)) == (3, 3)
    people = results.by_person().set_index("who")
    assert people.loc["甲", "share"] == 1
    assert (people.loc["乙", "right"], people.loc["乙", "of"]) == (1, len(FIRST.steps))
    assert {each.file for each in results.refused} >= {"notes.json", "list.xlsx"}
    assert any("丙" in each.reason.zh for each in results.refused)


def test_an_unanswered_question_counts_against_the_rules_that_it_asks_about(tmp_path):
    filled(written(tmp_path), {}, who="甲")
    results = marked_folder(tmp_path)
    assert results.by_rule().query("missed > 0")["share"].eq(1).all()
    assert results.by_person()["right"].tolist() == [0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"who": "  "}, "name or seat number"),
        ({"scenario": "none"}, "no scenario 'none'"),
        ({"taken": 7}, "has changed since"),
    ],
)
def test_a_play_that_was_tampered_with_is_refused_with_the_reason(tmp_path, change, told):
    play = Play(SCENARIOS["late-temptation"])
    play.choose("d20")
    held = json.loads(handed_in(play, "甲")[1]) | change
    (tmp_path / "one.json").write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ArrearsError, match=told):
        marked_folder(tmp_path)


def test_a_verdict_that_somebody_wrote_into_a_play_counts_for_nothing(tmp_path):
    play = Play(SCENARIOS["late-temptation"])
    play.choose("d20")
    held = json.loads(handed_in(play, "甲")[1])
    held["taken"][0]["verdict"] = {"ok": True}
    (tmp_path / "one.json").write_text(json.dumps(held), encoding="utf-8")
    assert marked_folder(tmp_path).answers["ok"].tolist() == [False]


def test_from_the_command_line_a_workbook_is_written_returned_and_marked(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["scenario", "first-reminder", "--out", "returned", "--lang", "en"]) == 0
    filled(tmp_path / "returned" / "first-reminder.xlsx", {"dpd": 8, "when": "2"}, who="Seat 3")
    assert run(["scenario", "mark", "returned", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "Seat 3: 1 of 5 right" in shown
    assert "a rule that is not known" in shown
    book = openpyxl.load_workbook(tmp_path / "class-results" / "class-results.xlsx")
    assert [sheet.title for sheet in book][:3] == ["Charts", "By trainee", "By rule"]
    picture = (tmp_path / "class-results" / "class-results.svg").read_text(encoding="utf-8")
    assert "Seat 3" in picture
    assert "invented" in picture


def test_a_folder_without_anything_to_mark_ends_with_two(tmp_path, capsys):
    assert run(["scenario", "mark", str(tmp_path), "--lang", "en"]) == 2
    assert "can be marked" in capsys.readouterr().err
