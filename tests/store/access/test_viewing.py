from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pandas as pd
import pytest
from msoffcrypto import OfficeFile
from msoffcrypto.format.ooxml import OOXMLFile

from arrears.policy import Policies
from arrears.policy.records import Access
from arrears.store import StaleError, StoreError, open_store
from arrears.store.access.viewing import AccessError, SignedIn
from arrears.store.records import NoteEvent

PHONE, CARD = "13912345678", "6222020000000015"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROLES = {role.key: role for role in Policies("cn").get(Access, NOW.date()).roles}


def event(kind="note", case_id="A1", actor="li", key=None, **fields):
    if kind == "note":
        fields = {"text": f"改打{PHONE}，卡号{CARD}"} | fields
    return {
        "kind": kind,
        "case_id": case_id,
        "happened_at": "2026-11-20T10:00+08:00",
        "actor": actor,
        "key": key or f"{kind}-{case_id}-{actor}",
    } | fields


CALL = {"channel": "call", "outcome": "conversation", "contact_point": PHONE}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: NOW) as made:
        made.append(
            [
                event("assignment", "A1", "chen", collector="li"),
                event("assignment", "A2", "chen", collector="wang"),
                event("note", "A1", "li"),
                event("contact", "A1", "li", **CALL),
                event("note", "A2", "wang"),
            ]
        )
        yield made


def signed_in(store, role, login="li"):
    return SignedIn(store, login, role)


def exports(store):
    return [payload | {"actor": actor} for payload, actor in store.events(kind="export")[["payload", "actor"]].values]


def test_the_five_roles_are_there_and_what_they_may_is_a_policy():
    assert list(ROLES) == ["collector", "lead", "trainer", "auditor", "administrator"]
    assert [key for key, role in ROLES.items() if role.full] == ["collector", "lead", "auditor"]
    assert [key for key, role in ROLES.items() if role.exports] == ["lead", "auditor"]


def test_an_unknown_role_names_those_there_are(store):
    with pytest.raises(
        AccessError, match="no role 'boss'; choose one of collector, lead, trainer, auditor, administrator"
    ):
        signed_in(store, "boss")


def test_everything_is_masked_by_default(store):
    for role in ("collector", "lead", "auditor"):
        shown = signed_in(store, role).events("A1").to_csv()
        assert PHONE not in shown
        assert CARD not in shown
        assert "139****5678" in shown


def test_a_collector_sees_own_cases_only_and_a_lead_all(store):
    assert set(signed_in(store, "collector").events()["case_id"]) == {"A1"}
    assert set(signed_in(store, "lead").events()["case_id"]) == {"A1", "A2"}
    for look in (
        lambda: signed_in(store, "collector").events("A2"),
        lambda: signed_in(store, "collector").reveal("A2", "call back"),
    ):
        with pytest.raises(AccessError, match=r"case A2 is not assigned to li \(HOUSE-ACCESS\)"):
            look()
    assert exports(store) == []


def test_a_case_moves_with_its_assignment(store):
    store.append(event("assignment", "A1", "chen", key="move", collector="wang"))
    assert signed_in(store, "collector").own_cases() == set()
    assert signed_in(store, "collector", "wang").own_cases() == {"A1", "A2"}
    store.append(event("assignment", "A1", "chen", key="back", collector=""))
    assert signed_in(store, "collector", "wang").own_cases() == {"A2"}


@pytest.mark.parametrize("role", ["trainer", "administrator"])
def test_trainers_and_administrators_see_no_cases(store, role):
    for look in (lambda: signed_in(store, role).events(), lambda: signed_in(store, role).reveal("A1", "please")):
        with pytest.raises(AccessError, match="may not see"):
            look()
    with pytest.raises(AccessError, match="may not export"):
        signed_in(store, role).export(pd.DataFrame({"phone": [PHONE]}))


def test_full_values_are_given_for_a_reason_and_the_look_is_recorded_first(store):
    found = signed_in(store, "collector").reveal("A1", "call the holder back", kind="contact")
    assert found["contact_point"].tolist() == [PHONE]
    (logged,) = exports(store)
    assert (logged["actor"], logged["role"], logged["reason"], logged["rows"], logged["masked"]) == (
        "li",
        "collector",
        "call the holder back",
        1,
        False,
    )
    assert "contact_point" in logged["columns"]
    assert PHONE not in str(logged)


@pytest.mark.parametrize(
    ("reason", "enough"), [("", False), ("abc", False), ("  abc  ", False), ("abcd", True), ("回拨客户", True)]
)
def test_a_reason_must_be_given(store, reason, enough):
    if enough:
        assert not signed_in(store, "lead").reveal("A1", reason).empty
    else:
        with pytest.raises(AccessError, match="full values need a reason of at least 4 characters"):
            signed_in(store, "lead").reveal("A1", reason)
    assert len(exports(store)) == enough


def test_nothing_is_revealed_if_the_look_cannot_be_recorded(store, monkeypatch):
    def fail(*_):
        raise StoreError("disk full")

    monkeypatch.setattr(store, "append", fail)
    with pytest.raises(StoreError):
        signed_in(store, "lead").reveal("A1", "call back")
    with pytest.raises(StoreError):
        signed_in(store, "lead").export(pd.DataFrame({"phone": [PHONE]}))


def test_exports_are_masked_and_recorded(store):
    table = pd.DataFrame({"case_id": ["A1"], "phone": [PHONE], "card_number": [CARD], "details": [{"phone": PHONE}]})
    masked = signed_in(store, "lead", "chen").export(table, file_name="list.xlsx")
    assert masked.to_dict("list") == {"case_id": ["A1"], "phone": ["139****5678"], "card_number": ["622202******0015"]}
    assert [(entry["masked"], entry["reason"], entry["rows"], entry["file_name"]) for entry in exports(store)] == [
        (True, "masked", 1, "list.xlsx")
    ]


def test_a_collector_exports_nothing(store, tmp_path):
    for attempt in (
        lambda one: one.export(pd.DataFrame({"phone": [PHONE]}), "please"),
        lambda one: one.export_full(pd.DataFrame({"phone": [PHONE]}), "please", tmp_path / "a.xlsx", encrypted),
    ):
        with pytest.raises(AccessError, match="the role collector may not export") as caught:
            attempt(signed_in(store, "collector"))
        assert caught.value.text("zh").startswith("岗位“催收员”无权导出数据")
    assert exports(store) == []


PASSWORD = "correct horse"  # noqa: S105  # invented
TABLE = pd.DataFrame({"case_id": ["A1"], "phone": [PHONE]})


def plain(table, path):
    table.to_excel(path, index=False)


def encrypted(table, path):
    """Write as whoever writes encrypted workbooks does."""
    clear = BytesIO()
    table.to_excel(clear, index=False)
    with path.open("wb") as file:
        OOXMLFile(clear).encrypt(PASSWORD, file)


def test_full_values_leave_in_an_encrypted_file_whose_hash_is_recorded(store, tmp_path):
    file = tmp_path / "court.xlsx"
    receipt = signed_in(store, "lead", "chen").export_full(TABLE, "court order 17", file, encrypted)
    assert receipt.head == store.head()
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["court.xlsx"]
    (logged,) = exports(store)
    assert (logged["masked"], logged["reason"], logged["file_name"]) == (False, "court order 17", "court.xlsx")
    assert logged["file_sha256"] == sha256(file.read_bytes()).hexdigest()
    with file.open("rb") as data:
        book = OfficeFile(data)
        book.load_key(password=PASSWORD)
        clear = BytesIO()
        book.decrypt(clear)
    assert pd.read_excel(clear, dtype=str, engine="openpyxl").equals(TABLE)


@pytest.mark.parametrize(
    ("role", "reason", "write", "why"),
    [
        pytest.param("lead", "court order 17", plain, "would not be encrypted", id="a plain workbook"),
        pytest.param(
            "lead", "court order 17", lambda _, path: path.write_text("x"), "would not be encrypted", id="a text file"
        ),
        pytest.param("lead", "court order 17", lambda *_: None, "would not be encrypted", id="nothing written"),
        pytest.param("lead", " ", encrypted, "need a reason", id="no reason"),
        pytest.param("administrator", "court order 17", encrypted, "may not export", id="not the role"),
    ],
)
def test_full_values_leave_in_no_other_way(store, tmp_path, role, reason, write, why):
    with pytest.raises(AccessError, match=why):
        signed_in(store, role).export_full(TABLE, reason, tmp_path / "court.xlsx", write)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert exports(store) == []


def test_a_file_is_never_replaced_by_an_export(store, tmp_path):
    (tmp_path / "court.xlsx").write_text("before")
    with pytest.raises(AccessError, match=r"court\.xlsx is there already; name a new file"):
        signed_in(store, "lead").export_full(TABLE, "court order 17", tmp_path / "court.xlsx", encrypted)
    assert (tmp_path / "court.xlsx").read_text() == "before"


def test_no_file_stays_if_its_export_cannot_be_recorded(store, tmp_path, monkeypatch):
    def fail(*_):
        raise StoreError("disk full")

    monkeypatch.setattr(store, "append", fail)
    with pytest.raises(StoreError):
        signed_in(store, "lead").export_full(TABLE, "court order 17", tmp_path / "court.xlsx", encrypted)
    assert list(tmp_path.glob("*.xlsx*")) == []


def test_a_column_without_a_plain_name_is_recorded_all_the_same(store):
    signed_in(store, "lead").export(pd.DataFrame({"": ["x"], "a\nb": ["y"], 7: ["z"]}))
    assert exports(store)[0]["columns"] == ["?", "a b", "7"]


def test_a_case_holders_name_is_masked_in_that_cases_notes(store):
    store.append(
        [
            event("placement", key="p1", opening_fen=1, details={"customer_name": "张三丰", "phone": PHONE}),
            event("note", key="n1", text="张三丰的同事接听"),
            event("note", "A2", key="n2", actor="wang", text="张三丰的同事接听"),
        ]
    )
    shown = signed_in(store, "lead").events(kind="note").set_index("case_id")["text"]
    assert shown["A1"].tolist()[-1] == "张**的同事接听"
    assert shown["A2"].tolist()[-1] == "张三丰的同事接听", "a name that the case does not know cannot be found"
    assert PHONE not in signed_in(store, "lead").events("A1").to_csv()


def test_two_leads_cannot_move_the_same_case_unseen(store):
    seen = store.head()
    signed_in(store, "lead", "chen").append(event("assignment", actor="chen", key="s1", collector="wang"))
    with pytest.raises(StaleError):
        signed_in(store, "lead", "zhao").append(
            event("assignment", actor="zhao", key="s2", collector="li"), expect=seen, expect_kinds={"assignment"}
        )


def test_nobody_records_in_anothers_name(store):
    for role in ("collector", "lead"):
        with pytest.raises(AccessError, match="in the name of 'wang' cannot be recorded by 'li'"):
            signed_in(store, role).append(event(actor="wang", key="n9"))


def test_a_collector_records_on_own_cases_and_own_kinds_only(store):
    before = store.head()
    collector = signed_in(store, "collector")
    with pytest.raises(AccessError, match="case A2 is not assigned to li"):
        collector.append([event(key="n8"), event(case_id="A2", key="n9")])
    with pytest.raises(AccessError, match="may not record a payment"):
        collector.append(event("payment", key="p1", amount_fen=1))
    with pytest.raises(AccessError, match="may not record a note"):
        signed_in(store, "auditor").append(event(key="n7"))
    assert store.head() == before
    note = NoteEvent(case_id="A1", happened_at=NOW, actor="li", key="n10", text="ok")
    assert collector.append(note).stored == 1
    assert collector.append([event(key="n11"), event(key="n12")]).stored == 2
    assert signed_in(store, "lead").append(event("payment", key="p1", amount_fen=1)).stored == 1


def test_terms_of_agreements_are_left_out_of_what_is_masked(store):
    store.append(event("agreement", key="g1", agreement_id="G1", state="drafted", terms={"holder": "张三丰"}))
    lead = signed_in(store, "lead")
    assert "terms" not in lead.events("A1")
    assert lead.reveal("A1", "check terms", kind="agreement")["terms"].tolist() == [{"holder": "张三丰"}]
