"""Whatever goes wrong around Calc, cells show #VALUE!, the menu says what to do, and Calc stays alive."""

import json
import signal
from pathlib import Path

import psutil
import pytest
from processes import children_running, kill_all
from waiting import PATIENCE, until

from xl_addin.hosts.calc import program

pytestmark = pytest.mark.libreoffice

DPD = "=AR_DPD(46032;46053)"


def workers(add_in):
    """Give the workers of functions of the tests' Calc that are alive; one that was killed may not be reaped yet."""
    return children_running(add_in.calc.ask("info")["process"], "xl_addin.hosts.calc.worker functions")


def cell(add_in, formula=DPD):
    with add_in.calc.new() as book:
        sheet = add_in.sheet(book)
        add_in.do("enter", book.key, [(sheet, "A1", formula, 0, 0)])
        return add_in.show(book, sheet, "A1")[0][0]


def told(add_in):
    with add_in.calc.new() as book:
        return add_in.do("menu", book.key, "stage_cases", add_in.sheet(book), "A1", {})


@pytest.fixture
def environment(add_in):
    """Change the installed add-in's environment, as after an upgrade or a move, and start Calc again; put it back afterwards."""
    file = Path(program.installed(add_in.calc.profile)) / "environment.json"
    before = file.read_text(encoding="utf-8")

    def change(**values):
        file.write_text(json.dumps(json.loads(before) | values), encoding="utf-8")
        add_in.calc.ask("restart")

    yield change
    file.write_text(before, encoding="utf-8")
    add_in.calc.ask("restart")


def test_there_is_one_worker_and_it_is_started_again_when_it_was_killed(add_in):
    assert cell(add_in) == "21"
    (before,) = workers(add_in)
    before.send_signal(signal.SIGKILL)
    # Another question: what was asked a moment ago is not asked again.
    assert cell(add_in, "=AR_DPD(46032;46054)") == "22"
    (after,) = workers(add_in)
    assert after.pid != before.pid


def test_a_worker_killed_in_the_midst_of_a_long_call_is_started_again_for_it(add_in):
    cell(add_in)
    (before,) = workers(add_in)
    with add_in.calc.new() as book:
        sheet = add_in.sheet(book)
        add_in.do("fill", book.key, sheet, [[float(day % 400)] for day in range(100_000)])
        add_in.do("enter", book.key, [(sheet, "B1", "=AR_BUCKET(A1:A100000)", 100_000, 1)])
        add_in.do("kill_soon", before.pid, 0.2)
        add_in.do("timed", book.key)
        shown = add_in.show(book, sheet, "B99999:B100000")
    assert shown == [["M7+"], ["M7+"]]
    until(lambda: before.pid not in [each.pid for each in workers(add_in)], "the first worker was killed")


def test_a_missing_environment_is_an_error_in_cells_and_a_sentence_in_the_menu(add_in, environment):
    environment(python="/nowhere/bin/python")
    assert cell(add_in) == "#VALUE!"
    assert cell(add_in, "=1+1") == "2"
    answer = told(add_in)
    assert answer["state"] == 0
    assert "找不到 Python 环境 /nowhere/bin/python" in answer["messages"][0]
    assert "arrears calc install" in answer["messages"][0]


def test_an_old_add_in_is_an_error_in_cells_and_a_sentence_in_the_menu(add_in, environment):
    environment(version="0.0.1")
    assert cell(add_in) == "#VALUE!"
    assert "0.0.1" in told(add_in)["messages"][0]


def test_a_worker_that_refuses_the_secret_is_an_error_in_cells_and_a_sentence_in_the_menu(
    add_in, environment, tmp_path
):
    script = tmp_path / "refuses"
    script.write_text(
        "#!/usr/bin/python3\n"
        "import json, socket, sys\n"
        "sys.stdin.readline()\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "print(json.dumps({'port': server.getsockname()[1]}), flush=True)\n"
        "link, _ = server.accept()\n"
        "link.close()\n"
    )
    script.chmod(0o755)
    environment(python=str(script))
    assert cell(add_in) == "#VALUE!"
    assert "密钥不符" in told(add_in)["messages"][0]


def test_no_worker_stays_behind_when_calc_ends_and_none_when_it_is_killed(add_in):
    cell(add_in)
    (left,) = workers(add_in)
    add_in.calc.ask("restart")
    left.wait(PATIENCE)
    cell(add_in)
    (left,) = workers(add_in)
    office = psutil.Process(add_in.calc.ask("info")["process"])
    kill_all(each for each in [*office.children(recursive=True), office] if each.pid != left.pid)
    left.wait(PATIENCE)
    add_in.calc.ask("restart")
    assert cell(add_in) == "21"
