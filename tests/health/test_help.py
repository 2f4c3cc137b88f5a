"""Every help text is there in the reader's language: Chinese unless English is asked for."""

import re
from io import StringIO

import pytest
from rich.console import Console

from arrears.commands import app, run
from arrears.commands.help import english_of
from arrears.words import texts

ENGLISH = re.compile(r"\b[A-Za-z][a-z]{2,}\b")


class Collector:
    """Takes the place of a formatter, and keeps what it is asked to print."""

    def __init__(self):
        self.found = []

    def __call__(self, _console, _options, panel):
        self.found += [str(panel.title), *(english_of(entry.description) for entry in panel.entries)]

    def render_usage(self, *_):
        """Leave out how the command is typed: it holds names alone."""

    def render_description(self, _console, _options, description):
        self.found.append(english_of(description))


def help_texts(app, *words):
    """Give every text that the help of a program and of its commands says in English.

    Yields
    ------
    (str, str)
        The command as it is typed, and the text.
    """
    collector = Collector()
    kept, app.help_formatter = app.help_formatter, collector
    app.help_print([], console=Console(file=StringIO(), width=10_000))
    app.help_formatter = kept
    yield from ((" ".join(words), text) for text in collector.found if text)
    for name in app:
        if not name.startswith("-"):
            yield from help_texts(app[name], *words, name)


def test_every_text_that_a_commands_help_says_has_its_chinese():
    known = set(texts("help.texts", "en").values())
    missing = {text: command for command, text in help_texts(app) if text not in known}
    assert missing == {}, "add them to lib/arrears/words/help.toml"


def test_the_catalogue_has_no_help_text_that_no_command_says():
    said = {text for _, text in help_texts(app)}
    # Words of the page itself, which cyclopts writes.
    page = {
        "Usage:",
        "COMMAND",
        "[OPTIONS]",
        "[ARGS...]",
        "[required]",
        "[default: ",
        "[env var: ",
        "[choices: ",
        "True",
        "False",
    }
    assert set(texts("help.texts", "en").values()) - said - page == set()


@pytest.mark.parametrize("command", [[], ["daily"], ["payments"], ["store"], ["waiver", "ask"]])
def test_help_is_chinese_unless_english_is_asked_for(command, capsys, monkeypatch):
    monkeypatch.delenv("ARREARS_LANG", raising=False)
    assert run([*command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("用法：")
    described = " ".join(re.findall(r"  ([^ ].*)", page))
    sentences = [
        word for word in ENGLISH.findall(described) if word in {"the", "with", "unless", "your", "which", "every"}
    ]
    assert sentences == []
    monkeypatch.setenv("ARREARS_LANG", "en")
    assert run([*command, "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: arrears")


def test_what_is_required_and_what_stands_unless_one_says_is_told_in_chinese(capsys, monkeypatch):
    monkeypatch.delenv("ARREARS_LANG", raising=False)
    run(["waiver", "ask", "--help"])
    page = "".join(capsys.readouterr().out.split())
    assert "[必填]" in page
    assert "[默认：plan]" in page
    assert "[环境变量：ARREARS_STORE]" in page
    assert "[可选：lump_sum,plan]" in page.replace("│", "")
