"""Five days of a desk through files and commands: what the bank's files, the lists and the collectors say of money comes to one figure.

Every figure is reckoned by hand here: what a case owes is its last list less what came in since, plus what was taken back.
"""

import warnings
from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
from desk_hand import Hand

from arrears.commands import run
from arrears.operations.cases.ageing import age
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.account import read_books
from arrears.store.state.case_list import stored_cases
from arrears.store.state.history import read_source

pytestmark = pytest.mark.slow  # five days of five commands each, workbooks included

HEAD = "案件编号,客户号,客户姓名,到期还款日,逾期本金,利息,催收员,最后还款日,最后还款金额"
BANK = "流水号,入账日期,金额,案件编号,卡号,客户号,摘要,原流水号"
D1, D2, D3, D4, D5 = (f"2026-10-{day}" for day in (19, 20, 21, 22, 23))
FIRST = {f"A{number:02d}": 1000 + 100 * number for number in range(1, 41)}
"""What each case owes on the first day, in yuan."""


class Desk:
    """A folder with a store, and commands in it."""

    def __init__(self, folder):
        self.folder = folder
        self.store = folder / "book.db"

    def list(self, day, owed, last=None, interest=None):
        """Write a list of a day: what each case owes, and the last payments that the bank knows."""
        rows = [HEAD]
        for case, yuan in owed.items():
            number = int(case[1:])
            customer = "K06" if case in {"A06", "A07"} else f"K{number:02d}"
            name = "周六七" if customer == "K06" else f"客户{number}"
            due = f"2026-09-{number % 5 + 1:02d}"
            more = (interest or {}).get(case, 0)
            paid_on, paid = (last or {}).get(case, ("", ""))
            rows.append(
                f"{case},{customer},{name},{due},{yuan - more},{more},{'王芳' if number <= 20 else '李强'},{paid_on},{paid}"
            )
        path = self.folder / f"list-{day}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    def bank(self, name, *rows):
        path = self.folder / name
        path.write_text("\n".join([BANK, *rows]) + "\n", encoding="gb18030")
        return path

    def run(self, *words):
        return run([*map(str, words)])

    def daily(self, day, *books):
        options = (
            "--store",
            self.store,
            "--as-of",
            day,
            "--out",
            self.folder / day,
            "--actor",
            "lead",
            "--capacity",
            60,
        )
        return self.run("daily", *books, *options)

    def payments(self, day, *files):
        return self.run("payments", *files, "--store", self.store, "--as-of", day, "--actor", "lead")

    def merge(self, day):
        report = self.folder / f"merged-{day}.xlsx"
        return self.run("merge", self.folder / day / "collectors", "--store", self.store, "--report", report)

    def hand(self, day, collector):
        return Hand(self.folder / day / "collectors" / f"{collector}.xlsx")

    def column(self, day, heading, book="follow-ups.xlsx"):
        """Read a column of a day's list by case."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = openpyxl.load_workbook(self.folder / day / book).worksheets
        found = {}
        for sheet in sheets:
            rows = list(sheet.iter_rows(values_only=True))
            top = next((at for at, row in enumerate(rows) if "案件编号" in row and heading in row), None)
            for row in rows[top + 1 :] if top is not None else ():
                case = row[rows[top].index("案件编号")]
                if case:
                    found[case] = row[rows[top].index(heading)]
        return found

    def owed(self, day):
        """What every reader says of each case at the end of a day, in yuan; they must agree."""
        on = date.fromisoformat(day)
        with open_store(self.store, create=False) as store:
            listed = age(stored_cases(store, on), on, store.policies).set_index("case_id")["total_due_fen"]
            board = read_source(store, on).snapshot(np.datetime64(on)).set_index("case_id")["total_due_fen"]
            with store.reading() as connection:
                account = read_books(connection, "Asia/Shanghai").on(on, store.policies)["owed_fen"]
        readers = [{case: int(fen) // 100 for case, fen in each.clip(lower=0).items()} for each in (listed, board)]
        assert readers[0] == readers[1] == {case: int(account[case]) // 100 for case in readers[0]}
        return readers[0]

    def promises(self, day):
        on = date.fromisoformat(day)
        with open_store(self.store, create=False) as store:
            return dict(read_source(store, on).promises[["case_id", "outcome"]].itertuples(index=False))

    def entry(self, case, kind):
        with open_store(self.store, create=False) as store:
            return int(store.events(case_id=case, kind=kind)["seq"].iloc[-1])


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    return Desk(tmp_path)


def at(day, hour):
    return datetime.fromisoformat(f"{day}T{hour:02d}:00")  # as a sheet has it


def test_five_days_of_money(desk, capsys):  # noqa: PLR0915  # five days in their order
    """Day by day: the bank's list in the morning, calls and payment files during the day, workbooks back in the evening."""
    # Day 1: forty cases; three promises, one of them typed wrongly.
    assert desk.daily(D1, desk.list(D1, FIRST)) == 0
    hand = desk.hand(D1, "王芳")
    for case, amount, due in (("A01", 300, D3), ("A02", 500, D2), ("A03", 440, D4)):
        hand.promise(case_id=case, amount=amount, due_on=date.fromisoformat(due), made_at=at(D1, 10))
    hand.save(desk.folder / D1 / "collectors")
    desk.merge(D1)
    assert desk.owed(D1) == FIRST
    assert desk.promises(D1) == {"A01": "pending", "A02": "pending", "A03": "pending"}

    # Day 2: A40 has left the list. Two payment files, one of them read twice.
    owed = {case: yuan for case, yuan in FIRST.items() if case != "A40"}
    capsys.readouterr()
    assert desk.daily(D2, desk.list(D2, owed)) == 0
    assert "1 件不再出现在清单中（欠款 5,000.00 元" in capsys.readouterr().out
    one = desk.bank(
        "one.csv",
        f"T1,{D2},300,A01,,,还款,",
        f"T3,{D2},1700,,,K06,还款,",  # A07 (due on 3 September, 1,700) and A06 (due on 2 September, 1,600) are one customer's
        f"T4,{D2},50,X99,,,还款,",
        "合计,,2050,,,,,",
    )
    two = desk.bank("two.csv", f"T5,{D2},500,A02,,,还款,", f"T6,{D2},-500,A02,,,退票,T5")
    assert desk.payments(D2, one) == 1
    assert "没有匹配的案件（50.00 元）" in capsys.readouterr().out
    assert desk.payments(D2, two) == 0
    with open_store(desk.store, create=False) as store:
        head = store.head()
    assert desk.payments(D2, one, two) == 0  # nothing new, and nothing to be told again
    with open_store(desk.store, create=False) as store:
        assert store.head() == head
    owed |= {"A01": 1100 - 300, "A06": 0, "A07": 1700 - 100}
    assert desk.owed(D2) == owed
    hand = desk.hand(D2, "李强")
    hand.record("客户称已还款", case_id="A21", amount=99_999)
    hand.record("客户称已还款", case_id="A22", amount=990)
    hand.record("更正登记", case_id="A22", choice="称已还款", amount=99, note="多输一位")
    hand.save(desk.folder / D2 / "collectors")
    desk.merge(D2)
    assert desk.owed(D2) == owed
    words = (
        "correct",
        "A03",
        desk.entry("A03", "promise"),
        "--amount",
        "400",
        "--reason",
        "误输",
        "--store",
        desk.store,
    )
    assert desk.run(*words) == 0
    assert desk.promises(D2) == {"A01": "kept", "A02": "pending", "A03": "pending"}

    # Day 3: the list knows the payments, and shows one of 250 on A08 that no file has; A09 bears interest.
    listed = owed | {"A08": 1800 - 250, "A09": 1900 + 12}
    last = {"A01": (D2, 300), "A08": (D2, 250)}
    capsys.readouterr()
    assert desk.daily(D3, desk.list(D3, listed, last, {"A09": 12})) == 0
    said = capsys.readouterr().out
    assert "清单显示 1 笔新还款，合计 250.00 元" in said
    assert "1 件欠款上升 12.00 元：利息" in said
    owed = listed
    assert desk.owed(D3) == owed
    assert desk.promises(D3) == {"A01": "kept", "A02": "broken", "A03": "pending"}
    assert "A06" not in desk.column(D3, "应还合计")  # settled cases are nobody's work
    assert "待核实" in desk.column(D3, "原因")["A21"]
    assert desk.column(D3, "应还合计")["A01"] == 800
    # What happened yesterday is told: in the list's reasons and on the sheet of cases.
    reasons, lately = desk.column(D3, "原因"), desk.column(D3, "近况", "collectors/王芳.xlsx")
    assert "2026-10-20 入账 300.00 元（1 笔）" in reasons["A01"]
    assert "2026-10-20 冲正 500.00 元" in reasons["A02"]
    assert "更正：承诺 2026-10-19 10:00 金额（元）440.00 → 400.00" in lately["A03"]
    assert "2026-10-20 清单显示还款 250.00 元" in lately["A08"]

    # Day 4: the file confirms the payment of A08 and brings A03's; A10 rose for no known reason.
    listed = owed | {"A10": 2000 + 100}
    capsys.readouterr()
    desk.daily(D4, desk.list(D4, listed, last, {"A09": 12}))
    assert "1 件欠款上升 100.00 元，原因不明（A10）" in capsys.readouterr().out
    three = desk.bank("three.csv", f"T7,{D2},250,A08,,,还款,", f"T8,{D4},400,A03,,,还款,")
    assert desk.payments(D4, three) == 0
    owed = listed | {"A03": 1300 - 400}
    assert desk.owed(D4) == owed
    assert desk.promises(D4)["A03"] == "kept"
    with open_store(desk.store, create=False) as store:
        paid = store.current("payment")
        assert paid.loc[paid["case_id"] == "A08", ["amount_fen", "source"]].values.tolist() == [[250_00, "file"]]

    # Day 5: A40 is back; a waiting row is settled by hand.
    listed = owed | {"A40": 5000}
    capsys.readouterr()
    desk.daily(D5, desk.list(D5, listed, last | {"A03": (D4, 400)}, {"A09": 12}))
    assert "1 件此前已退出清单的案件重新出现" in capsys.readouterr().out
    assert desk.run("payments", "match", "T4", "A40", "--store", desk.store) == 0
    assert desk.run("payments", "match", "--store", desk.store) == 0
    owed = listed
    assert desk.owed(D5) == owed  # T4 was booked before the list of the day
    assert "未到账" not in desk.column(D5, "原因")["A21"]
    assert "客户称2026-10-20已还款99.00元，待核实" in desk.column(D5, "原因")["A22"]
    workbook = {
        case: value for case, value in desk.column(D5, "应还合计", "collectors/王芳.xlsx").items() if case in owed
    }
    assert {case: round(float(value)) for case, value in workbook.items() if isinstance(value, int | float)} == {
        case: owed[case] for case, value in workbook.items() if isinstance(value, int | float)
    }
    out = desk.folder / "month"
    assert desk.run("month-end", "--month", "2026-10", "--store", desk.store, "--out", out) == 0
    recovered = 300 + 1700 + 250 + 400 + 50
    with open_store(desk.store, create=False) as store:
        received = read_source(store, date(2026, 10, 31)).received
    assert received["amount_fen"].sum() == recovered * 100
