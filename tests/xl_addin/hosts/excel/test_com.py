"""What a cell gives in Excel: xlwings' own conversions on the way in and out, with values as COM hands them over."""

import re
from datetime import datetime, timedelta

import pytest
from cell_samples import FUNCTIONS, GOOD, optional
from com_host import Cells, Missing

from xl_addin.hosts.excel.wrappers import wrappers
from xl_addin.registry import FUNCTIONS as REGISTERED
from xl_addin.registry import corner, function

N_A, DIV_0 = -2146826246, -2146826281
SAME = [each.call.__name__ for each in REGISTERED if each.shape == "same"]
ERRORS = {"", "#VALUE!", "#NUM!", "#N/A"}
each = pytest.mark.parametrize("each", REGISTERED, ids=lambda each: each.name)


def as_com(argument):
    """Give a cell as a wrapper in VBA gets it from a reference."""
    return Missing() if argument is None else Cells(argument)


def as_list(answer):
    """Undo what `CallUDF` does to one row, for comparison."""
    if not isinstance(answer, list):
        return [answer]
    return [cell for row in answer for cell in (row if isinstance(row, list) else [row])]


@each
def test_every_example_is_the_same_in_excel(com, each):
    for example in each.examples:
        answer = com("call", each.call.__name__, *map(as_com, example.arguments))
        plain = each.call(*example.arguments)
        assert as_list(answer) == pytest.approx(as_list(plain))
        assert as_list(corner(plain, example.result)) == pytest.approx(as_list(example.result))


@each
def test_an_example_typed_into_the_formula_is_the_same_as_one_by_reference(com, each):
    example = each.examples[0]
    typed = [
        Missing() if cell is None else Cells(cell) if isinstance(cell, list) else cell for cell in example.arguments
    ]
    assert as_list(com("call", each.call.__name__, *typed)) == as_list(each.call(*example.arguments))


def test_xlwings_own_way_of_calling_gives_the_same(com):
    assert com("call_as_xlwings", "ar_dpd", Cells([[46032.0], [None]]), 46053.0) == [[21], [""]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(46032.0, 21, id="a serial"),
        pytest.param(46032, 21, id="a whole number"),
        pytest.param(datetime(2026, 1, 10), 21, id="a date"),  # noqa: DTZ001  # as a cell has it
        pytest.param(datetime(2026, 1, 10, 23, 59), 21, id="a date with a time"),  # noqa: DTZ001  # same
        pytest.param("2026-01-10", 21, id="ISO text"),
        pytest.param("2026年1月10日", 21, id="Chinese text"),
        pytest.param(None, "", id="nothing"),
        pytest.param("", "", id="empty text"),
        pytest.param(N_A, "#N/A", id="nothing found"),
        pytest.param(DIV_0, "#VALUE!", id="another error"),
        pytest.param("x", "#VALUE!", id="a word"),
        pytest.param(True, "#VALUE!", id="a truth value"),
        pytest.param(-1.0, "#NUM!", id="before all days"),
    ],
)
def test_days_past_due_of_whatever_excel_hands_over(com, cell, expected):
    assert com("call", "ar_dpd", Cells(cell), 46053.0) == expected
    assert com("call", "ar_dpd", Cells([[cell], [46032.0]]), Cells(46053.0)) == [[expected], [21]]
    assert com("call", "ar_dpd", Cells([[cell, 46032.0]]), 46053) == [expected, 21]


@pytest.mark.parametrize("name", SAME)
def test_a_column_a_row_and_one_cell_give_the_same_figures(com, name):
    first, *others = GOOD[name]
    single = FUNCTIONS[name](first, *others)
    rest = [Cells(other) for other in others]
    assert com("call", name, Cells(first), *rest) == single
    assert com("call", name, Cells([[first]]), *rest) == single
    assert com("call", name, Cells([[first], [first], [first]]), *rest) == [[single]] * 3
    assert com("call", name, Cells([[first, None, first]]), *rest) == [single, "", single]


@pytest.mark.parametrize("name", SAME)
def test_ten_thousand_rows_are_one_call(com, name):
    first, *others = GOOD[name]
    single = FUNCTIONS[name](first, *others)
    column = [[first]] * 9_998 + [[None], ["#N/A"]]
    answer = com("call", name, Cells(column), *map(Cells, others))
    assert answer == [[single]] * 9_998 + [[""], ["#N/A"]]


@pytest.mark.parametrize("name", GOOD)
def test_optional_arguments_left_out_are_their_defaults(com, name):
    required = [argument for place, argument in enumerate(GOOD[name]) if place not in optional(name)]
    left_out = [Missing()] * len(optional(name))
    answer = com("call", name, *map(Cells, required), *left_out)
    assert as_list(answer) == as_list(FUNCTIONS[name](*required))


def day_forms(value):
    day = ZERO + timedelta(days=value) if isinstance(value, (int, float)) else datetime.fromisoformat(value)
    texts = (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日")
    return ((day - ZERO).days, float((day - ZERO).days), day, *texts, f"{day:%Y%m%d}")


ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # a cell's time has no zone
FORMS = {
    "day": day_forms,
    "amount": lambda value: (float(value), f"{value:,.2f}", f"{value}元", f"¥{value:,.2f}", f" {value} "),
    "count": lambda value: (int(value), float(value), str(int(value))),
    "rate": lambda value: (float(value), f"{value * 100:.6g}%", f"{value:.10g}"),
    "logical": lambda value: (value, int(value), float(value), "是" if value else "否", "yes" if value else "no"),
    "word": lambda value: (value, f" {value} ", value.upper()),
    "moment": lambda value: (value, ZERO + timedelta(days=value), f"{ZERO + timedelta(days=value):%Y-%m-%d %H:%M}"),
}
"""The ways in which people write one and the same value, by kind."""


@pytest.mark.parametrize("name", GOOD)
def test_one_value_written_in_several_ways_gives_the_same_answer(com, name):
    good = GOOD[name]
    expected = as_list(FUNCTIONS[name](*good))
    tried = 0
    for place, argument in enumerate(function(name).arguments[: len(good)]):
        if argument.kind not in FORMS or isinstance(good[place], list):
            continue
        for form in FORMS[argument.kind](good[place]):
            arguments = [*good[:place], form, *good[place + 1 :]]
            assert as_list(com("call", name, *map(Cells, arguments))) == expected, f"{argument.name} as {form!r}"
            tried += 1
    assert tried or name in {"ar_message", "ar_why"}


BAD = {"a word": "twelve", "an error": DIV_0, "nothing found": N_A}
TEXT_PLACES = {("ar_mask", 0), ("ar_follow_ups", 2)}


@pytest.mark.parametrize("name", GOOD)
def test_a_bad_cell_gives_an_error_value_through_excel_too(com, name):
    for place in range(len(GOOD[name])):
        for bad, cell in BAD.items():
            if (name, place) in TEXT_PLACES and bad == "a word":
                continue
            arguments = list(GOOD[name])
            arguments[place] = cell
            answer = com("call", name, *map(Cells, arguments))
            shown = [answer[1][2]] if name == "ar_why" and isinstance(answer, list) else as_list(answer)
            assert set(shown) <= ERRORS - {""}, f"{bad} as argument {place}"


def test_what_xlwings_would_import_itself_says_the_same_as_our_wrappers(com):
    vba, wizard = com("imported")
    declared = re.findall(r"^Function (\w+)\((.*)\)$", vba, re.MULTILINE)
    ours = re.findall(r"^Public Function (\w+)\((.*)\)$", wrappers(), re.MULTILINE)
    assert [(name.upper(), said) for name, said in declared] == [
        (name, said.replace(" As Variant", "")) for name, said in ours
    ]
    called = re.findall(r'XLPy\.CallUDF\("xl_addin\.hosts\.excel\.udfs", "(\w+)", (.*), ActiveWorkbook', vba)
    assert sorted(re.findall(r'ArrearsCall\("(\w+)"', wrappers())) == sorted(name for name, _ in called)
    told = {name.partition("!")[2]: options for name, options in wizard}
    for name, options in told.items():
        registered = function(name)
        assert options["Description"] == registered.docs.both
        assert options["Category"] == registered.category
        assert options["ArgumentDescriptions"] == [argument.docs.both for argument in registered.arguments]
