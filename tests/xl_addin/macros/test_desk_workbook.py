"""The macros on a collector's workbook: rows are filled in where it has them, and go into the store once."""

import pytest
from macro_books import MORNING

from arrears.commands import run as command
from arrears.errors import ArrearsError
from arrears.store import open_store
from arrears.workbooks.collector.layout import CONTACTS, PROMISES
from xl_addin.macros.books.protocol import Selection
from xl_addin.macros.books.xlsx import XlsxBook
from xl_addin.macros.run import run
from xl_addin.macros.scene import Scene

HEADINGS = 4


def opened(path, row=4):
    """Open a workbook with a case of the list of cases selected."""
    return XlsxBook(path, Selection("案件", row, 2, row, 2))


def place(book, sheet, heading):
    return book.read_table(sheet)[HEADINGS - 1].index(heading)


def put(book, sheet, row, heading, value):
    book._values[sheet].cell(row, place(book, sheet, heading) + 1).value = value


@pytest.fixture
def book(house):
    return opened(house.books[0])


def test_the_workbook_says_whose_it_is_and_in_which_language(book):
    scene = Scene(book, MORNING)
    assert scene.lang == "zh"
    assert scene.facts["profile"] == "cn"
    assert scene.facts["collector"] in book.path.stem


def test_its_masked_cases_are_a_case_list(book):
    assert run("stage_cases", book, MORNING), book.messages
    assert "退回行" not in book.sheets(), book.messages


@pytest.mark.parametrize(
    ("macro", "sheet", "blank"), [("log_contact", CONTACTS, "结果"), ("record_promise", PROMISES, "承诺金额")]
)
def test_a_row_goes_into_the_first_empty_one_that_has_a_key(book, macro, sheet, blank):
    name = sheet.name("zh")
    before = book.read_table(name)
    assert run(macro, book, MORNING), book.messages
    after = book.read_table(name)
    changed = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert len(changed) == 1
    row = after[changed[0]]
    assert row[0].startswith(sheet.letter)
    assert row[place(book, name, "案件编号")]
    assert not row[place(book, name, blank)]
    assert set(book.sheets()) == set(XlsxBook(book.path).sheets())


def test_an_agreement_that_is_drafted_by_the_macro_stands_among_the_records(book):
    assert run("agreement", book, MORNING), book.messages
    assert "已在“登记”为案件" in book.messages[-1]
    rows = [row for row in book.read_table("登记") if "起草还款协议" in row]
    assert len(rows) == 1
    assert rows[0][place(book, "登记", "期数/比例%")]


def test_what_was_logged_is_submitted_once_and_only_once(book, house):
    run("log_contact", book, MORNING)
    row = book._book.active.sheet_view.selection[-1].activeCell
    number = int("".join(filter(str.isdigit, row)))
    put(book, "联系记录", number, "结果", "无人接听")
    put(book, "联系记录", number, "已录音", "是")
    assert run("submit", book, MORNING), book.messages
    assert "新入库 1 条" in book.messages[-1], book.messages
    assert run("submit", book, MORNING)
    assert "新入库 0 条，此前已入库 1 条" in book.messages[-1]
    with open_store(house.folder / "arrears.db", create=False) as store:
        assert store.contacts()["outcome"].tolist() == ["no_answer"]


def test_a_wrong_entry_is_listed_with_its_remedy_and_the_rest_is_stored(book):
    for outcome in ("无人接听", "不知道"):
        run("log_contact", book, MORNING)
        number = int("".join(filter(str.isdigit, book._book.active.sheet_view.selection[-1].activeCell)))
        put(book, "联系记录", number, "结果", outcome)
    assert run("submit", book, MORNING)
    assert "新入库 1 条" in book.messages[-1]
    listed = [str(cell) for row in book.read_table("提交结果") for cell in row]
    assert any("“结果”" in cell and "无法识别" in cell for cell in listed)
    assert "不知道" not in str(listed)  # what somebody typed may be anything, so it is told covered


def test_without_a_store_nothing_is_submitted_and_the_remedy_is_told(book, house):
    (house.folder / "arrears.db").unlink()
    assert not run("submit", book, MORNING)
    assert "ARREARS_STORE" in book.messages[-1]


def test_a_store_that_came_with_the_workbook_is_not_opened_until_its_folder_is_named(
    book, house, monkeypatch, tmp_path
):
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "another computer"))
    before = (house.folder / "arrears.db").read_bytes()
    assert not run("submit", book, MORNING)
    assert "arrears store trust" in book.messages[-1]
    assert (house.folder / "arrears.db").read_bytes() == before
    assert command(["store", "trust", str(house.folder)]) == 0
    run("submit", book, MORNING)
    assert "arrears store trust" not in book.messages[-1]


def test_the_store_is_named_by_the_machine_and_not_by_the_workbook(house, tmp_path, monkeypatch):
    other = tmp_path / "other.db"
    monkeypatch.setenv("ARREARS_STORE", str(other))
    book = opened(house.books[0])
    assert not run("submit", book, MORNING)
    assert "新入库" not in book.messages[-1]


def test_a_case_list_is_no_collectors_workbook(open_list):
    book = open_list()
    assert not run("submit", book, MORNING)
    assert "arrears daily" in book.messages[-1]


def test_refresh_shows_the_stores_list_and_writes_a_fresh_workbook_beside_this_one(book, house):
    before = book.path.read_bytes()
    assert run("refresh", book, MORNING), book.messages
    assert "最新清单" in book.sheets()
    fresh = [path for path in book.path.parent.glob("*.xlsx") if path not in house.books]
    assert len(fresh) == 1
    assert XlsxBook(fresh[0]).sheets() == XlsxBook(book.path).sheets()
    assert book.path.read_bytes() == before


def test_a_refresh_touches_no_sheet_of_the_workbooks_own_and_a_second_one_adds_none(book, monkeypatch):
    monkeypatch.setattr(book, "ask", lambda question: pytest.fail(f"asked {question.key}"))
    own = book.sheets()
    assert run("refresh", book, MORNING), book.messages
    added = book.sheets()[len(own) :]
    assert added
    assert all(name.startswith("最新清单") for name in added)
    assert run("refresh", book, MORNING), book.messages
    assert book.sheets() == (*own, *added)


def test_the_whole_day_in_one_workbook(book):
    for macro in ("follow_up_list", "log_contact", "record_promise", "check_contacts", "daily_report", "messages_letters", "mask_for_sharing"):  # fmt: skip
        assert run(macro, book, MORNING), (macro, book.messages)


def test_a_file_whose_parts_openpyxl_drops_is_not_replaced(book):
    run("stage_cases", book, MORNING)
    with pytest.raises(ArrearsError, match="another name"):
        book.save()
    assert book.save(book.path.with_name("other.xlsx")).path.exists()
