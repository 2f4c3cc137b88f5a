"""An event is written down in one way: that of canonical JSON, whatever writes it faster."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from arrears.store.log.canonical import canonical_json, event_hash, instant_text, read_instant

WORD = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
FIELDS = st.lists(st.none() | WORD | st.integers(0, 2**63 - 1), max_size=11).map(tuple)
INSTANT = st.datetimes(
    datetime(1, 1, 3),  # noqa: DTZ001  # the zone is drawn
    datetime(9999, 12, 29),  # noqa: DTZ001  # same
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(fields=FIELDS)
def test_an_events_hash_is_that_of_its_canonical_json(fields):
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    assert canonical_json(fields) == written
    assert event_hash(fields) == sha256(b"arrears.store.event/1\n" + written.encode()).hexdigest()


@given(one=INSTANT, other=INSTANT)
def test_instants_are_written_in_utc_at_one_length_and_sort_as_they_follow(one, other):
    assert len(instant_text(one)) == len("2026-11-23T01:30:00.000000Z")
    assert read_instant(instant_text(one)) == one.astimezone(UTC)
    assert (instant_text(one) < instant_text(other)) == (one < other)
