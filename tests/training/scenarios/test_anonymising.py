"""A real case becomes a scenario with nothing that leads back, and with what teaches kept true."""

import os
import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from arrears.store import open_store
from arrears.store.records import Contact, Flag, Household, NoteEvent
from arrears.store.secrets.keys import VARIABLE, Keys, new_key
from arrears.store.state.case_list import place_cases
from arrears.training.scenarios import read_scenario
from arrears.training.scenarios.anonymising import Disguise, RealCase, real_case, scenario_text

ON = date(2026, 11, 20)
CANARIES = {
    "case_id": "KANARI-7731", "customer_id": "CANARY-CUSTOMER", "customer_name": "金丝雀", "id_number": "11010119800101123X",
    "phone": "13987654321", "card_number": "6225880123456789", "email": "canary@bank.example", "address": "金丝雀路九号",
    "region": "金丝雀区", "occupation": "金丝雀饲养员", "collector": "金丝雀组员", "assets_note": "金丝雀别墅",
}  # fmt: skip
AMOUNTS = {"principal": "87654.32", "interest": "1234.56", "late_fee": "432.19", "minimum_payment": "8765.43"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    key = new_key()
    monkeypatch.setenv(VARIABLE, key)
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "arrears.db", keys=lambda: Keys(key)) as opened:
        table = pd.DataFrame([CANARIES | AMOUNTS | {"due_date": "2026-08-25", "flags": ""}])
        place_cases(opened, _typed(table), actor="lead", as_of=date(2026, 11, 1))
        case = CANARIES["case_id"]
        for place, (hour, minute) in enumerate([(1, 13), (1, 47), (6, 31)]):
            opened.append(
                Contact(
                    case_id=case, happened_at=datetime.fromisoformat(f"2026-11-10T0{hour}:{minute}:27Z"), actor=CANARIES["collector"],
                    key=f"c{place}", channel="call", outcome="conversation" if place else "no_answer", collector=CANARIES["collector"],
                    contact_point=CANARIES["phone"], person="holder", recorded=True, introduced=True, cause="金丝雀失业", note="打金丝雀13987654321，客户在金丝雀路",
                )
            )  # fmt: skip
        opened.append(
            NoteEvent(
                case_id=case,
                happened_at=datetime.fromisoformat("2026-11-11T02:00:00Z"),
                actor="lead",
                key="n",
                text="金丝雀的秘密",
            )
        )
        opened.append(
            Flag(
                case_id=case,
                happened_at=datetime.fromisoformat("2026-11-12T03:21:00Z"),
                actor="lead",
                key="f",
                flag="complaint",
                on=True,
                reason="金丝雀投诉",
            )
        )
        opened.append(
            Household(
                case_id=case, happened_at=datetime.fromisoformat("2026-11-12T04:00:00Z"), actor="lead", key="h", cause_note="金丝雀病了",
                amounts={"income": 7_777_77, "fixed": 3_333_33, "flexible": 1_111_11}, occupation=CANARIES["occupation"],
            )
        )  # fmt: skip
        yield opened


def _typed(table):
    from arrears.tables.columns import BY_KEY, Kind  # noqa: PLC0415

    for name in table.columns:
        if BY_KEY[name].kind is Kind.AMOUNT:
            table[name] = [Decimal(value) for value in table[name]]
        elif BY_KEY[name].kind is Kind.DATE:
            table[name] = pd.to_datetime(table[name])
    return table


def leaks(text):
    """Find every canary, whole or in a part that would tell, and every exact amount, day and minute."""
    parts = [*CANARIES.values(), "金丝雀", "KANARI", "54321", "CANARY", "canary"]
    exact = [*AMOUNTS.values(), "7777.77", "3333.33", "1111.11", "2026-08-25", "2026-11-10", "2026-11-12", ":27\n"]
    return [part for part in [*parts, *exact] if part in text]


@pytest.mark.parametrize("seed", range(5))
def test_no_canary_comes_through(store, seed):
    real = real_case(store, CANARIES["case_id"], ON)
    assert leaks(scenario_text(real, Disguise(np.random.default_rng(seed)))) == []


def test_what_teaches_stays_true_days_past_due_order_hours_stops_and_means(store, tmp_path):
    real = real_case(store, CANARIES["case_id"], ON)
    path = tmp_path / "own.toml"
    path.write_text(scenario_text(real), encoding="utf-8")
    scenario = read_scenario(path)
    due = date.fromisoformat(scenario.case["due_date"])
    assert (scenario.today - due).days == (ON - date(2026, 8, 25)).days
    assert scenario.today.weekday() == ON.weekday()
    assert scenario.today < ON
    assert [(each.at.hour, each.outcome) for each in scenario.contacts] == [
        (9, "no_answer"),
        (9, "conversation"),
        (14, "conversation"),
    ]
    assert scenario.contacts[0].at < scenario.contacts[1].at
    assert [each.state for each in scenario.states] == ["complaint"]
    ratio = float(scenario.household.fixed / scenario.household.income)
    assert ratio == pytest.approx(3333.33 / 7777.77, rel=0.1)
    assert "虚构" in scenario.persona.zh


def test_two_disguises_of_a_case_differ_in_name_amounts_and_days(store):
    real = real_case(store, CANARIES["case_id"], ON)
    texts = {scenario_text(real) for _ in range(4)}
    assert len(texts) == 4
    assert len({re.search(r'principal = "(.*?)"', text)[1] for text in texts}) > 1


def test_a_word_that_is_none_of_the_known_is_left_behind():
    contact = {
        "at": datetime.fromisoformat("2026-11-10T09:00:00"),
        "channel": "call",
        "outcome": "conversation",
        "counterparty": "金丝雀",
        "note": "金丝雀",
        "people": "金丝雀",
    }
    real = RealCase(
        ON,
        {},
        {"due_date": date(2026, 8, 1)},
        flags=("complaint", "金丝雀"),
        contacts=(contact, contact | {"channel": "金丝雀"}),
    )
    text = scenario_text(real)
    assert "金丝雀" not in text
    assert text.count("[[contacts]]") == 1


def test_a_case_without_a_due_date_makes_no_scenario():
    with pytest.raises(ArrearsError, match="no due date"):
        scenario_text(RealCase(ON, {}, {}))


def test_from_the_command_line_it_is_written_recorded_and_can_be_checked(store, tmp_path, capsys):
    words = ["scenario", "from-case", CANARIES["case_id"], "--out", "hard.toml", "--as-of", str(ON), "--lang", "en"]
    assert run([*words, "--actor", "zhao"]) == 0
    assert leaks((tmp_path / "hard.toml").read_text(encoding="utf-8")) == []
    assert leaks(capsys.readouterr().out.replace(os.fspath(tmp_path), "")) == []
    assert run(["scenario", "check", "hard.toml", "--lang", "en"]) == 0
    exported = store.current("export") if "export" in store.events()["kind"].to_numpy() else pd.DataFrame()
    assert exported["file_name"].tolist() == ["hard.toml"]
    assert run([*words, "--role", "trainer"]) == 2
    assert CANARIES["case_id"] not in capsys.readouterr().err


def test_a_case_that_is_not_there_is_told_without_its_number(store, capsys):
    assert run(["scenario", "from-case", "NOBODYS-1", "--out", "x.toml", "--as-of", str(ON), "--lang", "en"]) == 2
    assert "no such case" in capsys.readouterr().err
