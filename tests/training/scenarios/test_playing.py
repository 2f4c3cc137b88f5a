"""A play is judged by the product's own rules, can be interrupted, and is compared with the best road."""

import json
from pathlib import Path

import pytest

from arrears.training.scenarios import Play, read_scenarios
from arrears.training.scenarios.judging import judge, judge_figure
from arrears.training.scenarios.playing import best_road
from arrears.training.scenarios.records import AREAS, ITEMS

SCENARIOS = {scenario.id: scenario for scenario in read_scenarios()}
LATE = SCENARIOS["late-temptation"]


def test_a_call_at_five_past_ten_is_refused_by_the_rule_of_hours_and_tomorrow_evening_is_better():
    verdict = Play(LATE).scenario and judge(LATE, LATE.step("when"), LATE.step("when").options[0])
    assert (verdict.ok, verdict.rules) == (False, ("CBA-1",))
    assert "22:05" in verdict.said.zh
    assert "17:30" in verdict.better.zh


def test_the_days_past_due_are_those_of_the_worksheet_function_with_its_steps():
    play = Play(LATE)
    assert play.write("21").ok
    assert "AR_DPD = 21天" in play.taken[0].verdict.said.zh


@pytest.mark.parametrize("written", ["20", "21.5", "many", ""])
def test_another_figure_is_wrong_and_the_right_one_is_told(written):
    verdict = Play(LATE).write(written)
    assert not verdict.ok
    assert "21" in verdict.better.en


def test_words_of_ones_own_are_judged_as_an_options_are():
    play = Play(LATE)
    play.choose("d21")
    play.choose("tomorrow")
    bad = play.write("今天不还就让你身败名裂")
    assert not bad.ok
    assert play.is_over
    assert play.taken[-1].answer == "今天不还就让你身败名裂"


def test_contacts_that_were_made_in_the_play_count():
    play = Play(LATE)
    play.choose("d21")
    play.choose("call_now")
    assert [each.at.hour for each in play.made] == [22]


def test_scores_count_right_decisions_by_area():
    play = Play(LATE)
    for option in ("d20", "tomorrow", "listen"):
        play.choose(option)
    assert [(score.area, score.right, score.of) for score in play.scores()] == [
        ("facts", 0, 1),
        ("law", 1, 1),
        ("tone", 1, 1),
    ]


def test_an_interrupted_play_is_resumed_where_it_stood_from_plain_data():
    play = Play(LATE)
    play.write("21", seconds=12.5)
    again = Play.resumed(LATE, json.loads(json.dumps(play.saved())))
    assert again.step.id == "when"
    assert again.taken == play.taken


def test_a_play_of_another_scenario_or_of_an_older_file_is_refused():
    with pytest.raises(ValueError, match="open its own scenario"):
        Play.resumed(LATE, {"scenario": "other", "taken": []})
    with pytest.raises(ValueError, match="has changed since"):
        Play.resumed(
            LATE, {"scenario": LATE.id, "taken": [{"step": "words", "option": "listen", "answer": "", "seconds": 0}]}
        )


def test_after_the_end_nothing_can_be_decided():
    play = Play(LATE)
    for option in ("d21", "tomorrow", "listen"):
        play.choose(option)
    with pytest.raises(ValueError, match="this play is over"):
        play.choose("d21")


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.id)
def test_in_every_scenario_the_rules_agree_with_the_best_road(scenario):
    play = Play(scenario)
    for _, option in best_road(scenario):
        play.choose(option.id)
    assert [(each.step, each.verdict.said.en) for each in play.taken if not each.verdict.ok] == []


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.id)
def test_in_every_scenario_each_step_can_be_decided_wrongly(scenario):
    for step in scenario.steps:
        assert [option.id for option in step.options if not judge(scenario, step, option).ok], step.id


def test_the_scenarios_together_exercise_every_item_of_the_guidelines():
    exercised = {item for scenario in SCENARIOS.values() for item in scenario.guidelines}
    assert [item for item in ITEMS if item not in exercised] == []
    assert len(SCENARIOS) >= 20


@pytest.mark.parametrize("name", ["training.md", "training.zh-CN.md"])
def test_the_trainers_page_says_which_scenario_exercises_which_item(name):
    page = (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")
    for item in ITEMS:
        exercised = ", ".join(f"`{each.id}`" for each in SCENARIOS.values() if item in each.guidelines)
        assert f"| {item} | {exercised} |" in page, item


def test_every_kind_of_judgement_and_every_area_comes_up():
    steps = [step for scenario in SCENARIOS.values() for step in scenario.steps]
    assert {step.area for step in steps} == set(AREAS)
    assert {step.ask for step in steps} >= {"figure", "contact", "words", "plan", "action", "record"}


@pytest.mark.parametrize("written", ["21天", "21 days", "21.0", " 21 "])
def test_a_figure_is_taken_with_its_unit_as_people_write_it(written):
    assert Play(LATE).write(written).ok


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.id)
def test_the_words_of_an_option_stand_for_its_figure_in_either_language(scenario):
    for step in (each for each in scenario.steps if each.ask == "figure"):
        for option in step.options:
            right = judge(scenario, step, option).ok
            assert [judge_figure(scenario, step, option.text.text(lang)).ok for lang in ("zh", "en")] == [right, right]
