"""Files that people write or send: whatever they hold, one line says what is wrong, and no reader of its own goes round it."""

import ast
from pathlib import Path

import pytest

import arrears
from arrears.notations import NotationError, read_json, read_toml

ROOT = Path(arrears.__file__).parent
HOSTILE = {
    "lists without end": ("a = " + "[" * 5_000, "brackets are nested without end", "括号嵌套过深"),
    "tables without end": ("a = " + "{a = " * 5_000, "brackets are nested without end", "括号嵌套过深"),
    "a number of 10,000 digits": ("a = " + "9" * 10_000, "a number has too many digits", "有一个数字位数过多"),
    "a bad value": ("a = 1\nb = ?", "line 2, column 5: Invalid value", "第 2 行第 5 列写法有误：Invalid value"),
    "a text that stops": ("a = ", "at the end: Invalid value", "文件末尾不完整：Invalid value"),
    "another code": (b"a = '\xff'", "the file is no UTF-8", "文件不是 UTF-8 编码"),
    "very long": ("#" * 2_000_001, "the file is longer than 2,000,000 characters", "文件超过 2,000,000 个字符"),
}


@pytest.mark.parametrize(("text", "en", "zh"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_wrong_with_a_toml_file_is_said_in_both_languages(text, en, zh):
    with pytest.raises(NotationError) as told:
        read_toml(text)
    assert (told.value.why.en, told.value.why.zh) == (en, zh)
    assert str(told.value) == en


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 10_000, "{", b"\xff", " " * 2_000_001])
def test_no_json_file_raises_anything_else(text):
    with pytest.raises(NotationError):
        read_json(text)


def test_a_mark_at_the_beginning_of_a_file_is_none_of_its_text():
    assert read_toml(b"\xef\xbb\xbfa = 1") == {"a": 1}
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


def test_nobody_reads_toml_past_the_one_reader():
    allowed = {ROOT / "notations.py", ROOT / "words" / "__init__.py"}
    readers = [
        path
        for path in ROOT.rglob("*.py")
        if path not in allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and "tomllib" in {name.name for name in node.names}
    ]
    assert readers == []
