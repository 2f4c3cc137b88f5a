"""A macro that takes long goes on in the background: Calc calculates meanwhile, it can be cancelled, and it writes over nobody's change."""

import signal

import pytest
from processes import children_running

pytestmark = pytest.mark.libreoffice

CASES = [
    ["案件编号", "到期还款日", "逾期本金"],
    ["A1", 46032.0, 10000.0],
    ["A2", 45901.0, 1234.5],
]
OWN, STAGED = "案件", "分阶段"
PATIENCE = 100


@pytest.fixture
def book(add_in):
    with add_in.calc.new() as book:
        add_in.do("rename", book.key, add_in.sheet(book), OWN)
        add_in.do("fill", book.key, OWN, CASES)
        yield book


@pytest.fixture
def worker(add_in, book):
    """Give the process that runs macros."""
    add_in.do("menu", book.key, "repayment_plan", OWN, "A2:A3", {})
    (found,) = children_running(add_in.calc.ask("info")["process"], "xl_addin.hosts.calc.worker macros")
    return found


@pytest.fixture
def begun(add_in, book, worker):
    """Begin a macro whose worker does not get on, so that it is not done before the test says so; give its number."""
    worker.send_signal(signal.SIGSTOP)
    return add_in.do("begin", book.key, "stage_cases", OWN, "A2", {}, 0)


def end(add_in, number):
    return add_in.do("end", number, PATIENCE, patience=PATIENCE + 20)


def choose(add_in, book, answers=None):
    return add_in.do("menu", book.key, "follow_up_list", OWN, "A2", answers or {})


def test_cells_are_calculated_meanwhile_and_it_is_done_when_it_is_ready(add_in, book, worker, begun):
    add_in.do("enter", book.key, [(OWN, "F1", "=AR_DPD(B2;46053)", 0, 0)])
    assert add_in.show(book, OWN, "F1") == [["21"]]
    assert STAGED not in book.read()
    worker.send_signal(signal.SIGCONT)
    assert end(add_in, begun)["messages"] == ["已为 2 个案件分阶段。"]
    assert STAGED in book.read()


def test_another_choice_says_what_runs_and_offers_to_cancel_it(add_in, book, worker, begun):
    asked = choose(add_in, book)["ask"]
    assert "“分阶段”仍在运行" in asked["text"]
    assert [answer for answer, _ in asked["options"]] == ["go on", "stop"]
    assert choose(add_in, book, {"running": "go on"})["state"] == 0
    worker.send_signal(signal.SIGCONT)
    assert end(add_in, begun)["state"] == 1


def test_what_is_cancelled_ends_at_once_and_changes_nothing(add_in, book, worker, begun):
    assert choose(add_in, book, {"running": "stop"})["state"] == 1
    told = end(add_in, begun)
    assert told["state"] == 0
    assert "已取消“分阶段”" in told["messages"][0]
    assert list(book.read()) == [OWN]
    assert not worker.is_running()
    assert choose(add_in, book)["messages"][0].startswith("今日跟进")


def test_a_sheet_that_somebody_changed_meanwhile_stays_as_it_is(add_in, book, worker):
    add_in.do("menu", book.key, "stage_cases", OWN, "A2", {})
    worker.send_signal(signal.SIGSTOP)
    begun = add_in.do("begin", book.key, "stage_cases", OWN, "A2", {}, 0)
    add_in.do("enter", book.key, [(STAGED, "A6", "mine", 0, 0)])
    before = book.read()[STAGED]["values"]
    worker.send_signal(signal.SIGCONT)
    told = end(add_in, begun)
    assert told["state"] == 0
    assert "已被修改" in told["messages"][0]
    assert book.read()[STAGED]["values"] == before


def test_a_workbook_that_was_closed_meanwhile_is_told(add_in, worker):
    with add_in.calc.new() as other:
        sheet = add_in.sheet(other)
        add_in.do("fill", other.key, sheet, CASES)
        worker.send_signal(signal.SIGSTOP)
        begun = add_in.do("begin", other.key, "stage_cases", sheet, "A2", {}, 0)
    worker.send_signal(signal.SIGCONT)
    assert "工作簿已关闭" in end(add_in, begun)["messages"][0]
