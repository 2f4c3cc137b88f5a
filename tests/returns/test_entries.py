"""What stands in a row of records is in its events, or is refused: nothing that somebody typed is lost in silence."""

from datetime import UTC, date, datetime

import pytest

from arrears.policy import Policies
from arrears.returns.book import DeskFile, Row
from arrears.returns.entries import entry_of
from arrears.workbooks.collector.happenings import BY_KEY, COLUMNS
from arrears.workbooks.collector.layout import RECORDS

CN = Policies("cn")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOOK = DeskFile("w.xlsx", {"as_of": "2026-11-23", "collector": "li", "lang": "en", "profile": "cn"}, (), {})
TYPED = {
    "on": date(2026, 11, 20), "amount": 321, "count": 12, "first_due": date(2026, 12, 23), "reference": "REF-7", "note": "as said",
}  # fmt: skip


def read(item, **cells):
    """Read a row of records."""
    cells = {"case_id": "A1", "item": BY_KEY[item].words[1], **cells}
    row = Row(RECORDS, "Records", 5, "R-AAAAAAAAAAAA", cells, "x", complete=True)
    return entry_of(row, BOOK, "desk-R-AAAAAAAAAAAA-x", time_zone="Asia/Shanghai", now=NOW, policies=CN, lang="en")


def typed(item, *, opened):
    """Give cells of the columns that a choice opens, or of those that it does not."""
    happening = BY_KEY[item]
    word = RECORDS.column("choice").word(happening.choices[0], "en") if happening.choices else "oral consent"
    every = TYPED | {"choice": word}
    return {name: every[name] for name in COLUMNS if (name in happening.opens) == opened}


@pytest.mark.parametrize("item", BY_KEY)
def test_all_that_a_choice_opens_is_kept(item):
    entry = read(item, **typed(item, opened=True))
    assert entry.findings == ()
    said = str(entry.events) + str(entry.step)
    days = {str(event["happened_at"].date()) for event in entry.events}
    for name in BY_KEY[item].opens:
        if name == "on" and entry.events:
            assert days == {"2026-11-19"}  # the beginning of the 20th in Shanghai
        elif name == "amount" and entry.events:
            assert "32100" in said
        elif name != "choice":
            told = {"on": "datetime", "first_due": "datetime.date(2026, 12, 23)", "amount": "32100"}
            assert told.get(name, str(TYPED[name])) in said


@pytest.mark.parametrize("item", [key for key, one in BY_KEY.items() if set(COLUMNS) - set(one.opens)])
def test_what_a_choice_does_not_open_is_refused_cell_by_cell(item):
    closed = typed(item, opened=False)
    entry = read(item, **typed(item, opened=True), **closed)
    headings = {RECORDS.column(name).en for name in closed}
    assert entry.events == ()
    assert entry.step is None
    assert {one.column for one in entry.findings if one.code == "NOT_OPENED"} == headings
