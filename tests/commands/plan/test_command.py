"""``arrears plan`` as a person types it: tables, JSON, a workbook, and one clear line where something is wrong."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from arrears.commands import run

HOUSEHOLD = ["--income", "8000", "--fixed", "3500", "--flexible", "2500"]
ON = ["--on", "2026-11-23"]


@pytest.fixture(autouse=True)
def wide_screen(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def answer(capsys, *tokens):
    assert run(["plan", *tokens, *ON, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *tokens):
    assert run(["plan", *tokens]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    return told.err


def test_without_a_term_the_plans_stand_side_by_side(capsys):
    assert run(["plan", "20000", "--rate", "0.1825", *HOUSEHOLD, *ON]) == 0
    told = capsys.readouterr().out
    assert "1,800.00" in told
    assert "收入下降20%时可还" in told
    assert "期限最短、总成本最低：每期最高1,707.25元，在可承受的1,800.00元以内" in told
    assert "CN-70a" in told
    assert "…" not in told


def test_a_plan_that_does_not_fit_says_why_and_what_to_do(capsys):
    found = answer(capsys, "200000", *HOUSEHOLD)
    assert [option["fits"] for option in found["options"]] == [False]
    assert "不可行" in found["options"][0]["verdict"]
    assert "CN-70a" in found["options"][0]["verdict"]


def test_a_schedule_in_english_with_its_cost(capsys):
    assert run(["plan", "100000", "--fee-rate", "0.6%", "--months", "12", "--lang", "en", *HOUSEHOLD, *ON]) == 0
    told = capsys.readouterr().out
    assert "13.03% (APR), 13.84% with compounding (EAR)" in told
    assert "8,933.37 yuan a month is above the 1,800.00 that can be paid" in told
    assert "2026-12-23" in told
    assert "…" not in told


def test_amounts_are_text_with_two_places_and_days_iso_in_json(capsys):
    found = answer(capsys, "10000", "--rate", "12%", "--months", "12", "--first-due", "2026-12-23")
    rows = found["schedule"]
    assert [rows[0]["due_date"], rows[2]["due_date"], rows[0]["payment"]] == ["2026-12-23", "2027-02-23", "888.49"]
    assert sum(Decimal(row["principal"]) for row in rows) == Decimal("10000.00")
    assert found["totals"] == {"payment": "10661.86", "interest": "661.86", "fee": "0.00"}
    assert found["rules"][0]["rule"] == "CN-70a"
    assert found["affordability"] is None


@pytest.mark.parametrize(("rate", "warning"), [("24%", None), ("0.2401", "CN-P7")])
def test_a_cost_above_the_courts_line_is_a_warning_and_no_refusal(capsys, rate, warning):
    assert answer(capsys, "10000", "--rate", rate, "--months", "12")["warning"] == warning


def test_the_usual_rate_is_the_policys(capsys):
    assert answer(capsys, "10000", "--months", "12")["annual_rate"] == 0.1825


def test_interest_runs_from_the_agreement_and_the_cost_goes_by_days(capsys):
    terms = ["30000", "--months", "24", "--first-due", "2029-01-15"]
    found = answer(capsys, *terms)
    # 772 days of 30/360 at 18.25 %, not one month.
    assert found["schedule"][0]["interest"] == "11740.83"
    assert found["apr"] != pytest.approx(0.1825, abs=0.01)


def test_due_dates_keep_the_day_of_an_agreement_at_a_months_end(capsys):
    assert run(["plan", "30000", "--months", "12", "--on", "2026-01-31", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["schedule"]
    assert [row["due_date"] for row in rows[:3]] == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_methods_go_by_either_name(capsys):
    found = answer(capsys, "10000", "--months", "4", "--method", "等额本金")
    assert found["method"] == "equal_principal"
    assert {row["principal"] for row in found["schedule"]} == {"2500.00"}


@pytest.mark.parametrize(
    ("tokens", "parts"),
    [
        pytest.param(
            ["10000", "--rate", "12", "--months", "12"], ["--rate 12 ", "HOUSE-PLAN", "12%"], id="12 for 12 %"
        ),
        pytest.param(["10000", "--fee-rate", "0.6", "--months", "12"], ["--fee-rate 0.6", "5%"], id="0.6 for 0.6 %"),
        pytest.param(["10000", "--months", "61"], ["61", "60", "CN-70a"], id="more than sixty months"),
        pytest.param(["10000", "--months", "0"], ["--months 0"], id="no month"),
        pytest.param(["-5", "--months", "12"], ["-5"], id="a negative principal"),
        pytest.param(["0", "--months", "12"], ["0"], id="no principal"),
        pytest.param(["ten", "--months", "12"], ["'ten'", "12345.60"], id="a word for the principal"),
        pytest.param(["10000", "--rate", "x", "--months", "12"], ["'x'", "0.12"], id="a word for the rate"),
        pytest.param(["10000", "--rate", "-0.1", "--months", "12"], ["-0.1"], id="a negative rate"),
        pytest.param(["10000"], ["--income", "--months"], id="neither household nor term"),
        pytest.param(["10000", "--income", "5000"], ["--fixed, --flexible"], id="costs missing"),
        pytest.param(
            ["10000", "--income", "-1", "--fixed", "0", "--flexible", "0"], ["--income -1"], id="negative income"
        ),
        pytest.param(["1", "--rate", "0.1", "--fee-rate", "0.01", "--months", "2"], ["exclude"], id="rate and fee"),
        pytest.param(["10000", "--months", "3", "--method", "sideways"], ["sideways"], id="no such method"),
        pytest.param(
            ["10000", "--months", "3", "--method", "flat_fee"], ["--fee-rate"], id="a fee plan without its fee"
        ),
        pytest.param(["10000", "--fee-rate", "0.006", *HOUSEHOLD], ["--months"], id="fee plans side by side"),
        pytest.param(
            ["10000", "--months", "3", "--first-due", "2026-11-23", *ON], ["2026-11-23"], id="due on the day itself"
        ),
        pytest.param(["10000", "--months", "3", "--on", "someday"], ["someday"], id="no day"),
        pytest.param(["10000", "--months", "3", "--profile", "mars"], ["mars"], id="no such profile"),
        pytest.param(["10000", "--months", "many"], ["many"], id="no number of months"),
    ],
)
def test_bad_input_is_one_line_with_value_rule_and_remedy(capsys, tokens, parts):
    line = refusal(capsys, *tokens, "--lang", "en")
    assert [part for part in parts if part not in line] == []


def test_the_line_is_chinese_for_those_who_read_chinese(capsys):
    assert "期之间（CN-70a）" in refusal(capsys, "10000", "--months", "61", "--lang", "zh")


@pytest.mark.parametrize("tokens", [HOUSEHOLD, ["--months", "6"], ["--fee-rate", "0.006", "--months", "6", *HOUSEHOLD]])
def test_a_workbook_is_written_beside_the_answer(capsys, tmp_path, tokens):
    out = tmp_path / "new" / "plan.xlsx"
    assert run(["plan", "10000", *tokens, *ON, "--out", str(out)]) == 0
    assert out.read_bytes()[:2] == b"PK"
    assert str(out) in capsys.readouterr().out


def test_a_folder_gets_the_plan_by_its_usual_name(tmp_path):
    assert run(["plan", "10000", "--months", "6", *ON, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"


def test_another_kind_of_file_is_refused_before_any_work_is_done(capsys, tmp_path):
    line = refusal(capsys, "10000", "--months", "6", "--out", str(tmp_path / "p.txt"), "--lang", "en")
    assert "p.txt is no workbook" in line
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("rate", "remedy"), [("120%", "请按协议填写"), ("1", "若指 1%，请写成 1%"), ("-0.1", "请按协议填写")]
)
def test_a_rate_beyond_the_ceiling_has_a_remedy_that_helps(capsys, rate, remedy):
    line = refusal(capsys, "10000", "--months", "6", "--rate", rate, "--lang", "zh")
    assert remedy in line
    assert "%%" not in line


def test_an_unknown_method_is_answered_in_chinese_with_the_choices(capsys):
    line = refusal(capsys, "10000", "--months", "6", "--method", "foo", "--lang", "zh")
    assert "“foo”不是还款方式" in line
    assert "equal_principal 等额本金" in line


def test_a_house_named_by_the_environment_shortens_the_longest_plan(capsys, tmp_path, monkeypatch):
    (tmp_path / "plan_options.toml").write_text(
        '[[version]]\nrule = "OURS-TERM"\neffective = 2020-01-01\nsource = "our board"\ntrust = "H"\n'
        'words = "at most two years"\nchecked = 2026-11-23\nmost_instalments = 24\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("ARREARS_HOUSE", str(tmp_path))
    assert "OURS-TERM" in refusal(capsys, "10000", "--months", "25", "--lang", "en")


def test_the_command_is_known_without_loading_what_only_its_run_needs():
    code = "import sys, arrears.commands; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # our own code


def test_due_dates_of_unpublished_years_are_told_as_provisional_where_days_of_rest_move_them(capsys, tmp_path):
    rule = (
        '[[version]]\nrule = "OURS-ROLL"\neffective = 2020-01-01\nsource = "our board"\ntrust = "H"\n'
        'words = "the next working day"\nchecked = 2026-11-23\nroll = "following"\n'
    )
    (tmp_path / "working_day.toml").write_text(rule, encoding="utf-8")
    house = ["--house", str(tmp_path)]
    for months, more, told in (("60", house, True), ("60", [], False), ("1", house, False)):
        for lang, word in (("zh", "暂定"), ("en", "provisional")):
            assert run(["plan", "60000", "--months", months, *ON, *more, "--lang", lang]) == 0
            assert (word in capsys.readouterr().out) is told
