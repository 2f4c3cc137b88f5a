"""Every fault of a house's own file is told with that file, the line, the key and what to do, never with a shipped file's name."""

import re
from datetime import date

import pytest

from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies, record_type
from arrears.policy.version import SHIPPED, VERSION

NO_RULES = {"profile", "checked"}
KEY = re.compile(r"([a-z_]+)\s*=")
HEAD = 'rule = "OURS"\neffective = 2026-03-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-03-01\n'


def profile_of(folder):
    return folder if folder in PROFILES else "cn"


def spoilt(path, way):
    """Give copies of a shipped file, each with one key of its last version taken out, misspelt, or of another type."""
    lines = path.read_text("utf-8").splitlines()
    begins = max(number for number, line in enumerate(lines) if VERSION.match(line))
    nested = next((n for n in range(begins, len(lines)) if re.match(r"\s*\[\[?version\.", lines[n])), len(lines))
    keys = [number for number in range(begins, nested) if KEY.match(lines[number])]
    for number, after in zip(keys, [*keys[1:], nested], strict=True):
        key = KEY.match(lines[number])[1]
        put = {"missing": [], "type": [f"{key} = {{ a = 1 }}"], "misspelt": [*lines[number:after]]}[way]
        put = [put[0].replace(key, f"{key}z", 1), *put[1:]] if way == "misspelt" else put
        yield key, "\n".join([*lines[:number], *put, *lines[after:]])


@pytest.mark.parametrize(
    ("folder", "way"),
    [*((folder, "missing") for folder in ("house", *PROFILES)), ("cn", "type"), ("cn", "misspelt")],
)
def test_a_copy_of_any_shipped_file_with_one_key_spoilt_loads_or_is_told_of(tmp_path, folder, way):
    told = 0
    for path in sorted((SHIPPED / folder).glob("*.toml")):
        if path.stem in NO_RULES:
            continue
        house = tmp_path / path.stem
        house.mkdir()
        for key, text in spoilt(path, way):
            (house / path.name).write_text(text, "utf-8")
            try:
                Policies(profile_of(folder), house)
            except PolicyError as error:
                told += 1
                for lang, line in (("en", r", line \d+"), ("zh", r" 第 \d+ 行")):
                    said = error.text(lang)
                    assert re.search(rf"^{re.escape(str(house / path.name))}{line}", said), (path, key, said)
                    # A list that lost the one beside it is told by the name of the one that is left.
                    one_a_band = {"en": "must have one entry", "zh": "须每档一项"}[lang]
                    assert key in said or (way == "missing" and one_a_band in said), (path, key, said)
                    assert lang == "en" or not re.search(r"\b(must|needs|once|each)\b", said), (path, key, said)
            else:
                # What is not stated here is what the layers below state; what is of another type may be a table itself.
                assert way != "misspelt" or f"{key}z" in text, (path, key)
    assert told or folder in {"cn_cfc", "hk"} or way == "missing"


def test_a_missing_key_is_missing_in_the_file_of_the_house(tmp_path):
    (tmp_path / "third_party_contact.toml").write_text(
        f"[[version]]\n{HEAD}".replace("checked = 2026-03-01\n", ""), "utf-8"
    )
    with pytest.raises(PolicyError) as error:
        Policies("cn", tmp_path)
    named = tmp_path / "third_party_contact.toml"
    assert (
        error.value.text("en")
        == f"{named}, line 1 (OURS, from 2026-03-01): checked: this key is missing; add a line: checked = …"
    )
    assert (
        error.value.text("zh")
        == f"{named} 第 1 行（OURS，2026-03-01 起）：checked：缺少这个键；请补充一行：checked = …"
    )


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        pytest.param(
            "next_actions",
            '[[version.actions]]\nkey = "a"\n[[version.actions]]\nkey = "b"\nchanel = "sms"\n',
            r", line 8 .*actions \(entry 1\) ",
            id="a key that an entry lacks",
        ),
        pytest.param("buckets", "labels = [\n  1,\n]\n", r", line 8 .*labels \(entry 1\) \(1\): a text", id="an entry of another type"),
        pytest.param("buckets", 'labels = ["M0"]\n', r", line 8 .*: labels: labels must have", id="lists of two lengths"),
        pytest.param("contact_hours", 'chanels = ["sms"]\n', "did you mean channels", id="a misspelt key"),
        pytest.param("contact_hours", 'channels = ["smss"]\n', r"did you mean sms\? It is one of", id="a misspelt word"),
        pytest.param("contact_frequency_attempts", "most = 0\n", "greater than or equal to 1", id="a number too small"),
        pytest.param("profile", "", r"profile\.toml is no kind of policy", id="a profile, which is not the house's"),
        pytest.param("contact_huors", "", r"/contact_huors\.toml is no kind .*did you mean contact_hours", id="a misspelt file"),
    ],
)  # fmt: skip
def test_what_is_wrong_inside_a_value_is_told_with_its_own_line(tmp_path, name, body, says):
    (tmp_path / f"{name}.toml").write_text(f"[[version]]\n{HEAD}{body}", "utf-8")
    with pytest.raises(PolicyError, match=says):
        Policies("cn", tmp_path)


def test_a_fault_of_a_version_that_begins_next_year_is_told_today(tmp_path):
    (tmp_path / "buckets.toml").write_text(
        f"[[version]]\n{HEAD.replace('2026-03-01', '2031-03-01')}labels = 3\n", "utf-8"
    )
    with pytest.raises(PolicyError, match=r"line 8 \(OURS, from 2031-03-01\): labels \(3\)"):
        Policies("cn", tmp_path)


def test_a_file_that_was_put_right_is_read_again(tmp_path):
    path = tmp_path / "buckets.toml"
    path.write_text(f"[[version]]\n{HEAD}labels = 3\n", "utf-8")
    with pytest.raises(PolicyError):
        Policies("cn", tmp_path)
    path.write_text(f"[[version]]\n{HEAD}", "utf-8")
    assert Policies("cn", tmp_path).get(record_type("buckets"), date(2026, 3, 1)).rule == "OURS"


def test_the_files_of_a_folder_called_house_are_not_taken_for_shipped_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "buckets.toml").write_text("title = 3\n", "utf-8")
    with pytest.raises(PolicyError, match=rf"^house{re.escape('/')}buckets\.toml, line 1: title: a text"):
        Policies("cn", "house")


@pytest.mark.parametrize("content", ["", "# nothing yet\n", 'title = "x"\n'])
def test_a_file_without_a_version_is_told_of_and_not_passed_over(tmp_path, content):
    (tmp_path / "contact_hours.toml").write_text(content, "utf-8")
    with pytest.raises(PolicyError, match=r"/contact_hours\.toml has no \[\[version\]\]; add one"):
        Policies("cn", tmp_path)
