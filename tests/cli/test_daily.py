"""The main job as a person types it: files, exit codes, and one clear line when it cannot be done."""

from contextlib import closing

import openpyxl
import pandas as pd
import pytest

from arrears.cli import run
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


pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def test_a_good_list_gives_every_file_and_code_0(book, tmp_path, capsys):
    out = tmp_path / "out"
    assert arrears("daily", book(GOOD), "--as-of", "2026-11-23", "--out", out) == 0
    made = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert made == {"follow-ups.xlsx", "collectors/王芳.xlsx", "rejected.xlsx", "summary.html"}
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
    rejected = openpyxl.load_workbook(out / "rejected.xlsx")
    for row in rejected.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "2026-02-30":
                cell.value = "2026-02-28"
    rejected.save(tmp_path / "corrected.xlsx")
    assert arrears("check", tmp_path / "corrected.xlsx", "--as-of", "2026-11-23") == 0


def test_a_list_is_cut_at_the_capacity_that_is_asked_for(book, tmp_path, capsys):
    text = "案件编号,到期还款日,逾期本金,催收员\n" + "".join(f"C{n},2026-09-0{n},1000,王芳\n" for n in range(1, 6))
    out = tmp_path / "out"
    arrears("daily", book(text), "--as-of", "2026-11-23", "--out", out, "--capacity", 3)
    assert "另有 2 件超出" in capsys.readouterr().out


def test_the_same_list_gives_the_same_workbooks_to_the_byte(book, tmp_path):
    list_ = book(GOOD)
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
    assert "3 rows in the file: 2 accepted, 1 rejected." in shown


def test_a_password_opens_a_protected_workbook(tmp_path, capsys, monkeypatch):
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    pd.DataFrame({"案件编号": ["C1"], "到期还款日": ["2026-10-01"], "逾期本金": [5]}).to_excel(
        tmp_path / "open.xlsx", index=False
    )
    with (tmp_path / "open.xlsx").open("rb") as source, (tmp_path / "shut.xlsx").open("wb") as target:
        msoffcrypto.OOXMLFile(source).encrypt("a-word", target)
    shut = tmp_path / "shut.xlsx"
    assert arrears("check", shut) == 2
    assert "密码" in capsys.readouterr().err
    assert arrears("check", shut, "--password", "wrong") == 2
    assert arrears("check", shut, "--password", "a-word") == 0
    monkeypatch.setenv("ARREARS_PASSWORD", "a-word")
    assert arrears("check", shut) == 0


def test_an_unforeseen_error_shows_no_traceback_and_no_data(book, tmp_path, capsys, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError("张三 13800001234")

    monkeypatch.setattr("arrears.daily.read_cases", fail)
    assert arrears("daily", book(GOOD), "--out", tmp_path / "out") == 2
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert "张三" not in shown
    assert "13800001234" not in shown
    assert shown.count("\n") == 1


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
