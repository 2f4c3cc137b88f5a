"""What keeps a case's records, and what is no activity on the debt."""

from datetime import UTC, date, datetime

import pytest
from store_samples import contact, envelope

from arrears.store import open_store
from arrears.store.records import Assignment, Void

CALLED = datetime(2024, 2, 29, 1, tzinfo=UTC)
LATER = datetime(2025, 6, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db") as found:
        found.append(contact("c1", at=CALLED))
        yield found


def test_the_period_begins_with_the_last_contact(store):
    assert store.retention(date(2026, 3, 1)).iloc[0]["last_activity"] == date(2024, 2, 29)


def test_a_contact_declared_void_is_no_activity_and_neither_is_the_word_that_says_so(store):
    store.append(Void(**envelope("v1", at=LATER), corrects="c1", reason="entered twice"))
    assert store.retention(date(2026, 3, 1)).iloc[0]["last_activity"] == date(2024, 2, 29)


def test_an_assignment_prolongs_nothing(store):
    store.append(Assignment(**envelope("a1", at=LATER), collector="li"))
    assert store.retention(date(2026, 3, 1)).iloc[0]["last_activity"] == date(2024, 2, 29)


def test_a_further_contact_prolongs(store):
    store.append(contact("c2", at=LATER))
    assert store.retention(date(2026, 3, 1)).iloc[0]["last_activity"] == date(2025, 6, 1)
