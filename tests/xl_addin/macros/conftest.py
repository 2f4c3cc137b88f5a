"""Workbooks that the macros run on: a case list with a title, and a collector's workbook from a store."""

import shutil
from types import SimpleNamespace

import pytest
from desk_hand import DAY, write_books
from macro_books import FIRST_ROW, KEY, MORNING, write_list

from arrears.store import open_store
from arrears.store.log.memory import trust
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import place_cases
from arrears.training.portfolio import make_portfolio
from xl_addin.macros.books.protocol import Selection
from xl_addin.macros.books.xlsx import XlsxBook


@pytest.fixture
def case_list(tmp_path):
    return write_list(tmp_path / "list.xlsx")


@pytest.fixture
def open_list(case_list):
    """Open the case list with the cases of some rows selected, counted from 0."""

    def opened(*cases, answers=None, path=None):
        path = path or case_list
        sheet = XlsxBook(path).sheets()[0]
        selected = (
            Selection(sheet, FIRST_ROW + cases[0], 2, FIRST_ROW + cases[-1], 3)
            if cases
            else Selection(sheet, 0, 0, 0, 0)
        )
        return XlsxBook(path, selected, answers)

    return opened


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        with open_store(folder / "arrears.db", clock=lambda: MORNING) as store:
            place_cases(store, make_portfolio(cases=16, collectors=2, seed=3), actor="lead", as_of=DAY)
            write_books(store, folder / "desk")
    return folder


@pytest.fixture
def house(pristine, tmp_path, monkeypatch):
    """A house's store, and its collectors' workbooks in a folder beside it."""
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    shutil.copytree(pristine, tmp_path / "house")
    folder = tmp_path / "house"
    trust(folder)
    return SimpleNamespace(
        folder=folder, books=sorted((folder / "desk").glob("*.xlsx")), pristine=pristine / "arrears.db"
    )
