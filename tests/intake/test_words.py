import re
from pathlib import Path

import pytest

import arrears.intake
from arrears.intake.words import FILE_WORDS, ROW_WORDS, file_error

SOURCES = "".join(path.read_text("utf-8") for path in Path(arrears.intake.__file__).parent.glob("**/*.py"))
SOURCES += "".join(path.read_text("utf-8") for path in Path(arrears.intake.__file__).parents[1].glob("tables/*.py"))


@pytest.mark.parametrize("code", FILE_WORDS)
def test_a_file_is_refused_in_one_line_in_both_languages(code):
    error = file_error(code, "list.xlsx", "3")
    for text in (error.message, error.zh):
        assert "list.xlsx" in text
        assert "\n" not in text
        assert "{" not in text
    assert re.search("[\u4e00-\u9fff]", error.zh)


@pytest.mark.parametrize("code", ROW_WORDS)
def test_a_row_or_a_warning_is_told_in_both_languages(code):
    for lang in ("zh", "en"):
        words = ROW_WORDS[code][lang].filled(heading="利息", value="x", detail="3")
        assert words.message
        assert "{" not in "".join(words)


@pytest.mark.parametrize("code", [*FILE_WORDS, *ROW_WORDS])
def test_no_code_has_words_that_nobody_says(code):
    assert f'"{code}"' in SOURCES
