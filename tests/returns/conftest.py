"""A store with a team's cases, and the workbooks that were written from it; made once, copied for each test."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk_hand import DAY, EVENING, Hand, write_books

from arrears.store import open_store
from arrears.store.records import Contact, Promise
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import place_cases
from arrears.training.portfolio import make_portfolio

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
YESTERDAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@dataclass
class House:
    """A house: its store, its collectors' workbooks, and a folder for what comes back."""

    folder: Path

    def __post_init__(self):
        self.store = open_store(self.folder / "book.db", clock=lambda: EVENING, create=False)
        self.books = sorted((self.folder / "desk").glob("*.xlsx"))
        self.back = self.folder / "back"

    def hand(self, number=0):
        """Take a collector's workbook in hand."""
        return Hand(self.books[number])

    def events(self):
        """Give what workbooks have added, without when and under which key."""
        table = self.store.events()
        table = table[table["key"].str.startswith("desk-")]
        return sorted(
            (row.case_id, row.kind, str(row.happened_at), row.actor, str(sorted(row.payload.items())))
            for row in table.itertuples()
        )


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        with open_store(folder / "book.db", clock=lambda: EVENING) as store:
            place_cases(store, make_portfolio(cases=16, collectors=2, seed=3), actor="lead", as_of=DAY)
            for collector, cases in store.assignments().groupby("collector")["case_id"]:
                case = min(cases)
                head = {"case_id": case, "happened_at": YESTERDAY, "actor": collector}
                store.append(
                    [
                        Contact(**head, key=f"c-{case}", channel="call", outcome="conversation", note="愿意分期"),
                        Promise(**head, key=f"p-{case}", amount_fen=300_00, due_on="2026-11-25"),
                    ]
                )
            write_books(store, folder / "desk")
    return folder


@pytest.fixture
def house(pristine, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    shutil.copytree(pristine, tmp_path / "house")
    made = House(tmp_path / "house")
    made.back.mkdir()
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def monkey_key():
    """The key, for tests whose examples outlive a single test's patches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        yield
