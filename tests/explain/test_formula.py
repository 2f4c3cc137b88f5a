from datetime import date
from fractions import Fraction

import pytest

from arrears.explain.explanation import Quantity, Step
from arrears.explain.formula import agree, evaluate, half_up, replay
from arrears.explain.wording import in_words


def quantity(symbol, value):
    return Quantity(symbol, value, "", symbol, symbol)


@pytest.mark.parametrize(
    ("number", "whole"),
    [(Fraction(49, 100), 0), (Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(-49, 100), 0), (3, 3)],
)
def test_halves_are_rounded_away_from_zero(number, whole):
    assert half_up(number) == whole


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3 - 4", 3),
        ("7 / 2", Fraction(7, 2)),
        ("2 ** 10", 1024),
        ("max(1, 2) + min(1, 2)", 3),
        ("'a' if 1 < 2 else 'b'", "a"),
        ("'a' if 2 <= 1 else 'b'", "b"),
        ("1 if 2 > 1 and 1 > 2 else 0", 0),
        ("1 if 2 > 1 or 1 > 2 else 0", 1),
        ("1 if 2 >= 2 else 0", 1),
        ("day - first", 3),
    ],
)
def test_a_formula_comes_to_its_exact_value(formula, value):
    assert evaluate(formula, {"day": date(2026, 1, 4), "first": date(2026, 1, 1)}) == value


@pytest.mark.parametrize(
    "formula", ["unknown", "__import__('os')", "max.__class__", "[1, 2]", "1.5", "print(1)", "2 % 1"]
)
def test_a_formula_holds_nothing_but_arithmetic_on_its_symbols(formula):
    with pytest.raises(ValueError, match=r"a formula may not hold .*; its symbols are a"):
        evaluate(formula, {"a": 1})


def test_a_step_may_use_what_earlier_steps_gave():
    steps = (
        Step(quantity("rate", Fraction(1, 2))),
        Step(quantity("share", 5), (quantity("whole", 10),), "whole * rate"),
        Step(quantity("rest", 5), (), "whole - share"),
    )
    assert replay(steps) == {"rate": Fraction(1, 2), "whole": 10, "share": 5, "rest": 5}


def test_a_step_may_not_take_another_value_than_an_earlier_step_gave():
    steps = (Step(quantity("rate", 1)), Step(quantity("share", 2), (quantity("rate", 2),), "rate"))
    with pytest.raises(ValueError, match="the step to share takes another rate than an earlier step gave"):
        replay(steps)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1, True),
        (1, 2, False),
        ("a", "a", True),
        (date(2026, 1, 2), date(2026, 1, 2).toordinal(), True),
        (0.13, 0.13 + 1e-12, True),
        (0.13, 0.13 + 1e-6, False),
        (10**15, 10**15 + 1, False),
    ],
)
def test_only_a_solved_rate_may_differ_by_a_billionth(left, right, same):
    assert agree(left, right) is same


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("a - (b - c)", "甲 − (乙 − 丙)", "A − (B − C)"),
        ("a - b + c", "甲 − 乙 + 丙", "A − B + C"),
        ("(a + b) * c", "(甲 + 乙) × 丙", "(A + B) × C"),
        ("a / (b * c)", "甲 ÷ (乙 × 丙)", "A ÷ (B × C)"),
        ("(1 + a) ** b", "(1 + 甲) ^ 乙", "(1 + A) ^ B"),
        ("a if b > 0 and c <= 1 else 0", "若 乙 > 0 且 丙 ≤ 1，则 甲，否则 0", "if B > 0 and C ≤ 1: A; else 0"),
        ("a if b >= 0 or c < 1 else 0", "若 乙 ≥ 0 或 丙 < 1，则 甲，否则 0", "if B ≥ 0 or C < 1: A; else 0"),
        ("half_up(min(a, b))", "四舍五入(取小(甲, 乙))", "round half up(lesser of(A, B))"),
    ],
)
def test_people_read_a_formula_in_their_own_words(formula, zh, en):
    assert in_words(formula, {"a": "甲", "b": "乙", "c": "丙"}) == zh
    assert in_words(formula, {"a": "A", "b": "B", "c": "C"}, "en") == en
