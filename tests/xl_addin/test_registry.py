"""The registry says of every function what each host has to know, in both languages, and its examples are true."""

import re

import pytest

from xl_addin import functions
from xl_addin.functions.arguments import SHARED
from xl_addin.registry import FUNCTIONS, WIZARD, corner, function

CHINESE = re.compile("[\u4e00-\u9fff]")
ERRORS = {"#VALUE!", "#NUM!", "#N/A"}
KINDS = {"day", "moment", "amount", "count", "rate", "text", "word", "logical", "table", "any"}
each = pytest.mark.parametrize("each", FUNCTIONS, ids=lambda each: each.name)


def cells(answer):
    return [cell for row in answer for cell in row] if isinstance(answer, list) else [answer]


def test_every_worksheet_function_is_registered_once_and_in_order():
    assert [each.name for each in FUNCTIONS] == [name.upper() for name in functions.__all__]


def test_what_is_said_of_arguments_in_common_several_functions_take():
    taken = [argument.name for each in FUNCTIONS for argument in each.arguments]
    assert {name for name in SHARED if taken.count(name) < 2} == set()


def test_every_function_but_the_explanation_itself_is_explained():
    assert [each.name for each in FUNCTIONS if each.why is None] == ["AR_WHY"]


@each
def test_a_function_and_each_argument_are_described_in_both_languages_within_the_wizard(each):
    for docs in (each.docs, *(argument.docs for argument in each.arguments)):
        assert docs.en.isascii()
        assert docs.en.endswith(".")
        assert CHINESE.search(docs.zh)
        assert docs.zh.endswith("。")
        assert len(docs.both) <= WIZARD


@each
def test_names_are_taken_by_every_host(each):
    assert re.fullmatch(r"AR_[A-Z_]+", each.name)
    assert each.call.__name__ == each.name.lower()
    names = [argument.name for argument in each.arguments]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)
    # Excel cuts what the wizard shows of all argument names together at 255 characters.
    assert len(",".join(names)) <= WIZARD
    assert {argument.kind for argument in each.arguments} <= KINDS


@each
def test_what_is_optional_stands_last(each):
    optional = [argument.optional for argument in each.arguments]
    assert optional == sorted(optional)
    assert not any(argument.repeated for argument in each.arguments[:-1])


@each
def test_every_example_gives_what_it_says(each):
    assert len(each.examples) >= 2
    for example in each.examples:
        answer = each.call(*example.arguments)
        assert cells(corner(answer, example.result)) == pytest.approx(cells(example.result))


@each
def test_the_result_has_the_shape_and_the_values_that_the_registry_says(each):
    kinds = {"number": (int, float), "date": (int, float), "text": str, "logical": bool, "any": object}
    for example in each.examples:
        answer = each.call(*example.arguments)
        if each.shape in {"cell", "same"} and not any(isinstance(given, list) for given in example.arguments):
            assert not isinstance(answer, list)
        fine = [cell for cell in cells(answer) if cell not in ERRORS and cell != ""]
        assert all(isinstance(cell, kinds[each.value]) for cell in fine)
        assert each.value == "logical" or not any(isinstance(cell, bool) for cell in fine) or each.shape == "table"


@each
def test_a_range_where_one_cell_is_wanted_is_a_bad_value(each):
    good = list(each.examples[0].arguments)
    for place, argument in enumerate(each.arguments[: len(good)]):
        if argument.many or argument.repeated or good[place] is None:
            continue
        answer = each.call(*good[:place], [[good[place]], [good[place]]], *good[place + 1 :])
        assert set(cells(answer)) == {"#VALUE!"}, argument.name


def test_a_function_is_found_by_either_name_and_an_unknown_one_is_named():
    assert function("ar_dpd") is function("AR_DPD")
    with pytest.raises(ValueError, match="no worksheet function is called 'AR_NOTHING'"):
        function("AR_NOTHING")


def test_a_signature_shows_what_is_optional_and_what_may_be_a_range():
    assert function("AR_DPD").signature == "AR_DPD(due_date[], as_of)"
    assert function("AR_INTEREST").signature == "AR_INTEREST(balance[], days[], [daily_rate], [profile])"
    assert function("AR_WHY").signature == "AR_WHY(figure, arguments[], ...)"
