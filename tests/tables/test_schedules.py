"""Headings of a schedule, and the words for methods and day counts."""

import pytest

from arrears.policy.records.plans import PlanTerms
from arrears.rules.day_count import DayCount
from arrears.rules.schedule import Method
from arrears.tables.schedules import DAY_COUNT_WORDS, METHOD_WORDS, SCHEDULE_COLUMNS, day_count_of, method_of


def test_the_headings_are_the_contracts():
    english = ", ".join(column.heading("en") for column in SCHEDULE_COLUMNS)
    assert english == "no, due date, opening, payment, principal, interest, fee, closing"
    chinese = "、".join(column.heading("zh") for column in SCHEDULE_COLUMNS)
    assert chinese == "期数、到期还款日、期初余额、应还金额、应还本金、应还利息、手续费、期末余额"


def test_every_method_and_day_count_of_the_rules_has_words():
    assert set(METHOD_WORDS) == set(Method)
    assert set(DAY_COUNT_WORDS) == set(DayCount)


def test_no_word_means_two_things():
    for words in (METHOD_WORDS, DAY_COUNT_WORDS):
        every = [word.casefold() for key, others in words.items() for word in (key, *others)]
        assert len(set(every)) == len(every)


@pytest.mark.parametrize("method", list(METHOD_WORDS))
def test_a_method_is_found_by_each_of_its_words(method):
    assert {method_of(word) for word in (method, *METHOD_WORDS[method])} == {method}


@pytest.mark.parametrize(
    ("word", "method"),
    [
        ("等额本息", "equal_instalment"),
        ("等额本金", "equal_principal"),
        ("手续费分期", "flat_fee"),
        ("先息后本", "interest_only"),
        ("气球贷", "balloon"),
        ("递增还款", "step_up"),
        (" EQUAL_PRINCIPAL ", "equal_principal"),
    ],
)
def test_the_usual_chinese_words_are_known(word, method):
    assert method_of(word) == method


@pytest.mark.parametrize(
    ("word", "convention"),
    [
        ("30/360", "30/360 Bond Basis"),
        ("30e/360", "30/360 Eurobond"),
        ("30U/360", "30/360 USA"),
        ("act/365", "ACT/365F"),
        ("ACT/ACT", "ACT/ACT ISDA"),
        ("实际/360", "ACT/360"),
    ],
)
def test_a_short_name_means_the_usual_convention(word, convention):
    assert day_count_of(word) == convention


@pytest.mark.parametrize(("find", "what"), [(method_of, "repayment method"), (day_count_of, "day count")])
def test_an_unknown_word_is_told_with_those_there_are(find, what):
    with pytest.raises(ValueError, match=f"there is no {what} 'other'; choose one of .*, .*/"):
        find("other")


def test_the_houses_terms_are_checked_on_loading():
    with pytest.raises(ValueError, match="step_every"):
        PlanTerms.model_validate(
            {
                "rule": "X",
                "effective": "2026-01-01",
                "source": "x",
                "trust": "H",
                "words": "x",
                "checked": "2026-01-01",
                "day_count": "ACT/365F",
                "annual_rate_ceiling": "1",
                "fee_rate_ceiling": "1",
                "balloon_share": "0.3",
                "step_rate": "0.1",
                "step_every": 0,
                "level_multiple_fen": 1,
            }
        )
