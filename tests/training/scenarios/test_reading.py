"""A scenario file that could not be played is refused when it is loaded: file, key, remedy."""

import pytest

from arrears.resources import shipped
from arrears.training.scenarios import read_scenario, read_scenarios
from arrears.training.scenarios.reading import ScenarioError

GOOD = shipped("templates", "scenarios", "late-temptation.toml").read_text(encoding="utf-8")


def written(folder, text):
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder, text):
    with pytest.raises(ScenarioError) as caught:
        read_scenario(written(folder, text))
    assert "own.toml" in caught.value.text("zh")
    assert "own.toml" in caught.value.text("en")
    return caught.value.text("en")


def test_what_travels_with_the_library_can_be_read():
    assert read_scenarios()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('id = "late-temptation"', "id = ", "no valid TOML", id="no TOML"),
        pytest.param("minutes = 6\n", "", "lacks minutes", id="a key is missing"),
        pytest.param("minutes = 6", 'minutes = 6\ncolour = "red"', "colour is no key", id="a key that is none"),
        pytest.param('"A2", "B5"', '"A2", "Z9"', "Z9 is no item", id="an item that is none"),
        pytest.param('next = "words"', 'next = "nowhere"', "which is no step", id="a step that is not there"),
        pytest.param('next = "words"', 'next = ""', "no option leads to the step 'words'", id="an unreachable step"),
        pytest.param("夜班护士", "电话13912345678，夜班护士", "holds a telephone", id="somebody's telephone"),
        pytest.param("夜班护士", "440100-19751123-0043", "holds a telephone", id="somebody's identity number"),
        pytest.param("夜班护士", "写信到 xm@example.com", "e-mail", id="somebody's address of e-mail"),
        pytest.param("value = 20\n", "", "each option needs 'value'", id="an option without what the step asks for"),
        pytest.param('id = "d20"', 'id = "d21"', "two options have the same id", id="two options of one name"),
        pytest.param('area = "facts"', 'area = "luck"', "steps.0.area", id="an area that is none"),
    ],
)
def test_it_is_refused(tmp_path, old, new, told):
    assert old in GOOD
    assert told in refusal(tmp_path, GOOD.replace(old, new))


def test_a_loop_without_an_end_is_refused(tmp_path):
    head, _, last = GOOD.rpartition("[[steps]]")
    assert "there is no end" in refusal(
        tmp_path,
        f"{head}[[steps]]{last}".replace('id = "press"', 'next = "words"\nid = "press"').replace(
            'id = "listen"', 'next = "when"\nid = "listen"'
        ),
    )


def test_a_loop_that_can_be_left_is_played(tmp_path):
    scenario = read_scenario(written(tmp_path, GOOD.replace('id = "press"', 'next = "words"\nid = "press"')))
    assert scenario.step("words").options[0].next == "words"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.toml cannot be read"):
        read_scenario(tmp_path / "none.toml")


def test_two_files_of_one_id_are_told(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(ScenarioError, match="two scenario files"):
        read_scenarios(tmp_path)
