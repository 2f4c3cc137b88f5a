"""A button's tag is a macro's id, and the macro runs on the workbook that called."""

import re

import xlwings
from olevba_reader import modules

from xl_addin.hosts.excel import ribbon_calls
from xl_addin.hosts.excel.book import addin_file
from xl_addin.hosts.excel.ribbon import CALLBACK, CANCEL, CHECK, ribbon_xml
from xl_addin.macros.table import MACROS


def test_a_button_runs_its_macro_on_the_calling_workbook(monkeypatch):
    ran = []
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda _: "the caller"))
    monkeypatch.setattr(ribbon_calls, "ExcelBook", lambda book: ("open", book))
    monkeypatch.setattr(ribbon_calls, "run_macro", lambda name, book: ran.append((name, book)) or True)
    assert ribbon_calls.run("stage_cases")
    assert ran == [("stage_cases", ("open", "the caller"))]


def test_every_procedure_that_the_ribbon_calls_is_there_and_every_macro_has_a_button():
    code = modules(addin_file(), "arrears.xlam")["ArrearsRibbon"]
    asked = set(re.findall(r'onAction="(\w+)"', ribbon_xml()))
    assert asked == {CALLBACK, CANCEL, CHECK}
    assert all(f"Public Sub {name}(control As IRibbonControl)" in code for name in asked)
    assert re.findall(r'tag="(\w+)"', ribbon_xml()) == [
        macro.id for group in dict.fromkeys(m.group for m in MACROS) for macro in MACROS if macro.group == group
    ]


def test_what_the_buttons_start_are_functions_that_exist():
    code = modules(addin_file(), "arrears.xlam")["ArrearsRibbon"]
    started = re.findall(r"import ([\w.]+) as calls; calls\.(\w+)\(", code)
    assert {function for _, function in started} == {"run", "begin"}
    assert (
        {module for module, _ in started} == set(re.findall(r"__import__\('([\w.]+)'", code)) == {ribbon_calls.__name__}
    )
    asked = re.findall(r'ArrearsAsked\(?\s*"(\w+)\(\)"', code)
    assert {*asked} == {"look", "cancel"}
    assert all(callable(getattr(ribbon_calls, function)) for function in (*asked, "run", "begin"))


def test_what_vba_asks_as_text_is_what_the_module_answers():
    code = modules(addin_file(), "arrears.xlam")["ArrearsRibbon"]
    expression = re.search(r'XLPy\.Eval\("(.*)" & question\)', code)[1]
    assert eval(f"{expression}look()") == ""  # noqa: S307  # our own text


def test_begin_hands_the_calling_workbook_on(monkeypatch):
    begun = []
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda _: "the caller"))
    monkeypatch.setattr(ribbon_calls, "ExcelBook", lambda book: ("open", book))
    monkeypatch.setattr(ribbon_calls._background, "begin", lambda name, book: begun.append((name, book)))
    ribbon_calls.begin("stage_cases")
    assert begun == [("stage_cases", ("open", "the caller"))]
