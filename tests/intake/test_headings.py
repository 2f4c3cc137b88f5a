import re

import pytest
from intake.lists import AS_OF, HEADINGS, row

from arrears.errors import IntakeError
from arrears.intake import read_cases
from arrears.intake.mapping.headings import meaning
from arrears.tables.columns import CASE_COLUMNS


@pytest.mark.parametrize("column", CASE_COLUMNS, ids=lambda column: column.key)
def test_key_both_headings_and_all_synonyms_mean_the_column(column):
    for word in (column.key, column.zh, column.en, *column.synonyms):
        for noisy in (word, f" {word}\n", f"*{word}", f"【{word}】", f"{word}（必填）", word.upper()):
            assert meaning(noisy)[0] == column.key


def test_no_two_columns_share_a_word():
    words = [word.casefold() for c in CASE_COLUMNS for word in {c.key, c.zh, c.en.casefold(), *c.synonyms}]
    assert len({word.replace("_", " ") for word in words}) >= len(words) - len(CASE_COLUMNS)
    found = {word: {c.key for c in CASE_COLUMNS if word in (c.zh, *c.synonyms)} for word in words}
    assert not {word: keys for word, keys in found.items() if len(keys) > 1}


@pytest.mark.parametrize(
    ("heading", "key", "fen"),
    [
        ("逾期本金(元)", "principal", 100),
        ("逾期本金（万元）", "principal", 1_000_000),
        ("逾期本金(单位：元)", "principal", 100),
        ("逾期本金/元", "principal", 100),
        ("逾期本金元", "principal", 100),
        ("逾期本金【分】", "principal", 1),
        ("Principal (CNY)", "principal", 100),
        ("Principal (USD)", "principal", 100),
        ("利息(%)", "interest", 0),
        ("到期还款日(YYYY-MM-DD)", "due_date", 100),
        ("案件编号/Case ID", "case_id", 100),
        ("案 件\n编 号", "case_id", 100),
        ("ＣＡＳＥ＿ＩＤ", "case_id", 100),
        ("手机号(配偶)", "", 100),
        ("手机号(元)", "", 100),
        ("本金(含利息)", "", 100),
        ("卡号后四位", "", 100),
        ("备注", "", 100),
    ],
)
def test_a_remark_is_a_unit_or_nothing_or_makes_it_another_column(heading, key, fen):
    assert (meaning(heading).key, meaning(heading).fen_in_unit) == (key, fen)


def refused(read, *args, **how):
    with pytest.raises(IntakeError) as caught:
        read(*args, **how)
    error = caught.value
    assert "\n" not in error.message + error.zh
    return error


def test_headings_are_found_below_a_title_in_any_order_and_further_columns_stay(read):
    order = [5, 3, 0, 1, 2, 4, 6, 7]
    rows = [["2026年1月委案清单"], [], [HEADINGS[i] for i in order] + ["批次"], [row(1)[i] for i in order] + ["甲"]]
    intake = read(rows)
    assert intake.cases.loc[0, ["case_id", "customer_name", "批次", "source_row"]].tolist() == ["C1", "张三", "甲", 4]
    assert intake.warnings["code"].tolist() == ["UNKNOWN_COLUMNS"]
    assert "批次" in intake.warnings["message"][0]


def test_units_in_headings_scale_exactly(read):
    intake = read(
        [["案件编号", "账单金额(万元)", "逾期本金(分)", "到期还款日"], ["C1", 1.2345, 900_001.0, "2026-01-31"]]
    )
    assert intake.table.loc[0, ["statement_balance_fen", "principal_fen"]].tolist() == [1_234_500, 900_001]


def test_a_currency_in_a_heading_is_the_currency_of_every_row(read):
    intake = read([["案件编号", "逾期本金(USD)", "到期还款日"], ["C1", 1, "2026-01-31"]])
    assert intake.cases[["principal", "currency"]].astype(str).to_numpy().tolist() == [["1.00", "USD"]]
    assert intake.warnings["code"].tolist() == ["CURRENCY_TAKEN"]


def test_a_heading_of_percent_is_no_amount(read):
    error = refused(read, [["案件编号", "逾期本金(%)", "到期还款日"], ["C1", 1, "2026-01-31"]])
    assert error.code == "UNIT_UNSUPPORTED"
    assert "逾期本金(%)" in error.zh


def test_two_columns_of_one_heading_are_refused_naming_both(read):
    error = refused(read, [[*HEADINGS, "手机号"], [*row(1), "13900001234"]])
    assert error.code == "DUPLICATE_COLUMN"
    assert "'手机号' (C), '手机号' (I)" in error.zh
    error = refused(read, [[*HEADINGS, "逾期利息", "利息"], [*row(1), 1, 2]])
    assert "'逾期利息' (I), '利息' (J)" in error.zh


def test_a_second_phone_under_another_heading_is_the_second_phone(read):
    intake = read([["联系电话", *HEADINGS, "家庭电话"], ["13900001234", *row(1), "010-12345678"]])
    assert intake.cases.loc[0, ["phone", "phone_2"]].tolist() == ["13800001234", "010-12345678"]
    assert intake.cases.loc[0, "联系电话"] == "13900001234"
    intake = read([["联系电话", *HEADINGS], ["13900001234", *row(1)]])
    assert intake.cases.loc[0, ["phone", "phone_2"]].tolist() == ["13800001234", "13900001234"]


def test_two_further_columns_of_one_name_are_refused_too(read):
    assert refused(read, [[*HEADINGS, "备注", "备注"], row(1)]).code == "DUPLICATE_COLUMN"


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (["客户姓名", "到期还款日", "逾期本金"], "案件编号"),
        (["案件编号", "客户姓名", "逾期本金"], "到期还款日"),
        (["案件编号", "客户姓名", "到期还款日"], "逾期本金 / 账单金额"),
    ],
)
def test_a_missing_column_is_named(read, headings, missing):
    error = refused(read, [headings, ["1", "2", "3"]])
    assert error.code == "REQUIRED_COLUMN_MISSING"
    assert missing in error.zh
    assert not re.search("[\u4e00-\u9fff]", error.message)


def test_a_column_that_the_caller_requires_must_be_there_and_filled(read):
    assert refused(read, [HEADINGS, row(1)], required=["id_number"]).code == "REQUIRED_COLUMN_MISSING"
    intake = read([HEADINGS, row(1, 客户姓名="")], required=["customer_name"])
    assert intake.rejects[["row", "column", "code"]].to_numpy().tolist() == [[2, "customer_name", "REQUIRED_MISSING"]]
    with pytest.raises(ValueError, match="'name', which there is not"):
        read([HEADINGS, row(1)], required=["name"])


def test_data_without_headings_are_never_mapped_by_position(read):
    assert refused(read, [row(1), row(2)]).code == "HEADER_NOT_FOUND"


def test_a_second_case_list_is_refused_unless_the_sheet_is_named(read):
    book = {"一月": [HEADINGS, row(1)], "二月": [HEADINGS, row(2)]}
    error = refused(read, book)
    assert (error.code, "一月, 二月" in error.zh) == ("MULTIPLE_SHEETS", True)
    assert read(book, sheet="二月").cases["case_id"].tolist() == ["C2"]
    assert refused(read, book, sheet="三月").code == "SHEET_MISSING"


def test_other_sheets_are_named_and_a_hidden_one_is_never_chosen(read):
    def hide(_book, sheet):
        if sheet.name == "旧":
            sheet.hide()

    intake = read({"案件": [HEADINGS, row(1)], "旧": [HEADINGS, row(2)], "说明": [["联系人"]]}, touch=hide)
    assert intake.cases["case_id"].tolist() == ["C1"]
    assert dict(zip(intake.warnings["code"], intake.warnings["message"], strict=True)) == {
        "HIDDEN_SHEETS": "隐藏的工作表未读取：旧",
        "OTHER_SHEETS": "其他工作表未读取：说明",
    }


def test_headings_without_cases_are_no_case_list(read):
    assert refused(read, [HEADINGS]).code == "NO_ROWS"
    assert refused(read, [HEADINGS, ["合计", None, None, 5]]).code == "NO_ROWS"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("案件編號", "case_id"), ("合約編號", "case_id"), ("到期還款日", "due_date"), ("手機號", "phone"), ("逾期本金（萬元）", "principal"),
        ("客戶姓名", "customer_name"), ("身份證號碼", "id_number"), ("幣種", "currency"), ("帳單金額", "statement_balance"),
        ("催收員", "collector"), ("違約金", "late_fee"), ("郵箱", "email"), ("標記", "flags"),
    ],
)  # fmt: skip
def test_headings_in_traditional_signs_mean_what_they_mean_in_simplified_ones(heading, key):
    assert meaning(heading).key == key


def test_a_list_from_hong_kong_is_read_with_its_unit_total_flags_and_notes(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "單位：萬元,,,\n案件編號,到期還款日,逾期本金,標記\nA1,2026-09-10,1.2,投訴\n合計,,1.2,\n製表人：某某,,,\n",
        "utf-8",
    )
    intake = read_cases(path, as_of=AS_OF)
    assert intake.cases[["case_id", "principal", "flags"]].astype(str).to_numpy().tolist() == [
        ["A1", "12000.00", "complaint"]
    ]
    assert {"UNIT_APPLIED", "TOTAL_ROW", "FOOT_LINE"} <= set(intake.warnings["code"])
