"""The functions stay within what every host takes: Excel through COM, Office.js, Calc, and plain Python."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from xl_addin import functions

FOLDER = Path(functions.__file__).parent
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.py"))]
DEFINED = [
    node for tree in TREES for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("ar_")
]
WORDS_OF_VBA = """
addressof alias and any as boolean byref byte byval call case cbool cbyte ccur cdate cdbl cint clng compare const cstr currency
cvar date debug declare dim do double each else elseif empty end endif enum eqv erase error event exit explicit false for friend
function get global gosub goto if imp implements in input integer is let lib like line local lock long loop lset me mid mod
module name new next not nothing null object on open option optional or paramarray preserve print private property public put
raiseevent redim rem resume return rset seek select set single static step stop string sub then time to true type typeof unlock
until variant wend while with withevents write xor
"""
KEYWORDS_OF_VBA = frozenset(WORDS_OF_VBA.split())
LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C\d*", re.IGNORECASE)
CONTRACT = """
AR_DPD AR_BUCKET AR_CLASS AR_STAGE AR_MIN_PAYMENT AR_LATE_FEE AR_INTEREST AR_LEDGER_INTEREST AR_ALLOCATE AR_INSTALMENT
AR_SCHEDULE AR_APR AR_EAR AR_AFFORDABLE AR_PLAN_OPTIONS AR_PROMISE AR_CAN_CONTACT AR_CONTACT_BLOCK AR_NEXT_CONTACT AR_PRIORITY
AR_FOLLOW_UPS AR_MASK AR_MESSAGE AR_WORKDAY AR_WHY
"""
FUNCTIONS = CONTRACT.split()


def test_every_function_of_the_contract_is_there_and_public():
    assert sorted(node.name.upper() for node in DEFINED) == sorted(FUNCTIONS)
    assert functions.__all__ == sorted(node.name for node in DEFINED)


@pytest.mark.parametrize("node", DEFINED, ids=lambda node: node.name)
def test_every_argument_is_used(node):
    given = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    asked = {argument.arg for argument in node.args.args} | ({node.args.vararg.arg} if node.args.vararg else set())
    assert asked <= given, "an argument is asked for and not used"


@pytest.mark.parametrize("node", DEFINED, ids=lambda node: node.name)
def test_a_docstring_fits_the_function_wizard_in_both_languages(node):
    text = ast.get_docstring(node)
    english, chinese = text.split("\n\n")
    assert len(text) <= 255
    assert english.replace("\n", "").isascii()
    assert re.search("[\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize("node", DEFINED, ids=lambda node: node.name)
def test_names_and_arguments_are_taken_by_every_host(node):
    arguments = node.args
    assert not LIKE_A_CELL.fullmatch(node.name)
    assert [each.func.id for each in node.decorator_list] == ["worksheet"]
    assert not arguments.kwonlyargs
    assert not arguments.kwarg
    assert not arguments.posonlyargs
    taken = [*arguments.args, *([arguments.vararg] if arguments.vararg else [])]
    for argument in taken:
        assert argument.arg.lower() not in KEYWORDS_OF_VBA, argument.arg
        assert argument.arg != "caller"
        assert not argument.arg.startswith("_")
        assert ast.unparse(argument.annotation) == "Cells", "no host converts for us: the cells arrive as they are"
    assert all(isinstance(value, ast.Constant) and value.value is None for value in arguments.defaults)


def test_no_module_of_the_functions_imports_a_host_or_what_is_paid_for():
    for path in [*FOLDER.glob("*.py"), *FOLDER.parent.glob("*.py"), *FOLDER.parent.glob("cells/*.py")]:
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not {name for name in imported if name.partition(".")[0] in {"xlwings", "win32com", "uno"}}, path.name


def test_metadata_follows_from_signature_and_docstring():
    signature = inspect.signature(functions.ar_interest)
    optional = [name for name, argument in signature.parameters.items() if argument.default is None]
    assert list(signature.parameters) == ["balance", "days", "daily_rate", "profile"]
    assert optional == ["daily_rate", "profile"]
