"""A customer is found by a number that an event names, and the index gives nobody away; on SQLite and on PostgreSQL alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from store_samples import LATER, contact, envelope, note, payment, placement, tamper

from arrears.store import StoreError, open_store
from arrears.store.access.customers import reindex
from arrears.store.access.viewing import AccessError, SignedIn
from arrears.store.log.backup import back_up, restore
from arrears.store.records import Assignment, Void
from arrears.store.secrets.blind_index import plain
from arrears.store.secrets.keys import VARIABLE, KeyMissingError, new_key

ID, PHONE, CARD = "11010519491231002X", "13800138000", "6222021234567890123"
ROW = {"customer_name": "张三丰", "id_number": ID, "phone": PHONE, "card_number": CARD, "region": "上海"}


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        opened.append(
            [
                placement("p1", 100_00, details=ROW),
                placement("p2", 100_00, "A2", details={"id_number": ID, "phone": "13900139000"}),
                contact("c3", "A3", contact_point=PHONE),
                note("n4", PHONE, "A4"),
                payment("b5", case_id="A5", reference=CARD),
            ]
        )
        yield opened


def found(store, **wanted):
    return [tuple(row) for row in store.find_customer(**wanted).values.tolist()]


@pytest.mark.parametrize(
    ("wanted", "cases"),
    [
        pytest.param({"id_number": ID}, [("A1", "id_number"), ("A2", "id_number")], id="both cases of one person"),
        pytest.param({"id_number": ID.lower()}, [("A1", "id_number"), ("A2", "id_number")], id="a small x"),
        pytest.param({"phone": PHONE}, [("A1", "phone"), ("A3", "phone")], id="on the list, and where it was dialled"),
        pytest.param({"phone": "+86 138-0013-8000"}, [("A1", "phone"), ("A3", "phone")], id="with its country code"),
        pytest.param({"phone": "１３８００１３８０００"}, [("A1", "phone"), ("A3", "phone")], id="in full width"),
        pytest.param({"card_number": "6222 0212 3456 7890 123"}, [("A1", "card_number")], id="a card in groups"),
        pytest.param({"phone": CARD}, [], id="a card is no phone"),
        pytest.param({"phone": "13800138001"}, [], id="another number"),
        pytest.param(
            {"phone": "13900139000", "card_number": CARD}, [("A1", "card_number"), ("A2", "phone")], id="any of two"
        ),
    ],
)
def test_a_customer_is_found(store, wanted, cases):
    assert found(store, **wanted) == cases


@pytest.mark.parametrize("wanted", [{}, {"phone": " "}, {"phone": None}])
def test_without_a_number_nobody_is_looked_for(store, wanted):
    with pytest.raises(StoreError, match="give an id number, a phone or a card number"):
        store.find_customer(**wanted)


def test_a_number_that_was_corrected_is_found_no_longer_and_an_older_list_still_is(store):
    store.append([placement("p6", 100_00, details=ROW | {"phone": "13700137000"})])
    assert ("A1", "phone") in found(store, phone=PHONE)
    store.append([placement("p7", 100_00, details=ROW | {"phone": "13700137001"}, corrects="p6")])
    assert found(store, phone="13700137000") == []
    store.append([Void(**envelope("v1", "A3"), corrects="c3", reason="拨错")])
    assert found(store, phone=PHONE) == [("A1", "phone")]


def test_what_is_erased_is_found_no_longer_and_leaves_no_index(store):
    store.erase("A1", reason="误收", basis="PIPL 47", actor="chen", early=True)
    assert found(store, id_number=ID) == [("A2", "id_number")]
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM customer_index WHERE case_id = 'A1'")).scalar() == 0
    assert store.verify().is_intact


def test_without_the_key_nobody_is_found_and_nothing_can_be_guessed(store, monkeypatch):
    with store.reading() as connection:
        rows = connection.execute(text("SELECT blind FROM customer_index")).scalars().all()
    assert all(len(blind) == 32 and PHONE not in blind for blind in rows)
    assert (len(rows), len(set(rows))) == (6, 4), "equal numbers of a field are equal, and nothing else is"
    monkeypatch.delenv(VARIABLE)
    with open_store(store.engine.url) as blindfold, pytest.raises(KeyMissingError):
        blindfold.find_customer(phone=PHONE)


def test_what_was_written_under_an_older_key_is_found(store, key, monkeypatch):
    monkeypatch.setenv(VARIABLE, f"{new_key()},{key}")
    with open_store(store.engine.url, clock=lambda: LATER) as later:
        later.append(contact("c6", "A6", contact_point=PHONE))
        cases = [("A1", "phone"), ("A3", "phone"), ("A6", "phone")]
        assert found(later, phone=PHONE) == cases
        with later.engine.begin() as connection:
            assert reindex(connection) == 7
        assert found(later, phone=PHONE) == cases


def test_an_index_that_somebody_has_emptied_is_made_again_from_the_log(store):
    tamper(store, "DELETE FROM customer_index")
    assert found(store, phone=PHONE) == []
    with store.engine.begin() as connection:
        reindex(connection)
    assert found(store, phone=PHONE) == [("A1", "phone"), ("A3", "phone")]


def test_a_restored_store_finds_the_same(store, tmp_path):
    back_up(store.engine, tmp_path / "copy.db")
    restore(tmp_path / "copy.db", tmp_path / "again.db")
    with open_store(tmp_path / "again.db") as again:
        assert found(again, phone=PHONE) == found(store, phone=PHONE)


def test_one_finds_among_the_cases_that_one_sees(store):
    store.append(Assignment(**envelope("s1", "A2"), collector="li"))
    assert SignedIn(store, "li", "collector").find_customer(id_number=ID)["case_id"].tolist() == ["A2"]
    assert SignedIn(store, "chen", "lead").find_customer(id_number=ID)["case_id"].tolist() == ["A1", "A2"]
    with pytest.raises(AccessError, match="may not see cases"):
        SignedIn(store, "zhou", "trainer").find_customer(id_number=ID)


def test_the_holders_name_is_that_of_the_last_placement(store):
    assert store.customer_names() == {"A1": "张三丰"}
    store.append(placement("p6", 100_00, details={"customer_name": "张三峰"}))
    assert store.customer_names() == {"A1": "张三峰"}


@given(digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), gaps=st.lists(st.integers(0, 11), max_size=3))
def test_however_a_number_is_written_it_is_the_same(digits, gaps):
    written = digits
    for gap in gaps:
        written = f"{written[:gap]} {written[gap:]}"
    assert plain(written) == plain(f"+86{digits}") == plain(f"0086-{written}") == digits
