"""A command is loaded when somebody asks for it, so that help is there at once."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest
from cyclopts import App

from arrears.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_it_says_itself(name):
    module, _, place = COMMANDS[name][0].partition(":")
    command = getattr(import_module(f"arrears.commands.{module}"), place)
    text = command.help if isinstance(command, App) else inspect.getdoc(command).partition("\n\nParameters")[0]
    assert COMMANDS[name][1] == "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def test_help_loads_no_command_and_no_table():
    """The 0.3 s that `arrears --help` may take is spent on Python, the parser and the page."""
    script = (
        "import sys\n"
        "from arrears.commands import run\n"
        "run(['--help'])\n"
        "loaded = {'pandas', 'numpy', 'pydantic', 'sqlalchemy', 'arrears.policy', 'arrears.commands.daily.command'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(loaded)) or None)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert (done.returncode, done.stderr) == (0, "")
