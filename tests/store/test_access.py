from datetime import UTC, datetime

import pandas as pd
import pytest

from arrears.policy import Policies
from arrears.policy.records import Access
from arrears.store import StoreError, open_store
from arrears.store.access import AccessError, SignedIn
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
        signed_in(store, "lead").export(pd.DataFrame({"phone": [PHONE]}), "court", full=True)


def test_exports_are_masked_unless_a_role_asks_for_full_values_with_a_reason(store):
    table = pd.DataFrame({"case_id": ["A1"], "phone": [PHONE], "card_number": [CARD]})
    lead = signed_in(store, "lead", "chen")
    masked = lead.export(table, file_name="list.xlsx")
    assert masked.values.tolist() == [["A1", "139****5678", "622202******0015"]]
    with pytest.raises(AccessError, match="need a reason"):
        lead.export(table, full=True)
    assert lead.export(table, "court order 17", full=True).equals(table)
    assert [(entry["masked"], entry["reason"], entry["rows"], entry.get("file_name")) for entry in exports(store)] == [
        (True, "masked", 1, "list.xlsx"),
        (False, "court order 17", 1, None),
    ]


def test_a_collector_exports_nothing(store):
    with pytest.raises(AccessError, match="the role collector may not export") as caught:
        signed_in(store, "collector").export(pd.DataFrame({"phone": [PHONE]}), "please", full=True)
    assert caught.value.text("zh").startswith("岗位“催收员”无权导出数据")
    assert exports(store) == []


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
