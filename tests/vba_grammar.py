"""VBA judged by others' reading of its specification: the parser of PyPI's ``antlr4-vba``, and the specification's lists of names."""

import re
from functools import cache

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4_vba.vbaLexer import vbaLexer
from antlr4_vba.vbaParser import vbaParser
from vba_for_basic import compiled

_CLASS_HEAD = re.compile(
    r"(?mi)^Attribute VB_(Base|GlobalNameSpace|Creatable|PredeclaredId|Exposed|TemplateDerived|Customizable|Description)\b.*\n"
)
# A line of remark alone; one that ends in an underscore goes on in the next.
_REMARK = re.compile(r"(?m)^[ \t]*'.*(?<!_)$")
_HEAD = 'Attribute VB_Name = "M"\n'
_END = re.compile(r"(?mi)(?<=^End Sub\n)|(?<=^End Function\n)|(?<=^End Property\n)")


class _Errors(ErrorListener):
    def __init__(self):
        self.found = []

    def syntaxError(self, _parser, _symbol, line, column, message, _error):  # noqa: N802  # ANTLR's name
        self.found.append((line, f"column {column}: {message[:200]}"))


def faults(source, *, vba7=True, win64=True, mac=False):
    """Give what the parser refuses in a module, as compiled on such a computer; heads of classes and ``#Const``, which it does not know, are set aside."""
    text = compiled(_CLASS_HEAD.sub("", source), {"vba7": vba7, "win64": win64, "win32": not mac, "mac": mac})
    text = _REMARK.sub("", text)
    found, before = [], 0
    for at, part in enumerate(_END.split(text)):
        # Each but the first gets a head, on a line of its own.
        judged, line_of = (f"{_HEAD}{part}", before - 1) if at else (part, before)
        found += [f"line {line_of + line}, {message}" for line, message in _faults_of(judged)]
        before += part.count("\n")
    return found


@cache
def _faults_of(part):
    """Judge a procedure, with whatever stands before it; the computers share most of them."""
    errors = _Errors()
    lexer = vbaLexer(InputStream(part))
    lexer.removeErrorListeners()
    lexer.addErrorListener(errors)
    parser = vbaParser(CommonTokenStream(lexer))
    parser.removeErrorListeners()
    parser.addErrorListener(errors)
    parser.startRule()
    return tuple(errors.found)


# [MS-VBAL] 3.3.5.2: words that are no name of a variable, an argument or a procedure.
STATEMENT = """Call Case Close Const Declare DefBool DefByte DefCur DefDate DefDbl DefInt DefLng DefLngLng DefLngPtr DefObj DefSng DefStr
DefVar Dim Do Else ElseIf End EndIf Enum Erase Event Exit For Friend Function Get Global GoSub GoTo If Implements Input Let Lock Loop
LSet Next On Open Option Print Private Public Put RaiseEvent ReDim Resume Return RSet Seek Select Set Static Stop Sub Type Unlock Wend
While With Write"""
REM, MARKERS = (
    "Rem",
    "Any As ByRef ByVal Case Each Else In New Shared Until WithEvents Write Optional ParamArray Preserve Spc Tab Then To",
)
OPERATORS = "AddressOf And Eqv Imp Is Like New Mod Not Or TypeOf Xor"
RESERVED_NAMES = "Abs CBool CByte CCur CDate CDbl CDec CInt CLng CLngLng CLngPtr CSng CStr CVar CVErr Date Debug DoEvents Fix Int Len LenB Me PSet Scale Sgn String"
SPECIAL_FORMS = "Array Circle Input InputB LBound Scale UBound"
TYPES = "Boolean Byte Currency Date Double Integer Long LongLong LongPtr Single String Variant"
LITERALS = "True False Nothing Empty Null"
FUTURE = "CDecl Decimal DefDec"
FORBIDDEN = frozenset(
    word.lower()
    for words in (STATEMENT, REM, MARKERS, OPERATORS, RESERVED_NAMES, SPECIAL_FORMS, TYPES, LITERALS, FUTURE)
    for word in words.split()
)

_DECLARED = (
    re.compile(r"(?i)\b(?:Sub|Function|Property (?:Get|Let|Set))\s+(\w+)"),
    re.compile(
        r"(?im)^\s*(?:Dim|Static|Const|Private|Public|Private Const|Public Const)\s+(?!Sub|Function|Declare|Const|Property|Type|Enum)(.+)$"
    ),
)


def names(source):
    """Give every name that a module of ours declares: procedures, arguments, variables and constants."""
    found = []
    for line in source.splitlines():
        code = re.sub(r'"[^"]*"', '""', line).partition("'")[0]
        if code.startswith("Attribute"):
            continue
        declared = re.search(r"(?i)\b(?:Sub|Function)\s+(\w+)[^(]*\((.*)\)", code)
        if declared and not re.match(r"(?i)\s*(End|Exit)\b", code):
            found += [declared[1], *(_first(part) for part in _arguments(declared[2]))]
            continue
        dim = re.match(r"(?i)\s*(?:Dim|Static|(?:Private|Public)(?:\s+Const)?|Const)\s+(.+)$", code)
        if dim and not re.match(r"(?i)\s*\w*\s*(Declare|Sub|Function)\b", code):
            found += [_first(part) for part in dim[1].split(",")]
    return [name for name in found if name]


def _arguments(text):
    return re.sub(r"\([^)]*\)", "", text).split(",")


def _first(text):
    words = [
        word for word in re.findall(r"\w+", text) if word.lower() not in {"optional", "byval", "byref", "paramarray"}
    ]
    return words[0] if words else ""
