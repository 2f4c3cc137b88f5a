"""What each worksheet function gives for cells, ranges, blanks and texts."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest
from cell_samples import CASES, FUNCTIONS, GOOD

from arrears.explain import explainers, in_words, why
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from xl_addin.context import policies_of
from xl_addin.functions import (
    ar_affordable,
    ar_allocate,
    ar_apr,
    ar_bucket,
    ar_can_contact,
    ar_class,
    ar_contact_block,
    ar_dpd,
    ar_ear,
    ar_follow_ups,
    ar_instalment,
    ar_interest,
    ar_late_fee,
    ar_ledger_interest,
    ar_mask,
    ar_message,
    ar_min_payment,
    ar_next_contact,
    ar_plan_options,
    ar_priority,
    ar_promise,
    ar_schedule,
    ar_stage,
    ar_why,
    ar_workday,
)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(46032, 21, id="a serial"),
        pytest.param(46032.75, 21, id="a serial with a time of day"),
        pytest.param("2026-01-10", 21, id="ISO text"),
        pytest.param("2026年1月10日", 21, id="Chinese text"),
        pytest.param("2026/1/10", 21, id="text with slashes"),
        pytest.param(20260110, 21, id="a number of eight digits"),
        pytest.param(date(2026, 1, 10), 21, id="a date"),
        pytest.param(datetime(2026, 1, 10, 23, 59), 21, id="a date with a time"),  # noqa: DTZ001  # as a cell has it
        pytest.param("2026-01-31", 0, id="the due day itself"),
        pytest.param("2026-01-30", 1, id="the day after the due day"),
        pytest.param("2026-02-01", 0, id="not yet due"),
        pytest.param(None, "", id="nothing"),
        pytest.param("", "", id="empty text"),
        pytest.param(0, "", id="0 as some hosts send an empty cell"),
        pytest.param("#N/A", "#N/A", id="an error stays the same error"),
        pytest.param("#DIV/0!", "#VALUE!", id="another error is a bad value"),
        pytest.param(-2146826246, "#N/A", id="an error as COM sends it"),
        pytest.param("tomorrow", "#VALUE!", id="a word"),
        pytest.param("2026-02-30", "#VALUE!", id="a day that there is not"),
        pytest.param(True, "#VALUE!", id="a truth value"),
        pytest.param(12, "#NUM!", id="a day before all cards"),
        pytest.param(1e300, "#NUM!", id="a huge number"),
    ],
)
def test_days_past_due_of_whatever_a_cell_holds(due, expected):
    assert ar_dpd(due, "2026-01-31") == expected


def test_a_bad_cell_spoils_its_own_cell_only():
    assert ar_dpd([[46032, "x"], [None, 46053]], 46053) == [[21, "#VALUE!"], ["", 0]]


def test_a_bad_day_spoils_every_cell_but_keeps_the_shape():
    assert ar_dpd([[46032], [46033]], "x") == [["#VALUE!"], ["#VALUE!"]]
    assert ar_dpd([[46032], [46033]], [[46053], [46054]]) == [["#VALUE!"], ["#VALUE!"]]


def test_ranges_of_other_shapes_are_bad_values_and_a_row_serves_a_column():
    assert ar_late_fee([[1000], [1000]], [[0, 0, 0]]) == [["#VALUE!"], ["#VALUE!"]]
    assert ar_late_fee([[1000, 500]], [[0, 500]]) == [[50.0, 0.0]]
    assert ar_late_fee([1000, 500], 0) == [[50.0, 30.0]]


def test_one_principal_over_several_terms_gives_one_figure_a_term():
    assert ar_instalment(2500, 0.0824, [[12], [6], [601]]) == [[217.75], [426.74], ["#NUM!"]]


@pytest.mark.parametrize(
    ("dpd", "bucket", "loan_class", "class_2011", "stage"),
    [
        (0, "M0", "正常", "正常", "reminder"),
        (1, "M1", "关注", "关注", "early"),
        (30, "M1", "关注", "关注", "early"),
        (31, "M2", "关注", "关注", "middle"),
        (90, "M3", "关注", "关注", "middle"),
        (91, "M4", "次级", "次级", "late"),
        (121, "M5", "次级", "可疑", "late"),
        (180, "M6", "次级", "可疑", "late"),
        (181, "M7+", "次级", "损失", "recovery"),
        (271, "M7+", "可疑", "损失", "recovery"),
        (361, "M7+", "损失", "损失", "recovery"),
        (-1, "#NUM!", "#NUM!", "#NUM!", "#NUM!"),
        (1.5, "#VALUE!", "#VALUE!", "#VALUE!", "#VALUE!"),
    ],
)
def test_bands_of_days_past_due(dpd, bucket, loan_class, class_2011, stage):
    assert (ar_bucket(dpd), ar_class(dpd), ar_class(dpd, 2011), ar_stage(dpd)) == (
        bucket,
        loan_class,
        class_2011,
        stage,
    )


def test_profiles_are_named_in_either_spelling_and_unknown_ones_are_bad_values():
    assert ar_bucket(45, "cn-online") == ar_bucket(45, "CN_ONLINE") == "M2"
    assert ar_bucket([[45]], "mars") == [["#VALUE!"]]


def test_money_of_the_contracts_examples():
    assert ar_min_payment(3000, 500, 0, 0, 20) == 820.0
    assert ar_late_fee(1000, [[0, 500, 1000]]) == [[50.0, 30.0, 0.0]]
    assert ar_interest([[10000], ["1,000元"]], [[26], [5]]) == [[130.0], [2.5]]
    assert ar_instalment(2500, "8.24%", 12) == 217.75
    assert ar_apr(10000, 12, 0.006) == pytest.approx(0.1303, abs=5e-5)
    assert ar_ear(10000, 12, 0.006) == pytest.approx(0.1384, abs=5e-5)
    assert ar_affordable(8000, 3000, 2000) == 2700.0
    assert ar_affordable(8000, 3000, 2000, 0) == 3000.0


@pytest.mark.parametrize(
    ("yuan", "interest"),
    [
        pytest.param(10.004, 0.01, id="four thousandths are below the fen"),
        pytest.param(9.99, 0.0, id="9.99 bear 0.4995 fen, which is none"),
        pytest.param(9.995, 0.01, id="a part of a fen is rounded half up before the rule sees it"),
        pytest.param(9.9949999999999992, 0.01, id="and by the 15 digits that the sheet shows"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_fen(yuan, interest):
    assert ar_interest(yuan, 1, 0.0005) == interest


def test_interest_on_a_ledger_by_both_conventions_and_over_empty_rows():
    dates, amounts = [["2026-03-31"], ["2026-04-25"], [None]], [[10000], [-9000], [None]]
    assert ar_ledger_interest(dates, amounts, "2026-05-01", 0.0005) == 132.5
    assert ar_ledger_interest(dates, amounts, "2026-05-01", None, "end_day") == 128.5
    assert ar_ledger_interest(dates, amounts, "2026-03-30") == "#NUM!"
    assert ar_ledger_interest(dates, [[10000], [-9000], [5]], "2026-05-01") == "#VALUE!"
    assert ar_ledger_interest(dates, amounts, "2026-05-01", None, "other") == "#VALUE!"


def test_a_payment_is_split_into_a_row_of_four_and_several_into_several_rows():
    assert ar_allocate(50, 90, 40, 25, 200) == [[40.0, 10.0, 0.0, 0.0]]
    assert ar_allocate([[50], [300], [None], ["x"]], [[91], [91], [91], [91]], 40, 25, 200) == [
        [0.0, 0.0, 50.0, 0.0],
        [40.0, 25.0, 200.0, 35.0],
        ["", "", "", ""],
        ["#VALUE!"] * 4,
    ]


def test_a_schedule_is_a_table_with_headings_and_dates_as_serials():
    table = ar_schedule(2500, 0.0824, 12, "2026-01-31")
    assert table[0] == ["no", "due date", "opening", "payment", "principal", "interest", "fee", "closing"]
    assert table[1] == [1, 46053, 2500.0, 217.75, 200.58, 17.17, 0.0, 2299.42]
    # The published plan pays 2,500.02 back; here the last instalment takes what is left, to the fen.
    assert table[12][3:] == [217.72, 216.24, 1.48, 0.0, 0.0]
    assert round(sum(row[4] for row in table[1:]), 2) == 2500.0
    assert len(table) == 13


def test_a_fee_plan_by_its_chinese_name():
    assert ar_schedule(800, 0, 6, "2026-01-31", "手续费分期", None, None, 0.0075)[1][3:7] == [139.33, 133.33, 0.0, 6.0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param((10000, 12, 12, 46053), "#NUM!", id="12 for 12 %"),
        pytest.param((10000, 0.12, 61, 46053), "#NUM!", id="more than sixty months"),
        pytest.param((10000, 0.12, 0, 46053), "#NUM!", id="no instalment"),
        pytest.param((10000, 0.12, 1e12, 46053), "#NUM!", id="a million million instalments"),
        pytest.param((-1, 0.12, 12, 46053), "#NUM!", id="a negative principal"),
        pytest.param(
            (10000, 0.12, 12, 46053, "equal_instalment", 46084), "#NUM!", id="a start after the first due date"
        ),
        pytest.param((10000, 0.12, 12, 46053, "sideways"), "#VALUE!", id="no such method"),
        pytest.param((10000, 0.12, 12, 46053, None, None, "31/366"), "#VALUE!", id="no such day count"),
        pytest.param((None, 0.12, 12, 46053), "", id="no principal"),
        pytest.param(([[1], [2]], 0.12, 12, 46053), "#VALUE!", id="two principals"),
    ],
)
def test_a_schedule_that_cannot_be_is_an_error_value(arguments, expected):
    assert ar_schedule(*arguments) == expected


def test_plan_options_fit_or_do_not():
    table = ar_plan_options(10000, 0.12, 900, "2026-12-31")
    assert table[0] == ["method", "n", "payment", "last payment", "total cost", "APR", "fits"]
    assert [row[1] for row in table[1:]] == [12, 60]
    assert [row[6] for row in table[1:]] == [True, True]
    assert ar_plan_options(10000, 0.12, 100, "2026-12-31")[1][6] is False


def test_promises_are_pending_kept_partial_or_broken():
    paid = [[0], [40], [100], [None]]
    assert ar_promise([[100]] * 4, "2026-03-10", paid, "2026-03-31") == [["broken"], ["partial"], ["kept"], [""]]
    assert ar_promise(100, "2026-03-10", 0, "2026-03-10") == "pending"


def test_contact_is_permitted_until_ten_at_night_and_from_eight_in_the_morning():
    times = [["2026-11-23 21:59:59"], ["2026-11-23 22:00"], ["2026年11月24日 7时59分"], ["2026/11/24 8:00"]]
    assert ar_can_contact(times, "电话", 0) == [[True], [False], [False], [True]]
    assert ar_contact_block(times, "call", 0) == [[""], ["CBA-1"], ["CBA-1"], [""]]
    assert ar_next_contact(times[1], "call", 0) == [[46350 + 8 / 24]]


def test_a_serial_of_ten_at_night_is_not_a_moment_early():
    assert ar_can_contact([[46349 + 22 / 24, 46349 + (22 * 3600 - 1) / 86400]], "call", 0) == [[False, True]]


def test_attempts_conversations_and_consent_count():
    assert ar_contact_block("2026-11-23 10:00", "call", [[5, 6]]) == [["", "CBA-2"]]
    assert ar_contact_block("2026-11-23 10:00", "call", 0, [[2, 3]], None, "cn_online") == [["", "GBT-2"]]
    assert ar_can_contact("2026-11-23 23:00", "call", 0, None, [["是", "否", True, 0, "maybe"]]) == [
        [True, False, True, False, "#VALUE!"]
    ]


def test_priority_takes_the_policys_roll_rate_where_none_is_given():
    assert ar_priority([[10000], [10000], [None]], 45) == [[48], [48], [""]]
    assert ar_priority(10000, 45, None, 8) == 34
    assert ar_priority(10000, 45, [[None, 0.9, 1.1]], 8)[0][1] > 34
    assert ar_priority(10000, 45, 1.1) == "#NUM!"


def test_masks_by_either_name_and_never_of_a_number_that_lost_digits():
    assert ar_mask([["13800138000"], [13800138000.0], [None]], "手机") == [["138****8000"], ["138****8000"], [""]]
    assert ar_mask("张三", "name") == "张*"
    assert ar_mask("改打13800138000", "auto") == "改打138****8000"
    assert ar_mask(6.2220212345678e18, "card") == "#VALUE!"
    assert ar_mask("张三", "shoe size") == "#VALUE!"


def test_the_next_working_day_is_after_the_spring_festival():
    assert ar_workday("2026-02-14", [[1], [0], [-1]]) == [[46077], [46067], [46066]]
    assert ar_workday("2026-02-14", 1e6) == "#NUM!"


def test_the_follow_up_list_is_ranked_and_masked_and_an_unreadable_row_stands_last():
    table = ar_follow_ups([*CASES, ["A4", "2026-13-01", 5, "刘洋", "赵六", "13800138003"]], "2026-02-24")
    assert table[0][:4] == ["序号", "催收员", "案件编号", "客户姓名"]
    assert [row[0] for row in table[1:]] == [1, 1, 2, "#VALUE!"]
    assert [row[2] for row in table[1:]] == ["A3", "A2", "A1", "A4"]
    assert not any("138001380" in str(cell) or "张三" in str(cell) for row in table for cell in row)
    assert {len(row) for row in table} == {len(FOLLOW_UP_COLUMNS)}


def test_the_follow_up_list_of_one_collector_or_of_the_first_few():
    assert [row[2] for row in ar_follow_ups(CASES, "2026-02-24", "刘洋")[1:]] == ["A3"]
    assert len(ar_follow_ups(CASES, "2026-02-24", None, 2)) == 3
    assert ar_follow_ups(CASES, "2026-02-24", "nobody") == "#N/A"
    assert ar_follow_ups([["colour"], ["red"]], "2026-02-24") == "#VALUE!"


def test_headings_of_the_follow_up_list_follow_those_of_the_cases():
    cases = [["case_id", "due_date", "principal"], ["A1", "2026-01-10", 1000]]
    assert ar_follow_ups(cases, "2026-02-24")[0][:3] == ["No.", "Collector", "Case ID"]


def test_why_names_rule_version_and_source_step_by_step(monkeypatch):
    monkeypatch.setenv("ARREARS_LANG", "en")
    table = ar_why("=AR_DPD", [[46032]], [[46053]])
    assert table[0] == ["step", "what", "value", "formula", "rule", "in force from", "source"]
    assert table[1][1:3] == ["AR_DPD", "21 days"]
    assert "HOUSE-DPD" in [row[4] for row in table]
    assert {len(row) for row in table} == {7}


def test_why_of_an_unknown_function_is_nothing_found_and_of_bad_arguments_a_bad_value():
    assert ar_why("AR_NOTHING", 1) == "#N/A"
    assert ar_why("AR_DPD", "x", 46053)[1][2] == "#VALUE!"
    assert ar_why("AR_DPD")[1][2] == "#VALUE!"
    assert ar_why("AR_DPD", "#N/A", 46053)[1][2] == "#N/A"
    assert ar_why(None) == ""
    assert ar_why("AR_LEDGER_INTEREST", [[46112]], [[10000]], 46143)[1][2] == "155.00元"


def test_a_range_in_no_file_is_called_a_table_where_it_cannot_be_read():
    assert ar_why("AR_FOLLOW_UPS", [["x", "y"], [1, 2]], 46077)[2][3].startswith("表格 中找不到表头行")
    assert ar_why("AR_FOLLOW_UPS", [["案件编号", "到期还款日"], [1, 46032]], 46077)[2][3].startswith(
        "表格 缺少列 逾期本金"
    )


def test_a_house_folder_has_the_last_word_in_cells_too(tmp_path, monkeypatch):
    (tmp_path / "late_fee.toml").write_text(
        '[[version]]\nrule = "OURS-FEE"\neffective = 2020-01-01\nsource = "our tariff"\ntrust = "H"\n'
        'words = "ten per cent"\nchecked = 2026-11-23\nrate = "0.1"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("ARREARS_HOUSE", str(tmp_path))
    assert ar_late_fee(1000, 0) == 100.0
    assert ar_why("AR_LATE_FEE", 1000, 0)[1][2] == "100.00元"


def test_rules_are_read_once_until_a_file_of_the_house_changes(tmp_path, monkeypatch):
    (tmp_path / "late_fee.toml").write_text("# empty", encoding="utf-8")
    monkeypatch.setenv("ARREARS_HOUSE", str(tmp_path))
    monkeypatch.setattr("xl_addin.context.monotonic", count(1_000).__next__)
    first = policies_of()
    assert policies_of() is first
    (tmp_path / "late_fee.toml").write_text("# edited", encoding="utf-8")
    assert policies_of() is not first


def test_a_fault_of_a_house_file_is_told_in_the_cells_that_need_it_and_the_others_go_on(tmp_path, monkeypatch):
    (tmp_path / "late_fee.toml").write_text("no such thing", encoding="utf-8")
    monkeypatch.setenv("ARREARS_HOUSE", str(tmp_path))
    assert ar_late_fee(1000, 0) == ar_late_fee(1000, 200) == "#N/A"
    assert "late_fee.toml" in str(ar_why("AR_LATE_FEE", 1000, 0))
    assert ar_dpd(46032, 46053) == 21


TOTALS = {"ar_schedule", "ar_plan_options", "ar_apr", "ar_ear", "ar_ledger_interest"}
"""Tables and yearly rates are explained by their totals; a ledger is tried above."""


@pytest.mark.parametrize("name", sorted(name for name in GOOD.keys() - TOTALS if name.upper() in explainers()))
def test_the_reason_given_is_for_the_very_figure_that_the_cell_shows(name):
    told = why(name, *GOOD[name])
    results = told.result if isinstance(told.result, tuple) else (told.result,)
    shown = [value / 100 if told.unit == "fen" else value for value in results]
    answer = FUNCTIONS[name](*GOOD[name])
    cells = answer[0] if isinstance(answer, list) else [answer]
    if name == "ar_next_contact":
        cells = [(datetime(1899, 12, 30) + timedelta(days=cells[0])).isoformat(" ", "minutes")]  # noqa: DTZ001  # local
    if isinstance(shown[0], date):
        shown = [(day - date(1899, 12, 30)).days for day in shown]
    assert cells == shown


@pytest.mark.parametrize(
    ("figure", "function", "arguments"),
    [
        pytest.param("AR_INSTALMENT", ar_instalment, (2500, 0.0824, 601), id="more periods than are computed"),
        pytest.param("AR_APR", ar_apr, (2500, 61, 0.006), id="more periods than the cap"),
        pytest.param("AR_INSTALMENT", ar_instalment, (2500, 12, 60), id="a rate in percent"),
        pytest.param("AR_CLASS", ar_class, (30, None, "uk"), id="a profile without classes"),
        pytest.param("AR_DPD", ar_dpd, ("2026-13-01", 46053), id="no day"),
        pytest.param("AR_FOLLOW_UPS", ar_follow_ups, ([["x"], [1]], 46053), id="no headings"),
        pytest.param(
            "AR_MESSAGE", ar_message, ("{客户姓名}{暗号}", ["客户姓名"], ["张三"]), id="a column that is missing"
        ),
        pytest.param("AR_CAN_CONTACT", ar_can_contact, ("2026-11-23 25:00", "call", 0), id="no time"),
        pytest.param("AR_MASK", ar_mask, ("张三", "nose"), id="no kind"),
        pytest.param("AR_INTEREST", ar_interest, (-5, 30), id="a negative balance"),
        pytest.param("AR_LATE_FEE", ar_late_fee, (None, 0), id="a blank"),
        pytest.param("AR_INTEREST", ar_interest, ("x", 30), id="text for a number"),
        pytest.param("AR_INTEREST", ar_interest, (100, 46032), id="a date for a number of days"),
        pytest.param("AR_BUCKET", ar_bucket, (46032,), id="a date for days past due"),
    ],
)
def test_why_gives_the_error_that_the_function_gives(figure, function, arguments):
    answer, told = function(*arguments), ar_why(figure, *arguments)
    if answer == "":
        assert told == ""
        return
    assert told[1][1:3] == [figure, answer]
    assert any(len(str(row[3])) > 5 for row in told[2:]), "it says why"


def test_why_names_what_was_refused_the_bound_and_its_rule(monkeypatch):
    monkeypatch.setenv("ARREARS_LANG", "en")
    told = ar_why("AR_APR", 500000, 120, 0.006, "cn")
    assert told[1][:5] == ["", "AR_APR", "#NUM!", "", "cn"]
    assert told[2][:5] == [
        1,
        "n",
        120,
        "It must not be above 60. Number of monthly instalments, a whole number.",
        "CN-70a",
    ]
    long = ar_why("AR_INSTALMENT", 500000, 0.049, 120)
    said = [[str(cell) for cell in row] for row in long]
    assert said[1][2] == "5278.87 yuan"
    assert any(row[1:3] == ["most instalments", "60 instalments"] and row[4] == "CN-70a" for row in said)
    assert any(row[1:3] == ["a plan may last so long", "no"] for row in said)


def test_why_repeats_no_personal_text_that_was_refused():
    told = ar_why("AR_MASK", "张三", "nose")
    assert "张三" not in str(told)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        pytest.param(0.0005, 150.0, id="0.05 % a day"),
        pytest.param(0.05, "#NUM!", id="the percent sign forgotten"),
        pytest.param(18.25, "#NUM!", id="a yearly rate in percent"),
    ],
)
def test_a_daily_rate_in_percent_is_out_of_range(rate, expected):
    assert ar_interest(10_000, 30, rate) == expected


@pytest.mark.parametrize("method", ["等额本息", "等额本金", "先息后本", "balloon", "step_up", "手续费分期"])
def test_why_of_a_schedule_shows_each_instalments_interest_and_payment(method):
    fee = 0.006 if method == "手续费分期" else None
    arguments = (10_000, 0 if fee else 0.12, 5, 46053, method, None, None, fee)
    table, told = ar_schedule(*arguments), ar_why("AR_SCHEDULE", *arguments)
    shown = {row[1]: row[2] for row in told}
    for no, _, _, payment, _, interest, *_ in table[1:]:
        assert shown[f"第{no}期利息"] == f"{interest:.2f}元"
        assert shown[f"第{no}期应还"] == f"{payment:.2f}元"
    assert shown["还款总额"] == f"{sum(row[3] for row in table[1:]):.2f}元"


def test_why_of_plan_options_names_the_methods_in_chinese_only():
    told = ar_why("AR_PLAN_OPTIONS", 10_000, 0.12, 900, 46387)
    names = [str(row[1]) for row in told[2:]]
    assert any("等额本息，12期" in name for name in names)
    assert all(name == name.replace("_", "") and "equal" not in name for name in names)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ar_bucket, id="bucket"),
        pytest.param(ar_class, id="class"),
        pytest.param(ar_stage, id="stage"),
        pytest.param(lambda days: ar_interest(100, days), id="interest"),
        pytest.param(lambda days: ar_priority(100, days), id="priority"),
        pytest.param(lambda days: ar_priority(100, 5, None, days), id="days since contact"),
        pytest.param(lambda days: ar_allocate(100, days, 10, 10, 10)[0][0], id="allocation"),
    ],
)
def test_a_date_given_for_a_number_of_days_is_out_of_range_and_no_oldest_bucket(answer):
    assert answer(36_525) == "#NUM!"
    assert answer(36_524) != "#NUM!"


def test_a_text_longer_than_a_table_may_hold_goes_on_in_the_row_below(monkeypatch):
    monkeypatch.setattr("xl_addin.functions.why.LONGEST_IN_TABLE", 150)
    table = ar_why("AR_APR", 10_000, 12, 0.006)
    assert max(len(cell) for row in table for cell in row if isinstance(cell, str)) <= 150
    assert len({len(row) for row in table}) == 1
    told = why("AR_APR", 10_000, 12, 0.006)
    step = next(step for step in told.steps if step.gives.symbol == "balances")
    at = next(place for place, row in enumerate(table) if row[3].startswith(f"{step.gives.zh} = "))
    assert table[at + 1][:3] == ["", "", ""]
    whole = f"{step.gives.zh} = {in_words(step.formula, told.names())}"
    assert f"{table[at][3]} {table[at + 1][3]}" == whole


def test_a_collectors_list_shows_the_collectors_own_unreadable_cases():
    cases = [
        ["案件编号", "到期还款日", "逾期本金", "催收员"],
        ["A1", "bad", 100, "王芳"],
        ["A2", 46032, 100, "王芳"],
        ["A3", "bad", 100, "刘洋"],
    ]
    assert [row[:3] for row in ar_follow_ups(cases, 46077, "王芳")[1:]] == [[1, "王芳", "A2"], ["#VALUE!", "", "A1"]]
    assert [row[:3] for row in ar_follow_ups(cases, 46077, "刘洋")[1:]] == [["#VALUE!", "", "A3"]]
    assert ar_follow_ups(cases, 46077, "赵六") == "#N/A"


def test_texts_of_the_follow_up_list_fit_a_table():
    cases = [["案件编号", "到期还款日", "逾期本金", "客户姓名"], ["A1", 46032, 100, "某" * 300]]
    shown = [cell for cell in ar_follow_ups(cases, 46077)[1] if isinstance(cell, str)]
    assert max(map(len, shown)) <= 255


def test_a_placeholder_that_two_columns_answer_to_is_a_bad_value():
    assert ar_message("{备注一}", ["备注一", "备注一"], ["甲", "乙"]) == "#VALUE!"
    assert ar_message("{客户姓名}", ["备注", "备注", "客户姓名"], ["甲", "乙", "张三"]) == "张*"


@pytest.mark.parametrize("n", [pytest.param(61, id="a term"), pytest.param(12, id="a rate")])
def test_a_column_beyond_the_ceilings_is_refused_at_once(n, monkeypatch):
    asked = []
    monkeypatch.setattr("arrears.in_force.instalments.fee_plan_cost", lambda *_: asked.append(1))
    monkeypatch.setattr("arrears.in_force.instalments.equal_instalments", lambda *_: asked.append(1))
    assert ar_apr([[1000]] * 3, n, 0.006 if n > 60 else 6) == [["#NUM!"]] * 3
    assert ar_instalment([[1000]] * 3, 0.12 if n > 60 else 12, n if n < 60 else 601) == [["#NUM!"]] * 3
    assert not asked
