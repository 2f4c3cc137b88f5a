"""A class at one address: who is let in, what is kept, and what the trainer sees."""

import json

import pytest

from arrears.errors import ArrearsError
from arrears.panels.training.classroom import room as rooms
from arrears.panels.training.classroom.room import Classroom
from arrears.training.scenarios.playing import best_road


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def room(tmp_path, now):
    return Classroom(tmp_path / "class", clock=lambda: now[0])


def decide(room, word, *, best=True):
    """Take every step of the open scenario, along the best road or by the last option of each step."""
    view = room.seat(word).view
    while not view.is_over:
        road = {step.id: option.id for step, option in best_road(view.scenario)}
        option = road[view.step.id] if best else view.step.options[-1].id
        room.do(word, {"t": "choose", "option": option})
        room.do(word, {"t": "next"})


def test_a_class_plays_and_each_decision_is_handed_in(room):
    words = [room.join(f"座位 {number}", room.code) for number in range(4)]
    for word in words:
        decide(room, word)
    places = room.places()
    assert len(places) == 4
    assert all(place.is_over and place.right == place.taken > 0 for place in places)
    results = room.results()
    assert results.people == 4
    assert results.by_person()["share"].tolist() == [1.0] * 4
    assert results.refused == ()


def test_what_was_decided_is_there_before_the_scenario_is_over(room):
    word = room.join("吴老师的学员", room.code)
    room.do(word, {"t": "choose", "option": room.seat(word).view.step.options[0].id})
    (file,) = room.folder.glob("*.json")
    assert len(json.loads(file.read_text("utf-8"))["taken"]) == 1
    assert room.results().people == 1


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６"])
def test_who_does_not_know_the_code_is_not_let_in(room, code):
    room.code = "123456"
    with pytest.raises(ArrearsError, match="six digits on the wall") as told:
        room.join("座位 1", code)
    assert "六位数字" in told.value.text("zh")
    assert room.places() == []


def test_codes_cannot_be_tried_one_after_the_other(room, now):
    room.code = "123456"
    for number in range(20):
        with pytest.raises(ArrearsError, match="six digits"):
            room.join("座位 1", f"{number:06}")
    with pytest.raises(ArrearsError, match="wait 60 seconds"):
        room.join("座位 1", "123456")
    now[0] += 61
    assert room.join("座位 1", "123456")


@pytest.mark.parametrize("who", ["座位 1", " 座位  1 ", "座位/1"])
def test_two_browsers_do_not_sit_on_one_seat(room, who):
    room.join("座位 1", room.code)
    with pytest.raises(ArrearsError, match="sits at another browser"):
        room.join(who, room.code)


@pytest.mark.parametrize(("who", "told"), [("", "name"), ("13800138000", "number")])
def test_nobody_is_called_by_nothing_or_by_a_number(room, who, told):
    with pytest.raises(ArrearsError, match=told):
        room.join(who, room.code)


def test_no_more_sit_than_there_are_seats(room, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_SEATS", 2)
    room.join("a", room.code)
    room.join("b", room.code)
    with pytest.raises(ArrearsError, match="at most 2"):
        room.join("c", room.code)


def test_a_freed_seat_goes_on_where_it_was_left(room):
    word = room.join("座位 1", room.code)
    first = room.seat(word).view.step.id
    room.do(word, {"t": "choose", "option": room.seat(word).view.step.options[-1].id})
    assert room.release("座位 1")
    assert not room.release("座位 1")
    with pytest.raises(ArrearsError, match="take a seat again"):
        room.do(word, {"t": "next"})
    again = room.join("座位 1", room.code)
    assert [taken.step for taken in room.seat(again).view.play.taken] == [first]


def test_a_class_whose_computer_broke_down_goes_on(room, now):
    word = room.join("座位 1", room.code)
    room.do(word, {"t": "choose", "option": room.seat(word).view.step.options[-1].id})
    after = Classroom(room.folder, clock=lambda: now[0])
    again = after.join("座位 1", after.code)
    assert len(after.seat(again).view.play.taken) == 1
    assert after.results().people == 1


@pytest.mark.parametrize("asked", ["back", "pause", "show", "what_if", "", "sit"])
def test_a_trainee_cannot_do_what_is_the_trainers(room, asked):
    word = room.join("座位 1", room.code)
    before = room.seat(word).view.step.id
    room.do(word, {"t": asked})
    view = room.seat(word).view
    assert (view.mode, view.paused, view.play.taken, view.step.id) == ("practise", False, [], before)


def test_a_step_that_was_decided_in_another_tab_is_told(room):
    word = room.join("座位 1", room.code)
    with pytest.raises(ArrearsError, match="reload this one") as told:
        room.do(word, {"t": "choose", "option": "of another step"})
    assert "请刷新页面" in told.value.text("zh")
    assert room.places()[0].taken == 0


def test_a_text_with_somebodys_number_is_not_kept(room):
    word = room.join("座位 1", room.code)
    with pytest.raises(ArrearsError, match="number"):
        room.do(word, {"t": "write", "text": "请回电 13800138000"})
    assert not list(room.folder.glob("*.json"))


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(tmp_path):
    (tmp_path / "class").write_text("a file", "utf-8")
    with pytest.raises(ArrearsError, match="--folder") as told:
        Classroom(tmp_path / "class")
    assert "class" in told.value.text("zh")
