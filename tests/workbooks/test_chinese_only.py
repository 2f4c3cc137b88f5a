"""A filled Chinese workbook of every kind says nothing in English but rule ids, names and the short list below."""

import re
from datetime import date
from fractions import Fraction

import openpyxl
import pytest

from arrears.commands import run
from arrears.operations.plans.working import Wanted, household
from arrears.policy import Policies
from arrears.resources import shipped
from arrears.store.secrets.keys import new_key
from arrears.workbooks.plan.book import write_plan

WORD = re.compile(r"(?<![A-Za-z0-9_.@/\\-])[A-Za-z][A-Za-z_]{2,}(?![A-Za-z0-9_.@/-]*[0-9@])")
CODE = re.compile(
    r"\b(?:HOUSE|CN|CBA|COURT|CREDIT|CRIM|LIM|LEG|BANKR|PCI|GBT|CREDIT)(?:-[A-Z0-9]+)*\b|[“\"'`][^”\"'`]*[”\"'`]|https?://\S+|\S+\.md|\{\w+\}"
)
"""Ids of rules, what is quoted, and addresses."""
PROPER = frozenset(
    ("APR", "EAR", "CNY", "CNH", "HKD", "USD", "SHA", "WPS", "Excel", "Calc", "LibreOffice", "Office", "arrears", "xlsx", "xls", "csv", "CSV", "PDF", "Word", "TRUE", "SFS", "CFR", "MCOB", "PCI", "DSS", "ISDA", "Fineract", "Frappe", "Lending", "Regulation", "Standard", "Financial", "Statement", "CONC", "FCA", "HKMA", "RBI", "DTI", "UCI")
)  # fmt: skip
"""Names of programs, currencies, standards and laws."""
TECHNICAL = ("现行规则",)
"""A sheet whose last column names cells for formulas, and whose word list bars English threats too."""

HELPERS = ("native_formulas.xlsx",)
"""Workbooks whose folded columns are helpers of formulas, and nothing for people."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A day with a store, a plan, a merge report, a month's pack, a list for sharing and the shipped samples."""
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
        words = ["--as-of", "2026-11-23", "--lang", "zh"]
        assert run(["daily", "list.csv", "--store", "s.db", "--out", "day", *words]) == 1
        run(["merge", "day/collectors", "--store", "s.db", "--report", "merge-report.xlsx", "--lang", "zh"])
        run(["export", "list.csv", "--out", "export.xlsx", *words])
    policies, on = Policies("cn"), date(2026, 11, 23)
    wanted = Wanted(10_000_00, Fraction(12, 100), Fraction(0), date(2026, 12, 31), on, "equal_instalment")
    write_plan(out / "plan.xlsx", wanted, policies, home=household(8000_00, 3500_00, 2500_00, on, policies))
    return out


def english(path):
    book = openpyxl.load_workbook(path, data_only=True)
    found = []
    folded = path.name not in HELPERS
    for sheet in (one for one in book if one.sheet_state == "visible" and one.title not in TECHNICAL):
        hidden = {
            letter
            for letter, size in sheet.column_dimensions.items()
            if size.hidden and not (folded and size.outlineLevel)
        }
        hidden |= {
            openpyxl.utils.get_column_letter(place)
            for letter in set(hidden)
            for place in range(sheet.column_dimensions[letter].min, sheet.column_dimensions[letter].max + 1)
        }
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and cell.column_letter not in hidden:
                words = [word for word in WORD.findall(CODE.sub(" ", cell.value)) if word not in PROPER]
                found += [(path.name, sheet.title, cell.coordinate, word, cell.value[:60]) for word in words]
    return found


@pytest.mark.parametrize(
    "name",
    [
        "day/follow-ups.xlsx",
        "day/collectors/王芳.xlsx",
        "day/rejected.xlsx",
        "merge-report.xlsx",
        "export.xlsx",
        "plan.xlsx",
    ],
)
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_chinese_workbook_says_nothing_in_english(folder, name):
    assert english(folder / name) == []


@pytest.mark.parametrize("name", ["repayment_plan.xlsx", "native_formulas.xlsx"])
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_shipped_chinese_sample_says_nothing_in_english(name):
    assert english(shipped("sample_workbooks", name)) == []
