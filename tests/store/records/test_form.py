"""What is sealed need not be what its kind says: it is passed over, told and set aside, and nobody else's figures stop at it."""

import json
import random
from types import SimpleNamespace

import numpy as np
import pytest
from store_samples import LATER, NOON, contact, note, payment, placement

from arrears.store import open_store
from arrears.store.log.adding import add_events
from arrears.store.log.canonical import instant_text
from arrears.store.log.writing import Draft, event_rows, last_event
from arrears.store.records import ENVELOPE, KINDS
from arrears.store.records.form import has_form
from arrears.store.state.history import read_source

VALUES = ["x", -1, 10**25, True, None, [], {}, [[]], {"a": {}}, "2026-99-99", "\ud800", 1.5, "\x00"]


def seal(store, kind, *bodies, case_id="A1", actor="li"):
    """Add events as a program of somebody's own may: sealed and chained rightly, whatever they say."""
    with store.engine.begin() as connection:
        seq, previous, _ = last_event(connection)
        for number, body in enumerate(bodies):
            said = SimpleNamespace(
                case_id=case_id, kind=kind, actor=actor, key=f"{kind}-{seq + number}", corrects=None, happened_at=NOON
            )
            stamp = instant_text(NOON)
            row, payload = event_rows(Draft(said, body, stamp), seq + number + 1, stamp, previous)
            add_events(connection, [row], [payload])
            previous = row.hash


def nonsense(kind, chance):
    fields = [name for name in KINDS[kind].model_fields if name not in ENVELOPE]
    return json.dumps({name: chance.choice(VALUES) for name in fields if chance.random() < 4 / 5})


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as opened:
        details = {"customer_name": "张三", "phone": "13800138000"}
        opened.append([placement("p1", 1000_00, details=details), note("n1"), contact("c1"), payment("b1", 100_00)])
        yield opened


def read(store):
    """Everything of the other events, as tables say it."""
    mine = store.events()
    return (
        mine.to_csv(),
        store.cases().drop(columns="events").to_csv(),  # rows are counted, whatever they say
        str(store.customer_names()),
        read_source(store, NOON.date()).snapshot(np.datetime64("2026-11-20")).to_csv(),
        store.promises().to_csv(),
    )


def test_sealed_nonsense_of_every_kind_changes_no_figure_is_told_and_is_set_aside(store, caplog):
    before, head = read(store), store.head().count
    chance = random.Random(15)  # noqa: S311  # repeatable
    wrong = 0
    for kind in KINDS:
        bodies = [body for body in (nonsense(kind, chance) for _ in range(2)) if not has_form(kind, body)]
        seal(store, kind, *bodies)
        wrong += len(bodies)
    assert wrong > len(KINDS)
    assert read(store) == before
    assert f"{wrong} events cannot be read" in caplog.text
    found = store.verify().findings
    assert {finding.code for finding in found} == {"PAYLOAD_FORM"}
    assert [finding.first for finding in found] == list(range(head + 1, head + wrong + 1))
    assert store.repair(actor="zhao", reason="nonsense").aside == wrong
    caplog.clear()
    assert store.verify().findings == []
    assert "cannot be read" not in caplog.text


@pytest.mark.parametrize(
    ("kind", "body", "right"),
    [
        ("payment", '{"amount_fen":100000}', True),
        ("payment", '{"amount_fen":100000,"of_a_newer_version":[1]}', True),
        ("payment", '{"amount_fen":"100000"}', False),
        ("payment", '{"amount_fen":true}', False),
        ("payment", '{"amount_fen":-1}', False),
        ("payment", "{}", False),
        ("payment", "[]", False),
        ("payment", '{"amount_fen":1}{', False),
        ("note", '{"text":"\\ud800"}', False),
        ("note", '{"text":"\\u0000"}', False),
        ("note", '{"text":"稍后再拨"}', True),
        ("placement", '{"opening_fen":1,"details":{"phone":1.5}}', False),
        ("placement", '{"opening_fen":1,"details":' + '{"a":' * 5000 + "1" + "}" * 5001, False),
        ("a kind of a newer version", '{"anything":1.5}', True),
    ],
)
def test_the_form_of_a_kind_is_that_of_its_record(kind, body, right):
    assert has_form(kind, body) is right


def test_what_the_store_itself_writes_has_its_form(store):
    store.erase("A1", reason="误录", basis="PIPL 47", actor="zhao", early=True)
    store.append([payment("b2", 1), placement("p2", 1, case_id="A2", details={"a": None, "b": [1, "x"], "c": True})])
    assert store.verify().findings == []
    assert len(store.events()) == 7
