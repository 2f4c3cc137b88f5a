"""Every text that names a command, a function or a sheet names one that there is."""

import ast
import re
from pathlib import Path

import pytest

import arrears
from arrears.commands import app
from arrears.words import both, catalogue
from arrears.workbooks.collector.layout import GUIDE_NAME, PLAN_NAME, SCRIPTS_NAME, SHEETS
from arrears.workbooks.native.rules_sheet import RULES_NAME
from xl_addin.hosts.excel.ribbon import ribbon_xml
from xl_addin.registry import FUNCTIONS

ROOT = Path(arrears.__file__).parent
REPOSITORY = ROOT.parents[1]
COMMAND = re.compile(r"(?<![\w./-])arrears((?: [a-z][a-z-]*(?![\w.]))+)")
QUOTED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```(?:bash|sh|console|shell)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
FUNCTION = re.compile(r"\bAR_[A-Z][A-Z_]*\b")
SHEET = re.compile(r"“([^”{}]{1,12})”(?:页|工作表|表(?!格))|sheet “([^”{}]{1,20})”|\bsheets? ([A-Z][a-z]+)\b")
BUTTON = re.compile(
    r"(?:点击|按下|按钮)“([^”{}]{1,30})”|“([^”{}]{1,30})”按钮|(?:[Pp]ress|[Cc]lick|the button) [“\"]([^”\"{}]{1,40})[”\"]"
    r"|(?:按钮|the button) ?\*\*([^*]+)\*\*"
)
DOCUMENTS = sorted(
    [
        *REPOSITORY.glob("README*.md"),
        *REPOSITORY.glob("docs/*.md"),
        *REPOSITORY.glob("docs/first_hours/*.md"),
        *REPOSITORY.glob("templates/**/*.txt"),
    ]
)
SOURCES = sorted([*ROOT.rglob("*.py"), *(REPOSITORY / "xl_addin").rglob("*.py")])
ROOMS = sorted(file.stem for file in (ROOT / "words").glob("*.toml"))


def is_command(words):
    """Whether the first words are a command, and the next one its own where it has any."""
    if words[0] not in set(app):
        return False
    inner = app[words[0]]
    own = {name for name in inner if not name.startswith("-")}
    return not own or len(words) == 1 or words[1] in own or "_" in words[1]


def named_commands(text):
    """Give the commands of a text: what stands between backticks, and the lines of fenced examples."""
    parts = [*QUOTED.findall(text), *(line for block in FENCED.findall(text) for line in block.splitlines())]
    return [found.split() for part in parts for found in COMMAND.findall(part.split("#")[0])]


def literals(path):
    return [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def strings(value):
    """Give the texts of a catalogue's entry, which may be a list."""
    return [value] if isinstance(value, str) else [text for one in value for text in strings(one)]


def catalogue_texts():
    return [
        (f"{room}.{place}", text)
        for room in ROOMS
        for place, saying in catalogue(room).items()
        for text in strings(list(saying))
    ]


def false_commands(text):
    return [" ".join(words) for words in named_commands(text) if not is_command(words)]


def test_every_command_that_a_text_of_the_catalogue_names_is_there():
    assert [(key, name) for key, text in catalogue_texts() for name in false_commands(text)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_there(path):
    assert false_commands(path.read_text(encoding="utf-8")) == []


def test_every_command_that_code_names_to_people_is_there():
    wrong = [(path.name, name) for path in SOURCES for text in literals(path) for name in false_commands(text)]
    assert wrong == []


def test_every_worksheet_function_that_is_named_is_there():
    known = set(FUNCTIONS) if isinstance(FUNCTIONS, dict) else {one.name for one in FUNCTIONS}
    texts = [
        *catalogue_texts(),
        *((path.name, path.read_text(encoding="utf-8")) for path in DOCUMENTS),
    ]
    wrong = [(place, name) for place, text in texts for name in FUNCTION.findall(text) if name not in known]
    assert [one for one in wrong if not one[1].endswith("_")] == []


def sheets():
    """Give the names of the sheets of a collector's workbook, and of those that macros and reports write."""
    known = {name for sheet in SHEETS for name in (sheet.zh, sheet.en)}
    known |= {*PLAN_NAME, *SCRIPTS_NAME, *GUIDE_NAME, *RULES_NAME, *both("workbooks.sheets.notes_sheet")}
    written = ("stage_cases.stages", "follow_up_list.follow_ups")
    return known | {name for key in written for name in both(f"xl_addin.macros.actions.{key}")}


def false_sheets(text, known):
    return [name for names in SHEET.findall(text) for name in names if name and name not in known]


def test_every_sheet_of_a_workbook_that_is_named_is_there():
    texts = [
        *catalogue_texts(),
        *((path.name, path.read_text(encoding="utf-8")) for path in DOCUMENTS),
        *((path.name, text) for path in SOURCES for text in literals(path)),
    ]
    known = sheets()
    assert [(place, name) for place, text in texts for name in false_sheets(text, known)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("在“登记”页选“更正登记”", []),
        ("在“签字”页填写", ["签字"]),
        ("写在“签字”表中", ["签字"]),
        ("on the sheet Records", []),
        ("on the sheet Stamps", ["Stamps"]),
        ("the sheet “Stamps”", ["Stamps"]),
    ],
)
def test_a_sheet_that_there_is_not_is_found(text, wrong):
    assert false_sheets(text, sheets()) == wrong


def labels(path):
    """Give what stands on the buttons that a module makes, in each language."""
    keys = [
        key.value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "button" and len(call.args) > 1
        for key in ast.walk(call.args[1])
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value
    ]
    return {text for key in keys for text in both(key)}


def false_buttons(text, known):
    return [name for match in BUTTON.findall(text) for name in match if name and name not in known]


def test_every_button_that_a_text_names_is_on_a_panel_or_on_the_ribbon():
    made = set().union(*(labels(path) for path in (ROOT / "panels").rglob("*.py")))
    assert {"批准", "Approve", "登记客户情况"} <= made
    ribbons = {lang: re.findall(r' label="([^"]+)"', ribbon_xml(lang)) for lang in ("zh", "en")}
    # A document names a button of the ribbon in both languages, Chinese first.
    ribbon = {
        *ribbons["zh"],
        *ribbons["en"],
        *(" ".join(both_words) for both_words in zip(*ribbons.values(), strict=True)),
    }
    known = made | ribbon
    texts = [
        *catalogue_texts(),
        *((path.name, path.read_text(encoding="utf-8")) for path in DOCUMENTS),
        *((path.name, text) for path in SOURCES for text in literals(path)),
    ]
    assert [(place, name) for place, text in texts for name in false_buttons(text, known)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("请点击“批准”", []),
        ("请点击“盖章”", ["盖章"]),
        ("press “Stamp” once", ["Stamp"]),
        ("the button **查看问题**", ["查看问题"]),
        ("“批准”按钮", []),
    ],
)
def test_a_button_that_there_is_not_is_found(text, wrong):
    assert false_buttons(text, {"批准"}) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("run `arrears agreement draft A1`", []),
        ("run `arrears agreement sign A1`", ["agreement sign"]),
        ("run `arrears fly`", ["fly"]),
        ("```bash\narrears daily list.xlsx  # writes\n```", []),
    ],
)
def test_the_collector_of_names_finds_what_is_wrong(text, wrong):
    assert false_commands(text) == wrong
