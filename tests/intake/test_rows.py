import pickle
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake.lists import AS_OF, HEADINGS, row

from arrears.intake import read_cases


def codes(intake):
    return intake.rejects[["row", "column", "code"]].to_numpy().tolist()


def warned(intake):
    return intake.warnings[["row", "column", "code"]].dropna().to_numpy().tolist()


@pytest.mark.parametrize(
    "words",
    [
        ["合计"],
        ["总计："],
        ["", "小计"],
        ["Total"],
        ["", "", "合计 3 笔"],
        ["华东区小计"],
        ["合计", "合计", "合计"],
        ["Grand total"],
    ],
)
def test_total_rows_are_skipped_and_counted(read, words):
    total = [*words, *[None] * (4 - len(words)), 3000]
    intake = read([HEADINGS, row(1), total, row(2), [], total])
    assert (intake.rows, intake.totals, intake.rejected_rows) == (2, 2, 0)
    assert intake.warnings[["code", "message"]].to_numpy().tolist() == [
        ["TOTAL_ROW", "合计行（第 3, 6 行），未作为案件导入"]
    ]


def test_a_case_of_somebody_called_total_is_a_case(read):
    intake = read([HEADINGS, row(1, 客户姓名="合计"), row(2, 客户姓名="Total")])
    assert (intake.rows, intake.totals) == (2, 0)


def test_a_row_with_a_total_word_and_a_case_id_is_never_skipped(read):
    assert read([HEADINGS, row(1), row(2, 客户姓名="合计")]).rows == 2


def test_blank_rows_are_no_rows_and_a_single_value_is_one(read):
    intake = read([HEADINGS, [], row(1), [" ", "\u3000"], [None, "张三"]])
    assert intake.rows == 2
    assert codes(intake) == [
        [5, "case_id", "REQUIRED_MISSING"],
        [5, "principal", "ONE_OF_MISSING"],
        [5, "due_date", "REQUIRED_MISSING"],
    ]


def test_the_second_row_of_a_case_is_refused_naming_the_first(read):
    intake = read([HEADINGS, row("00"), row(2), row("00"), ["ｃ００", *row(1)[1:]]], lang="en")
    assert intake.cases["source_row"].tolist() == [2, 3]
    assert codes(intake) == [[4, "case_id", "CASE_ID_DUPLICATE"], [5, "case_id", "CASE_ID_DUPLICATE"]]
    assert intake.rejects["message"][0] == "case id C00 is also in row 2"


@pytest.mark.parametrize(
    ("change", "column", "error"),
    [
        ({"到期还款日": "2100-01-01"}, "due_date", "DATE_OUT_OF_RANGE"),
        ({"到期还款日": None}, "due_date", "REQUIRED_MISSING"),
        ({"到期还款日": "-"}, "due_date", "DATE_INVALID"),
        ({"逾期本金": -0.01}, "principal", "AMOUNT_NEGATIVE"),
        ({"逾期本金": 0.005}, "principal", "AMOUNT_SUB_FEN"),
        ({"逾期本金": True}, "principal", "AMOUNT_INVALID"),
        ({"逾期本金": date(2026, 1, 1)}, "principal", "AMOUNT_INVALID"),
        ({"客户姓名": 12}, "customer_name", "NAME_INVALID"),
        ({"案件编号": 1.1e16}, "case_id", "CASE_ID_PRECISION_LOST"),
        ({"逾期本金": "-", "账单金额": ""}, "principal", "ONE_OF_MISSING"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_no_other(read, change, column, error):
    intake = read([HEADINGS, row(1), row(2, **change), row(3)])
    assert intake.cases["source_row"].tolist() == [2, 4]
    assert codes(intake) == [[3, column, error]]


@pytest.mark.parametrize(
    ("change", "column", "warning"),
    [
        ({"账单金额": -0.01}, "statement_balance", "NEGATIVE_BALANCE"),
        ({"账单金额": 0, "逾期本金": 0}, "principal", "ZERO_BALANCE"),
        ({"案件编号": 7}, "case_id", "CASE_ID_NUMERIC"),
        ({"到期还款日": "2099-01-01"}, "due_date", "DUE_FAR"),
        ({"手机号": "13800001234/13900001234"}, "phone", "PHONE_MULTIPLE"),
        ({"客户姓名": "@SUM(1)"}, "customer_name", "FORMULA_LIKE_TEXT"),
        ({"催收员": "＝1+1"}, "collector", "FORMULA_LIKE_TEXT"),
        ({"手机号": 1.38e20}, "phone", "PHONE_INVALID"),
        ({"手机号": "138****1234"}, "phone", "PHONE_INVALID"),
        ({"标记": "VIP"}, "flags", "FLAG_UNKNOWN"),
    ],
)
def test_what_is_only_odd_is_accepted_with_a_warning(read, change, column, warning):
    intake = read([HEADINGS, row(1), row(2, **change)])
    assert (intake.rows, intake.rejected_rows) == (2, 0)
    assert warned(intake) == [[3, column, warning]]


@pytest.mark.parametrize(
    ("balance", "minimum", "warns"), [(100, 100, False), (100, 100.01, True), (-5, 0, False), (None, 1, False)]
)
def test_a_minimum_payment_above_the_balance_is_told(read, balance, minimum, warns):
    headings = ["案件编号", "账单金额", "最低还款额", "逾期本金", "到期还款日"]
    intake = read([headings, ["C1", balance, minimum, 50, "2026-01-31"]])
    assert ("MINPAY_GT_BALANCE" in intake.warnings["code"].tolist()) is warns


def test_what_has_happened_is_not_in_the_future(read):
    headings = ["案件编号", "逾期本金", "到期还款日", "最后还款日", "身份证号"]
    born_that_day = "110100202611231235"
    rows = [["C1", 1, "2027-01-31", "2026-11-23", None], ["C2", 1, "2027-01-31", "2026-11-24", None]]
    rows += [["C3", 1, "2027-01-31", None, born_that_day]]
    assert codes(read([headings, *rows])) == [[3, "last_payment_date", "DATE_IN_FUTURE"]]
    assert warned(read([headings, rows[2]], as_of=date(2026, 11, 22))) == [[2, "id_number", "ID_INVALID"]]


def test_personal_values_are_covered_in_every_report(read):
    secrets = ["欧阳娜娜", "12345678", "110105194912310021", "6222020000000016", "zhang@", "北京市\ufffd朝阳区"]
    headings = ["案件编号", "逾期本金", "到期还款日", "客户姓名", "手机号", "身份证号", "卡号", "邮箱", "地址"]
    intake = read([headings, ["C1", "x", "2026-01-31", *secrets]], required=["customer_name"])
    assert len(intake.rejects) == 6
    for lang_of_report in (intake.rejects.to_csv(), intake.warnings.to_csv(), repr(intake.errors)):
        assert not [secret for secret in secrets if secret in lang_of_report]


def test_placeholders_are_blank_only_where_a_cell_may_be_blank(read):
    intake = read([HEADINGS, row(1, 手机号="无", 催收员="-", 标记="N/A")])
    assert intake.cases.loc[0, ["phone", "collector", "flags"]].isna().all()


def test_currencies_become_codes_and_a_mixture_is_told(read):
    headings = ["案件编号", "逾期本金", "到期还款日", "币种"]
    intake = read([headings, ["C1", 1, "2026-01-31", "人民币"], ["C2", 1, "2026-01-31", "美元"]])
    assert intake.cases["currency"].tolist() == ["CNY", "USD"]
    assert intake.warnings["message"].tolist() == ["清单中有多种币种（CNY, USD）；合计没有意义"]


def test_a_further_column_never_takes_the_name_of_one_of_ours(read):
    intake = read([[*HEADINGS, "source_row", "principal_fen"], [*row(1), "a", 5.0]])
    assert intake.table.loc[0, ["source_row_", "principal_fen_", "source_row"]].tolist() == ["a", 5.0, 2]


def test_what_is_read_survives_the_way_back_from_a_child_process(read):
    intake = read([HEADINGS, row(1), row(2, 逾期本金="x")])
    again = pickle.loads(pickle.dumps(intake))  # noqa: S301  # our own bytes
    assert again.rejects.equals(intake.rejects)
    assert again.table.equals(intake.table)


USUAL = ["", "C1", "C2", "0001", "张三", "13800001234", "1000", "1,000.5", "-5", "2026-01-31", "2026-02-30", "投诉"]
ODD = ["VIP", "合计", "小计(东)", "#N/A", "无", "NaN", "\u200b", "1e5", "'007", "=1+1", "—", "\ufffd"]
CELL = st.sampled_from(USUAL + ODD)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(st.lists(CELL, max_size=len(HEADINGS) + 1), min_size=1, max_size=12))
def test_accepted_and_rejected_rows_are_all_rows_that_are_neither_blank_nor_totals(tmp_path, rows):
    path = tmp_path / "list.csv"
    lines = [HEADINGS, [str(cell) for cell in row(1)], *rows]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in cells) for cells in lines), "utf-8")
    intake = read_cases(path, as_of=AS_OF)
    filled = [number for number, cells in enumerate(lines, start=1) if "".join(cells).replace("\u200b", "")][1:]
    told = " ".join(intake.warnings["message"][intake.warnings["code"] == "TOTAL_ROW"])
    spans = [span.split("–") for span in re.findall(r"\d+(?:–\d+)?", told)]
    totals = [number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)]
    rejected = [found.number for found in intake.rejected]
    accepted = intake.cases["source_row"].tolist()
    assert sorted(accepted + rejected + totals) == filled
    assert (len(accepted) + len(rejected), len(totals)) == (intake.rows, intake.totals)
    assert set(intake.rejects["row"]) == set(rejected)
    assert {"".join(lines[number - 1][:1]).strip("'\u200b") for number in totals} <= {"", "合计", "小计(东)", "—", "无"}
