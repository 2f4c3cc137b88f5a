"""Bad rows of a bank's file are told by row with the remedy, and the good ones are taken."""

from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from desk_hand import Hand

from arrears.commands import run
from arrears.returns.evening import last_evening
from arrears.returns.merge import merge
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key

LIST = """案件编号,客户号,客户姓名,卡号,到期还款日,逾期本金,币种,催收员
A01,K01,张三,6222020000000015,2026-09-01,1000,CNY,王芳
A02,K02,李四,,2026-09-01,2000,USD,王芳
A03,K02,李四,,2026-09-05,3000,CNY,王芳
"""
HEAD = "流水号,入账日期,金额,案件编号,卡号,客户号,币种,摘要,原流水号"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    with open_store("book.db") as store:
        from arrears.intake import read_cases  # noqa: PLC0415
        from arrears.store.state.case_list import place_list  # noqa: PLC0415

        day = date(2026, 10, 19)
        place_list(store, read_cases(tmp_path / "list.csv", as_of=day).table, actor="lead", as_of=day)
    return tmp_path


def read(desk, capsys, *rows, head=HEAD, name="bank.csv", more=()):
    (desk / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    code = run(["payments", name, "--store", "book.db", "--as-of", "2026-10-20", "--actor", "lead", *more])
    return code, "".join(capsys.readouterr().out.split())


def stored(kind="payment"):
    with open_store("book.db", create=False) as store:
        table = store.current(kind)
    return [int(fen) for fen in table["amount_fen"]]


def test_bad_rows_are_told_and_good_rows_are_taken(desk, capsys):
    code, said = read(
        desk, capsys,
        "T1,2026-10-20,100,A01,,,,,",
        ",2026-10-20,200,A01,,,,,",
        "T3,2026-10-21,300,A01,,,,,",
        "T4,2026-10-20,400,A02,,,CNY,,",
        "T5,2026-10-20,0.05万元,A03,,,,,",
        "T6,2026-10-20,,A03,,,,,",
        "合计,,1000,,,,,,",
    )  # fmt: skip
    assert code == 1
    assert stored() == [100_00, 500_00]
    assert stored("bank_row") == [400_00]
    assert "币种与案件不同（400.00" in said
    for row in ("3", "4", "7"):  # no reference, a day to come, no amount
        assert f"│bank.csv│{row}│" in said


def test_a_card_and_a_customer_find_their_cases_and_the_ground_is_said(desk, capsys):
    code, said = read(desk, capsys, "T1,2026-10-20,100,,6222020000000015,,,,", "T2,2026-10-20,50,,622202******0015,,,,")
    assert code == 0
    assert stored() == [100_00, 50_00]
    assert "卡号2" in said


def test_a_file_of_another_bank_is_told_and_books_nothing(desk, capsys):
    rows = [f"Z{number},2026-10-20,10,B{number},,,,," for number in range(4)]
    code, said = read(desk, capsys, *rows)
    assert (code, stored(), stored("bank_row")) == (1, [], [])
    assert "可能是其他银行的文件" in said
    code, _ = read(desk, capsys, *rows, more=["--keep-strangers"])
    assert (code, stored("bank_row")) == (1, [10_00] * 4)


def test_a_reversal_without_its_reference_takes_the_payment_that_fits_or_waits(desk, capsys):
    read(desk, capsys, "T1,2026-10-20,100,A01,,,,,", "T2,2026-10-20,100,A01,,,,,", "T3,2026-10-20,70,A01,,,,,")
    code, said = read(desk, capsys, "T4,2026-10-20,70,A01,,,,冲正,", "T5,2026-10-20,-100,A01,,,,,", name="two.csv")
    assert (code, stored("reversal"), stored("bank_row")) == (1, [70_00], [-100_00])
    assert "冲正对应多笔还款" in said
    code, said = read(desk, capsys, "T6,2026-10-20,-100,A01,,,,,T2", name="three.csv")
    assert (code, stored("reversal")) == (0, [70_00, 100_00])


def test_a_file_that_names_nobody_is_refused_with_the_remedy(desk, capsys):
    (desk / "bare.csv").write_text("流水号,入账日期,金额\nT1,2026-10-20,5\n", encoding="utf-8")
    assert run(["payments", "bare.csv", "--store", "book.db", "--as-of", "2026-10-20"]) == 2
    assert "无法匹配" in capsys.readouterr().out


def test_a_changed_amount_under_a_known_reference_is_told_and_changes_nothing(desk, capsys):
    read(desk, capsys, "T1,2026-10-20,100,A01,,,,,")
    code, said = read(desk, capsys, "T1,2026-10-20,120,A01,,,,,")
    assert (code, stored()) == (1, [100_00])
    assert "流水号T1此前已入账，金额不同" in said


def test_what_was_not_handed_in_is_said_before_it_is_kept_aside(desk, capsys):
    options = ["--store", "book.db", "--out", "out", "--actor", "lead", "--as-of"]
    run(["daily", "list.csv", *options, "2026-10-20"])
    book = desk / "out" / "collectors" / "王芳.xlsx"
    hand = Hand(book)
    hand.promise(case_id="A01", amount=100, made_at=datetime(2026, 10, 20, 10, 0))  # noqa: DTZ001  # as a sheet has it
    hand.save(book.parent)
    capsys.readouterr()
    assert run(["daily", "list.csv", *options, "2026-10-21"]) == 1
    said = "".join(capsys.readouterr().out.split())
    assert f"{book.name}有1行登记尚未回收" in said
    assert "尚未交回" not in said  # it was handed in, and not merged
    assert list((desk / "out" / "earlier").rglob(book.name))
    assert run(["daily", "list.csv", *options, "2026-10-22"]) == 0
    assert "尚未交回：王芳（2026-10-21的工作簿没有任何登记入库）" in "".join(capsys.readouterr().out.split())
    Hand(book).call(case="A01", at=datetime(2026, 10, 22, 10, 0)).save(book.parent)  # noqa: DTZ001  # same
    with open_store("book.db", create=False) as store:
        written = book.stat().st_mtime
        evenings = [last_evening(store, book.parent, date(2026, 10, day), written) for day in (22, 23)]
        assert [one.silent for one in evenings] == [
            (),
            ("王芳",),
        ]  # who has not handed in is asked when the day is over
        merge(store, [book])
        assert last_evening(store, book.parent, date(2026, 10, 23), written).silent == ()


ROWS = [
    ["T1", "2026-10-20", "100", "A01", "", "", "", "还款", ""],
    ["T2", "2026-10-20", "50.5", "", "6222020000000015", "", "", "还款", ""],
    ["T3", "2026-10-20", "-100", "A01", "", "", "", "退票", "T1"],
]


def write_text(path, encoding):
    path.write_text("\n".join([HEAD, *(",".join(row) for row in ROWS)]) + "\n", encoding=encoding)


def write_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某银行还款明细"])
    sheet.append(HEAD.split(","))
    for reference, day, amount, *rest in ROWS:
        sheet.append([reference, datetime.fromisoformat(day), float(amount), *rest])
    sheet.append(["合计", None, 50.5])
    book.save(path)


def write_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("明细")
    day = book.add_format({"num_format": "yyyy/m/d"})
    for at, name in enumerate(HEAD.split(",")):
        sheet.write(0, at, name)
    for at, (reference, on, amount, *rest) in enumerate(ROWS, 1):
        sheet.write_row(at, 0, [reference, None, float(amount), *rest])
        sheet.write_datetime(at, 1, datetime.fromisoformat(on), day)
    book.close()


WRITERS = {
    "utf8.csv": lambda path: write_text(path, "utf-8"),
    "excel.csv": lambda path: write_text(path, "utf-8-sig"),
    "utf16.csv": lambda path: write_text(path, "utf-16"),
    "gbk.csv": lambda path: write_text(path, "gb18030"),
    "openpyxl.xlsx": write_openpyxl,
    "xlsxwriter.xlsx": write_xlsxwriter,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_payment_file_of_any_writer_gives_the_same(desk, capsys, name):
    WRITERS[name](desk / name)
    assert_taken(name, capsys)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_payment_file_of_an_office_program_gives_the_same(desk, capsys, libreoffice, ending):
    write_openpyxl(desk / "bank.xlsx")
    (done,) = libreoffice.convert(desk / "bank.xlsx", ending)
    (desk / f"office.{ending}").write_bytes(done.read_bytes())
    assert_taken(f"office.{ending}", capsys)


def assert_taken(name, capsys):
    words = ["payments", name, "--store", "book.db", "--as-of", "2026-10-20", "--actor", "lead"]
    assert run(words) == 0, capsys.readouterr().out
    assert (stored(), stored("reversal"), stored("bank_row")) == ([100_00, 50_50], [100_00], [])
    assert run(words) == 0
    assert stored() == [100_00, 50_50]


PEOPLE = """案件编号,客户号,客户姓名,身份证号,手机号,到期还款日,逾期本金,币种,催收员
B01,K10,王五,320102196503042115,,2026-09-01,1000,CNY,王芳
B02,,王五,320102650304211,,2026-08-01,500,CNY,李强
B03,K11,赵六,,,2026-09-01,800,CNY,王芳
B04,K11,钱七,,,2026-09-02,900,CNY,王芳
B05,无,孙八,,,2026-09-02,900,CNY,王芳
"""


@pytest.mark.parametrize(
    ("named", "paid"),
    [
        pytest.param(",,K10,", [("B02", 500_00), ("B01", 200_00)], id="a customer number pays the card that has none"),
        pytest.param(",,,320102650304211", [("B02", 500_00), ("B01", 200_00)], id="15 digits"),
        pytest.param("B01,,,", [("B01", 700_00)], id="the case that is named comes first"),
        pytest.param(",,K11,", [], id="two people who share a number are never guessed"),
        pytest.param(",,无,", [], id="no number is nobody's"),
    ],
)
def test_a_payment_of_a_person_goes_to_the_oldest_of_all_cards(tmp_path, monkeypatch, capsys, named, paid):
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(PEOPLE, encoding="utf-8")
    run(["daily", "list.csv", "--store", "book.db", "--as-of", "2026-10-19", "--out", "out", "--actor", "lead"])
    head = "流水号,入账日期,金额,案件编号,卡号,客户号,身份证号"
    code, _ = read(tmp_path, capsys, f"T1,2026-10-20,700,{named}", head=head)
    with open_store("book.db", create=False) as store:
        found = store.current("payment")[["case_id", "amount_fen"]].values.tolist()
        waiting = store.current("bank_row")["why"].tolist()
    assert [tuple(one) for one in found] == paid
    assert code == int(not paid)
    assert waiting == ([] if paid else ["several_fit" if "K11" in named else "nothing_fits"])


def test_what_a_file_pays_on_a_card_is_not_paid_again_by_the_customer_s_row(desk, capsys):
    """A02 is in another currency; A03 owes 3,000, of which the first row pays 2,900."""
    code, said = read(desk, capsys, "T1,2026-10-20,2900,A03,,,,,", "T2,2026-10-20,100,,,K02,CNY,,")
    assert code == 0, said
    assert stored() == [2900_00, 100_00]
