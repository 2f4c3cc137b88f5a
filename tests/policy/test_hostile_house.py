"""A house folder that is hostile or broken: a clear line that names the file, never anything else, and soon."""

import random
from importlib.resources import files
from time import process_time

import pytest

from arrears.commands import run
from arrears.errors import PolicyError
from arrears.policy import Policies

VALUES = ["1e308", "nan", "-inf", "9" * 4_000, "0000-01-01", "[" * 400 + "]" * 400, "{a={a={a=1}}}", '"\\u0000"', "2026-02-30", "true", "[]"]  # fmt: skip
KEYS = ["__class__", "a.b.c", "effective", '""']


def spoilt(text, chance):
    """Spoil a policy file in one of six ways."""
    lines = text.splitlines()
    place, way = chance.randrange(len(lines)), chance.randrange(6)
    if way == 0 and "=" in lines[place]:
        lines[place] = lines[place].partition("=")[0] + "= " + chance.choice(VALUES)
    elif way == 1:
        lines[place] = "".join(chance.sample(lines[place], len(lines[place])))
    elif way == 2:
        lines.insert(place, f"{chance.choice(KEYS)} = {chance.choice(VALUES)}")
    elif way == 3:
        lines *= 2
    elif way == 4:
        return text.encode()[: chance.randrange(len(text))] + bytes(chance.randrange(256) for _ in range(9))
    else:
        del lines[place]
    return "\n".join(lines).encode()


def test_a_hundred_hostile_files_are_taken_or_refused_in_words(tmp_path):
    chance = random.Random(15)  # noqa: S311  # repeatable
    folder = files("arrears.policy").joinpath("house")
    originals = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")}
    refused, begin = [], process_time()
    for number in range(100):
        house = tmp_path / f"house{number}"
        house.mkdir()
        name = chance.choice(sorted(originals))
        (house / name).write_bytes(spoilt(originals[name], chance))
        try:
            Policies("cn", house)
        except PolicyError as error:
            refused.append((name, error.text("en"), error.text("zh")))
    assert 20 < len(refused) < 100
    assert [told for told in refused if not (told[0] in told[1] and told[0] in told[2])] == []
    assert process_time() - begin < 120


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a = [" + b"[" * 5_000, b"[[version]]\neffective = 2026-01-01\n", b""]
)
def test_a_command_says_which_file_and_shows_no_traceback(tmp_path, capsys, content):
    (tmp_path / "stages.toml").write_bytes(content)
    code = run(["policy", "list", "--house", str(tmp_path), "--lang", "en"])
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    assert "went wrong inside" not in told.err
    assert code in {0, 2}
    if code == 2:
        assert "stages" in told.err
