"""A person's data in every column and every option, through every command: no number stands in clear on a screen, in a log or in a file.

A name is told where a person needs it: in letters, in agreements' papers, and of a bank's row that fits no case, since the payer's name is
what it is matched by. What a person types as an argument, such as a case number, may be said back; it stands in no file.
"""

import logging
from datetime import datetime

import pytest
from canaries import ABROAD, CARD, ID, INDIAN, MAIL, NAME, NUMBERS, PHONE, heard, on_screen
from desk_hand import FIRST, Hand

from arrears.commands import run
from arrears.store.secrets.keys import VARIABLE, new_key

pytestmark = pytest.mark.slow  # a day of some fifty commands, once

ABOUT = f"{NAME} 电话{PHONE} 卡{CARD} 证{ID} {MAIL} {ABROAD} {INDIAN}"
HEAD = "案件编号,客户号,客户姓名,身份证号,手机号,卡号,邮箱,联系地址,币种,账单日,到期还款日,逾期本金,利息,违约金,催收员,职业,资产情况,地区,备注"
AT = datetime(2026, 10, 19, 9)  # noqa: DTZ001  # a time as a sheet has it
BANK = "流水号,入账日期,金额,案件编号,卡号,客户号,付款人,摘要,原流水号"
LETTERS = "message list.csv --kind letters"
NAMED = {
    LETTERS: "a letter is addressed to a person",
    "payments match": "the payer of a row that fits no case",
    "agreement draft": "an agreement's paper names its party",
    "agreement statement": "same",
}


def case_row(case, who):
    sure = f"{case},K{case},{NAME},{ID},{PHONE},{CARD},{MAIL},{ABOUT},CNY,2026-09-01,2026-05-20,10000,600,100,{who}"
    return ",".join([sure, *[ABOUT] * 4])


BANK_ROWS = [
    f"B1,2026-10-19,100,A1,{CARD},KA1,{NAME},{ABOUT},",
    f"B2,2026-10-19,100,,6222020000000015,,{NAME},{ABOUT},",
    f"B4,{PHONE},{NAME},A1,{ID},{MAIL},{NAME},{ABOUT},{CARD}",
    f"B5,2026-10-19,{ABROAD}x,{MAIL},{NAME},{NAME},{NAME},,",
    f"B6,{NAME},{PHONE},{CARD},{PHONE},{ID},{MAIL},,{MAIL}",
]


class Sweep:
    """A folder in which commands are typed, and what was heard of each."""

    def __init__(self, folder, capsys, caplog):
        self.folder, self.capsys, self.caplog = folder, capsys, caplog
        self.heard = {}
        self.codes = {}

    def files(self):
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob("*") if path.is_file()}

    def type(self, *words, name=None, **options):
        """Type a command with a store; keep the canaries of its screen, its log and each file that it has written or changed."""
        options = {"store": "book.db", **options}
        more = [part for key, value in options.items() if value for part in (f"--{key.replace('_', '-')}", str(value))]
        before = self.files()
        self.caplog.clear()
        code = run([*map(str, words), *more])
        said = self.capsys.readouterr()
        written = [
            path for path, when in self.files().items() if before.get(path) != when and path.name != "rejected.xlsx"
        ]
        label = name or " ".join(word for word in words[:2] if "." not in word)
        found = {*on_screen(said.out + said.err + self.caplog.text), *(word for _, word in heard(written))}
        self.heard.setdefault(label, set()).update(found)
        self.codes.setdefault(label, []).append((code, (said.out + said.err)[-300:]))
        return self


def the_day(type_):
    """Type all that a house types in two days, with somebody's data wherever there is room."""
    for lang in ("zh", "en"):
        alone = {"store": "", "lang": lang}
        type_("check", "list.csv", **alone)
        type_("message", "list.csv", as_of="2026-10-19", **alone)
    type_("--log", "check.log", "check", "list.csv", name="check", store="")
    type_("map", "list.csv", "--yes", store="")
    type_("message", "list.csv", "--kind", "letters", as_of="2026-10-19", name=LETTERS, store="")
    type_("policy", "diff", "--from", "2026-01-01", "--to", "2026-10-01", "list.csv", store="")
    type_("daily", "list.csv", as_of="2026-10-19", out="first", actor="chen")
    home = ("--income", "5200", "--fixed", "2600", "--flexible", "1400", "--purpose", "agreement")
    told = (
        "--willing",
        "--cause",
        "失业或停工",
        "--words",
        NAME,
        "--proof",
        "P1",
        "--occupation",
        NAME,
        "--assets",
        NAME,
    )
    type_("household", "A1", *told, *home, actor="王芳")
    for option in ("words", "proof", "occupation", "assets", "cause", "income", "purpose"):
        type_(
            "household",
            "A1",
            f"--{option}",
            ABOUT if option != "income" else f"{PHONE}=x",
            actor="王芳",
            name="household A1",
        )
    type_("assist", "ask", "A1", ABOUT, actor="王芳")
    type_("assist", "list", actor="李")
    type_("assist", "answer", "A1", ABOUT, "--keep", actor="李")
    type_("waiver", "ask", "A1", "--fees", "20%", "--reason", ABOUT, actor="王芳")
    type_("waiver", "list")
    type_("agreement", "draft", "A1", "--months", "12", out="papers", actor="王芳")
    type_("agreement", "statement", "A1", out="papers", actor="王芳")
    type_("agreement", "options", "A1")
    type_("agreement", "consent", "A1", "--way", "oral", "--evidence", ABOUT, actor="王芳")
    type_("agreement", "return", "A1", "--question", ABOUT, actor="李")
    type_("agreement", "answer", "A1", ABOUT, actor="王芳")
    type_("payments", "bank.csv", as_of="2026-10-20", actor="chen", name="payments")
    type_("payments", "match", "B2", "A2")
    type_("correct", "A2", "--closed", "recalled", "--reason", ABOUT)
    for lang in ("zh", "en"):
        type_("household", "A1", lang=lang)
        type_("agreement", "show", "A1", lang=lang)
        type_("agreement", "list", lang=lang)
        type_("assist", "list", "--all", lang=lang)
        type_("waiver", "list", "--all", lang=lang)
        type_("payments", "match", lang=lang)
        type_("correct", "A1", lang=lang)
        type_("merge", "back", "--report", f"report-{lang}.xlsx", lang=lang)
    type_("daily", as_of="2026-10-20", out="second", actor="chen")
    type_("trial", "show", actor="chen")
    type_("learn", out="learned", as_of="2026-10-20", actor="chen", name="learn")
    type_("month-end", "--month", "2026-10", out="month")
    type_("policy", "diff", "--from", "2026-01-01", "--to", "2026-10-01")
    type_("export", out="shared.xlsx")
    type_("export", out="shared.csv", lang="en")
    type_("store", "verify")
    type_("--log", "doctor.log", "doctor", name="doctor")
    type_("message", as_of="2026-10-20", name="message")
    type_("store", "backup", "backup.db")


def fill_in(path, folder):
    """Fill a workbook in with somebody's data in every cell that is a collector's."""
    hand = Hand(path)
    hand.put("today", FIRST, contact_at=AT, contact_channel="电话", outcome="有效沟通")
    for key in ("contacts", "promises", "records", "household"):
        layout, _ = hand.sheet(key)
        own = [column.key for column in layout.in_table if column.role == "entry" and column.key != "case_id"]
        for word in (ABOUT, NAME, PHONE, ID, MAIL):
            row = hand.blank(key)
            hand.put(key, row, case_id="A1" if word != PHONE else PHONE, **dict.fromkeys(own, word))
    hand.call(row=hand.blank("contacts"), case="A1", at=AT, note=ABOUT)
    hand.put("records", hand.blank("records"), case_id="A1", item="请组长协助", note=ABOUT)
    hand.save(folder)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return {}


@pytest.fixture
def sweep(swept, tmp_path, monkeypatch, capsys, caplog):
    """Give what was heard of each command, typed once for this file."""
    if swept:
        return swept["it"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice is started
    (tmp_path / "list.csv").write_text(
        "\n".join([HEAD, case_row("A1", "王芳"), case_row("A2", "李强")]) + "\n", "utf-8"
    )
    (tmp_path / "bank.csv").write_text("\n".join([BANK, *BANK_ROWS]) + "\n", encoding="gb18030")
    swept["it"] = made = Sweep(tmp_path, capsys, caplog)

    def type_(*words, **options):
        if words[0] == "merge" and not (tmp_path / "back").exists():
            fill_in(tmp_path / "first" / "collectors" / "王芳.xlsx", tmp_path / "back")
        made.type(*words, **options)

    with caplog.at_level(logging.DEBUG):
        the_day(type_)
    return made


def test_every_command_did_its_work(sweep):
    failed = {label: told for label, told in sweep.codes.items() if all(code == 2 for code, _ in told)}
    assert failed == {}
    assert not [
        told for found in sweep.codes.values() for _, told in found if "程序出错" in told or "went wrong" in told
    ]


def test_no_number_is_heard_of_any_command(sweep):
    assert {label: found & {*NUMBERS} for label, found in sweep.heard.items() if found & {*NUMBERS}} == {}


def test_a_name_is_heard_only_where_it_is_needed(sweep):
    assert {label for label, found in sweep.heard.items() if NAME in found} <= NAMED.keys()
    assert NAME in sweep.heard[LETTERS]
