"""The written record of a case: everything that the store holds of it, verified, readable by anybody, and any change in it found."""

import os
import shutil
import tempfile
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from msoffcrypto import OfficeFile
from story_desk import CASE, Desk

import arrears.store
from arrears.commands.escalate import _desk
from arrears.commands.record import write_record
from arrears.documents.records import Record, Section, digest_of, document_bytes, plain, read_record, workbook_bytes
from arrears.intake import read_cases
from arrears.store.state.case_list import place_cases
from arrears.store.state.case_record import case_record
from arrears.store.state.dossier import papers_of


class Silent:
    """Where nobody reads what a command says."""

    out = err = ""

    def readouterr(self):
        return self


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A store in a folder, and its key: made once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(tmp_path_factory.mktemp("built"), patch, Silent())
        contact = {
            "kind": "contact", "case_id": CASE, "actor": "王芳", "channel": "call", "outcome": "conversation", "collector": "王芳",
            "recorded": True, "introduced": True, "time_zone": "Asia/Shanghai",
        }  # fmt: skip
        with arrears.store.open_store(desk.folder / "book.db") as store:
            place_cases(store, read_cases(desk.folder / "cases.csv").table, actor="lead", as_of=desk.day)
            store.append([
                contact | {"key": "c1", "happened_at": "2026-11-23T10:00+08:00", "note": "欧阳小明称失业，电话13800138000"},
                contact | {"key": "c2", "happened_at": "2026-11-22T22:30+08:00", "note": "=SUM(A1)"},
            ])  # fmt: skip
        desk.on("2026-11-23", 9)
        known = ("--income", "5200", "--fixed", "2600", "--flexible", "1400")
        desk.type("household", CASE, "--willing", "--cause", "失业或停工", *known, who="王芳")
        desk.type("agreement", "draft", CASE, "--months", "60", who="王芳")
        desk.type("assist", "ask", CASE, "能否减免？", who="王芳")
        desk.paid(500, "T-1")
        return desk.folder, os.environ["ARREARS_KEY"]


@pytest.fixture
def desk(built, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: the PDF has a test of its own
    folder, key = built
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))  # a copy is not older than what another test left
    shutil.copytree(folder, tmp_path / "desk")
    desk = Desk(tmp_path / "desk", monkeypatch, capsys).on("2026-11-23", 10)
    monkeypatch.setenv("ARREARS_KEY", key)
    return desk


def made(desk, *more):
    said = desk.type("record", CASE, "--out", "papers", *more, who="李组长")
    return said, desk.folder / "papers" / f"{CASE}-record.xlsx", desk.folder / "papers" / f"{CASE}-record.docx"


def cells(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_a_record_has_every_kind_of_event_masked_with_each_contact_s_rule_check(desk):
    _, book, _ = made(desk)
    sheets = cells(book)
    assert list(sheets) == [
        "案件书面记录", "案件情况", "名下案件", "联系记录", "承诺和还款声明", "账务", "协议和文书", "信函", "减免和协助", "升级和法律程序",
        "备注、标记和分案", "查阅和导出", "日志",
    ]  # fmt: skip
    first, second = sheets["联系记录"][1:]
    assert first[0] == "2026-11-22 22:30"
    assert "CBA-1" in first[7]
    assert (second[0], second[3], second[4], second[7]) == ("2026-11-23 10:00", "持卡人", "有效沟通", "未见违规")
    assert "失业" in second[6]
    assert [row[1:4] for row in sheets["账务"][1:]][-1] == ["还款", "500.00元", "T-1"]
    assert any("能否减免" in row[2] for row in sheets["减免和协助"])
    text = str(sheets)
    assert "13800138000" not in text
    assert "欧阳小明" not in text
    assert ["逾期本金", "9,500.00元"] in sheets["案件情况"]


def test_the_word_file_says_the_same_and_both_are_whole(desk):
    _, book, document = made(desk)
    assert read_record(book) == read_record(document)
    for path in (book, document):
        said = desk.type("record", "verify", str(path), "--store", "book.db")
        for words in ("内容与封面摘要一致", "逐条重算一致", "李组长 于 2026-11-23 存入"):
            assert words in said


def test_a_changed_cell_a_removed_row_and_a_changed_hash_are_found(desk):
    _, book, document = made(desk)

    def changed(name, change):
        path = desk.folder / name
        shutil.copy(book, path)
        opened = openpyxl.load_workbook(path)
        change(opened)
        opened.save(path)
        return path

    def cell(opened):
        opened["联系记录"].cell(2, 5).value = "无人接听"

    def row(opened):
        opened["联系记录"].delete_rows(2)

    for name, change in (("cell.xlsx", cell), ("row.xlsx", row)):
        assert "不一致" in desk.type("record", "verify", str(changed(name, change)), code=1)

    def forged(opened):
        """Change a row of the log, and print the digest that fits."""
        opened["日志"].cell(2, 6).value = "somebody"

    path = changed("forged.xlsx", forged)
    found = read_record(path)
    opened = openpyxl.load_workbook(path)
    opened.worksheets[0].cell(7, 2).value = digest_of(found.cover, found.tables)
    opened.save(path)
    assert "第 1 号事件的哈希不符" in desk.type("record", "verify", str(path), code=1)

    other = Document(str(document))
    other.tables[3].cell(1, 4).paragraphs[0].runs[0].text = "无人接听"
    other.save(str(desk.folder / "cell.docx"))
    assert "不一致" in desk.type("record", "verify", str(desk.folder / "cell.docx"), code=1)


def test_a_digest_that_the_store_never_made_is_told(desk):
    _, book, _ = made(desk)
    found = read_record(book)
    opened = openpyxl.load_workbook(book)
    opened["联系记录"].cell(2, 5).value = "无人接听"
    opened.save(book)
    found = read_record(book)
    opened.worksheets[0].cell(7, 2).value = digest_of(found.cover, found.tables)
    opened.save(book)
    desk.type("record", "verify", str(book))
    assert "没有这份摘要" in desk.type("record", "verify", str(book), "--store", "book.db", code=1)


def test_what_came_later_is_left_out(desk):
    _, book, _ = made(desk, "--on", "2026-11-22")
    assert len(cells(book)["联系记录"]) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("record", "Z9"), "没有案件 Z9"),
        (("record", CASE, "--on", "2020-01-01"), "没有案件 A1001"),
        (("record", CASE, "--role", "collector"), "无权导出数据"),
        (("record", CASE, "--full"), "须用 --reason"),
        (("record", "verify", "cases.csv"), "不是书面记录的格式"),
        (("record", "verify", "none.xlsx"), "无法打开"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(desk, words, told):
    assert told in desk.type(*words, **({} if "verify" in words else {"who": "李组长"}), code=2)


def test_a_record_in_full_is_encrypted_and_the_look_is_in_the_next_one(desk):
    said, book, document = made(desk, "--full", "--reason", "法院立案")
    assert "打开密码" in said
    for path in (book, document):
        assert not path.read_bytes().startswith(b"PK")
        path.unlink()
    _, book, _ = made(desk)
    assert [row[3:5] for row in cells(book)["查阅和导出"][1:]] == [["完整信息", "法院立案"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_text_survives_both_files(tmp_path, lang):
    texts = ("=1+1", " two  blanks\t", "_x0041_", "a\x0bb", "行\n二", "", "😀 <b>&amp;", "'quoted", "1e5")
    rows = tuple((plain(text), plain(text[::-1])) for text in texts)
    record = Record(lang, {"case_id": "A", "made_on": "2026-01-01", "made_by": "x", "values": "", "head": "1:a"}, (
        Section("facts", "T", ("甲", "B"), rows), Section("log", "L", ("x",), ()),
    ))  # fmt: skip
    for name, content in (("r.xlsx", workbook_bytes(record)), ("r.docx", document_bytes(record))):
        path = tmp_path / name
        path.write_bytes(content)
        found = read_record(path)
        assert found.is_whole
        assert [tuple(row) for row in found.tables[0][2]] == list(rows)


def test_an_agreements_papers_go_out_encrypted_with_a_record_in_full(desk, tmp_path, monkeypatch):
    store = desk.folder / "book.db"
    with _desk(str(store), "李组长", "lead", "cn", None) as (escalations, person):
        # No copy in clear lies about meanwhile: there is no folder for one.
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
        papers = papers_of(escalations, CASE, "zh")
        assert sorted(name.split("-")[-1] for name in papers) == ["agreement.docx", "cost_statement.docx"]
        record = case_record(escalations.store, CASE, escalations.day, made_by=person.login, masked=False, lang="zh")
        written = write_record(person, record, tmp_path / "out", "court file", full=True, papers=papers)
    assert {path.name for path in written} >= set(papers)
    assert [path.name for path in written if not OfficeFile(BytesIO(path.read_bytes())).is_encrypted()] == []
