"""A collector's day in Calc: log a contact, record a promise, submit; the store has each row once."""

import pytest
from calc import Calc
from desk_hand import DAY, write_books
from macro_books import KEY, MORNING

from arrears.store import open_store
from arrears.store.log.memory import trust
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import place_cases
from arrears.training.portfolio import make_portfolio
from xl_addin.hosts.calc.extension import write_extension

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


def test_what_is_logged_and_promised_in_calc_is_in_the_store_once(own, house, add_in):
    script = add_in.script
    with own.open(min((house / "desk").glob("*.xlsx"))) as book:

        def choose(macro):
            return own.call(script, "menu", book.key, macro, "案件", "C5", {})["messages"][0]

        def put(sheet, heading, value):
            own.call(script, "put", book.key, sheet, HEADINGS, heading, value)

        assert "程序出错" not in choose("log_contact")
        put("联系记录", "结果", "无人接听")
        put("联系记录", "已录音", "是")
        assert "新入库 1 条" in choose("submit")
        assert "新入库 0 条，此前已入库 1 条" in choose("submit")
        assert book.read()["联系记录"]["protected"]
    with open_store(house / "arrears.db", create=False) as store:
        assert store.contacts()["outcome"].tolist() == ["no_answer"]
