from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.documents.messages import fill_message, sms_length
from arrears.documents.placeholders import names_in, put_in
from arrears.errors import ArrearsError
from arrears.policy import Policies

DAY = date(2026, 11, 23)


def filled(text, lang="zh", **row):
    return fill_message(text, row, as_of=DAY, lang=lang)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.30元"),
        (1234567.89, "1,234,567.89元"),
        ("1,234.5", "1,234.50元"),
        ("（￥１２．５０）", "-12.50元"),
        (Decimal("0.01"), "0.01元"),
        (np.int64(5), "5.00元"),
        (0, "0.00元"),
    ],
)
def test_an_amount_is_exact_to_the_fen(cell, text):
    assert filled("{应还合计}", 应还合计=cell) == text


@pytest.mark.parametrize("cell", ["abc", "1.234", True, "NaN", float("inf"), "#N/A"])
def test_what_is_no_amount_is_refused_with_its_heading(cell):
    with pytest.raises(ArrearsError, match="应还合计"):
        filled("{应还合计}", 应还合计=cell)


@pytest.mark.parametrize(
    "cell", ["2026-12-01", "2026年12月1日", 46357, 46357.0, datetime(2026, 12, 1), date(2026, 12, 1), pd.Timestamp("2026-12-01"), np.datetime64("2026-12-01")]  # noqa: DTZ001
)  # fmt: skip
def test_a_day_is_written_in_words_however_it_comes(cell):
    assert filled("{承诺还款日}", 承诺还款日=cell) == "2026年12月1日"
    assert filled("{Promise date}", "en", promise_date=cell) == "1 December 2026"


@pytest.mark.parametrize("cell", ["tomorrow", "2026-02-30", 60, True])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ArrearsError, match="承诺还款日"):
        filled("{承诺还款日}", 承诺还款日=cell)


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_names_its_placeholder(cell):
    with pytest.raises(ArrearsError, match=r"\{承诺还款日\}") as error:
        filled("{承诺还款日}", 承诺还款日=cell)
    assert "没有值" in error.value.zh


def test_a_placeholder_that_names_nothing_is_refused():
    with pytest.raises(ArrearsError, match=r"\{暗号\} names no column"):
        filled("{暗号}", 客户姓名="张三")


@pytest.mark.parametrize("text", ["{", "}", "a {} b", "{ }", "{a{b}", "{客户\n姓名}"])
def test_a_brace_that_names_nothing_is_refused_with_its_place(text):
    with pytest.raises(ArrearsError, match=r"character \d+"):
        names_in(text)


def test_doubled_braces_are_braces():
    assert filled("{{客户姓名}}：{客户姓名}", 客户姓名="张三") == "{客户姓名}：张*"


def test_what_is_put_in_is_not_searched_again():
    assert filled("{资产情况}", 资产情况="{身份证号}", 身份证号="1") == "{身份证号}"


@pytest.mark.parametrize(
    ("heading", "cell", "text"),
    [
        ("客户姓名", "张三丰", "张**"),
        ("手机号", "13800138000", "138****8000"),
        ("手机号", 13800138000.0, "138****8000"),
        ("卡号", "6222021234567890123", "622202*********0123"),
        ("身份证号", "11010519491231002X", "1****************X"),
    ],
)
def test_personal_data_are_masked(heading, cell, text):
    assert filled(f"{{{heading}}}", **{heading: cell}) == text


def test_a_number_in_a_column_that_nobody_knows_is_masked_too():
    assert filled("{配偶电话}", 配偶电话="13800138000") == "138****8000"


def test_a_card_number_that_lost_its_digits_is_refused_and_not_quoted():
    with pytest.raises(ArrearsError) as error:
        filled("{卡号}", 卡号=6.222021234567890e18)
    assert "6222" not in error.value.message + error.value.zh


@pytest.mark.parametrize(("card", "tail"), [("6222021234567890123", "0123"), ("622202 1234 5678", "5678")])
def test_the_last_four_digits_of_a_card_can_be_named(card, tail):
    assert filled("{卡号后四位}", 卡号=card) == tail


@pytest.mark.parametrize("card", ["", None, "****", "123", 6.222021234567890e18])
def test_without_a_card_number_its_last_digits_are_missing(card):
    with pytest.raises(ArrearsError, match="卡号后四位"):
        filled("{卡号后四位}", 卡号=card)


def test_headings_of_either_language_synonyms_and_keys_mean_the_same():
    for heading in ("逾期本金", "Principal", "principal", "剩余本金"):
        assert filled("{逾期本金}", **{heading: 5}) == "5.00元"
    assert filled("{逾期本金}", principal_fen=500) == "5.00元"
    assert filled("{逾期本金}", **{"逾期本金（万元）": 1.5}) == "15,000.00元"


def test_total_due_and_days_past_due_are_computed_where_the_list_has_none():
    row = {"到期还款日": "2026-11-22", "逾期本金": 100, "利息": 1.5, "违约金": "5"}
    assert filled("{应还合计}，{逾期天数}天", **row) == "106.50元，1天"
    assert filled("{逾期天数}", **(row | {"到期还款日": "2026-11-23"})) == "0"


def test_a_lists_own_total_is_taken_as_it_stands():
    assert filled("{应还合计}", 应还合计=7, 到期还款日="2026-01-01", 逾期本金=100) == "7.00元"


def test_another_currency_is_named():
    assert filled("{逾期本金}", 逾期本金=5, 币种="美元") == "USD 5.00"
    assert fill_message("{Principal}", {"Principal": 5}, policies=Policies("us"), lang="en") == "USD 5.00"


def test_a_house_names_itself(tmp_path):
    (tmp_path / "sender.toml").write_text(
        '[[version]]\nrule = "HOUSE-SENDER"\neffective = 2020-01-01\nsource = "ours"\ntrust = "H"\nwords = "x"\n'
        'checked = 2026-11-23\nname_zh = "示例银行"\n',
        encoding="utf-8",
    )
    text = fill_message("{发送机构}：{客服电话}", {}, policies=Policies("cn", tmp_path), as_of=DAY)
    assert text == "示例银行：卡片背面的客服电话"


@pytest.mark.parametrize(
    ("text", "characters", "parts"),
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("还" * 70, 70, 1),
        ("还" * 71, 71, 2),
        ("还" * 134, 134, 2),
        ("还" * 135, 135, 3),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
    ],
)
def test_a_message_is_counted_as_networks_count_it(text, characters, parts):
    assert sms_length(text) == (characters, parts)


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_a_text_without_placeholders_stays_as_it_is(text):
    assert put_in(text, lambda _name: "x") == text
