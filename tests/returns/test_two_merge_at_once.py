"""Two people merge filled workbooks into one store at the same instant: nothing is lost, nothing is stored twice."""

import multiprocessing
import os
import shutil
from datetime import date

import pytest
from desk_hand import EVENING, clock
from waiting import PATIENCE

from arrears.returns.merge import merge
from arrears.store import open_store

pytestmark = pytest.mark.slow  # two processes, each with the whole product in it

MEMORY = "ARREARS_STATE"
TRIES = int(os.environ.get("ARREARS_TRIES", "3"))
"""A hundred take some minutes: benchmarks/README.md has what came of them."""


def merge_when_told(starts, jobs, results):
    """Merge what is asked for, each time at the same instant as the other person."""
    for store, books in iter(jobs.get, None):
        os.environ[MEMORY] = f"{store}-state"
        with open_store(store, clock=lambda: EVENING, create=False) as opened:
            starts.wait(PATIENCE)
            done = merge(opened, books)
        results.put((sorted(finding.code for finding in done.findings), len(done.new)))


class People:
    """Two people, each in a process of their own."""

    def __init__(self):
        context = multiprocessing.get_context("spawn")
        self.starts, self.results = context.Barrier(2), context.Queue()
        self.jobs = [context.Queue() for _ in range(2)]
        self.work = [
            context.Process(target=merge_when_told, args=(self.starts, jobs, self.results), daemon=True)
            for jobs in self.jobs
        ]
        for one in self.work:
            one.start()

    def merge(self, store, *books):
        for jobs, mine in zip(self.jobs, books, strict=True):
            jobs.put((store, mine))
        return [self.results.get(timeout=PATIENCE) for _ in books]

    def close(self):
        for jobs in self.jobs:
            jobs.put(None)
        for one in self.work:
            one.join(PATIENCE)


@pytest.fixture(scope="module")
def people(monkey_key):
    del monkey_key
    made = People()
    yield made
    made.close()


@pytest.fixture
def trials(house, monkeypatch):
    """Copies of the store, each of which goes on by itself, on computers that do not remember the others."""

    def copies():
        for number in range(TRIES):
            store = house.folder / f"try-{number}.db"
            monkeypatch.setenv(MEMORY, f"{store}-state")
            yield shutil.copy(house.folder / "book.db", store)

    return copies


def entered(path):
    """Give what the workbooks have added."""
    with open_store(path, create=False) as store:
        assert store.verify().is_intact
        table = store.events()
    table = table[table["key"].str.startswith("desk-")]
    return sorted(
        (row.case_id, row.kind, str(row.happened_at), row.payload.get("amount_fen", row.payload.get("text", "")))
        for row in table.itertuples()
    )


def test_the_same_books_two_versions_of_one_and_the_same_call_on_two_sheets(house, people, trials):
    """Person one has both books; person two has a later copy of the first, in which a promise was changed and a call added."""
    house.store.close()
    first, second = house.hand(0), house.hand(1)
    one, two = first.cases[1], first.cases[2]
    first.call(case=one, note="第一版").promise(case_id=one, amount=500).record("客户称已还款", case_id=two, amount=88)
    first.put("today", first.rows("today")[0], contact_at=clock(11, 5), contact_channel="电话", outcome="无人接听")
    listed = first.get("today", first.rows("today")[0], "case_id")
    second.call(note="乙").promise(amount=70)
    here = [first.save(house.back, "first.xlsx"), second.save(house.back, "second.xlsx")]
    row = next(row for row in first.rows("promises") if first.get("promises", row, "amount") == 500)
    first.put("promises", row, amount=550).call(case=two, at=clock(14, 0))
    # The call of the first sheet is typed on the sheet of contacts too, as people do who are not sure that it counts.
    first.call(case=listed, at=clock(11, 5))
    there = [first.save(house.back, "later.xlsx"), here[1]]
    for store in trials():
        told = people.merge(store, here, there)
        found = entered(store)
        calls = [(case, at) for case, kind, at, _ in found if kind == "contact"]
        assert len(calls) == len(set(calls)) == 4
        promised = [fen for case, kind, _, fen in found if kind == "promise" and case == one]
        assert promised in ([500_00], [550_00])
        assert sum("MERGED_EDITED" in codes for codes, _ in told) == 1  # whoever came second is told
        assert [fen for _, kind, _, fen in found if kind == "claim"] == [88_00]
        # Whatever was taken by neither would come now.
        with open_store(store, clock=lambda: EVENING, create=False) as opened:
            later = merge(opened, [*here, *there])
        assert later.new.empty
        assert entered(store) == found


def test_a_correction_that_two_people_merge_is_made_once(house, people, trials):
    hand = house.hand(0).promise(amount=500)
    merge(house.store, [hand.save(house.back)])
    house.store.close()
    book = hand.record("更正登记", choice="承诺", amount=550, on=date(2026, 12, 1), note="误输").save(house.back)
    for store in trials():
        told = people.merge(store, [book], [book])
        assert sorted(codes for codes, _ in told) in ([[], ["CORRECTED"]], [["CORRECTED"], ["CORRECTED"]])
        found = [fen for _, kind, _, fen in entered(store) if kind == "promise"]
        assert found == [500_00, 550_00]
