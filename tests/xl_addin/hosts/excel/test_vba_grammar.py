"""Every module of the add-in is VBA by the published grammar: what a real Excel would refuse to compile is seen here."""

import pytest
from olevba_reader import modules
from vba_grammar import FORBIDDEN, faults, names

from xl_addin.hosts.excel.book import addin_file, project
from xl_addin.hosts.excel.template import template_project
from xl_addin.registry import FUNCTIONS

PROJECT = project(template_project())
COMPUTERS = {
    "Windows, 64 bits": {"vba7": True, "win64": True, "mac": False},
    "Windows, 32 bits": {"vba7": True, "win64": False, "mac": False},
    "Mac": {"vba7": True, "win64": True, "mac": True},
}


@pytest.mark.parametrize("computer", COMPUTERS.values(), ids=COMPUTERS)
@pytest.mark.parametrize(
    "name",
    # xlwings' own modules are long, and change only with our patches and its versions: half a minute each.
    [name if name.startswith("Arrears") else pytest.param(name, marks=pytest.mark.slow) for name in PROJECT.names],
)
def test_a_module_is_vba_by_the_published_grammar(name, computer):
    assert faults(PROJECT.source(name), **computer) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Public Function AR_CLASS(dpd, Optional scale)", id="a special form as an argument"),
        pytest.param("Public Function AR_CLASS(dpd, Optional array)", id="another one"),
        pytest.param("Public Function AR_CLASS(date)", id="a type"),
        pytest.param("Public Function AR_CLASS(dpd Optional profile)", id="a comma that is missing"),
    ],
)
def test_the_gate_refuses_what_excel_would(line):
    assert faults(f'Attribute VB_Name = "M"\nOption Explicit\n\n{line}\n    AR_CLASS = 1\nEnd Function\n')


@pytest.mark.parametrize("name", [name for name in PROJECT.names if name.startswith("Arrears")])
def test_no_name_is_one_that_the_specification_keeps_for_itself(name):
    declared = names(PROJECT.source(name))
    assert declared
    assert [each for each in declared if each.lower() in FORBIDDEN] == []


def test_the_names_of_a_module_are_found():
    source = "Private Const LAST As Long = 1\nPrivate a As Date\nPublic Function F(ByVal x As Long, Optional y, ParamArray z() As Variant)\n    Dim b As Long, c() As String\nEnd Function\n"
    assert names(source) == ["LAST", "a", "F", "x", "y", "z", "b", "c"]


def test_no_argument_of_a_worksheet_function_is_a_word_of_vba():
    taken = {argument.name for each in FUNCTIONS for argument in each.arguments}
    assert taken & FORBIDDEN == set()


def test_letters_beyond_the_code_page_go_through_wide_forms():
    sources = modules(addin_file(), "arrears.xlam")
    own = "".join(code for name, code in sources.items() if name.startswith("Arrears"))
    assert own.count("MsgBox") == 1  # on a Mac, which has no other
    assert "MessageBoxW" in own
    assert "LoadLibraryA" not in "".join(sources.values())
    assert "ArrearsLoaded(" in sources["xlwings"]


def test_olevba_reads_every_module_back_as_it_was_written():
    found = modules(addin_file(), "arrears.xlam")
    assert set(found) == set(PROJECT.names)
    for name in PROJECT.names:
        assert found[name].strip() == PROJECT.source(name).strip()


def test_the_project_names_nobodys_folders():
    assert list(PROJECT.references) == ["Office"]
    assert "Users" not in "".join(PROJECT.references.values())
