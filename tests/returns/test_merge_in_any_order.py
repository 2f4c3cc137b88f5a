"""Any mixture of edits, merged any number of times in any order, gives the same log."""

import shutil
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from desk_hand import EVENING, FIRST, clock
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from arrears.intake.sheets import read_sheets
from arrears.returns.book import desk_file
from arrears.returns.merge import merge_files
from arrears.store import open_store
from arrears.workbooks.collector.layout import CASES, CONTACTS, HEADING_ROW, PROMISES, RECORDS

SHEET = {sheet.key: sheet for sheet in (CONTACTS, PROMISES, RECORDS)}
WORDS = {
    CONTACTS.key: lambda case, minute: {"case_id": case, "at": clock(10, minute), "channel": "电话", "outcome": "占线"},
    PROMISES.key: lambda case, minute: {"case_id": case, "amount": 1 + minute, "due_on": clock(0, day=30)},
    RECORDS.key: lambda case, minute: {"case_id": case, "item": "请组长协助", "note": f"第{minute}项"},
}
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["fill", "type", "reverse", "insert", "delete", "copy"]),
        st.sampled_from(list(WORDS)),
        st.integers(0, 59),
    ),
    min_size=1,
    max_size=8,
)
ROUNDS = st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=4)
"""Which versions are merged together, round by round; a number beyond the last version begins again at the first."""


class Pages:
    """A workbook's sheets as plain lists, edited much as people do."""

    def __init__(self, grids):
        self.grids = deepcopy(grids)
        self.used = set()

    def rows(self, sheet):
        return next(grid for grid in self.grids if grid.sheet == sheet.zh).rows

    @property
    def cases(self):
        return [row[1] for row in self.rows(CASES)[HEADING_ROW:] if row[0]]

    def edit(self, what, sheet, minute):
        rows = self.rows(SHEET[sheet])
        width = len(rows[HEADING_ROW - 1])
        if what == "reverse":
            rows[HEADING_ROW:] = rows[HEADING_ROW:][::-1]
        elif what == "insert":
            rows.insert(FIRST, [""] * width)
        elif what == "delete":
            blank = next((row for row in rows[HEADING_ROW:] if row[0] and not row[1]), None)
            if blank is not None:
                rows.remove(blank)
        elif (sheet, minute) not in self.used:
            # One thing is entered once: two rows that say the same are one row.
            self.used.add((sheet, minute))
            self._fill(what, sheet, minute, rows, width)

    def _fill(self, what, sheet, minute, rows, width):
        row = next((row for row in rows[HEADING_ROW:] if row[0] and not row[1]), None)
        if what != "fill" or row is None:
            filled = [row for row in rows[HEADING_ROW:] if row[0] and row[1]]
            key = filled[minute % len(filled)][0] if what == "copy" and filled else ""
            row = [key, *[""] * (width - 1)]
            rows.append(row)
        for name, value in WORDS[sheet](self.cases[minute % len(self.cases)], minute).items():
            row[SHEET[sheet].place(name)] = value


def said(store):
    table = store.events()
    table = table[table["key"].str.startswith("desk-")]
    return sorted((one.key, one.case_id, one.kind, one.happened_at, str(one.payload)) for one in table.itertuples())


@pytest.fixture(scope="module")
def grids(pristine):
    return [read_sheets(path) for path in sorted((pristine / "desk").glob("*.xlsx"))]


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(edits=EDITS, others=EDITS, rounds=ROUNDS)
def test_the_log_is_the_same_however_often_and_in_whichever_order(pristine, grids, monkey_key, edits, others, rounds):
    versions = []
    for number, wanted in enumerate((edits, others)):
        pages = Pages(grids[number])
        for step, edit in enumerate(wanted):
            pages.edit(*edit)
            if step in {0, len(wanted) - 1}:
                versions.append(desk_file(f"{number}-{step}.xlsx", deepcopy(pages.grids)))
    with TemporaryDirectory() as folder:
        logs = []
        for name, order in (("once", [range(len(versions))]), ("often", [*rounds, range(len(versions))])):
            # Each copy is a store that goes on by itself, on a computer that does not remember the other.
            shutil.copy(pristine / "book.db", Path(folder, name))
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("ARREARS_STATE", str(Path(folder, f"{name}-state")))
                with open_store(Path(folder, name), clock=lambda: EVENING) as store:
                    for some in order:
                        merged = merge_files(store, [versions[place % len(versions)] for place in some])
                        assert all(finding.kind == "note" for finding in merged.findings), merged.findings
                    logs.append(said(store))
                    assert store.verify().is_intact
    assert logs[0] == logs[1]
    entered = {
        (number, edit[1], edit[2])
        for number, wanted in enumerate((edits, others))
        for edit in wanted
        if edit[0] in {"fill", "type", "copy"}
    }
    assert len(logs[0]) == len(entered)
