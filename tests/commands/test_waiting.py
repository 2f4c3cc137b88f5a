"""A command that takes long shows on a terminal what it does, and never in a file or a pipe."""

import io

import pytest

from arrears.commands import waiting

CLEAR = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def screen():
    return Terminal()


@pytest.fixture
def line(screen, clock):
    return waiting.Line(screen, "arrears merge", "zh", clock)


def test_a_quick_command_shows_nothing(line, screen, clock):
    clock.now = 1.4
    line.draw()
    line.clear()
    assert screen.getvalue() == ""


def test_a_long_one_says_what_runs_how_far_it_is_and_how_to_stop_it(line, screen, clock):
    clock.now = 12.0
    line.tell(0.35)
    line.draw()
    assert screen.getvalue() == f"{CLEAR}arrears merge 处理中 35%，已用 12 秒（按 Ctrl-C 停止）"
    line.clear()
    assert screen.getvalue().endswith(CLEAR)


def test_what_the_command_says_stands_on_a_line_of_its_own(line, screen, clock):
    clock.now = 3.0
    line.draw()
    line.write("a.xlsx\n", screen)
    assert screen.getvalue().endswith(f"{CLEAR}a.xlsx\n")


@pytest.mark.parametrize("said", ["", "答案："], ids=["apart", "a question without an end of line"])
def test_nothing_is_shown_while_somebody_is_asked(line, screen, clock, said):
    clock.now = 3.0
    with line.apart():
        line.write(said, screen)
        line.draw()
    if said:
        line.draw()
    assert screen.getvalue() == said


def test_a_terminal_has_the_line_and_gets_its_streams_back(monkeypatch, screen):
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(waiting, "_QUIET_SECONDS", -1.0)
    monkeypatch.setattr(waiting.Line, "draw", [].append)
    with waiting.shown("arrears merge", "zh"):
        waiting.tell(0.5)
        with waiting.apart():
            print("x", file=waiting.sys.stderr)
    assert waiting.sys.stderr is screen
    assert screen.getvalue() == "x\n"


def test_a_file_gets_nothing_of_it(monkeypatch):
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    with waiting.shown("arrears merge", "zh"):
        assert waiting.sys.stderr is file
