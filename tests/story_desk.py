"""An empty folder, a clock and people who type commands: what stories over days through files and commands share."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from desk_hand import Hand

import arrears.store
from arrears.commands import run
from arrears.store.secrets.keys import new_key

CASE, OTHER = "A1001", "A1002"
LIST = """案件编号,客户姓名,客户号,身份证号,手机号,到期还款日,逾期本金,利息,违约金,币种,催收员
A1001,欧阳小明,K1,320102196503042115,13800138000,2026-06-20,10000,600,100,CNY,王芳
A1002,张三丰,K2,110101199003070011,13900139000,2026-10-20,2000,20,10,CNY,王芳
"""


class Desk:
    """An empty folder, a clock, and people who type commands."""

    def __init__(self, folder, monkeypatch, capsys):
        self.folder, self.capsys = folder, capsys
        self.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        monkeypatch.chdir(folder)
        monkeypatch.setenv("ARREARS_KEY", new_key())
        monkeypatch.setenv("ARREARS_STORE", str(folder / "book.db"))
        monkeypatch.delenv("ARREARS_LANG", raising=False)
        opened = arrears.store.open_store
        monkeypatch.setattr(arrears.store, "open_store", partial(opened, clock=lambda: self.now))
        (folder / "cases.csv").write_text(LIST, encoding="utf-8")

    @property
    def day(self):
        return self.now.astimezone(UTC).date()

    def on(self, day, hour=2):
        """Go to a day, at an hour of UTC."""
        self.now = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)
        return self

    def later(self, minutes=5):
        self.now += timedelta(minutes=minutes)

    def type(self, *words, who="", code=0):
        """Type a command; give what it says, on either stream."""
        self.later()
        actor = ("--actor", who) if who else ()
        found = run([*words, *actor])
        said = self.capsys.readouterr()
        text = " ".join((said.out + said.err).split())
        assert found == code, text
        return text

    def morning(self, *book):
        self.type("daily", *book, "--store", "book.db", "--as-of", str(self.day), "--out", f"day-{self.day}")
        return self.folder / f"day-{self.day}" / "collectors" / "王芳.xlsx"

    def hand(self, path):
        return Hand(path)

    def row(self, path, sheet, case):
        hand = Hand(path)
        layout, _ = hand.sheet(sheet)
        row = next(row for row in hand.rows(sheet) if hand.get(sheet, row, "case_id") == case)
        return {column.key: hand.get(sheet, row, column.key) for column in layout.in_table if column.role != "written"}

    def paid(self, yuan, reference):
        """Take the bank's file of the day."""
        bank = self.folder / f"{reference}.csv"
        bank.write_text(f"流水号,入账日期,金额,案件编号\n{reference},{self.day},{yuan},{CASE}\n", encoding="utf-8")
        self.type("payments", bank.name, "--store", "book.db", "--as-of", str(self.day), who="李组长")
