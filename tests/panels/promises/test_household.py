"""What a customer told is written down on the panel for one case, read back at once, and refused with the rule where it must not be."""

from datetime import date

import pandas as pd
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.promises.household import Households
from arrears.panels.promises.household_box import HouseholdBox
from arrears.panels.shell.session import Session
from arrears.store.state.agreements import Agreements
from arrears.store.state.case_list import place_cases


@pytest.fixture
def store(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A"],
            "due_date": ["2026-06-01"],
            "principal": [1000],
            "collector": ["王芳"],
            "customer_name": ["欧阳小明"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    return empty_store


@pytest.fixture
def view(store):
    return Households(Session(store, "zhao"))


def shown(view):
    return {line.key: line.value.zh for line in view.lines("A")}


TOLD = {
    "willing": "yes", "cause": "job_loss", "cause_note": "九月被裁员", "proof": "P-1", "income": "5,200", "fixed": "2600",
    "flexible": "1400", "adults": "2", "children": "1", "occupation": "仓库管理员", "assets": "自住房一套", "purpose": "agreement",
}  # fmt: skip


def test_what_is_typed_is_known_at_once_and_feeds_affordability(store, view):
    view.record("A", TOLD)
    facts = Agreements(store, "zhao").facts("A")
    assert {name: facts[name] for name in ("willing", "cause", "income_fen", "adults", "assets", "told_by")} == {
        "willing": True, "cause": "job_loss", "income_fen": 520000, "adults": 2, "assets": "自住房一套", "told_by": "zhao",
    }  # fmt: skip
    assert any("1,080" in text for text in shown(view).values())


def test_what_is_left_blank_stays_as_it_was_told_before(store, view):
    view.record("A", TOLD)
    view.record("A", {"willing": "no", "purpose": "affordability"})
    facts = Agreements(store, "zhao").facts("A")
    assert (facts["willing"], facts["cause"], facts["income_fen"]) == (False, "job_loss", 520000)


@pytest.mark.parametrize(
    ("case", "typed", "words"),
    [
        pytest.param("", TOLD, "案件编号", id="no case"),
        pytest.param("Z", TOLD, "没有案件 Z", id="a case that there is not"),
        pytest.param("A", {"purpose": "legal"}, "没有填写任何客户情况", id="nothing but a purpose"),
        pytest.param("A", {"income": "many"}, "“月收入（元）”：“many”不是金额", id="an amount that is none"),
        pytest.param("A", {"fixed": "-1"}, "“固定支出（元）”", id="an amount below nothing"),
        pytest.param("A", {"adults": "2.5"}, "“成人数”：“2.5”不是人数", id="half a person"),
        pytest.param("A", {"assets": "房", "purpose": "affordability"}, "最小范围", id="assets for a purpose that needs none"),
        pytest.param("A", {"occupation": "卡 6222020000000015"}, "不得记录账号或证件号", id="a card number in words"),
    ],
)  # fmt: skip
def test_what_must_not_be_recorded_is_refused_and_nothing_is_stored(store, view, case, typed, words):
    with pytest.raises(ArrearsError) as refused:
        view.record(case, typed)
    assert words in refused.value.zh
    assert store.events(kind="household").empty


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_writes_shows_and_empties_itself_for_the_next_case(store, lang):
    page = panels.show("promises", Session(store, "zhao", lang=lang))
    box = HouseholdBox(page, Households(page.session))
    box.case.value = "A"
    for name, text in TOLD.items():
        box.fields[name].value = text
    box._record()
    assert page.notice.level == "done"
    assert ("仓库管理员" in box.known.value, box.fields["income"].value, box.fields["purpose"].value) == (
        True,
        "",
        "agreement",
    )
