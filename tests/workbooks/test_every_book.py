"""Every workbook that is written, of every kind: no English in a Chinese one but rule ids and names, and ready for paper."""

from datetime import date
from fractions import Fraction

import pytest
from book_looks import english, unready_for_paper

from arrears.commands import run
from arrears.operations.plans.working import Wanted, household
from arrears.policy import Policies
from arrears.resources import shipped
from arrears.store.secrets.keys import new_key
from arrears.workbooks.plan.book import write_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A day with and without a store, a plan, a merge report, a month's pack, a record, lists for sharing, and trainers' workbooks."""
    out = tmp_path_factory.mktemp("chinese")
    head = (
        "案件编号,客户姓名,手机号,币种,到期还款日,逾期本金,利息,违约金,标记,催收员,承诺还款日,承诺还款金额,逾期原因\n"
    )
    flags = ("", "投诉", "异议", "特殊群体", "身故", "破产", "失联", "法务", "协议中", "停催")
    rows = [
        f"A{place},张三,1380013{place:04d},CNY,2026-{1 + place % 10:02d}-10,{1000 + place},12.5,10,{flags[place % 10]},王芳,{promise},失业\n"
        for place, promise in enumerate(["2026-11-24,100", "2026-11-20,100", ","] * 7)
    ]
    (out / "list.csv").write_text(head + "".join(rows) + "A99,李四,13800139999,CNY,,100,,,,王芳,,,\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(out)
        patch.setenv("ARREARS_KEY", new_key())
        patch.setenv("ARREARS_STATE", str(out / "state"))
        patch.setattr("arrears.documents.papers._pdfs", lambda _paths: [])  # LibreOffice takes seconds
        words = ["--as-of", "2026-11-23", "--lang", "zh"]
        assert (
            run(["daily", "list.csv", "--store", "s.db", "--out", "before", "--as-of", "2026-10-20", "--actor", "陈"])
            == 1
        )
        assert run(["daily", "--store", "s.db", "--out", "day", *words]) == 0
        run(["merge", "day/collectors", "--store", "s.db", "--report", "merge-report.xlsx", "--lang", "zh"])
        run(["export", "list.csv", "--out", "export.xlsx", *words])
        assert run(["daily", "list.csv", "--out", "plain", *words]) == 1
        assert run(["month-end", "--month", "2026-10", "--store", "s.db", "--out", "month", "--lang", "zh"]) == 0
        assert run(["record", "A1", "--store", "s.db", "--out", "record", "--actor", "陈", "--role", "lead"]) == 0
        assert run(["scenario", "first-reminder", "--out", "scenarios", "--lang", "zh"]) == 0
        run(["scenario", "mark", "scenarios", "--lang", "zh"])
        assert run(["simulate", "--months", "2", "--cases", "60", "--lang", "zh"]) == 0
    policies, on = Policies("cn"), date(2026, 11, 23)
    wanted = Wanted(10_000_00, Fraction(12, 100), Fraction(0), date(2026, 12, 31), on, "equal_instalment")
    write_plan(out / "plan.xlsx", wanted, policies, home=household(8000_00, 3500_00, 2500_00, on, policies))
    return out


KINDS = (
    *("day/follow-ups.xlsx", "day/collectors/王芳.xlsx", "plain/rejected.xlsx", "plain/collectors/王芳.xlsx"),
    *("merge-report.xlsx", "export.xlsx", "plan.xlsx", "scenarios/first-reminder.xlsx", "virtual-year.xlsx"),
)
"""Each kind by an example; the month's pack, the record and a class's results are found in their folders."""
FOLDERS = ("month", "record", "class-results")


@pytest.fixture(scope="module")
def books(folder):
    return [*(folder / name for name in KINDS), *(book for name in FOLDERS for book in (folder / name).glob("*.xlsx"))]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_chinese_workbook_says_nothing_in_english(books):
    assert [line for book in books for line in english(book)] == []


@pytest.mark.parametrize("name", ["repayment_plan.xlsx", "native_formulas.xlsx"])
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_shipped_chinese_sample_says_nothing_in_english(name):
    assert english(shipped("sample_workbooks", name)) == []


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_every_sheet_that_is_seen_prints_across_one_page_wide_with_its_title_on_each(books):
    assert [line for book in books for line in unready_for_paper(book)] == []
