"""Records are kept as long as a law says, and then personal content goes for good while the chain stays verifiable."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pandas as pd
import pytest
from sqlalchemy import text
from store_samples import contact, envelope, note, payment, placement, reversal

from arrears.store import StoreError, open_store
from arrears.store.records import Flag

CALLED = datetime(2024, 2, 29, 4, 0, tzinfo=UTC)
HERE = {"at": CALLED, "time_zone": "Asia/Shanghai"}
CANARY = "CANARY-13912345678"
ERASE = {"reason": "保存期满", "basis": "个人信息保护法第47条", "actor": "zhao"}


class Clock:
    def __init__(self):
        self.now = CALLED + timedelta(minutes=1)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(store_url, clock):
    with open_store(store_url, clock=clock) as opened:
        opened.append(
            [note("n1", CANARY, at=CALLED), contact("c2", "A2", at=CALLED), contact("c3", at=CALLED, note=CANARY)]
        )
        yield opened


@pytest.mark.parametrize(
    ("profile", "on", "status", "rule"),
    [
        pytest.param("cn", date(2026, 2, 28), "keep", "CN-68", id="the last day of two years"),
        pytest.param("cn", date(2026, 3, 1), "erase", "CN-68", id="the day after"),
        pytest.param(
            "cn_online", date(2026, 2, 28), "keep", "CN-68", id="online lenders: two years, as GBT-3 says too"
        ),
        pytest.param("cn_online", date(2026, 3, 1), "erase", "CN-68", id="online lenders: the day after two"),
        pytest.param("cn_cfc", date(2029, 2, 28), "keep", "CFC-5", id="consumer finance: the last day of five years"),
        pytest.param("cn_cfc", date(2029, 3, 1), "erase", "CFC-5", id="consumer finance: the day after five"),
        pytest.param("us", date(2027, 2, 28), "keep", "F-100", id="the last day of three years"),
        pytest.param("us", date(2027, 3, 1), "erase", "F-100", id="the day after three"),
        pytest.param("uk", date(2027, 2, 28), "keep", "HOUSE-RETENTION", id="the house's own where law is silent"),
    ],
)
def test_the_longest_period_that_applies_counts(tmp_path, clock, profile, on, status, rule):
    with open_store(tmp_path / "book.db", profile=profile, clock=clock) as store:
        store.append(contact("c1", **HERE))
        row = store.retention(on).iloc[0]
    assert (row["status"], row["rule"]) == (status, rule)


def test_a_case_is_not_erased_while_a_period_keeps_it(store, clock):
    clock.now = datetime(2026, 2, 28, 15, 59, tzinfo=UTC)  # a minute to midnight in Shanghai
    with pytest.raises(StoreError, match="must be kept until 2026-02-28"):
        store.erase("A1", **ERASE)
    clock.now += timedelta(minutes=1)
    assert store.erase("A1", **ERASE).head.count == 4


def test_an_open_matter_holds_even_an_early_erasure(store, clock):
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    store.append(Flag(**envelope("f1", at=CALLED), flag="complaint", on=True))
    assert store.retention()["status"].tolist() == ["hold", "erase"]
    with pytest.raises(StoreError, match=r"open matter \(complaint\)"):
        store.erase("A1", early=True, **ERASE)
    store.append(Flag(**envelope("f2", at=CALLED), flag="complaint", on=False))
    store.erase("A1", **ERASE)


def test_an_erasure_removes_the_content_and_nothing_else(store, clock):
    head = store.head()
    store.erase("A1", early=True, **ERASE)
    result = store.verify([head])
    assert result.is_intact
    assert result.erased == [1, 3]
    table = store.events()
    assert table["erased"].tolist() == [True, False, True, False]
    assert table["payload"][0] == {}
    assert table["payload"][3]["reason"] == ERASE["reason"]
    assert table["payload"][3]["basis"] == ERASE["basis"]
    assert table["actor"][3] == "zhao"
    assert store.retention()["status"].tolist() == ["erased", "keep"]
    with pytest.raises(StoreError, match="nothing to erase"):
        store.erase("A1", early=True, **ERASE)


def test_what_was_erased_does_not_come_back_when_it_is_sent_again(store):
    store.erase("A1", early=True, **ERASE)
    receipt = store.append(note("n1", CANARY, at=CALLED))
    assert receipt.stored == 0
    assert store.verify().erased == [1, 3]


def test_nothing_of_it_is_left_in_the_file(tmp_path, clock, monkeypatch):
    with open_store(tmp_path / "book.db", clock=clock) as store:
        store.append([note("n1", CANARY, at=CALLED), contact("c2", at=CALLED)])
        with store.reading() as connection:
            stored = connection.execute(text("SELECT body FROM payloads WHERE seq = 1")).scalar_one().encode()
        assert any(stored in path.read_bytes() for path in tmp_path.iterdir())
        store.erase("A1", early=True, **ERASE)
    for path in tmp_path.iterdir():
        assert stored not in path.read_bytes()
        assert CANARY.encode() not in path.read_bytes()


def test_a_payload_that_is_put_back_is_found(store):
    with store.reading() as connection:
        row = connection.execute(text("SELECT seq, salt, body FROM payloads WHERE seq = 1")).one()
    store.erase("A1", early=True, **ERASE)
    with store.engine.begin() as connection:
        connection.execute(text("INSERT INTO payloads VALUES (:seq, :salt, :body)"), dict(row._mapping))
    assert [(finding.code, finding.first) for finding in store.verify().findings] == [("PAYLOAD_STRANGE", 1)]


@pytest.mark.parametrize("lacking", ["reason", "basis", "actor"])
def test_an_erasure_says_why_on_what_basis_and_by_whom(store, lacking):
    with pytest.raises(StoreError, match=lacking):
        store.erase("A1", early=True, **(ERASE | {lacking: " "}))
    assert store.head().count == 3


def test_an_erased_payment_leaves_its_reversal_without_a_trace_of_either(store):
    with pytest.raises(StoreError, match="nothing to erase"):
        store.erase("A9", reason="x", basis="PIPL 47", actor="chen", early=True)
    at = {"case_id": "A9", "at": CALLED}
    store.append(
        [
            placement("p9", 100_00, **at),
            payment("b9", 50_00, **at),
            reversal("r9", "b9", 10_00, **at),
            payment("b10", 1, **at),
        ]
    )
    store.erase("A9", reason="误收", basis="PIPL 47", actor="chen", early=True)
    row = store.cases().set_index("case_id").loc["A9"]
    assert (row["paid_fen"], row["reversed_fen"]) == (0, 0)
    assert pd.isna(row["balance_fen"])
    assert store.verify().is_intact
    head = store.head()
    for event in (reversal("r10", "b9", 1, **at), payment("b11", 1, corrects="b10", **at)):
        with pytest.raises(StoreError, match="was erased"):
            store.append(event)
    assert store.head() == head


@pytest.mark.parametrize(
    ("profile", "until"),
    [
        pytest.param("hk", date(2024, 3, 30), id="Hong Kong: thirty days from the call"),
        pytest.param("us", date(2027, 2, 28), id="Regulation F: three years from the call"),
        pytest.param("cn", date(2026, 2, 28), id="China: two years"),
        pytest.param("cn_online", date(2026, 2, 28), id="online lenders: two years"),
        pytest.param("cn_cfc", date(2029, 2, 28), id="consumer finance companies: five years"),
        pytest.param("uk", date(2027, 2, 28), id="the house's own where no rule states a period"),
    ],
)
def test_recordings_are_kept_from_the_day_of_the_last_recorded_call(tmp_path, clock, profile, until):
    with open_store(tmp_path / "book.db", profile=profile, clock=clock) as store:
        store.append([contact("c1", **HERE, recorded=True), contact("c2", "A2", **HERE, recorded=False)])
        report = store.retention(on=date(2026, 1, 1)).set_index("case_id")
    assert report["recordings_until"].to_dict() == {"A1": until, "A2": None}
    assert report.loc["A1", "keep_until"] >= until


def test_a_record_stays_as_long_as_the_recording_that_it_refers_to(tmp_path, clock):
    house = tmp_path / "house"
    house.mkdir()
    own = (
        (policy_text("hk", "recordings"))
        .replace("years = 0", "years = 9")
        .replace("days = 30", "days = 0")
        .replace("HK-COBP-RECORDING", "OUR-9")
    )
    (house / "recordings.toml").write_text(own, encoding="utf-8")
    with open_store(tmp_path / "book.db", profile="hk", house=house, clock=clock) as store:
        store.append(contact("c1", **HERE, recorded=True))
        row = store.retention(on=date(2030, 1, 1)).iloc[0]
    assert (row["keep_until"], row["rule"], row["status"]) == (date(2033, 2, 28), "OUR-9", "keep")


def policy_text(profile, name):
    return (files("arrears") / "policy" / profile / f"{name}.toml").read_text(encoding="utf-8")
