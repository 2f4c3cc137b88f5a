"""The main job as a person types it: files, exit codes, and one clear line when it cannot be done."""

import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest

from arrears.commands import run
from arrears.intake import read_cases
from arrears.resources import shipped

GOOD = "案件编号,客户姓名,到期还款日,逾期本金,催收员\nC1,张三,2026-10-01,1000.50,王芳\nC2,李四,2026-11-30,200,王芳\n"
ONE_BAD = GOOD + "C3,王五,2026-02-30,300,李娜\n"


@pytest.fixture
def book(tmp_path):
    def write(text, name="cases.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def arrears(*words):
    return run([str(word) for word in words])


def rows_of(path):
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] is not None]


def correct(rejected, target, old="2026-02-30", new="2026-02-28"):
    """Do what the clerk does: mend a cell and save."""
    with closing(openpyxl.load_workbook(rejected)) as book:
        for row in book.worksheets[0].iter_rows():
            for cell in row:
                if cell.value == old:
                    cell.value = new
        book.save(target)


def ids_of(path):
    return sorted(row[2] for row in rows_of(path)[2:])


pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def test_a_good_list_gives_every_file_and_code_0(book, tmp_path, capsys):
    out = tmp_path / "out"
    assert arrears("daily", book(GOOD), "--as-of", "2026-11-23", "--out", out) == 0
    made = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert made == {"follow-ups.xlsx", "collectors/王芳.xlsx", "summary.html"}
    assert "接收 2 行，退回 0 行" in capsys.readouterr().out


def test_bad_rows_never_stop_good_ones_and_give_code_1(book, tmp_path, capsys):
    out = tmp_path / "out"
    assert arrears("daily", book(ONE_BAD), "--as-of", "2026-11-23", "--out", out) == 1
    assert "3 行：接收 2 行，退回 1 行" in capsys.readouterr().out
    assert (out / "collectors" / "王芳.xlsx").exists()
    assert "王五" in str(rows_of(out / "rejected.xlsx"))


def test_corrected_rows_can_be_fed_back(book, tmp_path):
    out = tmp_path / "out"
    arrears("daily", book(ONE_BAD), "--as-of", "2026-11-23", "--out", out)
    correct(out / "rejected.xlsx", tmp_path / "corrected.xlsx")
    assert arrears("check", tmp_path / "corrected.xlsx", "--as-of", "2026-11-23") == 0


def test_corrected_rows_join_the_days_list(book, tmp_path, capsys):
    out, list_ = tmp_path / "out", book(ONE_BAD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    assert f"arrears daily {list_} 已改正.xlsx --out {out}" in capsys.readouterr().out
    correct(out / "rejected.xlsx", tmp_path / "corrected.xlsx")
    assert arrears("daily", list_, tmp_path / "corrected.xlsx", "--as-of", "2026-11-23", "--out", out) == 0
    assert {"C1", "C3"} <= set(ids_of(out / "follow-ups.xlsx"))
    shown = capsys.readouterr().out
    assert "共 3 行：接收 3 行，退回 0 行" in shown
    assert "退回的 1 行，已由后一份清单" in shown


def test_a_corrected_row_whose_case_was_accepted_already_is_refused_with_both_places(book, tmp_path, capsys):
    out, again = tmp_path / "out", book(GOOD.replace("C2", "C9"), "again.csv")
    assert arrears("daily", book(GOOD), again, "--as-of", "2026-11-23", "--out", out, "--lang", "en") == 1
    assert "rows: 4, of these accepted: 3, rejected: 1;" in capsys.readouterr().out
    refused = rows_of(out / "rejected-2.xlsx")[1]
    assert "C1 was accepted from an earlier list already (cases.csv:2)" in refused[1]
    assert refused[3:] == ("C1", "张三", refused[5], "1000.5", "王芳")
    assert "again.csv" in (out / "summary.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["rejected.xlsx", "follow-ups.xlsx", "REJECTED.xlsx", "collectors/x.xlsx"])
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside the list"])
def test_an_input_is_never_written_over(book, tmp_path, capsys, name, alone):
    out, list_ = tmp_path / "out", book(ONE_BAD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    (out / name).write_bytes((out / "rejected.xlsx").read_bytes())
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert arrears("daily", *([] if alone else [list_]), out / name, "--out", out) == 2
    assert "另存为别的名字" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_corrections_in_the_list_of_rejected_rows_survive_another_run(book, tmp_path, capsys):
    out, list_ = tmp_path / "out", book(ONE_BAD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    correct(out / "rejected.xlsx", out / "rejected.xlsx")
    corrected = (out / "rejected.xlsx").read_bytes()
    capsys.readouterr()
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    assert corrected in [path.read_bytes() for path in (out / "earlier").rglob("rejected.xlsx")]
    assert "上次运行的 1 个文件与本次不同，已移入" in capsys.readouterr().out


def test_a_collectors_list_of_yesterday_is_put_aside_with_its_notes(book, tmp_path, capsys):
    out = tmp_path / "out"
    arrears("daily", book(GOOD), "--as-of", "2026-11-22", "--out", out)
    old = (out / "collectors" / "王芳.xlsx").read_bytes()
    (out / "collectors" / "own.txt").write_text("a note of somebody's", encoding="utf-8")
    with closing(openpyxl.Workbook()) as other:
        other.save(out / "collectors" / "own.xlsx")
    capsys.readouterr()
    arrears("daily", book(GOOD.replace("王芳", "李娜")), "--as-of", "2026-11-23", "--out", out)
    assert sorted(path.name for path in (out / "collectors").iterdir()) == ["own.txt", "own.xlsx", "李娜.xlsx"]
    (copy,) = (out / "earlier").rglob("王芳.xlsx")
    assert copy.read_bytes() == old
    assert "已移入" in capsys.readouterr().out


def test_the_same_run_again_leaves_nothing_aside(book, tmp_path):
    out = tmp_path / "out"
    for _ in range(2):
        arrears("daily", book(GOOD), "--as-of", "2026-11-22", "--out", out)
    assert not (out / "earlier").exists()


def test_a_list_of_rejected_rows_alone_is_told_from_the_days_list(book, tmp_path, capsys):
    arrears("daily", book(ONE_BAD), "--as-of", "2026-11-23", "--out", tmp_path / "out")
    correct(tmp_path / "out" / "rejected.xlsx", tmp_path / "corrected.xlsx")
    arrears("daily", tmp_path / "corrected.xlsx", "--as-of", "2026-11-23", "--out", tmp_path / "other")
    assert "本次只处理了其中的案件" in capsys.readouterr().out


def test_what_the_intake_noticed_is_on_the_screen(book, tmp_path, capsys):
    list_ = book(GOOD.replace("催收员", "来历"))
    (tmp_path / "~$cases.csv").write_bytes(b"")
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", tmp_path / "out")
    shown = capsys.readouterr().out
    assert "UNKNOWN_COLUMNS" in shown
    assert "来历" in shown


@pytest.mark.parametrize("name", ["list[old].csv", "[red]list.csv"])
def test_names_and_cells_that_look_like_markup_are_shown_as_they_are(book, tmp_path, capsys, name):
    text = ONE_BAD.replace("2026-02-30", "[/b]")
    out = tmp_path / "o5[" / "y]"
    assert arrears("daily", book(text, name), "--as-of", "2026-11-23", "--out", out) == 1
    shown = capsys.readouterr().out
    assert name in shown
    assert str(out) in shown
    assert arrears("check", book(text, name), "--as-of", "2026-11-23") == 1
    assert "[/b]" in capsys.readouterr().out


def test_one_of_several_case_lists_in_a_workbook_is_chosen_by_its_sheet(tmp_path, capsys):
    cases = pd.DataFrame({"案件编号": ["C1"], "到期还款日": ["2026-10-01"], "逾期本金": [5]})
    with pd.ExcelWriter(tmp_path / "two.xlsx") as writer:
        for sheet in ("一月", "二月"):
            cases.to_excel(writer, sheet_name=sheet, index=False)
    assert arrears("check", tmp_path / "two.xlsx") == 2
    assert "--sheet" in capsys.readouterr().err
    assert arrears("check", tmp_path / "two.xlsx", "--sheet", "二月") == 0
    assert arrears("daily", tmp_path / "two.xlsx", "--sheet", "二月", "--out", tmp_path / "out") == 0


def test_a_list_is_cut_at_the_capacity_that_is_asked_for(book, tmp_path, capsys):
    text = "案件编号,到期还款日,逾期本金,催收员\n" + "".join(f"C{n},2026-09-0{n},1000,王芳\n" for n in range(1, 6))
    out = tmp_path / "out"
    arrears("daily", book(text), "--as-of", "2026-11-23", "--out", out, "--capacity", 3)
    assert "另有 2 件超出" in capsys.readouterr().out


def test_the_same_list_gives_the_same_workbooks_to_the_byte(book, tmp_path):
    list_ = book(GOOD + "C3,王五,2026-02-30,5,王芳\n")
    for name in ("a", "b"):
        arrears("daily", list_, "--as-of", "2026-11-23", "--out", tmp_path / name)
    for file in ("follow-ups.xlsx", "collectors/王芳.xlsx", "rejected.xlsx", "summary.html"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param("none.csv", None, "找不到文件", id="no such file"),
        pytest.param("x.csv", "a,b,c\n1,2,3\n", "", id="no case list"),
        pytest.param(
            "x.csv", "案件编号,案件编号,到期还款日,逾期本金\nC1,C2,2026-01-31,5\n", "重复的列", id="duplicate heading"
        ),
        pytest.param("~$x.csv", GOOD, "临时文件", id="lock file of an open workbook"),
        pytest.param("x.csv", "", "", id="empty file"),
    ],
)
def test_a_file_that_cannot_be_used_gives_one_line_and_code_2(tmp_path, capsys, name, text, says):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert arrears("daily", path, "--out", out) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("arrears: ")
    assert shown.err.count("\n") == 1
    assert says in shown.err
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("daily",),
        ("daily", "x.csv", "--lang", "fr"),
        ("daily", "x.csv", "--capacity", "0"),
        ("daily", "x.csv", "--as-of", "soon"),
        ("daily", "x.csv", "--profile", "mars"),
        ("daily", "x.csv", "--house", "no-such-folder"),
        ("nonsense",),
    ],
)
def test_bad_usage_gives_one_line_and_code_2(words, capsys):
    assert run(words) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_rule_that_was_not_in_force_is_named_with_its_first_day(book, tmp_path, capsys):
    assert arrears("daily", book(GOOD), "--as-of", "1999-01-01", "--out", tmp_path / "out", "--lang", "en") == 2
    assert "its first day is" in capsys.readouterr().err


def test_check_names_row_value_and_remedy(book, capsys):
    assert arrears("check", book(ONE_BAD), "--as-of", "2026-11-23", "--lang", "en") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "DATE_INVALID" in shown
    assert "rows: 3, of these accepted: 2, rejected: 1." in shown


def test_a_password_opens_a_protected_workbook(tmp_path, capsys, monkeypatch):
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    pd.DataFrame({"案件编号": ["C1"], "到期还款日": ["2026-10-01"], "逾期本金": [5]}).to_excel(
        tmp_path / "open.xlsx", index=False
    )
    with (tmp_path / "open.xlsx").open("rb") as source, (tmp_path / "shut.xlsx").open("wb") as target:
        msoffcrypto.OOXMLFile(source).encrypt("a-word", target)
    shut = tmp_path / "shut.xlsx"
    assert arrears("check", shut) == 2
    assert "--password" in capsys.readouterr().err
    assert arrears("check", shut, "--password", "wrong") == 2
    assert arrears("check", shut, "--password", "a-word") == 0
    monkeypatch.setenv("ARREARS_PASSWORD", "a-word")
    assert arrears("check", shut) == 0


def test_an_unforeseen_error_shows_no_traceback_and_no_data(book, tmp_path, capsys, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError("张三 13800001234")

    monkeypatch.setattr("arrears.commands.daily.day.read_cases", fail)
    assert arrears("daily", book(GOOD), "--out", tmp_path / "out") == 2
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert "张三" not in shown
    assert "13800001234" not in shown
    assert shown.count("\n") == 1
    assert "未保存" not in shown


def test_the_demo_works_on_the_shipped_portfolio(tmp_path, capsys):
    out = tmp_path / "demo"
    assert arrears("demo", "--out", out) == 0
    collectors = list((out / "collectors").iterdir())
    assert len(collectors) == 12
    assert len(rows_of(out / "follow-ups.xlsx")) > 12
    assert "接收 2000 行" in capsys.readouterr().out


def test_accepted_and_rejected_rows_of_the_portfolio_are_all_its_rows():
    intake = read_cases(shipped("sample_workbooks", "portfolio.xlsx"))
    assert len(intake.table) + intake.rejected_rows == intake.rows


def test_a_target_that_cannot_be_written_is_said_in_one_line(book, tmp_path, capsys):
    target = tmp_path / "out"
    target.write_text("a file where the folder should be", encoding="utf-8")
    assert arrears("daily", book(GOOD), "--as-of", "2026-11-23", "--out", target) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_foreign_currency_is_shown_as_what_it_is_everywhere(book, tmp_path, capsys):
    out = tmp_path / "out"
    list_ = book("案件编号,到期还款日,逾期本金,币种\nC1,2026-10-01,1000,TWD\nC2,2026-09-01,200,TWD\n")
    assert arrears("daily", list_, "--as-of", "2026-11-23", "--out", out) == 0
    shown = capsys.readouterr().out
    assert "（元）" not in shown
    assert "应还合计（TWD）" in shown
    assert "清单币种 TWD 与规则集 cn 的币种 CNY 不同" in shown
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert "TWD 1,200.00" in page
    assert "¥" not in page.partition("当日生效的规则")[0]
    assert "应还合计 TWD 1,200.00" in rows_of(out / "follow-ups.xlsx")[1][0]


def test_amounts_of_different_currencies_are_listed_apart_and_never_added_up(book, tmp_path, capsys):
    out = tmp_path / "out"
    list_ = book("案件编号,到期还款日,逾期本金,币种\nC1,2026-10-01,1000,USD\nC2,2026-09-01,200,\n")
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    shown = capsys.readouterr().out
    assert "按币种分列，不相加" in shown
    page = (out / "summary.html").read_text(encoding="utf-8")
    rows = rows_of(out / "follow-ups.xlsx")
    assert "应还合计 ¥200.00；$1,000.00" in rows[1][0]
    assert "币种" in rows[2]
    for text in (shown, page, str(rows)):
        assert "1,200.00" not in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check",), "缺少必需的参数"),
        (("daily",), "请给出案件清单"),
        (("daily", "x.csv", "--capacity", "few"), "参数值无效"),
        (("daily", "x.csv", "--capacity", "0"), "不在允许范围"),
        (("daily", "x.csv", "--colour", "red"), "没有这个选项"),
        (("nonsense",), "没有这个命令"),
    ],
)
def test_wrong_usage_is_told_in_the_language_of_the_reader(words, says, capsys):
    assert run(words) == 2
    assert says in capsys.readouterr().err
    assert run([*words, "--lang", "en"]) == 2
    assert says not in capsys.readouterr().err


TWICE = GOOD + "C1,张三,2026-10-02,300,王芳\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_whose_case_was_accepted_is_refused_again_when_its_list_is_fed_back_alone(book, tmp_path, lang):
    out = tmp_path / "out"
    arrears("daily", book(TWICE), "--as-of", "2026-11-23", "--out", out, "--lang", lang)
    again = read_cases(shutil.copy(out / "rejected.xlsx", tmp_path / "again.xlsx"))
    assert (len(again.table), again.rejects["code"].tolist()) == (0, ["CASE_ID_ACCEPTED"])
    assert "第 2 行" in again.rejects["message"][0]


def test_a_row_whose_id_was_mended_is_another_case(book, tmp_path):
    out = tmp_path / "out"
    arrears("daily", book(TWICE), "--as-of", "2026-11-23", "--out", out)
    correct(out / "rejected.xlsx", tmp_path / "corrected.xlsx", "C1", "C10")
    assert read_cases(tmp_path / "corrected.xlsx").table["case_id"].tolist() == ["C10"]


def test_a_row_whose_twin_was_refused_too_is_accepted_once_the_twin_is_gone(book, tmp_path):
    out = tmp_path / "out"
    arrears("daily", book(GOOD + "C3,王五,2026-02-30,300,李娜\nC3,王五,2026-02-28,300,李娜\n"), "--out", out)
    with closing(openpyxl.load_workbook(out / "rejected.xlsx")) as mended:
        mended.worksheets[0].delete_rows(2)
        mended.save(tmp_path / "corrected.xlsx")
    assert read_cases(tmp_path / "corrected.xlsx").table["case_id"].tolist() == ["C3"]


def aged_copies(out, *days):
    """Give copies of an earlier run as they lie there after so many days."""
    today = datetime.now(UTC).astimezone().date()
    for day in days:
        folder = out / "earlier" / (today - timedelta(days=day)).isoformat() / "collectors"
        folder.mkdir(parents=True)
        shutil.copy(out / "collectors" / "王芳.xlsx", folder / "王芳.xlsx")
    return today


def copies(out, today):
    found = (out / "earlier").rglob("*.xlsx")
    return sorted((today - date.fromisoformat(file.relative_to(out / "earlier").parts[0])).days for file in found)


def test_copies_of_earlier_runs_are_deleted_after_the_days_of_the_policy(book, tmp_path, capsys):
    out, list_ = tmp_path / "out", book(GOOD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    today = aged_copies(out, 89, 90, 91, 200)
    capsys.readouterr()
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    assert copies(out, today) == [89, 90]
    assert "超过 90 天的 2 个旧副本已删除（HOUSE-EARLIER）" in capsys.readouterr().out
    assert len(list((out / "earlier").iterdir())) == 2


def test_the_newest_copies_stay_however_old_they_are(book, tmp_path, capsys):
    out, list_ = tmp_path / "out", book(GOOD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    today = aged_copies(out, 200, 300)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    assert copies(out, today) == [200]


def test_what_is_not_ours_is_never_deleted(book, tmp_path):
    out, list_ = tmp_path / "out", book(GOOD)
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    aged_copies(out, 1, 400)
    old = min((out / "earlier").iterdir())
    own = [old / "notes.txt", old / "collectors" / "own.xlsx", out / "earlier" / "keep" / "王芳.xlsx"]
    for file in own:
        file.parent.mkdir(exist_ok=True)
    own[0].write_text("mine")
    openpyxl.Workbook().save(own[1])
    shutil.copy(out / "collectors" / "王芳.xlsx", own[2])
    arrears("daily", list_, "--as-of", "2026-11-23", "--out", out)
    assert all(file.exists() for file in own)
    assert not (old / "collectors" / "王芳.xlsx").exists()
