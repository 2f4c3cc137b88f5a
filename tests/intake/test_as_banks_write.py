"""Lists as banks really write them: units, totals, currencies, headings, forms of writing, flags; each family in its usual disguises."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from time import process_time

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from intake.good_lists import NAMES, as_xls
from intake.lists import AS_OF
from pydantic import ValidationError
from stdnum.cn import ric

from arrears.errors import ArrearsError, IntakeError
from arrears.intake import propose_mapping, read_cases, read_table
from arrears.intake.mapping.kept import Kept, as_toml, keep, read_kept
from arrears.intake.mapping.units import read_unit
from arrears.store.records import Assignment
from arrears.tables.columns import Column, Kind
from arrears.tables.contract import CASES, Contract
from arrears.tables.faults import Fault
from arrears.tables.identity import parse_id_number
from arrears.workbooks.reports.rejected import write_rejected

HEAD = ["案件编号", "到期还款日", "逾期本金"]
ROWS = [["A1", "2026-09-10", 1.23], ["A2", "2026-09-11", 0.8]]
WAN = [Decimal("12300.00"), Decimal("8000.00")]


def principals(intake):
    return intake.cases["principal"].tolist()


def codes(intake):
    return intake.warnings["code"].tolist()


def refused(read, *args, **how):
    with pytest.raises(IntakeError) as caught:
        read(*args, **how)
    return caught.value


# Units


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["单位：万元"], HEAD, *ROWS], id="above"),
        pytest.param([["XX银行逾期清单（金额单位：万元）"], HEAD, *ROWS], id="in a title"),
        pytest.param([["XX银行逾期清单（万元）"], HEAD, *ROWS], id="in a title's brackets"),
        pytest.param([["清单", None, None, "单位:万元"], HEAD, *ROWS], id="above, at the right"),
        pytest.param([[*HEAD, "单位：万元"], *ROWS], id="beside the headings"),
        pytest.param([HEAD, [*ROWS[0], "单位：万元"], ROWS[1]], id="beside a row"),
        pytest.param([HEAD, [None, None, "万元"], *ROWS], id="in a row under the headings"),
        pytest.param([HEAD, ["文本", "日期", "（万元）"], *ROWS], id="among kinds in a row under the headings"),
        pytest.param([[*HEAD, "单位"], *([*row, "万元"] for row in ROWS)], id="in a column"),
        pytest.param([HEAD, *ROWS, ["备注：金额单位为万元"]], id="in a note below"),
        pytest.param([["案件编号", "到期还款日", "逾期本金（万元）"], *ROWS], id="in the heading"),
        pytest.param([[None, None, "金额（万元）"], HEAD, *ROWS], id="over the column"),
    ],
)
def test_a_unit_is_applied_wherever_it_stands_and_told_with_an_example(read, rows):
    intake = read(rows)
    assert principals(intake) == WAN
    assert codes(intake).count("UNIT_APPLIED") == 1
    told = intake.warnings["message"][codes(intake).index("UNIT_APPLIED")]
    assert "1.23 → 12,300.00" in told
    as_text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    assert principals(read(as_text, "list.csv")) == WAN


@pytest.mark.parametrize(
    ("said", "factor", "currency"),
    [
        ("单位：元", 1, None),
        ("单位：千元", 1_000, None),
        ("单位：亿元", 100_000_000, None),
        ("单位：户、万元", 10_000, None),
        ("单位：人民币万元", 10_000, None),
        ("单位：万美元", 10_000, "USD"),
        ("Amounts in USD thousands", 1_000, "USD"),
        ("(in lakhs of rupees)", 100_000, "INR"),
        ("填报单位：XX支行", 1, None),
        ("单位：XX银行信用卡中心", 1, None),
        ("币种：港币", 1, "HKD"),
    ],
)
def test_words_of_units_and_names_of_organisations(read, said, factor, currency):
    intake = read([[said], HEAD, ["A1", "2026-09-10", 1.5]])
    assert principals(intake) == [Decimal("1.50") * factor]
    found = intake.cases["currency"].tolist()[0]
    assert (found == currency) if currency else found != found  # noqa: PLR0124  # NaN


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：万元"], ["案件编号", "到期还款日", "逾期本金（元）"], *ROWS],
        [["单位：万元", None, "单位：元"], HEAD, *ROWS],
        [["单位：千元"], HEAD, [None, None, "万元"], *ROWS],
        [["单位：万元"], [*HEAD, "单位"], *([*row, "元"] for row in ROWS)],
        [["币种：美元"], ["案件编号", "到期还款日", "逾期本金（港币）"], *ROWS],
    ],
)
def test_two_units_that_contradict_refuse_the_file_with_the_question(read, rows):
    error = refused(read, rows)
    assert error.code == "UNIT_CONFLICT"
    assert "？" in error.zh or "请确认" in error.zh


def test_a_unit_of_money_that_is_not_known_refuses_the_file(read):
    assert refused(read, [["单位：万点元"], HEAD, *ROWS]).code == "UNIT_UNSUPPORTED"


def test_a_unit_of_some_columns_is_theirs_alone(read):
    head = [*HEAD, "利息", "违约金"]
    rows = [["本金单位：万元，利息单位：元"], head, ["A1", "2026-09-10", 1.5, 20, 3]]
    assert read(rows).cases[["principal", "interest", "late_fee"]].to_numpy().tolist() == [
        [Decimal("15000.00"), Decimal("20.00"), Decimal("3.00")]
    ]


def test_a_column_of_employers_is_no_column_of_units(read):
    assert principals(read([[*HEAD, "单位"], [*ROWS[0], "大元公司"], [*ROWS[1], None]])) == [
        Decimal("1.23"),
        Decimal("0.80"),
    ]


def test_a_row_without_its_unit_is_refused_where_rows_have_their_own(read):
    intake = read([[*HEAD, "单位"], [*ROWS[0], "万元"], ROWS[1]])
    assert intake.rejects[["row", "code"]].to_numpy().tolist() == [[3, "UNIT_MISSING"]]


def test_units_orders_and_marks_travel_with_the_list_of_rejected_rows(read, tmp_path):
    head = ["案件编号", "到期还款日", "最后还款日", "逾期本金"]
    rows = [["单位：万元"], head, ["A1", "2026-09-10", "31/10/2026", "1.234,50"], ["A2", "x", "03/04/2026", "2,5"]]
    first = read(rows)
    path = write_rejected(first, tmp_path / "rejected.xlsx").path
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book.active[1]][3:] == [
        "案件编号",
        "到期还款日",
        "最后还款日（DD/MM/YYYY）",
        "逾期本金（万元）（小数逗号）",
    ]
    book.active["E2"] = "2026-09-11"
    book.save(path)
    again = read_cases(path, as_of=AS_OF)
    assert again.cases[["principal", "last_payment_date"]].astype(str).to_numpy().tolist() == [
        ["25000.00", "2026-04-03"]
    ]


@given(st.sampled_from(["", "人民币", "USD"]), st.sampled_from(["", "百", "千", "万", "百万", "亿"]))
def test_every_multiple_of_every_currency_is_a_unit(currency, times):
    unit = read_unit(f"{currency}{times}元")
    factor = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "亿": 100_000_000}[times]
    assert unit.fen == 100 * factor
    assert unit.currency == {"": "", "人民币": "CNY", "USD": "USD"}[currency]


# Totals, headings again, notes


@pytest.mark.parametrize(
    "total",
    [
        *(
            ["合 计"],
            ["汇总"],
            ["累计"],
            ["总额"],
            ["共2户"],
            ["平均值"],
            ["Sum"],
            ["王芳 小计"],
            ["王芳 汇总"],
            ["Ann Total"],
            ["本页合计"],
        ),
        *(["合計"], ["2户"], ["Grand Total:"], [None], ["—"], ["2"]),
    ],
)
def test_a_total_is_no_case_and_no_reject_whatever_it_is_called(read, total):
    intake = read(
        [[*HEAD, "催收员"], ["A1", "2026-09-10", 100, "王芳"], ["A2", "2026-09-11", 200, "王芳"], [*total, None, 300]]
    )
    assert (len(intake.cases), intake.rejected_rows, codes(intake)) == (2, 0, ["TOTAL_ROW"])


def test_subtotals_and_a_total_are_told_once(read):
    rows = [
        ["A1", "2026-09-10", 100],
        [None, None, 100],
        ["A2", "2026-09-10", 50],
        ["A3", "2026-09-10", 60],
        [None, None, 110],
        [None, None, 210],
    ]
    intake = read([HEAD, *rows])
    assert intake.cases["case_id"].tolist() == ["A1", "A2", "A3"]
    assert (codes(intake), intake.rejected_rows) == (["TOTAL_ROW"], 0)


def test_a_case_whose_amount_is_the_sum_of_those_above_is_a_case(read):
    assert read([HEAD, ["A1", "2026-09-10", 100], ["A2", "2026-09-10", 200], ["A3", "2026-09-10", 300]]).rows == 3


def test_a_row_without_an_id_that_is_no_sum_is_refused(read):
    assert read([HEAD, ["A1", "2026-09-10", 100], [None, "2026-09-10", 99]]).rejected_rows == 1


def test_formulas_that_add_up_and_a_tables_total_row_are_totals(read):
    def formula(_book, sheet):
        sheet.write_formula("C4", "=SUM(C2:C3)", None, 300)

    intake = read([HEAD, ["A1", "2026-09-10", 100], ["A2", "2026-09-10", 200], ["全行", None, None]], touch=formula)
    assert (len(intake.cases), intake.rejected_rows, codes(intake)) == (2, 0, ["TOTAL_ROW"])

    def table(_book, sheet):
        columns = [{"header": text} for text in HEAD]
        columns[0]["total_string"], columns[2]["total_function"] = "x", "sum"
        sheet.add_table("A1:C4", {"columns": columns, "total_row": True})

    intake = read([HEAD, ["A1", "2026-09-10", 100], ["A2", "2026-09-10", 200]], touch=table)
    assert (len(intake.cases), intake.rejected_rows, codes(intake)) == (2, 0, ["TOTAL_ROW"])


def test_headings_and_titles_of_every_printed_page_and_notes_are_passed_over(read):
    title, notes = (
        ["XX银行委外清单"],
        [["制表人：张三", None, "审核人：李四"], ["备注：以上数据仅供参考"], ["第 1 页 共 2 页"]],
    )
    intake = read([title, HEAD, ["A1", "2026-09-10", 100], title, HEAD, ["A2", "2026-09-10", 200], *notes])
    assert (intake.cases["case_id"].tolist(), intake.rejected_rows) == (["A1", "A2"], 0)
    assert codes(intake) == ["HEADING_REPEATED", "FOOT_LINE"]


# Currencies


@pytest.mark.parametrize(
    ("currency", "cell", "fen"),
    [
        ("CNY", "￥1,100.50", 110050),
        ("CNY", "$1,100.50", None),
        ("人民币", "US$5", None),
        ("840", "US$5", 500),
        ("USD", "$5", 500),
        ("HKD", "HK$5", 500),
        ("HKD", "US$5", None),
        ("GBP", "£5", 500),
        ("INR", "₹1,23,456.00", 12345600),
        ("CNY", "1,23,456.00", None),
        ("EUR", "5 €", 500),
        ("156", "5 CNY", 500),
        ("USD", "5元", None),
        ("CNY", "￥-", 0),
    ],
)
def test_signs_beside_amounts_agree_with_the_currency_or_are_the_rows_fault(read, currency, cell, fen):
    intake = read([[*HEAD, "币种"], ["A1", "2026-09-10", cell, currency], ["A2", "2026-09-10", 7, "CNY"]])
    assert intake.table["principal_fen"].tolist() == [*([] if fen is None else [fen]), 700]
    assert intake.rejected_rows == (fen is None)


def test_dollars_are_the_profiles_where_a_list_names_no_currency(read):
    rows = [HEAD, ["A1", "2026-09-10", "$1,100.50"]]
    assert read(rows).rejects["code"].tolist() == ["CURRENCY_DISAGREES"]
    assert principals(read(rows, profile="us")) == [Decimal("1100.50")]
    assert read([HEAD, ["A1", "2026-09-10", "£5"], ["A2", "2026-09-10", "£6"]]).cases["currency"].tolist() == [
        "GBP",
        "GBP",
    ]


@pytest.mark.parametrize(
    ("cells", "fen"),
    [
        (["12.345,60", "3.400", "100,5"], [1234560, 340000, 10050]),
        (["12,345.60", "3.400", "100,5"], [1234560, 340, None]),
        (["100,5"], [None]),
        (["1.234,56", "1,234.56", "3.400"], [None, 123456, None]),
        (["3.400"], [340]),
    ],
)
def test_the_decimal_mark_is_settled_by_the_column_as_a_whole(read, cells, fen):
    intake = read([HEAD, *([f"A{n}", "2026-09-10", cell] for n, cell in enumerate(cells))])
    found = dict(zip(intake.cases["case_id"], intake.table["principal_fen"], strict=True))
    assert [found.get(f"A{n}") for n in range(len(cells))] == fen
    assert intake.rejected_rows == fen.count(None)


@pytest.mark.parametrize("nothing", ["NULL", "null", "nan", "\\N", "None"])
def test_what_programs_write_for_nothing_is_blank(read, nothing):
    intake = read(
        [[*HEAD, "利息", "手机号"], ["A1", "2026-09-10", 1, nothing, nothing], [nothing, "2026-09-10", 1, 2, None]]
    )
    assert intake.cases[["interest", "phone"]].isna().all(axis=None)
    assert intake.rejects[["row", "code"]].to_numpy().tolist() == [[3, "REQUIRED_MISSING"]]
    assert codes(intake) == []


# Headings


def test_headings_in_two_rows_with_groups_of_other_people(read):
    def merge(_book, sheet):
        sheet.merge_range("C1:D1", "客户信息")
        sheet.merge_range("E1:F1", "紧急联系人")
        sheet.merge_range("G1:H1", "欠款（千元）")
        sheet.merge_range("A1:A2", "案件编号")
        sheet.merge_range("B1:B2", "到期还款日")

    rows = [["案件编号", "到期还款日", "客户信息", None, "紧急联系人", None, "欠款（千元）", None]]
    rows += [[None, None, "姓名", "手机号", "姓名", "手机号", "本金", "利息"]]
    rows += [["A1", "2026-09-10", "张三", "13800001234", "李四", "13900001234", 1.5, 0.1]]
    intake = read(rows, touch=merge)
    case = intake.cases.iloc[0]
    assert case[["customer_name", "phone", "紧急联系人手机号"]].tolist() == ["张三", "13800001234", "13900001234"]
    assert case[["principal", "interest"]].tolist() == [Decimal("1500.00"), Decimal("100.00")]


def test_headings_of_real_exports(read):
    head = ["合同号", "户名", "主卡卡号", "移动电话", "币别", "上次联络日", "最近一次还款日", "本金余额", "应还日期"]
    rows = [["H1", "张三", "6222020000000015", "13800001234", "CNY", "2026-11-01", "2026-10-01", 5, "2026-09-10"]]
    found = read([head, *rows]).cases.iloc[0]
    keys = ["case_id", "customer_name", "card_number", "phone", "currency", "principal"]
    assert found[keys].astype(str).tolist() == ["H1", "张三", "6222020000000015", "13800001234", "CNY", "5.00"]
    english = ["Account Number", "Name", "Amount Past Due", "Mobile Phone", "Due Date"]
    found = read([english, ["77", "Ann", 5, "(212) 555-0123", "09/10/2026"]], profile="us").cases.iloc[0]
    assert found[["case_id", "phone", "principal"]].astype(str).tolist() == ["77", "+12125550123", "5.00"]
    assert found["due_date"].date() == date(2026, 9, 10)


def test_a_better_heading_goes_before_one_that_may_mean_it(read):
    found = read([["合同号", *HEAD], ["H9", *ROWS[0]]]).cases.iloc[0]
    assert found[["case_id", "合同号"]].tolist() == ["A1", "H9"]


def test_a_missing_column_comes_with_what_may_be_meant(read):
    error = refused(
        read,
        [["逾期合同代码", "到期还款日", "逾期本金", "催收员"], *([f"H{n}", "2026-09-10", 1, "王芳"] for n in range(5))],
    )
    assert error.code == "REQUIRED_COLUMN_MISSING"
    assert "'逾期合同代码'" in error.message
    assert "是否指“逾期合同代码”" in error.zh


# Dates


@pytest.mark.parametrize(
    ("cells", "profile", "days"),
    [
        (["31/10/2026", "03/04/2026"], "cn", ["2026-10-31", "2026-04-03"]),
        (["10/31/2026", "03/04/2026"], "cn", ["2026-10-31", "2026-03-04"]),
        (["10/31/2026", "03/04/2026"], "uk", ["2026-10-31", "2026-03-04"]),
        (["01/02/2026", "03/04/2026"], "us", ["2026-01-02", "2026-03-04"]),
        (["01/02/2026", "03/04/2026"], "uk", ["2026-02-01", "2026-04-03"]),
        (["10/31/2026", "31/10/2026", "03/04/2026"], "us", ["2026-10-31", "2026-10-31", None]),
        (["2026-10-31", "03/04/2026"], "cn", ["2026-10-31", None]),
        (
            ["31-Oct-2026", "31.10.2026", "Jan 31 2026", "2026年01月31号", "46053"],
            "cn",
            ["2026-10-31"] * 2 + ["2026-01-31"] * 3,
        ),
    ],
)
def test_day_and_month_are_settled_by_the_column_then_by_the_profile_never_cell_by_cell(read, cells, profile, days):
    intake = read([HEAD, *([f"A{n}", cell, 1] for n, cell in enumerate(cells))], profile=profile)
    found = dict(zip(intake.cases["case_id"], intake.cases["due_date"].astype(str), strict=True))
    assert [found.get(f"A{n}") for n in range(len(cells))] == days


def test_a_column_that_nothing_settles_is_asked_about(read):
    rows = [HEAD, ["A1", "01/02/2026", 1], ["A2", "03/04/2026", 1]]
    assert refused(read, rows).code == "DATE_ORDER_UNKNOWN"
    assert read(rows, dates="dmy").cases["due_date"].astype(str).tolist() == ["2026-02-01", "2026-04-03"]
    assert codes(read(rows, dates="dmy")) == ["DATE_ORDER"]


def test_an_instant_is_the_day_in_the_profiles_time_zone(read):
    head = [*HEAD, "最后还款日"]
    rows = [head, ["A1", "2026-09-10", 1, "2026-11-24"]]
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert read(rows, as_of=late).rejected_rows == 0  # the 24th in Shanghai
    assert read(rows, as_of=late, profile="us").rejected_rows == 1


# Phones, ids, flags


def test_an_unusable_phone_id_or_card_costs_its_channel_and_not_the_case(read):
    head = [*HEAD, "手机号", "身份证号", "卡号", "邮箱"]
    intake = read([head, ["A1", "2026-09-10", 1, "12345", "110101199003070012", "6222020000000016", "x@"]])
    assert intake.rejected_rows == 0
    assert intake.cases[["phone", "id_number", "card_number", "email"]].isna().all(axis=None)
    assert sorted(codes(intake)) == ["CARD_INVALID", "EMAIL_INVALID", "ID_INVALID", "PHONE_INVALID"]
    assert all("不使用此项" in text for text in intake.warnings["remedy"])
    assert read([head, ["A1", "2026-09-10", 1, "12345"]], strict=True).rejected_rows == 1


def test_ids_are_judged_alike_one_by_one_and_all_at_once(read):
    good = [f"1101011990{month:02}{day:02}001" for month in range(1, 13) for day in range(1, 28)]
    ids = [body + ric.calc_check_digit(body + "0") for body in good]
    odd = [
        "1",
        "",
        "110101199003070012",
        "990101199003070011",
        "110101189903070017",
        "E12345678",
        "110101199013070016",
        ids[0].lower(),
    ]
    cells = [*ids, *odd]
    intake = read([[*HEAD, "身份证号"], *([f"A{n}", "2026-09-10", 1, cell] for n, cell in enumerate(cells))])
    one_by_one = [None if isinstance(value := parse_id_number(cell), Fault) else value for cell in cells]
    assert (
        intake.cases["id_number"].astype(object).where(intake.cases["id_number"].notna(), None).tolist() == one_by_one
    )


def test_an_unknown_flag_holds_the_case_and_asks(read):
    intake = read([[*HEAD, "标记"], [*ROWS[0], "黄牌、投诉"], [*ROWS[1], None]])
    assert intake.cases["flags"].fillna("").tolist() == ["complaint;do_not_call", ""]
    assert codes(intake) == ["FLAG_UNKNOWN"]
    assert "黄牌" in intake.warnings["message"][0]


@pytest.mark.parametrize(
    ("heading", "cell", "other", "flags"),
    [
        ("特殊标识2", "投诉", None, "complaint"),
        ("状态", "停催", "正常", "do_not_call"),
        ("是否投诉", "是", "否", "complaint"),
        ("异议标志", "Y", "N", "dispute"),
    ],
)
def test_a_column_of_flag_words_is_a_column_of_flags_whatever_its_heading(read, heading, cell, other, flags):
    intake = read([[*HEAD, heading], [*ROWS[0], cell], [*ROWS[1], other]])
    assert intake.cases["flags"].fillna("").tolist() == [flags, ""]
    assert "FLAGS_FOUND" in codes(intake)


# Files


def test_ids_that_became_numbers_in_a_data_frame_keep_their_digits(read):
    text = "案件编号,到期还款日,逾期本金\n700123.0,2026-09-10,1\n700124.0,2026-09-10,2\n"
    intake = read(text, "list.csv")
    assert intake.cases["case_id"].tolist() == ["700123", "700124"]
    assert codes(intake) == ["CASE_ID_POINT_ZERO"]
    assert read(text.replace("700124.0", "v2.0"), "list.csv").cases["case_id"].tolist() == ["700123.0", "v2.0"]


def test_a_text_of_too_many_columns_is_refused_at_once(read):
    head = ",".join(HEAD + [f"x{n}" for n in range(600)])
    assert refused(read, f"{head}\n" + ",".join(["1"] * 603) + "\n", "list.csv").code == "TOO_MANY_ROWS"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        pytest.param(",".join(f"c{n}" for n in range(1_000_000)), "1", id="headings"),
        pytest.param(
            "案件编号,到期还款日,逾期本金" + "," * 999_997, "A1,2026-08-01,100", id="commas after the headings"
        ),
        pytest.param("案件编号,到期还款日,逾期本金", "A1,2026-08-01,100" + "," * 999_997, id="commas after a row"),
        pytest.param(",".join(['"c"'] * 1_000_000), "1", id="headings in quotes"),
    ],
)
def test_a_million_columns_are_refused_at_once(read, head, row):
    begin = process_time()
    assert refused(read, f"{head}\n{row}\n", "list.csv").code == "TOO_MANY_ROWS"
    assert process_time() - begin < 2


def test_a_collectors_name_is_no_longer_here_than_in_the_store(read):
    rows = "".join(f"A{length},2026-09-10,1,{'王' * length}\n" for length in (200, 201))
    intake = read(f"案件编号,到期还款日,逾期本金,催收员\n{rows}A3,2026-09-10,1e308,王\n", "list.csv")
    assert intake.cases["case_id"].tolist() == ["A200"]
    assert intake.rejects["code"].tolist() == ["TEXT_TOO_LONG", "AMOUNT_INVALID"]
    assert "200" in intake.rejects["message"][0]
    with pytest.raises(ValidationError, match="at most 200"):
        Assignment(case_id="A", happened_at=datetime(2026, 1, 1, tzinfo=UTC), actor="x", key="k", collector="王" * 201)


# Mappings


def test_a_confirmed_mapping_is_used_for_the_next_list_of_the_same_headings(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("合约代码,应付日,欠本,特殊\nH1,03/04/2026,1.5,VIP\n", "utf-8")
    proposal = propose_mapping(path)
    assert {one.heading: one.key for one in proposal.columns}["合约代码"] == "case_id"
    kept = Kept(
        "某银行",
        "cases",
        {"合约代码": "case_id", "应付日": "due_date", "欠本": "principal", "特殊": "flags"},
        unit="万元",
        date_order="dmy",
        flags={"VIP": ""},
    )
    keep(kept, tmp_path / "arrears-mappings" / "a.toml", CASES)
    assert read_kept(tmp_path / "arrears-mappings" / "a.toml", CASES) == kept
    intake = read_cases(path, as_of=AS_OF)
    assert intake.cases[["case_id", "principal"]].astype(str).to_numpy().tolist() == [["H1", "15000.00"]]
    assert intake.cases["due_date"].astype(str).tolist() == ["2026-04-03"]
    assert "MAPPING_USED" in codes(intake)
    other = tmp_path / "other.csv"
    other.write_text("案件编号,到期还款日,逾期本金\nC1,2026-09-10,1\n", "utf-8")
    assert "MAPPING_USED" not in codes(read_cases(other, as_of=AS_OF))


@pytest.mark.parametrize("change", ['"x" = "nothing"', '"y" = "case_id"', "[", 'date_order = "ydm"'])
def test_a_mapping_that_cannot_be_used_is_named(tmp_path, change):
    text = as_toml(Kept("A", "cases", {"编号": "case_id"}))
    path = tmp_path / "a.toml"
    path.write_text(change + "\n" + text if "order" in change or change == "[" else text + change + "\n", "utf-8")
    with pytest.raises(ArrearsError, match=r"a\.toml"):
        read_kept(path, CASES)


def test_a_list_of_another_contract_has_the_same_headings_units_and_checks(tmp_path):
    payments = Contract(
        name="payments",
        columns=(
            Column("reference", Kind.CASE_ID, "流水号", "Reference"),
            Column("booked_on", Kind.DATE, "入账日期", "Booked on"),
            Column("amount", Kind.AMOUNT, "金额", "Amount"),
            Column("currency", Kind.TEXT, "币种", "Currency"),
        ),
        required=("reference", "booked_on", "amount"),
        unique="reference",
        identity=("reference",),
        may_be_negative=frozenset({"amount"}),
        happened=("booked_on",),
    )
    path = tmp_path / "bank.csv"
    path.write_text(
        "单位：万元\n流水号,入账日期,金额,币种\nT1,2026-01-31,0.05,CNY\nT2,2026-02-01,-0.01,CNY\nT3,2027-01-01,1,CNY\nT4,2026-02-01,$1,CNY\n合计,,1,\n",
        "utf-8",
    )
    intake = read_table(path, payments, as_of=AS_OF, lang="en")
    assert intake.table[["reference", "amount_fen"]].to_numpy().tolist() == [["T1", 50000], ["T2", -10000]]
    assert intake.rejects[["row", "code"]].to_numpy().tolist() == [[5, "DATE_IN_FUTURE"], [6, "CURRENCY_DISAGREES"]]


# OpenDocument

_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="案件">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(rows, *, type_first=True):
    """Make an OpenDocument spreadsheet from rows of cells in its own XML; a text is a cell of text."""

    def cell(one):
        if one is None:
            return "<table:table-cell/>"
        if isinstance(one, str) and one.startswith("<"):
            return one
        if isinstance(one, str):
            return f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
        if isinstance(one, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{one}"><text:p>{one}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{one}"><text:p>{one}</text:p></table:table-cell>'

    content = _ODS.format(
        rows="".join(f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>" for cells in rows)
    )
    parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in parts if type_first else reversed(parts):
            archive.writestr(name, text)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return data.getvalue()


@pytest.mark.parametrize("type_first", [True, False])
def test_an_opendocument_list_is_read_with_its_units_totals_and_errors(read, type_first):
    error = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    total = '<table:table-cell table:formula="of:=SUM([.C3:.C5])" office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
    never = '<table:table-cell table:formula="of:=1+1"/>'
    rows = [
        ["单位：万元"],
        HEAD,
        ["A1", date(2026, 9, 10), 1.5],
        ["A2", date(2026, 9, 11), error],
        ["A3", "2026-09-12", never],
        ["全行", None, total],
    ]
    intake = read(ods(rows, type_first=type_first), "list.ods")
    assert principals(intake) == [Decimal("15000.00")]
    assert intake.rejects[["row", "code"]].to_numpy().tolist() == [[4, "CELL_ERROR"], [5, "FORMULA_NOT_CALCULATED"]]
    assert codes(intake) == ["TOTAL_ROW", "UNIT_APPLIED"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            [
                HEAD,
                ['<table:table-cell table:number-columns-repeated="9999" office:value-type="float" office:value="1"/>'],
            ],
            "TOO_MANY_ROWS",
        ),
        ([["a", "b", "c"]], "HEADER_NOT_FOUND"),
    ],
)
def test_an_opendocument_file_that_reaches_far_or_is_no_list_is_refused(read, rows, code):
    assert refused(read, ods(rows), "list.ods").code == code


def test_an_opendocument_file_of_another_kind_or_damaged_is_refused(read):
    good = ods([HEAD, *ROWS])
    assert (
        refused(read, good.replace(b"opendocument.spreadsheet", b"opendocument.presentatio"), "x.ods").code
        == "FORMAT_UNSUPPORTED"
    )
    assert refused(read, good[:-30], "x.ods").code == "FILE_CORRUPT"
    assert refused(read, ods([["<!DOCTYPE x>"]]), "x.ods").code in {"XML_FORBIDDEN", "FILE_CORRUPT"}


def test_an_et_list_of_wps_is_read_by_its_content(read):
    assert read(as_xls(), "list.et").rows == len(NAMES)


# Currencies that stand in a number format only


def formatted(tmp_path, formats, *, currency=None, name="list.xlsx"):
    """Write a workbook whose amounts have a number format each; a column of currencies too if one is given."""
    head = [*HEAD, *(["币种"] if currency else [])]
    rows = [[f"A{number}", "2026-09-10", 1234.5, *([currency] if currency else [])] for number in range(len(formats))]
    path = tmp_path / name
    if path.suffix == ".xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("清单")
        styles = [xlwt.easyxf(num_format_str=code) for code in ("General", *formats)]
        for line, (style, row) in enumerate(zip(styles, [head, *rows], strict=True)):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell, style if place == 2 else xlwt.Style.default_style)
        old.save(str(path))
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [head, *rows]:
        sheet.append(row)
    for number, code in enumerate(formats, 1):
        sheet.cell(number + 1, 3).number_format = code
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$$-409]#,##0.00", "USD"), ("[$€-2] #,##0.00", "EUR"), ('"HK$"#,##0.00', "HKD"), ("[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "GBP"),
        ("[$USD] #,##0.00", "USD"), ('_ "₹"* #,##0.00_ ', "INR"),
    ],
)  # fmt: skip
def test_a_currency_that_only_a_number_format_shows_is_the_lists_currency_and_told(tmp_path, code, currency, kind):
    intake = read_cases(formatted(tmp_path, [code, code], name=f"list.{kind}"), as_of=AS_OF)
    assert intake.cases["currency"].tolist() == [currency] * 2
    assert principals(intake) == [Decimal("1234.50")] * 2
    assert "CURRENCY_TAKEN" in codes(intake)
    agrees = read_cases(formatted(tmp_path, [code], currency=currency, name=f"with.{kind}"), as_of=AS_OF)
    assert principals(agrees) == [Decimal("1234.50")]
    other = read_cases(formatted(tmp_path, [code], currency="CNY", name=f"other.{kind}"), as_of=AS_OF)
    assert other.rejects["code"].tolist() == ["CURRENCY_DISAGREES"]


@pytest.mark.parametrize("name", ["list.xlsx", "list.xls", "list.et"])
def test_one_amount_shown_in_dollars_among_yuan_is_that_rows_fault(tmp_path, name):
    codes_ = ["#,##0.00", "[$$-409]#,##0.00", "[$￥-804]#,##0.00"]
    path = formatted(tmp_path, codes_, name=name.replace(".et", ".xls"))
    intake = read_cases(path.rename(tmp_path / name), as_of=AS_OF)
    assert intake.rejects[["row", "code"]].values.tolist() == [[3, "CURRENCY_DISAGREES"]]
    assert principals(intake) == [Decimal("1234.50")] * 2


@pytest.mark.parametrize(
    "code", ["#,##0.00", "￥#,##0.00", '"¥"#,##0.00', "0.00%", "yyyy-mm-dd", '#,##0.00"元"', '"共"0']
)
def test_formats_that_show_no_foreign_currency_change_nothing(tmp_path, code):
    intake = read_cases(formatted(tmp_path, ["#,##0.00", code]), as_of=AS_OF)
    assert intake.rejects.empty or code == "yyyy-mm-dd"
    assert "CURRENCY_TAKEN" not in codes(intake)


# What is taken for the principal


def test_an_amount_past_due_beside_interest_is_told_because_it_may_include_it(read):
    intake = read([["案件编号", "到期还款日", "逾期金额", "利息"], ["A1", "2026-09-10", 100, 5]])
    assert "PRINCIPAL_MAY_INCLUDE" in codes(intake)
    assert "利息" in "".join(intake.warnings["message"])
    alone = read([["案件编号", "到期还款日", "逾期金额", "利息"], ["A1", "2026-09-10", 100, 0]])
    assert "PRINCIPAL_TAKEN" in codes(alone)


def test_a_principal_by_its_own_name_needs_no_word(read):
    intake = read([["案件编号", "到期还款日", "本金余额", "利息"], ["A1", "2026-09-10", 100, 5]])
    assert not {"PRINCIPAL_TAKEN", "PRINCIPAL_MAY_INCLUDE"} & set(codes(intake))
