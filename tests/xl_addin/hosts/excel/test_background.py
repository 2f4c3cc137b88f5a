"""A macro that takes long lets Excel go on: it is looked after, may be cancelled, and writes over nobody's change."""

import json
import re
import sys
import threading
from importlib.metadata import version
from unittest.mock import MagicMock

import pytest
from macro_books import HEADINGS

from xl_addin.hosts.calc.inside.client import WorkerError
from xl_addin.hosts.excel import ribbon_calls
from xl_addin.hosts.excel.background import Background
from xl_addin.macros.books.excel import ExcelBook
from xl_addin.macros.run import run_macro

AT_ONCE = 0.0
AS_LONG_AS_IT_TAKES = 60.0
CASES = [HEADINGS["zh"], ["A1", "张三丰", "13800138000", 46296, 12000.5, 8000, 3000, "", "王芳", ""]]


class Worker:
    """A worker that does nothing before it is let go, and is killed at once."""

    def __init__(self):
        self.may_go, self.killed, self.answers = threading.Event(), False, []

    def run(self, macro, snapshot, answers):
        self.answers.append(answers)
        self.may_go.wait()
        if self.killed:
            raise WorkerError("死", "dead")
        return json.loads(json.dumps(run_macro(macro, json.loads(json.dumps(snapshot)), answers)))

    def kill(self):
        self.killed = True
        self.may_go.set()


@pytest.fixture
def worker():
    made = Worker()
    yield made
    made.may_go.set()


@pytest.fixture
def background(worker):
    return Background(worker)


class Excel:
    """A running Excel with one workbook of one case list, as far as a macro goes."""

    def __init__(self, platform):
        self.book = MagicMock(name="book")
        self.sheet = MagicMock(name="sheet")
        self.book.app.engine.name = "excel"
        self.book.fullname, self.sheet.name = "B.xlsx", "名单"
        self.names = ["名单"]
        self.book.sheets.__iter__.side_effect = lambda: iter([self._named(name) for name in self.names])
        self.book.sheets.__len__.return_value = 1
        self.book.sheets.__getitem__.return_value = self.sheet
        self.sheet.range.return_value.options.return_value.value = CASES
        self.sheet.used_range.formula = (("案件编号",),)
        area = self.book.selection
        area.sheet.name, area.row, area.column = "名单", 2, 1
        area.last_cell.row, area.last_cell.column = 2, 1
        platform.setattr("sys.platform", "win32")

    def _named(self, name):
        sheet = MagicMock()
        sheet.name = name
        return sheet

    @property
    def told(self):
        return [one.args[0] for one in self.book.app.alert.call_args_list]

    def close(self):
        type(self.book).name = property(lambda _: (_ for _ in ()).throw(OSError))


@pytest.fixture
def excel(monkeypatch):
    return Excel(monkeypatch)


@pytest.fixture
def begun(background, excel):
    """Begin a macro that does not get on."""
    background.begin("stage_cases", ExcelBook(excel.book), AT_ONCE)
    return background


def finished(background):
    """Look until nothing runs."""
    background._running._job.wait(AS_LONG_AS_IT_TAKES)
    return background.look()


def test_one_that_is_ready_soon_is_done_at_once(background, worker, excel):
    worker.may_go.set()
    background.begin("stage_cases", ExcelBook(excel.book), AS_LONG_AS_IT_TAKES)
    assert background.look() == ""
    assert excel.told == ["已为 1 个案件分阶段。"]
    excel.book.sheets.add.assert_called_once()


def test_meanwhile_the_status_bar_says_what_runs_and_nothing_is_written(begun, excel):
    assert re.match(r"分阶段 … \d+ 秒（可用“取消运行”取消） Stage cases", begun.look())
    assert excel.told == []
    excel.book.sheets.add.assert_not_called()


def test_what_it_decided_is_written_when_it_is_ready(begun, worker, excel):
    worker.may_go.set()
    assert finished(begun) == ""
    excel.book.sheets.add.assert_called_once()
    assert excel.told == ["已为 1 个案件分阶段。"]


def test_what_is_cancelled_writes_nothing_and_is_told(begun, worker, excel):
    begun.cancel()
    assert begun.look() == ""
    assert worker.killed
    assert "已取消“分阶段”" in excel.told[0]
    excel.book.sheets.add.assert_not_called()


@pytest.mark.parametrize(("button", "is_over"), [("yes", False), ("no", True), ("cancel", False)])
def test_another_button_offers_to_cancel_what_runs(begun, excel, button, is_over):
    excel.book.app.alert.return_value = button
    begun.begin("follow_up_list", ExcelBook(excel.book), AT_ONCE)
    assert "“分阶段”仍在运行" in excel.told[0]
    assert (begun.look() == "") is is_over


def test_a_sheet_that_somebody_made_or_changed_meanwhile_stays_as_it_is(begun, worker, excel):
    excel.names.append("分阶段")
    worker.may_go.set()
    finished(begun)
    assert "已被修改" in excel.told[0]
    excel.sheet.clear.assert_not_called()


def test_a_workbook_that_was_closed_meanwhile_is_told(begun, worker, excel):
    excel.close()
    worker.may_go.set()
    finished(begun)
    assert "工作簿已关闭" in excel.told[0]


def test_a_process_that_ends_by_itself_is_told_with_the_remedy(begun, worker, excel):
    worker.kill()
    finished(begun)
    assert "arrears excel doctor" in excel.told[0]


def test_what_is_asked_is_asked_and_it_runs_again_with_the_answer(background, worker, excel, monkeypatch):
    asked = {"ask": {"key": "replace", "text": "替换？", "options": [["keep", "保留"], ["replace", "替换"]]}}
    monkeypatch.setattr(
        f"{__name__}.run_macro",
        lambda *given: {"actions": [{"do": "message", "text": given[2]["replace"]}]} if given[2] else asked,
    )
    worker.may_go.set()
    excel.book.app.alert.return_value = "no"
    background.begin("stage_cases", ExcelBook(excel.book), AS_LONG_AS_IT_TAKES)
    assert excel.told[1:] == ["replace"]
    excel.book.app.alert.return_value = "cancel"
    background.begin("stage_cases", ExcelBook(excel.book), AS_LONG_AS_IT_TAKES)
    assert background.look() == ""
    assert worker.answers == [{}, {"replace": "replace"}, {}]


def test_a_fault_in_the_middle_of_writing_is_not_told_as_nothing_written(begun, worker, excel):
    excel.book.sheets.add.side_effect = OSError("张三丰 13800138000")
    worker.may_go.set()
    finished(begun)
    assert "可能不完整" in excel.told[0]
    assert "张三丰" not in excel.told[0]


def test_a_fault_of_the_program_is_told_by_its_kind(begun, worker, excel, monkeypatch):
    monkeypatch.setattr(f"{__name__}.run_macro", lambda *_: {"failed": "KeyError"})
    worker.may_go.set()
    finished(begun)
    assert "KeyError" in excel.told[0]


def test_a_workbook_that_cannot_be_read_starts_nothing(background, worker, excel):
    excel.sheet.range.return_value.options.side_effect = OSError
    background.begin("stage_cases", ExcelBook(excel.book), AT_ONCE)
    assert "未作任何修改" in excel.told[0]
    assert worker.answers == []
    assert background.look() == ""


def test_the_buttons_use_this_environments_own_worker(monkeypatch):
    client = ribbon_calls._background._client
    assert (client._python, client._version, client._task) == (sys.executable, version("arrears"), "macros")
    assert ribbon_calls.look() == ""
    ribbon_calls.cancel()
