"""A collector's day in Calc: log a contact, submit, refresh; the store has each row once, and its news are on the sheet."""

import pytest
from calc import Calc
from desk_hand import DAY, write_books
from macro_books import KEY, MORNING
from store_samples import payment

from arrears.store import open_store
from arrears.store.log.memory import trust
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import place_cases
from arrears.training.portfolio import make_portfolio
from xl_addin.hosts.calc.extension import write_extension
from xl_addin.macros.books.xlsx import XlsxBook

pytestmark = pytest.mark.libreoffice

HEADINGS = 3
"""The row of the headings on the workbook's sheets, counted from 0."""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A store, and its collectors' workbooks in a folder beside it."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        with open_store(folder / "arrears.db", clock=lambda: MORNING) as store:
            place_cases(store, make_portfolio(cases=16, collectors=2, seed=3), actor="lead", as_of=DAY)
            write_books(store, folder / "desk")
        trust(folder)
        yield folder


@pytest.fixture(scope="module")
def own(calc, house, tmp_path_factory):
    """A Calc of its own, for a collector whose machine has the store's key; `calc` skips where LibreOffice is missing."""
    running = Calc(tmp_path_factory.mktemp("own"))
    running.install(write_extension(tmp_path_factory.mktemp("oxt") / "arrears.oxt"))
    yield running
    running.end()


def last_paid(path, case):
    """What was paid last on a case, by a collector's workbook."""
    rows = XlsxBook(path).read_table("案件")
    place = rows[HEADINGS].index("最后还款金额")
    return next(row[place] for row in rows[HEADINGS + 1 :] if case in row)


def test_what_is_logged_in_calc_is_in_the_store_once_and_what_was_paid_is_on_the_refreshed_list(own, house, add_in):
    script = add_in.script
    path = min((house / "desk").glob("*.xlsx"))
    with own.open(path) as book:

        def choose(macro):
            return own.call(script, "menu", book.key, macro, "案件", "C5", {})["messages"][0]

        def put(sheet, heading, value):
            own.call(script, "put", book.key, sheet, HEADINGS, heading, value)

        assert "程序出错" not in choose("log_contact")
        put("联系记录", "结果", "无人接听")
        put("联系记录", "已录音", "是")
        assert "新入库 1 条" in choose("submit")
        assert "新入库 0 条，此前已入库 1 条" in choose("submit")
        assert own.call(script, "is_protected", book.key, "联系记录")
        logged = book.values("联系记录")
        with open_store(house / "arrears.db", create=False) as store:
            assert store.contacts()["outcome"].tolist() == ["no_answer"]
            case = store.contacts()["case_id"].iloc[0]
            store.append([payment("paid", 123_45, case, MORNING)])
        there = {*path.parent.iterdir()}
        assert "已刷新" in choose("refresh")
        (fresh,) = {*path.parent.iterdir()} - there
        assert last_paid(path, case) != last_paid(fresh, case) == 123.45
        assert own.call(script, "selected", book.key)[0] == "最新清单"
        assert book.values("联系记录") == logged
