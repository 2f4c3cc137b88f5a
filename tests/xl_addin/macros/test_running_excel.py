"""The macros in a running Excel: only what xlwings' engines for Windows and the Mac have is asked of it."""

import ast
import importlib.util
from pathlib import Path
from unittest.mock import MagicMock, call

import pytest
from macro_books import HEADINGS, MORNING

from xl_addin.macros.books.excel import ExcelBook
from xl_addin.macros.books.protocol import Page
from xl_addin.macros.run import run

ENGINES = {"win32": "_xlwindows.py", "darwin": "_xlmac.py"}
USED = {
    "App": {"alert", "api", "screen_updating", "status_bar"},
    "Sheet": {"activate", "clear", "name", "page_setup", "range", "used_range"},
    "Range": {
        "address", "color", "column_width", "data_validation", "font", "horizontal_alignment", "merge", "number_format", "row_height",
        "select", "vertical_alignment", "wrap_text",
    },
    "PageSetup": {"print_area"},
    "DataValidation": {"set_list"},
    "Font": {"bold", "color", "name", "size"},
}  # fmt: skip


def members(engine):
    """What the engine's own classes define; what they inherit raises NotImplementedError."""
    where = Path(importlib.util.find_spec("xlwings").origin).with_name(engine)
    classes = [node for node in ast.parse(where.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    return {one.name: set(_names(one)) for one in classes}


def _names(one):
    for node in ast.walk(one):
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def excel(fails_on=()):
    """A book of a running Excel that knows nothing of what its engine has not."""
    book = MagicMock(name="book")
    book.app.engine.name = "excel"
    book.sheets.__getitem__.return_value = book.sheets.add.return_value = MagicMock(name="sheet")
    book.sheets.__len__.return_value = 1
    sheet = book.sheets.add.return_value
    for name in fails_on:
        setattr(type(sheet), name, property(lambda _: (_ for _ in ()).throw(NotImplementedError)))
    return book, sheet


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_an_engine_has_what_is_used(engine):
    have = members(engine)
    assert {name: used - have[name] for name, used in USED.items()} == {name: set() for name in USED}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_neither_engine_freezes_panes_so_that_excel_itself_is_told(engine):
    assert "freeze_panes" not in members(engine)["Sheet"]


def page(**more):
    return Page("分阶段", (("a",), ("b",)), (("",), ("",)), (10,), **more)


def test_on_windows_rows_are_frozen_by_the_window(monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    book, sheet = excel(fails_on=["freeze_panes"])
    ExcelBook(book).write_page(page(freeze=1))
    window = book.app.api.ActiveWindow
    assert (window.SplitRow, window.SplitColumn, window.ScrollRow, window.FreezePanes) == (1, 0, 1, True)
    sheet.activate.assert_called_once_with()


def test_on_a_mac_by_its_own_names(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    book, _ = excel(fails_on=["freeze_panes"])
    ExcelBook(book).write_page(page(freeze=1))
    window = book.app.api.active_window
    window.split_row.set.assert_called_once_with(1)
    assert window.freeze_panes.set.call_args_list == [call(False), call(True)]


def test_choices_that_are_too_long_for_excel_are_left_out():
    book, sheet = excel()
    ExcelBook(book).write_page(page(choices={(1, 1, 0): ("x" * 300,)}))
    sheet.range.return_value.data_validation.set_list.assert_not_called()
    ExcelBook(book).write_page(page(choices={(1, 1, 0): ("是", "否")}))
    sheet.range.return_value.data_validation.set_list.assert_called_once_with(["是", "否"])


def with_a_list():
    book, sheet = excel(fails_on=["freeze_panes"])
    sheet.name = "名单"
    book.sheets.__iter__.side_effect = lambda: iter([sheet])
    book.fullname = "B.xlsx"
    cases = [HEADINGS["zh"], ["A1", "张三丰", "13800138000", 46296, 12000.5, 8000, 3000, "", "王芳", ""]]
    sheet.range.return_value.options.return_value.value = cases
    area = book.selection
    area.sheet.name, area.row, area.column = "名单", 2, 1
    area.last_cell.row, area.last_cell.column = 2, 1
    return book, sheet


def test_a_macro_runs_to_its_end(monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    book, _ = with_a_list()
    assert run("stage_cases", ExcelBook(book), MORNING)
    assert book.app.api.ActiveWindow.FreezePanes is True
    assert book.app.alert.call_count == 1


def test_a_fault_in_the_middle_of_writing_is_not_told_as_nothing_written():
    book, sheet = with_a_list()
    sheet.activate.side_effect = OSError("张三丰 13800138000")
    assert not run("stage_cases", ExcelBook(book), MORNING)
    (said,) = [one.args[0] for one in book.app.alert.call_args_list]
    assert "可能不完整" in said
    assert "OSError" in said
    assert "张三丰" not in said
    assert book.app.status_bar is False


def test_a_fault_before_anything_is_written_says_so():
    book, sheet = with_a_list()
    sheet.range.return_value.options.side_effect = OSError
    assert not run("stage_cases", ExcelBook(book), MORNING)
    assert "未作任何修改" in book.app.alert.call_args.args[0]
