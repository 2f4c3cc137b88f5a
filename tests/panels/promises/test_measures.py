"""A legal measure waits on the panel with its assessment and who was heard; a second person decides there as by command."""

from datetime import date, timedelta

import pandas as pd
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.promises.measures import Measures
from arrears.panels.shell.session import Session
from arrears.store.state.case_list import place_cases, stored_cases
from arrears.store.state.escalations import Escalations

DEPARTMENTS = ("risk", "legal", "consumers")


@pytest.fixture
def store(empty_store):
    """One who refuses, asked twice, with a plan offered in vain: somebody has asked for a suit."""
    today = empty_store.clock().date()
    cases = {
        "case_id": ["A"], "due_date": [str(today - timedelta(days=400))], "principal": [10_000], "interest": [100], "late_fee": [100],
        "collector": ["王芳"], "customer_name": ["欧阳小明"], "phone": ["13800138000"],
    }  # fmt: skip
    place_cases(empty_store, pd.DataFrame(cases), actor="lead", as_of=date.fromordinal(today.toordinal() - 90))
    own = {"case_id": "A", "actor": "王芳"}
    said = [
        {
            "kind": "contact", "channel": "call", "outcome": "conversation", "collector": "王芳", "recorded": True, "introduced": True,
            "happened_at": empty_store.clock() - timedelta(days=days), "key": f"c{days}", **own,
        }
        for days in (60, 20)
    ]  # fmt: skip
    told = {"kind": "household", "willing": False, "cause": "unwilling", "assets": "欧阳小明自有住房，电话13800138000"}
    empty_store.append([*said, told | own | {"purpose": "legal", "happened_at": empty_store.clock(), "key": "h"}])
    Escalations(empty_store, "li").request("A", "suit", "欧阳小明多次催告未果")
    return empty_store


def heard(store, *departments):
    for one in departments:
        Escalations(store, "li").consult("A", one, "钱一", "欧阳小明一案，同意")


def view(store, actor="zhao"):
    return Measures(Session(store, actor))


def test_what_waits_is_read_with_its_assessment_and_opinions_and_nobody_s_name(store):
    heard(store, "risk")
    measures = view(store)
    (row,) = measures.waiting.to_dict("records")
    asked = measures.asked(row["escalation_id"])
    assert (row["case_id"], measures.measure(row["measure"]), row["heard"]) == ("A", "提起诉讼", 1)
    assert ("金额", "本金", "10,000.00元", "") in asked.lines
    assert [line[1] for line in asked.heard] == ["风险管理"]
    every = str(row["reason"]) + str(asked)
    assert "欧阳小明" not in every
    assert "13800138000" not in every


def test_nobody_decides_before_every_department_was_heard_or_about_what_they_asked_for(store):
    (number,) = view(store).waiting["escalation_id"]
    with pytest.raises(ArrearsError, match="not heard yet"):
        view(store).approve(number)
    heard(store, *DEPARTMENTS)
    with pytest.raises(ArrearsError, match="li asked for escalation"):
        view(store, "li").approve(number)
    with pytest.raises(ArrearsError, match="needs a reason"):
        view(store).refuse(number, " ")


def test_the_panel_shows_what_waits_and_stores_what_was_clicked(store):
    heard(store, *DEPARTMENTS)
    page = panels.show("promises", Session(store, "zhao"))
    every = list(all_of(page))
    waiting = next(each for each in every if getattr(each, "description", "") == "措施")
    approve = next(each for each in every if getattr(each, "description", "") == "批准措施")
    assert approve.disabled
    waiting.value = waiting.options[1][1]
    assert any("已征求部门" in str(getattr(each, "value", "")) for each in every)
    assert any("预期回收" in str(getattr(each, "value", "")) and "钱一" in str(each.value) for each in every)
    approve.click()
    assert "已批准" in page.notice.zh
    last = store.events(kind="escalation").iloc[-1]
    assert (last["payload"]["state"], last["actor"]) == ("approved", "zhao")
    assert stored_cases(store).set_index("case_id").loc["A", "flags"] == "legal"
    assert (waiting.value, waiting.options) == ("", waiting.options[:1])


def all_of(widget):
    """Give a widget and everything in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_of(child)
