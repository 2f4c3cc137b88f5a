"""One person with cards at two collectors, from files and commands alone."""

import warnings

import pytest
from openpyxl import load_workbook

from arrears.commands import run
from arrears.intake import read_cases
from arrears.store.secrets.keys import VARIABLE, new_key

LIST = """case_id,customer_name,due_date,principal,collector,customer_id,flags,id_number
A1,张三,2026-10-01,1000,王芳,K1,,
A2,张三,2026-10-01,2000,李伟,K1,deceased,
A3,李四,2026-10-01,3000,王芳,K2,,
A4,王五,2026-10-01,3000,王芳,0,,320102196503042116
"""
DAY = ["--as-of", "2026-11-23"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, new_key())
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def opened(path):
    """Read a workbook; openpyxl warns of what only Excel needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path)


def test_what_is_known_of_one_card_reaches_the_other_collector_s(place, capsys):
    run(["daily", "list.csv", "--store", "book.db", *DAY])
    told = capsys.readouterr().out
    assert "待组长等处理 1 件" in told
    assert "CUSTOMER_NONE" in told
    for words in (
        ["message", "list.csv"],
        ["message", "--store", "book.db"],
        ["message", "--store", "book.db", "A1", "A2"],
    ):
        assert run([*words, *DAY]) == 1
        out, err = capsys.readouterr()
        lines = dict(line.split("\t") for line in out.splitlines())
        assert "核实身故材料" in lines["A2"]
        assert lines["A1"].endswith("（身故（同一客户案件A2））")
        assert lines.get("A3", "尊敬的").count("尊敬的") == 1
        assert ("只依据本清单判断" in err) is (words == ["message", "list.csv"])


def test_a_collector_whose_cases_are_all_on_hold_gives_back_a_workbook_without_a_finding(place):
    run(["daily", "list.csv", "--store", "book.db", *DAY])
    assert run(["merge", "arrears-daily/collectors/李伟.xlsx", "--store", "book.db"]) == 0


def test_messages_need_a_list_or_a_store(place, capsys):
    assert run(["message", *DAY]) == 2
    assert "--store" in capsys.readouterr().err


SPELLED = """case_id,customer_name,due_date,principal,collector,id_number,promise_date,promise_amount,flags
B1,张三,2026-10-01,1000,李　雷,320102196503042115,2026-11-25,500,
B2,张三,2026-10-01,2000,李雷,320102650304211,,,
B3,李四,2026-10-01,3000,李雷,320102196503042115,,,
B4,王五,2026-10-01,3000,李 雷,,2026-11-20,800,
B5,赵六,2026-10-01,3000,李雷,,,,dispute
"""
"""Three spellings of one collector; B1 and B2 are one person by the id number, which B3 has as well, under another name."""


def test_a_collector_spelled_in_three_ways_has_one_workbook(place, capsys):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    run(["daily", "spelled.csv", *DAY, "--desk"])
    assert "NAME_SPELLED" in capsys.readouterr().out
    assert [book.name for book in (place / "arrears-daily" / "collectors").iterdir()] == ["李雷.xlsx"]


def test_the_spelling_that_is_told_is_the_one_that_was_given_up(place):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    told = [
        note for note in read_cases(place / "spelled.csv").warnings.to_dict("records") if note["code"] == "NAME_SPELLED"
    ]
    assert [(note["row"], note["value"]) for note in told] == [(2, "李　雷"), (5, "李 雷")]
    assert {note["message"].partition("已按")[2] for note in told} == {"“李雷”同一人处理"}


def test_whom_it_is_not_certain_about_is_told_by_check_daily_and_summary(place, capsys):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    run(["check", "spelled.csv", *DAY])
    assert "ID_SHARED" in capsys.readouterr().out
    run(["daily", "spelled.csv", *DAY])
    assert "ID_SHARED" in capsys.readouterr().out
    page = (place / "arrears-daily" / "summary.html").read_text(encoding="utf-8")
    assert "身份存疑" in page
    assert "相同而姓名不同：未按同一客户合并" in page


def test_the_ground_of_one_person_is_shown(place):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    run(["daily", "spelled.csv", *DAY])
    sheet = opened(place / "arrears-daily" / "follow-ups.xlsx").worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert sum("与名下其他卡为同一客户（身份证号相同）" in cell for cell in cells) == 1


@pytest.mark.parametrize("store", [[], ["--store", "book.db"]])
def test_a_promise_in_the_bank_s_list_is_among_the_promises_with_and_without_a_store(place, store):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    run(["daily", "spelled.csv", *DAY, "--desk", *store])
    sheets = opened(place / "arrears-daily" / "collectors" / "李雷.xlsx")
    promised = [cell for row in sheets["承诺"].iter_rows(values_only=True) for cell in row if cell in {"B1", "B4"}]
    assert sorted(promised) == ["B1", "B4"]


def test_what_is_on_hold_stands_on_a_sheet_of_its_own_in_the_collector_s_workbook(place):
    (place / "spelled.csv").write_text(SPELLED, encoding="utf-8")
    run(["daily", "spelled.csv", *DAY, "--store", "book.db"])
    path = place / "arrears-daily" / "collectors" / "李雷.xlsx"
    sheet = opened(path)["待处理"]
    rows = [row for row in sheet.iter_rows(values_only=True) if "B5" in row]
    assert len(rows) == 1
    assert "组长" in rows[0]
    assert run(["merge", str(path), "--store", "book.db"]) == 0


STAFF = """case_id,customer_name,due_date,principal,collector
C1,李峰,2026-10-01,1000,買買提·吐爾遜
C2,张三,2026-10-01,2000,买买提吐尔逊
C3,李峰,2026-10-01,3000,李峰平
C4,李峰,2026-10-01,3000,李　峰
C5,王五,2026-10-01,3000,李峰
C6,王五,2026-10-01,3000,Ｌｉ Feng
C7,王五,2026-10-01,3000,li  feng
"""
"""Four collectors in seven spellings; a customer is called as one of them, and part of another's name."""


def test_staff_in_any_spelling_are_one_person_and_are_told_in_clear(place, capsys):
    (place / "staff.csv").write_text(STAFF, encoding="utf-8")
    run(["check", "staff.csv", *DAY])
    told = "".join(capsys.readouterr().out.split())
    assert "李***" not in told
    assert "NAME_SPELLED│4│" in told
    run(["daily", "staff.csv", *DAY, "--desk"])
    books = {book.stem for book in (place / "arrears-daily" / "collectors").iterdir()}
    assert books == {"買買提·吐爾遜", "李峰平", "李峰", "Li Feng"}


def test_a_collector_whom_a_later_list_spells_otherwise_keeps_one_workbook_and_is_told(place, capsys):
    (place / "first.csv").write_text(
        "case_id,due_date,principal,collector\nD1,2026-10-01,1000,买买提\n", encoding="utf-8"
    )
    (place / "next.csv").write_text(
        "case_id,due_date,principal,collector\nD1,2026-10-01,1000,買買提\nD2,2026-10-01,500,買買提\n", encoding="utf-8"
    )
    run(["daily", "first.csv", "--store", "book.db", *DAY])
    capsys.readouterr()
    run(["daily", "next.csv", "--store", "book.db", "--as-of", "2026-11-24"])
    assert "催收员“買買提”与此前清单中的“买买提”按同一人处理" in capsys.readouterr().out
    assert [book.stem for book in (place / "arrears-daily" / "collectors").iterdir()] == ["买买提"]


@pytest.mark.parametrize("written", ["check", "daily", "store", "desk", "export", "message"])
def test_who_works_for_the_house_is_named_in_clear_wherever_a_customer_has_the_same_name(place, capsys, written):
    (place / "staff.csv").write_text(STAFF.replace("买买提吐尔逊", "李峰平"), encoding="utf-8")
    words = {
        "check": ["check", "staff.csv"],
        "daily": ["daily", "staff.csv"],
        "store": ["daily", "staff.csv", "--store", "book.db"],
        "desk": ["daily", "staff.csv", "--desk"],
        "export": ["export", "staff.csv", "--out", "shared.csv"],
        "message": ["message", "staff.csv", "--out", "sent"],
    }[written]
    assert run([*words, *DAY]) in {0, 1}
    shown = capsys.readouterr().out
    for path in sorted(place.rglob("*")):
        if path.suffix == ".xlsx":
            shown += "".join(
                str(cell) for sheet in opened(path) for row in sheet.iter_rows(values_only=True) for cell in row
            )
        elif path.suffix in {".html", ".csv"} and path.name != "staff.csv":
            shown += path.read_text(encoding="utf-8-sig")
    for phantom in ("李*平", "李***平", "李峰*", "李***", "买*提"):
        assert phantom not in shown, phantom
