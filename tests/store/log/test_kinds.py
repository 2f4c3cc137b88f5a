"""Every kind of event has a name for people, in both languages."""

import pytest

from arrears.store.records import KINDS
from arrears.words import say


@pytest.mark.parametrize("kind", [*KINDS, "erasure", "repair"])
def test_a_kind_of_event_has_words_for_people(kind):
    assert say(f"store.event_kinds.{kind}", "zh") != say(f"store.event_kinds.{kind}", "en")
