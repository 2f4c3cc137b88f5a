"""A trainee plays in the panel, is interrupted and goes on; a trainer shows a scenario to a class and marks what it hands in."""

import json

import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.training.model import LEAD, Training
from arrears.panels.training.panel import TrainingPanel
from arrears.training.scenarios.debriefing import best_of


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def view(tmp_path, clock):
    training = Training(plays=tmp_path, clock=clock)
    training.open("late-temptation")
    return training


def test_a_decision_is_judged_at_once_and_the_next_step_waits_until_that_was_read(view):
    view.choose("d20")
    assert (view.verdict.ok, view.step.id, view.is_over) == (False, "age", False)
    view.go_on()
    assert (view.verdict, view.step.id) == (None, "when")


def test_nothing_is_decided_twice(view):
    view.choose("d21")
    with pytest.raises(ArrearsError, match="is decided"):
        view.choose("d20")


def test_the_timer_counts_what_was_in_sight_and_stands_still_in_a_pause(view, clock):
    clock.now += 10
    view.pause()
    clock.now += 500
    assert view.seconds == 10
    view.pause()
    clock.now += 5
    view.choose("d21")
    clock.now += 500
    assert (view.seconds, view.play.taken[0].seconds) == (15, 15)


def test_an_answer_that_takes_too_long_counts_and_is_told(view, clock):
    clock.now += view.step.seconds + 1
    view.choose("d21")
    assert (view.play.taken[0].verdict.ok, view.late()) == (True, 1)


def test_an_interrupted_play_is_taken_up_again_by_another_sitting(view, tmp_path, clock):
    view.write("21")
    again = Training(plays=tmp_path, clock=clock)
    again.open("late-temptation")
    assert again.step.id == "when"
    assert "1 steps are done" in again.notice[1]
    again.begin_again()
    assert again.step.id == "age"
    assert Training(plays=tmp_path, clock=clock).notice is None


def test_a_play_that_does_not_fit_any_more_begins_again_and_says_so(view, tmp_path, clock):
    (tmp_path / "late-temptation.json").write_text(
        json.dumps({"scenario": "late-temptation", "taken": [{"step": "gone"}]})
    )
    again = Training(plays=tmp_path, clock=clock)
    again.open("late-temptation")
    assert again.step.id == "age"
    assert "has changed since" in again.notice[1]


@pytest.mark.parametrize("words", ["请打13800138000找我", "my mail is a.b@example.com"])
def test_somebodys_number_is_neither_judged_nor_kept(view, tmp_path, words):
    view.choose("d21")
    view.go_on()
    view.choose("tomorrow")
    view.go_on()
    with pytest.raises(ArrearsError, match="nobody's number"):
        view.write(words)
    kept = (tmp_path / "late-temptation.json").read_text(encoding="utf-8")
    assert words[3:8] not in kept


def test_a_trainer_hides_the_answer_shows_it_sees_the_branches_and_takes_another_road(view, tmp_path):
    view.sit(LEAD)
    view.choose("d20")
    assert (view.verdict, view.shown) == (None, False)
    view.show()
    assert view.verdict.ok is False
    assert [(option.id, verdict.ok) for option, verdict in view.what_if()] == [
        ("d20", False),
        ("d21", True),
        ("d22", False),
    ]
    view.back()
    view.choose("d21")
    view.go_on()
    assert view.step.id == "when"
    assert not list(tmp_path.glob("*.json"))


def test_a_trainee_can_neither_go_back_nor_look_at_branches(view):
    view.choose("d20")
    for ask in (view.back, view.what_if):
        with pytest.raises(ArrearsError, match="for a trainer"):
            ask()


def test_at_the_end_the_case_is_solved_and_the_road_stands_beside_the_best(view):
    labels = {name for name, _ in view.facts("en")}
    assert "Days past due" not in labels
    for _, option in best_of(view.scenario):
        view.choose(option.id)
        view.go_on()
    assert view.is_over
    assert ("Days past due", "21") in view.facts("en")
    assert all(each.taken.option == each.best.id for each in view.debrief())


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    return panels.show("training")


@pytest.fixture
def panel(page):
    return TrainingPanel(page, page.kept["training"])


def play_to_the_end(panel, wrong=False):
    view = panel.view
    while not view.is_over:
        best = {step.id: option.id for step, option in best_of(view.scenario)}
        step = view.step
        option = step.options[0].id if wrong else best.get(step.id, step.options[0].id)
        panel.hear({"t": "choose", "option": option})
        panel.hear({"t": "next"})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_panel_opens_without_a_store_and_says_that_everything_is_invented(page, lang):
    page.speak(lang)
    assert page.notice is None
    assert ("虚构" if lang == "zh" else "invented") in page.body.children[2].children[0].value


def test_what_the_card_shows_holds_no_answer_before_the_decision(panel):
    view = panel.desk.view
    assert (view["state"], view["verdict"], view["branches"]) == ("ask", None, [])
    assert all(set(option) == {"id", "text"} for option in view["options"])


def test_a_play_ends_with_scores_and_the_debrief(panel):
    play_to_the_end(panel)
    assert panel.desk.view == {"state": "over"}
    shown = panel.end.value
    assert "回顾" in shown
    assert "✗" not in shown


def test_a_mistake_of_the_person_is_told_and_the_card_stays(panel):
    panel.hear({"t": "write", "text": "   "})
    assert panel.page.notice.level == "error"
    assert panel.desk.view["state"] == "ask"


def test_a_change_of_language_keeps_the_play(page):
    first = TrainingPanel(page, page.kept["training"])
    first.hear({"t": "choose", "option": first.view.step.options[0].id})
    page.speak("en")
    assert page.kept["training"].play.taken


def test_a_class_of_twenty_is_handed_in_marked_and_drawn(panel, tmp_path, monkeypatch):
    folder = tmp_path / "class"
    folder.mkdir()
    given = []
    monkeypatch.setattr(panel.hand_in, "hand_over", lambda content, name, _: given.append((content, name)))
    for seat in range(20):
        panel.view.begin_again()
        play_to_the_end(panel, wrong=seat % 4 == 0)
        panel.who.value = f"座位 {seat + 1}"
        panel._hand_in()
    for content, name in given:
        (folder / name).write_bytes(content)
    assert len(list(folder.iterdir())) == 20
    panel.folder.value = str(folder)
    panel._mark()
    assert panel.results.people == 20
    assert "座位 20" in panel.class_shown.value
    assert not panel.class_book.disabled
    worst = panel.results.by_rule().iloc[0]
    assert (worst["people"], panel.results.by_person()["share"].iloc[-1] < 1) == (5, True)


def test_without_a_name_nothing_is_handed_in(panel):
    panel.hear({"t": "choose", "option": panel.view.step.options[0].id})
    panel._hand_in()
    assert "name or seat number" in panel.page.notice.en
