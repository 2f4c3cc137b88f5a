"""The catalogue of words: no key is missing or unused, both languages have the same placeholders, and neither speaks the other."""

import ast
import re
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest

import arrears
from arrears.words import LANGUAGES, catalogue

ROOT = Path(arrears.__file__).parent
REPOSITORY = ROOT.parents[1]
ROOMS = sorted(file.stem for file in (ROOT / "words").glob("*.toml"))
SAYERS = {"say", "both"}
ENGLISH = re.compile(r"[A-Za-z]{3,}")
QUOTED = re.compile(
    r"[\w/-]+\.(?:py|com|org|md)\b|apt install [\w -]+|pip install (?:--[\w-]+ )*\S+|python\.exe|pywin32|python3-uno|in-process|Microsoft 365|postgresql://\S+|base64|`[^`]*`|Ctrl\+C|pip install .[^ ]*|sqlite:|\{[^}]*\}|https?://\S+|\b[A-Z]{2,}(?:[-_][A-Z0-9a-z]+)*\b|\.\w+|--[\w-]+|\barrears\b[ \w-]*|[A-Za-z_]+\.(?:toml|xlsx|db|csv|html)"
)
PROPER = {
    "Excel",
    "LibreOffice",
    "Calc",
    "Windows",
    "Python",
    "PostgreSQL",
    "Noto",
    "Sans",
    "SQLite",
    "SQLCipher",
    "JupyterLab",
    "Jupyter",
    "Voila",
    "English",
    "Word",
    "Mac",
    "Office",
    "Spark",
    "Ctrl",
    "Shift",
    "xlwings",
    "Lite",
    "Microsoft",
    "Debian",
    "Luhn",
    # What options and environment variables take, and how an e-mail address is written.
    "dmy",
    "mdy",
    "process",
    "name",
    # What a version of a policy file calls its fields.
    "version",
    "effective",
    "until",
}
"""Names that Chinese texts write in Latin letters."""


def texts():
    return [(f"{room}.{place}", saying) for room in ROOMS for place, saying in catalogue(room).items()]


def sources():
    return [*ROOT.rglob("*.py"), *(REPOSITORY / "xl_addin").rglob("*.py")]


def said():
    """Collect the keys that code names: whole ones, and the beginnings of those that it puts together."""
    whole, beginnings = set(), set()
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.partition(".")[0] in ROOMS:
                whole.add(node.value)
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "texts"
                and isinstance(node.args[0], ast.Constant)
            ):
                beginnings.add(f"{node.args[0].value}.")
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if "." in start and start.split(".", maxsplit=1)[0] in ROOMS:
                    beginnings.add(start)
    return whole, tuple(beginnings)


def called():
    """Find every key that is handed to `say` or `both` as it stands, with its place."""
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0].value
            if name in SAYERS and isinstance(key, str) and "." in key and key.partition(".")[0] in ROOMS:
                yield key, {each.arg for each in node.keywords}, f"{file.name}:{node.lineno}"


def lines(text):
    return text if isinstance(text, list) else [text]


def placeholders(text):
    return {
        name.split(".")[0].split("[")[0] for line in lines(text) for _, name, _, _ in Formatter().parse(line) if name
    }


def test_every_key_that_code_names_is_in_the_catalogue_with_the_placeholders_that_are_filled():
    known = dict(texts())
    wrong = [
        f"{place}: {key}"
        for key, values, place in called()
        if key not in known or (None not in values and placeholders(known[key].zh) - values)
    ]
    assert wrong == []


def test_every_text_is_said_somewhere():
    whole, beginnings = said()
    assert [key for key, _ in texts() if key not in whole and not key.startswith(beginnings)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_placeholders(room):
    assert [
        place for place, saying in catalogue(room).items() if placeholders(saying.zh) != placeholders(saying.en)
    ] == []


# The help of commands names options, files and values as they are typed; tests/commands/test_help.py looks at its sentences.
@pytest.mark.parametrize("room", sorted({*ROOMS} - {"help"}))
def test_chinese_texts_say_no_english_word(room):
    assert [
        (place, word)
        for place, saying in catalogue(room).items()
        for line in lines(saying.zh)
        for word in ENGLISH.findall(QUOTED.sub(" ", line))
        if word not in PROPER
    ] == []


@pytest.mark.parametrize("room", ROOMS)
def test_english_texts_are_there_and_are_not_the_chinese_ones(room):
    for place, saying in catalogue(room).items():
        for lang in LANGUAGES:
            assert all(line.strip() for line in lines(saying.text(lang))), place


CJK = re.compile("[\u4e00-\u9fff]")
# Where a thing is declared with its key, its words in both languages are part of the declaration: columns, choices, cells' words, a
# worksheet function with its help. And what runs where there is no catalogue, and invented people's own words.
DECLARED = {
    "lib/arrears/tables/": "columns, and the words that lists use for them",
    "lib/arrears/intake/words.py": "the words that banks use",
    "lib/arrears/workbooks/collector/layout.py": "the columns of the collector's sheets",
    "lib/arrears/workbooks/native/figures.py": "the names of figures in formulas",
    "lib/arrears/panels/shell/team.py": "the words that team lists use",
    "lib/arrears/training/": "what invented people say, and what is wrong with their cells",
    "xl_addin/functions/": "each function with its help, shapes and examples",
    "xl_addin/cells/reading.py": "the words that cells use",
    "xl_addin/hosts/calc/inside/": "LibreOffice's own Python, which has no catalogue",
    "xl_addin/hosts/excel/sheets.py": "what the workbook's own cells show while Python does not run",
}
# A key word that happens to stand beside a word of its language.
NO_PAIRS = {
    "宋体",
    "本金",
    "{detail}",
    "文件须能安全打开",
    "协议、减免按规则逐步办理",
    "客户情况按最小范围采集（HOUSE-FACTS）",
    "只更正本人登记的内容；原值保留在日志中",
    "更正",
    "作废",
    "客户同意",
    "申请减免",
    "还款",
    "求助",
    "起草协议",
}
DECLARING = {"Column", "DeskColumn"}


def shown(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def pairs():
    """Find a text in one language that stands beside one in the other: in a call, a tuple, or an if of languages."""
    for file in [*sources(), *(REPOSITORY / "xl_addin").rglob("*.py")]:
        where = file.relative_to(REPOSITORY).as_posix()
        if where.startswith(tuple(DECLARED)):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple | ast.List):
                row = node.elts
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in DECLARING:
                row = node.args
            elif isinstance(node, ast.IfExp):
                row = [node.body, node.orelse]
            else:
                continue
            for one, other in pairwise(map(shown, row)):
                zh, en = (one, other) if CJK.search(one) else (other, one)
                if CJK.search(zh) and not CJK.search(en) and re.search("[A-Za-z]{2}", en) and zh not in NO_PAIRS:
                    yield f"{where}:{node.lineno} {one} | {other}"


def test_no_pair_of_texts_stands_in_code():
    assert sorted(set(pairs())) == [], "put it into the catalogue: arrears.words"


def test_where_texts_are_declared_is_there():
    assert [place for place in DECLARED if not (REPOSITORY / place).exists()] == []
