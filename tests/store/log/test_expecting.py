"""A decision upon what one has read is refused once somebody else has changed it; on SQLite and on PostgreSQL alike."""

from threading import Barrier, Thread

import pytest
from store_samples import LATER, contact, envelope, note, payment, placement

from arrears.store import Head, StaleError, StoreError, open_store
from arrears.store.records import Assignment


def assign(key, collector, case_id="A1", actor="chen"):
    return Assignment(**envelope(key, case_id, actor=actor), collector=collector)


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        opened.append([placement("p1", 100_00), placement("p2", 100_00, "A2")])
        yield opened


def test_an_unchanged_case_is_assigned(store):
    seen = store.head()
    store.append(assign("s1", "li"), expect=seen)
    assert store.assignments()["collector"].tolist() == ["li"]


def test_a_case_that_another_lead_has_moved_since_is_refused_with_the_whole_batch(store):
    seen = store.head()
    store.append(assign("s1", "li"))
    with pytest.raises(
        StaleError,
        match=r"case A1 has changed since it was read, first by event 3 \(assignment by chen\); read the cases again",
    ) as caught:
        store.append([assign("s2", "wang", "A2"), assign("s3", "wang")], expect=seen)
    assert caught.value.cases == ("A1",)
    assert "请刷新后重做" in caught.value.text("zh")
    assert store.head().count == 3


def test_what_happened_to_other_cases_does_not_matter(store):
    seen = store.head()
    store.append(assign("s1", "li", "A2"))
    store.append(assign("s2", "wang"), expect=seen)
    assert store.head().count == 4


@pytest.mark.parametrize(
    ("kinds", "stale"),
    [
        pytest.param((), True, id="any kind if none is named"),
        pytest.param({"assignment", "placement"}, False, id="a contact does not touch an assignment"),
        pytest.param({"contact"}, True, id="a contact where it is named"),
    ],
)
def test_only_the_kinds_that_matter_make_it_stale(store, kinds, stale):
    seen = store.head()
    store.append(contact("c1"))
    if stale:
        with pytest.raises(StaleError):
            store.append(assign("s1", "li"), expect=seen, expect_kinds=kinds)
    else:
        store.append(assign("s1", "li"), expect=seen, expect_kinds=kinds)
    assert store.head().count == (3 if stale else 4)


def test_sent_again_after_its_answer_was_lost_it_gets_its_receipt(store):
    seen = store.head()
    first = store.append([assign("s1", "li"), assign("s2", "li", "A2")], expect=seen)
    store.append(contact("c1"))
    assert store.append([assign("s1", "li"), assign("s2", "li", "A2")], expect=seen) == first


def test_what_the_batch_stored_itself_is_no_change_by_another(store):
    seen = store.head()
    store.append(assign("s1", "li"))
    assert store.append([assign("s1", "li"), note("n1")], expect=seen).stored == 1


def test_an_event_of_no_case_is_never_stale(store):
    seen = store.head()
    export = {**envelope("e1", ""), "kind": "export", "role": "lead", "reason": "x", "rows": 1}
    store.append({**export, "key": "e0"})
    assert store.append(export, expect=seen).stored == 1


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(Head(2, "0" * 64), id="of another store"),
        pytest.param(Head(9, "0" * 64), id="that lies ahead"),
        pytest.param(Head(0, "0" * 64), id="of another empty store"),
    ],
)
def test_a_head_that_is_none_of_this_store_is_refused(store, head):
    with pytest.raises(StoreError, match="is none of this store; read the cases again"):
        store.append(note("n1"), expect=head)
    assert store.head().count == 2


def test_an_empty_stores_head_can_be_expected(store_url):
    with open_store(store_url, clock=lambda: LATER) as store:
        seen = store.head()
        store.append(payment("b1"), expect=seen)
        with pytest.raises(StaleError):
            store.append(payment("b2"), expect=seen)


def test_of_two_leads_who_commit_at_once_one_is_refused(store_url):
    with open_store(store_url, clock=lambda: LATER) as store:
        seen = store.append([placement(f"p{n}", 100_00, f"A{n}") for n in range(20)]).head
    start, outcomes = Barrier(4), []

    def commit(lead):
        with open_store(store_url, clock=lambda: LATER) as store:
            start.wait()
            batch = [assign(f"{lead}-{n}", lead, f"A{n}", lead) for n in range(20)]
            try:
                store.append(batch, expect=seen)
            except StaleError as error:
                outcomes.append(len(error.cases))
            else:
                outcomes.append(0)

    threads = [Thread(target=commit, args=(f"lead{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 20, 20, 20]
    with open_store(store_url) as store:
        assert store.assignments()["collector"].nunique() == 1
